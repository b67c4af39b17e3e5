"""Field operations that share one noun in the plural: `the OSCE Centres in Astana and Bishkek`."""

import re
from collections.abc import Iterator, Sequence

from pyoxigraph import NamedNode

from graph import methods
from graph.extract.words.lexicon import singular
from graph.extract.words.patterns import compiled
from graph.records import Evidence, Found
from graph.text import Span
from graph.vocabularies.reference import Reference

_PLACE = r"[A-Z][\w-]+(?:\s(?:and\s)?[A-Z][\w-]+)?"
# `Bosnia and Herzegovina` is one place: the vocabularies tell which of the ways to part the list names operations.
SEVERAL = compiled(
    r"\bOSCE\s(?P<many>Missions|Centres|Offices|Presences|Programme\sOffices|Project\sCo-ordinators)\s(?P<at>in|to)\s"
    rf"(?P<places>{_PLACE}(?:,\s{_PLACE})*\sand\s(?:in\s|to\s)?{_PLACE})"
)
_PARTS = re.compile(r",?\sand\s(?:in\s|to\s)?|,\s")


class SeveralOperations:
    """Finds them by the names in the vocabularies."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference

    def find(self, text: str, body: Sequence[Span], date: str | None) -> Iterator[Found[NamedNode | str]]:
        """Each of the operations, as a list of names goes on: the first with the noun, the others by their place.

        `date` (ISO) settles which of two operations bore a name then.
        """
        for span in body:
            for said in SEVERAL.finditer(text, span.start, span.end):
                noun, at = f"OSCE {singular(said['many'])} {said['at']} ", said.start("places")
                for part in [*_PARTS.finditer(text, at, said.end("places")), None]:
                    place = Span(at, part.start() if part else said.end("places"))
                    known = self._reference.source(noun + place.of(text), date)
                    # `Bosnia`, before its `and`, is no place of an operation yet.
                    if known is None:
                        continue
                    words = Span(said.start(), place.end) if place.start == said.start("places") else place
                    yield Found(known, Evidence(words, methods.ORGANISER_LIST, 0.85))
                    at = part.end() if part else at
