"""Where every statement comes from: the saved page, its reading, and the words behind each value."""

from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version

from pyoxigraph import Literal, NamedNode, Quad

from graph import vocabulary as v
from graph.iri import page_graph, part, thing
from graph.privacy import blanked
from graph.records import Evidence, Page
from graph.text import sentence_around

# Excerpts are bounded: enough to recognise the sentence, never the whole text.
LONGEST_EXACT = 300
LONGEST_CONTEXT = 160

Triple = tuple[NamedNode, NamedNode, NamedNode | Literal]


def software_version() -> str:
    """The version of the installed project."""
    try:
        return version("osce-graph")
    except PackageNotFoundError:
        return "unknown"


def page_quads(page: Page, layout: str, topics: list[NamedNode], *, copy: bool) -> Iterator[Triple]:
    """The page, its reading and its graph; a `copy` elsewhere leads to the releases that it copies."""
    saved, reading, graph = thing("page", page.id), thing("reading", page.id), page_graph(page.id)
    name = page.url or f"saved page {page.id}"
    yield saved, v.RDF_TYPE, v.SAVED_PAGE
    yield saved, v.RDFS_LABEL, Literal(name)
    if page.url:
        yield saved, v.SCHEMA_URL, NamedNode(page.url)
    if page.retrieved:
        yield saved, v.PROV_GENERATED_AT_TIME, Literal(page.retrieved, datatype=v.XSD_DATE_TIME)
    yield saved, v.SCHEMA_SHA256, Literal(page.sha256)
    if page.text:
        yield saved, v.TEXT_LENGTH, Literal(len(page.text))
    yield saved, v.LAYOUT, thing("layout", layout)
    yield saved, v.SCHEMA_ENCODING_FORMAT, Literal(page.media_type)
    yield reading, v.RDF_TYPE, v.READING
    yield reading, v.RDFS_LABEL, Literal(f"reading of {name}", language="en")
    yield reading, v.PROV_USED, saved
    yield reading, v.SCHEMA_SOFTWARE_VERSION, Literal(software_version())
    yield graph, v.RDF_TYPE, v.SD_NAMED_GRAPH
    yield graph, v.RDFS_LABEL, Literal(f"statements from {name}", language="en")
    yield graph, v.PROV_WAS_GENERATED_BY, reading
    yield graph, v.PROV_WAS_DERIVED_FROM, saved
    for topic in topics:
        yield graph, v.FOAF_PRIMARY_TOPIC, topic
        if copy:
            yield saved, v.PROV_HAD_PRIMARY_SOURCE, topic


def evidence_quads(
    page: Page,
    key: str,
    statement: Triple,
    evidence: Evidence,
    kind: NamedNode = v.EVIDENCE,
    premise: NamedNode | None = None,
) -> Iterator[Triple]:
    """One annotation: the statement, the words it rests on in their sentence, the rules that found it.

    `kind` says why the graph does not make the statement: another page counts more (`v.OVERRULED`), or it is not sure
    enough (`v.CANDIDATE`). `premise` is what an inferred statement rests on besides the words.
    """
    note = thing("evidence", key)
    body, target, selector = part(note, "statement"), part(note, "target"), part(note, "selector")
    yield note, v.RDF_TYPE, v.EVIDENCE
    if kind != v.EVIDENCE:
        yield note, v.RDF_TYPE, kind
    yield note, v.OA_MOTIVATED_BY, v.OA_DESCRIBING
    yield note, v.OA_HAS_BODY, body
    yield note, v.OA_HAS_TARGET, target
    if premise:
        yield note, v.PROV_WAS_DERIVED_FROM, premise
    yield note, v.PROV_WAS_ATTRIBUTED_TO, thing("method", evidence.method)
    yield note, v.CONFIDENCE, Literal(f"{evidence.confidence:.2f}", datatype=v.XSD_DECIMAL)
    yield body, v.RDF_TYPE, v.RDF_STATEMENT
    yield from zip((body,) * 3, (v.RDF_SUBJECT, v.RDF_PREDICATE, v.RDF_OBJECT), statement, strict=True)
    yield target, v.RDF_TYPE, v.OA_SPECIFIC_RESOURCE
    yield target, v.OA_HAS_SOURCE, thing("page", page.id)
    yield target, v.OA_HAS_SELECTOR, selector
    yield from _selector_quads(page, selector, evidence)


def _selector_quads(page: Page, selector: NamedNode, evidence: Evidence) -> Iterator[Triple]:
    span, sentence = evidence.span, sentence_around(page.text, evidence.span)
    yield selector, v.RDF_TYPE, v.OA_TEXT_POSITION_SELECTOR
    yield selector, v.RDF_TYPE, v.OA_TEXT_QUOTE_SELECTOR
    yield selector, v.OA_START, Literal(span.start)
    yield selector, v.OA_END, Literal(span.end)
    yield selector, v.OA_EXACT, Literal(span.of(page.text)[:LONGEST_EXACT])
    # What is around the words may be private, the words are not: see `graph.privacy.without_private`.
    shown = blanked(page.text)
    before, after = shown[sentence.start : span.start], shown[span.end : sentence.end]
    if before:
        yield selector, v.OA_PREFIX, Literal(before[-LONGEST_CONTEXT:])
    if after:
        yield selector, v.OA_SUFFIX, Literal(after[:LONGEST_CONTEXT])


def in_graph(triples: Iterator[Triple], graph: NamedNode) -> Iterator[Quad]:
    """The triples as quads of one graph."""
    for subject, predicate, value in triples:
        yield Quad(subject, predicate, value, graph)
