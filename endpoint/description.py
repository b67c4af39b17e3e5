"""The endpoint described in its own terms: SPARQL 1.1 Service Description and VoID, from the settings that hold."""

from collections.abc import Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode

from endpoint.catalogue import statistics
from endpoint.documents import serialised
from endpoint.negotiate import FORMATS, Format
from endpoint.reader import Statement
from endpoint.settings import Settings, limits
from endpoint.store import Serving
from graph import vocabulary as v
from graph.iri import QUALITY_GRAPH, VOCABULARY_GRAPH

_SD: Final = v.PREFIXES["sd"]
_VOID: Final = "http://rdfs.org/ns/void#"


# There is none, and that is said, because many endpoints cut an answer there.
_ROWS: Final[tuple[str, str, float | str, str]] = (
    "result_rows",
    "Most rows of an answer: its size in bytes is the only bound.",
    "unlimited",
    "C62",
)


def _schema(name: str) -> NamedNode:
    return NamedNode(v.SCHEMA + name)


def _sd(name: str) -> NamedNode:
    return NamedNode(_SD + name)


def service(endpoint: str, serving: Serving, settings: Settings, format_: Format) -> bytes:
    """The description of the service at the URL `endpoint`, in a format of RDF. No blank nodes, as everywhere.

    Limits are schema:PropertyValue, as no vocabulary of services has words for them: the setting's name, what it means,
    its value and unit.
    """
    me, dataset, default = (NamedNode(endpoint + part) for part in ("#service", "#dataset", "#default-graph"))
    what = "what the engine has there" if settings.engine else "the merge of all named graphs"
    said: list[Statement] = [
        (me, v.RDF_TYPE, _sd("Service")),
        (me, v.RDFS_LABEL, Literal("OSCE Graph SPARQL endpoint", language="en")),
        (me, _sd("endpoint"), NamedNode(endpoint)),
        (me, _sd("supportedLanguage"), _sd("SPARQL11Query")),
        (me, _sd("defaultDataset"), dataset),
        (dataset, v.RDF_TYPE, _sd("Dataset")),
        (dataset, _sd("defaultGraph"), default),
        (default, v.RDF_TYPE, _sd("Graph")),
        (default, v.RDFS_LABEL, Literal(what, language="en")),
    ]
    if not settings.engine:  # whose default graph is its own
        said.append((me, _sd("feature"), _sd("UnionDefaultGraph")))
    formats = [NamedNode(one.iri) for one in FORMATS if one.iri]
    said += [(me, _sd("resultFormat"), one) for one in formats]
    # Of the merge, where a triple that several pages state counts once, as VoID and COUNT(*) have it.
    triples = statistics(serving).get("triples")
    if triples is not None:
        said.append((default, NamedNode(_VOID + "triples"), Literal(triples)))
    for name, node in (("vocabulary", VOCABULARY_GRAPH), ("quality", QUALITY_GRAPH)):
        graph = NamedNode(f"{endpoint}#{name}")
        said += [
            (dataset, _sd("namedGraph"), graph),
            (graph, v.RDF_TYPE, v.SD_NAMED_GRAPH),
            (graph, _sd("name"), node),
        ]
    said += _federation(me, settings)
    for limit in (*limits(settings), _ROWS):
        said += _limit(me, endpoint, *limit)
    return serialised(said, format_)


def _federation(me: NamedNode, settings: Settings) -> Iterator[Statement]:
    """Whom queries may call; each in the very form in which the query must name it."""
    if settings.services:
        yield me, _sd("feature"), _sd("BasicFederatedQuery")
    for one in settings.services:
        yield me, NamedNode(v.DCTERMS + "relation"), NamedNode(one)
        yield NamedNode(one), v.RDFS_LABEL, Literal("may be called by SERVICE", language="en")


def _limit(me: NamedNode, endpoint: str, name: str, text: str, value: float | str, unit: str) -> Iterator[Statement]:
    node = NamedNode(f"{endpoint}#{name}")
    yield me, _schema("additionalProperty"), node
    yield node, v.RDF_TYPE, _schema("PropertyValue")
    yield node, _schema("propertyID"), Literal(name)
    yield node, v.RDFS_LABEL, Literal(text, language="en")
    yield node, _schema("value"), Literal(value)
    yield node, _schema("unitCode"), Literal(unit)
