"""Who is meant by the words beside a quote: a name, a surname, a title, `he` or `she`."""

import re
from collections import Counter
from collections.abc import Sequence

from graph.extract.roles.offices import Offices
from graph.extract.speech.mentioned import Named, together
from graph.extract.speech.spoken import Before, Pronouns, said_by
from graph.extract.speech.subjects import Subjects
from graph.extract.speech.syntax import OBLIQUE, OPENING_PRONOUN, PASSIVE, VERB_AFTER, WHO, does, main
from graph.extract.words.lexicon import any_of
from graph.extract.words.patterns import compiled
from graph.records import Found, Person
from graph.text import Span, sentences
from graph.vocabularies.reference import Reference

_POSSESSIVE, _WHOSE = re.compile(r"(?P<whose>His|Her)\s"), {"His": "he", "Her": "she"}
# `according to X`, `was seconded by X:`, and `was thanked by X, who called it`: these speak all the same.
_SOURCE = re.compile(
    r"\b(?:according to|(?:was|were|is|are|been)\s\w+\sby|(?<=, )\w+(?:ed|en)\sby)\s[^,]{0,60}$", re.IGNORECASE
)
# `According to him, rules are "written by people who ..."`; `He was answered by X:`.
_TOLD_BY, _WHOM = compiled(r"\baccording to (?P<who>him|her)\b", re.IGNORECASE), {"him": "he", "her": "she"}
# `said a villager when X came`, `one of the participants told X`.
_SOMEBODY = re.compile(r"[\s,]*(?:and\s)?(?:an?|another|one\sof)\s(?-i:[a-z])", re.IGNORECASE)
_CALLED = re.compile(r"[^.;:“”\"]{0,80},\s(?:[A-Z0-9][\w.-]*\s){0,3}")
_AND = re.compile(r"\sand\s")
# `Y, who said`, `Y was told`: what these tell of is not what the sentence tells.
_NOT_TELLING = compiled(r"\bwho\s|\b(?:was|were|is|are|been|being)\s$")
# How far back somebody else may have been introduced: `a lawyer`.
_FAR = 2000
# How close to the quote `he wrote:` stands, in characters.
_AT_QUOTE, _MARKS = 6, '“„«"'
# `in a joint declaration`; the Joint Commission and a joint press conference are something else.
_TOGETHER = compiled(
    r"\bjointly\b|\bjoint\s(?:[a-z]+\s)?(?:statement|declaration|letter|appeal|article|message|communiqué|call|report|op-ed)\b"
)


