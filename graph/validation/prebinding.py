"""Where a query of the shapes may mean something else to Oxigraph than SHACL says of variables bound beforehand.

SHACL 1.0, appendix A: `$this` and the others have their value everywhere in a query, in expressions as in patterns.
"""

from typing import Any, Final, cast

import rdflib
from pyshacl.graph_abstraction import to_ox
from rdflib import Variable
from rdflib.namespace import SH
from rdflib.plugins.sparql.algebra import translateExists
from rdflib.plugins.sparql.parserutils import CompValue

from graph.shacl import as_stored
from graph.validation.queries import SHAPES_GRAPH, texts, tree

_THIS: Final = Variable("this")


def ask_rdflib(shapes: rdflib.Graph) -> bool:
    """Whether a query of the shapes may mean something else to Oxigraph.

    It does where values are given for variables that are not selected, where an expression asks for `$this` though no
    pattern beside it binds it, and where the query itself has or makes literals whose letters Oxigraph would not keep.
    """
    if any((None, term, None) in shapes for term in (SH.parameter, SH.ask)):
        return True
    return any("currentShape" in query or SHAPES_GRAPH in query or not _is_safe(query) for _, _, query in texts(shapes))


def _is_safe(query: str) -> bool:
    try:
        algebra = tree(query)
    except Exception:  # the parser raises errors of many classes; only what is deactivated is not refused before
        return False
    return _binds_first(algebra) and _keeps_letters(algebra)


def _keeps_letters(part: Any) -> bool:
    if isinstance(part, rdflib.Literal):
        return as_stored(cast(Any, to_ox(part))) == to_ox(part)
    if isinstance(part, list | tuple | set):
        return all(map(_keeps_letters, part))
    if not isinstance(part, CompValue):
        return True
    return part.name != "Builtin_STRDT" and all(map(_keeps_letters, part.values()))


def _binds_first(part: Any) -> bool:
    """Whether `$this` is bound by a pattern wherever an expression asks for it."""
    if isinstance(part, list | tuple):
        return all(map(_binds_first, part))
    if not isinstance(part, CompValue):
        return True
    if part.name in ("Builtin_EXISTS", "Builtin_NOTEXISTS"):
        translateExists(cast(Any, part))
        return _binds_first(part.graph)
    if part.name in ("Filter", "Extend") and _asks(part.expr) and not _bound(part.p):
        return False
    if part.name == "LeftJoin" and _asks(part.expr) and not (_bound(part.p1) or _bound(part.p2)):
        return False
    return all(_binds_first(value) for name, value in part.items() if name != "_vars")


def _asks(expression: Any) -> bool:
    if isinstance(expression, list | tuple):
        return any(map(_asks, expression))
    if isinstance(expression, CompValue):
        if expression.name in ("Builtin_EXISTS", "Builtin_NOTEXISTS"):
            return False
        return any(_asks(value) for name, value in expression.items() if name != "_vars")
    return bool(expression == _THIS)


def _bound(part: Any) -> bool:
    """Whether every solution of a pattern has a value for `$this`."""
    if not isinstance(part, CompValue):
        return False
    if part.name == "BGP":
        return any(_THIS in triple for triple in part.triples)
    if part.name == "Join":
        return _bound(part.p1) or _bound(part.p2)
    if part.name == "Union":
        return _bound(part.p1) and _bound(part.p2)
    if part.name in ("LeftJoin", "Minus"):
        return _bound(part.p1)
    return _bound(part.get("p"))
