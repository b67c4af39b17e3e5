"""Every construct of SHACL Core and SHACL-SPARQL through `validate --shapes`, beside the W3C's own suite.

`shacl/*.ttl` are cases in the form of that suite: data, shapes and the report that the specification asks for. The same
report has to come from stock pySHACL, but for the files whose first line says where it differs, and why.
"""

from pathlib import Path
from typing import Any

import pyshacl
import pytest
import rdflib
from click.testing import CliRunner
from pyshacl.entrypoints import meta_validate
from rdflib import RDF, Graph
from rdflib.namespace import SH

from graph.cli import cli
from graph.validation import prebinding, wellformed
from tests.test_w3c_shacl import MF, SHT, conforms, results

CASES = sorted((Path(__file__).parent / "shacl").glob("*.ttl"))
DIFFERS = "# pySHACL differs: "
PARAMETERS = {
    *("minCount", "maxCount", "nodeKind", "datatype", "class", "pattern", "flags", "minLength", "maxLength"),
    *("minInclusive", "maxExclusive", "hasValue", "in", "languageIn", "uniqueLang", "equals", "disjoint", "lessThan"),
    *("lessThanOrEquals", "not", "or", "and", "xone", "node", "property", "qualifiedMinCount", "qualifiedMaxCount"),
    *("qualifiedValueShapesDisjoint", "closed", "ignoredProperties", "deactivated", "severity", "sparql", "select"),
    *("ask", "parameter", "optional", "validator", "nodeValidator", "propertyValidator", "prefixes", "declare"),
    *("inversePath", "alternativePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath"),
    *("targetNode", "targetClass", "targetSubjectsOf", "targetObjectsOf"),
}


def described(case: Path) -> tuple[Graph, Any]:
    graph = Graph().parse(case, publicID=case.as_uri())
    [entry] = graph.subjects(RDF.type, SHT.Validate)
    return graph, graph.value(entry, MF.result)


def test_every_construct_has_a_case() -> None:
    assert len(CASES) >= 105
    used = {predicate for case in CASES for predicate in Graph().parse(case).predicates()}
    assert {SH[name] for name in PARAMETERS} <= used
    assert sum(case.read_text("utf-8").startswith(DIFFERS) for case in CASES) <= 34


@pytest.fixture(autouse=True)
def letters_as_they_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_the_report_is_the_one_that_shacl_asks_for(case: Path) -> None:
    graph, expected = described(case)
    ended = CliRunner().invoke(cli, ["validate", str(case), "--shapes", str(case), "--format", "turtle"])
    if expected == SHT.Failure:
        assert ended.exit_code == 2, ended.output
        assert "remedy:" in ended.stderr
        return
    assert ended.exit_code in (0, 1), ended.output
    found = Graph().parse(data=ended.stdout, format="turtle")
    [whole] = found.subjects(RDF.type, SH.ValidationReport)
    assert conforms(found, whole) == conforms(graph, expected)
    assert results(found, whole) == results(graph, expected)
    assert not messages(graph, expected) or messages(found, whole) == messages(graph, expected)


