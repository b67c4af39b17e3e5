"""Data as the engine sees it: nodes one after the other, each with all that is stated of it in whatever graph."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from itertools import groupby
from operator import attrgetter
from typing import Protocol

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QuerySolution,
    QuerySolutions,
    Store,
    Triple,
    Variable,
)

from graph.shacl.vocabulary import RDF_TYPE, RDFS_SUBCLASS

Resource = NamedNode | BlankNode
Term = NamedNode | BlankNode | Literal | Triple
Statements = Mapping[NamedNode, Sequence[Term]]
"""What is stated of one node: for each property its values, each once."""

_TYPES, _NODES, _VALUES = 1 << 16, 1 << 10, 1 << 13
_NOTHING: Statements = {}


class Data(Protocol):
    """What an engine asks of data; graphs do not matter, each statement counts once."""

    @property
    def is_as_stored(self) -> bool:
        """Whether all is told from the very terms that `select` asks; a store has `1` where `01` was written."""

    def nodes(self) -> Iterator[tuple[Resource, Statements]]:
        """Every subject with its statements."""

    def of(self, node: Term) -> Statements:
        """The statements of one node."""

    def values(self, node: Term, predicate: NamedNode) -> Sequence[Term]:
        """The values of one property of a node, without a look at its others."""

    def has(self, subject: Resource, predicate: NamedNode, value: Term) -> bool:
        """Whether one statement is made."""

    def types(self, node: Term) -> Sequence[Term]:
        """The classes that a node is stated to be of."""

    def pairs(self, predicate: NamedNode) -> Iterator[tuple[Resource, Term]]:
        """All statements with this property."""

    def subjects(self, predicate: NamedNode, value: Term) -> Sequence[Resource]:
        """The nodes that have this value under this property."""

    def select(self, query: str, this: Resource) -> Iterator[QuerySolution]:
        """The solutions of a SELECT in which `$this` is that node."""


class Indexed:
    """A store held in memory, whatever its graphs, with an index of its own: for files.

    Other quads may stand for it, such as those of a file with literals as they are written; queries ask the store.
    """

    def __init__(self, store: Store, quads: Iterable[Quad] | None = None) -> None:
        self._store = store
        self.is_as_stored = quads is None
        self._of: dict[Resource, dict[NamedNode, dict[Term, None]]] = {}
        self._backward: dict[NamedNode, dict[Term, dict[Resource, None]]] = {}
        for quad in store.quads_for_pattern(None, None, None, None) if quads is None else quads:
            subject = quad.subject
            if isinstance(subject, Resource):
                self._of.setdefault(subject, {}).setdefault(quad.predicate, {})[quad.object] = None
                self._backward.setdefault(quad.predicate, {}).setdefault(quad.object, {})[subject] = None

    def nodes(self) -> Iterator[tuple[Resource, Statements]]:
        return ((node, self.of(node)) for node in self._of)

    def of(self, node: Term) -> Statements:
        stated = self._of.get(node) if isinstance(node, Resource) else None
        return {predicate: tuple(values) for predicate, values in stated.items()} if stated else _NOTHING

    def values(self, node: Term, predicate: NamedNode) -> Sequence[Term]:
        stated = self._of.get(node) if isinstance(node, Resource) else None
        return tuple(stated.get(predicate, ())) if stated else ()

    def has(self, subject: Resource, predicate: NamedNode, value: Term) -> bool:
        return value in self._of.get(subject, {}).get(predicate, {})

    def types(self, node: Term) -> Sequence[Term]:
        stated = self._of.get(node) if isinstance(node, Resource) else None
        return tuple(stated.get(RDF_TYPE, ())) if stated else ()

    def pairs(self, predicate: NamedNode) -> Iterator[tuple[Resource, Term]]:
        values = self._backward.get(predicate, {})
        return ((subject, value) for value, subjects in values.items() for subject in subjects)

    def subjects(self, predicate: NamedNode, value: Term) -> Sequence[Resource]:
        return tuple(self._backward.get(predicate, {}).get(value, ()))

    def select(self, query: str, this: Resource) -> Iterator[QuerySolution]:
        return _select(self._store, query, this, union=True)


class Stored:
    """A store on disk whose default graph is the merge of all its graphs: memory does not grow with it."""

    is_as_stored = True

    def __init__(self, store: Store) -> None:
        self._store = store
        # Not methods of this object: a cycle would keep the store open, and its lock held, until it is collected.
        self._cached_of = lru_cache(_NODES)(partial(_statements, store))
        self._cached_types = lru_cache(_TYPES)(partial(_values, store, RDF_TYPE))
        self._cached_values = lru_cache(_VALUES)(partial(_values, store))

    def nodes(self) -> Iterator[tuple[Resource, Statements]]:
        # A store on disk gives its quads sorted by subject.
        quads = self._store.quads_for_pattern(None, None, None, DefaultGraph())
        for subject, of_it in groupby(quads, key=attrgetter("subject")):
            if isinstance(subject, Resource):
                yield subject, _grouped(of_it)

    def of(self, node: Term) -> Statements:
        return self._cached_of(node) if isinstance(node, Resource) else _NOTHING

    def values(self, node: Term, predicate: NamedNode) -> Sequence[Term]:
        return self._cached_values(predicate, node) if isinstance(node, Resource) else ()

    def has(self, subject: Resource, predicate: NamedNode, value: Term) -> bool:
        return Quad(subject, predicate, value, DefaultGraph()) in self._store

    def types(self, node: Term) -> Sequence[Term]:
        return self._cached_types(node) if isinstance(node, Resource) else ()

    def pairs(self, predicate: NamedNode) -> Iterator[tuple[Resource, Term]]:
        quads = self._store.quads_for_pattern(None, predicate, None, DefaultGraph())
        return ((quad.subject, quad.object) for quad in quads if isinstance(quad.subject, Resource))

    def subjects(self, predicate: NamedNode, value: Term) -> Sequence[Resource]:
        # pyoxigraph 0.5.13 on disk runs on behind an integer whose last byte is 255, such as 100095.
        quads = self._store.quads_for_pattern(None, predicate, value, DefaultGraph())
        return tuple(quad.subject for quad in quads if quad.object == value and isinstance(quad.subject, Resource))

    def select(self, query: str, this: Resource) -> Iterator[QuerySolution]:
        return _select(self._store, query, this, union=False)


def _statements(store: Store, node: Resource) -> Statements:
    return _grouped(store.quads_for_pattern(node, None, None, DefaultGraph()))


def _values(store: Store, predicate: NamedNode, node: Resource) -> Sequence[Term]:
    return tuple(quad.object for quad in store.quads_for_pattern(node, predicate, None, DefaultGraph()))


def _select(store: Store, query: str, this: Resource, *, union: bool) -> Iterator[QuerySolution]:
    found = store.query(query, substitutions={Variable("this"): this}, use_default_graph_as_union=union)
    if not isinstance(found, QuerySolutions):
        raise ValueError("a constraint in SPARQL is a SELECT")
    return iter(found)


def _grouped(quads: Iterator[Quad]) -> Statements:
    found: dict[NamedNode, list[Term]] = {}
    for quad in quads:
        found.setdefault(quad.predicate, []).append(quad.object)
    return found


def superclasses(data: Data) -> dict[Term, frozenset[Term]]:
    """Each class with all above it, itself included."""
    above: dict[Term, set[Term]] = {}
    for lower, upper in data.pairs(RDFS_SUBCLASS):
        above.setdefault(lower, set()).add(upper)
    found: dict[Term, frozenset[Term]] = {}
    for start in above:
        reached, waiting = {start}, [start]
        while waiting:
            new = above.get(waiting.pop(), set()) - reached
            reached |= new
            waiting += new
        found[start] = frozenset(reached)
    return found
