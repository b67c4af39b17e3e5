"""The events in pages, the newest first: all of them, or those of one year, of one kind, at one place."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from endpoint.documents import exists
from endpoint.links import Link
from endpoint.problems import Problem
from endpoint.store import Serving
from endpoint.views.held import Calendar, Line, calendar, line
from endpoint.views.paging import Paged, page
from endpoint.views.show import Show
from graph.iri import BASE

_SHOWN: Final = 100


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events are asked for: of a year `2016`, of a kind `seminar`, at a place `state/kazakhstan`; or of any."""

    year: str = ""
    kind: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Events:
    """A page of them by year; what can be chosen beside what is chosen, each with the number of its events."""

    wanted: Wanted
    place: Link | None
    years: list[tuple[str, int]]
    kinds: list[tuple[str, int]]
    paged: Paged[Line]

    @property
    def by_year(self) -> dict[str, list[Line]]:
        """The lines of the page under their years; under no year what has no date."""
        found: dict[str, list[Line]] = {}
        for one in self.paged.items:
            found.setdefault(one.date[:4], []).append(one)
        return found


def events(serving: Serving, show: Show, wanted: Wanted, number: int) -> Events:
    """Page `number` of the events that are wanted. Raises Problem where nothing is known by the name of the year, the
    kind or the place, and beyond the last page.
    """
    at = calendar(serving)
    place = _place(show, wanted.place) if wanted.place else None
    of_place = set(at.places.get(place, ())) if place else set(range(len(at.events)))
    of_kind = _of_kind(at, wanted.kind)
    of_year = _of_year(at, wanted.year)
    both = of_place & of_kind if of_kind is not None else of_place
    found = sorted(both & of_year if of_year is not None else both)
    years = Counter(date[:4] for _, date in (at.events[one] for one in both) if date)
    there = of_place & of_year if of_year is not None else of_place
    kinds = Counter({kind: len(there.intersection(numbers)) for kind, numbers in at.kinds.items()})
    return Events(
        wanted,
        show.link(place) if place else None,
        sorted(years.items(), reverse=True),
        _frequent(kinds.items(), wanted.kind),
        page(found, number, _SHOWN).of(lambda one: line(show, *at.events[one])),
    )


def _place(show: Show, name: str) -> NamedNode:
    try:
        place = NamedNode(BASE + name)
        known = exists(show.reader, place)
    except ValueError:
        known = False
    if not known:
        raise Problem("bad-request", f"There is no place {name!r}.", remedy="Give one such as state/kazakhstan.")
    return place


def _of_kind(at: Calendar, kind: str) -> set[int] | None:
    if not kind:
        return None
    if kind not in at.kinds:
        raise Problem("bad-request", f"There is no event of the kind {kind!r}.", remedy="/event/ names all kinds.")
    return set(at.kinds[kind])


def _of_year(at: Calendar, year: str) -> set[int] | None:
    if not year:
        return None
    found = {number for number, (_, date) in enumerate(at.events) if date[:4] == year}
    if not found:
        raise Problem("bad-request", f"There is no event of the year {year!r}.", remedy="/event/ names all years.")
    return found


def _frequent(kinds: Iterable[tuple[str, int]], chosen: str) -> list[tuple[str, int]]:
    """The kinds that there are, the most frequent first; the chosen one is among them."""
    return sorted(((kind, n) for kind, n in kinds if n or kind == chosen), key=lambda pair: (-pair[1], pair[0]))
