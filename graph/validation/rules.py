"""Shapes of other people, read and looked through before they run: what would run forever, reach out, or check nothing.

What SHACL leaves open (recursive shapes) or lets pass in silence (a misspelt constraint) is refused, since a pass must
be earned. SHACL 1.0 with SHACL-SPARQL is applied; the advanced features are named and refused.

Decision 2026-11-28: terms of SHACL that are not applied are an error; alternative: a note. Chosen because `sh:minCont`
in silence is a pass nobody earned. Cost: files with `sh:rule` beside their shapes must be split first.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final, cast

import rdflib
from pyshacl.graph_abstraction import to_rdf
from rdflib.collection import Collection
from rdflib.namespace import OWL, SH

from graph.check.judge import NESTING, NESTING_LISTS, TARGETS
from graph.errors import InputError
from graph.shacl.patterns import compiled
from graph.validation import queries, wellformed
from graph.validation.depth import DEEPEST, REMEDY, WORDS, too_deep, within_reach
from graph.validation.sources import quads
from graph.validation.written import imports_followed, said_exactly

_LISTS: Final = (SH["in"], SH.languageIn, SH.ignoredProperties)
_NOT_APPLIED: Final = {
    *(SH.rule, SH.target, SH.expression, SH.js, SH.jsLibrary, SH.entailment, SH.filterShape),
}
_DASH_TERMS: Final = rdflib.Namespace("http://datashapes.org/dash#")
_DASH: Final = tuple(
    _DASH_TERMS[name]
    for name in (
        *("closedByTypes", "coExistsWith", "hasValueIn", "hasValueWithClass", "indexed", "nonRecursive", "reifiableBy"),
        *("rootClass", "singleLine", "stem", "subSetOf", "symmetric", "uniqueValueForClass", "uriStart"),
    )
)
_DECLARED: Final = (SH.NodeShape, SH.PropertyShape)


def load(what: Path) -> rdflib.Graph:
    """The shapes of a file, or of all the Turtle files of a folder.

    Raises InputError where a file cannot be read, nothing declares a shape, or a shape cannot be applied faithfully.
    """
    with within_reach(str(what)):
        return _load(what)


def _load(what: Path) -> rdflib.Graph:
    files = sorted(what.glob("*.ttl")) if what.is_dir() else [what]
    graph = rdflib.Graph()
    for file in files:
        # Not through a store, which writes 4.0 as 4: shapes are reported as they stand.
        for quad in quads(file, blank=f"s{len(graph)}-"):
            graph.add(cast(Any, tuple(map(to_rdf, quad.triple))))
    queries.made_plain(graph)
    _refuse(graph, what, _circular, _none, _unknown, queries.reaching, _shapeless, _recursive, _deep, _doubled)
    _refuse(graph, what, _malformed, _inactive)
    imports_followed(graph)
    said_exactly(graph)
    _refuse(graph, what, _patterns, queries.broken)
    return graph


def _refuse(graph: rdflib.Graph, what: Path, *refusals: Callable[[rdflib.Graph], Iterator["_Fault"]]) -> None:
    for refuse in refusals:
        for message, rule, remedy in refuse(graph):
            raise InputError(message, source=str(what), rule=rule, remedy=remedy)


def not_loaded(graph: rdflib.Graph) -> tuple[str, ...]:
    """What the shapes import and do not hold: nothing is fetched, so that it was not checked."""
    held = {*graph.subjects(rdflib.RDF.type, OWL.Ontology), *graph.objects(None, OWL.versionIRI)}
    return tuple(sorted(str(imported) for imported in set(graph.objects(None, OWL.imports)) - held))


def unknown_elsewhere(graph: rdflib.Graph) -> tuple[str, ...]:
    """Constraints of DASH that shapes name and nothing here declares: engines that know them would apply them."""
    declared = {path for parameter in graph.objects(None, SH.parameter) for path in graph.objects(parameter, SH.path)}
    shapes = _shapes(graph)
    named = (term for term in _DASH if term not in declared and not shapes.isdisjoint(graph.subjects(term)))
    return tuple(sorted(f"dash:{term.removeprefix(str(_DASH_TERMS))}" for term in named))


_Fault = tuple[str, str, str]


def _circular(graph: rdflib.Graph) -> Iterator[_Fault]:
    """Lists and paths that lead through themselves have no end."""
    steps = (rdflib.RDF.first, rdflib.RDF.rest, *wellformed.PATHS)
    starts = {node for term in (SH.path, *_LISTS) for node in graph.objects(None, term)}
    if (
        met := _circle(starts, lambda node: [each for term in steps for each in graph.objects(node, term)])
    ) is not None:
        yield (
            f"a path or list of {_owner(graph, met)} leads through itself",
            "shapes-malformed",
            "write the list as ( ... ), and each part of a path anew",
        )


def _none(graph: rdflib.Graph) -> Iterator[_Fault]:
    if not _shapes(graph):
        yield "nothing here declares a shape", "shapes-none", "give a file with SHACL shapes"


def _shapes(graph: rdflib.Graph) -> set[Any]:
    """What is a shape: SHACL 1.0, section 2.1."""
    found: set[Any] = {node for kind in _DECLARED for node in graph.subjects(rdflib.RDF.type, kind)}
    for term in (*NESTING, *NESTING_LISTS, *TARGETS, SH.path):
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


def _shapeless(graph: rdflib.Graph) -> Iterator[_Fault]:
    """Literals where a shape has to be, and lists without one: both would pass whatever the data are."""
    for term in (*NESTING, *NESTING_LISTS):
        for subject, value in sorted(graph.subject_objects(term), key=str):
            inner = [value] if term in NESTING else _members(graph, value)
            literal = next((one for one in inner if isinstance(one, rdflib.Literal)), None)
            if literal is not None or not inner:
                yield (
                    f"{_short(term)} of {_owner(graph, subject)} "
                    + ("names no shape" if literal is None else f"names {literal.n3()}, which is no shape"),
                    "shapes-malformed",
                    "name shapes by their IRIs, or write them in [ ... ]; a literal would check nothing",
                )


def _owner(graph: rdflib.Graph, node: Any) -> Any:
    seen: set[Any] = set()
    while isinstance(node, rdflib.BNode) and (above := set(graph.subjects(None, node)) - seen):
        seen.add(node)
        node = min(above, key=str)
    return node


def _recursive(graph: rdflib.Graph) -> Iterator[_Fault]:
    """A shape that is reached from itself; SHACL 1.0, section 3.4.3, leaves open what that means."""
    if (met := _circle(set(graph.subjects()), lambda shape: _inner(graph, shape))) is not None:
        yield (
            f"{_owner(graph, met)} is reached from itself by sh:node, sh:property or the like",
            "shapes-recursive",
            "break the circle; SHACL leaves open what a recursive shape means",
        )


def _deep(graph: rdflib.Graph) -> Iterator[_Fault]:
    def steps(path: Any) -> list[Any]:
        listed = _members(graph, path) if (path, rdflib.RDF.first, None) in graph else []
        return [*listed, *(step for term in wellformed.PATHS for step in graph.objects(path, term))]

    paths = set(graph.objects(None, SH.path))
    for starts, following in ((set(graph.subjects()), lambda shape: _inner(graph, shape)), (paths, steps)):
        if (met := too_deep(starts, following)) is not None:
            yield f"{_owner(graph, met)} {WORDS}: more than {DEEPEST} times", "shapes-malformed", REMEDY


def _circle(starts: Iterable[Any], following: Callable[[Any], list[Any]]) -> Any:
    """The first node met that is reached from itself; None where there is none."""
    done: set[Any] = set()
    for start in sorted(starts, key=str):
        way = [(start, following(start))]
        on_way = {start}
        while way:
            node, ahead = way[-1]
            if not ahead:
                way.pop()
                on_way.discard(node)
                done.add(node)
                continue
            next_one = ahead.pop()
            if next_one in on_way:
                return next_one
            if next_one not in done:
                way.append((next_one, following(next_one)))
                on_way.add(next_one)
    return None


def _inner(graph: rdflib.Graph, shape: Any) -> list[Any]:
    found = [each for term in NESTING for each in graph.objects(shape, term)]
    for term in NESTING_LISTS:
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


def _doubled(graph: rdflib.Graph) -> Iterator[_Fault]:
    """Two values for one of several parameters of a component: SHACL 1.0, section 2.1.3."""
    for component in sorted(set(graph.subjects(SH.parameter)), key=str):
        paths = {path for each in graph.objects(component, SH.parameter) for path in graph.objects(each, SH.path)}
        for path in sorted(paths, key=str) if len(paths) > 1 else ():
            for shape in sorted(set(graph.subjects(path)) & _shapes(graph), key=str):
                if len(set(graph.objects(shape, path))) > 1:
                    yield (
                        f"{_owner(graph, shape)} gives two values for {path}, one of the parameters of {component}",
                        "shapes-malformed",
                        "give each parameter once; write a shape of its own for the other value",
                    )


def _malformed(graph: rdflib.Graph) -> Iterator[_Fault]:
    """By the shapes for shapes of SHACL 1.0, appendix C."""
    if found := next(((_name(_owner(graph, node)), words) for node, words in wellformed.faults(graph)), None):
        yield (
            f"{found[0]} is not well-formed SHACL: {found[1]}"[:500],
            "shapes-malformed",
            "mend it; appendix C of SHACL 1.0 says how shapes must be written",
        )


def _inactive(graph: rdflib.Graph) -> Iterator[_Fault]:
    """What says that something is to be checked, and leaves it open: it would pass whatever the data are."""
    for term in (SH.closed, SH.uniqueLang, SH.qualifiedValueShapesDisjoint):
        for subject, value in sorted(graph.subject_objects(term), key=str):
            if str(value) not in ("true", "false"):
                yield (
                    f"{_short(term)} of {_name(_owner(graph, subject))} is {value.n3()}, neither true nor false",
                    "shapes-malformed",
                    "write true or false",
                )
    counts = (SH.qualifiedMinCount, SH.qualifiedMaxCount)
    for needed, needing in (((SH.qualifiedValueShape,), counts), (counts, (SH.qualifiedValueShape,))):
        for term in needing:
            for subject in sorted(set(graph.subjects(term)), key=str):
                if not any((subject, one, None) in graph for one in needed):
                    lacking = " or ".join(map(_short, needed))
                    yield (
                        f"{_name(_owner(graph, subject))} has {_short(term)} without {lacking}",
                        "shapes-malformed",
                        "give both, or neither; one alone checks nothing",
                    )


def _patterns(graph: rdflib.Graph) -> Iterator[_Fault]:
    """Patterns that are none, whether or not a value is met."""
    for subject, pattern in sorted(graph.subject_objects(SH.pattern), key=str):
        for flags in {str(flags) for flags in graph.objects(subject, SH.flags)} or {""}:
            try:
                compiled(str(pattern), flags)
            except (ValueError, re.error, OverflowError) as error:
                yield (
                    f"sh:pattern {str(pattern)!r} of {_name(_owner(graph, subject))} is none: {error}",
                    "shapes-unusable",
                    "mend the pattern; it is one of XPath's regular expressions",
                )


def _name(node: Any) -> str:
    return str(node.n3())


def _short(term: rdflib.URIRef) -> str:
    return f"sh:{term.removeprefix(str(SH))}"
