"""The body of an HTTP answer as it was meant: without chunks (RFC 9112) and compression (RFC 9110)."""

import re
import zlib
from io import BytesIO

from fastwarc.stream_io import BrotliReader

_CHUNK = re.compile(rb"\s*([0-9A-Fa-f]+)[^\r\n]*\r?\n")
_GZIP, _RAW_DEFLATE = 31, -15
_MEMBER = b"\x1f\x8b"
# What is unpacked at a time: what stands behind a member of gzip is copied once for each, and members may be small.
_STEP = 4096


class BodyError(ValueError):
    """The body breaks off, or is in a coding that nobody here knows; the message says which."""


def body(raw: bytes, length: str, transfer: str, coding: str, limit: int) -> bytes:
    """The body of which `raw` was sent, at most `limit` + 1 bytes of it.

    Archives often keep the header of a coding that they have undone: what does not look coded is taken as it is. What
    stands behind the length that the answer declares is no part of it.

    Raises BodyError.
    """
    if not transfer and not coding and length == str(len(raw)):
        return raw
    if "chunked" in transfer.lower():
        raw = _joined(raw) if _CHUNK.match(raw) else raw
    elif length and length.isdecimal() and (not coding or int(length) > len(raw)):
        if int(length) > len(raw):
            raise BodyError(f"breaks off: its answer has {length} bytes, of which {len(raw)} are there")
        raw = raw[: int(length)]
    for name in reversed([part.strip() for part in coding.lower().split(",") if part.strip()]):
        raw = _decoded(raw, name, limit)
    return raw


def _joined(raw: bytes) -> bytes:
    parts: list[bytes] = []
    at = 0
    while head := _CHUNK.match(raw, at):
        size = int(head[1], 16)
        if size == 0:
            return b"".join(parts)
        at = head.end() + size
        if at > len(raw):
            break
        parts.append(raw[head.end() : at])
    raise BodyError("breaks off in the middle of a chunk")


def _decoded(raw: bytes, name: str, limit: int) -> bytes:
    if name in ("gzip", "x-gzip"):
        return _inflated(raw, _GZIP, limit) if raw.startswith(_MEMBER) else raw
    if name == "deflate":
        return _inflated(raw, zlib.MAX_WBITS if raw[:1] == b"\x78" else _RAW_DEFLATE, limit)
    if name == "br":
        try:
            return bytes(BrotliReader(BytesIO(raw)).read(limit + 1))
        except OSError as error:
            raise BodyError(f"is no Brotli, as its answer says: {error}") from error
    if name == "identity":
        return raw
    raise BodyError(f"is in the coding {name!r}, which is not known")


def _inflated(raw: bytes, window: int, limit: int) -> bytes:
    """All members of a gzip one after the other (RFC 1952, section 2.2); what stands behind the last is none of it."""
    found, at, machine = bytearray(), 0, zlib.decompressobj(window)
    while len(found) <= limit and at < len(raw):
        part = raw[at : at + _STEP]
        try:
            found += machine.decompress(part, limit + 1 - len(found))
        except zlib.error as error:
            raise BodyError(f"cannot be unpacked: {error}") from error
        at += len(part) - len(machine.unused_data)
        if machine.eof:
            if window != _GZIP or not raw.startswith(_MEMBER, at):
                break
            machine = zlib.decompressobj(window)
    if len(found) <= limit and not machine.eof:
        raise BodyError("breaks off in the middle of its compression")
    return bytes(found)
