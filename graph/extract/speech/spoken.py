"""Who has been spoken of before some words, and whom of them `he` or `she` means."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from graph import methods
from graph.extract.speech.gender import Genders
from graph.records import Evidence, Found, Person
from graph.text import Span

_PRONOUN = re.compile(r"he|she", re.IGNORECASE)
_MOST = 12


class Before(NamedTuple):
    """The people spoken of before some words, newest last.

    `names` are the subjects of the sentences, empty for one without a name; `beside` are all who are named; `called`
    says who has been meant by `he` or `she`; `joint` are the subjects of the last sentence where it has several.
    """

    names: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    called: tuple[tuple[str, str], ...] = ()
    joint: tuple[str, ...] = ()

    def then(self, names: Iterable[str], beside: Iterable[str], joint: Sequence[str] = ()) -> "Before":
        """These, and newer ones; who was spoken of long before is forgotten."""
        return Before((*self.names, *names)[-_MOST:], (*self.beside, *beside)[-_MOST:], self.called, tuple(joint))

    def without(self, names: Iterable[str]) -> "Before":
        """These without some: `she told Y` is not said by Y.

        `Y met X. "Well," she told Y.`: where the last sentence is Y's, it is somebody named in it, nobody before.
        """
        told = set(names)
        if told.isdisjoint((*self.names, *self.beside)):
            return self
        subjects = () if self.names[-1:] and self.names[-1] in told else self.names
        return Before(
            tuple(name for name in subjects if name not in told),
            tuple(name for name in self.beside if name not in told),
            self.called,
            tuple(name for name in self.joint if name not in told),
        )

    def said(self, text: str, speaker: Found[str]) -> "Before":
        """These, and one who has just spoken."""
        word = speaker.evidence.span.of(text).casefold()
        called = ((speaker.value, word),) if _PRONOUN.fullmatch(word) else ()
        return Before((*self.names, speaker.value)[-_MOST:], self.beside, (*self.called, *called)[-_MOST:])


class Pronouns:
    """Resolves `he` and `she`."""

    def __init__(self, genders: Genders) -> None:
        self._genders = genders

    def meant(self, word: str, span: Span, before: Before, people: Sequence[Person]) -> Found[str] | None:
        """The last one spoken of whom the pronoun fits; else the only one named whom it fits."""
        genders = dict(before.called) | {
            person.name.value: gender for person in people if (gender := self._genders.of(person))
        }
        wanted = word.casefold()
        fitting = [name for name in before.names if genders.get(name) in (None, wanted)]
        name = fitting[-1] if fitting else only(before.beside, genders, wanted)
        # `A and B met. "Well," he said`: where it may be either it is neither.
        if name in before.joint:
            fitting = [one for one in before.joint if genders.get(one) in (None, wanted)]
            return said_by(fitting[0], span, 0.75) if len(fitting) == 1 else None
        # Nobody knows whether an office that goes by its IRI is held by a man or a woman.
        if name and ":" in name and any(genders.get(other) in (None, wanted) for other in before.beside):
            return None
        if name is None and len(alone := {*before.names, *before.beside}) == 1:
            # Of the only one named the text knows better than the form of the name.
            name = next(
                (one.name.value for one in people if {one.name.value} == alone and not self._genders.said(one)), ""
            )
        return said_by(name, span, 0.75) if name else None


def only(names: Iterable[str], genders: Mapping[str, str | None], wanted: str) -> str | None:
    """The only one of these who is known to be called so, or else who may be."""
    known = {name for name in names if genders.get(name) == wanted}
    found = known or {name for name in names if genders.get(name) is None}
    return found.pop() if len(found) == 1 else None


def said_by(name: str, span: Span, confidence: float) -> Found[str]:
    """Somebody who speaks, by the words that tell it."""
    return Found(name, Evidence(span, methods.QUOTATION_GRAMMAR, confidence))
