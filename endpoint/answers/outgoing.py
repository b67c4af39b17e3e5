"""An answer on its way out: counted, written down and kept when it is complete, broken off where a limit strikes."""

import hashlib
import logging
import tempfile
import time
from collections.abc import Iterator
from typing import IO, Final

from endpoint.answers.cache import Answers, Kept
from endpoint.pool.asking import Rest
from endpoint.problems import Problem
from endpoint.tally import Tally

log = logging.getLogger(__name__)

_PIECE_BYTES: Final = 1 << 16
_IN_MEMORY_BYTES: Final = 1 << 20


class Record:
    """What is counted and logged of one query, once."""

    def __init__(self, query_id: str, query: str, tally: Tally) -> None:
        self.id = query_id
        self._query = query
        self._tally = tally
        self._begun = time.monotonic()
        self._open = True

    @property
    def seconds(self) -> float:
        """The time since the query came."""
        return time.monotonic() - self._begun

    def ended(self, fault: BaseException, size: int = 0) -> None:
        """The query ended with a problem, or a fault that nobody foresaw."""
        self.done(fault.name if isinstance(fault, Problem) else "unexpected", size)

    def done(self, outcome: str, size: int) -> None:
        """The query ended so, after that many bytes of an answer."""
        if self._open:
            self._open = False
            self._tally.query(outcome, self.seconds, size)
            words = hashlib.sha256(self._query.encode("utf-8", "surrogatepass")).hexdigest()[:16]
            # Names and numbers without a letter that JSON escapes, written for each query.
            told = f'"query": "{self.id}", "outcome": "{outcome}", "ms": {self.seconds * 1000:.2f}, "bytes": {size}'
            log.info('{%s, "words": "%s"}', told, words)


class Keep:
    """Keeps an answer for those who ask again, under its validator."""

    def __init__(self, answers: Answers, tag: str, kind: str, format_: str) -> None:
        self.largest = answers.largest
        self._answers = answers
        self._about = tag, kind, format_

    def __call__(self, body: bytes, *, cheap: bool = False) -> None:
        tag, kind, format_ = self._about
        self._answers.put(tag, Kept(kind, format_, body), cheap=cheap)


class Outgoing:
    """A large answer in pieces. Raises Problem in the middle where a limit strikes; closing it ends the query."""

    def __init__(self, first: bytes, rest: Rest, keep: Keep | None, record: Record) -> None:
        self._first = first
        self._rest = rest
        self._keep = keep
        self._kept: list[bytes] = []
        self._record = record
        self._size = 0

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            piece, self._first = self._first or next(self._rest), b""
        except StopIteration:
            self._record.done("ok", self._size)
            if self._keep:
                self._keep(b"".join(self._kept))
            raise
        except BaseException as fault:
            self._record.ended(fault, self._size)
            raise
        self._size += len(piece)
        if self._keep and self._size > self._keep.largest:
            self._keep = None
            self._kept.clear()
        if self._keep:
            self._kept.append(piece)
        return piece

    def close(self, outcome: str = "client-left") -> None:
        """Ends the query; where the answer was not complete its client has left, if no other outcome is given."""
        self._rest.close()
        self._record.done(outcome, self._size)

    def on_disk(self) -> tuple[Iterator[bytes], int]:
        """The whole of it, in a file that vanishes when it is closed, and its length. Raises Problem as pieces do."""
        # Closed by whoever sends it, not here.
        file: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY_BYTES)  # noqa: SIM115
        try:
            for piece in self:
                file.write(piece)
        except BaseException:
            file.close()
            raise
        finally:
            self.close()
        length = file.tell()
        file.seek(0)
        return _Pieces(file), length


class _Pieces:
    """A file in pieces, closed with them."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if piece := self._file.read(_PIECE_BYTES):
            return piece
        raise StopIteration

    def close(self) -> None:
        self._file.close()
