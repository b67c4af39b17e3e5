"""The judge: pySHACL over a store, and what it says of values. The engine of `graph.shacl` follows it.

Nothing is fetched: imports are not followed, queries load no graphs.
"""

import datetime
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, cast

import pyoxigraph as ox
import pyshacl
import rdflib.plugins.sparql
from pyoxigraph import BlankNode, NamedNode, Store
from pyshacl.graph_abstraction import OxigraphDataGraph, to_ox, to_rdf
from pyshacl.rdfutil.compare import compare_literal
from rdflib import RDF, XSD
from rdflib.namespace import SH
from rdflib.term import Node

from graph.report import Resource, Term
from graph.shacl import Found, Literals

# A query with FROM would otherwise make rdflib open whatever it names, local files included.
rdflib.plugins.sparql.SPARQL_LOAD_GRAPHS = False

_ALWAYS_VALID: Final = frozenset({ox.Literal("").datatype, ox.Literal("", language="en").datatype})
# What rdflib makes of a well-formed literal, for the datatypes that pySHACL looks into.
_VALUES: Final[dict[str, type]] = {
    str(XSD.integer): int,
    str(XSD.float): float,
    str(XSD.decimal): Decimal,
    str(XSD.boolean): bool,
    str(XSD.date): datetime.date,
    str(XSD.time): datetime.time,
    str(XSD.dateTime): datetime.datetime,
}
_INTEGER: Final = ox.Literal(0).datatype
_PLAIN_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,18}")


class Union(OxigraphDataGraph):
    """The store as pySHACL sees it.

    pySHACL asks `data or shapes` for every result. Without `__bool__` Python answers with `__len__`, and that counts
    the whole store each time: 200 s where it takes 2, for 16,000 quads.
    """

    def __bool__(self) -> bool:
        return True


def judged(store: Store, shapes: rdflib.Graph) -> Iterator[Found]:
    """What pySHACL finds in all graphs of a store taken together, however long that takes.

    Raises pySHACL's own errors where it cannot apply a shape.
    """
    with quiet():
        _, graph, _ = pyshacl.validate(Union(store), shacl_graph=shapes, do_owl_imports=False)
    if not isinstance(graph, rdflib.Graph):
        raise RuntimeError(f"pySHACL could not finish: {graph}")
    for node in graph.subjects(RDF.type, SH.ValidationResult):
        yield _found_at(graph, node)


@contextmanager
def quiet() -> Iterator[None]:
    """Ill-typed literals are for the shapes to report; rdflib would print a traceback for each."""
    logger = logging.getLogger("rdflib.term")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)


def _found_at(graph: rdflib.Graph, node: Node) -> Found:
    path = _value(graph, node, SH.resultPath)
    return Found(
        cast(Resource, _value(graph, node, SH.focusNode)),
        path if isinstance(path, NamedNode) else None,
        _value(graph, node, SH.value),
        cast(NamedNode, _value(graph, node, SH.resultSeverity)),
        cast(NamedNode, _value(graph, node, SH.sourceShape)),
        cast(NamedNode, _value(graph, node, SH.sourceConstraintComponent)),
        str(graph.value(node, SH.resultMessage)),
    )


def _value(graph: rdflib.Graph, node: Node, predicate: rdflib.URIRef) -> Term | None:
    found = cast(rdflib.IdentifiedNode | rdflib.Literal | None, graph.value(node, predicate))
    return cast(Term | None, to_ox(found))


@lru_cache(1 << 14)
def _is_valid(literal: ox.Literal) -> bool:
    """Whether a literal is well-formed, as pySHACL sees it."""
    if literal.datatype in _ALWAYS_VALID:
        return True
    value = cast(rdflib.Literal, to_rdf(literal))
    kind = _VALUES.get(str(literal.datatype.value))
    return not value.ill_typed and (kind is None or isinstance(value.value, kind))


@lru_cache(1 << 14)
def _compare(first: ox.Literal, second: ox.Literal) -> int | None:
    """The order of two literals, None where they have none."""
    if first.datatype == second.datatype == _INTEGER and (numbers := _integers(first, second)):
        return (numbers[0] > numbers[1]) - (numbers[0] < numbers[1])
    one, other = cast(rdflib.Literal, to_rdf(first)), cast(rdflib.Literal, to_rdf(second))
    if isinstance(one.value, str) != isinstance(other.value, str):
        return None
    try:
        return int(compare_literal(one, other))  # type: ignore[no-untyped-call]
    except (TypeError, NotImplementedError):
        return None


def _integers(*literals: ox.Literal) -> tuple[int, ...] | None:
    """The integers as they are: the most of all that is compared, at a tenth of what rdflib takes."""
    if all(_PLAIN_INTEGER.fullmatch(literal.value) for literal in literals):
        return tuple(int(literal.value) for literal in literals)
    return None


def _is_less(first: Term, second: Term) -> bool:
    """Whether one value stands before another; a blank node before none."""
    both = (first, second) if isinstance(first, ox.Literal) and isinstance(second, ox.Literal) else None
    if both and both[0].datatype == both[1].datatype == _INTEGER and (numbers := _integers(*both)):
        return numbers[0] < numbers[1]
    if isinstance(first, BlankNode | ox.Triple) or isinstance(second, BlankNode | ox.Triple):
        return False
    one, other = _comparable(first), _comparable(second)
    return isinstance(one, str) == isinstance(other, str) and bool(one < other)


def _comparable(term: NamedNode | ox.Literal) -> Any:
    if isinstance(term, NamedNode):
        return term.value
    literal = cast(rdflib.Literal, to_rdf(term))
    # A literal of rdflib is a string too: only what stands for one is compared as one.
    return literal.value if isinstance(literal.value, str) else _Other(literal)


@dataclass(frozen=True, slots=True)
class _Other:
    literal: rdflib.Literal

    def __lt__(self, other: "_Other") -> bool:
        return bool(self.literal < other.literal)


LITERALS: Final = Literals(_is_valid, _compare, _is_less)
