"""What a build says of extractors from outside: how they are described, and what became of their proposals."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from pyoxigraph import Literal, Quad

from graph import extensions
from graph import vocabulary as v
from graph.iri import VOCABULARY_GRAPH, thing
from graph.records import Finding, Proposed, Reading


def method_quads(extractors: Sequence[str]) -> Iterator[Quad]:
    """The extractors as methods, as the vocabulary describes its own."""
    for method in (extensions.load(spec).method for spec in extractors):
        iri = thing("method", method.key)
        yield Quad(iri, v.RDF_TYPE, v.METHOD, VOCABULARY_GRAPH)
        yield Quad(iri, v.RDFS_LABEL, Literal(method.label, language="en"), VOCABULARY_GRAPH)
        yield Quad(iri, v.SKOS_DEFINITION, Literal(method.definition, language="en"), VOCABULARY_GRAPH)
        yield Quad(iri, v.SCHEMA_SOFTWARE_VERSION, Literal(method.version), VOCABULARY_GRAPH)


def tallied(found: Iterable[Proposed]) -> dict[str, dict[str, int]]:
    """By method: how many proposals were added, known or dropped for which reason; and releases without an answer."""
    whole: dict[str, Counter[str]] = {}
    for one in found:
        counter = whole.setdefault(one.method, Counter())
        counter.update(dict(one.fates))
        counter.update(["failed"] if one.failure else [])
    return {method: dict(sorted(counter.items())) for method, counter in sorted(whole.items())}


def not_answered(reading: Reading) -> Iterator[Finding]:
    """That extractors failed on a page: one notice each."""
    for method, failure in {one.method: one.failure for one in reading.proposed if one.failure}.items():
        yield Finding(
            "notice",
            reading.page.name,
            "extractor-failed",
            f"was read without the extractor {method}: {failure}",
            "build again once the extractor answers; only these pages are read again",
            reading.page.id,
        )
