"""Who sits in an assembly for a party is of the assembly: `a member of the City Council for the Valley Alliance`."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from graph.extract.bodies.organisations import Body
from graph.extract.words.lexicon import any_of
from graph.text import Span
from graph.vocabularies.reference import Reference

_MEMBER = r"\b(?:[Mm]embers?|[Dd]eput(?:y|ies)|[Cc]ouncillors?|[Dd]elegates?)\s(?:of|in|on)\s(?:the\s)?"
_MEMBER_LONGEST = 24
_FOR_THE = re.compile(r"\sfor\s(?:the\s)?")
_FOR = r"(?=\sfor\s(?:the\s)?(?:[^\W\d_a-z][\w’'-]*\s){0,5}"


class Seats:
    """Finds where the assembly ends and the party begins."""

    def __init__(self, reference: Reference) -> None:
        party = rf"(?i:{any_of(reference.words('noun-of-party')).pattern})"
        sitting = any_of(reference.words("noun-of-assembly"), r"(?!\w)[^,.;:“”\"]{0,60}?").pattern
        self._member = re.compile(rf"{_MEMBER}$")
        self._for = re.compile(rf"(?i:{sitting}){_FOR}{party}(?:\s(?:of|for)\s|$))")
        self._seat = re.compile(rf"{_MEMBER}[^,.;:“”\"]{{0,80}}?(?i:{sitting}){_FOR}{party})")

    def own(self, text: str, role: Span) -> Span:
        """The role without the party."""
        seat = self._seat.match(text, role.start, role.end)
        return Span(role.start, seat.end()) if seat else role

    def split(self, text: str, bodies: Iterable[Body]) -> list[Body]:
        """These bodies, the assembly and its members' party apart."""
        return [one for body in bodies for one in self._apart(text, body)]

    def _apart(self, text: str, body: Body) -> Iterator[Body]:
        ends = None if body.iri else self._for.search(text, body.span.start, body.span.end)
        before = max(0, body.span.start - _MEMBER_LONGEST)
        party = ends and _FOR_THE.match(text, ends.end())
        if ends and party and self._member.search(text, before, body.span.start):
            yield replace(body, span=Span(body.span.start, ends.end()), short=None)
            yield replace(body, span=Span(party.end(), body.span.end))
        else:
            yield body
