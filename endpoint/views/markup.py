"""What search engines read on a page: the page's thing in the words of schema.org, as JSON-LD.

Only what the data says, and only classes and properties that schema.org defines; everything else stands in the
documents in RDF.
"""

from collections.abc import Callable
from typing import Any, Final

from pyoxigraph import Literal, NamedNode

from endpoint.serving.reader import Node, Reader
from endpoint.views.show import Show
from graph import vocabulary as v

Thing = dict[str, Any]
_MOST: Final = 50


def markup(show: Show, node: NamedNode, host: str) -> Thing | None:
    """The thing as schema.org sees it; None for what schema.org has no word for. `host` is the site's address."""
    types = show.reader.types(node)
    for cls, name, more in _KINDS:
        if cls in types:
            said: Thing = {
                "@context": "https://schema.org",
                "@type": name,
                "@id": node.value,
                "name": show.link(node).label,
            }
            said["url"] = host + (show.href(node.value) or "")
            said["sameAs"] = [one.value for one in show.reader.nodes(node, v.OWL_SAME_AS)]
            said |= more(show, node)
            return {key: value for key, value in said.items() if value not in ("", [], None)}
    return None


def _release(show: Show, node: NamedNode) -> Thing:
    reader = show.reader
    title, pages = reader.value(node, v.DCTERMS_TITLE), reader.nodes(node, v.PROV_WAS_DERIVED_FROM)
    return {
        "headline": title.value[:110] if title else None,
        "inLanguage": title.language if isinstance(title, Literal) else None,
        "datePublished": reader.text(node, v.DCTERMS_ISSUED),
        "sourceOrganization": _named(show, node, v.DCTERMS_PUBLISHER, "Organization"),
        "contentLocation": _named(show, node, v.DCTERMS_SPATIAL, "Place"),
        "keywords": [show.link(one).text for one in reader.nodes(node, v.DCTERMS_SUBJECT)],
        "about": _named(show, node, v.SCHEMA_ABOUT, "Event"),
        "mentions": _mentioned(show, node),
        "isBasedOn": [url.value for page in pages for url in reader.nodes(page, v.SCHEMA_URL)],
    }


def _person(show: Show, node: NamedNode) -> Thing:
    """What has ended is told with its time; the post that a release shows somebody in lasts, for all that is known,
    unless an office at the same body, or of the same title, has ended.
    """
    reader = show.reader
    held = [one for one in reader.subjects(v.ORG_MEMBER, node) if reader.text(one, v.ROLE_TITLE)]
    ended = sorted((one for one in held if reader.text(one, v.SCHEMA_END_DATE)), key=str)
    offices = [one for one in held if one not in ended and v.TENURE in reader.types(one)]
    over = {
        (of, value)
        for of in (v.ROLE_TITLE, v.ORG_HAS_ORGANIZATION)
        for value in _told(reader, ended, of) - _told(reader, offices, of)
    }
    lasting = [
        one
        for one in held
        if one not in ended and not any((of, value) in over for _, of, value in reader.look(one, None, None))
    ]
    bodies = _told(reader, lasting, v.ORG_HAS_ORGANIZATION) | set(reader.nodes(node, v.SCHEMA_AFFILIATION))
    present = [one for one in bodies if isinstance(one, NamedNode) and (v.ORG_HAS_ORGANIZATION, one) not in over]
    return {
        "honorificPrefix": _texts(reader, node, v.SCHEMA_HONORIFIC_PREFIX),
        "jobTitle": sorted({one.value for one in _told(reader, lasting, v.ROLE_TITLE)})[:_MOST],
        "affiliation": [
            *(_thing(show, one, "Organization") for one in sorted(present, key=str)[:_MOST]),
            *(_former(show, one) for one in ended[:_MOST]),
        ],
    }


def _told(reader: Reader, subjects: list[NamedNode], predicate: NamedNode) -> set[Node]:
    return {value for one in subjects for value in reader.values(one, predicate)}


