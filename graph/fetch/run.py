"""One run: task after task from the ledger, answers into the archive, until nothing is open or somebody says no."""

import fcntl
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urldefrag

from graph.errors import InputError
from graph.fetch.archive import Archive
from graph.fetch.client import Answer, Client, Failed, Forbidden, Refused
from graph.fetch.ledger import Ledger, Task
from graph.fetch.sites import Outcome, Site

# So many addresses in a row that give no whole answer are no accident.
_MOST_FAILURES: Final = 5
Tell = Callable[[str, int, int], None]


@dataclass(slots=True)
class Fetched:
    """What a run did: counts, what failed, and why it ended early where it did."""

    counts: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    stopped: str | None = None
    in_a_row: int = 0


def fetch(
    site: Site, client: Client, folder: Path, name: str, about: Mapping[str, str], limit: int | None, tell: Tell
) -> Fetched:
    """Fetches into `folder`: the archive `name.warc.gz`, beside it a hidden ledger; a second run goes on.

    `limit` is the most pages that this run asks for. Nothing is raised for what the web does; InputError where the
    folder cannot be written, or another run writes into it.
    """
    path = folder / f"{name}.warc.gz"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(folder / f".{name}.lock"):
            return _fetch(site, client, folder / f".{name}.sqlite", path, about, limit, tell)
    except OSError as error:
        raise InputError(
            f"cannot be written: {error.strerror}",
            source=str(path),
            rule="--into names a folder that this user may write, with room for the pages",
            remedy="make room or choose another folder; what was fetched is kept",
        ) from error


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InputError(
                "is being fetched into by another run",
                source=str(lock.parent),
                rule="one run at a time writes an archive",
                remedy="wait for it to end, or fetch into another folder",
            ) from None
        yield


def _fetch(
    site: Site, client: Client, state: Path, path: Path, about: Mapping[str, str], limit: int | None, tell: Tell
) -> Fetched:
    ledger = Ledger(state)
    archive = Archive(path, ledger.size, dict(about))
    found = Fetched()
    try:
        ledger.retry_failed()
        ledger.again(site.lists)
        ledger.add(site.start())
        for task in _open(ledger, site, found, limit):
            _one(task, site, client, ledger, archive, found)
            states = ledger.counts()
            tell("fetch", sum(states.values()) - states.get("open", 0), sum(states.values()))
    except Refused as reason:
        found.stopped = str(reason)
    except Failed as reason:
        found.failures.append(str(reason))
    finally:
        archive.close()
        ledger.close()
    return found


def plan(site: Site, client: Client) -> tuple[list[str], Fetched]:
    """What a run would ask for: lists are asked for, pages are not, and nothing is kept."""
    ledger = Ledger(Path(":memory:"))
    found = Fetched()
    wanted: list[str] = []
    try:
        ledger.add(site.start())
        while task := ledger.next():
            if task.kind in ("page", "capture"):
                wanted.append(task.url)
                ledger.done(task, 0, None, None, 0)
                continue
            try:
                ledger.add(site.take(task, client.get(task.url, site.headers(task))).tasks)
                ledger.done(task, 200, None, None, 0)
            except Failed as reason:
                found.failures.append(str(reason))
                ledger.failed(task)
    except Refused as reason:
        found.stopped = str(reason)
    finally:
        ledger.close()
    found.counts["planned"] = len(wanted)
    return wanted, found


def _open(ledger: Ledger, site: Site, found: Fetched, limit: int | None) -> Iterator[Task]:
    while task := ledger.next():
        is_page = task.kind in ("page", "capture")
        if is_page and limit is not None and found.counts["pages asked for"] >= limit:
            return
        found.counts["pages asked for" if is_page else "lists asked for"] += 1
        yield task


def _one(task: Task, site: Site, client: Client, ledger: Ledger, archive: Archive, found: Fetched) -> None:
    try:
        answer = client.get(urldefrag(task.url).url, site.headers(task))
        outcome = site.take(task, answer) if answer.status in (200, 206) else Outcome()
    except Failed as reason:
        if isinstance(reason, Forbidden):
            found.counts["forbidden by robots.txt"] += 1
        else:
            found.counts["failed"] += 1
            found.failures.append(str(reason))
            found.in_a_row += 1
        ledger.failed(task)
        if found.in_a_row >= _MOST_FAILURES:
            raise Refused(f"{found.in_a_row} addresses in a row give no whole answer") from reason
        return
    found.in_a_row = 0
    _count(found, task, answer, outcome)
    if outcome.keep:
        archive.add(answer, outcome.url, outcome.date)
    elif outcome.packed:
        archive.add_record(outcome.packed)
    ledger.add(outcome.tasks)
    kept = answer.status in (200, 206)
    etag = answer.header("ETag") if kept else task.etag
    modified = answer.header("Last-Modified") if kept else task.modified
    ledger.done(task, answer.status, etag, modified, archive.secure())


def _count(found: Fetched, task: Task, answer: Answer, outcome: Outcome) -> None:
    if answer.status == 304:
        found.counts["unchanged"] += 1
    elif answer.status not in (200, 206):
        found.counts[f"status {answer.status}"] += 1
        found.failures.append(f"{task.url} answers {answer.status}")
    elif outcome.keep or outcome.packed:
        found.counts["kept"] += 1
