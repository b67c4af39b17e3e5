"""Records stated as RDF: one named graph a page, every value with its evidence, no blank node."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Quad

from graph import vocabulary as v
from graph.identity import organisation, person
from graph.iri import QUALITY_GRAPH, page_graph, slug, thing
from graph.provenance import Triple, evidence_quads, in_graph, page_quads
from graph.records import Event, Evidence, Finding, Found, Page, Person, Quote, Reading, Release, Role
from graph.reference import Reference

# A quotation is published so far, and no further.
LONGEST_QUOTE = 500


@dataclass(slots=True)
class _Statements:
    """Triples collected for one page, with the evidence for those that have some."""

    page: Page
    reference: Reference
    triples: list[Triple] = field(default_factory=list)
    notes: int = 0

    def say(self, subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal) -> None:
        """A statement that follows from how the graph is made."""
        self.triples.append((subject, predicate, value))

    def show(self, subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal, evidence: Evidence) -> None:
        """A statement that the page makes, and where."""
        statement = (subject, predicate, value)
        self.triples.append(statement)
        self.notes += 1
        self.triples.extend(evidence_quads(self.page, self.notes, statement, evidence))


def reading_quads(reading: Reading, reference: Reference) -> list[Quad]:
    """All that one page says, as the quads of its graph. A page without releases says nothing."""
    if not reading.releases or reading.layout is None:
        return []
    statements = _Statements(reading.page, reference)
    topics = []
    for release in reading.releases:
        # What has no whole title cannot be found or cited.
        if release.title is None or release.cut:
            continue
        iri = thing("release", release.key)
        topics.append(iri)
        _release(statements, iri, release, release.title)
    statements.triples.extend(page_quads(reading.page, reading.layout, topics))
    return list(in_graph(iter(statements.triples), page_graph(reading.page.id)))


def _release(to: _Statements, iri: NamedNode, release: Release, heading: Found[str]) -> None:
    title = Literal(heading.value, language="en")
    to.say(iri, v.RDF_TYPE, v.RELEASE)
    to.say(iri, v.RDFS_LABEL, title)
    to.show(iri, v.DCTERMS_TITLE, title, heading.evidence)
    to.say(iri, v.PROV_WAS_DERIVED_FROM, thing("page", to.page.id))
    if release.node is not None:
        to.say(iri, v.NODE_NUMBER, Literal(release.node))
    for predicate, date in ((v.DCTERMS_ISSUED, release.issued), (v.DATELINED, release.datelined)):
        if date:
            to.show(iri, predicate, Literal(date.value.isoformat(), datatype=v.XSD_DATE), date.evidence)
    many = (
        (v.DCTERMS_TYPE, (release.content_type,) if release.content_type else ()),
        (v.DCTERMS_PUBLISHER, release.sources),
        (v.DCTERMS_SUBJECT, release.subjects),
        (v.DCTERMS_SPATIAL, release.places),
        (v.SCHEMA_MENTIONS, release.mentions),
    )
    for predicate, values in many:
        for found in values:
            to.show(iri, predicate, found.value, found.evidence)
    for someone in release.people:
        _person(to, iri, release, someone)
    for position, quote in enumerate(release.quotes, 1):
        _quote(to, iri, release, position, quote)
    if release.event:
        _event(to, iri, release, release.event)


def _person(to: _Statements, release_iri: NamedNode, release: Release, someone: Person) -> None:
    printed = someone.name.value
    iri, name = _who(to, printed)
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
    for number, role in enumerate(someone.roles, 1):
        key = f"{release.key}-{slug(someone.name.value)}-{number}"
        _role(to, thing("role", key), iri, release_iri, release, someone, role)


def _who(to: _Statements, printed: str) -> tuple[NamedNode, str]:
    """The person of that name, and the name to go by: an office-holder, however spelt, has the vocabulary's."""
    known = to.reference.people.get(slug(printed))
    return (known.iri, known.label) if known else (person(printed), printed)


