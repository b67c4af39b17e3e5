"""Reads documents of RDF in every form they are sent in."""

import json
from collections.abc import Callable, Iterable
from typing import Any, Final

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    parse,
)
from pyoxigraph import Triple as _Triple

Triple = tuple[NamedNode | BlankNode | _Triple, NamedNode, NamedNode | BlankNode | Literal | _Triple]

FORMS: Final[dict[str, RdfFormat]] = {
    "text/turtle": RdfFormat.TURTLE,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/n-triples": RdfFormat.N_TRIPLES,
}
FILES: Final[dict[str, RdfFormat]] = {
    **FORMS,
    "application/n-quads": RdfFormat.N_QUADS,
    "application/trig": RdfFormat.TRIG,
}
RDF_TYPE: Final = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def read(body: bytes, form: RdfFormat, base: str, context: Callable[[str], Any] | None = None) -> set[Triple]:
    """The triples of a document; `context` fetches JSON-LD contexts. Raises ValueError for what is none."""
    try:
        if form == RdfFormat.JSON_LD and context is not None:
            body = json.dumps(_with_contexts(json.loads(body), context)).encode()
        return {(one.subject, one.predicate, one.object) for one in parse(body, format=form, base_iri=base)}
    except SyntaxError as fault:
        raise ValueError(str(fault)) from fault


def canonical(triples: Iterable[Triple]) -> set[str]:
    """The triples with names for blank nodes that depend on the graph alone (RDFC-1.0): equal for equal graphs."""
    found = Dataset(Quad(*one) for one in triples)
    found.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return {str(one) for one in found}


def _with_contexts(document: Any, context: Callable[[str], Any]) -> Any:
    """The document with the contexts themselves where it refers to them."""
    if isinstance(document, list):
        return [_with_contexts(one, context) for one in document]
    if not isinstance(document, dict):
        return document
    found = {}
    for key, value in document.items():
        if key == "@context":
            found[key] = _fetched(value, context)
        else:
            found[key] = _with_contexts(value, context) if isinstance(value, dict | list) else value
    return found


def _fetched(value: Any, context: Callable[[str], Any]) -> Any:
    if isinstance(value, str):
        return context(value)
    if isinstance(value, list):
        return [_fetched(one, context) for one in value]
    return value


def values(triples: Iterable[Triple], subject: object, predicate: str) -> list[str]:
    """What a subject has for a property, as text."""
    return [
        one[2].value
        for one in triples
        if one[0] == subject and one[1].value == predicate and not isinstance(one[2], _Triple)
    ]


def node_of(text: str) -> NamedNode | BlankNode:
    """The node whose text `values` gave: identifiers of blank nodes have no colon."""
    return NamedNode(text) if ":" in text else BlankNode(text)


def instances(triples: Iterable[Triple], cls: str) -> list[NamedNode | BlankNode]:
    """The things that are of a class, by name."""
    found = {
        one[0]
        for one in triples
        if one[1] == RDF_TYPE
        and isinstance(one[2], NamedNode)
        and one[2].value == cls
        and not isinstance(one[0], _Triple)
    }
    return sorted(found, key=str)
