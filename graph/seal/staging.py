"""A snapshot in the making: its lines, the store that holds them, and how a folder comes to publish it.

Decision 2026-11-28: the store is compacted before it is checked. Alternative: at the end, beside the writing of lines,
as before. Chosen because the check looks up much, and a compacted store answers twice as fast: 1,500 pages took 145
seconds and not 211. Cost: the little that is stated after the check is not compacted.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import re
import shutil
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Set
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from pyoxigraph import DefaultGraph, Quad, RdfFormat, Store, parse

from graph.canonical import merged, pieces, triple_of
from graph.errors import InputError
from graph.snapshot import DATA, DUMPS, MANIFEST, POINTER, REPORT, SNAPSHOTS, STORE, Snapshot

Furnish = Callable[[Path], dict[str, Any]]
_MERGE = DefaultGraph()
# A piece of so many lines holds some 10 MB; while it is loaded, ten times as much.
_PIECE = 50_000
_STAGING, _LOCK = ".staging", ".lock"
# As the system, SQLite, RocksDB and DuckDB say it, in this process or in one that works for it.
_FULL = re.compile(r"no space left|disk (?:i/o error|is full|quota)|file too large|out of disk", re.I)


@contextlib.contextmanager
def building(folder: Path) -> Iterator[None]:
    """Holds the folder for one build; leaves nothing behind that an earlier, killed build began.

    Raises InputError where the folder cannot be written, another build is at work, or the disk is full.
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
    except Exception as error:
        if not _FULL.search(str(error)):
            raise
        raise InputError(
            f"has no room left: {error}",
            source=str(folder),
            rule="a build needs some 50 MB and 1 MB more for each page; what is published stays as it is",
            remedy="make room, or build into a folder on another disk",
        ) from None
    finally:
        shutil.rmtree(folder / _STAGING, ignore_errors=True)
        os.close(lock)


