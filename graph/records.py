"""What the reader hands on: frozen values, each with the words it rests on. Strict from here on.

`extract/` makes these records; nothing later checks a type, strips a string or looks at a page again.
"""

import datetime
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Generic, Literal, TypeVar

from pyoxigraph import NamedNode

from graph.text import Span

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words of a page that a value rests on.

    `span` counts characters of the page's canonical text; `method` is `name-version`, the key of a resource in
    `ontology/vocabularies/methods.ttl`; `confidence` lies between 0 and 1.
    """

    span: Span
    method: str
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A value and the evidence for it."""

    value: T
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Page:
    """A saved page: where it came from and its canonical text.

    `name` is how the input is called in public; `sha256` is the digest of the page's bytes without our header;
    `url`, `retrieved` (ISO 8601) and `language` (as the page declares it) are None where nobody said.
    `heading` is where the mark-up has its title, `items` are the addresses of a listing's items, in order, empty where
    an item has none.
    """

    name: str
    text: str
    sha256: str
    url: str | None = None
    retrieved: str | None = None
    language: str | None = None
    media_type: str = "text/plain"
    heading: Span | None = None
    items: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """16 hex digits: of the URL where it is known, so that a page saved again stays the same; else of the text."""
        return page_id(self.url) if self.url else self.sha256[:16]


@dataclass(frozen=True, slots=True)
class Sighting:
    """What an archive tells of a page without its text, and when: `there` as before, `gone` for good, `missing`, or
    `moved` for good to the address `to`.
    """

    name: str
    url: str
    retrieved: str | None
    what: str
    to: str = ""

    @property
    def id(self) -> str:
        """The id of the page."""
        return page_id(self.url)

    @property
    def to_id(self) -> str:
        """The id of the page at the address to which it has moved."""
        return page_id(self.to)


def page_id(url: str) -> str:
    """The id of the page at a URL."""
    return hashlib.sha256(url.encode()).hexdigest()[:16]


class Standing(IntEnum):
    """How much a page's word counts beside another page's on the same release, most first."""

    PAGE = 0
    LISTING = 1
    COPY = 2
    GUESS = 3


@dataclass(frozen=True, slots=True)
class Document:
    """One release on a page, taken apart by the page's layout: where title, labels, date line and body stand.

    Menus, repeated bodies, captions and contacts are left out of `body`; `title` is None where the page shows none.
    `item` numbers the releases of a listing from 1; `lead_only` says that `body` is no more than the first words, and
    `cut` that the page ends within the item. `day` is a date that the layout reads in a notation of its own, `towns`
    are towns that stand in such a notation; `url` is the address of the release's own page, where this one gives it;
    `trust` (0 to 1) is how surely the layout fits and the page is first-hand; `beside_title` is a line right beside the
    title of which nothing tells whether it is a part of that, `labels_again` where a second block of labels begins.
    """

    page: Page
    layout: str
    title: Span | None
    body: tuple[Span, ...]
    content_type: Span | None = None
    labels: dict[str, tuple[Span, ...]] = field(default_factory=dict)
    date_line: Span | None = None
    day: tuple[datetime.date, Span] | None = None
    towns: tuple[Span, ...] = ()
    url: str | None = None
    item: int = 0
    lead_only: bool = False
    cut: bool = False
    trust: float = 1.0
    beside_title: Span | None = None
    labels_again: Span | None = None

    @property
    def text(self) -> str:
        return self.page.text


