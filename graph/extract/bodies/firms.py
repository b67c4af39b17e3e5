"""Where the name of a firm stands in what a rule has found: `a local shop, Kosel,`, `the Kosel Brana company`."""

from collections.abc import Sequence

from graph.extract.grammar.chunks import SMALL
from graph.extract.grammar.rules import Chunk, around
from graph.text import Span

_JOINT = 2


def firm_by_name(named: Sequence[Chunk]) -> Span:
    """The name in `the Kosel Brana company`."""
    return around([chunk for chunk in named[1:-1] if chunk.kind in ("capital", "acronym")])


def name_of_firm(text: str, named: Sequence[Chunk], before: Sequence[Chunk]) -> Span | None:
    """The name in `a local shop, Kosel,`; None where somebody is named there."""
    comma = next(n for n, chunk in enumerate(named) if chunk.kind == "comma")
    own = list(named[comma + 1 : -1])
    # `a local firm, Kosel told Brana,`: a small word within a name is no longer than that of `Kosel i Brana`.
    if any(chunk.kind == "word" and chunk.span.end - chunk.span.start > _JOINT for chunk in own):
        return None
    # `The head of the firm, Belková, spoke.`; `gave it to a firm, Kosel.`
    kinds = [chunk.kind for chunk in before]
    definite = named[0].kind != "article" or named[0].span.of(text).casefold() == "the"
    somebody = kinds[-1:] and kinds[-1] in SMALL and (definite or kinds[0] in ("role", "roles"))
    return None if somebody else around(own)
