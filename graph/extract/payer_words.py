"""How a payer is named: by the programme that is its own, by capitals alone, or behind what kind of shop it is."""

from collections.abc import Sequence
from itertools import pairwise

from graph.extract.patterns import compiled
from graph.extract.rules import Chunk, around

_SHORT = 2
_LONGEST_WORD = 40
_MARKS = ("comma", "stop")
_KINDS = ("kind", "school")
# `The head of the firm, Belková, gave 300 euros`: she is no firm. `A gift of a firm, Kosel, and`: Kosel is one.
_OF_KIND = compiled(
    r"(?<!gift )(?<!gifts )(?<!donation )(?<!donations )(?<!and )\b(?:of|for|from|at)\s(?:the|an?)\s(?:\w+\s)?\Z"
)


def owner_of(found: Sequence[Chunk]) -> Chunk | None:
    """The body whose programme ends what was found: `under the European Union's CARDS programme`."""
    for n, (chunk, then) in enumerate(pairwise(found)):
        if chunk.kind == "institution" and then.kind == "possessive":
            named = all(one.kind in ("acronym", "capital", "institution") for one in found[n + 2 : -1])
            return chunk if named and found[-1].kind == "word" else None
    return None


def acronym(text: str, payer: Sequence[Chunk]) -> str | None:
    """The body that the text calls by capitals alone: `funded by TZK`, not `by TV`."""
    words = around(payer).of(text)
    return words if [chunk.kind for chunk in payer] == ["acronym"] and len(words) > _SHORT else None


def is_shop(named: Sequence[Chunk]) -> bool:
    """Whether it is `a local shop, Kosel,` or `a Slovak paper mill, Rijeka Papir.`"""
    kinds = [chunk.kind for chunk in named if chunk.kind in (*_MARKS, *_KINDS)]
    first, *rest = kinds or [""]
    return first in _KINDS and rest in [["comma", end] for end in _MARKS]


def name_of_shop(text: str, named: Sequence[Chunk]) -> str | None:
    """Its own name; None where what stands between the commas may be somebody of it."""
    if _OF_KIND.search(text, max(0, named[0].span.start - _LONGEST_WORD), named[0].span.start):
        return None
    return around(named[1 + [chunk.kind for chunk in named].index("comma") : -1]).of(text)
