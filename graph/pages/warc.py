"""Web archives (WARC 1.0 and 1.1, ISO 28500), streamed: each response that is a page becomes one.

Gzip as a whole or record by record, or plain. A broken record is told with its place in the file, and reading goes on
with the next one where the archive allows it.
"""

import datetime
import hashlib
from collections import Counter
from collections.abc import Iterator
from typing import IO

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from graph.pages.encoding import MAX_BYTES, rejection
from graph.pages.feed import looks_like_feed, page_of_feed
from graph.pages.html import page_of_html
from graph.records import Finding, Page

SUFFIXES = (".warc", ".warc.gz", ".arc", ".arc.gz")
_HTML = frozenset({"text/html", "application/xhtml+xml"})
_FEEDS = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/xml", "text/xml"}
)
_TEXT = "text/plain"
_RECORDS = WarcRecordType.response | WarcRecordType.revisit


def pages_of_warc(name: str, stream: IO[bytes] | str) -> Iterator[Page | Finding]:
    """The pages of an archive in order, each with its address and the time of its capture, and what is told of others.

    Requests, metadata and information on the archive are passed over. Redirects, errors, revisits and media that are no
    pages are counted, and told in one notice each at the end. `stream` is a file or a path.
    """
    passed: Counter[str] = Counter()
    place = 0
    try:
        for record in ArchiveIterator(stream, record_types=_RECORDS, parse_http=True):
            place = record.stream_pos
            yield from _record(f"{name}#{place}", record, passed)
    except (OSError, ValueError, EOFError) as error:
        yield rejection(
            name,
            "archive-broken",
            f"cannot be read beyond byte {place}: {str(error) or type(error).__name__}; what stands before it is read",
            "fetch the archive again, or that part of it",
        )
    for what, number in sorted(passed.items()):
        yield Finding("notice", name, "archive-passed-over", f"holds {number} {what}", "nothing to do")


def _record(name: str, record: WarcRecord, passed: Counter[str]) -> Iterator[Page | Finding]:
    if record.record_type == WarcRecordType.revisit:
        passed["record(s) of pages that had not changed since an earlier capture"] += 1
        return
    status = record.http_headers.status_code if record.http_headers else None
    if status != 200:
        passed[f"answer(s) with the status {status}" if status else "answer(s) that are not HTTP"] += 1
        return
    media_type = (record.http_content_type or "").lower()
    if media_type not in _HTML | _FEEDS | {_TEXT, ""}:
        passed[f"answer(s) of the type {media_type}"] += 1
        return
    raw = record.reader.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        yield rejection(
            name,
            "page-too-large",
            f"is larger than {MAX_BYTES // 1_000_000} MB, the most that one page may have",
            "nothing to do: no page of the OSCE is as large",
        )
        return
    if not raw.strip():
        passed["answer(s) without a body"] += 1
        return
    page = Page(name, "", hashlib.sha256(raw).hexdigest(), record.headers.get("WARC-Target-URI"), _time(record))
    charset = record.http_charset
    if media_type in _FEEDS or looks_like_feed(raw):
        yield from page_of_feed(page, raw, charset)
    else:
        yield from page_of_html(page, raw, charset, "its answer")


def _time(record: WarcRecord) -> str | None:
    date: datetime.datetime | None = record.record_date
    return date.astimezone(datetime.UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if date else None
