"""Where somebody once worked or studied, and is no more: `the photographer X studied at the University of Osh`."""

import re

from graph.extract.words.patterns import compiled

# `X has worked there for ten years` is of today.
_WORKED = compiled(r"\b(?<!has\s)(?<!have\s)(?:worked|studied|taught|lectured|served|acted)\b")
# `worked until 2016 at`, `studied at`.
_ONCE = compiled(
    r"\b(?:until|till|studied|formerly|previously|before|(?:from|in|between)\s(?:[A-Z]\w+\s)?(?:19|20)\d\d)\b"
)
# `studied in Osh and works at`.
_AND_NOW = re.compile(r"\sand\s(?:now\s|today\s)?[a-z]+s\s")


def is_past(text: str, start: int, end: int, present: bool) -> bool:
    """Whether the words between a name and a body tell of once, which need no time where there is a `present` role.

    `The curator, X, worked as an editor at the Daily.`
    """
    worked = _WORKED.search(text, start, end) if start < end else None
    if worked is None or _AND_NOW.search(text, worked.end(), end):
        return False
    # Whoever `served in the Coast Guard` has the rank from there.
    return (present and worked[0] != "served") or _ONCE.search(text, start, end) is not None
