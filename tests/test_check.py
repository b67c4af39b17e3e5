"""Checking a store or a file against the shapes, and the three ways in which a report is given out."""

import dataclasses
import random
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib.plugins.sparql
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store
from pyshacl.graph_abstraction import OxigraphDataGraph
from rdflib import RDF, Graph
from rdflib.namespace import SH

from graph import rooms
from graph import vocabulary as v
from graph.check.shapes import Shapes, check, load_shapes
from graph.errors import InputError
from graph.iri import BASE, QUALITY_GRAPH, VOCABULARY_GRAPH, page_graph, thing
from graph.report import Report, Result, report_json, report_quads
from tests.checked import check_file

PAGE, OTHER_PAGE = "0123456789abcdef", "fedcba9876543210"
EXAMPLES = Path(__file__).parent / "shapes"

# A release stated in the graph of one page; what it refers to is stated in the vocabulary and on another page.
ON_THE_PAGE = """
    <release/1> a osce:Release ;
        rdfs:label "Judges meet in Westville"@en ; dcterms:title "Judges meet in Westville"@en ;
        dcterms:issued "2008-06-16"^^xsd:date ; osce:datelined "2008-06-16"^^xsd:date ;
        dcterms:publisher <structure/secretariat> ; dcterms:subject <field-of-work/rule-of-law> ;
        dcterms:spatial <place/westville> ; prov:wasDerivedFrom <page/fedcba9876543210> .
"""
ON_THE_OTHER_PAGE = "<page/fedcba9876543210> a osce:SavedPage ."
IN_THE_VOCABULARY = """
    <structure/secretariat> a osce:Structure .
    <field-of-work/rule-of-law> a osce:FieldOfWork .
    <place/westville> a osce:Place .
"""


@pytest.fixture(scope="session")
def shapes() -> Shapes:
    """The shapes of the project, ready to check with."""
    return load_shapes(rooms.shapes())


def turtle(body: str) -> str:
    prefixes = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in v.PREFIXES.items())
    return f"@base <{BASE}> .\n{prefixes}{body}"


def store_of(*graphs: tuple[NamedNode, str]) -> Store:
    store = Store()
    for name, body in graphs:
        store.load(turtle(body).encode(), format=RdfFormat.TURTLE, to_graph=name)
    return store


def about_releases(report: Report) -> set[str]:
    """The names of the broken shapes of releases; what they refer to is stated no further than it must be."""
    names = {result.shape.value.rpartition("#")[2] for result in report.results}
    return {name for name in names if name.startswith("Release")}


def test_types_in_one_graph_and_values_in_another(shapes: Shapes) -> None:
    vocabulary = (VOCABULARY_GRAPH, IN_THE_VOCABULARY)
    page = (page_graph(PAGE), ON_THE_PAGE)
    other = (page_graph(OTHER_PAGE), ON_THE_OTHER_PAGE)
    assert about_releases(check(store_of(vocabulary, page, other), shapes)) == set()
    assert about_releases(check(store_of(vocabulary, page), shapes)) == {"Release-wasDerivedFrom"}
    lost = {"Release-publisher", "Release-subject", "Release-spatial"}
    assert about_releases(check(store_of(page, other), shapes)) == lost


def test_the_default_graph_counts_too(shapes: Shapes) -> None:
    store = store_of((page_graph(PAGE), ON_THE_PAGE), (page_graph(OTHER_PAGE), ON_THE_OTHER_PAGE))
    store.load(turtle(IN_THE_VOCABULARY).encode(), format=RdfFormat.TURTLE)
    assert about_releases(check(store, shapes)) == set()


def test_one_release_on_two_pages_is_one_release(shapes: Shapes) -> None:
    pages = [(page_graph(page), ON_THE_PAGE + ON_THE_OTHER_PAGE) for page in (PAGE, OTHER_PAGE)]
    assert about_releases(check(store_of((VOCABULARY_GRAPH, IN_THE_VOCABULARY), *pages), shapes)) == set()
    pages.append((page_graph("00"), '<release/1> dcterms:title "Judges meet"@en .'))
    found = check(store_of((VOCABULARY_GRAPH, IN_THE_VOCABULARY), *pages), shapes)
    assert {"Release-title", "Release-label"} == about_releases(found)


