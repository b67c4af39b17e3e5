"""The people in doubt: why, where, and the lines that settle it, as sealing found them; all, or about one person.

Snapshots have them since 2026-11-30. Where there are none, as in an older snapshot, nothing is said of doubts.
"""

import json
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pyoxigraph import NamedNode

from endpoint.links import Link
from endpoint.problems import Problem
from endpoint.serving.store import Serving
from endpoint.views.paging import Paged, page
from endpoint.views.show import Show
from graph.publication import files
from graph.publication.doubtful import DOUBTS, UNDATED

KINDS: Final = {
    "near-spelling": ("Names that are nearly the same", "One person in two spellings, or two people."),
    "contradiction": ("One name in roles that hardly are one person's", "One person, or namesakes."),
    "undecided-namesake": ("Namesakes whom nothing tells apart", "Which of them is meant here."),
    "surname-only": ("Surnames without a name", "Anybody of that name, or no name of a person at all."),
    "low-confidence": ("Nowhere named surely", "A person, or words that name nobody."),
}
"""What each kind of doubt is called, and what is in question."""
_SHOWN: Final = 10
_BESIDE: Final = 5


@dataclass(frozen=True, slots=True)
class Place:
    """A place where somebody in doubt is named: its day, its release or page, and the sentence."""

    day: str
    link: Link
    sentence: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing to look at. `lines` say what would be so, each with the Turtle that says it; `more` places follow."""

    number: int
    kind: str
    reason: str
    people: list[Link]
    places: list[Place]
    more: int
    lines: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Doubts:
    """A page of the doubts, of one kind or of all; the kinds that there are, with their numbers."""

    kind: str
    title: str
    kinds: list[tuple[str, str, str, int]]
    paged: Paged[Doubt]


def count(serving: Serving) -> int | None:
    """How many doubts there are; None where nobody counted them."""
    rows = _asked(serving, "SELECT COUNT(*) FROM doubt")
    return rows[0][0] if rows else None


def doubts(serving: Serving, show: Show, kind: str, number: int) -> Doubts:
    """Page `number` of them. Raises Problem where there is no such kind or page, or nobody looked."""
    if kind and kind not in KINDS:
        raise Problem("bad-request", f"There is no kind of doubt {kind!r}.", remedy=f"Give one of {', '.join(KINDS)}.")
    counts = _asked(serving, "SELECT kind, COUNT(*) FROM doubt GROUP BY kind")
    if counts is None:
        raise Problem("not-found", "This snapshot was sealed without a look at its people.", remedy="Build again.")
    of = dict(counts)
    total = of.get(kind, 0) if kind else sum(of.values())
    stretch = page(range(1, total + 1), number, _SHOWN)
    query = f"SELECT number, kind, told FROM doubt {'WHERE kind = ?' if kind else ''} ORDER BY number LIMIT ? OFFSET ?"
    rows = _asked(serving, query, *([kind] if kind else []), _SHOWN, stretch.first - 1) or []
    shown = Paged([_doubt(serving, show, *row) for row in rows], total, stretch.number, stretch.pages, stretch.first)
    title = KINDS[kind][0] if kind else "All doubts"
    return Doubts(kind, title, [(one, *KINDS[one], of[one]) for one in KINDS if one in of], shown)


def about(serving: Serving, show: Show, person: NamedNode) -> list[Doubt]:
    """The first doubts about a person."""
    query = "SELECT number, kind, told FROM about JOIN doubt USING (number) WHERE person = ? ORDER BY number LIMIT ?"
    return [_doubt(serving, show, *row) for row in _asked(serving, query, person.value, _BESIDE) or ()]


def _asked(serving: Serving, query: str, *values: str | int) -> list[Any] | None:
    path: Path = serving.snapshot.path / DOUBTS
    if not path.is_file():
        return None
    with closing(files.sealed(path)) as base:
        return base.execute(query, values).fetchall()


def _doubt(serving: Serving, show: Show, number: int, kind: str, told: str) -> Doubt:
    said = json.loads(told)
    lines = [(means, turtle.replace(UNDATED.isoformat(), serving.created[:10])) for means, turtle in said["lines"]]
    places = [Place(day, show.link(NamedNode(release)), sentence) for release, day, _, sentence in said["namings"]]
    people = [_person(show, NamedNode(iri), name) for iri, name in said["people"]]
    return Doubt(number, kind, said["reason"], people, places, said["places"] - len(places), lines)


def _person(show: Show, node: NamedNode, name: str) -> Link:
    """Who is only a candidate has no page, and is called as the page has it."""
    return show.link(node) if show.reader.is_subject(node) else Link(name, None, node.value)
