"""What the words right before a name say of it: that it is somebody's, or that it is what another one is of."""

import re
from collections.abc import Sequence

from graph.extract.names.names import Name
from graph.extract.words.patterns import Pattern
from graph.text import Span

# The capital first, so that nothing else is looked at.
FAMILY = re.compile(
    r"(?P<name>[^\W\d_a-z](?<![^\s“\"(].)[\w’'-]+)"
    r"(?=,\s(?:an?\s|one\sof\s|(?P<the>the\s)[^,.;:“”\"]{3,100}\.)|\s(?P<verb>(?:had|has)\sbeen|is|was)\s)"
)
"""A surname or a pronoun of which a sentence says what somebody is: `Belková, a judge,`, `Belková had been head of`."""
PRONOUNS = ("He", "She")
# `the lawyer X of Kosel Brana`: where X is from, or for whom X works.
_OF_WHAT = re.compile(r"(?P<of>\s(?:of|from)\s)$")
# `His counterpart from Osh, X, nodded`.
_COUNTERPART = re.compile(r"\b(?:counterpart|colleague)(?:\s(?:from|in|at|of)\s[^,.;:]{2,60})?,\s$")
# `... X heard last winter. She is the librarian of Osh`, up to what X is.
_NEXT = re.compile(
    r"\s(?!(?:of|in|and|or|for|at|to|on|from)\s)[a-z][^.;:!?“”\"]{0,160}\.\s(?:He|She)\s(?:is|was)\s(?:an?|the)\s(?=(?P<what>[^.,;:“”\"]{2,60}))"
)
_DOER, _WORD = re.compile(r"^$|[.!?,–—-]\s$|\b(?:that|which|whom|when|where|because|as)\s$|\n\s*$"), len(" because ")
_FAR = 80
# `serves at Lower Kosel, Colonel X`; `for Preventing and Combating Fraud`.
_AT = re.compile(r"\b(?:at|in|near)\s$")
_DOING, _DOING_TOO = re.compile(r"\bfor\s[A-Z][a-z]+ing\sand\s$"), re.compile(r"[A-Z][a-z]+ing\s")
# `the Co-ordinator of Activities to Address Threats, X`, `the Commission to Combat Fraud`.
_DUTY = re.compile(
    r"\b(?:Activities|Efforts|Measures|Commission|Committee|Council|Department|Office|Unit|Force)\sto\s$"
)
_LONGEST = 40


def is_counterpart(text: str, start: int, name: int) -> bool:
    """Whether the words before a name, which begins at `name`, say that it is somebody else's of the same office."""
    return text.startswith(", ", name - 2) and _COUNTERPART.search(text, max(start, name - _FAR), name) is not None


def is_of_another(text: str, name: Name, names: Sequence[Name]) -> bool:
    """Whether a name says where the one right before it is from, or for whom that one works: `X of Kosel Brana`."""
    of = _OF_WHAT.search(text, max(0, name.start - len(" from ")), name.start)
    return of is not None and any(other.span.end == of.start() for other in names)


def is_told_next(text: str, paragraph: Span, name: Name, others: Sequence[Name], role: Pattern) -> bool:
    """Whether the next sentence says what somebody is who does something in this one, and nobody else is named yet."""
    told = _NEXT.match(text, name.span.end, paragraph.end)
    if told is None or not role.search(told["what"]):
        return False
    does = _DOER.search(text, max(paragraph.start, name.start - _WORD), name.start)
    return does is not None and not any(one.start < told.end() and one.span != name.span for one in others)


def before(name: Name) -> Span:
    """The place of the last letters before a name."""
    return Span(max(0, name.start - _FAR), name.start)


def is_nobody(text: str, other: Name) -> bool:
    """Whether a name is that of where somebody serves or of a duty, and no other person's.

    `the commander of the garrison at Lower Kosel, Colonel X`, `the Co-ordinator for Preventing and Combating Fraud, X`.
    """
    if other.honorific is not None:
        return False
    before = max(0, other.start - _LONGEST)
    if _DOING_TOO.match(text, other.start) and _DOING.search(text, before, other.start):
        return True
    if _DUTY.search(text, before, other.start):
        return True
    return text.startswith(", ", other.span.end) and _AT.search(text, before, other.start) is not None


def last_word(text: str, name: Name) -> str:
    """The surname, as a rule."""
    return name.span.of(text).rsplit(None, 1)[-1]
