"""What a run tells while it goes on, and the terms in which it does."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal, cast

import rdflib
from pyoxigraph import BlankNode, NamedNode, Triple
from pyshacl.graph_abstraction import to_ox
from pyshacl.helper.path_helper import shacl_path_to_sparql_path

from graph import vocabulary as v
from graph.report import SEVERITIES, Resource, Severity
from graph.validation.findings import Finding, Idle

PORTION: Final = 2_000
"""Focus nodes that a shape is held against at a time."""
PARTS: Final = "bytes of the data were held against all shapes"
BY_IRI: Final[dict[NamedNode, Severity]] = {iri: name for name, iri in SEVERITIES.items()}
_PREFIXES: Final = dict(v.PREFIXES)


@dataclass(frozen=True, slots=True)
class Progress:
    """So much of so much has been done; `what` says of what, and `shape` which comes next where it is shapes."""

    done: int
    of: int
    shape: str
    what: str = "shapes were applied in full"


@dataclass(frozen=True, slots=True)
class Portion:
    """`shape` was held against `nodes` more focus nodes; how many findings came of it, and those that are kept.

    `by` says who did it, `why` what of the shape only pySHACL knows; `idle` why there was nothing to hold them against.
    """

    shape: Resource
    nodes: int
    met: dict[tuple[Resource, Severity], int]
    findings: tuple[Finding, ...]
    switched_off: bool = False
    by: Literal["own", "pyshacl"] = "own"
    why: str = ""
    idle: Idle | None = None


Event = Progress | Portion


def path_of(shapes: Any, path: Any) -> tuple[str, Resource | None, tuple[Triple, ...]]:
    """A path of pySHACL's shapes in SPARQL's notation, as a node, and as triples where it is no single property."""
    if path is None:
        return "", None, ()
    node = cast(Resource, to_ox(path))
    triples = tuple(_tree(shapes.graph, path)) if isinstance(node, BlankNode) else ()
    return shacl_path_to_sparql_path(shapes, path, prefixes=_PREFIXES), node, triples


def _tree(graph: rdflib.Graph, node: Any) -> Iterator[Triple]:
    """A path of several properties; of a list that is given a second meaning, the list (as pySHACL follows it)."""
    listed = (node, rdflib.RDF.first, None) in graph
    for _, predicate, value in sorted(graph.triples((node, None, None))):
        if listed and predicate not in (rdflib.RDF.first, rdflib.RDF.rest):
            continue
        yield Triple(*(cast(Any, to_ox(term)) for term in (node, predicate, value)))
        if isinstance(value, rdflib.BNode):
            yield from _tree(graph, value)
