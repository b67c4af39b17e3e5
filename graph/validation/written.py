"""Data and queries as they are written: where an engine would change what a literal or a pre-bound variable means.

Oxigraph keeps the value of a literal, not its letters (`"01"^^xsd:integer` and `"1"^^xsd:byte` become `1`), and takes a
pre-bound variable that no pattern binds for an unbound one. Where data or queries show the difference, rdflib holds the
data. pySHACL gives SELECT validators a `$value` that they must not have (SHACL 1.0, section 6.3): mended while it runs.

What is found does not depend on which of them holds the data: `operators` sees to that.

Decision 2026-11-28: rdflib only where it makes a difference. Alternative: rdflib always, which takes five times the
memory. Cost: each form of literal and query that is safe has to be known here; what is not known goes to rdflib.
"""

import logging
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final, cast

import rdflib
from pyoxigraph import Quad, Store
from pyshacl.constraints.core.shape_based_constraints import PropertyConstraintComponent
from pyshacl.constraints.sparql.sparql_based_constraint_components import (
    BoundShapeValidatorComponent,
    SelectConstraintValidator,
)
from pyshacl.constraints.sparql.sparql_based_constraints import SPARQLBasedConstraint
from pyshacl.graph_abstraction import DataGraph, to_rdf
from pyshacl.helper.sparql_query_helper import SPARQLQueryHelper
from rdflib.namespace import OWL, RDF, RDFS, SH
from rdflib.plugins.sparql.sparql import Prologue

from graph.check.judge import amended, replaced
from graph.validation.operators import one_engine_for_values
from graph.validation.paths import as_specified
from graph.validation.prebinding import ask_rdflib
from graph.validation.queries import SHAPES_GRAPH, names_graphs, prepared, texts

_BOUND: Final = re.compile(r"\bbound\s*\(\s*[?$]shapesGraph\s*\)", re.IGNORECASE)
# How pySHACL finds what it binds or replaces: whole names (`$PATHS` is another), whatever stands before them.
_NAMED: Final = {
    f"bind_{short}_regex": re.compile(rf"(^|[^\w$?])[$?]{name}(?!\w)", re.MULTILINE)
    for short, name in (("this", "this"), ("value", "value"), ("path", "PATH"), ("cs", "currentShape"))
}
_PLACE: Final = re.compile(r"\{[?$](\w+)\}")


@contextmanager
def as_written() -> Iterator[None]:
    """Literals as they stand, ill-typed ones included, for the shapes to report on and without a traceback for each."""
    logger = logging.getLogger("rdflib.term")
    level, select = logger.level, SelectConstraintValidator.validate
    one_by_one = PropertyConstraintComponent._evaluate_property_shape
    logger.setLevel(logging.ERROR)
    with (
        amended(),
        replaced(rdflib, NORMALIZE_LITERALS=False),
        replaced(SelectConstraintValidator, validate=_once_a_node(select)),
        replaced(PropertyConstraintComponent, _evaluate_property_shape=_many_at_once(one_by_one)),
        replaced(BoundShapeValidatorComponent, evaluate=_each_value_of_a_parameter),
        replaced(SPARQLBasedConstraint, make_v_result=_worded(SPARQLBasedConstraint.make_v_result)),
        replaced(Prologue, bind=_declare, resolvePName=_declared(Prologue.resolvePName)),
        replaced(SPARQLQueryHelper, **_NAMED),
        # pySHACL and rdflib ask terms for truth where they mean whether there is one; `0` and `""` are terms.
        replaced(rdflib.Literal, __bool__=lambda _: True),
        as_specified(),
        one_engine_for_values(),
    ):
        try:
            yield
        finally:
            logger.setLevel(level)


