"""One page read: layout, labels, dateline and the answers of all extractors, as records."""

import datetime
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import replace

from pyoxigraph import NamedNode

from graph import methods
from graph.dateline import AgencyLine, Dateline, date_of, parse_date_line, parse_dateline, parse_place_line, towns_of
from graph.extract import confidence, notices
from graph.extract.bodies.in_titles import InTitles
from graph.extract.contacts import Contacts, reached, with_numbers
from graph.extract.events.events import Events
from graph.extract.labels import Labels
from graph.extract.language import ENGLISH, Languages
from graph.extract.people import People
from graph.extract.proposals import Extractor, extended
from graph.extract.roles.offices import Offices
from graph.extract.speech import Quotations
from graph.extract.words.gazetteer import Gazetteer
from graph.extract.words.marks import unbroken
from graph.iri import is_of_the_osce, language_prefix, node_number, release_key
from graph.layouts import take_apart
from graph.layouts.parts import GUESSED, SECOND_HAND, Asides, asides
from graph.layouts.wording import Wording
from graph.privacy import blanked, private, without_private
from graph.records import (
    Document,
    Evidence,
    Finding,
    Found,
    Page,
    Proposed,
    Reading,
    Release,
    Standing,
    first_of_each,
)
from graph.text import Span, trimmed
from graph.unread import without_unread
from graph.vocabularies.reference import Reference


