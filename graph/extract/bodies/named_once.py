"""Each organisation once: what names the same one more shortly is left out."""

import re
from collections.abc import Sequence

from pyoxigraph import NamedNode

from graph.records import Found

_ENDS_IN_OF = re.compile(r"\b(?:of|to|in|at)(?:\sthe)?\Z")
_IN_MARKS = re.compile(r"\s[“\"][^“”\"]+[”\"]$")
_OF_WHOM = re.compile(r"\s(?:of|in|on|for)\s(?=[^\W\d_a-z]|the\s)")
_CAPITALS = re.compile(r"\b[A-Z][A-Z-]+\b")


def once(
    found: Sequence[Found[NamedNode | str]], apart: frozenset[str] = frozenset()
) -> tuple[Found[NamedNode | str], ...]:
    """Each organisation once, by its longest name: `Ministry of Defence` is `Serbia's Ministry of Defence`.

    Those `apart` are bodies of their own beside what is theirs: `Delegation of the European Commission`.
    """
    names = {one.value: one for one in reversed(found) if isinstance(one.value, str)}
    endings = {
        words[at + 1 :]
        for words in names
        for at, sign in enumerate(words)
        if sign == " " and not (words[at + 1 :] in apart and _ENDS_IN_OF.search(words, 0, at))
    }
    # `the Union of Farmers “Kosel”` is the Union of Farmers.
    endings |= {_IN_MARKS.sub("", words) for words in names if _IN_MARKS.search(words)}
    # `the Union of Farmers of Sweden` is the Union of Farmers.
    endings |= {words[: of.start()] for words in names for of in _OF_WHOM.finditer(words)}
    return tuple(one for name, one in reversed(names.items()) if name not in endings or _CAPITALS.fullmatch(name))
