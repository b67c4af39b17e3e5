"""Copies that others keep of the OSCE's pages: Common Crawl and the Internet Archive, by their indexes."""

import datetime
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar
from urllib.parse import quote, urldefrag

from graph import packed
from graph.fetch.ledger import Task
from graph.fetch.sites import Outcome
from graph.fetch.wire import MAX_BYTES, Answer, Elsewhere, Failed, content
from graph.hosts import name
from graph.iri import address

PAGES, INDEX, CAPTURE = "pages", "index", "capture"
_ROWS = 5000
# An index of one site has some dozens; what says more is mistaken.
_MOST_PAGES = 1000
_TOLD = 10
_Row = TypeVar("_Row")
_TARGET = re.compile(rb"(?im)^warc-target-uri:[ \t]*<?([^\r\n>]*)")
_PLACE = re.compile(r"/web/([0-9]{14})id_/(.*)")


@dataclass(frozen=True, slots=True)
class CommonCrawl:
    """Crawls of Common Crawl: the index gives file and place of each record, which alone is asked for.

    Of an address that gave the same in several crawls, by the digest of its body, one record is.
    """

    crawls: tuple[str, ...]
    domain: str
    index: str
    data: str
    wanted: Callable[[str], bool]
    lists: tuple[str, ...] = field(default=())
    # A crawl is closed: its index does not change.
    revisits: tuple[str, ...] = field(default=())

    def start(self) -> Iterable[Task]:
        return [Task(f"{self._query(crawl)}&showNumPages=true", PAGES, crawl) for crawl in self.crawls]

    def headers(self, task: Task) -> Mapping[str, str]:
        return {"Range": urldefrag(task.url).fragment} if task.kind == CAPTURE else {}

    def take(self, task: Task, answer: Answer) -> Outcome:
        raw = content(answer)
        if task.kind == PAGES:
            count = _object(raw).get("pages", 0)
            if not isinstance(count, int) or not 0 <= count <= _MOST_PAGES:
                raise Failed(f"{task.url} does not say of how many pages the index is: {count}")
            return Outcome(tuple(Task(f"{self._query(task.note)}&page={n}", INDEX, task.note) for n in range(count)))
        if task.kind == INDEX:
            return _outcome(task.url, raw.splitlines(), self._capture)
        if answer.status != 206 or not _is_asked_for(task, answer) or not _is_record_of(task.note, raw):
            raise Failed(f"{task.url} is not the one whole record that was asked for")
        return Outcome(packed=raw)

    def _query(self, crawl: str) -> str:
        return f"{self.index}/{quote(crawl)}-index?url={self.domain}&matchType=domain&output=json"

    def _capture(self, line: bytes) -> Task | None:
        entry = _object(line)
        if entry.get("status") != "200" or not self.wanted(str(entry.get("url", ""))):
            return None
        try:
            start, length, file = int(entry["offset"]), int(entry["length"]), str(entry["filename"])
        except (KeyError, TypeError, ValueError) as error:
            raise Failed(f"the index gives no place for {entry['url']}: {error}") from error
        span = f"bytes={start}-{start + length - 1}"
        url, digest = str(entry["url"]), str(entry.get("digest") or "")
        return Task(f"{self.data}/{quote(file)}#{span}", CAPTURE, url, f"{url} {digest}" if digest else "")


