"""What a site of Linked Data is expected to do: one sentence each, how binding it is, and where it is written."""

from dataclasses import dataclass
from typing import Final, Literal

Level = Literal["must", "should"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One expectation. `must` breaks clients where it is broken, `should` makes their work harder."""

    level: Level
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where a rule is broken."""

    rule: str
    url: str
    detail: str

    @property
    def level(self) -> Level:
        """How binding the broken rule is."""
        return RULES[self.rule].level


RULES: Final[dict[str, Rule]] = {
    # The line.
    "answers": Rule("must", "The server answers, whole and in time, and never with 5xx.", "RFC 9110 15.6"),
    "something": Rule("must", "There is at least one document in RDF.", "Linked Data, rule 3"),
    # What crawlers read.
    "robots": Rule("should", "robots.txt is text.", "RFC 9309 2.3"),
    "sitemap": Rule(
        "must",
        "A sitemap is read by its schema: absolute addresses of this host, days as W3C writes them.",
        "sitemaps.org protocol",
    ),
    "sitemap-allowed": Rule("must", "robots.txt allows what the sitemap lists.", "sitemaps.org protocol"),
    "sitemap-answers": Rule(
        "must", "What the sitemap lists answers 200, not by way of others.", "sitemaps.org protocol"
    ),
    # The dataset.
    "void": Rule("should", "The dataset is described in RDF, found from /.well-known/void.", "VoID 7.2, RFC 5785"),
    "void-dataset": Rule(
        "must",
        "A dataset has a title, a licence and a way in: a dump, an endpoint, a root or examples.",
        "VoID 2, DCAT 3 6.4",
    ),
    "distribution": Rule("must", "A distribution leads to its file or to a page about it.", "DCAT 3 6.8"),
    "dump-answers": Rule(
        "must",
        "A file that is listed can be downloaded, in parts too where parts are offered.",
        "DCAT 3 6.8.10, RFC 9110 14",
    ),
    "dump-digest": Rule("must", "A file has the SHA-256 and the size that are stated of it.", "DCAT 3 6.8.13, SPDX"),
    "dump-size": Rule("must", "The size that is stated of a file is a whole number of bytes.", "DCAT 3 6.8.12"),
    "dump-type": Rule("should", "A file is sent as the media type that is stated of it.", "DCAT 3 6.8.15"),
    "dump-reads": Rule("must", "A file can be read to its end as what it says it is.", "DCAT 3 6.8.15"),
    "void-counts": Rule("must", "Counts that are stated are those of the dump.", "VoID 4.6"),
    # The endpoint.
    "service": Rule(
        "must", "The SPARQL endpoint describes itself, under its own address.", "SPARQL 1.1 Service Description 2"
    ),
    "service-formats": Rule(
        "must", "Every result format that is stated can be had.", "SPARQL 1.1 Service Description 3.2"
    ),
    "service-counts": Rule("must", "The endpoint holds as many triples as it and the dataset state.", "VoID 4.6"),
    "service-graphs": Rule(
        "must", "Every named graph that is stated can be asked.", "SPARQL 1.1 Service Description 3.3"
    ),
    "service-errors": Rule("must", "A query that is no SPARQL is answered 400.", "SPARQL 1.1 Protocol 2.1.6"),
    # Things and documents.
    "dereference": Rule("must", "A thing leads to a document: 303, or 200 where it is one.", "httpRange-14"),
    "type-asked": Rule("must", "A document comes as the media type that was chosen.", "RFC 9110 12"),
    "quality": Rule("must", "Qualities, lists and wildcards in Accept are honoured.", "RFC 9110 12.4.2, 12.5.1"),
    "vary": Rule("must", "What depends on a header of the request says so in Vary.", "RFC 9110 12.5.5"),
    "content-location": Rule(
        "must", "Content-Location is the address of the very document that was sent.", "RFC 9110 8.7"
    ),
    "content-location-given": Rule("should", "A document that was chosen says its own address.", "RFC 9110 8.7"),
    "etag": Rule("should", "A document has a validator.", "RFC 9110 8.8"),
    "not-modified": Rule(
        "must",
        "Who has the document already is answered 304, without a body, with the same validator.",
        "RFC 9110 13.1, 15.4.5",
    ),
    "last-modified": Rule("must", "Last-Modified is a time, and not in the future.", "RFC 9110 8.8.2"),
    "head": Rule("must", "HEAD answers as GET does, without a body.", "RFC 9110 9.3.2"),
    "link": Rule(
        "must", "Relations in Link can be read and lead somewhere, alternates to the type they state.", "RFC 8288 3"
    ),
    "reads": Rule("must", "A document is read by the rules of its format.", "RDF 1.1"),
    "about": Rule("must", "A document says something of the thing it was found by.", "Linked Data, rule 3"),
    "same-graph": Rule("must", "A document says the same in every format.", "RDF 1.1 Concepts 3.6"),
    "context": Rule("must", "A JSON-LD context that is referred to can be fetched.", "JSON-LD 1.1 4.1.1"),
    "names": Rule("must", "Names of this site in its documents answer.", "Linked Data, rule 2"),
    "part-described": Rule("must", "A name with a fragment is spoken of in its document.", "Cool URIs 4.1"),
    # Pages.
    "page": Rule(
        "should", "A page has a language, a title and one main heading, and no id twice.", "WCAG 2.2 3.1.1, 2.4.2, HTML"
    ),
    "dead-link": Rule("must", "Links within the site lead somewhere.", "HTML 4.6"),
    "dead-fragment": Rule("must", "Links to a part of a page lead to a part that is there.", "HTML 7.4.6.4"),
    "data-block": Rule("must", "JSON-LD in a page is JSON.", "JSON-LD 1.1 7"),
    # Time.
    "timegate": Rule(
        "must", "A TimeGate chooses by Accept-Datetime, says Vary: accept-datetime and the original.", "RFC 7089 4.5"
    ),
    "timegate-named": Rule("should", "A thing that has a TimeGate names it itself.", "RFC 7089 2.2.2"),
    "timemap": Rule(
        "must",
        "A TimeMap is read as links and names the original, itself and each memento with its time.",
        "RFC 7089 5",
    ),
    "memento": Rule(
        "must", "A memento has the Memento-Datetime that its TimeMap states, and the original.", "RFC 7089 2.1.1, 4.2"
    ),
    "accept-datetime": Rule("must", "An Accept-Datetime that is no time is answered 400.", "RFC 7089 4.5.3"),
    # Feeds.
    "atom": Rule("must", "A feed and its entries have what Atom demands, once.", "RFC 4287 4"),
    "atom-links": Rule("must", "Addresses in a feed answer.", "RFC 4287 4.2.7"),
    "stream": Rule(
        "must", "A stream has views, and members with the version and the time it says they have.", "LDES 1, TREE 3"
    ),
    "stream-relation": Rule("must", "A relation of a stream keeps its promise about the members behind it.", "TREE 4"),
    # Errors.
    "not-found": Rule("must", "What does not exist is answered 404.", "RFC 9110 15.5.5"),
    "not-acceptable": Rule("should", "What cannot be given as asked is answered 406.", "RFC 9110 15.5.7"),
    "gone": Rule("must", "What was withdrawn is answered 410.", "RFC 9110 15.5.11"),
    "odd-address": Rule("must", "An odd address is the client's fault, not the server's.", "RFC 9110 15.5"),
    "method": Rule(
        "must", "A method that is not offered is answered 405 with Allow, or 501.", "RFC 9110 15.5.6, 15.6.2"
    ),
    "problem": Rule(
        "should", "Errors have one shape: type, title and the status, as application/problem+json.", "RFC 9457 3"
    ),
}
