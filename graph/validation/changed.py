"""What changed since an older snapshot and all that this reaches: nothing else can break what it did not break then.

How far the rules look is what the gate goes by too (`graph.check.reach`). Any statement counts that a graph has gained
or lost, whether another graph makes it or not: that is more than needed, and nothing less.

Decision 2026-11-29: a run against an older snapshot finds what is wrong with the nodes reached, whether it was so then
or not. Alternative: only what is new. Chosen because that an old fault stands on a page that was changed is worth
knowing, and because the older report need not be there. Cost: what was known may be told again.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode, RdfFormat, Store, Triple, parse

from graph import snapshot
from graph.canonical import changes
from graph.check.pieces import Part
from graph.check.reach import Boundless, Reach
from graph.check.shapes import Shapes
from graph.counting import counted
from graph.report import Resource
from graph.shacl import Engine, Stored, as_stored

# So many nodes are looked at before the progress is told.
_NODES = 2_000


@dataclass(frozen=True, slots=True)
class Since:
    """How many statements changed since the snapshot `digest`, and how many nodes that reaches; None: all of them."""

    digest: str
    changed: int
    nodes: int | None

    @property
    def note(self) -> str:
        """What a reader of the report must know of it."""
        if not self.changed:
            return f"nothing changed since the snapshot {self.digest}; name an older one, or check all without --since"
        if self.nodes is None:
            return f"what changed since the snapshot {self.digest} may reach every node: all were checked"
        changed, nodes = counted(self.changed, "statement"), counted(self.nodes, "node")
        return (
            f"only what changed since the snapshot {self.digest} ({changed}) and what that reaches "
            f"({nodes}) was checked; all else breaks what it broke then"
        )


def reached(
    before: snapshot.Snapshot, now: snapshot.Snapshot, store: Store, shapes: Shapes
) -> tuple[Since, set[Resource] | None]:
    """The nodes of `now`, which `store` holds, whose results may not be those of `before`; None for all of them."""
    lines = [line for line, _ in changes(before.data_path, now.data_path)]
    try:
        nodes = Reach(shapes.graph).affected(_triples(lines), Stored(store))
    except Boundless:
        nodes = None
    return Since(before.digest, len(lines), None if nodes is None else len(nodes)), nodes


def parts(nodes: set[Resource], store: Store, engine: Engine) -> Iterator[Part]:
    """What is found among these nodes of a snapshot's store."""
    data = Stored(store)
    ordered = sorted(nodes, key=str)
    yield Part((), Counter(), 0, len(ordered))
    for start in range(0, len(ordered), _NODES):
        held = Counter[NamedNode]()
        some = ordered[start : start + _NODES]
        found = list(engine.check(data, held, nodes=((node, data.of(node)) for node in some)))
        yield Part(found, held, start + len(some), len(ordered))


def _triples(lines: Iterable[bytes]) -> Iterator[Triple]:
    for quad in parse(b"".join(lines), format=RdfFormat.N_QUADS):
        yield Triple(quad.subject, quad.predicate, as_stored(quad.object))
