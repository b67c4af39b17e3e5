"""Numbers as they are printed: in figures or in words."""

NUMBERS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen"),
    *("fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_HUNDREDS = {"a hundred": 100, "one hundred": 100, "two hundred": 200, "three hundred": 300}
_HUNDREDS |= {"a dozen": 12, "two dozen": 24, "three dozen": 36, "four dozen": 48}
_ONES = "|".join(NUMBERS[:9])
# The longest first: "fourteen" is no "four".
_SMALL = "|".join(sorted((*NUMBERS, *_HUNDREDS), key=len, reverse=True))
# A number in words, as a regular expression.
WORD = rf"(?:(?:{'|'.join(_TENS)})(?:-(?:{_ONES}))?|{_SMALL})"


def number(words: str) -> int | None:
    """The number that figures (`1,040`) or words (`twenty-four`) say; None for what is neither."""
    words = words.lower().replace(",", "")
    if words.isdigit():
        return int(words)
    if words in NUMBERS:
        return NUMBERS.index(words) + 1
    if words in _HUNDREDS:
        return _HUNDREDS[words]
    tens, _, ones = words.partition("-")
    if tens not in _TENS or (ones and ones not in NUMBERS):
        return None
    return (_TENS.index(tens) + 2) * 10 + (NUMBERS.index(ones) + 1 if ones else 0)
