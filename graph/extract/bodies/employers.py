"""For whom somebody works: the body that a role names, that stands with the name, or that a short word stands for."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from pyoxigraph import NamedNode

from graph import methods
from graph.extract.bodies.antecedents import Antecedents
from graph.extract.bodies.beside import FORMERLY, OWNED, Beside
from graph.extract.bodies.led_teams import LedTeams
from graph.extract.bodies.named_in_role import MEANT, NamedInRole, meant_by
from graph.extract.bodies.organisations import PUBLISHER, SHORT_BODY, Body
from graph.extract.bodies.owners import ITS, Owners
from graph.extract.bodies.past_work import is_past
from graph.extract.bodies.seats import Seats
from graph.extract.bodies.several_people import SeveralPeople
from graph.extract.bodies.short_words import ShortWords
from graph.extract.bodies.untold import Untold
from graph.extract.grammar.paragraphs import Paragraph
from graph.extract.words.lexicon import any_of
from graph.extract.words.patterns import compiled
from graph.records import Evidence, Found, Person, Role
from graph.text import Places, Span, sentence_around, sentence_before
from graph.vocabularies.reference import Reference

_PAST = re.compile(r"(?:former|formerly|previously|until|then|late|ex-)\b", re.IGNORECASE)
_FORMERLY = re.compile(rf",\s(?:{FORMERLY})\s")
_OWNER = compiled(OWNED)
_OWNS = re.compile(r"[’']s?\s$")
_LONGEST_WORD = 40
_BEHALF = re.compile(r"\bon behalf of\s(?:the\s)?(?:[\w’'-]+\s){0,2}$", re.IGNORECASE)
# `Minister X spoke for the Polish Chairmanship`: a minister at home.
_FOR_CHAIR = re.compile(
    r"[^.;“”\"]{0,120}?\b(?:spoke|speaks|speaking|represent(?:s|ed|ing))\s(?:for\s)?the\s(?:[\w’'-]+\s){0,4}Chairmanship\b"
)
_CHAIRED = (" chaired by ", "chaired by the ")
# `X of the Border Police was elected President`: of what else is not said.
_ELECTED = re.compile(r"\b(?:elected|appointed|chosen|voted|became|becomes)\b")
# `President X (MP, Sweden)`.
_OF_MEMBER = re.compile(r"\s(?:[^\W\d_a-z][\w.’'-]*\s){1,4}\((?:MP|Senator),\s")
# The IRIs of what belongs to the OSCE.
_STRUCTURES = "/structure/"


class Employers:
    """Finds the organisations of people."""

    def __init__(self, reference: Reference) -> None:
        self._short = ShortWords(reference)
        self._beside = Beside(reference, self._short)
        self._teams = LedTeams(reference, self._short)
        self._demonyms = reference.demonyms()
        self._inside = NamedInRole(reference, self._short)
        self._owners = Owners(reference, self._short, self._inside.called, self._inside.no_names)
        # `daughter of the founder of the Valley Fund`, `witness in the case against the National Bank`; but `winner
        # from the Valley University`.
        none = any_of(reference.words("of-no-body")).pattern
        self._of_nobody = re.compile(rf"(?:\w+\s){{0,2}}?{none}(?!\sfrom\s)", re.IGNORECASE)
        heading = "|".join(map(re.escape, reference.words("heading-verb")))
        self._heads = re.compile(rf"[^;“”\"]{{0,80}}?\bwho\s(?:[\w-]+\s){{0,3}}?(?:{heading})\b")
        self._houses, self._of_members = (_houses(reference, kind) for kind in ("office-of-body", "office-of-members"))
        self.seats = Seats(reference)
        self._several = SeveralPeople(reference)
        self.untold = Untold(reference, self._inside.no_names)
        self._own = self._inside.own
        self._deputy = any_of(reference.words("office-beside"))
        self._label = reference.label
        self._osce = reference.source(PUBLISHER, None)

    def antecedents(self) -> Antecedents:
        """For one text, to be told of its bodies in order."""
        return self._short.antecedents()

    def employed(self, paragraph: Paragraph, role: Role, bodies: Places[Body], earlier: Antecedents) -> Role:
        """The role with its organisation, and with its country where the role is one of a country."""
        # A rule for several people has told it.
        if role.organisation:
            return role
        span = self.seats.own(paragraph.text, role.title.evidence.span)
        if self._of_nobody.match(role.title.value):
            return role
        country = next(iter(paragraph.countries.within(span)), None)
        found = country and Found(country[1], Evidence(country[0], methods.ROLE_GRAMMAR, 0.8))
        # `Special Co-ordinator for the elections in Sweden`, `Personal Representatives A of Sweden and B`: of no State.
        # `her deputies are A from Sweden and B from Norway`: where they are from.
        if self._own.match(role.title.value) or self._deputy.fullmatch(role.title.value):
            found, role = None, replace(role, country=None)
        organisation = (
            self._inside.find(paragraph, span, bodies, earlier)
            or self._short.in_role(paragraph, span, bodies, earlier)
            or self._owners.before(paragraph, span, bodies)
            or self._owned(paragraph, span, bodies)
            # `two inspectors from the Valley Agency. One of the two, X`: a role that stands in the plural.
            or (self._beside.several(paragraph, span, bodies) if self._is_shared(paragraph, role) else None)
            or (None if found else self._of_office(paragraph, role, bodies, earlier))
            or self._inside.words.unnamed(paragraph, span)
        )
        at_event = self._owners.is_at_event(paragraph.text, span, paragraph.span.start)
        if organisation is None and not at_event and paragraph.text[: span.start].endswith(ITS):
            start = sentence_around(paragraph.text, span).start
            # `... the Mission has a team there. Its leader, X`.
            if start > paragraph.span.start:
                start = sentence_before(paragraph.text, start).start
            short = SHORT_BODY.search(paragraph.text, start, span.start)
            doing = short and self._owners.is_doing(paragraph.text, start, Span(*short.span()))
            if short and not doing and not self._owners.is_nearer(paragraph.text, Span(short.end(), span.start)):
                # `The Centre trains cadets. Its director` may be that of a centre which is not the release's own.
                ours = self._short.is_employer(paragraph, short[0])
                organisation = self._short.the_employer(paragraph, span) if ours else earlier.meant(short[0], start)
        return replace(role, organisation=organisation, country=role.country or found)

    def belonging(self, paragraph: Paragraph, person: Person, bodies: Places[Body], earlier: Antecedents) -> Person:
        """The person with the body that the words after the name tell.

        `trainer X of the Border Police` is a trainer there; of somebody without a role the body alone is known.
        """
        text = paragraph.text
        organisation = self._beside.name(paragraph, person.name.evidence.span, bodies, earlier)
        organisation = (
            organisation
            or self._beside.roles(paragraph, person, bodies)
            or self.untold.after(paragraph, person)
            or self._teams.its(paragraph, person.name.evidence.span, bodies)
        )
        # What stands with the name is surer than what a short word or `whose` was taken for.
        surer = [role for role in person.roles if role.organisation and role.organisation.evidence.confidence > MEANT]
        if organisation is None or surer:
            return person
        # `X, Personal Representative on Combating Intolerance`: a body that is the role itself.
        if any(role.title.evidence.span.overlaps(organisation.evidence.span) for role in person.roles):
            return person
        # `the Centre's adviser, X, with the Ministry of Water`: the role says whose it is.
        if any(_OWNER.match(role.title.value) for role in person.roles):
            return person
        # `former Minister X, who now lectures at the University of Osh`: there X is no minister.
        past = all(_PAST.match(role.title.value) for role in person.roles)
        # `Minister X, who chairs the Commission`: the minister is not the commission's.
        between = Span(person.name.evidence.span.end, organisation.evidence.span.start)
        if is_past(text, between.start, between.end, bool(person.roles) and not past):
            return person
        leads = between.start < between.end and self._heads.match(paragraph.text, between.start, between.end)
        behalf = person.roles and _BEHALF.search(text, max(0, between.end - _LONGEST_WORD), between.end)
        if person.roles and _is_chair(organisation) and _FOR_CHAIR.match(text, between.start):
            return person
        # `the Council, chaired by Greek Ambassador X`: an ambassador of Greece, and no officer of the council.
        if between.end < between.start and any(self._is_of_state(role) for role in person.roles):
            chairs = text.endswith(_CHAIRED, between.end, person.roles[0].title.evidence.span.start)
            return person if chairs or behalf else replace(person, affiliation=organisation)
        # `hydrologist X on behalf of the Valley Fund`: whom somebody speaks for is not whose officer somebody is.
        if behalf and between.start < between.end:
            return person
        new = [_is_new(text, organisation.evidence.span, role) for role in person.roles]
        # `the Valley Fund's X, Professor of Law`: a professor elsewhere.
        owned = text.startswith(("'", "’"), organisation.evidence.span.end)
        # `the expert X, formerly with the Border Police`: an expert of another body, or of none.
        once = _FORMERLY.match(text, between.start) is not None
        if once and any(role.organisation for role in person.roles):
            return person
        if not (all(new) or past or leads or owned or once):
            roles = zip(person.roles, new, strict=True)
            return replace(
                person, roles=tuple(role if late else replace(role, organisation=organisation) for role, late in roles)
            )
        return replace(person, affiliation=organisation)

    def together(
        self, paragraph: Paragraph, people: Sequence[Person], bodies: Places[Body], earlier: Antecedents
    ) -> list[Person]:
        """The people of a paragraph, with the bodies of those who are named together."""

        def employer(body: Body) -> Found[NamedNode | str] | None:
            if body.iri is None and self._short.is_short(paragraph, body):
                return self._short.meant(paragraph, body.span, earlier)
            return Found(body.value(paragraph.text), Evidence(body.span, methods.ROLE_GRAMMAR, 0.75))

        return self._several.placed(paragraph.text, people, bodies, employer)

    def _is_shared(self, paragraph: Paragraph, role: Role) -> bool:
        """Whether a role stands in the plural, and each of its holders is not a State's: `Ministers of the Troika`."""
        return role.country is None and role.title.evidence.span.of(paragraph.text) != role.title.value

    def _is_of_state(self, role: Role) -> bool:
        """Whether a role is that of a State's envoy or servant: `Greek Ambassador`, `Norway's Ambassador`."""
        first = role.title.value.split()[0]
        return role.country is not None or first in self._demonyms

    def _owned(self, paragraph: Paragraph, role: Span, bodies: Places[Body]) -> Found[NamedNode | str] | None:
        """The body in whose possessive a role is: `the Valley Fund's director, X`."""
        text = paragraph.text
        owns = _OWNS.search(text, max(paragraph.span.start, role.start - 3), role.start)
        before = bodies.near(Span(owns.start() - 1, owns.start())) if owns else []
        body = next((body for body in before if owns and body.span.end == owns.start()), None)
        if body is None or (body.iri is None and self._short.is_short(paragraph, body)):
            return None
        return Found(body.value(text), Evidence(body.span, methods.ROLE_GRAMMAR, 0.8))

    def _of_office(
        self, paragraph: Paragraph, role: Role, bodies: Places[Body], earlier: Antecedents
    ) -> Found[NamedNode | str] | None:
        """The university of `Rector X`, where the text has named one before, or that the release is about.

        The Secretary General whom nothing calls that of another body is the OSCE's; so is a Personal Representative.
        """
        span = role.title.evidence.span
        own = [PUBLISHER] if self._own.match(role.title.value) else []
        title = role.title.value.casefold()
        members = self._of_members.get(title, ()) if _OF_MEMBER.match(paragraph.text, span.end) else ()
        for house in (*own, *self._houses.get(title, ()), *members):
            if house == PUBLISHER:
                sentence = sentence_around(paragraph.text, span)
                # `Secretary General X said that the OSCE would write with the Valley Fund`: those behind it are others.
                own_words = paragraph.text.find(" the OSCE ", span.end, sentence.end) >= 0
                others = bodies.within(Span(sentence.start, span.end) if own_words else sentence)
                others = [one for one in others if one.iri or not self._short.is_short(paragraph, one)]
                foreign = any(one.iri is None or _STRUCTURES not in one.iri.value for one in others)
                return None if foreign or self._osce is None else Found(self._osce, meant_by(span))
            if self._short.is_employer(paragraph, house):
                return self._short.the_employer(paragraph, span)
            named = earlier.meant(house, span.start) or earlier.meant(house.rpartition(" ")[2], span.start)
            # `X, a professor at the University of Osh, taught. Rector Y thanked her`: of which one, nobody says.
            if (
                named
                and not earlier.is_aside(named)
                and house in (named.value if isinstance(named.value, str) else self._label(named.value))
            ):
                return named
        return None


def _houses(reference: Reference, kind: str) -> dict[str, list[str]]:
    """The nouns for bodies by their offices, as a list of the lexicon has them."""
    found: dict[str, list[str]] = defaultdict(list)
    for office, house in (words.split(": ") for words in reference.words(kind)):
        found[office.casefold()].append(house)
    return found


def _is_chair(body: Found[NamedNode | str]) -> bool:
    return isinstance(body.value, str) and body.value.endswith("Chairmanship")


def _is_new(text: str, body: Span, role: Role) -> bool:
    """Whether a verb between a body and a role says that the role came after: `X of the Border Police was elected`."""
    return _ELECTED.search(text, body.end, role.title.evidence.span.start) is not None
