"""Our own shapes, applied by our own engine: what the reference engine tells, many times sooner.

Only for our shapes, all of which it knows: in one pass over the nodes. Foreign shapes are taken one by one (`engine`).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, Final, cast

import rdflib
from pyoxigraph import NamedNode, Store
from pyshacl.graph_abstraction import to_ox, to_rdf
from pyshacl.shapes_graph import ShapesGraph
from rdflib.namespace import SH

from graph.check.pieces import Part
from graph.report import Resource, Severity
from graph.shacl import Engine, Found
from graph.validation.findings import Finding
from graph.validation.grounds import ground
from graph.validation.telling import BY_IRI, PARTS, Event, Portion, Progress, path_of


def run(store: Store, shapes: rdflib.Graph, engine: Engine, parts: Iterable[Part], keep: int) -> Iterator[Event]:
    """What was found in `parts` of the data, told as `engine.run` tells it; `store` holds the evidence.

    `engine` is made of `shapes`. What was found in one part is told before the next is looked at.
    """
    written = ShapesGraph(shapes)

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

    @cache
    def asked(shape: NamedNode) -> Resource | None:
        """The constraint in SPARQL of a shape; of several nobody keeps which one was asked."""
        several = list(shapes.objects(cast(rdflib.URIRef, to_rdf(shape)), SH.sparql))
        return cast(Resource, to_ox(cast(Any, several[0]))) if len(several) == 1 else None

    def finding(found: Found) -> Finding:
        about = said(found.shape)
        return Finding(
            focus=found.focus,
            shape=found.shape,
            component=found.component,
            severity=BY_IRI.get(found.severity, "violation"),
            severity_iri=found.severity,
            value=found.value,
            ground=ground(store, found.focus, about["path_node"], found.value),
            constraint=asked(found.shape) if found.component == _IN_SPARQL else None,
            **about,
        )

    for shape in engine.shapes():
        yield Portion(shape, 0, {}, ())
    for part in parts:
        met: defaultdict[NamedNode, Counter[tuple[Resource, Severity]]] = defaultdict(Counter)
        kept: defaultdict[NamedNode, list[Finding]] = defaultdict(list)
        for found in _once(part.found):
            met[found.shape][found.shape, BY_IRI.get(found.severity, "violation")] += 1
            if keep:
                keep -= 1
                kept[found.shape].append(finding(found))
        for shape, nodes in part.held.items():
            yield Portion(shape, nodes, dict(met[shape]), tuple(kept[shape]))
        yield Progress(part.done, part.of, "", PARTS)


_IN_SPARQL: Final = NamedNode(f"{SH}SPARQLConstraintComponent")
# One value breaks each of several `sh:not`, and stands in several pairs.
_SEVERAL: Final = frozenset(
    NamedNode(f"{SH}{name}ConstraintComponent") for name in ("LessThan", "LessThanOrEquals", "Not")
)


def _once(found: Iterable[Found]) -> Iterator[Found]:
    """Each result once, but for those that a value may have several times; those of a node come one after the other."""
    focus: Resource | None = None
    seen: set[Found] = set()
    for one in found:
        if one.focus != focus:
            focus = one.focus
            seen.clear()
        if one not in seen or one.value is None or one.component in _SEVERAL:
            seen.add(one)
            yield one
