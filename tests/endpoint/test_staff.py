"""Who headed a structure, by hand and by releases; what speaks of a structure or a place, counted alike everywhere."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, Quad

from graph import vocabulary as v
from graph.iri import VOCABULARY_GRAPH, page_graph, thing
from tests.endpoint.conftest import OpenApp, fixture_quads, publish
from tests.endpoint.test_office_pages import words
from tests.endpoint.test_pages import read

CENTRE = thing("field-operation", "centre-in-tashkent")
PAGE = "/field-operation/centre-in-tashkent.html"
GRAPH = page_graph("00000000000000a1")
# Who, as what, when; each by a release of its own.
ROLES = (
    ("Karima Osbourne", "Acting Head of the OSCE Centre in Tashkent", "2001-05-03"),
    ("Karima Osbourne", "Head of the Centre", "2002-01-09"),
    ("Amir Tolvanen", "Head of the OSCE Liaison Centre in Tashkent", "2004-06-01"),
    ("Bela Undated", "Head of the OSCE Centre in Tashkent", "2005-12-01"),
    ("Petra Umberley", "Deputy Head of the OSCE Centre in Tashkent", "2005-02-02"),
    ("Jon Formerly", "former Head of the OSCE Centre in Tashkent", "2006-02-02"),
)


def key(name: str) -> str:
    return name.lower().replace(" ", "-")


def roles() -> Iterator[Quad]:
    """People whom releases name at the centre, and two who are known by hand: a head without dates, a deputy."""
    for number, (name, title, day) in enumerate(ROLES):
        release, role = thing("release", str(1000 + number)), thing("role", f"{1000 + number}-{key(name)}-1")
        yield Quad(thing("person", key(name)), v.RDF_TYPE, v.FOAF_PERSON, GRAPH)
        yield Quad(thing("person", key(name)), v.RDFS_LABEL, Literal(name), GRAPH)
        yield Quad(role, v.RDF_TYPE, v.ROLE, GRAPH)
        yield Quad(role, v.ORG_MEMBER, thing("person", key(name)), GRAPH)
        yield Quad(role, v.ORG_HAS_ORGANIZATION, CENTRE, GRAPH)
        yield Quad(role, v.ROLE_TITLE, Literal(title, language="en"), GRAPH)
        yield Quad(role, v.ATTESTED_IN, release, GRAPH)
        yield Quad(role, v.ATTESTED_ON, Literal(day, datatype=v.XSD_DATE), GRAPH)
    for name, title in (("Bela Undated", "Head"), ("Nora Beside", "Principal Deputy Head")):
        tenure = thing("tenure", f"centre-in-tashkent-{key(name)}")
        said: list[tuple[NamedNode, NamedNode | Literal]] = [
            (v.RDF_TYPE, v.TENURE),
            (v.RDFS_LABEL, Literal(name, language="en")),
            (v.ORG_MEMBER, thing("person", key(name))),
            (v.ORG_HAS_ORGANIZATION, CENTRE),
            (v.ROLE_TITLE, Literal(f"{title} of the OSCE Centre in Tashkent", language="en")),
        ]
        yield from (Quad(tenure, predicate, value, VOCABULARY_GRAPH) for predicate, value in said)
    yield Quad(thing("person", "nora-beside"), v.RDFS_LABEL, Literal("Nora Beside"), VOCABULARY_GRAPH)


def speaking() -> Iterator[Quad]:
    """Releases that are sent from Vienna or mention it, and one that does both; one that mentions the centre."""
    for number, predicate in ((1000, v.DCTERMS_SPATIAL), (1001, v.SCHEMA_MENTIONS), (1001, v.DCTERMS_SPATIAL)):
        yield Quad(thing("release", str(number)), predicate, thing("place", "vienna"), GRAPH)
    yield Quad(thing("release", "1002"), v.SCHEMA_MENTIONS, thing("place", "warsaw"), GRAPH)
    yield Quad(thing("release", "1000"), v.SCHEMA_MENTIONS, CENTRE, GRAPH)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("staff")
    publish(folder, [*fixture_quads(), *roles(), *speaking()])
    return folder


@pytest.fixture(params=["lists", "no lists"])
def visitor(
    place: Path, open_app: OpenApp, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> FlaskClient:
    """A visitor of the site, with the lists that sealing made and without, as before there were any."""
    if request.param == "no lists":
        monkeypatch.setattr("endpoint.views.index.LISTS", "none.sqlite")
    made: Flask = open_app(place)
    return made.test_client()


def test_heads_whom_releases_name_stand_among_those_kept_by_hand(visitor: FlaskClient) -> None:
    page = read(visitor, PAGE)
    heads = words(page, "Heads 3", "Others in office")
    assert "named 1 Dec 2005 Bela Undated Head of the OSCE Centre in Tashkent in Small release number 3" in heads
    assert (
        "Mar 2003 – 2005 Amir Tolvanen Norway · Head of the OSCE Centre in Tashkent in Small release number 2" in heads
    )
    assert "named 3 May 2001 – 9 Jan 2002 Karima Osbourne" in heads
    assert "2 releases" in heads
    assert heads.index("Bela") < heads.index("Amir") < heads.index("Karima")
    assert {"/release/1000", "/release/1001"} <= set(page.values("href"))


def test_deputies_and_former_heads_are_no_heads(visitor: FlaskClient) -> None:
    page = read(visitor, PAGE)
    assert "dates not known Nora Beside" in words(page, "Others in office 1", "People with another role here")
    people = words(page, "People with another role here, as the releases name them 2", "Releases")
    assert people.index("2 Feb 2006 Jon Formerly") < people.index("2 Feb 2005 Petra Umberley")
    assert "/release/1004" in page.values("href")


@pytest.mark.parametrize(
    ("name", "listing", "page", "said"),
    [
        ("Vienna", "/place/", "/place/vienna.html", "Releases 2 2 sent from here."),
        ("Warsaw", "/place/", "/place/warsaw.html", "Releases 1 None sent from here; all mention it."),
        ("OSCE Centre in Tashkent", "/field-operation/", PAGE, "Releases 45 44 issued by it, 1 more that mention it."),
    ],
)
def test_lists_count_what_pages_list(visitor: FlaskClient, name: str, listing: str, page: str, said: str) -> None:
    assert said in words(read(visitor, page))
    count = said.split()[1]
    assert any(f"{name}{note} {count} " in words(read(visitor, listing)) for note in ("", " 2000–2006"))


def test_a_picture_says_which_releases_it_counts(visitor: FlaskClient) -> None:
    assert "Drawn and counted here: the 44 releases issued by it." in words(read(visitor, PAGE))
