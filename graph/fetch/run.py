"""One run: task after task from the ledger, answers into the archive, until nothing is open or somebody says no."""

import fcntl
import hashlib
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final
from urllib.parse import urldefrag

from graph.errors import InputError
from graph.fetch.archive import Archive
from graph.fetch.client import Client, Forbidden, Refused, target
from graph.fetch.fetched import FORBIDDEN, Fetched, asked_for, count, tell_of_nothing, tell_of_one_answer
from graph.fetch.ledger import PAGES, Ledger, Task
from graph.fetch.sites import Outcome, Site
from graph.fetch.wire import Answer, Elsewhere, Failed

# So many addresses in a row that give no whole answer are no accident.
_MOST_FAILURES: Final = 5
# Lists may lead to lists; a site that goes on and on with them has something else in mind.
_MOST_LISTS: Final = 2_000
# Beside what goes wrong within a server (5xx): what is worth asking again another day.
_NOT_NOW: Final = frozenset({408, 425})
# The page was taken away for good (RFC 9110, section 15.5.11); it is not there, for whatever reason.
_GONE, _MISSING = 410, 404
# Of a page that was kept and was missing once, in place of the digest of what it gave.
_MISSING_ONCE: Final = "404"
# A page has another address for good (RFC 9110, sections 15.4.2 and 15.4.9).
_MOVED: Final = frozenset({301, 308})
_INTERRUPTED: Final = "it was interrupted"
Tell = Callable[[str, int, int], None]


def fetch(
    site: Site,
    client: Client,
    folder: Path,
    name: str,
    about: Mapping[str, str],
    limit: int | None,
    revisit: float,
    tell: Tell,
) -> Fetched:
    """Fetches into `folder`: the archive `name.warc.gz`, beside it a hidden ledger; a second run goes on.

    `limit` is the most pages that this run asks for; `revisit` are the days after which it asks again for one of which
    no list says when it changed. Nothing is raised for what the web does; InputError where the folder cannot be
    written, or another run writes into it.
    """
    path = folder / f"{name}.warc.gz"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(folder / f".{name}.lock"):
            return _fetch(site, client, _ledger(folder, name), path, about, limit, revisit, tell)
    except (OSError, sqlite3.Error) as error:
        raise InputError(
            f"cannot be written: {error.strerror if isinstance(error, OSError) else error}",
            source=str(path),
            rule="--into names a folder that this user may write, with room for the pages",
            remedy="make room or choose another folder; what was fetched is kept",
        ) from error


def _ledger(folder: Path, name: str) -> Path:
    return folder / f".{name}.sqlite"


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
    site: Site,
    client: Client,
    state: Path,
    path: Path,
    about: Mapping[str, str],
    limit: int | None,
    revisit: float,
    tell: Tell,
) -> Fetched:
    found = Fetched()
    with closing(Ledger(state)) as ledger, closing(Archive(path, ledger.size, dict(about))) as archive:
        try:
            client.remember(ledger.rests(), ledger.rest)
            ledger.prepare(site.lists, site.revisits, revisit)
            ledger.add(site.start())
            for task in _open(ledger, site, found, limit):
                _one(task, site, client, ledger, archive, found)
                states = ledger.counts()
                left = states.get("open", 0) + states.get("stopped", 0)
                tell("fetch", sum(states.values()) - left, sum(states.values()))
            tell_of_nothing(ledger, found)
        except Refused as reason:
            found.stopped = str(reason)
        except Failed as reason:
            found.failures.append(str(reason))
        except KeyboardInterrupt:
            found.stopped = _INTERRUPTED
    tell_of_one_answer(found)
    return found


def plan(site: Site, client: Client, folder: Path, name: str, revisit: float) -> tuple[list[str], Fetched]:
    """What a run of `fetch` would ask for: lists are asked for, pages are not, and nothing is kept."""
    ledger = Ledger.copy(_ledger(folder, name))
    found = Fetched()
    wanted: list[str] = []
    try:
        client.remember(ledger.rests(), ledger.rest)
        ledger.prepare(site.lists, site.revisits, revisit)
        ledger.add(site.start())
        for task in _open(ledger, site, found, None):
            if task.kind in PAGES:
                asked = urldefrag(task.url).url
                if client.may_ask(asked):
                    wanted.append(task.url)
                    found.seconds += client.pause_at(asked)
                else:
                    found.counts[FORBIDDEN] += 1
                ledger.done(task, 0, 0)
                continue
            try:
                answer, outcome = _ask(task, site, client)
                count(found, task, answer, outcome)
                found.failures += outcome.wrong
                found.notes += outcome.notes
                ledger.add(outcome.tasks)
                ledger.done(task, answer.status, 0)
            except Failed as reason:
                found.failures.append(str(reason))
                ledger.failed(task)
        tell_of_nothing(ledger, found)
    except Refused as reason:
        found.stopped = str(reason)
    except Failed as reason:
        found.failures.append(str(reason))
    except KeyboardInterrupt:
        found.stopped = _INTERRUPTED
    finally:
        ledger.close()
    found.counts = Counter(
        {"planned": len(wanted)} | {what: n for what, n in found.counts.items() if what == FORBIDDEN}
    )
    return wanted, found


