"""Content negotiation as a table: header and kind of answer in, format out."""

import pytest

from endpoint.negotiate import FORMATS, Kind, accepts, by_extension, by_name, choose, languages, offered, prefers_html

FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
RDFLIB = "application/rdf+xml,text/rdf+n3;q=0.9,application/n-triples;q=0.8,application/ld+json;q=0.7,*/*;q=0.1"
JENA = "text/turtle,application/n-triples;q=0.9,application/ld+json;q=0.8,application/rdf+xml;q=0.7,*/*;q=0.3"

TABLE: list[tuple[str | None, Kind, str | None]] = [
    # no wish
    (None, "resource", "turtle"),
    ("", "resource", "turtle"),
    ("*/*", "resource", "turtle"),
    ("*/*", "select", "json"),
    ("*/*", "ask", "json"),
    ("*/*", "graph", "turtle"),
    # one wish
    ("text/turtle", "resource", "turtle"),
    ("application/ld+json", "resource", "jsonld"),
    ("application/rdf+xml", "graph", "rdfxml"),
    ("application/n-triples", "graph", "ntriples"),
    ("text/html", "resource", "html"),
    ("application/sparql-results+json", "select", "json"),
    ("application/json", "select", "json"),
    ("application/sparql-results+xml", "ask", "xml"),
    ("application/xml", "select", "xml"),
    ("text/csv", "select", "csv"),
    ("text/tab-separated-values", "select", "tsv"),
    # parameters and letters
    ("text/turtle;charset=utf-8", "resource", "turtle"),
    ("TEXT/Turtle", "resource", "turtle"),
    ('application/ld+json;profile="http://www.w3.org/ns/json-ld#expanded"', "resource", "jsonld"),
    # lists and quality
    ("application/rdf+xml, text/turtle", "resource", "turtle"),
    ("application/rdf+xml, text/turtle;q=0.5", "resource", "rdfxml"),
    ("text/turtle;q=0.4,application/ld+json;q=0.6", "resource", "jsonld"),
    ("image/png, text/csv;q=0.2", "select", "csv"),
    ("application/ld+json, */*", "resource", "jsonld"),
    ("application/ld+json;q=0.3, */*;q=0.9", "resource", "turtle"),
    # a quality beyond 1 is none, so nothing is said of Turtle
    ("text/turtle;q=2, text/html", "resource", "html"),
    # ranges
    ("text/*", "resource", "turtle"),
    # of the other names of a type a range says nothing: it is not what is sent
    ("text/*", "select", "csv"),
    ("text/*", "ask", "html"),
    ("text/*, text/csv;q=0", "select", "tsv"),
    ("text/*, text/xml", "select", "xml"),
    ("application/*", "resource", "jsonld"),
    ("text/*;q=0.3, text/html;q=0.7", "resource", "html"),
    # exclusion
    ("text/turtle;q=0", "resource", None),
    ("text/turtle;q=0, */*", "resource", "jsonld"),
    ("*/*;q=0", "resource", None),
    ("text/*;q=0, */*", "resource", "jsonld"),
    ("application/sparql-results+json;q=0, */*", "select", "xml"),
    ("application/sparql-results+json;q=0, application/json", "select", None),
    ("application/json;q=0, */*", "select", "json"),
    ("application/json, */*;q=0", "select", "json"),
    ("text/html;q=0, application/xhtml+xml, text/turtle;q=0.1", "resource", "turtle"),
    # empty parts of a list are passed over
    (",,,", "resource", "turtle"),
    (" , ,", "select", "json"),
    (", text/csv,,", "select", "csv"),
    # nothing to give
    ("image/png", "resource", None),
    ("text/csv", "graph", None),
    ("text/csv", "ask", None),
    ("text/turtle", "select", None),
    ("nonsense", "resource", None),
    # clients as they are
    (FIREFOX, "resource", "html"),
    (FIREFOX, "select", "html"),
    (RDFLIB, "resource", "rdfxml"),
    (JENA, "graph", "turtle"),
    # data that has no page
    (FIREFOX, "data", "turtle"),
    ("text/html", "data", None),
]


@pytest.mark.parametrize(("header", "kind", "expected"), TABLE)
def test_header_to_format(header: str | None, kind: Kind, expected: str | None) -> None:
    chosen = choose(header, kind)
    assert (chosen.name if chosen else None) == expected


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("ttl", "resource", "turtle"),
        ("turtle", "graph", "turtle"),
        ("json-ld", "graph", "jsonld"),
        ("json", "graph", "jsonld"),
        ("json", "select", "json"),
        ("xml", "graph", "rdfxml"),
        ("xml", "ask", "xml"),
        ("rdf+xml", "graph", "rdfxml"),
        ("rdf xml", "graph", "rdfxml"),
        ("text/csv", "select", "csv"),
        ("CSV", "select", "csv"),
        ("csv", "ask", None),
        ("pdf", "resource", None),
        ("", "resource", None),
    ],
)
def test_the_name_in_the_address(name: str, kind: Kind, expected: str | None) -> None:
    found = by_name(name, kind)
    assert (found.name if found else None) == expected


def test_extensions_name_documents_only() -> None:
    assert {one.extension for one in offered("resource")} == {"ttl", "jsonld", "rdf", "nt", "html"}
    assert [by_extension(one) is None for one in ("ttl", "csv", "exe")] == [False, True, True]


def test_within_a_kind_no_two_formats_share_a_name() -> None:
    kinds: tuple[Kind, ...] = ("resource", "select", "ask", "graph", "data")
    for kind in kinds:
        names = [name for one in offered(kind) for name in {one.name, one.extension, *one.aliases, *one.media_types}]
        assert len(names) == len(set(names))


def test_text_says_its_charset_and_other_types_define_none() -> None:
    for one in FORMATS:
        assert one.content_type.endswith("; charset=utf-8") == one.media_type.startswith("text/")


@pytest.mark.parametrize(
    ("header", "expected"),
    [(FIREFOX, True), (None, False), ("*/*", False), ("application/json, text/html;q=0.5", False), ("text/html", True)],
)
def test_who_is_a_browser(header: str | None, expected: bool) -> None:
    assert prefers_html(header) is expected


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        (None, ()),
        ("", ()),
        ("en-GB,en;q=0.9", ()),
        ("de", ("de",)),
        ("de-AT, fr;q=0.9, en;q=0.8, ru;q=0.7", ("de", "fr")),
        ("en;q=0.5, sr-Latn;q=0.6", ("sr",)),
        ("*", ()),
        ("de;q=0", ()),
        ("x-klingon, 42, ;;;q=, de;q=nine", ()),
        (",".join(f"{a}{b}" for a in "abcdf" for b in "xyz"), ("ax", "ay", "az", "bx")),
    ],
)
def test_languages_before_english(header: str | None, wanted: tuple[str, ...]) -> None:
    assert languages(header) == wanted


@pytest.mark.parametrize(
    ("header", "extension", "wanted"),
    [
        (None, "ttl", True),
        (FIREFOX, "ttl", True),
        ("text/turtle;q=0.1", "ttl", True),
        ("text/turtle;q=0, */*", "ttl", False),
        ("application/ld+json", "ttl", False),
    ],
)
def test_what_an_accept_header_lets_in(header: str | None, extension: str, wanted: bool) -> None:
    form = by_extension(extension)
    assert form is not None
    assert accepts(header, form) is wanted
