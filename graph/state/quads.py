"""Records stated as RDF: one named graph a page, every value with its evidence, no blank node."""

import datetime
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field, replace
from typing import TypeVar

from pyoxigraph import Literal, NamedNode, Quad

from graph import vocabulary as v
from graph.iri import page_graph, slug, thing
from graph.merge.merging import Place, placed
from graph.records import Event, Evidence, Found, Page, Person, Quote, Release, Role
from graph.state.identity import is_decided, organisation, who_is_who
from graph.state.provenance import Triple, evidence_quads, in_graph, page_quads
from graph.vocabularies.decisions import Someone
from graph.vocabularies.reference import Reference
from graph.vocabularies.tenures import Tenure

T = TypeVar("T")

# A quotation is published so far, and no further.
LONGEST_QUOTE = 500
# Decision 2026-11-28: what is less sure than that is kept as a candidate and not stated; what is a little more likely
# than not is. Alternative: 0.7, below which three employers in four are right. Cost: whoever wants only what is very
# sure asks for osce:confidence. It holds for people, roles, their organisations, quotes, speakers and funders.
PUBLISHED_FROM = 0.5


@dataclass(slots=True)
class _Statements:
    """Triples collected for one page, with the evidence for those that have some."""

    page: Page
    reference: Reference
    item: int
    language: str
    who: Mapping[str, Someone | None]
    believed: Set[str]
    triples: list[Triple] = field(default_factory=list)
    notes: int = 0

    def say(self, subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal) -> None:
        """A statement that follows from how the graph is made."""
        self.triples.append((subject, predicate, value))

    def show(self, subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal, evidence: Evidence) -> None:
        """A statement that the page makes, and where."""
        self.triples.append((subject, predicate, value))
        self._note((subject, predicate, value), evidence, v.EVIDENCE)

    def hear(
        self, subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal, made: bool, evidence: Evidence
    ) -> None:
        """A statement that the page makes; where another page's word counts more (not `made`), only its evidence."""
        if made:
            self.show(subject, predicate, value, evidence)
        else:
            self._note((subject, predicate, value), evidence, v.OVERRULED)

    def doubt(self, subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal, evidence: Evidence) -> None:
        """A statement that the page may make, and that is not sure enough to be made: only its evidence."""
        self._note((subject, predicate, value), evidence, v.CANDIDATE)

    def infer(self, subject: NamedNode, predicate: NamedNode, held: Tenure, evidence: Evidence) -> None:
        """That whoever held an office is meant where the page names the office: from the words and the tenure."""
        sure = min(evidence.confidence, held.confidence)
        self.triples.append((subject, predicate, held.person))
        self._note((subject, predicate, held.person), replace(evidence, confidence=sure), v.EVIDENCE, held.iri)

    def print(self, words: str) -> Literal:
        """Words in the language of the page."""
        return Literal(words, language=self.language)

    def _note(self, statement: Triple, evidence: Evidence, kind: NamedNode, premise: NamedNode | None = None) -> None:
        self.notes += 1
        key = f"{self.page.id}-{self.item}-{self.notes}" if self.item else f"{self.page.id}-{self.notes}"
        self.triples.extend(evidence_quads(self.page, key, statement, evidence, kind, premise))


def release_quads(page: Page, release: Release, place: Place, reference: Reference) -> list[Quad]:
    """All that one page says of one release, as quads of the page's graph."""
    release = placed(release, place)
    who = who_is_who(release, reference)
    # Somebody is sure enough to be stated by the words, or because a steward said so.
    believed = {
        one.name.value for one in release.people if not _is_doubtful(one.name) or is_decided(one.name.value, reference)
    }
    to = _Statements(page, reference, release.item, release.language, who, believed)
    _release(to, thing("release", place.key), release, place)
    return list(in_graph(iter(to.triples), page_graph(page.id)))


def saved_page_quads(page: Page, layout: str, keys: Iterable[str], *, copy: bool) -> list[Quad]:
    """What is said of a page itself; `keys` are those of its releases, `copy` says that it stands elsewhere."""
    topics = [thing("release", key) for key in keys]
    return list(in_graph(page_quads(page, layout, topics, copy=copy), page_graph(page.id)))


