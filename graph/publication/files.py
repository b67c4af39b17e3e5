"""Files that are published, with the digest and the size that readers check them by."""

import gzip
import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from io import BufferedWriter
from pathlib import Path
from typing import Any, BinaryIO

_CHUNK = 1 << 20


def sealed(path: Path, *, threads: bool = False) -> sqlite3.Connection:
    """A database of a sealed snapshot, which nobody changes any more: no lock is asked for. With `threads` others than
    the one that opens it may use it.
    """
    address = f"file:{path}?mode=ro&immutable=1"
    return sqlite3.connect(address, uri=True, check_same_thread=not threads, factory=_Closing)


class _Closing(sqlite3.Connection):
    """Closes itself with the last who holds it: a snapshot is given up while requests still read from it."""

    def __del__(self) -> None:
        self.close()


@dataclass(frozen=True, slots=True)
class File:
    """A file for taking away: its name, what it holds, and how many of those; `table` groups the forms of one table."""

    name: str
    title: str
    media_type: str
    count: int
    counted: str
    table: str = ""

    @property
    def packed(self) -> bool:
        """Whether it is compressed with gzip."""
        return self.name.endswith(".gz")


def described(folder: Path, file: File) -> dict[str, Any]:
    """The file as the manifest lists it."""
    path = folder / file.name
    return {**asdict(file), "packed": file.packed, "bytes": path.stat().st_size, "sha256": sha256(path)}


def sha256(path: Path) -> str:
    """The digest of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def packed(path: Path) -> Iterator[BinaryIO]:
    """Writes a gzip file that depends on nothing but what is written: no time and no name stand in it."""
    # Through a buffer: a call of GzipFile costs more than the few bytes of a line.
    with (
        path.open("wb") as file,
        gzip.GzipFile("", "wb", 6, file, mtime=0) as out,
        BufferedWriter(out, _CHUNK) as whole,
    ):
        yield whole


def pieces(file: BinaryIO) -> Iterator[bytes]:
    """The file in pieces."""
    while piece := file.read(_CHUNK):
        yield piece
