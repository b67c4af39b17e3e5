"""Speech in quotation marks, and who spoke it.

Marks around the title of a workshop or a book are no speech: speech has a verb of speech next to it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from graph.extract import methods
from graph.extract.lexicon import any_of
from graph.records import Evidence, Found, Person, Quote
from graph.reference import Reference
from graph.text import Span, trimmed

_MARKS = re.compile(r"[“\"](?P<words>[^“”\"]+)(?:[”\"]|$)")
# The verb of speech stands close: `," said ...` or `," Colonel X, the Head of Y, said`.
_REACH = 160
_SHORTEST = 4
# A stop that ends a sentence, not an initial or an honorific.
_STOP = re.compile(r"(?<![A-Z])(?<!Dr)(?<!Mr)(?<!Ms)(?<!Mrs)(?<!Amb)\.(?=\s|$)")
_PRONOUN = re.compile(r"\b(?:he|she)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Marked:
    """Words in quotation marks; `span` has the marks, `words` has not."""

    span: Span
    words: Span


def marks(text: str, paragraph: Span) -> list[Marked]:
    """Everything in quotation marks in a paragraph; a mark that never closes reaches to the paragraph's end."""
    found = _MARKS.finditer(text, paragraph.start, paragraph.end)
    return [Marked(Span(*match.span()), trimmed(text, Span(*match.span("words")))) for match in found]


class Quotations:
    """Finds quotes by the verbs of speech around them."""

    def __init__(self, reference: Reference) -> None:
        self._speech = any_of(reference.words("speech-verb"))

    def find(self, text: str, paragraphs: Sequence[Span], people: Sequence[Person]) -> list[Quote]:
        """The quotes in order. A speaker is one of `people`, or None where the text does not settle it."""
        found: list[Quote] = []
        last: str | None = None
        previous = 0
        for paragraph in paragraphs:
            marked = marks(text, paragraph)
            before: Quote | None = None
            for n, quote in enumerate(marked):
                clause = self._clause(text, paragraph, marked, n)
                if clause is None and not (before and _goes_on(text, quote)):
                    continue
                named = _last_named(text, Span(previous, quote.span.start), people) or last
                # `"A," said X. "B."`: the second quote goes on with the first one's speaker.
                speaker = _speaker(text, clause, people, named) if clause else before.speaker if before else None
                words = Found(quote.words.of(text), Evidence(quote.words, methods.QUOTATION_GRAMMAR, 0.9))
                before = Quote(words, speaker)
                found.append(before)
                last = speaker.value if speaker else last
            previous = paragraph.start
        return found

    def _clause(self, text: str, paragraph: Span, marked: Sequence[Marked], n: int) -> Span | None:
        """The words around a quote that say who spoke, or None when it is no speech."""
        quote = marked[n]
        if len(quote.words.of(text).split()) < _SHORTEST:
            return None
        after_end = marked[n + 1].span.start if n + 1 < len(marked) else paragraph.end
        after = Span(quote.span.end, min(after_end, _sentence_end(text, quote.span.end, after_end)))
        if self._says(text, after) and _ends_open(text, quote):
            return after
        before_start = marked[n - 1].span.end if n else paragraph.start
        before = Span(max(before_start, quote.span.start - _REACH), quote.span.start)
        stop = text.rfind(". ", before.start, before.end)
        before = Span(stop + 1 if stop >= 0 else before.start, before.end)
        # `X said: "..."`, or the second half of a quote that the said-clause splits.
        return before if self._says(text, before) else None

    def _says(self, text: str, span: Span) -> bool:
        return self._speech.search(text, span.start, min(span.end, span.start + _REACH)) is not None


def _ends_open(text: str, quote: Marked) -> bool:
    """Whether the sentence goes on after the closing mark, as it does before a said-clause."""
    inside, outside = text[quote.words.end - 1], text[quote.span.end : quote.span.end + 1]
    return inside in ",.!?;" or outside == ","


def _sentence_end(text: str, start: int, end: int) -> int:
    stop = _STOP.search(text, start, end)
    return stop.end() if stop else end


def _goes_on(text: str, quote: Marked) -> bool:
    """Whether the marks hold a sentence of its own, not a word or a title."""
    return text[quote.words.start].isupper() and text[quote.words.end - 1] in ".!?" and " " in quote.words.of(text)


def _last_named(text: str, span: Span, people: Sequence[Person]) -> str | None:
    """Whom the words before a quote name last, by full name or surname."""
    places = {person.name.value: text.rfind(person.name.value.split()[-1], span.start, span.end) for person in people}
    name = max(places, key=lambda name: places[name], default=None)
    return name if name is not None and places[name] >= 0 else None


def _speaker(text: str, clause: Span, people: Sequence[Person], last: str | None) -> Found[str] | None:
    """A full name in the clause, else a surname of someone named, else `last` for `he` and `she`."""
    candidates: list[tuple[int, Span, str]] = []
    for person in people:
        for words in (person.name.value, person.name.value.split()[-1]):
            at = text.find(words, clause.start, clause.end)
            if at >= 0:
                candidates.append((at, Span(at, at + len(words)), person.name.value))
                break
    if candidates:
        _, span, name = min(candidates)
        return Found(name, Evidence(span, methods.QUOTATION_GRAMMAR, 0.9))
    pronoun = _PRONOUN.search(text, clause.start, clause.end)
    if pronoun and last:
        return Found(last, Evidence(Span(*pronoun.span()), methods.QUOTATION_GRAMMAR, 0.75))
    return None
