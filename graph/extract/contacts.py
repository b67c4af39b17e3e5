"""Whom a release names for questions: name, job and structure, and never how to reach them.

They are told apart from the people of the release: they are shown by `extract` and not published.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from pyoxigraph import NamedNode

from graph import methods
from graph.extract.bodies.body_words import is_holder
from graph.extract.bodies.organisations import OSCE_BODY, PUBLISHER
from graph.extract.names.names import Name, Names
from graph.extract.words.gazetteer import Gazetteer, resolve
from graph.extract.words.lexicon import any_of
from graph.privacy import private
from graph.records import Evidence, Found, Person, Role
from graph.text import Span, trimmed
from graph.vocabularies.reference import Reference

_PART = re.compile(r"[^,;:\n]+")
# A name, a job and a structure on lines of their own, with blank ones between, are not longer than this.
_REACH = 240
_ENDS = re.compile(r"\n|[.!?]\s+[^\W\d_a-z]")
# So near stands the number behind the name that it belongs to.
_TO_NUMBER = 100
# `OSCE Mission`, `OSCE Centre`: a name so short is that of the one at hand.
_SHORT = 2
# A body that is printed twice stands below the contacts: `X on the other bank of the river`, `X, whose guardian said`.
_PROSE = re.compile(r"\s(?!(?:of|at|from|in)\b)[a-z]|\.\s+[^\W\d_a-z]")
# `... of a paper mill, Kosel Brana. The Mission will bear the cost.`: a sentence ends, where a job has no stop.
_SENTENCE = re.compile(r"(?:\S+\s+){6,}\S+\.\s*")
_NO_JOB = re.compile(
    r"(?:and|or|but|with|who|whose|which|that|on|by|for|from|to|as|was|were|is|are|has|had|will)\b|.*[“”\"]"
)
_DIGIT = re.compile(r"\d|@|\b(?:tel|fax|e-?mail|mobile)\b", re.IGNORECASE)


class Contacts:
    """Reads the lines below a release that say whom to ask."""

    def __init__(self, reference: Reference, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._names = Names(reference)
        self._bodies, self._posts = reference.bodies, reference.posts
        self._roles = any_of(reference.words("role-noun"))
        self._nouns = any_of(reference.words("organisation-noun"))
        # `X, Press Officer, Refugee Steering Group, Vienna`; `X, UNHCR, tel.`
        self._named = re.compile(
            rf"(?:[^\W\d_a-z][\w’'-]*\s){{1,6}}(?i:{self._nouns.pattern})|Ministry\s(?:of|for)\s[A-Z][^,;:\n]{{2,60}}"
        )
        self._known = any_of(reference.words("international-body"))

    def find(self, text: str, spans: Sequence[Span], date: str | None, about: NamedNode | None = None) -> list[Person]:
        """The contacts in order; somebody counts only with a job, a structure or an honorific beside the name.

        `about` is the field operation that the release is about, which `OSCE Mission` stands for.
        """
        names: list[Name] = []
        for span in spans:
            names += self._names.find(text, span, [match.span for match in self._gazetteer.matches(text, span)])
        if not names:
            return []
        ends = [*(name.start for name in names[1:]), spans[-1].end]
        found: dict[str, Person] = {}
        for name, end in zip(names, ends, strict=True):
            roles = tuple(self._roles_of(text, Span(name.span.end, min(end, name.span.end + _REACH)), date, about))
            if roles or name.honorific:
                found.setdefault(name.span.of(text), _person(text, name, roles))
        return list(found.values())

    def _roles_of(self, text: str, span: Span, date: str | None, about: NamedNode | None) -> Iterator[Role]:
        """The first job after a name, up to the first number, with the structure named in it or right after it."""
        if _PROSE.match(text, span.start):
            return
        title: Span | None = None
        for part in _PART.finditer(text, span.start, span.end):
            words = trimmed(text, Span(*part.span()))
            if _DIGIT.search(part[0]) or _NO_JOB.match(text, words.start, words.end) or _SENTENCE.fullmatch(part[0]):
                break
            matches = self._gazetteer.matches(text, words)
            body = next((m for m in matches if resolve(m.entries, date) in self._bodies), None)
            if title is None and self._roles.search(part[0]):
                title = words
            # `OSCE Mission to the FRY` is more than the OSCE.
            if body and body.span.of(text) == "OSCE" != words.of(text) and self._nouns.search(part[0]):
                whole = about if about and len(words.of(text).split()) == _SHORT else None
                printed: Found[NamedNode | str] = Found(
                    whole or words.of(text), Evidence(words, methods.ROLE_GRAMMAR, 0.7)
                )
                yield _role(text, title or words, printed)
                return
            if body and (title or body.span == words):
                iri = resolve(body.entries, date)
                assert iri is not None
                # `Adviser to the Chairman-in-Office, Ministry of Water`: of the ministry, where one follows.
                if iri in self._posts and (behind := self._behind(text, part.end(), span.end)):
                    yield _role(text, title or body.span, behind)
                    return
                yield _role(text, title or body.span, Found(iri, Evidence(body.span, methods.ROLE_GRAMMAR, 0.8)))
                return
            if title and self._named.fullmatch(text, words.start, words.end):
                yield _role(text, title, Found(words.of(text), Evidence(words, methods.ROLE_GRAMMAR, 0.7)))
                return
            if title is None and (self._nouns.search(part[0]) or self._known.fullmatch(text, words.start, words.end)):
                # `Ms. X, Press Department of the Ministry of Justice`: the body stands where the job would.
                yield _role(text, words, Found(words.of(text), Evidence(words, methods.ROLE_GRAMMAR, 0.7)))
                return
        if title:
            yield _role(text, title, None)

    def _behind(self, text: str, start: int, end: int) -> Found[NamedNode | str] | None:
        """The body that is named between the next two commas."""
        part = _PART.match(text, start + 1, end)
        words = trimmed(text, Span(*part.span())) if part and text[start : start + 1] == "," else None
        if words is None or not self._named.fullmatch(text, words.start, words.end):
            return None
        return Found(words.of(text), Evidence(words, methods.ROLE_GRAMMAR, 0.7))

    def bodies(
        self, text: str, contacts: Sequence[Person], named: Sequence[Found[NamedNode | str]]
    ) -> Iterator[Found[NamedNode | str]]:
        """The bodies that contacts work for, as printed, which none of `named` is called as; posts are none.

        Like the contacts they are shown and not published.
        """
        printed = {one.evidence.span.of(text) for one in named}
        every = (body for one in contacts for body in (*(role.organisation for role in one.roles), one.affiliation))
        for body in filter(None, every):
            words = body.evidence.span.of(text)
            short = words == PUBLISHER or OSCE_BODY.fullmatch(words) or is_holder(text, body.evidence.span)
            post = body.value in self._posts and not words.startswith("Office")
            if not (short or post or words in printed):
                printed.add(words)
                yield Found(words, body.evidence)


def reached(text: str, prose: Sequence[Span], people: Sequence[Person]) -> list[Person]:
    """Those of whom the release itself tells no more than how to reach them: `Contact: X, Press Officer, tel.: ...`."""
    numbers = [span.start for span in private(text)]
    if not numbers:
        return []
    found = []
    for person in people:
        name, last = person.name.evidence.span, person.name.value.rsplit(None, 1)[-1]
        at = bisect_left(numbers, name.end)
        near = at < len(numbers) and numbers[at] - name.end < _TO_NUMBER
        if near and not _ENDS.search(text, name.end, numbers[at]) and sum(s.of(text).count(last) for s in prose) == 1:
            found.append(person)
    return found


def with_numbers(text: str, contacts: Sequence[Person]) -> Iterator[Person]:
    """Those contacts behind whose name a number or an address follows, before the next name."""
    numbers = [span.start for span in private(text)]
    names = [one.name.evidence.span for one in contacts]
    ends = [name.start for name in names][1:] + [len(text)] * bool(names)
    for one, name, end in zip(contacts, names, ends, strict=True):
        at = bisect_left(numbers, name.end)
        if at < len(numbers) and numbers[at] < min(end, name.end + _REACH):
            yield one


def _role(text: str, title: Span, organisation: Found[NamedNode | str] | None) -> Role:
    return Role(Found(title.of(text), Evidence(title, methods.ROLE_GRAMMAR, 0.8)), organisation)


def _person(text: str, name: Name, roles: tuple[Role, ...]) -> Person:
    honorific = None
    if name.honorific:
        honorific = Found(name.honorific.of(text), Evidence(name.honorific, methods.ROLE_GRAMMAR, 0.8))
    # `X, OSCE/ODIHR, tel.`: where X is, and no job.
    bodies = [role.organisation for role in roles if _is_body_alone(role)]
    jobs = tuple(role for role in roles if role.organisation not in bodies)
    called = Found(name.span.of(text), Evidence(name.span, methods.ROLE_GRAMMAR, 0.8))
    return Person(called, honorific, jobs, next(iter(bodies), None))


def _is_body_alone(role: Role) -> bool:
    """Whether a role is no more than the name of a structure, or an acronym."""
    body = role.organisation
    known = body is not None and (isinstance(body.value, NamedNode) or " " not in body.value)
    return body is not None and known and body.evidence.span == role.title.evidence.span
