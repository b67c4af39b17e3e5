"""The body of an HTTP answer as it was meant: without chunks (RFC 9112) and compression (RFC 9110)."""

import re
from collections.abc import Callable
from io import BytesIO

from fastwarc.stream_io import BrotliReader

from graph import packed

_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:[!?][a-z-]|[a-z])", re.IGNORECASE)
_END = re.compile(rb"</html\s*>", re.IGNORECASE)
_CHUNK = re.compile(rb"\s*([0-9A-Fa-f]+)[^\r\n]*\r?\n")


class BodyError(ValueError):
    """The body breaks off, or is in a coding that nobody here knows; the message says which."""


def body(raw: bytes, length: str, transfer: str, coding: str, limit: int) -> bytes:
    """The body of which `raw` was sent, at most `limit` + 1 bytes of it.

    Archives often keep the header of a coding that they have undone: what does not look coded is taken as it is, and
    the length of what was coded is none where the page ends behind it. Else what stands behind the length that the
    answer declares is no part of it.

    Raises BodyError.
    """
    if "chunked" in transfer.lower():
        raw = _joined(raw) if _CHUNK.match(raw) else raw
    elif length and length.isdecimal() and (not coding or int(length) > len(raw)):
        if int(length) > len(raw):
            raise BodyError(f"breaks off: its answer has {length} bytes, of which {len(raw)} are there")
        raw = raw if _goes_on(raw, int(length)) else raw[: int(length)]
    for name in reversed([*_names(coding), *(name for name in _names(transfer) if name != "chunked")]):
        raw = _decoded(raw, name, limit)
    return raw


def _names(codings: str) -> list[str]:
    return [name for part in codings.lower().split(",") if (name := part.strip())]


def _goes_on(raw: bytes, length: int) -> bool:
    """Whether a page that begins within a length ends behind it, before any other answer."""
    end = _END.search(raw)
    return _MARKUP.match(raw) is not None and end is not None and end.start() >= length and b"HTTP/" not in raw[length:]


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
    # What was packed may begin so too, but unpacks.
    plain = _MARKUP.match(raw) is not None
    try:
        if name == "deflate":
            return _inflated(raw, packed.ZLIB if raw[:1] == b"\x78" else packed.RAW_DEFLATE, limit)
        if name == "br":
            return _of_brotli(raw, limit)
    except BodyError:
        if plain:
            return raw
        raise
    if name == "zstd" and raw.startswith(packed.ZSTANDARD):
        return _said(lambda: packed.of_zstandard(raw, limit))
    if name == "identity" or plain:
        return raw
    raise BodyError(f"is in the coding {name!r}, which is not known")


def _of_brotli(raw: bytes, limit: int) -> bytes:
    try:
        return bytes(BrotliReader(BytesIO(raw)).read(limit + 1))
    except OSError as error:
        raise BodyError(f"is no Brotli, as its answer says: {error}") from error


def _inflated(raw: bytes, window: int, limit: int) -> bytes:
    return _said(lambda: packed.members(raw, limit, window).content)


def _said(unpack: Callable[[], bytes]) -> bytes:
    try:
        return unpack()
    except packed.PackedError as error:
        raise BodyError(str(error)) from error