def _each_value_of_a_parameter(self: Any, executor: Any, graph: Any, values: Any, path: Any) -> Any:
    """pySHACL's evaluation of a component of the shapes' own: each value of its only parameter is a constraint.

    Every result has its own words, and the value is that which was asked for (SHACL 1.0, sections 2.1.3 and 6.3).
    """
    asked, reports = self.query_helper, []
    for asked.param_bind_map in _bindings(self):
        for focus, of_it in values.items():
            for node, answer in sorted(self.validator.validate(executor, focus, of_it, graph, asked), key=str):
                if answer is True:
                    raise RuntimeError("a validator of the shapes says that it failed")
                this, way, value = answer or (None, None, node)
                if value is None and not self.shape.is_property_shape:
                    value = focus
                names = {**asked.param_bind_map, "this": this or focus, "value": value}
                if self.shape.is_property_shape:
                    names["path"] = way or self.shape.path()
                texts = [_filled(text, names) for text in asked.unbound_messages]
                said = {"extra_messages": [*(self.constraint.messages or ()), *texts]}
                kind = self.constraint.node
                reports.append(
                    self.make_v_result(
                        graph, this or focus, value_node=value, result_path=way, constraint_component=kind, **said
                    )
                )
    return not reports, reports


def _bindings(component: Any) -> list[dict[str, Any]]:
    """What the parameters of a component stand for, for each value of the only one; `rules` refuses others."""
    parameters = component.constraint.parameters
    if len(parameters) > 1:
        return [component.query_helper.param_bind_map]
    [parameter] = parameters
    return [{parameter.localname: value} for value in sorted(component.shape.objects(parameter.path()))]


def _worded(make: Callable[..., Any]) -> Callable[..., Any]:
    """pySHACL's result of a constraint in SPARQL, with messages that keep their language when variables are put in.

    What a query selects as `?message` is the message (section 5.3.2).
    """

    def made(self: Any, *rest: Any, bound_vars: Any = None, **named: Any) -> Any:
        # Only an IRI is the path of a result (SHACL 1.0, section 5.3.2), whatever else a query calls `?path`.
        if not isinstance(named.get("result_path"), rdflib.URIRef):
            named["result_path"] = None
        text, name, triples = make(self, *rest, **named)
        names = _names(bound_vars)
        if isinstance(message := names.get("message"), rdflib.Literal):
            others = [triple for triple in triples if triple[1] != SH.resultMessage]
            return text, name, [*others, (name, SH.resultMessage, message)]
        put_in = [
            (subject, said, _filled(node, names) if said == SH.resultMessage else node)
            for subject, said, node in triples
        ]
        return text, name, put_in

    return made


def _names(bound: Any) -> dict[str, Any]:
    """The variables of a solution, of which pySHACL keeps three apart."""
    if not isinstance(bound, tuple):
        return dict(bound or {})
    this, path, value, *others = bound
    return {**(others[0] if others else {}), "this": this, "path": path, "value": value}


def _filled(message: Any, names: dict[str, Any]) -> Any:
    """A message with `{?name}` and `{$name}` replaced, where the name has a value."""

    def value(place: re.Match[str]) -> str:
        return place[0] if (found := names.get(place[1])) is None else str(found)

    return rdflib.Literal(_PLACE.sub(value, message), lang=message.language, datatype=message.datatype)


def _declare(self: Any, prefix: str | None, namespace: Any) -> None:
    """rdflib's binding of a prefix, of which its graphs keep one for each namespace only."""
    self.__dict__.setdefault("declared", {})[prefix or ""] = namespace


def _declared(resolve: Callable[..., Any]) -> Callable[..., Any]:
    def resolved(self: Any, prefix: str | None, local: str | None) -> Any:
        namespace = self.__dict__.get("declared", {}).get(prefix or "")
        return resolve(self, prefix, local) if namespace is None else rdflib.URIRef(namespace + (local or ""))

    return resolved


def _once_a_node(validate: Callable[..., set[Any]]) -> Callable[..., set[Any]]:
    """pySHACL's validation by a SELECT, asked once for each focus node and without a `$value`."""

    def once(self: Any, executor: Any, focus: Any, value_nodes: Any, *rest: Any, **named: Any) -> set[Any]:
        found = validate(self, executor, focus, [None], *rest, **named)
        return {(focus if value is None else value, result) for value, result in found}

    return once


