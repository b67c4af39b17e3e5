"""A store on disk beside its triples as sorted lines: nodes are read from the lines, only what is far away from there.

Decision 2026-11-28: nodes come from the lines, some thousands at a time. Alternative: from the store, which looks up
the name of every term. Parsed lines give them in a fourth of the time, and most of what a node refers to (the parts of
its evidence) stands beside it. Cost: the lines lie beside the store while it is checked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse

from graph.shacl.data import Resource, Statements, Stored, Term
from graph.shacl.datatypes import CANONICAL_INTEGER, INTEGER
from graph.shacl.vocabulary import RDF_TYPE

_BLOCK = 2_000_000
_WITHOUT_VALUE = frozenset({Literal("").datatype, Literal("", language="en").datatype})


@dataclass(frozen=True, slots=True)
class Lines:
    """Bytes `start` to `end` of a file of canonical N-Triples or N-Quads, sorted: all of a node's."""

    path: Path
    start: int
    end: int

    @property
    def form(self) -> RdfFormat:
        """What the lines are, by the name of the file."""
        return RdfFormat.N_QUADS if self.path.suffix == ".nq" else RdfFormat.N_TRIPLES

    def blocks(self) -> Iterator[bytes]:
        """The lines in order, a few MB at a time, all of a node's in one block."""
        with self.path.open("rb") as file:
            file.seek(self.start)
            rest, left = b"", self.end - self.start
            while left:
                piece = file.read(min(_BLOCK, left))
                left -= len(piece)
                rest += piece
                cut = _last_node(rest) if left else len(rest)
                if cut:
                    yield rest[:cut]
                    rest = rest[cut:]


def stretches(path: Path, number: int) -> list[Lines]:
    """The lines of a file in so many stretches of about the same size, or in fewer where the file is small."""
    size = path.stat().st_size
    cuts = [0]
    with path.open("rb") as file:
        for wanted in (size * part // number for part in range(1, number)):
            file.seek(wanted)
            file.readline()
            subject = None
            while line := file.readline():
                found = line.partition(b" ")[0]
                if subject is not None and found != subject:
                    cuts.append(file.tell() - len(line))
                    break
                subject = found
    return [Lines(path, start, end) for start, end in zip(cuts, [*cuts[1:], size], strict=True) if start < end]


class Ordered(Stored):
    """A store on disk whose default graph is the merge of all its graphs, and a stretch of the lines of that merge."""

    def __init__(self, store: Store, lines: Lines) -> None:
        super().__init__(store)
        self._lines = lines
        self._near: dict[Resource, dict[NamedNode, list[Term]]] = {}

    def nodes(self) -> Iterator[tuple[Resource, Statements]]:
        for block in self._lines.blocks():
            self._near = _grouped(block, self._lines.form)
            yield from self._near.items()

    def of(self, node: Term) -> Statements:
        near = self._near.get(node) if isinstance(node, Resource) else None
        return super().of(node) if near is None else near

    def values(self, node: Term, predicate: NamedNode) -> Sequence[Term]:
        near = self._near.get(node) if isinstance(node, Resource) else None
        return super().values(node, predicate) if near is None else near.get(predicate, ())

    def has(self, subject: Resource, predicate: NamedNode, value: Term) -> bool:
        near = self._near.get(subject)
        return super().has(subject, predicate, value) if near is None else value in near.get(predicate, ())

    def types(self, node: Term) -> Sequence[Term]:
        near = self._near.get(node) if isinstance(node, Resource) else None
        return super().types(node) if near is None else near.get(RDF_TYPE, ())


def _grouped(block: bytes, form: RdfFormat) -> dict[Resource, dict[NamedNode, list[Term]]]:
    """What the lines state of each node; a statement that several graphs make stands in lines one after the other."""
    found: dict[Resource, dict[NamedNode, list[Term]]] = {}
    respelt: list[list[Term]] = []
    for triple in parse(block, format=form):
        subject, value = triple.subject, triple.object
        if isinstance(subject, Resource):
            values = found.setdefault(subject, {}).setdefault(triple.predicate, [])
            if isinstance(value, Literal) and value.datatype not in _WITHOUT_VALUE:
                stored = _value_as_stored(value)
                if stored is not value and values:
                    respelt.append(values)
                value = stored
            if not values or values[-1] != value:
                values.append(value)
    for values in respelt:
        values[:] = dict.fromkeys(values)
    return found


def _last_node(lines: bytes) -> int:
    """Where the lines of the last node begin; 0 where all are of one node."""
    end = lines.rfind(b"\n") + 1
    if not end:
        return 0
    start = lines.rfind(b"\n", 0, end - 1) + 1
    # The last line may be cut in its midst: then the node of the last whole line may go on, and it stays.
    subject = lines[start:].partition(b" ")[0] + b" "
    while start and lines.startswith(subject, previous := lines.rfind(b"\n", 0, start - 1) + 1):
        start = previous
    return start


def as_stored(term: Term) -> Term:
    """The term as a store gives it back: `0.90` comes back as `0.9`."""
    return _value_as_stored(term) if isinstance(term, Literal) and term.datatype not in _WITHOUT_VALUE else term


@lru_cache(1 << 14)
def _value_as_stored(literal: Literal) -> Literal:
    if literal.datatype == INTEGER and CANONICAL_INTEGER.fullmatch(literal.value):
        return literal
    store, name = Store(), NamedNode("urn:x")
    store.add(Quad(name, name, literal))
    (quad,) = store.quads_for_pattern(None, None, None, None)
    assert isinstance(quad.object, Literal)
    return quad.object
