"""Names that are nearly the same: other letters for the same sounds, one letter off, initials, words left out.

Names are put into few blocks by what they would have in common, and compared within a block alone, so that the work
grows with the number of names.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

from graph.folding import words

# How the sounds of names written in other alphabets come out differently in English texts, the longer ones first.
# Letters without marks are what remains of letters with them, so that `sh` meets `š`.
_SOUNDS = (
    *(("dzh", "z"), ("shch", "sc"), ("kh", "h"), ("zh", "z"), ("sh", "s"), ("ch", "c"), ("tch", "c"), ("ts", "c")),
    *(("dj", "z"), ("gj", "z"), ("ph", "f"), ("th", "t"), ("ou", "u"), ("ff", "v"), ("w", "v"), ("x", "ks")),
    *(("q", "k"), ("ck", "k"), ("y", "i"), ("j", "i"), ("ii", "i"), ("iy", "i"), ("ie", "e"), ("io", "o"), ("ia", "a")),
)
# Below, one letter makes another name: `Ana Rae`, `Ada Rae`.
_LONG_ENOUGH = 9
# So many names of one surname and initial, or in one other block, are not compared: something else is wrong then.
_LARGEST_BLOCK = 60


def near(names: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Pairs of names that may be one person's, each with the reason, in the order of the names."""
    blocks: dict[str, set[str]] = defaultdict(set)
    for name in names:
        for block in _blocks(name):
            blocks[block].add(name)
    found: dict[tuple[str, str], str] = {}
    for members in blocks.values():
        if len(members) <= _LARGEST_BLOCK:
            for one, other in combinations(sorted(members), 2):
                if (one, other) not in found and (reason := _reason(one, other)):
                    found[one, other] = reason
    for (one, other), reason in sorted(found.items()):
        yield one, other, reason


def _blocks(name: str) -> Iterator[str]:
    parts = words(name)
    if not parts:
        return
    whole = " ".join(parts)
    yield "words " + " ".join(sorted(parts))
    yield "sounds " + _sounds(whole)
    yield f"surname {parts[-1]} {parts[0][0]}"
    for at in range(len(whole)):
        yield "letters " + whole[:at] + whole[at + 1 :]
    yield "letters " + whole


def _reason(one: str, other: str) -> str | None:
    a, b = words(one), words(other)
    if a == b:
        return "the same letters"
    if sorted(a) == sorted(b):
        return "the same words in another order"
    if a[-1] == b[-1] and len(a) > 1 and len(b) > 1 and a[0][0] == b[0][0]:
        if _abbreviates(a, b) or _abbreviates(b, a):
            return "initials for names"
        if set(a) < set(b) or set(b) < set(a):
            return "one has a word more"
    if _sounds(" ".join(a)) == _sounds(" ".join(b)):
        return "other letters for the same sounds"
    if (
        len(a) == len(b)
        and min(len("".join(a)), len("".join(b))) >= _LONG_ENOUGH
        and _one_off(" ".join(a), " ".join(b))
    ):
        return "one letter off"
    return None


def _abbreviates(short: list[str], long: list[str]) -> bool:
    """Whether every given name of the first is a name or an initial of the second, in order."""
    rest = iter(long[:-1])
    return all(any(full == name or (len(name) == 1 and full[0] == name) for full in rest) for name in short[:-1])


def _sounds(whole: str) -> str:
    for letters, sound in _SOUNDS:
        whole = whole.replace(letters, sound)
    return "".join(c for at, c in enumerate(whole) if at == 0 or whole[at - 1] != c)


def _one_off(one: str, other: str) -> bool:
    """Whether a letter was changed, added or left out, or two neighbours stand the other way round."""
    if len(one) > len(other):
        one, other = other, one
    at = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    if len(one) == len(other):
        swapped = one[at + 1 : at + 2] + one[at : at + 1] + one[at + 2 :]
        return one[at + 1 :] == other[at + 1 :] or swapped == other[at:]
    return len(other) == len(one) + 1 and one[at:] == other[at + 1 :]
