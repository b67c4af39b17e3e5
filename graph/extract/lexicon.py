"""Patterns made of the lexicon's word lists."""

import re
from collections.abc import Iterable


def any_of(words: Iterable[str], ending: str = r"(?!\w)") -> re.Pattern[str]:
    """Any of these words or phrases as a whole word, the longest first, whatever its capitals."""
    alternatives = "|".join(re.escape(word) for word in words)
    return re.compile(rf"(?<![\w-])(?:{alternatives}){ending}", re.IGNORECASE)
