"""Who held an office on a day: the tenures of the vocabularies, asked where a page names an office and nobody in it.

Decision 2026-11-29: a holder is inferred only where the tenures leave no other: one may cover the day, and that one
surely does. Alternative: the likeliest. Cost: nobody for days near a change that is known to the month or year alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from graph import vocabulary as v

# How far a tenure's own certainty bears out who held the office; what is less certain says nothing.
_CONFIDENCE: Final = {"high": 0.9, "medium": 0.75}
_MONTH: Final = len("2008-05")
_DAY: Final = len("2008-05-15")


@dataclass(frozen=True, slots=True)
class Tenure:
    """Somebody's time in an office under a title.

    `since`, `until` and `known_on` are ISO dates, perhaps partial; the bounds may be empty. `confidence` (0 to 1) is
    how surely the whole is known.
    """

    iri: NamedNode
    person: NamedNode
    title: str
    since: str
    until: str
    known_on: tuple[str, ...]
    confidence: float

    def may_cover(self, day: str) -> bool:
        """Whether it may have run on this ISO date: a partial bound counts as the whole of its year or month."""
        begun = not self.since or day[: len(self.since)] >= self.since
        return begun and (not self.until or day[: len(self.until)] <= self.until)

    def covers(self, day: str) -> bool:
        """Whether it surely ran on this ISO date: not in the month or year in which it began or ended."""
        if any(len(known) >= _MONTH and day.startswith(known) for known in self.known_on):
            return True
        # A start without an end means that the person is in office, unless only single days are known.
        if not self.since or not (self.until or not self.known_on):
            return False
        begun = day[: len(self.since)] > self.since or self.since == day
        whole = len(self.until) == _DAY
        return begun and (not self.until or (day <= self.until if whole else day[: len(self.until)] < self.until))


class Tenures:
    """The tenures among some quads."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._of: dict[NamedNode, list[Tenure]] = defaultdict(list)
        for office, tenure in _tenures(quads):
            self._of[office].append(tenure)

    @property
    def offices(self) -> Set[NamedNode]:
        """The posts and structures whose holders or heads are known for some time."""
        return self._of.keys()

    def titles(self, office: NamedNode) -> Set[str]:
        """What those who held an office were called in it."""
        return {tenure.title for tenure in self._of.get(office, ())}

    def holder(self, office: NamedNode, day: str) -> Tenure | None:
        """The tenure of whoever held an office on an ISO date; None where that is not known for sure."""
        possible = [tenure for tenure in self._of.get(office, ()) if tenure.may_cover(day)]
        sure = len(possible) == 1 and possible[0].covers(day) and possible[0].confidence > 0
        return possible[0] if sure else None


def _tenures(quads: Iterable[Quad]) -> Iterator[tuple[NamedNode, Tenure]]:
    said: dict[NamedNode, dict[NamedNode, list[NamedNode | Literal]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            said[quad.subject][quad.predicate].append(quad.object)
    doubted = {
        (about[v.RDF_SUBJECT][0], about[v.RDF_PREDICATE][0])
        for about in said.values()
        if about.get(v.RDF_SUBJECT) and [one.value for one in about.get(v.CERTAINTY, ())] == ["low"]
    }
    for iri, about in said.items():
        if v.TENURE not in about.get(v.RDF_TYPE, ()):
            continue

        def first(predicate: NamedNode, of: NamedNode = iri) -> str:
            value = next((one.value for one in said[of].get(predicate, ())), "")
            # The turn of the year is nominal in the first years: of a doubted bound the month at most is believed.
            return value[:_MONTH] if (of, predicate) in doubted else value

        for office in about[v.ORG_HAS_ORGANIZATION]:
            for person in about[v.ORG_MEMBER]:
                if isinstance(office, NamedNode) and isinstance(person, NamedNode):
                    yield (
                        office,
                        Tenure(
                            iri,
                            person,
                            first(v.ROLE_TITLE),
                            first(v.SCHEMA_START_DATE),
                            first(v.SCHEMA_END_DATE),
                            tuple(one.value for one in about.get(v.KNOWN_ON, ())),
                            _CONFIDENCE.get(first(v.CERTAINTY), 0.0),
                        ),
                    )
