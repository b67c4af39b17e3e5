"""Whether somebody is a woman or a man, where a title, a role or the form of the name says so.

Used for one purpose: whom `he` or `she` may mean. It is no statement about anybody and is not published.
"""

import re
from functools import lru_cache
from typing import Literal

from graph.extract.words.lexicon import any_of
from graph.extract.words.patterns import Pattern
from graph.folding import fold
from graph.records import Person
from graph.vocabularies.reference import Reference

Gender = Literal["she", "he"]
_WORD = re.compile(r"[^\W\d_]+")
# What a surname has before its ending, in letters, at the least.
_STEM = 2


class Genders:
    """Tells the pronoun of people by the words of the lexicon."""

    def __init__(self, reference: Reference) -> None:
        self._words: tuple[tuple[Gender, Pattern], ...] = (
            ("she", any_of(reference.words("woman"))),
            ("he", any_of(reference.words("man"))),
        )
        self._endings: tuple[tuple[Gender, tuple[str, ...]], ...] = (
            ("she", reference.words("feminine-ending")),
            ("he", reference.words("masculine-ending")),
        )
        # Pages print `Nebojsa` as well as `Nebojša`.
        self._women = {fold(name) for name in reference.words("feminine-name")}
        self._men = {fold(name) for name in reference.words("masculine-name")}
        self._of_name = lru_cache(maxsize=4096)(self._by_name)

    def of(self, person: Person) -> Gender | None:
        """The pronoun, or None where nothing tells it."""
        return self.said(person) or self._of_name(person.name.value)

    def said(self, person: Person) -> Gender | None:
        """The pronoun that an honorific or a role tells, which are surer than the form of a name."""
        titles = [role.title.value for role in person.roles]
        if person.honorific:
            titles.insert(0, person.honorific.value)
        return next((gender for title in titles if (gender := self.of_word(title))), None)

    def of_word(self, words: str) -> Gender | None:
        """The pronoun that an honorific or a role tells."""
        return next((gender for gender, told in self._words if told.search(words)), None)

    def _by_name(self, name: str) -> Gender | None:
        words = [word.casefold() for word in _WORD.findall(name)]
        # `Kaya` is no ending of a name but one.
        ended = words[-1][_STEM:] if words else ""
        said = {gender for gender, endings in self._endings if ended.endswith(endings)}
        # `Ana Belková-Krentov`: where two surnames are joined, no ending tells whose the last one is.
        if "-" in name.rsplit(" ", 1)[-1]:
            said = set()
        # Given names of women end so in nearly all languages of these pages; of men, only those that are listed.
        given = fold(words[0]) if len(words) > 1 else ""
        if given in self._men:
            said.add("he")
        elif given.endswith("a") or given in self._women:
            said.add("she")
        return said.pop() if len(said) == 1 else None
