"""Query processes: a fixed number of them, one query each, killed at the deadline and replaced at once.

A query that crashes the engine, runs out of memory or of time costs one child process and gives a clear answer; the
server process and the other children never notice. Every query begins in the light lane; one that is still at work
when its process had a core for `light_seconds` must have one of the few places of the heavy lane (`lanes.py`), where it
runs at the lowest priority, and a fresh process takes its place among the light ones. So bombs take neither the
processes nor the cores of light queries. An answer larger than a megabyte is sent as it is made, from a lane of its own
for those.
"""

import asyncio
import contextlib
import logging
import math
import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError
from pathlib import Path
from typing import Final

from endpoint.negotiate import by_name
from endpoint.pool import outcomes
from endpoint.pool.asking import Answer, Query, Rest
from endpoint.pool.client import Client
from endpoint.pool.lanes import HeavyLane, SendingLane
from endpoint.pool.process import QueryProcess
from endpoint.pool.run import Run, Sending
from endpoint.pool.slots import Slot, Slots
from endpoint.problems import Problem
from endpoint.queries import guard
from endpoint.settings import Settings

log = logging.getLogger(__name__)

_ALIVE: Final = "ASK { ?s ?p ?o }"


class Pool:
    """As many query processes as `settings.children`, over one store or one engine. Safe to use from many threads."""

    def __init__(self, source: Path | str, settings: Settings) -> None:
        """`source` is the folder of a store, or the address of an engine that is asked instead."""
        self._source = source
        self._settings = settings
        self._closed = False
        self._heavy = HeavyLane(settings)
        self._sending = SendingLane(settings)
        self._slots = Slots()
        self.columns = "off"
        """The tables by columns, as the process that was started last found them: `open`, `off` or `missing`."""
        first = self._started()
        self.closed_by = first.closed_by
        for _ in range(settings.children - 1):
            self._slots.put(None)
        self._slots.put(first)

    def _started(self, *, network: bool = False) -> QueryProcess:
        """A new process. Says it once where it has no tables: its answers are right, and may be long in coming."""
        one = QueryProcess(self._source, self._settings, network=network)
        if one.columns == "missing" != self.columns:
            log.warning("the tables of the snapshot cannot be read, so that counts and paths take longer: %s", one.why)
        self.columns = one.columns
        return one

    def inspect(self, text: str) -> guard.Inspected:
        """What the guard sees in a query. Raises Problem where it refuses the query."""
        chosen = self._settings
        return guard.inspect(text, length=chosen.query_length, nesting=chosen.query_nesting, services=chosen.services)

    def busy(self) -> dict[str, int]:
        """Query processes at work, by lane, and queries that wait for a place."""
        (waiting, heavy), (others, sending) = self._heavy.load(), self._sending.load()
        light = max(self._settings.children - len(self._slots.free()), 0)
        return {"light": light, "heavy": heavy, "sending": sending, "waiting": waiting + others}

    def answers(self) -> bool:
        """Whether a query process answers; true also where all are at work, as nobody is made to wait for this."""
        query = Query(_ALIVE, self.inspect(_ALIVE), {"ask": by_name("json", "ask")})
        try:
            slot = self._slots.get(query.client, 0)
        except TimeoutError:
            return True
        try:
            run = Run(self._alive(slot), query, self._settings, self._replace)
            run.gather_light()
            self.go_on(run, query)
        except Problem as problem:
            return problem.name in ("busy", "too-many-queries")
        return True

    def ask(self, query: Query) -> Answer:
        """The answer, whole unless it is large. Raises Problem for every other outcome.

        Takes at most the queue's and the query's time. Whoever gets an answer with a rest must close that.
        """
        if query.client.gone:
            raise outcomes.left()
        run = None
        # Whoever calls others waits for them, in a process of its own that alone may open sockets.
        one = None if query.seen.calls or self._heavy.knows(query.text) else self._take(query)
        if one and self._heavy.knows(query.text):
            # Somebody else's turned out to be heavy while this one waited.
            self._give(one)
        elif one:
            run = Run(one, query, self._settings, self._replace)
            run.gather_light()
            return self.go_on(run, query)
        return self._in_heavy_lane(run, query)

    def begin_at_once(self, query: Query) -> Run | None:
        """The query, begun in a process that is free, to be waited for; None where it must be asked by `begin`."""
        if query.seen.calls or self._heavy.knows(query.text):
            return None
        slot = self._slots.at_hand()
        if slot is None:
            return None
        if slot.process.poll() is not None:
            self._slots.put(slot)
            return None
        return Run(slot, query, self._settings, self._replace)

    async def begin(self, query: Query) -> Run | None:
        """The query after its time in the light lane, to `go_on` with; holds no thread meanwhile.

        None where the query is known to be heavy, and must be asked by `ask`. Raises Problem as that.
        """
        if query.seen.calls or self._heavy.knows(query.text):
            return None
        with self._waited(query.client):
            slot = await self._slots.get_soon(query.client, self._settings.queue_seconds)
        if slot is None or slot.process.poll() is not None:
            slot = await asyncio.get_running_loop().run_in_executor(None, self._alive, slot)
        if self._heavy.knows(query.text):  # somebody else's turned out so while this one waited
            self._give(slot)
            return None
        run = Run(slot, query, self._settings, self._replace)
        await self.wait(run)
        return run

    async def wait(self, run: Run) -> None:
        """Waits for a query that has begun, as long as it is a light one."""
        try:
            await run.gather_soon()
        except BaseException:
            run.end()
            raise

    def go_on(self, run: Run, query: Query) -> Answer:
        """The answer of a query that had its time in the light lane. Waits where it is not there. Raises Problem."""
        if run.gather(0):
            return self._whole(run, query)
        self._heavy.remember(query.text)
        return self._in_heavy_lane(run, query)

    def _in_heavy_lane(self, run: Run | None, query: Query) -> Answer:
        """Goes on with the query where a place is free; else begins anew when there is one."""
        if run is not None and not self._heavy.free():
            run.end()
            run = None
        with contextlib.ExitStack() as stack:
            try:
                stack.enter_context(self._heavy.place(query.client))
                if query.seen.calls:
                    calling = self._started(network=True)
                    run = Run(calling, query, self._settings, lambda: None)
                elif run is None:
                    run = Run(self._take(query), query, self._settings, self._replace)
                run.leave_lane()
                run.one.step_back()
                if run.gather():
                    return self._whole(run, query)
                with contextlib.ExitStack() as place:
                    place.enter_context(self._sending.place(query.client))
                    return self._answer(run, query, Sending(run, place.pop_all(), query, self._settings))
            except BaseException:
                if run is not None:
                    run.end()
                raise

    def _whole(self, run: Run, query: Query) -> Answer:
        """The answer that is complete. The process goes back to its lane, or ends where it has left that."""
        head = run.head
        assert head is not None
        if run.in_lane and not run.used_up() and not query.client.gone:
            self._give(run.one)
        else:
            run.end()
        if head["status"] != "ok":
            raise outcomes.refused(head, query.text, query.seen, self._settings)
        return self._answer(run, query, None)

    def _answer(self, run: Run, query: Query, rest: Rest | None) -> Answer:
        assert run.kind is not None
        chosen = query.formats[run.kind]
        assert chosen is not None
        return Answer(run.kind, chosen, run.take() if rest else bytes(run.body), rest, run.seconds)

    def _take(self, query: Query) -> QueryProcess:
        """A child that is ours until given back. Raises Problem where none is free in time, or the client leaves."""
        with self._waited(query.client):
            slot = self._slots.get(query.client, self._settings.queue_seconds)
        return self._alive(slot)

    @contextlib.contextmanager
    def _waited(self, client: Client) -> Iterator[None]:
        """Says as a Problem why a slot was not to be had."""
        try:
            yield
        except CancelledError:
            if client.gone:
                raise outcomes.left() from None
            raise
        except TimeoutError:
            seconds = self._settings.queue_seconds
            raise Problem(
                "busy",
                f"No query process became free in {seconds:g} seconds.",
                members={"limit": "queue_seconds", "allowed": seconds, "used": seconds},
                headers={"Retry-After": str(math.ceil(self._settings.query_seconds))},
            ) from None

    def _alive(self, slot: Slot) -> QueryProcess:
        """The process of a slot; a new one where there is none, or it has ended. Raises Problem where that fails."""
        if slot is not None and slot.process.poll() is None:
            return slot
        if slot is not None:
            slot.end()
        try:
            return self._started()
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
                self._give(self._started())
            except (Problem, OSError) as fault:
                log.error("a query process cannot be started: %s", fault)
                self._slots.put(None)

        if self._closed:
            self._slots.put(None)
        else:
            threading.Thread(target=start, daemon=True).start()

    def close(self) -> None:
        """Ends the idle children now and the busy ones when they have answered."""
        self._closed = True
        for one in self._slots.empty():
            if one is not None:
                one.kill()
