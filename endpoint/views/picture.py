"""Pictures on pages: releases by month, what they are about and who speaks, lineages and careers as spans of time.

Each comes with the numbers behind it, the query that gives them, and the same as CSV.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final
from urllib.parse import quote, urlencode

from markupsafe import Markup
from pyoxigraph import NamedNode

from endpoint.documents.counts import Counts, counts
from endpoint.drawing.charts import Span, months, share, spans, years
from endpoint.links import Link
from endpoint.serving.store import Serving
from endpoint.views import asked
from endpoint.views.dates import day, short_day
from endpoint.views.index import index
from endpoint.views.operation import Stage
from endpoint.views.person import Career
from endpoint.views.show import Show
from graph.iri import BASE, DATASET
from graph.publication.portraits import BELONGING, MONTH, MOST
from graph.publication.search import kind

# The facet of the search by which the releases of a kind of thing are found.
_SEARCHED: Final = {
    "state": "state",
    "person": "person",
    "structure": "source",
    "field-operation": "source",
    "field-of-work": "topic",
    "content-type": "type",
}
_TITLES: Final = {"topic": "Fields of work", "state": "States", "speaker": "Who speaks", "source": "Where from"}
_BESIDE: Final = {"state": "States mentioned with it", "person": "States mentioned too"}
# What a thing of a kind need not be told about itself.
_SELF: Final = {"structure": "source", "field-operation": "source", "person": "speaker", "field-of-work": "topic"}
_MOST_SPANS: Final = 14


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawing with the addresses of the query behind it, as a page and as CSV."""

    svg: Markup
    query: str
    csv: str


@dataclass(frozen=True, slots=True)
class Year:
    """A row of the table behind a timeline: twelve months, the year's sum, and where its releases are."""

    year: int
    months: list[int]
    total: int
    href: str | None


@dataclass(frozen=True, slots=True)
class Timeline:
    """Releases by month; `undated` are those of which no month is known."""

    drawn: Drawn
    years: list[Year]
    total: int
    undated: int


@dataclass(frozen=True, slots=True)
class Ranked:
    """A value of a facet: the thing, how many releases, a bar, and where those releases are found."""

    link: Link
    count: int
    bar: Markup
    href: str | None


@dataclass(frozen=True, slots=True)
class Rank:
    """The most frequent values of a facet."""

    title: str
    items: list[Ranked]
    query: str
    csv: str


@dataclass(frozen=True, slots=True)
class Picture:
    """All that is counted of a thing."""

    timeline: Timeline | None
    ranks: list[Rank]


def picture(serving: Serving, show: Show, node: NamedNode, name: str, chosen: int | None = None) -> Picture | None:
    """What the releases of `node` are when counted; None where there are fewer than two. `name` is what it is called,
    `chosen` the year that the page is about.

    Of the dataset itself, that is of all releases, only the timeline.
    """
    found = counts(serving, node)
    predicate = BELONGING.get(kind(node))
    if sum(found.get(MONTH, {}).values()) < 2 and not any(n > 1 for of in found.values() for n in of.values()):
        return None
    at = index(serving)
    of_all = at.counts(predicate)[node] if predicate and node != DATASET else len(at.dates)
    timeline = _timeline(show, node, predicate, found, name, chosen, of_all)
    if node == DATASET:
        return Picture(timeline, [])
    own = _SELF.get(kind(node))
    return Picture(
        timeline,
        [
            _rank(show, node, predicate, facet, dict(islice(found[facet].items(), MOST)))
            for facet in _TITLES
            if found.get(facet) and facet != own
        ],
    )


