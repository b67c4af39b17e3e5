"""The lists: releases by date, everything else by name or by place in its scheme, with the number of releases."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import NamedNode

from endpoint.links import Link
from endpoint.problems import Problem
from endpoint.serving.store import Serving
from endpoint.views.dates import day
from endpoint.views.index import Index, Line, index, line
from endpoint.views.paging import Paged, page
from endpoint.views.picture import Picture, picture
from endpoint.views.roster import Held, held, listed, newest_held, surname_first
from endpoint.views.show import Show, capital
from graph import vocabulary as v
from graph.folding import fold
from graph.iri import DATASET

_LONG: Final = 100
_RANKED: Final = "releases"


@dataclass(frozen=True, slots=True)
class Item:
    """A thing in a list, how many releases it has if that is counted, a remark, and its depth in its scheme."""

    link: Link
    count: int | None
    note: str = ""
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """Items under a heading."""

    title: str
    items: list[Item]


@dataclass(frozen=True, slots=True)
class Listing:
    """One list page: groups of items, or a long list in pages. `counted` says what the numbers are, if there are.

    A long list is by name, with the page on which each letter begins, or has what is in most releases first.
    """

    title: str
    lead: str
    counted: str
    groups: list[Group]
    paged: Paged[Item] | None = None
    also: tuple[tuple[str, str], ...] = ()
    ranked: bool | None = None
    letters: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Releases:
    """The list of releases, of one year or of all; the years before and after it that have some."""

    year: int | None
    before: int | None
    after: int | None
    picture: Picture | None
    paged: Paged[Line]


def releases(serving: Serving, show: Show, year: int | None, number: int) -> Releases:
    """All releases, newest first, or those of one year."""
    at = index(serving)
    wanted = [one for one, date in at.dates.items() if year is None or date.startswith(f"{year:04}-")]
    if year is not None and not wanted:
        raise Problem("not-found", f"There is no release of {year:04}.", remedy="Years with releases are on /release/.")
    drawn = picture(serving, show, DATASET, "all", year)
    years = [one.year for one in drawn.timeline.years] if drawn and drawn.timeline and year is not None else []
    return Releases(
        year,
        max((one for one in years if year and one < year), default=None),
        min((one for one in years if year and one > year), default=None),
        drawn,
        page(wanted, number).of(lambda one: line(show, at, one)),
    )


def states(serving: Serving, show: Show, number: int, order: str) -> Listing:
    """Participating States, then Partners."""
    counts = index(serving).counts(v.SCHEMA_MENTIONS)
    groups = [
        ("Participating States", v.PARTICIPATING_STATE),
        ("Mediterranean Partners for Co-operation", v.MEDITERRANEAN_PARTNER),
        ("Asian Partners for Co-operation", v.ASIAN_PARTNER),
    ]
    made = [Group(title, _items(show, show.reader.subjects(v.RDF_TYPE, cls), counts)) for title, cls in groups]
    return Listing(
        "States",
        "The States that take part in the OSCE, and its Partners.",
        "releases that mention them",
        [one for one in made if one.items],
    )


def field_operations(serving: Serving, show: Show, number: int, order: str) -> Listing:
    """Field operations by status."""
    counts = index(serving).speaking
    found = show.reader.subjects(v.RDF_TYPE, v.FIELD_OPERATION)
    by_status: dict[str, list[NamedNode]] = {}
    for one in found:
        statuses = show.reader.nodes(one, v.STATUS)
        by_status.setdefault(show.link(statuses[0]).text if statuses else "status not known", []).append(one)
    in_order = sorted(by_status, key=lambda status: (status.casefold() != "current", status))
    groups = [Group(capital(one), _items(show, by_status[one], counts, _span)) for one in in_order]
    return Listing(
        "Field operations",
        "Missions, centres, offices and project co-ordinators, each under the name of its time.",
        "releases that they issued or that mention them",
        groups,
    )


def structures(serving: Serving, show: Show, number: int, order: str) -> Listing:
    """The OSCE's own structures apart from field operations."""
    counts = index(serving).speaking
    operations = set(show.reader.subjects(v.RDF_TYPE, v.FIELD_OPERATION))
    found = [one for one in show.reader.subjects(v.RDF_TYPE, v.STRUCTURE) if one not in operations]
    return Listing(
        "Structures",
        "The bodies and institutions of the OSCE.",
        "releases that they issued or that mention them",
        [Group("", _items(show, found, counts, lambda show, one: show.reader.text(one, v.ACRONYM)))],
        also=(("meeting-series/", "the meetings they hold"), ("navigation/", "the menu of the OSCE’s website")),
    )


def meeting_series(serving: Serving, show: Show, number: int, order: str) -> Listing:
    """What the OSCE holds again and again."""
    found = _by_label(show, show.reader.subjects(v.RDF_TYPE, v.MEETING_SERIES))
    items = [Item(show.link(one), None, _often_and_whose(show, one)) for one in found]
    return Listing("Meetings", "Meetings and conferences that the OSCE holds again and again.", "", [Group("", items)])


def people(serving: Serving, show: Show, number: int, order: str) -> Listing:
    """Everyone who is named with an office, an honorific or words of their own, or is known to have held an office."""
    counts = index(serving).counts(v.SCHEMA_MENTIONS)
    named = _named(serving, show, v.FOAF_PERSON, surname_first)
    newest = roles(serving)
    return Listing(
        "People",
        "People whom the releases name with an office, an honorific or words of their own, and holders of offices: by"
        " surname, each with the newest office or role.",
        "releases",
        [],
        _paged(named, counts, number, order).of(
            lambda one: Item(listed(show.link(one)), counts[one], held(show, newest.get(one)))
        ),
        ranked=order == _RANKED,
        letters={} if order else named.letters,
    )


