"""The page about one thing: what every kind of thing shows, and what releases, people, States and operations add."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Final

from pyoxigraph import NamedNode

from endpoint.documents import documents, noted
from endpoint.links import Link, anchor, short
from endpoint.serving.store import Serving
from endpoint.views import citation, evidence, ontology, operation, person, questions, release, state, statements
from endpoint.views.doubtful import Doubt, about
from endpoint.views.ground import Ground
from endpoint.views.held import held
from endpoint.views.incoming import Incoming, incoming
from endpoint.views.index import Index, Line, index, line
from endpoint.views.mentions import Map, mentions
from endpoint.views.office import Name, names
from endpoint.views.paging import Paged, page, pages_of
from endpoint.views.picture import Drawn, Picture, career, lineage, picture
from endpoint.views.region import region
from endpoint.views.sentences import Sentence, sentences
from endpoint.views.shape import Remark, remarks_on
from endpoint.views.show import Fact, Show, Value, Why, capital
from endpoint.views.summary import summary
from graph import vocabulary as v

_SHOWN_REASONS: Final = 3
# A page with all pictures, a map and long lists stays below 60 kB with so many.
_RELEASES: Final = 40
_HOLDERS: Final = 20
# What is told in a sentence or two of a release.
_TOLD: Final = frozenset({v.SCHEMA_EVENT, v.SCHEMA_QUOTATION, v.ROLE})

# What is for looking up, of a thing that releases belong to: it stands below these, and what the thing does above.
_REFERENCE: Final = frozenset(
    short(one.value)
    for one in (
        *(v.ISO2, v.ISO3, v.M49, v.GEO_LAT, v.GEO_LONG, v.SITE_LABEL, v.SITE_PATH, v.CERTAINTY),
        *(v.OWL_SAME_AS, v.FOCUS_OF, v.SKOS_EXACT_MATCH, v.SKOS_CLOSE_MATCH, v.SKOS_RELATED_MATCH),
        *(v.SKOS_IN_SCHEME, v.TERM_STATUS),
    )
)


@dataclass(frozen=True, slots=True)
class Part:
    """A thing named by the page's thing and a fragment."""

    id: str
    title: Link
    kind: str
    facts: list[Fact]
    doubt: str | None


@dataclass(slots=True)
class Entity:
    """All that the template needs. `section` names the template of what is special about this kind of thing."""

    iri: str
    title: str
    labelled: bool
    kind: str
    facts: list[Fact]
    reference: list[Fact] = field(default_factory=list)
    kind_grounds: tuple[Ground, ...] = ()
    doubt: str | None = None
    section: str | None = None
    special: dict[str, Any] = field(default_factory=dict)
    names: list[Name] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    incoming: list[Incoming] = field(default_factory=list)
    picture: Picture | None = None
    map: Map | None = None
    spans: Drawn | None = None
    releases: Paged[Line] | None = None
    releases_title: str = ""
    releases_own: tuple[int, str] | None = None
    pages: list[Link] = field(default_factory=list)
    language: str | None = None
    words: Value | None = None
    quoted: Why | None = None
    sentences: list[tuple[Link | None, list[Sentence]]] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    summary: str = ""


# Classes in the order in which they decide what a page is; a thing of several classes takes the first.
_SPECIAL: Final[tuple[tuple[NamedNode, str, Callable[[Show, NamedNode], dict[str, Any]]], ...]] = (
    (v.RELEASE, "release", release.special),
    (v.FOAF_PERSON, "person", person.special),
    (v.FIELD_OPERATION, "operation", operation.special),
    (v.STRUCTURE, "structure", operation.structure),
    (v.STATE, "state", state.special),
    (v.PLACE, "state", state.special),
    (v.SH_SPARQL_EXECUTABLE, "question", questions.special),
    (v.OWL_ONTOLOGY, "ontology", ontology.special),
    (v.EVIDENCE, "evidence", evidence.special),
    (v.SCHEMA_QUOTATION, "quote", citation.special),
)
# How releases belong to a thing: the property, and the heading over them; of what they speak of in other ways too, also
# what is said of those that belong to it. The first that applies counts.
_BELONGING: Final[tuple[tuple[NamedNode, NamedNode, str, str], ...]] = (
    (v.STATE, v.SCHEMA_MENTIONS, "Releases that mention it", ""),
    (v.STRUCTURE, v.DCTERMS_PUBLISHER, "Releases", "issued by it"),
    (v.FIELD_OF_WORK, v.DCTERMS_SUBJECT, "Releases", ""),
    (v.CONTENT_TYPE, v.DCTERMS_TYPE, "Releases", ""),
    (v.PLACE, v.DCTERMS_SPATIAL, "Releases", "sent from here"),
    (v.FOAF_PERSON, v.SCHEMA_MENTIONS, "Releases that name this person", ""),
)


