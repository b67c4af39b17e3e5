"""What is special about a person: the offices held, the roles that releases show, each with its release, the quotes."""

from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import NamedNode

from endpoint.links import Link
from endpoint.views.dates import short_day
from endpoint.views.office import tenures
from endpoint.views.show import Show
from graph import vocabulary as v

_MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Held:
    """A role as one release attests it."""

    date: str
    day: str
    title: str
    organisation: Link | None
    release: Link | None


@dataclass(frozen=True, slots=True)
class Said:
    """A quote with the release it stands in."""

    date: str
    text: str
    release: Link | None


def special(show: Show, node: NamedNode) -> dict[str, Any]:
    """Offices, roles and quotes, newest first; of the last two at most two hundred, and how many there are."""
    reader = show.reader
    attested = (one for one in reader.subjects(v.ORG_MEMBER, node) if v.ROLE in reader.types(one))
    roles = sorted((_held(show, one) for one in attested), key=_newest, reverse=True)
    quotes = sorted(
        (_said(show, one) for one in reader.subjects(v.SCHEMA_SPOKEN_BY_CHARACTER, node)), key=_newest, reverse=True
    )
    return {
        "offices": tenures(show, v.ORG_MEMBER, node),
        "roles": roles[:_MOST],
        "roles_total": len(roles),
        "quotes": quotes[:_MOST],
        "quotes_total": len(quotes),
        # A name that stands in the heading need not be said again.
        "leave_out": (v.FOAF_NAME,) if reader.text(node, v.FOAF_NAME) == reader.label(node) else (),
    }


def _newest(one: Held | Said) -> tuple[str, str]:
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


def _said(show: Show, quote: NamedNode) -> Said:
    releases = show.reader.nodes(quote, v.SCHEMA_IS_PART_OF)
    date = show.reader.text(releases[0], v.DCTERMS_ISSUED) if releases else ""
    return Said(date, show.reader.text(quote, v.SCHEMA_TEXT), show.link(releases[0]) if releases else None)
