"""Query processes: a fixed number of them, one query each, killed at the deadline and replaced at once.

A query that crashes the engine, runs out of memory or of time costs one child process and gives a clear answer; the
server process and the other children never notice. Every query begins in the light lane; one that is still at work
after `light_seconds` must have one of the few places of the heavy lane (`lanes.py`), where it runs at the lowest
priority, and a fresh process takes its place among the light ones. So bombs take neither the processes nor the cores
of light queries.
"""

import contextlib
import json
import logging
import math
import queue
import signal
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from endpoint import child, guard, syntax
from endpoint.lanes import HeavyLane
from endpoint.negotiate import Format, Kind, offered
from endpoint.problems import Problem
from endpoint.process import Lost, QueryProcess
from endpoint.settings import Settings
from graph.iri import BASE

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked, and in which format each kind of answer is wanted (None: not acceptable).

    `default_graphs` and `named_graphs` are the protocol's; where any is given they replace FROM and FROM NAMED.
    """

    text: str
    seen: guard.Inspected
    formats: Mapping[Kind, Format | None]
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    client: str = ""
    """Who asks, so that nobody fills the heavy lane alone."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer, never a part of one."""

    kind: Kind
    format: Format
    body: bytes

    def shown(self) -> dict[str, Any]:
        """For the HTML format: `boolean`, or `variables`, the first `rows` and the `total` number of rows."""
        shown: dict[str, Any] = json.loads(self.body)
        return shown