def _release(to: _Statements, iri: NamedNode, release: Release, place: Place) -> None:
    shown = place.shown
    to.say(iri, v.RDF_TYPE, v.RELEASE)
    to.say(iri, v.RDFS_LABEL, to.print(shown.title))
    to.say(iri, v.SCHEMA_IN_LANGUAGE, Literal(release.language))
    if release.title:
        title, made = release.title, release.title.value == shown.title
        to.hear(iri, v.DCTERMS_TITLE, to.print(title.value), made, title.evidence)
    to.say(iri, v.PROV_WAS_DERIVED_FROM, thing("page", to.page.id))
    # A number names the release in English; its translations are told by the language behind it.
    if release.node is not None and place.key == str(release.node):
        to.say(iri, v.NODE_NUMBER, Literal(release.node))
    if place.alias:
        to.say(thing("release", place.alias), v.DCTERMS_IS_REPLACED_BY, iri)
    if place.translation_of:
        to.say(iri, v.SCHEMA_TRANSLATION_OF_WORK, thing("release", place.translation_of))
    if release.issued:
        made = release.issued.value == shown.issued
        to.hear(iri, v.DCTERMS_ISSUED, _day(release.issued.value), made, release.issued.evidence)
    if release.datelined and place.main:
        to.show(iri, v.DATELINED, _day(release.datelined.value), release.datelined.evidence)
    if release.content_type:
        made = release.content_type.value == shown.type
        to.hear(iri, v.DCTERMS_TYPE, release.content_type.value, made, release.content_type.evidence)
    many = (
        (v.DCTERMS_PUBLISHER, release.sources),
        (v.DCTERMS_SUBJECT, release.subjects),
        (v.DCTERMS_SPATIAL, release.places),
        (v.SCHEMA_MENTIONS, release.mentions),
    )
    for predicate, values in many:
        for found in values:
            to.show(iri, predicate, found.value, found.evidence)
    for payer in release.funders:
        _show_body(to, iri, v.TELLS_OF_FUNDER, payer)
    who = to.who
    for someone in release.people:
        _person(to, iri, release, someone, shown.issued)
    for position, quote in enumerate(release.quotes, 1):
        _quote(to, iri, release, position, quote, shown.issued)
    for office in release.offices:
        if (held := _holder(to, office, shown.issued)) and held.person not in {one.iri for one in who.values() if one}:
            to.infer(iri, v.INFERRED_MENTION, held, office.evidence)
    for position, event in enumerate(release.events, 1):
        _event(to, iri, release, position, event)


def _day(date: datetime.date) -> Literal:
    return Literal(date.isoformat(), datatype=v.XSD_DATE)


def _person(
    to: _Statements, release_iri: NamedNode, release: Release, someone: Person, issued: datetime.date | None
) -> None:
    printed, who = someone.name.value, to.who[someone.name.value]
    if who is None:
        return
    iri, name = who.iri, who.name
    if printed not in to.believed:
        to.doubt(release_iri, v.SCHEMA_MENTIONS, iri, someone.name.evidence)
        return
    to.say(iri, v.RDF_TYPE, v.FOAF_PERSON)
    to.say(iri, v.RDFS_LABEL, Literal(name))
    if printed == name:
        to.show(iri, v.FOAF_NAME, Literal(name), someone.name.evidence)
    else:
        to.show(iri, v.SKOS_ALT_LABEL, Literal(printed, language="en"), someone.name.evidence)
    to.show(release_iri, v.SCHEMA_MENTIONS, iri, someone.name.evidence)
    if someone.honorific:
        honorific = Literal(someone.honorific.value, language="en")
        to.show(iri, v.SCHEMA_HONORIFIC_PREFIX, honorific, someone.honorific.evidence)
    if someone.affiliation:
        _show_body(to, iri, v.SCHEMA_AFFILIATION, someone.affiliation)
    for number, role in enumerate(someone.roles, 1):
        key = f"{release.key}-{slug(someone.name.value)}-{number}"
        _role(to, thing("role", key), iri, release_iri, issued, someone, role)


def _role(
    to: _Statements,
    iri: NamedNode,
    holder: NamedNode,
    release_iri: NamedNode,
    issued: datetime.date | None,
    someone: Person,
    role: Role,
) -> None:
    if _is_doubtful(role.title):
        to.doubt(iri, v.ROLE_TITLE, Literal(role.title.value, language="en"), role.title.evidence)
        return
    to.say(iri, v.RDF_TYPE, v.ROLE)
    to.say(iri, v.RDFS_LABEL, Literal(f"{someone.name.value}, {role.title.value}", language="en"))
    to.show(iri, v.ORG_MEMBER, holder, someone.name.evidence)
    to.show(iri, v.ROLE_TITLE, Literal(role.title.value, language="en"), role.title.evidence)
    to.say(iri, v.ATTESTED_IN, release_iri)
    # The day of the release, which another of its pages may print; of some pages nobody knows one.
    if issued:
        to.say(iri, v.ATTESTED_ON, _day(issued))
    if role.organisation:
        _show_body(to, iri, v.ORG_HAS_ORGANIZATION, role.organisation)


def _is_doubtful(found: Found[T]) -> bool:
    return found.evidence.confidence < PUBLISHED_FROM


