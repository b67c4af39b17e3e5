"""What must hold of a node before a SELECT can find anything at it, read off the query: most nodes need not be asked.

Of a query those parts are taken that every solution has to meet: the triple patterns of the outermost group that lead
on from `$this`, the filters that one triple is not stated, and those on values that can be told here. They are looked
up, which takes a tenth of the time of a query; only where all of them hold is the query asked. What a query says beside
them can but leave fewer solutions.

Decision 2026-11-29: a small reader of queries that gives up at whatever it does not know. Alternative: constraint
components of our own, written twice, in SPARQL and in Python. Cost: a query in unusual words is asked at every node.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from pyoxigraph import NamedNode

from graph.shacl.data import Data, Resource, Statements, Term
from graph.shacl.expressions import Doubt
from graph.shacl.filters import Filter, Unknown
from graph.shacl.selects import Choice, SelectReader, TriplePattern

_THIS = "this"
_Filters = tuple[Filter, ...]
_MOST_PARTS, _MOST_TRIED = 50, 2_000
"""Of a query with more triples or filters nothing is read off; one that takes more looks at values is asked at once."""


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
        if not all(one.may_hold(start) for one in self.first):
            return False
        try:
            return any(
                not any(_is_stated(data, triple, bound, of_it) for triple in self.missing)
                for bound in self._bindings(data, start, of_it, 0, iter(range(_MOST_TRIED)))
            )
        except Doubt:
            return True

    def _bindings(
        self, data: Data, bound: Mapping[str, Term], of_it: Statements, place: int, tries: Iterator[int]
    ) -> Iterator[Mapping[str, Term]]:
        """What may be bound. Raises Doubt when `tries` are used up."""
        if place == len(self.stated):
            yield bound
            return
        (subject, predicates, value), _ = self.stated[place]
        assert isinstance(subject, str)
        if subject not in bound:
            assert isinstance(value, str)
            ends: Iterable[Term] = _subjects(data, predicates, bound[value])
            for now in self._bound(bound, place, subject, ends, tries):
                yield from self._bindings(data, now, of_it, place + 1, tries)
            return
        for predicate in predicates:
            assert isinstance(predicate, NamedNode)
            if isinstance(value, str) and value not in bound:
                values = of_it.get(predicate, ()) if subject == _THIS else data.values(bound[subject], predicate)
                for now in self._bound(bound, place, value, values, tries):
                    yield from self._bindings(data, now, of_it, place + 1, tries)
            elif _is_stated(data, (subject, (predicate,), value), bound, of_it):
                yield from self._bindings(data, bound, of_it, place + 1, tries)

    def _bound(
        self, bound: Mapping[str, Term], place: int, name: str, values: Iterable[Term], tries: Iterator[int]
    ) -> Iterator[Mapping[str, Term]]:
        """With each of the values under that name, as far as the filters let it pass."""
        filters = self.stated[place][1]
        looks = 1 + len(filters)
        for one in values:
            if len(list(islice(tries, looks))) < looks:
                raise Doubt
            now = {**bound, name: one}
            if all(each.may_hold(now) for each in filters):
                yield now


def _subjects(data: Data, predicates: str | Choice, value: Term) -> Iterator[Resource]:
    return (
        one for predicate in predicates if isinstance(predicate, NamedNode) for one in data.subjects(predicate, value)
    )


def _is_stated(data: Data, triple: TriplePattern, bound: Mapping[str, Term], of_it: Statements) -> bool:
    subject, predicates, value = triple
    here, there = (bound.get(one) if isinstance(one, str) else one for one in (subject, value))
    named = (bound.get(predicates),) if isinstance(predicates, str) else predicates
    properties = [one for one in named if isinstance(one, NamedNode)]
    if not isinstance(here, Resource):
        return False
    if there is None:  # any will do
        return any(of_it.get(one) if subject == _THIS else data.values(here, one) for one in properties)
    return any(data.has(here, one, there) for one in properties)


def sieve_of(query: str) -> Sieve | None:
    """The sieve of a SELECT; None where nothing can be read off it."""
    try:
        reader = SelectReader(query)
        reader.read()
    except Unknown:
        return None
    if max(len(reader.stated), len(reader.missing), len(reader.filters)) > _MOST_PARTS:
        return None
    row, known = _in_a_row(reader.stated)
    missing = tuple(one for one in reader.missing if _is_bound(one, known, reader.uses))
    filters = [one for one in reader.filters if one.variables <= known]
    needed = {name for one in filters for name in one.variables}
    needed |= {part for triple in missing for part in triple if isinstance(part, str)}
    stated = _of_use(row, needed)
    if not (stated or missing or filters):
        return None
    return Sieve(tuple(_ready(filters, {_THIS})), tuple(_with_filters(stated, filters)), missing)


def _in_a_row(triples: list[TriplePattern]) -> tuple[list[tuple[TriplePattern, str | None]], set[str]]:
    """The triples that lead on from `$this`, in an order in which they do, with what they bind; all that is bound."""
    known, row, left = {_THIS}, list[tuple[TriplePattern, str | None]](), list(triples)

    def binds(triple: TriplePattern) -> list[str]:
        return [part for part in (triple[0], triple[2]) if isinstance(part, str) and part not in known]

    while ready := [one for one in left if isinstance(one[1], tuple) and _leads_on(one, known)]:
        # Those that bind nothing new are the quickest to fail, and those that go backwards the longest on their way.
        chosen = min(ready, key=lambda one: (len(binds(one)), one[0] not in known))
        left.remove(chosen)
        row.append((chosen, next(iter(binds(chosen)), None)))
        known.update(binds(chosen))
    return row, known


def _leads_on(triple: TriplePattern, known: set[str]) -> bool:
    return triple[0] in known or (isinstance(triple[0], str) and triple[2] in known)


def _of_use(row: list[tuple[TriplePattern, str | None]], needed: set[str]) -> list[TriplePattern]:
    """What is stated of the node itself, and what leads to what is needed, or tells something of it.

    What else is stated of other nodes seldom fails, and is not looked up.
    """
    kept: list[TriplePattern] = []
    needed = {*needed, _THIS}
    for triple, binds in reversed(row):
        ends = {part for part in (triple[0], triple[2]) if isinstance(part, str) and part != binds}
        if binds in needed or triple[0] == _THIS or (binds is None and ends <= needed):
            kept.append(triple)
            needed |= ends
    return kept[::-1]


def _with_filters(stated: list[TriplePattern], filters: list[Filter]) -> Iterator[tuple[TriplePattern, _Filters]]:
    """Each triple with the filters that can be told when it is found, and not before."""
    known = {_THIS}
    for triple in stated:
        before, known = known, known | {one for one in (triple[0], triple[2]) if isinstance(one, str)}
        yield triple, tuple(one for one in _ready(filters, known) if not one.variables <= before)


def _ready(filters: list[Filter], known: set[str]) -> Iterator[Filter]:
    return (one for one in filters if one.variables <= known)


def _is_bound(triple: TriplePattern, known: set[str], uses: Counter[str]) -> bool:
    """Whether it is known which triple must be missing: its value may be any only where nothing else speaks of it."""
    subject, predicates, value = triple
    given = [isinstance(one, NamedNode | tuple) or one in known for one in triple]
    return all(given) or (
        given[0] and isinstance(subject, str) and isinstance(predicates, tuple) and uses[str(value)] == 1
    )