@dataclass(frozen=True, slots=True)
class InternetArchive:
    """The Internet Archive: each different capture once, as it was sent then."""

    domain: str
    base: str
    wanted: Callable[[str], bool]
    lists: tuple[str, ...] = field(default=())
    revisits: tuple[str, ...] = field(default=(INDEX,))

    def start(self) -> Iterable[Task]:
        return [Task(self._query(""), INDEX)]

    def headers(self, task: Task) -> Mapping[str, str]:
        return {}

    def take(self, task: Task, answer: Answer) -> Outcome:
        if task.kind == INDEX:
            return self._index(task, _json(content(answer)))
        # The archive may lead to a capture of another day: what came is what is kept.
        found = _PLACE.fullmatch(answer.url.removeprefix(self.base))
        date = found and _moment(found[1])
        if not found or not date:
            raise Failed(f"{task.url} leads to what is no capture as it was: {answer.url}")
        if not self._is_ours(found[2]):
            raise Elsewhere(f"{task.url} leads to a capture of another site: {found[2]}")
        return Outcome(keep=True, url=found[2], date=date)

    def _is_ours(self, url: str) -> bool:
        whole = address(url if "://" in url else f"http://{url}")
        return whole is not None and f".{name(whole)}".endswith(f".{self.domain}")

    def _query(self, key: str) -> str:
        return (
            f"{self.base}/cdx/search/cdx?url={self.domain}&matchType=domain&output=json&fl=timestamp,original"
            f"&filter=statuscode:200&filter=mimetype:text/html&collapse=digest&limit={_ROWS}&showResumeKey=true"
            + (f"&resumeKey={quote(key)}" if key else "")
        )

    def _index(self, task: Task, rows: Any) -> Outcome:
        """The first row names the columns; behind an empty one stands where the next answer begins."""
        if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
            raise Failed("the index gives no rows")
        following = [Task(self._query(str(rows[-1][0])), INDEX)] if [len(row) for row in rows[-2:]] == [0, 1] else []
        found = _outcome(task.url, rows[1 : -2 if following else None], self._capture)
        return replace(found, tasks=(*found.tasks, *following))

    def _capture(self, row: list[Any]) -> Task | None:
        if len(row) == 2 and not self.wanted(str(row[1])):
            return None
        stamp, url = (str(row[0]), address(str(row[1]))) if len(row) == 2 else ("", None)
        if not url or not _moment(stamp):
            raise Failed(f"the index gives no address or no moment: {row}")
        return Task(f"{self.base}/web/{stamp}id_/{url}", CAPTURE, f"{stamp} {url}")


def _outcome(source: str, rows: Iterable[_Row], capture: Callable[[_Row], Task | None]) -> Outcome:
    """What the rows of an index lead to; a row that makes no sense costs itself alone, and is told."""
    tasks, wrong = [], []
    for row in rows:
        try:
            if task := capture(row):
                tasks.append(task)
        except Failed as reason:
            wrong.append(f"{source}: {reason}")
    if len(wrong) > _TOLD:
        wrong[_TOLD:] = [f"{source}: {len(wrong) - _TOLD} more rows make no sense"]
    return Outcome(tuple(tasks), wrong=tuple(wrong))


def _moment(stamp: str) -> datetime.datetime | None:
    try:
        return datetime.datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=datetime.UTC)
    except ValueError:
        return None


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError as error:
        raise Failed(f"an index gives what is no JSON: {error}") from error


def _object(raw: bytes) -> dict[str, Any]:
    found = _json(raw)
    if not isinstance(found, dict):
        raise Failed("an index gives what is no object")
    return found


def _is_asked_for(task: Task, answer: Answer) -> bool:
    """Whether a part is the one that was asked for (RFC 9110, 15.3.7)."""
    said = re.match(r"bytes ([0-9]+-[0-9]+)/", answer.header("Content-Range") or "")
    return said is not None and f"bytes={said[1]}" == urldefrag(task.url).fragment


def _is_record_of(url: str, raw: bytes) -> bool:
    """Whether it is one whole packed record of WARC, of that address."""
    try:
        record = packed.member(raw, 0, MAX_BYTES)
    except packed.PackedError:
        return False
    head = record.content.partition(b"\r\n\r\n")[0]
    target = _TARGET.search(head)
    whole = record.whole and record.end == len(raw) and head.startswith(b"WARC/1.")
    return whole and target is not None and target[1].decode("utf-8", "replace") == url
