"""Words whose capital makes them no part of the name beside them: `Last Friday Ana Belková`, `In March Ana Belková`."""

import re
from collections.abc import Sequence

from graph.dateline import MONTHS
from graph.extract.words.lexicon import plural
from graph.extract.words.patterns import compiled
from graph.text import Span
from graph.vocabularies.reference import Reference

# `In May Ana Belková`; May Belková is called so.
_WHEN = compiled(r"\b(?:in|since|until|last|next|this|every|each|early|late|during)\s$", re.IGNORECASE)
_LONGEST = len(" during ")
_FULL_NAME = 2


class NameStart:
    """Tells them by the words of the lexicon."""

    def __init__(self, reference: Reference) -> None:
        days = reference.words("weekday")
        self._days = frozenset((*days, *map(plural, days)))
        self._words = frozenset(reference.words("word-before-name")) | self._days

    def own(self, text: str, tokens: list[Span]) -> list[Span]:
        """The tokens of a run without those that say when, or how much, before and behind a name."""
        first = 0
        while first < len(tokens) and (tokens[first].of(text) in self._words or self._is_month(text, tokens[first:])):
            first += 1
        last = len(tokens)
        # `Ana Belková Friday told them`, as newspapers write.
        if last - first > _FULL_NAME and tokens[-1].of(text) in self._days:
            last -= 1
        return tokens[first:last]

    def _is_month(self, text: str, tokens: Sequence[Span]) -> bool:
        """Whether a full name stands behind the month that some tokens begin with, and a word for a time before it."""
        begins = tokens[0]
        return (
            len(tokens) > _FULL_NAME
            and begins.of(text) in MONTHS
            and _WHEN.search(text, max(0, begins.start - _LONGEST), begins.start) is not None
        )
