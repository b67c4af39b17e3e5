"""What is packed by gzip (RFC 1952), deflate or Zstandard (RFC 8878), read with a limit: a little can hold very much.

The only module that unpacks what comes from elsewhere. What is read may be a file that is mapped into memory.
"""

import gzip
import mmap
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple, cast

MAGIC: Final = b"\x1f\x8b"
ZSTANDARD: Final = b"\x28\xb5\x2f\xfd"
GZIP, ZLIB, RAW_DEFLATE = zlib.MAX_WBITS | 16, zlib.MAX_WBITS, -zlib.MAX_WBITS
# What is unpacked at a time: what stands behind a member is copied once for each, and members may be small.
_STEP: Final = 4096
_PIECE: Final = 1 << 16


class PackedError(ValueError):
    """It cannot be unpacked, or breaks off."""


class _Unpacked(gzip.GzipFile):
    """A file that is unpacked while it is read."""

    def read(self, size: int | None = -1) -> bytes:
        """Raises PackedError where it cannot be unpacked, or breaks off."""
        return self._said(super().read, size)

    def readline(self, size: int | None = -1) -> bytes:
        """The same."""
        return self._said(super().readline, size)

    def _said(self, way: Callable[[int | None], bytes], size: int | None) -> bytes:
        try:
            return way(size)
        except (zlib.error, EOFError) as error:
            raise PackedError(f"cannot be unpacked: {error}") from error


def opened(file: Path) -> BinaryIO:
    """The file, whatever it is called; one that gzip packed is unpacked while it is read, and raises PackedError."""
    with file.open("rb") as plain:
        packed = plain.read(len(MAGIC)) == MAGIC
    return cast(BinaryIO, _Unpacked(file)) if packed else file.open("rb")


class Member(NamedTuple):
    """One member: what is in it, as far as the limit goes; where it ends, and whether it does."""

    content: bytes
    end: int
    whole: bool


def member(raw: bytes | mmap.mmap, at: int, limit: int, window: int = GZIP) -> Member:
    """The member at a place. Beyond the limit one byte is read, by which it is seen, and the member is not whole.

    Raises PackedError where it is none.
    """
    found = bytearray()
    end: int | None = None
    for piece, end in _pieces(raw, at, window):  # noqa: B007 - the last one counts
        found += piece
        if len(found) > limit:
            return Member(bytes(found[: limit + 1]), at, False)
    return Member(bytes(found), len(raw) if end is None else end, end is not None)


def members(raw: bytes | mmap.mmap, limit: int, window: int = GZIP) -> Member:
    """All members one after the other (RFC 1952, section 2.2) as one, with at most `limit` + 1 bytes.

    What stands behind the last is none of it. Raises PackedError also where it breaks off before the limit.
    """
    found, at = bytearray(), 0
    while True:
        one = member(raw, at, limit - len(found), window)
        found += one.content
        if len(found) > limit:
            return Member(bytes(found), one.end, False)
        if not one.whole:
            raise PackedError("breaks off in the middle of its compression")
        at = one.end
        if window != GZIP or raw[at : at + len(MAGIC)] != MAGIC:
            return Member(bytes(found), at, True)


def ends(raw: bytes | mmap.mmap, at: int) -> Iterator[int]:
    """Where each member from a place on ends; nothing of them is kept. Raises PackedError where one does not."""
    while True:
        end: int | None = None
        for _, end in _pieces(raw, at, GZIP):  # noqa: B007 - the last one counts
            pass
        if end is None:
            raise PackedError("breaks off in the middle of its compression")
        at = end
        yield at


def of_zstandard(raw: bytes, limit: int) -> bytes:
    """What Zstandard packed, at most `limit` + 1 bytes of it. Raises PackedError."""
    # Few pages are packed so, and it takes long to load.
    import pyarrow

    try:
        with pyarrow.CompressedInputStream(pyarrow.BufferReader(raw), "zstd") as stream:
            return bytes(stream.read(limit + 1))
    except OSError as error:
        raise PackedError(f"cannot be unpacked: {error}") from error


def _pieces(raw: bytes | mmap.mmap, at: int, window: int) -> Iterator[tuple[bytes, int | None]]:
    """The content of a member in pieces of bounded size; with the last, where it ends."""
    machine = zlib.decompressobj(window)
    while not machine.eof and at < len(raw):
        part = raw[at : at + _STEP]
        at += len(part)
        try:
            piece = machine.decompress(part, _PIECE)
            while not machine.eof and (machine.unconsumed_tail or len(piece) == _PIECE):
                yield piece, None
                piece = machine.decompress(machine.unconsumed_tail, _PIECE)
        except zlib.error as error:
            raise PackedError(f"cannot be unpacked: {error}") from error
        yield piece, at - len(machine.unused_data) if machine.eof else None
