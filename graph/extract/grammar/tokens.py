"""A paragraph cut into words, marks and figures, and what begins at each of these."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator

from graph.extract.grammar.rules import Chunk
from graph.text import Span

TOKEN = re.compile(
    # Most words, of small letters alone, are told from all else by these.
    r"(?P<small>[a-z]++(?![\w’'`-]))"
    r"|(?P<possessive>(?<=\w)[’']s?(?![\w’']))"
    r"|(?P<abbreviation>(?:[A-Z]\.){2,}|[A-Z][a-z]{0,2}\.(?= [A-Z])|No\.(?= ?\d))"
    # `the Mayor of Rahovec/Orahovac`: a town with a name in each language.
    r"|(?P<twin>[^\W\d_a-z][^\W\d_A-Z]+/[^\W\d_a-z][^\W\d_A-Z]+(?![\w/-]))"
    r"|(?P<word>[A-Z]:[a-z]{2,}(?!\w)|[^\W\d_]+(?:[’'`-][^\W\d_]+)*?(?=[’']s?(?![\w’'])|(?![\w’'`-])|[’'`-](?!\w)))"
    # `the NGO Article 19, which`, `School No. 110, where`: its comma is no part of the name.
    r"|(?P<number>(?<=ticle )\d+|(?<=TICLE )\d+|(?<=No\. )\d+|(?<=No\.)\d+|\d[\d.,]*)|(?P<sign>\S)"
)
# How many words and commas a list of portfolios may have.
_MOST_LISTED = 40


class Tokens:
    """The tokens of one paragraph; what begins at each is looked up once, however often the paragraph is cut."""

    def __init__(self, phrase: "Phrase", text: str, paragraph: Span) -> None:
        self.text = text
        self.paragraph = paragraph
        self._phrase = phrase
        every = list(TOKEN.finditer(text, paragraph.start, paragraph.end))
        self.words, self.groups = [token[0] for token in every], [token.lastgroup for token in every]
        self.starts, self.ends = [token.start() for token in every], [token.end() for token in every]
        self._phrases: dict[int, tuple[int, Chunk]] = {}

    def length(self, at: int, end: int, last: int) -> int:
        """How many tokens there are from `at` on to the end of a list, up to the token `last`."""
        return bisect_left(self.ends, end, at, min(last, at + _MOST_LISTED)) - at + 1

    def between(self, start: int, end: int) -> Iterator[Chunk]:
        """The chunks of the words from one place to another."""
        if start >= end:
            return
        at, last = bisect_left(self.starts, start), bisect_left(self.starts, end)
        if (at and self.ends[at - 1] > start) or (last > at and self.ends[last - 1] > end):
            # A name ends within a token: `Ana-based`.
            yield from Tokens(self._phrase, self.text, Span(start, end)).between(start, end)
            return
        while at < last:
            found = self._phrases.get(at)
            if found is None:
                found = self._phrases[at] = self._chunk(at, len(self.words))
            length, chunk = found
            if at + length > last:
                # A phrase does not reach into a name.
                length, chunk = self._chunk(at, last)
            yield chunk
            at += length

    def _chunk(self, at: int, last: int) -> tuple[int, Chunk]:
        """The chunk that begins with a token and ends before the token `last`, and how many tokens it has."""
        length, kind = self._phrase(self, at, last)
        return length, Chunk(kind, Span(self.starts[at], self.ends[at + length - 1]))


Phrase = Callable[[Tokens, int, int], tuple[int, str]]
"""How many tokens from one to before another are one chunk, and of what kind."""