def entity(serving: Serving, show: Show, node: NamedNode, number: int, holders: int = 1, ground: str = "") -> Entity:
    """The page about `node`, with page `number` of its releases and page `holders` of those who held it; `ground` is
    the address of the land on maps. Raises Problem where there is no such page.
    """
    reader = show.reader
    types = reader.types(node)
    link = show.link(node)
    made = Entity(
        node.value, link.text, link.labelled, _kind(show, node), [], doubt=show.doubt(node), language=link.language
    )
    for cls, section, special in _SPECIAL:
        if cls in types:
            made.section, made.special = section, special(show, node)
            break
    if made.section != "release":  # it has asked for the reasons of all that it shows
        show.explain([node], most=_SHOWN_REASONS, looked_at=noted.MOST)
    if documents.is_graph(node):
        made.section, made.special = "graph", statements.special(show, node)
        _call(made, statements.NAMES.get(node, ""))
        made.kind = made.kind or "Named graph"
    if "holders" in made.special:
        made.special["holders"] = page(made.special["holders"], holders, _HOLDERS)
    else:
        pages_of(0, holders, _HOLDERS)
    made.facts = show.facts(node, made.special.pop("leave_out", ()))
    if not _TOLD.isdisjoint(types):
        made.sentences = sentences(show, {said: why for said, why in show.reasons.items() if said[0] == node})
    if v.SCHEMA_QUOTATION in types:
        _add_words(made)
    if v.SCHEMA_EVENT in types:
        _add_telling(made, show, node)
    made.kind_grounds = tuple(
        one for (predicate, _), found in show.grounds(node).items() if predicate == v.RDF_TYPE for one in found
    )
    made.names = names(show, node)
    if made.section != "ontology":  # it shows its terms itself
        _add_parts(made, show, node)
    if made.section == "evidence":
        _add_evidence(made)
    if v.REGION in types:
        made.special["region"] = region(serving, show, node)
    _add_releases(made, index(serving), show, node, number)
    for things in {"attended", "funded", "paying"} & made.special.keys():
        made.special[things] = state.newest(show, index(serving), node, made.special[things])
    if made.section == "state":
        made.special["held"] = held(serving, show, node)
    made.picture = picture(serving, show, node, made.title)
    made.map = mentions(serving, show, node, made.title, ground)
    if "lineage" in made.special:
        made.spans = lineage(serving, show, node, made.special["lineage"])
    if "career" in made.special:
        made.spans = career(serving, show, node, made.special["career"])
    made.remarks = made.special.pop("remarks", None) or remarks_on(show, node)
    if v.FOAF_PERSON in types:
        made.doubts = about(serving, show, node)
    made.summary = summary(made.title, made.kind, made.facts, made.special)
    if made.releases is not None:
        made.reference = [fact for fact in made.facts if fact.predicate in _REFERENCE]
        made.facts = [fact for fact in made.facts if fact not in made.reference]
    if made.section in {None, "quote"} and made.releases is None:
        beside = (v.SCHEMA_ABOUT,) if v.SCHEMA_EVENT in types else ()
        made.incoming = incoming(show, node, serving.predicates, beside)
    return made


def _add_words(made: Entity) -> None:
    """Sets what was said above the facts, of which it is the first."""
    said = [fact for fact in made.facts if fact.predicate == short(v.SCHEMA_TEXT.value)]
    made.words = next((value for fact in said for value in fact.values), None)
    made.facts = [fact for fact in made.facts if fact not in said]


