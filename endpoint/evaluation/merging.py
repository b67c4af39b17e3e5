"""Which graphs a query is about, where it says so, and the merge of several: a set of statements, each once.

SPARQL 1.1 Query, 13.2: the default graph is the RDF merge of the graphs that FROM names. pyoxigraph 0.5.13 puts one
behind the other instead, so that a statement in two of them counts twice. Used in query processes (`child.py`), so it
imports the standard library and pyoxigraph only.

Decision 2026-11-29: several graphs are copied into a store in memory for the one query. Alternative: to refuse them, or
to tell of the fault. Cost: some microseconds a statement, and memory, within the limits of every query.
"""

from collections.abc import Iterator
from typing import Any, Final

import pyoxigraph as ox

Graphs = tuple[list[ox.NamedNode], list[ox.NamedNode]]
_EACH: Final = "SELECT {} {{}}"


def graphs(request: dict[str, Any]) -> Graphs | None:
    """The graphs of the default graph, and the named ones, each once; those of the protocol win over the query's.

    None where neither names any. Raises SyntaxError where a name in the query stands for nothing.
    """
    default, named = request["default_graphs"], request["named_graphs"]
    if default or named:
        return _once(map(ox.NamedNode, default)), _once(map(ox.NamedNode, named))
    if not request["graphs"]:
        return None
    # The engine itself reads the names, with the prefixes and the base of the query.
    terms = " ".join(f"({term} AS ?g{number})" for number, (_, term) in enumerate(request["graphs"]))
    rows: Any = ox.Store().query(f"{request['prologue']} {_EACH.format(terms)}", base_iri=request["base"])
    (row,) = rows
    found = [(named, row[number]) for number, (named, _) in enumerate(request["graphs"])]
    return _once(one for named, one in found if not named), _once(one for named, one in found if named)


def merged(store: ox.Store, default: list[ox.NamedNode], named: list[ox.NamedNode]) -> ox.Store:
    """A store in memory whose default graph is the merge of some graphs, with the named ones beside it."""
    found = ox.Store()
    found.extend(_quads(store, default, named))
    return found


def _quads(store: ox.Store, default: list[ox.NamedNode], named: list[ox.NamedNode]) -> Iterator[ox.Quad]:
    for graph in default:
        for quad in store.quads_for_pattern(None, None, None, graph):
            yield ox.Quad(quad.subject, quad.predicate, quad.object)
    for graph in named:
        yield from store.quads_for_pattern(None, None, None, graph)


def _once(names: Any) -> list[ox.NamedNode]:
    return list(dict.fromkeys(names))
