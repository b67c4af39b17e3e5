"""What must hold of a node before a SELECT can find anything at it, read off the query: most nodes need not be asked.

Of a query those parts are taken that every solution has to meet: the triple patterns of the outermost group that lead
on from `$this`, the filters that one triple is not stated, and those on values that can be told here. They are looked
up, which takes a tenth of the time of a query; only where all of them hold is the query asked. What a query says beside
them can but leave fewer solutions.

Decision 2026-11-29: a small reader of queries that gives up at whatever it does not know. Alternative: constraint
components of our own, written twice, in SPARQL and in Python. Cost: a query in unusual words is asked at every node.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from graph.shacl.data import Data, Resource, Statements, Term
from graph.shacl.filters import Filter, Unknown
from graph.shacl.selects import Part, SelectReader, TriplePattern

_THIS = "this"
_Filters = tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class Sieve:
    """Filters on the node; triples that have to be stated, each leading on from those before, with the filters on what
    is bound then; and triples of which none may be.
    """

    first: _Filters
    stated: tuple[tuple[TriplePattern, _Filters], ...]
    missing: tuple[TriplePattern, ...]

    def passes(self, data: Data, this: Resource, of_it: Statements) -> bool:
        """Whether the query may have a solution for `this`, of which `of_it` is stated."""
        start: Mapping[str, Term] = {_THIS: this}
        return all(one.may_hold(start) for one in self.first) and any(
            not any(_is_stated(data, triple, bound, of_it) for triple in self.missing)
            for bound in self._bindings(data, start, of_it, 0)
        )

    def _bindings(
        self, data: Data, bound: Mapping[str, Term], of_it: Statements, place: int
    ) -> Iterator[Mapping[str, Term]]:
        if place == len(self.stated):
            yield bound
            return
        (subject, predicates, value), filters = self.stated[place]
        assert isinstance(subject, str)
        of_subject = of_it if subject == _THIS else data.of(bound[subject])
        for predicate in predicates:
            assert isinstance(predicate, NamedNode)
            values = of_subject.get(predicate, ())
            if isinstance(value, str) and value not in bound:
                for one in values:
                    now = {**bound, value: one}
                    if all(one.may_hold(now) for one in filters):
                        yield from self._bindings(data, now, of_it, place + 1)
            elif (bound[value] if isinstance(value, str) else value) in values:
                yield from self._bindings(data, bound, of_it, place + 1)


def _is_stated(data: Data, triple: TriplePattern, bound: Mapping[str, Term], of_it: Statements) -> bool:
    subject, predicates, value = triple
    here, there = (bound.get(one) if isinstance(one, str) else one for one in (subject, value))
    named = (bound.get(predicates),) if isinstance(predicates, str) else predicates
    if there is None:  # any will do
        of_subject = of_it if subject == _THIS else data.of(here)  # type: ignore[arg-type]
        return any(of_subject.get(one) for one in named)  # type: ignore[arg-type]
    return isinstance(here, Resource) and any(
        isinstance(one, NamedNode) and data.has(here, one, there) for one in named
    )


def sieve_of(query: str) -> Sieve | None:
    """The sieve of a SELECT; None where nothing can be read off it."""
    try:
        reader = SelectReader(query)
        reader.read()
    except Unknown:
        return None
    stated, known = _in_a_row(reader.stated)
    missing = tuple(one for one in reader.missing if _is_bound(one, known, reader.uses))
    filters = [one for one in reader.filters if one.variables <= known]
    # What is stated of other nodes is looked up only where it tells more: it seldom fails by itself.
    needed: set[str | NamedNode] = {name for one in filters for name in one.variables}
    needed |= {part for triple in missing for part in triple if not isinstance(part, tuple)}
    while more := {one[0] for one in stated if one[2] in needed} - needed:
        needed |= more
    needed |= {_THIS}
    stated = [one for one in stated if one[2] in needed or one[0] == _THIS or _tells(one, needed)]
    if not (stated or missing or filters):
        return None
    return Sieve(tuple(_ready(filters, {_THIS})), tuple(_with_filters(stated, filters)), missing)


def _in_a_row(triples: list[TriplePattern]) -> tuple[list[TriplePattern], set[str]]:
    """The triples that lead on from `$this`, in an order in which they do, and the variables that they bind."""
    known, row, left = {_THIS}, list[TriplePattern](), list(triples)
    while ready := [one for one in left if one[0] in known and isinstance(one[1], tuple)]:
        # Those that bind nothing new are the quickest to fail.
        chosen = min(ready, key=lambda one: isinstance(one[2], str) and one[2] not in known)
        left.remove(chosen)
        row.append(chosen)
        known |= {one for one in (chosen[0], chosen[2]) if isinstance(one, str)}
    return row, known


def _with_filters(stated: list[TriplePattern], filters: list[Filter]) -> Iterator[tuple[TriplePattern, _Filters]]:
    """Each triple with the filters that can be told when it is found, and not before."""
    known = {_THIS}
    for triple in stated:
        before, known = known, known | {one for one in (triple[0], triple[2]) if isinstance(one, str)}
        yield triple, tuple(one for one in _ready(filters, known) if not one.variables <= before)


def _ready(filters: list[Filter], known: set[str]) -> Iterator[Filter]:
    return (one for one in filters if one.variables <= known)


def _tells(triple: TriplePattern, needed: set[Part]) -> bool:
    """Whether a triple says something of what is looked up anyway."""
    return triple[0] in needed and isinstance(triple[2], NamedNode)


def _is_bound(triple: TriplePattern, known: set[str], uses: Counter[str]) -> bool:
    """Whether it is known which triple must be missing: its value may be any only where nothing else speaks of it."""
    subject, predicates, value = triple
    given = [isinstance(one, NamedNode | tuple) or one in known for one in triple]
    return all(given) or (
        given[0] and isinstance(subject, str) and isinstance(predicates, tuple) and uses[str(value)] == 1
    )
