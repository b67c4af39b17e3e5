"""Makes everything that is published beside the data, in the order in which it is needed."""

import multiprocessing
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from pyoxigraph import Store

from graph import snapshot
from graph.cores import ALONE
from graph.publication.changes import changes
from graph.publication.columns import columns
from graph.publication.doubtful import DOUBTS, doubtful
from graph.publication.dumps import kinds, whole
from graph.publication.files import File, described, sha256
from graph.publication.lists import LISTS, lists
from graph.publication.portraits import PORTRAITS, portraits
from graph.publication.search import SEARCH, index
from graph.publication.statistics import statistics
from graph.publication.tables import tables
from graph.read.readings import reader_digest
from graph.terms import COLUMNS, PLACES, TERMS

T = TypeVar("T")

_BESIDE = (SEARCH, LISTS, PORTRAITS, DOUBTS, COLUMNS, TERMS, PLACES)
_MADE_BY = "furnished_by"


@dataclass(frozen=True, slots=True)
class Beside:
    """A file beside the data that others make, such as who serves it: its name, the digest of the code that makes it,
    and what makes it in the folder of a snapshot, in any process.
    """

    file: str
    code: str
    make: Callable[[Path], None]


def furnish(
    place: Path,
    texts: Mapping[str, str] = MappingProxyType({}),
    before: snapshot.Snapshot | None = None,
    processes: int = 1,
    beside: Sequence[Beside] = (),
) -> dict[str, Any]:
    """Furnishes the folder of a snapshot whose data and store are complete; returns what the manifest says of it.

    `texts` are the words of releases by their keys: they can be searched, and are not published. `before` is the
    snapshot that the new one follows; where nobody says, the one that the folder around `place` publishes. `beside` is
    what others want made.
    """
    if before is None and snapshot.published(place.parent):
        before = snapshot.current(place.parent)
    (place / snapshot.DUMPS).mkdir()
    store = Store.read_only(str(place / snapshot.STORE))
    if (place / snapshot.DATA).stat().st_size <= ALONE:
        index(store, place, texts)
        made = [_whole(place), _kinds(place, store), _tables(place, store), _changes(place, before)]
        portraits(store, place)
        lists(store, place)
        doubtful(store, place)
        for one in beside:
            one.make(place)
        columns(place, place / snapshot.DATA)
        counts = statistics(place)
    else:
        if processes == 1:
            index(store, place, texts)
        # A process for each piece of work, so that what one took of memory the next one does not have.
        spawning = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(processes, mp_context=spawning, max_tasks_per_child=1) as pool:
            # The longest first. The texts come from a file that is open here.
            tabling = pool.submit(columns, place, place / snapshot.DATA)
            waiting = [pool.submit(_whole, place), *(pool.submit(_opened, work, place) for work in (_kinds, _tables))]
            waiting.append(pool.submit(_changes, place, before))
            drawing = [pool.submit(_opened, work, place) for work in (_portraits, _doubtful)]
            drawing += [pool.submit(one.make, place) for one in beside]
            if processes > 1:
                index(store, place, texts)
            made = [one.result() for one in waiting]
            for drawn in (tabling, *drawing):
                drawn.result()
            counts = pool.submit(statistics, place).result()
    return {"statistics": counts, "dumps": [one for files in made for one in files], _MADE_BY: _code(beside)}


def is_whole(place: Path, beside: Sequence[Beside] = ()) -> bool:
    """Whether a sealed snapshot holds all that it is furnished with, as this version makes it."""
    try:
        manifest = snapshot.Snapshot(place.name, place).manifest
        others = [one.file for one in beside]
        names = [*_BESIDE, *others, *(f"{snapshot.DUMPS}/{one['name']}" for one in manifest["dumps"])]
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return manifest.get(_MADE_BY) == _code(beside) and all((place / name).is_file() for name in names)


def _code(beside: Sequence[Beside]) -> str:
    """A digest of what makes these files; of the list of people in doubt that is `look/` too."""
    here = Path(__file__).parent
    return " ".join([reader_digest(here, here.parent / "look"), *(one.code for one in beside)])


def _opened(work: Callable[[Path, Store], T], place: Path) -> T:
    """Does the work in a process that has no store open yet."""
    return work(place, Store.read_only(str(place / snapshot.STORE)))


def _whole(place: Path) -> list[dict[str, Any]]:
    return _described(place, whole(place / snapshot.DATA, place / snapshot.DUMPS))


def _kinds(place: Path, store: Store) -> list[dict[str, Any]]:
    return _described(place, kinds(store, place / snapshot.DUMPS))


def _tables(place: Path, store: Store) -> list[dict[str, Any]]:
    return _described(place, tables(store, place / snapshot.DUMPS))


def _changes(place: Path, before: snapshot.Snapshot | None) -> list[dict[str, Any]]:
    now = snapshot.Snapshot(sha256(place / snapshot.DATA), place)
    if before and before.digest == now.digest:  # one that is made whole again changes nothing
        return []
    return _described(place, changes(before, now, place / snapshot.DUMPS))


def _portraits(place: Path, store: Store) -> None:
    portraits(store, place)
    lists(store, place)


def _doubtful(place: Path, store: Store) -> None:
    doubtful(store, place)


def _described(place: Path, files: Iterable[File]) -> list[dict[str, Any]]:
    return [described(place / snapshot.DUMPS, one) for one in files]