class Reader:
    """Reads pages against the vocabularies. Made once, used for every page; reading is a pure function of the page."""

    def __init__(self, reference: Reference, extractors: Sequence[Extractor] = (), *, raw: bool = False) -> None:
        """`extractors` add to what the grammar finds, one after the other; `raw` keeps the rules' own confidences."""
        self._weights = None if raw else confidence.weights()
        self._reference = reference
        self._extractors = extractors
        self._languages = Languages(reference)
        self._wording = Wording.of(reference)
        self._labels = Labels(reference)
        self._gazetteer = Gazetteer(reference)
        self._people = People(reference, self._gazetteer)
        self._contacts = Contacts(reference, self._gazetteer)
        self._offices = Offices(reference, self._gazetteer)
        self._quotations = Quotations(reference, self._offices)
        self._events = Events(reference, self._gazetteer)
        self._in_titles = InTitles(reference, self._gazetteer)
        self._operations = {entry.iri for entry in reference.structures if "/field-operation/" in entry.iri.value}

    def extended_by(self, extractors: Sequence[Extractor]) -> "Reader":
        """A reader of the same grammar, and with these extractors: the grammar takes most of a second to make."""
        other = copy(self)
        other._extractors = extractors
        return other

    def read(self, page: Page) -> Reading:
        """The releases on the page with their findings, or the rejection of the page."""
        documents = take_apart(page, self._wording)
        if isinstance(documents, Finding):
            return Reading(page, None, (), (documents,))
        findings: list[Finding] = []
        proposed: list[Proposed] = []
        releases = []
        for document in documents:
            # Nothing is published of an item in which the page breaks off, so nothing else is to be told of it.
            release = self._release(document, [] if document.cut else findings)
            if self._weights:
                release = confidence.calibrated(release, document.text, self._weights)
            whole, release = release, without_private(release, document.text)
            if document.cut:
                findings.append(notices.cut_item(release, page))
            else:
                findings += [notices.private_quote(page) for quote in whole.quotes if quote.text not in _texts(release)]
            release = without_unread(release, document.text)
            for extractor in self._extractors:
                release, fates = extended(release, document.text, extractor, self._reference)
                proposed.append(fates)
            releases.append(confidence.weighed(release, document.trust) if self._weights else release)
        # A town that both dateline and label name is unknown once.
        told = (replace(finding, message=blanked(finding.message)) for finding in findings)
        return Reading(page, documents[0].layout, tuple(releases), tuple(dict.fromkeys(told)), tuple(proposed))

    def _release(self, document: Document, findings: list[Finding]) -> Release:
        text, body = document.text, document.body
        date_line = parse_date_line(text, document.date_line) if document.date_line else None
        dateline = next((found for span in body[:1] if (found := parse_dateline(text, span))), None)
        issued = _issued(document, date_line, dateline)
        findings.extend((*notices.doubtful_title(document), *notices.second_labels(document)))
        findings.extend(notices.doubtful_dates(document, dateline))
        day = issued.value.isoformat() if issued else None
        # A mailing says which page the release has; of an item the address of its listing says nothing.
        url = document.url or (None if document.item else document.page.url)
        node = node_number(url) if url else None
        language = self._languages.of(_words(document), url, document.page.language)
        english = language == ENGLISH
        if not english and url and language_prefix(url) and self._languages.reads_as_english(_words(document)):
            findings.append(notices.other_language(document.page, language))
        title = _title(text, document.title) if document.title else None
        # What follows the dateline is prose; the dateline's own towns are no mentions.
        place_line = None if dateline else self._place_line(text, body)
        begun = dateline or place_line
        prose = (Span(begun.end, body[0].end), *body[1:]) if begun else body
        if prose and prose[0].start == prose[0].end:
            # The dateline has a line of its own.
            prose = prose[1:]
        heading = (document.title,) if document.title else ()
        printed = dateline or date_line or place_line
        head = self._gazetteer.whole_countries(text, printed.places if printed else document.towns)
        values = document.labels.get("Place", ())
        labelled = [self._gazetteer.whole_countries(text, towns_of(text, value)) for value in values]
        sources = tuple(_kept(self._labels.sources(document, day), findings)) if english else ()
        if not english:
            # The grammar reads English: of other languages the title, the day and the towns are kept.
            prose, heading = (), ()
        # `OSH, Kyrgyzstan, 14 March`: the country beside the town is one that the release speaks of.
        countries = [place for place in head if self._gazetteer.is_country(place.of(text))] if english else []
        spans = (*heading, *countries, *prose)
        named = (*self._labels.locations(document, day), *self._gazetteer.mentions(text, spans, day))
        mentions = first_of_each(named)
        aside = asides(text) if english and not document.item else Asides((), ())
        about = self._about(sources, mentions)
        people, organisations, payers = self._people.find(text, (*prose, *aside.captions), day, about)
        organisations = (*organisations, *self._in_titles.find(text, heading, day, organisations))
        # A body that is printed twice ends among the contacts, and names its people there by surname.
        known = {words for person in people for words in (person.name.value, person.name.value.split()[-1])}
        called = reached(text, prose, people)
        people = tuple(one for one in people if one not in called)
        below = self._contacts.find(text, aside.contacts, day, about)
        contacts = (*called, *(one for one in below if one.name.value not in known))
        organisations = (*organisations, *self._contacts.bodies(text, contacts, organisations))
        alone = self._offices.find(text, prose, day, people)
        # The first words of a listing break off anywhere: quotes and lists in the last sentence are not whole.
        told = prose
        if document.lead_only:
            told = unbroken(text, prose)
            payers = tuple(payer for payer in payers if any(span.holds(payer.evidence.span) for span in told))
        quotes = tuple(self._quotations.find(text, told, people, alone))
        speakers = {quote.speaker.value for quote in quotes if quote.speaker}
        if not speakers.isdisjoint(one.name.value for one in with_numbers(text, below)):
            findings.append(notices.contact_speaks(document.page))
        return Release(
            key=release_key(node, language, title.value if title else "", day),
            node=node,
            title=title,
            issued=issued,
            datelined=Found(dateline.date, Evidence(dateline.date_span, methods.DATELINE)) if dateline else None,
            content_type=next(iter(_kept(self._labels.content_type(document), findings)), None),
            dateline_place=self._printed_place(text, head),
            places=tuple(self._places(document, head, labelled, findings)),
            sources=sources,
            subjects=tuple(_kept(self._labels.fields_of_work(document), findings)) if english else (),
            mentions=mentions,
            people=people,
            contacts=contacts,
            organisations=organisations,
            funders=payers,
            quotes=quotes,
            events=self._events.find(
                text, heading, told, issued.value if issued else None, payers, organisations, about
            ),
            offices=first_of_each(alone),
            body=document.body,
            item=document.item,
            cut=document.cut,
            language=language,
            standing=_standing(document),
        )

    def _place_line(self, text: str, body: Sequence[Span]) -> AgencyLine | None:
        """The `TOWN, Country - ` or `TOWN - ` without a day that the text begins with, known by country or town."""
        line = parse_place_line(text, body[0]) if body else None
        if line is None:
            return None
        first, *others = (place.of(text) for place in self._gazetteer.whole_countries(text, line.places))
        country = bool(others) and all(map(self._gazetteer.is_country, others))
        town = bool(self._gazetteer.towns(first))
        known = first.isupper() and town and all(self._gazetteer.towns(other) for other in others)
        return line if known or (country and (first.isupper() or town)) else None

    def _printed_place(self, text: str, places: Sequence[Span]) -> Span | None:
        """From the first town that the head of the text prints to the last, known or not; countries are none."""
        towns = [place for place in places if not self._gazetteer.is_country(place.of(text))] or list(places)
        return Span(towns[0].start, towns[-1].end) if towns else None

    def _about(self, sources: Iterable[Found[NamedNode]], mentions: Iterable[Found[NamedNode]]) -> NamedNode | None:
        """The field operation that `the Mission` means: the source, or without one the first that is named."""
        named = (found.value for found in (*sources, *mentions))
        return next((iri for iri in named if iri in self._operations), None)

    def _places(
        self,
        document: Document,
        head: Sequence[Span],
        labelled: Sequence[Sequence[Span]],
        findings: list[Finding],
    ) -> Iterable[Found[NamedNode]]:
        """The towns at the head of the text, and of the `Place:` label where it names others; each once."""
        spans = [(span, methods.DATELINE) for span in head]
        spans += [(span, methods.LABEL_BLOCK) for value in labelled for span in value]
        seen: set[NamedNode] = set()
        for span, method in spans:
            name = span.of(document.text)
            towns = self._gazetteer.towns(name)
            if len(towns) == 1 and towns[0] not in seen:
                seen.add(towns[0])
                yield Found(towns[0], Evidence(span, method))
            elif not towns and not self._gazetteer.is_country(name) and not (method == methods.LABEL_BLOCK and seen):
                findings.append(notices.unknown_place(document.page, name, "is no known place"))
            elif len(towns) > 1:
                findings.append(notices.unknown_place(document.page, name, f"may be any of {len(towns)} known places"))


