"""The report in SHACL's own words (SHACL 1.0, section 3.6), as Turtle and as JSON-LD.

`sh:conforms` is SHACL's: true where there is no result at all. What the form has no words for (that a run was stopped,
that it met nothing, that findings are counted but not listed) stands in `rdfs:comment`.
"""

from collections.abc import Iterator
from typing import Final, cast

import pyoxigraph as ox
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple

from graph import vocabulary as v
from graph.validation.findings import Validation

# No term of the graph, whose report knows each result's shape alone.
_SOURCE_CONSTRAINT: Final = NamedNode(f"{v.SH}sourceConstraint")


def turtle(validation: Validation) -> str:
    """The report in Turtle."""
    return _serialised(validation, RdfFormat.TURTLE)


def json_ld(validation: Validation) -> str:
    """The report in JSON-LD, with its context in it."""
    return _serialised(validation, RdfFormat.JSON_LD) + "\n"


def _serialised(validation: Validation, form: RdfFormat) -> str:
    prefixes = {name: v.PREFIXES[name] for name in ("osce", "oshapes", "rdf", "rdfs", "xsd", "dcterms", "sh")}
    return cast(bytes, ox.serialize(triples(validation), format=form, prefixes=prefixes)).decode()


def triples(validation: Validation) -> Iterator[Triple]:
    """The report as triples; its own nodes are blank, those of data and shapes as they were read."""
    whole = BlankNode("report")
    yield Triple(whole, v.RDF_TYPE, v.SH_VALIDATION_REPORT)
    yield Triple(whole, v.SH_CONFORMS, Literal(validation.complete and not validation.total))
    for note in validation.notes:
        yield Triple(whole, v.RDFS_COMMENT, Literal(note, language="en"))
    for number, finding in enumerate(validation.findings):
        node = BlankNode(f"result{number}")
        yield Triple(whole, v.SH_RESULT, node)
        yield Triple(node, v.RDF_TYPE, v.SH_VALIDATION_RESULT)
        # A literal may be a focus node, and here it is an object.
        yield Triple(node, v.SH_FOCUS_NODE, finding.focus)
        if finding.path_node is not None:
            yield from _path(Triple(node, v.SH_RESULT_PATH, finding.path_node), finding.path_triples, f"path{number}")
        if finding.value is not None:
            yield Triple(node, v.SH_VALUE, finding.value)
        yield Triple(node, v.SH_RESULT_SEVERITY, finding.severity_iri)
        yield Triple(node, v.SH_SOURCE_SHAPE, finding.shape)
        yield Triple(node, v.SH_SOURCE_CONSTRAINT_COMPONENT, finding.component)
        if finding.constraint is not None:
            yield Triple(node, _SOURCE_CONSTRAINT, finding.constraint)
        for message in finding.messages:
            yield Triple(node, v.SH_RESULT_MESSAGE, message)


def _path(leading: Triple, triples: tuple[Triple, ...], name: str) -> Iterator[Triple]:
    """The triple that leads to a path, and a copy of the path for this result alone, as SHACL 3.6.2.2 has it."""
    node = leading.object
    if not isinstance(node, BlankNode):
        yield leading
        return
    copy = BlankNode(name)
    yield Triple(leading.subject, leading.predicate, copy)
    own = dict.fromkeys(triple for triple in triples if triple.subject == node)
    for number, triple in enumerate(own):
        yield from _path(Triple(copy, triple.predicate, triple.object), triples, f"{name}-{number}")
