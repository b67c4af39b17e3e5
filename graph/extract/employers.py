"""For whom somebody works: the body that a role names, that follows the name, or that a short word stands for."""

import re
from dataclasses import replace

from pyoxigraph import NamedNode

from graph.extract import methods
from graph.extract.antecedents import Antecedents
from graph.extract.lexicon import any_of
from graph.extract.names import WORD
from graph.extract.organisations import OSCE_BODY, SHORT_BODY, Body
from graph.extract.paragraphs import Paragraph
from graph.records import Evidence, Found, Person, Role
from graph.reference import Reference
from graph.text import Places, Span, sentence_around

# `trainer X of the Border Police`.
_BELONGS = re.compile(
    r"(?:\s(?:of|from|at|with)|,\s(?:(?:formerly|now|currently|previously)\s)?(?:of|from|with))\s(?:the\s)?|\s\((?:the\s)?"
)
# `X from the local charity Kosel`: small words before the body's own name.
_SMALL_WORDS = re.compile(r"(?:[\w’'-]+\s){0,3}")
# The most confidence of a body that is not named in full with the role.
_MEANT = 0.7
# How far before a name the words can begin that say what it leads.
_BEFORE = 120
# How far behind a name a role can begin that is an apposition to it.
_NEAR = 40
_ITS = (" its ", "Its ")
_COMMA, _APART = re.compile(r",\s"), re.compile(r"[,;.]")
# `on behalf of the Valley Fund (VF), Dr. X`: what stands between the body and the name.
_BEHALF = re.compile(r"\bon behalf of\s(?:the\s)?|(?-i:\bFor\s)(?:the\s)?", re.IGNORECASE)
_JUST_BEFORE = re.compile(r"(?:\s\([A-Z]+\))?,\s(?:[^,;]{1,60},?\s)?")
# `head of the Belarusian delegation`.
_DELEGATION = re.compile(r"(?<!\w)(?P<who>[^\W\d_a-z][\w-]+) [Dd]elegation\b")
_OWNER = re.compile(rf"(?P<noun>{SHORT_BODY.pattern}|\bCo-?ordinator)(?=['’]s)")
_WHOSE = re.compile(r"(?:\s\([A-Z]+\))?,?\swhose\s$")


def _next(text: str, bodies: Places[Body], start: int) -> Body | None:
    """The body that begins here, or after a few small words."""
    small = _SMALL_WORDS.match(text, start)
    near = bodies.near(Span(start, (small.end() if small else start) + 1))
    return next(
        (one for one in near if one.span.start >= start and _SMALL_WORDS.fullmatch(text, start, one.span.start)), None
    )


