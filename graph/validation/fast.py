"""Our own shapes, applied by our own engine: what the reference engine tells, many times sooner.

Only for our shapes, all of which it knows: in one pass over the nodes. Foreign shapes are taken one by one (`engine`).
"""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any, cast

import rdflib
from pyoxigraph import NamedNode, Store
from pyshacl.graph_abstraction import to_ox, to_rdf
from pyshacl.shapes_graph import ShapesGraph
from rdflib.namespace import SH

from graph.report import Resource, Severity
from graph.shacl import Engine, Found, Indexed
from graph.validation.findings import Finding
from graph.validation.grounds import ground
from graph.validation.telling import BY_IRI, Event, Portion, Progress, path_of


def run(store: Store, shapes: rdflib.Graph, engine: Engine, keep: int) -> Iterator[Event]:
    """Holds all graphs of `store` against `shapes`, of which `engine` is made, and tells what `engine.run` tells."""
    written = ShapesGraph(shapes)
    nodes: Counter[NamedNode] = Counter(dict.fromkeys(engine.shapes(), 0))
    met: dict[NamedNode, Counter[tuple[Resource, Severity]]] = {shape: Counter() for shape in nodes}
    findings: list[Finding] = []

    @cache
    def said(shape: NamedNode) -> dict[str, Any]:
        node = cast(rdflib.URIRef, to_rdf(shape))
        path, named, triples = path_of(written, shapes.value(node, SH.path))
        return {
            "messages": tuple(sorted((to_ox(cast(Any, each)) for each in shapes.objects(node, SH.message)), key=str)),
            "path": path,
            "path_node": named,
            "path_triples": triples,
        }

    yield Progress(0, 1, "")
    for found in _once(engine.check(Indexed(store), nodes)):
        severity = BY_IRI.get(found.severity, "violation")
        met[found.shape][(found.shape, severity)] += 1
        if len(findings) < keep:
            about = said(found.shape)
            why = ground(store, found.focus, about["path_node"], found.value)
            findings.append(
                Finding(
                    focus=found.focus,
                    shape=found.shape,
                    component=found.component,
                    severity=severity,
                    severity_iri=found.severity,
                    value=found.value,
                    ground=why,
                    **about,
                )
            )
    of_shape: dict[NamedNode, list[Finding]] = {}
    for finding in findings:
        of_shape.setdefault(cast(NamedNode, finding.shape), []).append(finding)
    for shape, count in nodes.items():
        yield Portion(shape, count, dict(met[shape]), tuple(of_shape.get(shape, ())))
    yield Progress(1, 1, "")


def _once(found: Iterator[Found]) -> Iterator[Found]:
    """Each result once; those of one node come one after the other."""
    focus: Resource | None = None
    seen: set[Found] = set()
    for one in found:
        if one.focus != focus:
            focus = one.focus
            seen.clear()
        if one not in seen or one.value is None:
            seen.add(one)
            yield one
