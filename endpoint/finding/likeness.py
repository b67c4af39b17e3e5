"""How like a name is to another one: by its letters, and by its words, of which rare ones say more. Pure.

`OSCE Mission to` is in many names, so that it tells little of which is meant; what follows it tells nearly all.
"""

import math
from collections.abc import Callable, Mapping
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final

_SAME_WORD: Final = 0.65
"""Words whose letters agree so far may be one word in two spellings."""
_INITIAL: Final = 0.5
_LETTERS: Final = 1 / 3


class Rarity:
    """How much a word tells: the fewer of the `names` hold it, the more."""

    def __init__(self, counts: Mapping[str, int], names: int) -> None:
        self._counts, self._names = counts, names

    def __call__(self, word: str) -> float:
        return math.log(1 + self._names / max(1, self._counts.get(word, 0)))


def likeness(wanted: str, rarity: Callable[[str], float]) -> Callable[[str], float]:
    """A measure of folded names against the one that is wanted: from 0 to 1, and 1 for that name alone."""
    words, letters = wanted.split(), SequenceMatcher(None, "", wanted, autojunk=False)
    ordered = SequenceMatcher(None, "", " ".join(sorted(words)), autojunk=False)
    alike = lru_cache(maxsize=4096)(_agreement)

    def measure(name: str) -> float:
        if name == wanted:
            return 1.0
        letters.set_seq1(name)
        ordered.set_seq1(" ".join(sorted(name.split())))
        by_letters = max(letters.ratio(), ordered.ratio())
        return _LETTERS * by_letters + (1 - _LETTERS) * _by_words(words, name.split(), rarity, alike)

    return measure


def _by_words(
    wanted: list[str], name: list[str], rarity: Callable[[str], float], alike: Callable[[str, str], float]
) -> float:
    """The part of the weight of both names' words that stands in the other one, in whatever order."""
    pairs = sorted(
        ((alike(one, other), -i, -j) for i, one in enumerate(wanted) for j, other in enumerate(name)), reverse=True
    )
    left, right = set(range(len(wanted))), set(range(len(name)))
    shared = whole = 0.0
    for agreed, i, j in pairs:
        if agreed and -i in left and -j in right:
            left.discard(-i)
            right.discard(-j)
            # A word that is spelt wrong is in no name, and tells no more than the one that was meant.
            weight = 2 * rarity(name[-j])
            shared, whole = shared + agreed * weight, whole + weight
    whole += sum(rarity(wanted[i]) for i in left) + sum(rarity(name[j]) for j in right)
    return shared / whole if whole else 0.0


def _agreement(one: str, other: str) -> float:
    if one == other:
        return 1.0
    if 1 in (len(one), len(other)):
        return _INITIAL if one[0] == other[0] else 0.0
    found = SequenceMatcher(None, one, other, autojunk=False)
    if found.real_quick_ratio() < _SAME_WORD or found.quick_ratio() < _SAME_WORD:
        return 0.0
    ratio = found.ratio()
    return ratio if ratio >= _SAME_WORD else 0.0
