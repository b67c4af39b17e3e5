"""Bodies that a list behind a plural names by their names alone: `two other organizations, Kosel and Rivna`."""

from collections.abc import Iterator, Sequence, Set

from graph.extract.grammar.rules import Chunk, around
from graph.text import Span

_OPENS = ("comma", "colon", "dash")
# What may stand in the name of one of a list; what tells for itself that it is a body, others find.
_NAME = ("capital", "acronym", "number")
_BEGINS, _INSIDE, _TOLD = ("capital", "acronym"), {*_NAME, "for", "of"}, ("article", "number")
_PARTS = (*_NAME, "institution", "house", "front", "place", "demonym", "body", "of", "for")
# What a list does not go on with where it is one of bodies: `Kosel and Brana's`, `Kosel and Brana teachers`.
_NO_END = ("possessive", "name", "role", "roles", "honorific", "ampersand")
_MOST = 40


def listed_bodies(text: str, chunks: Sequence[Chunk], plurals: Set[str]) -> Iterator[Span]:
    """Where those of a list of two or more behind one of these `plurals` stand that no noun tells for a body."""
    for n, chunk in enumerate(chunks[:-3]):
        opens = chunks[n + 1].kind in _OPENS
        # `the NGOs Kosel and Women for Rivna`, but not `representatives of NGOs A and B`.
        told = n > 0 and chunks[n - 1].kind in _TOLD and chunks[n + 1].kind in _BEGINS
        if (opens or told) and chunk.span.of(text).casefold() in plurals:
            at = n + 1 + opens
            for item in _items(chunks[at : at + _MOST]):
                inner = {one.kind for one in item} <= _INSIDE
                if inner and item[0].kind in _BEGINS and item[-1].kind in _NAME:
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
