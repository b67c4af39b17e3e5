"""Canonical N-Quads: each quad once, sorted by code point, on as many lines as the disk holds.

Values are spelt as the engine's store spells them (`59.437`, not `59.4370`): it keeps values, and what is answered from
it has to be the same triples as what is written from the lines.
Quads are sorted in runs that fit into memory; the runs are merged from the disk (external merge sort).
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from functools import lru_cache
from itertools import islice
from os import SEEK_END
from pathlib import Path
from typing import BinaryIO

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, serialize

from graph.vocabulary import XSD

_BLANK = re.compile(rb"(?:<[^>]*> <[^>]*> )?_:")
# Literals that the store may spell otherwise. Quotation marks within others are escaped, so that none stands behind a
# space; what most literals are, plain days and numbers, is passed over, and so is what has no value but its letters.
# The space is part of the pattern because one that begins with letters is found ten times as fast.
_VALUE = re.compile(
    rb' "(?!\d{4}-\d\d-\d\d"|(?:0|[1-9]\d{0,17})"\^\^<[^>]*#integer>)[^"\\\n]*"\^\^<'
    + re.escape(XSD.encode())
    + rb"(?!anyURI>|hexBinary>|base64Binary>)\w+>"
)
# A run of so many lines takes some 150 MB while it is sorted.
_RUN = 300_000
# So many runs are open at a time, and so many lines of each are held.
_RUNS, _BLOCK = 400, 1 << 10
_COMPARED = 1 << 16


def lines_of(quads: Iterable[Quad]) -> list[bytes]:
    """The quads as lines, each once, sorted, their values spelt as the store does.

    Raises ValueError for a blank node, whose name lives as long as a file.
    """
    return _sorted(_VALUE.sub(_spelt, serialize(quads, format=RdfFormat.N_QUADS) or b""))


def lines_as_written(quads: Iterable[Quad]) -> list[bytes]:
    """The same, with every letter as it is."""
    return _sorted(serialize(quads, format=RdfFormat.N_QUADS) or b"")


def stored(literals: Sequence[str]) -> dict[str, str]:
    """Literals in N-Triples in the form in which the engine's store gives them back: it keeps values, not spelling."""
    store = Store()
    lines = "".join(f"<x:{number}> <x:p> {one} .\n" for number, one in enumerate(literals))
    store.load(lines.encode(), format=RdfFormat.N_TRIPLES)
    return {literals[int(str(one.subject)[3:-1])]: str(one.object) for one in store}


def _spelt(literal: re.Match[bytes]) -> bytes:
    return b" " + _stored(literal[0][1:])


@lru_cache(maxsize=20_000)
def _stored(literal: bytes) -> bytes:
    text = literal.decode()
    return stored([text])[text].encode()


def _sorted(whole: bytes) -> list[bytes]:
    # Between quads the serializer writes nothing but ends of lines, and literals hold none that are not escaped.
    found = sorted(set(whole.splitlines(keepends=True)))
    for line in found if b"_:" in whole else ():
        if _BLANK.match(line):
            raise ValueError(f"a blank node cannot be published: {line.decode().strip()}")
    return found


def merged(*sorted_lines: Iterable[bytes]) -> Iterator[bytes]:
    """Sorted lines of several sources, each with every line once, as one: sorted, each once.

    In blocks: lists that are sorted in stretches are sorted several times faster than a heap gives line after line.
    """
    sources = [iter(lines) for lines in sorted_lines]
    held = [list(islice(source, _BLOCK)) for source in sources]
    begin = [0] * len(held)
    while last := min((block[-1] for block in held if block), default=b""):
        ready: list[bytes] = []
        for number, block in enumerate(held):
            if block and (cut := bisect_right(block, last, begin[number])) > begin[number]:
                ready += block[begin[number] : cut]
                begin[number] = cut
                if cut == len(block):
                    held[number], begin[number] = list(islice(sources[number], _BLOCK)), 0
        ready.sort()
        yield from dict.fromkeys(ready)


def pieces(lines: Iterable[bytes], size: int) -> Iterator[list[bytes]]:
    """The lines, so many at a time."""
    left = iter(lines)
    while piece := list(islice(left, size)):
        yield piece


