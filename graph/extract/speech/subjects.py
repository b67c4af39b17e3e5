"""Whom a sentence is about: who of those it names or titles is its subject."""

import re
from collections.abc import Iterator, Sequence

from pyoxigraph import NamedNode

from graph.extract.roles.offices import Offices
from graph.extract.speech.gender import Genders
from graph.extract.speech.mentioned import Mentioned, Named, together
from graph.extract.speech.spoken import Before
from graph.extract.speech.syntax import ARTICLE, OBLIQUE, OPENING_PRONOUN, PARTICIPLE, PASSIVE, WHO, does, main
from graph.extract.speech.titles import Titles
from graph.extract.words.lexicon import any_of
from graph.extract.words.patterns import compiled
from graph.records import Found, Person
from graph.text import Span, sentences
from graph.vocabularies.reference import Reference

_ASIDE = re.compile(r"(?:In|At|On|After|Before|During|Speaking|Addressing|Following|With|To)\b")
_THEN = re.compile(r",\s(?:he|she)\s[a-z]")
# `X spoke of Z, while Y said nothing`.
_JOIN = re.compile(r",\s(?:while|whereas|but|and)\s")
# `In Osh she met Y, whose deputy, Z, has`, `In the evening he went to Osh`.
_WHOSE = re.compile(r"\bwhose\s(?:[\w-]+\s){0,6}?[\w-]+,\s$")
_WITHIN = re.compile(
    r"(?:In|At|On|After|Before|During|From|Later|There|Then|Today|Earlier)\b[^,.;:“”\"]{0,60}?,?\s(?:he|she)\s[a-z]"
)
_WHEN = r"(?:In|On|At|After|Before|During)\s[^,.;:“”\"]{1,80}?,?\s"
_OF_AGE = r"(?:youngest|eldest|oldest|elder|younger|old|little|small)"
# `The idea, she recalled, had been put forward by X`: whoever recalls it is spoken of, and not X.
_ASIDE_TOLD = re.compile(r"[^,;:“”\"]{1,80},\s$")
# `Among the guests were X, Y and Z.`
_AMONG = re.compile(r"(?:Among|Present|Also\spresent|In\sattendance)\b[^,.;:“”\"]{0,60}\s(?:was|were|are|is)\s")
# `A similar post continues to be held by X.`: told besides, and nobody whom a pronoun behind it means.
_NAMED = r"\sby\s(?:the\s)?(?:[A-Z][\w.-]*\s){0,4}$"
_HELD = compiled(rf"\b(?:similar|continues?|remains?|still)\b[^,.;:“”\"]{{0,60}}?\b(?:held|filled|occupied){_NAMED}")
# `Her duties are taken over by X.`: a pronoun behind it may mean either.
_TAKEN = compiled(rf"\btaken\sover(?:\s[^,.;:“”\"]{{1,30}}?)?{_NAMED}")
# How far back `he` or `she` may reach.
_CONTEXT = 1000


