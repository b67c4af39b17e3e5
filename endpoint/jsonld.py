"""JSON-LD as people like to read it: prefixed names, and a context of ours that is published with its version.

Documents carry the part of the context that they use, so that nothing has to be fetched to read them; the whole context
stands at `/context/{version}.jsonld` for those who write JSON-LD in our words. No blank node and no list is ever
published but in the shapes, where they are written out, so compacting takes one pass.

Decision 2026-11-28: the context stands in each document. Alternative: its address. Chosen because engines refuse remote
contexts (pyoxigraph) or fetch them for every document (rdflib). Cost: some 500 bytes a document.
"""

import json
from collections.abc import Collection, Mapping
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode

from endpoint.reader import Reader
from endpoint.store import Serving
from graph import vocabulary as v
from graph.vocabulary import PREFIXES

Context = dict[str, Any]
Said = tuple[NamedNode | BlankNode, NamedNode, NamedNode | BlankNode | Literal]
"""A statement of a document; those of the graph have no blank nodes."""

Stems = tuple[tuple[str, str], ...]
"""Prefixes with what they stand for; a value, so that what was compacted by them is known again."""

_TRUTH: Final = {"true": True, "false": False}


def context(serving: Serving) -> Context:
    """Every prefix of the house, and for each property whose values are all things or all of one type, that type."""
    return serving.once("jsonld-context", lambda: context_of(serving.reader))


def version(reader: Reader) -> str:
    """The version of the ontology, which is that of the context."""
    return reader.text(NamedNode(v.OSCE.removesuffix("#")), v.OWL_VERSION_INFO) or "0"


def context_of(reader: Reader) -> Context:
    """The same, of what is read."""
    terms: Context = {}
    for term in reader.subjects(v.RDF_TYPE, v.OWL_OBJECT_PROPERTY):
        terms[compact(term.value)] = {"@type": "@id"}
    for term in reader.subjects(v.RDF_TYPE, v.OWL_DATATYPE_PROPERTY):
        ranges = reader.nodes(term, v.RDFS_RANGE)
        if len(ranges) == 1 and ranges[0].value.startswith(PREFIXES["xsd"]) and ranges[0] != v.XSD_STRING:
            terms[compact(term.value)] = {"@type": compact(ranges[0].value)}
    return {**PREFIXES, **{name: what for name, what in sorted(terms.items()) if ":" in name}}


def compact(iri: str, prefixes: Mapping[str, str] = PREFIXES) -> str:
    """The IRI with a prefix, or as it is."""
    for prefix, stem in prefixes.items():
        if iri.startswith(stem) and iri != stem and not iri.startswith(stem + "//"):
            return f"{prefix}:{iri.removeprefix(stem)}"
    return iri


def document(said: Collection[Said], whole: Context) -> bytes:
    """The statements as a JSON-LD document, subjects and properties in the order in which they first come."""
    nodes: dict[str, dict[str, Any]] = {}
    prefixes = tuple((prefix, stem) for prefix, stem in whole.items() if isinstance(stem, str))
    used: set[str] = set()
    for subject, predicate, value in said:
        name = _id(subject)
        node = nodes.setdefault(name, {"@id": name})
        if predicate == v.RDF_TYPE and isinstance(value, NamedNode):
            name, shown = "@type", _named(value.value, prefixes, used)
        else:
            name = _named(predicate.value, prefixes, used)
            term = whole.get(name)
            shown = _value(value, term["@type"] if isinstance(term, dict) else None, prefixes, used)
        node.setdefault(name, []).append(shown)
    graph = [{name: _single(values) for name, values in node.items()} for node in nodes.values()]
    own = {name: what for name, what in whole.items() if name in used}
    return written({"@context": own, "@graph": graph}).encode() + b"\n"


def written(value: Any, line: str = "\n") -> str:
    """As `json.dumps(value, ensure_ascii=False, indent=1)` writes it, which takes three times as long: what it writes
    in lines it puts together piece by piece. `line` is what begins a line where the value stands.
    """
    if isinstance(value, str):
        return encode_basestring(value)
    inner = line + " "
    if isinstance(value, dict) and value:
        pairs = [f"{encode_basestring(name)}: {written(one, inner)}" for name, one in value.items()]
        return f"{{{inner}{f',{inner}'.join(pairs)}{line}}}"
    if isinstance(value, list) and value:
        return f"[{inner}{f',{inner}'.join([written(one, inner) for one in value])}{line}]"
    return json.dumps(value)


def _single(values: Any) -> Any:
    return values[0] if isinstance(values, list) and len(values) == 1 else values


def _id(node: NamedNode | BlankNode) -> str:
    return node.value if isinstance(node, NamedNode) else str(node)


_again = lru_cache(maxsize=5_000)(lambda iri, stems: compact(iri, dict(stems)))


def _named(iri: str, prefixes: Stems, used: set[str]) -> str:
    name: str = _again(iri, prefixes)
    if name != iri:
        used.update((name, name.partition(":")[0]))
    return name


def _value(value: NamedNode | BlankNode | Literal, coerced: str | None, prefixes: Stems, used: set[str]) -> Any:
    if not isinstance(value, Literal):
        return _id(value) if coerced == "@id" else {"@id": _id(value)}
    if value.language:
        return {"@value": value.value, "@language": value.language}
    if value.datatype == v.XSD_STRING:
        return {"@value": value.value} if coerced else value.value
    datatype = _named(value.datatype.value, prefixes, used)
    if datatype == coerced:
        return value.value
    native = None if coerced else _native(value)
    return {"@value": value.value, "@type": datatype} if native is None else native


def _native(value: Literal) -> int | bool | None:
    """The number or truth value that JSON writes letter for letter like the literal."""
    if value.datatype == v.XSD_BOOLEAN:
        return _TRUTH.get(value.value)
    digits = value.value.removeprefix("-")
    if value.datatype == v.XSD_INTEGER and digits.isascii() and digits.isdecimal() and len(digits) < 16:
        number = int(value.value)
        return number if str(number) == value.value else None
    return None
