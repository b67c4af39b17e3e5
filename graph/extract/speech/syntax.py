"""The small words of English that tell who does something from whom it is done to."""

import re

OPENING_PRONOUN = re.compile(r"[\s,.]*(?P<who>[Hh]e|[Ss]he)\s")
# `after a meeting with X, Y said`, `a villager asked X`: X is not the one who speaks. `"Why?" asked X`: X is.
OBLIQUE = re.compile(
    r"\b(?:with|to|of|from|for|by|between|about|met|thanked|told|welcomed|congratulated|\w+\s(?:asked|reminded))"
    r"\s[^,]{0,60}$"
)
# `The Minister was thanked by X, who called it new`: X does.
PASSIVE = re.compile(r"\s?\b(?:was|were|is|are|has\sbeen|had\sbeen)\s\w+(?:ed|en|d|t)\sby\s")
WHO = re.compile(r"(?:,\s[^.;:“”\"]{0,100})?,?\swho\s")
ARTICLE = re.compile(r"\b(?:the|its|their)\s", re.IGNORECASE)
