"""The event that a release is about beside what it announces: whether they are one, and whose the days are."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from graph.extract.events.coming import Coming
from graph.records import Event, Found
from graph.text import Span, sentence_around

_T = TypeVar("_T")


def is_one(about: Event, announced: Coming) -> bool:
    """Whether an announced event is the one that the release is about: the days say so, or there are none."""
    if is_other(about, [announced]):
        return False
    coming = announced.event
    assert coming is not None
    days = [day.value for day in (about.start, about.end) if day]
    assert coming.start is not None
    last = coming.end or coming.start
    return not days or any(coming.start.value <= day <= last.value for day in days)


def as_announced(about: Event, coming: Sequence[Coming]) -> Event:
    """The event with the days that its own clause gives, where another in the sentence has given it others."""
    noun = _place(about.type)
    here = next((one for one in coming if noun and one.event and _place(one.event.type) == noun), None)
    own = here.event if here else None
    at = next((day.evidence.span for day in (about.start, about.end) if day), None)
    if own is None or own.start is None or at is None:
        return about
    # The day stands in the clause of another.
    if not any(sentence.holds(at) for one in coming if one is not here for sentence in one.told):
        return about
    return replace(about, start=own.start, end=own.end, location=own.location or about.location)


def is_other(about: Event, coming: Sequence[Coming]) -> bool:
    """Whether what is announced is named for the first time, and called otherwise: a workshop is no concert."""
    kinds = {_head(one.event.type) for one in coming if one.event and one.event.type}
    new = bool(kinds) and all(one.new for one in coming if one.event)
    return new and about.type is not None and _head(about.type) not in kinds


def completed(about: Event, coming: Sequence[Coming]) -> Event:
    """The event with the town and both days that its own announcement gives.

    `A workshop will be held in Osh on 26 and 27 May. The workshop will be opened at 10 a.m. on Monday.`
    """
    for one in coming:
        event = one.event
        if event is None or one.further or not (about.start or about.end) or not is_one(about, one):
            continue
        if _head(about.type) and _head(about.type) == _head(event.type):
            return replace(
                about, start=event.start, end=event.end or about.end, location=about.location or event.location
            )
    return about


def of_its_own(text: str, about: Event, coming: Sequence[Coming], heads: Sequence[Span]) -> Event:
    """The event without the lead's days, town and number, where a sentence below announces it for no day that is known.

    `A vineyard was opened in Osh today. Results will be presented at a conference in October.`
    """
    noun = _place(about.type)
    if noun is None or any(span.holds(noun) for span in heads):
        return about
    if not any(sentence.holds(noun) for one in coming if one.event is None for sentence in one.told):
        return about
    return replace(
        about,
        start=_of_it(text, about, about.start),
        end=_of_it(text, about, about.end),
        location=_of_it(text, about, about.location),
        attendance=_of_it(text, about, about.attendance),
    )


def _of_it(text: str, about: Event, found: Found[_T] | None) -> Found[_T] | None:
    """What was found in a sentence that names the event."""
    named = found and _head(about.type) in sentence_around(text, found.evidence.span).of(text).lower()
    return found if named else None


def _head(kind: Found[str] | None) -> str:
    return kind.value.split()[-1].lower() if kind else ""


def _place(kind: Found[str] | None) -> Span | None:
    """Where the noun for an event stands."""
    return kind.evidence.span if kind else None
