"""What is counted once for each snapshot, because it needs a look at every release."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import NamedNode

from endpoint.links import Link
from endpoint.reader import Reader
from endpoint.store import Serving
from endpoint.views.dates import short_day
from endpoint.views.show import Show
from graph import vocabulary as v


@dataclass(frozen=True, slots=True)
class Line:
    """A release in a list."""

    date: str
    day: str
    link: Link
    sources: tuple[Link, ...]


class Index:
    """The releases by date, and those of each thing."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._kept: dict[NamedNode, dict[NamedNode, list[int]]] = {}

    @cached_property
    def dates(self) -> dict[NamedNode, str]:
        """Every release with its date (`issued`, else `datelined`, else nothing), newest first, then by IRI."""
        found = dict.fromkeys(self._reader.subjects(v.RDF_TYPE, v.RELEASE), "")
        for predicate in (v.DATELINED, v.DCTERMS_ISSUED):
            for release, _, date in self._reader.look(None, predicate, None):
                if release in found:
                    found[release] = date.value
        newest = sorted(found.items(), key=lambda pair: (pair[1], pair[0].value), reverse=True)
        return dict(newest)

    @cached_property
    def _all(self) -> list[NamedNode]:
        return list(self.dates)

    @cached_property
    def _places(self) -> dict[NamedNode, int]:
        return {one: place for place, one in enumerate(self._all)}

    def _of(self, predicate: NamedNode) -> dict[NamedNode, list[int]]:
        """For every object of `predicate` the places of the releases that have it, newest first."""
        if predicate not in self._kept:
            found: dict[NamedNode, set[int]] = {}
            for release, _, thing in self._reader.look(None, predicate, None):
                if (place := self._places.get(release)) is not None and isinstance(thing, NamedNode):
                    found.setdefault(thing, set()).add(place)
            self._kept[predicate] = {thing: sorted(places) for thing, places in found.items()}
        return self._kept[predicate]

    def counts(self, predicate: NamedNode) -> Counter[NamedNode]:
        """For every object of `predicate`, how many releases have it."""
        return Counter({thing: len(places) for thing, places in self._of(predicate).items()})

    def newest(self, releases: list[NamedNode]) -> list[NamedNode]:
        """The same releases, newest first."""
        return sorted(releases, key=lambda one: (self.dates.get(one, ""), one.value), reverse=True)

    def releases(self, predicate: NamedNode, thing: NamedNode) -> list[NamedNode]:
        """The releases that have `thing` as `predicate`, newest first."""
        return [self._all[place] for place in self._of(predicate).get(thing, ())]


def index(serving: Serving) -> Index:
    """The index of the snapshot, made when it is first needed."""
    return serving.once("index", lambda: Index(serving.reader))


def prepare(serving: Serving) -> None:
    """Counts what the lists show, so that no visitor waits for it."""
    at = index(serving)
    for predicate in (v.SCHEMA_MENTIONS, v.DCTERMS_PUBLISHER, v.DCTERMS_SUBJECT, v.DCTERMS_SPATIAL):
        at.counts(predicate)


def line(show: Show, at: Index, release: NamedNode, beside: NamedNode | None = None) -> Line:
    """A release in a list; its source is left out where the list stands beside that source."""
    date = at.dates.get(release, "")
    sources = show.links(one for one in show.reader.nodes(release, v.DCTERMS_PUBLISHER) if one != beside)
    return Line(date, short_day(date), show.link(release), tuple(sources))
