"""Stretches of a text that tell of one event: clauses of a sentence, and paragraphs without what tells of others."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from graph.text import Span

# `Osh is to host a seminar on 5 May, and on 6 June the results will be presented at a conference.`
# `She announced that a course would be held in Osh on 5 May, and that talks would take place there on 6 June.`
# `The first was held in Osh in May, and the third will be held in Riga.`
_CLAUSE = re.compile(
    r";\s|,\sand\s(?=(?:on|from)\s\d|that\s|(?:the|a)\s(?:second|third|fourth|fifth|next|last)\s(?:one\s)?(?:will|is)\s)"
)
# `The committee met in Riga today to prepare the summit, which will be held in Osh`: two are told.
_TO_BE = re.compile(
    r"\s(?=(?:the|an?|its|their|(?:this|next)\syear[’']s)\s(?:(?!the\s|an?\s)[\w’'-]+\s){0,6}[\w’'-]+,"
    r"\swhich\s(?:will|is\sto|are\sto)\b)"
)
_WAS = re.compile(r"\b(?:today|yesterday|on\s[A-Z][a-z]+day)\b")


def clauses(text: str, sentence: Span) -> Iterator[Span]:
    """The parts between semicolons: `A drill was held in Osh; a second one is scheduled for 5 May in Baku`.

    A further day behind `and` begins one as well, and so does what is still to be behind what was today.
    """
    start = sentence.start
    to_be = _TO_BE.search(text, sentence.start, sentence.end)
    if to_be and _WAS.search(text, sentence.start, to_be.start()):
        yield Span(start, to_be.start())
        yield Span(to_be.end(), sentence.end)
        return
    for stop in _CLAUSE.finditer(text, sentence.start, sentence.end):
        yield Span(start, stop.start())
        start = stop.end()
    yield Span(start, sentence.end)


def apart(body: Sequence[Span], told: Sequence[Span]) -> list[Span]:
    """The paragraphs without some sentences of theirs: what is left before and behind each."""
    cut = sorted(told)
    left = []
    for span in body:
        at = span.start
        for n in range(bisect_left(cut, Span(span.start, span.start)), bisect_left(cut, Span(span.end, span.end))):
            one = cut[n]
            if at < one.start:
                left.append(Span(at, one.start))
            at = max(at, min(one.end, span.end))
        if at < span.end:
            left.append(Span(at, span.end))
    return left
