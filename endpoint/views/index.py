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


@dataclass(frozen=True, slots=True)
class Bar:
    """A year in a chart."""

    year: int
    count: int
    href: str | None


class Index:
    """The releases by date, and how many there are for each year and each thing."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

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
    def years(self) -> Counter[int]:
        """Releases of each year that has any."""
        return self.years_of(self.dates)

    def years_of(self, releases: "list[NamedNode] | dict[NamedNode, str]") -> Counter[int]:
        """How many of these releases are of each year; those without a date are left out."""
        found = (self.dates.get(one, "")[:4] for one in releases)
        return Counter(int(year) for year in found if year.isdigit())

    def counts(self, predicate: NamedNode) -> Counter[NamedNode]:
        """For every object of `predicate`, how many releases have it."""
        name = f"_counts_{predicate.value}"
        if name not in self.__dict__:
            found = {one for one in self._reader.look(None, predicate, None) if one[0] in self.dates}
            self.__dict__[name] = Counter(thing for _, _, thing in found)
        counted: Counter[NamedNode] = self.__dict__[name]
        return counted

    def newest(self, releases: list[NamedNode]) -> list[NamedNode]:
        """The same releases, newest first."""
        return sorted(releases, key=lambda one: (self.dates.get(one, ""), one.value), reverse=True)


def index(serving: Serving) -> Index:
    """The index of the snapshot, made when it is first needed."""
    return serving.once("index", lambda: Index(serving.reader))


def prepare(serving: Serving) -> None:
    """Counts what the lists show, so that no visitor waits for it."""
    at = index(serving)
    at.years.total()
    for predicate in (v.SCHEMA_MENTIONS, v.DCTERMS_PUBLISHER, v.DCTERMS_SUBJECT, v.DCTERMS_SPATIAL):
        at.counts(predicate)


def line(show: Show, at: Index, release: NamedNode, beside: NamedNode | None = None) -> Line:
    """A release in a list; its source is left out where the list stands beside that source."""
    date = at.dates.get(release, "")
    sources = show.links(one for one in show.reader.nodes(release, v.DCTERMS_PUBLISHER) if one != beside)
    return Line(date, short_day(date), show.link(release), tuple(sources))


def bars(years: Counter[int], target: str | None) -> list[Bar]:
    """A bar for every year from the first to the last; `target` with the year appended is where a bar leads."""
    if not years:
        return []
    span = range(min(years), max(years) + 1)
    return [Bar(year, years[year], f"{target}{year}" if target and years[year] else None) for year in span]