@pytest.mark.parametrize(
    ("words", "shape"),
    [("Write to nora.halvik@x.example now", "Quote-textNoContact"), ("Call +99 555 010 0199", "Quote-textNoContact")],
)
def test_a_result_does_not_tell_what_is_private(shapes: Shapes, words: str, shape: str) -> None:
    report = check(store_of((page_graph(PAGE), f'<quote/1-1> a schema:Quotation ; schema:text "{words}"@en .')), shapes)
    (result,) = [found for found in report.results if found.shape.value.endswith(f"#{shape}")]
    assert result.value is not None
    assert result.value.startswith(f'"{words.split()[0]} ')
    assert result.value.endswith('"@en')
    told = " ".join(map(str, [*report_quads(report), report_json(report)]))
    assert "halvik" not in told
    assert "0199" not in told


def test_a_result_tells_what_is_wrong_where(shapes: Shapes) -> None:
    store = store_of(
        (page_graph(PAGE), '<release/1> a osce:Release ; dcterms:issued "1908-06-16"^^xsd:date .'),
        (page_graph(OTHER_PAGE), '<release/1> dcterms:title "Judges meet"@en .'),
        (VOCABULARY_GRAPH, '<release/1> rdfs:label "Judges meet"@en . <state/westmark> a osce:State .'),
    )
    report = check(store, shapes)
    [result] = [found for found in report.results if found.shape.value.endswith("#Release-issuedRange")]
    assert result == Result(
        focus=thing("release", "1"),
        path=v.DCTERMS_ISSUED,
        value=str(Literal("1908-06-16", datatype=v.XSD_DATE)),
        severity="violation",
        shape=NamedNode(v.OSHAPES + "Release-issuedRange"),
        component=NamedNode(v.SH + "MinInclusiveConstraintComponent"),
        message="A release was issued between 3 July 1973 and the end of 2100; "
        "read day, month and year on the page again.",
        page_graphs=(page_graph(PAGE), page_graph(OTHER_PAGE)),
    )
    assert {found.page_graphs for found in report.results if found.focus == thing("state", "westmark")} == {()}
    missing = next(found for found in report.results if found.shape.value.endswith("#Release-hasPlace"))
    assert (missing.path, missing.value, missing.severity) == (v.DCTERMS_SPATIAL, None, "info")
    indirect = next(found for found in report.results if found.shape.value.endswith("#State-participation"))
    assert indirect.path is None


@pytest.mark.parametrize(
    ("issued", "datelined", "apart"),
    [
        ("2008-06-16", "2008-06-16", False),
        ("2008-01-31", "2007-12-31", False),
        ("2008-07-16", "2008-06-16", False),
        ("2008-07-17", "2008-06-16", True),
        ("2008-06-16", "2009-06-16", True),
    ],
)
def test_dateline_and_issue_are_at_most_a_month_apart(issued: str, datelined: str, apart: bool, shapes: Shapes) -> None:
    dates = f'dcterms:issued "{issued}"^^xsd:date ; osce:datelined "{datelined}"^^xsd:date'
    report = check(store_of((page_graph(PAGE), f"<release/1> a osce:Release ; {dates} .")), shapes)
    assert ("Release-datelinedNearIssued" in about_releases(report)) is apart


@pytest.mark.parametrize(
    ("start", "end", "in_order"),
    [
        ('"1992-01-30"^^xsd:date', '"1992"^^xsd:gYear', True),
        ('"1992"^^xsd:gYear', '"1992-01-30"^^xsd:date', True),
        ('"1992-02"^^xsd:gYearMonth', '"1992-02-01"^^xsd:date', True),
        ('"1992-02"^^xsd:gYearMonth', '"1992-01-30"^^xsd:date', False),
        ('"1992-01-30"^^xsd:date', '"1991"^^xsd:gYear', False),
    ],
)
def test_dates_months_and_years_are_put_in_order(start: str, end: str, in_order: bool, shapes: Shapes) -> None:
    place = f"<place/old-westmark> a osce:HistoricState ; schema:startDate {start} ; schema:endDate {end} ."
    broken = {found.shape.value for found in check(store_of((VOCABULARY_GRAPH, place)), shapes).results}
    assert (v.OSHAPES + "Place-startBeforeEnd" not in broken) is in_order


def everything_that_fails() -> Store:
    """All failing examples together, each in the graph of a page of its own; no blank nodes."""
    store = Store()
    for number, file in enumerate(sorted(EXAMPLES.glob("*/*.ttl"))):
        text = file.read_text("utf-8")
        if "[]" not in text:
            store.load(text.encode(), format=RdfFormat.TURTLE, to_graph=page_graph(f"{number:016x}"))
    return store


