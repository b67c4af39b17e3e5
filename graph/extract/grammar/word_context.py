"""What stands around one word, which tells what kind of chunk it is."""

from collections.abc import Sequence, Set
from itertools import takewhile

_LED = ("the", "’s", "'s")
_LONGEST_NAME = 5


def joins(around: Sequence[str]) -> bool:
    """Whether the second of four words stands between `the` or a possessive and `and` with another in capitals."""
    return len(around) == 4 and around[0] in _LED and around[2] == "and" and around[3][0].isupper()


def is_between_capitals(words: Sequence[str], at: int, last: int) -> bool:
    """Whether a word stands between two in capitals, up to the word `last`: `Stefan cel Bun`."""
    return 0 < at < last - 1 and words[at - 1][0].isupper() and words[at + 1][0].isupper()


def is_number_of_name(words: Sequence[str], at: int, last: int, houses: Set[str]) -> bool:
    """Whether a number in capitals begins the name of a body behind `the`: `the Five Hills Training Centre`."""
    behind = [*takewhile(lambda word: word[0].isupper(), words[at + 1 : min(last, at + _LONGEST_NAME)])]
    return at > 0 and words[at - 1].casefold() in _LED and not houses.isdisjoint(behind[1:])


def is_in_brackets(text: str, start: int, word: str) -> bool:
    """Whether brackets hold the word that starts here, and no other: `(NUNS)`."""
    return text[start - 1 : start + len(word) + 1] == f"({word})"