def roles(serving: Serving) -> Held:
    """The newest that everyone held, gathered once for each snapshot."""
    return serving.once("roles", lambda: newest_held(serving.reader))


def places(serving: Serving, show: Show, number: int, order: str) -> Listing:
    """Cities, regions, territories and countries that are not States of the OSCE."""
    counts = index(serving).speaking
    named = _named(serving, show, v.PLACE)
    return Listing(
        "Places",
        "Towns, regions, territories and other countries.",
        "releases that were sent from there or mention them",
        [],
        _paged(named, counts, number, order).of(lambda one: Item(show.link(one), counts[one], _inside(show, one))),
        ranked=order == _RANKED,
        letters={} if order else named.letters,
    )


def fields_of_work(serving: Serving, show: Show, number: int, order: str) -> Listing:
    """The fields of work as a tree."""
    counts = index(serving).counts(v.DCTERMS_SUBJECT)
    found = set(show.reader.subjects(v.RDF_TYPE, v.FIELD_OF_WORK))
    below: dict[NamedNode | None, list[NamedNode]] = {}
    for one in sorted(found, key=lambda node: show.link(node).text.casefold()):
        up = [broader for broader in show.reader.nodes(one, v.SKOS_BROADER) if broader in found]
        below.setdefault(up[0] if up else None, []).append(one)
    items: list[Item] = []

    def walk(at: NamedNode | None, depth: int) -> None:
        for one in below.pop(at, []):
            items.append(Item(show.link(one), counts[one], depth=depth))
            walk(one, depth + 1)

    walk(None, 0)
    return Listing("Fields of work", "What the OSCE works on, in its own words.", "releases", [Group("", items)])


Maker = Callable[[Serving, Show, int, str], Listing]
LISTS: Final[dict[str, Maker]] = {
    "state": states,
    "field-operation": field_operations,
    "structure": structures,
    "person": people,
    "field-of-work": fields_of_work,
    "place": places,
    "meeting-series": meeting_series,
}
"""The lists by the kind in their address."""
LISTED: Final = frozenset({"release", "quote", "event", *LISTS})
"""The kinds of things that have a list."""


def _items(
    show: Show,
    nodes: list[NamedNode],
    counts: Counter[NamedNode],
    note: Callable[[Show, NamedNode], str] = lambda show, node: "",
) -> list[Item]:
    return [Item(show.link(one), counts[one], note(show, one)) for one in _by_label(show, nodes)]


def _by_label(show: Show, nodes: list[NamedNode], called: Callable[[str], str] = str) -> list[NamedNode]:
    return sorted(nodes, key=lambda one: (fold(called(show.link(one).text)), one.value))


@dataclass(frozen=True, slots=True)
class _Named:
    """Things in the order of their names, and the page on which each letter begins."""

    nodes: list[NamedNode]
    letters: dict[str, int]


def _named(serving: Serving, show: Show, cls: NamedNode, called: Callable[[str], str] = str) -> _Named:
    """All things of a class as they are `called` in the list, looked up once for each snapshot."""

    def made() -> _Named:
        nodes = _by_label(show, show.reader.subjects(v.RDF_TYPE, cls), called)
        letters: dict[str, int] = {}
        for place, one in enumerate(nodes):
            letter = fold(called(show.link(one).text))[:1].upper()
            if letter.isalpha():
                letters.setdefault(letter, place // _LONG + 1)
        return _Named(nodes, letters)

    return serving.once(f"named {cls.value}", made)


def _paged(named: _Named, counts: Counter[NamedNode], number: int, order: str) -> Paged[NamedNode]:
    """A page of them, by name or with what is in most releases first. Raises Problem for any other order."""
    if order not in {"", _RANKED}:
        raise Problem("bad-request", f"There is no order {order!r}.", remedy=f"Give {_RANKED}, or nothing.")
    ranked = sorted(named.nodes, key=lambda one: -counts[one]) if order else named.nodes
    return page(ranked, number, _LONG)


def _span(show: Show, node: NamedNode) -> str:
    began, ended = (show.reader.text(node, one)[:4] for one in (v.SCHEMA_FOUNDING_DATE, v.SCHEMA_DISSOLUTION_DATE))
    return f"{day(began)}–{day(ended)}" if began or ended else ""


def _often_and_whose(show: Show, node: NamedNode) -> str:
    organisers = (one.text for one in show.links(show.reader.nodes(node, v.SCHEMA_ORGANIZER)))
    return " · ".join(one for one in (show.reader.text(node, v.FREQUENCY), *organisers) if one)


def _inside(show: Show, node: NamedNode) -> str:
    around = show.reader.nodes(node, v.SCHEMA_CONTAINED_IN_PLACE)
    return show.link(around[0]).text if around else ""


def top_operations(show: Show, at: Index, count: int) -> list[Item]:
    """The field operations with the most releases."""
    counts = at.speaking
    found = show.reader.subjects(v.RDF_TYPE, v.FIELD_OPERATION)
    ranked = sorted(_by_label(show, found), key=lambda one: -counts[one])[:count]
    return [Item(show.link(one), counts[one], _span(show, one)) for one in ranked]
