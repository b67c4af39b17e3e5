"""What somebody types into the search, as phrases that are wanted or not, and as an expression of FTS5. Pure."""

import re
from typing import Final

from endpoint.problems import Problem
from graph.folding import words

LONGEST: Final = 300
"""Letters of a search."""
_MOST_WORDS: Final = 32
_PIECE: Final = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')


def expression(text: str) -> str | None:
    """The words of a search as an expression of FTS5; None where nothing is searched for.

    Words are all wanted, "words in quotes" in their order, -words not at all; nothing else has a meaning. Raises
    Problem where no word is left.
    """
    found = phrases(text)
    if found is None:
        return None
    wanted, unwanted = found
    return " AND ".join(wanted) + "".join(f" NOT {one}" for one in unwanted)


def phrases(text: str) -> tuple[list[str], list[str]] | None:
    """The same in parts: what is wanted, and what is not. Raises Problem as `expression` does."""
    if not text.strip():
        return None
    if len(text) > LONGEST:
        raise Problem("bad-request", f"The search has {len(text)} letters; {LONGEST} are the most.")
    wanted: list[str] = []
    unwanted: list[str] = []
    for sign, quoted, bare in _PIECE.findall(text):
        if phrase := words(quoted or bare):
            (unwanted if sign else wanted).append('"' + " ".join(phrase) + '"')
    if not wanted:
        raise Problem(
            "bad-request",
            f"The search {text!r} holds no word that can be looked for.",
            remedy="Give at least one word of letters or digits that is wanted.",
        )
    if len(wanted) + len(unwanted) > _MOST_WORDS:
        raise Problem("bad-request", f"The search has more than {_MOST_WORDS} words.")
    return wanted, unwanted
