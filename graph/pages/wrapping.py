"""Hard-wrapped text: line breaks that a mail program made within paragraphs count as spaces.

A break is one of these where the next word would not have fit on the line. A space takes its place, so that every
position stays what it was.
"""

from statistics import median

# Mail programs break between these columns; a page with a longer line has not been broken.
_NARROWEST, _WIDEST = 58, 84
_FEWEST = 4


def unwrapped(text: str) -> str:
    """The text with each paragraph on one line, of the same length; a text that is not hard-wrapped as it is."""
    lines = text.split("\n")
    if len(lines) < _FEWEST:
        return text
    width = max(map(len, lines))
    if not _NARROWEST <= width <= _WIDEST:
        return text
    breaks = [at for at in range(len(lines) - 1) if _broken(lines[at], lines[at + 1], width)]
    within = sum(1 for at in range(len(lines) - 1) if lines[at].strip() and lines[at + 1].strip())
    # Most lines that go on below do so because they were full; lines of a list are not.
    if len(breaks) < _FEWEST or 2 * len(breaks) < within or median(len(lines[at]) for at in breaks) < width - 24:
        return text
    joined = set(breaks)
    return "".join(line + (" " if at in joined else "\n") for at, line in enumerate(lines))[:-1]


def _broken(line: str, below: str, width: int) -> bool:
    """Whether the line ended because the first word below had no room."""
    if not line.strip() or not below.strip() or below[0].isspace():
        return False
    return len(line) + 1 + len(below.split(None, 1)[0]) > width
