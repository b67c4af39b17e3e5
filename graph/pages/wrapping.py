"""Hard-wrapped text: line breaks that a mail program made within paragraphs count as spaces.

A break is one of these where the next word would not have fit on the line. A space takes its place, so that every
position stays what it was.
"""

import re
from statistics import median

from graph.dateline import parse_dateline
from graph.text import Span

_FIELD = re.compile(r"(?:From|To|Date|Subject|Sender|Received|Return-Path|Message-ID):\s")
_FOLD = re.compile(r"\n(?=[ \t])")
# Mail programs break between these columns; a page with a longer line has not been broken.
_NARROWEST, _WIDEST = 58, 84
_FEWEST = 4
_EARLY = 16
# So long is a line that stands twice for a reason.
_SHORTEST = 20


def unwrapped(text: str) -> str:
    """The text with each paragraph on one line, of the same length; a text that is not hard-wrapped as it is."""
    lines = _unfolded(text).split("\n")
    if len(lines) < _FEWEST:
        return text
    # The lines of a mail's header are as long as they are.
    head = lines.index("") if _FIELD.match(lines[0]) and "" in lines else 0
    width = max(map(len, lines[head:]))
    if not _NARROWEST <= width <= _WIDEST:
        return "\n".join(lines)
    breaks = [at for at in range(head, len(lines) - 1) if _broken(lines[at], lines[at + 1], width)]
    within = sum(1 for at in range(len(lines) - 1) if lines[at].strip() and lines[at + 1].strip())
    # A few breaks are told by the small letter that each goes on with, as no title or item of a list does.
    few = len(breaks) < _FEWEST and not all(lines[at + 1][0].islower() for at in breaks)
    # Most lines that go on below do so because they were full; lines of a list are not.
    if not breaks or few or 2 * len(breaks) < within or median(len(lines[at]) for at in breaks) < width - 24:
        return "\n".join(lines)
    # By hand lines are broken a little early: where they were broken at all, a line that is nearly full goes on below.
    early = (at for at in range(head, len(lines) - 1) if _goes_on(lines[at], lines[at + 1], width - _EARLY))
    # A title may fill its line, and the text or the title again begins below it all the same.
    joined = {at for at in (*breaks, *early) if not _begins(lines[at], lines[at + 1])}
    return "".join(line + (" " if at in joined else "\n") for at, line in enumerate(lines))[:-1]


def _unfolded(text: str) -> str:
    """A mail's header with each field on one line (RFC 5322, section 2.2.3): a break before white space is a space."""
    if not _FIELD.match(text):
        return text
    end = text.find("\n\n")
    return _FOLD.sub(" ", text[:end]) + text[end:] if end > 0 else text


def _broken(line: str, below: str, width: int) -> bool:
    """Whether the line ended because the first word below had no room."""
    return _goes_on(line, below, 0) and len(line) + 1 + len(below.split(None, 1)[0]) > width


def _begins(line: str, below: str) -> bool:
    """Whether the line below begins a text, by its dateline, or says the line again: `Title | OSCE`, `Title`."""
    again = len(below) > _SHORTEST and (line.startswith(below) or below.startswith(line))
    return again or parse_dateline(below, Span(0, len(below))) is not None


def _goes_on(line: str, below: str, least: int) -> bool:
    """Whether two lines are of one paragraph and the first has at least so many characters."""
    return bool(line.strip() and below.strip()) and not below[0].isspace() and len(line) >= least
