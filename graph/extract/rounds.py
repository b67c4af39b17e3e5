"""Whether a sentence speaks of another event of the same row: `The preparatory meetings took place in May`."""

from collections.abc import Callable, Sequence

from graph.extract.lexicon import any_of
from graph.extract.patterns import Pattern
from graph.reference import Reference
from graph.text import Span

# How far before its noun a word can stand that makes it another one: `preparatory regional`.
_LONGEST = 40


class Rounds:
    """Tells it by the words of the lexicon."""

    def __init__(self, reference: Reference) -> None:
        self._anywhere = any_of(reference.words("round-before"))
        self._before = any_of(reference.words("round-before"), r"\s(?:[\w-]+\s){0,2}?$")

    def but_of(self, text: str, heads: Sequence[Span]) -> Callable[[str, Span, Pattern], bool]:
        """Tells of a sentence whether it names the event; where the `heads` have such a word, any of the row is it."""
        if any(self._anywhere.search(text, span.start, span.end) for span in heads):
            return _names
        return self._names_it

    def _names_it(self, text: str, sentence: Span, noun: Pattern) -> bool:
        return any(
            self._before.search(text, max(sentence.start, one.start() - _LONGEST), one.start()) is None
            for one in noun.finditer(text, sentence.start, sentence.end)
        )


def _names(text: str, sentence: Span, noun: Pattern) -> bool:
    return noun.search(text, sentence.start, sentence.end) is not None
