"""Where a text means the structure that it is about by a word for its kind: `the Mission`, `the OSCE Centre`."""

from collections.abc import Iterator, Sequence

from pyoxigraph import NamedNode

from graph import methods
from graph.extract.bodies.organisations import SHORT_BODY
from graph.extract.words.gazetteer import Gazetteer
from graph.extract.words.patterns import compiled
from graph.records import Evidence, Found
from graph.text import Span
from graph.vocabularies.reference import Reference

# `the Mission to Georgia`, `the Mission's police adviser`, `the Mission Members` are other bodies, or none.
_SHORT = compiled(
    rf"(?<=\bthe\s)(?:OSCE\s)?(?:Programme\s)?(?P<kind>{SHORT_BODY.pattern})"
    r"(?!\s(?:in|to|of|for|on|at)\s(?:the\s)?[A-Z]|[’']|\s[A-Z]|-)"
)


class OwnStructure:
    """Finds these words."""

    def __init__(self, reference: Reference, gazetteer: Gazetteer) -> None:
        self._reference = reference
        self._gazetteer = gazetteer

    def find(self, text: str, body: Sequence[Span], about: NamedNode | None) -> Iterator[Found[NamedNode | str]]:
        """The words for `about`, where it has the noun in its name and no other structure that the text names."""
        if about is None:
            return
        # Before the vocabularies are asked what else the text names: most texts have no such words.
        said = [found for span in body for found in _SHORT.finditer(text, span.start, span.end)]
        if not said:
            return
        matches = (match for span in body for match in self._gazetteer.matches(text, span))
        others = {entry.iri for match in matches for entry in match.entries if entry.iri in self._reference.bodies}
        alone: dict[str, bool] = {}
        for found in said:
            kind = found["kind"]
            if kind not in alone:
                alone[kind] = {one for one in {about, *others} if self._is_called(one, kind)} == {about}
            if alone[kind]:
                yield Found(about, Evidence(Span(*found.span()), methods.ORGANISER_LIST, 0.8))

    def _is_called(self, iri: NamedNode, kind: str) -> bool:
        return any(kind in name.split() or f" {kind} " in f" {name} " for name in self._reference.names(iri))
