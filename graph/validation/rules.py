"""Shapes of other people, read and looked through before they run: what would run forever, reach out, or check nothing.

What SHACL leaves open (recursive shapes) or lets pass in silence (a misspelt constraint) is refused, since a pass must
be earned. SHACL 1.0 with SHACL-SPARQL is applied; the advanced features are named and refused.

Decision 2026-11-28: terms of SHACL that are not applied are an error; alternative: a note. Chosen because `sh:minCont`
in silence is a pass nobody earned. Cost: files with `sh:rule` beside their shapes must be split first.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, cast

import rdflib
from pyshacl.entrypoints import meta_validate
from pyshacl.errors import ReportableRuntimeError
from pyshacl.graph_abstraction import to_rdf
from rdflib.collection import Collection
from rdflib.namespace import SH

from graph.errors import InputError
from graph.validation.sources import quads
from graph.validation.written import imports_followed, said_exactly

_NESTING: Final = (SH.node, SH.property, SH["not"], SH.qualifiedValueShape)
_NESTING_LISTS: Final = (SH["and"], SH["or"], SH.xone)
_NOT_APPLIED: Final = {
    *(SH.rule, SH.target, SH.expression, SH.js, SH.jsLibrary, SH.entailment, SH.filterShape),
}
_DEPTH: Final = 100  # levels of the shapes for shapes, of which each level of ours takes three or four
_TARGETS: Final = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
_DECLARED: Final = (SH.NodeShape, SH.PropertyShape)
# Strings, IRIs and comments of a query: what a keyword may stand in without being one.
_QUOTED: Final = re.compile(
    r"""\"{3}.*?\"{3}|'{3}.*?'{3}|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|<[^<>\s"{}|^`\\]*>|\#[^\n]*""", re.DOTALL
)
_REACHING_OUT: Final = re.compile(r"(?<![\w?$:.-])(SERVICE|FROM|LOAD)(?![\w:.-])", re.IGNORECASE)


def load(what: Path) -> rdflib.Graph:
    """The shapes of a file, or of all the Turtle files of a folder.

    Raises InputError where a file cannot be read, nothing declares a shape, or a shape cannot be applied faithfully.
    """
    files = sorted(what.glob("*.ttl")) if what.is_dir() else [what]
    graph = rdflib.Graph()
    for file in files:
        # Not through a store, which writes 4.0 as 4: shapes are reported as they stand.
        for quad in quads(file, blank=f"s{len(graph)}-"):
            graph.add(cast(Any, tuple(map(to_rdf, quad.triple))))
    for refuse in (_none, _unknown, _reaching, _recursive, _malformed):
        for message, rule, remedy in refuse(graph):
            raise InputError(message, source=str(what), rule=rule, remedy=remedy)
    imports_followed(graph)
    said_exactly(graph)
    return graph


_Fault = tuple[str, str, str]


def _none(graph: rdflib.Graph) -> Iterator[_Fault]:
    if not _shapes(graph):
        yield "nothing here declares a shape", "shapes-none", "give a file with SHACL shapes"


def _shapes(graph: rdflib.Graph) -> set[Any]:
    """What is a shape: SHACL 1.0, section 2.1."""
    found: set[Any] = {node for kind in _DECLARED for node in graph.subjects(rdflib.RDF.type, kind)}
    for term in (*_NESTING, *_NESTING_LISTS, *_TARGETS, SH.path):
        found |= set(graph.subjects(term))
    return found | {inner for shape in set(found) for inner in _inner(graph, shape)}


def _unknown(graph: rdflib.Graph) -> Iterator[_Fault]:
    shapes = _shapes(graph)
    for term in sorted({cast(rdflib.URIRef, predicate) for predicate in graph.predicates()}):
        if term in _NOT_APPLIED:
            yield (
                f"{_short(term)} is a feature of SHACL that is not applied here",
                "shapes-feature",
                "leave it out, or say the same with SHACL Core or sh:sparql",
            )
        if term.startswith(str(SH)) and not SH.__contains__(term):
            subject = next((node for node in graph.subjects(term) if node in shapes), None)
            if subject is None:
                continue  # the file holds data as well, and what is said of these is their own affair
            yield (
                f"{_short(term)}, used by {_owner(graph, subject)}, is no term of SHACL",
                "shapes-unknown-term",
                "see how it is spelt; a constraint that is unknown would check nothing",
            )


def _reaching(graph: rdflib.Graph) -> Iterator[_Fault]:
    for predicate in (SH.select, SH.ask):
        for subject, query in sorted(graph.subject_objects(predicate), key=str):
            if found := _REACHING_OUT.search(_QUOTED.sub(" ", str(query))):
                yield (
                    f"the query of {_owner(graph, subject)} says {found.group(1).upper()}",
                    "shapes-query-reaches-out",
                    "ask of the data alone; queries of shapes may not name other graphs, files or services",
                )


def _owner(graph: rdflib.Graph, node: Any) -> Any:
    while isinstance(node, rdflib.BNode) and (above := next(graph.subjects(None, node), None)) is not None:
        node = above
    return node


def _recursive(graph: rdflib.Graph) -> Iterator[_Fault]:
    """A shape that is reached from itself; SHACL 1.0, section 3.4.3, leaves open what that means."""
    inner = {shape: _inner(graph, shape) for shape in set(graph.subjects())}
    done: set[Any] = set()
    for start in sorted(inner, key=str):
        way: list[tuple[Any, list[Any]]] = [(start, list(inner[start]))]
        on_way = {start}
        while way:
            shape, ahead = way[-1]
            if not ahead:
                way.pop()
                on_way.discard(shape)
                done.add(shape)
                continue
            following = ahead.pop()
            if following in on_way:
                yield (
                    f"{_owner(graph, following)} is reached from itself by sh:node, sh:property or the like",
                    "shapes-recursive",
                    "break the circle; SHACL leaves open what a recursive shape means",
                )
                return
            if following not in done and following in inner:
                way.append((following, list(inner[following])))
                on_way.add(following)


def _inner(graph: rdflib.Graph, shape: Any) -> list[Any]:
    found = [each for term in _NESTING for each in graph.objects(shape, term)]
    for term in _NESTING_LISTS:
        for head in graph.objects(shape, term):
            found += _members(graph, head)
    return found


def _members(graph: rdflib.Graph, head: Any) -> list[Any]:
    try:
        return list(Collection(graph, head))
    except ValueError as error:  # a list that runs in a circle
        raise InputError(
            f"a list of shapes is not well-formed: {error}",
            source="shapes",
            rule="shapes-malformed",
            remedy="write the list as ( ... )",
        ) from error


def _malformed(graph: rdflib.Graph) -> Iterator[_Fault]:
    """By the shapes for shapes of SHACL 1.0, appendix C."""
    try:
        conforms, _, text = meta_validate(graph, inference="none", max_validation_depth=_DEPTH)
    except ReportableRuntimeError as error:
        conforms, text = False, str(error)
    if not conforms:
        words = [line.strip() for line in text.splitlines() if "Message:" in line or "Focus Node:" in line]
        yield (
            "a shape is not well-formed SHACL: " + ("; ".join(words[:4]) or text)[:500],
            "shapes-malformed",
            "mend it; appendix C of SHACL 1.0 says how shapes must be written",
        )


def _short(term: rdflib.URIRef) -> str:
    return f"sh:{term.removeprefix(str(SH))}"
