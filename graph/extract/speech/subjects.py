"""Whom a sentence is about: who of those it names or titles is its subject."""

import re
from collections.abc import Iterator, Sequence

from pyoxigraph import NamedNode

from graph.extract.gender import Genders
from graph.extract.lexicon import any_of
from graph.extract.offices import Offices
from graph.extract.patterns import compiled
from graph.extract.speech.mentioned import Mentioned, Named, together
from graph.extract.speech.spoken import Before
from graph.extract.speech.syntax import ARTICLE, OBLIQUE, OPENING_PRONOUN, PASSIVE, WHO, does, main
from graph.extract.speech.titles import Titles
from graph.records import Found, Person
from graph.reference import Reference
from graph.text import Span, sentences

_ASIDE = re.compile(r"(?:In|At|On|After|Before|During|Speaking|Addressing|Following|With|To)\b")
_THEN = re.compile(r",\s(?:he|she)\s[a-z]")
# `X spoke of Z, while Y said nothing`.
_JOIN = re.compile(r",\s(?:while|whereas|but|and)\s")
# How far back `he` or `she` may reach.
_CONTEXT = 1000


class Subjects:
    """Finds the subjects of sentences; `own_pronoun` is the pattern of a `he` or `she` that speaks."""

    def __init__(self, reference: Reference, offices: Offices) -> None:
        self._offices = offices
        self._of: tuple[str, Sequence[Person], Sequence[Found[NamedNode]]] = ("", (), ())
        self._known: dict[Span, tuple[Sequence[str], Sequence[str], Sequence[str]]] = {}
        self.genders = Genders(reference)
        self.mentioned = Mentioned(self.genders)
        self.titles = Titles(reference)
        self._verbs = any_of(reference.words("speech-verb"))
        self.own_pronoun = compiled(rf"\b(?P<who>[Hh]e|[Ss]he)\s{self._verbs.pattern}")
        self._inverted = re.compile(rf",\s{self._verbs.pattern}\s(?:the\s)?(?:[A-Z][\w.-]*\s){{0,4}}$")
        # `Her colleague disagreed.`: whoever is meant from here on has no name.
        self._unnamed = re.compile(
            rf"[\s,]*(?:An?|Another|One\sof\s\w+|His|Her|Their)\s(?:\w+\s){{0,2}}?{self.titles.nouns.pattern}"
        )

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
        found = earlier
        for sentence in sentences(text, near):
            found = found.then(*self._told(text, sentence, people, alone))
        beside = (name for _, name in self.mentioned.find(text, near, people))
        return found.then((), beside, found.joint)

    def _told(
        self, text: str, sentence: Span, people: Sequence[Person], alone: Sequence[Found[NamedNode]]
    ) -> tuple[Sequence[str], Sequence[str], Sequence[str]]:
        """Whom a sentence speaks of, as `Before` takes it: its subjects, nobody beside, and those who do it together.

        Of one text and its people that is asked before each quote and again behind its paragraph, and remembered.
        """
        if any(one is not other for one, other in zip((text, people, alone), self._of, strict=True)):
            self._of, self._known = (text, people, alone), {}
        if sentence not in self._known:
            named = self.mentioned.find(text, sentence, people)
            spoken = self._spoken_of(text, sentence, people, alone)
            names = (*self._joined(text, sentence, people), *(() if spoken is None else (spoken,)))
            joint = [with_it for one in named if one[1] == spoken for with_it in together(text, one, named)]
            self._known[sentence] = (names, (), joint)
        return self._known[sentence]

    def _joined(self, text: str, sentence: Span, people: Sequence[Person]) -> list[str]:
        """The subjects of further clauses of a sentence; a pronoun means them where it does not fit the first."""
        join = _JOIN.search(text, sentence.start, sentence.end)
        further = self.mentioned.find(text, Span(join.end(), sentence.end), people) if join else []
        return [
            name for span, name in further[:1] if does(text, span.end + text.startswith(",", span.end), sentence.end)
        ]

    def _spoken_of(
        self, text: str, sentence: Span, people: Sequence[Person], alone: Sequence[Found[NamedNode]]
    ) -> str | None:
        """The subject of a sentence, empty where it has no name; none where a pronoun means somebody before."""
        if OPENING_PRONOUN.match(text, sentence.start, sentence.end):
            return None
        # `After a meeting with the Mayor, X, he left`; but `With the Mayor, X discussed the draft, which he praised`.
        aside = _ASIDE.match(text, sentence.start) and (
            self.own_pronoun.search(text, sentence.start, sentence.end)
            or _THEN.search(text, sentence.start, sentence.end)
        )
        if aside:
            return self._doer(text, Span(sentence.start, aside.start()), people, alone)
        named = self.mentioned.find(text, sentence, people)
        subjects = self.among(text, sentence, named, people)
        titled = self.titles.bearer(text, sentence, people, None)
        if titled and self.leads(text, sentence, titled.evidence.span, subjects):
            return titled.value
        if office := self._offices.speaking(text, sentence, alone):
            return office.value.value
        # `They have been found, said Y.`
        if said := [one for one in named if self._inverted.search(text, sentence.start, one[0].start)]:
            return said[-1][1]
        # `The fair was opened by the Mayor, X, and by Y, who spoke of roads`.
        told = [one for one in named if WHO.match(text, one[0].end, sentence.end)]
        if told and PASSIVE.search(text, sentence.start, told[0][0].start):
            return told[-1][1]
        if subjects:
            return subjects[0][1]
        if titled:
            return titled.value
        if self._unnamed.match(text, sentence.start, sentence.end):
            return ""
        return named[-1][1] if named else None

    def _doer(self, text: str, clause: Span, people: Sequence[Person], alone: Sequence[Found[NamedNode]]) -> str | None:
        """Who does something in a clause: the verb follows a name, a title or an office that is its subject."""
        if (office := self._offices.speaking(text, clause, alone)) and does(text, office.evidence.span.end, clause.end):
            return office.value.value
        subjects = self.among(text, clause, self.mentioned.find(text, clause, people), people)
        doing = [one for one in subjects if does(text, one[0].end, clause.end)]
        titled = self.titles.borne(text, clause, people, None)
        leading = (one.value for one in titled if self.leads(text, clause, one.evidence.span, doing))
        return next(leading, doing[0][1] if doing else None)

    def among(self, text: str, clause: Span, named: Sequence[Named], people: Sequence[Person]) -> list[Named]:
        """Those of the named that may be the subject: no preposition stands before them, or before their role."""
        begins = {person.name.evidence.span: list(_titled_from(clause, person)) for person in people}
        found = [
            one
            for one in named
            if not all(OBLIQUE.search(text, clause.start, start) for start in (one[0].start, *begins.get(one[0], ())))
        ]
        # `Y's spokesperson, X, said`, `Thanking Y, X said`: of two, the one who owns or is thanked is no subject.
        within = main(text, clause).start
        doing = [one for one in found if text[one[0].end : one[0].end + 1] not in ("'", "’") and one[0].start >= within]
        return doing or found

    def leads(self, text: str, clause: Span, title: Span, subjects: Sequence[Named]) -> bool:
        """Whether a title is the subject of a verb (`the Minister noted`, `said the Mayor`), before all named ones."""
        if (subjects and title.start >= subjects[0][0].start) or OBLIQUE.search(text, clause.start, title.start):
            return False
        verb_before = any(
            ARTICLE.fullmatch(text, verb.end() + 1, title.start) for verb in self._near(text, clause, title)
        )
        # `The Mayor, who is to come again, spoke with Y`.
        return verb_before or does(text, title.end, clause.end)

    def _near(self, text: str, clause: Span, span: Span) -> Iterator[re.Match[str]]:
        return self._verbs.finditer(text, max(clause.start, span.start - 40), span.start)


def _titled_from(clause: Span, person: Person) -> Iterator[int]:
    """Where in a clause the roles and the honorific before somebody's name begin."""
    for title in (*(role.title for role in person.roles), person.honorific):
        if title and clause.start <= title.evidence.span.start < person.name.evidence.span.start:
            yield title.evidence.span.start
