"""Capitalised words that are what an office, a body or a code is about: the end of a role, and nobody's name."""

import re
from collections.abc import Sequence

from graph.extract.words.lexicon import any_of
from graph.extract.words.patterns import compiled
from graph.text import Span
from graph.vocabularies.reference import Reference

# `Global Conflict Prevention Pool`, `Union of Slovak Women's Organizations`: no part of anybody's name ends so.
ABSTRACT = re.compile(r"[a-z]{2}tions?$")
# The last part of what a body is for, after a body and `and`: `Ministry of Human and Minority Rights`.
LAST_PART = compiled(r"\b(?:of|for|on)\s(?:the\s)?(?-i:[^\W\d_a-z][\w-]+(?:,?\s[^\W\d_a-z][\w-]+)*)\sand\s$")
# `the Inspector of Journalist Ethics`, `the Code of Journalist Ethics`; but `the lawyer of Journalist Belková`.
_MATTER = compiled(r"(?<![\w-])(?-i:[^\W\d_a-z])[\w-]*\s(?:of|on|for)\s(?:the\s)?$")
# How far before a word the office that it is about can begin.
_OFFICE, _CHARGE = 40, 100


class Matters:
    """Tells them by the words of the lexicon."""

    def __init__(self, reference: Reference) -> None:
        self._trades = frozenset(reference.words("occupation-of-many"))
        self._given = frozenset(reference.words("given-name"))
        # `Minister of Trade and`, `Minister of State for`.
        matter = r"(?:the\s)?(?-i:[^\W\d_a-z])[\w-]*"
        self._charge = any_of(
            reference.words("charge-holder"),
            rf"\s(?:of|for)\s(?P<what>{matter}(?:(?:,|,?\sand)?\s{matter}){{0,8}}),?\s(?:and|for)\s(?:the\s)?$",
        )

    def ends_charge(self, text: str, word: Span) -> bool:
        """Whether a word is the last of what a minister is in charge of, behind `and`, rather than a name."""
        if word.of(text) in self._given:
            return False
        before = max(0, word.start - _CHARGE)
        # `the Ministry of Trade and Digitalization Ana Belková`.
        if ABSTRACT.search(word.of(text)) and LAST_PART.search(text, before, word.start):
            return True
        charge = self._charge.search(text, before, word.start)
        return charge is not None and self._given.isdisjoint(charge["what"].split())

    def are(self, text: str, tokens: Sequence[Span]) -> bool:
        """Whether two words are what an office or a code is about: the first is what many people are."""
        matter = len(tokens) == 2 and tokens[0].of(text) in self._trades
        return matter and _MATTER.search(text, max(0, tokens[0].start - _OFFICE), tokens[0].start) is not None
