"""Foreign shapes that our own engine knows: each root that it can compile is checked by it, with pySHACL's words.

Results, their severity, path and message are those of pySHACL, which is asked for the message of a shape that has none.
"""

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final, cast

import rdflib
from pyoxigraph import Literal, NamedNode, Quad, Store
from pyshacl.constraints import ALL_CONSTRAINT_COMPONENTS
from pyshacl.constraints.core.shape_based_constraints import QualifiedValueShapeConstraintComponent
from pyshacl.graph_abstraction import to_ox, to_rdf
from rdflib.namespace import SH

from graph.check.judge import LITERALS
from graph.report import Resource, Severity, Term
from graph.shacl import Broken, Indexed, Roots
from graph.validation.findings import Finding
from graph.validation.grounds import ground
from graph.validation.telling import BY_IRI, PORTION, Portion, path_of

_COMPONENTS: Final[dict[str, Any]] = {
    **{str(kind.shacl_constraint_component): kind for kind in ALL_CONSTRAINT_COMPONENTS},
    str(SH.QualifiedMinCountConstraintComponent): QualifiedValueShapeConstraintComponent,
    str(SH.QualifiedMaxCountConstraintComponent): QualifiedValueShapeConstraintComponent,
}


def roots(shapes: rdflib.Graph) -> Roots:
    """The shapes that have targets, compiled where all that they use is known."""
    return Roots(indexed(shapes), LITERALS)


def indexed(graph: rdflib.Graph) -> Indexed:
    """An rdflib graph as our engine looks at data."""
    return Indexed(Store(), (Quad(*cast(Any, tuple(map(to_ox, triple)))) for triple in cast(Any, graph)))


class Known:
    """Those shapes over data; `graph` is what pySHACL takes for the data, for the words of its messages."""

    def __init__(self, known: Roots, store: Store, data: Indexed, shapes: Any, graph: Any) -> None:
        self._roots, self._store, self._data, self._shapes, self._graph = known, store, data, shapes, graph
        known.prepare(data)
        self._severity = lru_cache(None)(self._severity_of)
        self._component = lru_cache(None)(self._component_of)
        self._path = lru_cache(None)(lambda node: path_of(shapes, node))

    def run(self, shape: Resource, keep: int) -> Iterator[Portion]:
        """Holds the data against one shape, a portion of its nodes at a time; the first `keep` findings are given."""
        foci = sorted(self._roots.foci(shape, self._data), key=str)
        for start in range(0, max(len(foci), 1), PORTION):
            portion = foci[start : start + PORTION]
            met: Counter[tuple[Resource, Severity]] = Counter()
            kept = []
            for focus in portion:
                for broken in self._roots.check(shape, self._data, focus):
                    met[broken.shape, BY_IRI.get(self._severity(broken.shape), "violation")] += 1
                    if keep:
                        kept.append(self._finding(broken))
                        keep -= 1
            yield Portion(shape, len(portion), dict(met), tuple(kept), by="own")

    def findings(self, shape: Resource, focus: Term) -> Iterator[Finding]:
        """What one shape finds at one node."""
        return map(self._finding, self._roots.check(shape, self._data, focus))

    def _finding(self, broken: Broken) -> Finding:
        iri = self._severity(broken.shape)
        path, node, triples = self._path(to_rdf(broken.path) or self._shape(broken.shape).path())
        return Finding(
            focus=broken.focus,
            shape=broken.shape,
            component=broken.component,
            severity=BY_IRI.get(iri, "violation"),
            severity_iri=iri,
            messages=self._messages(broken),
            value=broken.value,
            path=path,
            path_node=node,
            path_triples=triples,
            ground=ground(self._store, broken.focus, node, broken.value),
        )

    def _messages(self, broken: Broken) -> tuple[Literal, ...]:
        texts = list(self._shape(broken.shape).message)
        if not texts:
            focus, value = to_rdf(cast(Any, broken.focus)), to_rdf(cast(Any, broken.value))
            texts = self._component(broken.shape, broken.component).make_generic_messages(self._graph, focus, value)
        return tuple(sorted((cast(Literal, to_ox(text)) for text in texts), key=str))

    def _shape(self, name: Resource) -> Any:
        return self._shapes.lookup_shape_from_node(to_rdf(name))

    def _severity_of(self, name: Resource) -> NamedNode:
        return cast(NamedNode, to_ox(self._shape(name).severity))

    def _component_of(self, name: Resource, component: NamedNode) -> Any:
        return _COMPONENTS[component.value](self._shape(name))
