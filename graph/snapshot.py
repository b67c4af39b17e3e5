"""Sealed snapshots: a folder named by the digest of its canonical N-Quads, and a pointer to the current one.

    DIR/current                 the digest of the current snapshot, replaced in one step
    DIR/snapshots/<digest>/     data.nq  store/  dumps/  report.json  manifest.json
                                search.sqlite  lists.sqlite  portraits.sqlite  doubts.sqlite  columns.*
                                documents.sqlite (made by who serves: `endpoint/documents/sealed.py`)

Decision 2026-11-24: the pointer is a small file, not a symbolic link, because every file system and every archive
keeps a file. Cost: readers follow it themselves (`current`).
Decision 2026-11-24: no blank nodes are published, so canonical N-Quads (RDFC-1.0) are the sorted lines and the digest
needs no graph isomorphism. Cost: a quad with a blank node is refused at sealing.
Decision 2026-11-24: the store also holds the merge of all graphs as its default graph, because the union that the
engine (pyoxigraph 0.5.13) makes at query time counts a statement once for each graph that makes it. Alternative:
DISTINCT in every query. Cost: a store of nearly twice the size; data.nq and the digest are of the named graphs alone.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.errors import InputError

DATA, STORE, DUMPS, REPORT, MANIFEST = "data.nq", "store", "dumps", "report.json", "manifest.json"
POINTER, SNAPSHOTS = "current", "snapshots"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A sealed snapshot. It never changes; it may be read by any number of processes."""

    digest: str
    path: Path

    @property
    def store_path(self) -> Path:
        """The Oxigraph store; open it with `Store.read_only`."""
        return self.path / STORE

    @property
    def data_path(self) -> Path:
        """The canonical N-Quads: sorted, each quad once."""
        return self.path / DATA

    @property
    def manifest(self) -> dict[str, Any]:
        """Counts, inputs, versions and the snapshot before."""
        return _read_json(self.path / MANIFEST)

    @property
    def report(self) -> dict[str, Any]:
        """Rejections, notices and the results of validation."""
        return _read_json(self.path / REPORT)


def current(folder: Path) -> Snapshot:
    """The snapshot that `folder` publishes. Raises InputError where there is none."""
    pointer = folder / POINTER
    try:
        digest = pointer.read_text().strip()
    except OSError:
        raise _no_snapshot(folder, "holds no snapshot") from None
    path = folder / SNAPSHOTS / digest
    if not (path / MANIFEST).is_file():
        raise _lost(folder, digest)
    return Snapshot(digest, path)


def named(place: Path) -> Snapshot:
    """The snapshot that `place` is, or that the folder `place` publishes. Raises InputError where there is none."""
    if (place / MANIFEST).is_file():
        return Snapshot(place.name, place)
    return current(place)


def published(folder: Path) -> str | None:
    """The digest of the current snapshot, or None before the first.

    Raises InputError where there was one that is gone: what was withdrawn is known from it alone.
    """
    return current(folder).digest if os.path.lexists(folder / POINTER) else None


def _read_json(path: Path) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(path.read_text())
    return value


def _no_snapshot(folder: Path, problem: str) -> InputError:
    # What is there and holds something, such as pages, is not where a snapshot is to be put.
    free = str(folder) != "-" and (not any(folder.iterdir()) if folder.is_dir() else not folder.exists())
    return InputError(
        problem,
        source=str(folder),
        rule="DIR is a folder that `osce-graph build` has sealed a snapshot into",
        remedy=f"run `osce-graph build PAGE... --into {folder}` first"
        if free
        else "name such a folder; `osce-graph build PAGE... --into DIR` makes one",
    )


def _lost(folder: Path, digest: str) -> InputError:
    others = sorted(one.parent.name for one in (folder / SNAPSHOTS).glob(f"*/{MANIFEST}"))
    other = f"write the name of one that is there into it ({', '.join(others)})" if others else "take all from a copy"
    return InputError(
        f"points to the snapshot {digest!r}, whose folder {folder / SNAPSHOTS / digest} is gone or not whole",
        source=str(folder / POINTER),
        rule="what is no longer published is remembered by the snapshot before, which must be there",
        remedy=f"put that folder back, or {other}; without the file {POINTER} all is forgotten and begins anew",
    )
