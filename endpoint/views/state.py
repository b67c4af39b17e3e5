"""What is special about a State: how it takes part in the OSCE, what it hosts, and where it took part."""

from typing import Any, Final

from pyoxigraph import NamedNode

from endpoint.views.show import Show
from graph import vocabulary as v

_SHOWN_EVENTS: Final = 50


def special(show: Show, node: NamedNode) -> dict[str, Any]:
    """The operations it hosts, the seats in it, and the events it attended or paid for, with the total of each."""
    reader = show.reader
    attended = reader.subjects(v.SCHEMA_ATTENDEE, node)
    funded = reader.subjects(v.SCHEMA_FUNDER, node)
    return {
        "hosts": show.links(reader.subjects(v.HOST_STATE, node)),
        "attended": show.links(attended[:_SHOWN_EVENTS]),
        "attended_total": len(attended),
        "funded": show.links(funded[:_SHOWN_EVENTS]),
        "funded_total": len(funded),
    }
