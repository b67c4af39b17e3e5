"""The endpoint described in its own terms: SPARQL 1.1 Service Description and VoID, from the settings that hold."""

from typing import Final

from pyoxigraph import Literal, NamedNode

from endpoint.documents import serialised
from endpoint.negotiate import FORMATS, Format
from endpoint.store import Serving, Statement
from graph import vocabulary as v
from graph.iri import QUALITY_GRAPH, VOCABULARY_GRAPH

_SD: Final = v.PREFIXES["sd"]
_VOID: Final = "http://rdfs.org/ns/void#"


def _sd(name: str) -> NamedNode:
    return NamedNode(_SD + name)


def service(endpoint: str, serving: Serving, format_: Format) -> bytes:
    """The description of the service at the URL `endpoint`, in a format of RDF. No blank nodes, as everywhere."""
    me, dataset, default = (NamedNode(endpoint + part) for part in ("#service", "#dataset", "#default-graph"))
    said: list[Statement] = [
        (me, v.RDF_TYPE, _sd("Service")),
        (me, v.RDFS_LABEL, Literal("OSCE Graph SPARQL endpoint", language="en")),
        (me, _sd("endpoint"), NamedNode(endpoint)),
        (me, _sd("supportedLanguage"), _sd("SPARQL11Query")),
        (me, _sd("feature"), _sd("UnionDefaultGraph")),
        (me, _sd("defaultDataset"), dataset),
        (dataset, v.RDF_TYPE, _sd("Dataset")),
        (dataset, _sd("defaultGraph"), default),
        (default, v.RDF_TYPE, _sd("Graph")),
        (default, v.RDFS_LABEL, Literal("the merge of all named graphs", language="en")),
    ]
    formats = [NamedNode(one.iri) for one in FORMATS if one.iri]
    said += [(me, _sd("resultFormat"), one) for one in formats]
    quads = serving.counts.get("quads")
    if quads is not None:
        said.append((dataset, NamedNode(_VOID + "triples"), Literal(quads)))
    for name, node in (("vocabulary", VOCABULARY_GRAPH), ("quality", QUALITY_GRAPH)):
        graph = NamedNode(f"{endpoint}#{name}")
        said += [
            (dataset, _sd("namedGraph"), graph),
            (graph, v.RDF_TYPE, v.SD_NAMED_GRAPH),
            (graph, _sd("name"), node),
        ]
    return serialised(said, format_)
