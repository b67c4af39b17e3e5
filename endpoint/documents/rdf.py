"""Documents in RDF about things, as bytes: of what is told of a thing, page by page of what points at it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from pyoxigraph import NamedNode

from endpoint.documents import documents, jsonld
from endpoint.negotiate import Format
from endpoint.serving.reader import Reader, Statement
from endpoint.serving.store import Serving
from graph import vocabulary as v

IS_VERSION_OF: Final = NamedNode(v.DCTERMS + "isVersionOf")
PREFIXES: Final = MappingProxyType({"hydra": documents.HYDRA})
"""Those that documents have beside those of the house."""
_KEPT: Final = 16


@dataclass(frozen=True, slots=True)
class Told:
    """What one document says, and how many there are about the thing."""

    said: Sequence[Statement]
    pages: int


@dataclass(frozen=True, slots=True)
class Pointing:
    """What is near a thing, and the statements that point at it from outside."""

    near: documents.Near
    links: list[Statement]


def pointing(reader: Reader, node: NamedNode, predicates: Collection[NamedNode]) -> Pointing:
    """What points at the thing by one of these properties."""
    near = documents.near(reader, node)
    return Pointing(near, documents.links(reader, near, predicates))


def first(reader: Reader, node: NamedNode, found: Pointing) -> Told:
    """The first document: it tells the thing, and the first of what points at it."""
    return _told(reader, node, node, found, 1)


def _told(reader: Reader, node: NamedNode, of: NamedNode, found: Pointing, number: int) -> Told:
    shown, total = found.links[(number - 1) * documents.LINKS : number * documents.LINKS], len(found.links)
    said: list[Statement] = [(node, IS_VERSION_OF, of)] if of != node else []
    if number == 1:
        said += [*documents.statements(reader, of, found.near), *documents.borne_out(reader, found.near)]
    said += documents.linked(reader, node, shown, number, total)
    return Told(list(dict.fromkeys(said)), max(1, -(-total // documents.LINKS)))


def told(serving: Serving, node: NamedNode, of: NamedNode, number: int) -> Told | None:
    """Document `number` about the thing, None beyond the last: the first tells it and the first of what points at it,
    the others only the rest. `of` is another thing where the document is about a version of that.
    """
    found = _pointing(serving, of)
    if number > 1 and (number - 1) * documents.LINKS >= len(found.links):
        return None
    return _told(serving.reader, node, of, found, number)


def soon_told(serving: Serving, node: NamedNode, most: int) -> Told | None:
    """The first document about the thing; None where more statements than `most` point at it."""
    near = documents.near(serving.reader, node, most)
    if near.pointing is None:
        return None
    return first(serving.reader, node, Pointing(near, documents.links(serving.reader, near, serving.predicates)))


def links(serving: Serving, node: NamedNode) -> int:
    """How many statements point at the thing."""
    return len(_pointing(serving, node).links)


def _pointing(serving: Serving, node: NamedNode) -> Pointing:
    """What points at the thing; that of the things last asked for is kept, because it may be long."""
    look = lru_cache(maxsize=_KEPT)(lambda one: pointing(serving.reader, one, serving.predicates))
    kept = serving.once("pointing", lambda: look)
    return kept(node)


def leading(where: str, number: int, pages: int) -> list[str]:
    """The Link relations between the documents of a thing, of which one stands at the path `where`."""
    steps = {"first": 1, "prev": number - 1, "next": number + 1, "last": pages} if pages > 1 else {}
    mark = "&" if "?" in where else "?"
    return [f'<{where}{mark}links={to}>; rel="{rel}"' for rel, to in steps.items() if 1 <= to <= pages]


def context(reader: Reader) -> jsonld.Context:
    """The context of which documents about things carry what they use."""
    return {**jsonld.context_of(reader), **PREFIXES}


def written(serving: Serving, said: Collection[jsonld.Said], form: Format, more: Mapping[str, str] = PREFIXES) -> bytes:
    """The statements in a format of RDF, JSON-LD in our own context; `more` are prefixes beside those of the house."""
    if form.name == "jsonld":
        return jsonld.document(said, {**jsonld.context(serving), **more})
    return documents.serialised(said, form, more)
