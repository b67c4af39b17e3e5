"""Who is named with a role, an honorific or a verb of speech.

A possible name counts only with evidence beside it; inside quotation marks a verb of speech is none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import NamedTuple

from pyoxigraph import NamedNode

from graph.extract import methods
from graph.extract.chunks import KINDS, Chunker
from graph.extract.funding import Funding
from graph.extract.gazetteer import Gazetteer, Match, resolve
from graph.extract.lexicon import any_of
from graph.extract.names import Name, Names
from graph.extract.organisations import OSCE_BODY, SHORT_BODY, Body, Organisations, once
from graph.extract.quotation import marks
from graph.extract.rules import Chunk, Rules
from graph.extract.together import Holder, holders
from graph.records import Evidence, Found, Person, Role
from graph.reference import Reference
from graph.text import Places, Span, trimmed

# Where a role before a name can begin at the earliest.
_BREAK = re.compile(
    r"[,;:.!?()\"“”]|\s[-–—]\s|\b(?:by|with|that|from|when|where|while|between|including|thanked|met|also|as)\s"
    # `awarded to teacher X` is a break, `Special Representative to Armenia, X` is none.
    r"|\bto\s(?!(?:the\s)?[A-Z])"
)
# Where a role after a name ends.
_STOP = re.compile(r"[,;.!?()\"“”]|\s[-–—]\s|\s(?:who|which|will|was|were|is|are|has|have|had|during)\b")
_ARTICLE = re.compile(r"(?:the|a|an|its|their|his|her)\s+", re.IGNORECASE)
_CLAUSE = re.compile(r"(?<![\w-])(?:in|on|at|for|to|the|a|an|was|were|is|are)\s", re.IGNORECASE)
_ADJECTIVES = {"acting", "former", "deputy", "senior", "outgoing", "incoming"}
_TOKEN = re.compile(r"\S+")
_COMMA = re.compile(r",\s+")
_AGE = re.compile(r",\s+(?:aged\s+)?\d\d,\s+")
_COMMA_THE = re.compile(r",\s+(?:the\s+)?")
# `Adviser on Torture Prevention`: what follows is the rest of the role, not a name.
_CUT_SHORT = re.compile(r"\s(?:on|of|for|in|at|to|and|the)$")
# `X, a retired crane operator,` says what somebody is without a noun that the lexicon knows.
_DESCRIPTION = re.compile(r"an?\s+(?P<role>[^\W\d_][\w’'-]*(?:\s+[\w’'-]+){0,7})")
_PREPOSITION = re.compile(r"\s(?:of|at|in|for|from|where|who|with|on)\s")
# `trainer X of the Border Police`.
_BELONGS = re.compile(r"\s(?:of|from|at|with)\s(?:the\s)?")
_GAP = re.compile(r",?\s")
# `X, who edits a weekly,` and `X, one of the court managers, said`.
_FURTHER = re.compile(r",\s+(?:(?P<who>who\s)|[^,.;:“”\"]{3,80},\s+)")
_LONGEST_ROLE = 16
# How far around a name its roles are looked for: longer than any of them, and short enough to be always the same work.
_WINDOW = 400


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A paragraph with what is known of it: structures named, possible names, and quoted stretches."""

    text: str
    span: Span
    matches: tuple[Match, ...]
    quoted: Places[Span]
    bodies: Places[tuple[Span, NamedNode]]
    countries: Places[tuple[Span, NamedNode]]
    names: Places[Name]
    candidates: tuple[Name, ...]
    resources: dict[Span, NamedNode]
    chunks: tuple[Chunk, ...]
    employer: NamedNode | None


class Named(NamedTuple):
    """Whom and what some paragraphs name: people, organisations, and who paid."""

    people: tuple[Person, ...]
    organisations: tuple[Found[NamedNode | str], ...]
    payers: tuple[Found[NamedNode | str], ...]