class Employers:
    """Finds the organisations of people."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self._nouns = any_of(reference.words("organisation-noun"))
        self._demonyms = reference.demonyms()
        roles = any_of(reference.words("named-of-role"))
        # `Director of Caritas`: a name that tells nothing of a body, at the end of the role.
        self._called = re.compile(
            rf"{roles.pattern}\s(?:of|at|for|with|on)\s(?:the\s)?(?-i:(?P<name>{WORD}(?:\s{WORD}){{0,3}}))(?!\w)",
            re.IGNORECASE,
        )
        nouns = (*reference.words("portfolio"), *reference.words("organisation-noun"), *reference.words("event-noun"))
        self._no_names = {part for noun in nouns for word in noun.split() for part in (word, word.capitalize())}
        self._no_names |= self._demonyms | {"OSCE"}
        heading = "|".join(re.escape(verb) for verb in reference.words("heading-verb"))
        working = "|".join(re.escape(verb) for verb in reference.words("working-verb"))
        # `X (Spain) heads the delegation of the ...`, `X, who teaches law at the ...`.
        bracket, part = r"(?:\([^()]{1,60}\)\s)?", r"the\s(?:[\w-]+\s){1,3}of\s(?:the\s)?"
        work = rf"(?:{working})(?:\s[\w-]+){{0,6}}?\s(?:at|for|with|in)\s(?:the\s)?"
        heads = rf",?\s{bracket}(?:who\s(?:(?:\w+ly|now|also|still|today)\s)?)?(?:{heading})\s"
        self._joints = (
            _BELONGS,
            re.compile(rf"{heads}(?:the\s)?"),
            re.compile(heads + part),
            re.compile(rf",?\s{bracket}(?:who\s)?{work}"),
        )
        offices = (words.split(": ") for words in reference.words("office-of-body"))
        self._houses = {office.casefold(): house for office, house in offices}
        led = any_of(reference.words("led-by"), r"\s$")
        self._led = re.compile(
            rf"(?:\s\([A-Z]+\))?(?:,\san?\s[^,.;]{{1,60}}?)?,?\s(?:which is\s|now\s)?{led.pattern}", re.IGNORECASE
        )

    def antecedents(self) -> Antecedents:
        """For one text, to be told of its bodies in order."""
        return Antecedents(self._nouns)

    def employed(self, paragraph: Paragraph, role: Role, bodies: Places[Body], earlier: Antecedents) -> Role:
        """The role with its organisation, and with its country where the role is one of a country."""
        span = role.title.evidence.span
        country = next(iter(paragraph.countries.within(span)), None)
        found = country and Found(country[1], Evidence(country[0], methods.ROLE_GRAMMAR, 0.8))
        organisation = (
            self._named_in(paragraph, span, bodies)
            or self._meant_in(paragraph, span, bodies, earlier)
            or self._whose(paragraph, span, bodies)
            or (None if found else self._of_office(role, earlier))
        )
        if organisation is None and paragraph.text[: span.start].endswith(_ITS):
            sentence = sentence_around(paragraph.text, span)
            if SHORT_BODY.search(paragraph.text, sentence.start, span.start):
                organisation = self._the_employer(paragraph, span)
        return replace(role, organisation=organisation, country=role.country or found)

    def belonging(self, paragraph: Paragraph, person: Person, bodies: Places[Body], earlier: Antecedents) -> Person:
        """The person with the body that the words after the name tell.

        `trainer X of the Border Police` is a trainer there; of somebody without a role the body alone is known.
        """
        organisation = self.beside(paragraph, person.name.evidence.span, bodies, earlier)
        organisation = organisation or self._behind_roles(paragraph, person, bodies)
        # What stands with the name is surer than what a short word or `whose` was taken for.
        surer = [role for role in person.roles if role.organisation and role.organisation.evidence.confidence > _MEANT]
        if organisation is None or surer:
            return person
        if person.roles:
            return replace(person, roles=tuple(replace(role, organisation=organisation) for role in person.roles))
        return replace(person, affiliation=organisation)

    def _behind_roles(
        self, paragraph: Paragraph, person: Person, bodies: Places[Body]
    ) -> Found[NamedNode | str] | None:
        """`X, a lawyer who works with the Valley Fund`: what follows a role that follows the name."""
        name = person.name.evidence.span
        for role in person.roles:
            span = role.title.evidence.span
            if role.organisation is None and 0 < span.start - name.end < _NEAR:
                body = self._joined(paragraph, span, bodies)
                if body and not (body.iri is None and self._is_short(paragraph, body)):
                    words = body.iri or body.span.of(paragraph.text)
                    return Found(words, Evidence(body.span, methods.ROLE_GRAMMAR, 0.75))
        return None

    def beside(
        self, paragraph: Paragraph, name: Span, bodies: Places[Body], earlier: Antecedents
    ) -> Found[NamedNode | str] | None:
        """The body right after a name: `X of the Border Police`, `X, who heads the Border Police`."""
        body = self._joined(paragraph, name, bodies) or self._led_by(paragraph, name, bodies)
        body = body or self._apposed(paragraph, name, bodies)
        if body is None:
            return None
        if body.iri is None and self._is_short(paragraph, body):
            return self._meant(paragraph, body.span, earlier)
        # `X, who is in charge of elections at the OSCE Mission`: the mission, not the whole organization.
        if body.iri and (short := OSCE_BODY.match(paragraph.text, body.span.start)) and short.end() > body.span.end:
            return self._the_employer(paragraph, Span(*short.span()))
        return Found(body.iri or body.span.of(paragraph.text), Evidence(body.span, methods.ROLE_GRAMMAR, 0.8))

    def _joined(self, paragraph: Paragraph, name: Span, bodies: Places[Body]) -> Body | None:
        """`X of the Border Police`, `X, who heads the Border Police`."""
        text, end = paragraph.text, paragraph.span.end
        joints = (joint for pattern in self._joints if (joint := pattern.match(text, name.end, end)))
        return next((body for joint in joints if (body := _next(text, bodies, joint.end()))), None)

    def _led_by(self, paragraph: Paragraph, name: Span, bodies: Places[Body]) -> Body | None:
        """`the Valley Fund, headed by X`."""
        start = max(paragraph.span.start, name.start - _BEFORE)
        led = self._led.search(paragraph.text, start, name.start)
        before = bodies.near(Span(max(0, led.start() - 1), led.start())) if led else []
        body = next((body for body in before if led and body.span.end == led.start()), None)
        return body or self._spoken_for(paragraph, name, bodies)

    def _spoken_for(self, paragraph: Paragraph, name: Span, bodies: Places[Body]) -> Body | None:
        """`On behalf of the Valley Fund (VF), X`."""
        behalf = None
        for found in _BEHALF.finditer(paragraph.text, max(paragraph.span.start, name.start - _BEFORE), name.start):
            behalf = found
        if behalf is None:
            return None
        near = [*bodies.near(Span(behalf.end(), behalf.end() + 1))]
        if short := OSCE_BODY.match(paragraph.text, behalf.end()):
            near = [Body(Span(*short.span()), None)]
        return next((body for body in near if _JUST_BEFORE.fullmatch(paragraph.text, body.span.end, name.start)), None)

    def _apposed(self, paragraph: Paragraph, name: Span, bodies: Places[Body]) -> Body | None:
        """`Ms. X, OSCE Press Office, Vienna`."""
        comma = _COMMA.match(paragraph.text, name.end, paragraph.span.end)
        after = bodies.near(Span(comma.end(), comma.end() + 1)) if comma else []
        body = next((body for body in after if comma and body.span.start == comma.end()), None)
        return body if body and _APART.match(paragraph.text, body.span.end) else None

    def _named_in(self, paragraph: Paragraph, role: Span, bodies: Places[Body]) -> Found[NamedNode | str] | None:
        """A structure named in the role, else a body as printed."""
        text = paragraph.text
        short = SHORT_BODY.search(text, role.start, role.end)
        # `the International Committee of the Red Cross delegate`: the role may begin inside the body's name.
        # It may end inside it: `experts from the Ministry of the Interior` share a role that ends with `Ministry`.
        within = [body for body in bodies.near(role) if body.span.end <= role.end or body.span.start > role.start]
        # `the OSCE Mission` is the mission, not the whole organization.
        for body in within:
            if body.iri and not (short and body.span.of(text) == "OSCE"):
                return Found(body.iri, Evidence(body.span, methods.ROLE_GRAMMAR, 0.9))
        # `the OSCE Mission's Police Development Unit` is part of the mission.
        owner = _OWNER.search(text, role.start, role.end)
        if owner and self._is_employer(paragraph, owner["noun"]):
            return self._the_employer(paragraph, Span(*owner.span("noun")))
        printed = [body for body in within if not body.iri and not self._is_short(paragraph, body)]
        if printed:
            return Found(printed[-1].span.of(text), Evidence(printed[-1].span, methods.ROLE_GRAMMAR, 0.8))
        if called := self._called.search(text, role.start, role.end):
            words = Span(*called.span("name"))
            names = text[words.start : words.end].split()[0] not in self._no_names and text[words.end - 2] not in "'’"
            if names and not paragraph.countries.near(words):
                return Found(words.of(text), Evidence(words, methods.ROLE_GRAMMAR, 0.6))
        delegation = _DELEGATION.search(text, role.start, role.end)
        if delegation and delegation["who"] in self._demonyms:
            return Found(delegation[0], Evidence(Span(*delegation.span()), methods.ROLE_GRAMMAR, 0.8))
        return None

    def _meant_in(
        self, paragraph: Paragraph, role: Span, bodies: Places[Body], earlier: Antecedents
    ) -> Found[NamedNode | str] | None:
        """What a short word in the role stands for: `Head of the Office`, `officer at the Department`."""
        short = SHORT_BODY.search(paragraph.text, role.start, role.end)
        if short and (found := self._meant(paragraph, Span(*short.span()), earlier)):
            return found
        for body in bodies.within(role):
            if not body.iri and (found := self._meant(paragraph, body.span, earlier)):
                return found
        return None

    def _of_office(self, role: Role, earlier: Antecedents) -> Found[NamedNode | str] | None:
        """The university of `Rector X`, where the text has named one before."""
        house = self._houses.get(role.title.value.casefold())
        return earlier.meant(house, role.title.evidence.span.start) if house else None

    def _whose(self, paragraph: Paragraph, role: Span, bodies: Places[Body]) -> Found[NamedNode | str] | None:
        """The body before `whose` or, for `its`, the first that the sentence names."""
        text, start = paragraph.text, paragraph.span.start
        if whose := _WHOSE.search(text, max(start, role.start - 24), role.start):
            named = [body for body in bodies.near(Span(start, whose.start())) if body.span.end == whose.start()]
        elif text[: role.start].endswith(_ITS):
            sentence = sentence_around(text, role)
            said = bodies.within(Span(sentence.start, role.start))
            named = [body for body in said if body.iri or body.known]
            named = named or [body for body in said if not self._is_short(paragraph, body)]
            # `... by the Institute of Rivers. According to its director, X`.
            if not named and sentence.start > start:
                previous = sentence_around(text, Span(sentence.start - 2, sentence.start - 1))
                said = [body for body in bodies.within(previous) if not self._is_short(paragraph, body)]
                named = said if len(said) == 1 else []
        else:
            return None
        body = next(iter(named), None)
        return Found(body.iri or body.span.of(text), Evidence(body.span, methods.ROLE_GRAMMAR, 0.7)) if body else None

    def _meant(self, paragraph: Paragraph, words: Span, earlier: Antecedents) -> Found[NamedNode | str] | None:
        """The structure that the release is about for `the Mission`, for other words the last body called so."""
        short = SHORT_BODY.search(paragraph.text, words.start, words.end)
        noun = words.of(paragraph.text).rsplit(" ", 1)[-1]
        # In a release of the Parliamentary Assembly `the Assembly` is that one, whatever was named last.
        if self._nouns.fullmatch(noun) and self._is_employer(paragraph, noun):
            return self._the_employer(paragraph, words)
        meant = earlier.meant(noun, words.start)
        if short and (meant is None or self._is_employer(paragraph, short[0])):
            return self._the_employer(paragraph, words)
        return meant

    def _is_employer(self, paragraph: Paragraph, noun: str) -> bool:
        """Whether the structure that the release is about has this noun in its name."""
        named = paragraph.employer and self._reference.names(paragraph.employer)
        return any(noun in name for name in named or ())

    def _the_employer(self, paragraph: Paragraph, words: Span) -> Found[NamedNode | str] | None:
        """The structure that the release is about, by the words that stand for it."""
        if paragraph.employer is None:
            return None
        return Found(paragraph.employer, Evidence(words, methods.ROLE_GRAMMAR, 0.7))

    def _is_short(self, paragraph: Paragraph, body: Body) -> bool:
        """Whether the body is `the OSCE Mission` and the like, which means what the release is about."""
        words = body.span.of(paragraph.text)
        return (" " not in words and not body.known) or bool(paragraph.employer and OSCE_BODY.fullmatch(words))
