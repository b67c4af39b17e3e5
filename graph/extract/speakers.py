"""Who is meant by the words beside a quote: a name, a surname, a title, `he` or `she`."""

import re
from collections.abc import Iterator, Sequence

from graph.extract import methods
from graph.extract.lexicon import any_of
from graph.records import Evidence, Found, Person
from graph.reference import Reference
from graph.text import Span, sentences

_PRONOUN = re.compile(r"\b(?:he|she)\b", re.IGNORECASE)
_OPENING_PRONOUN = re.compile(r"[\s,.]*(?P<who>[Hh]e|[Ss]he)\s")
# `after a meeting with X, Y said`: X is not the one who speaks.
_OBLIQUE = re.compile(r"\b(?:with|to|of|from|for|by|between|met|thanked|told|welcomed|congratulated)\s[^,]{0,60}$")
_JOINT = re.compile(r"[\s,]+and\s+(?:\w+\.?\s+){0,3}$")
_WORD = re.compile(r"[^\W_]+")
# Words of a title that tell no office from another.
_EMPTY = frozenset(["the", "of", "for", "in", "to", "and", "on", "at", "a", "an", "s", "osce", "his", "her", "its"])
_ARTICLE = re.compile(r"\b(?:the|its|their)\s", re.IGNORECASE)
_LONGEST_TITLE = 90
# How far back `he` or `she` may reach.
_CONTEXT = 1000


class Speakers:
    """Resolves what stands beside a quote to one of the people of the text."""

    def __init__(self, reference: Reference) -> None:
        self._roles = any_of(reference.words("role-noun"))
        verbs = any_of(reference.words("speech-verb"))
        self._own_pronoun = re.compile(rf"\b(?P<who>[Hh]e|[Ss]he)\s{verbs.pattern}")
        # `the Portuguese minister` is the minister, whatever the text called the country before.
        self._demonyms = frozenset(demonym.casefold() for demonym in reference.demonyms())

    def of_clause(self, text: str, clause: Span, people: Sequence[Person], last: str | None) -> Found[str] | None:
        """A name in the clause, else a title that somebody bears, else `last` for `he` and `she`; None for several."""
        named = sorted(_named(text, clause, people))
        # `she told Ambassador X`: who is told does not speak.
        if (opening := _OPENING_PRONOUN.match(text, clause.start, clause.end)) and last:
            return _found(last, Span(*opening.span("who")), 0.75)
        subjects = [one for one in named if not _OBLIQUE.search(text, clause.start, one[0].start)]
        # `In a letter to X, he wrote`: nobody but the pronoun is left to speak.
        if named and not subjects and last and (own := self._own_pronoun.search(text, clause.start, clause.end)):
            return _found(last, Span(*own.span("who")), 0.75)
        subjects = subjects or named
        if subjects:
            span, name = subjects[0]
            # `said A and B`: they speak together, and no one of them is the speaker.
            after = [other for other, _ in named if other.start > span.end]
            if after and _JOINT.search(text, span.end, after[0].start) and after[0].start - span.end < 40:
                return None
            return _found(name, span, 0.9)
        if titled := self._titled(text, clause, people, last):
            return titled
        pronoun = _PRONOUN.search(text, clause.start, clause.end)
        return _found(last, Span(*pronoun.span()), 0.75) if pronoun and last else None

    def of_context(self, text: str, context: Span, people: Sequence[Person], last: str | None) -> Found[str] | None:
        """Whom the sentences before a quote of its own speak of: the last name or title in them."""
        named = sorted(_named(text, context, people))
        if named:
            span, name = named[-1]
            return _found(name, span, 0.7)
        return self.of_clause(text, context, people, last)

    def last(self, text: str, span: Span, people: Sequence[Person]) -> str | None:
        """Whom `he` or `she` means after some words: the subject of the last sentence with one, named or titled."""
        near = Span(max(span.start, span.end - _CONTEXT), span.end)
        for sentence in reversed(list(sentences(text, near))):
            named = sorted(_named(text, sentence, people))
            subjects = [one for one in named if not _OBLIQUE.search(text, sentence.start, one[0].start)]
            if subjects:
                return subjects[0][1]
            if titled := self._titled(text, sentence, people, None):
                return titled.value
            if named:
                return named[-1][1]
        return None

    def _titled(self, text: str, clause: Span, people: Sequence[Person], last: str | None) -> Found[str] | None:
        """Who bears a title in the clause (`the High Commissioner said`): of several, the one spoken of last."""
        for noun in self._roles.finditer(text, clause.start, clause.end):
            start = max(clause.start, noun.start() - _LONGEST_TITLE)
            articles = [article.end() for article in _ARTICLE.finditer(text, start, noun.start())]
            # `a police officer said` means nobody named.
            if not articles or text[noun.end() : noun.end() + 1] in ("'", "’"):
                continue
            wanted = _content(text[articles[-1] : noun.end()]) - self._demonyms
            bearers = [
                person.name.value for person in people if any(wanted <= _content(title) for title in _titles(person))
            ]
            if bearers:
                name = last if last in bearers else bearers[-1]
                return _found(name, Span(articles[-1], noun.end()), 0.75)
        return None


def _titles(person: Person) -> Iterator[str]:
    """What somebody may be called instead of by name: a role or the honorific."""
    yield from (role.title.value for role in person.roles)
    if person.honorific:
        yield person.honorific.value


def _named(text: str, span: Span, people: Sequence[Person]) -> Iterator[tuple[Span, str]]:
    """Where people are first named in some words, by full name or else by surname."""
    for person in people:
        name = person.name.value
        for words in (name, name.split()[-1]):
            at = text.find(words, span.start, span.end)
            if at >= 0 and not (at and text[at - 1].isalnum()) and not text[at + len(words) :][:1].isalnum():
                yield Span(at, at + len(words)), name
                break


def _content(words: str) -> frozenset[str]:
    return frozenset(word for word in _WORD.findall(words.casefold()) if word not in _EMPTY)


def _found(name: str | None, span: Span, confidence: float) -> Found[str] | None:
    return Found(name, Evidence(span, methods.QUOTATION_GRAMMAR, confidence)) if name else None