class People:
    """Finds people by the words of the lexicon."""

    def __init__(self, reference: Reference, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._names = Names(reference)
        self._structures = reference.bodies
        self._countries = reference.countries
        rules = Rules(reference.grammar(), KINDS)
        self._organisations = Organisations(reference, rules)
        self._funding = Funding(reference, rules)
        self._chunker = Chunker(reference, gazetteer)
        self._rules = rules
        self._roles = any_of(reference.words("role-noun"))
        # `Adviser on Torture Prevention`: a task, not a name.
        self._task = re.compile(self._roles.pattern + r"\s(?:on|for)\s$", re.IGNORECASE)
        self._speech = any_of(reference.words("speech-verb"))
        self._organisation = any_of(reference.words("organisation-noun"))

    def find(self, text: str, spans: Sequence[Span], date: str | None, employer: NamedNode | None) -> Named:
        """The people of these paragraphs in order of appearance, each name once, and the organisations.

        `date` (ISO) settles which stage of a structure a role belongs to; `employer` is the structure that the
        release is about, which `the Mission` in a role stands for.
        """
        found: dict[str, Person] = {}
        named: list[Found[NamedNode | str]] = []
        payers: list[Found[NamedNode | str]] = []
        for span in spans:
            paragraph = self._paragraph(text, span, date, employer)
            shared = {at: list(several) for at, several in groupby(self._holders(paragraph), lambda one: one.name)}
            people = [
                person
                for name in paragraph.candidates
                if (person := self._person(paragraph, name, shared.get(name.span, ())))
            ]
            people = list(_outside_roles(people))
            chunks = self._chunks_beside(paragraph, people)
            every = self._organisations.bodies(text, chunks, paragraph.resources)
            named += self._organisations.mentions(text, every)
            bodies = Places(every, lambda body: body.span)
            payers += self._funding.find(text, chunks, paragraph.resources, employer)
            for person in people:
                roles = tuple(self._employed(paragraph, role, bodies) for role in person.roles)
                person = self._belonging(paragraph, replace(person, roles=roles), bodies)
                key = person.name.value
                found[key] = _joined(found[key], person) if key in found else person
        payers = list({one.value: one for one in reversed(payers)}.values())[::-1]
        return Named(tuple(_named_in_full(found)), once(named), tuple(payers))

    def _chunks_beside(self, paragraph: _Paragraph, people: Sequence[Person]) -> list[Chunk]:
        """The chunks of the paragraph once its people are known: what is no name may be part of a body's."""
        names = [Name(person.name.evidence.span, None) for person in people]
        return self._chunker.cut(paragraph.text, paragraph.span, paragraph.matches, names, ())

    def _holders(self, paragraph: _Paragraph) -> list[Holder]:
        """Who shares a role with others or has it in brackets, by place of the name."""
        return sorted(holders(paragraph.text, paragraph.chunks, self._rules), key=lambda one: one.name)

    def _paragraph(self, text: str, span: Span, date: str | None, employer: NamedNode | None) -> _Paragraph:
        matches = tuple(self._gazetteer.matches(text, span))
        resolved = ((match.span, resolve(match.entries, date)) for match in matches)
        known = [(at, iri) for at, iri in resolved if iri is not None]
        bodies = tuple((at, iri) for at, iri in known if iri in self._structures)
        countries = tuple((at, iri) for at, iri in known if iri in self._countries)
        quoted = tuple(quote.span for quote in marks(text, span))
        names = self._names.find(text, span, [match.span for match in matches])
        outside = tuple(
            name for name in names if not self._task.search(text, max(span.start, name.start - 60), name.start)
        )
        marked = Places(quoted, lambda at: at)
        said = [name for name in outside if not marked.near(name.span)]
        chunks = self._chunker.cut(text, span, matches, said, quoted)
        return _Paragraph(
            text,
            span,
            matches,
            marked,
            Places(bodies, lambda body: body[0]),
            Places(countries, lambda country: country[0]),
            Places(outside, lambda name: name.span),
            outside,
            dict((*bodies, *countries)),
            tuple(chunks),
            employer,
        )

    def _person(self, paragraph: _Paragraph, name: Name, shared: Sequence[Holder]) -> Person | None:
        common = [self._common(paragraph, holder) for holder in shared if holder.role and not holder.honorific]
        taken = [role.title.evidence.span for role in common]
        own = [*self._roles_before(paragraph, name), *self._role_after(paragraph, name)]
        roles = [
            self._role(paragraph, role) for role in own if not any(role.overlaps(other) for other in taken)
        ] + common
        if not roles and not name.honorific and not shared:
            quoted = paragraph.quoted.near(name.span)
            if quoted or not self._speaks(paragraph, name):
                return None
        confidence = 0.9 if roles else 0.8 if name.honorific or shared else 0.6
        honorific = None
        if name.honorific:
            evidence = Evidence(name.honorific, methods.ROLE_GRAMMAR, confidence)
            honorific = Found(name.honorific.of(paragraph.text), evidence)
        return Person(
            Found(name.span.of(paragraph.text), Evidence(name.span, methods.ROLE_GRAMMAR, confidence)),
            honorific or self._address(paragraph, shared),
            tuple(roles),
        )

    def _address(self, paragraph: _Paragraph, shared: Sequence[Holder]) -> Found[str] | None:
        """The honorific of `Ambassadors A and B`."""
        found = next((one for one in shared if one.honorific and one.role), None)
        return Found(found.title, Evidence(found.role, methods.ROLE_GRAMMAR, 0.9)) if found and found.role else None

    def _common(self, paragraph: _Paragraph, holder: Holder) -> Role:
        """The role that several people share, or that stands in brackets."""
        assert holder.role is not None
        title = Found(holder.title, Evidence(holder.role, methods.ROLE_GRAMMAR, 0.85))
        iri = holder.country and paragraph.resources.get(holder.country)
        evidence = holder.country and Evidence(holder.country, methods.ROLE_GRAMMAR, 0.85)
        return Role(title, None, Found(iri, evidence) if iri and evidence else None)

    def _roles_before(self, paragraph: _Paragraph, name: Name) -> Iterator[Span]:
        """`OSCE spokesperson X`, `the Head of the Mission, Ambassador X` and two roles joined by a comma."""
        text, start = paragraph.text, max(paragraph.span.start, name.start - _WINDOW)
        cuts = [Span(*cut.span()) for cut in _BREAK.finditer(text, start, name.start)]
        cuts += [Span(*cut.span()) for cut in self._speech.finditer(text, start, name.start)]
        cuts += [other.span for other in paragraph.names.within(Span(start, name.start))]
        # A comma inside a structure's own name does not cut.
        cuts = [cut for cut in cuts if not any(body.holds(cut) for body, _ in paragraph.bodies.near(cut))]
        end = name.start
        for cut in [*sorted(cuts, reverse=True), Span(start, start)][:3]:
            stretch = trimmed(text, Span(cut.end, end))
            role = self._trim_role(text, stretch)
            if role:
                yield role
            if cut.of(text) != "," or (stretch.start < stretch.end and not role):
                return
            end = cut.start

    def _role_after(self, paragraph: _Paragraph, name: Name) -> Iterator[Span]:
        """`X, Head of the OSCE Mission to Serbia,` with the body that may follow after one more comma."""
        text, end = paragraph.text, min(paragraph.span.end, name.span.end + _WINDOW)
        opening = _AGE.match(text, name.span.end, end) or _COMMA.match(text, name.span.end, end)
        if not opening:
            return
        stop = self._stop(paragraph, opening.end())
        # `President A, Foreign Minister B`: what the next name is part of belongs to the next name.
        described = _DESCRIPTION.match(text, opening.end(), stop)
        if not described and paragraph.names.near(Span(opening.end(), stop)):
            return
        if description := _DESCRIPTION.fullmatch(text, opening.end(), stop):
            # `Lake Kul, a regional centre,` is no person.
            words = Span(*description.span("role"))
            head = _PREPOSITION.split(words.of(text), maxsplit=1)[0]
            if self._roles.search(head) or not self._organisation.search(head):
                yield words
            return
        role = self._trim_role(text, Span(opening.end(), stop))
        # A role that begins later belongs to somebody else.
        if role is None or role.start > opening.end() + len("the "):
            return
        more = _COMMA_THE.match(text, stop, end)
        if more and text[more.end()].isupper() and not paragraph.bodies.within(role):
            further = trimmed(text, Span(more.end(), self._stop(paragraph, more.end())))
            if self._is_body(paragraph, further):
                role = Span(role.start, further.end)
        yield role

    def _is_body(self, paragraph: _Paragraph, span: Span) -> bool:
        """Whether the stretch begins with an organisation rather than with the next person."""
        if paragraph.names.near(span):
            return False
        known = any(span.start <= body.start <= span.start + 5 for body, _ in paragraph.bodies.near(span))
        return known or self._organisation.search(paragraph.text, span.start, span.end) is not None

    def _stop(self, paragraph: _Paragraph, start: int) -> int:
        """Where a stretch that begins at `start` ends: at punctuation or a verb, but not inside a structure's name."""
        text, end = paragraph.text, min(paragraph.span.end, start + _WINDOW)
        stops = [*_STOP.finditer(text, start, end), *self._speech.finditer(text, start, end)]
        places = [stop.start() for stop in stops]
        return min(
            (
                at
                for at in places
                if not any(body.start < at < body.end for body, _ in paragraph.bodies.near(Span(at, at + 1)))
            ),
            default=end,
        )

    def _trim_role(self, text: str, span: Span) -> Span | None:
        """The part of a stretch that names a role, or None: no article, no clause before it, not too long."""
        span = trimmed(text, span)
        if article := _ARTICLE.match(text, span.start, span.end):
            span = Span(article.end(), span.end)
        noun = self._roles.search(text, span.start, span.end)
        if noun is None or _CUT_SHORT.search(text, span.start, span.end):
            return None
        # `On 6 October in Yerevan Armenian President`: what stands before the last such word is clause, not role;
        # so are lower-case words before the first capital or role noun.
        start = max((cut.end() for cut in _CLAUSE.finditer(text, span.start, noun.start())), default=span.start)
        starts = (
            token.start()
            for token in _TOKEN.finditer(text, start, span.end)
            if token[0][0].isupper() or token[0] in _ADJECTIVES or token.start() >= noun.start()
        )
        span = Span(next(starts), span.end)
        return span if len(span.of(text).split()) <= _LONGEST_ROLE else None

    def _speaks(self, paragraph: _Paragraph, name: Name) -> bool:
        text = paragraph.text
        gap = _GAP.match(text, name.span.end, paragraph.span.end)
        after = gap and self._speech.match(text, gap.end(), paragraph.span.end)
        window = max(paragraph.span.start, name.start - 30)
        further = _FURTHER.match(text, name.span.end, paragraph.span.end)
        speaks_further = further is not None and (further["who"] or self._speech.match(text, further.end()))
        return bool(after or speaks_further) or any(
            not text[verb.end() : name.start].strip() for verb in self._speech.finditer(text, window, name.start)
        )

    def _role(self, paragraph: _Paragraph, span: Span) -> Role:
        return Role(Found(span.of(paragraph.text), Evidence(span, methods.ROLE_GRAMMAR, 0.85)))

    def _employed(self, paragraph: _Paragraph, role: Role, bodies: Places[Body]) -> Role:
        """The role with its organisation, and with its country where the role is one of a country."""
        span = role.title.evidence.span
        country = next(iter(paragraph.countries.within(span)), None)
        found = country and Found(country[1], Evidence(country[0], methods.ROLE_GRAMMAR, 0.8))
        organisation = self._employer(paragraph, span, bodies)
        if organisation is None and paragraph.employer and paragraph.text[: span.start].endswith((" its ", "Its ")):
            organisation = Found(paragraph.employer, Evidence(span, methods.ROLE_GRAMMAR, 0.6))
        return replace(role, organisation=organisation, country=role.country or found)

    def _belonging(self, paragraph: _Paragraph, person: Person, bodies: Places[Body]) -> Person:
        """The person with the body that follows the name as employer: `trainer X of the Border Police`."""
        joint = _BELONGS.match(paragraph.text, person.name.evidence.span.end, paragraph.span.end)
        after = bodies.near(Span(joint.end(), joint.end() + 1)) if joint else []
        body = next((body for body in after if joint and body.span.start == joint.end()), None)
        if body is None or any(role.organisation for role in person.roles):
            return person
        value = body.iri or body.span.of(paragraph.text)
        organisation = Found(value, Evidence(body.span, methods.ROLE_GRAMMAR, 0.8))
        return replace(person, roles=tuple(replace(role, organisation=organisation) for role in person.roles))

    def _employer(self, paragraph: _Paragraph, role: Span, bodies: Places[Body]) -> Found[NamedNode | str] | None:
        """A structure named in the role, else the body that the role names, else the one that the release is about."""
        text = paragraph.text
        short = SHORT_BODY.search(text, role.start, role.end)
        within = bodies.within(role)
        # `the OSCE Mission` is the mission, not the whole organization.
        for body in within:
            if body.iri and not (short and body.span.of(text) == "OSCE"):
                return Found(body.iri, Evidence(body.span, methods.ROLE_GRAMMAR, 0.9))
        # `the OSCE Mission's Police Development Unit` is part of the mission.
        if short and paragraph.employer and text[short.end() : short.end() + 2] in ("'s", "’s"):
            return Found(paragraph.employer, Evidence(Span(*short.span()), methods.ROLE_GRAMMAR, 0.7))
        printed = [body for body in within if not body.iri and not self._is_short(paragraph, body)]
        if printed:
            return Found(printed[-1].span.of(text), Evidence(printed[-1].span, methods.ROLE_GRAMMAR, 0.8))
        if short and paragraph.employer:
            return Found(paragraph.employer, Evidence(Span(*short.span()), methods.ROLE_GRAMMAR, 0.7))
        return None

    def _is_short(self, paragraph: _Paragraph, body: Body) -> bool:
        """Whether the body is `the OSCE Mission` and the like, which means what the release is about."""
        words = body.span.of(paragraph.text)
        return (" " not in words and not body.known) or bool(paragraph.employer and OSCE_BODY.fullmatch(words))


def _outside_roles(people: Sequence[Person]) -> Iterator[Person]:
    """Without those whose name is part of somebody's role: `Adviser on Municipal Finance`."""
    spans = {role.title.evidence.span for person in people for role in person.roles}
    titles = Places(spans, lambda span: span)
    for person in people:
        name = person.name.evidence.span
        if not any(title.holds(name) for title in titles.near(name)):
            yield person


def _named_in_full(found: dict[str, Person]) -> Iterator[Person]:
    """Without those whose surname alone, particle or not, is that of somebody named in full: they are that person."""
    whole: dict[str, str] = {}
    for name in found:
        words = name.split()
        for at in range(1, len(words)):
            whole.setdefault(" ".join(words[at:]).casefold(), name)
    full = {name: person for name, person in found.items() if name.casefold() not in whole}
    for name, person in found.items():
        bearer = whole.get(name.casefold())
        if bearer in full:
            full[bearer] = _joined(full[bearer], replace(person, roles=()))
    yield from full.values()


def _joined(first: Person, again: Person) -> Person:
    """One person named twice: what the first place does not say is taken from the second."""
    said = {role.title.value.casefold() for role in first.roles}
    more = tuple(role for role in again.roles if role.title.value.casefold() not in said)
    return replace(first, honorific=first.honorific or again.honorific, roles=first.roles + more)
