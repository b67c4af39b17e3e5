"""Property paths (SHACL, section 2.3.1) compiled to functions."""

from collections.abc import Callable, Iterable, Sequence

from pyoxigraph import NamedNode

from graph.shacl.data import Data, Statements, Term
from graph.shacl.vocabulary import RDF_FIRST, RDF_NIL, RDF_REST, SH, Unsupported

Path = Callable[[Data, Term, Statements], Sequence[Term]]
"""From data, a node and what is stated of it to the nodes at the end of the path, each once."""


def compile_path(shapes: Data, node: Term, backwards: bool = False) -> Path:
    """The function that follows the path that `node` describes, or goes it backwards. Raises Unsupported."""
    if isinstance(node, NamedNode):
        return _inverse(node) if backwards else _predicate(node)
    stated = shapes.of(node)
    if RDF_FIRST in stated:
        steps = [compile_path(shapes, step, backwards) for step in items(shapes, node)]
        return _sequence(steps[::-1] if backwards else steps)
    if len(stated) != 1:
        raise Unsupported(f"the path {node}, which is none or several")
    ((kind, (inner, *others)),) = stated.items()
    if others:
        raise Unsupported(f"a path of two {kind}")
    if kind == SH("inversePath"):
        return compile_path(shapes, inner, not backwards)
    if kind == SH("alternativePath"):
        return _alternative([compile_path(shapes, step, backwards) for step in items(shapes, inner)])
    step = compile_path(shapes, inner, backwards)
    if kind == SH("zeroOrMorePath"):
        return lambda data, focus, stated: _closure(data, step, [focus])
    if kind == SH("oneOrMorePath"):
        return lambda data, focus, stated: _closure(data, step, step(data, focus, stated))
    if kind == SH("zeroOrOnePath"):
        return lambda data, focus, stated: tuple(dict.fromkeys([focus, *step(data, focus, stated)]))
    raise Unsupported(f"a path of the kind {kind}")


def items(shapes: Data, node: Term) -> list[Term]:
    """The members of an RDF list. Raises Unsupported where it is none."""
    found: list[Term] = []
    seen: set[Term] = set()
    while node != RDF_NIL:
        stated = shapes.of(node)
        if node in seen or len(stated.get(RDF_FIRST, ())) != 1 or len(stated.get(RDF_REST, ())) != 1:
            raise Unsupported(f"a broken list at {node}")
        seen.add(node)
        found.append(stated[RDF_FIRST][0])
        node = stated[RDF_REST][0]
    return found


def _predicate(predicate: NamedNode) -> Path:
    return lambda data, focus, stated: stated.get(predicate, ())


def _inverse(predicate: NamedNode) -> Path:
    return lambda data, focus, stated: data.subjects(predicate, focus)


def _alternative(steps: Sequence[Path]) -> Path:
    return lambda data, focus, stated: tuple(
        dict.fromkeys(value for step in steps for value in step(data, focus, stated))
    )


def _sequence(steps: Sequence[Path]) -> Path:
    first, *others = steps

    def follow(data: Data, focus: Term, stated: Statements) -> Sequence[Term]:
        found: Iterable[Term] = first(data, focus, stated)
        for step in others:
            found = dict.fromkeys(value for node in found for value in step(data, node, data.of(node)))
        return tuple(found)

    return follow


def _closure(data: Data, step: Path, start: Iterable[Term]) -> Sequence[Term]:
    found = dict.fromkeys(start)
    waiting = list(found)
    while waiting:
        node = waiting.pop()
        for value in step(data, node, data.of(node)):
            if value not in found:
                found[value] = None
                waiting.append(value)
    return tuple(found)
