"""What is special about a State or a place: the Chair it held, who came from it, what it hosts, where it took part."""

from typing import Any, Final

from pyoxigraph import NamedNode

from endpoint.views.office import tenures
from endpoint.views.show import Show
from graph import vocabulary as v

_SHOWN_EVENTS: Final = 50


def special(show: Show, node: NamedNode) -> dict[str, Any]:
    """Tenures of the Chair and of other offices, the operations it hosts, the seats in it, and the events it attended
    or paid for, with the total of each.
    """
    reader = show.reader
    attended = reader.subjects(v.SCHEMA_ATTENDEE, node)
    funded = reader.subjects(v.SCHEMA_FUNDER, node)
    return {
        "chair": tenures(show, v.HELD_FOR, node),
        "offices": tenures(show, v.FROM_STATE, node),
        "hosts": show.links(reader.subjects(v.HOST_STATE, node)),
        "seats": show.links(reader.subjects(v.SEAT, node)),
        "attended": show.links(attended[:_SHOWN_EVENTS]),
        "attended_total": len(attended),
        "funded": show.links(funded[:_SHOWN_EVENTS]),
        "funded_total": len(funded),
    }