def triple_of(line: bytes) -> bytes:
    """The line without its graph. Lines of one triple stand next to each other where quads are sorted."""
    # In canonical N-Quads the graph is the last IRI of a line.
    return line[: line.rindex(b" <")] + b" .\n"


def graph_of(line: bytes) -> bytes:
    """The IRI of the line's graph, without its brackets."""
    return line[line.rindex(b" <") + 2 : -4]


def tells_of(lines: Path, subject: NamedNode) -> bool:
    """Whether a sorted file has a line about `subject`: some tens of lines are read of it, however long it is."""
    wanted = f"{subject} ".encode()
    with lines.open("rb") as file:
        low, high = 0, file.seek(0, SEEK_END)
        # What begins before `low` is less than wanted, and the first that begins from `high` on is not.
        while low < high:
            middle = (low + high) // 2
            if middle:
                file.seek(middle - 1)
                file.readline()
            else:
                file.seek(0)
            line = file.readline()
            if line and line < wanted:
                low = file.tell()
            else:
                high = middle
        file.seek(low)
        return file.readline().startswith(wanted)


def changes(before: Path, after: Path) -> Iterator[tuple[bytes, bool]]:
    """The lines that only one of two sorted files has, in order; True for those of the second.

    Piece by piece: where most is the same, it takes little longer than reading the files.
    """
    with before.open("rb") as first, after.open("rb") as second:
        old = new = b""
        while True:
            old, new = old or _piece(first), new or _piece(second)
            if not old and not new:
                return
            # What is at hand of both, up to where the first of them ends.
            last = min(_last_line(piece) for piece in (old, new) if piece)
            here, old, there, new = *_up_to(last, old, new), *_up_to(last, new, old)
            if here != there:
                one, other = set(here.splitlines(keepends=True)), set(there.splitlines(keepends=True))
                yield from sorted([(line, False) for line in one - other] + [(line, True) for line in other - one])


def _piece(file: BinaryIO) -> bytes:
    return file.read(_COMPARED) + file.readline()


def _last_line(piece: bytes) -> bytes:
    return piece[piece.rfind(b"\n", 0, -1) + 1 :]


def _up_to(last: bytes, piece: bytes, like: bytes) -> tuple[bytes, bytes]:
    """The lines of a piece up to the line `last`, and the rest; `like` is what they may well be."""
    if _last_line(piece) == last:
        return piece, b""
    if piece.startswith(like):
        return like, piece[len(like) :]
    lines = piece.splitlines(keepends=True)
    place = bisect_right(lines, last)
    return b"".join(lines[:place]), b"".join(lines[place:])


class Sorter:
    """Takes lines in any order and gives them sorted; runs are kept in `folder`, which has to be there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: set[bytes] = set()
        self._runs: list[Path] = []
        self._made = 0

    def add(self, lines: Iterable[bytes]) -> None:
        """Takes lines that end in a line feed."""
        self._held.update(lines)
        if len(self._held) >= _RUN:
            self._spill()

    def take(self, run: Path) -> None:
        """Takes a file of sorted lines, each once; the file is now the sorter's."""
        self._runs.append(run)
        if len(self._runs) == _RUNS:
            whole, runs = self._new(), self._runs
            with whole.open("wb", buffering=1 << 20) as file:
                file.writelines(_merged_files(runs))
            self._runs = [whole]
            for one in runs:
                one.unlink()

    def __iter__(self) -> Iterator[bytes]:
        """All lines, sorted, each once."""
        return _merged_files(self._runs, sorted(self._held))

    @property
    def size(self) -> int:
        """Bytes of all lines, counting those that come again."""
        return sum(run.stat().st_size for run in self._runs) + sum(map(len, self._held))

    def clear(self) -> None:
        """Forgets all lines and removes the runs."""
        self._held.clear()
        for run in self._runs:
            run.unlink()
        self._runs.clear()

    def _spill(self) -> None:
        run = self._new()
        with run.open("wb", buffering=1 << 20) as file:
            file.writelines(sorted(self._held))
        self._held.clear()
        self.take(run)

    def _new(self) -> Path:
        self._made += 1
        return self._folder / f"run-{self._made}"


def _merged_files(runs: list[Path], *others: Iterable[bytes]) -> Iterator[bytes]:
    with ExitStack() as stack:
        files = [stack.enter_context(run.open("rb", buffering=1 << 18)) for run in runs]
        yield from merged(*files, *others)
