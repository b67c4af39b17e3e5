"""How far rules look: from what changed to the nodes whose results may change with it.

A rule reads statements along its paths: those of the node it is held against, of the values of a property where their
class counts, of whatever its SELECT joins. Read backwards from a changed statement, the same paths lead to every node
whose results may be other ones now; all other results stand. A rule whose paths are one property long is local: its
results change with the node's own statements only.

Decision 2026-11-28: the reach is worked out from the shapes. Alternative: a list of local and global rules kept by
hand, which nothing would keep true. Cost: a SELECT has to join all its patterns to `$this`; one that does not
makes every check a full one.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from typing import Any, Final, cast

import rdflib
from pyoxigraph import NamedNode, Triple
from rdflib import RDF, RDFS, Variable
from rdflib.collection import Collection
from rdflib.namespace import SH
from rdflib.paths import AlternativePath, InvPath, MulPath, SequencePath
from rdflib.plugins.sparql.algebra import translateExists, translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Node

from graph.check.judge import NESTING, NESTING_LISTS
from graph.report import Resource
from graph.shacl import Data
from graph.shacl.data import Term

_LONGEST: Final = 8
_BESIDE: Final = (SH.equals, SH.disjoint, SH.lessThan, SH.lessThanOrEquals)


class Boundless(Exception):
    """A rule that reads what no path leads to from the node that it is held against."""


@dataclass(frozen=True, slots=True)
class Step:
    """One property, from subject to value or `back`; any property where it has no name; `many` times in a row."""

    predicate: str | None
    back: bool = False
    many: bool = False


_ASKED: Final = ("Builtin_EXISTS", "Builtin_NOTEXISTS")
Chain = tuple[Step, ...]


class Reach:
    """How far a set of shapes looks. Raises Boundless.

    `known` are the chains of the same shapes, worked out before: most of a short check would be spent on them.
    """

    def __init__(self, shapes: rdflib.Graph, known: Iterable[Chain] | None = None) -> None:
        self.chains = frozenset(_chains_of(shapes) if known is None else known)
        self._readers: defaultdict[tuple[str | None, bool], set[tuple[Chain, Step]]] = defaultdict(set)
        for chain in self.chains:
            for place, step in enumerate(chain):
                self._readers[step.predicate, step.back].add((chain[:place], step))

    def affected(self, changed: Iterable[Triple], data: Data) -> set[Resource] | None:
        """The nodes whose results may not be what they were; `data` is as it is now, with all changes made.

        None stands for all of them: which class is below which decides what any rule is held against.
        """
        found: set[Resource] = set()
        follow = lru_cache(1 << 16)(lambda start, node: frozenset(_back(data, start, {node})))
        for triple in changed:
            if triple.predicate.value == str(RDFS.subClassOf):
                return None
            if isinstance(triple.subject, Resource):
                found.add(triple.subject)
            for back, node in ((False, triple.subject), (True, triple.object)):
                for name in (triple.predicate.value, None):
                    for start, step in self._readers.get((name, back), ()):
                        found |= follow((*start, step) if step.many else start, node)
        return found


def _back(data: Data, chain: Chain, nodes: set[Term]) -> set[Resource]:
    """The nodes from which a chain leads to these."""
    for step in reversed(chain):
        reached = {one for node in nodes for one in _one_back(data, step, node)}
        if step.many:
            reached |= nodes
            while new := {one for node in reached for one in _one_back(data, step, node)} - reached:
                reached |= new
        nodes = reached
    return {node for node in nodes if isinstance(node, Resource)}


def _one_back(data: Data, step: Step, node: Term) -> Iterable[Term]:
    assert step.predicate is not None
    predicate = NamedNode(step.predicate)
    return data.of(node).get(predicate, ()) if step.back else data.subjects(predicate, node)


def _chains_of(shapes: rdflib.Graph) -> Iterator[Chain]:
    targets = (SH.targetClass, SH.targetSubjectsOf, SH.targetNode, SH.targetObjectsOf)
    for shape in {shape for target in targets for shape in shapes.subjects(target)}:
        yield from _of_shape(shapes, shape, ())


def _of_shape(shapes: rdflib.Graph, shape: Node, start: Chain) -> Iterator[Chain]:
    """All that a shape reads of a node at the end of `start`."""
    path = shapes.value(shape, SH.path)
    ends = [start] if path is None else [(*start, *chain) for chain in _of_path(shapes, path)]
    if any(len(end) > _LONGEST for end in ends):
        raise Boundless(f"{shape} looks further than {_LONGEST} steps")
    yield from (end for end in ends if end)
    for other in (other for name in _BESIDE for other in shapes.objects(shape, name)):
        yield (*start, Step(str(other)))
    for constraint in shapes.objects(shape, SH.sparql):
        query = str(shapes.value(constraint, SH.select)).replace("$PATH", f"<{path}>")
        yield from ((*start, *chain) for chain in _of_query(query))
    inner = [one for name in NESTING for one in shapes.objects(shape, name)]
    lists = (one for name in NESTING_LISTS for one in shapes.objects(shape, name))
    inner += [one for members in lists for one in Collection(shapes, members)]
    for end in ends:
        if (shape, SH["class"], None) in shapes:
            yield (*end, Step(str(RDF.type)))
        for one in inner:
            yield from _of_shape(shapes, one, end)


def _of_path(shapes: rdflib.Graph, path: Node) -> list[Chain]:
    """The chains that a SHACL path stands for (section 2.3.1)."""
    if isinstance(path, rdflib.URIRef):
        return [(Step(str(path)),)]
    if (path, RDF.first, None) in shapes:
        return _in_a_row([_of_path(shapes, step) for step in Collection(shapes, path)])
    ((kind, inner),) = shapes.predicate_objects(path)
    if kind == SH.alternativePath:
        return [chain for one in Collection(shapes, inner) for chain in _of_path(shapes, one)]
    chains = _of_path(shapes, inner)
    if kind == SH.inversePath:
        return [_turned(chain) for chain in chains]
    return [(), *chains] if kind == SH.zeroOrOnePath else _repeated(chains)


def _of_query(query: str) -> Iterator[Chain]:
    """The chains along which a SELECT reads what it joins to `$this`: for each of its patterns the shortest.

    One is enough: what a pattern matches counts only together with what the chain to it matches.
    """
    patterns = list(_patterns(translateQuery(parseQuery(query)).algebra))
    for pattern in patterns:
        there = _of_sparql_path(pattern.path)
        back = [_turned(chain) for chain in there]
        ways = [(start, there) for start in _ways(patterns, pattern, pattern.subject)]
        ways += [(start, back) for start in _ways(patterns, pattern, pattern.object)]
        if not ways:
            raise Boundless(f"{pattern.subject} {pattern.path} {pattern.object} is joined to $this by nothing")
        start, chains = min(ways, key=lambda way: len(way[0]))
        yield from ((*start, *chain) for chain in chains)


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A triple pattern; `group` are the parts of the query it lies in that need not match: optional ones, choices."""

    subject: Node
    path: Any
    object: Node
    group: tuple[int, ...]


