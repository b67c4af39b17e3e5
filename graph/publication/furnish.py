"""Makes everything that is published beside the data, in the order in which it is needed."""

import multiprocessing
from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pyoxigraph import Store

from graph import snapshot
from graph.publication.changes import changes
from graph.publication.dumps import kinds, whole
from graph.publication.files import File, described, sha256
from graph.publication.portraits import portraits
from graph.publication.search import index
from graph.publication.statistics import statistics
from graph.publication.tables import tables

# Below so many bytes of data another process takes longer to start than it saves.
_ALONE = 20_000_000


def furnish(
    place: Path,
    texts: Mapping[str, str] = MappingProxyType({}),
    before: snapshot.Snapshot | None = None,
    processes: int = 1,
) -> dict[str, Any]:
    """Furnishes the folder of a snapshot whose data and store are complete; returns what the manifest says of it.

    `texts` are the words of releases by their keys: they can be searched, and are not published. `before` is the
    snapshot that the new one follows; where nobody says, the one that the folder around `place` publishes.
    """
    if before is None and snapshot.published(place.parent):
        before = snapshot.current(place.parent)
    (place / snapshot.DUMPS).mkdir()
    apart = processes if (place / snapshot.DATA).stat().st_size > _ALONE else 1
    if apart == 1:
        index(_store(place), place, texts)
        made = [_whole(place), _kinds(place), _tables(place), _changes(place, before)]
        _portraits(place)
        counts = statistics(_store(place))
    else:
        with ProcessPoolExecutor(apart, mp_context=multiprocessing.get_context("spawn")) as pool:
            # The longest first. The texts come from a file that is open here.
            waiting = [pool.submit(work, place) for work in (_whole, _kinds, _tables)]
            waiting.append(pool.submit(_changes, place, before))
            counting, drawing = pool.submit(_statistics, place), pool.submit(_portraits, place)
            index(_store(place), place, texts)
            made = [one.result() for one in waiting]
            counts = counting.result()
            drawing.result()
    return {"statistics": counts, "dumps": [one for files in made for one in files]}


def _store(place: Path) -> Store:
    return Store.read_only(str(place / snapshot.STORE))


def _whole(place: Path) -> list[dict[str, Any]]:
    return _described(place, whole(place / snapshot.DATA, place / snapshot.DUMPS))


def _kinds(place: Path) -> list[dict[str, Any]]:
    return _described(place, kinds(_store(place), place / snapshot.DUMPS))


def _tables(place: Path) -> list[dict[str, Any]]:
    return _described(place, tables(_store(place), place / snapshot.DUMPS))


def _changes(place: Path, before: snapshot.Snapshot | None) -> list[dict[str, Any]]:
    now = snapshot.Snapshot(sha256(place / snapshot.DATA), place)
    return _described(place, changes(before, now, place / snapshot.DUMPS))


def _portraits(place: Path) -> None:
    portraits(_store(place), place)


def _statistics(place: Path) -> dict[str, Any]:
    return statistics(_store(place))


def _described(place: Path, files: Iterable[File]) -> list[dict[str, Any]]:
    return [described(place / snapshot.DUMPS, one) for one in files]
