"""How people are addressed right before their names: `Dr.`, `Colonel (ret.)`, `Colonel of Justice`."""

import re

from graph.extract.words.patterns import compiled
from graph.vocabularies.reference import Reference

# How far before a name its honorific can begin, in characters.
_TITLE, _SERVICE = 32, 64


class Addresses:
    """Finds what no run of capitalised words holds together: honorifics with a stop, brackets or `of` in them."""

    def __init__(self, reference: Reference) -> None:
        honorifics = reference.words("honorific")
        abbreviated = "|".join(re.escape(words) for words in honorifics if words.endswith("."))
        ranks = "|".join(re.escape(words) for words in honorifics)
        # `Dr. X`, and `Colonel (ret.) X`: the stop or the bracket ends the run of capitalised words before the name.
        retired = r"\((?:ret|retd)\.?\) "
        # `Colonel Dr. X`: what stands before the stop belongs to it.
        self._abbreviated = compiled(rf"(?<!\w)(?:(?:(?:{ranks}) )?(?:{abbreviated})(?= $)|(?:{ranks})(?= {retired}$))")
        # `Colonel of Justice X`: the service belongs to the rank.
        services = "|".join(map(re.escape, reference.words("service-of-rank")))
        self._of_service = compiled(rf"(?<![\w-])(?:{ranks}) of (?:the )?(?:{services})(?= $)")

    def abbreviated(self, text: str, name: int) -> re.Match[str] | None:
        """`Dr.` right before where a name begins."""
        return self._abbreviated.search(text, max(0, name - _TITLE), name)

    def served(self, text: str, name: int) -> re.Match[str] | None:
        """A rank with its service right before where a name begins: `Colonel of the Medical Service`."""
        start = max(0, name - _SERVICE)
        # Few names have that before them, and the pattern has many words.
        return self._of_service.search(text, start, name) if text.find(" of ", start, name) >= 0 else None
