"""What changed between two versions, for reading: counts by kind, and things with their labels and what is new."""

from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import NamedNode

from endpoint.documents.difference import CHANGES, ELSEWHERE, Change, Difference, Touched
from endpoint.links import Link
from endpoint.problems import Problem
from endpoint.serving.reader import Statement
from endpoint.views.paging import Paged, page
from endpoint.views.show import Show, capital
from graph.publication.difference import Sign

SIZE: Final = 40
"""So many things are on a page."""
_LETTERS: Final = 160

# What more of a kind are called, where an s at the end would not do.
_HEADINGS: Final = {
    ELSEWHERE: "Things of other vocabularies",
    "person": "People",
    "evidence": "Evidence",
    "field-of-work": "Fields of work",
    "basis": "Bases",
    "operation-status": "Operation statuses",
    "meeting-series": "Meeting series",
    "navigation": "Menu entries",
    "ontology": "Ontology",
}


@dataclass(frozen=True, slots=True)
class Row:
    """The statement of a thing that one of the two versions has and the other has not."""

    sign: Sign
    name: str
    text: str
    link: Link | None


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing that changed; `rows` are the first of its statements that did."""

    link: Link
    kind: str
    change: Change
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Compared:
    """All that a page or a summary needs; `counts` has each kind, its heading, and how many changed in what way."""

    counts: list[tuple[str, str, Counter[Change]]]
    paged: Paged[Thing]
    kind: str | None
    change: str | None


def compared(
    found: Difference, before: Show, after: Show, kind: str | None, change: str | None, number: int
) -> Compared:
    """Page `number` of the things of a kind that changed in one way; of all where none is named.

    Raises Problem for a way in which nothing changes, a kind of which nothing did, and a page that there is not.
    """
    if change is not None and change not in CHANGES:
        raise Problem(
            "bad-request", f"{change!r} is no kind of change.", remedy=f"Give one of {', '.join(CHANGES)}, or none."
        )
    counts = found.counts()
    if kind is not None and kind not in counts:
        raise Problem(
            "not-found",
            f"Nothing of the kind {kind!r} changed.",
            remedy=f"Give one of {', '.join(counts)}." if counts else "Leave the kind out.",
        )
    wanted = [one for one in found.things if kind in (None, one.kind) and change in (None, one.change)]
    shown = page(wanted, number, SIZE).of(lambda one: _thing(one, before, after))
    return Compared([(one, heading(one), each) for one, each in counts.items()], shown, kind, change)


def heading(kind: str) -> str:
    """What things of a kind are called over a list of them."""
    return _HEADINGS.get(kind) or f"{capital(kind.replace('-', ' '))}s"


def summary(found: Difference, made: Compared) -> dict[str, Any]:
    """The same for programs: JSON without addresses, which the door adds."""
    return {
        "from": {"digest": found.first.digest, "sealed": found.first.time.isoformat()},
        "to": {"digest": found.second.digest, "sealed": found.second.time.isoformat()},
        "quads": {"added": found.added, "removed": found.removed},
        "counts": {kind: {change: each[change] for change in CHANGES} for kind, _, each in made.counts},
        "kind": made.kind,
        "change": made.change,
        "total": made.paged.total,
        "page": made.paged.number,
        "pages": made.paged.pages,
        "things": [
            {
                "iri": one.link.iri,
                "label": one.link.label if one.link.labelled else None,
                "kind": one.kind,
                "change": one.change,
            }
            for one in made.paged.items
        ],
    }


def _thing(one: Touched, before: Show, after: Show) -> Thing:
    show = before if one.change == "removed" else after
    return Thing(show.link(NamedNode(one.iri)), one.kind, one.change, _rows(one, {"-": before, "+": after}))


def _rows(one: Touched, show: dict[Sign, Show]) -> list[Row]:
    rows = [_row(show[sign], sign, statement) for sign, statement in one.said]
    return sorted(rows, key=lambda row: (row.name, row.sign == "+"))


def _row(show: Show, sign: Sign, statement: Statement) -> Row:
    value = show.value(*statement)
    text = value.text if len(value.text) <= _LETTERS else value.text[: _LETTERS - 1].rstrip() + "…"
    return Row(sign, show.name(statement[1]), text, value.link)
