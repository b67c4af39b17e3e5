"""One release, however many pages show it: which pages mean the same release, and whose word counts where they differ.

The OSCE's node number decides. A page without one joins a release of the same title whose day agrees; where the day
is missing on one side, the title alone decides if it is long and only one release bears it. The bodies that publish
it, or else the towns, may tell that it is another one; nothing else is compared, so that two releases are never one by
chance.

Whose word counts: a page of the OSCE's own site comes before a listing, a listing before a copy elsewhere, a copy
before a page read by its form alone; of two equal pages the site itself comes before a mirror, then the later saving.
The day of publication that a label gives comes before a date line, and that before a dateline, whatever the page.
What is overruled is kept as evidence of a statement that is not made.
"""

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace

from pyoxigraph import NamedNode

from graph.merge.claims import Address, Claim
from graph.records import Finding, Release, Standing

# A listing and a page may differ by a day; agencies come later.
_SAME, _LATER = datetime.timedelta(days=1), datetime.timedelta(days=3)
# With fewer words a title says too little to go by without a day: `Statement by the Chairperson`.
_LONG_TITLE = 6
# Two pages of one node number whose titles share less than this part of their words are not one release.
_ALIKE = 0.3
# What a report is numbered by tells it, whatever else its title says: `Spot Report 3/2020`.
_NUMBERED = re.compile(r"(?<![\d/])\d{1,4}/(?:19|20)\d\d(?![\d/])")


@dataclass(frozen=True, slots=True)
class Shown:
    """The one value that is stated where pages differ."""

    title: str
    issued: datetime.date | None
    type: NamedNode | None


@dataclass(frozen=True, slots=True)
class Place:
    """What becomes of one claim: the release it belongs to and what is stated of it.

    `main` says that people, quotes and the event are taken from this page; `alias` is the key that the page alone
    would have given, where that is another one; `translation_of` the key of the release in English.
    """

    key: str
    shown: Shown
    main: bool
    alias: str | None = None
    translation_of: str | None = None


@dataclass(frozen=True, slots=True)
class Merged:
    """Where every claim went. A claim without a place is rejected; the findings say why.

    `former` leads from every key by day and title, which a release may have had before more was known, to its key.
    """

    places: dict[Address, Place]
    findings: tuple[Finding, ...]
    former: dict[str, str]


def merge(found: Iterable[Claim]) -> Merged:
    """Every claim's place. The order of the claims does not matter."""
    ordered = _by_word(found)
    findings: list[Finding] = []
    groups: dict[str, list[Claim]] = {}
    titles: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for claim in ordered:
        if claim.title is None:
            findings.append(_untitled(claim))
        elif claim.node is not None:
            _join_by_node(claim, groups, titles, findings)
    days = _days_of_titles(ordered)
    for claim in ordered:
        if claim.node is None and claim.title is not None:
            key = _joined(claim, groups, titles, days[claim.words]) or _free(claim, groups)
            if key not in groups:
                titles[claim.words].append(key)
            groups.setdefault(key, []).append(claim)
    places: dict[Address, Place] = {}
    for key, members in groups.items():
        members = _by_word(members)
        shown = _shown(members)
        findings += _differences(key, members, shown)
        main = next((claim for claim in members if claim.whole), members[0])
        for claim in members:
            alias = claim.own_key if claim.own_key != key else None
            places[claim.address] = Place(key, shown, claim is main, alias, _original(key, claim, groups))
    former = {
        old: key
        for key, members in groups.items()
        for claim in members
        for old in (claim.own_key, claim.dated_key)
        if old not in groups
    }
    return Merged(places, tuple(sorted(findings)), former)


def _by_word(found: Iterable[Claim]) -> list[Claim]:
    """Whose word counts first; what nothing else settles, the page's id does: the same pages give the same graph."""
    ordered = sorted(found, key=lambda claim: claim.address)
    ordered.sort(key=lambda claim: claim.retrieved, reverse=True)
    ordered.sort(key=lambda claim: (claim.standing, claim.mirror))
    return ordered


def _join_by_node(
    claim: Claim, groups: dict[str, list[Claim]], titles: dict[tuple[str, ...], list[str]], findings: list[Finding]
) -> None:
    key = claim.own_key
    members = groups.get(key)
    if members and not _alike(members[0], claim):
        findings.append(_node_twice(claim, members[0]))
        return
    groups.setdefault(key, []).append(claim)
    if key not in titles[claim.words]:
        titles[claim.words].append(key)


def _days_of_titles(found: Iterable[Claim]) -> dict[tuple[str, ...], set[datetime.date]]:
    """The days on which pages without a number say that something of a title came out."""
    days: defaultdict[tuple[str, ...], set[datetime.date]] = defaultdict(set)
    for claim in found:
        if claim.node is None:
            days[claim.words] |= claim.days
    return days


