"""Look-ups on terms, from which pages and documents are made: over the store of a snapshot, or what else holds one."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, cast

from pyoxigraph import DefaultGraph, Literal, NamedNode, QuerySolutions, Store

from graph import vocabulary as v

Node = NamedNode | Literal
Statement = tuple[NamedNode, NamedNode, Node]

_LABELS: Final = 50_000
_VALUES: Final = 20_000
_GRAPHS: Final = 500


@dataclass(frozen=True, slots=True)
class Note:
    """A note that bears out a reified statement: `body`, which says `predicate` and `value`. The words it points at
    are empty, and what is not known of it is None; so is `note` itself where nothing bears the statement out. `bare` is
    whether it is known that the note has no name of its own and is published.
    """

    body: NamedNode
    predicate: NamedNode
    value: Node
    note: NamedNode | None = None
    method: NamedNode | None = None
    page: NamedNode | None = None
    confidence: str = ""
    before: str = ""
    exact: str = ""
    after: str = ""
    start: str = ""
    bare: bool = False


class Reader(ABC):
    """Look-ups in the merge of all graphs: a statement counts once, in however many graphs it stands.

    No blank node is ever published, so subjects are IRIs and objects are IRIs or literals.
    """

    def _keep_labels(self) -> None:
        self.label = lru_cache(maxsize=_LABELS)(self._label)
        self.labels = lru_cache(maxsize=_LABELS)(self._labels)
        self.is_subject = lru_cache(maxsize=_LABELS)(self._is_subject)
        self.called = lru_cache(maxsize=_LABELS)(self._called)
        self.about = lru_cache(maxsize=_GRAPHS)(self._about_it)
        self.holds = lru_cache(maxsize=_GRAPHS)(self._holds)
        self._found = lru_cache(maxsize=_VALUES)(self._values)

    @abstractmethod
    def look(self, subject: NamedNode | None, predicate: NamedNode | None, value: Node | None) -> Iterator[Statement]:
        """The statements of the pattern; one may come several times."""

    @abstractmethod
    def graph(self, name: NamedNode) -> Iterator[Statement]:
        """The statements of one named graph."""

    def _holds(self, name: NamedNode) -> bool:
        """Whether the named graph holds anything."""
        return next(self.graph(name), None) is not None

    @abstractmethod
    def graphs(self) -> list[NamedNode]:
        """The named graphs, by name; of an engine those that every snapshot has."""

    @abstractmethod
    def origin(self, subject: NamedNode, predicate: NamedNode, value: Node) -> NamedNode | None:
        """The first by name of the graphs that make the statement."""

    @abstractmethod
    def origins(self, subject: NamedNode) -> list[NamedNode]:
        """The named graphs that say what kind of thing it is, by name."""

    @abstractmethod
    def answers(self) -> bool:
        """Asks whatever is read: true where it holds anything and can be read."""

    def close(self) -> None:
        """Frees what is held open, once nobody reads any more."""
        return

    def statements(self, subject: NamedNode) -> set[Statement]:
        """All that is said about `subject`."""
        return set(self.look(subject, None, None))

    def _about_it(self, subject: NamedNode) -> frozenset[Statement]:
        """The same, of what is told with many things, such as the graph of a page."""
        return frozenset(self.statements(subject))

    def _called(self, node: NamedNode) -> tuple[Statement, ...]:
        """What is said of its labels."""
        return tuple(one for label in (v.RDFS_LABEL, v.SKOS_PREF_LABEL) for one in self.look(node, label, None))

    def _is_subject(self, node: NamedNode) -> bool:
        """Whether anything is said about `node`."""
        return next(self.look(node, None, None), None) is not None

    def values(self, subject: NamedNode, predicate: NamedNode) -> list[Node]:
        """The objects, each once, IRIs before literals, in the order of their text."""
        return list(self._found(subject, predicate))

    def _values(self, subject: NamedNode, predicate: NamedNode) -> tuple[Node, ...]:
        return _ordered(value for _, _, value in self.look(subject, predicate, None))

    def facts(self, subject: NamedNode) -> dict[NamedNode, tuple[Node, ...]]:
        """All that is said about `subject` by property, the objects as `values` has them, in one look-up."""
        found: dict[NamedNode, list[Node]] = {}
        for _, predicate, value in self.look(subject, None, None):
            found.setdefault(predicate, []).append(value)
        return {predicate: _ordered(values) for predicate, values in found.items()}

    def nodes(self, subject: NamedNode, predicate: NamedNode) -> list[NamedNode]:
        """The objects that are IRIs."""
        return [one for one in self.values(subject, predicate) if isinstance(one, NamedNode)]

    def value(self, subject: NamedNode, predicate: NamedNode) -> Node | None:
        """The first object, if any."""
        return next(iter(self.values(subject, predicate)), None)

    def text(self, subject: NamedNode, predicate: NamedNode) -> str:
        """The text of the first object, or nothing."""
        found = self.value(subject, predicate)
        return found.value if found else ""

    def subjects(self, predicate: NamedNode, value: Node) -> list[NamedNode]:
        """The subjects, each once, in the order of their IRIs."""
        found = {subject for subject, _, _ in self.look(None, predicate, value)}
        return sorted(found, key=lambda node: node.value)

    def count(self, predicate: NamedNode, value: Node) -> int:
        """How many subjects there are."""
        return len({subject for subject, _, _ in self.look(None, predicate, value)})

    def types(self, subject: NamedNode) -> set[Node]:
        """The classes stated."""
        return set(self.values(subject, v.RDF_TYPE))

    def notes(self, bodies: Sequence[NamedNode]) -> Iterator[Note]:
        """What bears out these reified statements, in their order, the notes of each in the order of their IRIs."""
        for body in bodies:
            predicate, value = self.value(body, v.RDF_PREDICATE), self.value(body, v.RDF_OBJECT)
            if isinstance(predicate, NamedNode) and value is not None:
                notes = self.subjects(v.OA_HAS_BODY, body)
                yield from (self._note(body, predicate, value, note) for note in notes)
                if not notes:
                    yield Note(body, predicate, value)

    def _note(self, body: NamedNode, predicate: NamedNode, value: Node, note: NamedNode) -> Note:
        said = self.facts(note)
        target = _node(said, v.OA_HAS_TARGET)
        about = self.facts(target) if target else {}
        selector = _node(about, v.OA_HAS_SELECTOR)
        words = self.facts(selector) if selector else {}
        named = (_node(said, v.PROV_WAS_ATTRIBUTED_TO), _node(about, v.OA_HAS_SOURCE), _text(said, v.CONFIDENCE))
        before, exact, after, start = (_text(words, one) for one in (v.OA_PREFIX, v.OA_EXACT, v.OA_SUFFIX, v.OA_START))
        return Note(body, predicate, value, note, *named, before, exact, after, start)

    def _label(self, node: NamedNode) -> str | None:
        """The label to show: English, else without language, else any; None where there is none."""
        return next((one.value for one in self.labels(node)), None)

    def _labels(self, node: NamedNode) -> tuple[Literal, ...]:
        """All labels of the first property that gives any: English, then without language, then the others."""
        for predicate in (v.RDFS_LABEL, v.SKOS_PREF_LABEL, v.DCTERMS_TITLE):
            found = [one for one in self.values(node, predicate) if isinstance(one, Literal)]
            if found:
                return tuple(sorted(found, key=lambda one: ({"en": 0, None: 1}.get(one.language, 2), one.value)))
        return ()


def _ordered(values: Iterable[Node]) -> tuple[Node, ...]:
    return tuple(sorted(set(values), key=lambda node: (isinstance(node, Literal), node.value)))


def _node(said: dict[NamedNode, tuple[Node, ...]], predicate: NamedNode) -> NamedNode | None:
    return next((one for one in said.get(predicate, ()) if isinstance(one, NamedNode)), None)


def _text(said: dict[NamedNode, tuple[Node, ...]], predicate: NamedNode) -> str:
    return next((one.value for one in said.get(predicate, ())), "")


# The parts of a note that are shown: one question takes a fraction of the time of as many look-ups, which read from the
# store also what is not shown.
_NOTES: Final = f"""
SELECT ?body ?predicate ?value ?note ?method ?page ?confidence ?before ?exact ?after ?start {{
  VALUES ?body {{ %s }}
  ?body {v.RDF_PREDICATE} ?predicate . ?body {v.RDF_OBJECT} ?value .
  OPTIONAL {{
    ?note {v.OA_HAS_BODY} ?body .
    OPTIONAL {{ ?note {v.PROV_WAS_ATTRIBUTED_TO} ?method }}
    OPTIONAL {{ ?note {v.CONFIDENCE} ?confidence }}
    OPTIONAL {{
      ?note {v.OA_HAS_TARGET} ?target .
      OPTIONAL {{ ?target {v.OA_HAS_SOURCE} ?page }}
      OPTIONAL {{
        ?target {v.OA_HAS_SELECTOR} ?selector .
        OPTIONAL {{ ?selector {v.OA_PREFIX} ?before }}
        OPTIONAL {{ ?selector {v.OA_EXACT} ?exact }}
        OPTIONAL {{ ?selector {v.OA_SUFFIX} ?after }}
        OPTIONAL {{ ?selector {v.OA_START} ?start }}
      }}
    }}
  }}
}}"""
_ASKED: Final = 100
"""Bodies that one question names."""
_ASKED_FOR: Final = 500
"""Things that one question names."""


class StoreReader(Reader):
    """Look-ups in an Oxigraph store, opened read-only."""

    def __init__(self, store_path: Path) -> None:
        self._store = Store.read_only(str(store_path))
        first = next(self._store.quads_for_pattern(None, None, None, DefaultGraph()), None)
        # With a merged copy in the default graph one look-up there is enough; else all graphs are looked up.
        self._graph = DefaultGraph() if first else None
        self._keep_labels()

    def look(self, subject: NamedNode | None, predicate: NamedNode | None, value: Node | None) -> Iterator[Statement]:
        found: Any = self._store.quads_for_pattern(subject, predicate, value, self._graph)
        for quad in found:
            # The comparison: pyoxigraph 0.5.13 runs on behind an integer whose last byte is 255, such as 100095.
            if value is None or quad.object == value:
                yield quad.subject, quad.predicate, quad.object

    def graph(self, name: NamedNode) -> Iterator[Statement]:
        for quad in self._store.quads_for_pattern(None, None, None, name):
            yield cast(Statement, (quad.subject, quad.predicate, quad.object))

    def known(self, nodes: Sequence[NamedNode]) -> set[NamedNode]:
        """Those of the nodes of which anything is said, by one question for some hundred."""
        found: set[NamedNode] = set()
        for start in range(0, len(nodes), _ASKED_FOR):
            named = " ".join(map(str, nodes[start : start + _ASKED_FOR]))
            query = f"SELECT DISTINCT ?s {{ VALUES ?s {{ {named} }} ?s ?p ?o }}"
            rows = self._store.query(query, use_default_graph_as_union=self._graph is None)
            found.update(cast(NamedNode, row[0]) for row in cast(QuerySolutions, rows))
        return found

    def graphs(self) -> list[NamedNode]:
        names = (one for one in self._store.named_graphs() if isinstance(one, NamedNode))
        return sorted(names, key=lambda one: one.value)

    def notes(self, bodies: Sequence[NamedNode]) -> Iterator[Note]:
        for start in range(0, len(bodies), _ASKED):
            asked = bodies[start : start + _ASKED]
            rows = self._store.query(_NOTES % " ".join(map(str, asked)), use_default_graph_as_union=self._graph is None)
            assert isinstance(rows, QuerySolutions)
            found: dict[tuple[NamedNode, str], Note] = {}
            for row in rows:
                body, predicate, value, note, method, page, *texts = (row[name] for name in range(11))
                if isinstance(predicate, NamedNode):
                    words = (one.value if isinstance(one, Literal) else "" for one in texts)
                    key = (cast(NamedNode, body), note.value if isinstance(note, NamedNode) else "")
                    found.setdefault(key, Note(*cast(Any, (body, predicate, value, note, method, page)), *words))
            places = {body: place for place, body in enumerate(asked)}
            yield from (found[key] for key in sorted(found, key=lambda key: (places[key[0]], key[1])))

    def origin(self, subject: NamedNode, predicate: NamedNode, value: Node) -> NamedNode | None:
        found = self._store.quads_for_pattern(subject, predicate, value, None)
        names = (quad.graph_name for quad in found if quad.object == value)
        return min((one for one in names if isinstance(one, NamedNode)), key=lambda one: one.value, default=None)

    def origins(self, subject: NamedNode) -> list[NamedNode]:
        found = {quad.graph_name for quad in self._store.quads_for_pattern(subject, v.RDF_TYPE, None, None)}
        return sorted((one for one in found if isinstance(one, NamedNode)), key=lambda one: one.value)

    def answers(self) -> bool:
        # Not GRAPH ?g: the engine goes through all graphs for that before it looks into one.
        return bool(self._store.query("ASK { ?s ?p ?o }", use_default_graph_as_union=self._graph is None))
