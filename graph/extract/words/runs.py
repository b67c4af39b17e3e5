"""Runs of capitalised words, and the pieces into which names of the vocabularies cut them."""

import re
from collections.abc import Iterator

from graph.text import Places, Span

UPPER = "".join(chr(c) for c in range(0x250) if chr(c).isupper())
# Names of Uzbeks have a letter between that pages print as an opening mark: `Umarxo‘jayeva`.
_LETTERS = r"(?:[\w’'`]|(?<=\w)‘(?=\w))*"
WORD = rf"(?:[dl]['’])?[{UPPER}]{_LETTERS}(?:-\w{_LETTERS})*"
_INITIAL = rf"[{UPPER}]\.(?:-?[{UPPER}]\.)*"
_PARTICLE = r"(?:van|von|der|den|de|la|le|del|della|di|da|dos|du|bin|ibn|al|el|ter|zu|af|av|y|e|i)"
_PATRONYMIC = r"(?:kyzy|kizi|qizi|uulu|ogly|oglu|ugli)"
_RUN = re.compile(
    rf"(?:(?:{_INITIAL} )+(?:{_PARTICLE} )*)?{WORD}"
    rf"(?: {_INITIAL}| (?:{_PARTICLE} )*{WORD})*(?: {_PATRONYMIC}\b(?: {WORD})?)?"
)
# Where one can begin, so written that nothing but these letters is looked at.
_BEGUN = re.compile(rf"[{UPPER}dl](?<![\w’'].)")
_TOKEN = re.compile(r"\S+")


def runs(text: str, paragraph: Span) -> Iterator[Span]:
    """Runs of capitalised words, none overlapping another."""
    at = paragraph.start
    for begun in _BEGUN.finditer(text, paragraph.start, paragraph.end):
        if begun.start() >= at and (run := _RUN.match(text, begun.start(), paragraph.end)):
            at = run.end()
            yield Span(run.start(), at)


def pieces(text: str, run: Span, known: Places[Span]) -> Iterator[list[Span]]:
    """The tokens of a run between the names that the vocabularies know."""
    piece: list[Span] = []
    for match in _TOKEN.finditer(text, run.start, run.end):
        token = Span(*match.span())
        if known.near(token):
            yield piece
            piece = []
        else:
            piece.append(token)
    yield piece