def _add_telling(made: Entity, show: Show, node: NamedNode) -> None:
    """Sets the releases that tell of an event above all else that is known of it."""
    releases = show.reader.subjects(v.SCHEMA_ABOUT, node)
    if releases:
        origin = show.reader.origin(releases[0], v.SCHEMA_ABOUT, node)
        told = tuple(Value(one.text, one) for one in show.links(releases))
        name = short(v.SCHEMA_ABOUT.value)
        made.facts.insert(0, Fact("Told in", told, predicate=name, origin=show.link(origin) if origin else None))


def _add_evidence(made: Entity) -> None:
    """Sets the words above what they bear out, and calls the page after them."""
    borne_out = made.special["borne_out"]
    _call(made, evidence.title(borne_out))
    # That all of it belongs to the page of its words need not be said beside each of its facts.
    made.parts = [replace(part, facts=[replace(fact, origin=None) for fact in part.facts]) for part in made.parts]
    made.quoted = next((one.why for one in borne_out if one.why.exact), None)


def _call(made: Entity, title: str) -> None:
    """Gives the page a title where the data has none."""
    if title and not made.labelled:
        made.title, made.labelled = title, True


def _add_releases(made: Entity, at: Index, show: Show, node: NamedNode, number: int) -> None:
    types = show.reader.types(node)
    for cls, predicate, title, own in _BELONGING:
        if cls in types:
            found = at.speaking_of(node) if own else at.releases(predicate, node)
            made.releases = page(found, number, _RELEASES).of(lambda one: line(show, at, one, beside=node))
            made.releases_title = title
            made.releases_own = (at.counts(predicate)[node], own) if own else None
            return
    pages_of(0, number, _RELEASES)


def _kind(show: Show, node: NamedNode) -> str:
    """The names of its classes, the narrowest first: a class that another one stated here is a kind of is left out."""
    types = [one for one in show.reader.nodes(node, v.RDF_TYPE) if one != v.SKOS_CONCEPT]
    types = types or show.reader.nodes(node, v.RDF_TYPE)
    wider = {up for one in types for up in show.reader.nodes(one, v.RDFS_SUB_CLASS_OF)}
    narrow = [one for one in types if one not in wider and not (one in _ROOTS and len(types) > 1)] or types
    return ", ".join(_class_name(show, one) for one in narrow)


# What classes of others are called here, where their own word would tell a reader nothing.
_CLASSES: Final = {
    v.SH_SPARQL_SELECT_EXECUTABLE: "question",
    v.SH_SPARQL_ASK_EXECUTABLE: "question",
    v.SH_SPARQL_CONSTRUCT_EXECUTABLE: "question",
    v.SCHEMA_QUOTATION: "quote",
}
# Stated beside a narrower class, these say nothing new.
_ROOTS: Final = frozenset({v.STATE, v.PLACE, v.STRUCTURE, v.SH_SPARQL_EXECUTABLE})


def _class_name(show: Show, cls: NamedNode) -> str:
    label = _CLASSES.get(cls) or show.reader.label(cls)
    if label:
        return capital(label)
    name = short(cls.value).rpartition(":")[2]
    return capital("".join(f" {c.lower()}" if c.isupper() and at else c for at, c in enumerate(name)).lower())


def _add_parts(made: Entity, show: Show, node: NamedNode) -> None:
    """The parts that are not shown already: as a name of their own, or as what a fact rests on."""
    parts = [
        _part(show, one) for one in documents.parts(show.reader, node) if v.DATED_NAME not in show.reader.types(one)
    ]
    beside = {one.iri for one in made.kind_grounds} | {one.iri for name in made.names for one in name.grounds}
    for facts in (made.facts, *(part.facts for part in parts)):
        beside |= {one.iri for fact in facts for value in fact.values for one in value.grounds}
    made.parts = [one for one in parts if one.title.iri not in beside]


def _part(show: Show, node: NamedNode) -> Part:
    facts = show.facts(node, (v.ORG_MEMBER, v.RDFS_IS_DEFINED_BY))
    return Part(anchor(node), show.link(node), _kind(show, node), facts, show.doubt(node))
