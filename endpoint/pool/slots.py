"""Who gets the next query process that is free: whoever waits longest, with a thread or without one."""

import asyncio
import threading
from collections import deque
from concurrent.futures import CancelledError, Future
from typing import TypeAlias

from endpoint.pool.client import Client
from endpoint.pool.process import QueryProcess

Slot: TypeAlias = QueryProcess | None
"""A process that is free, or None where one may be started."""


class Slots:
    """The slots that nobody uses, the last used first. Safe to use from many threads and event loops."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._free: list[Slot] = []
        self._turns: deque[Future[Slot]] = deque()

    def put(self, one: Slot) -> None:
        """The slot is free."""
        with self._lock:
            while self._turns:
                turn = self._turns.popleft()
                if turn.set_running_or_notify_cancel():
                    turn.set_result(one)
                    return
            self._free.append(one)

    def get(self, client: Client, seconds: float) -> Slot:
        """A slot. Raises TimeoutError where none is free in that time, CancelledError where the client leaves."""
        turn = self._turn()
        try:
            with client.meanwhile(turn.cancel):
                return turn.result(seconds)
        except BaseException:
            self._give_back(turn)
            raise

    def at_hand(self) -> QueryProcess | None:
        """A process where one is free and the last that was used."""
        with self._lock:
            return self._free.pop() if self._free and self._free[-1] is not None else None

    async def get_soon(self, client: Client, seconds: float) -> Slot:
        """As `get`, but holds no thread."""
        with self._lock:
            if self._free:  # as mostly: a turn would cost more than all else here
                return self._free.pop()
        turn = self._turn()
        if turn.done():
            return turn.result()
        try:
            with client.meanwhile(turn.cancel):
                return await asyncio.wait_for(asyncio.wrap_future(turn), seconds)
        except BaseException as fault:
            self._give_back(turn)
            raise CancelledError if isinstance(fault, asyncio.CancelledError) and client.gone else fault from None

    def free(self) -> list[Slot]:
        """Those that are free now."""
        with self._lock:
            return list(self._free)

    def empty(self) -> list[Slot]:
        """Takes all that are free."""
        with self._lock:
            free, self._free = self._free, []
            return free

    def _turn(self) -> "Future[Slot]":
        turn: Future[Slot] = Future()
        with self._lock:
            if self._free:
                turn.set_result(self._free.pop())
            else:
                self._turns.append(turn)
        return turn

    def _give_back(self, turn: "Future[Slot]") -> None:
        """What came to a turn that nobody waits for any more goes to the next."""
        if not turn.cancel():
            self.put(turn.result())
