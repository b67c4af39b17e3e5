"""The small words of English that tell who does something from whom it is done to."""

import re

from graph.extract.words.patterns import compiled
from graph.text import Span

OPENING_PRONOUN = re.compile(r"[\s,.]*(?P<who>[Hh]e|[Ss]he)\s")
# `after a meeting with X, Y said`, `a villager asked X`: X is not the one who speaks. `"Why?" asked X`: X is.
OBLIQUE = re.compile(
    r"\b(?:[Ww]ith|to|of|from|for|by|between|about|met|thanked|told|welcomed|congratulated|\w+\s(?:asked|reminded))"
    r"\s[^,]{0,60}$"
    r"|\b(?:after|before|alongside|following|against|joining|replacing|succeeding)\s(?:the\s)?(?:[A-Z][\w.-]*\s){0,4}$"
)
# `The Minister was thanked by X, who called it new`: X does.
PASSIVE = re.compile(r"\s?\b(?:was|were|is|are|has\sbeen|had\sbeen)\s\w+(?:ed|en|d|t)\sby\s")
WHO = re.compile(r"(?:,\s[^.;:“”\"]{0,100})?,?\swho\s")
ARTICLE = compiled(r"\b(?:the|its|their)\s", re.IGNORECASE)
# `the Minister noted`, not `the Minister of Justice`.
VERB_AFTER = re.compile(
    r"\s(?!(?:of|for|in|to|at|on|and|from|with|who|or|by|that|as|which|whom|whose|while|when|where|but|he|she|they|it)\b)[a-z]"
)
# `Y, the Mayor of Z, said`: what stands between commas behind a name.
APPOSED = r"(?:,\s[^,;:]{1,100},)?"
_APPOSITION = re.compile(APPOSED)
PARTICIPLE = re.compile(r"\s*(?!Quoting)[A-Z][a-z]+ing\s")
_PARTICIPLE = re.compile(r"\s*(?!Quoting)[A-Z][a-z]+ing\s[^,;:“”\"]{1,100},")


# `Speaking after talks with A, B and C, the Secretary General said`.
_PARTICIPLE_OF_MANY = re.compile(
    r"\s*(?!Quoting)[A-Z][a-z]+ing\s[^;:“”\"]{1,300},\s(?=the\s(?:OSCE\s)?(?:[A-Z][\w-]*\s){1,4}(?:\w+ly\s|also\s)?"
    r"(?:said|stated|noted|told|stressed|added|emphasi[sz]ed|underlined|called|praised|expressed)\b)"
)


def main(text: str, clause: Span) -> Span:
    """A clause without the participle that opens it: `Thanking Y, X said`, `Presenting the new Head, X said`."""
    opening = _PARTICIPLE_OF_MANY.match(text, clause.start, clause.end)
    opening = opening or _PARTICIPLE.match(text, clause.start, clause.end)
    return Span(opening.end(), clause.end) if opening else clause


def does(text: str, end: int, before: int) -> bool:
    """Whether a verb follows a name that ends at a place, or the words between commas behind it."""
    apposed = _APPOSITION.match(text, end, before)
    return VERB_AFTER.match(text, apposed.end() if apposed else end, before) is not None
