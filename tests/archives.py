"""Web archives for tests, written byte by byte as ISO 28500 says, so that each fault can be put where it is wanted."""

import gzip
from collections.abc import Iterable

HTML = "text/html; charset=utf-8"


def answer(body: bytes, *, media_type: str = HTML, status: str = "200 OK", headers: Iterable[str] = ()) -> bytes:
    """An HTTP answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {media_type}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def record(
    block: bytes,
    *,
    url: str = "https://www.osce.org/osh/1",
    kind: str = "response",
    length: int | None = None,
    version: str = "1.0",
    date: str = "2024-05-06T08:00:00Z",
    block_type: str | None = None,
) -> bytes:
    """A WARC record; `length` makes its header say another length than the block has."""
    block_types = {
        "response": "application/http; msgtype=response",
        "revisit": "application/http; msgtype=response",
        "request": "application/http; msgtype=request",
    }
    lines = [
        f"WARC/{version}",
        f"WARC-Type: {kind}",
        f"WARC-Target-URI: {url}",
        f"WARC-Date: {date}",
        "WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>",
        f"Content-Type: {block_type or block_types.get(kind, 'application/warc-fields')}",
        f"Content-Length: {len(block) if length is None else length}",
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def release(number: int, town: str = "OSH") -> bytes:
    """The HTML of an invented release."""
    return (
        f"<html lang=en><head><title>Hives counted, part {number} | OSCE</title></head><body><h1>Hives counted, part "
        f"{number}</h1><p>{town}, {number % 28 + 1} March 2011 - Beekeepers counted {number} hives today, "
        "the OSCE Centre in Bishkek said.</p></body></html>"
    ).encode()


def archive(records: Iterable[bytes], compression: str) -> bytes:
    """The records as one file: `none`, gzip `each` by itself, or gzip as a `whole`."""
    parts = list(records)
    if compression == "each":
        return b"".join(gzip.compress(part) for part in parts)
    return gzip.compress(b"".join(parts)) if compression == "whole" else b"".join(parts)