def test_the_shapes_as_loaded_find_what_the_shapes_as_written_find(shapes: Shapes) -> None:
    """Against pySHACL over rdflib's own graph, with property shapes where the files have them."""
    store = everything_that_fails()
    data, written = Graph(), Graph()
    data.parse(data=ox.serialize((quad.triple for quad in store), format=RdfFormat.N_TRIPLES), format="nt")
    for file in rooms.shapes().glob("*.ttl"):
        written.parse(file)
    _, report, _ = pyshacl.validate(data, shacl_graph=written)
    properties = (SH.focusNode, SH.sourceShape, SH.sourceConstraintComponent)
    expected = {
        tuple(str(report.value(node, predicate)) for predicate in properties)
        for node in report.subjects(RDF.type, SH.ValidationResult)
    }
    found = check(store, shapes).results
    assert len(expected) > 200
    assert {(r.focus.value, r.shape.value, r.component.value) for r in found} == expected


def test_the_same_data_gives_the_same_report(shapes: Shapes) -> None:
    quads = list(everything_that_fails())
    random.Random(7).shuffle(quads)
    shuffled = Store()
    shuffled.extend(quads)
    report, again = check(everything_that_fails(), shapes), check(shuffled, shapes)
    assert report == again
    assert list(report_quads(report)) == list(report_quads(again))
    assert report_json(report) == report_json(again)


def test_the_store_is_left_as_it_was(shapes: Shapes) -> None:
    store = everything_that_fails()
    before = set(store)
    check(store, shapes)
    assert set(store) == before


