"""What a page says of a release, as far as it takes to know whether another page means the same one."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode

from graph.folding import words
from graph.iri import is_mirror, release_key
from graph.records import Page, Reading, Release, Standing

_ISSUED_BY = ("label-block", "date-line", "dateline")

Address = tuple[str, int]
"""A release on a page: the page's id and the release's place among those that the page gives."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What one page says of one release, as far as it takes to know that another page means the same."""

    page: str
    number: int
    input: str
    own_key: str
    dated_key: str
    node: int | None
    language: str
    title: str | None
    words: tuple[str, ...]
    sources: frozenset[NamedNode]
    places: frozenset[NamedNode]
    days: frozenset[datetime.date]
    issued: tuple[int, datetime.date] | None
    type: NamedNode | None
    whole: bool
    standing: Standing
    mirror: bool
    retrieved: str

    @property
    def address(self) -> Address:
        """Where the claim stands."""
        return self.page, self.number


def claims(reading: Reading) -> Iterator[Claim]:
    """The claims of one page. Items that the page breaks off within make none."""
    for number, release in enumerate(reading.releases):
        if not release.cut:
            yield _claim(reading.page, number, release)


def _claim(page: Page, number: int, release: Release) -> Claim:
    issued = None
    day = release.issued.value.isoformat() if release.issued else None
    if release.issued:
        method = release.issued.evidence.method.rpartition("-")[0]
        issued = (_ISSUED_BY.index(method), release.issued.value)
    dates = (release.issued, release.datelined)
    return Claim(
        page.id,
        number,
        page.name,
        release.key,
        release_key(None, release.language, release.title.value if release.title else "", day),
        release.node,
        release.language,
        release.title.value if release.title else None,
        tuple(words(release.title.value)) if release.title else (),
        frozenset(source.value for source in release.sources),
        frozenset(place.value for place in release.places),
        frozenset(date.value for date in dates if date),
        issued,
        release.content_type.value if release.content_type else None,
        release.item == 0,
        release.standing,
        bool(page.url and is_mirror(page.url)),
        page.retrieved or "",
    )