def messages(report: Graph, whole: Any) -> set[tuple[Any, ...]]:
    """What is said of which value. Only cases about messages say which they expect."""
    return {
        (report.value(node, SH.focusNode), report.value(node, SH.value), message)
        for node in report.objects(whole, SH.result)
        for message in report.objects(node, SH.resultMessage)
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_stock_pyshacl_says_the_same(case: Path) -> None:
    graph, expected = described(case)
    if expected == SHT.Failure:
        return
    same = stock(case) == (results(graph, expected), messages(graph, expected) or None)
    assert same is not case.read_text("utf-8").startswith(DIFFERS)


def stock(case: Path) -> tuple[list[tuple[str, ...]], set[tuple[Any, ...]] | None] | None:
    """The results of pySHACL as it comes, with its messages where the case is about them."""
    described_graph, expected = described(case)
    graph = Graph().parse(case, publicID=case.as_uri())
    try:
        _, report, _ = pyshacl.validate(graph, shacl_graph=Graph().parse(case, publicID=case.as_uri()))
    except Exception:  # it raises bare exceptions for what it does not know
        return None
    assert isinstance(report, Graph)
    [whole] = report.subjects(RDF.type, SH.ValidationReport)
    return results(report, whole), messages(report, whole) if messages(described_graph, expected) else None


@pytest.mark.parametrize(
    ("query", "safe"),
    [
        ("SELECT $this { $this <urn:p> ?x FILTER (?x > 1) }", True),
        ("SELECT $this { $this <urn:p> ?x FILTER (?x != $this) }", True),
        ("SELECT $this { ?x <urn:p> 1 FILTER (?x != $this) }", False),
        ("SELECT $this { { FILTER bound($this) } UNION { $this ?p ?o } }", False),
        ("SELECT $this { $this ?p ?o FILTER NOT EXISTS { ?o ?q ?r FILTER (?r = $this) } }", False),
        ("SELECT $this { $this ?p ?o OPTIONAL { ?o ?q ?r FILTER (?r = $this) } }", True),
        ("SELECT $this ?v { BIND ($this AS ?v) }", False),
        ("SELECT $this { $this ex:p ?x }", False),
        ("SELECT $this {", False),
        ('SELECT $this { $this ?p "01"^^<http://www.w3.org/2001/XMLSchema#integer> }', False),
        ("SELECT $this { $this ?p ?x FILTER (?x IN (1, 1.50)) }", False),
        ("SELECT $this { $this ?p ?x FILTER EXISTS { ?x ?q 1.50 } }", False),
        ('SELECT $this { $this ?p ?x BIND (STRDT("1.50", DATATYPE(?x)) AS ?y) $this ?p ?y }', False),
        ("SELECT $this { $this <urn:p>+ ?x . ?x <urn:p>* ?y }", True),
        ("SELECT $this { $this <urn:p>* ?x }", False),
        ("SELECT $this { $this ?p ?x . ?x <urn:p>? <urn:gone> }", False),
        ("SELECT $this { $this ?p ?x FILTER EXISTS { ?y (<urn:p>?/<urn:q>*)|<urn:r> $this } }", False),
        ("SELECT $this { $this <urn:p>|<urn:q> ?x }", True),
        ("SELECT $this (COUNT(*) AS ?n) { $this <urn:p>/(<urn:p>|<urn:q>) ?x } GROUP BY $this", False),
    ],
)
def test_a_query_goes_to_oxigraph_only_where_it_means_the_same(query: str, safe: bool) -> None:
    shapes, constraint = Graph(), rdflib.BNode()
    shapes.add((rdflib.BNode(), SH.sparql, constraint))
    shapes.add((constraint, SH.select, rdflib.Literal(query)))
    assert prebinding.ask_rdflib(shapes) is not safe


# A list that leads through itself is refused before.
REFUSED = [case for case in CASES if case.stem.startswith("refused-") and "circle" not in case.stem]


def both_engines_say(case: Path) -> tuple[bool, bool]:
    shapes = Graph().parse(case)
    conforms, _, _ = meta_validate(shapes, inference="none", max_validation_depth=100)
    return not any(wellformed.faults(shapes)), bool(conforms)


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.stem)
def test_our_engine_finds_those_shapes_well_formed_that_pyshacl_does(case: Path) -> None:
    ours, theirs = both_engines_say(case)
    assert ours is theirs


def test_ill_formed_shapes_are_among_them() -> None:
    assert len(REFUSED) >= 16
    ill_formed = {case.stem for case in REFUSED if both_engines_say(case) == (False, False)}
    assert {"refused-two-counts", "refused-two-paths", "refused-node-kind"} <= ill_formed


def test_what_is_wrong_with_a_shape_is_said_with_the_parameter(tmp_path: Path) -> None:
    (tmp_path / "s.ttl").write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <http://example.org/> .\n"
        'ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:property [ sh:path ex:p ; sh:minCount "once" ] .'
    )
    ended = CliRunner().invoke(cli, ["validate", str(tmp_path / "s.ttl"), "--shapes", str(tmp_path / "s.ttl")])
    assert "<http://example.org/S> is not well-formed SHACL: sh:minCount" in ended.stderr


def test_a_result_names_the_constraint_in_sparql(tmp_path: Path) -> None:
    (tmp_path / "s.ttl").write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <http://example.org/> .\n"
        "ex:S a sh:NodeShape ; sh:targetNode ex:i ; sh:nodeKind sh:Literal ; sh:sparql ex:Q .\n"
        'ex:Q sh:select "SELECT $this { $this ?p ?o }" . ex:i ex:p 1 .'
    )
    file = str(tmp_path / "s.ttl")
    ended = CliRunner().invoke(cli, ["validate", file, "--shapes", file, "--format", "turtle"])
    report = Graph().parse(data=ended.stdout, format="turtle")
    named = {
        (str(report.value(node, SH.sourceConstraintComponent)), report.value(node, SH.sourceConstraint))
        for node in report.subjects(RDF.type, SH.ValidationResult)
    }
    asked = (str(SH.SPARQLConstraintComponent), rdflib.URIRef("http://example.org/Q"))
    assert named == {asked, (str(SH.NodeKindConstraintComponent), None)}
