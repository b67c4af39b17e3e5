"""The constraints of shapes, compiled to checks; inner shapes to questions whether a node conforms.

A compiler knows the components it is given and raises Unsupported for every other word of SHACL, so that nothing is
passed over in silence.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from pyoxigraph import Literal, NamedNode, QuerySolution

from graph.shacl.components import Check, Component, Conforms, Context, Literals
from graph.shacl.data import Data, Resource, Statements, Term
from graph.shacl.paths import compile_path
from graph.shacl.sieve import sieve_of
from graph.shacl.vocabulary import RDF_TYPE, SH, Unsupported, local_name

# What a shape may say without constraining anything.
_SILENT = frozenset({"path", "name", "description", "order", "group", "severity", "message", "defaultValue", "flags"})
TARGETS = frozenset({"targetClass", "targetSubjectsOf", "targetObjectsOf", "targetNode"})
INNER = frozenset({"property", "node"})
_HANDLED_BY_OTHERS = frozenset({"qualifiedValueShape", "ignoredProperties"})
# What a shape may say more than once; for the others SHACL 1.0 allows one value, and the judge says what two mean.
_MANY = frozenset(
    {"class", "node", "property", "not", "and", "or", "xone", "equals", "disjoint", "lessThan", "lessThanOrEquals"}
    | {"hasValue", "sparql", "name", "description", "message"}
    | TARGETS
)
# Constraints that read what is stated of the node beside its values.
_BESIDE = frozenset({"equals", "disjoint", "lessThan", "lessThanOrEquals", "sparql"})
_TRUE = Literal(True)
_PATH_WORD = re.compile(r"\$PATH\b")


class Compiler:
    """Makes checks of constraints; `supers` of its context is to be filled before they are asked."""

    def __init__(self, shapes: Data, literals: Literals, components: Mapping[str, tuple[str, Component]]) -> None:
        self._shapes = shapes
        self._components = components
        self.context = Context(shapes, literals, self.inner, {})
        self._compiling: list[Term] = []
        self._compiled: dict[Term, Conforms] = {}

    def checks(self, stated: Statements) -> Iterator[tuple[NamedNode, Check]]:
        """The constraints of a shape, but for those on inner shapes, each with its component."""
        for predicate, parameters in stated.items():
            name = local_name(predicate)
            if name is None or name in INNER:
                continue
            if len(parameters) > 1 and name not in _MANY:
                raise Unsupported(f"sh:{name} said {len(parameters)} times of one shape")
            if name in _SILENT | TARGETS | _HANDLED_BY_OTHERS:
                continue
            if name in self._components:
                component, make = self._components[name]
                for one in parameters:
                    yield SH(f"{component}ConstraintComponent"), make(self.context, one, stated)
            elif not (name == "deactivated" and _is_false(parameters[0])):
                raise Unsupported(f"sh:{name}")

    def inner(self, node: Term) -> Conforms:
        """Whether a node conforms to an inner shape."""
        if node in self._compiling:
            raise Unsupported(f"{node}, which is part of itself")
        if node not in self._compiled:
            self._compiling.append(node)
            try:
                self._compiled[node] = self._conforms(node)
            finally:
                self._compiling.pop()
        return self._compiled[node]

    def _conforms(self, node: Term) -> Conforms:
        stated = self._shapes.of(node)
        if not stated:
            raise Unsupported(f"the shape {node}, of which nothing is said")
        if is_off(stated):
            return lambda data, value: True
        path = next(iter(stated.get(SH("path"), ())), None)
        follow = compile_path(self._shapes, path) if path else None
        checks = [check for _, check in self.checks(stated)]
        parts = [self.inner(one) for word in INNER for one in stated.get(SH(word), ())]
        reads = follow is not None or not _BESIDE.isdisjoint(filter(None, map(local_name, stated)))

        def conforms(data: Data, value: Term) -> bool:
            of_it = data.of(value) if reads else {}
            values = follow(data, value, of_it) if follow else (value,)
            return all(not any(True for _ in check(data, value, of_it, values)) for check in checks) and all(
                part(data, one) for part in parts for one in values
            )

        return conforms


def sparql(context: Context, parameter: Term, shape: Statements) -> Check:
    """A constraint that is one SELECT, with no prefixes and no message of its own."""
    stated = context.shapes.of(parameter)
    queries = stated.get(SH("select"), ())
    if set(stated) - {SH("select"), RDF_TYPE} or len(queries) != 1 or not isinstance(queries[0], Literal):
        raise Unsupported(f"the constraint {parameter}, which has more than one SELECT to it")
    query = queries[0].value
    if _PATH_WORD.search(query):
        path = next(iter(shape.get(SH("path"), ())), None)
        if not isinstance(path, NamedNode):
            raise Unsupported(f"the constraint {parameter}, which asks for a path that is not one property")
        query = _PATH_WORD.sub(lambda _: str(path), query)
    sieve = sieve_of(query)

    def select(data: Data, focus: Term, of_it: Statements, values: Sequence[Term]) -> Iterator[Term | None]:
        assert isinstance(focus, Resource)
        if sieve and data.is_as_stored and not sieve.passes(data, focus, of_it):
            return iter(())
        return (_value(solution) for solution in data.select(query, focus))

    return select


def _value(solution: QuerySolution) -> Term | None:
    try:
        found: Term | None = solution["value"]
    except KeyError:
        return None
    return found


def is_off(stated: Statements) -> bool:
    """Whether a shape is deactivated."""
    return stated.get(SH("deactivated")) == (_TRUE,)


def _is_false(parameter: Term) -> bool:
    return isinstance(parameter, Literal) and parameter.value == "false"
