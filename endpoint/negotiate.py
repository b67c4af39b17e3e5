"""Which formats there are and which one a request gets. Pure: header values in, table rows out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from endpoint.problems import MEDIA_TYPE

Kind = Literal["resource", "select", "ask", "graph", "data", "difference", "search", "timemap", "problem"]
"""What is answered: a document about a thing, rows, yes or no, triples; triples that have no page; what changed; what
was found; which versions there are; what went wrong."""
ANSWER_KINDS: Final[tuple[Kind, ...]] = ("select", "ask", "graph")
"""What a query is answered with."""


@dataclass(frozen=True, slots=True)
class Format:
    """One row of the table. The first media type is the one that answers carry."""

    name: str
    label: str
    extension: str
    media_types: tuple[str, ...]
    kinds: frozenset[Kind]
    aliases: tuple[str, ...] = ()
    iri: str | None = None

    @property
    def media_type(self) -> str:
        return self.media_types[0]

    @property
    def content_type(self) -> str:
        """The media type with its charset. The RDF and JSON types are UTF-8 by definition and define no parameter."""
        return f"{self.media_type}; charset=utf-8" if self.media_type.startswith("text/") else self.media_type


_RDF: Final[frozenset[Kind]] = frozenset({"resource", "graph", "data"})
_ROWS: Final[frozenset[Kind]] = frozenset({"select"})
_ANSWERS: Final[frozenset[Kind]] = frozenset({"select", "ask"})
_PAGE: Final = ("html", "HTML", "html", ("text/html", "application/xhtml+xml"))
_FORMATS_IRI: Final = "http://www.w3.org/ns/formats/"

# The order is the server's preference where a client has none. ASK has no CSV or TSV: the standard (SPARQL 1.1
# CSV/TSV, section 1) defines them for tables only, so such a request is told 406 rather than given an invention.
FORMATS: Final[tuple[Format, ...]] = (
    # Who searches is taken for a person.
    Format(*_PAGE, frozenset({"search"})),
    Format("turtle", "Turtle", "ttl", ("text/turtle",), _RDF, ("ttl", "n3"), _FORMATS_IRI + "Turtle"),
    Format(
        "jsonld",
        "JSON-LD",
        "jsonld",
        ("application/ld+json",),
        _RDF,
        ("json-ld", "json"),
        _FORMATS_IRI + "JSON-LD",
    ),
    Format(
        "rdfxml",
        "RDF/XML",
        "rdf",
        ("application/rdf+xml",),
        _RDF,
        ("rdf", "rdf+xml", "xml"),
        _FORMATS_IRI + "RDF_XML",
    ),
    Format(
        "ntriples", "N-Triples", "nt", ("application/n-triples",), _RDF, ("nt", "n-triples"), _FORMATS_IRI + "N-Triples"
    ),
    # A CONSTRUCT has no graph names, so this is Turtle by another name; for clients that read TriG alone.
    Format("trig", "TriG", "trig", ("application/trig",), frozenset({"graph"}), (), _FORMATS_IRI + "TriG"),
    Format(
        "json",
        "JSON",
        "srj",
        ("application/sparql-results+json", "application/json"),
        _ANSWERS,
        ("srj",),
        _FORMATS_IRI + "SPARQL_Results_JSON",
    ),
    Format(
        "xml",
        "XML",
        "srx",
        ("application/sparql-results+xml", "application/xml", "text/xml"),
        _ANSWERS,
        ("srx",),
        _FORMATS_IRI + "SPARQL_Results_XML",
    ),
    Format("csv", "CSV", "csv", ("text/csv",), _ROWS, (), _FORMATS_IRI + "SPARQL_Results_CSV"),
    Format("tsv", "TSV", "tsv", ("text/tab-separated-values",), _ROWS, (), _FORMATS_IRI + "SPARQL_Results_TSV"),
    Format("summary", "JSON", "json", ("application/json",), frozenset({"difference", "search"})),
    Format("patch", "RDF Patch", "rdfp", ("application/rdf-patch",), frozenset({"difference"})),
    Format("link", "Link format", "link", ("application/link-format",), frozenset({"timemap"})),
    Format("problem", "JSON", "json", (MEDIA_TYPE, "application/json"), frozenset({"problem"})),
    Format(*_PAGE, frozenset({"resource", "select", "ask", "graph", "difference", "timemap", "problem"})),
)


def offered(kind: Kind) -> list[Format]:
    """The formats for that kind of answer, best first."""
    return [one for one in FORMATS if kind in one.kinds]


def by_extension(extension: str, kind: Kind = "resource") -> Format | None:
    """The document format with that extension."""
    return next((one for one in offered(kind) if one.extension == extension), None)


def by_name(name: str, kind: Kind) -> Format | None:
    """The format that `?format=` names: by name, alias, extension or media type."""
    wanted = name.strip().lower().replace(" ", "+")
    for one in offered(kind):
        if wanted in (one.name, one.extension, *one.aliases, *one.media_types):
            return one
    return None


def chosen(kind: Kind, name: str | None, accept: str | None) -> Format | None:
    """The format that `?format=` names, where it was written; else the best for the Accept header."""
    return by_name(name, kind) if name is not None else choose(accept, kind)


_EXACT: Final = 2
"""How specific a range is that names one type."""
_LONG: Final = 500
"""Letters of a header that is not worth remembering."""


def choose(header: str | None, kind: Kind) -> Format | None:
    """The best format for an Accept header, None where nothing offered is acceptable.

    Quality first, then the more specific range, then our order. `q=0` excludes also what a wildcard would let in.
    No header, or one that names nothing, accepts everything. Parameters other than `q` are not compared: all our text
    is UTF-8.
    """
    if header is None or not header.strip():
        return offered(kind)[0]
    return (_chosen if len(header) < _LONG else _chosen.__wrapped__)(header, kind)


@lru_cache(maxsize=500)
def _chosen(header: str, kind: Kind) -> Format | None:
    accept = _ranges(header)
    if not accept:  # a list may have empty parts (RFC 9110 5.6.1.2), or nothing else
        return offered(kind)[0]
    best = max(offered(kind), key=lambda one: _liked(accept, one))
    return best if _liked(accept, best)[0] > 0 else None


def accepts(header: str | None, format_: Format) -> bool:
    """Whether the Accept header lets in a format that the address has chosen already."""
    if header is None or not header.strip():
        return True
    accept = _ranges(header)
    return not accept or _liked(accept, format_)[0] > 0


_TAG: Final = re.compile(r"[a-z]{2,3}")
_MOST_LANGUAGES: Final = 4


def languages(header: str | None) -> tuple[str, ...]:
    """The languages that the client likes better than English, best first, without regions.

    Pages are in English; what they show by name is shown in one of these where it has such a name.
    """
    liked: dict[str, float] = {}
    for tag, quality in parse_accept_header((header or "")[:1000]):
        bare = tag.lower().partition("-")[0].partition("_")[0]
        if quality > 0 and _TAG.fullmatch(bare):
            liked[bare] = max(quality, liked.get(bare, 0))
    ordered = sorted(liked, key=lambda tag: -liked[tag])
    before = ordered[: ordered.index("en")] if "en" in ordered else ordered
    return tuple(before[:_MOST_LANGUAGES])


_WEIGHT: Final = re.compile(r"(;[ \t]*q=)(\d?)\.(\d*)(?=[ \t]*(?:[,;]|$))", re.IGNORECASE)


def _ranges(header: str) -> MIMEAccept:
    """The header read. Werkzeug passes over a range with a weight like `1.`, which is one (RFC 9110 12.4.2), and like
    `.2`, which Java's own client sends.
    """
    return parse_accept_header(
        _WEIGHT.sub(lambda found: f"{found[1]}{found[2] or 0}.{found[3] or 0}", header), MIMEAccept
    )


def _liked(accept: MIMEAccept, one: Format) -> tuple[float, int]:
    """The quality and specificity of a format: that of the type which is sent, or of another name if it is named.

    Where the very type that is sent is refused no other name helps.
    """
    sent = _quality(accept, one.media_type)
    if sent == (0, _EXACT):
        return sent
    named = [found for other in one.media_types[1:] if (found := _quality(accept, other))[1] == _EXACT]
    return max([sent, *named])


def _quality(accept: MIMEAccept, media_type: str) -> tuple[float, int]:
    """Quality and specificity (2 exact, 1 `type/*`, 0 `*/*`) of the most specific range that covers the type."""
    return max(_covering(accept, media_type), key=lambda pair: pair[1], default=(0.0, -1))


def _covering(accept: MIMEAccept, media_type: str) -> Iterator[tuple[float, int]]:
    main = media_type.partition("/")[0]
    for value, quality in accept:
        bare = value.partition(";")[0].strip().lower()
        if bare in (media_type, f"{main}/*", "*/*", "*"):  # the last is Java's
            yield quality, _EXACT if bare == media_type else int(not bare.startswith("*"))
