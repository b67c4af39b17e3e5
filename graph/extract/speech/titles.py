"""Who bears a title that stands without a name: `the High Commissioner said`."""

import re
from collections.abc import Iterator, Sequence, Set
from functools import lru_cache

from pyoxigraph import NamedNode

from graph.extract.speech.spoken import said_by
from graph.extract.speech.syntax import ARTICLE
from graph.extract.words.lexicon import any_of
from graph.records import Found, Person
from graph.text import Span
from graph.vocabularies.reference import Reference

_WORD = re.compile(r"[^\W_]+")
# Words of a title that tell no office from another.
_EMPTY = frozenset(
    ["the", "of", "for", "in", "to", "and", "on", "at", "a", "an", "s", "osce", "his", "her", "its", "new"]
)
_LONGEST_TITLE = 90
# `the Head of the Mission, Ambassador X`: from the noun to the name.
_APPOSED = re.compile(r"[^.;:“”\"]{0,60},\s(?:[\w.]+\s){0,3}")
# `Montenegro sent its Supreme Prosecutor, X. The Chief Prosecutor is ill.`: the Prosecutor is not X any more.
_OPENS = re.compile(r"(?:^|[.!?][”\"]?\s|\n)The\s(?:[A-Z][\w-]*\s){0,3}$")
_OTHER_REACH, _LONGEST_OTHER = 1500, 60
_OF = re.compile(r"\s(?:of|for|to|on|in|at)\s")


class Titles:
    """Resolves titles to the people of a text who bear them; `nouns` are what one may be called by."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self._helping = frozenset(word.casefold() for word in reference.words("helping-rank"))
        # `the Minister`, and `the Colonel`: what somebody is addressed by is a title too.
        addresses = (word for word in reference.words("honorific") if not word.endswith("."))
        self.nouns = any_of(dict.fromkeys((*reference.words("role-noun"), *addresses)))
        # `the judge` is the president of a court as well.
        also = (words.split(": ") for words in reference.words("also-called"))
        self._also = tuple((frozenset(office.casefold().split()), called) for office, called in also)
        # `the Portuguese minister` is the minister, whatever the text called the country before.
        self._demonyms = {demonym.casefold(): reference.state_of(demonym) for demonym in reference.demonyms()}

    def bearer(self, text: str, clause: Span, people: Sequence[Person], last: str | None) -> Found[str] | None:
        """Who bears the first title in a clause that somebody bears: of several, the one spoken of last."""
        return next(self.borne(text, clause, people, last), None)

    def borne(self, text: str, clause: Span, people: Sequence[Person], last: str | None) -> Iterator[Found[str]]:
        """Whoever bears titles in a clause, one for each title."""
        for noun in self.nouns.finditer(text, clause.start, clause.end):
            start = max(clause.start, noun.start() - _LONGEST_TITLE)
            articles = [article.end() for article in ARTICLE.finditer(text, start, noun.start())]
            # `a police officer said` means nobody named.
            if not articles or text[noun.end() : min(noun.end() + 1, clause.end)] in ("'", "’"):
                continue
            words = _content(text[articles[-1] : noun.end()])
            states = {self._demonyms[word] for word in words if word in self._demonyms}
            citizens = [one for one in people if not states or _is_of(one, states)]
            bearers = self._bearers(text, noun.end(), clause.end, words - self._demonyms.keys(), citizens)
            if bearers:
                name = last if last in bearers else bearers[-1]
                if len(words) == 1 and self._is_anothers(text, noun[0], clause.start, name, people):
                    continue
                yield said_by(name, Span(articles[-1], noun.end()), 0.75)

    def _bearers(self, text: str, at: int, end: int, wanted: frozenset[str], people: Sequence[Person]) -> list[str]:
        """Who bears a title that ends at a place in a clause up to `end`: those who are likeliest meant.

        Whoever is named right after it; else those named so far, and of them those whose office it is, not part of it:
        `the Chairman-in-Office` is no `Envoy of the Chairman-in-Office`.
        """
        titled = [(one.name, list(self._titles(one))) for one in people]
        found = [(name, titles) for name, titles in titled if any(wanted <= _content(title) for title in titles)]
        beside = [one for one in found if _APPOSED.fullmatch(text, at, one[0].evidence.span.start)]
        so_far = [one for one in found if one[0].evidence.span.start < end] or found
        heads = [one for one in so_far if any(wanted <= _head(title) for title in one[1])]
        # `the High Commissioner` is no High Commissioner for Roads where somebody is High Commissioner, no more.
        meant = beside or heads or so_far
        # Of two ministers the one who holds an office of the OSCE too is whom a release is about.
        ours = {one.name.value for one in people if any(_is_known(role.organisation) for role in one.roles)}
        meant = sorted(meant, key=lambda one: (any(wanted == _office(title) for title in one[1]), one[0].value in ours))
        return [name.value for name, _ in meant]

    def _is_anothers(self, text: str, noun: str, before: int, name: str, people: Sequence[Person]) -> bool:
        """Whether a bare title means rather somebody without a name who bears it in full, and was the subject since."""
        person = next(one for one in people if one.name.value == name)
        own = frozenset().union(*(_content(title) for title in self._titles(person)))
        start = max(text.rfind(name.split()[-1], 0, before), before - _OTHER_REACH, 0)
        for other in self.nouns.finditer(text, start, before):
            opening = _OPENS.search(text, max(0, other.end() - _LONGEST_OTHER), other.end() - len(noun))
            words = _content(text[opening.start() : other.end()]) if opening else frozenset()
            if words and other[0].casefold().endswith(noun.casefold()) and not words <= own | self._helping:
                return words.isdisjoint(self._helping)
        return False

    def _titles(self, person: Person) -> Iterator[str]:
        """What somebody may be called instead of by name: a role, with the acronyms of its body, or the honorific."""
        for role in person.roles:
            body = role.organisation.value if role.organisation else None
            # `the ODIHR Director`.
            names = self._reference.names(body) if isinstance(body, NamedNode) else ()
            yield " ".join([*(name for name in sorted(names) if name.isupper()), role.title.value])
            said = frozenset(role.title.value.casefold().split())
            yield from (called for office, called in self._also if office <= said)
        if person.honorific:
            yield person.honorific.value


def _is_known(body: Found[NamedNode | str] | None) -> bool:
    return body is not None and isinstance(body.value, NamedNode)


def _is_of(person: Person, states: Set[NamedNode | None]) -> bool:
    """Whether the text says that somebody is of one of these States."""
    homes = [person.affiliation, *(home for role in person.roles for home in (role.organisation, role.country))]
    return any(home.value in states for home in homes if home)


@lru_cache(maxsize=4096)
def _head(title: str) -> frozenset[str]:
    """The words of a title before those that say of what it is one."""
    return _content(_OF.split(title)[0])


@lru_cache(maxsize=4096)
def _office(title: str) -> frozenset[str]:
    """The words of that head without the acronyms of bodies."""
    return _head(" ".join(word for word in title.split() if not word.isupper()))


@lru_cache(maxsize=4096)
def _content(words: str) -> frozenset[str]:
    return frozenset(word for word in _WORD.findall(words.casefold()) if word not in _EMPTY)
