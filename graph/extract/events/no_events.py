"""Where a noun for an event names none: in what somebody says, in the name of a body, denied, or of what was before.

`A refugee camp` is none either.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from graph.extract.words.lexicon import any_of
from graph.extract.words.marks import Marked, marks
from graph.extract.words.patterns import compiled
from graph.text import Span
from graph.vocabularies.reference import Reference

# Somebody may speak of the event itself: `“This seminar helps us,” said X`.
_THIS = compiled(r"\b(?:[Tt]his|[Tt]hese|[Tt]oday[’']s)\s(?:[\w-]+\s){0,2}$")
_THIS_LONGEST = 60
# Speech ends with a stop or with the comma before who said it; a title has neither and is short.
_SAID = re.compile(r"[.,!?…]$")
_LONG = 10
_CAMP = compiled(r"\bcamp\b", re.IGNORECASE)
_NOUNS = ("event-noun", "event-noun-beside", "visit-noun")
# `Ana Belková of the Serb Democratic Forum`: that is a body.
_SOMEBODY = r"(?-i:[A-Z][\w’'-]+\s[A-Z][\w’'-]+)"
_NAMED = r"\sof\sthe\s(?-i:(?:[A-Z][\w’'-]+\s){1,4}(?=[A-Z]))"
_NO = r"(?<![\w-])(?:no|any)\s(?:[a-z-]+\s){0,2}"
# `one hearing in three was adjourned`: a share of many. `327 hearings` are many already by their plural.
# `every third hearing is adjourned`.
_EVERY = r"(?<![\w-])every\s(?:other|second|third|fourth|fifth|sixth|tenth)\s"
_ONE_OF, _IN_SO_MANY = r"(?<![\w-])(?:one|every\s\w+)\s", r"\s(?:in|out\sof)\s(?:two|three|four|five|six|ten|\d+)\b"
# `met on the margins of a conference`: the conference was somebody else's.
_MARGINS = r"\bon\sthe\s(?:margins?|sidelines?|fringes?|edges?)\sof\s[^.,;:“”\"]{0,80}?"
# `Ten years after leaders adopted the Code at the Budapest Summit, the Forum met`: the summit was long ago.
_LONG_AFTER = (
    r"(?<![\w-])(?:years|decades?|months)\s(?:after|since|on\sfrom)\s[^.,;:“”\"]{0,120}?%s"
    r"(?=[^.,;:“”\"]{0,60},\s)"
)
# `Economic Forum preparatory meeting in Riga`: of the Forum no day is told.
_FOR_IT = r"\s(?:preparatory|planning)\s"
_TO, _TO_LONGEST = re.compile(r"\b(?:to|before|by)\s(?:the\s)?$"), 12


class NoEvents:
    """Tells them by the words of the lexicon."""

    def __init__(self, reference: Reference) -> None:
        noun = any_of({word for name in _NOUNS for word in reference.words(name)})
        # `the Standing Conference of Towns`, with its capitals; `the Round Table party`, `the conference centre`.
        lasting = "|".join(reference.words("lasting-word-of-body"))
        bodies = any_of({*reference.words("small-house"), *reference.words("kind-of-body")}).pattern
        behind = any_of(reference.words("following-verb")).pattern
        # But `the Ninth Meeting of the OSCE Economic Forum` is nobody.
        somebody = _SOMEBODY.replace(r"\s", rf"\s(?!(?i:{noun.pattern}))")
        whose = rf"(?:{somebody}|{any_of(reference.words('member-of-body')).pattern}){_NAMED}{noun.pattern}"
        self._none = re.compile(
            rf"{whose}|{any_of(reference.words('no-event')).pattern}|(?-i:\b(?:{lasting})\s(?=[A-Z])){noun.pattern}|{noun.pattern}\s{bodies}|{_NO}{noun.pattern}|"
            rf"{_EVERY}{noun.pattern}|{_ONE_OF}{noun.pattern}{_IN_SO_MANY}|{_MARGINS}{noun.pattern}(?:\s{noun.pattern})?|"
            rf"{_LONG_AFTER % noun.pattern}|{noun.pattern}(?={_FOR_IT}{noun.pattern})|"
            rf"{behind}\s(?:on\s)?(?:an?|the|its|two|three|four|several|similar|earlier|previous)\s"
            rf"(?:[\w-]+\s){{0,3}}?{noun.pattern}",
            re.IGNORECASE,
        )
        self._noun = noun
        # `the inhabitants of the Sakhi camp`: where no camp is one for a summer, none is an event.
        kinds = any_of(reference.words("kind-of-camp"), "").pattern
        self._camps = re.compile(rf"(?:{kinds}|\b\w+-(?:day|week))[\s-](?:[\w’'-]+\s){{0,2}}?camps?\b", re.IGNORECASE)

    def within(self, text: str, spans: Sequence[Span]) -> Iterator[Span]:
        """The stretches in which no noun for an event counts."""
        camps = all(_CAMP.search(text, span.start, span.end) is None for span in spans) or any(
            self._camps.search(text, span.start, span.end) for span in spans
        )
        for span in spans:
            if self._noun.search(text, span.start, span.end) is None:
                continue
            if not camps:
                yield from (Span(*found.span()) for found in _CAMP.finditer(text, span.start, span.end))
            yield from (Span(*found.span()) for found in self._none.finditer(text, span.start, span.end))
            for marked in marks(text, span):
                if _is_said(text, marked):
                    yield from self._spoken(text, marked.words)

    def _spoken(self, text: str, words: Span) -> Iterator[Span]:
        for noun in self._noun.finditer(text, words.start, words.end):
            if not _THIS.search(text, max(words.start, noun.start() - _THIS_LONGEST), noun.start()):
                yield Span(*noun.span())


def _is_said(text: str, marked: Marked) -> bool:
    words = marked.words.of(text)
    return marked.open or _SAID.search(words) is not None or len(words.split()) >= _LONG


def is_told_to(text: str, noun: Span, bodies: Iterable[Span]) -> bool:
    """Whether it is part of the name of those who are told something: `presented to the Forum for Rivers`."""
    body = next((one for one in bodies if one.holds(noun)), None)
    return body is not None and _TO.search(text, max(0, body.start - _TO_LONGEST), body.start) is not None
