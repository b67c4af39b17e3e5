"""How a payer is named: by the programme that is its own, by capitals alone, or behind what kind of shop it is."""

import re
from bisect import bisect_left
from collections.abc import Sequence, Set
from itertools import dropwhile, pairwise, takewhile

from graph.extract.grammar.rules import Chunk, around
from graph.extract.words.patterns import compiled

_LONGEST_WORD = 40
_TWO = 2
_VERBS = ("word", "promised", "gave", "contributed", "bought", "speech", "covered", "thanked")
_NEAR = 24
# Prepositions before one whom a comma and “and” part from who pays.
_AHEAD = frozenset(("through", "by", "to", "for", "at", "on", "under", "against"))
_FOREIGN = re.compile(
    r"\b(?P<whose>[A-Z]\w+)\s(?:Federal\s)?(?:Ministry\s(?:of|for)\sForeign\sAffairs|Foreign\s(?:Ministry|Office))$"
)
_MARKS = ("comma", "stop")
_KINDS = ("kind", "school")
# `The head of the firm, Belková, gave 300 euros`: she is no firm. `A gift of a firm, Kosel, and`: Kosel is one.
_OF_KIND = compiled(
    r"(?<!gift )(?<!gifts )(?<!donation )(?<!donations )(?<!and )\b(?:of|for|from|at)\s(?:the|an?)\s(?:\w+\s)?\Z"
)


def owner_of(found: Sequence[Chunk]) -> Chunk | None:
    """The body whose programme ends what was found: `under the European Union's CARDS programme`."""
    for n, (chunk, then) in enumerate(pairwise(found)):
        if chunk.kind == "institution" and then.kind == "possessive":
            named = all(one.kind in ("acronym", "capital", "institution") for one in found[n + 2 : -1])
            return chunk if named and found[-1].kind == "word" else None
    return None


def donor_of_help(
    text: str, found: Sequence[Chunk], embassies: Set[str], agencies: Set[str], nations: Set[str]
) -> bool | None:
    """Whether the body behind a noun for help gives money, as an embassy does, and no court; None of a government.

    `supported by the Norwegian Embassy`, `with assistance from USAID`, `by the Norwegian Foreign Ministry`.
    """
    first = [*takewhile(lambda one: one.kind not in ("comma", "and", "through"), found)]
    ministry = _FOREIGN.search(around(first).of(text))
    if ministry and ministry["whose"] in nations:
        return True
    houses = {one.span.of(text) for one in first if one.kind == "house"}
    named = {one.span.of(text) for one in first if one.kind == "institution"}
    return (houses <= embassies and named <= agencies) if houses or named else None


def without_programme(text: str, named: Sequence[Chunk], programmes: Set[str]) -> Sequence[Chunk]:
    """`the Swedish Ministry of Water's Kosel programme` is money of the ministry; of a State another rule tells."""
    if named[-1].kind != "word" or named[-1].span.of(text) not in programmes or named[0].kind == "country":
        return named
    owns = [n for n, one in enumerate(named) if one.kind == "possessive"]
    return named[: owns[-1]] if owns else named


def acronym(text: str, payer: Sequence[Chunk], none: Set[str]) -> str | None:
    """The body that the text calls by capitals alone: `funded by TZK`, not `by TV`, one of those of `none`."""
    words = around(payer).of(text)
    return words if [chunk.kind for chunk in payer] == ["acronym"] and words not in none else None


def in_no_place(payers: list[Sequence[Chunk]], chunks: Sequence[Chunk]) -> list[Sequence[Chunk]]:
    """Those who pay, without the States where they do: `In Norway, the Valley Fund gave 300 euros`."""
    at = bisect_left(chunks, payers[0][0].span.start, key=_start) if payers else 0
    # `sent it through the Mission, and Norway added 300 euros`, `was opened by the Fund, and Norway paid for it`.
    if at and chunks[at - 1].kind in _AHEAD and len(payers) == _TWO:
        between = [one.kind for one in chunks[at : at + _NEAR] if payers[0][-1].span.end <= one.span.start]
        return payers[1:] if between[:2] == ["comma", "and"] else payers
    if not at or chunks[at - 1].kind != "in" or not _is_state(payers[0]):
        return payers
    others = [*dropwhile(_is_state, payers)]
    if others:
        return others
    # `In Norway, Sweden and Finland paid for it`: the comma tells where the place ends.
    last = payers[-1][-1].span.end
    commas = [one.span.end for one in takewhile(lambda one: one.span.end < last, chunks[at:]) if one.kind == "comma"]
    return [payer for payer in payers if payer[0].span.start >= max(commas, default=last)]


def before_subject(payers: list[Sequence[Chunk]], chunks: Sequence[Chunk]) -> list[Sequence[Chunk]]:
    """Those who pay, without who does something: `With money from the Dutch Government, the Valley Fund has built`."""
    if len(payers) < _TWO:
        return payers
    at = bisect_left(chunks, payers[-1][-1].span.start, key=_start)
    between = bisect_left(chunks, payers[-2][-1].span.end, key=_start)
    joined = [one.kind for one in chunks[between : bisect_left(chunks, payers[-1][0].span.start, key=_start)]]
    behind = chunks[at + 1].kind if at + 1 < len(chunks) else "stop"
    return payers[:-1] if joined == ["comma"] and behind in _VERBS else payers


def _start(chunk: Chunk) -> int:
    return chunk.span.start


def _is_state(payer: Sequence[Chunk]) -> bool:
    return {chunk.kind for chunk in payer} <= {"article", "country"}


def is_shop(named: Sequence[Chunk]) -> bool:
    """Whether it is `a local shop, Kosel,` or `a Slovak paper mill, Rijeka Papir.`"""
    kinds = [chunk.kind for chunk in named if chunk.kind in (*_MARKS, *_KINDS)]
    first, *rest = kinds or [""]
    return first in _KINDS and rest in [["comma", end] for end in _MARKS]


def name_of_shop(text: str, named: Sequence[Chunk]) -> str | None:
    """Its own name; None where what stands between the commas may be somebody of it."""
    if _OF_KIND.search(text, max(0, named[0].span.start - _LONGEST_WORD), named[0].span.start):
        return None
    return around(named[1 + [chunk.kind for chunk in named].index("comma") : -1]).of(text)