def _open(ledger: Ledger, site: Site, found: Fetched, limit: int | None) -> Iterator[Task]:
    while task := ledger.next():
        what, most = asked_for(task), limit if task.kind in PAGES else _MOST_LISTS
        if most is not None and found.counts[what] >= most:
            if task.kind in PAGES:
                return
            raise Refused(f"{most} lists lead to still more lists")
        found.counts[what] += 1
        yield task


def _ask(task: Task, site: Site, client: Client) -> tuple[Answer, Outcome]:
    """The answer for a task, and what it gives. Raises Failed where another day may give more."""
    headers = site.headers(task)
    answer = client.get(urldefrag(task.url).url, headers)
    if answer.status >= 500 or answer.status in _NOT_NOW:
        raise Failed(f"{task.url} answers {answer.status}")
    if answer.status not in (200, 206, 304):
        # Of a page that was kept, the archive has to say that it is gone, once, or missing, twice.
        keep = answer.status in (_GONE, _MISSING) and task.was_used and task.kind in PAGES and not answer.via
        return answer, Outcome(keep=keep)
    # A part, or that nothing changed, is an answer only to whoever asked for that.
    if answer.status != (206 if "Range" in headers else 304 if headers and answer.status == 304 else 200):
        raise Failed(f"{task.url} answers {answer.status}, which was not asked for")
    if answer.status == 304:
        return answer, Outcome()
    if not answer.body:
        raise Failed(f"{task.url} gives an empty answer")
    return answer, site.take(task, answer)


def _one(task: Task, site: Site, client: Client, ledger: Ledger, archive: Archive, found: Fetched) -> None:
    try:
        answer, outcome = _ask(task, site, client)
    except Refused:
        ledger.stopped(task)
        raise
    except Elsewhere as reason:
        found.in_a_row = 0
        found.counts["lead elsewhere"] += 1
        (found.notes if task.kind in PAGES else found.failures).append(str(reason))
        ledger.done(task, 0, archive.secure())
        return
    except Failed as reason:
        if isinstance(reason, Forbidden):
            found.counts[FORBIDDEN] += 1
            if reason.url == urldefrag(task.url).url:
                found.counts[asked_for(task)] -= 1
        else:
            found.counts["failed"] += 1
            found.failures.append(str(reason))
            found.in_a_row += 1
        ledger.failed(task)
        if found.in_a_row >= _MOST_FAILURES:
            raise Refused(f"{found.in_a_row} addresses in a row give no whole answer") from reason
        return
    found.in_a_row = 0
    found.failures += outcome.wrong
    found.notes += outcome.notes
    ledger.add(outcome.tasks)
    if answer.status in (200, 206):
        digest = hashlib.sha256(answer.body).hexdigest()
        # Behind a redirect it may be what its own address has given already.
        if outcome.keep and digest in (ledger.kept(answer.url), task.digest if not answer.via else None):
            outcome = replace(outcome, keep=False)
        task = replace(task, etag=answer.header("ETag"), modified=answer.header("Last-Modified"), digest=digest)
        if task.kind in PAGES:
            if not outcome.url:
                _keep_moves(answer, ledger, archive)
            ledger.keep(answer.url, digest)
            found.answers.setdefault(digest, []).append(answer.url)
    elif answer.status in (_GONE, _MISSING):
        # Should it come back, even as it was, it is kept anew.
        once = outcome.keep and answer.status == _MISSING and task.digest != _MISSING_ONCE
        task = replace(task, etag=None, modified=None, digest=_MISSING_ONCE if once else None)
        ledger.keep(task.url, "")
    count(found, task, answer, outcome)
    if outcome.keep:
        archive.add(answer, outcome.url, outcome.date)
    elif outcome.packed:
        archive.add_record(outcome.packed)
    ledger.done(task, answer.status, archive.secure())
    if task.digest == _MISSING_ONCE:
        ledger.again_next(task)


def _keep_moves(answer: Answer, ledger: Ledger, archive: Archive) -> None:
    """Keeps that a page has moved for good, as long as that is what its redirects say; each once."""
    for hop in answer.via:
        what = f"moved to {target(hop)}"
        if hop.status not in _MOVED:
            return
        if ledger.kept(hop.url) != what:
            archive.add(hop)
            ledger.keep(hop.url, what)
