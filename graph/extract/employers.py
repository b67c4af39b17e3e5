"""For whom somebody works: the body that a role names, that stands with the name, or that a short word stands for."""

import re
from collections import defaultdict
from dataclasses import replace
from itertools import pairwise

from pyoxigraph import NamedNode

from graph.extract import methods
from graph.extract.antecedents import Antecedents
from graph.extract.beside import OWNED, Beside
from graph.extract.lexicon import any_of
from graph.extract.organisations import PUBLISHER, SHORT_BODY, Body
from graph.extract.own_words import OwnWords
from graph.extract.owners import ITS, Owners, sentence_before
from graph.extract.paragraphs import Paragraph
from graph.extract.patterns import compiled
from graph.extract.runs import WORD
from graph.extract.short_words import ShortWords
from graph.extract.untold import Untold
from graph.records import Evidence, Found, Person, Role
from graph.reference import Reference
from graph.text import Places, Span, sentence_around

# The most confidence of a body that is not named in full with the role.
_MEANT = 0.7
_PAST = re.compile(r"(?:former|formerly|previously|until|then|late|ex-)\b", re.IGNORECASE)
# `head of the Belarusian delegation`.
_DELEGATION = re.compile(r"(?<!\w)(?P<who>[^\W\d_a-z][\w-]+) [Dd]elegation\b")
_OWNER = compiled(OWNED)
_OWNS = re.compile(r"[’']s?\s$")
_BEGUN = re.compile(r"\s(?:of|at|in|for|with)\sthe\s(?P<name>[^\W\d_a-z][\w-]+(?:\s[^\W\d_a-z][\w-]+)+)$")
_NAME_BEFORE = re.compile(r"(?<![\w-])(?!OSCE\s|The\s|Programme\s)[^\W\d_a-z][\w-]*\s$")
_LONGEST_WORD = 40
_BEHALF = re.compile(r"\bon behalf of\s(?:the\s)?(?:[\w’'-]+\s){0,2}$", re.IGNORECASE)
_CHAIRED = (" chaired by ", "chaired by the ")
# `X of the Border Police was elected President`: of what else is not said.
_ELECTED = re.compile(r"\b(?:elected|appointed|chosen|voted|became|becomes)\b")
# The IRIs of what belongs to the OSCE.
_STRUCTURES = "/structure/"
_OF_ANOTHER = re.compile(r"(?P<noun>[^\W\d_]+)['’]s\s$")
_AT_THE = re.compile(r"\s(?:of|at|in|within)\s(?:the\s)?(?:OSCE\s)?(?:Programme\s)?$")
_IN_THE = re.compile(r"\s(?:of|in|within|under)\s(?:the\s)?")
_AT = re.compile(r"\s(?:at|with|of|in)\s(?:the\s)?(?:OSCE[’']s?\s)?$")


