"""What is special about a release: people with their roles, quotes, the event, and the reasons for everything."""

from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import NamedNode

from endpoint.links import Link
from endpoint.views.sentences import sentences
from endpoint.views.shape import remarks
from endpoint.views.show import Fact, Show, Value, Why
from graph import vocabulary as v

_MANY_REASONS: Final = 80


@dataclass(frozen=True, slots=True)
class Role:
    """What someone was, according to this release."""

    title: str
    organisation: Link | None
    why: tuple[Why, ...]
    iri: Link


@dataclass(frozen=True, slots=True)
class Someone:
    """A person named in the release."""

    person: Value
    honorific: str
    roles: list[Role]


@dataclass(frozen=True, slots=True)
class Quote:
    """Words as printed; where only an office speaks, `holder` is who held it that day, as the tenures have it."""

    text: str
    speaker: Link | None
    office: Link | None
    holder: Link | None
    why: tuple[Why, ...]
    iri: Link


@dataclass(frozen=True, slots=True)
class Event:
    """What the release is about."""

    link: Link
    facts: list[Fact]


def special(show: Show, node: NamedNode) -> dict[str, Any]:
    """People, quotes and events; the plain facts leave these out."""
    reader = show.reader
    roles = reader.subjects(v.ATTESTED_IN, node)
    quotes = reader.subjects(v.SCHEMA_IS_PART_OF, node)
    events = reader.nodes(node, v.SCHEMA_ABOUT)
    show.explain([node, *roles, *quotes, *events])
    said = sentences(show, show.reasons)
    people = [one for one in reader.nodes(node, v.SCHEMA_MENTIONS) if v.FOAF_PERSON in reader.types(one)]
    holders = {holder for role in roles for holder in reader.nodes(role, v.ORG_MEMBER)}
    everyone = {*people, *holders}
    return {
        "sentences": said,
        # Of so many facts each says why in few words, and leads to its sentence.
        "places": {iri: one.id for _, found in said for one in found for iri in one.evidence}
        if sum(map(len, show.reasons.values())) > _MANY_REASONS
        else {},
        "why_title": show.because(node, v.DCTERMS_TITLE),
        "people": [_someone(show, node, one, roles) for one in sorted(everyone, key=lambda one: show.link(one).text)],
        "quotes": [_quote(show, one) for one in sorted(quotes, key=lambda one: _position(show, one))],
        "events": [Event(show.link(one), show.facts(one)) for one in events],
        "mentions": _mentions(show, node, {*everyone, *_told_of(show, node, events)}),
        "remarks": remarks(show, node),
        "leave_out": (v.SCHEMA_ABOUT, v.SCHEMA_MENTIONS, v.PROV_WAS_DERIVED_FROM, *_repeated(show, node)),
        "pages": [show.page(one) for one in reader.nodes(node, v.PROV_WAS_DERIVED_FROM)],
        "graphs": [show.link(one) for one in reader.subjects(v.FOAF_PRIMARY_TOPIC, node)],
    }


def _repeated(show: Show, node: NamedNode) -> tuple[NamedNode, ...]:
    """The dateline's date says something of its own only where it differs."""
    same = show.reader.values(node, v.DATELINED) == show.reader.values(node, v.DCTERMS_ISSUED)
    return (v.DATELINED,) if same else ()


def _position(show: Show, quote: NamedNode) -> tuple[int, str]:
    text = show.reader.text(quote, v.POSITION)
    return int(text) if text.isdigit() else 0, quote.value


def _someone(show: Show, node: NamedNode, person: NamedNode, roles: list[NamedNode]) -> Someone:
    held = [one for one in roles if person in show.reader.nodes(one, v.ORG_MEMBER)]
    honorifics = show.reader.values(person, v.SCHEMA_HONORIFIC_PREFIX)
    return Someone(
        show.value(node, v.SCHEMA_MENTIONS, person),
        ", ".join(one.value for one in honorifics),
        [_role(show, one) for one in held],
    )


def _role(show: Show, role: NamedNode) -> Role:
    organisations = show.reader.nodes(role, v.ORG_HAS_ORGANIZATION)
    return Role(
        show.reader.text(role, v.ROLE_TITLE),
        show.link(organisations[0]) if organisations else None,
        show.because(role, v.ROLE_TITLE) + show.because(role, v.ORG_HAS_ORGANIZATION),
        show.link(role),
    )


def _quote(show: Show, quote: NamedNode) -> Quote:
    voices = (v.SCHEMA_SPOKEN_BY_CHARACTER, v.SPEAKING_OFFICE, v.INFERRED_SPEAKER)
    found = [next(iter(show.reader.nodes(quote, voice)), None) for voice in voices]
    speaker, office, holder = (show.link(one) if one else None for one in found)
    return Quote(
        show.reader.text(quote, v.SCHEMA_TEXT),
        speaker,
        office,
        holder,
        tuple(why for fact in (v.SCHEMA_TEXT, *voices) for why in show.because(quote, fact)),
        show.link(quote),
    )


def _told_of(show: Show, node: NamedNode, events: list[NamedNode]) -> set[NamedNode]:
    """What other facts on the page name already, each with words that bear it out."""
    shown = {(node, v.DCTERMS_PUBLISHER), (node, v.DCTERMS_SPATIAL)}
    return {
        one
        for (subject, predicate, one), reasons in show.reasons.items()
        if reasons and isinstance(one, NamedNode) and (subject in events or (subject, predicate) in shown)
    }


def _mentions(show: Show, node: NamedNode, told: set[NamedNode]) -> list[Value]:
    others = [one for one in show.reader.nodes(node, v.SCHEMA_MENTIONS) if one not in told]
    return sorted((show.value(node, v.SCHEMA_MENTIONS, one) for one in others), key=lambda one: one.text.casefold())
