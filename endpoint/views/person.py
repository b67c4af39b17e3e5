"""What is special about a person: the offices held, the roles that releases show, each with its release, the quotes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import NamedNode

from endpoint.links import Link
from endpoint.views import asked
from endpoint.views.dates import short_day, span
from endpoint.views.office import called, tenures
from endpoint.views.show import Show
from graph import vocabulary as v

_MOST: Final = 30
# So many releases beside a role, and beside all of them together: who has many roles has few releases beside each.
_MOST_RELEASES: Final = 10
_FEWEST_RELEASES: Final = 2
_ALL_RELEASES: Final = 40
_OFFICE: Final = 1_000_000
"""What is known of offices weighs more than what releases attest."""


@dataclass(frozen=True, slots=True)
class Held:
    """A role as one release attests it."""

    date: str
    day: str
    title: str
    organisation: Link | None
    release: Link | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A role from the first to the last release that attests it; the newest of these releases, and how many more."""

    title: str
    organisation: Link | None
    first: str
    last: str
    when: str
    releases: list[tuple[str, Link]]
    count: int


@dataclass(frozen=True, slots=True)
class Career:
    """An office or role with its time, an open end where it lasts; what weighs more is shown first."""

    title: str
    since: str
    until: str
    weight: int


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says in one release: the words, each with the page of the quote."""

    date: str
    day: str
    texts: list[tuple[str, Link]]
    release: Link | None


def special(show: Show, node: NamedNode) -> dict[str, Any]:
    """Offices, roles and quotes, newest first; of the last two at most thirty, and how many there are. Quotes of one
    release stand together.
    """
    reader = show.reader
    attested = (one for one in reader.subjects(v.ORG_MEMBER, node) if v.ROLE in reader.types(one))
    roles = sorted((_held(show, one) for one in attested), key=_newest, reverse=True)
    quotes = sorted(_quoted(show, node), key=lambda quote: quote[:2], reverse=True)
    offices, stretches = tenures(show, v.ORG_MEMBER, node), _stretches(roles)
    return {
        "offices": offices,
        "roles": stretches[:_MOST],
        "roles_total": len(stretches),
        "career": [
            *(Career(called(one.title, one.organisation), one.since, one.until, _OFFICE) for one in offices),
            *(Career(called(one.title, one.organisation), one.first, one.last, one.count) for one in stretches),
        ],
        "quotes": _by_release(show, quotes[:_MOST]),
        "quotes_shown": min(_MOST, len(quotes)),
        "quotes_total": len(quotes),
        "quotes_query": asked.asked(show.root, asked.quotes(node))[0],
        # A name that stands in the heading need not be said again.
        "leave_out": (v.FOAF_NAME,) if reader.text(node, v.FOAF_NAME) == reader.label(node) else (),
    }


def _stretches(roles: Sequence[Held]) -> list[Stretch]:
    """Roles of the same words at the same organisation as one, those attested last first."""
    alike: dict[tuple[str, str], list[Held]] = {}
    for one in roles:
        alike.setdefault((one.title.casefold(), one.organisation.iri if one.organisation else ""), []).append(one)
    most = max(_FEWEST_RELEASES, min(_MOST_RELEASES, _ALL_RELEASES // max(1, len(alike))))
    return [_stretch(held, most) for held in alike.values()]


def _stretch(held: Sequence[Held], most: int) -> Stretch:
    dates = sorted(one.date for one in held if one.date)
    first, last = (dates[0], dates[-1]) if dates else ("", "")
    releases = [(one.day, one.release) for one in held[:most] if one.release]
    return Stretch(held[0].title, held[0].organisation, first, last, span(first, last), releases, len(held))


def _newest(one: Held) -> tuple[str, str]:
    return one.date, one.release.iri if one.release else ""


def _held(show: Show, role: NamedNode) -> Held:
    organisations = show.reader.nodes(role, v.ORG_HAS_ORGANIZATION)
    releases = show.reader.nodes(role, v.ATTESTED_IN)
    date = show.reader.text(role, v.ATTESTED_ON)
    return Held(
        date,
        short_day(date),
        show.reader.text(role, v.ROLE_TITLE),
        show.link(organisations[0]) if organisations else None,
        show.link(releases[0]) if releases else None,
    )


def _quoted(show: Show, person: NamedNode) -> Iterator[tuple[str, str, NamedNode, NamedNode | None]]:
    """Date and name of the release, quote and release, for each quote of the person."""
    for quote in show.reader.subjects(v.SCHEMA_SPOKEN_BY_CHARACTER, person):
        release = next(iter(show.reader.nodes(quote, v.SCHEMA_IS_PART_OF)), None)
        date = show.reader.text(release, v.DCTERMS_ISSUED) if release else ""
        yield date, release.value if release else "", quote, release


def _by_release(show: Show, quotes: Iterable[tuple[str, str, NamedNode, NamedNode | None]]) -> list[Said]:
    found: dict[str, Said] = {}
    for date, name, quote, release in quotes:
        said = found.setdefault(name, Said(date, short_day(date), [], show.link(release) if release else None))
        said.texts.append((show.reader.text(quote, v.SCHEMA_TEXT), show.link(quote)))
    return list(found.values())
