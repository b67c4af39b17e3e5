"""Where words of paying name nobody who paid: they are denied, or were true of another thing in the past."""

import re
from collections.abc import Sequence

from graph.extract.grammar.rules import Chunk
from graph.extract.words.lexicon import any_of
from graph.extract.words.patterns import compiled
from graph.text import Span
from graph.vocabularies.reference import Reference

# How far before and behind words of paying it is told that they do not count.
_BEFORE, _BEHIND = 160, 24
_ENDS = re.compile(r"[.;:!?]\s")
_COMMA = re.compile(r",\s")
_LONGEST_WORD = 40
_OF_KINDS = ("resources", "financing", "funding")
_YEAR = compiled(r"\b(?:in|since|of|until)\s(?:\w+\s)?(?P<year>(?:19|20)\d\d)\b", re.IGNORECASE)
# `funded from 2005 to 2007 by Norway`, but `funded since 2005 by Norway`.
_ENDED = re.compile(r"\b(?P<since>since\s)?(?:[A-Z][a-z]+\s)?(?P<year>(?:19|20)\d\d)\sby\b")
# What stands between a negation and what it denies: `not yet been fully financed`, `not receive any money`.
_SMALL = r"(?:\s(?:yet|been|being|be|ever|in any way|any|further|additional|\w+ly)){0,4}"


class Unpaid:
    """Tells by the words of the lexicon where nobody paid for what a release reports."""

    def __init__(self, reference: Reference) -> None:
        # `not only Norway` denies nothing, and neither does `School No. 5`.
        self._within = any_of(reference.words("negation"), r"(?![\w.]|\s(?:only|just|least)\b)")
        taken = any_of(reference.words("taking-verb")).pattern
        self._not = compiled(rf"{self._within.pattern}{_SMALL}(?:\s{taken}{_SMALL})?\s$", re.IGNORECASE)
        self._denied = any_of(reference.words("denied-statement"))
        self._other = any_of(reference.words("other-thing"))
        self._earlier = any_of(reference.words("earlier-thing"))
        # `the newspaper, which is financed by X, was fined`: who pays for a body pays for nothing that is told of.
        self._body = any_of(
            reference.words("body-with-payers"), r",?\s(?:(?:which|that)\s(?:is|are|was|were)\s)?(?:\w+ly\s)?$"
        )
        self._past = any_of(reference.words("past-time"))
        self._no_money = any_of(reference.words("no-money-kind"), r"\s$")
        # `the contribution of Norway to the debate`.
        self._debated = re.compile(
            rf"\sto\s(?:(?!cover)\w[\w-]*\s){{0,3}}?{any_of(reference.words('no-paid-cause')).pattern}"
        )

    def is_unpaid(self, text: str, paid: Span, paragraph: Span, date: str | None, payer_first: bool) -> bool:
        """Whether the phrase of paying at `paid` makes nobody a payer.

        `date` (ISO) tells which years are past; with `payer_first` what was paid for stands behind the phrase.
        """
        start = max(paragraph.start, paid.start - _BEFORE)
        start = max((end.end() for end in _ENDS.finditer(text, start, paid.start)), default=start)
        # A comma ends what a denial or another thing is said of.
        clause = max((comma.end() for comma in _COMMA.finditer(text, start, paid.start)), default=start)
        if self._not.search(text, clause, paid.start) or self._denied.search(text, clause, paid.start):
            return True
        if self._body.search(text, start, paid.start):
            return True
        if self._within.search(text, paid.start, paid.end) or self._earlier.search(text, clause, paid.start):
            return True
        this = int(date[:4]) if date else 9999
        ended = _ENDED.search(text, paid.start, paid.end)
        if ended and not ended["since"] and int(ended["year"]) < this:
            return True
        end = min(paragraph.end, paid.end + _BEHIND)
        end = min((stop.start() for stop in _ENDS.finditer(text, paid.end, end)), default=end)
        if not self._other.search(text, *((paid.start, end) if payer_first else (clause, paid.start))):
            return False
        years = (int(found["year"]) for found in _YEAR.finditer(text, start, end))
        return self._past.search(text, start, end) is not None or any(year < this for year in years)

    def is_free(self, rule: str, text: str, found: Sequence[Chunk]) -> bool:
        """Whether it is no money: `the water resources of Norway`, or what somebody contributes to a debate."""
        money = next((chunk for chunk in found if chunk.kind == "funds"), None)
        if money is None:
            return False
        words, at = money.span.of(text), money.span.start
        if words in _OF_KINDS and self._no_money.search(text, max(0, at - _LONGEST_WORD), at):
            return True
        bare = rule == "funds-from" and words in ("contribution", "contributions") and found[1].kind == "of"
        return bare and self._debated.match(text, found[-1].span.end) is not None
