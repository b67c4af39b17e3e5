"""What must hold of a node before a SELECT can find anything at it, read off the query: most nodes need not be asked.

Of a query those parts are taken that every solution has to meet: the triple patterns of the outermost group that lead
on from `$this`, and the filters that one triple is not stated. They are looked up, which takes a tenth of the time of a
query; only where all of them hold is the query asked. What a query says beside them can but leave fewer solutions.

Decision 2026-11-29: a small reader of queries that gives up at whatever it does not know. Alternative: constraint
components of our own, written twice, in SPARQL and in Python. Cost: a query in unusual words is asked at every node.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from graph.shacl.data import Data, Resource, Statements, Term
from graph.shacl.selects import Part, SelectReader, TriplePattern, Unknown

_THIS = "this"


@dataclass(frozen=True, slots=True)
class Sieve:
    """Triples that have to be stated, each leading on from those before, and triples of which none may be."""

    stated: tuple[TriplePattern, ...]
    missing: tuple[TriplePattern, ...]

    def passes(self, data: Data, this: Resource, of_it: Statements) -> bool:
        """Whether the query may have a solution for `this`, of which `of_it` is stated."""
        return any(
            not any(_is_stated(data, triple, bound, of_it) for triple in self.missing)
            for bound in self._bindings(data, {_THIS: this}, of_it, 0)
        )

    def _bindings(
        self, data: Data, bound: Mapping[str, Term], of_it: Statements, place: int
    ) -> Iterator[Mapping[str, Term]]:
        if place == len(self.stated):
            yield bound
            return
        subject, predicate, value = self.stated[place]
        assert isinstance(subject, str)
        assert isinstance(predicate, NamedNode)
        values = (of_it if subject == _THIS else data.of(bound[subject])).get(predicate, ())
        if isinstance(value, str) and value not in bound:
            for one in values:
                yield from self._bindings(data, {**bound, value: one}, of_it, place + 1)
        elif (bound[value] if isinstance(value, str) else value) in values:
            yield from self._bindings(data, bound, of_it, place + 1)


def _is_stated(data: Data, triple: TriplePattern, bound: Mapping[str, Term], of_it: Statements) -> bool:
    subject, predicate, value = (bound.get(one) if isinstance(one, str) else one for one in triple)
    if value is None:  # any will do
        return bool((of_it if triple[0] == _THIS else data.of(subject)).get(predicate))  # type: ignore[arg-type]
    return isinstance(predicate, NamedNode) and isinstance(subject, Resource) and data.has(subject, predicate, value)


def sieve_of(query: str) -> Sieve | None:
    """The sieve of a SELECT; None where nothing can be read off it."""
    try:
        reader = SelectReader(query)
        reader.read()
    except Unknown:
        return None
    stated, known = _in_a_row(reader.stated)
    missing = tuple(one for one in reader.missing if _is_bound(one, known, reader.uses))
    # What is stated of other nodes is looked up only where it tells what must be missing: it seldom fails by itself.
    needed: set[Part] = {part for triple in missing for part in triple}
    while more := {one[0] for one in stated if one[2] in needed} - needed:
        needed |= more
    needed |= {_THIS}
    stated = tuple(one for one in stated if one[2] in needed or one[0] == _THIS or _tells(one, needed))
    return Sieve(stated, missing) if stated or missing else None


def _in_a_row(triples: list[TriplePattern]) -> tuple[tuple[TriplePattern, ...], set[str]]:
    """The triples that lead on from `$this`, in an order in which they do, and the variables that they bind."""
    known, row, left = {_THIS}, list[TriplePattern](), list(triples)
    while ready := [one for one in left if one[0] in known and isinstance(one[1], NamedNode)]:
        # Those that bind nothing new are the quickest to fail.
        chosen = min(ready, key=lambda one: isinstance(one[2], str) and one[2] not in known)
        left.remove(chosen)
        row.append(chosen)
        known |= {one for one in chosen if isinstance(one, str)}
    return tuple(row), known


def _tells(triple: TriplePattern, needed: set[Part]) -> bool:
    """Whether a triple says something of what is looked up anyway."""
    return triple[0] in needed and isinstance(triple[2], NamedNode)


def _is_bound(triple: TriplePattern, known: set[str], uses: Counter[str]) -> bool:
    """Whether it is known which triple must be missing: its value may be any only where nothing else speaks of it."""
    subject, predicate, value = triple
    given = [isinstance(one, NamedNode) or one in known for one in triple]
    return all(given) or (
        given[0] and isinstance(subject, str) and isinstance(predicate, NamedNode) and uses[str(value)] == 1
    )
