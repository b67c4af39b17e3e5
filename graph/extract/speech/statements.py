"""Speech whose paragraph has no marks: a statement after its announcement, and paragraphs within one pair of marks."""

import re
from collections.abc import Sequence

from graph.extract.words.lexicon import any_of
from graph.extract.words.marks import Marked, closes, marks
from graph.text import Span, trimmed
from graph.vocabularies.reference import Reference

# No statement of these pages is longer; what goes on for more has lost its end.
MOST_PARAGRAPHS = 12


class Statements:
    """Finds speech by the words that announce it."""

    def __init__(self, reference: Reference) -> None:
        self._announced = any_of(reference.words("statement-announcement"))
        office = any_of(reference.words("role-noun")).pattern
        self._office = re.compile(rf"the\s(?:OSCE\s)?(?P<office>{office})", re.IGNORECASE)

    def announcement(self, text: str, paragraph: Span) -> Span | None:
        """The sentence that announces a statement, where the paragraph ends with one and a colon."""
        if not paragraph.of(text).rstrip().endswith(":"):
            return None
        found = self._announced.search(text, paragraph.start, paragraph.end)
        return Span(paragraph.start, paragraph.end) if found else None

    def after(self, text: str, announced: Span, paragraphs: Sequence[Span]) -> list[Span]:
        """The paragraphs of a statement that was `announced`: those without marks, up to one that has some.

        Nobody speaks of the own office as of another's: `The Chairperson's envoy will leave` is told by others.
        """
        found = []
        for paragraph in paragraphs[:MOST_PARAGRAPHS]:
            span = trimmed(text, paragraph)
            office = self._office.match(text, span.start, span.end)
            if marks(text, span) or (office and office["office"] in announced.of(text)):
                break
            if span.start < span.end:
                found.append(span)
        return found


def enclosed(text: str, opening: Marked, paragraphs: Sequence[Span]) -> list[Span]:
    """The paragraphs between a mark that opens and the one that closes it, the last up to the closing mark.

    Empty where the mark closes in its own paragraph, is repeated at the next one, or never closes.
    """
    found: list[Span] = []
    if not opening.open:
        return []
    for paragraph in paragraphs[:MOST_PARAGRAPHS]:
        end = closes(text, paragraph)
        if end is not None:
            last = trimmed(text, Span(paragraph.start, end))
            return [*found, last] if last.start < last.end else found
        if marks(text, paragraph):
            return []
        span = trimmed(text, paragraph)
        if span.start < span.end:
            found.append(span)
    return []
