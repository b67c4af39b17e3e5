"""Every page read once: what pages gave is kept on the disk, under the page's digest and that of the reader.

A page whose bytes, address and name are the same is not read again, by the same vocabularies and the same code. Nothing
is held in memory but one page at a time, so that the number of pages does not matter.

Decision 2026-11-27: SQLite with pickled records, inside the folder that is built. Alternative: quads. Chosen because
merging needs the records, and SQLite survives a kill at any instant. Cost: the file belongs to this program alone;
whoever can write it can run code as the builder, as whoever can write the program can.
"""

import hashlib
import pickle
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from graph.errors import InputError
from graph.records import Page, Reading

_FILE, _NOT_READ_BY = "readings.sqlite", "decisions.ttl"
# Rooms that neither read, state nor check: a change there changes no reading.
_ABOVE = frozenset({"cli", "fetch", "walk", "publication", "look"})
# Behind the digest of a page that no build is to know again.
_AGAIN = "-again"
# So many pages may have to be read again after a kill.
_BATCH = 100


class Readings:
    """The readings of one build, in a folder. Use it as a context: what was put is kept, however that ends."""

    def __init__(self, folder: Path, reader: str) -> None:
        """`reader` is the digest of what decides how a page is read; readings under another one are forgotten.

        Raises InputError where the file is none of ours.
        """
        self._path = folder / _FILE
        self._pending = 0
        self._fresh: set[str] = set()
        self.unchanged = 0
        try:
            with ExitStack() as broken:
                self._base = sqlite3.connect(self._path)
                broken.callback(self._base.close)
                self._base.execute("PRAGMA journal_mode = WAL")
                self._base.execute("PRAGMA synchronous = NORMAL")
                self._base.execute(
                    "CREATE TABLE IF NOT EXISTS reading "
                    "(digest TEXT PRIMARY KEY, reader TEXT, page TEXT, record BLOB, build INTEGER)"
                )
                self._base.execute("CREATE INDEX IF NOT EXISTS reading_of_page ON reading (page)")
                self._base.execute("DELETE FROM reading WHERE reader != ?", (reader,))
                (last,) = self._base.execute("SELECT COALESCE(MAX(build), 0) FROM reading").fetchone()
                broken.pop_all()
        except sqlite3.DatabaseError as error:
            raise InputError(
                f"cannot be used: {error}",
                source=str(self._path),
                rule="the file of readings is written by `osce-graph build` alone",
                remedy="delete it; all pages are then read again",
            ) from None
        self._reader, self._build = reader, last + 1

    def __enter__(self) -> "Readings":
        return self

    def __exit__(self, *_: object) -> None:
        self._base.commit()
        self._base.close()

    def known(self, page: Page) -> bool:
        """Whether this page was read before, as it is and by this reader; if so, it counts for this build."""
        row = (self._build, self._digest(page))
        found = self._base.execute("UPDATE reading SET build = ? WHERE digest = ?", row)
        self.unchanged += found.rowcount
        return found.rowcount > 0

    def put(self, reading: Reading) -> None:
        """Keeps what a page gave; where an extractor failed, so that the next build reads the page again."""
        digest = self._digest(reading.page) if reading.whole else self._digest(reading.page) + _AGAIN
        row = (digest, self._reader, reading.page.id, pickle.dumps(reading), self._build)
        self._base.execute("INSERT OR REPLACE INTO reading VALUES (?, ?, ?, ?, ?)", row)
        self._fresh.add(digest)
        self._pending += 1
        if self._pending % _BATCH == 0:
            self._base.commit()

    def leave_out(self, page: Page) -> None:
        """Takes a page out of this build again; what it gave is kept for the next one."""
        found = self._base.execute(
            "UPDATE reading SET build = ? WHERE build = ? AND digest IN (?, ?) RETURNING digest",
            (-self._build, self._build, *self._digests(page)),
        )
        self.unchanged -= sum(digest not in self._fresh for (digest,) in found.fetchall())

    def is_read(self, page: Page) -> bool:
        """Whether there is a reading of the page in this build."""
        return self._found(page) is not None

    def has_release(self, page: Page) -> bool:
        """Whether the page, read for this build, shows a release."""
        record = self._found(page)
        return record is not None and bool(unpacked(record).releases)

    def names(self, page: Page) -> tuple[str, ...]:
        """The keys of the releases that the page, read for this build, shows."""
        record = self._found(page)
        return tuple(release.key for release in unpacked(record).releases) if record else ()

    def __iter__(self) -> Iterator[Reading]:
        """The readings of this build, in the order of the pages' ids."""
        return (unpacked(record) for _, record in self.packed())

    def __len__(self) -> int:
        (count,) = self._base.execute("SELECT count(*) FROM reading WHERE build = ?", (self._build,)).fetchone()
        return int(count)

    def packed(self) -> Iterator[tuple[str, bytes]]:
        """The readings as they lie on the disk, in the same order, each with its page's id: see `unpacked`."""
        yield from self._base.execute("SELECT page, record FROM reading WHERE build = ? ORDER BY page", (self._build,))

    def of(self, page: str) -> Reading:
        """The reading of the page with that id in this build. Raises KeyError where there is none."""
        row = self._base.execute(
            "SELECT record FROM reading WHERE build = ? AND page = ?", (self._build, page)
        ).fetchone()
        if row is None:
            raise KeyError(page)
        return unpacked(row[0])

    def forget_others(self) -> None:
        """Drops the pages that were not given to this build."""
        self._base.execute("DELETE FROM reading WHERE abs(build) != ?", (self._build,))

    def _found(self, page: Page) -> bytes | None:
        query = "SELECT record FROM reading WHERE build = ? AND digest IN (?, ?)"
        found = self._base.execute(query, (self._build, *self._digests(page))).fetchone()
        return found[0] if found else None

    def _digests(self, page: Page) -> tuple[str, str]:
        digest = self._digest(page)
        return digest, digest + _AGAIN

    def _digest(self, page: Page) -> str:
        parts = (self._reader, page.name, page.url or "", page.retrieved or "", page.language or "", page.sha256)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def unpacked(record: bytes) -> Reading:
    """A reading of `Readings.packed`."""
    reading: Reading = pickle.loads(record)
    return reading


def reader_digest(*folders: Path) -> str:
    """The digest of the vocabularies or shapes, and of the code, that decide how a page is read or a graph is checked.

    These are all .ttl, .rq, .py and .json below, but for the rooms above: arrows point down, so that nothing that
    reads or checks can know of them. Decisions about names are made after reading: a new one asks for no page again.
    """
    whole = hashlib.sha256()
    for folder in folders:
        for file in sorted(folder.rglob("*")):
            place = file.relative_to(folder)
            counts = file.suffix in {".ttl", ".rq", ".py", ".json"} and file.name != _NOT_READ_BY
            if counts and place.parts[0] not in _ABOVE:
                whole.update(place.as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return whole.hexdigest()
