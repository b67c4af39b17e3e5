"""Forms of words that make few words in marks speech, or tell that many are none.

`was described as "thorough and fair" by X`, `Her advice was brief: "Be faster."`, `"Why?" was the question of the day`.
"""

import re
from collections.abc import Sequence

from graph.extract.speech.mentioned import Mentioned, together
from graph.extract.speech.spoken import said_by
from graph.extract.words.lexicon import any_of
from graph.extract.words.marks import Marked
from graph.extract.words.patterns import compiled
from graph.records import Found, Person
from graph.text import Span
from graph.vocabularies.reference import Reference

_SHORTEST = 2
# How far before and behind the marks their form is looked for, in characters.
_BEFORE, _BEHIND = 100, 200
# `by Mr. X`, `by Prof. X`: such a stop ends no sentence.
_BY = re.compile(r"\sby\s(?P<who>(?:[A-Z][a-z]{1,4}\.\s){0,2}[^.;:“”\"]{2,200})")
_ARTICLE = re.compile(r"\s*(?:(?:the|an?|its|their)\s)?")
# `"Is it so?" was the question that X heard most often`; that of a debate is its title.
_QUESTION = re.compile(
    r"\s(?:was|is|were)\s(?:the|a|an|one\sof\sthe|another)\s(?:[a-z]+\s){0,2}questions?\s"
    r"[^.;:“”\"]{0,80}?\b(?:hears?|heard|asks?|asked|most\s\w+\sput)\b"
)
_TITLE = re.compile(r"\s(?:was|is)\s(?:also\s)?(?:the|an?)\s(?:[a-z]+\s)?(?:title|name|slogan|motto|theme|headline)\b")


class Forms:
    """Tells them by the words of the lexicon."""

    def __init__(self, reference: Reference, mentioned: Mentioned) -> None:
        self._mentioned = mentioned
        described = any_of((*reference.words("describing-verb"), *reference.words("praising-participle"))).pattern
        self._described = compiled(
            rf"\b(?:was|were|is|are|been|being)\s(?:\w+ly\s)?(?:{described})(?:\s[^.,;:“”\"]{{1,40}})?(?:\sas)?\s(?:an?\s)?$",
            re.IGNORECASE,
        )
        noun = any_of((*reference.words("utterance"), *reference.words("answer-noun"))).pattern
        self._own = re.compile(rf"\s*(?:His|Her)\s(?:\w+\s){{0,2}}?{noun}(?:\s[^.;:“”\"]{{1,80}})?:\s*$")

    def describer(self, text: str, paragraph: Span, quote: Marked, people: Sequence[Person]) -> Found[str] | None:
        """Who has described something in these words: `was described as "thorough and fair" by X`."""
        words = quote.words.of(text)
        few = len(words.split()) < _SHORTEST or not words[0].islower()
        by = _BY.match(text, quote.span.end, min(paragraph.end, quote.span.end + _BEHIND))
        if few or by is None:
            return None
        if not self._described.search(text, max(paragraph.start, quote.span.start - _BEFORE), quote.span.start):
            return None
        named = self._mentioned.find(text, Span(*by.span("who")), people)
        # `by the paper and Mayor X`, `by X and Y`: by several.
        if not named or together(text, named[0], named) or not _stands_at(text, by.start("who"), named[0][0], people):
            return None
        span, name = named[0]
        return said_by(name, span, 0.85)

    def is_own(self, text: str, quote: Marked, sentence: Span) -> bool:
        """Whether few words are said to be somebody's: `Her advice was brief: "Be faster."`."""
        words = quote.words.of(text)
        whole = words[0].isupper() and words[-1] in ".!?…" and len(words.split()) >= _SHORTEST
        return whole and self._own.match(text, sentence.start, sentence.end) is not None

    def is_question(self, text: str, quote: Marked) -> bool:
        """Whether the sentence goes on to say that the words are a question: `"Is it true?" was the question that`."""
        asks = text[quote.words.end - 1] == "?"
        return asks and _QUESTION.match(text, quote.span.end) is not None

    def is_title(self, text: str, quote: Marked) -> bool:
        """Whether the sentence goes on to say that something is called so: `"Our river?" is the title of a film`."""
        return _TITLE.match(text, quote.span.end) is not None


def _stands_at(text: str, start: int, name: Span, people: Sequence[Person]) -> bool:
    """Whether somebody's name, or the office before it, begins right at a place, or behind an article there."""
    begins = {name.start}
    for person in people:
        if person.name.evidence.span == name:
            titles = (*(role.title for role in person.roles), *((person.honorific,) if person.honorific else ()))
            begins |= {title.evidence.span.start for title in titles}
    article = _ARTICLE.match(text, start)
    return bool(begins & {start, article.end() if article else start})
