"""Who held or headed a structure and who worked there: what is kept by hand and what releases say, laid together.

Decision 2026-11-30: heads of both kinds stand in one list, and each row says what it is from. Alternative: two lists;
then one with a single name stands above fifteen that it leaves out. Cost: a release is believed where its words for
somebody's office are those for the head of the structure, under any of its names.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from pyoxigraph import NamedNode

from endpoint.links import Link
from endpoint.views.dates import short_day, span
from endpoint.views.office import ALWAYS, Tenure, tenures
from endpoint.views.show import Show
from graph import vocabulary as v
from graph.folding import fold

_RELEASES: Final = 5
_BESIDE: Final = re.compile(r"\b(?:vice|deputy|deputies|assistant|adviser)\b", re.IGNORECASE)
# What the head of a field operation is called without its name, and what stands before its name.
_KINDS: Final = ("mission", "office", "centre", "presence")
_HEADS: Final = frozenset(
    {
        *("head", "chief monitor", "chief observer"),
        *(f"head of {one}" for one in _KINDS),
        *(f"{one}'s head" for one in _KINDS),
    }
)
_LEADS: Final = frozenset({"", "head of ", "chief monitor of ", "chief observer of "})
# What makes nobody another head: `Acting Head of the OSCE Mission to Moldova`.
_FILLING: Final = re.compile(r"\b(?:acting|the|osce|current|new)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Attested:
    """Someone whom releases give a role here: from the first to the last, the newest of them, how many there are."""

    person: Link
    title: str
    when: str
    newest: str
    releases: list[tuple[str, Link]]
    count: int


@dataclass(frozen=True, slots=True)
class Head:
    """Somebody at the head: as it is kept by hand, as releases say, or both."""

    tenure: Tenure | None
    attested: Attested | None
    newest: str


@dataclass(frozen=True, slots=True)
class Staff:
    """Those who held or headed a structure, others who are known to have been in office, and people with a role."""

    heads: list[Head]
    others: list[Tenure]
    people: list[Attested]
    total: int
    """How many people have another role, of whom `people` are the newest."""


@dataclass(frozen=True, slots=True)
class _Role:
    """A role as one release has it."""

    date: str
    person: NamedNode
    title: str
    node: NamedNode


def staff(show: Show, node: NamedNode, most: int) -> Staff:
    """All heads of `node`, the newest first, and the newest `most` of the people who have another role there."""
    held = tenures(show, v.ORG_HAS_ORGANIZATION, node)
    others = [one for one in held if _BESIDE.search(one.title)]
    heads = [one for one in held if one not in others]
    called = _titles(show, node, heads)
    leading: dict[str, list[_Role]] = {}
    working: dict[tuple[str, str], list[_Role]] = {}
    for role in sorted(_roles(show, node), key=lambda one: (one.date, one.node.value), reverse=True):
        if _plain(role.title) in called:
            leading.setdefault(role.person.value, []).append(role)
        else:
            working.setdefault((role.person.value, role.title.casefold()), []).append(role)
    found = sorted(_heads(show, heads, leading), key=lambda one: one.newest, reverse=True)  # at the end without a date
    people = [_attested(show, alike) for alike in islice(working.values(), most)]
    return Staff(found, others, people, len(working))


def _roles(show: Show, node: NamedNode) -> Iterator[_Role]:
    reader = show.reader
    for one in reader.subjects(v.ORG_HAS_ORGANIZATION, node):
        people = reader.nodes(one, v.ORG_MEMBER)
        if people and v.ROLE in reader.types(one):
            yield _Role(reader.text(one, v.ATTESTED_ON), people[0], reader.text(one, v.ROLE_TITLE), one)


def _titles(show: Show, node: NamedNode, heads: Iterable[Tenure]) -> set[str]:
    """What the head of `node` may be called, in plain words: as known heads were, or by any name it has had."""
    reader = show.reader
    named = [node, *reader.subjects(v.NAME_OF, node)]
    names = {one.value for thing in named for one in reader.labels(thing)}
    names |= {reader.text(node, v.SKOS_ALT_LABEL), reader.text(node, v.SITE_LABEL)} - {""}
    called = {_plain(one.title) for one in heads if one.title}
    if v.FIELD_OPERATION in reader.types(node):
        called |= _HEADS | {lead + _plain(name) for name in names for lead in _LEADS}
    return called


def _plain(title: str) -> str:
    return _FILLING.sub("", fold(title.replace("’", "'")) + " ").strip()


def _heads(show: Show, held: Sequence[Tenure], leading: dict[str, list[_Role]]) -> Iterator[Head]:
    """Each tenure with the releases of its time that say so, and what releases say beyond the tenures."""
    left = {person: list(roles) for person, roles in leading.items()}
    for one in held:
        roles = left.get(one.person.iri, []) if one.person else []
        within = [role for role in roles if _may_cover(one, role.date)]
        if one.person and within:
            left[one.person.iri] = [role for role in roles if role not in within]
        attested = _attested(show, within) if within else None
        # Without dates of its own it stands where releases put it.
        placed = one.newest if one.newest != ALWAYS else attested.newest if attested else ""
        yield Head(one, attested, placed)
    for roles in left.values():
        if roles:
            alone = _attested(show, roles)
            yield Head(None, replace(alone, title=_telling(alone.title)), alone.newest)


def _telling(title: str) -> str:
    """The title, if it tells more than that somebody is the head of what the page is about."""
    usual = _plain(title).startswith("head of ") or _plain(title) in _HEADS
    return "" if usual and "acting" not in title.casefold() else title


def _may_cover(tenure: Tenure, day: str) -> bool:
    """Whether the tenure may have run on that day; a day that is not known is any."""
    begun = not tenure.since or not day or day[: len(tenure.since)] >= tenure.since[: len(day)]
    return begun and (not tenure.until or not day or day[: len(tenure.until)] <= tenure.until[: len(day)])


def _attested(show: Show, roles: Sequence[_Role]) -> Attested:
    """Roles of one person, the newest first."""
    dates = [one.date for one in roles if one.date]
    first, last = (dates[-1], dates[0]) if dates else ("", "")
    releases = [
        (short_day(one.date), show.link(release))
        for one in roles[:_RELEASES]
        for release in show.reader.nodes(one.node, v.ATTESTED_IN)[:1]
    ]
    return Attested(show.link(roles[0].person), roles[0].title, span(first, last), last, releases, len(roles))
