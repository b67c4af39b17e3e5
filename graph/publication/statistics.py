"""Counts by class and property (VoID), of the merge of all graphs, where a statement counts once."""

from typing import Any

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from graph import vocabulary as v

_TRIPLES = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
_CLASSES = f"SELECT ?of (COUNT(DISTINCT ?s) AS ?n) {{ ?s <{v.RDF_TYPE.value}> ?of }} GROUP BY ?of ORDER BY ?of"
_PROPERTIES = "SELECT ?of (COUNT(*) AS ?n) { ?s ?of ?o } GROUP BY ?of ORDER BY ?of"
_SUBJECTS = "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }"


def statistics(store: Store) -> dict[str, Any]:
    """Triples, things spoken of, instances of each class and statements of each property."""
    return {
        "triples": _count(store, _TRIPLES),
        "entities": _count(store, _SUBJECTS),
        "classes": _counts(store, _CLASSES),
        "properties": _counts(store, _PROPERTIES),
    }


def _count(store: Store, query: str) -> int:
    rows = store.query(query)
    assert isinstance(rows, QuerySolutions)
    return _number(next(iter(rows))["n"])


def _counts(store: Store, query: str) -> dict[str, int]:
    rows = store.query(query)
    assert isinstance(rows, QuerySolutions)
    return {of.value: _number(row["n"]) for row in rows if isinstance(of := row["of"], NamedNode)}


def _number(term: object) -> int:
    return int(term.value) if isinstance(term, Literal) else 0