def _former(show: Show, tenure: NamedNode) -> Thing:
    """An office that has ended, in the way in which schema.org says that something was so for a time."""
    said = {
        "@type": "OrganizationRole",
        "roleName": show.reader.text(tenure, v.ROLE_TITLE),
        "startDate": show.reader.text(tenure, v.SCHEMA_START_DATE),
        "endDate": show.reader.text(tenure, v.SCHEMA_END_DATE),
        "affiliation": _named(show, tenure, v.ORG_HAS_ORGANIZATION, "Organization"),
    }
    return {key: value for key, value in said.items() if value}


def _country(show: Show, node: NamedNode) -> Thing:
    reader = show.reader
    return {"alternateName": _texts(reader, node, v.SKOS_ALT_LABEL), "identifier": reader.text(node, v.ISO2)}


def _place(show: Show, node: NamedNode) -> Thing:
    reader = show.reader
    latitude, longitude = reader.text(node, v.GEO_LAT), reader.text(node, v.GEO_LONG)
    point = {"@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude}
    return {
        "alternateName": _texts(reader, node, v.SKOS_ALT_LABEL),
        "containedInPlace": _named(show, node, v.SCHEMA_CONTAINED_IN_PLACE, "Place"),
        "geo": point if latitude and longitude else None,
    }


def _organisation(show: Show, node: NamedNode) -> Thing:
    reader = show.reader
    return {
        "alternateName": [*_texts(reader, node, v.ACRONYM), *_texts(reader, node, v.SKOS_ALT_LABEL)],
        "foundingDate": reader.text(node, v.SCHEMA_FOUNDING_DATE),
        "dissolutionDate": reader.text(node, v.SCHEMA_DISSOLUTION_DATE),
        "parentOrganization": _named(show, node, v.ORG_SUB_ORGANIZATION_OF, "Organization"),
        "location": _named(show, node, v.SEAT, "Place"),
    }


def _event(show: Show, node: NamedNode) -> Thing:
    return {
        "startDate": show.reader.text(node, v.SCHEMA_START_DATE),
        "location": _named(show, node, v.SCHEMA_LOCATION, "Place"),
        "organizer": _named(show, node, v.SCHEMA_ORGANIZER, "Organization"),
        "funder": _named(show, node, v.SCHEMA_FUNDER, "Organization"),
    }


def _quotation(show: Show, node: NamedNode) -> Thing:
    return {
        "text": show.reader.text(node, v.SCHEMA_TEXT),
        "spokenByCharacter": _named(show, node, v.SCHEMA_SPOKEN_BY_CHARACTER, "Person"),
        "isPartOf": _named(show, node, v.SCHEMA_IS_PART_OF, "NewsArticle"),
    }


def _concept(show: Show, node: NamedNode) -> Thing:
    return {
        "alternateName": _texts(show.reader, node, v.SKOS_ALT_LABEL),
        "description": show.reader.text(node, v.SKOS_DEFINITION),
    }


_KINDS: Final[tuple[tuple[NamedNode, str, Callable[[Show, NamedNode], Thing]], ...]] = (
    (v.RELEASE, "NewsArticle", _release),
    (v.FOAF_PERSON, "Person", _person),
    (v.STATE, "Country", _country),
    (v.PLACE, "Place", _place),
    (v.STRUCTURE, "Organization", _organisation),
    (v.ORG_ORGANIZATION, "Organization", _organisation),
    (v.SCHEMA_EVENT, "Event", _event),
    (v.SCHEMA_QUOTATION, "Quotation", _quotation),
    (v.SKOS_CONCEPT, "DefinedTerm", _concept),
)


def _texts(reader: Reader, node: NamedNode, predicate: NamedNode) -> list[str]:
    return [one.value for one in reader.values(node, predicate)][:_MOST]


def _thing(show: Show, node: NamedNode, usual: str) -> Thing:
    types = show.reader.types(node)
    name = next((name for cls, name, _ in _KINDS if cls in types), usual)
    return {"@type": name, "@id": node.value, "name": show.link(node).label}


def _named(show: Show, node: NamedNode, predicate: NamedNode, usual: str) -> list[Thing]:
    return [_thing(show, one, usual) for one in show.reader.nodes(node, predicate)[:_MOST]]


def _mentioned(show: Show, node: NamedNode) -> list[Thing]:
    return _named(show, node, v.SCHEMA_MENTIONS, "Thing")
