"""The releases by date, and those that belong to each thing: read from the lists of the snapshot, or looked for.

Snapshots have had such lists since 2026-11-29. Where there are none, as in an older snapshot or behind another engine,
every release is looked at once.
"""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from pyoxigraph import NamedNode

from endpoint.links import Link
from endpoint.serving.reader import Reader
from endpoint.serving.store import Serving
from endpoint.views.dates import short_day
from endpoint.views.show import Show
from graph import vocabulary as v
from graph.publication import files
from graph.publication.lists import DATES, LISTED, LISTS, newest, unpacked

SPEAKING: Final = (v.DCTERMS_PUBLISHER, v.DCTERMS_SPATIAL, v.SCHEMA_MENTIONS)
"""How a release speaks of a structure or a place: it comes from it, or mentions it.

Decision 2026-11-30: lists, pages and the search count a release that does any of these, once. Alternative: pages those
that come from a thing, lists those that mention it; then a place has five releases in the list and none on its page.
Cost: what is drawn counts those that come from it, and says so.
"""


@dataclass(frozen=True, slots=True)
class Line:
    """A release in a list."""

    date: str
    day: str
    link: Link
    sources: tuple[Link, ...]


class Index(ABC):
    """The releases by date, and those of each thing."""

    def __init__(self) -> None:
        self._counts: dict[NamedNode, Counter[NamedNode]] = {}

    @cached_property
    def dates(self) -> dict[NamedNode, str]:
        """Every release with its date (`issued`, else `datelined`, else nothing), newest first, then by IRI."""
        return dict(self._dated())

    @cached_property
    def _all(self) -> list[NamedNode]:
        return list(self.dates)

    def counts(self, predicate: NamedNode) -> Counter[NamedNode]:
        """For every object of `predicate`, how many releases have it."""
        if predicate not in self._counts:
            self._counts[predicate] = Counter(dict(self._counted(predicate)))
        return self._counts[predicate]

    @cached_property
    def speaking(self) -> Counter[NamedNode]:
        """For every thing, how many releases come from it or from there or mention it, each release once."""
        counts = [self.counts(predicate) for predicate in SPEAKING]
        total = sum(counts, Counter[NamedNode]())
        several = {one for one in total if sum(one in of for of in counts) > 1}
        found: dict[NamedNode, set[int]] = {one: set() for one in several}
        for predicate in SPEAKING:
            for one, numbers in self._every(predicate):
                if one in several:
                    found[one].update(numbers)
        total.update({one: len(numbers) - total[one] for one, numbers in found.items()})
        return total

    def newest(self, releases: Iterable[NamedNode]) -> list[NamedNode]:
        """The same releases, newest first."""
        return [one for one, _ in newest((one, self.dates.get(one, "")) for one in releases)]

    def releases(self, predicate: NamedNode, thing: NamedNode) -> list[NamedNode]:
        """The releases that have `thing` as `predicate`, newest first."""
        return [self._all[number - 1] for number in self._numbers(predicate, thing)]

    def speaking_of(self, thing: NamedNode) -> list[NamedNode]:
        """The releases that `speaking` counts, newest first."""
        numbers = {number for predicate in SPEAKING for number in self._numbers(predicate, thing)}
        return [self._all[number - 1] for number in sorted(numbers)]

    @abstractmethod
    def _dated(self) -> Iterable[tuple[NamedNode, str]]: ...

    @abstractmethod
    def _counted(self, predicate: NamedNode) -> Iterable[tuple[NamedNode, int]]: ...

    @abstractmethod
    def _numbers(self, predicate: NamedNode, thing: NamedNode) -> Iterable[int]:
        """The numbers of the releases, in their order: the newest of all is 1."""

    @abstractmethod
    def _every(self, predicate: NamedNode) -> Iterable[tuple[NamedNode, Iterable[int]]]:
        """Every object of the property with the numbers of its releases."""


class Sealed(Index):
    """From the lists of a snapshot."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def _asked(self, query: str, *values: str) -> list[Any]:
        with closing(files.sealed(self._path)) as base:
            return base.execute(query, values).fetchall()

    def _dated(self) -> Iterable[tuple[NamedNode, str]]:
        return ((NamedNode(iri), day) for iri, day in self._asked("SELECT iri, day FROM release ORDER BY number"))

    def _counted(self, predicate: NamedNode) -> Iterable[tuple[NamedNode, int]]:
        rows = self._asked("SELECT thing, count FROM belonging WHERE property = ?", predicate.value)
        return ((NamedNode(thing), count) for thing, count in rows)

    def _numbers(self, predicate: NamedNode, thing: NamedNode) -> Iterable[int]:
        query = "SELECT numbers FROM belonging WHERE property = ? AND thing = ?"
        return (number for (row,) in self._asked(query, predicate.value, thing.value) for number in unpacked(row))

    def _every(self, predicate: NamedNode) -> Iterable[tuple[NamedNode, Iterable[int]]]:
        rows = self._asked("SELECT thing, numbers FROM belonging WHERE property = ?", predicate.value)
        return ((NamedNode(thing), unpacked(row)) for thing, row in rows)


class Looked(Index):
    """From a look at every release."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self._reader = reader
        self._kept: dict[NamedNode, dict[NamedNode, list[int]]] = {}

    def _dated(self) -> Iterable[tuple[NamedNode, str]]:
        found = dict.fromkeys(self._reader.subjects(v.RDF_TYPE, v.RELEASE), "")
        for predicate in reversed(DATES):
            dates = {(date.value, release) for release, _, date in self._reader.look(None, predicate, None)}
            for date, release in sorted(dates, key=lambda pair: pair[0], reverse=True):
                if release in found:
                    found[release] = date
        return newest(found.items())

    @cached_property
    def _places(self) -> dict[NamedNode, int]:
        return {one: number for number, one in enumerate(self._all, 1)}

    def _of(self, predicate: NamedNode) -> dict[NamedNode, list[int]]:
        if predicate not in self._kept:
            found: dict[NamedNode, set[int]] = {}
            for release, _, thing in self._reader.look(None, predicate, None):
                if (number := self._places.get(release)) is not None and isinstance(thing, NamedNode):
                    found.setdefault(thing, set()).add(number)
            self._kept[predicate] = {thing: sorted(numbers) for thing, numbers in found.items()}
        return self._kept[predicate]

    def _counted(self, predicate: NamedNode) -> Iterable[tuple[NamedNode, int]]:
        return ((thing, len(numbers)) for thing, numbers in self._of(predicate).items())

    def _numbers(self, predicate: NamedNode, thing: NamedNode) -> Iterable[int]:
        return self._of(predicate).get(thing, ())

    def _every(self, predicate: NamedNode) -> Iterable[tuple[NamedNode, Iterable[int]]]:
        return self._of(predicate).items()


def index(serving: Serving) -> Index:
    """The index of the snapshot, made when it is first needed."""
    path = serving.snapshot.path / LISTS
    return serving.once("index", lambda: Sealed(path) if path.is_file() else Looked(serving.reader))


def prepare(serving: Serving) -> None:
    """Counts what the lists show, so that no visitor waits for it."""
    at = index(serving)
    for predicate in LISTED:
        at.counts(predicate)
    _ = at.speaking


def line(show: Show, at: Index, release: NamedNode, beside: NamedNode | None = None) -> Line:
    """A release in a list; its source is left out where the list stands beside that source."""
    date = at.dates.get(release, "")
    sources = show.links(one for one in show.reader.nodes(release, v.DCTERMS_PUBLISHER) if one != beside)
    return Line(date, short_day(date), show.link(release), tuple(sources))
