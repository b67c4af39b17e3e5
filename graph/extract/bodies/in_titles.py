"""Bodies that a release calls by capitals in its title, and in full below: `OSCE PA delegation visits Riga`."""

import re
from collections.abc import Iterator, Sequence

from pyoxigraph import NamedNode

from graph import methods
from graph.extract.words.gazetteer import Gazetteer, resolve
from graph.records import Evidence, Found
from graph.text import Span
from graph.vocabularies.reference import Reference

_CAPITALS = re.compile(r"(?:OSCE )?[A-Z]{2,6}")


class InTitles:
    """Finds them by the names that the vocabularies have."""

    def __init__(self, reference: Reference, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._bodies = reference.bodies - reference.posts

    def find(
        self, text: str, title: Sequence[Span], date: str | None, named: Sequence[Found[NamedNode | str]]
    ) -> Iterator[Found[NamedNode | str]]:
        """The capitals in a title that none of `named` is printed as; what it calls in words are posts."""
        printed = {one.evidence.span.of(text) for one in named}
        for span in title:
            for match in self._gazetteer.matches(text, span, date):
                words = match.span.of(text)
                known = resolve(match.entries, date) in self._bodies
                if known and _CAPITALS.fullmatch(words) and words != "OSCE" and words not in printed:
                    printed.add(words)
                    yield Found(words, Evidence(match.span, methods.GAZETTEER, 0.8))
