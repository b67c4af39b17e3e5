"""One query in one process, from the first message to the end of the process or its return to the others."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterator
from typing import Final

from endpoint.evaluation.messages import Head
from endpoint.negotiate import Kind
from endpoint.pool import outcomes
from endpoint.pool.asking import Query
from endpoint.pool.process import Lost, QueryProcess
from endpoint.queries import ordering
from endpoint.settings import Settings
from graph.iri import BASE

WHOLE_BYTES: Final = 1 << 20
"""Answers up to this size are gathered before the first byte is sent; larger ones are sent in pieces."""
# A query whose parent is gone, or whose answer nobody takes, ends by the kernel's clock so much after its time.
_GRACE_SECONDS: Final = 1.0
# On a busy machine a light query may wait for a core longer than it works. It may stay among the light ones so many
# times its share, and is looked at no more often than that.
_PATIENCE: Final = 4
_LOOK_SECONDS: Final = 0.01


class Run:
    """A query at work. The time it may take is that which the process is waited for, so slow clients cost it none."""

    def __init__(self, one: QueryProcess, query: Query, settings: Settings, replace: Callable[[], None]) -> None:
        """Sends the query to the process. `replace` starts another for the lane that the process was taken from."""
        self.one = one
        self.body = bytearray()
        self.head: Head | None = None
        """The last message, once it is there: how it ended."""
        self.kind: Kind | None = None
        """The kind of the answer, once any of it is there."""
        self._over = False
        """Whether the loop has read all that `gather` waits for, or the process has ended."""
        self._query = query
        self._settings = settings
        self._left = settings.query_seconds
        self._begun, self._worked = time.monotonic(), one.worked()
        self._replace: Callable[[], None] | None = replace
        with self._ended_by_any_fault():
            one.begin(_request(query, settings))

    def gather(self, seconds: float | None = None) -> bool:
        """Reads until the answer is complete (True), or larger than is gathered, or the seconds are over.

        Without `seconds` it has all the time that the query has left.
        """
        until = time.monotonic() + (self._left if seconds is None else seconds)
        while self._gathers:
            if not self._read(until - time.monotonic()) and seconds is not None:
                return False
        return self.head is not None

    def gather_light(self) -> None:
        """Reads as `gather`, until the time of light queries is over."""
        while self._gathers and (seconds := self._light_seconds()):
            self.gather(seconds)

    def _light_seconds(self) -> float:
        """How long to wait before this is asked again; 0 where the query is no longer a light one.

        What counts is the time that its process had a core, so that no query is heavy because others are.
        """
        allowed, waited = self._settings.light_seconds, time.monotonic() - self._begun
        used = self.one.worked() - self._worked
        left = min(allowed - used, _PATIENCE * allowed - waited, self._settings.query_seconds - waited)
        return max(left, _LOOK_SECONDS) if left > 0 else 0

    def take(self) -> bytes:
        """What was read and not taken yet; waits for a message where that is nothing, and is empty at the end."""
        while not self.body and self.head is None:
            self._read(self._left)
        taken = bytes(self.body)
        self.body.clear()
        return taken

    def _read(self, seconds: float) -> bool:
        """Reads one message, where one comes in that time. Raises Problem, and ends the process, where time is up."""
        begun = time.monotonic()
        with self._ended_by_any_fault(), self._query.client.meanwhile(self.one.process.kill):
            message = self.one.read(min(seconds, self._left))
            self._left -= time.monotonic() - begun
            if self._left <= 0 and (message is None or message[0]["status"] == "piece"):
                raise TimeoutError
        if message is None:
            return False
        self._took(*message)
        return True

    def _took(self, head: Head, body: bytes) -> None:
        self.body += body
        self.kind = head.get("kind")
        if head["status"] != "piece":
            self.head = head

    def listen(self, end: Callable[[], None]) -> None:
        """Lets the event loop read, until `gather` has no more to wait for: then `end` is called, once."""

        def look() -> None:
            with contextlib.suppress(Lost):
                while self._gathers:
                    if (message := self.one.look()) is None:
                        return
                    self._took(*message)
            self._over = True
            self.listen_no_more()
            end()

        self.one.listen(look)

    def listen_no_more(self) -> None:
        """The loop reads no more; what was waited until now counts."""
        self.one.listen(None)
        self._left = self._settings.query_seconds - (time.monotonic() - self._begun)

    async def gather_soon(self) -> None:
        """As `gather_light`, but holds no thread, and leaves it to `gather` to tell how it ended."""
        if self._over:  # without a task: nothing more comes that could be heard
            return
        loop = asyncio.get_running_loop()
        over: asyncio.Future[None] = loop.create_future()
        timer: asyncio.Handle

        def end() -> None:
            if not over.done():
                over.set_result(None)

        def wait() -> None:
            nonlocal timer
            seconds = self._light_seconds()
            timer = loop.call_later(seconds, wait) if seconds else loop.call_soon(end)

        timer = loop.call_later(min(self._settings.light_seconds, self._left), wait)
        with self._query.client.meanwhile(self.one.process.kill):
            self.listen(end)
            try:
                await over
            finally:
                self.listen_no_more()
                timer.cancel()

    @property
    def _gathers(self) -> bool:
        return self.head is None and len(self.body) <= WHOLE_BYTES

    @contextlib.contextmanager
    def _ended_by_any_fault(self) -> Iterator[None]:
        """Ends the process whatever goes wrong, and says what happened as a Problem."""
        try:
            yield
        except TimeoutError:
            self.end()
            raise outcomes.left() if self._query.client.gone else outcomes.timeout(self._settings) from None
        except Lost:
            code = self.end(give_time=True)
            raise (
                outcomes.left() if self._query.client.gone else outcomes.lost(code, self.one.last_words, self._settings)
            ) from None
        except BaseException:
            self.end()
            raise

    @property
    def seconds(self) -> float:
        """The time that the query took until now, without what clients took."""
        return self._settings.query_seconds - self._left

    @property
    def succeeded(self) -> bool:
        """Whether the whole answer is there, and another query may follow in the process."""
        return self.head is not None and self.head["status"] == "ok" and self.in_lane and not self.used_up()

    def leave_lane(self) -> None:
        """The process is no longer one of the lane that it was taken from; another takes its place there."""
        replace, self._replace = self._replace, None
        if replace:
            replace()

    def end(self, *, give_time: bool = False) -> int:
        """Ends the process, lets another take its place, and returns its code; `give_time` to end by itself."""
        if not give_time:
            self.one.process.kill()
        code = self.one.end()
        self.leave_lane()
        return code

    @property
    def in_lane(self) -> bool:
        """Whether the process is still one of the lane that it was taken from."""
        return self._replace is not None

    def used_up(self) -> bool:
        """Whether what a large answer left behind in the process would count against the next query."""
        assert self.head is not None
        return bool(self.head["grown"] > (self._settings.query_memory_mb << 20) // 2)


def _request(query: Query, settings: Settings) -> Head:
    return {
        "query": query.text,
        "sorted": ordering.by_kind(query.seen),
        "base": BASE,
        "default_graphs": query.default_graphs,
        "named_graphs": query.named_graphs,
        "names_dataset": query.seen.names_dataset,
        "graphs": query.seen.graphs,
        "prologue": query.seen.prologue,
        "form": query.seen.form,
        "calls": bool(query.seen.calls),
        "formats": {kind: one and one.media_type for kind, one in query.formats.items()},
        "result_bytes": settings.result_bytes,
        "cpu_seconds": settings.query_seconds + _GRACE_SECONDS,
        "wall_seconds": settings.query_seconds + settings.stream_seconds + _GRACE_SECONDS,
    }


class Sending:
    """The rest of a large answer, which a query process makes as it is taken (`asking.Rest`)."""

    def __init__(self, run: Run, place: contextlib.ExitStack, query: Query, settings: Settings) -> None:
        """`place` is closed with the answer."""
        self._run = run
        self._place = place
        self._query = query
        self._settings = settings
        self._until = time.monotonic() + settings.stream_seconds

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            if time.monotonic() > self._until:
                raise outcomes.too_slow(self._settings)
            if piece := self._run.take():
                return piece
            assert self._run.head is not None
            if self._run.head["status"] != "ok":
                raise outcomes.refused(self._run.head, self._query.text, self._query.seen, self._settings)
        except BaseException:
            self.close()
            raise
        self.close()
        raise StopIteration

    def close(self) -> None:
        """Ends the process and gives its place back."""
        self._run.end()
        self._place.close()
