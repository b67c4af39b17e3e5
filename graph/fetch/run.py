"""One run: task after task from the ledger, answers into the archive, until nothing is open or somebody says no."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urldefrag

from graph.fetch.archive import Archive
from graph.fetch.client import Answer, Client, Failed, Forbidden, Refused
from graph.fetch.ledger import Ledger, Task
from graph.fetch.sites import Outcome, Site

Tell = Callable[[str, int, int], None]


@dataclass(slots=True)
class Fetched:
    """What a run did: counts, what failed, and why it ended early where it did."""

    counts: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    stopped: str | None = None


def fetch(
    site: Site, client: Client, folder: Path, name: str, about: Mapping[str, str], limit: int | None, tell: Tell
) -> Fetched:
    """Fetches into `folder`: the archive `name.warc.gz`, the ledger `name.sqlite`; a second run goes on.

    `limit` is the most pages that this run asks for. Nothing is raised for what the web does.
    """
    folder.mkdir(parents=True, exist_ok=True)
    ledger = Ledger(folder / f"{name}.sqlite")
    archive = Archive(folder / f"{name}.warc.gz", ledger.size, dict(about))
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
        ledger.failed(task)
        return
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