def _many_at_once(one_by_one: Callable[..., Any]) -> Callable[..., Any]:
    """pySHACL's `sh:property`, with all nodes of a node shape at once: it prepares each rule anew for each of them.

    Only for node shapes, whose values are the nodes themselves: a value that two nodes have counts twice.
    """

    def many(self: Any, executor: Any, shape: Any, graph: Any, values: Any, circle: Any, path: list[Any]) -> Any:
        inner = self.shape.get_other_shape(shape)
        if self.shape.is_property_shape or len(values) < 2 or circle or not inner or not inner.is_property_shape:
            return one_by_one(self, executor, shape, graph, values, circle, path)
        foci = [value for of_it in values.values() for value in of_it]
        conforms, reports = inner.validate(executor, graph, focus=foci, _evaluation_path=path[:])
        return not conforms, reports

    return many


class _Copy(rdflib.Graph):
    """Data in rdflib's memory; a query that names the shapes graph sees that as well, one that names graphs those."""

    def __init__(self, shapes: rdflib.Graph, graphs: rdflib.Dataset | None) -> None:
        super().__init__()
        self._shapes, self._graphs = shapes, graphs
        self._both: rdflib.Dataset | None = None

    def query(self, query_object: Any, *rest: Any, **named: Any) -> Any:
        text = str(query_object)
        query_object = prepared(text)
        if SHAPES_GRAPH not in text:
            # To rdflib a data set knows its graphs, a graph does not.
            if self._graphs is not None and names_graphs(text):
                return self._graphs.query(query_object, *rest, **named)
            return super().query(query_object, *rest, **named)
        if self._both is None:
            self._both = rdflib.Dataset()
            for triple in self:
                self._both.add(triple)
            beside = self._both.graph(rdflib.URIRef(SHAPES_GRAPH))
            for triple in self._shapes:
                beside.add(triple)
        return self._both.query(query_object, *rest, **named)


def copy(quads: Iterable[Quad], shapes: rdflib.Graph, with_graphs: bool = False) -> DataGraph:
    """All quads taken together, as pySHACL sees an rdflib graph; beside that each graph, where queries name them."""
    graphs = rdflib.Dataset(default_union=True) if with_graphs else None
    graph = _Copy(shapes, graphs)
    for quad in quads:
        triple = cast(Any, tuple(map(to_rdf, quad.triple)))
        graph.add(triple)
        if graphs is not None:
            graphs.add((*triple, cast(Any, to_rdf(cast(Any, quad.graph_name)))))
    return DataGraph.from_rdflib_graph(graph)


def imports_followed(shapes: rdflib.Graph) -> None:
    """Gives every ontology the prefixes of those that it imports: `sh:prefixes/owl:imports*/sh:declare`."""
    for ontology in set(shapes.objects(None, SH.prefixes)):
        for imported in list(shapes.transitive_objects(ontology, OWL.imports)):
            for declared in list(shapes.objects(imported, SH.declare)):
                shapes.add((cast(Any, ontology), SH.declare, declared))


def said_exactly(shapes: rdflib.Graph) -> None:
    """Says `rdfs:Class` of shapes that are classes by way of others (section 2.1.3.3); names the shapes graph in
    queries that ask for it.
    """
    kinds: set[Any] = {RDFS.Class}
    below = kinds
    while below := {kind for one in below for kind in shapes.subjects(RDFS.subClassOf, one)} - kinds:
        kinds = kinds | below
    for one in {one for kind in kinds for one in shapes.subjects(RDF.type, kind)}:
        shapes.add((one, RDF.type, RDFS.Class))
    for predicate in (SH.select, SH.ask):
        for subject, query in list(shapes.subject_objects(predicate)):
            text = _BOUND.sub("(true)", str(query))
            for sign in "$?":
                text = text.replace(f"{sign}shapesGraph", f"<{SHAPES_GRAPH}>")
            if text != str(query):
                shapes.remove((subject, predicate, query))
                shapes.add((subject, predicate, rdflib.Literal(text, datatype=cast(Any, query).datatype)))


def copies(shapes: rdflib.Graph, store: Store, quads: Iterable[Quad] | None) -> DataGraph | None:
    """The data in rdflib where that makes a difference: `quads` are those that the store has changed, or None."""
    if quads is None and not ask_rdflib(shapes):
        return None
    with_graphs = any(names_graphs(query) for _, _, query in texts(shapes))
    return copy(store if quads is None else quads, shapes, with_graphs)
