"""Whether words in quotation marks are speech: by their number, their punctuation, what stands before them."""

import re
from collections.abc import Sequence

from graph.extract.speech.clauses import Clauses
from graph.extract.words.lexicon import any_of
from graph.extract.words.marks import Marked
from graph.text import Span
from graph.vocabularies.reference import Reference

_SHORTEST_SENTENCE = 4
_DECLARE = re.compile(
    r"\b(?:declare|state|say|write|warn|conclude|appeal|pledge)s?:\s*$"
    r"|\b(?:declaration|statement|appeal|letter|petition|resolution|communiqué)\s(?:\w+\s)?(?:by|of|from)\s[^.;:“”\"]{3,250}:\s*$"
)
# `X is charged under Article 330 with "insulting an official"`: the words of a charge, and not X's.
_CHARGED = re.compile(
    r"\b(?:is|are|was|were|be|been|being)\s(?:\w+ly\s)?"
    r"(?:charged|accused|convicted|indicted|sentenced|fined|prosecuted|tried|arrested|detained|suspected|found\sguilty)\b"
    r"(?:(?!\s(?:and|but|that|who|which|while|as|by)\s)[^.,;:“”\"]){0,120}\s(?:with|of|for)\s$"
)
_CHARGE = 200
# `thanked the Service for its "exemplary work" since spring`.
_SHORTEST_THANKED, _FOR = 2, r"\s[^.;:]{1,80}?\sfor\s(?:its|their|his|her)\s$"


class Wording:
    """Tells speech from titles and terms."""

    def __init__(self, reference: Reference, clauses: Clauses) -> None:
        self._clauses = clauses
        self._naming = any_of(reference.words("naming-word"), r"(?=[\s:,‘'(]*$)")
        self._named = re.compile(rf"\s{any_of(reference.words('naming-word')).pattern}")
        # `described the talks as "useful and concrete".`
        self._describes = any_of(reference.words("describing-verb"), r"\s[^.;:]{1,80}?\sas\s$")
        self._told = re.compile(
            rf"(?:\btold|{any_of(reference.words('speech-verb')).pattern}\s(?:at|in))\s(?:the|an?|his|her|their|its)\s[\w\s’'-]{{1,40}}:\s*$"
        )
        # `"He's slower", said X`: some put the comma behind the marks.
        self._said = re.compile(rf",\s(?:the\s[\w-]+\s)?{any_of(reference.words('speech-verb')).pattern}")
        self._thanked = any_of(reference.words("thanking-verb"), _FOR)

    def calls(self, text: str, paragraph: Span, marked: Sequence[Marked], n: int) -> bool:
        """`called the decision "late, but right"`: the end of a sentence that a verb of speech begins."""
        quote = marked[n]
        ends = text[quote.words.end - 1] in ".!?" or text[quote.span.end : quote.span.end + 1] in tuple(".!?")
        before = self._clauses.so_far(text, paragraph, marked, n)
        called = self._clauses.says(text, before) or self._describes.search(text, before.start, before.end)
        return ends and text[quote.words.start].islower() and bool(called)

    def thanks(self, text: str, paragraph: Span, marked: Sequence[Marked], n: int) -> bool:
        """`thanked them for their "exemplary work"`: what somebody is thanked or praised for is said in these words."""
        quote, before = marked[n], self._clauses.so_far(text, paragraph, marked, n)
        many = len(quote.words.of(text).split()) >= _SHORTEST_THANKED and text[quote.words.start].islower()
        return many and self._thanked.search(text, before.start, before.end) is not None

    def is_said(self, text: str, quote: Marked) -> bool:
        """Whether words of whatever number are punctuated as speech: `"We start," said X`, `"We start", said X`."""
        many = len(quote.words.of(text).split()) > 1
        return many and (text[quote.words.end - 1] in ",.!?" or self._said.match(text, quote.span.end) is not None)

    def is_declared(self, text: str, sentence: Span) -> bool:
        """Whether bodies say together what follows: `the Centre and the Fund declare:`."""
        return _DECLARE.search(text, sentence.start, sentence.end) is not None

    def is_name(self, text: str, paragraph: Span, quote: Marked) -> bool:
        """Whether the word before or behind the marks says that they hold a title: `the project "..."`."""
        charge = max(paragraph.start, quote.span.start - _CHARGE)
        if text[quote.words.start].islower() and _CHARGED.search(text, charge, quote.span.start):
            return True
        # `the "Clean Rivers, Clean Fish" campaign`.
        title = text[quote.words.start].isupper() and text[quote.words.end - 1] not in ",.!?"
        if title and self._named.match(text, quote.span.end, paragraph.end):
            return True
        start = max(paragraph.start, quote.span.start - 60)
        before = text[start : quote.span.start]
        return self._naming.search(before) is not None and not self._is_told(text, before, quote)

    def _is_told(self, text: str, before: str, quote: Marked) -> bool:
        """Whether the word is for those who hear it: `X told a press conference: "..."`."""
        return before.rstrip().endswith(":") and self.is_sentence(text, quote) and self._told.search(before) is not None

    def is_sentence(self, text: str, quote: Marked) -> bool:
        """Whether the words are a sentence of their own."""
        words = quote.words.of(text)
        # Some put the stop behind the marks: `"I now think so".`
        ends = words[-1] in ".!?…]" or quote.open or text[quote.span.end : quote.span.end + 1] == "."
        return words[0].isupper() and ends and len(words.split()) >= _SHORTEST_SENTENCE