class Employers:
    """Finds the organisations of people."""

    def __init__(self, reference: Reference) -> None:
        self._short = ShortWords(reference)
        self._beside = Beside(reference, self._short)
        self._demonyms = reference.demonyms()
        roles, working = (any_of(reference.words(kind)) for kind in ("named-of-role", "works-for"))
        # `Director of Caritas`: a name that tells nothing of a body, at the end of the role.
        self._called = compiled(
            rf"(?:{roles.pattern}\s(?:of|at|with|on)|{working.pattern}\sfor)\s(?:the\s)?(?-i:(?P<name>{WORD}(?:\s{WORD}){{0,3}}))"
            r"(?=$|[^\w\s]|\s(?:in|at|of|on|for|and|from|to|with|under)\s)",
            re.IGNORECASE,
        )
        # `Minister for Roads and Public Administration`: what somebody is in charge of is no body.
        charge = any_of(reference.words("charge-holder")).pattern
        self._charged = compiled(rf"{charge}\s(?:for\s(?:the\s)?|(?:of|for)\s[^,.;:]{{1,60}}\sand\s)$", re.IGNORECASE)
        nouns = (*reference.words("portfolio"), *reference.words("organisation-noun"), *reference.words("event-noun"))
        self._no_names = {part for noun in nouns for word in noun.split() for part in (word, word.capitalize())}
        self._no_names |= self._demonyms | {"OSCE"}
        # `Deputy Director for Europe`, `Director for Northern Rivers`: a region, or what is cared for.
        self._no_names |= {*reference.words("thing-noun"), *reference.words("region-word")}
        self._words = OwnWords(reference, self._no_names)
        self._owners = Owners(reference, self._short, self._called, self._no_names)
        # `daughter of the founder of the Valley Fund`, `witness in the case against the National Bank`.
        self._of_nobody = re.compile(
            rf"(?:\w+\s){{0,2}}?{any_of(reference.words('of-no-body')).pattern}", re.IGNORECASE
        )
        self._posts = reference.posts
        heading = "|".join(map(re.escape, reference.words("heading-verb")))
        self._heads = re.compile(rf"[^;“”\"]{{0,80}}?\bwho\s(?:[\w-]+\s){{0,3}}?(?:{heading})\b")
        self._given = frozenset(reference.words("given-name"))
        self._office = any_of(reference.words("role-noun"))
        offices = (words.split(": ") for words in reference.words("office-of-body"))
        self._houses: dict[str, list[str]] = defaultdict(list)
        for office, house in offices:
            self._houses[office.casefold()].append(house)
        self.untold = Untold(reference, self._no_names)
        self._local = frozenset(reference.words("local-adjective"))
        self._own = any_of(reference.words("own-office"), r"(?=$|\s(?:for|on)\s)")
        self._deputy = any_of(reference.words("office-beside"))
        self._label = reference.label
        self._osce = reference.source(PUBLISHER, None)

    def antecedents(self) -> Antecedents:
        """For one text, to be told of its bodies in order."""
        return self._short.antecedents()

    def employed(self, paragraph: Paragraph, role: Role, bodies: Places[Body], earlier: Antecedents) -> Role:
        """The role with its organisation, and with its country where the role is one of a country."""
        span = role.title.evidence.span
        if self._of_nobody.match(role.title.value):
            return role
        country = next(iter(paragraph.countries.within(span)), None)
        found = country and Found(country[1], Evidence(country[0], methods.ROLE_GRAMMAR, 0.8))
        # `Special Co-ordinator for the elections in Sweden`, `Personal Representatives A of Sweden and B`: of no State.
        # `her deputies are A from Sweden and B from Norway`: where they are from.
        if self._own.match(role.title.value) or self._deputy.fullmatch(role.title.value):
            found, role = None, replace(role, country=None)
        organisation = (
            self._named_in(paragraph, span, bodies, earlier)
            or self._short.in_role(paragraph, span, bodies, earlier)
            or self._owners.before(paragraph, span, bodies)
            or self._owned(paragraph, span, bodies)
            # `two inspectors from the Valley Agency. One of the two, X`: a role that stands in the plural.
            or (self._beside.several(paragraph, span, bodies) if self._is_shared(paragraph, role) else None)
            or (None if found else self._of_office(paragraph, role, bodies, earlier))
        )
        if organisation is None and paragraph.text[: span.start].endswith(ITS):
            start = sentence_around(paragraph.text, span).start
            # `... the Mission has a team there. Its leader, X`.
            if start > paragraph.span.start:
                start = sentence_before(paragraph.text, start).start
            short = SHORT_BODY.search(paragraph.text, start, span.start)
            if short and not self._owners.is_nearer(paragraph.text, Span(short.end(), span.start)):
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
            organisation or self._beside.roles(paragraph, person, bodies) or self.untold.after(paragraph, person)
        )
        # What stands with the name is surer than what a short word or `whose` was taken for.
        surer = [role for role in person.roles if role.organisation and role.organisation.evidence.confidence > _MEANT]
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
        leads = between.start < between.end and self._heads.match(paragraph.text, between.start, between.end)
        behalf = person.roles and _BEHALF.search(text, max(0, between.end - _LONGEST_WORD), between.end)
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
        if not all(new) and not past and not leads and not owned:
            roles = zip(person.roles, new, strict=True)
            return replace(
                person, roles=tuple(role if late else replace(role, organisation=organisation) for role, late in roles)
            )
        return replace(person, affiliation=organisation)

    def _is_shared(self, paragraph: Paragraph, role: Role) -> bool:
        """Whether a role stands in the plural, and each of its holders is not a State's: `Ministers of the Troika`."""
        return role.country is None and role.title.evidence.span.of(paragraph.text) != role.title.value

    def _is_of_state(self, role: Role) -> bool:
        """Whether a role is that of a State's envoy or servant: `Greek Ambassador`, `Norway's Ambassador`."""
        first = role.title.value.split()[0]
        return role.country is not None or first in self._demonyms

    def _named_in(
        self, paragraph: Paragraph, role: Span, bodies: Places[Body], earlier: Antecedents
    ) -> Found[NamedNode | str] | None:
        """A structure named in the role, else a body as printed."""
        text = paragraph.text
        short = SHORT_BODY.search(text, role.start, role.end)
        # `the International Committee of the Red Cross delegate`: the role may begin inside the body's name.
        # It may end inside it: `experts from the Ministry of the Interior` share a role that ends with `Ministry`.
        within = [body for body in bodies.near(role) if body.span.end <= role.end or body.span.start > role.start]
        within = [body for body in within if not self._is_anothers(paragraph, role, body.span, earlier)]
        # `the OSCE Mission` is the mission, not the whole organization.
        known = [(body.iri, body.span) for body in within if body.iri and not (short and body.span.of(text) == "OSCE")]
        # `EU Special Representative for the South Caucasus` is not the OSCE's, who has one too.
        ends = {body.span.end + 1 for body in within if not body.iri}
        known = [
            (iri, named)
            for iri, named in known
            # `Personal Representative of the Chairperson-in-Office on Floods` is none of whom the vocabularies know;
            # `Personal Representative on Combating Intolerance`, whom they know, is the OSCE's.
            if iri not in self._posts
            or not (
                named.start in ends
                or text.startswith((" on ", " for "), named.end)
                or self._own.match(text, named.start, named.end)
            )
        ]
        if known:
            # `FSC Support Officer at the Conflict Prevention Centre` is of the centre.
            iri, named = min(known, key=lambda one: not _AT.search(text, role.start, one[1].start))
            return Found(iri, Evidence(named, methods.ROLE_GRAMMAR, 0.9))
        # `Personal Envoy of the Chairperson-in-Office for the South` is the OSCE's.
        if self._osce and any(one.iri in self._posts and one.span.start not in ends for one in within):
            return Found(self._osce, _meant_by(role))
        # `the OSCE Mission's Police Development Unit` is part of the mission.
        # `the Monitor Mission's Regional Centre` is another mission's.
        owner = _OWNER.search(text, role.start, role.end)
        if owner and not _is_in_name(text, owner.start()) and self._short.is_employer(paragraph, owner["noun"]):
            return self._short.ours(paragraph, Span(*owner.span("noun")), owner["noun"], earlier)
        printed = [body for body in within if not body.iri and not self._short.is_short(paragraph, body)]
        printed = [one for one in printed if not self._charged.search(text, role.start, one.span.start)]
        if printed:
            # `Head of the Police Unit at the Programme Office` works for the office.
            at = short and _AT_THE.search(text, printed[-1].span.end, short.start())
            if short and at and at.start() == printed[-1].span.end and self._short.is_employer(paragraph, short[0]):
                return self._short.the_employer(paragraph, Span(*short.span()))
            # `Director of the National Centre`, which was named in full before; `United Nations` is nothing shortened.
            shortened = not printed[-1].known and not printed[-1].span.of(text).isupper()
            if shortened and (longer := earlier.longer(printed[-1].span.of(text), printed[-1].span.start)):
                return longer
            # `Head of the Regional Centre`, in a text that has named the Osh Regional Centre.
            first, *more = printed[-1].span.of(text).split()
            if first in self._local and more and (fuller := earlier.fuller(" ".join((first, *more)), role.start)):
                return fuller
            # `Director of the Department in the Ministry` directs the department.
            inner = (one for one, then in pairwise(printed) if _IN_THE.fullmatch(text, one.span.end, then.span.start))
            last = next(inner, printed[-1])
            return Found(last.value(text), Evidence(last.span, methods.ROLE_GRAMMAR, 0.8))
        # `Secretary General of the Standing Conference`, which was named in full before and has no noun for a body.
        begun = _BEGUN.search(text, role.start, role.end)
        if begun and (longer := earlier.longer(begun["name"], begun.start())):
            return longer
        if small := self._words.house(paragraph, role):
            return Found(small.of(text), Evidence(small, methods.ROLE_GRAMMAR, 0.6))
        if called := self._called.search(text, role.start, role.end):
            words = Span(*called.span("name"))
            begins, *more = text[words.start : words.end].split()
            names = begins not in self._no_names and text[words.end - 2] not in "'’"
            # `lawyer of Ana Belková` is not hers as a body's.
            if names and not (more and begins in self._given) and not paragraph.countries.near(words):
                return Found(words.of(text), Evidence(words, methods.ROLE_GRAMMAR, 0.6))
        if called_so := self._words.at_name(paragraph, role):
            return Found(called_so.of(text), Evidence(called_so, methods.ROLE_GRAMMAR, 0.6))
        delegation = _DELEGATION.search(text, role.start, role.end)
        if delegation and delegation["who"] in self._demonyms:
            return Found(delegation[0], Evidence(Span(*delegation.span()), methods.ROLE_GRAMMAR, 0.8))
        return None

    def _is_anothers(self, paragraph: Paragraph, role: Span, office: Span, earlier: Antecedents) -> bool:
        """Whether an office that the vocabularies know is that of another body: `the Assembly's Representative`."""
        owner = _OF_ANOTHER.search(paragraph.text, role.start, office.start)
        meant = owner and earlier.meant(owner["noun"], office.start)
        return meant is not None and self._office.search(paragraph.text, office.start, office.end) is not None

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
        for house in (*own, *self._houses.get(role.title.value.casefold(), ())):
            if house == PUBLISHER:
                sentence = sentence_around(paragraph.text, span)
                # `Secretary General X said that the OSCE would write with the Valley Fund`: those behind it are others.
                own_words = paragraph.text.find(" the OSCE ", span.end, sentence.end) >= 0
                others = bodies.within(Span(sentence.start, span.end) if own_words else sentence)
                others = [one for one in others if one.iri or not self._short.is_short(paragraph, one)]
                foreign = any(one.iri is None or _STRUCTURES not in one.iri.value for one in others)
                return None if foreign or self._osce is None else Found(self._osce, _meant_by(span))
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


def _is_in_name(text: str, start: int) -> bool:
    """Whether the word that starts here goes on with a name: `Monitor Mission`, not `OSCE Mission`."""
    return _NAME_BEFORE.search(text, max(0, start - _LONGEST_WORD), start) is not None


def _meant_by(words: Span) -> Evidence:
    return Evidence(words, methods.ROLE_GRAMMAR, _MEANT)


def _is_new(text: str, body: Span, role: Role) -> bool:
    """Whether a verb between a body and a role says that the role came after: `X of the Border Police was elected`."""
    return _ELECTED.search(text, body.end, role.title.evidence.span.start) is not None
