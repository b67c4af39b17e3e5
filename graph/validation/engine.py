"""The reference engine, taken shape by shape: what it meets is told as it is met, so that a run can be bounded.

pySHACL's own `validate` gives everything at the end or nothing: a million results are held three times over, and a run
that is stopped has found nothing. Here each shape is taken over its focus nodes in portions.

Decision 2026-11-28: pySHACL's classes are driven, not its function; alternative: the function, and a limit on the size
of the data. Chosen so that a stopped run tells how far it came. Cost: a dozen lines to look at when pySHACL changes.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, cast

import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store, Triple
from pyshacl.consts import SH_focusNode, SH_resultMessage, SH_resultPath, SH_resultSeverity, SH_value
from pyshacl.consts import SH_sourceConstraintComponent as SH_component
from pyshacl.consts import SH_sourceShape as SH_shape
from pyshacl.graph_abstraction import to_ox
from pyshacl.helper.path_helper import shacl_path_to_sparql_path
from pyshacl.monkey import apply_patches
from pyshacl.validator import Validator, assign_baked_in

from graph import vocabulary as v
from graph.errors import InputError
from graph.judge import Union
from graph.report import SEVERITIES, Resource, Severity, Term
from graph.validation.findings import Finding
from graph.validation.grounds import ground
from graph.validation.written import as_written, copies

PORTION: Final = 2_000
"""Focus nodes that a shape is held against at a time."""
_DEPTH: Final = 60  # shapes within shapes; circles are refused before
PREFIXES: Final = dict(v.PREFIXES)
BY_IRI: Final[dict[NamedNode, Severity]] = {iri: name for name, iri in SEVERITIES.items()}


@dataclass(frozen=True, slots=True)
class Progress:
    """So many of so many shapes have been applied; `shape` comes next."""

    done: int
    of: int
    shape: str


@dataclass(frozen=True, slots=True)
class Portion:
    """`shape` was held against `nodes` more focus nodes; how many findings came of it, and those that are kept."""

    shape: Resource
    nodes: int
    met: dict[tuple[Resource, Severity], int]
    findings: tuple[Finding, ...]
    switched_off: bool = False


Event = Progress | Portion


def run(store: Store, shapes: rdflib.Graph, keep: int, written: Iterable[Quad] | None = None) -> Iterator[Event]:
    """Holds all graphs of `store`, taken together, against `shapes`; gives the first `keep` findings and counts all.

    `written` are its quads as they were written, where the store has changed literals.

    Raises InputError where pySHACL cannot apply a shape.
    """
    with as_written():
        with _faults_named("the shapes"):
            validator = _validator(store, shapes, written)
            ready = sorted(validator.shacl_graph.shapes, key=lambda shape: str(shape.node))
        graph, executor = validator.data_graph, validator.make_executor()
        for number, shape in enumerate(ready):
            name = _name(shape.node)
            own = cast(Resource, to_ox(shape.node))
            if shape.deactivated:
                yield Portion(own, 0, {}, (), switched_off=True)
                continue
            yield Progress(number, len(ready), name)
            with _faults_named(name):
                foci = sorted(shape.focus_nodes(graph), key=lambda node: node.n3())
            targeted = bool(foci) or any(list(targets) for targets in shape.target())
            if not targeted:
                continue
            for start in range(0, max(len(foci), 1), PORTION):
                portion = foci[start : start + PORTION]
                with _faults_named(name):
                    results = shape.validate(executor, graph, focus=portion)[1] if portion else []
                met = Counter(_rank(result) for result in results)
                kept = tuple(_finding(result, validator.shacl_graph, store) for result in results[:keep])
                keep -= len(kept)
                yield Portion(own, len(portion), dict(met), kept)
        yield Progress(len(ready), len(ready), "")


class _Data(Union):
    """The store as pySHACL sees it. Nothing is said of a literal: where a path leads past one, Oxigraph would raise."""

    def objects(self, subject: Any = None, predicate: Any = None, unique: bool = False) -> Any:
        return iter(()) if isinstance(subject, rdflib.Literal) else super().objects(subject, predicate, unique)

    def predicate_objects(self, subject: Any = None, unique: bool = False) -> Any:
        return iter(()) if isinstance(subject, rdflib.Literal) else super().predicate_objects(subject, unique)

    def transitive_objects(self, subject: Any, predicate: Any, remember: Any = None) -> Any:
        return (
            iter(())
            if isinstance(subject, rdflib.Literal)
            else super().transitive_objects(subject, predicate, remember)
        )


def _validator(store: Store, shapes: rdflib.Graph, written: Iterable[Quad] | None) -> Any:
    apply_patches()  # type: ignore[no-untyped-call]
    assign_baked_in()  # type: ignore[no-untyped-call]
    options = {"inplace": True, "max_validation_depth": _DEPTH, "logger": _LOGGER}
    data = copies(shapes, store, written) or _Data(store)
    validator: Any = Validator(data, shacl_graph=shapes, options=options)
    if isinstance(data, _Data):
        data.default_union = True  # type: ignore[misc]
    return validator


def _said(result: Any) -> dict[Any, list[Any]]:
    """What a result of pySHACL says of itself, without its details; nodes come as pairs of a graph and the node."""
    _, name, triples = result
    said: dict[Any, list[Any]] = {}
    for subject, predicate, node in triples:
        if subject == name:
            said.setdefault(predicate, []).append(node[1] if isinstance(node, tuple) else node)
    return said


def _rank(result: Any) -> tuple[Resource, Severity]:
    said = _said(result)
    severity = cast(NamedNode, to_ox(said[SH_resultSeverity][0]))
    return cast(Resource, to_ox(said[SH_shape][0])), BY_IRI.get(severity, "violation")


def _finding(result: Any, shapes: Any, store: Store) -> Finding:
    said = _said(result)
    shape, severity = _rank(result)
    messages = said.get(SH_resultMessage, ())
    focus = cast(Term, to_ox(said[SH_focusNode][0]))
    value = cast(Term | None, to_ox(said.get(SH_value, [None])[0]))
    path = said.get(SH_resultPath, [None])[0]
    node = cast(Resource | None, to_ox(path))
    return Finding(
        focus=focus,
        shape=shape,
        component=cast(NamedNode, to_ox(said[SH_component][0])),
        severity=severity,
        severity_iri=cast(NamedNode, to_ox(said[SH_resultSeverity][0])),
        messages=tuple(sorted((cast(Literal, to_ox(each)) for each in messages), key=str)),
        value=value,
        path="" if path is None else shacl_path_to_sparql_path(shapes, path, prefixes=PREFIXES),
        path_node=node,
        path_triples=tuple(tree(shapes.graph, path)) if isinstance(node, BlankNode) else (),
        ground=ground(store, focus, node, value),
    )


def tree(graph: rdflib.Graph, node: Any) -> Iterator[Triple]:
    """A path of several properties; of a list that is given a second meaning, the list (as pySHACL follows it)."""
    listed = (node, rdflib.RDF.first, None) in graph
    for _, predicate, value in sorted(graph.triples((node, None, None))):
        if listed and predicate not in (rdflib.RDF.first, rdflib.RDF.rest):
            continue
        yield Triple(*(cast(Any, to_ox(term)) for term in (node, predicate, value)))
        if isinstance(value, rdflib.BNode):
            yield from tree(graph, value)


def _name(node: Any) -> str:
    return f"<{node}>" if isinstance(node, rdflib.URIRef) else f"a shape without an IRI (_:{node})"


@contextmanager
def _faults_named(shape: str) -> Iterator[None]:
    """What pySHACL, Python's regular expressions or the SPARQL engine cannot do with a shape, said with its name.

    They raise errors of a dozen classes, bare RuntimeError and TypeError among them, so that all are caught here; the
    shape was written by the caller, and to name it is the most that can be done.
    """
    try:
        yield
    except MemoryError:
        raise
    except Exception as error:
        words = str(error).strip().splitlines() or [""]
        raise InputError(
            f"{shape} could not be applied: {type(error).__name__}: {' '.join(words)[:500]}",
            source="shapes",
            rule="shapes-unusable",
            remedy="mend the shape, or the data it compares, then validate again",
        ) from error


_LOGGER: Final = logging.getLogger("graph.validation.pyshacl")
_LOGGER.addHandler(logging.NullHandler())
_LOGGER.propagate = False
