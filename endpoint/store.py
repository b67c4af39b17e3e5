"""The snapshot that is served: a reader for our own pages, a pool for other people's queries, and following `current`.

Pages and documents are made of a few index look-ups each, on terms and never on text from a request, so they are read
in the server process; whatever a visitor writes is evaluated by `pool.py`.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final, TypeVar, cast

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from endpoint.pool import Pool
from endpoint.settings import Settings
from graph import snapshot
from graph import vocabulary as v
from graph.errors import InputError
from graph.iri import DATASET

log = logging.getLogger(__name__)

Node = NamedNode | Literal
Statement = tuple[NamedNode, NamedNode, Node]
T = TypeVar("T")

_LOOK_SECONDS: Final = 1.0


class Reader:
    """Look-ups in the merge of all graphs: a statement counts once, in however many graphs it stands.

    No blank node is ever published, so subjects are IRIs and objects are IRIs or literals.
    """

    def __init__(self, store_path: Path) -> None:
        self._store = Store.read_only(str(store_path))
        first = next(self._store.quads_for_pattern(None, None, None, DefaultGraph()), None)
        # With a merged copy in the default graph one look-up there is enough; else all graphs are looked up.
        self._graph = DefaultGraph() if first else None
        self.label = lru_cache(maxsize=50_000)(self._label)
        self.labels = lru_cache(maxsize=50_000)(self._labels)

    def look(self, subject: NamedNode | None, predicate: NamedNode | None, value: Node | None) -> Iterator[Statement]:
        """The statements of the pattern; one may come several times."""
        for quad in self._store.quads_for_pattern(subject, predicate, value, self._graph):
            # The comparison: pyoxigraph 0.5.13 runs on behind an integer whose last byte is 255, such as 100095.
            if value is None or quad.object == value:
                yield cast(Statement, (quad.subject, quad.predicate, quad.object))

    def statements(self, subject: NamedNode) -> set[Statement]:
        """All that is said about `subject`."""
        return set(self.look(subject, None, None))

    def graph(self, name: NamedNode) -> Iterator[Statement]:
        """The statements of one named graph."""
        for quad in self._store.quads_for_pattern(None, None, None, name):
            yield cast(Statement, (quad.subject, quad.predicate, quad.object))

    def origin(self, subject: NamedNode, predicate: NamedNode, value: Node) -> NamedNode | None:
        """The first by name of the graphs that make the statement."""
        found = self._store.quads_for_pattern(subject, predicate, value, None)
        names = (quad.graph_name for quad in found if quad.object == value)
        return min((one for one in names if isinstance(one, NamedNode)), key=lambda one: one.value, default=None)

    def is_subject(self, node: NamedNode) -> bool:
        """Whether anything is said about `node`."""
        return next(self.look(node, None, None), None) is not None

    def values(self, subject: NamedNode, predicate: NamedNode) -> list[Node]:
        """The objects, each once, IRIs before literals, in the order of their text."""
        found = {value for _, _, value in self.look(subject, predicate, None)}
        return sorted(found, key=lambda node: (isinstance(node, Literal), node.value))

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

    def types(self, subject: NamedNode) -> set[Node]:
        """The classes stated."""
        return set(self.values(subject, v.RDF_TYPE))

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

    def answers(self) -> bool:
        """Asks the store: true where it holds anything and can be read."""
        return bool(self._store.query("ASK { GRAPH ?g { ?s ?p ?o } }"))


class Serving:
    """One snapshot, open."""

    def __init__(self, of: snapshot.Snapshot, settings: Settings) -> None:
        """Raises InputError where the store cannot be opened."""
        self.snapshot = of
        self.digest = of.digest
        try:
            self.reader = Reader(of.store_path)
        except OSError as fault:
            raise InputError(
                f"the store cannot be opened: {fault}",
                source=str(of.store_path),
                rule="a snapshot holds a complete Oxigraph store",
                remedy="build the snapshot again",
            ) from None
        self.pool = Pool(of.store_path, settings)
        self.users = 0
        self._kept: dict[str, Any] = {}

    @cached_property
    def counts(self) -> dict[str, int]:
        """The counts of the manifest."""
        return dict(self.snapshot.manifest.get("counts", {}))

    @cached_property
    def note(self) -> str | None:
        """What readers must know of the graph as a whole, or None."""
        found = (one.value for one in self.reader.values(DATASET, v.SKOS_NOTE) if isinstance(one, Literal))
        return next(found, None)

    @cached_property
    def created(self) -> str:
        """When the snapshot was built, ISO 8601, or nothing."""
        return str(self.snapshot.manifest.get("created", ""))

    def once(self, name: str, make: Callable[[], T]) -> T:
        """What `make` returns, computed once for the snapshot. Two threads may both compute it; one result stays."""
        if name not in self._kept:
            self._kept.setdefault(name, make())
        kept: T = self._kept[name]
        return kept


class Follower:
    """Hands out the current snapshot. When `current` names another, the next request gets that one; the old one is
    closed when its last request has been answered, so that none is lost.
    """

    def __init__(self, settings: Settings, prepare: Callable[[Serving], None]) -> None:
        """`prepare` does, away from any request, what the first visitor of a snapshot would else wait for.

        Raises InputError where there is no snapshot to serve.
        """
        self._settings = settings
        self._prepare = prepare
        self._lock = threading.Lock()
        self._pointer = settings.data / "current"
        self._seen = self._stamp()
        self._now = Serving(snapshot.current(settings.data), settings)
        self._looked = time.monotonic()
        self._looking = threading.Lock()
        threading.Thread(target=prepare, args=(self._now,), daemon=True).start()

    def acquire(self) -> Serving:
        """The snapshot for one request. Give it back with `release`."""
        self._look()
        with self._lock:
            self._now.users += 1
            return self._now

    def digest(self) -> str:
        """The digest of the snapshot that a request would get now."""
        self._look()
        return self._now.digest

    def release(self, serving: Serving) -> None:
        """The request is answered."""
        with self._lock:
            serving.users -= 1
            idle = serving is not self._now and serving.users == 0
        if idle:
            serving.pool.close()

    def _look(self) -> None:
        """Looks at the pointer at most once a second. Opening another snapshot is left to a thread of its own; until
        it is ready everyone goes on with what is open.
        """
        if time.monotonic() - self._looked < _LOOK_SECONDS or not self._looking.acquire(blocking=False):
            return
        self._looked = time.monotonic()
        stamp = self._stamp()
        if stamp == self._seen:
            self._looking.release()
        else:
            self._seen = stamp
            threading.Thread(target=self._move, daemon=True).start()

    def _stamp(self) -> tuple[int, int]:
        try:
            status = self._pointer.stat()
        except OSError:
            return 0, 0
        return status.st_mtime_ns, status.st_ino

    def _move(self) -> None:
        try:
            found = snapshot.current(self._settings.data)
            if found.digest != self._now.digest:
                fresh = Serving(found, self._settings)
                self._prepare(fresh)
                self._replace(fresh)
        except Exception:
            # The operator's fault, not the visitor's: what is open goes on being served.
            log.exception("the new snapshot cannot be served; still serving %s", self._now.digest)
        finally:
            self._looking.release()

    def _replace(self, fresh: Serving) -> None:
        with self._lock:
            old, self._now = self._now, fresh
            idle = old.users == 0
        log.info("now serving %s", fresh.digest)
        if idle:
            old.pool.close()

    def close(self) -> None:
        """Ends all child processes that are idle."""
        self._now.pool.close()