def _title(text: str, span: Span) -> Found[str] | None:
    """The title, or the longest part of it that has nothing private: it names the release, in its IRI as well."""
    hidden = [one for one in private(text) if one.overlaps(span)]
    starts, ends = [span.start, *(one.end for one in hidden)], [*(one.start for one in hidden), span.end]
    parts = [trimmed(text, Span(start, end)) for start, end in zip(starts, ends, strict=True) if start < end]
    if not (longest := max(parts, key=lambda part: part.end - part.start, default=None)) or not longest.of(text):
        return None
    return Found(" ".join(longest.of(text).split()), Evidence(longest, methods.TITLE))


def _texts(release: Release) -> list[Found[str]]:
    return [quote.text for quote in release.quotes]


def _issued(document: Document, date_line: Dateline | None, dateline: Dateline | None) -> Found[datetime.date] | None:
    """The date of the page: a filled `Date:`, the date line, the dateline, a date in the layout's own notation."""
    for span in document.labels.get("Date", ()):
        if date := date_of(span.of(document.text)):
            return Found(date, Evidence(span, methods.LABEL_BLOCK))
    if date_line:
        return Found(date_line.date, Evidence(date_line.date_span, methods.DATE_LINE))
    if dateline:
        return Found(dateline.date, Evidence(dateline.date_span, methods.DATELINE))
    if document.day:
        date, span = document.day
        return Found(date, Evidence(span, methods.DATE_LINE))
    return None


def _words(document: Document) -> str:
    """The words by which a language is told: an item of a listing has too few of its own."""
    if document.item:
        return document.text
    spans = (document.title, *document.body[:8]) if document.title else document.body[:8]
    return "\n".join(span.of(document.text) for span in spans)


def _standing(document: Document) -> Standing:
    """How much the page's word counts beside another page's."""
    if document.trust <= GUESSED:
        return Standing.GUESS
    url = document.page.url
    elsewhere = url is not None and url.startswith(("http:", "https:")) and not is_of_the_osce(url)
    # What names another page as the release's own is not that page.
    if document.trust <= SECOND_HAND or elsewhere or (document.url and not document.item):
        return Standing.COPY
    return Standing.LISTING if document.item else Standing.PAGE


def _kept(found: Iterable[Found[NamedNode] | Finding], findings: list[Finding]) -> Iterable[Found[NamedNode]]:
    for item in found:
        if isinstance(item, Finding):
            findings.append(item)
        else:
            yield item
