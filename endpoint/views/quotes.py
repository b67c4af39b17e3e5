"""All quotes in pages, those of the newest release first.

Of each release only the number of its quotes is kept, so that a hundred thousand of them take little room.
"""

from array import array
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from pyoxigraph import NamedNode

from endpoint.links import Link
from endpoint.serving.store import Serving
from endpoint.views.dates import short_day
from endpoint.views.index import index
from endpoint.views.paging import Paged, page
from endpoint.views.show import Show
from graph import vocabulary as v

_SHOWN: Final = 30
_LONGEST: Final = 400


@dataclass(frozen=True, slots=True)
class Quote:
    """The words of a quote, as many as have room, who says them and where; `link` leads to its page."""

    text: str
    link: Link
    speaker: Link | None
    release: Link
    day: str


def counted(serving: Serving) -> "array[int]":
    """How many quotes there are up to each release and with it, the newest release first."""
    return serving.once("quotes", lambda: _counted(serving))


def _counted(serving: Serving) -> "array[int]":
    numbers = {release: number for number, release in enumerate(index(serving).dates)}
    counts = [0] * len(numbers)
    for _, _, release in set(serving.reader.look(None, v.SCHEMA_IS_PART_OF, None)):
        if isinstance(release, NamedNode) and release in numbers:
            counts[numbers[release]] += 1
    return array("L", accumulate(counts))


def quotes(serving: Serving, show: Show, number: int) -> Paged[Quote]:
    """A page of them. Raises Problem beyond the last."""
    upto = counted(serving)
    stretch = page(range(upto[-1] if upto else 0), number, _SHOWN)
    if not stretch.items:
        return Paged((), 0, 1, 1, 1)
    first, last = stretch.items[0], stretch.items[-1]
    dates, before = index(serving).dates, 0
    shown: list[Quote] = []
    for (release, date), after in zip(dates.items(), upto, strict=True):
        if after > first and before <= last:
            found = sorted(show.reader.subjects(v.SCHEMA_IS_PART_OF, release), key=lambda one: _place(show, one))
            shown += [_quote(show, one, release, date) for one in found[max(0, first - before) : last + 1 - before]]
        before = after
        if before > last:
            break
    return Paged(shown, stretch.total, stretch.number, stretch.pages, stretch.first)


def _place(show: Show, quote: NamedNode) -> tuple[int, str]:
    position = show.reader.text(quote, v.POSITION)
    return (int(position) if position.isdecimal() else 0, quote.value)


def _quote(show: Show, quote: NamedNode, release: NamedNode, date: str) -> Quote:
    text = show.reader.text(quote, v.SCHEMA_TEXT)
    text = text if len(text) <= _LONGEST else f"{text[:_LONGEST].rpartition(' ')[0]} …"
    voices = (v.SCHEMA_SPOKEN_BY_CHARACTER, v.SPEAKING_OFFICE)
    speaker = next((one for voice in voices for one in show.reader.nodes(quote, voice)), None)
    return Quote(text, show.link(quote), show.link(speaker) if speaker else None, show.link(release), short_day(date))
