"""Who is meant by the words beside a quote: a name, a surname, a title, `he` or `she`."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pyoxigraph import NamedNode

from graph.extract import methods
from graph.extract.gender import Genders
from graph.extract.lexicon import any_of
from graph.records import Evidence, Found, Person
from graph.reference import Reference
from graph.text import Span, sentences

_PRONOUN = re.compile(r"\b(?:he|she)\b", re.IGNORECASE)
_POSSESSIVE, _WHOSE = re.compile(r"(?P<whose>His|Her)\s"), {"His": "he", "Her": "she"}
_OPENING_PRONOUN = re.compile(r"[\s,.]*(?P<who>[Hh]e|[Ss]he)\s")
# `after a meeting with X, Y said`: X is not the one who speaks.
_OBLIQUE = re.compile(r"\b(?:with|to|of|from|for|by|between|met|thanked|told|welcomed|congratulated)\s[^,]{0,60}$")
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
# `in a joint declaration`.
_TOGETHER = re.compile(r"\bjoint(?:ly)?\b", re.IGNORECASE)
# `the Minister noted`, not `the Minister of Justice`.
_VERB_AFTER = re.compile(r"\s(?!(?:of|for|in|to|at|on|and|from|with|who|or|by|that|as)\b)[a-z]")
# How far back `he` or `she` may reach.
_CONTEXT = 1000
_MOST = 12


class Before(NamedTuple):
    """The people spoken of before some words, newest last."""

    names: tuple[str, ...] = ()

    def then(self, *names: str) -> "Before":
        """These, and newer ones; who was spoken of long before is forgotten."""
        return Before((*self.names, *names)[-_MOST:])


class Speakers:
    """Resolves what stands beside a quote to one of the people of the text."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self._genders = Genders(reference)
        # `the Minister`, and `the Colonel`: what somebody is addressed by is a title too.
        addresses = (word for word in reference.words("honorific") if not word.endswith("."))
        self._roles = any_of(dict.fromkeys((*reference.words("role-noun"), *addresses)))
        self._verbs = any_of(reference.words("speech-verb"))
        self._own_pronoun = re.compile(rf"\b(?P<who>[Hh]e|[Ss]he)\s{self._verbs.pattern}")
        # `the Portuguese minister` is the minister, whatever the text called the country before.
        self._demonyms = frozenset(demonym.casefold() for demonym in reference.demonyms())

    def of_clause(self, text: str, clause: Span, people: Sequence[Person], before: Before) -> Found[str] | None:
        """Who speaks in a clause: a name, a title that somebody bears, `he` or `she`; None for several.

        `before` is who was spoken of, newest last: the one whom a pronoun fits is meant.
        """
        named = sorted(_named(text, clause, people))
        last = before.names[-1] if before.names else None
        # `she told Ambassador X`: who is told does not speak.
        if (opening := _OPENING_PRONOUN.match(text, clause.start, clause.end)) and last:
            return self._pronoun(opening["who"], Span(*opening.span("who")), before, people)
        if _TOGETHER.search(text, clause.start, clause.end):
            return None
        # `In a letter to the Speaker, X, he wrote: "...`.
        own = self._own_pronoun.search(text, clause.start, clause.end)
        if own and last and clause.end - own.end() < _AT_QUOTE and text[clause.end : clause.end + 1] in _MARKS:
            return self._pronoun(own["who"], Span(*own.span("who")), before, people)
        subjects = [one for one in named if not _OBLIQUE.search(text, clause.start, one[0].start)]
        # `the President said in a message to X`: X does not speak.
        titled = self._titled(text, clause, people, last)
        if titled and self._leads(text, clause, titled.evidence.span, subjects):
            return titled
        if named and not subjects and last and own:
            return self._pronoun(own["who"], Span(*own.span("who")), before, people)
        subjects = subjects or named
        if subjects:
            span, name = subjects[0]
            # `said A and B`: they speak together, and no one of them is the speaker.
            after = [other for other, _ in named if other.start > span.end]
            if after and _JOINT.search(text, span.end, after[0].start) and after[0].start - span.end < 40:
                return None
            return _found(name, span, 0.9)
        if titled:
            return titled
        pronoun = _PRONOUN.search(text, clause.start, clause.end)
        return self._pronoun(pronoun[0], Span(*pronoun.span()), before, people) if pronoun and last else None

    def of_context(self, text: str, context: Span, people: Sequence[Person], before: Before) -> Found[str] | None:
        """Whom the sentences before a quote of its own speak of: the last name or title in them."""
        named = sorted(_named(text, context, people))
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

    def before(self, text: str, span: Span, people: Sequence[Person], earlier: Before) -> Before:
        """Whom some words speak of, the subject of each sentence, named or titled, after those `earlier`."""
        names: list[str] = []
        near = Span(max(span.start, span.end - _CONTEXT), span.end)
        for sentence in reversed(list(sentences(text, near))):
            if name := self._spoken_of(text, sentence, people):
                names.append(name)
        return earlier.then(*reversed(names))

    def _spoken_of(self, text: str, sentence: Span, people: Sequence[Person]) -> str | None:
        """The subject of a sentence; none where it opens with a pronoun, which means somebody before."""
        # `He left`, and `After a meeting with the Mayor, X, he left`.
        aside = _ASIDE.match(text, sentence.start) and (
            self._own_pronoun.search(text, sentence.start, sentence.end)
            or _THEN.search(text, sentence.start, sentence.end)
        )
        if aside or _OPENING_PRONOUN.match(text, sentence.start, sentence.end):
            return None
        named = sorted(_named(text, sentence, people))
        subjects = [one for one in named if not _OBLIQUE.search(text, sentence.start, one[0].start)]
        titled = self._titled(text, sentence, people, None)
        if titled and self._leads(text, sentence, titled.evidence.span, subjects):
            return titled.value
        if subjects:
            return subjects[0][1]
        if titled:
            return titled.value
        return named[-1][1] if named else None

    def _pronoun(self, word: str, span: Span, before: Before, people: Sequence[Person]) -> Found[str] | None:
        """The last one spoken of whom the pronoun fits; else the last."""
        genders = {person.name.value: self._genders.of(person) for person in people}
        fitting = [name for name in before.names if genders.get(name) in (None, word.casefold())]
        return _found((fitting or before.names)[-1], span, 0.75)

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
            wanted = _content(text[articles[-1] : noun.end()]) - self._demonyms
            bearers = self._bearers(text, noun.end(), clause.end, wanted, people)
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


def _named(text: str, span: Span, people: Sequence[Person]) -> Iterator[tuple[Span, str]]:
    """Where people are first named in some words, by full name, else by surname, else by a first name nobody shares."""
    firsts = Counter(person.name.value.split()[0] for person in people)
    for person in people:
        name = person.name.value
        first, last = name.split()[0], name.split()[-1]
        for words in (name, last, *([first] if len(first) > 2 and firsts[first] == 1 else [])):
            at = text.find(words, span.start, span.end)
            if at >= 0 and not (at and text[at - 1].isalnum()) and not text[at + len(words) :][:1].isalnum():
                yield Span(at, at + len(words)), name
                break


def _content(words: str) -> frozenset[str]:
    return frozenset(word for word in _WORD.findall(words.casefold()) if word not in _EMPTY)


def _found(name: str | None, span: Span, confidence: float) -> Found[str] | None:
    return Found(name, Evidence(span, methods.QUOTATION_GRAMMAR, confidence)) if name else None
