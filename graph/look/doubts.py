"""What a steward should look at among the people of a snapshot: why, where, and the line that settles it.

Pure functions of what `people.py` gathers and of what was decided before; what is decided is no doubt any more.
"""

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import pyoxigraph
from pyoxigraph import NamedNode

from graph.folding import words
from graph.iri import BASE, slug
from graph.look.people import Known, Naming
from graph.look.spelling import near
from graph.vocabularies.decisions import Decisions

# Roles so near in time that one person does not move between them, and a silence so long that one doubts it is one.
_TOGETHER, _SILENCE = datetime.timedelta(days=365), datetime.timedelta(days=15 * 365)
# Somebody who is never named more surely than that is worth a look.
LOW = 0.7
_EMPTY = frozenset(["of", "the", "for", "in", "and", "to", "on", "at", "a", "osce"])

Kind = Literal["near-spelling", "contradiction", "undecided-namesake", "surname-only", "low-confidence"]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of Turtle for the decisions file, and what it would say."""

    means: str
    turtle: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing to look at: the people it is about, the namings that raise it, the lines of which one settles it."""

    kind: Kind
    reason: str
    people: tuple[Known, ...]
    namings: tuple[Naming, ...]
    lines: tuple[Line, ...]


def doubts(people: Sequence[Known], decisions: Decisions, today: datetime.date) -> Iterator[Doubt]:
    """The doubts about these people, spellings first; `today` is the day that the lines give for the decision."""
    say = _Lines(decisions, today)
    yield from _spellings(people, decisions, say)
    for one in people:
        decided = any(slug(name) in decisions.one for name in one.names)
        kinds: tuple[Callable[[Known, Decisions, _Lines], Iterator[Doubt]], ...]
        kinds = (_undecided,) if decided else (_undecided, _contradictions, _surnames, _low)
        for kind in kinds:
            yield from kind(one, decisions, say)


def _spellings(people: Sequence[Known], decisions: Decisions, say: "_Lines") -> Iterator[Doubt]:
    bearers: dict[str, list[Known]] = {}
    for one in people:
        for name in one.names:
            bearers.setdefault(name, []).append(one)
    seen = set()
    for a, b, reason in near(bearers):
        for one, other in ((one, other) for one in bearers[a] for other in bearers[b]):
            pair = frozenset((one.iri, other.iri))
            if len(pair) == 2 and pair not in seen and pair not in decisions.different:
                seen.add(pair)
                more, less = sorted((one, other), key=lambda known: -len(known.namings))
                lines = (
                    say.one_person(f"{a} and {b}: {reason}", more, less),
                    Line("two people", f"<{_short(more.iri)}> owl:differentFrom <{_short(less.iri)}> ."),
                )
                namings = (*more.namings, *less.namings)
                yield Doubt("near-spelling", f"{a} and {b}: {reason}", (more, less), namings, lines)


def _contradictions(one: Known, decisions: Decisions, say: "_Lines") -> Iterator[Doubt]:
    dated = [naming for naming in one.namings if naming.day and naming.roles]
    for a, b in combinations(dated[:100], 2):
        apart = _day(b) - _day(a)
        if a.release != b.release and apart <= _TOGETHER and (why := _apart(a, b)):
            reason = f"within {apart.days} days: {why}"
            break
        if apart >= _SILENCE and _apart(a, b) and dated.index(b) == dated.index(a) + 1:
            reason = f"{apart.days // 365} years lie between {_roles(a)} and {_roles(b)}"
            break
    else:
        return
    lines = [say.one_person(f"{one.names[0]}, in both roles", one)]
    lines += [say.namesake(one, naming, reason) for naming in (a, b)]
    yield Doubt("contradiction", f"{one.names[0]}, {reason}", (one,), (a, b), tuple(lines))


def _undecided(one: Known, decisions: Decisions, say: "_Lines") -> Iterator[Doubt]:
    """Namings of a name with namesakes that none of them took."""
    taken = {namesake.person for name in one.names for namesake in decisions.namesakes.get(slug(name), ())}
    if taken and one.iri not in taken:
        reason = f"{one.names[0]} has namesakes, and what tells them apart does not settle who is meant here"
        lines = tuple(say.told_by(name, naming) for naming in one.namings for name in sorted(taken, key=str))
        yield Doubt("undecided-namesake", reason, (one,), tuple(one.namings), lines)


