"""Who is named with a role, an honorific or a verb of speech.

A possible name counts only with evidence beside it; inside quotation marks a verb of speech is none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from pyoxigraph import NamedNode

from graph import methods
from graph.extract.bodies.beside import OWNER
from graph.extract.bodies.called_again import as_bodies, called, in_full
from graph.extract.bodies.colleagues import colleagues
from graph.extract.bodies.employers import Employers
from graph.extract.bodies.named_once import once
from graph.extract.bodies.organisations import Organisations, longest
from graph.extract.grammar.chunks import KINDS
from graph.extract.grammar.paragraphs import Paragraph, Paragraphs
from graph.extract.grammar.rules import Rules
from graph.extract.names import name_context
from graph.extract.names.names import Name
from graph.extract.names.same_person import joined, named_in_full, outside_roles
from graph.extract.payers.funding import Funding
from graph.extract.roles.further_roles import FurtherRoles
from graph.extract.roles.holder import Holder, shared_role
from graph.extract.roles.one_holder import of_one
from graph.extract.roles.role_titles import plain, telling
from graph.extract.roles.role_words import RoleWords
from graph.extract.roles.roles import Roles
from graph.extract.roles.together import holders, listed
from graph.extract.words.gazetteer import Gazetteer
from graph.extract.words.lexicon import any_of, singular
from graph.extract.words.patterns import compiled
from graph.records import Evidence, Found, Person, Role
from graph.text import Places, Span, sentence_around
from graph.vocabularies.reference import Reference

_LONGEST_WORD = 40
_WORD_BEFORE = re.compile(r"(?<![\w’'-])(?P<word>[^\W\d_a-z][\w’'-]+)\s$")
_WORD_AFTER = re.compile(r"\s(?P<word>[^\W\d_a-z][\w’'-]+)(?=[,.;:\s])")
_GAP = re.compile(r",?\s")
# `First prize went to X, 12, from school No. 7`; `X, formerly with the Border Police`.
_AGED = re.compile(r",\s(?:(?:aged\s)?\d{1,2},\s(?:from|who|a|an|of|the)|(?:formerly|previously)\s(?:of|with|at))\s")
# `the Authorized Person of the Valley Fund` is a post: nobody's name has an article.
_ARTICLE = compiled(r"\b(?:the|an?)\s$", re.IGNORECASE)
_WHERE = compiled(r"\b(?:in|near)\s$")
# `X, who edits a weekly,` and `X, one of the court managers, said`.
_FURTHER = re.compile(r",\s+(?:(?P<who>who(?:se|m)?\s)|[^,.;:“”\"]{3,80},\s+)")


class Named(NamedTuple):
    """Whom and what some paragraphs name: people, organisations, and who paid."""

    people: tuple[Person, ...]
    organisations: tuple[Found[NamedNode | str], ...]
    payers: tuple[Found[NamedNode | str], ...]


class People:
    """Finds people by the words of the lexicon."""

    def __init__(self, reference: Reference, gazetteer: Gazetteer) -> None:
        self._paragraphs = Paragraphs(reference, gazetteer)
        self._rules = Rules(reference.grammar(), KINDS)
        self._organisations = Organisations(reference, self._rules)
        self._funding = Funding(reference, self._rules)
        words = RoleWords(reference)
        self._roles = Roles(reference, words)
        self._further = FurtherRoles(reference, words)
        self._employers = Employers(reference)
        self._speech, self._role_noun = any_of(reference.words("speech-verb")), words.nouns
        self._acts = any_of((*reference.words("speech-verb"), *reference.words("thanking-verb")))
        self._listing = frozenset(reference.words("listing-word"))
        self._apart = frozenset(reference.words("international-body"))
        self._modifiers = frozenset(reference.words("role-modifier"))
        self._leading = frozenset(reference.words("leads-a-place"))
        nationals = (f"{article} {word}" for word in reference.words("national") for article in ("the", "a"))
        told = any_of((*reference.words("led-by"), *reference.words("person-phrase"), *nationals))
        # `headed by X`, `headed by a woman, X`, `according to X`, `the Spaniard X`, `the Osh-born X`.
        before = rf"(?:{told.pattern}(?:\sa\s(?:wo)?man,)?|(?<![\w-])[\w-]+-(?:year-old|born))\s$"
        self._before = re.compile(before, re.IGNORECASE)
        self._given = frozenset((*reference.words("given-name"), *reference.words("name-and-state")))
        # `the Ana Belková primary school` is called after somebody.
        self._house_after = re.compile(rf"\s(?:[\w-]+\s)?{any_of(reference.words('named-house')).pattern}")

    def find(self, text: str, spans: Sequence[Span], date: str | None, employer: NamedNode | None) -> Named:
        """The people of these paragraphs in order of appearance, each name once, and the organisations.

        `date` (ISO) settles which stage of a structure a role belongs to; `employer` is the structure that the
        release is about, which `the Mission` in a role stands for.
        """
        found: dict[str, Person] = {}
        named: list[Found[NamedNode | str]] = []
        payers: list[Found[NamedNode | str]] = []
        earlier = self._employers.antecedents()
        speaking = self._speaking(text, spans)
        for span in spans:
            paragraph = self._paragraphs.paragraph(text, span, date, employer)
            shared = {at: list(several) for at, several in groupby(self._holders(paragraph), lambda one: one.name)}
            members = {
                name.span
                for name, *_ in self._rules.find("member", paragraph.chunks)
                if not _ARTICLE.search(text, max(span.start, name.span.start - 5), name.span.start)
            }
            # `... said Belková` further down: Ana Belková is somebody.
            members |= {name.span for name in paragraph.candidates if name_context.last_word(text, name) in speaking}
            people = [
                person
                for name in paragraph.candidates
                if (person := self._person(paragraph, name, shared.get(name.span, ()), name.span in members))
            ]
            known = {person.name.evidence.span for person in people}
            further = set(listed(text, paragraph.candidates, known))
            found_so = (
                self._person(paragraph, name, (), True) for name in paragraph.candidates if name.span in further
            )
            people = sorted([*people, *filter(None, found_so)], key=lambda person: person.name.evidence.span)
            people = list(
                outside_roles([*people, *self._again(paragraph, [*found, *(one.name.value for one in people)])])
            )
            people = list(of_one(text, people))
            chunks = self._paragraphs.chunks_beside(paragraph, people)
            every = self._employers.seats.split(text, self._organisations.bodies(text, chunks, paragraph.resources))
            for body in every:
                earlier.hear(text, body)
            again = called(earlier.again(text, span), every, chunks)
            paying = as_bodies(chunks, again)
            paid = [*in_full(self._funding.find(text, paying, paragraph.resources, employer, date), again)]
            every = list(longest(earlier.beside(text, span, every)))
            # The government that pays is the State, which stands among the payers.
            states = {one.evidence.span.end for one in paid if "/state/" in str(one.value)}
            named += self._organisations.mentions(text, [body for body in every if body.span.end not in states])
            bodies = Places(every, lambda body: body.span)
            homes = self._homes(paragraph)
            payers += paid
            placed = []
            for person in people:
                roles = tuple(self._employers.employed(paragraph, role, bodies, earlier) for role in person.roles)
                person = self._employers.belonging(paragraph, replace(person, roles=roles), bodies, earlier)
                named += self._employers.untold.named(text, person, bodies)
                placed.append(self._at_home(person, homes.get(person.name.evidence.span)))
            for person in map(telling, colleagues(text, self._employers.together(paragraph, placed, bodies, earlier))):
                key = person.name.value.replace("’", "'")
                found[key] = joined(found[key], person) if key in found else person
        payers = list({one.value: one for one in reversed(payers)}.values())[::-1]
        return Named(tuple(named_in_full(found, self._given)), once(named, self._apart), tuple(payers))

    def _again(self, paragraph: Paragraph, named: Sequence[str]) -> Iterator[Person]:
        """Those named before of whom a sentence says what they are: `Belková, a former judge of the Court, agreed.`"""
        families = {name.rsplit(None, 1)[-1] for name in named if " " in name}
        if not families:
            return
        # `She is a judge.`: where nobody else has been named, it is said of that one.
        only = named[0] if len(set(named)) == 1 else None
        for alone in name_context.FAMILY.finditer(paragraph.text, paragraph.span.start, paragraph.span.end):
            name = Name(Span(*alone.span("name")), None)
            begins = sentence_around(paragraph.text, name.span).start == name.start and not alone["the"]
            # `said Belková, the current Chairperson.`
            begins = begins or self._is_said(paragraph, name)
            taken = any(other.span.holds(name.span) for other in paragraph.names.near(name.span))
            meant = only if alone["name"] in name_context.PRONOUNS and alone["verb"] == "is" else None
            if (meant or alone["name"] in families) and begins and not taken:
                person = self._person(paragraph, name, (), True)
                if person and (person.roles or not alone["verb"]):
                    yield replace(person, name=replace(person.name, value=meant)) if meant else person

    def _speaking(self, text: str, spans: Sequence[Span]) -> set[str]:
        """The capitalised words that stand right before or after a verb of speech, as surnames do."""
        found: set[str] = set()
        for span in spans:
            for verb in self._speech.finditer(text, span.start, span.end):
                before = _WORD_BEFORE.search(text, max(span.start, verb.start() - _LONGEST_WORD), verb.start())
                after = _WORD_AFTER.match(text, verb.end(), span.end)
                found.update(word["word"] for word in (before, after) if word)
        return found

    def _holders(self, paragraph: Paragraph) -> list[Holder]:
        """Who shares a role with others or has it in brackets, by place of the name."""
        found = holders(paragraph.text, paragraph.chunks, self._rules, self._listing, self._modifiers, self._leading)
        return sorted(found, key=lambda one: one.name)

    def _homes(self, paragraph: Paragraph) -> dict[Span, Found[NamedNode | str]]:
        """The countries of those whose name is followed by one: `X (Slovakia)`, `X of Slovakia`."""
        found: dict[Span, Found[NamedNode | str]] = {}
        for name, *home in self._rules.find("at-home", paragraph.chunks):
            country = next((chunk.span for chunk in home if chunk.span in paragraph.resources), None)
            if country:
                evidence = Evidence(country, methods.ROLE_GRAMMAR, 0.8)
                found[name.span] = Found(paragraph.resources[country], evidence)
        return found

    def _at_home(self, person: Person, home: Found[NamedNode | str] | None) -> Person:
        """Somebody of whom no body is known is of the country that stands with the name."""
        if home is None or person.affiliation or any(role.organisation or role.country for role in person.roles):
            return person
        return replace(person, affiliation=home)

    def _person(self, paragraph: Paragraph, name: Name, shared: Sequence[Holder], member: bool) -> Person | None:
        """The person of this name, or None where nothing beside it says that it is one's.

        `shared` are the rules that name it with others or with brackets; `member` says that a body stands
        with it, or that its last word speaks elsewhere.
        """
        # Two rules may tell the same.
        held = {holder.role: holder for holder in shared if holder.role and not holder.honorific}
        # The longer tells more: `students of Rijeka University, A and B`.
        own = [one for role, one in held.items() if not any(other != role and other.holds(role) for other in held)]
        common = [shared_role(holder, paragraph.resources) for holder in own]
        taken = [span for holder in own if (span := holder.within or holder.role)]
        after = list(self._roles.after(paragraph, name))
        behind = [*after, *self._further.by_verb(paragraph, name, after)]
        behind += [more for role in behind for more in self._further.and_a(paragraph, role)]
        spans = [*self._roles.before(paragraph, name), *behind]
        spans = [role for role in spans if not self._further.is_over(paragraph, role)]
        spans = [one for role in spans for one in self._roles.each(paragraph, role)]
        roles = [
            self._role(paragraph, role) for role in spans if not any(role.overlaps(other) for other in taken)
        ] + common
        plural = self._further.one_of(paragraph, name) or self._further.jointly(paragraph, name)
        # `one of the elders, X`: a rule for several people may have told that role.
        if plural and not any(plural.overlaps(other) for other in taken):
            roles.append(self._role(paragraph, plural, singular(plural.of(paragraph.text))))
            roles += [self._role(paragraph, more) for more in self._further.and_a(paragraph, plural)]
        if not roles and not name.honorific and not shared:
            quoted = paragraph.quoted.near(name.span)
            told = member or self._speaks(paragraph, name) or self._is_told(paragraph, name)
            if quoted or self._is_no_person(paragraph, name) or not (told or self._is_given(paragraph, name)):
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

    def _address(self, paragraph: Paragraph, shared: Sequence[Holder]) -> Found[str] | None:
        """The honorific of `Ambassadors A and B`."""
        found = next((one for one in shared if one.honorific and one.role), None)
        return Found(found.title, Evidence(found.role, methods.ROLE_GRAMMAR, 0.9)) if found and found.role else None

    def _speaks(self, paragraph: Paragraph, name: Name) -> bool:
        text = paragraph.text
        gap = _GAP.match(text, name.span.end, paragraph.span.end)
        after = gap and self._speech.match(text, gap.end(), paragraph.span.end)
        further = _FURTHER.match(text, name.span.end, paragraph.span.end)
        speaks_further = further is not None and (further["who"] or self._acts.match(text, further.end()))
        return bool(after or speaks_further) or self._is_said(paragraph, name)

    def _is_said(self, paragraph: Paragraph, name: Name) -> bool:
        """Whether a verb of speech stands right before a name."""
        text, window = paragraph.text, max(paragraph.span.start, name.start - 30)
        return any(
            not text[verb.end() : name.start].strip() for verb in self._speech.finditer(text, window, name.start)
        )

    def _is_told(self, paragraph: Paragraph, name: Name) -> bool:
        """Whether the words before a name, or an age after it, say that it is a person's."""
        text, start = paragraph.text, max(paragraph.span.start, name.start - 30)
        before = self._before.search(text, start, name.start) or OWNER.search(text, start, name.start)
        told = before is not None or name_context.is_counterpart(text, paragraph.span.start, name.start)
        told = told or name_context.is_told_next(text, paragraph.span, name, paragraph.candidates, self._role_noun)
        return told or _AGED.match(text, name.span.end, paragraph.span.end) is not None

    def _is_no_person(self, paragraph: Paragraph, name: Name) -> bool:
        """Whether a name says where something is (`the Municipal Court in Beli Manastir`), or is that of a body."""
        where = _WHERE.search(paragraph.text, max(paragraph.span.start, name.start - 6), name.start)
        body = self._roles.describes_body(paragraph, name) or self._paragraphs.is_body(paragraph.text, name)
        return where is not None or body

    def _is_given(self, paragraph: Paragraph, name: Name) -> bool:
        """Whether a first name that the lexicon has, or the first half of one, begins two words or more."""
        first, *more = name.span.of(paragraph.text).split()
        if not more or not (first in self._given or first.partition("-")[0] in self._given):
            return False
        # `(OSCE/Ana Belková)` took the picture; `Ana Belková National University` is no person.
        start, end = name.start, name.span.end
        if name_context.is_of_another(paragraph.text, name, paragraph.names.near(name_context.before(name))):
            return False
        if paragraph.text.startswith("/", start - 1) or self._house_after.match(paragraph.text, end):
            return False
        return not _WORD_AFTER.match(paragraph.text, end)

    def _role(self, paragraph: Paragraph, span: Span, title: str = "") -> Role:
        return Role(Found(title or plain(span.of(paragraph.text)), Evidence(span, methods.ROLE_GRAMMAR, 0.85)))
