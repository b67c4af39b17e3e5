"""Who held an office on a day, and what a release that names only the office says of them."""

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from graph import vocabulary as v
from graph.extract import Reader
from graph.iri import BASE, VOCABULARY_GRAPH
from graph.listing import listed
from graph.merge.claims import claims
from graph.merge.merging import merge
from graph.records import Page
from graph.state.stating import state
from graph.vocabularies.reference import Reference
from tests.test_extraction import cases

HELD = cases("holders.txt")
# Nobody held that office in these months: the holder, like the words, is invented.
TENURE, HOLDER, OFFICE = (NamedNode(BASE + path) for path in ("tenure/x", "person/ines-maroval", "structure/hcnm"))
TEXT = """Books in two languages reach schools in Bolzano

BOLZANO, 12 October 2016 - Books in two languages reached the schools of Bolzano today.

“A school that teaches both languages loses nobody,” the OSCE High Commissioner on National Minorities said.
"""


@pytest.fixture(scope="module")
def with_holder(reference: Reference) -> Reference:
    """The vocabularies, and an invented holder of an office."""
    said = (
        (TENURE, v.RDF_TYPE, v.TENURE),
        (TENURE, v.ORG_MEMBER, HOLDER),
        (TENURE, v.ORG_HAS_ORGANIZATION, OFFICE),
        (TENURE, v.SCHEMA_START_DATE, Literal("2016-08-21", datatype=v.XSD_DATE)),
        (TENURE, v.SCHEMA_END_DATE, Literal("2016-12-31", datatype=v.XSD_DATE)),
        (TENURE, v.CERTAINTY, Literal("high")),
        (HOLDER, v.RDF_TYPE, v.FOAF_PERSON),
        (HOLDER, v.RDFS_LABEL, Literal("Ines Maroval")),
    )
    return Reference([*reference.quads, *(Quad(s, p, o, VOCABULARY_GRAPH) for s, p, o in said)])


def page(text: str) -> Page:
    return Page("a.txt", text, "0" * 64, url="https://www.osce.org/hcnm/990008")


def test_there_are_enough_cases() -> None:
    assert len(HELD) == 13


@pytest.mark.parametrize(("asked", "expected"), HELD, ids=lambda value: str(value)[:40])
def test_holder(asked: str, expected: list[str], reference: Reference) -> None:
    office, day = asked.split()
    held = reference.tenures.holder(NamedNode(f"{BASE}structure/{office}"), day)
    assert [reference.label(held.person) if held else "-"] == expected


def test_the_office_speaks_and_its_holder_is_inferred_with_the_tenure(with_holder: Reference) -> None:
    reading = Reader(with_holder).read(page(TEXT))
    quads = state(reading, merge(claims(reading)), with_holder).quads
    quote, release = NamedNode(BASE + "quote/990008-1"), NamedNode(BASE + "release/990008")
    said = {(quad.subject, quad.predicate): quad.object for quad in quads}
    assert said[quote, v.SPEAKING_OFFICE] == OFFICE
    assert said[quote, v.INFERRED_SPEAKER] == said[release, v.INFERRED_MENTION] == HOLDER
    # What the page does not say is not said to be said.
    assert (quote, v.SCHEMA_SPOKEN_BY_CHARACTER) not in said
    assert HOLDER not in {quad.object for quad in quads if quad.predicate == v.SCHEMA_MENTIONS}
    bodies = {quad.subject for quad in quads if quad.predicate == v.RDF_PREDICATE and quad.object == v.INFERRED_SPEAKER}
    notes = {quad.subject for quad in quads if quad.predicate == v.OA_HAS_BODY and quad.object in bodies}
    assert {quad.object for quad in quads if quad.predicate == v.PROV_WAS_DERIVED_FROM and quad.subject in notes} == {
        TENURE
    }


def test_json_tells_the_office_and_the_holder_apart_from_speakers(with_holder: Reference) -> None:
    [release] = listed(Reader(with_holder).read(page(TEXT)), with_holder)
    [quote] = release["quotes"]
    assert quote["speaker"] is None
    assert quote["office"]["name"] == "Ines Maroval"
    assert quote["office"]["inferred_from"] == TENURE.value
    words = quote["office"]
    assert TEXT[words["start"] : words["end"]] == words["words"] == "OSCE High Commissioner on National Minorities"
    assert release["office_holders"] == [quote["office"]]
    assert release["people"] == []


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace("12 October 2016", "12 October 2019"),
        TEXT.replace("said.", "said in 2003."),
        TEXT.replace("the OSCE High Commissioner", "the Office of the High Commissioner"),
        TEXT.replace("reached the", "by OSCE High Commissioner on National Minorities Ana Belková reached the"),
    ],
    ids=["another day", "another year", "the office as a house", "the page names the holder"],
)
def test_nobody_is_inferred(text: str, with_holder: Reference) -> None:
    [release] = listed(Reader(with_holder).read(page(text)), with_holder)
    assert not [one for one in release["office_holders"] if one["name"] == "Ines Maroval"]
    assert not [one for one in release["quotes"] if one.get("office", {}).get("name") == "Ines Maroval"]