def test_a_store_that_may_only_be_read_can_be_checked(shapes: Shapes, tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    store.bulk_extend(everything_that_fails())
    store.flush()
    del store
    assert check(Store.read_only(str(tmp_path / "store")), shapes) == check(everything_that_fails(), shapes)


def test_the_store_is_never_counted(shapes: Shapes, monkeypatch: pytest.MonkeyPatch) -> None:
    def count(self: object) -> int:
        raise AssertionError("a count of the whole store, once for every result, takes minutes")

    monkeypatch.setattr(OxigraphDataGraph, "__len__", count)
    assert not check(store_of((page_graph(PAGE), "<release/1> a osce:Release .")), shapes).conforms


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("an attempt to reach another machine")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    data = tmp_path / "data.ttl"
    imports = "<https://shapes.invalid/> a owl:Ontology ; owl:imports <https://shapes.invalid/more> ."
    data.write_text(turtle(imports + "<release/1> a osce:Release ."), "utf-8")
    report = check_file(data, load_shapes(rooms.shapes()))
    assert not report.conforms
    assert rdflib.plugins.sparql.SPARQL_LOAD_GRAPHS is False


def test_values_of_the_wrong_kind_are_reported_without_noise(
    shapes: Shapes, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    release = (
        '<release/1> a osce:Release ; dcterms:issued "2008-16-06"^^xsd:date ; osce:nodeNumber "many"^^xsd:integer .'
    )
    report = check(store_of((page_graph(PAGE), release)), shapes)
    assert {"Release-issued", "Release-nodeNumber"} <= about_releases(report)
    assert '"2008-16-06"^^<http://www.w3.org/2001/XMLSchema#date>' in {found.value for found in report.results}
    assert caplog.records == []
    assert capsys.readouterr() == ("", "")


def test_subclasses_count_only_where_the_data_states_them(shapes: Shapes) -> None:
    page = "<release/1> a osce:Release ; dcterms:publisher <structure/x> . <structure/x> a osce:Office ."
    assert "Release-publisher" in about_releases(check(store_of((page_graph(PAGE), page)), shapes))
    page += "osce:Office rdfs:subClassOf osce:Structure ."
    assert "Release-publisher" not in about_releases(check(store_of((page_graph(PAGE), page)), shapes))


RELEASE = f"<{BASE}release/1>"
TYPE = f"<{v.RDF_TYPE.value}> <{v.RELEASE.value}>"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("data.ttl", turtle("<release/1> a osce:Release .")),
        ("DATA.TTL", turtle("<release/1> a osce:Release .")),
        ("data.nt", f"{RELEASE} {TYPE} .\n"),
        ("data.nq", f"{RELEASE} {TYPE} <{page_graph(PAGE).value}> .\n"),
        ("data.trig", f"<{page_graph(PAGE).value}> {{ {RELEASE} {TYPE} }}"),
    ],
)
def test_files_are_told_apart_by_their_names(name: str, text: str, shapes: Shapes, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_text(text, "utf-8")
    report = check_file(file, shapes)
    assert "Release-title" in about_releases(report)
    graphs = {result.page_graphs for result in report.results}
    assert graphs == {(page_graph(PAGE),) if name in {"data.nq", "data.trig"} else ()}


@pytest.mark.parametrize(
    ("name", "text", "rule"),
    [
        ("data.rdf", "<!DOCTYPE x [<!ENTITY a 'b'>]>", "file-doctype"),
        ("data.jsonld", '{"@context": "https://shapes.invalid/"}', "file-remote-context"),
        ("data", "", "file-format"),
        ("missing.ttl", None, "file-unreadable"),
        ("data.ttl", "this is no Turtle", "file-unreadable"),
        ("data.nt", "<< <a:a> <a:b> <a:c> >> <a:d> <a:e> .", "file-unreadable"),
        ("data.ttl", turtle("<release/1> dcterms:title <<( <a:a> <a:b> <a:c> )>> ."), "file-unreadable"),
    ],
)
def test_a_file_that_cannot_be_checked_is_refused_with_a_remedy(
    name: str, text: str | None, rule: str, shapes: Shapes, tmp_path: Path
) -> None:
    file = tmp_path / name
    if text is not None:
        file.write_text(text, "utf-8")
    with pytest.raises(InputError) as refused:
        check_file(file, shapes)
    assert (refused.value.source, refused.value.rule) == (str(file), rule)
    assert refused.value.remedy


def test_bytes_that_are_no_text_are_refused(shapes: Shapes, tmp_path: Path) -> None:
    file = tmp_path / "data.nt"
    file.write_bytes(b'<a:a> <a:b> "\xff\xfe" .\n')
    with pytest.raises(InputError):
        check_file(file, shapes)


BLANK = """
    _:x a osce:Release ; schema:about [ a schema:Event ; schema:organizer _:x ] .
    [] a osce:Release ; prov:wasDerivedFrom [] .
"""


def test_blank_nodes_of_others_are_named_in_the_order_of_their_file(shapes: Shapes, tmp_path: Path) -> None:
    file = tmp_path / "data.ttl"
    file.write_text(turtle(BLANK), "utf-8")
    report = check_file(file, shapes)
    assert report == check_file(file, shapes)
    nameless = [found for found in report.results if found.shape.value.endswith(("#Release", "#Event"))]
    assert sorted(str(found.focus) for found in nameless) == ["_:b1", "_:b2", "_:b3"]
    published = list(report_quads(report))
    assert Quad(published[-1].subject, v.RDF_TYPE, v.SH_VALIDATION_RESULT, QUALITY_GRAPH) in published
    assert not any(isinstance(term, ox.BlankNode) for quad in published for term in quad)
    assert Literal("_:b1") in {quad.object for quad in published if quad.predicate == v.SH_FOCUS_NODE}


def test_files_beside_are_known_but_not_reported_on(shapes: Shapes, tmp_path: Path) -> None:
    page, beside = tmp_path / "page.ttl", tmp_path / "vocabulary.ttl"
    page.write_text(turtle(ON_THE_PAGE + ON_THE_OTHER_PAGE), "utf-8")
    beside.write_text(turtle(IN_THE_VOCABULARY), "utf-8")
    assert "Release-publisher" in about_releases(check_file(page, shapes))
    report = check_file(page, shapes, beside=[beside])
    assert about_releases(report) == set()
    assert {found.focus for found in report.results} == {thing("page", OTHER_PAGE)}


def results() -> Iterator[Result]:
    """Invented results, out of order."""
    warning = Result(
        focus=thing("release", "2"),
        path=v.DCTERMS_TITLE,
        value='"Mission says \\"no\\""@en',
        severity="warning",
        shape=NamedNode(v.OSHAPES + "Release-titleLength"),
        component=NamedNode(v.SH + "MaxLengthConstraintComponent"),
        message="A title is short; cut it.",
    )
    yield dataclasses.replace(warning, focus=thing("release", "3"), value=f'"{"x" * 200}"@en')
    yield warning
    yield dataclasses.replace(warning, focus=thing("release", "4"), value=None)
    yield Result(
        focus=thing("release", "9"),
        path=None,
        value=f"<{BASE}release/8>",
        severity="violation",
        shape=NamedNode(v.OSHAPES + "Release-nodeNumberUnique"),
        component=NamedNode(v.SH + "MaxCountConstraintComponent"),
        message="A number belongs to one release; merge them.",
    )


REPORT = Report(tuple(sorted(results(), key=lambda result: result.key)))


def test_a_report_counts() -> None:
    assert REPORT.counts() == {"violation": 1, "warning": 3, "info": 0}
    assert not REPORT.conforms
    assert Report(REPORT.results[1:]).conforms
    assert Report(()).conforms
    assert [len(found) for found in REPORT.by_shape().values()] == [1, 3]


def test_a_report_as_rdf() -> None:
    quads = list(report_quads(REPORT))
    assert {quad.graph_name for quad in quads} == {QUALITY_GRAPH}
    [whole] = {quad.subject for quad in quads if quad.object == v.SH_VALIDATION_REPORT}
    assert Quad(whole, v.SH_CONFORMS, Literal(False), QUALITY_GRAPH) in quads
    members = [quad.object for quad in quads if isinstance(quad.object, NamedNode) and quad.predicate == v.SH_RESULT]
    assert len(set(members)) == 4
    violation = {quad.predicate: quad.object for quad in quads if quad.subject == members[0]}
    assert violation == {
        v.RDF_TYPE: v.SH_VALIDATION_RESULT,
        v.RDFS_LABEL: Literal("result: Release-nodeNumberUnique", language="en"),
        v.SH_FOCUS_NODE: thing("release", "9"),
        v.SH_VALUE: thing("release", "8"),
        v.SH_RESULT_SEVERITY: v.SH_VIOLATION,
        v.SH_SOURCE_SHAPE: NamedNode(v.OSHAPES + "Release-nodeNumberUnique"),
        v.SH_SOURCE_CONSTRAINT_COMPONENT: NamedNode(v.SH + "MaxCountConstraintComponent"),
        v.SH_RESULT_MESSAGE: Literal("A number belongs to one release; merge them.", language="en"),
    }
    assert Literal('Mission says "no"', language="en") in {quad.object for quad in quads}
    assert Quad(members[1], v.SH_RESULT_PATH, v.DCTERMS_TITLE, QUALITY_GRAPH) in quads


def test_a_report_without_results_conforms_in_rdf() -> None:
    assert Literal(True) in {quad.object for quad in report_quads(Report(()))}


def test_a_result_keeps_its_name_when_others_come_and_go() -> None:
    def names(report: Report) -> set[object]:
        return {quad.object for quad in report_quads(report) if quad.predicate == v.SH_RESULT}

    assert names(Report(REPORT.results[1:])) < names(REPORT)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (None, "shapes-none"),
        ("<a:a> <a:b> <a:c> .", "shapes-none"),
        (turtle("oshapes:X a sh:NodeShape ; sh:property [ sh:path dcterms:title ] ."), "shapes-unnamed"),
        ("oshapes:X a sh:NodeShape .", "file-unreadable"),
    ],
)
def test_a_folder_without_sound_shapes_is_refused(text: str | None, rule: str, tmp_path: Path) -> None:
    if text is not None:
        (tmp_path / "x.ttl").write_text(text, "utf-8")
    with pytest.raises(InputError) as refused:
        load_shapes(tmp_path)
    assert refused.value.rule == rule
    assert refused.value.remedy


def test_a_shape_that_is_switched_off_stays_off(tmp_path: Path) -> None:
    shape = """
        oshapes:X a sh:NodeShape ; sh:targetClass osce:Release ; sh:property oshapes:X-title .
        oshapes:X-title a sh:PropertyShape ; sh:path dcterms:title ; sh:minCount 1 ; sh:message "A title; add it."@en .
    """
    store = store_of((page_graph(PAGE), "<release/1> a osce:Release ."))
    (tmp_path / "x.ttl").write_text(turtle(shape), "utf-8")
    assert len(check(store, load_shapes(tmp_path)).results) == 1
    (tmp_path / "x.ttl").write_text(turtle(shape + "oshapes:X sh:deactivated true ."), "utf-8")
    assert check(store, load_shapes(tmp_path)).results == ()
