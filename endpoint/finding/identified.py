"""Which things a text names without a word: by the number that a release has at osce.org, or by an IRI.

An IRI may be ours, as it is or behind the address of this site, with or without the ending of a document; that of a
thing elsewhere which is the same or nearly so (`owl:sameAs`, `skos:exactMatch`, `skos:closeMatch`); or the address of a
page that a release was read from.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from pyoxigraph import Literal, NamedNode

from endpoint.documents.documents import exists
from endpoint.finding.finding import Hit, Search
from endpoint.negotiate import by_extension
from endpoint.serving.reader import Reader
from graph import vocabulary as v
from graph.iri import BASE
from graph.publication.search import kind

_MATCHED: Final = (v.OWL_SAME_AS, v.SKOS_EXACT_MATCH, v.SKOS_CLOSE_MATCH)
_LONGEST: Final = 2_000
_DIGITS: Final = 12


def identified(search: Search, reader: Reader, text: str, site: str) -> list[Hit]:
    """The things, each once, in the order of their IRIs; `site` is the address of this site, which ends in a slash."""
    told = text.strip().removeprefix("<").removesuffix(">")
    found: set[NamedNode] = set()
    if told.isascii() and told.isdigit() and len(told) <= _DIGITS:
        found.update(reader.subjects(v.NODE_NUMBER, Literal(int(told))))
    elif "/" in told and len(told) <= _LONGEST:
        found.update(_own(reader, told.removeprefix(site).removeprefix(BASE)) or _elsewhere(reader, told))
    return [_hit(search, reader, node) for node in sorted(found, key=lambda one: one.value)]


def _own(reader: Reader, path: str) -> list[NamedNode]:
    stem, dot, extension = path.rpartition(".")
    for one in (path, stem) if dot and by_extension(extension) else (path,):
        with suppress(ValueError):
            if exists(reader, node := NamedNode(BASE + one)):
                return [node]
    return []


def _elsewhere(reader: Reader, iri: str) -> Iterator[NamedNode]:
    with suppress(ValueError):
        node = NamedNode(iri)
        for predicate in _MATCHED:
            yield from reader.subjects(predicate, node)
        for page in reader.subjects(v.SCHEMA_URL, node):
            read = reader.subjects(v.PROV_WAS_DERIVED_FROM, page)
            yield from (one for one in read if v.RELEASE in reader.types(one))


def _hit(search: Search, reader: Reader, node: NamedNode) -> Hit:
    """As the index has it; of what is not in the index its label."""
    label = reader.label(node) or node.value.removeprefix(BASE)
    return search.hit(node.value) or Hit(0, node.value, kind(node), label, "", "", 0)
