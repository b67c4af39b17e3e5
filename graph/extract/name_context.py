"""What the words right before a name say of it: that it is somebody's, or that it is what another one is of."""

import re
from collections.abc import Sequence

from graph.extract.names import Name
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
_FAR = 80


def is_counterpart(text: str, start: int, name: int) -> bool:
    """Whether the words before a name, which begins at `name`, say that it is somebody else's of the same office."""
    return text.startswith(", ", name - 2) and _COUNTERPART.search(text, max(start, name - _FAR), name) is not None


def is_of_another(text: str, name: Name, names: Sequence[Name]) -> bool:
    """Whether a name says where the one right before it is from, or for whom that one works: `X of Kosel Brana`."""
    of = _OF_WHAT.search(text, max(0, name.start - len(" from ")), name.start)
    return of is not None and any(other.span.end == of.start() for other in names)


def before(name: Name) -> Span:
    """The place of the last letters before a name."""
    return Span(max(0, name.start - _FAR), name.start)


def last_word(text: str, name: Name) -> str:
    """The surname, as a rule."""
    return name.span.of(text).rsplit(None, 1)[-1]
