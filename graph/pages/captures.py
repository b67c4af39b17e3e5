"""Web archives (WARC 1.0 and 1.1, ISO 28500), streamed: the answers in them that may be pages, whole and unpacked.

Gzip as a whole or record by record, or plain. What is broken is told with its place in the file, and reading goes on
with the next record that can be found.
"""

import base64
import datetime
import functools
import hashlib
from collections import Counter
from collections.abc import Iterator
from email.message import Message
from typing import NamedTuple

from fastwarc.warc import HeaderMap, WarcRecord, WarcRecordType

from graph.counting import counted
from graph.pages import archive
from graph.pages.encoding import MAX_BYTES, rejection, too_large
from graph.pages.http import BodyError, body
from graph.records import Finding

SUFFIXES = (".warc", ".warc.gz", ".arc", ".arc.gz")
_HTML = frozenset({"text/html", "application/xhtml+xml"})
FEEDS = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/xml", "text/xml"})
_PAGES = _HTML | FEEDS | {"text/plain", ""}
# What is no page by itself: a page in another form, and what was too long for one record.
_PARTS = WarcRecordType.conversion | WarcRecordType.continuation
_CAPTURED_FROM = ("http", "https", "ftp", "file")
# What an answer without a page says of its page (RFC 9110, sections 15.4 and 15.5); a revisit that it is as it was.
_SAID = {410: "gone", 404: "missing", 301: "moved", 308: "moved"}
_AS_BEFORE = (None, 200, 304)
# An archive in which reading had to begin anew more often than this was not damaged on its way: it is none.
_MOST_BREAKS = 200
_LENGTH_AND_CODINGS = (b"content-length", b"transfer-encoding", b"content-encoding")
_lower, _time_of = bytes.lower, datetime.datetime.fromisoformat
_NO_PAGE = "nothing to do: no page of the OSCE is as large"
_AGAIN = "fetch the archive again, or that part of it"


class Capture(NamedTuple):
    """One answer as it was captured: what it was asked for at which address and when, its type, charset and body."""

    name: str
    url: str
    date: datetime.datetime | None
    media_type: str
    charset: str | None
    content: bytes


class Trace(NamedTuple):
    """A capture without a text: at its time the page was `there` as captured before, `gone`, `missing`, or `moved` to
    the address `to`, as it is written.
    """

    name: str
    url: str
    date: datetime.datetime | None
    what: str
    to: str = ""


def captures(name: str, path: str) -> Iterator[Capture | Trace | Finding]:
    """The captures of an archive in order, with their texts or without, and what is told of its other records.

    A capture is named after the archive and the number of its record. Requests, metadata and information on the archive
    are passed over. Redirects, errors, revisits, conversions and media that are no pages are counted, and told in one
    notice each at the end.
    """
    passed: Counter[str] = Counter()
    number = breaks = 0
    place: int | None = 0
    while place is not None:
        start = last = place
        before, broken = number, ""
        try:
            for at, record in archive.records(path, start):
                last = at
                number += 1
                if found := _record(f"{name}#{number}", record, passed):
                    yield found
        except (OSError, ValueError, EOFError) as error:
            broken = str(error) or type(error).__name__
        broken = broken or ("" if archive.ends_whole(path, last) else "it breaks off")
        place = None
        if broken:
            breaks += 1
            goes_on = breaks < _MOST_BREAKS
            # Behind a break the broken record itself is tried first; that it fails again is not told again.
            if number > before or start == 0 or not goes_on:
                behind = "records that begin behind it are read" if goes_on else "nothing behind it is read"
                message = f"cannot be read at byte {last} or behind it: {broken}; {behind}"
                yield rejection(name, "archive-broken", message, _AGAIN)
            place = archive.next_beginning(path, last) if goes_on else None
    if not number and not breaks:
        yield rejection(name, "archive-empty", "holds no record of a page", "check how it was fetched")
    for what, count in sorted(passed.items()):
        yield Finding("notice", name, "archive-passed-over", f"holds {counted(count, what)}", "nothing to do")


def _record(name: str, record: WarcRecord, passed: Counter[str]) -> Capture | Trace | Finding | None:
    """The capture that the record is, or why it is none. Raises ValueError where its length is a lie."""
    kind, http = record.record_type, record.http_headers
    status = http.status_code if http else None
    if kind == WarcRecordType.response and status == 200:
        return _page(name, record, _headers(http), "answer", passed)
    if kind & _PARTS:
        part = "conversion" if kind == WarcRecordType.conversion else "continuation"
        passed[f"record of the type {part}"] += 1
        return None
    if kind == WarcRecordType.resource:
        return _resource(name, record, passed)
    again = kind == WarcRecordType.revisit
    said = "there" if again and status in _AS_BEFORE else _SAID.get(status or 0)
    trace = None
    if said:
        headers = _headers(record.headers)
        to = _text(_headers(http), b"location") if http and said == "moved" else ""
        trace = Trace(name, _text(headers, b"warc-target-uri"), _date(record, headers), said, to)
    if again:
        passed["record of what had not changed since an earlier capture"] += 1
        return trace
    of_use = ", kept for where pages are or were" if trace else ""
    passed[f"answer with the status {status}{of_use}" if status else "answer in other than HTTP"] += 1
    return trace


