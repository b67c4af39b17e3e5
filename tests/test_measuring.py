"""Measurements of a snapshot: what the metrics say, counted once more by hand; the same pages give the same."""

import json
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, RdfFormat, Store, parse

from graph import pages, rooms, snapshot
from graph import vocabulary as v
from graph.build import build
from graph.iri import BASE, DATASET, QUALITY_GRAPH, page_graph, thing
from graph.seal.measuring import Measurement, measured, measurement_quads
from graph.vocabularies.reference import Reference
from tests.test_agreement import PAGES

FILES = [str(file) for file in sorted(PAGES.glob("0*.txt"))[::4]]


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> snapshot.Snapshot:
    return build(pages.find(FILES).pages, tmp_path_factory.mktemp("measured"), processes=1).snapshot


def test_shares_are_what_counting_gives(sealed: snapshot.Snapshot) -> None:
    quads = [quad for quad in parse(path=str(sealed.data_path), format=RdfFormat.N_QUADS) if isinstance(quad, Quad)]
    measures = sealed.manifest["measures"]
    releases = {quad.subject for quad in quads if quad.predicate == v.RDF_TYPE and quad.object == v.RELEASE}
    for metric, property_ in (
        ("releases-with-day", v.DCTERMS_ISSUED),
        ("releases-with-place", v.DCTERMS_SPATIAL),
        ("releases-with-source", v.DCTERMS_PUBLISHER),
        ("releases-with-subject", v.DCTERMS_SUBJECT),
    ):
        having = {quad.subject for quad in quads if quad.predicate == property_} & releases
        assert measures[metric] == round(len(having) / len(releases), 4), metric
    assert 0 < measures["releases-with-source"] < 1
    evident = {quad.object for quad in quads if quad.predicate == v.RDF_SUBJECT}
    assert measures["releases-with-evidence"] == len(evident & releases) / len(releases) == 1
    assert measures["facts-without-evidence"] == 0


def test_every_metric_is_measured_and_stated(sealed: snapshot.Snapshot) -> None:
    store = Store.read_only(str(sealed.store_path))
    measurement = f"?m a <{v.DQV_QUALITY_MEASUREMENT.value}> ; <{v.DQV_COMPUTED_ON.value}> <{DATASET.value}>"
    said = f"<{v.DQV_VALUE.value}> ?value ; <{v.DQV_IS_MEASUREMENT_OF.value}> ?metric"
    graph = f"GRAPH <{QUALITY_GRAPH.value}> {{ {measurement} ; {said} }}"
    rows = store.query(f"SELECT ?metric ?value {{ {graph} ?metric a <{v.DQV_METRIC.value}> }}")
    assert isinstance(rows, QuerySolutions)
    stated = {row["metric"].value.removeprefix(f"{BASE}metric/"): float(row["value"].value) for row in rows}
    assert stated == {key: value for key, value in sealed.manifest["measures"].items() if value is not None}
    assert len(stated) >= 20


def test_the_same_pages_give_the_same_measurements(sealed: snapshot.Snapshot, tmp_path: Path) -> None:
    again = build(pages.find(FILES[::-1]).pages, tmp_path, processes=1).snapshot
    assert again.digest == sealed.digest
    assert build(pages.find(FILES).pages, tmp_path, processes=1).snapshot.digest == sealed.digest


def test_faults_are_counted() -> None:
    """A value that nothing bears out, one that another page overrules, one not believed, a person without a name."""
    store, page = Store(), page_graph("0123456789abcdef")
    release, person = thing("release", "1"), thing("person", "halvik")

    def state(subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal) -> None:
        store.add(Quad(subject, predicate, value, page))
        store.add(Quad(subject, predicate, value))

    state(release, v.RDF_TYPE, v.RELEASE)
    state(release, v.DCTERMS_TITLE, Literal("Ditch dug", language="en"))
    state(release, v.SCHEMA_MENTIONS, person)
    state(person, v.RDF_TYPE, v.FOAF_PERSON)
    state(person, v.FOAF_NAME, Literal("Halvik"))
    faults: tuple[tuple[NamedNode, NamedNode | Literal, NamedNode], ...] = (
        (v.SCHEMA_MENTIONS, person, v.EVIDENCE),
        (v.DCTERMS_TITLE, Literal("Ditch", language="en"), v.OVERRULED),
        (v.DCTERMS_SPATIAL, thing("place", "vienna"), v.CANDIDATE),
    )
    for number, (predicate, value, kind) in enumerate(faults):
        note, body = thing("evidence", f"1/{number}"), thing("evidence", f"1/{number}/body")
        state(note, v.RDF_TYPE, v.EVIDENCE)
        state(note, v.RDF_TYPE, kind)
        state(note, v.CONFIDENCE, Literal("0.9", datatype=v.XSD_DECIMAL))
        state(note, v.OA_HAS_BODY, body)
        state(body, v.RDF_SUBJECT, release)
        state(body, v.RDF_PREDICATE, predicate)
        state(body, v.RDF_OBJECT, value)
    notice = thing("rejection", "1")
    state(notice, v.RDF_TYPE, v.NOTICE)
    state(notice, v.RULE, Literal("place-unknown"))
    found = {one.metric: one for one in measured(store, Reference.load(rooms.ontology()).quads)}
    assert (found["facts-without-evidence"].number, found["facts-without-evidence"].population) == (1, 2)
    assert (found["disagreements"].value, found["candidates"].value, found["unresolved-labels"].value) == (1, 1, 1)
    assert (found["doubtful-people"].value, found["things-without-label"].value) == (1.0, 2)
    assert found["events-with-day"].value is None


def test_a_share_of_nothing_is_not_stated() -> None:
    nothing = Measurement("a", "a", 0, 0, share=True)
    assert nothing.value is None
    assert list(measurement_quads([nothing])) == []
    assert json.dumps(Measurement("a", "a", 1, 3, share=True).value) == "0.3333"
