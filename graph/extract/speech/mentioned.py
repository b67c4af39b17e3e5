"""Where some words name people: in full, by a surname alone, by a first name that nobody else has."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence, Set

from graph.extract.names.same_person import of_two_surnames
from graph.extract.speech.gender import Genders
from graph.extract.speech.spoken import only
from graph.records import Person
from graph.text import Span

# `Mrs. Belková`: the word, and how far before the name it begins, in characters.
_ADDRESS, _REACH = re.compile(r"\b(?P<word>\w+\.?)\s$"), 6

# `A, Judge B and C`.
_LISTED, _NEAR = re.compile(r",\s(?:the\s)?(?:[A-Z][\w.-]*\s){0,4}"), 40
_JOINT = re.compile(r"[\s,]+and\s+(?:\w+\.?\s+){0,3}$")

Named = tuple[Span, str]
"""Where somebody is named, and the name in full."""


class Mentioned:
    """Finds the people of a text again, whatever of their names is said."""

    def __init__(self, genders: Genders, given: Set[str]) -> None:
        """`given` are words that are no surnames."""
        self._genders, self._given = genders, given
        self._of: tuple[str, Sequence[Person]] = ("", ())
        self._found: dict[Span, list[Named]] = {}
        self._names: list[tuple[str, tuple[str, ...]]] = []
        self._families: dict[str, list[Person]] = {}

    def find(self, text: str, span: Span, people: Sequence[Person]) -> list[Named]:
        """Where people are first named in some words, in order.

        Of one text and its people that is asked again and again, and remembered.
        """
        if text is not self._of[0] or people is not self._of[1]:
            self._of, self._found = (text, people), {}
            self._learn(people)
        if span not in self._found:
            self._found[span] = sorted(self._first(text, span))
        return self._found[span]

    def _learn(self, people: Sequence[Person]) -> None:
        """What each may be called: the full name, the surname, a first name that nobody else has.

        Of two surnames the first alone too, where no one else is called so.
        """
        names = [(person.name.value, person.name.value.split()) for person in people]
        firsts = Counter(words[0] for _, words in names)
        self._families = defaultdict(list)
        for person, (_, words) in zip(people, names, strict=True):
            self._families[words[-1]].append(person)
        taken = {word for _, words in names for word in (words[0], words[-1])}
        twos = [(name, of_two_surnames(name, self._given)) for name, _ in names]
        counts = Counter(surname for _, surname in twos)
        surnames = {
            name: surname for name, surname in twos if surname and surname not in taken and counts[surname] == 1
        }
        self._names = [
            (
                name,
                (
                    name,
                    words[-1],
                    *([surnames[name]] if name in surnames else []),
                    *([words[0]] if len(words[0]) > 2 and firsts[words[0]] == 1 else []),
                ),
            )
            for name, words in names
        ]

    def _first(self, text: str, span: Span) -> Iterator[Named]:
        """By full name, else by a surname, which an honorific may tell from another's, else by a first name alone."""
        for name, called in self._names:
            for words in called:
                at = text.find(words, span.start, span.end)
                if at < 0 or (at and text[at - 1].isalnum()) or text[at + len(words) :][:1].isalnum():
                    continue
                if (
                    words != name
                    and len(family := self._families[words]) > 1
                    and not self._meant(text, at, name, family)
                ):
                    continue
                yield Span(at, at + len(words)), name
                break

    def _meant(self, text: str, at: int, name: str, family: Sequence[Person]) -> bool:
        """Whether a surname that several bear means this one: `Mrs.` before it fits nobody else."""
        address = _ADDRESS.search(text, max(0, at - _REACH), at)
        gender = self._genders.of_word(address["word"]) if address else None
        genders = {person.name.value: self._genders.of(person) for person in family}
        return gender is not None and only(genders, genders, gender) == name


def together(text: str, first: Named, named: Sequence[Named]) -> list[str]:
    """Those named with somebody as if they were one: `A and B`, `A, Judge B and C`; nobody where one is named alone."""
    found, last = [first[1]], first[0]
    for span, name in named:
        if span.start <= last.end:
            continue
        found.append(name)
        if _JOINT.search(text, last.end, span.start) and span.start - last.end < _NEAR:
            return found
        if not _LISTED.fullmatch(text, last.end, span.start):
            break
        last = span
    return []
