"""What is special about a State or a place: the Chair it held, who came from it, what it hosts, where it took part."""

from typing import Any, Final

from pyoxigraph import NamedNode

from endpoint.links import Link
from endpoint.views.asked import asked, events
from endpoint.views.office import tenures
from endpoint.views.show import Show
from graph import vocabulary as v

_SHOWN_EVENTS: Final = 12


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
        "attended": _newest(show, attended),
        "attended_total": len(attended),
        "attended_query": asked(show.root, events(node, v.SCHEMA_ATTENDEE))[0],
        "funded": _newest(show, funded),
        "funded_total": len(funded),
        "funded_query": asked(show.root, events(node, v.SCHEMA_FUNDER))[0],
    }


def _newest(show: Show, found: list[NamedNode]) -> list[Link]:
    by_day = sorted(found, key=lambda one: (show.reader.text(one, v.SCHEMA_START_DATE), one.value), reverse=True)
    return [show.link(one) for one in by_day[:_SHOWN_EVENTS]]
