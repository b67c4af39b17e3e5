"""An engine of others in the place of a snapshot: pages read it by SPARQL, look-up by look-up, and remember.

Where the server has a folder too, pages and files come from that and only visitors' queries go to the engine, which
must hold the same snapshot (`osce-graph publish`). Without one, what the engine says is believed for some minutes;
files, search and versions, which only a folder has, are not there.
"""

import contextlib
import hashlib
import http.client
import logging
import time
import traceback
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, cast

from pyoxigraph import BlankNode, NamedNode

from endpoint.evaluation import foreign
from endpoint.problems import Problem
from endpoint.serving.reader import Node, Reader, Statement
from endpoint.settings import NOWHERE, Settings
from graph.iri import QUALITY_GRAPH, VOCABULARY_GRAPH
from graph.snapshot import Snapshot

log = logging.getLogger(__name__)

_REMEMBERED: Final = 50_000
_SECONDS: Final = 60.0


class Held(Snapshot):
    """What an engine holds, as a snapshot without files. Its digest changes with time, not with the data."""

    @property
    def manifest(self) -> dict[str, Any]:
        return {}


def held(settings: Settings) -> Snapshot:
    """What the engine of the settings holds for the next minutes."""
    text = f"{settings.engine} {period(settings)}"
    return Held(hashlib.sha256(text.encode()).hexdigest(), Path(NOWHERE))


def period(settings: Settings) -> int:
    """The number of the span of time in which what the engine said is believed."""
    return int(time.time() / (settings.engine_minutes * 60))


class EngineReader(Reader):
    """Look-ups in an engine, in its default graph and all its named graphs together. Safe to use from many threads."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._idle: list[foreign.Engine] = []
        self._about = lru_cache(maxsize=_REMEMBERED)(self._all)
        self._keep_labels()

    def look(self, subject: NamedNode | None, predicate: NamedNode | None, value: Node | None) -> Iterator[Statement]:
        if subject is None:
            return self._asked(subject, predicate, value)
        return iter(self._about(subject, predicate, value))

    def graph(self, name: NamedNode) -> Iterator[Statement]:
        return self._rows(f"SELECT * {{ GRAPH {name} {{ ?s ?p ?o }} }}", (None, None, None))

    def _holds(self, name: NamedNode) -> bool:
        # Not by its statements: they would all come, or be more than the engine gives.
        return self._says(f"ASK {{ GRAPH {name} {{ ?s ?p ?o }} }}")

    def graphs(self) -> list[NamedNode]:
        return [QUALITY_GRAPH, VOCABULARY_GRAPH]  # an engine may have to go through all it holds to say which others

    def origin(self, subject: NamedNode, predicate: NamedNode, value: Node) -> NamedNode | None:
        query = f"SELECT ?g {{ GRAPH ?g {{ {subject} {predicate} {value} }} }} ORDER BY STR(?g) LIMIT 1"
        with self._lent() as engine:
            found = [row["g"] for row in engine.results(query, "SELECT", _SECONDS)]
        return next((one for one in found if isinstance(one, NamedNode)), None)

    def origins(self, subject: NamedNode) -> list[NamedNode]:
        query = f"SELECT DISTINCT ?g {{ GRAPH ?g {{ {subject} a ?kind }} }}"
        with self._lent() as engine:
            found = [row["g"] for row in engine.results(query, "SELECT", _SECONDS)]
        return sorted((one for one in found if isinstance(one, NamedNode)), key=lambda one: one.value)

    def answers(self) -> bool:
        with contextlib.suppress(Problem):
            return self._says("ASK { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }")
        return False

    def answers_plainly(self) -> bool:
        """Whether queries that do not say GRAPH find anything: what the default graph shows is the engine's affair."""
        with contextlib.suppress(Problem):
            return self._says("ASK { ?s ?p ?o }")
        return False

    def _says(self, ask: str) -> bool:
        """What the engine answers to an ASK. Raises Problem where it does not."""
        with self._lent() as engine:
            return bool(engine.results(ask, "ASK", _SECONDS))

    def close(self) -> None:
        while self._idle:
            self._idle.pop().close()

    @contextlib.contextmanager
    def _lent(self) -> Iterator[foreign.Engine]:
        """A connection for one question, which nobody else uses until its rows are gone through. Raises Problem."""
        try:
            engine = self._idle.pop()
        except IndexError:
            engine = foreign.Engine(self._address)
        try:
            yield engine
        except (foreign.Refused, SyntaxError, ValueError, OSError, http.client.HTTPException) as fault:
            engine.close()
            # Solutions have to be let go of in their own thread; what was raised goes on to others, with all frames.
            traceback.clear_frames(fault.__traceback__)
            refused = isinstance(fault, foreign.Refused)
            raise _failed(str(fault) if refused else f"Its answer cannot be read: {fault}") from None
        except BaseException:
            engine.close()
            raise
        self._idle.append(engine)

    def _all(self, *pattern: Node | None) -> tuple[Statement, ...]:
        return tuple(self._asked(*pattern))

    def _asked(self, *pattern: Node | None) -> Iterator[Statement]:
        text = " ".join(str(one) if one else f"?{name}" for one, name in zip(pattern, "spo", strict=True))
        columns = " ".join(f"?{name}" for one, name in zip(pattern, "spo", strict=True) if not one)
        # A pattern without variables is a question for yes or no, asked as rows with a column of another kind.
        where = f"{{ {text} }} UNION {{ GRAPH ?g {{ {text} }} }}"
        return self._rows(f"SELECT DISTINCT {columns or '(1 AS ?yes)'} {{ {where} }}", pattern)

    def _rows(self, query: str, pattern: tuple[Node | None, ...]) -> Iterator[Statement]:
        with self._lent() as engine:
            for row in engine.results(query, "SELECT", _SECONDS):
                found = [one or row[name] for one, name in zip(pattern, "spo", strict=True)]
                if not any(isinstance(one, BlankNode) for one in found):
                    yield cast(Statement, tuple(found))


def _failed(message: str) -> Problem:
    log.error("the engine failed: %s", message)
    return Problem("engine-failed", message, headers={"Retry-After": "5"})
