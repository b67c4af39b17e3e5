"""Words that a sentence quotes and nobody whom it names has spoken: of a law, of a paper, of people without a name.

`X noted that Article 12 forbids "..."`, `X, where villagers told him that they wanted "..."`.
"""

import re
from collections.abc import Sequence

from graph.extract.speech.mentioned import Named
from graph.extract.speech.syntax import APPOSED
from graph.extract.words.lexicon import any_of
from graph.extract.words.patterns import compiled
from graph.text import Span
from graph.vocabularies.reference import Reference

# How far before the quote its source is looked for, in characters.
_REACH = 220
# `villagers told him that`, `a survivor had written to her that`; `Ana Belková told him` is hers.
_UNNAMED = (
    r"(?:\b(?:the\s)?(?:[a-z-]+\s)?(?:[a-z-]+s|people|many|some)|\b[Aa]n?\s(?:[a-z-]+\s)?[a-z-]+)"
    r"(?:\s(?:had|have|has|also))*\s"
)
_TOLD = r"(?:told|assured|informed|reminded|asked|warned|(?:written|wrote|complained|confided|explained)\sto)\s"
_HEARER = re.compile(rf"{_UNNAMED}{_TOLD}(?:him|her|them|the\s[a-z-]+|us|me)\b[^.;:“”\"]{{0,100}}$")
# `the Document, in which States committed themselves to respect`.
_STATES = compiled(
    r"\b(?:participating\s)?States\s(?:had\s|have\s|are\s)?(?:committed|pledged|undert(?:aken|ook)|agreed|promised|obliged)"
    r"\b[^.;:“”\"]{0,100}$"
)
_NAMED = re.compile(rf"{APPOSED}(?:\s(?:had|has|have|also|later|then|today))*\s$")


class Unvoiced:
    """Tells them by the words of the lexicon before the quote."""

    def __init__(self, reference: Reference) -> None:
        laws = any_of(reference.words("legal-text"), "").pattern
        verbs = any_of(reference.words("legal-verb")).pattern
        papers = any_of(reference.words("written-thing"), "").pattern
        self._law = compiled(
            rf"{laws}(?:\s\d+)?(?:,?\s(?!(?:said|he|she)\b)[^.;:“”\"]{{1,60}}?)??\s{verbs}[^.;:“”\"]{{0,100}}$",
            re.IGNORECASE,
        )
        self._paper = compiled(
            rf"{papers}\s(?:that|which|saying|reading|stating|declaring|with\sthe\swords)\b[^.;:“”\"]{{0,100}}$",
            re.IGNORECASE,
        )

    def leads(self, text: str, clause: Span, named: Sequence[Named]) -> bool:
        """Whether the end of a clause before a quote says that its words are nobody's of those `named` in it."""
        start = max(clause.start, clause.end - _REACH)
        if any(rule.search(text, start, clause.end) for rule in (self._law, self._paper, _STATES)):
            return True
        told = _HEARER.search(text, start, clause.end)
        return told is not None and not any(_NAMED.fullmatch(text, one.end, told.start()) for one, _ in named)
