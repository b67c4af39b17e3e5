"""Shapes of any make, each with a target taken on its own: those that are known here, and why the others are not.

What a shape finds depends on itself and on the shapes inside it alone. A root is a shape with a target together with
all of them; it is known here where each of their constraints is, and else left whole to whoever knows it.

Decision 2026-11-28: whole roots. Alternative: constraint by constraint, which needs a second, thinned set of shapes for
the judge. Cost: one constraint in SPARQL takes the other constraints of its root along.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Triple

from graph.shacl.compiling import TARGETS, Compiler, is_off
from graph.shacl.components import COMPONENTS, Check, Context, Literals
from graph.shacl.data import Data, Resource, Statements, Term, superclasses
from graph.shacl.paths import Path, compile_path, items
from graph.shacl.vocabulary import OWL_CLASS, RDF_TYPE, RDFS_CLASS, RDFS_SUBCLASS, SH, Unsupported, local_name

_NO_NEWS = (RDF_TYPE, NamedNode(RDFS_CLASS.value.removesuffix("Class") + "Resource"))


@dataclass(frozen=True, slots=True)
class Broken:
    """One result: the node, the path where it is not that of the shape, the value, the shape and the component."""

    focus: Term
    shape: Resource
    component: NamedNode
    value: Term | None
    path: NamedNode | None = None


@dataclass(slots=True)
class _Tree:
    """A shape, its checks, and the property shapes that its values are held against."""

    shape: Resource
    follow: Path | None
    checks: list[tuple[NamedNode, Check]]
    properties: list["_Tree"] = field(default_factory=list)


class Roots:
    """All shapes with targets; `known` are those that can be checked here, `left` says why the others cannot."""

    def __init__(self, shapes: Data, literals: Literals) -> None:
        self._shapes = shapes
        self._compiler = Compiler(shapes, literals, {**COMPONENTS, "closed": ("Closed", _closed)})
        # Every OWL class is an RDFS class (OWL 2, RDF-based semantics, 5.2), whether the shapes say so or not.
        self._classes = {RDFS_CLASS, OWL_CLASS, *shapes.subjects(RDFS_SUBCLASS, RDFS_CLASS)}
        custom = frozenset(
            path
            for _, parameter in shapes.pairs(SH("parameter"))
            for path in shapes.of(parameter).get(SH("path"), ())
            if isinstance(path, NamedNode)
        )
        self._reaching = _reaching(shapes, custom)
        self._trees: dict[Resource, _Tree] = {}
        self.left: dict[Resource, str] = {}
        for node, stated in shapes.nodes():
            if any(local_name(predicate) in TARGETS for predicate in stated) or self._is_class(stated):
                try:
                    self._trees[node] = self._tree(node, [])
                except Unsupported as reason:
                    self.left[node] = str(reason)

    @property
    def known(self) -> frozenset[Resource]:
        """The shapes that `check` can be asked for."""
        return frozenset(self._trees)

    def prepare(self, data: Data) -> None:
        """To be called once before others: which class is below which."""
        self._compiler.context.supers.clear()
        self._compiler.context.supers.update(superclasses(data))

    def foci(self, shape: Resource, data: Data) -> set[Term]:
        """The nodes that a shape is to be held against: SHACL 1.0, section 2.1.3."""
        stated, supers = self._shapes.of(shape), self._compiler.context.supers
        found: set[Term] = set(stated.get(SH("targetNode"), ()))
        for target in (*stated.get(SH("targetClass"), ()), *([shape] if self._is_class(stated) else ())):
            below = {target, *(lower for lower, above in supers.items() if target in above)}
            found.update(node for one in below for node in data.subjects(RDF_TYPE, one))
        for target in stated.get(SH("targetSubjectsOf"), ()):
            found.update(node for node, _ in data.pairs(_iri(target)))
        for target in stated.get(SH("targetObjectsOf"), ()):
            found.update(value for _, value in data.pairs(_iri(target)))
        return found

    def check(self, shape: Resource, data: Data, focus: Term) -> Iterator[Broken]:
        """All that a shape and the property shapes in it find at a node."""
        return _results(data, self._trees[shape], focus)

    def _is_class(self, stated: Statements) -> bool:
        return not self._classes.isdisjoint(stated.get(RDF_TYPE, ()))

    def _tree(self, node: Term, within: list[Term]) -> _Tree:
        stated = self._shapes.of(node)
        if node in within or not stated or isinstance(node, Literal | Triple):
            raise Unsupported(f"the shape {node}, which is part of itself or nothing")
        self._understood(node)
        path = next(iter(stated.get(SH("path"), ())), None)
        if within and path is not None and is_off(stated):
            return _Tree(node, None, [], [])
        if within and path is None:
            raise Unsupported(f"sh:property with {node}, which has no path")
        properties = [self._tree(one, [*within, node]) for one in stated.get(SH("property"), ())]
        checks = list(self._compiler.checks(stated))
        for one in stated.get(SH("node"), ()):
            checks.append((SH("NodeConstraintComponent"), _node(self._compiler.context, one, stated)))
        return _Tree(node, compile_path(self._shapes, path) if path else None, checks, properties)

    def _understood(self, shape: Term) -> None:
        """Raises Unsupported where a constraint of a kind that the shapes themselves declare applies, however deep."""
        if (predicate := self._reaching.get(shape)) is not None:
            raise Unsupported(f"{predicate}, a constraint component of its own")


def _reaching(shapes: Data, custom: frozenset[NamedNode]) -> dict[Term, NamedNode]:
    """The nodes that lead to one of these properties, by whatever is stated of them but their targets."""
    if not custom:
        return {}
    found: dict[Term, NamedNode] = {}
    above: defaultdict[Term, list[Term]] = defaultdict(list)
    for node, stated in shapes.nodes():
        for predicate, values in stated.items():
            if predicate in custom:
                found[node] = predicate
            if local_name(predicate) not in TARGETS:
                for value in values:
                    above[value].append(node)
    waiting: list[Term] = list(found)
    while waiting:
        lower = waiting.pop()
        for higher in above[lower]:
            if higher not in found:
                found[higher] = found[lower]
                waiting.append(higher)
    return found


def _node(context: Context, parameter: Term, shape: Statements) -> Check:
    if SH("path") in context.shapes.of(parameter):
        raise Unsupported(f"sh:node with {parameter}, which is a property shape")
    conforms = context.inner(parameter)
    return lambda data, focus, stated, values: [value for value in values if not conforms(data, value)]


def _closed(context: Context, parameter: Term, shape: Statements) -> Check:
    """Gives the triples that should not be there: their property is the path of the result, their object its value."""
    if not isinstance(parameter, Literal) or parameter.value not in ("true", "false"):
        raise Unsupported(f"sh:closed {parameter}")
    if parameter.value == "false":
        return lambda data, focus, stated, values: ()
    of = context.shapes.of
    allowed = {path for one in shape.get(SH("property"), ()) for path in of(one).get(SH("path"), ())}
    allowed.update(one for listed in shape.get(SH("ignoredProperties"), ()) for one in items(context.shapes, listed))
    return lambda data, focus, stated, values: [
        Triple(value, predicate, beyond)
        for value in values
        if isinstance(value, Resource)
        for predicate, objects in data.of(value).items()
        if predicate not in allowed
        for beyond in objects
        if (predicate, beyond) != _NO_NEWS
    ]


def _results(data: Data, tree: _Tree, focus: Term) -> Iterator[Broken]:
    stated = data.of(focus)
    values = tree.follow(data, focus, stated) if tree.follow else (focus,)
    for component, check in tree.checks:
        for value in check(data, focus, stated, values):
            if isinstance(value, Triple):
                yield Broken(focus, tree.shape, component, value.object, value.predicate)
            else:
                yield Broken(focus, tree.shape, component, value)
    for inner in tree.properties:
        for value in values:
            yield from _results(data, inner, value)


def _iri(target: Term) -> NamedNode:
    assert isinstance(target, NamedNode)
    return target
