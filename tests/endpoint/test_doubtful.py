"""The people in doubt: a page of all of them, and what is said on the page of each."""

import datetime
import html
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, Quad

from graph import pages
from graph import vocabulary as v
from graph.build import build
from graph.iri import QUALITY_GRAPH, thing
from tests.endpoint.conftest import OpenApp, fixture_quads, publish

SPEAKERS = (
    "Jelena Radošić, head of the county commission",
    "Yelena Radoshich, head of the county commission",
    "Ivo Kranjec, judge of the Municipal Court",
    "Ivo Kranjec, chief of the Border Police",
)


@pytest.fixture(scope="module")
def doubted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph of invented releases with two spellings of a name, and with one name in two roles."""
    folder = tmp_path_factory.mktemp("doubted")
    (folder / "pages").mkdir()
    for number, speaker in enumerate(SPEAKERS, 1):
        (folder / "pages" / f"{number}.txt").write_text(
            f"Course number {number} ends in Zagreb\n\nZAGREB, 1{number} March 2005 - A course ended today.\n"
            f'"It was a good course for all of us," said {speaker}.\n'
        )
    build(pages.find([str(folder / "pages")]).pages, folder / "data")
    return folder / "data"


@pytest.fixture
def client(doubted: Path, open_app: OpenApp) -> FlaskClient:
    return open_app(doubted).test_client()


def page(client: FlaskClient, path: str) -> str:
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert len(answer.data) < 60_000
    return html.unescape(answer.text)


def test_all_stand_on_a_page_with_sentences_and_lines_of_the_day_of_sealing(client: FlaskClient) -> None:
    whole = page(client, "/quality/people")
    for told in (
        "Jelena Radošić and Yelena Radoshich",
        "Ivo Kranjec, within 1 days",
        "osce:OnePerson",
        "a good course",
    ):
        assert told in whole
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    assert f'dcterms:created "{today}"' in whole
    assert "0001-01-01" not in whole
    assert 'href="/quality/people">People in doubt</a> <span class="quiet">2<' in page(client, "/quality")


def test_one_kind_is_chosen(client: FlaskClient) -> None:
    only = page(client, "/quality/people?kind=contradiction")
    assert "Ivo Kranjec, within" in only
    assert "Yelena Radoshich" not in only
    assert "Nobody is in doubt" in page(client, "/quality/people?kind=surname-only")
    assert client.get("/quality/people?kind=hearsay").status_code == 400
    assert client.get("/quality/people?page=9").status_code == 404


def test_who_is_in_doubt_shows_it_and_nobody_else_does(client: FlaskClient) -> None:
    person = page(client, "/person/ivo-kranjec.html")
    assert 'href="/quality/people?kind=contradiction"' in person
    assert "What settles it" in person
    assert 'href="/person/yelena-radoshich"' in page(client, "/person/jelena-radosic.html")
    assert "What settles it" not in page(client, "/state/croatia.html")


def test_a_snapshot_that_was_sealed_without_says_so(open_app: OpenApp, tmp_path: Path) -> None:
    publish(tmp_path, fixture_quads()[:40], merged=False)
    old = open_app(tmp_path).test_client()
    assert old.get("/quality/people").status_code == 404
    assert "People in doubt" not in page(old, "/quality")


def test_what_a_rule_finds_about_a_person_stands_on_the_page_of_the_person(open_app: OpenApp, tmp_path: Path) -> None:
    found = thing("report", "0123456789abcdef")
    told = [
        Quad(found, v.RDF_TYPE, v.SH_VALIDATION_RESULT, QUALITY_GRAPH),
        Quad(found, v.SH_FOCUS_NODE, thing("person", "amir-tolvanen"), QUALITY_GRAPH),
        Quad(found, v.SH_RESULT_SEVERITY, v.SH_WARNING, QUALITY_GRAPH),
        Quad(found, v.SH_SOURCE_SHAPE, NamedNode(v.OSHAPES + "Person-nameWords"), QUALITY_GRAPH),
        Quad(found, v.SH_RESULT_MESSAGE, Literal("A name has two words; look at it.", language="en"), QUALITY_GRAPH),
    ]
    publish(tmp_path, fixture_quads() + told)
    site = open_app(tmp_path).test_client()
    shown = page(site, "/person/amir-tolvanen.html")
    assert 'href="/quality/Person-nameWords"' in shown
    assert "A name has two words." in shown
    assert "Person-nameWords" not in page(site, "/state/norway.html")
