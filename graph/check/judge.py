"""The judge: pySHACL over a store, and what it says of values. The engine of `graph.shacl` follows it.

Nothing is fetched: imports are not followed, queries load no graphs.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Final, cast

import pyshacl
import rdflib.plugins.sparql
from pyoxigraph import NamedNode, Store
from pyshacl import shape as pyshacl_shape
from pyshacl.constraints import ALL_CONSTRAINT_COMPONENTS
from pyshacl.constraints.core.string_based_constraints import PatternConstraintComponent, StringBasedConstraintBase
from pyshacl.graph_abstraction import OxigraphDataGraph, to_ox, to_rdf
from pyshacl.helper import expression_helper
from rdflib import RDF
from rdflib.namespace import SH
from rdflib.plugins.sparql import operators
from rdflib.plugins.sparql.sparql import SPARQLTypeError
from rdflib.term import Node

from graph.report import Resource, Term
from graph.shacl import COMPONENTS, Context, Found, Literals, compare, is_valid

# A query with FROM would otherwise make rdflib open whatever it names, local files included.
rdflib.plugins.sparql.SPARQL_LOAD_GRAPHS = False

TARGETS: Final = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
"""How a shape says what it is about."""
NESTING: Final = (SH.node, SH.property, SH["not"], SH.qualifiedValueShape)
NESTING_LISTS: Final = (SH["and"], SH["or"], SH.xone)
"""By what a shape holds another one, and a list of others."""
LITERALS: Final = Literals(is_valid, compare)
# Where pySHACL departs from the specification, in what it says of single values, its components are given our checks.
_AMENDED: Final = frozenset(
    {"datatype", "pattern", "languageIn", "minLength", "maxLength", "lessThan", "lessThanOrEquals"}
    | {"minInclusive", "maxInclusive", "minExclusive", "maxExclusive"}
)


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
    with quiet(), amended():
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


@contextmanager
def replaced(owner: Any, **attributes: Any) -> Iterator[None]:
    """The owner with other attributes for a while."""
    before = {name: getattr(owner, name) for name in attributes}
    for name, value in attributes.items():
        setattr(owner, name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(owner, name, value)


@contextmanager
def amended() -> Iterator[None]:
    """pySHACL with what it says of single values, and with inverse paths, as the specification has them.

    Decision 2026-11-29: its components are given our checks; alternative: whoever uses what it gets wrong is refused.
    Chosen because both engines then say the same of a value. Cost: that they agree is no proof for these components, so
    that each has a case in `tests/shacl` that says what the specification asks for.
    """
    values_of = _in_order(expression_helper.value_nodes_from_path)
    with ExitStack() as changes:
        for kind in ALL_CONSTRAINT_COMPONENTS:
            [name, *_] = (str(parameter).removeprefix(str(SH)) for parameter in kind.constraint_parameters())
            if name in _AMENDED:
                changes.enter_context(replaced(kind, evaluate=_by_our_check(name)))
        changes.enter_context(replaced(PatternConstraintComponent, __init__=_pattern_as_it_stands))
        for module in (expression_helper, pyshacl_shape):
            changes.enter_context(replaced(module, value_nodes_from_path=values_of))
        changes.enter_context(replaced(operators, numeric=_of_right_values(operators.numeric)))
        yield


class _Stated:
    """What an rdflib graph states of a node, as our checks ask for it."""

    def __init__(self, graph: Any, node: Any) -> None:
        self._graph, self._node = graph, node

    def get(self, predicate: NamedNode, nothing: Any = ()) -> Any:
        # Once each, whatever graphs state it.
        return list(dict.fromkeys(map(to_ox, self._graph.objects(self._node, to_rdf(predicate))))) or nothing

    __getitem__ = get


class _Shapes:
    """An rdflib graph of shapes, as our checks ask for it."""

    def __init__(self, graph: Any) -> None:
        self._graph = graph

    def of(self, node: Any) -> _Stated:
        return _Stated(self._graph, to_rdf(node))


def _by_our_check(name: str) -> Callable[..., Any]:
    _, make = COMPONENTS[name]

    def evaluate(self: Any, executor: Any, graph: Any, values: Any, path: Any) -> Any:
        shapes = self.shape.sg.graph
        context = Context(cast(Any, _Shapes(shapes)), LITERALS, _no_shapes_inside, {})
        reports = []
        for parameter in self.shape.objects(SH[name]):
            check = make(context, cast(Any, to_ox(parameter)), cast(Any, _Stated(shapes, self.shape.node)))
            for focus, of_it in values.items():
                known = {to_ox(value): value for value in of_it}
                for value in check(
                    cast(Any, None), cast(Any, None), cast(Any, _Stated(graph, focus)), cast(Any, [*known])
                ):
                    reports.append(self.make_v_result(graph, focus, value_node=known[cast(Any, value)]))
        return not reports, reports

    return evaluate


def _no_shapes_inside(node: Term) -> Any:
    raise AssertionError(f"a check of single values asked for the shape {node}")


def _pattern_as_it_stands(self: Any, shape: Any) -> None:
    """Without Python's reading of the pattern, which may be none of its own."""
    StringBasedConstraintBase.__init__(self, shape)
    self.string_rules = list(shape.objects(SH.pattern))


def _of_right_values(number: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The number that a literal stands for: one that its datatype does not allow is none (SPARQL 1.1 Query, 17.2).

    rdflib 7.6 takes the literal itself for it, and its differences go round until Python's stack is full.
    """

    def of_right_values(literal: Any) -> Any:
        if getattr(literal, "ill_typed", False):
            raise SPARQLTypeError(f"{literal!r} has no value")
        return number(literal)

    return of_right_values


def _in_order(values_of: Callable[..., set[Any]]) -> Callable[..., set[Any]]:
    """pySHACL's way along a path, but for sequences: backwards the last step comes first."""

    def along(shapes: Any, focus: Any, path: Any, graph: Any, inverse: bool = False, recursion: int = 0) -> set[Any]:
        steps = list(shapes.graph.items(path)) if isinstance(path, rdflib.BNode) else []
        if len(steps) < 2:
            return values_of(shapes, focus, path, graph, inverse=inverse, recursion=recursion)
        found = {focus}
        for step in steps[::-1] if inverse else steps:
            found = {
                value for node in found for value in along(shapes, node, step, graph, inverse, recursion=recursion + 1)
            }
        return found

    return along