def _role(
    to: _Statements,
    iri: NamedNode,
    holder: NamedNode,
    release_iri: NamedNode,
    release: Release,
    someone: Person,
    role: Role,
) -> None:
    to.say(iri, v.RDF_TYPE, v.ROLE)
    to.say(iri, v.RDFS_LABEL, Literal(f"{someone.name.value}, {role.title.value}", language="en"))
    to.show(iri, v.ORG_MEMBER, holder, someone.name.evidence)
    to.show(iri, v.ROLE_TITLE, Literal(role.title.value, language="en"), role.title.evidence)
    to.say(iri, v.ATTESTED_IN, release_iri)
    if release.issued:
        to.say(iri, v.ATTESTED_ON, Literal(release.issued.value.isoformat(), datatype=v.XSD_DATE))
    if role.organisation:
        to.show(iri, v.ORG_HAS_ORGANIZATION, _body(to, role.organisation), role.organisation.evidence)


def _body(to: _Statements, found: Found[NamedNode | str]) -> NamedNode:
    """A known resource as it is; a name as printed becomes an organisation of its own."""
    if isinstance(found.value, NamedNode):
        return found.value
    iri = organisation(found.value)
    to.say(iri, v.RDF_TYPE, v.ORG_ORGANIZATION)
    to.show(iri, v.RDFS_LABEL, Literal(found.value, language="en"), found.evidence)
    return iri


def _quote(to: _Statements, release_iri: NamedNode, release: Release, position: int, quote: Quote) -> None:
    iri = thing("quote", f"{release.key}-{position}")
    words = " ".join(quote.text.value.split())
    to.say(iri, v.RDF_TYPE, v.SCHEMA_QUOTATION)
    to.say(iri, v.RDFS_LABEL, Literal(_opening(words), language="en"))
    text = words if len(words) <= LONGEST_QUOTE else words[: LONGEST_QUOTE - 1].rstrip() + "…"
    to.show(iri, v.SCHEMA_TEXT, Literal(text, language="en"), quote.text.evidence)
    to.say(iri, v.SCHEMA_IS_PART_OF, release_iri)
    to.say(iri, v.POSITION, Literal(position))
    if quote.speaker:
        to.show(iri, v.SCHEMA_SPOKEN_BY_CHARACTER, _who(to, quote.speaker.value)[0], quote.speaker.evidence)


def _opening(words: str) -> str:
    first = " ".join(words.split()[:8])
    return first if first == words else f"{first} …"


def _event(to: _Statements, release_iri: NamedNode, release: Release, event: Event) -> None:
    iri = thing("event", f"{release.key}-1")
    to.say(iri, v.RDF_TYPE, v.SCHEMA_EVENT)
    first = event.name or event.type or next(iter(event.attendees))
    to.show(release_iri, v.SCHEMA_ABOUT, iri, first.evidence)
    if event.name:
        to.show(iri, v.RDFS_LABEL, Literal(event.name.value, language="en"), event.name.evidence)
    else:
        where = to.reference.label(release.places[0].value) if release.places else ""
        day = release.issued.value.isoformat() if release.issued else ""
        kind = event.type.value if event.type else "event"
        label = ", ".join(part for part in (kind, where, day) if part)
        to.say(iri, v.RDFS_LABEL, Literal(label, language="en"))
    if event.type:
        to.show(iri, v.EVENT_TYPE, Literal(event.type.value, language="en"), event.type.evidence)
    for predicate, values in ((v.SCHEMA_ORGANIZER, event.organisers), (v.SCHEMA_ATTENDEE, event.attendees)):
        for found in values:
            to.show(iri, predicate, found.value, found.evidence)
    for funder in event.funders:
        to.show(iri, v.SCHEMA_FUNDER, funder.value, funder.evidence)


def finding_quads(number: int, finding: Finding) -> Iterator[Quad]:
    """A rejection or a notice in the quality graph; `number` is its place in the sorted list of all."""
    iri = thing("rejection", str(number))
    kind = v.REJECTION if finding.kind == "rejection" else v.NOTICE

    def triples() -> Iterator[Triple]:
        yield iri, v.RDF_TYPE, kind
        yield iri, v.RDFS_LABEL, Literal(f"{finding.rule}: {finding.input}", language="en")
        yield iri, v.RULE, Literal(finding.rule)
        yield iri, v.RDFS_COMMENT, Literal(f"{finding.input} {finding.message}", language="en")
        yield iri, v.REMEDY, Literal(finding.remedy, language="en")
        yield iri, v.INPUT, Literal(finding.input)
        # A page that is not published is not described, so nothing points to it.
        if finding.page and finding.kind == "notice":
            yield iri, v.PROV_USED, thing("page", finding.page)
        if finding.release:
            yield iri, v.CONCERNS, thing("release", finding.release)

    return in_graph(triples(), QUALITY_GRAPH)
