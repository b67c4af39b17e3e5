"""Makes everything that is published beside the data, in the order in which it is needed."""

import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol, TypeVar

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
Piece = Callable[[Path], list[dict[str, Any]] | None]
"""Makes something in the folder of a snapshot; returns what the manifest says of its files, if it says anything."""

_BESIDE = (SEARCH, LISTS, PORTRAITS, DOUBTS, COLUMNS, TERMS, PLACES)
_MADE_BY = "furnished_by"


class Run(Protocol):
    """Has a piece of work done for a folder, here or elsewhere."""

    def __call__(self, piece: Callable[[Path], T], place: Path, /) -> Future[T]: ...


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
    tell: Callable[[int, int], None] = lambda done, of: None,
) -> dict[str, Any]:
    """Furnishes the folder of a snapshot whose data and store are complete; returns what the manifest says of it.

    `texts` are the words of releases by their keys: they can be searched, and are not published. `before` is the
    snapshot that the new one follows; where nobody says, the one that the folder around `place` publishes. `beside` is
    what others want made. `tell` hears how many pieces of the work are done, of how many.
    """
    if before is None and snapshot.published(place.parent):
        before = snapshot.current(place.parent)
    (place / snapshot.DUMPS).mkdir()
    # The longest first, which others make: begun last it would be waited for alone. What gives files gives them in the
    # order in which the manifest has them.
    pieces: list[Piece] = [one.make for one in beside]
    pieces += [_columns, _whole, _kinds, _tables, partial(_changes, before), _portraits, _doubtful]
    done, of = count(1), len(pieces) + 2
    tell(0, of)
    small = (place / snapshot.DATA).stat().st_size <= ALONE
    found: dict[int, list[dict[str, Any]]] = {}
    with _here() if small else _elsewhere(processes) as run:
        if small or processes == 1:
            _index(place, texts)
            tell(next(done), of)
        waiting = {run(piece, place): n for n, piece in enumerate(pieces)}
        if not small and processes > 1:
            # The texts come from a file that is open here.
            _index(place, texts)
            tell(next(done), of)
        for one in as_completed(waiting):
            found[waiting[one]] = one.result() or []
            tell(next(done), of)
        counts = run(statistics, place).result()
        tell(next(done), of)
    dumps = [one for n in sorted(found) for one in found[n]]
    return {"statistics": counts, "dumps": dumps, _MADE_BY: _code(beside)}


@contextmanager
def _elsewhere(processes: int) -> Iterator[Run]:
    """A process for each piece of work, so that what one took of memory the next one does not have."""
    spawning = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=spawning, max_tasks_per_child=1) as pool:
        yield pool.submit


@contextmanager
def _here() -> Iterator[Run]:
    def run(piece: Callable[[Path], T], place: Path) -> Future[T]:
        ready: Future[T] = Future()
        ready.set_result(piece(place))
        return ready

    yield run


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


def _store(place: Path) -> Store:
    return Store.read_only(str(place / snapshot.STORE))


def _index(place: Path, texts: Mapping[str, str]) -> None:
    index(_store(place), place, texts)


def _columns(place: Path) -> None:
    columns(place, place / snapshot.DATA)


def _whole(place: Path) -> list[dict[str, Any]]:
    return _described(place, whole(place / snapshot.DATA, place / snapshot.DUMPS))


def _kinds(place: Path) -> list[dict[str, Any]]:
    return _described(place, kinds(_store(place), place / snapshot.DUMPS))


def _tables(place: Path) -> list[dict[str, Any]]:
    return _described(place, tables(_store(place), place / snapshot.DUMPS))


def _changes(before: snapshot.Snapshot | None, place: Path) -> list[dict[str, Any]]:
    now = snapshot.Snapshot(sha256(place / snapshot.DATA), place)
    if before and before.digest == now.digest:  # one that is made whole again changes nothing
        return []
    return _described(place, changes(before, now, place / snapshot.DUMPS))


def _portraits(place: Path) -> None:
    store = _store(place)
    portraits(store, place)
    lists(store, place)


def _doubtful(place: Path) -> None:
    doubtful(_store(place), place)


def _described(place: Path, files: Iterable[File]) -> list[dict[str, Any]]:
    return [described(place / snapshot.DUMPS, one) for one in files]
