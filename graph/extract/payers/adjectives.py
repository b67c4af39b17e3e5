"""Who paid, where an adjective says so: `part of the Swedish-funded River Project`, `The course is EU-funded.`"""

import re
from collections.abc import Iterator, Sequence

from pyoxigraph import NamedNode

from graph import methods
from graph.extract.grammar.rules import Chunk
from graph.extract.words.lexicon import any_of
from graph.extract.words.patterns import compiled
from graph.records import Evidence, Found
from graph.text import Span
from graph.vocabularies.reference import Reference

# How far before the adjective it is told what the project is to the text, in characters.
_BACK = 40
_ARTICLE = r"(?:the|an?|this|its|our)\s(?:[a-z]+ly\s)?"
# `The Swedish-funded project ends.`: the subject of its sentence.
_OPENS = re.compile(r"(?:\A|[.!?–-]\s|\n)(?:The|This)\s(?:new\s)?\Z")
_END = re.compile(r"[.,;]|\s(?:and|by)\b|\Z")


class Adjectives:
    """Finds them by what the lexicon says may be paid for."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self._demonyms = reference.demonyms()
        self._bodies = frozenset((*reference.words("international-body"), *reference.words("national-body")))
        self._endings = tuple(f"-{ending}" for ending in reference.words("funded-ending"))
        leads = any_of(reference.words("lead-to-funded"), "").pattern
        # `is not part of a Swedish-funded project`.
        self._leads = compiled(rf"(?<!\bnot\s){leads}\s(?:{_ARTICLE})?\Z", re.IGNORECASE)
        things = any_of((*reference.words("paid-thing"), *reference.words("event-noun"))).pattern
        self._is_so = re.compile(
            rf"\b(?:the|this)\s(?:[a-z]+\s)?{things}\s(?:is|was)\s(?:[a-z]+ly\s)?\Z", re.IGNORECASE
        )
        lives = any_of(reference.words("body-with-payers")).pattern
        # `the Swedish-funded “River Law” project`, but not `the Swedish-funded newspaper`, `hospital of the project`
        # or `project manager`.
        small = r"(?:of|for|in|at|to|on|by|with|from|and|or|which|that)\b"
        roles = any_of(reference.words("role-noun")).pattern
        word = rf"(?!{small}|{lives})[“\"]?[\w-]+[”\"]?\s"
        self._thing = re.compile(rf"\s(?:{word}){{0,5}}?(?!{lives}){things}(?!\s{roles})", re.IGNORECASE)

    def find(self, text: str, chunks: Sequence[Chunk]) -> Iterator[Found[NamedNode | str]]:
        """Those whom the adjectives in the chunks of a paragraph name."""
        for chunk in chunks:
            # `the European Union-funded project`: its name goes with the adjective.
            word = chunk.span.of(text) if chunk.kind in ("word", "institution") else ""
            if not word.endswith(self._endings):
                continue
            name = word.rpartition("-")[0].removesuffix("-co")
            value = self._value(name)
            if value is not None and self._is_ours(text, chunk.span, chunks[0].span.start):
                span = Span(chunk.span.start, chunk.span.start + len(name))
                yield Found(value, Evidence(span, methods.FUNDING_PHRASE, 0.85))

    def _value(self, name: str) -> NamedNode | str | None:
        """The State of an adjective or of its acronym, or a body that the lexicon knows."""
        if name in self._demonyms:
            return self._reference.state_of(name)
        known = self._reference.named(name)
        if known in self._reference.countries:
            return known
        return name if name in self._bodies else None

    def _is_ours(self, text: str, adjective: Span, start: int) -> bool:
        """Whether what is paid for is, or holds, what the text tells of, and no newspaper that is only mentioned."""
        before = max(start, adjective.start - _BACK)
        if self._thing.match(text, adjective.end):
            opens = _OPENS.search(text[before : adjective.start])
            return opens is not None or self._leads.search(text, before, adjective.start) is not None
        # `The project is EU-funded.`
        return bool(_END.match(text, adjective.end) and self._is_so.search(text, before, adjective.start))
