"""Where a query of the shapes may mean something else to Oxigraph than SHACL says of variables bound beforehand.

SHACL 1.0, appendix A: `$this` and the others have their value everywhere in a query, in expressions as in patterns.
"""

from typing import Any, Final, cast

import rdflib
from rdflib import RDF, RDFS, Variable
from rdflib.namespace import OWL, SH
from rdflib.plugins.sparql.algebra import translateExists, translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

SHAPES_GRAPH: Final = "urn:osce-graph:shapes-graph"
"""What `$shapesGraph` stands for in a query."""
_THIS: Final = Variable("this")


def ask_rdflib(shapes: rdflib.Graph) -> bool:
    """Whether a query of the shapes may mean something else to Oxigraph.

    It does where values are given for variables that are not selected, and where an expression asks for `$this` though
    no pattern beside it binds it.
    """
    if any((None, term, None) in shapes for term in (SH.parameter, SH.ask)):
        return True
    queries = [str(query) for query in shapes.objects(None, SH.select)]
    return any("currentShape" in query or SHAPES_GRAPH in query or not _is_safe(query, shapes) for query in queries)


def _is_safe(query: str, shapes: rdflib.Graph) -> bool:
    names = {"rdf": RDF, "rdfs": RDFS, "owl": OWL}
    for declared in shapes.objects(None, SH.declare):
        names[str(shapes.value(declared, SH.prefix))] = cast(Any, shapes.value(declared, SH.namespace))
    head = "".join(f"PREFIX {name}: <{namespace}>\n" for name, namespace in names.items())
    try:
        algebra = translateQuery(parseQuery(head + query.replace("$PATH", "<urn:path>"))).algebra
    except Exception:  # the parser raises errors of many classes; what is wrong is told when the shape is applied
        return False
    return _binds_first(algebra)


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
