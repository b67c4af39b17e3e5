"""Sealed snapshots: a folder named by the digest of its canonical N-Quads, and a pointer to the current one.

    DIR/current                 the digest of the current snapshot, replaced in one step
    DIR/snapshots/<digest>/     data.nq  store/  dumps/  search.sqlite  report.json  manifest.json

Decision 2026-11-24: the pointer is a small file, not a symbolic link, because every file system and every archive
keeps a file. Cost: readers follow it themselves (`current`).
Decision 2026-11-24: no blank nodes are published, so canonical N-Quads (RDFC-1.0) are the sorted lines and the digest
needs no graph isomorphism. Cost: a quad with a blank node is refused at sealing.
Decision 2026-11-24: the store also holds the merge of all graphs as its default graph, because the union that the
engine (pyoxigraph 0.5.13) makes at query time counts a statement once for each graph that makes it. Alternative:
DISTINCT in every query. Cost: a store of nearly twice the size; data.nq and the digest are of the named graphs alone.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import BlankNode, Quad, RdfFormat, Store, serialize

from graph.errors import InputError

DATA, STORE, DUMPS, REPORT, MANIFEST = "data.nq", "store", "dumps", "report.json", "manifest.json"
_POINTER, _SNAPSHOTS, _STAGING, _LOCK = "current", "snapshots", ".staging", ".lock"


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
    pointer = folder / _POINTER
    try:
        digest = pointer.read_text().strip()
    except OSError:
        raise _no_snapshot(folder, "holds no snapshot") from None
    path = folder / _SNAPSHOTS / digest
    if not (path / MANIFEST).is_file():
        raise _no_snapshot(folder, f"points to the snapshot {digest!r}, which is not there")
    return Snapshot(digest, path)


def named(place: Path) -> Snapshot:
    """The snapshot that `place` is, or that the folder `place` publishes. Raises InputError where there is none."""
    if (place / MANIFEST).is_file():
        return Snapshot(place.name, place)
    return current(place)


def published(folder: Path) -> str | None:
    """The digest of the current snapshot, or None before the first."""
    with contextlib.suppress(InputError):
        return current(folder).digest
    return None


def canonical(quads: Iterable[Quad]) -> bytes:
    """The quads as canonical N-Quads: each once, sorted by code point. Raises ValueError for a blank node."""
    lines: set[bytes] = set()
    for quad in quads:
        if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode):
            raise ValueError(f"a blank node cannot be published: {quad}")
        lines.add(serialize([quad], format=RdfFormat.N_QUADS) or b"")
    return b"".join(sorted(lines))


@contextlib.contextmanager
def building(folder: Path) -> Iterator[None]:
    """Holds the folder for one build; leaves nothing behind that an earlier, killed build began.

    Raises InputError where the folder cannot be written or another build is at work.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise InputError(
            f"cannot be written: {error.strerror}",
            source=str(folder),
            rule="--into names a folder that this user may create or write",
            remedy="choose another folder or change its permissions",
        ) from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        raise InputError(
            "is being built by another process",
            source=str(folder),
            rule="one build at a time writes into a folder",
            remedy="wait for it to end, or build into another folder",
        ) from None
    try:
        shutil.rmtree(folder / _STAGING, ignore_errors=True)
        yield
    finally:
        os.close(lock)


def seal(
    folder: Path,
    data: bytes,
    report: dict[str, Any],
    manifest: dict[str, Any],
    furnish: Callable[[Path], dict[str, Any]] = lambda place: {},
) -> Snapshot:
    """Makes the snapshot of `data` (canonical N-Quads) and lets `folder` publish it.

    Either the pointer names a complete snapshot that is on the disk, or nothing changed, at whatever instant the
    process dies. `furnish` puts into its folder what else it holds, and returns what the manifest says of that. Called
    within `building`.
    """
    digest = hashlib.sha256(data).hexdigest()
    path = folder / _SNAPSHOTS / digest
    if not path.exists():
        staging = folder / _STAGING
        staging.mkdir()
        (staging / DATA).write_bytes(data)
        _load(staging / STORE, data)
        _write_json(staging / REPORT, report)
        _write_json(staging / MANIFEST, {"digest": digest, **manifest, **furnish(staging)})
        _flush_below(staging)
        path.parent.mkdir(exist_ok=True)
        staging.rename(path)
        _flush(path.parent)
    _point(folder, digest)
    return Snapshot(digest, path)


def _load(path: Path, data: bytes) -> None:
    """A store with the named graphs and, as default graph, their merge: each statement once, whoever makes it."""
    # Bulk loading is the fastest way in and leaves the most compact store.
    store = Store(str(path))
    store.bulk_load(data, format=RdfFormat.N_QUADS)
    # In canonical N-Quads the graph is the last IRI of a line.
    merged = {line.rpartition(b" <")[0] + b" .\n" for line in data.splitlines()}
    store.bulk_load(b"".join(merged), format=RdfFormat.N_TRIPLES)
    store.optimize()
    store.flush()


def _point(folder: Path, digest: str) -> None:
    new = folder / f"{_POINTER}.new"
    new.write_text(digest + "\n")
    _flush(new)
    os.replace(new, folder / _POINTER)
    _flush(folder)


def _flush_below(folder: Path) -> None:
    for where, _, files in os.walk(folder):
        for file in files:
            _flush(Path(where) / file)
        _flush(Path(where))


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write_json(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n")


def _read_json(path: Path) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(path.read_text())
    return value


def _no_snapshot(folder: Path, problem: str) -> InputError:
    return InputError(
        problem,
        source=str(folder),
        rule="DIR is a folder that `osce-graph build` has sealed a snapshot into",
        remedy=f"run `osce-graph build PAGE... --into {folder}` first",
    )
