"""Bodies that are called by their name at home: `Agenția Națională pentru Râuri`, `Zavod za statistiku`."""

import re
from collections.abc import Iterator

from graph.extract.words.lexicon import longest_first
from graph.extract.words.patterns import compiled
from graph.extract.words.runs import WORD
from graph.text import Span
from graph.vocabularies.reference import Reference

_SMALL = r"[^\W\d_A-Z][^\W\d_]{2,}"
# `the Zavod za statistiku told Ana Belková`: English goes on.
_ENGLISH = (
    r"(?!(?:and|but|with|from|for|the|who|whose|which|that|was|were|has|had|have|are|will|would|can|may|told|met|said|says|"
    r"gave|held|sent|took|into|near|after|before|since|about|against|when|where|while|also)\s|\w+(?:ed|ing|ly)\s)"
)


# Words with others behind them.
_WORDS = re.compile(r"\s(\S+)(?=\s)")


class LocalNames:
    """Finds them by the noun that begins them and the small words of its language behind it."""

    def __init__(self, reference: Reference) -> None:
        nouns, small = longest_first(reference.words("local-house")), longest_first(reference.words("local-particle"))
        self._given = frozenset(reference.words("given-name"))
        capital = rf"\s{WORD}"
        joint = rf"(?:\s(?:{small}))++"
        # Of two small words the second belongs to the name where the name goes on or ends there.
        second = rf"(?:\s{_ENGLISH}{_SMALL}(?={joint}\s|{capital}|[,.;:)”\"]))?"
        part = rf"{joint}(?:{capital}|\s{_SMALL}{second})"
        adjective = rf"(?:\s{_ENGLISH}{_SMALL}(?={joint}\s)|(?:{capital}){{1,3}}(?={joint}\s))?"
        # `Fondacija Lokalne Demokratije`: without small words. `Centar Župa` is a town.
        societies = longest_first(reference.words("local-society"))
        self._name = compiled(
            rf"(?<![\w-])(?:(?:{nouns}){adjective}{part}(?:{part}|{capital}){{0,8}}|(?:{societies})(?:{capital}){{1,4}})(?![\w-])"
        )

    def find(self, text: str, paragraph: Span) -> Iterator[Span]:
        """Where such names stand in a paragraph."""
        at = paragraph.start
        while found := self._name.search(text, at, paragraph.end):
            at = found.end()
            # `Fondacija Lokalne Demokratije Ana Belková`: whoever is named behind is no part of it.
            behind = (word.start() for word in _WORDS.finditer(text, found.start(), at + 1) if word[1] in self._given)
            if (end := next(behind, None)) is not None:
                at = max(end, found.start() + 1)
                found = self._name.match(text, found.start(), end + 1)
            if found:
                yield Span(*found.span())
