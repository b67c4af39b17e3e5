"""Where the first words of what may be a body's name are none of it, or tell that it is no name."""

from collections.abc import Sequence, Set
from itertools import takewhile

from graph.extract.rules import Chunk

# `KSL sells`, `KSL opened`; no small word of a name in another language that pages print ends so.
_VERB_ENDINGS = ("s", "ed", "ing", "ly")


def is_small(text: str, named: Sequence[Chunk]) -> bool:
    """Whether a name begins with a small word that only looks like a rank: `the private Kosel University`."""
    return named[0].kind == "honorific" and len(named) > 1 and named[0].span.of(text).islower()


def own_name(text: str, named: Sequence[Chunk], english: Set[str]) -> list[Chunk]:
    """What of a name stands before a small word of the sentence: `the company KSL before Easter`, `KSL sells lamps`.

    Small words within a name are of another language: `Žene protiv Nasilja`; but `Mothers Against Violence`.
    """
    own = list(takewhile(lambda chunk: not _ends_name(chunk.span.of(text), chunk.kind, english), named))
    # `the group Rowers against Osh's mayor`: those who row.
    return [] if len(own) < len(named) and own[-1].kind in ("kind", "roles") else own


def _ends_name(word: str, kind: str, english: Set[str]) -> bool:
    if kind == "against":
        return word.islower()
    verb = word.isascii() and word.endswith(_VERB_ENDINGS)
    return kind == "word" and (verb or word.casefold() in english)


def is_any(text: str, chunks: Sequence[Chunk], at: int, named: Sequence[Chunk]) -> bool:
    """Whether words for a house only say where one of its kind is from: `a Finnish paper mill`."""
    first = [chunks[at - 1].span.of(text).casefold()] if at else []
    return [one.kind for one in named if one.kind != "word"] == ["demonym", "school"] and first in (["a"], ["an"])
