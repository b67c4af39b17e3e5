"""The endpoint described in its own terms: SPARQL 1.1 Service Description and VoID, from the settings that hold."""

from collections.abc import Iterator
from typing import Final
from urllib.parse import quote, urlencode

from pyoxigraph import Literal, NamedNode

from endpoint.documents.documents import serialised
from endpoint.negotiate import FORMATS, Format
from endpoint.serving.reader import Statement
from endpoint.serving.store import Serving
from endpoint.settings import Settings, limits
from graph import vocabulary as v
from graph.iri import BASE

_SD: Final = v.PREFIXES["sd"]
_VOID: Final = "http://rdfs.org/ns/void#"
_GRAPHS: Final = f"{BASE}graph/"
_PAGE_GRAPHS: Final = f"{_GRAPHS}page/"
_ALL_GRAPHS: Final = "SELECT ?g { GRAPH ?g {} }"
MOST_GRAPHS: Final = 500
"""There is one for each page, and clients read the description before they ask anything."""


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
    triples = serving.statistics.get("triples")
    if triples is not None and not settings.engine:
        said.append((default, NamedNode(_VOID + "triples"), Literal(triples)))
    said += _named_graphs(dataset, endpoint, serving.once("graphs", serving.reader.graphs))
    said += _federation(me, settings)
    for limit in (*limits(settings), _ROWS):
        said += _limit(me, endpoint, *limit)
    return serialised(said, format_)


def _named_graphs(dataset: NamedNode, endpoint: str, names: list[NamedNode]) -> Iterator[Statement]:
    """The named graphs; where they are too many to read through, those of no page, and a query for all."""
    listed = names
    if len(names) > MOST_GRAPHS:
        listed = [one for one in names if not one.value.startswith(_PAGE_GRAPHS)][:MOST_GRAPHS]
        query = NamedNode(f"{endpoint}?{urlencode({'query': _ALL_GRAPHS})}")
        yield dataset, v.RDFS_SEE_ALSO, query
        yield query, v.RDFS_LABEL, Literal(f"all {len(names)} named graphs", language="en")
    for name in listed:
        graph = NamedNode(f"{endpoint}#{quote(name.value.removeprefix(_GRAPHS), safe='/:')}")
        yield dataset, _sd("namedGraph"), graph
        yield graph, v.RDF_TYPE, v.SD_NAMED_GRAPH
        yield graph, _sd("name"), name


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
