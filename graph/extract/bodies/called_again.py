"""Bodies that a text has named before and calls by their own name or acronym alone where it says who paid.

`The Valley Agency for Rivers (VAR) came. It was funded by the VAR.` tells that the Agency paid.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pyoxigraph import NamedNode

from graph.extract.bodies.organisations import Body
from graph.extract.grammar.rules import Chunk
from graph.records import Found

_NAME = frozenset(("capital", "acronym", "place", "event", "front"))
# `the VAR Choir`, `Mr. Kosel`, `Kosel's head` are others.
_GOES_ON = frozenset((*_NAME, "house", "school", "kind", "role", "roles", "name", "number", "dash", "ampersand"))
_LEADS = frozenset(
    (*_NAME, "house", "kind", "school", "name", "honorific", "role", "demonym", "dash", "ampersand", "open")
)


def called(again: Iterable[Body], here: Iterable[Body], chunks: Sequence[Chunk]) -> list[Body]:
    """Those of `again` that the text does not introduce `here`, as `a local shop, Kosel,`, and no list knows."""
    known = {one.span.start for one in here if one.kind}
    known.update(chunk.span.start for chunk in chunks if chunk.kind == "institution")
    return [body for body in again if body.span.start not in known]


def as_bodies(chunks: Sequence[Chunk], again: Iterable[Body]) -> Sequence[Chunk]:
    """These chunks, with each name of such a body as one chunk of its own."""
    joined: list[Chunk] = []
    at = 0
    for body in again:
        first = bisect_left(chunks, body.span.start, lo=at, key=lambda chunk: chunk.span.start)
        last = bisect_left(chunks, body.span.end, lo=first, key=lambda chunk: chunk.span.start)
        name = chunks[first:last]
        if name and (name[0].span.start, name[-1].span.end) == (body.span.start, body.span.end):
            leads = any(one.kind in _LEADS for one in chunks[max(0, first - 1) : first])
            goes_on = any(one.kind in _GOES_ON for one in chunks[last : last + 1])
            if not leads and not goes_on and all(chunk.kind in _NAME for chunk in name):
                joined += (*chunks[at:first], Chunk("institution", body.span))
                at = last
    return [*joined, *chunks[at:]]


def in_full(paid: Iterable[Found[NamedNode | str]], again: Sequence[Body]) -> Iterator[Found[NamedNode | str]]:
    """Those who paid, by the name for which an acronym stands."""
    full = {body.span.end: body for body in again if body.full and not body.iri}
    for one in paid:
        body = full.get(one.evidence.span.end)
        yield replace(one, value=body.full) if body and body.full and _is_short(one, body) else one


def _is_short(payer: Found[NamedNode | str], body: Body) -> bool:
    """Whether it goes by an acronym behind an article: `funded by the VAR`. Firms go by theirs: `KSL paid for it`."""
    articled = payer.evidence.span.start < body.span.start
    return articled and payer.value != body.full and body.span.end - body.span.start == len(str(payer.value))
