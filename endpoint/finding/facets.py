"""The facets of the search: what can be chosen, and how many of the releases found have it.

Sets of releases are whole numbers used as bits, so that all facets of an answer are counted in a millisecond or two.

Decision 2026-11-30: several values of one facet find what has any of them, values of different facets what has all.
Alternative: all of one facet too, which for years and sources finds nothing. Cost: releases that mention two States at
once are found by their names as words, or in SPARQL.
"""

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_
from typing import Final

from endpoint.problems import Problem
from graph.publication.search import FACETS

NAMES: Final = ("year", *(name for name, _, _ in FACETS))
"""The facets, by the names they have in addresses."""
_SHOWN_VALUES: Final = 12
# Of a facet with so many values only those of the releases found are counted, where these are few.
_MANY_VALUES, _FEW = 500, 3_000
_SPARSE: Final = 64


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a facet with the number of releases that have it among those found."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """The foremost values of a facet, and how many of the releases that they are counted of have any at all."""

    values: list[Value]
    having: int
    of: int


@dataclass(frozen=True, slots=True)
class Choice:
    """A value with all releases that have it."""

    label: str
    count: int
    bits: int


Picked = Mapping[str, int]
"""For each facet that is chosen from, the releases that have any of the values chosen."""


class Facets:
    """The facets of one snapshot."""

    def __init__(self, rows: Iterable[tuple[str, str, str, int, bytes]]) -> None:
        self._choices: dict[str, dict[str, Choice]] = {name: {} for name in NAMES}
        for facet, value, label, count, bits in rows:
            self._choices[facet][value] = Choice(label, count, int.from_bytes(bits, "little"))
        self._any = {
            name: reduce(or_, (one.bits for one in choices.values()), 0) for name, choices in self._choices.items()
        }
        _ = self._values_of  # what every search needs, so that nobody waits for it

    def picked(self, chosen: Mapping[str, Sequence[str]]) -> Picked:
        """Raises Problem for a value that no release has."""
        return {
            name: reduce(or_, (self._choice(name, value).bits for value in values))
            for name, values in chosen.items()
            if values
        }

    def counted(self, name: str, matched: int, picked: Picked, chosen: Sequence[str]) -> Facet:
        """The values by count; those of a facet that is chosen from are counted as if it were not."""
        for other, bits in picked.items():
            if other != name:
                matched &= bits
        having = (matched & self._any[name]).bit_count()
        return Facet(self._foremost(name, matched, frozenset(chosen)), having, matched.bit_count())

    def has(self, name: str) -> bool:
        """Whether any release has a value of it."""
        return bool(self._any[name])

    def label(self, name: str, value: str) -> str:
        """What a value is called."""
        return self._choice(name, value).label

    def _choice(self, name: str, value: str) -> Choice:
        found = self._choices[name].get(value)
        if found is None:
            raise Problem("bad-request", f"No release has the {name} {value!r}.", remedy="Choose one that is listed.")
        return found

    def _foremost(self, name: str, matched: int, chosen: frozenset[str]) -> list[Value]:
        if name == "year":
            return sorted(self._of_all(name, matched, chosen), key=lambda one: one.value, reverse=True)
        few = len(self._choices[name]) > _MANY_VALUES and matched.bit_count() <= _FEW
        counted = self._of_few(name, matched, chosen) if few else self._of_all(name, matched, chosen)
        shown = max(_SHOWN_VALUES, len(chosen))
        return sorted(counted, key=lambda one: (not one.chosen, -one.count, one.label))[:shown]

    def _of_all(self, name: str, matched: int, chosen: frozenset[str]) -> list[Value]:
        """Values with their counts, without most of those that cannot be among the first."""
        counted: list[Value] = []
        foremost: list[int] = []
        for value, one in self._choices[name].items():
            # No value can have more than it has in all; the values come by that.
            full = name != "year" and len(foremost) == _SHOWN_VALUES
            if full and one.count < foremost[0] and value not in chosen:
                continue
            if (count := (matched & one.bits).bit_count()) or value in chosen:
                counted.append(Value(value, one.label, count, value in chosen))
                (heapq.heappushpop if full else heapq.heappush)(foremost, count)
        return counted

    def _of_few(self, name: str, matched: int, chosen: frozenset[str]) -> list[Value]:
        """The same, found from the releases: quicker where they are few and the values many."""
        values = self._values_of[name]
        counts = Counter(value for number in numbers(matched) for value in values.get(number, ()))
        counts.update(dict.fromkeys(chosen, 0))
        choices = self._choices[name]
        return [Value(value, choices[value].label, count, value in chosen) for value, count in counts.items()]

    @cached_property
    def _values_of(self) -> dict[str, dict[int, list[str]]]:
        """The values of each release, for facets that have many."""
        found: dict[str, dict[int, list[str]]] = {}
        for name, choices in self._choices.items():
            if len(choices) > _MANY_VALUES:
                values = found.setdefault(name, {})
                for value, one in choices.items():
                    for number in numbers(one.bits):
                        values.setdefault(number, []).append(value)
        return found


def numbers(whole: int) -> Iterator[int]:
    """The numbers of a set, from the least."""
    if whole.bit_count() < _SPARSE:
        while whole:
            least = whole & -whole
            yield least.bit_length() - 1
            whole ^= least
        return
    for place, byte in enumerate(whole.to_bytes((whole.bit_length() >> 3) + 1, "little")):
        if byte:
            yield from (place * 8 + bit for bit in range(8) if byte >> bit & 1)
