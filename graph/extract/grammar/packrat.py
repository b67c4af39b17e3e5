"""Large rules that others name: what they take is found once for a paragraph, not again in each rule.

A rule is atomic: from a chunk on it takes the same, whatever stands before it and is wanted behind. So that can be
kept, as packrat parsers do (Ford 2002). A rule that names a large one runs over a line in which one character more
stands behind that of each chunk: how many chunks the large rule takes from there.

Decision 2026-11-30: lengths in the line. Alternative: large rules written out in all that name them, as small ones are.
Chosen because `payers` would stand seventy times in forty rules: a process read its first page after 4.6 seconds, and
does after 0.4. Cost: a line that is longer, and a rule that takes more than 63 chunks is written out after all.
"""

import re
from collections.abc import Sequence
from typing import Final

# Kinds of chunk have characters below this one, large rules from it on.
FIRST_RULE: Final = 0xE800
_FIRST_LENGTH = 0xF000
# A rule that takes more chunks at once is written out where it is named: each number is a case of its own.
_MOST = 63
_SIGN = re.compile("\\[[^]]*\\]|[\ue000-\ue7ff]")
# `(?:a|b|c)` of single signs is `[abc]`: one step, not three.
_EITHER = re.compile("\\(\\?:([\ue000-\ue7ff](?:\\|[\ue000-\ue7ff])+)\\)")


def widened(written: str, named: str) -> str:
    """A rule over single characters as one over a line that has the lengths of each of the rules `named` beside them.

    Each of `named` stands for a rule in `written`, and the line has their lengths in this order.
    """
    if not named:
        return written
    width = 1 + len(named)
    either = _EITHER.sub(lambda found: f"[{found[1].replace('|', '')}]", written)
    wide = _SIGN.sub(lambda found: f"(?:{found[0]}.{{{len(named)}}})", either)
    for column, sign in enumerate(named):
        cases = "|".join(
            f"{chr(_none(column) + length)}.{{{length * width - column - 2}}}" for length in range(1, _MOST + 1)
        )
        wide = wide.replace(sign, f"(?:.{{{column + 1}}}(?:{cases}))")
    return wide


def lengths(pattern: re.Pattern[str], line: str, width: int) -> list[int] | None:
    """How many chunks a rule takes from each one on; None where it takes more than can be told.

    `pattern` is the rule within `(?=())`, and `width` how many characters of the line a chunk has.
    """
    found = [0] * (len(line) // width)
    for match in pattern.finditer(line):
        start, end = match.span(1)
        found[start // width] = length = (end - start) // width
        if length > _MOST:
            return None
    return found


def beside(line: str, columns: Sequence[Sequence[int]]) -> str:
    """The line of single characters with the lengths of some rules beside each of them."""
    told = ("".join(map(chr, map(_none(n).__add__, column))) for n, column in enumerate(columns))
    return "".join(map("".join, zip(line, *told, strict=True)))


def _none(column: int) -> int:
    """The character of no length in a column. Each has characters of its own, so that a rule begins at no other."""
    return _FIRST_LENGTH + column * (_MOST + 1)
