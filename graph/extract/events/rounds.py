"""Whether a sentence speaks of another event of the same row: `The preparatory meetings took place in May`."""

import re
from collections.abc import Callable, Sequence

from graph.extract.words.lexicon import any_of
from graph.extract.words.patterns import Pattern
from graph.text import Span
from graph.vocabularies.reference import Reference

# How far before its noun a word can stand that makes it another one: `preparatory regional`.
_LONGEST = 40
# `the spirit of Riga”, where the talks resumed`: talks in Riga, of which a title on talks in Osh does not tell.
_WHERE = re.compile(r"\b(?P<town>[A-Z][\w-]+)[”\"]?,\swhere\s[^.;:]{0,60}$")
_WHERE_LONGEST = 120
_IN_TOWN = re.compile(r"\s(?:in|at)\s[A-Z]")


class Rounds:
    """Tells it by the words of the lexicon."""

    def __init__(self, reference: Reference) -> None:
        self._anywhere = any_of(reference.words("round-before"))
        self._before = any_of(reference.words("round-before"), r"\s(?:[\w-]+\s){0,2}?$")

    def but_of(self, text: str, title: Sequence[Span], lead: Sequence[Span]) -> Callable[[Span, Pattern], bool]:
        """Tells of a sentence whether it names the event.

        Where title or lead have a word for a round before, any of the row is the event; a title that says in which town
        it was tells that one elsewhere is another.
        """
        any_round = any(self._anywhere.search(text, span.start, span.end) for span in (*title, *lead))

        def names(sentence: Span, noun: Pattern) -> bool:
            for one in noun.finditer(text, sentence.start, sentence.end):
                before = self._before.search(text, max(sentence.start, one.start() - _LONGEST), one.start())
                if (any_round or before is None) and not _is_elsewhere(text, sentence, one.start(), title, noun):
                    return True
            return False

        return names

    def of_kind(
        self, text: str, every: Sequence[Span], title: Sequence[Span], noun: Pattern, kind: str
    ) -> Sequence[Span]:
        """The sentences `every`; but where one tells of such an event elsewhere, those that call it by its own noun.

        `A meeting will be held on 28 March`, below what tells of other talks, dates no talks.
        """
        nouns = ((sentence, one) for sentence in every for one in noun.finditer(text, sentence.start, sentence.end))
        if not kind or not any(_is_elsewhere(text, sentence, one.start(), title, noun) for sentence, one in nouns):
            return every
        return [sentence for sentence in every if kind.split()[-1] in sentence.of(text).lower()]


def _is_elsewhere(text: str, sentence: Span, at: int, title: Sequence[Span], noun: Pattern) -> bool:
    where = _WHERE.search(text, max(sentence.start, at - _WHERE_LONGEST), at)
    return where is not None and any(
        _IN_TOWN.match(text, one.end(), span.end) and where["town"] not in span.of(text)
        for span in title
        for one in noun.finditer(text, span.start, span.end)
    )
