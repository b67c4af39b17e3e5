"""Whether somebody is a woman or a man, where a title, a role or the form of the name says so.

Used for one purpose: whom `he` or `she` may mean. It is no statement about anybody and is not published.
"""

import re
from functools import lru_cache
from typing import Literal

from graph.extract.lexicon import any_of
from graph.records import Person
from graph.reference import Reference

Gender = Literal["she", "he"]
_WORD = re.compile(r"[^\W\d_]+")


class Genders:
    """Tells the pronoun of people by the words of the lexicon."""

    def __init__(self, reference: Reference) -> None:
        self._words: tuple[tuple[Gender, re.Pattern[str]], ...] = (
            ("she", any_of(reference.words("woman"))),
            ("he", any_of(reference.words("man"))),
        )
        self._endings: tuple[tuple[Gender, tuple[str, ...]], ...] = (
            ("she", reference.words("feminine-ending")),
            ("he", reference.words("masculine-ending")),
        )
        self._men = {name.casefold() for name in reference.words("masculine-name")}
        self._of_name = lru_cache(maxsize=4096)(self._by_name)

    def of(self, person: Person) -> Gender | None:
        """The pronoun, or None where nothing tells it."""
        titles = [role.title.value for role in person.roles]
        if person.honorific:
            titles.insert(0, person.honorific.value)
        for title in titles:
            for gender, words in self._words:
                if words.search(title):
                    return gender
        return self._of_name(person.name.value)

    def _by_name(self, name: str) -> Gender | None:
        words = [word.casefold() for word in _WORD.findall(name)]
        said = {gender for gender, endings in self._endings if words and words[-1].endswith(endings)}
        # Given names of women end so in nearly all languages of these pages; of men, only those that are listed.
        if len(words) > 1 and words[0].endswith("a"):
            said.add("he" if words[0] in self._men else "she")
        return said.pop() if len(said) == 1 else None
