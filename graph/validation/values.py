"""The one door to Oxigraph for what SPARQL makes of single values."""

from functools import lru_cache
from string import ascii_lowercase
from typing import Any, Final, cast

import pyoxigraph as ox
import rdflib
from pyoxigraph import Store
from pyshacl.graph_abstraction import to_ox, to_rdf
from rdflib.plugins.sparql.parserutils import value
from rdflib.plugins.sparql.sparql import SPARQLError

_EMPTY: Final = Store()
_NAMES: Final = (*ascii_lowercase, *(f"n{number}" for number in range(1000)))


def asked(expression: str, *terms: Any) -> Any:
    """What Oxigraph makes of an expression about terms, which it calls `?a`, `?b` and so on; None for an error."""
    found = _answer(expression, *map(text_of, terms))
    return None if found is None else to_rdf(found)


@lru_cache(1 << 14)
def _answer(expression: str, *texts: str) -> Any:
    # Not written into the expression: Oxigraph reckons with constants beforehand, and not always as with values.
    names = " ".join(f"?{name}" for name, _ in zip(_NAMES, texts, strict=False))
    query = f"SELECT ({expression} AS ?r) {{ VALUES ({names}) {{ ({' '.join(texts)}) }} }}"
    [solution] = solutions(query)
    return solution[0]


def value_of(expression: str, *terms: Any) -> Any:
    """What is `asked`. Raises SPARQLError for an error."""
    if (found := asked(expression, *terms)) is None:
        raise SPARQLError(f"{expression} has no value")
    return found


def called(word: str, *terms: Any) -> Any:
    """The value of a call with terms as arguments. Raises SPARQLError where it has none."""
    return value_of(f"{word}({', '.join(f'?{name}' for name, _ in zip(_NAMES, terms, strict=False))})", *terms)


def solutions(query: str) -> list[Any]:
    """What Oxigraph answers to a query that holds all its data itself."""
    return list(cast(ox.QuerySolutions, _EMPTY.query(query)))


def term_of(ctx: Any, part: Any) -> Any:
    """What a part of an expression is for a solution of rdflib's. Raises SPARQLError where that is an error."""
    found = value(ctx, part)
    if isinstance(found, SPARQLError):
        raise found
    return found


def text_of(term: Any) -> str:
    """A term as a query writes it; raises SPARQLError for a blank node, which has no value."""
    if isinstance(term, rdflib.BNode):
        raise SPARQLError("a blank node has no value")
    return str(to_ox(term))
