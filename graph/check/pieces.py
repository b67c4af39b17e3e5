"""All nodes of a store on disk held against our shapes: a few MB of lines at a time, in as many processes as given.

Decision 2026-11-28: each process has its own pipe and every n-th piece. Alternative: a pool, which balances better.
Kept simple because pieces are small and many, and because the semaphores of a pool outlive one that is killed. Cost: at
the end one process may wait for another's last piece.
"""

import multiprocessing
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import cast

from pyoxigraph import NamedNode, Store

from graph import cores
from graph.check.shapes import Shapes, load_shapes
from graph.shacl import Engine, Found, Lines, Ordered, stretches

ALONE = cores.ALONE
"""Below so many bytes all is done here."""
# Small pieces, because some kinds of things take ten times as long as others, and stand together.
_PIECE = 4_000_000


@dataclass(frozen=True, slots=True)
class Part:
    """What was found among some nodes, and against how many each shape was held; `done` of `of` bytes are done with."""

    found: Iterable[Found]
    held: Counter[NamedNode]
    done: int
    of: int


_Outcome = tuple[list[Found], Counter[NamedNode]]


def parts(store: Store, place: Path, lines: Path, shapes: Shapes, processes: int = 1) -> Iterator[Part]:
    """Holds every node of `lines`, sorted N-Triples or N-Quads, against `shapes`, in the order of the lines.

    `store` lies at `place`, flushed, open for writing nowhere, and has the same statements; its default graph is the
    merge of all others. Raises MemoryError where a process was ended from outside.
    """
    size = lines.stat().st_size
    apart = processes if size >= ALONE else 1
    pieces = stretches(lines, max(apart, size // _PIECE))
    if apart == 1:
        engine = cast(Engine, shapes.engine)
        found: Iterator[_Outcome] = (_found(engine, store, piece) for piece in pieces)
    else:
        found = _found_apart(pieces, shapes.folder, place, apart)
    yield Part((), Counter(), 0, size)
    for piece, (results, held) in zip(pieces, found, strict=True):
        yield Part(results, held, piece.end, size)


def _found(engine: Engine, store: Store, piece: Lines) -> _Outcome:
    held: Counter[NamedNode] = Counter()
    return list(engine.check(Ordered(store, piece), held)), held


def _found_apart(pieces: Sequence[Lines], shapes: Path, place: Path, processes: int) -> Iterator[_Outcome]:
    context = multiprocessing.get_context("spawn")
    with ExitStack() as ending:
        pipes: list[Connection] = []
        for number in range(processes):
            ours, theirs = context.Pipe(duplex=False)
            process = context.Process(target=_work, args=(theirs, shapes, place, pieces[number::processes]))
            process.start()
            theirs.close()
            pipes.append(ours)
            for end in (process.join, process.kill, ours.close):  # the last one first
                ending.callback(end)
        for number in range(len(pieces)):
            try:
                told = pipes[number % processes].recv()
            except EOFError:
                raise MemoryError("a process that checks was ended from outside") from None
            if isinstance(told, str):
                raise RuntimeError(told)
            yield told


def _work(pipe: Connection, shapes: Path, place: Path, pieces: Sequence[Lines]) -> None:
    try:
        engine, store = cast(Engine, load_shapes(shapes).engine), Store.read_only(str(place))
        for piece in pieces:
            pipe.send(_found(engine, store, piece))
    except (MemoryError, BrokenPipeError):
        pass  # the pipe closes, and the other end says so; or there is no other end
    except Exception:
        pipe.send(traceback.format_exc())
