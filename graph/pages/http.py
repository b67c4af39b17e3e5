"""The body of an HTTP answer as it was meant: without chunks (RFC 9112) and compression (RFC 9110)."""

import re
from io import BytesIO

from fastwarc.stream_io import BrotliReader

from graph import packed

_CHUNK = re.compile(rb"\s*([0-9A-Fa-f]+)[^\r\n]*\r?\n")


class BodyError(ValueError):
    """The body breaks off, or is in a coding that nobody here knows; the message says which."""


def body(raw: bytes, length: str, transfer: str, coding: str, limit: int) -> bytes:
    """The body of which `raw` was sent, at most `limit` + 1 bytes of it.

    Archives often keep the header of a coding that they have undone: what does not look coded is taken as it is. What
    stands behind the length that the answer declares is no part of it.

    Raises BodyError.
    """
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
        return _inflated(raw, packed.GZIP, limit) if raw.startswith(packed.MAGIC) else raw
    if name == "deflate":
        return _inflated(raw, packed.ZLIB if raw[:1] == b"\x78" else packed.RAW_DEFLATE, limit)
    if name == "br":
        try:
            return bytes(BrotliReader(BytesIO(raw)).read(limit + 1))
        except OSError as error:
            raise BodyError(f"is no Brotli, as its answer says: {error}") from error
    if name == "identity":
        return raw
    raise BodyError(f"is in the coding {name!r}, which is not known")


def _inflated(raw: bytes, window: int, limit: int) -> bytes:
    try:
        return packed.members(raw, limit, window).content
    except packed.PackedError as error:
        raise BodyError(str(error)) from error
