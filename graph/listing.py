"""Releases as JSON values, one object each: what was read, before anything is stated or checked.

Names are today's English labels of the vocabularies, or what the page prints where they know nothing; towns, sources
and fields of work are as printed. Each value that has evidence is repeated under `evidence` with its words and place.
"""

from collections.abc import Iterator
from typing import Any

from pyoxigraph import NamedNode

from graph.extract.bodies.organisations import PUBLISHER
from graph.records import Event, Evidence, Found, Page, Person, Quote, Reading, Release
from graph.vocabularies.reference import Reference


def listed(reading: Reading, reference: Reference) -> Iterator[dict[str, Any]]:
    """One object for each release of the reading; none for a page that was rejected."""
    for release in reading.releases:
        yield _Lister(reading.page, reference).release(release)


class _Lister:
    def __init__(self, page: Page, reference: Reference) -> None:
        self._page = page
        self._reference = reference

    def release(self, release: Release) -> dict[str, Any]:
        mentioned = [found.value for found in release.mentions]
        event = next(iter(release.events), None)
        return {
            "file": self._page.name,
            "title": release.title.value if release.title else None,
            "date": release.issued.value.isoformat() if release.issued else None,
            "place": release.dateline_place.of(self._page.text) if release.dateline_place else None,
            "content_type": self._name(release.content_type.value) if release.content_type else None,
            "sources": [self._line(found.evidence) for found in release.sources],
            "structures": [self._name(found.value) for found in release.sources],
            "fields_of_work": [self._line(found.evidence) for found in release.subjects],
            "people": [
                *(self._person(someone) | {"contact": False} for someone in release.people),
                *(self._person(someone) | {"contact": True} for someone in release.contacts),
            ],
            "states": [self._name(iri) for iri in mentioned if iri in self._reference.countries],
            "organisations": [self._name(found.value) for found in release.organisations],
            "quotes": [self._quote(one, release) for one in release.quotes if one.marked],
            # What is announced as a statement and has no quotation marks.
            "statements": [self._quote(one, release) for one in release.quotes if not one.marked],
            # Who is meant where only an office is named, by the tenures of the vocabularies.
            "office_holders": [self._holder(found, release) for found in release.offices],
            "funders": [self._name(found.value) for found in release.funders],
            "participants": [self._name(found.value) for found in event.attendees] if event else [],
            "events": self._events(release),
            "event": self._event(event) if event else None,
            "further_events": [self._event(one) for one in release.events[1:]],
            "key": release.key,
            "item": release.item or None,
            "cut": release.cut,
            "evidence": [self._evidence(name, found) for name, found in _found(release)],
        }

    def _person(self, someone: Person) -> dict[str, Any]:
        return {
            "name": someone.name.value,
            "honorific": someone.honorific.value if someone.honorific else None,
            "roles": [
                {
                    "role": role.title.value,
                    "organisation": self._body(held) if (held := role.organisation or role.country) else None,
                }
                for role in someone.roles
            ]
            # Of whom somebody is without a role that is said.
            + ([{"role": None, "organisation": self._body(someone.affiliation)}] if someone.affiliation else []),
        }

    def _quote(self, quote: Quote, release: Release) -> dict[str, Any]:
        spoken = {"text": quote.text.value, "speaker": quote.speaker.value if quote.speaker else None}
        return spoken | ({"office": self._holder(quote.office, release)} if quote.office else {})

    def _holder(self, office: Found[NamedNode], release: Release) -> dict[str, Any]:
        """An office that is named without its holder, and who held it on the day of the release, if that is known."""
        day = release.issued.value.isoformat() if release.issued else ""
        held = self._reference.tenures.holder(office.value, day)
        return {
            "office": self._name(office.value),
            "name": self._name(held.person) if held else None,
            "inferred_from": held.iri.value if held else None,
            "words": self._words(office.evidence),
            "start": office.evidence.span.start,
            "end": office.evidence.span.end,
        }

    def _body(self, found: Found[NamedNode | str] | Found[NamedNode]) -> str:
        """As printed, where the page prints a name: `the Mission` is given by its label, `VF` as `Valley Fund (VF)`."""
        words, value = self._words(found.evidence), found.value
        acronym = words.isupper() and " " not in words and words != PUBLISHER
        if isinstance(value, str):
            return f"{value} ({words})" if acronym and value != words else value
        if PUBLISHER in self._reference.names(value):  # by the name that everybody calls it by
            return PUBLISHER
        label = self._reference.label(value)
        if acronym and label != words and value not in self._reference.countries:
            return f"{label} ({words})"
        # The High Commissioner on National Minorities is the OSCE's, as the label says.
        short = label == f"OSCE {words}" or (value in self._reference.posts and label.startswith("OSCE "))
        return words if words in self._reference.names(value) and not short else label

    def _events(self, release: Release) -> list[dict[str, Any]]:
        named = ((event.name.value, event.type) for event in release.events if event.name)
        return [{"name": name, "type": kind.value if kind else None} for name, kind in named]

    def _event(self, event: Event) -> dict[str, Any]:
        """All that is said of an event, named or not."""
        days = (("start", event.start), ("end", event.end))
        return {
            "type": event.type.value if event.type else None,
            "name": event.name.value if event.name else None,
            "place": self._body(event.location) if event.location else None,
            **{name: day.value.isoformat() if day else None for name, day in days},
            "organisers": [self._body(found) for found in event.organisers],
            "supporters": [self._body(found) for found in event.supporters],
            "participants": event.attendance.value if event.attendance else None,
        }

    def _evidence(self, name: str, found: Found[Any]) -> dict[str, Any]:
        evidence: Evidence = found.evidence
        return {
            "of": name,
            "start": evidence.span.start,
            "end": evidence.span.end,
            "words": self._words(evidence),
            "method": evidence.method,
            "confidence": evidence.confidence,
        }

    def _words(self, evidence: Evidence) -> str:
        return evidence.span.of(self._page.text)

    def _line(self, evidence: Evidence) -> str:
        """The words on one line, as labels are written, be they broken over two."""
        return " ".join(self._words(evidence).split())

    def _name(self, value: NamedNode | str) -> str:
        return self._reference.label(value) if isinstance(value, NamedNode) else value


def _found(release: Release) -> Iterator[tuple[str, Found[Any]]]:
    """The values with evidence, under the name of the field that they are given in."""
    for name, one in (("title", release.title), ("date", release.issued), ("content_type", release.content_type)):
        if one:
            yield name, one
    for name, many in (
        ("place", release.places),
        ("sources", release.sources),
        ("fields_of_work", release.subjects),
        ("mentions", release.mentions),
        ("people", tuple(someone.name for someone in release.people)),
        ("quotes", tuple(quote.text for quote in release.quotes)),
        ("funders", release.funders),
        ("participants", tuple(found for event in release.events for found in event.attendees)),
        ("event", tuple(found for event in release.events for found in _about_event(event))),
    ):
        for found in many:
            yield name, found


def _about_event(event: Event) -> tuple[Found[Any], ...]:
    single = (event.type, event.name, event.location, event.start, event.end, event.attendance)
    return (*(one for one in single if one), *event.organisers, *event.supporters)
