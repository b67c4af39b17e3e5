"""What a validation found, and the two ways in which it is given out: as RDF and as JSON."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any, Final, Literal, cast

import pyoxigraph as ox
from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat

from graph import vocabulary as v
from graph.iri import QUALITY_GRAPH, thing

Severity = Literal["violation", "warning", "info"]
SEVERITIES: Final[dict[Severity, NamedNode]] = {
    "violation": v.SH_VIOLATION,
    "warning": v.SH_WARNING,
    "info": v.SH_INFO,
}
_ORDER: Final = tuple(SEVERITIES)
Resource = NamedNode | BlankNode
Term = NamedNode | BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True, slots=True)
class Result:
    """One thing that breaks one rule.

    `focus` is a blank node only in other people's files. `path` is None where the rule follows more than one property,
    or none. `value` is a term in N-Triples, None where something is missing. `page_graphs` are the graphs of pages that
    say anything about `focus`, sorted; empty when only the vocabulary does.
    """

    focus: Resource
    path: NamedNode | None
    value: str | None
    severity: Severity
    shape: NamedNode
    component: NamedNode
    message: str
    page_graphs: tuple[NamedNode, ...] = ()

    @property
    def key(self) -> tuple[str, ...]:
        """What tells this result from every other, in the order in which results are listed."""
        rank = str(_ORDER.index(self.severity))
        return rank, self.shape.value, str(self.focus), self.value or "", self.component.value, self.message

    @property
    def name(self) -> NamedNode:
        """What the result is called in the graph of the quality report."""
        return _named(*self.key)


@dataclass(frozen=True)
class Report:
    """The results of one validation, worst first, then by shape and focus; the same data gives the same report."""

    results: tuple[Result, ...]

    @property
    def conforms(self) -> bool:
        """Whether nothing keeps the data from being published: no violation, though there may be warnings."""
        return not self._counter["violation"]

    def counts(self) -> dict[Severity, int]:
        """How many results there are of each severity, worst first, zeros included."""
        return {severity: self._counter[severity] for severity in _ORDER}

    def by_shape(self) -> dict[NamedNode, tuple[Result, ...]]:
        """The results of each shape, in the order of the report."""
        return {shape: tuple(results) for shape, results in groupby(self.results, key=lambda found: found.shape)}

    @cached_property
    def _counter(self) -> Counter[Severity]:
        return Counter(result.severity for result in self.results)


def report_quads(report: Report) -> Iterator[Quad]:
    """The report in SHACL's own words, in the graph of the quality report and without blank nodes.

    A result is named by what it says, so that it keeps its IRI from build to build. `sh:conforms` is SHACL's: true
    where there is no result at all. A blank focus node or value is given as text.
    """
    names = [result.name for result in report.results]
    whole = _named("report", *(name.value for name in names))
    yield Quad(whole, v.RDF_TYPE, v.SH_VALIDATION_REPORT, QUALITY_GRAPH)
    yield Quad(whole, v.RDFS_LABEL, ox.Literal("validation report", language="en"), QUALITY_GRAPH)
    yield Quad(whole, v.SH_CONFORMS, ox.Literal(not report.results), QUALITY_GRAPH)
    for name, result in zip(names, report.results, strict=True):
        yield Quad(whole, v.SH_RESULT, name, QUALITY_GRAPH)
        yield Quad(name, v.RDF_TYPE, v.SH_VALIDATION_RESULT, QUALITY_GRAPH)
        label = f"result: {result.shape.value.rpartition('#')[2].rpartition('/')[2]}"
        yield Quad(name, v.RDFS_LABEL, ox.Literal(label, language="en"), QUALITY_GRAPH)
        yield Quad(name, v.SH_FOCUS_NODE, term_of(str(result.focus)), QUALITY_GRAPH)
        if result.path is not None:
            yield Quad(name, v.SH_RESULT_PATH, result.path, QUALITY_GRAPH)
        if result.value is not None:
            yield Quad(name, v.SH_VALUE, term_of(result.value), QUALITY_GRAPH)
        yield Quad(name, v.SH_RESULT_SEVERITY, SEVERITIES[result.severity], QUALITY_GRAPH)
        yield Quad(name, v.SH_SOURCE_SHAPE, result.shape, QUALITY_GRAPH)
        yield Quad(name, v.SH_SOURCE_CONSTRAINT_COMPONENT, result.component, QUALITY_GRAPH)
        yield Quad(name, v.SH_RESULT_MESSAGE, ox.Literal(result.message, language="en"), QUALITY_GRAPH)


def _named(*content: str) -> NamedNode:
    return thing("report", hashlib.sha256("\n".join(content).encode()).hexdigest()[:16])


def term_of(term: str) -> Term:
    """A term from its N-Triples; a blank node, which may not be published, as a string."""
    if term.startswith("_:"):
        return ox.Literal(term)
    return cast(Term, next(ox.parse(f"<x:x> <x:x> {term} .", format=RdfFormat.N_TRIPLES)).object)


def report_json(report: Report) -> dict[str, Any]:
    """The report as JSON values: `conforms`, `counts`, `results`."""
    results = [
        {
            "focus": str(result.focus),
            "path": result.path.value if result.path else None,
            "value": result.value,
            "severity": result.severity,
            "shape": result.shape.value,
            "message": result.message,
            "pages": [graph.value for graph in result.page_graphs],
        }
        for result in report.results
    ]
    return {"conforms": report.conforms, "counts": report.counts(), "results": results}
