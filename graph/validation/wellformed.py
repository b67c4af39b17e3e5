"""Shapes held against the shapes for shapes (SHACL 1.0, appendix C) that pySHACL brings along.

Decision 2026-11-29: our engine holds them, in pySHACL's words; alternative: pySHACL's `meta_validate`, which walks the
same lists again from each of their members. Chosen because 2,000 shapes took it two minutes. Cost: none is known; a
test holds both against the same faults.
"""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any, Final, cast

import rdflib
from pyoxigraph import NamedNode, Store
from pyshacl.graph_abstraction import DataGraph, to_rdf
from pyshacl.shapes_graph import ShapesGraph
from rdflib.namespace import RDF, SH

from graph.validation import known
from graph.validation.findings import Finding

_FOR_SHAPES: Final = "http://www.w3.org/ns/shacl-shacl#"
_KINDS: Final = {False: NamedNode(f"{_FOR_SHAPES}NodeShapeShape"), True: NamedNode(f"{_FOR_SHAPES}PropertyShapeShape")}
PATHS: Final = (SH.inversePath, SH.alternativePath, SH.zeroOrMorePath, SH.oneOrMorePath, SH.zeroOrOnePath)


def faults(shapes: rdflib.Graph) -> Iterator[tuple[Any, str]]:
    """The shapes that are not well-formed, each with what is wrong in words."""
    plain = _plain(shapes)
    data = known.indexed(plain)
    asked, named = known.roots(_for_shapes()), ShapesGraph(_for_shapes())
    _ = named.shapes  # looked up by name only once they are made
    holding = known.Known(asked, Store(), data, named, DataGraph.from_rdflib_graph(plain))
    for shape in sorted(asked.known, key=str):
        for focus in sorted(asked.foci(shape, data), key=str):
            for finding in holding.findings(shape, focus):
                # That it is neither kind of shape says nothing yet; what it lacks of the kind that it means to be does.
                kind = _KINDS[NamedNode(SH.path) in data.of(focus)]
                closer = next(holding.findings(kind, focus), finding) if finding.path is None else finding
                yield to_rdf(cast(Any, finding.focus)), _words(closer)


@cache
def _for_shapes() -> rdflib.Graph:
    return rdflib.Graph().parse(data=(files("pyshacl") / "assets" / "shacl-shacl.ttl").read_text("utf-8"))


def _words(finding: Finding) -> str:
    of = f"{finding.path_node.value.replace(str(SH), 'sh:')}: " if isinstance(finding.path_node, NamedNode) else ""
    return of + " ".join(text.value for text in finding.messages)


def _plain(shapes: rdflib.Graph) -> rdflib.Graph:
    """The shapes with lists of values cut to one, since any term may be a value; and with a path that is a list and
    more besides taken as the list.
    """
    made = rdflib.Graph() + shapes
    for head in set(shapes.objects(None, SH["in"])):
        nodes = _well_formed(shapes, head)
        for one in nodes[1:]:
            made.remove((one, None, None))
        if nodes:
            made.set((head, RDF.rest, RDF.nil))
    for node in set(shapes.subjects(RDF.first)):
        for step in PATHS:
            made.remove((node, step, None))
    return made


def _well_formed(graph: rdflib.Graph, head: Any) -> list[Any]:
    """The nodes of a list that is one, with one first and one rest each and nothing else; none of any other."""
    nodes: list[Any] = []
    seen = {RDF.nil}
    while head not in seen:
        seen.add(head)
        nodes.append(head)
        if sorted(predicate for _, predicate, _ in graph.triples((head, None, None))) != [RDF.first, RDF.rest]:
            return []
        head = graph.value(head, RDF.rest)
    return nodes if head == RDF.nil else []