class Pool:
    """As many query processes as `settings.children`, over one store. Safe to use from many threads."""

    def __init__(self, store_path: Path, settings: Settings) -> None:
        self._store_path = store_path
        self._settings = settings
        self._closed = False
        self._heavy = HeavyLane(settings)
        # A slot holds a child, or None where one must be started first.
        self._slots: queue.LifoQueue[QueryProcess | None] = queue.LifoQueue()
        first = QueryProcess(store_path, settings)
        self.network = first.network
        for _ in range(settings.children - 1):
            self._slots.put(None)
        self._slots.put(first)

    def inspect(self, text: str) -> guard.Inspected:
        """What the guard sees in a query. Raises Problem where it refuses the query."""
        return guard.inspect(text, length=self._settings.query_length, nesting=self._settings.query_nesting)

    def busy(self) -> dict[str, int]:
        """Query processes at work, by lane, and long queries that wait."""
        waiting, heavy = self._heavy.load()
        return {"light": max(self._settings.children - self._slots.qsize(), 0), "heavy": heavy, "waiting": waiting}

    def ask(self, query: Query) -> Answer:
        """The whole answer. Raises Problem for every other outcome; takes at most the queue's and the query's time."""
        head, body = self._answered(query)
        status = head["status"]
        if status == "ok":
            kind: Kind = head["kind"]
            chosen = query.formats[kind]
            assert chosen is not None
            return Answer(kind, chosen, body)
        if status == "syntax":
            raise syntax.explain(head["message"], query.text, query.seen)
        if status == "not-acceptable":
            raise not_acceptable(head["kind"])
        if status == "too-large":
            limit = self._settings.result_bytes
            raise Problem(
                "result-too-large",
                f"The answer has more than {limit:,} bytes.",
                members={"limit": "result_bytes", "allowed": limit, "used": limit},
            )
        if status == "failed":
            raise Problem("query-failed", head["message"])
        if status == "store":
            log.error("the store failed: %s", head["message"])
            raise Problem("store-unavailable", "The store could not be read.", headers={"Retry-After": "5"})
        raise RuntimeError(f"a query process reported {head}")

    def _request(self, query: Query) -> child.Head:
        return {
            "query": query.text,
            "base": BASE,
            "default_graphs": query.default_graphs,
            "named_graphs": query.named_graphs,
            "names_dataset": query.seen.names_dataset,
            "formats": {kind: one and one.media_type for kind, one in query.formats.items()},
            "result_bytes": self._settings.result_bytes,
            "seconds": self._settings.query_seconds,
        }

    def _answered(self, query: Query) -> tuple[child.Head, bytes]:
        request, seconds = self._request(query), self._settings.query_seconds
        light = min(self._settings.light_seconds, seconds)
        begun = time.monotonic()
        one = None
        if not self._heavy.knows(query.text):
            one = self._take()
            with self._lost_if_it_fails(one):
                one.begin(request)
                answered = one.ready(light)
            if answered:
                return self._finished(one, seconds - light, spare=True)
            self._heavy.remember(query.text)
        return self._in_heavy_lane(one, query, begun)

    def _in_heavy_lane(self, one: QueryProcess | None, query: Query, begun: float) -> tuple[child.Head, bytes]:
        """Goes on with the query in `one` where a place is free; else begins anew when there is one."""
        if one is not None:
            self._replace()
            if not self._heavy.free():
                one.kill()
                one = None
        try:
            with self._heavy.place(query.client):
                if one is None:
                    one, begun = self._take(), time.monotonic()
                    self._replace()
                    with self._lost_if_it_fails(one, replace=False):
                        one.begin(self._request(query))
                one.step_back()
                return self._finished(one, self._settings.query_seconds - (time.monotonic() - begun), spare=False)
        except BaseException:
            if one is not None:
                one.kill()
            raise

    def _finished(self, one: QueryProcess, seconds: float, *, spare: bool) -> tuple[child.Head, bytes]:
        """The answer. The process is given back where it is `spare` for the next query, else ended."""
        with self._lost_if_it_fails(one, replace=spare):
            head, body = one.finish(max(seconds, 0.001))
        # What a large answer leaves behind in the process would count against the next query.
        used_up = head["grown"] > (self._settings.query_memory_mb << 20) // 2
        if spare and not used_up:
            self._give(one)
        else:
            one.kill()
            if spare:
                self._replace()
        return head, body

    @contextlib.contextmanager
    def _lost_if_it_fails(self, one: QueryProcess, *, replace: bool = True) -> Iterator[None]:
        """Ends the process whatever goes wrong, lets another take its place, and says what happened as a Problem."""
        try:
            yield
        except TimeoutError:
            one.kill()
            self._replace_if(replace)
            raise self._timeout() from None
        except Lost:
            code = one.end()
            self._replace_if(replace)
            raise self._loss(code) from None
        except BaseException:
            one.kill()
            self._replace_if(replace)
            raise

    def _replace_if(self, wanted: bool) -> None:
        if wanted:
            self._replace()

    def _take(self) -> QueryProcess:
        """A child that is ours until given back. Raises Problem where none is free in time."""
        try:
            one = self._slots.get(timeout=self._settings.queue_seconds)
        except queue.Empty:
            wait = str(math.ceil(self._settings.query_seconds))
            raise Problem(
                "busy",
                f"No query process became free in {self._settings.queue_seconds:g} seconds.",
                members={"limit": "queue_seconds", "allowed": self._settings.queue_seconds},
                headers={"Retry-After": wait},
            ) from None
        if one is not None and one.process.poll() is None:
            return one
        if one is not None:
            one.end()
        try:
            return QueryProcess(self._store_path, self._settings)
        except BaseException:
            self._slots.put(None)
            raise

    def _give(self, one: QueryProcess) -> None:
        self._slots.put(one)
        if self._closed:
            self.close()

    def _replace(self) -> None:
        """Starts a new child in the background, so that the answer to the lost one does not wait for it."""

        def start() -> None:
            try:
                self._give(QueryProcess(self._store_path, self._settings))
            except Problem as problem:
                log.error("%s", problem.detail)
                self._slots.put(None)

        if self._closed:
            self._slots.put(None)
        else:
            threading.Thread(target=start, daemon=True).start()

    def _timeout(self) -> Problem:
        seconds = self._settings.query_seconds
        return Problem(
            "query-timeout",
            f"The query was stopped after {seconds:g} seconds.",
            members={"limit": "query_seconds", "allowed": seconds, "used": seconds},
            headers={"Retry-After": str(math.ceil(seconds))},
        )

    def _loss(self, code: int) -> Problem:
        log.warning("a query process ended with code %s", code)
        if code == -signal.SIGALRM:
            return self._timeout()
        if code in (-signal.SIGABRT, child.ENDED_BY_MEMORY):
            # An allocation that the limit refuses aborts the process, in the engine's Rust as in its C++.
            megabytes = self._settings.query_memory_mb
            return Problem(
                "query-memory",
                f"The query was stopped when it needed more than {megabytes} MB.",
                members={"limit": "query_memory_mb", "allowed": megabytes, "used": megabytes},
                headers={"Retry-After": "60"},
            )
        return Problem("query-crashed", "The process that evaluated the query ended without an answer.")

    def close(self) -> None:
        """Ends the idle children now and the busy ones when they have answered."""
        self._closed = True
        while True:
            try:
                one = self._slots.get_nowait()
            except queue.Empty:
                return
            if one is not None:
                one.kill()


def not_acceptable(kind: Kind) -> Problem:
    """The 406 for an answer of that kind, with what could be had."""
    named = ", ".join(one.media_type for one in offered(kind))
    return Problem("not-acceptable", f"This is available as {named}.")
