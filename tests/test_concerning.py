"""Every result of validation names the releases it is about, whichever part of them breaks the rule."""

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from graph import vocabulary as v
from graph.iri import QUALITY_GRAPH, page_graph, part, thing
from graph.records import Finding
from graph.report import Report, Resource, Result
from graph.seal.concerning import ascribed, concerning
from graph.seal.writing import Entry

PAGE, FIRST, SECOND = thing("page", "0123456789abcdef"), thing("release", "1"), thing("release", "2")
ROLE, QUOTE, EVENT, PERSON = thing("role", "1-a"), thing("quote", "1-1"), thing("event", "1"), thing("person", "a-b")
NOTE = thing("evidence", "0123456789abcdef-1")
STATEMENT, TARGET, SELECTOR = (part(NOTE, one) for one in ("statement", "target", "selector"))
SAID = (
    (FIRST, v.RDF_TYPE, v.RELEASE),
    (SECOND, v.RDF_TYPE, v.RELEASE),
    (FIRST, v.PROV_WAS_DERIVED_FROM, PAGE),
    (SECOND, v.PROV_WAS_DERIVED_FROM, PAGE),
    (FIRST, v.SCHEMA_ABOUT, EVENT),
    (FIRST, v.SCHEMA_MENTIONS, PERSON),
    (SECOND, v.SCHEMA_MENTIONS, PERSON),
    (FIRST, v.SCHEMA_MENTIONS, thing("state", "westmark")),
    (ROLE, v.ATTESTED_IN, FIRST),
    (ROLE, v.ORG_MEMBER, thing("person", "only-a-holder")),
    (QUOTE, v.SCHEMA_IS_PART_OF, FIRST),
    (NOTE, v.OA_HAS_BODY, STATEMENT),
    (NOTE, v.OA_HAS_TARGET, TARGET),
    (STATEMENT, v.RDF_SUBJECT, ROLE),
    (TARGET, v.OA_HAS_SOURCE, PAGE),
    (TARGET, v.OA_HAS_SELECTOR, SELECTOR),
)


@pytest.fixture(scope="module")
def store() -> Store:
    store = Store()
    for subject, predicate, value in SAID:
        store.add(Quad(subject, predicate, value))
    return store


def concerned(
    store: Store, focus: Resource, value: NamedNode | Literal | None = None, *, on_page: bool = True
) -> set[str]:
    graphs = (page_graph("0123456789abcdef"),) if on_page else ()
    shown = None if value is None else str(value)
    shape = NamedNode(v.OSHAPES + "A-b")
    result = Result(
        focus, None, shown, "warning", shape, NamedNode(v.SH + "MinCountConstraintComponent"), "A; b.", graphs
    )
    quads = list(concerning(store, Report((result,))))
    assert {(quad.subject, quad.predicate, quad.graph_name) for quad in quads} <= {
        (result.name, v.CONCERNS, QUALITY_GRAPH)
    }
    return {str(quad.object).removeprefix("<https://w3id.org/osce-graph/release/").rstrip(">") for quad in quads}


@pytest.mark.parametrize("focus", [FIRST, ROLE, QUOTE, EVENT, NOTE, STATEMENT, TARGET, SELECTOR], ids=str)
def test_a_part_of_a_release_leads_to_it(focus: NamedNode, store: Store) -> None:
    assert concerned(store, focus) == {"1"}


def test_a_person_leads_to_all_releases_that_name_it(store: Store) -> None:
    assert concerned(store, PERSON) == {"1", "2"}
    assert concerned(store, thing("person", "only-a-holder")) == {"1"}


def test_a_page_leads_to_what_stands_on_it_and_a_place_on_it_to_what_it_bears_out(store: Store) -> None:
    assert concerned(store, PAGE) == {"1", "2"}
    assert concerned(store, PAGE, Literal("some words")) == {"1", "2"}
    assert concerned(store, PAGE, TARGET) == {"1"}


def test_what_no_page_says_is_about_no_release(store: Store) -> None:
    assert concerned(store, thing("state", "westmark"), on_page=False) == set()
    assert concerned(store, thing("place", "nowhere")) == set()


def test_a_notice_is_about_the_release_that_its_page_shows_alone() -> None:
    entries = [Entry("p1", "a.txt", "", "c1", ("1",)), Entry("p2", "b.txt", "", "c1", ("2", "3"))]

    def of(page: str | None, release: str | None = None, rejected: bool = False) -> Finding:
        return Finding("rejection" if rejected else "notice", "a.txt", "rule", "says", "do", page, release)

    told = [of("p1"), of("p2"), of("p2", "3"), of("gone"), of(None), of("p1", rejected=True)]
    assert [one.release for one in ascribed(told, entries)] == ["1", None, "3", None, None, None]
