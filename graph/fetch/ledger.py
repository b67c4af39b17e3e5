"""What is still to ask for and what was answered, in SQLite: a kill loses nothing, and nothing is asked twice.

The length of the archive that is known to be whole stands in the same file, and changes in the same transaction as the
answers that it holds.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from graph.errors import InputError


@dataclass(frozen=True, slots=True)
class Task:
    """An address to ask for. `kind` is what is done with the answer; `note` is what its source said of it."""

    url: str
    kind: str
    note: str = ""
    etag: str | None = None
    modified: str | None = None


class Ledger:
    """The tasks of one folder. Raises InputError where its file is none of ours."""

    def __init__(self, path: Path) -> None:
        try:
            self._base = sqlite3.connect(path)
            self._base.executescript(
                """
                CREATE TABLE IF NOT EXISTS task (
                    url TEXT PRIMARY KEY, kind TEXT, note TEXT, number INTEGER, state TEXT,
                    status INTEGER, etag TEXT, modified TEXT
                ) WITHOUT ROWID;
                CREATE INDEX IF NOT EXISTS task_by_state ON task (state, number);
                CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT);
                """
            )
        except sqlite3.DatabaseError as error:
            raise InputError(
                f"cannot be used: {error}",
                source=str(path),
                rule="the ledger is written by `osce-graph fetch` alone",
                remedy="fetch into another folder",
            ) from None

    def add(self, tasks: Iterable[Task]) -> int:
        """Takes tasks that are new, or whose note changed since they were done; gives how many."""
        count = 0
        for task in tasks:
            found = self._base.execute("SELECT note, state FROM task WHERE url = ?", (task.url,)).fetchone()
            if found is None:
                query = "INSERT INTO task SELECT ?, ?, ?, COUNT(*), 'open', NULL, NULL, NULL FROM task"
                self._base.execute(query, (task.url, task.kind, task.note))
            elif found[1] != "open" and found[0] != task.note:
                self._base.execute("UPDATE task SET note = ?, state = 'open' WHERE url = ?", (task.note, task.url))
            else:
                continue
            count += 1
        return count

    def again(self, kinds: Iterable[str]) -> None:
        """Opens the tasks of these kinds again: what they lead to may have changed."""
        self._base.executemany("UPDATE task SET state = 'open' WHERE kind = ?", [(kind,) for kind in kinds])

    def next(self) -> Task | None:
        """The first task that is open."""
        query = "SELECT url, kind, note, etag, modified FROM task WHERE state = 'open' ORDER BY number LIMIT 1"
        found = self._base.execute(query).fetchone()
        return Task(*found) if found else None

    def done(self, task: Task, status: int, etag: str | None, modified: str | None, size: int) -> None:
        """Closes a task for good; `size` is how much of the archive is whole now."""
        query = "UPDATE task SET state = 'done', status = ?, etag = ?, modified = ? WHERE url = ?"
        self._base.execute(query, (status, etag, modified, task.url))
        self._base.execute("INSERT OR REPLACE INTO fact VALUES ('size', ?)", (str(size),))
        self._base.commit()

    def failed(self, task: Task) -> None:
        """Closes a task that gave nothing; it is opened again by the next run."""
        self._base.execute("UPDATE task SET state = 'failed' WHERE url = ?", (task.url,))
        self._base.commit()

    def retry_failed(self) -> None:
        """Opens what failed in an earlier run."""
        self._base.execute("UPDATE task SET state = 'open' WHERE state = 'failed'")
        self._base.commit()

    @property
    def size(self) -> int:
        """How much of the archive is whole."""
        found = self._base.execute("SELECT value FROM fact WHERE name = 'size'").fetchone()
        return int(found[0]) if found else 0

    def counts(self) -> dict[str, int]:
        """How many tasks there are in each state."""
        return dict(self._base.execute("SELECT state, COUNT(*) FROM task GROUP BY state"))

    def close(self) -> None:
        """Keeps everything and closes the file."""
        self._base.commit()
        self._base.close()
