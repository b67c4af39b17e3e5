"""The snapshots that are still kept, as versions of the graph, newest first; each may be read like the current one."""

import datetime
import json
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final

from pyoxigraph import NamedNode

from endpoint.documents.documents import exists
from endpoint.problems import Problem
from endpoint.serving.reader import Reader, StoreReader
from endpoint.serving.store import Serving
from graph import snapshot
from graph.canonical import tells_of
from graph.iri import HISTORY_GRAPH, QUALITY_GRAPH, VOCABULARY_GRAPH
from graph.publication.changes import CHANGES

_MOST: Final = 200
"""Versions that are looked at; what is older is reached by its digest no more."""
_OPEN: Final = 8
"""Versions whose store is held open."""
_LOOKED_INTO: Final = 50
"""Versions before the current one that a name is looked for in which that one does not know."""


_GRAPHS: Final = (VOCABULARY_GRAPH, QUALITY_GRAPH, HISTORY_GRAPH)


@dataclass(frozen=True)
class Version:
    """One kept snapshot: when it was sealed and what it changed."""

    digest: str
    time: datetime.datetime
    path: Path
    counts: dict[str, int]
    dumps: tuple[dict[str, Any], ...]
    measures: dict[str, float | None]

    @cached_property
    def changes(self) -> dict[str, Any]:
        """Releases added, changed and removed since the version before; nothing for the first."""
        try:
            said: dict[str, Any] = json.loads((self.path / CHANGES).read_text())
        except OSError:
            return {}
        return said

    def dump(self, name: str) -> dict[str, Any] | None:
        """What is said of its file with that name."""
        return next((one for one in self.dumps if one["name"] == name), None)

    def tells_of(self, node: NamedNode) -> bool:
        """Whether there is a document about it in this version. Its store is not opened for that, which would take a
        hundred times as long, and there may be hundreds of versions.
        """
        try:
            return tells_of(self.path / snapshot.DATA, node) or (node in _GRAPHS and node in self._graphs)
        except OSError:
            return False

    @cached_property
    def _graphs(self) -> frozenset[NamedNode]:
        """The graphs of its own that hold something and of which nothing is said; those of pages have their topic."""
        return frozenset(one for one in _GRAPHS if exists(self.reader, one))

    @property
    def reader(self) -> Reader:
        """The data of the version. Raises Problem where it has been pruned."""
        if not self.path.is_dir():
            raise Problem("not-found", f"The version {self.digest} is no longer kept.")
        return _reader(self.path / snapshot.STORE)


@lru_cache(maxsize=_OPEN)
def _reader(store: Path) -> Reader:
    return StoreReader(store)


def versions(serving: Serving) -> list[Version]:
    """The current snapshot and those before it, as far as they are kept."""
    found = serving.once("versions", lambda: _chain(serving.snapshot))
    return [one for one in found if one.path.is_dir()]


def before(serving: Serving) -> list[Version]:
    """Those before the current one, newest first, as many as are looked into for a name that it does not know."""
    return versions(serving)[1 : _LOOKED_INTO + 1]


def kept_now(serving: Serving) -> str:
    """Which versions are kept, as a part of validators: what lists them changes when one is pruned."""
    return " ".join(one.digest for one in versions(serving))


def some_versions(serving: Serving) -> list[Version]:
    """The same. Raises Problem where none is kept: what stands in front of another engine has no snapshots."""
    found = versions(serving)
    if not found:
        raise Problem("not-found", "No version is kept here.", remedy="Ask where the graph is built and published.")
    return found


def version(serving: Serving, digest: str) -> Version:
    """The version with that digest. Raises Problem where none is kept."""
    for one in versions(serving):
        if one.digest == digest:
            return one
    raise Problem("not-found", f"No version {digest!r} is kept.", remedy="Take one of those listed on /version/.")


def _chain(newest: snapshot.Snapshot) -> list[Version]:
    found: list[Version] = []
    seen: set[str] = set()
    digest: str | None = newest.digest
    while digest and digest not in seen and len(found) < _MOST:
        seen.add(digest)
        path = newest.path.parent / digest
        try:
            manifest = snapshot.Snapshot(digest, path).manifest
            time = datetime.datetime.fromisoformat(manifest["created"])
        except (OSError, KeyError, ValueError):
            break
        counts, measures = manifest.get("counts", {}), manifest.get("measures", {})
        found.append(Version(digest, time, path, counts, tuple(manifest.get("dumps", ())), measures))
        digest = manifest.get("parent")
    return found
