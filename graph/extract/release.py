"""One page read: layout, labels, dateline and the answers of all extractors, as records."""

import datetime
from collections.abc import Iterable

from pyoxigraph import NamedNode

from graph.dateline import Dateline, date_of, parse_date_line, parse_dateline
from graph.extract import methods
from graph.extract.events import Events
from graph.extract.gazetteer import Gazetteer
from graph.extract.labels import Labels
from graph.extract.people import People
from graph.extract.quotation import Quotations
from graph.iri import node_number, slug
from graph.layouts import take_apart
from graph.records import Document, Evidence, Finding, Found, Page, Reading, Release
from graph.reference import Reference
from graph.text import Span


class Reader:
    """Reads pages against the vocabularies. Made once, used for every page; reading is a pure function of the page."""

    def __init__(self, reference: Reference) -> None:
        self._kinds = frozenset(reference.content_types)
        self._labels = Labels(reference)
        self._gazetteer = Gazetteer(reference)
        self._people = People(reference, self._gazetteer)
        self._quotations = Quotations(reference)
        self._events = Events(reference, self._gazetteer)
        self._operations = {entry.iri for entry in reference.structures if "/field-operation/" in entry.iri.value}

    def read(self, page: Page) -> Reading:
        """The release on the page with its findings, or the rejection of the page."""
        document = take_apart(page, self._kinds)
        if isinstance(document, Finding):
            return Reading(page, None, (), (document,))
        findings: list[Finding] = []
        release = self._release(document, findings)
        # A town that both dateline and label name is unknown once.
        return Reading(page, document.layout, (release,), tuple(dict.fromkeys(findings)))

    def _release(self, document: Document, findings: list[Finding]) -> Release:
        text, title, body = document.text, document.title, document.body
        date_line = parse_date_line(text, document.date_line) if document.date_line else None
        dateline = next((found for span in body[:1] if (found := parse_dateline(text, span))), None)
        issued = _issued(document, date_line, dateline)
        day = issued.value.isoformat() if issued else None
        node = node_number(document.page.url) if document.page.url else None
        name = Found(" ".join(title.of(text).split()), Evidence(title, methods.TITLE))
        # What follows the dateline is prose; the dateline's own towns are no mentions.
        prose = (Span(dateline.end, body[0].end), *body[1:]) if dateline else body
        sources = tuple(_kept(self._labels.sources(document, day), findings))
        mentions = _first_of_each(self._gazetteer.mentions(text, (title, *prose), day))
        people = tuple(self._people.find(text, prose, day, self._about(sources, mentions)))
        return Release(
            key=str(node) if node else _key(name.value, day),
            node=node,
            title=name,
            issued=issued,
            datelined=Found(dateline.date, Evidence(dateline.date_span, methods.DATELINE)) if dateline else None,
            content_type=self._labels.content_type(document),
            places=tuple(self._places(document, dateline or date_line, findings)),
            sources=sources,
            subjects=tuple(_kept(self._labels.fields_of_work(document), findings)),
            mentions=mentions,
            people=people,
            quotes=tuple(self._quotations.find(text, prose, people)),
            event=self._events.find(text, title, prose, day),
        )

    def _about(self, sources: Iterable[Found[NamedNode]], mentions: Iterable[Found[NamedNode]]) -> NamedNode | None:
        """The field operation that `the Mission` means: the source, or without one the first that is named."""
        named = (found.value for found in (*sources, *mentions))
        return next((iri for iri in named if iri in self._operations), None)

    def _places(self, document: Document, head: Dateline | None, findings: list[Finding]) -> Iterable[Found[NamedNode]]:
        """The towns of the dateline (or date line), and of the `Place:` label where it names others; each once."""
        spans = [(span, methods.DATELINE) for span in head.places] if head else []
        for value in document.labels.get("Place", ()):
            spans.append((value, methods.LABEL_BLOCK))
        seen: set[NamedNode] = set()
        for span, method in spans:
            name = span.of(document.text)
            towns = self._gazetteer.towns(name)
            if len(towns) == 1 and towns[0] not in seen:
                seen.add(towns[0])
                yield Found(towns[0], Evidence(span, method))
            elif not towns and not self._gazetteer.is_country(name) and not (method == methods.LABEL_BLOCK and seen):
                findings.append(_unknown_place(document.page, name, "is no known place"))
            elif len(towns) > 1:
                findings.append(_unknown_place(document.page, name, f"may be any of {len(towns)} known places"))


def _issued(document: Document, date_line: Dateline | None, dateline: Dateline | None) -> Found[datetime.date] | None:
    """The date of the page: a `Date:` that is filled, else the date line, else the dateline."""
    for span in document.labels.get("Date", ()):
        if date := date_of(span.of(document.text)):
            return Found(date, Evidence(span, methods.LABEL_BLOCK))
    if date_line:
        return Found(date_line.date, Evidence(date_line.date_span, methods.DATE_LINE))
    if dateline:
        return Found(dateline.date, Evidence(dateline.date_span, methods.DATELINE))
    return None


def _key(title: str, day: str | None) -> str:
    try:
        words = slug(title)
    except ValueError:
        words = "untitled"
    return f"{day or 'undated'}-{words}"


def _kept(found: Iterable[Found[NamedNode] | Finding], findings: list[Finding]) -> Iterable[Found[NamedNode]]:
    for item in found:
        if isinstance(item, Finding):
            findings.append(item)
        else:
            yield item


def _first_of_each(found: Iterable[Found[NamedNode]]) -> tuple[Found[NamedNode], ...]:
    first: dict[NamedNode, Found[NamedNode]] = {}
    for item in found:
        first.setdefault(item.value, item)
    return tuple(first.values())


def _unknown_place(page: Page, name: str, problem: str) -> Finding:
    return Finding(
        "notice",
        page.name,
        "place-unknown",
        f"names the place {name!r}, which {problem}; the release is published without it",
        "add the town to ontology/vocabularies/cities.ttl",
        page.id,
    )
