"""Shapes over a store: what breaks which rule, where, and in the graphs of which pages.

`graph.shacl` gives the results that pySHACL, the judge, would give, many times faster; shapes that it does not know are
left to the judge whole. Shapes are read from a folder; nothing is fetched. The store is validated where it lies, all
its graphs taken together.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any, Final, cast

import pyoxigraph as ox
import rdflib.plugins.sparql
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store
from pyshacl.graph_abstraction import to_ox, to_rdf
from rdflib import RDF
from rdflib.namespace import SH
from rdflib.term import Node

from graph import vocabulary as v
from graph.check.judge import LITERALS, TARGETS, judged, quiet
from graph.errors import InputError
from graph.iri import BASE
from graph.privacy import blanked
from graph.report import SEVERITIES, Report, Resource, Result, Term
from graph.shacl import Engine, Found, Indexed, Stored, Unsupported

_PAGE_GRAPHS: Final = BASE + "graph/page/"


@dataclass(frozen=True, slots=True)
class Shapes:
    """Shapes, parsed and made ready: load them once, check as often as needed.

    `engine` is None where the shapes use what only pySHACL knows; `left_to_the_judge` says what that is.
    """

    folder: Path
    graph: rdflib.Graph
    engine: Engine | None
    left_to_the_judge: str | None


def load_shapes(folder: Path) -> Shapes:
    """All the Turtle files of `folder`, as one set of shapes.

    Raises InputError where a file cannot be read, none declares a shape, or a property shape has no IRI.
    """
    graph = rdflib.Graph()
    for file in sorted(folder.glob("*.ttl")):
        # Not rdflib's own parser: it keeps "a" apart from "a"^^xsd:string, which RDF and the store do not.
        for quad in _read(file, blank=f"{file.stem}-"):
            graph.add(cast(tuple[Node, Node, Node], tuple(map(to_rdf, quad.triple))))
    if (None, RDF.type, SH.NodeShape) not in graph:
        raise InputError(
            "no Turtle file of this folder declares a shape",
            source=str(folder),
            rule="shapes-none",
            remedy="name the folder that holds the shapes, shapes/ in a checkout",
        )
    for node_shape, property_shape in graph.subject_objects(SH.property):
        if not isinstance(property_shape, rdflib.URIRef):
            raise InputError(
                f"a property shape of {node_shape} has no IRI, so that no report could name it",
                source=str(folder),
                rule="shapes-unnamed",
                remedy="declare it on its own, under an IRI",
            )
    spread = _spread(graph)
    try:
        return Shapes(folder, spread, Engine(Indexed(_store_of(spread)), LITERALS), None)
    except Unsupported as reason:
        return Shapes(folder, spread, None, str(reason))


def _spread(graph: rdflib.Graph) -> rdflib.Graph:
    """The same rules, with the targets of each node shape given to its property shapes.

    The results are the same, in less than half the time: pySHACL now takes each rule over all nodes at once, where it
    took each node through all its rules and prepared every rule anew for every node.
    """
    for node_shape in set(graph.subjects(SH.property)):
        targets = [(kind, target) for kind in TARGETS for target in graph.objects(node_shape, kind)]
        if not targets or (node_shape, SH.deactivated, None) in graph:
            continue
        for property_shape in list(graph.objects(node_shape, SH.property)):
            graph.remove((node_shape, SH.property, property_shape))
            for kind, target in targets:
                graph.add((property_shape, kind, target))
    return graph


def check(store: Store, shapes: Shapes, *, judge: bool = False, merged: bool = False) -> Report:
    """What breaks the shapes in all graphs of `store`, the default graph included. The store is not changed.

    Classes count as stated, and as `rdfs:subClassOf` in the store widens them; nothing else is inferred. With `judge`
    pySHACL says it, however long that takes. `merged` says that the store is on disk and its default graph the merge
    of all others, as in a sealed snapshot; then memory does not grow with it.
    """
    if judge or shapes.engine is None:
        found = judged(store, shapes.graph)
    else:
        found = shapes.engine.check(Stored(store) if merged else Indexed(store))
    return report_of(store, found)


def report_of(store: Store, found: Iterable[Found], known: Iterable[Result] = ()) -> Report:
    """What was found in `store` and what is known of it, each once, with the graphs of pages that speak of its node."""
    # Where the engine is at work only now, its remarks on literals come now.
    with quiet():
        results = [*map(_result, found), *known]
    pages: dict[Resource, tuple[NamedNode, ...]] = {}
    listed: set[Result] = set()
    for result in results:
        if result.focus not in pages:
            pages[result.focus] = _page_graphs(store, result.focus)
        listed.add(replace(result, page_graphs=pages[result.focus]))
    return Report(tuple(sorted(listed, key=lambda result: result.key)))


def _result(found: Found) -> Result:
    return Result(
        focus=found.focus,
        path=found.path,
        value=None if found.value is None else str(_shown(found.value)),
        severity=next(name for name, iri in SEVERITIES.items() if iri == found.severity),
        shape=found.shape,
        component=found.component,
        message=blanked(found.message),
    )


def _shown(value: Term) -> Term:
    """The value as a report may show it: what is private in its words breaks a rule, and is not told again."""
    if not isinstance(value, Literal) or value.datatype not in (v.XSD_STRING, v.RDF_LANG_STRING):
        return value
    words = blanked(value.value)
    return Literal(words, language=value.language) if value.language else Literal(words)


def _store_of(graph: rdflib.Graph) -> Store:
    store = Store()
    for triple in graph:
        subject, predicate, value = (to_ox(cast(rdflib.IdentifiedNode | rdflib.Literal, term)) for term in triple)
        store.add(Quad(cast(Resource, subject), cast(NamedNode, predicate), cast(Term, value)))
    return store


def _page_graphs(store: Store, focus: Resource) -> tuple[NamedNode, ...]:
    graphs = {quad.graph_name for quad in store.quads_for_pattern(focus, None, None, None)}
    pages = (graph for graph in graphs if isinstance(graph, NamedNode) and graph.value.startswith(_PAGE_GRAPHS))
    return tuple(sorted(pages, key=lambda graph: graph.value))


def _read(path: Path, blank: str) -> Iterator[Quad]:
    """The quads of a file of Turtle; blank nodes are renamed in the order in which they come."""
    try:
        yield from renamed(ox.parse(path=str(path), format=RdfFormat.TURTLE), blank)
    except (OSError, SyntaxError) as error:
        raise InputError(
            str(error),
            source=str(path),
            rule="file-unreadable",
            remedy="see that the file is there and holds Turtle",
        ) from error


def renamed(quads: Iterable[Quad], blank: str) -> Iterator[Quad]:
    """The quads with blank nodes called `blank` and a number, in the order in which they come.

    Raises SyntaxError for a triple as a term.
    """
    numbers = count(1)
    names: dict[BlankNode, BlankNode] = {}

    def called(term: Any) -> Any:
        if isinstance(term, ox.Triple):
            raise SyntaxError("triples as terms (RDF 1.2) are not read")
        if not isinstance(term, BlankNode):
            return term
        if term not in names:
            names[term] = BlankNode(f"{blank}{next(numbers)}")
        return names[term]

    for quad in quads:
        yield Quad(called(quad.subject), quad.predicate, called(quad.object), called(quad.graph_name))
