"""Numbers as they are printed: in figures or in words."""

import re

NUMBERS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen"),
    *("fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_LARGE = {"dozen": 12, "hundred": 100, "thousand": 1000}
_ONES = "|".join(NUMBERS[:9])
# The longest first: "fourteen" is no "four".
_BELOW_HUNDRED = rf"(?:(?:{'|'.join(_TENS)})(?:-(?:{_ONES}))?|{'|'.join(sorted(NUMBERS, key=len, reverse=True))})"
_BELOW_THOUSAND = rf"(?:(?:a|{_BELOW_HUNDRED})\shundred(?:(?:\sand)?\s{_BELOW_HUNDRED})?|{_BELOW_HUNDRED})"
# A number in words, as a regular expression. It is looked for at every word of a text: what begins no number is seen at
# once, and not again by each of the ways in which a number goes on.
_BEGINS = rf"(?=a\s(?:{'|'.join(_LARGE)})|{_BELOW_HUNDRED})"
WORD = (
    rf"(?:{_BEGINS}(?:(?:a|{_BELOW_THOUSAND})\sthousand(?:,?(?:\sand)?\s{_BELOW_THOUSAND})?|(?:a|{_BELOW_HUNDRED})\sdozen|"
    rf"{_BELOW_THOUSAND}))"
)
_WORDS = re.compile(WORD)


def number(words: str) -> int | None:
    """The number that figures (`1,040`) or words (`a hundred and twenty-four`) say; None for what is neither."""
    words = words.lower()
    if words.replace(",", "").isdigit():
        return int(words.replace(",", ""))
    if not _WORDS.fullmatch(words):
        return None
    thousands = part = 0
    for word in re.findall(r"[a-z]+", words):
        if word == "thousand":
            thousands, part = part * _LARGE[word], 0
        elif word in _LARGE:
            part *= _LARGE[word]
        elif word != "and":
            part += 1 if word == "a" else _value(word)
    return thousands + part


def _value(word: str) -> int:
    return NUMBERS.index(word) + 1 if word in NUMBERS else (_TENS.index(word) + 2) * 10
