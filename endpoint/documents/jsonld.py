"""JSON-LD as people like to read it: prefixed names, and a context of ours that is published with its version.

Documents carry the part of the context that they use, so that nothing has to be fetched to read them; the whole context
stands at `/context/{version}.jsonld` for those who write JSON-LD in our words. No blank node and no list is ever
published but in the shapes, where they are written out, so compacting takes one pass.

Decision 2026-11-28: the context stands in each document. Alternative: its address. Chosen because engines refuse remote
contexts (pyoxigraph) or fetch them for every document (rdflib). Cost: some 500 bytes a document.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode

from endpoint.serving.reader import Reader
from endpoint.serving.store import Serving
from graph import vocabulary as v
from graph.vocabulary import PREFIXES

Context = dict[str, Any]
Said = tuple[NamedNode | BlankNode, NamedNode, NamedNode | BlankNode | Literal]
"""A statement of a document; those of the graph have no blank nodes."""

Stems = tuple[tuple[str, str], ...]
"""Prefixes with what they stand for; a value, so that what was compacted by them is known again."""

_Shown = str | tuple[str, ...]
"""A value as JSON, in one piece or as the pairs of an object."""

_TRUTH: Final = frozenset({"true", "false"})


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
    """The statements as a JSON-LD document, subjects and properties in the order in which they first come.

    It is put together as text, because a tree of values that is written afterwards takes twice as long.
    """
    nodes: dict[NamedNode | BlankNode, dict[str, list[_Shown]]] = {}
    named = _Named(tuple((prefix, stem) for prefix, stem in whole.items() if isinstance(stem, str)))
    properties: dict[NamedNode, tuple[str, str | None]] = {}
    shown: _Shown
    for subject, predicate, value in said:
        node = nodes.get(subject)
        if node is None:
            node = nodes[subject] = {}
        if predicate == v.RDF_TYPE and isinstance(value, NamedNode):
            name, shown = "@type", encode_basestring(named(value.value))
        else:
            if predicate not in properties:
                properties[predicate] = _property(named(predicate.value), whole)
            name, coerced = properties[predicate]
            shown = _value(value, coerced, named)
        node.setdefault(name, []).append(shown)
    graph = ",\n  ".join([_node(subject, node) for subject, node in nodes.items()])
    own = written({name: what for name, what in whole.items() if name in named.used}, "\n ")
    listed = f"[\n  {graph}\n ]" if graph else "[]"
    return f'{{\n "@context": {own},\n "@graph": {listed}\n}}\n'.encode()


def _property(name: str, whole: Context) -> tuple[str, str | None]:
    """The name of a property and the type that its values have where they do not say another."""
    term = whole.get(name)
    return name, term["@type"] if isinstance(term, dict) else None


def _node(subject: NamedNode | BlankNode, node: Mapping[str, Sequence[_Shown]]) -> str:
    pairs = "".join([f",\n   {encode_basestring(name)}: {_values(values)}" for name, values in node.items()])
    return f'{{\n   "@id": {encode_basestring(_id(subject))}{pairs}\n  }}'


def _values(values: Sequence[_Shown]) -> str:
    if len(values) == 1:
        (one,) = values
        return one if isinstance(one, str) else _braced(one, "\n   ")
    every = [one if isinstance(one, str) else _braced(one, "\n    ") for one in values]
    listed = ",\n    ".join(every)
    return f"[\n    {listed}\n   ]"


def _braced(pairs: Sequence[str], line: str) -> str:
    inner = line + " "
    return f"{{{inner}{f',{inner}'.join(pairs)}{line}}}"


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


def _id(node: NamedNode | BlankNode) -> str:
    return node.value if isinstance(node, NamedNode) else str(node)


@lru_cache(maxsize=8)
def _again(stems: Stems) -> Callable[[str], str]:
    """What compacts IRIs by these prefixes, and knows those of late."""
    prefixes = dict(stems)
    return lru_cache(maxsize=5_000)(lambda iri: compact(iri, prefixes))


class _Named:
    """Gives IRIs their names, and notes in `used` which words of the context these need."""

    def __init__(self, stems: Stems) -> None:
        self._compact = _again(stems)
        self.used: set[str] = set()

    def __call__(self, iri: str) -> str:
        name = self._compact(iri)
        if name != iri:
            self.used.update((name, name.partition(":")[0]))
        return name


def _value(value: NamedNode | BlankNode | Literal, coerced: str | None, named: _Named) -> _Shown:
    if not isinstance(value, Literal):
        written_id = encode_basestring(_id(value))
        return written_id if coerced == "@id" else (f'"@id": {written_id}',)
    text = encode_basestring(value.value)
    if language := value.language:
        return f'"@value": {text}', f'"@language": {encode_basestring(language)}'
    if value.datatype == v.XSD_STRING:
        return (f'"@value": {text}',) if coerced else text
    datatype = named(value.datatype.value)
    if datatype == coerced:
        return text
    if coerced is None and _is_native(value):
        return value.value
    return f'"@value": {text}', f'"@type": {encode_basestring(datatype)}'


def _is_native(value: Literal) -> bool:
    """Whether JSON writes the number or truth value letter for letter like the literal."""
    if value.datatype == v.XSD_BOOLEAN:
        return value.value in _TRUTH
    digits = value.value.removeprefix("-")
    if value.datatype == v.XSD_INTEGER and digits.isascii() and digits.isdecimal() and len(digits) < 16:
        return str(int(value.value)) == value.value
    return False
