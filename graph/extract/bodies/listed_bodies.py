"""Bodies that a list behind a plural names by their names alone: `two other organizations, Kosel and Rivna`."""

from collections.abc import Iterator, Sequence, Set

from graph.extract.grammar.rules import Chunk, around
from graph.text import Span

_OPENS = ("comma", "colon", "dash")
# What may stand in the name of one of a list; what tells for itself that it is a body, others find.
_NAME = ("capital", "acronym", "number")
_PARTS = (*_NAME, "institution", "house", "front", "place", "demonym", "body", "of", "for")
# What a list does not go on with where it is one of bodies: `Kosel and Brana's`, `Kosel and Brana teachers`.
_NO_END = ("possessive", "name", "role", "roles", "honorific", "ampersand")
_MOST = 40


def listed_bodies(text: str, chunks: Sequence[Chunk], plurals: Set[str]) -> Iterator[Span]:
    """Where those of a list of two or more behind one of these `plurals` stand that no noun tells for a body."""
    for n, chunk in enumerate(chunks[:-3]):
        if chunks[n + 1].kind in _OPENS and chunk.span.of(text).casefold() in plurals:
            for item in _items(chunks[n + 2 : n + 2 + _MOST]):
                if all(one.kind in _NAME for one in item) and item[0].kind != "number":
                    yield around(item)


def _items(chunks: Sequence[Chunk]) -> Sequence[Sequence[Chunk]]:
    """The names of a list that ends with `and` and one more, without articles; none where it is no such list."""
    items: list[list[Chunk]] = [[]]
    ending = False
    for chunk in chunks:
        if chunk.kind in _PARTS:
            items[-1].append(chunk)
        elif chunk.kind in ("comma", "and") and not ending:
            ending = chunk.kind == "and"
            if items[-1]:
                items.append([])
        elif chunk.kind == "article" and not items[-1]:
            continue
        else:
            return items if ending and all(items) and len(items) > 1 and chunk.kind not in _NO_END else ()
    return ()