def _ways(patterns: list[_Pattern], of: _Pattern, to: Node, gone: tuple[Node, ...] = ()) -> Iterator[Chain]:
    """All ways from `$this` to a variable of a pattern, along others that match wherever that one does."""
    if to == Variable("this"):
        yield ()
    elif isinstance(to, Variable):
        for one in patterns:
            if one is of or isinstance(one.path, Variable) or of.group[: len(one.group)] != one.group:
                continue
            for near, far, turned in ((one.subject, one.object, False), (one.object, one.subject, True)):
                if far == to and near != to and near not in gone:
                    for start in _ways(patterns, of, near, (*gone, to)):
                        for chain in _of_sparql_path(one.path):
                            yield (*start, *(_turned(chain) if turned else chain))


def _patterns(part: Any, group: tuple[int, ...] = ()) -> Iterator[_Pattern]:
    if isinstance(part, CompValue):
        if part.name in _ASKED:
            # rdflib leaves what a filter asks for as it was parsed; the algebra is an attribute, not an item.
            translateExists(cast(Any, part))
            yield from _patterns(part.graph, (*group, id(part)))
            return
        if part.name == "BGP":
            yield from (_Pattern(here, path, there, group) for here, path, there in part.triples)
        for name, value in part.items():
            apart = part.name == "Union" or (part.name in ("LeftJoin", "Minus") and name == "p2")
            if name != "_vars":
                yield from _patterns(value, (*group, id(value)) if apart else group)
    elif isinstance(part, list | tuple):
        for one in part:
            yield from _patterns(one, group)


def _of_sparql_path(path: Any) -> list[Chain]:
    if isinstance(path, Variable):
        return [(Step(None),)]
    if isinstance(path, rdflib.URIRef):
        return [(Step(str(path)),)]
    if isinstance(path, SequencePath):
        return _in_a_row([_of_sparql_path(step) for step in path.args])
    if isinstance(path, AlternativePath):
        return [chain for one in path.args for chain in _of_sparql_path(one)]
    if isinstance(path, InvPath):
        return [_turned(chain) for chain in _of_sparql_path(path.arg)]
    if isinstance(path, MulPath):
        chains = _of_sparql_path(path.path)
        return [(), *chains] if path.mod == "?" else _repeated(chains)
    raise Boundless(f"the path {path}")


def _in_a_row(parts: list[list[Chain]]) -> list[Chain]:
    return [tuple(step for chain in choice for step in chain) for choice in product(*parts)]


def _turned(chain: Chain) -> Chain:
    return tuple(replace(step, back=not step.back) for step in reversed(chain))


def _repeated(chains: list[Chain]) -> list[Chain]:
    if len(chains) != 1 or len(chains[0]) != 1:
        raise Boundless("a repeated path of more than one property")
    return [(replace(chains[0][0], many=True),)]
