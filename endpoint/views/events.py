"""The events in pages, the newest first: all of them, or those of one year, of one kind, at one place."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from endpoint.documents.documents import exists
from endpoint.links import Link
from endpoint.problems import Problem
from endpoint.serving.store import Serving
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
    """A page of them by year; what can be chosen beside what is chosen, each with the number of its events: the years
    newest first, the kinds most frequent first, the chosen one among them.
    """

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
    every = range(len(at.events))
    of_place = set(at.places.get(place, ()) if place else every)
    of_kind = _of_kind(at, wanted.kind) if wanted.kind else set(every)
    of_year = _of_year(at, wanted.year) if wanted.year else set(every)
    years = Counter(date[:4] for _, date in (at.events[one] for one in of_place & of_kind) if date)
    there = of_place & of_year
    kinds = [(kind, len(there.intersection(numbers))) for kind, numbers in at.kinds.items()]
    return Events(
        wanted,
        show.link(place) if place else None,
        sorted(years.items(), reverse=True),
        sorted((one for one in kinds if one[1] or one[0] == wanted.kind), key=lambda one: (-one[1], one[0])),
        page(sorted(there & of_kind), number, _SHOWN).of(lambda one: line(show, *at.events[one])),
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


def _of_kind(at: Calendar, kind: str) -> set[int]:
    if kind not in at.kinds:
        raise Problem("bad-request", f"There is no event of the kind {kind!r}.", remedy="/event/ names all kinds.")
    return set(at.kinds[kind])


def _of_year(at: Calendar, year: str) -> set[int]:
    found = {number for number, (_, date) in enumerate(at.events) if date[:4] == year}
    if not found:
        raise Problem("bad-request", f"There is no event of the year {year!r}.", remedy="/event/ names all years.")
    return found