class Speakers:
    """Resolves what stands beside a quote to one of the people of the text."""

    def __init__(self, reference: Reference, offices: Offices, subjects: Subjects) -> None:
        self._offices = offices
        self._subjects = subjects
        self._mentioned, self._titles = subjects.mentioned, subjects.titles
        self._pronouns = Pronouns(subjects.genders)
        verbs = any_of(reference.words("speech-verb")).pattern
        # `X welcomed Y, who had come from Osh.`: what follows may be said by either, and is rather Y's.
        self._yielding = frozenset(reference.words("yielding-verb"))
        self._pronoun = re.compile(rf"(?:(?!{verbs}).){{0,300}}?(?:{verbs}\s)?\b(?P<who>[Hh]e|[Ss]he)\b", re.DOTALL)
        # `says the Icelander`, `the lawyer, a mother of three, was quoted as saying`.
        nouns = any_of((*reference.words("national"), *reference.words("called-so")), "").pattern
        self._called = re.compile(
            rf"[\s,]*(?:(?:{verbs})\sthe\s(?P<behind>{nouns})(?=[,.]|\s(?:who|of|from)\s|$)"
            rf"|the\s(?P<before>{nouns})(?:,\s[^,;:“”\"]{{3,80}},)?\s(?:{verbs}|was\squoted\sas\s))",
            re.IGNORECASE,
        )
        self._inverted = re.compile(rf"[\s,]*{verbs}")
        # `said that he had been moved by Y, who had lost a son.`: X speaks; but Y where Y is asked, or speaks of it.
        adverb = r"(?:\w+ly\s|also\s|then\s)?"
        self._reports = compiled(rf"(?<=[\w,])\s{adverb}(?P<verb>{verbs})")
        self._speaks_too = re.compile(
            rf"{WHO.pattern}{adverb}(?:{verbs}|spoke|talked)\s(?:that|of|about|how|why|him|her|them)\b"
        )

    def of_clause(self, text: str, clause: Span, people: Sequence[Person], before: Before) -> Found[str] | None:
        """Who speaks in a clause: a name, a title that somebody bears, `he` or `she`; None for several.

        `before` is who was spoken of, newest last: the one whom a pronoun fits is meant.
        """
        named = self._mentioned.find(text, clause, people)
        last = before.names[-1] if before.names else None
        if self._offices.denied(text, clause):
            return None
        # `she told Ambassador X`: who is told does not speak.
        opening = OPENING_PRONOUN.match(text, clause.start, clause.end)
        if opening and before.names and not PASSIVE.match(text, opening.end(), clause.end):
            others = before.without(name for _, name in named)
            return self._pronouns.meant(opening["who"], Span(*opening.span("who")), others, people)
        if _TOGETHER.search(text, clause.start, clause.end):
            return None
        # `In a letter to the Speaker, X, he wrote: "...`.
        own = self._subjects.own_pronoun.search(text, clause.start, clause.end)
        if own and before.names and clause.end - own.end() < _AT_QUOTE and text[clause.end : clause.end + 1] in _MARKS:
            return self._pronouns.meant(own["who"], Span(*own.span("who")), before, people)
        subjects = self._subjects.among(text, clause, named, people)
        if (somebody := self._somebody(text, clause)) is not None:
            # `said a villager, Mr. Jon Dahlby`: the name behind the comma is the villager's.
            subjects = [one for one in subjects if _CALLED.fullmatch(text, somebody, one[0].start)]
            return said_by(subjects[0][1], subjects[0][0], 0.9) if subjects else None
        # `the President said in a message to X`: X does not speak.
        titled = self._titles.bearer(text, main(text, clause), people, last)
        titled = titled or self._titles.bearer(text, clause, people, last)
        thanked = titled and PASSIVE.match(text, titled.evidence.span.end, clause.end)
        thanker = thanked and any(WHO.match(text, one.end, clause.end) for one, _ in named)
        if titled and not thanker and self._subjects.leads(text, clause, titled.evidence.span, subjects):
            return titled
        if named and not subjects and before.names and own:
            return self._pronouns.meant(own["who"], Span(*own.span("who")), before, people)
        subjects = subjects or [
            one
            for one in named
            if _SOURCE.search(text, clause.start, one[0].start) or WHO.match(text, one[0].end, clause.end)
        ]
        if subjects:
            span, name = subjects[0]
            # `said A and B`: they speak together, and no one of them is the speaker.
            if self._shares(clause, name, people):
                return None
            if together(text, subjects[0], named) or _is_joint(text, clause, subjects):
                return None
            return said_by(name, span, 0.9)
        if titled and not OBLIQUE.search(text, clause.start, titled.evidence.span.start):
            return titled
        if before.names and (told := _TOLD_BY.search(text, clause.start, clause.end)):
            return self._pronouns.meant(_WHOM[told["who"].lower()], Span(*told.span("who")), before, people)
        # `The wife of X said that he was ill`: the one who says it has no name.
        if before.names and (told := self._called.match(text, clause.start, clause.end)):
            return self._the_one(text, told, people, before)
        pronoun = self._pronoun.match(text, clause.start, clause.end)
        if pronoun is None or not before.names:
            return None
        return self._pronouns.meant(pronoun["who"], Span(*pronoun.span("who")), before, people)

    def of_context(self, text: str, context: Span, people: Sequence[Person], before: Before) -> Found[str] | None:
        """Whom the sentences before a quote of its own speak of: the last name or title in them."""
        named = self._mentioned.find(text, context, people)
        if named and (clause := self._reporting(text, context, named[-1][0])):
            speaker = self.of_clause(text, clause, people, before)
            # `A and B said that they had been moved by C.`: neither of them, and not C.
            if speaker or self._mentioned.find(text, clause, people):
                return speaker
        if named:
            span, name = named[-1]
            return said_by(name, span, 0.7)
        return self.of_clause(text, context, people, before)

    def _reporting(self, text: str, context: Span, last: Span) -> Span | None:
        """The clause of who tells in the last sentence of the one named `last` in it: `X said that he had met Y`."""
        *_, sentence = sentences(text, context) or (context,)
        verb = self._reports.search(text, sentence.start, last.start)
        if verb is None or verb["verb"].casefold() in self._yielding or ":" in text[sentence.start : last.start]:
            return None
        clause = Span(sentence.start, verb.end())
        speaks_too = self._speaks_too.match(text, last.end, sentence.end)
        return None if speaks_too or _NOT_TELLING.search(text, clause.start, verb.start("verb")) else clause

    def of_possessive(self, text: str, clause: Span, people: Sequence[Person], before: Before) -> Found[str] | None:
        """Whose words a clause says they are by `his` or `her`: `Her advice to the others was simple:`."""
        words = clause.of(text)
        opening = _POSSESSIVE.match(text, clause.start + len(words) - len(words.lstrip()), clause.end)
        # `Her deputies, X and Y, wrote:` tells of their words, not hers.
        if opening is None or not before.names or self._mentioned.find(text, clause, people):
            return None
        return self._pronouns.meant(_WHOSE[opening["whose"]], Span(*opening.span("whose")), before, people)

    def _the_one(self, text: str, called: re.Match[str], people: Sequence[Person], before: Before) -> Found[str] | None:
        """Whom a noun for somebody means where no title does: the one spoken of last, if the text has no other."""
        word = called["behind"] or called["before"]
        name = before.names[-1]
        alone = name in {one.name.value for one in people} and not before.joint
        if not alone or re.search(
            rf"\b[Aa]n?\s(?:[\w-]+\s){{0,2}}{re.escape(word)}\b", text[max(0, called.start() - _FAR) : called.start()]
        ):
            return None
        return said_by(name, Span(*called.span("behind" if called["behind"] else "before")), 0.7)

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


def _is_joint(text: str, clause: Span, subjects: Sequence[Named]) -> bool:
    """Whether several do one thing: `Minister A, the Rapporteur, B, and the Commissioner, C, issued a statement`."""
    first, last = subjects[0][0], subjects[-1][0]
    joint = _AND.search(text, first.end, last.start) is not None and not does(text, first.end, last.start)
    acts = does(text, last.end, clause.end) or VERB_AFTER.match(text, last.end + text.startswith(",", last.end))
    return joint and bool(acts)
