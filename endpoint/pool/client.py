"""Who waits for an answer, and whether they still do."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

CLIENT: Final = "endpoint.pool.client"
"""Where a request's environment has its client."""


class Client:
    """The other end of a request: told by the server when it has left, asked by whoever works for it.

    Safe to use from many threads.
    """

    def __init__(self, address: str = "") -> None:
        self.address = address
        self.gone = False
        self._lock = threading.RLock()
        self._calls: dict[object, Callable[[], object]] = {}

    def leave(self) -> None:
        """The client has left. What was to be called then is called now, each once."""
        with self._lock:
            self.gone = True
            while self._calls:
                self._calls.popitem()[1]()

    @contextmanager
    def meanwhile(self, call: Callable[[], object]) -> Iterator[None]:
        """While the block runs, `call` is what happens when the client leaves; at once where it has left already.

        It must not take long nor raise. After the block it is never called, so it may end what the block works with.
        """
        key = object()
        with self._lock:
            if self.gone:
                call()
            else:
                self._calls[key] = call
        try:
            yield
        finally:
            with self._lock:
                self._calls.pop(key, None)
