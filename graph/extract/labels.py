"""What the label block says: kind, sources, fields of work, town."""

import re
from collections.abc import Callable, Iterator

from pyoxigraph import NamedNode

from graph import methods
from graph.records import Document, Evidence, Finding, Found
from graph.text import Span, trimmed
from graph.vocabularies.reference import Reference

_COMMA = re.compile(r"[,;]\s*")


class Labels:
    """Reads labels against the vocabularies; what they do not know becomes a notice."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference

    def content_type(self, document: Document) -> Iterator[Found[NamedNode] | Finding]:
        """The one kind that stands above the title, or behind `Content type:` in a listing."""
        if document.content_type is None:
            return
        words = document.content_type.of(document.text)
        if iri := self._reference.content_types.get(words.casefold()):
            yield Found(iri, Evidence(document.content_type, methods.LABEL_BLOCK))
        else:
            remedy = "add the label to ontology/vocabularies/content-types.ttl"
            yield _unknown(document, "content type", words, "content-type-unknown", remedy)

    def sources(self, document: Document, date: str | None) -> Iterator[Found[NamedNode] | Finding]:
        """The structures of that time behind `Source:`, each once."""
        return self._values(
            document,
            "Source",
            lambda name: self._reference.source(name, date),
            "source-unknown",
            "add the label to ontology/vocabularies/structures.ttl or field-operations.ttl",
        )

    def fields_of_work(self, document: Document) -> Iterator[Found[NamedNode] | Finding]:
        """The concepts behind `Fields of work:`, each once."""
        return self._values(
            document,
            "Fields of work",
            lambda name: self._reference.fields_of_work.get(name.casefold()),
            "field-of-work-unknown",
            "add the label to ontology/vocabularies/fields-of-work.ttl",
        )

    def locations(self, document: Document, date: str | None) -> Iterator[Found[NamedNode]]:
        """The States and places behind `Location:`, each once; those that no vocabulary has are left to the prose."""
        for value in document.labels.get("Location", ()):
            for span in _split(document.text, value, self._reference.location):
                if iri := self._reference.location(span.of(document.text)):
                    yield Found(iri, Evidence(span, methods.LABEL_BLOCK))

    def _values(
        self,
        document: Document,
        label: str,
        known: Callable[[str], NamedNode | None],
        rule: str,
        remedy: str,
    ) -> Iterator[Found[NamedNode] | Finding]:
        seen = set()
        for value in document.labels.get(label, ()):
            for span in _split(document.text, value, lambda name: known(_on_one_line(name))):
                words = _on_one_line(span.of(document.text))
                iri = known(words)
                if iri is None:
                    yield _unknown(document, label.lower(), words, rule, remedy)
                elif iri not in seen:
                    seen.add(iri)
                    yield Found(iri, Evidence(span, methods.LABEL_BLOCK))


def _on_one_line(words: str) -> str:
    return " ".join(words.split())


def _unknown(document: Document, what: str, words: str, rule: str, remedy: str) -> Finding:
    message = f"names the unknown {what} {words!r}; the release is published without it"
    return Finding("notice", document.page.name, rule, message, remedy, document.page.id)


def _split(text: str, span: Span, known: Callable[[str], NamedNode | None]) -> Iterator[Span]:
    """The parts between commas; a name that holds commas itself is taken whole where it is known."""
    gaps = [Span(*gap.span()) for gap in _COMMA.finditer(text, span.start, span.end)]
    ends = [*(gap.start for gap in gaps), span.end]
    starts = [span.start, *(gap.end for gap in gaps)]
    at = 0
    while at < len(starts):
        reach = range(len(ends) - 1, at, -1)
        end = next((n for n in reach if known(text[starts[at] : ends[n]])), at)
        part = trimmed(text, Span(starts[at], ends[end]))
        if part.start < part.end:
            yield part
        at = end + 1
