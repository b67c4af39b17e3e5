"""What is special about a State or a place: the Chair it held, who came from it, what it hosts, where it took part."""

from typing import Any, Final

from pyoxigraph import NamedNode

from endpoint.links import Link
from endpoint.views.asked import asked, events, paid
from endpoint.views.index import Index
from endpoint.views.office import tenures
from endpoint.views.show import Show
from graph import vocabulary as v

_SHOWN: Final = 12
_LOOKED_AT: Final = 300


def special(show: Show, node: NamedNode) -> dict[str, Any]:
    """Tenures of the Chair and of other offices, the operations it hosts, the seats in it, the events it attended or
    paid for, and the releases that tell of its money, with the total of each.
    """
    reader = show.reader
    attended = reader.subjects(v.SCHEMA_ATTENDEE, node)
    funded = reader.subjects(v.SCHEMA_FUNDER, node)
    paying = reader.subjects(v.TELLS_OF_FUNDER, node)
    return {
        "chair": tenures(show, v.HELD_FOR, node),
        "offices": tenures(show, v.FROM_STATE, node),
        "hosts": show.links(reader.subjects(v.HOST_STATE, node)),
        "seats": show.links(reader.subjects(v.SEAT, node)),
        "attended": attended,
        "attended_total": len(attended),
        "attended_query": asked(show.root, events(node, v.SCHEMA_ATTENDEE))[0],
        "funded": funded,
        "funded_total": len(funded),
        "funded_query": asked(show.root, events(node, v.SCHEMA_FUNDER))[0],
        "paying": paying,
        "paying_total": len(paying),
        "paying_query": asked(show.root, paid(node))[0],
    }


def newest(show: Show, at: Index, node: NamedNode, things: list[NamedNode]) -> list[Link]:
    """A dozen of the releases or events, the newest releases that mention `node`, and what these report, first."""
    wanted, found = set(things), dict[NamedNode, None]()
    for release in at.releases(v.SCHEMA_MENTIONS, node)[:_LOOKED_AT]:
        told = [release] if release in wanted else show.reader.nodes(release, v.SCHEMA_ABOUT)
        found |= dict.fromkeys(one for one in told if one in wanted)
        if len(found) >= _SHOWN:
            break
    return [show.link(one) for one in [*found, *(one for one in things if one not in found)][:_SHOWN]]
