"""Shapes compiled once, then asked of every node.

The shapes of a class are sorted by their paths, so that the values at the end of a path are looked up once a node.

Decision 2026-11-28: compiled closures over nodes in the order in which a store holds them. Alternatives: pySHACL, which
takes some 100 ms a page and all data in memory; one SPARQL query a constraint, which reads the store hundreds of times.
Cost: what a shape uses has to be known here; for other shapes `check` asks pySHACL.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial

from pyoxigraph import Literal, NamedNode

from graph.shacl.compiling import INNER, Compiler, sparql
from graph.shacl.components import COMPONENTS, Check, Literals
from graph.shacl.data import Data, Resource, Statements, Term, superclasses
from graph.shacl.paths import Path, compile_path
from graph.shacl.vocabulary import RDF_TYPE, RDFS_CLASS, SH, Unsupported, local_name

_TARGETS = frozenset({"targetClass", "targetSubjectsOf"})


@dataclass(frozen=True, slots=True)
class Found:
    """One result: a node, the property (None where the path is not one, or there is none), the value and the rule."""

    focus: Resource
    path: NamedNode | None
    value: Term | None
    severity: NamedNode
    shape: NamedNode
    component: NamedNode
    message: str


@dataclass(slots=True)
class _Rule:
    """One constraint of one shape with targets."""

    shape: NamedNode
    severity: NamedNode
    message: str
    component: NamedNode
    path: NamedNode | None
    check: Check


@dataclass(slots=True)
class _Shape:
    """A shape with targets: where its values stand (None: the node itself), and its rules."""

    name: NamedNode
    key: Term | None
    follow: Path | None
    rules: list[_Rule]
    classes: frozenset[Term] = frozenset()
    subjects_of: frozenset[Term] = frozenset()


@dataclass(slots=True)
class _Group:
    """The rules on the values at the end of one path."""

    follow: Path | None
    rules: list[_Rule] = field(default_factory=list)
    shapes: list[NamedNode] = field(default_factory=list)


class Engine:
    """Shapes, compiled. Raises Unsupported where they use what is not known here."""

    def __init__(self, shapes: Data, literals: Literals) -> None:
        self._shapes = shapes
        self._compiler = Compiler(shapes, literals, {**COMPONENTS, "sparql": ("SPARQL", sparql)})
        self._targeted = [self._shape(node, stated) for node, stated in shapes.nodes() if _has_target(stated)]

    def shapes(self) -> list[NamedNode]:
        """The shapes that have targets."""
        return [shape.name for shape in self._targeted]

    def check(
        self,
        data: Data,
        held: Counter[NamedNode] | None = None,
        nodes: Iterable[tuple[Resource, Statements]] | None = None,
    ) -> Iterator[Found]:
        """All results in the order of the nodes; `held` counts the nodes that each shape was held against.

        With `nodes` it is the results of these alone, each given with all that is stated of it. A node that
        several constraints find at fault in the same way comes as often.
        """
        supers = superclasses(data)
        # The checks of classes hold on to this mapping; it is the data that says which class is below which.
        self._compiler.context.supers.clear()
        self._compiler.context.supers.update(supers)
        chosen: dict[tuple[Term, ...], list[_Group]] = {}
        by_class: defaultdict[Term, list[_Shape]] = defaultdict(list)
        for shape in self._targeted:
            for target in shape.classes:
                by_class[target].append(shape)
        subjects_of = [shape for shape in self._targeted if shape.subjects_of]
        for node, stated in data.nodes() if nodes is None else nodes:
            types = tuple(stated.get(RDF_TYPE, ()))
            groups = chosen.get(types)
            if groups is None:
                classes = {upper for one in types for upper in supers.get(one, (one,))}
                groups = chosen[types] = _grouped(_once(shape for one in classes for shape in by_class[one]))
            for shape in subjects_of:
                if not shape.subjects_of.isdisjoint(stated) and shape.classes.isdisjoint(types):
                    groups = [*groups, *_grouped([shape])]
            if held is not None:
                held.update(shape for group in groups for shape in group.shapes)
            yield from _results(data, node, stated, groups)

    def _shape(self, node: Resource, stated: Statements) -> _Shape:
        if not isinstance(node, NamedNode):
            raise Unsupported(f"the shape {node}, which has a target and no IRI")
        if RDFS_CLASS in stated.get(RDF_TYPE, ()):
            raise Unsupported(f"{node}, which is a class and a shape")
        severity = next(iter(stated.get(SH("severity"), ())), SH("Violation"))
        path = next(iter(stated.get(SH("path"), ())), None)
        if inside := sorted({name for predicate in stated if (name := local_name(predicate)) in INNER}):
            raise Unsupported(f"sh:{inside[0]}")
        checks = list(self._compiler.checks(stated))
        messages = stated.get(SH("message"), ())
        if checks and (len(messages) != 1 or not isinstance(messages[0], Literal)):
            raise Unsupported(f"{node}, which has {len(messages)} messages instead of one")
        make = partial(
            _Rule,
            node,
            severity if isinstance(severity, NamedNode) else SH("Violation"),
            messages[0].value if checks and isinstance(messages[0], Literal) else "",
            path=path if isinstance(path, NamedNode) else None,
        )
        rules = [make(component=name, check=check) for name, check in checks]
        return _Shape(
            node,
            path,
            compile_path(self._shapes, path) if path else None,
            rules,
            frozenset(stated.get(SH("targetClass"), ())),
            frozenset(stated.get(SH("targetSubjectsOf"), ())),
        )


def _has_target(stated: Statements) -> bool:
    """Whether the shape has targets. Raises Unsupported for targets of a kind that is not known here."""
    targets = {name for predicate in stated if (name := local_name(predicate)) and name.startswith("target")}
    if targets - _TARGETS:
        raise Unsupported(f"sh:{min(targets - _TARGETS)}")
    return bool(targets)


def _once(shapes: Iterable[_Shape]) -> list[_Shape]:
    """Each shape once, though two classes of a node may both lead to it."""
    return list({id(shape): shape for shape in shapes}.values())


def _grouped(shapes: Iterable[_Shape]) -> list[_Group]:
    groups: dict[Term | None, _Group] = {}
    for shape in shapes:
        group = groups.setdefault(shape.key, _Group(shape.follow))
        group.rules.extend(shape.rules)
        group.shapes.append(shape.name)
    return list(groups.values())


def _results(data: Data, node: Resource, stated: Statements, groups: Iterable[_Group]) -> Iterator[Found]:
    for group in groups:
        values = group.follow(data, node, stated) if group.follow else (node,)
        for rule in group.rules:
            for value in rule.check(data, node, stated, values):
                yield Found(node, rule.path, value, rule.severity, rule.shape, rule.component, rule.message)
