"""Where a query of the shapes may mean something else to Oxigraph than SHACL says of variables bound beforehand.

SHACL 1.0, appendix A: `$this` and the others have their value everywhere in a query, in expressions as in patterns.
"""

from collections.abc import Iterator
from typing import Any, Final, cast

import rdflib
from pyshacl.graph_abstraction import to_ox
from rdflib import Variable
from rdflib.namespace import SH
from rdflib.plugins.sparql.algebra import translateExists
from rdflib.plugins.sparql.parserutils import CompValue

from graph.shacl import as_stored
from graph.validation.paths import is_choice, may_stand_still
from graph.validation.queries import SHAPES_GRAPH, counts, parts, texts, tree

_THIS: Final = Variable("this")
_PATH: Final = "<urn:path>"


def ask_rdflib(shapes: rdflib.Graph) -> bool:
    """Whether a query of the shapes may mean something else to Oxigraph.

    It does where values are given for variables that are not selected, where an expression asks for `$this` though no
    pattern beside it binds it, where a path may lead from a term to itself or the ways of a choice are counted, and
    where the query itself has or makes literals whose letters Oxigraph would not keep.
    """
    if any((None, term, None) in shapes for term in (SH.parameter, SH.ask)):
        return True
    # What stands for `$PATH`.
    still = any((None, step, None) in shapes for step in (SH.zeroOrMorePath, SH.zeroOrOnePath))
    choice = (None, SH.alternativePath, None) in shapes
    return any(
        "currentShape" in query
        or SHAPES_GRAPH in query
        or not _is_safe(query)
        or (_PATH in query and (still or (choice and counts(query))))
        for _, _, query in texts(shapes)
    )


def _is_safe(query: str) -> bool:
    try:
        algebra = tree(query)
    except Exception:  # the parser raises errors of many classes; only what is deactivated is not refused before
        return False
    return (
        _binds_first(algebra)
        and _keeps_letters(algebra)
        and not _stands_still(algebra)
        and not (counts(query) and _has_choice(algebra))
    )


def _has_choice(algebra: Any) -> bool:
    """Whether a path has alternatives: `ex:p|ex:q` leads twice where both lead, and once to Oxigraph."""
    return any(is_choice(step) for part in parts(algebra) for _, step, _ in _steps(part))


def _stands_still(algebra: Any) -> bool:
    """Whether a path without a step is asked for at a term: Oxigraph finds only terms that stand in the data.

    So of `$this ex:p* ?x`, and of `?y ex:p* ?x` where BIND has made `?y`.
    """
    made = any(part.name in ("Extend", "Bind") for part in parts(algebra))
    return any(
        may_stand_still(step) and (made or not _is_free(start) or not _is_free(end))
        for part in parts(algebra)
        for start, step, end in _steps(part)
    )


def _steps(part: CompValue) -> Iterator[tuple[Any, Any, Any]]:
    if part.name == "BGP":
        yield from part.triples
    elif part.name == "TriplesBlock":  # of a pattern inside an expression, which is not yet translated
        for block in part.triples:
            yield from zip(block[::3], block[1::3], block[2::3], strict=True)


def _is_free(term: Any) -> bool:
    return isinstance(term, Variable | rdflib.BNode) and term != _THIS


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
