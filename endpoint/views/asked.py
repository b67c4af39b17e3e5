"""The queries behind what pages count, and the addresses that ask them. Pure."""

from typing import Final
from urllib.parse import quote_plus

from pyoxigraph import NamedNode

from graph import vocabulary as v
from graph.iri import DATASET

# The pattern that joins `?release` to the values of a facet, called `?thing`.
_FACETS: Final = {
    "topic": "?release dcterms:subject ?thing .",
    "source": "?release dcterms:publisher ?thing .",
    "state": "?release schema:mentions ?thing . ?thing a osce:State .",
    "speaker": "?quote schema:isPartOf ?release ; schema:spokenByCharacter ?thing .",
}
_SAFE: Final = "?/:();,*="
_NAMES: Final = {
    v.DCTERMS_PUBLISHER: "dcterms:publisher",
    v.DCTERMS_SUBJECT: "dcterms:subject",
    v.DCTERMS_TYPE: "dcterms:type",
    v.DCTERMS_SPATIAL: "dcterms:spatial",
    v.SCHEMA_MENTIONS: "schema:mentions",
}


def by_month(node: NamedNode, predicate: NamedNode | None) -> str:
    """Releases of `node` by month; of all, where no property says how they belong to it."""
    return f"""{_prefixes("osce", "dcterms", *_used(predicate))}
SELECT ?month (COUNT(DISTINCT ?release) AS ?releases) {{
  ?release a osce:Release{_belongs(node, predicate)} .
  OPTIONAL {{ ?release dcterms:issued ?issued }}
  OPTIONAL {{ ?release osce:datelined ?datelined }}
  BIND(SUBSTR(STR(COALESCE(?issued, ?datelined)), 1, 7) AS ?month)
}} GROUP BY ?month HAVING(STRLEN(?month) = 7) ORDER BY ?month"""


def by_facet(node: NamedNode, predicate: NamedNode | None, facet: str) -> str:
    """Releases of `node` by the values of a facet, the most frequent first."""
    return f"""{_prefixes("osce", "dcterms", "schema", "rdfs")}
SELECT ?thing (SAMPLE(?label) AS ?name) (COUNT(DISTINCT ?release) AS ?releases) {{
  ?release a osce:Release{_belongs(node, predicate)} .
  {_FACETS[facet]}
  FILTER(?thing != <{node.value}>)
  OPTIONAL {{ ?thing rdfs:label ?label FILTER(LANG(?label) IN ("en", "")) }}
}} GROUP BY ?thing ORDER BY DESC(?releases) ?thing"""


def lineage(node: NamedNode) -> str:
    """All operations joined with `node` by predecessor and successor."""
    return f"""{_prefixes("osce", "schema", "rdfs")}
SELECT ?operation ?name ?began ?ended {{
  <{node.value}> (osce:predecessor|osce:successor|^osce:predecessor|^osce:successor)* ?operation .
  ?operation rdfs:label ?name FILTER(LANG(?name) IN ("en", ""))
  OPTIONAL {{ ?operation schema:foundingDate ?began }}
  OPTIONAL {{ ?operation schema:dissolutionDate ?ended }}
}} ORDER BY ?began ?operation"""


def career(node: NamedNode) -> str:
    """Offices and roles of a person, with their times."""
    return f"""{_prefixes("osce", "schema", "org", "rdfs")}
SELECT ?title ?organisation ?from ?until ?attested ?release {{
  ?role org:member <{node.value}> .
  OPTIONAL {{ ?role osce:roleTitle ?title }}
  OPTIONAL {{ ?role org:organization/rdfs:label ?organisation FILTER(LANG(?organisation) IN ("en", "")) }}
  OPTIONAL {{ ?role schema:startDate ?from }}
  OPTIONAL {{ ?role schema:endDate ?until }}
  OPTIONAL {{ ?role osce:attestedOn ?attested ; osce:attestedIn ?release }}
}} ORDER BY ?from ?attested ?title"""


def events(node: NamedNode, predicate: NamedNode) -> str:
    """The events that `node` took part in or paid for, the newest first."""
    name = {v.SCHEMA_ATTENDEE: "schema:attendee", v.SCHEMA_FUNDER: "schema:funder"}[predicate]
    return f"""{_prefixes("schema", "dcterms", "rdfs")}
SELECT ?event ?name ?release ?issued {{
  ?event {name} <{node.value}> ; rdfs:label ?name .
  ?release schema:about ?event .
  OPTIONAL {{ ?release dcterms:issued ?issued }}
}} ORDER BY DESC(?issued) ?event"""


def held_at(node: NamedNode) -> str:
    """The events at a place and at all places in it, the newest first."""
    return f"""{_prefixes("schema", "rdfs")}
SELECT ?event ?name ?place ?began {{
  ?place schema:containedInPlace* <{node.value}> .
  ?event schema:location ?place ; a schema:Event ; rdfs:label ?name .
  OPTIONAL {{ ?event schema:startDate ?began }}
}} ORDER BY DESC(?began) ?event"""


def paid(node: NamedNode) -> str:
    """The releases that tell of something for which `node` paid, the newest first."""
    return f"""{_prefixes("osce", "dcterms")}
SELECT ?release ?title ?issued {{
  ?release osce:tellsOfFunder <{node.value}> ; dcterms:title ?title .
  OPTIONAL {{ ?release dcterms:issued ?issued }}
}} ORDER BY DESC(?issued) ?release"""


def quotes(node: NamedNode) -> str:
    """What a person says, and in which release, the newest first."""
    return f"""{_prefixes("schema", "dcterms")}
SELECT ?words ?release ?issued {{
  ?quote schema:spokenByCharacter <{node.value}> ; schema:text ?words ; schema:isPartOf ?release .
  OPTIONAL {{ ?release dcterms:issued ?issued }}
}} ORDER BY DESC(?issued) ?release ?quote"""


def leading(node: NamedNode, predicate: NamedNode) -> str:
    """All that leads to `node` by a property, by name."""
    return f"""{_prefixes("rdfs")}
SELECT ?thing ?name {{
  ?thing <{predicate.value}> <{node.value}> .
  OPTIONAL {{ ?thing rdfs:label ?name FILTER(LANG(?name) IN ("en", "")) }}
}} ORDER BY ?name ?thing"""


def asked(root: str, query: str) -> tuple[str, str]:
    """Where the query is answered as a page, and where as CSV; `root` is where the site is mounted."""
    address = f"{root}/sparql?query={quote_plus(query, safe=_SAFE)}"
    return address, f"{address}&format=csv"


def _used(predicate: NamedNode | None) -> tuple[str, ...]:
    return () if predicate is None else (_NAMES[predicate].partition(":")[0],)


def _belongs(node: NamedNode, predicate: NamedNode | None) -> str:
    return "" if predicate is None or node == DATASET else f" ; {_NAMES[predicate]} <{node.value}>"


def _prefixes(*names: str) -> str:
    return "\n".join(f"PREFIX {name}: <{v.PREFIXES[name]}>" for name in dict.fromkeys(names))
