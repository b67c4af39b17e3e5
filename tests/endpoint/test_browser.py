"""Pages in a real browser: axe-core finds nothing, in light and dark, narrow and wide; a keyboard is enough.

Needs Node with what `npm ci --prefix tests/browser` installs (`make test` does), and Chromium; without them the tests
are skipped and say so.
"""

import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, Quad
from werkzeug.serving import make_server

from endpoint.app import create_app
from endpoint.settings import Settings
from graph import vocabulary as v
from graph.iri import page_graph, thing
from tests.endpoint.conftest import fixture_quads, publish
from tests.endpoint.test_pages import PAGES

TOOLS = Path(__file__).resolve().parent.parent / "browser"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# Beside the pages of the snapshot made by hand: errors, the small pages, and what is read from the sample pages.
MORE = [
    *("/search?q=nothingofthekind", "/problem/not-found"),
    *(
        "/quote/50001-1.html",
        "/quote/79999-1.html",
        "/release/79999.html",
        "/event/50001-1.html",
        "/timemap/state/norway",
        "/difference",
        "/sparql?question=101-states",
    ),
]
WRONG = {"/nothing-here": 404, "/sparql?query=SELECT": 400}
REAL = [
    *(
        "/",
        "/about",
        "/event/",
        "/search?q=course",
        "/ontology.html",
        "/ontology.html?part=questions",
        "/state/uzbekistan.html",
        "/place/",
    ),
    *("/field-operation/project-co-ordinator-in-uzbekistan.html", "/structure/chairperson-in-office.html"),
]
KEYBOARD = {"/", "/release/50001.html", "/state/norway.html", "/search?q=small&year=2008", "/sparql", "/quality"}
LOOKS = [("light", 1400), ("dark", 1400), ("light", 360)]
Seen = dict[str, Any]


def browser() -> str:
    """The browser's program. Skips where something is missing."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if not shutil.which("node") or not (TOOLS / "node_modules" / "axe-core").is_dir():
        pytest.skip("axe-core is not installed: have Node and npm, and run `npm ci --prefix tests/browser`")
    if found is None:
        pytest.skip(f"no browser: install one of {', '.join(BROWSERS)}")
    return found


def look(app: Flask, paths: list[str], keyboard: set[str]) -> list[Seen]:
    """What a browser sees of these pages in every look."""
    program = browser()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    asked = {
        "browser": program,
        "base": f"http://127.0.0.1:{server.server_port}",
        "pages": paths,
        "looks": LOOKS,
        "keyboard": sorted(keyboard),
    }
    try:
        done = subprocess.run(
            ["node", "look.mjs"], cwd=TOOLS, input=json.dumps(asked), capture_output=True, text=True, timeout=600
        )
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert done.returncode == 0, done.stderr
    seen: list[Seen] = json.loads(done.stdout)
    assert len(seen) == len(paths) * len(LOOKS), [one for one in seen if "fault" in one]
    return seen


def words_without_end() -> Iterator[Quad]:
    """A release, the newest, and a quote in it, each of one word that is longer than any line of a narrow screen."""
    release, quote, graph = thing("release", "79999"), thing("quote", "79999-1"), page_graph(f"{79999:016x}")
    word = Literal("Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaft", language="en")
    statements: list[tuple[NamedNode, NamedNode, NamedNode | Literal]] = [
        *((release, v.RDF_TYPE, v.RELEASE), (quote, v.RDF_TYPE, v.SCHEMA_QUOTATION)),
        *((one, v.RDFS_LABEL, word) for one in (release, quote)),
        *((release, v.DCTERMS_TITLE, word), (quote, v.SCHEMA_TEXT, word), (quote, v.SCHEMA_IS_PART_OF, release)),
        (release, v.DCTERMS_ISSUED, Literal("2022-02-01", datatype=v.XSD_DATE)),
        (quote, v.SCHEMA_SPOKEN_BY_CHARACTER, thing("person", "amir-tolvanen")),
        *((release, v.SCHEMA_MENTIONS, one) for one in (thing("state", "norway"), thing("person", "amir-tolvanen"))),
    ]
    yield from (Quad(*one, graph) for one in statements)


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The snapshot made by hand, which follows another: so there are changes and a course of the quality."""
    place = tmp_path_factory.mktemp("twice")
    publish(place, fixture_quads()[:-7], created="2026-11-23T08:00:00+00:00")
    publish(place, [*fixture_quads(), *words_without_end()])
    app = create_app(Settings(data=place, children=1))
    yield app
    app.extensions["follower"].close()


@pytest.fixture(scope="module")
def seen(twice: Flask, real: FlaskClient) -> list[Seen]:
    """All pages, in all looks."""
    by_hand = look(twice, [*PAGES, *MORE, *WRONG], KEYBOARD)
    return [*by_hand, *look(real.application, [*REAL, *some_releases(real)], set())]


def some_releases(client: FlaskClient) -> list[str]:
    """A release, a person and a place of the sample pages, whatever these are: those named first."""
    found = []
    for kind in ("release", "person", "place"):
        rows = client.get(
            "/sparql",
            query_string={
                "query": f'SELECT ?s {{ ?s a ?c FILTER(STRSTARTS(STR(?s), "https://w3id.org/osce-graph/{kind}/")) }} '
                "GROUP BY ?s ORDER BY ?s LIMIT 1",
                "format": "csv",
            },
        ).text.split()[1:]
        found += [f"{one.removeprefix('https://w3id.org/osce-graph')}.html" for one in rows]
    assert len(found) == 3
    return found


def test_every_page_is_shown_and_asks_nobody_else(seen: list[Seen]) -> None:
    assert len(seen) > 100
    for one in seen:
        assert "fault" not in one, one
        assert one["status"] == WRONG.get(one["path"], 200), one["path"]
        assert one["elsewhere"] == [], one["path"]
        refused = [
            said for said in one["errors"] if "status of 4" not in said
        ]  # the answer itself, where it is an error
        assert refused == [], one["path"]


def test_axe_finds_nothing(seen: list[Seen]) -> None:
    assert all(one["passes"] for one in seen)
    assert all(one["passes"] > 15 for one in seen if (one["scheme"], one["width"]) == LOOKS[0])
    found = sorted(
        f"{one['path']} {one['scheme']} {one['width']}: {violation}" for one in seen for violation in one["violations"]
    )
    assert found == [], "\n".join(found)


def test_no_page_is_wider_than_the_screen(seen: list[Seen]) -> None:
    assert [(one["path"], one["width"], one["overflow"]) for one in seen if one["overflow"] > 0] == []


def test_a_keyboard_reaches_everything_and_shows_where_it_is(seen: list[Seen]) -> None:
    tried = [one for one in seen if "stops" in one]
    assert {one["path"] for one in tried} == KEYBOARD
    for one in tried:
        stops = one["stops"]
        assert stops["first"].startswith("a Skip to content"), one["path"]
        assert stops["unseen"] == [], (one["path"], one["width"], stops)
        assert stops["reached"] >= stops["wanted"], (one["path"], one["width"], stops)


def test_a_keyboard_skips_the_menu_and_opens_what_is_folded(seen: list[Seen]) -> None:
    tried = [one["skips"] for one in seen if "skips" in one]
    assert {one["target"] for one in tried} == {"#content"}
    opened = [one["opened"] for one in tried if one["opened"] is not None]
    assert opened
    assert all(opened)
