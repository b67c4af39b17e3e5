"""The map of the States that releases mention: of all releases, of a field of work, of those who issue them."""

from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from endpoint.documents.counts import counts
from endpoint.drawing.atlas import Circle, atlas, places
from endpoint.links import Link
from endpoint.serving.store import Serving
from endpoint.views import asked
from endpoint.views.picture import Drawn, searched
from endpoint.views.show import Show
from graph import vocabulary as v
from graph.iri import BASE, DATASET
from graph.publication.portraits import BELONGING, MAPPED, STATE
from graph.publication.search import kind

_FEWEST: Final = 3
_SHOWN: Final = 12
"""So many States are in the table of a page that has much else; the front page has all."""
_STATES: Final = f"{BASE}state/"


@dataclass(frozen=True, slots=True)
class Row:
    """A State in the table behind the map: how many releases mention it, and where these are found."""

    link: Link
    count: int
    href: str | None
    drawn: bool


@dataclass(frozen=True, slots=True)
class Map:
    """The map and the table behind it, the most mentioned first, and how many there are in all."""

    drawn: Drawn
    rows: list[Row]
    total: int


def mentions(serving: Serving, show: Show, node: NamedNode, name: str, ground: str) -> Map | None:
    """The map of `node`, which is called `name`; `ground` is where the land is drawn.

    None for things that have no map, and where fewer than three States are mentioned.
    """
    if node != DATASET and kind(node) not in MAPPED:
        return None
    found = counts(serving, node).get(STATE, {})
    if len(found) < _FEWEST:
        return None
    rows = [
        Row(show.link(NamedNode(iri)), count, _found(show, node, NamedNode(iri)), iri.removeprefix(_STATES) in places())
        for iri, count in found.items()
    ]
    whole = node == DATASET
    circles = [
        # Links there are in the table; a page of a thing has no room for them twice.
        Circle(one.link.iri.removeprefix(_STATES), one.link.text, one.count, one.link.href if whole else None)
        for one in rows
    ]
    silent = [one for one in show.reader.subjects(v.RDF_TYPE, v.PARTICIPATING_STATE) if one.value not in found]
    circles += [Circle(one.value.removeprefix(_STATES), show.link(one).text, 0) for one in silent]
    foremost = ", ".join(f"{one.link.text} ({one.count:,})" for one in rows[:5])
    said = f"{len(rows)} States; most releases mention {foremost}."
    svg = atlas(circles, ground, "map", f"States in releases: {name}", said)
    query = asked.by_facet(node, BELONGING.get(kind(node)), STATE)
    return Map(Drawn(svg, *asked.asked(show.root, query)), rows if whole else rows[:_SHOWN], len(rows))


def _found(show: Show, node: NamedNode, state: NamedNode) -> str | None:
    return searched(show, state) if node == DATASET else searched(show, node, state)
