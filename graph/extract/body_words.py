"""Where the first words of what may be a body's name are none of it, or tell that it is no name."""

from collections.abc import Sequence

from graph.extract.rules import Chunk


def is_small(text: str, named: Sequence[Chunk]) -> bool:
    """Whether a name begins with a small word that only looks like a rank: `the private Kosel University`."""
    return named[0].kind == "honorific" and len(named) > 1 and named[0].span.of(text).islower()


def is_any(text: str, chunks: Sequence[Chunk], at: int, named: Sequence[Chunk]) -> bool:
    """Whether words for a house only say where one of its kind is from: `a Finnish paper mill`."""
    first = [chunks[at - 1].span.of(text).casefold()] if at else []
    return [one.kind for one in named if one.kind != "word"] == ["demonym", "school"] and first in (["a"], ["an"])