@dataclass(frozen=True, slots=True)
class Role:
    """An office or a job as printed, but in the singular and without `its`.

    `organisation` is a known resource or the name as printed.

    `country` is the State that the holder of a shared role holds it for: `Foreign Ministers A of X and B of Y`.
    """

    title: Found[str]
    organisation: Found[NamedNode | str] | None = None
    country: Found[NamedNode] | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Someone named with a role, an honorific or a verb of speech.

    `affiliation` is the organisation or State that stands with the name alone: `X of the Border Police`, `X (Spain)`.
    """

    name: Found[str]
    honorific: Found[str] | None = None
    roles: tuple[Role, ...] = ()
    affiliation: Found[NamedNode | str] | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """Speech; `speaker` is a name that also stands in the record's people.

    `marked` tells speech in quotation marks from a statement that is only announced. `office` is the post that speaks
    where its holder is not named.
    """

    text: Found[str]
    speaker: Found[str] | None = None
    marked: bool = True
    office: Found[NamedNode] | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """A meeting, course or campaign that a release reports or announces.

    `supporters` helped, or worked with the organisers; `attendance` is the number of people who took part; `start` and
    `end` are the first and the last day.
    """

    type: Found[str] | None
    name: Found[str] | None = None
    organisers: tuple[Found[NamedNode | str], ...] = ()
    attendees: tuple[Found[NamedNode], ...] = ()
    funders: tuple[Found[NamedNode | str], ...] = ()
    supporters: tuple[Found[NamedNode | str], ...] = ()
    location: Found[NamedNode] | None = None
    start: Found[datetime.date] | None = None
    end: Found[datetime.date] | None = None
    attendance: Found[int] | None = None


def first_of_each(found: Iterable[Found[T]]) -> tuple[Found[T], ...]:
    """Each value once, where it was found first; in order."""
    first: dict[T, Found[T]] = {}
    for item in found:
        first.setdefault(item.value, item)
    return tuple(first.values())


def paid_by(events: tuple[Event, ...], funders: tuple[Found[NamedNode | str], ...]) -> tuple[Event, ...]:
    """The events of a release, with those of the funders of the release who paid for them."""
    known = {one.value: one for one in funders}
    return tuple(
        replace(event, funders=tuple(known[one.value] for one in event.funders if one.value in known))
        for event in events
    )


@dataclass(frozen=True, slots=True)
class Release:
    """One release as one page shows it.

    `dateline_place` is where the page prints its town or towns, known to the vocabulary or not; `contacts` are named
    for questions and never published; `organisations` are bodies as printed, those in `mentions` included; `funders`
    paid for something that it tells of, those of the `events` included; `offices` are posts named without their
    holders; `body`, `item` and `cut` are the document's; `language` is a BCP 47 tag.
    """

    key: str
    node: int | None
    title: Found[str] | None
    issued: Found[datetime.date] | None
    datelined: Found[datetime.date] | None
    content_type: Found[NamedNode] | None = None
    dateline_place: Span | None = None
    places: tuple[Found[NamedNode], ...] = ()
    sources: tuple[Found[NamedNode], ...] = ()
    subjects: tuple[Found[NamedNode], ...] = ()
    mentions: tuple[Found[NamedNode], ...] = ()
    people: tuple[Person, ...] = ()
    contacts: tuple[Person, ...] = ()
    organisations: tuple[Found[NamedNode | str], ...] = ()
    funders: tuple[Found[NamedNode | str], ...] = ()
    quotes: tuple[Quote, ...] = ()
    events: tuple[Event, ...] = ()
    offices: tuple[Found[NamedNode], ...] = ()
    body: tuple[Span, ...] = ()
    item: int = 0
    cut: bool = False
    language: str = "en"
    standing: Standing = Standing.PAGE


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something a reader of the quality report should know about an input.

    A rejection means that a page, or a release on it, is not published; a notice means that it is, with less than it
    might say. `rule` is a short code, `remedy` what to do; `page` is the page's id where one was read.
    """

    kind: Literal["rejection", "notice"]
    input: str
    rule: str
    message: str
    remedy: str
    page: str | None = None
    release: str | None = None


@dataclass(frozen=True, slots=True)
class Proposed:
    """What became of an extractor's proposals for one release: how many were `added`, `known`, or dropped and why.

    `failure` says what went wrong where the extractor gave no answer, and is empty where it did.
    """

    method: str
    fates: tuple[tuple[str, int], ...]
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one page gave: its releases (none when it was rejected), the findings, and what extractors proposed."""

    page: Page
    layout: str | None
    releases: tuple[Release, ...]
    findings: tuple[Finding, ...]
    proposed: tuple[Proposed, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether every extractor gave its answer; else the page is to be read again."""
        return not any(one.failure for one in self.proposed)
