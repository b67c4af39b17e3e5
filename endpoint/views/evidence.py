"""Evidence: the words of the page, and what they bear out, before the parts that say it in RDF."""

from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import NamedNode

from endpoint.links import Link
from endpoint.views.show import Show, Value, Why
from graph import vocabulary as v

LEFT_OUT: Final = (v.OA_HAS_BODY, v.OA_HAS_TARGET, v.OA_MOTIVATED_BY, v.PROV_WAS_ATTRIBUTED_TO, v.CONFIDENCE)
_LONGEST: Final = 80


@dataclass(frozen=True, slots=True)
class BorneOut:
    """A statement that the words bear out, and the words."""

    subject: Link
    name: str
    value: Value
    why: Why


def special(show: Show, node: NamedNode) -> dict[str, Any]:
    """The statements that this evidence bears out; what is said of it elsewhere on the page is left out."""
    return {"borne_out": _borne_out(show, node), "leave_out": LEFT_OUT}


def title(borne_out: list[BorneOut]) -> str:
    """The words themselves, as far as a heading has room; nothing where there are none."""
    words = next((one.why.exact for one in borne_out), "")
    return f"“{words if len(words) <= _LONGEST else words[: _LONGEST - 2].rstrip() + ' …'}”" if words else ""


def _borne_out(show: Show, node: NamedNode) -> list[BorneOut]:
    found = []
    for body in show.reader.nodes(node, v.OA_HAS_BODY):
        subject = next(iter(show.reader.nodes(body, v.RDF_SUBJECT)), None)
        for said in show.reader.notes([body]):
            if subject is not None and said.note == node:
                value = show.value(subject, said.predicate, said.value)
                found.append(BorneOut(show.link(subject), show.name(said.predicate), value, show.why(said, node)))
    return found