def _joined(
    claim: Claim,
    groups: dict[str, list[Claim]],
    titles: dict[tuple[str, ...], list[str]],
    days: Set[datetime.date],
) -> str | None:
    """The release that a page without a node number means, or None: then it is a release of its own.

    `days` are all on which pages without a number say that something of that title came out.
    """
    if not claim.words:  # a title of signs alone tells nothing
        return None
    candidates = [key for key in titles.get(claim.words, ()) if not _is_another(claim, groups[key])]
    near = {key: gap for key in candidates if (gap := _gap(groups[key], claim)) is not None}
    reach = _LATER if claim.standing >= Standing.COPY else _SAME
    close = sorted(
        (gap, key) for key, gap in near.items() if gap <= reach and not (gap and _beside(claim, groups[key]))
    )
    if close:
        # Two as close as each other: neither.
        return close[0][1] if len(close) == 1 or close[0][0] < close[1][0] else None
    undated = [key for key in candidates if key not in near]
    # A release without a day takes none where two of that title came out on different days.
    alone = len(candidates) == len(undated) == 1 and (not days or max(days) - min(days) <= reach)
    return undated[0] if alone and len(claim.words) >= _LONG_TITLE else None


def _is_another(claim: Claim, members: Sequence[Claim]) -> bool:
    """Whether a release of the same title is another one: in another language, of other bodies, from another town."""
    if members[0].language != claim.language:
        return True
    sources, places = (one.sources for one in members), (one.places for one in members)
    for own, others in ((claim.sources, sources), (claim.places, places)):
        told = (other for other in others if other)
        # One that agrees settles it: a release on thousands of pages is not looked through for each of them.
        if own and (first := next(told, None)):
            return own.isdisjoint(first) and all(own.isdisjoint(other) for other in told)
    return False


def _beside(claim: Claim, members: Sequence[Claim]) -> bool:
    """Whether they stand on one page: what a listing shows twice, on two days, are two releases."""
    return any(one.page == claim.page for one in members)


def _free(claim: Claim, groups: dict[str, list[Claim]]) -> str:
    """The key of a release of its own; where another one of that day and title has it, the body or town is added."""
    members = groups.get(claim.own_key)
    if members is None or not _is_another(claim, members):
        return claim.own_key
    names = sorted(one.value for one in claim.sources or claim.places)
    return f"{claim.own_key}-{names[0].rpartition('/')[2]}" if names else claim.own_key


def _gap(members: Sequence[Claim], claim: Claim) -> datetime.timedelta | None:
    """How far apart the days of a release and of a claim are; None where one of them has none."""
    days = members[0].days or next((other.days for other in members if other.days), frozenset())
    return min((abs(one - other) for one in days for other in claim.days), default=None)


def _alike(first: Claim, second: Claim) -> bool:
    numbers, others = (set(_NUMBERED.findall(claim.title or "")) for claim in (first, second))
    one, other = (set(claim.words) for claim in (first, second))
    return bool(numbers & others) or len(one & other) >= _ALIKE * len(one | other)


def _shown(members: Sequence[Claim]) -> Shown:
    title = next(claim.title for claim in members if claim.title)
    days = [(claim.issued[0], n, claim.issued[1]) for n, claim in enumerate(members) if claim.issued]
    issued = min(days, default=None)
    return Shown(title, issued[2] if issued else None, next((claim.type for claim in members if claim.type), None))


def _original(key: str, claim: Claim, groups: dict[str, list[Claim]]) -> str | None:
    """The English release that a release in another language translates, where it is known."""
    if claim.node is None or key == str(claim.node) or str(claim.node) not in groups:
        return None
    return str(claim.node)


def _differences(key: str, members: Sequence[Claim], shown: Shown) -> Iterator[Finding]:
    for claim in members:
        day = claim.issued[1] if claim.issued else None
        pairs = (("title", claim.title, shown.title), ("day", day, shown.issued), ("type", claim.type, shown.type))
        for what, own, other in pairs:
            if own is not None and own != other:
                yield Finding(
                    "notice",
                    claim.input,
                    "pages-disagree",
                    f"says that the {what} of release/{key} is {str(own)!r}; another page, which counts more, says "
                    f"{str(other)!r}",
                    "look at both pages; what is stated follows the rule in graph/README.md",
                    claim.page,
                    key,
                )


def _untitled(claim: Claim) -> Finding:
    return Finding(
        "rejection",
        claim.input,
        "title-missing",
        "shows no title, so that its release could not be listed, found or joined to another page",
        "save the release's page on the OSCE's site",
        claim.page,
    )


def _node_twice(claim: Claim, other: Claim) -> Finding:
    return Finding(
        "rejection",
        claim.input,
        "node-claimed-twice",
        f"claims the node number {claim.node} for {claim.title!r}, which {other.input} has for {other.title!r}",
        "check the addresses in the headers of both pages; one of them is wrong",
        claim.page,
        claim.own_key,
    )


def placed(release: Release, place: Place) -> Release:
    """The release under its key, with the parts that are taken from its page."""
    release = replace(release, key=place.key)
    return release if place.main else replace(release, people=(), funders=(), quotes=(), events=())
