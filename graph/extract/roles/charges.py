"""What an office is in charge of: the commas within `Minister of Labour, Tourism and Trade` part no roles."""

import re
from collections.abc import Sequence

from graph.extract.grammar.paragraphs import Paragraph
from graph.extract.words.lexicon import any_of
from graph.extract.words.patterns import compiled
from graph.text import Span
from graph.vocabularies.reference import Reference

# How far before a name the office can begin.
_FAR = 160


class Charges:
    """Tells which commas belong to what an office is in charge of."""

    def __init__(self, reference: Reference) -> None:
        portfolio = any_of(reference.words("portfolio"), "").pattern
        # `Minister of Culture, Information and Tourism X`: the comma is the portfolio's.
        self._portfolio = re.compile(rf"\s*(?:{portfolio}(?:,|\sand)?\s)+(?:and\s)?")
        # `the Minister of Labour, Rivers and Fishing, Ms. X`: words that no list has, up to `and`.
        words = r"(?-i:[^\W\d_a-z][\w-]+(?:\s[^\W\d_a-z][\w-]+){0,3})"
        holders = any_of((*reference.words("charge-holder"), *reference.words("charged-house")))
        listed = (
            rf"{holders.pattern}\s(?:of|for|on)\s(?:the\s)?"
            rf"(?P<list>{words}(?:,\s{words}){{1,5}},?\sand\s{words})"
        )
        # `the Minister of Labour, Rivers and Fishing of the Valley Canton, X`.
        where = rf"(?:\s(?:of|in)\s(?:the\s)?{words})?"
        self._charge = compiled(rf"{listed}{where},?\s$", re.IGNORECASE)
        self._opens = re.compile(rf"(?:[\w-]+\s){{0,4}}?{listed}", re.IGNORECASE)

    def end(self, paragraph: Paragraph, start: int, end: int) -> int:
        """Where a charge ends that a role has which begins at `start`; `start` where it has none with commas."""
        charge = self._opens.match(paragraph.text, start, end)
        return charge.end("list") if charge and not _names_people(paragraph, charge) else start

    def without(self, paragraph: Paragraph, cuts: Sequence[Span], start: int, name: int) -> list[Span]:
        """The cuts before the name at `name` without those within a charge; `start` is where to look from."""
        text = paragraph.text
        charge = self._charge.search(text, max(start, name - _FAR), name)
        charge = None if charge and _names_people(paragraph, charge) else charge
        listed = Span(*charge.span("list")) if charge else Span(name, name)
        return [
            cut
            for cut in cuts
            if not listed.holds(cut) and (cut.of(text) != "," or not self._portfolio.fullmatch(text, cut.end, name))
        ]


def _names_people(paragraph: Paragraph, charge: re.Match[str]) -> bool:
    """Whether commas part people rather than portfolios: `the Minister of Culture, A B, and C D`."""
    text, whole = paragraph.text, Span(*charge.span("list"))
    inside = paragraph.names.within(whole)
    apart = [name for name in inside if text[name.start - 2 : name.start] == ", " and text[name.span.end] == ","]
    return bool(apart) and any(name.span.end == whole.end for name in inside)
