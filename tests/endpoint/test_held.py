"""Events: those that were held at a place or in a State, and the list of all."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, Quad

from graph import vocabulary as v
from graph.iri import VOCABULARY_GRAPH, page_graph, thing
from tests.endpoint.conftest import OpenApp, fixture_quads, publish
from tests.endpoint.test_office_pages import words
from tests.endpoint.test_pages import LIGHT, Page, read

GRAPH = page_graph("00000000000000a1")
MANY = 120


def event(number: int, date: str, place: str | None) -> Iterator[Quad]:
    node = thing("event", f"drill-{number}")
    said: list[tuple[NamedNode, NamedNode | Literal]] = [
        (v.RDF_TYPE, v.SCHEMA_EVENT),
        (v.RDFS_LABEL, Literal(f"drill no {number}", language="en")),
    ]
    said += [(v.SCHEMA_START_DATE, Literal(date, datatype=v.XSD_DATE))] if date else []
    said += [(v.SCHEMA_LOCATION, thing("place", place))] if place else []
    said += [(v.EVENT_TYPE, Literal("fire drill" if number % 6 in {2, 4} else "drill", language="en"))]
    yield from (Quad(node, predicate, value, GRAPH) for predicate, value in said)
    yield Quad(thing("release", str(1000 + number)), v.SCHEMA_ABOUT, node, GRAPH)


def quads() -> Iterator[Quad]:
    """Many events in Tashkent, one in a district of it without a date, one elsewhere."""
    yield Quad(thing("place", "chilonzor"), v.RDF_TYPE, v.PLACE, GRAPH)
    yield Quad(thing("place", "chilonzor"), v.RDFS_LABEL, Literal("Chilonzor", language="en"), GRAPH)
    around = v.SCHEMA_CONTAINED_IN_PLACE
    yield Quad(thing("place", "chilonzor"), around, thing("place", "tashkent"), VOCABULARY_GRAPH)
    # Places that lie in each other, as data by hand may have it, must not be walked for ever.
    yield Quad(thing("place", "tashkent"), around, thing("place", "chilonzor"), VOCABULARY_GRAPH)
    for number in range(MANY):
        yield from event(number, f"{2001 + number // 12}-{1 + number % 12:02}-05", "tashkent")
    yield from event(MANY, "", "chilonzor")
    yield from event(MANY + 1, "1999-01-01", "warsaw")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("held")
    publish(folder, [*fixture_quads(), *quads()])
    return folder


@pytest.fixture
def visitor(place: Path, open_app: OpenApp) -> FlaskClient:
    made: FlaskClient = open_app(place).test_client()
    return made


def linked(page: Page) -> list[str]:
    return [link for link in page.values("href") if link.startswith("/event/drill-")]


@pytest.mark.parametrize("address", ["/state/uzbekistan.html", "/place/tashkent.html"])
def test_a_state_and_a_place_show_what_was_held_there(visitor: FlaskClient, address: str) -> None:
    page = read(visitor, address)
    before = linked(read(visitor, "/state/norway.html"))
    assert not before
    assert linked(page)[:12] == [f"/event/drill-{number}" for number in range(MANY - 1, MANY - 13, -1)]
    held = words(page, "Events held here")
    assert f"{MANY + 2} 5 Dec 2010 Drill no 119 Small release number 119" in held
    assert "/release/1119" in page.values("href")
    listed = next(link for link in page.values("href") if "query=" in link and "containedInPlace" in link)
    rows = visitor.get(listed, headers={"Accept": "text/csv"}).text.strip().splitlines()
    assert len(rows) == 1 + MANY + 2  # the fixture has one
    assert "drill-119" in rows[1]


def test_a_place_whose_events_alone_are_told_says_so(visitor: FlaskClient) -> None:
    assert "None in this snapshot but those of the events above." in words(read(visitor, "/place/chilonzor.html"))


def shown(page: Page) -> list[str]:
    """The events in the list, each once."""
    return list(dict.fromkeys(linked(page)))


def test_all_events_are_listed_newest_first(visitor: FlaskClient) -> None:
    first = read(visitor, "/event/")
    assert "5 Dec 2010 Drill no 119 Small release number 119" in words(first), words(first)[:900]
    assert words(first).index("2010") < words(first).index("2009")
    assert "?page=2" in first.values("href")
    assert "/event/" in read(visitor, "/quality").values("href")
    second = words(read(visitor, "/event/?page=2"))
    assert second.index("Drill no 0 ") < second.index("Drill no 121") < second.index("Without a date")
    assert second.index("Without a date") < second.index("Drill no 120")
    assert visitor.get("/event/?page=3").status_code == 404
    assert len(visitor.get("/event/", headers={"Accept": "text/html"}).data) < LIGHT


def test_events_are_chosen_by_year_kind_and_place(visitor: FlaskClient) -> None:
    assert shown(read(visitor, "/event/?year=2003&type=fire+drill")) == [
        f"/event/drill-{one}" for one in (34, 32, 28, 26)
    ]
    there = read(visitor, "/event/?place=place/chilonzor&type=&page=2")
    assert f"/event/drill-{MANY}" in shown(there)
    assert "Events in Chilonzor" in words(there)
    assert shown(read(visitor, "/event/?place=place/warsaw")) == [f"/event/drill-{MANY + 1}"]
    assert not shown(read(visitor, "/event/?place=state/norway"))
    # What can be chosen is counted within what is chosen.
    options = words(read(visitor, "/event/?year=2003"))
    assert "fire drill (4)" in options
    assert "2003 (12)" in options
    listed = next(link for link in read(visitor, "/state/uzbekistan.html").values("href") if "/event/?place=" in link)
    assert shown(read(visitor, listed))[0] == f"/event/drill-{MANY - 1}"


@pytest.mark.parametrize(
    "query", ["year=1875", "year=all", "type=coronation", "place=state/atlantis", "place=%3C%3E", "place=" + 400 * "a"]
)
def test_what_no_event_has_is_no_choice(visitor: FlaskClient, query: str) -> None:
    answer = visitor.get(f"/event/?{query}")
    assert answer.status_code == 400
    assert "remedy" in (answer.json or {})
