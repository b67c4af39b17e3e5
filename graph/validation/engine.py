"""The reference engine, taken shape by shape: what it meets is told as it is met, so that a run can be bounded.

pySHACL's own `validate` gives everything at the end or nothing: a million results are held three times over, and a run
that is stopped has found nothing. Here each shape is taken over its focus nodes in portions.

Decision 2026-11-28: pySHACL's classes are driven, not its function; alternative: the function, and a limit on the size
of the data. Chosen so that a stopped run tells how far it came. Cost: a dozen lines to look at when pySHACL changes.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final, cast

import rdflib
from pyoxigraph import Literal, NamedNode, Quad, Store
from pyshacl.consts import SH_focusNode, SH_resultMessage, SH_resultPath, SH_resultSeverity, SH_value
from pyshacl.consts import SH_sourceConstraint as SH_constraint
from pyshacl.consts import SH_sourceConstraintComponent as SH_component
from pyshacl.consts import SH_sourceShape as SH_shape
from pyshacl.graph_abstraction import to_ox
from pyshacl.monkey import apply_patches
from pyshacl.rdfutil.stringify import stringify_blank_node
from pyshacl.validator import Validator, assign_baked_in

from graph.check.judge import Union
from graph.errors import InputError
from graph.report import Resource, Severity, Term
from graph.shacl import Indexed, Roots
from graph.validation import known
from graph.validation.findings import Finding
from graph.validation.grounds import ground
from graph.validation.idling import idle
from graph.validation.queries import counts, kept_inside
from graph.validation.telling import BY_IRI, PORTION, Event, Portion, Progress, path_of
from graph.validation.written import as_written, copies

Quads = Callable[[], Iterable[Quad]]
_DEPTH: Final = 60  # shapes within shapes; circles are refused before


def run(
    store: Store, shapes: rdflib.Graph, keep: int, written: Quads | None = None, own: bool = False
) -> Iterator[Event]:
    """Holds all graphs of `store`, taken together, against `shapes`; gives the first `keep` findings and counts all.

    `written` gives its quads as they were written, where the store has changed literals. With `own` our engine checks
    the shapes that it knows, and pySHACL the others.

    Raises InputError where pySHACL cannot apply a shape.
    """
    with as_written():
        roots = known.roots(shapes) if own else None
        with _faults_named("the shapes"):
            validator = _validator(store, shapes, written, alone=roots is not None and not roots.left)
            ready = sorted(validator.shacl_graph.shapes, key=lambda shape: str(shape.node))
        graph, executor = validator.data_graph, validator.make_executor()
        ours = None
        if roots and roots.known:
            data = Indexed(store, written() if written else None)
            ours = known.Known(roots, store, data, validator.shacl_graph, graph)
        for number, shape in enumerate(ready):
            name = _name(shape.node)
            node = cast(Resource, to_ox(shape.node))
            if shape.deactivated:
                yield Portion(node, 0, {}, (), switched_off=True)
                continue
            yield Progress(number, len(ready), name)
            if roots and ours and node in roots.known:
                portions = ours.run(node, keep)
            elif roots is None or node in roots.left:
                portions = _by_pyshacl(shape, executor, validator, store, keep, roots)
            else:
                continue
            why_idle = idle(shapes, shape.node)
            with _faults_named(name):
                for portion in portions:
                    keep -= len(portion.findings)
                    yield replace(portion, idle=why_idle)
        yield Progress(len(ready), len(ready), "")


def _by_pyshacl(
    shape: Any, executor: Any, validator: Any, store: Store, keep: int, roots: Roots | None
) -> Iterator[Portion]:
    graph, name, node = validator.data_graph, _name(shape.node), cast(Resource, to_ox(shape.node))
    why = roots.left[node] if roots else ""
    with _faults_named(name):
        foci = sorted(shape.focus_nodes(graph), key=lambda node: node.n3())
    if not foci and not any(list(targets) for targets in shape.target()):
        return
    for start in range(0, max(len(foci), 1), PORTION):
        portion = foci[start : start + PORTION]
        with _faults_named(name):
            results = shape.validate(executor, graph, focus=portion)[1] if portion else []
        met = Counter(_rank(result) for result in results)
        kept = tuple(_finding(result, validator.shacl_graph, store) for result in results[:keep])
        keep -= len(kept)
        yield Portion(node, len(portion), dict(met), kept, by="pyshacl", why=why)


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

    def query(self, query_object: Any, *rest: Any, **named: Any) -> Any:  # type: ignore[override]
        # What a prefix or a path has put into the text was not there when the shapes were read.
        query = kept_inside(str(query_object))
        if counts(query) and (merged := self._merged()) is not None:
            return merged.query(query, *rest, **named)
        return super().query(query, *rest, **named)

    def _merged(self) -> Union | None:
        """The data with what all graphs state in the default graph, once: Oxigraph counts a triple once for each graph.

        The data graph is a set of triples (RDF 1.1 Concepts, section 3). None where the store has one graph only.
        """
        if "merged" not in self.__dict__:
            self.__dict__["merged"] = Union(_merge(self.impl)) if any(self.impl.named_graphs()) else None
        return cast(Union | None, self.__dict__["merged"])


def _merge(store: Store) -> Store:
    merged = Store()
    for quad in store:
        merged.add(quad)
        merged.add(Quad(quad.subject, quad.predicate, quad.object))
    return merged


def _validator(store: Store, shapes: rdflib.Graph, written: Quads | None, alone: bool) -> Any:
    """pySHACL over the data; `alone` says that it is to find words only, so that no copy of the data is needed."""
    apply_patches()  # type: ignore[no-untyped-call]
    assign_baked_in()  # type: ignore[no-untyped-call]
    # pySHACL keeps how it spelt a blank node by the address of its graph, which a later graph may have again.
    stringify_blank_node.dict_cache.clear()
    options = {"inplace": True, "max_validation_depth": _DEPTH, "logger": _LOGGER}
    copied = None if alone else copies(shapes, store, written() if written else None)
    data = _Data(store) if copied is None else copied  # a copy of nothing is false
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
    path, node, triples = path_of(shapes, said.get(SH_resultPath, [None])[0])
    return Finding(
        focus=focus,
        shape=shape,
        component=cast(NamedNode, to_ox(said[SH_component][0])),
        severity=severity,
        severity_iri=cast(NamedNode, to_ox(said[SH_resultSeverity][0])),
        messages=tuple(sorted((cast(Literal, to_ox(each)) for each in messages), key=str)),
        value=value,
        path=path,
        path_node=node,
        path_triples=triples,
        ground=ground(store, focus, node, value),
        constraint=cast(Resource | None, to_ox(said.get(SH_constraint, [None])[0])),
    )


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
    except (MemoryError, InputError):
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
