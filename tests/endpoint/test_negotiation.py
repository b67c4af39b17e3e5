"""Content negotiation as a table: header and kind of answer in, format out."""

from typing import get_args

import pytest
from flask.testing import FlaskClient

from endpoint.negotiate import FORMATS, Kind, accepts, by_extension, by_name, choose, languages, offered

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
    # weights without a digit on one side of the point: the first are right, the last is Java's
    ("text/turtle;q=0., application/ld+json;q=0.1", "resource", "jsonld"),
    ("application/ld+json;q=1., text/turtle;q=0.9", "resource", "jsonld"),
    ("text/turtle;q=.5, application/ld+json; Q=.6", "resource", "jsonld"),
    ("image/gif, *; q=.2, */*; q=.2", "resource", "turtle"),
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
    # a search is a person's unless data is asked for
    (None, "search", "html"),
    ("*/*", "search", "html"),
    ("application/json", "search", "summary"),
    ("application/json;q=0.5, text/html;q=0.4", "search", "summary"),
    ("application/json;q=0, */*", "search", "html"),
    ("text/turtle", "search", None),
    # the list of versions of a thing is for programs
    (None, "timemap", "link"),
    (FIREFOX, "timemap", "html"),
    ("application/link-format, text/html;q=0.9", "timemap", "link"),
    ("application/link-format;q=0.8, text/html;q=0.9", "timemap", "html"),
    # an error is a page for browsers
    (None, "problem", "problem"),
    ("*/*", "problem", "problem"),
    (FIREFOX, "problem", "html"),
    ("application/json, text/html;q=0.5", "problem", "problem"),
    ("text/turtle, text/html;q=0.5", "problem", "html"),
    ("text/html", "problem", "html"),
]


@pytest.mark.parametrize(("header", "kind", "expected"), TABLE)
def test_header_to_format(header: str | None, kind: Kind, expected: str | None) -> None:
    chosen = choose(header, kind)
    assert (chosen.name if chosen else None) == expected


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("ttl", "resource", "turtle"),
        ("n-triples", "graph", "ntriples"),
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
    for kind in get_args(Kind):
        names = [name for one in offered(kind) for name in {one.name, one.extension, *one.aliases, *one.media_types}]
        assert len(names) == len(set(names))


def test_text_says_its_charset_and_other_types_define_none() -> None:
    for one in FORMATS:
        assert one.content_type.endswith("; charset=utf-8") == one.media_type.startswith("text/")


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


# Each way in that has more than one format: where the choice is open, one of its formats, and another of them.
WAYS: list[tuple[str, str, str]] = [
    ("/release/50001", "jsonld", "html"),
    ("/dataset", "jsonld", "html"),
    ("/shapes", "jsonld", "html"),
    ("/shapes/release", "jsonld", "html"),
    ("/sparql", "jsonld", "html"),
    ("/search?q=osce", "summary", "html"),
    ("/timemap/release/50001", "link", "html"),
    ("/ldes", "jsonld", "turtle"),
    ("/difference/NOW/NOW", "patch", "html"),
    ("/version/NOW/release/50001", "jsonld", "html"),
]
TYPES = {one.name: one.media_type for one in FORMATS}


def of(name: str) -> str:
    return next(one.extension for one in FORMATS if one.name == name)


@pytest.fixture
def now(client: FlaskClient) -> str:
    """The digest of the version that is served."""
    return client.get("/difference").location.rpartition("/")[2]


@pytest.mark.parametrize(("path", "one", "other"), WAYS, ids=[path for path, _, _ in WAYS])
def test_all_ways_in_choose_by_the_same_rules(client: FlaskClient, now: str, path: str, one: str, other: str) -> None:
    path = path.replace("NOW", now)

    def given(accept: str | None, more: str = "") -> str | int:
        address = f"{path}{'&' if '?' in path else '?'}{more}" if more else path
        response = client.get(address, headers={"Accept": accept} if accept else {}, follow_redirects=True)
        return str(response.mimetype) if response.status_code == 200 else response.status_code

    assert given(TYPES[one]) == TYPES[one]
    assert given(TYPES[other]) == TYPES[other]
    assert given(f"{TYPES[one]};q=0.4, {TYPES[other]};q=0.6") == TYPES[other]
    assert given(f"{TYPES[one]};q=0.6, {TYPES[other]};q=0.4") == TYPES[one]
    assert given(f"{TYPES[one]};q=0.6, */*;q=0.4") == TYPES[one]
    assert given(f"{TYPES[one]};q=0, {TYPES[other]}, */*;q=0.1") == TYPES[other]
    assert given("image/png") == 406
    # Whoever writes the format has chosen.
    assert given(TYPES[other], f"format={of(one)}") == TYPES[one]
    assert given(TYPES[one], "format=pdf") == 406


ENDINGS = [path for path, _, _ in WAYS if path not in {"/sparql", "/search?q=osce", "/timemap/release/50001", "/ldes"}]


@pytest.mark.parametrize("path", ENDINGS)
def test_an_ending_that_the_header_refuses_is_a_contradiction(client: FlaskClient, now: str, path: str) -> None:
    path, (one, other) = path.replace("NOW", now), next((one, other) for at, one, other in WAYS if at == path)
    address = f"{path}.{of(one)}"
    assert client.get(address).mimetype == TYPES[one]
    assert client.get(address, headers={"Accept": f"{TYPES[other]}, */*;q=0.1"}).mimetype == TYPES[one]
    refused = client.get(address, headers={"Accept": TYPES[other]})
    assert refused.status_code == 406
    assert path in refused.text


@pytest.mark.parametrize("path", ENDINGS)
def test_an_ending_and_another_format_are_a_contradiction(client: FlaskClient, now: str, path: str) -> None:
    path, (one, other) = path.replace("NOW", now), next((one, other) for at, one, other in WAYS if at == path)
    address = f"{path}.{of(one)}?format="
    assert client.get(address + of(one)).mimetype == client.get(address + one).mimetype == TYPES[one]
    for wrong in (of(other), "pdf", ""):
        refused = client.get(address + wrong)
        assert refused.status_code == 406
        assert "ends in" in refused.text
