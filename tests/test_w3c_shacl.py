"""The W3C's SHACL suite through `validate --shapes`: the report in Turtle is held against the one that is expected.

Runs where the suite lies beside the checkout. What differs is listed with the reason in `w3c/shacl.toml`.
"""

import os
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner
from rdflib import RDF, BNode, Graph, Literal, Namespace, URIRef
from rdflib.compare import to_canonical_graph
from rdflib.namespace import SH
from rdflib.term import Node

from graph.cli import cli

HERE = Path(__file__).resolve().parent
SUITE = Path(os.environ.get("MEASURING_DATA", HERE.parent.parent / "shared")) / "w3c" / "shacl"
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")
KNOWN = tomllib.loads((HERE / "w3c" / "shacl.toml").read_text("utf-8"))
UNEARNED = {"core/misc/deactivated-001"}
"""All shapes are deactivated: the report conforms, and the exit code says that nothing was checked."""
COMPARED = (SH.focusNode, SH.resultPath, SH.value, SH.resultSeverity, SH.sourceShape, SH.sourceConstraintComponent)
CASES = sorted(
    file for file in SUITE.rglob("*.ttl") if "sht:Validate" in file.read_text("utf-8") and file.name != "manifest.ttl"
)
pytestmark = pytest.mark.skipif(not CASES, reason="the W3C suite is not beside this checkout")


def name(file: Path) -> str:
    return str(file.relative_to(SUITE).with_suffix(""))


def test_the_suite_is_as_large_as_its_manifest_says() -> None:
    manifest = Graph().parse(SUITE / "manifest.ttl")
    included = {Path(str(file).removeprefix("file://")) for file in manifest.objects(None, MF.include)}
    assert len(included) >= 50
    assert set(CASES) == included
    assert set(KNOWN) <= {name(case) for case in CASES}
    assert all(reason.strip() for reason in KNOWN.values())


def results(report: Graph, whole: Node) -> list[tuple[str, ...]]:
    """The results of a report; blank nodes of the data and shapes are all alike, paths are canonical."""
    return sorted(
        tuple(
            term(report if predicate == SH.resultPath else Graph(), report.value(node, predicate))
            for predicate in COMPARED
        )
        for node in report.objects(whole, SH.result)
    )


def term(report: Graph, node: Node | None) -> str:
    if isinstance(node, BNode):
        return "_:" + "\n".join(sorted(to_canonical_graph(report.cbd(node)).serialize(format="nt").splitlines()))
    return "" if node is None else node.n3()


@pytest.mark.parametrize("case", CASES, ids=name)
def test_the_report_is_the_one_expected(case: Path, request: pytest.FixtureRequest) -> None:
    if reason := KNOWN.get(name(case)):
        request.applymarker(pytest.mark.xfail(reason=reason, strict=True))
    described = Graph().parse(case, publicID=case.as_uri())
    [entry] = described.subjects(RDF.type, SHT.Validate)
    action, expected = described.value(entry, MF.action), described.value(entry, MF.result)
    data, shapes = (described.value(action, kind) for kind in (SHT.dataGraph, SHT.shapesGraph))
    files = [str(file).removeprefix("file://") for file in (data, shapes)]
    ended = CliRunner().invoke(cli, ["validate", files[0], "--shapes", files[1], "--format", "turtle"])
    if expected == SHT.Failure:
        assert ended.exit_code == 2, ended.output
        return
    assert ended.exit_code in (0, 1), ended.output
    found = Graph().parse(data=ended.stdout, format="turtle")
    [whole] = found.subjects(RDF.type, SH.ValidationReport)
    assert isinstance(expected, BNode | URIRef)
    assert conforms(found, whole) == conforms(described, expected)
    assert results(found, whole) == results(described, expected)
    mild = {SH.Warning.n3(), SH.Info.n3()}
    grave = any(not mild & set(result) for result in results(described, expected))
    assert ended.exit_code == (1 if grave or name(case) in UNEARNED else 0)


def conforms(report: Graph, whole: Node) -> bool:
    said = report.value(whole, SH.conforms)
    assert isinstance(said, Literal)
    return bool(said.toPython())
