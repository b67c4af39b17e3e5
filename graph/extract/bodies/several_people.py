"""The body of several people who are named together: `A and B, both of the Valley Fund`, `for X and Y respectively`."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from pyoxigraph import NamedNode

from graph.extract.bodies.organisations import Body
from graph.extract.words.lexicon import any_of, plural
from graph.extract.words.patterns import compiled
from graph.records import Found, Person, Role
from graph.text import FULL_STOP, Places, Span
from graph.vocabularies.reference import Reference

Employer = Found[NamedNode | str]

_JOINED = re.compile(r"(?:,\s|,?\sand\s)(?:the\s)?")
_BOTH = re.compile(r",\s(?:both|all(?:\s\w+)?)\s(?:of|from|with|at)\s(?:the\s)?")
# `The trainers, A and B, were provided by the Border Police`; who `came from` a town has no body there.
_CAME = re.compile(
    r",?\s(?:(?:who|all|both)\s)?(?:(?:came|come)\sfrom|(?:(?:are|were|had\sbeen|have\sbeen)\s)?"
    r"(?:(?:provided|seconded|sent|lent|delegated|made\savailable)\sby|on\s(?:loan|secondment)\sfrom))\s(?:the\s)?"
)
_OF = re.compile(r"\s(?:of|from)\s(?:the\s)?")
# Small words before the body's own name: `both of the Swedish charity Kosel`.
_SMALL = re.compile(r"(?:(?!the\s)[\w’'-]+\s){0,2}?")
_SMALL_LONGEST, _BEFORE = 40, 120
_RESPECTIVELY = compiled(r"(?<![\w-])respectively(?!\w)")
_CLAUSE_LONGEST = 240
_TIED = re.compile(r"\b(?:of|from|for|at|with|by|in)\s(?:the\s)?$")
_TIE_LONGEST = 12
_NEXT = re.compile(r"(?:,\s|,?\sand\s)(?:(?:of|from|for|at|with|by)\s)?(?:the\s)?")
# `Two members of the Water Council, the lawyers A and B`.
_APART = re.compile(r"(?:\s\([A-Z]+\))?(?:,\s|\s[-–—]\s)(?:the\s)?")
# `The team from the Valley University, A, B and C`: who they are stands without a role.
_TEAM = compiled(r"\b[Tt]he\s(?:[a-z-]+\s){0,2}?(?:team|trio|duo|pair|group|delegation)\sfrom\s(?:the\s)?$")
_ANOTHER = re.compile(r"(?:,|,?\sand)\s[^\W\d_a-z]")
# `The Ministry of Water was represented by A and the Border Police by Colonel B`.
_BY = re.compile(r"(?:\s\([A-Z]+\))?\sby\s(?:its\s)?")
_REPRESENTED = compiled(r"\brepresented\s(?:[\w-]+\s){0,4}?by\s")


class SeveralPeople:
    """Finds it by the words between the last of the names, or the role that they share, and the body."""

    def __init__(self, reference: Reference) -> None:
        many = {plural(noun) for noun in (*reference.words("role-noun"), *reference.words("staff-word"))}
        # `Two officials of the OSCE Secretariat's Water Department, Advisers A and B`.
        owner = r"(?-i:(?:[^\W\d_a-z][\w-]*\s){0,3}[^\W\d_a-z][\w-]*[’']s\s)?"
        self._many = any_of(many, rf"\s(?:of|from|at|with)\s(?:the\s)?{owner}$")

    def placed(
        self, text: str, people: Sequence[Person], bodies: Places[Body], employer: Callable[[Body], Employer | None]
    ) -> list[Person]:
        """These people of one paragraph, each with the body that such words give; `employer` says what a body is."""
        found = list(people)
        for first, last in _runs(text, people):
            run = found[first:last]
            for n, body in enumerate(self._of_run(text, run, bodies)):
                if body and (value := employer(body)):
                    found[first + n] = _of(run[n], value)
        for n, person in enumerate(found):
            gapped = self._represents(text, person, bodies)
            if gapped and (value := employer(gapped)):
                found[n] = _of(person, value)
        return found

    def _of_run(self, text: str, run: Sequence[Person], bodies: Places[Body]) -> Sequence[Body | None]:
        """The body of each of those who are named together."""
        end = run[-1].name.evidence.span.end
        if len(run) > 1 and (each := _each(text, end, len(run), bodies)):
            return each
        if len(run) > 1 and (shared := _of_last(text, run, bodies)):
            return [shared if _is_open(one) else None for one in run]
        tie = next(filter(None, (pattern.match(text, end) for pattern in (_BOTH, _CAME))), None)
        body = _beginning(text, tie.end(), bodies) if tie and len(run) > 1 else None
        body = body or _of_team(text, run[0], bodies)
        return [(body or self._before(text, one.roles, bodies)) if _is_open(one) else None for one in run]

    def _before(self, text: str, roles: Sequence[Role], bodies: Places[Body]) -> Body | None:
        """`Two members of the Water Council, the lawyers A and B`: the body before a role that several share."""
        for role in roles:
            start = role.title.evidence.span.start
            if role.title.evidence.span.of(text) == role.title.value:
                continue
            for body in bodies.near(Span(max(0, start - _SMALL_LONGEST), start)):
                before = self._many.search(text, max(0, body.span.start - _BEFORE), body.span.start)
                if before and _APART.fullmatch(text, body.span.end, start):
                    return body
        return None

    def _represents(self, text: str, person: Person, bodies: Places[Body]) -> Body | None:
        """`The Ministry of Water was represented by A and the Border Police by Colonel B`."""
        if not _is_open(person):
            return None
        start = _start(person)
        near = bodies.near(Span(max(0, start - _SMALL_LONGEST), start))
        body = next((one for one in near if _BY.fullmatch(text, one.span.end, start)), None)
        if body is None:
            return None
        told = _REPRESENTED.search(text, max(0, body.span.start - _CLAUSE_LONGEST), body.span.start)
        return None if told is None or FULL_STOP.search(text, told.end(), body.span.start) else body


def _of_last(text: str, run: Sequence[Person], bodies: Places[Body]) -> Body | None:
    """`Judges A and B of the Supreme Court`: the body behind the last of those who share how they are called."""
    shared = [one.honorific.evidence.span if one.honorific else None for one in run]
    of = _OF.match(text, run[-1].name.evidence.span.end)
    if of is None or shared[0] is None or len(set(shared)) > 1 or not all(map(_is_open, run[:-1])):
        return None
    return next((one for one in bodies.near(Span(of.end(), of.end() + 1)) if one.span.start == of.end()), None)


def _of_team(text: str, first: Person, bodies: Places[Body]) -> Body | None:
    """`The team from the Valley University, A, B and C`: the body before the first of them."""
    start = _start(first)
    # The others may be nobody that is known.
    if not _ANOTHER.match(text, first.name.evidence.span.end):
        return None
    near = bodies.near(Span(max(0, start - _SMALL_LONGEST), start))
    before = (one for one in near if _APART.fullmatch(text, one.span.end, start))
    return next((one for one in before if _TEAM.search(text, max(0, one.span.start - _BEFORE), one.span.start)), None)


def _is_open(person: Person) -> bool:
    """Whether nothing has told of what body or State somebody is."""
    return person.affiliation is None and all(role.organisation is role.country is None for role in person.roles)


def _runs(text: str, people: Sequence[Person]) -> Iterator[tuple[int, int]]:
    """From where to where people are named together; somebody alone too."""
    first = 0
    for n in range(1, len(people) + 1):
        end = people[n - 1].name.evidence.span.end
        if n == len(people) or not _JOINED.fullmatch(text, end, _start(people[n], end)):
            yield first, n
            first = n


def _start(person: Person, after: int = 0) -> int:
    """Where a name begins, with what stands before it, behind a place in the text."""
    at = person.name.evidence.span
    before = (one.evidence.span for one in (person.honorific, *(role.title for role in person.roles)) if one)
    near = (span.start for span in before if span.start >= max(after, at.start - _BEFORE) and span.end <= at.start)
    return min([at.start, *near])


def _beginning(text: str, start: int, bodies: Places[Body]) -> Body | None:
    """The body that begins here, or after small words."""
    near = bodies.near(Span(start, start + _SMALL_LONGEST))
    return next((one for one in near if _SMALL.fullmatch(text, start, one.span.start)), None)


def _each(text: str, end: int, number: int, bodies: Places[Body]) -> list[Body]:
    """The bodies before `respectively`, if there are as many as people."""
    stop = FULL_STOP.search(text, end, end + _CLAUSE_LONGEST)
    word = _RESPECTIVELY.search(text, end, stop.start() if stop else end + _CLAUSE_LONGEST)
    if word is None:
        return []
    named = bodies.within(Span(end, word.start()))[-number:]
    if len(named) < number or text[named[-1].span.end : word.start()].strip() not in ("", ","):
        return []
    joined = all(_NEXT.fullmatch(text, one.span.end, then.span.start) for one, then in pairwise(named))
    tied = _TIED.search(text, max(end, named[0].span.start - _TIE_LONGEST), named[0].span.start)
    return named if joined and tied else []


def _of(person: Person, body: Employer) -> Person:
    """Somebody with the body, as that of the role where there is one."""
    if not person.roles:
        return replace(person, affiliation=body)
    return replace(person, roles=tuple(replace(role, organisation=body) for role in person.roles))
