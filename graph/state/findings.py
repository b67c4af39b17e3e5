"""Rejections and notices as statements of the quality graph."""

from collections.abc import Iterator

from pyoxigraph import Literal, Quad

from graph import vocabulary as v
from graph.iri import QUALITY_GRAPH, thing
from graph.records import Finding
from graph.state.provenance import Triple, in_graph


def finding_quads(number: int, finding: Finding) -> Iterator[Quad]:
    """A rejection or a notice in the quality graph; `number` is its place in the sorted list of all."""
    iri = thing("rejection", str(number))
    kind = v.REJECTION if finding.kind == "rejection" else v.NOTICE

    def triples() -> Iterator[Triple]:
        yield iri, v.RDF_TYPE, kind
        yield iri, v.RDFS_LABEL, Literal(f"{finding.rule}: {finding.input}", language="en")
        yield iri, v.RULE, Literal(finding.rule)
        yield iri, v.RDFS_COMMENT, Literal(f"{finding.input} {finding.message}", language="en")
        yield iri, v.REMEDY, Literal(finding.remedy, language="en")
        yield iri, v.INPUT, Literal(finding.input)
        # A page that is not published is not described, so nothing points to it.
        if finding.page and finding.kind == "notice":
            yield iri, v.PROV_USED, thing("page", finding.page)
        if finding.release:
            yield iri, v.CONCERNS, thing("release", finding.release)

    return in_graph(triples(), QUALITY_GRAPH)
