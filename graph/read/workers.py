"""The processes that read and state pages: begun when there is work for them, and kept until the build ends.

Each makes its own vocabularies and reader, once, when it first needs them.
"""

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextvars import ContextVar
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Final, TypeVar

from graph import extensions, rooms
from graph.extract import Reader
from graph.vocabularies.reference import Reference

T = TypeVar("T")
R = TypeVar("R")


class Workers:
    """Processes for one build. Use it as a context: they end with it."""

    def __init__(self, processes: int, decisions: Path | None = None, extractors: Sequence[str] = ()) -> None:
        """`decisions` and `extractors` are those of `build`."""
        self.processes = processes
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(
            processes, mp_context=context, initializer=_start, initargs=(decisions, tuple(extractors))
        )

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def map(self, work: Callable[[T], R], tasks: Iterable[T]) -> Iterator[R]:
        """What the work gives for each task, in their order. Few tasks are taken ahead, so that memory is bounded."""
        left = iter(tasks)
        waiting: deque[Future[R]] = deque()
        while True:
            waiting.extend(self._pool.submit(work, task) for task in islice(left, 2 * self.processes - len(waiting)))
            if not waiting:
                return
            yield waiting.popleft().result()


_TOLD: Final[ContextVar[tuple[Path | None, tuple[str, ...]]]] = ContextVar("told")
"""What this process was told when it started: the decisions and the extractors of the build."""


def _start(decisions: Path | None, extractors: tuple[str, ...]) -> None:
    _TOLD.set((decisions, extractors))


@cache
def this_reference() -> Reference:
    """The vocabularies of this process and the decisions of the build."""
    return Reference.load(rooms.ontology(), _TOLD.get()[0])


@cache
def this_reader() -> Reader:
    """The reader of this process."""
    return Reader(this_reference(), extensions.load_all(_TOLD.get()[1]))
