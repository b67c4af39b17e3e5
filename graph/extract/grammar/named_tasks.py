"""Bodies whose name ends in small words: `the National Agency for the prevention of corruption (NAPC)`.

Where it ends only its acronym in brackets tells.
"""

from collections.abc import Iterator

from graph.extract.words.lexicon import longest_first
from graph.extract.words.patterns import compiled
from graph.text import Span
from graph.vocabularies.reference import Reference

_LONGEST = 140
# A sentence goes on behind these, and no name.
_OTHERS = (
    r"(?!(?:who|whose|which|that|was|were|is|are|has|had|have|will|would|can|may|in|at|with|by|from|under|as|when|where|while|"
    r"after|before|since|during|into|its|their|his|her|said|told|an?)\b)"
)
_SMALL = r"[a-z][a-z-]+"
_CAPITAL = r"[A-Z][\w’'-]+"


class NamedTasks:
    """Finds them by the noun for a body and the acronym."""

    def __init__(self, reference: Reference) -> None:
        houses = longest_first(reference.words("organisation-noun"))
        # The last word before the bracket is a small one: names in capitals the grammar knows.
        self._name = compiled(
            rf"\b(?P<name>(?!The\s|This\s)(?:{_CAPITAL}\s){{1,5}}(?:{houses})\s(?:on|for|against)\s(?:the\s)?"
            rf"(?:{_OTHERS}{_SMALL},?\s){{0,9}}{_OTHERS}{_SMALL})\s\((?P<short>[A-Z]{{2,8}})\)"
        )

    def find(self, text: str, paragraph: Span) -> Iterator[Span]:
        """Where such names stand in a paragraph, each without its acronym."""
        bracket = text.find(" (", paragraph.start, paragraph.end)
        while bracket >= 0:
            before = max(paragraph.start, bracket - _LONGEST)
            # Most brackets hold no acronym, and most acronyms stand behind a capital.
            if text[bracket + 2 : bracket + 3].isupper() and text[bracket - 1].islower():
                for found in self._name.finditer(text, before, min(paragraph.end, bracket + len(" (XXXXXXXX)"))):
                    if found.end("name") == bracket and _stands_for(found["short"], found["name"]):
                        yield Span(*found.span("name"))
            bracket = text.find(" (", bracket + 1, paragraph.end)


def _stands_for(short: str, name: str) -> bool:
    """Whether the letters of an acronym are first letters of a name's words, from its first to one of its last two."""
    initials = [word[0].upper() for word in name.split()]
    left = iter(initials)
    return short[0] == initials[0] and short[-1] in initials[-2:] and all(letter in left for letter in short)