class Staging:
    """A snapshot in the making, within `building`: lines of canonical N-Quads and the store that holds them.

    What is killed half-way leaves nothing but a folder that the next build sweeps away.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.path = folder / _STAGING
        self.path.mkdir()
        self.triples = self.path / "part.nt"
        self._part = self.path / "part.nq"
        self._store: Store | None = None
        self._removed: set[bytes] = set()
        self._added: set[bytes] = set()

    @property
    def store(self) -> Store:
        """The store: the named graphs and, as default graph, their merge: each statement once, whoever makes it."""
        if self._store is None:
            self._store = Store(str(self.path / STORE))
        return self._store

    def at_rest(self) -> Store:
        """The store, compact, to be read here and in other processes: no file moves until `store` is asked for again.

        As long as a store is open for writing it is compacted in the background, and files go that readers have open.
        """
        self.store.optimize()
        self._store = None
        return Store.read_only(str(self.path / STORE))

    def load(self, lines: Iterable[bytes], threads: int = 1, loaded: Callable[[int], None] = lambda size: None) -> None:
        """Takes the first lines, sorted and each once, in one go; `triples` holds what they state, whoever says it.

        Bulk loading is the fastest way in and leaves the most compact store. Piece by piece, because of 1,000,000 quads
        at once it held 905 MB, of pieces of 100,000 it held 190, in the same time; `threads` load at a time.
        `loaded` hears how many bytes of lines have been taken so far.
        """
        with (
            self._part.open("wb") as quads,
            self.triples.open("wb") as merge,
            ThreadPoolExecutor(threads) as pool,
        ):
            waiting: deque[Future[None]] = deque()
            last, size = b"", 0
            for piece in pieces(lines, _PIECE):
                triples: list[bytes] = []
                for line in piece:
                    triple = triple_of(line)
                    if triple != last:
                        triples.append(triple)
                        last = triple
                quads.writelines(piece)
                merge.writelines(triples)
                # A triple is a quad of the default graph: in one go, because then its names are stored but once.
                load = partial(self.store.bulk_load, b"".join((*piece, *triples)), format=RdfFormat.N_QUADS)
                if threads == 1:
                    load()
                else:
                    if len(waiting) == threads:
                        waiting.popleft().result()
                    waiting.append(pool.submit(load))
                size += sum(map(len, piece))
                loaded(size)
            for one in waiting:
                one.result()
        self.store.flush()

    def change(self, removed: Set[bytes], added: Iterable[bytes]) -> None:
        """Takes lines back, and then some more; what was taken here is not taken back."""
        lines = set(added)
        self._removed |= removed
        self._added |= lines
        for quad in _quads(removed):
            self.store.remove(quad)
        for quad in _quads(removed):
            same = self.store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
            # The comparison of the object: see `graph.shacl.data.Stored.subjects`.
            if all(one.graph_name == _MERGE for one in same if one.object == quad.object):
                self.store.remove(_merge_of(quad))
        self.store.extend(_quads(lines))
        self.store.extend(_merge_of(quad) for quad in _quads(lines))

    def close(self) -> tuple[str, int]:
        """Writes all lines down, and keeps the store open no longer; gives the digest of the lines and their number."""
        removed, added = self._removed, sorted(self._added)
        digest, count = hashlib.sha256(), 0
        with self._part.open("rb", 1 << 20) as part, (self.path / DATA).open("wb") as data:
            left = (line for line in part if line not in removed) if removed else part
            for piece in pieces(merged(left, added), _PIECE):
                whole = b"".join(piece)
                data.write(whole)
                digest.update(whole)
                count += len(piece)
        self._part.unlink()
        self.triples.unlink(missing_ok=True)
        self.store.flush()
        self._store = None
        return digest.hexdigest(), count

    def seal(
        self,
        digest: str,
        report: dict[str, Any],
        manifest: dict[str, Any],
        furnish: Furnish,
        is_whole: Callable[[Path], bool] = lambda path: True,
    ) -> Snapshot:
        """Lets the folder publish what was made.

        Either the pointer names a complete snapshot that is on the disk, or nothing changed, at whatever instant the
        process dies. `furnish` puts into its folder what else it holds, and returns what the manifest says of that.
        A snapshot of that digest that is there already stays as it is, but what `is_whole` misses in it is made anew.
        """
        path = self._folder / SNAPSHOTS / digest
        if not path.exists():
            _write_json(self.path / REPORT, report)
            _write_json(self.path / MANIFEST, {"digest": digest, **manifest, **furnish(self.path)})
            _flush_below(self.path)
            path.parent.mkdir(exist_ok=True)
            self.path.rename(path)
            _flush(path.parent)
        elif not is_whole(path):
            self._renew(path, manifest, furnish(self.path))
        _point(self._folder, digest)
        return Snapshot(digest, path)

    def _renew(self, path: Path, manifest: dict[str, Any], furnished: dict[str, Any]) -> None:
        """Puts what was furnished into a snapshot that was sealed before: file by file, the manifest last."""
        with contextlib.suppress(OSError, ValueError):
            manifest = Snapshot(path.name, path).manifest
        new = {one["name"] for one in furnished.get("dumps", ())}
        others = (one for one in manifest.get("dumps", ()) if one["name"] not in new)
        kept = [one for one in others if (path / DUMPS / one["name"]).exists()]
        for file in sorted(self.path.rglob("*")):
            name = file.relative_to(self.path)
            if file.is_file() and name.parts[0] not in (STORE, DATA):
                (path / name).parent.mkdir(exist_ok=True)
                os.replace(file, path / name)
        told = {"digest": path.name, **manifest, **furnished, "dumps": [*furnished.get("dumps", ()), *kept]}
        _write_json(self.path / MANIFEST, told)
        os.replace(self.path / MANIFEST, path / MANIFEST)
        _flush_below(path)


def _merge_of(quad: Quad) -> Quad:
    return Quad(quad.subject, quad.predicate, quad.object, _MERGE)


def _quads(lines: Iterable[bytes]) -> Iterator[Quad]:
    for quad in parse(b"".join(lines), format=RdfFormat.N_QUADS):
        assert isinstance(quad, Quad)
        yield quad


def _point(folder: Path, digest: str) -> None:
    new = folder / f"{POINTER}.new"
    new.write_text(digest + "\n")
    _flush(new)
    os.replace(new, folder / POINTER)
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