def _resource(name: str, record: WarcRecord, passed: Counter[str]) -> Capture | Finding | None:
    """The page that was captured without the answer in which it came, or why it is none (ISO 28500, section 6.4).

    What crawlers keep of their own, as `metadata://gnu.org/software/wget/...` or `urn:text:https://...`, is none.
    """
    headers = _headers(record.headers)
    scheme = _text(headers, b"warc-target-uri").strip("<> ").partition(":")[0]
    if scheme.lower() not in _CAPTURED_FROM:
        passed["resource from no address of a page"] += 1
        return None
    media_type = headers.get(b"content-type", b"")
    return _page(name, record, {b"content-type": media_type}, "resource", passed)


def _page(
    name: str, record: WarcRecord, answer: dict[bytes, bytes], what: str, passed: Counter[str]
) -> Capture | Finding | None:
    """The capture of a page in the record, which is described by the headers of an answer, or why it is none."""
    media_type, charset = _content_type(answer.get(b"content-type", b""))
    if media_type not in _PAGES:
        passed[f"{what} of the type {media_type}"] += 1
        return None
    # No more than is there: a buffer of the size that is asked for is made for every record.
    size = record.content_length
    wanted = size if size <= MAX_BYTES else MAX_BYTES + 1
    raw = record.reader.read(wanted)
    if len(raw) < wanted:
        raise ValueError(f"record {name} says it has {wanted} bytes of content or more, and {len(raw)} are there")
    if len(raw) > MAX_BYTES:
        return too_large(name, _NO_PAGE)
    headers = _headers(record.headers)
    if b"warc-truncated" in headers:
        message = f"was cut when it was captured ({_text(headers, b'warc-truncated')})"
        return rejection(name, "page-cut", message, _AGAIN)
    coded = answer.get(b"transfer-encoding") or answer.get(b"content-encoding")
    digest = headers.get(b"warc-payload-digest")
    if digest and not coded and _is_corrupt(raw, digest.decode("utf-8", "replace")):
        return rejection(name, "page-corrupt", "is not what was captured: its digest differs", _AGAIN)
    content = raw
    # Most come as they are, in the length that their answer says.
    if coded or answer.get(b"content-length") != b"%d" % len(raw):
        length, transfer, coding = (_text(answer, one) for one in _LENGTH_AND_CODINGS)
        try:
            content = body(raw, length, transfer, coding, MAX_BYTES)
        except BodyError as error:
            return rejection(name, "page-cut", str(error), _AGAIN)
    if len(content) > MAX_BYTES:
        return too_large(name, _NO_PAGE)
    if not content or content.isspace():
        passed[f"{what} without a body"] += 1
        return None
    return Capture(name, _text(headers, b"warc-target-uri"), _date(record, headers), media_type, charset, content)


def _headers(found: HeaderMap) -> dict[bytes, bytes]:
    """The headers by their names in lower case; of two of a name the last.

    All at once and as bytes: fastwarc takes twice as long to give them as text, and ten times to give them one by one.
    """
    return {_lower(name): value for name, value in found.items_bytes()}


def _text(headers: dict[bytes, bytes], name: bytes) -> str:
    value = headers.get(name)
    return value.decode("utf-8", "replace") if value else ""


@functools.lru_cache(256)
def _content_type(value: bytes) -> tuple[str, str | None]:
    """The media type in lower case and the charset of a header Content-Type (RFC 9110, section 8.3)."""
    message = Message()
    message["Content-Type"] = value.decode("latin-1")
    # Of two headers that were joined to `text/html, text/html` the first counts.
    return message["Content-Type"].partition(";")[0].partition(",")[0].strip().lower(), message.get_content_charset()


def _date(record: WarcRecord, headers: dict[bytes, bytes]) -> datetime.datetime | None:
    try:
        found = _time_of(headers[b"warc-date"].decode())
    except (KeyError, ValueError):
        return record.record_date
    # What is no full time of ISO 8601 is left to fastwarc, which is slower.
    return found if found.tzinfo else record.record_date


def _is_corrupt(raw: bytes, digest: str) -> bool:
    """Whether a digest by SHA-1 (in base 32, as ISO 28500 shows it, or base 16) is not that of the bytes."""
    algorithm, _, value = digest.partition(":")
    if algorithm.lower() != "sha1" or not value:
        return False
    found = hashlib.sha1(raw, usedforsecurity=False).digest()
    return value.upper() not in (base64.b32encode(found).decode(), found.hex().upper())
