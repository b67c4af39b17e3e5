"""What is in a region: its States, the field operations there and the places, counted as the lists of these count."""

import contextlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from pyoxigraph import NamedNode

from endpoint.finding.finding import search
from endpoint.problems import Problem
from endpoint.serving.store import Serving
from endpoint.views.index import index
from endpoint.views.lists import Item
from endpoint.views.show import Show
from graph import vocabulary as v
from graph.iri import BASE

_SHOWN: Final = 12
_DEEPEST: Final = 3
"""A town lies in a territory, this in a State, this in a region."""


@dataclass(frozen=True, slots=True)
class Region:
    """What is in a region, each with the number of its releases, the most first; `releases` mention any of its States,
    and the search at `address` lists them.
    """

    states: list[Item]
    operations: list[Item]
    places: list[Item]
    places_total: int
    releases: int
    address: str


def region(serving: Serving, show: Show, node: NamedNode) -> Region:
    """What is in it and in what is in it: places say in which State or territory they lie, these in which region."""
    at, inside = index(serving), _inside(show, node)
    states = [one for one in inside if v.STATE in show.reader.types(one)]
    spoken = at.speaking
    places = [one for one in inside if one not in states and spoken[one]]
    mentioned = at.counts(v.SCHEMA_MENTIONS)
    releases, address = _search(serving, show, [one for one in states if mentioned[one]])
    return Region(
        _counted(show, mentioned, states),
        _counted(show, spoken, show.reader.subjects(v.HAS_REGION, node)),
        _counted(show, spoken, sorted(places, key=lambda one: (-spoken[one], one.value))[:_SHOWN]),
        len(places),
        releases,
        address,
    )


def _inside(show: Show, node: NamedNode) -> list[NamedNode]:
    """What lies in it, directly or not, each once."""
    found, level = dict[NamedNode, None](), [node]
    for _ in range(_DEEPEST):
        below = (one for up in level for one in show.reader.subjects(v.SCHEMA_CONTAINED_IN_PLACE, up))
        level = [one for one in dict.fromkeys(below) if one not in found and one != node]
        found |= dict.fromkeys(level)
    return list(found)


def _counted(show: Show, counts: Counter[NamedNode], things: Iterable[NamedNode]) -> list[Item]:
    found = [Item(show.link(one), counts[one]) for one in things]
    return sorted(found, key=lambda one: (-(one.count or 0), one.link.text.casefold()))


def _search(serving: Serving, show: Show, states: list[NamedNode]) -> tuple[int, str]:
    """How many releases mention any of the States, and where they are listed; none without an index for searches."""
    chosen = {"state": sorted(one.value.removeprefix(BASE) for one in states)}
    with contextlib.suppress(Problem):
        found = search(serving).facets.picked(chosen)
        return found.get("state", 0).bit_count(), f"{show.root}/search?{urlencode(chosen, doseq=True)}"
    return 0, ""