def _show_body(to: _Statements, subject: NamedNode, predicate: NamedNode, found: Found[NamedNode | str]) -> None:
    """That something is of a body or paid by it; in doubt, a body that only texts name is not described for it."""
    if _is_doubtful(found):
        iri = found.value if isinstance(found.value, NamedNode) else organisation(found.value)
        to.doubt(subject, predicate, iri, found.evidence)
    else:
        to.show(subject, predicate, _body(to, found), found.evidence)


def _body(to: _Statements, found: Found[NamedNode | str]) -> NamedNode:
    """A known resource as it is; a name as printed becomes an organisation of its own."""
    if isinstance(found.value, NamedNode):
        return found.value
    iri = organisation(found.value)
    to.say(iri, v.RDF_TYPE, v.ORG_ORGANIZATION)
    to.show(iri, v.RDFS_LABEL, Literal(found.value, language="en"), found.evidence)
    return iri


def _holder(to: _Statements, office: Found[NamedNode], issued: datetime.date | None) -> Tenure | None:
    """Who held an office on the day of the release, where that is known for sure."""
    return to.reference.tenures.holder(office.value, issued.isoformat()) if issued else None


def _quote(
    to: _Statements,
    release_iri: NamedNode,
    release: Release,
    position: int,
    quote: Quote,
    issued: datetime.date | None,
) -> None:
    iri = thing("quote", f"{release.key}-{position}")
    words = " ".join(quote.text.value.split())
    text = words if len(words) <= LONGEST_QUOTE else words[: LONGEST_QUOTE - 1].rstrip() + "…"
    if _is_doubtful(quote.text):
        to.doubt(iri, v.SCHEMA_TEXT, Literal(text, language="en"), quote.text.evidence)
        return
    to.say(iri, v.RDF_TYPE, v.SCHEMA_QUOTATION)
    to.say(iri, v.RDFS_LABEL, Literal(_opening(words), language="en"))
    to.show(iri, v.SCHEMA_TEXT, Literal(text, language="en"), quote.text.evidence)
    to.say(iri, v.SCHEMA_IS_PART_OF, release_iri)
    to.say(iri, v.POSITION, Literal(position))
    if quote.speaker and (who := to.who.get(quote.speaker.value)):
        believed = quote.speaker.value in to.believed and not _is_doubtful(quote.speaker)
        state = to.show if believed else to.doubt
        state(iri, v.SCHEMA_SPOKEN_BY_CHARACTER, who.iri, quote.speaker.evidence)
    if quote.office:
        to.show(iri, v.SPEAKING_OFFICE, quote.office.value, quote.office.evidence)
        if held := _holder(to, quote.office, issued):
            to.infer(iri, v.INFERRED_SPEAKER, held, quote.office.evidence)


def _opening(words: str) -> str:
    first = " ".join(words.split()[:8])
    return first if first == words else f"{first} …"


def _event(to: _Statements, release_iri: NamedNode, release: Release, position: int, event: Event) -> None:
    iri = thing("event", f"{release.key}-{position}")
    to.say(iri, v.RDF_TYPE, v.SCHEMA_EVENT)
    first = event.name or event.type or next(iter(event.attendees))
    to.show(release_iri, v.SCHEMA_ABOUT, iri, first.evidence)
    if event.name:
        to.show(iri, v.RDFS_LABEL, Literal(event.name.value, language="en"), event.name.evidence)
    else:
        # Where and when it was, as far as that is known; where the release was written tells neither.
        where = to.reference.label(event.location.value) if event.location else ""
        day = event.start or event.end
        on = (
            _day(day.value).value if day else f"told of on {_day(release.issued.value).value}" if release.issued else ""
        )
        kind = event.type.value if event.type else "event"
        label = ", ".join(part for part in (kind, where, on) if part)
        to.say(iri, v.RDFS_LABEL, Literal(label, language="en"))
    if event.type:
        to.show(iri, v.EVENT_TYPE, Literal(event.type.value, language="en"), event.type.evidence)
    bodies = (
        (v.SCHEMA_ORGANIZER, event.organisers),
        (v.SCHEMA_CONTRIBUTOR, event.supporters),
        (v.SCHEMA_FUNDER, event.funders),
    )
    for predicate, values in bodies:
        for body in values:
            _show_body(to, iri, predicate, body)
    for found in event.attendees:
        to.show(iri, v.SCHEMA_ATTENDEE, found.value, found.evidence)
    if event.location:
        to.show(iri, v.SCHEMA_LOCATION, event.location.value, event.location.evidence)
    for predicate, one in ((v.SCHEMA_START_DATE, event.start), (v.SCHEMA_END_DATE, event.end)):
        if one:
            to.show(iri, predicate, _day(one.value), one.evidence)
    if event.attendance:
        to.show(iri, v.ATTENDANCE, Literal(event.attendance.value), event.attendance.evidence)