def _surnames(one: Known, decisions: Decisions, say: "_Lines") -> Iterator[Doubt]:
    if all(len(name.split()) == 1 for name in one.names):
        reason = f"{one.names[0]} is a surname without a name, which any bearer of it would share"
        lines = (say.one_person(reason, one), say.nobody(reason, one))
        yield Doubt("surname-only", reason, (one,), tuple(one.namings), lines)


def _low(one: Known, decisions: Decisions, say: "_Lines") -> Iterator[Doubt]:
    best = max(naming.confidence for naming in one.namings)
    if best < LOW:
        reason = f"{one.names[0]} is nowhere named with a confidence above {best:.2f}"
        lines = (say.nobody(reason, one), say.one_person(reason, one))
        yield Doubt("low-confidence", reason, (one,), tuple(one.namings), lines)


class _Lines:
    """Writes the lines of decisions, each under a key of its own."""

    def __init__(self, decisions: Decisions, today: datetime.date) -> None:
        self._decisions = decisions
        self._end = f'dcterms:created "{today.isoformat()}"^^xsd:date ; rdfs:comment '

    def one_person(self, reason: str, person: Known, *others: Known) -> Line:
        """That all printed names of these people are the first one's."""
        names = [name for one in (person, *others) for name in one.names if slug(name) not in self._decisions.one]
        shown = self._decisions.one.get(slug(person.names[0]))
        about, name = (shown.iri, shown.name) if shown else (person.iri, person.names[0])
        printed = ", ".join(_quoted(one) for one in dict.fromkeys(names))
        said = f"osce:printedName {printed} ; schema:about <{_short(about)}> ; foaf:name {_quoted(name)} ;"
        return Line("one person", self._line("OnePerson", names[-1], f"{name}: one person", said, reason))

    def namesake(self, person: Known, naming: Naming, reason: str) -> Line:
        """That the naming's role, or else its release alone, tells a person of its own."""
        name = " ".join(naming.words.split())
        held = next((held for held in naming.roles if held.organisation), naming.roles[0])
        key = slug(f"{name} {held.title}")
        told = _short(held.organisation or naming.release)
        said = f"osce:printedName {_quoted(name)} ; schema:about <person/{key}> ; osce:toldBy <{told}> ;"
        return Line(f"a namesake, {_roles(naming)}", self._line("Namesake", key, f"{name}, {held.title}", said, reason))

    def told_by(self, person: NamedNode, naming: Naming) -> Line:
        """That a release names one of the namesakes."""
        name = " ".join(naming.words.split())
        who, release = _short(person), _short(naming.release)
        said = f"osce:printedName {_quoted(name)} ; schema:about <{who}> ; osce:toldBy <{release}> ;"
        key = f"{who.partition('/')[2]}-in-{release.partition('/')[2]}"
        return Line(f"it is {_short(person)}", self._line("Namesake", key, name, said, "named in this release"))

    def nobody(self, reason: str, person: Known) -> Line:
        """That the names mean nobody."""
        said = f"osce:printedName {', '.join(_quoted(name) for name in person.names)} ;"
        name = person.names[0]
        return Line("nobody", self._line("NoPerson", name, f"{name}: nobody", said, reason))

    def _line(self, kind: str, key: str, label: str, said: str, reason: str) -> str:
        whole, number = slug(key), 1
        while f"{whole}{f'-{number}' if number > 1 else ''}" in self._decisions.keys:
            number += 1
        iri = f"<decision/{whole}{f'-{number}' if number > 1 else ''}>"
        return f"{iri} a osce:{kind} ; rdfs:label {_quoted(label)}@en ; {said} {self._end}{_quoted(reason)}@en ."


def _apart(a: Naming, b: Naming) -> str | None:
    """Why the roles of two namings are hardly one person's: other organisations, or not a word in common."""
    mine, yours = ({held.organisation for held in naming.roles if held.organisation} for naming in (a, b))
    if mine and yours and not mine & yours:
        return f"{_roles(a)} and {_roles(b)} are of different organisations"
    if not _words(a) & _words(b):
        return f"{_roles(a)} and {_roles(b)} have no word in common"
    return None


def _words(naming: Naming) -> set[str]:
    return {word for held in naming.roles for word in words(f"{held.title} {held.label}")} - _EMPTY


def _roles(naming: Naming) -> str:
    titles = dict.fromkeys(", ".join(filter(None, (held.title, held.label))) for held in naming.roles)
    return repr("; ".join(titles))


def _day(naming: Naming) -> datetime.date:
    return datetime.date.fromisoformat(naming.day)


def _short(iri: NamedNode) -> str:
    return iri.value.removeprefix(BASE)


def _quoted(text: str) -> str:
    return str(pyoxigraph.Literal(text))
