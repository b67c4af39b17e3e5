"""The map: every State has its place, circles say what the query says, and nothing on it takes a side."""

import csv
import io
import json
import math
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from endpoint.drawing.atlas import Circle, atlas, places
from endpoint.views import mentions
from geography import draw
from graph.iri import BASE
from tests.endpoint.test_pages import read

SVG = "{http://www.w3.org/2000/svg}"
BEYOND = {"australia", "egypt", "japan", "republic-of-korea", "thailand"}


def drawn(*circles: Circle) -> ElementTree.Element:
    text = str(atlas(circles, "/static/land.svg", "map", "States", "Two States."))
    return ElementTree.fromstring(text.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def test_every_participating_state_lies_on_the_map(real: FlaskClient) -> None:
    query = "SELECT ?s ?t { ?s a <https://w3id.org/osce-graph/ontology#State>, ?t }"
    answer = real.get("/sparql", query_string={"query": query}, headers={"Accept": "text/csv"})
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    keys = {row["s"].removeprefix(f"{BASE}state/") for row in rows}
    taking_part = {row["s"].removeprefix(f"{BASE}state/") for row in rows if row["t"].endswith("#ParticipatingState")}
    assert len(taking_part) == 57
    assert keys - places().keys() == BEYOND
    assert places().keys() <= keys
    # The smallest lie apart from the States around them.
    for small in ("andorra", "liechtenstein", "malta", "monaco", "san-marino", "holy-see", "luxembourg"):
        assert min(math.dist(places()[small], at) for key, at in places().items() if key != small) > 3


def test_the_land_is_light_and_names_its_source(checkout: Path) -> None:
    file = checkout / "endpoint" / "static" / "land.svg"
    assert file.stat().st_size < 25_000
    assert "Natural Earth" in file.read_text()
    ids = {one.get("id") for one in ElementTree.parse(file).getroot()}
    assert ids == {"land", "borders", "dashed", "land1", "borders1", "dashed1"}


def test_areas_say_the_numbers_and_the_silent_are_empty() -> None:
    tree = drawn(
        Circle("norway", "Norway", 400, "/state/norway"), Circle("malta", "Malta", 100), Circle("monaco", "M", 0)
    )
    circles = {one.find(f"{SVG}title").text: one for one in tree.iter(f"{SVG}circle")}  # type: ignore[union-attr]
    assert list(circles) == ["Norway: 400", "Malta: 100", "M: 0"]
    radii = [float(one.get("r", "")) for one in circles.values()]
    assert radii[0] == pytest.approx(2 * radii[1])
    assert circles["M: 0"].get("class") == "none"
    assert [one.get("href") for one in tree.iter(f"{SVG}a")] == ["/state/norway"]


def test_small_circles_lie_on_large_ones_and_names_do_not_touch() -> None:
    crowd = [Circle(key, key, 1 + number) for number, key in enumerate(sorted(places()))]
    tree = drawn(*crowd)
    sizes = [float(one.get("r", "")) for one in tree.iter(f"{SVG}circle")]
    assert sizes == sorted(sizes, reverse=True)
    names = list(tree.iter(f"{SVG}text"))
    assert 3 < len(names) <= 8
    for one in names:
        for other in names:
            if one is not other and abs(float(one.get("y", "")) - float(other.get("y", ""))) < 16:
                apart = abs(float(one.get("x", "")) - float(other.get("x", "")))
                assert apart >= 4 * (len(one.text or "") + len(other.text or "")) - 2


def test_it_has_a_title_and_a_description_and_escapes_names() -> None:
    tree = drawn(Circle("norway", "<b>Norway & co", 3))
    svg = tree.find(f"{SVG}svg")
    assert svg is not None
    assert (svg.get("role"), svg.get("aria-labelledby"), svg.get("aria-describedby")) == (
        "img",
        "map-title",
        "map-desc",
    )
    assert [one.text for one in svg.iter(f"{SVG}text")] == ["<b>Norway & co"]


@pytest.mark.parametrize(("path", "least"), [("/", 40), ("/field-of-work/human-rights.html", 3)])
def test_pages_show_it_with_the_numbers_behind(real: FlaskClient, path: str, least: int) -> None:
    page = read(real, path)
    assert not page.wrong
    assert {"map", "map-title", "map-desc"} <= set(page.values("id"))
    assert "Natural Earth" in page.words
    links = [
        one for one in page.values("href") if "format=csv" in one and "?thing+a+osce:State" in one.replace("%20", "+")
    ]
    assert links
    rows = list(csv.DictReader(io.StringIO(real.get(links[-1]).text)))
    assert len(rows) >= least
    assert len(real.get(path).data) < 60_000
    for row in rows[:20]:
        assert f"/state/{row['thing'].rpartition('/')[2]}" in page.values("href")


def test_a_page_of_a_thing_has_the_foremost_and_says_so(real: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that it stays light where all States are mentioned. At a host of its own: pages are kept as they were made."""
    monkeypatch.setattr(mentions, "_SHOWN", 2)
    text = real.get("/field-of-work/human-rights.html", base_url="http://atlas.example.org/").text
    figure = text[text.index('id="map"') :].partition("</figure>")[0]
    assert figure.count("&amp;state=") + figure.count("&state=") == 2
    assert "The 2 most mentioned of" in figure
    assert "<a" not in figure.partition("</svg>")[0]
    assert '<a href="/state/' in real.get("/").text.partition('id="map"')[2].partition("</svg>")[0]


def test_the_number_of_a_circle_is_what_the_search_finds(real: FlaskClient) -> None:
    page = read(real, "/field-of-work/human-rights.html")
    found = [one for one in page.values("href") if one.startswith("/search?topic=") and "&state=" in one]
    assert found
    for address in set(found):
        assert real.get(f"{address}&format=json").json["total"] >= 1  # type: ignore[index]


@pytest.mark.parametrize("path", ["/state/norway.html", "/person/", "/place/"])
def test_other_pages_have_none(real: FlaskClient, path: str) -> None:
    assert 'id="map"' not in real.get(path).text


def square(west: float, south: float, size: float) -> list[list[float]]:
    return [[west, south], [west + size, south], [west + size, south + size], [west, south + size], [west, south]]


def test_the_projection_keeps_areas() -> None:
    frame = draw.FRAMES[0]

    def area(west: float, south: float) -> float:
        return abs(draw._area([frame.project((x, y)) for x, y in square(west, south, 0.5)])) / math.cos(
            math.radians(south + 0.25)
        )

    assert area(-5, 40) == pytest.approx(area(90, 60), rel=0.01)
    assert frame.project(frame.centre) == pytest.approx(frame.origin)


@pytest.fixture
def topology() -> dict[str, Any]:
    """Two countries beside each other, of which one is the Holy See, for want of a smaller one."""
    line = [[20.0, 50.0], [20.0, 55.0]]
    arcs = [
        line,
        [[20.0, 55.0], [10.0, 55.0], [10.0, 50.0], [20.0, 50.0]],
        [[20.0, 50.0], [30.0, 50.0], [30.0, 55.0], [20.0, 55.0]],
    ]
    grid = [[arc[0], *([b[0] - a[0], b[1] - a[1]] for a, b in pairwise(arc))] for arc in arcs]
    countries = [
        {"type": "Polygon", "id": "336", "properties": {"name": "Vatican"}, "arcs": [[0, 1]]},
        {"type": "Polygon", "properties": {"name": "Elsewhere"}, "arcs": [[~0, ~2]]},
    ]
    return {
        "transform": {"scale": [1, 1], "translate": [0, 0]},
        "arcs": grid,
        "objects": {
            "countries": {"geometries": countries},
            "land": {"geometries": [{"type": "MultiPolygon", "arcs": [[[1, ~2]]]}]},
        },
    }


def test_arcs_become_land_and_borders(topology: dict[str, Any]) -> None:
    arcs = list(draw._arcs(topology))
    assert arcs[0] == [(20.0, 50.0), (20.0, 55.0)]
    countries = topology["objects"]["countries"]["geometries"]
    assert draw._borders(countries, arcs, {"Vatican"}) == ([0], [])
    assert draw._borders(countries, arcs, set()) == ([], [])
    assert draw._place(countries[0], arcs) is not None
    (path,) = draw._lines(arcs, [0], draw.FRAMES[0])
    assert path.startswith("M")


@pytest.mark.parametrize("pair", [sorted(one) for one in draw.DASHED])
def test_disputed_lines_are_dashed(topology: dict[str, Any], pair: list[str]) -> None:
    countries = topology["objects"]["countries"]["geometries"]
    for one, name in zip(countries, pair, strict=True):
        one["properties"]["name"] = name
    assert draw._borders(countries, list(draw._arcs(topology)), set(pair)) == ([], [0])


def test_the_file_of_places_is_whole_numbers(checkout: Path) -> None:
    said = json.loads((checkout / "endpoint" / "drawing" / "places.json").read_text())
    assert all(len(at) == 2 and all(isinstance(one, int) for one in at) for at in said.values())
