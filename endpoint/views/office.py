"""Who held which office when, and what things were called when: rows with a period, as the vocabularies know them."""

from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from endpoint.links import Link
from endpoint.serving.reader import Reader
from endpoint.views.dates import known, period, short_day
from endpoint.views.ground import Ground, remarks
from endpoint.views.show import Show
from graph import vocabulary as v

ALWAYS: Final = "9999"
"""Where a tenure without dates stands among the others."""
_BOUNDS: Final = {v.SCHEMA_START_DATE: "beginning", v.SCHEMA_END_DATE: "end"}
_OF_TENURE: Final = {
    **_BOUNDS,
    v.HELD_FOR: "State",
    v.FROM_STATE: "State",
    v.KNOWN_ON: "day",
    v.ORG_MEMBER: "person",
    v.ROLE_TITLE: "title",
}


@dataclass(frozen=True, slots=True)
class Tenure:
    """A person in an office; `state` is the one in the Chair, or that the person comes from. `newest` sorts by time."""

    link: Link
    period: str
    newest: str
    person: Link | None
    title: str
    organisation: Link | None
    state: Link | None
    grounds: tuple[Ground, ...]
    since: str
    until: str


@dataclass(frozen=True, slots=True)
class Name:
    """What something was called during a time."""

    iri: str
    text: str
    language: str | None
    period: str
    since: str
    until: str
    grounds: tuple[Ground, ...]


def called(title: str, organisation: Link | None) -> str:
    """An office or role with its body, where the title does not name that."""
    name = organisation.text if organisation else ""
    return title if not name or name in title else f"{title}, {name}" if title else name


def called_of(show: Show, role: NamedNode) -> str:
    """The same of a tenure or a role in the graph."""
    bodies = show.reader.nodes(role, v.ORG_HAS_ORGANIZATION)
    return called(show.reader.text(role, v.ROLE_TITLE), show.link(bodies[0]) if bodies else None)


def tenures(show: Show, predicate: NamedNode, node: NamedNode) -> list[Tenure]:
    """The tenures that lead to `node` by `predicate` (of a person, at a structure, for a State), newest first."""
    reader = show.reader
    found = [one for one in reader.subjects(predicate, node) if v.TENURE in reader.types(one)]
    return sorted((_tenure(show, one) for one in found), key=lambda one: (one.newest, one.link.iri), reverse=True)


def newest_offices(reader: Reader) -> dict[NamedNode, NamedNode]:
    """For everyone who is known to have held an office the newest tenure; for lists, which show no more of it."""
    newest: dict[NamedNode, tuple[str, str, NamedNode]] = {}
    for one in reader.subjects(v.RDF_TYPE, v.TENURE):
        found = (_newest(reader, one), one.value, one)
        for person in reader.nodes(one, v.ORG_MEMBER):
            newest[person] = max(found, newest.get(person, found))
    return {person: tenure for person, (_, _, tenure) in newest.items()}


def _newest(reader: Reader, tenure: NamedNode) -> str:
    dates = (reader.text(tenure, one) for one in (v.SCHEMA_START_DATE, v.KNOWN_ON, v.SCHEMA_END_DATE))
    return next((date for date in dates if date), ALWAYS)


def _tenure(show: Show, node: NamedNode) -> Tenure:
    reader = show.reader
    since, until, on = (reader.text(node, one) for one in (v.SCHEMA_START_DATE, v.SCHEMA_END_DATE, v.KNOWN_ON))
    return Tenure(
        show.link(node),
        _period(since, until, on),
        _newest(reader, node),
        _one(show, node, v.ORG_MEMBER),
        reader.text(node, v.ROLE_TITLE),
        _one(show, node, v.ORG_HAS_ORGANIZATION),
        _one(show, node, v.HELD_FOR) or _one(show, node, v.FROM_STATE),
        remarks(reader, node, _OF_TENURE),
        since,
        until,
    )


def _period(since: str, until: str, on: str) -> str:
    """The time of a tenure. A start without an end means in office; no date at all, that none is known."""
    if on and not until:
        return f"from {short_day(since)}, end not known" if since else known(on)
    return period(since, until) or "dates not known"


def names(show: Show, node: NamedNode) -> list[Name]:
    """The dated names of `node`, the oldest first."""
    found = (_name(show, one) for one in show.reader.subjects(v.NAME_OF, node))
    return sorted(found, key=lambda one: (one.since, one.until or ALWAYS, one.text))


def _name(show: Show, node: NamedNode) -> Name:
    reader = show.reader
    since, until = (reader.text(node, one) for one in (v.SCHEMA_START_DATE, v.SCHEMA_END_DATE))
    shown = show.value(node, v.RDFS_LABEL, reader.value(node, v.RDFS_LABEL) or node)
    when = period(since, until) or "dates not known"
    return Name(node.value, shown.text, shown.language, when, since, until, remarks(reader, node, _BOUNDS))


def _one(show: Show, node: NamedNode, predicate: NamedNode) -> Link | None:
    found = show.reader.nodes(node, predicate)
    return show.link(found[0]) if found else None
