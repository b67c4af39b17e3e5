"""The snapshot that is served: a reader for our own pages, a pool for other people's queries, and following `current`.

Pages and documents are made of a few index look-ups each, on terms and never on text from a request, so they are read
in the server process; whatever a visitor writes is evaluated by `pool/`.
"""

import datetime
import logging
import threading
import time
from collections.abc import Callable
from functools import cached_property
from typing import Any, Final, TypeVar

from pyoxigraph import Literal, NamedNode

from endpoint.pool.pool import Pool
from endpoint.problems import Problem
from endpoint.serving import engine
from endpoint.serving.engine import EngineReader
from endpoint.serving.reader import Reader, StoreReader
from endpoint.settings import Settings
from graph import snapshot
from graph import vocabulary as v
from graph.errors import InputError
from graph.iri import DATASET

log = logging.getLogger(__name__)

T = TypeVar("T")

_LOOK_SECONDS: Final = 1.0
_NEVER: Final = (-1, -1)
_AGAIN_SECONDS: Final = 10.0
"""After so long a snapshot that could not be served is tried again: the disk may have been full for a moment."""


class Serving:
    """One snapshot, open."""

    def __init__(self, of: snapshot.Snapshot, settings: Settings) -> None:
        """Raises InputError where the store cannot be opened or the engine does not answer."""
        self.snapshot = of
        self.digest = of.digest
        self._engine = EngineReader(str(settings.engine)) if settings.engine else None
        self.reader = self._engine if self._engine and not settings.has_data else _opened(of)
        if self._engine and not self._engine.answers():
            raise InputError(
                "does not answer",
                source=str(settings.engine),
                rule="an engine is a SPARQL 1.1 endpoint that answers ASK",
                remedy="start it first, and check the address",
            )
        source = str(settings.engine) if settings.engine else of.store_path
        try:
            self.pool = Pool(source, settings)
        except Problem as problem:
            raise InputError(
                f"cannot be asked: {problem.detail}",
                source=str(source),
                rule="a query process opens what is served before anybody asks",
                remedy="see the log for what it said",
            ) from None
        self.users = 0
        self._kept: dict[str, Any] = {}

    def warn(self) -> None:
        """Says in the log what the operator would hardly want and nobody else can tell from an empty answer."""
        if self._engine and not self._engine.answers_plainly():
            log.warning(
                "the default graph of the engine is empty, so that queries without GRAPH find nothing; let it show all "
                "graphs there (oxigraph: serve --union-default-graph, or ?union-default-graph behind its address)"
            )

    def answers(self) -> bool:
        """Asks whatever is behind, and a query process: true where all of it answers and holds anything."""
        well = self.reader.answers() and (self._engine is None or self._engine.answers())
        return well and self.pool.answers()

    def close(self) -> None:
        """Ends the query processes that are idle, and those at work when they have answered."""
        self.pool.close()
        self.reader.close()
        if self._engine:
            self._engine.close()

    @cached_property
    def has_report(self) -> bool:
        """Whether the snapshot is one that was checked here; what stands in front of another engine has none."""
        return (self.snapshot.path / snapshot.REPORT).is_file()

    @cached_property
    def counts(self) -> dict[str, int]:
        """The counts of the manifest."""
        return dict(self.snapshot.manifest.get("counts", {}))

    @cached_property
    def statistics(self) -> dict[str, Any]:
        """Triples, entities, and counts by class and property, as they were computed at sealing; of the default graph,
        where a statement counts once in however many graphs it stands.
        """
        return dict(self.snapshot.manifest.get("statistics", {}))

    @cached_property
    def predicates(self) -> list[NamedNode]:
        """All predicates; none where they were not counted."""
        return [NamedNode(one) for one in self.statistics.get("properties", {})]

    @cached_property
    def note(self) -> str | None:
        """What readers must know of the graph as a whole, or None."""
        found = (one.value for one in self.reader.values(DATASET, v.SKOS_NOTE) if isinstance(one, Literal))
        return next(found, None)

    @cached_property
    def created(self) -> str:
        """When the snapshot was built, ISO 8601, or nothing."""
        return str(self.snapshot.manifest.get("created", ""))

    @property
    def age(self) -> float | None:
        """Seconds since the snapshot was built; None where nobody knows."""
        try:
            built = datetime.datetime.fromisoformat(self.created)
        except ValueError:
            return None
        zoned = built if built.tzinfo else built.replace(tzinfo=datetime.UTC)
        return (datetime.datetime.now(datetime.UTC) - zoned).total_seconds()

    def once(self, name: str, make: Callable[[], T]) -> T:
        """What `make` returns, computed once for the snapshot. Two threads may both compute it; one result stays."""
        if name not in self._kept:
            self._kept.setdefault(name, make())
        kept: T = self._kept[name]
        return kept


def _opened(of: snapshot.Snapshot) -> Reader:
    try:
        return StoreReader(of.store_path)
    except OSError as fault:
        raise InputError(
            f"the store cannot be opened: {fault}",
            source=str(of.store_path),
            rule="a snapshot holds a complete Oxigraph store",
            remedy="build the snapshot again",
        ) from None


def _current(settings: Settings) -> snapshot.Snapshot:
    return snapshot.current(settings.data) if settings.has_data else engine.held(settings)


class Follower:
    """Hands out the current snapshot. When `current` names another, requests get that one as soon as it is open; the
    old one is closed when its last request has been answered, so that none is lost.

    Whether it does is looked at with each request, but no more than once a second; `watch` looks without any too.
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
        self._now = Serving(_current(settings), settings)
        self._now.warn()
        self._looked = time.monotonic()
        self._looking = threading.Lock()
        self._over = threading.Event()
        threading.Thread(target=prepare, args=(self._now,), daemon=True).start()

    def watch(self) -> None:
        """Looks at `current` once a second from now on until it is closed, so that the first to ask after a quiet time
        gets the new snapshot. What an engine holds is not watched: that would ask it for pages that nobody reads.
        """
        if self._settings.has_data:
            threading.Thread(target=self._watched, daemon=True).start()

    def _watched(self) -> None:
        while not self._over.wait(_LOOK_SECONDS):
            self._look()

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
            serving.close()

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
        if not self._settings.has_data:
            return engine.period(self._settings), 0
        try:
            status = self._pointer.stat()
        except OSError:
            return 0, 0
        return status.st_mtime_ns, status.st_ino

    def _move(self) -> None:
        try:
            found = _current(self._settings)
            if found.digest != self._now.digest:
                fresh = Serving(found, self._settings)
                self._prepare(fresh)
                self._replace(fresh)
        except Exception:
            # The operator's fault, not the visitor's: what is open goes on being served.
            log.exception("the new snapshot cannot be served; still serving %s", self._now.digest)
            self._seen, self._looked = _NEVER, time.monotonic() + _AGAIN_SECONDS - _LOOK_SECONDS
        finally:
            self._looking.release()

    def _replace(self, fresh: Serving) -> None:
        with self._lock:
            over = self._over.is_set()
            old, self._now = self._now, self._now if over else fresh
            idle = old.users == 0
        if over:  # closed while it was opened: nobody else knows of it
            fresh.close()
            return
        log.info("now serving %s", fresh.digest)
        if idle:
            old.close()

    def close(self) -> None:
        """Ends all child processes that are idle."""
        with self._lock:
            self._over.set()
        self._now.close()
