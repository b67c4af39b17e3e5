"""The events by date, and those held at each place: in the place itself and in all that lies in it.

Decision 2026-11-30: looked up once for each snapshot, in the background. Alternative: counted at sealing; then the
States of older snapshots have no events. Cost: at 30,000 events half a second at the start and some MB.
"""

from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar
from urllib.parse import quote

from pyoxigraph import NamedNode

from endpoint.links import Link
from endpoint.serving.reader import Reader
from endpoint.serving.store import Serving
from endpoint.views.asked import asked, held_at
from endpoint.views.dates import short_day
from endpoint.views.show import Show
from graph import vocabulary as v
from graph.iri import BASE

T = TypeVar("T")

_SHOWN: Final = 12
_DATES: Final = (v.SCHEMA_START_DATE, v.SCHEMA_END_DATE)


@dataclass(frozen=True, slots=True)
class Calendar:
    """All events with their dates, the newest first, those without a date last; by place and by kind the numbers of
    its events.
    """

    events: list[tuple[NamedNode, str]]
    places: dict[NamedNode, "array[int]"]
    kinds: dict[str, "array[int]"]


@dataclass(frozen=True, slots=True)
class Line:
    """An event in a list, with a release that tells of it."""

    date: str
    day: str
    link: Link
    told: Link | None


@dataclass(frozen=True, slots=True)
class Held:
    """The newest events at a place, how many there are, the page and the query that list them."""

    lines: list[Line]
    total: int
    listed: str
    query: str


def calendar(serving: Serving) -> Calendar:
    """The events of the snapshot, looked up when they are first needed."""
    return serving.once("calendar", lambda: _calendar(serving.reader))


def held(serving: Serving, show: Show, place: NamedNode) -> Held:
    """The events that were held at a place, in a region or in a State."""
    at = calendar(serving)
    numbers = at.places.get(place, array("I"))
    lines = [line(show, *at.events[number]) for number in numbers[:_SHOWN]]
    listed = f"{show.root}/event/?place={quote(place.value.removeprefix(BASE), safe='/')}"
    return Held(lines, len(numbers), listed, asked(show.root, held_at(place))[0])


def line(show: Show, event: NamedNode, date: str) -> Line:
    """An event in a list."""
    told = show.reader.subjects(v.SCHEMA_ABOUT, event)
    return Line(date, short_day(date), show.link(event), show.link(told[0]) if told else None)


def _calendar(reader: Reader) -> Calendar:
    dates = {event: "" for event, _, _ in reader.look(None, v.RDF_TYPE, v.SCHEMA_EVENT)}
    for predicate in reversed(_DATES):
        for event, _, date in reader.look(None, predicate, None):
            if event in dates:
                dates[event] = date.value
    events = sorted(dates.items(), key=lambda pair: (pair[1], pair[0].value), reverse=True)
    numbers = {event: number for number, (event, _) in enumerate(events)}
    kinds: dict[str, set[int]] = {}
    for event, _, kind in reader.look(None, v.EVENT_TYPE, None):
        if event in numbers:
            kinds.setdefault(kind.value, set()).add(numbers[event])
    around: dict[NamedNode, tuple[NamedNode, ...]] = {}
    found: dict[NamedNode, set[int]] = {}
    for event, _, place in set(reader.look(None, v.SCHEMA_LOCATION, None)):
        if event in numbers and isinstance(place, NamedNode):
            if place not in around:
                around[place] = tuple(_around(reader, place))
            for one in around[place]:
                found.setdefault(one, set()).add(numbers[event])
    return Calendar(events, _sorted(found), _sorted(kinds))


def _sorted(numbers: Mapping[T, set[int]]) -> "dict[T, array[int]]":
    return {one: array("I", sorted(of)) for one, of in numbers.items()}


def _around(reader: Reader, place: NamedNode) -> Iterator[NamedNode]:
    """The place and all that it lies in."""
    seen, waiting = {place}, [place]
    while waiting:
        one = waiting.pop()
        yield one
        beyond = {*reader.nodes(one, v.SCHEMA_CONTAINED_IN_PLACE)} - seen
        seen |= beyond
        waiting += sorted(beyond, key=lambda node: node.value)