def _timeline(
    show: Show, node: NamedNode, predicate: NamedNode | None, found: Counts, name: str, chosen: int | None, of_all: int
) -> Timeline | None:
    by_month = found.get(MONTH)
    if not by_month:
        return None
    to = _found_in_year(show, node)
    first, last, top = min(by_month), max(by_month), max(by_month, key=lambda one: (by_month[one], one))
    total = sum(by_month.values())
    said = f"{total:,} releases, {day(first)} to {day(last)}; the most in a month are {by_month[top]:,}, in {day(top)}."
    svg = months(by_month, "timeline", f"Releases by month: {name}", said, to, chosen)
    rows = []
    for year in sorted({int(one[:4]) for one in by_month}):
        each = [by_month.get(f"{year:04}-{month:02}", 0) for month in range(1, 13)]
        rows.append(Year(year, each, sum(each), to(year) if to else None))
    return Timeline(Drawn(svg, *asked.asked(show.root, asked.by_month(node, predicate))), rows, total, of_all - total)


def _found_in_year(show: Show, node: NamedNode) -> Callable[[int], str] | None:
    if node == DATASET:
        return lambda year: f"{show.root}/release/?year={year:04}"
    address = searched(show, node)
    return (lambda year: f"{address}&year={year:04}") if address else None


def searched(show: Show, *nodes: NamedNode) -> str | None:
    """Where the search finds the releases that have all these things; None where it knows no such facet."""
    facets = {_SEARCHED.get(kind(one), ""): one.value.removeprefix(BASE) for one in nodes}
    if "" in facets or len(facets) < len(nodes):
        return None
    return f"{show.root}/search?{urlencode(facets, quote_via=quote)}"


def _rank(show: Show, node: NamedNode, predicate: NamedNode | None, facet: str, values: Mapping[str, int]) -> Rank:
    most = max(values.values())
    items = [
        Ranked(
            show.link(NamedNode(iri)),
            count,
            # Where all have one a row of full bars says nothing.
            share(count, most) if most > 1 else Markup(),
            # Being quoted is more than being named, which is what the search knows.
            searched(show, node, NamedNode(iri)) if facet != "speaker" else None,
        )
        for iri, count in values.items()
    ]
    title = _BESIDE.get(kind(node), _TITLES[facet]) if facet == "state" else _TITLES[facet]
    return Rank(title, items, *asked.asked(show.root, asked.by_facet(node, predicate, facet)))


def lineage(serving: Serving, show: Show, node: NamedNode, stages: Sequence[Stage]) -> Drawn | None:
    """The operations of a lineage as spans of time, each joined with what it follows; None of fewer than two."""
    dated = [(one, since) for one in stages if (since := years(one.began)) is not None]
    if len(dated) < 2:
        return None
    places = {one.link.iri: place for place, (one, _) in enumerate(dated)}
    rows = [
        Span(
            one.link.text,
            since,
            years(one.ended),
            one.link.href,
            one.here,
            f"{one.since} to {one.until or 'today'}",
            tuple(places[iri] for iri in one.after if iri in places),
        )
        for one, since in dated
    ]
    said = "; ".join(f"{one.name}, {one.words}" for one in rows) + "."
    svg = spans(rows, _today(serving), "lineage", "Lineage in time", said)
    return Drawn(svg, *asked.asked(show.root, asked.lineage(node)))


def career(serving: Serving, show: Show, node: NamedNode, stretches: Sequence[Career]) -> Drawn | None:
    """Offices and roles of a person as spans of time; None of fewer than two."""
    dated = [(one, since) for one in stretches if (since := years(one.since)) is not None]
    if len(dated) < 2:
        return None
    shown = sorted(sorted(dated, key=lambda pair: -pair[0].weight)[:_MOST_SPANS], key=lambda pair: pair[1])
    rows = [
        Span(
            one.title,
            since,
            years(one.until) if one.until else None,
            words=f"{short_day(one.since)} to {short_day(one.until) or 'today'}",
        )
        for one, since in shown
    ]
    said = "; ".join(f"{one.name}, {one.words}" for one in rows) + "."
    svg = spans(rows, _today(serving), "career", "Offices and roles in time", said)
    return Drawn(svg, *asked.asked(show.root, asked.career(node)))


def _today(serving: Serving) -> float:
    """The day on which the snapshot was sealed, so that the same snapshot gives the same picture."""
    return years(serving.created[:10]) or 0.0