class Subjects:
    """Finds the subjects of sentences; `own_pronoun` is the pattern of a `he` or `she` that speaks."""

    def __init__(self, reference: Reference, offices: Offices) -> None:
        self._offices = offices
        self._of: tuple[str, Sequence[Person], Sequence[Found[NamedNode]]] = ("", (), ())
        self._known: dict[tuple[Span, bool], tuple[Sequence[str], Sequence[str], Sequence[str]]] = {}
        self.genders = Genders(reference)
        self.mentioned = Mentioned(self.genders, frozenset(reference.words("given-name")))
        self.titles = Titles(reference)
        self._verbs = any_of(reference.words("speech-verb"))
        self.own_pronoun = compiled(rf"\b(?P<who>[Hh]e|[Ss]he)\s{self._verbs.pattern}")
        self._inverted = re.compile(rf",\s{self._verbs.pattern}\s(?:the\s)?(?:[A-Z][\w.-]*\s){{0,4}}$")
        somebody = any_of((*reference.words("somebody"), *reference.words("kin-noun")))
        # `Her colleague disagreed.`: whoever is meant from here on has no name.
        self._unnamed = re.compile(
            rf"[\s,]*(?:(?:An?|Another|One\sof\s\w+|His|Her|Their)\s(?:\w+\s){{0,2}}?{self.titles.nouns.pattern}"
            # `On that evening the youngest son sang`; `A mother of three, she works there` tells of somebody.
            rf"|(?:{_WHEN})?(?:[Aa]n?|[Aa]nother|[Tt]he\s{_OF_AGE})\s(?:\w+\s)?{somebody.pattern})"
            r"(?![^,.;:]{0,60},\s(?:he|she)\s)"
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
            found = found.then(*self._told(text, sentence, people, alone, follows=bool(found.names)))
        beside = (name for _, name in self.mentioned.find(text, near, people))
        return found.then((), beside, found.joint)

    def _told(
        self,
        text: str,
        sentence: Span,
        people: Sequence[Person],
        alone: Sequence[Found[NamedNode]],
        *,
        follows: bool,
    ) -> tuple[Sequence[str], Sequence[str], Sequence[str]]:
        """Whom a sentence speaks of, as `Before` takes it: its subjects, nobody beside, and those who do it together.

        Of one text and its people that is asked before each quote and again behind its paragraph, and remembered;
        `follows` says whether somebody was the subject before.
        """
        if any(one is not other for one, other in zip((text, people, alone), self._of, strict=True)):
            self._of, self._known = (text, people, alone), {}
        asked = (sentence, follows)
        if asked not in self._known:
            named = self.mentioned.find(text, sentence, people)
            spoken = self._spoken_of(text, sentence, people, alone, follows)
            # Where a pronoun does not fit the subject, it means one of whom the sentence tells besides.
            others = named if spoken else []
            told = [one for span, one in others if one != spoken and _is_told_of(text, sentence, span)]
            names = (*told, *self._joined(text, sentence, people), *(() if spoken is None else (spoken,)))
            joint = [with_it for one in named if one[1] == spoken for with_it in together(text, one, named)]
            # Of those who were there it is no one in particular.
            if len(named) > 1 and _AMONG.match(text, sentence.start, sentence.end):
                joint = [name for _, name in named]
            self._known[asked] = (names, (), joint)
        return self._known[asked]

    def _joined(self, text: str, sentence: Span, people: Sequence[Person]) -> list[str]:
        """The subjects of further clauses of a sentence; a pronoun means them where it does not fit the first."""
        join = _JOIN.search(text, sentence.start, sentence.end)
        further = self.mentioned.find(text, Span(join.end(), sentence.end), people) if join else []
        return [
            name for span, name in further[:1] if does(text, span.end + text.startswith(",", span.end), sentence.end)
        ]

    def _spoken_of(
        self, text: str, sentence: Span, people: Sequence[Person], alone: Sequence[Found[NamedNode]], goes_on: bool
    ) -> str | None:
        """The subject of a sentence, empty where it has no name; none where a pronoun means somebody before.

        `goes_on` says that somebody has been spoken of before.
        """
        if OPENING_PRONOUN.match(text, sentence.start, sentence.end):
            return None
        aside_told = self.own_pronoun.search(text, sentence.start, sentence.end) if goes_on else None
        if aside_told and _is_between(text, sentence, aside_told):
            return None
        # `After a meeting with the Mayor, X, he left`; but `With the Mayor, X discussed the draft, which he praised`.
        aside = _ASIDE.match(text, sentence.start) and (
            self.own_pronoun.search(text, sentence.start, sentence.end)
            or _THEN.search(text, sentence.start, sentence.end)
        )
        if aside:
            return self._doer(text, Span(sentence.start, aside.start()), people, alone)
        named = self.mentioned.find(text, sentence, people)
        if named and goes_on and _HELD.search(text, sentence.start, named[-1][0].start):
            return None
        if (goes_on or len(named) > 1) and named and _TAKEN.search(text, sentence.start, named[-1][0].start):
            return ""
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
        # A pronoun goes on with whoever was spoken of, but for one of whom a clause of its own tells.
        within = _WITHIN.match(text, sentence.start, sentence.end)
        if within or not subjects:
            whose = [one for one in named if _is_whose(text, sentence, one[0])]
            if whose:
                return whose[-1][1]
        if within and goes_on and (not subjects or subjects[0][0].start > within.end()):
            return None
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
        # `Presenting the text with Minister Y, Z, X said`: of those behind a participle whoever does something.
        if len(doing) > 1 and PARTICIPLE.match(text, clause.start, clause.end):
            doing = [one for one in doing if self._says(text, one[0].end, clause.end)] or doing
        return doing or found

    def _says(self, text: str, end: int, before: int) -> bool:
        """Whether a verb follows a name, or a verb of speech the comma that closes its apposition."""
        spoken = self._verbs.match(text, end + len(", "), before) if text.startswith(", ", end) else None
        return spoken is not None or does(text, end, before)

    def leads(self, text: str, clause: Span, title: Span, subjects: Sequence[Named]) -> bool:
        """Whether a title is the subject of a verb (`the Minister noted`, `said the Mayor`), before all named ones."""
        # `After talks with A and B, the Mayor said`: A and B are named in another clause.
        begins = main(text, clause).start
        ahead = [one for one in subjects if one[0].start >= begins or title.start < begins]
        if (ahead and title.start >= ahead[0][0].start) or OBLIQUE.search(text, clause.start, title.start):
            return False
        verb_before = any(
            ARTICLE.fullmatch(text, verb.end() + 1, title.start) for verb in self._near(text, clause, title)
        )
        # `The Mayor, who is to come again, spoke with Y`.
        return verb_before or does(text, title.end, clause.end)

    def _near(self, text: str, clause: Span, span: Span) -> Iterator[re.Match[str]]:
        return self._verbs.finditer(text, max(clause.start, span.start - 40), span.start)


def _is_between(text: str, sentence: Span, told: re.Match[str]) -> bool:
    """Whether `she recalled` stands between commas behind the beginning of a sentence."""
    return text.startswith(",", told.end()) and _ASIDE_TOLD.fullmatch(text, sentence.start, told.start()) is not None


def _is_whose(text: str, sentence: Span, name: Span) -> bool:
    """Whether a clause with a verb of its own is about a name: `a house, whose founder, X, has sheltered them`."""
    apposed = text.startswith(",", name.end)
    return bool(_WHOSE.search(text, sentence.start, name.start)) and does(text, name.end + apposed, sentence.end)


def _is_told_of(text: str, sentence: Span, name: Span) -> bool:
    """Whether a clause is about a name that is not the subject: `was shown round by X, who had built it`."""
    return WHO.match(text, name.end, sentence.end) is not None or _is_whose(text, sentence, name)


def _titled_from(clause: Span, person: Person) -> Iterator[int]:
    """Where in a clause the roles and the honorific before somebody's name begin."""
    for title in (*(role.title for role in person.roles), person.honorific):
        if title and clause.start <= title.evidence.span.start < person.name.evidence.span.start:
            yield title.evidence.span.start
