"""Where that stands which is found of a withheld release: the input, the address of its page, and the words.

The release itself is in no snapshot, so that its evidence is not either; a steward is to see why all the same. What is
private stays blank, in these words as in all others.
"""

from collections.abc import Iterable, Iterator, Sequence

from pyoxigraph import Literal, NamedNode, Quad, Store

from graph import vocabulary as v
from graph.iri import QUALITY_GRAPH, part, thing
from graph.privacy import blanked
from graph.report import Result, term_of
from graph.state.provenance import Triple, in_graph
from graph.state.stating import Stated
from graph.validation.findings import Ground
from graph.validation.grounds import ground


class Located:
    """Of each result the first page that has words for it, else the first page."""

    def __init__(self) -> None:
        self._told: dict[NamedNode, list[Triple]] = {}
        self._with_words: set[NamedNode] = set()

    def add(self, results: Iterable[Result], whole: Stated, name: str, withheld: Sequence[str]) -> None:
        """What is found on one page, which the input `name` holds, of releases that are `withheld`; nothing of none."""
        if not withheld:
            return
        store = Store()
        store.extend(whole.quads)
        for one in results:
            if one.name in self._with_words:
                continue
            value = term_of(one.value) if one.value is not None else None
            words = ground(store, one.focus, one.path, value)
            if words or one.name not in self._told:
                self._told[one.name] = list(_triples(one.name, whole, name, withheld, words))
            if words:
                self._with_words.add(one.name)

    @property
    def quads(self) -> list[Quad]:
        """What is stated of the results in the graph of the quality report."""
        return [quad for told in self._told.values() for quad in in_graph(iter(told), QUALITY_GRAPH)]


def _triples(
    result: NamedNode, whole: Stated, name: str, withheld: Sequence[str], words: Ground | None
) -> Iterator[Triple]:
    yield result, v.INPUT, Literal(name)
    if url := whole.reading.page.url:
        yield result, v.SCHEMA_URL, NamedNode(url)
    for key in withheld:
        yield result, v.CONCERNS, thing("release", key)
    if words and words.place:
        selector = part(result, "selector")
        yield result, v.OA_HAS_SELECTOR, selector
        yield selector, v.RDF_TYPE, v.OA_TEXT_POSITION_SELECTOR
        yield selector, v.RDF_TYPE, v.OA_TEXT_QUOTE_SELECTOR
        yield from zip((selector,) * 2, (v.OA_START, v.OA_END), words.place, strict=True)
        sentence, start = blanked(words.before + words.words + words.after), len(words.before)
        end = start + len(words.words)
        pieces = sentence[:start], sentence[start:end], sentence[end:]
        for predicate, piece in zip((v.OA_PREFIX, v.OA_EXACT, v.OA_SUFFIX), pieces, strict=True):
            if piece:
                yield selector, predicate, Literal(piece)
