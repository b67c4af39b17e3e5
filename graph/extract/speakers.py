"""Who is meant by the words beside a quote: a name, a surname, a title, `he` or `she`."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from pyoxigraph import NamedNode

from graph.extract import methods
from graph.extract.gender import Genders
from graph.extract.lexicon import any_of
from graph.extract.offices import Offices
from graph.records import Evidence, Found, Person
from graph.reference import Reference
from graph.text import Span, sentences

_PRONOUN = re.compile(r"\b(?:he|she)\b", re.IGNORECASE)
_POSSESSIVE, _WHOSE = re.compile(r"(?P<whose>His|Her)\s"), {"His": "he", "Her": "she"}
_OPENING_PRONOUN = re.compile(r"[\s,.]*(?P<who>[Hh]e|[Ss]he)\s")
# `after a meeting with X, Y said`, `a villager asked X`: X is not the one who speaks. `"Why?" asked X`: X is.
_OBLIQUE = re.compile(
    r"\b(?:with|to|of|from|for|by|between|about|met|thanked|told|welcomed|congratulated|\w+\s(?:asked|reminded))"
    r"\s[^,]{0,60}$"
)
# `according to X`, `was seconded by X:`, and `was thanked by X, who called it`: these speak all the same.
_SOURCE = re.compile(r"\b(?:according to|by)\s[^,]{0,60}$", re.IGNORECASE)
# `According to him, rules are "written by people who ..."`; `He was answered by X:`.
_TOLD_BY, _WHOM = re.compile(r"\baccording to (?P<who>him|her)\b", re.IGNORECASE), {"him": "he", "her": "she"}
# `The Minister was thanked by X, who called it new`: X does.
_PASSIVE = re.compile(r"\s?\b(?:was|were|is|are|has\sbeen|had\sbeen)\s\w+(?:ed|en|d|t)\sby\s")
_WHO = re.compile(r"(?:,\s[^.;:“”\"]{0,100})?,?\swho\s")
# `X quoted her mother as saying`: the mother speaks. `X reminded them of Y's words`: Y does.
_QUOTED = re.compile(r"\bquoted\s(?!by\b|in\b)(?P<who>[^.;:]{1,80}?)\sas\s(?:saying|having)\b")
_OWNED = re.compile(r"(?P<who>\w+)[’']s?\s(?:\w+\s){0,2}words\s?[,:]?\s*$")
# `said a villager when X came`, `one of the participants told X`.
_SOMEBODY = re.compile(r"[\s,]*(?:and\s)?(?:an?|another|one\sof)\s(?-i:[a-z])", re.IGNORECASE)
_CALLED = re.compile(r"[^.;:“”\"]{0,80},\s(?:[A-Z0-9][\w.-]*\s){0,3}")
_JOINT = re.compile(r"[\s,]+and\s+(?:\w+\.?\s+){0,3}$")
_WORD = re.compile(r"[^\W_]+")
# Words of a title that tell no office from another.
_EMPTY = frozenset(["the", "of", "for", "in", "to", "and", "on", "at", "a", "an", "s", "osce", "his", "her", "its"])
_ARTICLE = re.compile(r"\b(?:the|its|their)\s", re.IGNORECASE)
# How close to the quote `he wrote:` stands, in characters.
_AT_QUOTE, _MARKS = 6, '“„«"'
_LONGEST_TITLE = 90
_ASIDE = re.compile(r"(?:In|At|On|After|Before|During|Speaking|Addressing|Following|With|To)\b")
# `the Head of the Mission, Ambassador X`: from the noun to the name.
_APPOSED = re.compile(r"[^.;:“”\"]{0,60},\s(?:[\w.]+\s){0,3}")
_OF = re.compile(r"\s(?:of|for|to|on|in|at)\s")
_THEN = re.compile(r",\s(?:he|she)\s[a-z]")
# `Mrs. Belková`.
_ADDRESS = re.compile(r"\b(?P<word>\w+\.?)\s$")
# `in a joint declaration`.
_TOGETHER = re.compile(r"\bjoint(?:ly)?\b", re.IGNORECASE)
# `the Minister noted`, not `the Minister of Justice`.
_VERB_AFTER = re.compile(r"\s(?!(?:of|for|in|to|at|on|and|from|with|who|or|by|that|as)\b)[a-z]")
# How far back `he` or `she` may reach.
_CONTEXT = 1000
_MOST = 12


class Before(NamedTuple):
    """The people spoken of before some words, newest last.

    `names` are the subjects of the sentences, empty for one without a name; `beside` are all who are named; `called`
    says who has been meant by `he` or `she`.
    """

    names: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    called: tuple[tuple[str, str], ...] = ()

    def then(self, names: Iterable[str], beside: Iterable[str]) -> "Before":
        """These, and newer ones; who was spoken of long before is forgotten."""
        return Before((*self.names, *names)[-_MOST:], (*self.beside, *beside)[-_MOST:], self.called)

    def said(self, text: str, speaker: Found[str]) -> "Before":
        """These, and one who has just spoken."""
        word = speaker.evidence.span.of(text).casefold()
        called = ((speaker.value, word),) if _PRONOUN.fullmatch(word) else ()
        return Before((*self.names, speaker.value)[-_MOST:], self.beside, (*self.called, *called)[-_MOST:])


class Speakers:
    """Resolves what stands beside a quote to one of the people of the text."""

    def __init__(self, reference: Reference, offices: Offices) -> None:
        self._reference = reference
        self._offices = offices
        self._genders = Genders(reference)
        # `the Minister`, and `the Colonel`: what somebody is addressed by is a title too.
        addresses = (word for word in reference.words("honorific") if not word.endswith("."))
        self._roles = any_of(dict.fromkeys((*reference.words("role-noun"), *addresses)))
        self._verbs = any_of(reference.words("speech-verb"))
        self._own_pronoun = re.compile(rf"\b(?P<who>[Hh]e|[Ss]he)\s{self._verbs.pattern}")
        # `the Portuguese minister` is the minister, whatever the text called the country before.
        self._demonyms = {demonym.casefold(): reference.state_of(demonym) for demonym in reference.demonyms()}
        # `Her colleague disagreed.`: whoever is meant from here on has no name.
        self._unnamed = re.compile(
            rf"[\s,]*(?:An?|Another|One\sof\s\w+|His|Her|Their)\s(?:\w+\s){{0,2}}?{self._roles.pattern}"
        )
        self._inverted = re.compile(rf"[\s,]*{self._verbs.pattern}")

    def of_clause(self, text: str, clause: Span, people: Sequence[Person], before: Before) -> Found[str] | None:
        """Who speaks in a clause: a name, a title that somebody bears, `he` or `she`; None for several.

        `before` is who was spoken of, newest last: the one whom a pronoun fits is meant.
        """
        named = sorted(self._named(text, clause, people))
        last = before.names[-1] if before.names else None
        if self._offices.denied(text, clause):
            return None
        if other := _QUOTED.search(text, clause.start, clause.end) or _OWNED.search(text, clause.start, clause.end):
            owner = [one for one in named if one[0].overlaps(Span(*other.span("who")))]
            return _found(owner[-1][1], owner[-1][0], 0.9) if owner else None
        # `she told Ambassador X`: who is told does not speak.
        opening = _OPENING_PRONOUN.match(text, clause.start, clause.end)
        if opening and before.names and not _PASSIVE.match(text, opening.end(), clause.end):
            return self._pronoun(opening["who"], Span(*opening.span("who")), before, people)
        if _TOGETHER.search(text, clause.start, clause.end):
            return None
        # `In a letter to the Speaker, X, he wrote: "...`.
        own = self._own_pronoun.search(text, clause.start, clause.end)
        if own and before.names and clause.end - own.end() < _AT_QUOTE and text[clause.end : clause.end + 1] in _MARKS:
            return self._pronoun(own["who"], Span(*own.span("who")), before, people)
        subjects = self._subjects(text, clause, named, people)
        if (somebody := self._somebody(text, clause)) is not None:
            # `said a villager, Mr. Jon Dahlby`: the name behind the comma is the villager's.
            subjects = [one for one in subjects if _CALLED.fullmatch(text, somebody, one[0].start)]
            return _found(subjects[0][1], subjects[0][0], 0.9) if subjects else None
        # `the President said in a message to X`: X does not speak.
        titled = self._titled(text, clause, people, last)
        thanked = titled and _PASSIVE.match(text, titled.evidence.span.end, clause.end)
        thanker = thanked and any(_WHO.match(text, one.end, clause.end) for one, _ in named)
        if titled and not thanker and self._leads(text, clause, titled.evidence.span, subjects):
            return titled
        if named and not subjects and before.names and own:
            return self._pronoun(own["who"], Span(*own.span("who")), before, people)
        subjects = subjects or [
            one
            for one in named
            if _SOURCE.search(text, clause.start, one[0].start) or _WHO.match(text, one[0].end, clause.end)
        ]
        if subjects:
            span, name = subjects[0]
            # `said A and B`: they speak together, and no one of them is the speaker.
            if self._shares(clause, name, people):
                return None
            after = [other for other, _ in named if other.start > span.end]
            if after and _JOINT.search(text, span.end, after[0].start) and after[0].start - span.end < 40:
                return None
            return _found(name, span, 0.9)
        if titled and not _OBLIQUE.search(text, clause.start, titled.evidence.span.start):
            return titled
        if before.names and (told := _TOLD_BY.search(text, clause.start, clause.end)):
            return self._pronoun(_WHOM[told["who"].lower()], Span(*told.span("who")), before, people)
        pronoun = _PRONOUN.search(text, clause.start, clause.end)
        return self._pronoun(pronoun[0], Span(*pronoun.span()), before, people) if pronoun and before.names else None

    def of_context(self, text: str, context: Span, people: Sequence[Person], before: Before) -> Found[str] | None:
        """Whom the sentences before a quote of its own speak of: the last name or title in them."""
        named = sorted(self._named(text, context, people))
        if named:
            span, name = named[-1]
            return _found(name, span, 0.7)
        return self.of_clause(text, context, people, before)

    def of_possessive(self, text: str, clause: Span, people: Sequence[Person], before: Before) -> Found[str] | None:
        """Whose words a clause says they are by `his` or `her`: `Her advice to the others was simple:`."""
        words = clause.of(text)
        opening = _POSSESSIVE.match(text, clause.start + len(words) - len(words.lstrip()), clause.end)
        if opening is None or not before.names:
            return None
        return self._pronoun(_WHOSE[opening["whose"]], Span(*opening.span("whose")), before, people)

    def before(
        self,
        text: str,
        span: Span,
        people: Sequence[Person],
        earlier: Before,
        alone: Sequence[Found[NamedNode]] = (),
    ) -> Before:
        """Whom some words speak of, the subject of each sentence, named or titled, after those `earlier`.

        Of the offices named `alone` the IRI stands for the name of whoever holds it.
        """
        near = Span(max(span.start, span.end - _CONTEXT), span.end)
        spoken = [self._spoken_of(text, sentence, people, alone) for sentence in sentences(text, near)]
        beside = (name for _, name in sorted(self._named(text, near, people)))
        return earlier.then((name for name in spoken if name is not None), beside)

    def _spoken_of(
        self, text: str, sentence: Span, people: Sequence[Person], alone: Sequence[Found[NamedNode]]
    ) -> str | None:
        """The subject of a sentence, empty where it has no name; none where a pronoun means somebody before."""
        # `He left`, and `After a meeting with the Mayor, X, he left`.
        aside = _ASIDE.match(text, sentence.start) and (
            self._own_pronoun.search(text, sentence.start, sentence.end)
            or _THEN.search(text, sentence.start, sentence.end)
        )
        if aside or _OPENING_PRONOUN.match(text, sentence.start, sentence.end):
            return None
        named = sorted(self._named(text, sentence, people))
        subjects = self._subjects(text, sentence, named, people)
        titled = self._titled(text, sentence, people, None)
        if titled and self._leads(text, sentence, titled.evidence.span, subjects):
            return titled.value
        if office := self._offices.speaking(text, sentence, alone):
            return office.value.value
        # `The fair was opened by the Mayor, X, and by Y, who spoke of roads`.
        told = [one for one in named if _WHO.match(text, one[0].end, sentence.end)]
        if told and _PASSIVE.search(text, sentence.start, told[0][0].start):
            return told[-1][1]
        if subjects:
            return subjects[0][1]
        if titled:
            return titled.value
        if self._unnamed.match(text, sentence.start, sentence.end):
            return ""
        return named[-1][1] if named else None

    def _pronoun(self, word: str, span: Span, before: Before, people: Sequence[Person]) -> Found[str] | None:
        """The last one spoken of whom the pronoun fits; else the only one named whom it fits."""
        genders = dict(before.called) | {
            person.name.value: gender for person in people if (gender := self._genders.of(person))
        }
        wanted = word.casefold()
        fitting = [name for name in before.names if genders.get(name) in (None, wanted)]
        name = fitting[-1] if fitting else _only(before.beside, genders, wanted)
        # Nobody knows whether an office that goes by its IRI is held by a man or a woman.
        if name and ":" in name and any(genders.get(other) in (None, wanted) for other in before.beside):
            return None
        if name is None and len(alone := {*before.names, *before.beside}) == 1:
            # Of the only one named the text knows better than the form of the name.
            name = next(
                (one.name.value for one in people if {one.name.value} == alone and not self._genders.said(one)), ""
            )
        return _found(name, span, 0.75)

    def _subjects(
        self, text: str, clause: Span, named: Sequence[tuple[Span, str]], people: Sequence[Person]
    ) -> list[tuple[Span, str]]:
        """Those of the named that may be the subject: no preposition stands before them, or before their role."""
        begins = {person.name.evidence.span: list(_titled_from(clause, person)) for person in people}
        return [
            one
            for one in named
            if not all(_OBLIQUE.search(text, clause.start, start) for start in (one[0].start, *begins.get(one[0], ())))
        ]

    def _shares(self, clause: Span, name: str, people: Sequence[Person]) -> bool:
        """Whether a clause names somebody by a role with others: `the Co-Chairs A of X and B of Y said`."""
        held = Counter(role.title.evidence.span for person in people for role in person.roles)
        own = next(person for person in people if person.name.value == name)
        spans = (role.title.evidence.span for role in own.roles)
        return any(held[span] > 1 and clause.start <= span.start < clause.end for span in spans)

    def _somebody(self, text: str, clause: Span) -> int | None:
        """Where the words begin for somebody who is nobody in particular: `said a villager`, `one of them said`."""
        verb = self._inverted.match(text, clause.start, clause.end)
        somebody = _SOMEBODY.match(text, verb.end() if verb else clause.start, clause.end)
        return somebody.end() if somebody else None

    def _named(self, text: str, span: Span, people: Sequence[Person]) -> Iterator[tuple[Span, str]]:
        """Where people are first named in some words.

        By full name, else by a surname, which an honorific may tell from another's, else by a first name nobody shares.
        """
        firsts = Counter(person.name.value.split()[0] for person in people)
        families: dict[str, list[Person]] = defaultdict(list)
        for person in people:
            families[person.name.value.split()[-1]].append(person)
        for person in people:
            name = person.name.value
            first, last = name.split()[0], name.split()[-1]
            for words in (name, last, *([first] if len(first) > 2 and firsts[first] == 1 else [])):
                at = text.find(words, span.start, span.end)
                if at < 0 or (at and text[at - 1].isalnum()) or text[at + len(words) :][:1].isalnum():
                    continue
                if words != name and len(family := families[words]) > 1 and not self._meant(text, at, name, family):
                    continue
                yield Span(at, at + len(words)), name
                break

    def _meant(self, text: str, at: int, name: str, family: Sequence[Person]) -> bool:
        """Whether a surname that several bear means this one: `Mrs.` before it fits nobody else."""
        address = _ADDRESS.search(text, max(0, at - _AT_QUOTE), at)
        gender = self._genders.of_word(address["word"]) if address else None
        genders = {person.name.value: self._genders.of(person) for person in family}
        return gender is not None and _only(genders, genders, gender) == name

    def _leads(self, text: str, clause: Span, title: Span, subjects: Sequence[tuple[Span, str]]) -> bool:
        """Whether a title is the subject of a verb (`the Minister noted`, `said the Mayor`), before all named ones."""
        if (subjects and title.start >= subjects[0][0].start) or _OBLIQUE.search(text, clause.start, title.start):
            return False
        verb_before = any(
            _ARTICLE.fullmatch(text, verb.end() + 1, title.start) for verb in self._near(text, clause, title)
        )
        return verb_before or _VERB_AFTER.match(text, title.end, clause.end) is not None

    def _near(self, text: str, clause: Span, span: Span) -> Iterator[re.Match[str]]:
        return self._verbs.finditer(text, max(clause.start, span.start - 40), span.start)

    def _titled(self, text: str, clause: Span, people: Sequence[Person], last: str | None) -> Found[str] | None:
        """Who bears a title in the clause (`the High Commissioner said`): of several, the one spoken of last."""
        for noun in self._roles.finditer(text, clause.start, clause.end):
            start = max(clause.start, noun.start() - _LONGEST_TITLE)
            articles = [article.end() for article in _ARTICLE.finditer(text, start, noun.start())]
            # `a police officer said` means nobody named.
            if not articles or text[noun.end() : noun.end() + 1] in ("'", "’"):
                continue
            words = _content(text[articles[-1] : noun.end()])
            states = {self._demonyms[word] for word in words if word in self._demonyms}
            citizens = [one for one in people if not states or _is_of(one, states)]
            bearers = self._bearers(text, noun.end(), clause.end, words - self._demonyms.keys(), citizens)
            if bearers:
                name = last if last in bearers else bearers[-1]
                return _found(name, Span(articles[-1], noun.end()), 0.75)
        return None

    def _bearers(self, text: str, at: int, end: int, wanted: frozenset[str], people: Sequence[Person]) -> list[str]:
        """Who bears a title that ends at a place in a clause up to `end`: those who are likeliest meant.

        Whoever is named right after it; else those named so far, and of them those whose office it is, not part of it:
        `the Chairman-in-Office` is no `Envoy of the Chairman-in-Office`.
        """
        titled = [(one.name, list(self._titles(one))) for one in people]
        found = [(name, titles) for name, titles in titled if any(wanted <= _content(title) for title in titles)]
        beside = [one for one in found if _APPOSED.fullmatch(text, at, one[0].evidence.span.start)]
        so_far = [one for one in found if one[0].evidence.span.start < end] or found
        heads = [one for one in so_far if any(wanted <= _content(_OF.split(title)[0]) for title in one[1])]
        return [name.value for name, _ in beside or heads or so_far]

    def _titles(self, person: Person) -> Iterator[str]:
        """What somebody may be called instead of by name: a role, with the acronyms of its body, or the honorific."""
        for role in person.roles:
            body = role.organisation.value if role.organisation else None
            # `the ODIHR Director`.
            names = self._reference.names(body) if isinstance(body, NamedNode) else ()
            yield " ".join([*(name for name in sorted(names) if name.isupper()), role.title.value])
        if person.honorific:
            yield person.honorific.value


def _titled_from(clause: Span, person: Person) -> Iterator[int]:
    """Where in a clause the roles and the honorific before somebody's name begin."""
    for title in (*(role.title for role in person.roles), person.honorific):
        if title and clause.start <= title.evidence.span.start < person.name.evidence.span.start:
            yield title.evidence.span.start


def _only(names: Iterable[str], genders: Mapping[str, str | None], wanted: str) -> str | None:
    """The only one of these who is known to be called so, or else who may be."""
    known = {name for name in names if genders.get(name) == wanted}
    found = known or {name for name in names if genders.get(name) is None}
    return found.pop() if len(found) == 1 else None


def _is_of(person: Person, states: Set[NamedNode | None]) -> bool:
    """Whether the text says that somebody is of one of these States."""
    homes = [person.affiliation, *(home for role in person.roles for home in (role.organisation, role.country))]
    return any(home.value in states for home in homes if home)


def _content(words: str) -> frozenset[str]:
    return frozenset(word for word in _WORD.findall(words.casefold()) if word not in _EMPTY)


def _found(name: str | None, span: Span, confidence: float) -> Found[str] | None:
    return Found(name, Evidence(span, methods.QUOTATION_GRAMMAR, confidence)) if name else None
