"""What is special about a structure or a field operation: its lineage, who held or headed it, who worked there."""

from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import NamedNode

from endpoint.links import Link
from endpoint.views.dates import day
from endpoint.views.show import Show
from endpoint.views.staff import staff
from graph import vocabulary as v
from graph.iri import thing

_MOST_STAGES: Final = 40
_SHOWN_ROLES: Final = 12
# What one person is; other structures have a head.
_POSTS: Final = {
    thing("structure-kind", key) for key in ("office-holder-post", "special-or-personal-representative", "chair")
}


@dataclass(frozen=True, slots=True)
class Stage:
    """One operation in a lineage; `after` are the IRIs of what came before it."""

    link: Link
    began: str
    ended: str
    since: str
    until: str
    here: bool
    after: tuple[str, ...]
    doubt: str | None


def special(show: Show, node: NamedNode) -> dict[str, Any]:
    """The lineage and the people of a field operation."""
    stages = lineage(show, node)
    shown = stages if len(stages) > 1 else []
    return {
        **structure(show, node),
        "lineage": shown,
        "leave_out": (v.PREDECESSOR, v.SUCCESSOR) if shown else (),
    }


def structure(show: Show, node: NamedNode) -> dict[str, Any]:
    """Those who held or headed a structure, the people whom releases show there, its parts and its meetings."""
    reader = show.reader
    found = staff(show, node, _SHOWN_ROLES)
    post = _POSTS & {*reader.nodes(node, v.ORG_CLASSIFICATION)}
    meetings = [one for one in reader.subjects(v.SCHEMA_ORGANIZER, node) if v.MEETING_SERIES in reader.types(one)]
    return {
        "holders": found.heads,
        "holders_title": "Held by" if post else "Heads",
        "meetings": show.links(meetings),
        "others": found.others,
        "people": found.people,
        "people_total": found.total,
        "below": show.links(reader.subjects(v.ORG_SUB_ORGANIZATION_OF, node)),
    }


def lineage(show: Show, node: NamedNode) -> list[Stage]:
    """All operations joined by predecessor and successor, by the year they began; those without a year come last."""
    reader = show.reader
    found, waiting = {node}, [node]
    while waiting and len(found) < _MOST_STAGES:
        one = waiting.pop()
        near = {*reader.nodes(one, v.PREDECESSOR), *reader.nodes(one, v.SUCCESSOR)}
        near |= {*reader.subjects(v.PREDECESSOR, one), *reader.subjects(v.SUCCESSOR, one)}
        waiting += sorted(near - found, key=lambda other: other.value)
        found |= near
    return sorted((_stage(show, one, node) for one in found), key=lambda one: (one.began or "~", one.link.iri))


def _stage(show: Show, one: NamedNode, node: NamedNode) -> Stage:
    began = show.reader.text(one, v.SCHEMA_FOUNDING_DATE)
    ended = show.reader.text(one, v.SCHEMA_DISSOLUTION_DATE)
    before = {*show.reader.nodes(one, v.PREDECESSOR), *show.reader.subjects(v.SUCCESSOR, one)}
    return Stage(
        show.link(one),
        began,
        ended,
        day(began),
        day(ended),
        one == node,
        tuple(sorted(other.value for other in before)),
        show.doubt(one),
    )
