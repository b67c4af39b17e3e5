"""What is still to ask for and what was answered, in SQLite: a kill loses nothing, and nothing is asked twice.

The length of the archive that is known to be whole stands in the same file, and changes in the same transaction as the
answers that it holds.
"""

import sqlite3
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graph.errors import InputError

PAGES: Final = ("page", "capture")
"""The kinds of tasks whose answers are what is wanted; all others are lists, which lead to them."""

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS task (
    url TEXT PRIMARY KEY, kind TEXT, note TEXT, number INTEGER, state TEXT,
    status INTEGER, etag TEXT, modified TEXT, digest TEXT, asked REAL, same TEXT DEFAULT ''
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS said (url TEXT, note TEXT, PRIMARY KEY (url, note)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS kept (url TEXT PRIMARY KEY, what TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT);
"""
# Ledgers of before: days and digests were not kept, and what a server could not give was taken for an answer.
_NEWER: Final = """
BEGIN;
ALTER TABLE task ADD COLUMN digest TEXT;
ALTER TABLE task ADD COLUMN asked REAL;
INSERT OR IGNORE INTO said SELECT url, note FROM task WHERE note != '';
UPDATE task SET state = 'failed' WHERE state = 'done' AND (status >= 500 OR status = 408);
DROP INDEX IF EXISTS task_by_state;
COMMIT;
"""
_SAME: Final = "ALTER TABLE task ADD COLUMN same TEXT DEFAULT ''"
_INDEXES: Final = """
CREATE INDEX IF NOT EXISTS task_in_turn ON task (state, {turn});
CREATE INDEX IF NOT EXISTS task_by_same ON task (same) WHERE same != '';
"""
# Lists come before what they lead to; what was never asked for before what was, the longest ago first.
_TURN: Final = f"kind IN {PAGES}, asked, number"

_FIRST_FAULT: Final = 400
_REST: Final = "rest of "


@dataclass(frozen=True, slots=True)
class Task:
    """An address to ask for. `kind` is what is done with the answer; `note` is what its source said of it.

    Those with one and the same `same` give the same: one of them is asked for. What follows is of the last answer that
    was used; `digest` is that of its body.
    """

    url: str
    kind: str
    note: str = ""
    same: str = ""
    etag: str | None = None
    modified: str | None = None
    digest: str | None = None

    @property
    def was_used(self) -> bool:
        """Whether there was such an answer, and nothing since has said that the page is gone."""
        return bool(self.etag or self.modified or self.digest)


class Ledger:
    """The tasks of one folder. Raises InputError where its file is none of ours."""

    def __init__(self, path: Path) -> None:
        try:
            with ExitStack() as broken:
                self._base = sqlite3.connect(path)
                broken.callback(self._base.close)
                self._base.executescript(_TABLES)
                columns = {row[1] for row in self._base.execute("PRAGMA table_info(task)")}
                if "asked" not in columns:
                    self._base.executescript(_NEWER)
                if "same" not in columns:
                    self._base.execute(_SAME)
                self._base.executescript(_INDEXES.format(turn=_TURN))
                broken.pop_all()
        except sqlite3.DatabaseError as error:
            raise InputError(
                f"cannot be used: {error}",
                source=str(path),
                rule="the ledger is written by `osce-graph fetch` alone",
                remedy="fetch into another folder",
            ) from None

    @classmethod
    def copy(cls, path: Path) -> "Ledger":
        """A ledger in memory that begins with what the one at `path` knows, if there is one, and changes nothing there.

        Raises InputError where its file is none of ours.
        """
        if not path.exists():
            return cls(Path(":memory:"))
        known, copied = cls(path), cls(Path(":memory:"))
        known._base.backup(copied._base)
        known.close()
        return copied

    def prepare(self, lists: Iterable[str], revisits: Iterable[str], days: float) -> None:
        """Opens what a new run asks again: what failed, lists, and what was asked for so many days ago."""
        self.retry_failed()
        self.again(lists)
        self.revisit(revisits, days)

    def add(self, tasks: Iterable[Task]) -> None:
        """Takes tasks that are new, and opens those of which a list says what none has said of them before.

        Several lists may name one address, some of them without a note; that they differ is no change.
        """
        (number,) = self._base.execute("SELECT COUNT(*) FROM task").fetchone()
        for task in tasks:
            query = "INSERT OR IGNORE INTO task (url, kind, note, number, state, same) VALUES (?, ?, ?, ?, 'open', ?)"
            number += self._base.execute(query, (task.url, task.kind, task.note, number, task.same)).rowcount
            said = (task.url, task.note)
            changed = task.note and task.kind in PAGES
            if changed and self._base.execute("INSERT OR IGNORE INTO said VALUES (?, ?)", said).rowcount:
                self._base.execute("UPDATE task SET note = ?, state = 'open' WHERE url = ?", said[::-1])

    def again(self, kinds: Iterable[str]) -> None:
        """Opens the tasks of these kinds again: what they lead to may have changed."""
        query = "UPDATE task SET state = 'open' WHERE kind = ? AND state != 'stopped'"
        self._base.executemany(query, [(kind,) for kind in kinds])

    def revisit(self, kinds: Iterable[str], days: float) -> None:
        """Opens those of these kinds again that were asked for so many days ago, and of which no list says a change."""
        query = """
        UPDATE task SET state = 'open'
        WHERE kind = ? AND state = 'done' AND note = '' AND IFNULL(asked, 0) <= julianday('now') - ?
        """
        self._base.executemany(query, [(kind, days) for kind in kinds])

    def next(self) -> Task | None:
        """The first task that is open; behind all of them those that ended the runs before."""
        query = f"""
        SELECT url, kind, note, same, etag, modified, digest FROM task WHERE state = 'open' ORDER BY {_TURN} LIMIT 1
        """
        found = self._base.execute(query).fetchone() or self._base.execute(query.replace("open", "stopped")).fetchone()
        return Task(*found) if found else None

    def done(self, task: Task, status: int, size: int) -> None:
        """Closes a task; where it gave something, also those that give the same. `size` is how much of the archive is
        whole now.
        """
        query = """
        UPDATE task SET state = 'done', status = ?, etag = ?, modified = ?, digest = ?, asked = julianday('now')
        WHERE url = ?
        """
        self._base.execute(query, (status, task.etag, task.modified, task.digest, task.url))
        if task.same and status < _FIRST_FAULT:
            query = "UPDATE task SET state = 'same' WHERE same = ? AND same != '' AND state = 'open'"
            self._base.execute(query, (task.same,))
        self._base.execute("INSERT OR REPLACE INTO fact VALUES ('size', ?)", (str(size),))
        self._base.commit()

    def again_next(self, task: Task) -> None:
        """Has a task that is done asked again by the next run."""
        self._base.execute("UPDATE task SET state = 'failed' WHERE url = ?", (task.url,))
        self._base.commit()

    def kept(self, url: str) -> str | None:
        """What the archive has of an address, as `keep` was told last."""
        found = self._base.execute("SELECT what FROM kept WHERE url = ?", (url,)).fetchone()
        return found[0] if found else None

    def keep(self, url: str, what: str) -> None:
        """Notes what goes into the archive of an address; it counts once its task is done."""
        self._base.execute("INSERT OR REPLACE INTO kept VALUES (?, ?)", (url, what))

    def failed(self, task: Task) -> None:
        """Closes a task that gave nothing; it is opened again by the next run."""
        self._base.execute("UPDATE task SET state = 'failed', asked = julianday('now') WHERE url = ?", (task.url,))
        self._base.commit()

    def stopped(self, task: Task) -> None:
        """Keeps a task that ended the run for the end of the next one, which it would else end before all others."""
        self._base.execute("UPDATE task SET state = 'stopped', asked = julianday('now') WHERE url = ?", (task.url,))
        self._base.commit()

    def rest(self, host: str, until: float) -> None:
        """Keeps until when a host is left alone, in seconds since 1970."""
        self._base.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (f"{_REST}{host}", repr(until)))
        self._base.commit()

    def rests(self) -> dict[str, float]:
        """Until when each host is left alone."""
        found = self._base.execute("SELECT name, value FROM fact WHERE name LIKE ?", (f"{_REST}%",))
        return {name.removeprefix(_REST): float(value) for name, value in found}

    def retry_failed(self) -> None:
        """Opens what failed in an earlier run."""
        self._base.execute("UPDATE task SET state = 'open' WHERE state = 'failed'")
        self._base.commit()

    @property
    def size(self) -> int:
        """How much of the archive is whole."""
        found = self._base.execute("SELECT value FROM fact WHERE name = 'size'").fetchone()
        return int(found[0]) if found else 0

    def has_pages(self) -> bool:
        """Whether any list has ever named a page."""
        return self._base.execute(f"SELECT 1 FROM task WHERE kind IN {PAGES} LIMIT 1").fetchone() is not None

    def counts(self) -> dict[str, int]:
        """How many tasks there are in each state."""
        return dict(self._base.execute("SELECT state, COUNT(*) FROM task GROUP BY state"))

    def close(self) -> None:
        """Closes the file; of an answer that was not taken whole nothing is kept, since the archive has not got it."""
        self._base.close()
