"""What is special about a named graph: what it says, by what that is about."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from pyoxigraph import NamedNode

from endpoint.links import Link
from endpoint.serving.reader import Statement
from endpoint.views.show import Show, Value
from graph.iri import BASE, QUALITY_GRAPH, VOCABULARY_GRAPH

NAMES: Final = {VOCABULARY_GRAPH: "Facts kept by hand", QUALITY_GRAPH: "The quality report as data"}
"""What graphs are called that have no label."""
_SHOWN: Final = 100
_EVIDENCE: Final = f"{BASE}evidence/"


@dataclass(frozen=True, slots=True)
class About:
    """A subject, and each of its properties with a value."""

    subject: Link
    rows: list[tuple[Link, Value]]


def special(show: Show, node: NamedNode) -> dict[str, Any]:
    """The first hundred statements, and how many there are in all. Evidence comes last: of a page it is nearly all, and
    what it bears out is what the page says.
    """
    first, last, total = list[Statement](), list[Statement](), 0
    for one in show.reader.graph(node):
        total += 1
        kept = last if one[0].value.startswith(_EVIDENCE) else first
        if len(kept) < _SHOWN:
            kept.append(one)
    shown = sorted([*first, *last][:_SHOWN], key=lambda one: (one[0].value.startswith(_EVIDENCE), one[0].value))
    about = [
        About(show.link(subject), [(show.link(one[1]), show.value(*one)) for one in rows])
        for subject, rows in groupby(shown, key=lambda one: one[0])
    ]
    return {"about": about, "shown": len(shown), "total": total}
