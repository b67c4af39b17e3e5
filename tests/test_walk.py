"""`osce-graph check`: a good site is found good, and each fault of a faulty one is found."""

import json
import re
from dataclasses import replace

import pytest
from click.testing import CliRunner

from endpoint.cli import main
from graph.errors import InputError
from graph.walk import headers, walk
from graph.walk.rules import RULES
from tests.good_site import SPACE, Fault, Reply, Request, good_site


def at(path: str, change: Fault, *, method: str = "", accept: str = "", status: int = 0) -> Fault:
    """The fault, at the paths (a pattern), methods, Accept headers and statuses that are named."""

    def fault(asked: Request, made: Reply) -> Reply:
        here = re.fullmatch(path, asked.path) and method in ("", asked.method) and accept in asked.accept
        return change(asked, made) if here and status in (0, made.status) else made

    return fault


def says(status: int) -> Fault:
    return lambda asked, made: replace(made, status=status)


def puts(**headers: str) -> Fault:
    return lambda asked, made: made.put(**headers)


def lacks(name: str) -> Fault:
    return lambda asked, made: replace(made, headers={key: value for key, value in made.headers.items() if key != name})


def matches(pattern: bytes, new: bytes) -> Fault:
    """Replaces what an expression fits in the body."""
    return lambda asked, made: replace(made, body=re.sub(pattern, new, made.body))


def writes(old: str, new: str) -> Fault:
    """Replaces words of the body; they have to be there."""

    def fault(asked: Request, made: Reply) -> Reply:
        if made.status == 200:
            assert old.encode() in made.body, (asked.path, old)
        return replace(made, body=made.body.replace(old.encode(), new.encode()))

    return fault


def not_counting(asked: Request, made: Reply) -> Reply:
    return replace(made, body=made.body.replace(b'"15"', b'"16"'))


def always_turtle(asked: Request, made: Reply) -> Reply:
    """Takes the first type that the Accept header names, whatever its quality."""
    return made.put(location="/thing/a.ttl") if asked.accept.startswith("text/turtle") else made


def wrong_digest(asked: Request, made: Reply) -> Reply:
    return replace(made, body=re.sub(rb'"[0-9a-f]{64}"', b'"00"', made.body))


def another_endpoint(asked: Request, made: Reply) -> Reply:
    return replace(made, body=made.body.replace(b"sd:endpoint", b"sd:else"))


FAULTS: dict[str, Fault] = {
    "answers": at("/thing/b.html", says(500)),
    "something": at("/(thing/.*|about)", lambda asked, made: made if "html" in asked.accept else Reply(406)),
    "robots": at("/robots.txt", puts(content_type="text/html")),
    "sitemap": at("/sitemap/1.xml", writes("2026-01-05", "yesterday")),
    "sitemap-allowed": at("/robots.txt", writes("/secret", "/thing/")),
    "sitemap-answers": at("/thing/a.html", says(404)),
    "void": at("/.well-known/void", says(404)),
    "void-dataset": at("/.well-known/void", writes("dcterms:license", "dcterms:rights")),
    "distribution": at("/.well-known/void", writes("dcat:downloadURL", "dcat:page")),
    "dump-answers": at("/dump/.*", says(404)),
    "dump-digest": at(
        "/.well-known/void", lambda asked, made: replace(made, body=re.sub(rb'"[0-9a-f]{64}"', b'"00"', made.body))
    ),
    "dump-size": at("/.well-known/void", matches(rb"dcat:byteSize \d+", b'dcat:byteSize "4 MB"')),
    "dump-type": at("/dump/.*", puts(content_type="text/plain")),
    "dump-reads": at("/dump/.*", lambda asked, made: replace(made, body=made.body[:-9])),
    "void-counts": at("/.well-known/void", writes("void:entities 3", "void:entities 4")),
    "service": at(
        "/sparql", lambda asked, made: made if asked.query else writes("sd:endpoint", "sd:else")(asked, made)
    ),
    "service-formats": at("/sparql", puts(content_type="application/json"), accept="text/csv"),
    "service-counts": at("/sparql", not_counting),
    "service-graphs": at("/sparql", lambda asked, made: replace(made, body=made.body.replace(b"true", b"false"))),
    "service-errors": at("/sparql", says(200), status=400),
    "dereference": at("/thing/a.rdf", says(404)),
    "type-asked": at("/thing/a", lambda asked, made: made.put(location="/thing/a.nt"), accept="text/turtle"),
    "quality": at("/thing/a", always_turtle),
    "vary": at("/thing/a", lacks("vary")),
    "content-location": at("/thing/a.ttl", puts(content_location="/thing/b.ttl")),
    "content-location-given": at("/about", lacks("content-location")),
    "etag": at("/thing/a.ttl", lacks("etag")),
    "not-modified": at("/thing/a.ttl", says(200), status=304),
    "last-modified": at("/thing/a.ttl", puts(last_modified="some day")),
    "head": at("/thing/a.ttl", puts(content_type="text/plain"), method="HEAD"),
    "link": at("/thing/a.ttl", puts(link="/thing/a; rel=alternate")),
    "reads": at("/thing/a.ttl", writes(" .", " ;;")),
    "about": at("/thing/a.nt", writes("thing/a", "thing/b")),
    "same-graph": at("/thing/a.nt", writes("A part", "A piece")),
    "context": at("/context.jsonld", says(404)),
    "names": at("/thing/a.ttl", writes(f"{SPACE}thing/b", f"{SPACE}thing/nowhere")),
    "part-described": at("/thing/a.ttl", writes(f"{SPACE}thing/b", f"{SPACE}thing/b#other")),
    "page": at("/thing/a.html", writes(' lang="en"', "")),
    "dead-link": at("/thing/a.html", writes("/thing/b.html", "/thing/c.html")),
    "dead-fragment": at("/thing/a.html", writes("#part", "#piece")),
    "data-block": at("/thing/a.html", writes('{"@id": "x"}', "{'@id'}")),
    "timegate": at("/timegate/.*", lacks("vary")),
    "timegate-named": at("/thing/a", lacks("link")),
    "timemap": at("/timemap/.*", puts(content_type="text/plain")),
    "memento": at("/memento1/.*", lacks("memento-datetime")),
    "accept-datetime": at("/timegate/.*", says(302), status=400),
    "atom": at("/feed.atom", writes("<title>A</title>", "")),
    "atom-links": at("/feed.atom", writes("/thing/a.html", "/thing/c.html")),
    "stream": at("/stream/1", writes("dcterms:isVersionOf <", "dcterms:relation <")),
    "stream-relation": at("/stream/1", writes('created "2026', 'created "2025')),
    "not-found": at("/there-is.*", says(200), status=404),
    "not-acceptable": at("/thing/a", lambda asked, made: Reply(200, {"content-type": "text/turtle"}), status=406),
    "gone": at("/thing/gone", says(404)),
    "odd-address": at("/%00", says(500)),
    "method": at("/", lacks("allow"), method="PROPFIND"),
    "problem": at(".*", lambda asked, made: replace(made, body=made.body.replace(b'"title"', b'"name"')), status=404),
}


def test_a_good_site_is_found_good() -> None:
    with good_site() as (address, _):
        found = walk(address, pause=0)
    assert found.findings == ()
    assert (found.stopped, found.absent) == ((), ())
    # Each rule was tried, not only never broken.
    assert set(RULES) - set(found.held) == set()


def test_every_rule_has_a_fault() -> None:
    assert set(FAULTS) == set(RULES)


@pytest.mark.parametrize("rule", FAULTS)
def test_each_fault_is_found(rule: str) -> None:
    with good_site(FAULTS[rule]) as (address, _):
        found = walk(address, pause=0, each=1)
    assert rule in {one.rule for one in found.findings}


def test_a_namespace_is_no_name_in_it() -> None:
    with good_site(at("/thing/a.ttl", writes(f"{SPACE}thing/b", f"{SPACE}thing/b#"))) as (address, _):
        found = walk(address, pause=0, each=1)
    assert "part-described" not in {one.rule for one in found.findings}


def test_a_relation_may_have_no_name() -> None:
    """Most streams write them as blank nodes."""
    with good_site(at("/stream", matches(rb"<[^<>]*#1>", b"_:one"))) as (address, _):
        found = walk(address, pause=0, each=1)
    assert not [one for one in found.findings if one.rule.startswith("stream")]


@pytest.mark.parametrize("said", ["1.2e3", "-1", "many"])
def test_a_number_that_is_none_is_told(said: str) -> None:
    with good_site(
        at("/.well-known/void", matches(rb"(dcat:byteSize|void:triples) \d+", rb'\1 "%b"' % said.encode()))
    ) as (
        address,
        _,
    ):
        found = walk(address, pause=0, each=1)
    assert {one.rule for one in found.findings if repr(said) in one.detail} == {"dump-size", "void-counts"}


@pytest.mark.parametrize(
    ("described", "told"),
    [
        (writes("void:entities 6", "void:entities 4"), ""),
        (writes("void:entities 6", "void:entities 7"), "6 things of its own, 7 are stated"),
        (writes(f'uriSpace "{SPACE}"', f'uriSpace "{SPACE}thing/"'), "4 things of its own, 6 are stated"),
        (writes("void:entities 6", "void:entities 6 ; void:distinctSubjects 7"), "6 subjects, 7 are stated"),
        (writes("void:entities 6", "void:entities 6 ; void:distinctObjects 2"), "objects, 2 are stated"),
    ],
)
def test_entities_have_names_of_the_dataset(described: Fault, told: str) -> None:
    with good_site(at("/.well-known/void", described)) as (address, _):
        found = walk(address, pause=0, each=1)
    said = [one.detail for one in found.findings if one.rule == "void-counts"]
    assert bool(said) == bool(told)
    assert all(told in one for one in said)


class TestPoliteness:
    """A walk asks no more than it may."""

    def test_the_limit_holds_and_is_told(self) -> None:
        with good_site() as (address, log):
            found = walk(address, limit=60, pause=0)
        assert len(log) == found.requests <= 60
        assert found.stopped

    def test_links_that_robots_keeps_programs_from_are_not_followed(self) -> None:
        with good_site() as (address, log):
            found = walk(address, pause=0)
            assert "/secret" not in {one.path for one in log}
            assert sum(found.unasked.values()) == 1
            walk(address, pause=0, obey_robots=False)
            assert "/secret" in {one.path for one in log}

    def test_who_says_that_it_is_too_much_is_left_alone(self) -> None:
        busy = at("/thing/.*", lambda asked, made: Reply(429, {"retry-after": "0"}))
        with good_site(busy) as (address, log):
            found = walk(address, pause=0)
        assert sum(one.path.startswith("/thing/") for one in log) == 2
        assert "too many" in found.stopped[0]

    def test_nothing_is_asked_that_could_change_anything(self) -> None:
        with good_site() as (address, log):
            walk(address, pause=0)
        assert {one.method for one in log} == {"GET", "HEAD", "PROPFIND"}


class TestVerb:
    """What the command prints and how it ends."""

    def test_a_good_site_ends_with_0(self) -> None:
        with good_site() as (address, _):
            done = CliRunner().invoke(main, ["check", address])
        assert done.exit_code == 0
        assert "0 did not" in done.output

    def test_a_broken_must_ends_with_1_and_json_has_it(self) -> None:
        with good_site(FAULTS["vary"]) as (address, _):
            done = CliRunner().invoke(main, ["check", address, "--json"])
        assert done.exit_code == 1
        assert {one["rule"] for one in json.loads(done.output)["findings"]} == {"vary"}

    def test_a_broken_should_ends_with_0_and_is_printed(self) -> None:
        with good_site(FAULTS["timegate-named"]) as (address, _):
            done = CliRunner().invoke(main, ["check", address])
        assert done.exit_code == 0
        assert "should timegate-named" in done.output

    @pytest.mark.parametrize("address", ["http://127.0.0.1:9/", "somewhere", "ftp://127.0.0.1/"])
    def test_nobody_there_ends_with_2(self, address: str) -> None:
        done = CliRunner().invoke(main, ["check", address])
        assert (done.exit_code, address in done.output) == (2, True)
        with pytest.raises(InputError, match=re.escape(address)):
            walk(address)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('<a>; rel="next", </b>; rel=prev', [("http://x.example/y/a", {"next"}), ("http://x.example/b", {"prev"})]),
        ('<a,b>; title="one, two; three"; rel="x y"', [("http://x.example/y/a,b", {"x", "y"})]),
        ("<a>; rel=first; rel=second", [("http://x.example/y/a", {"first"})]),
        ("", []),
    ],
)
def test_link_headers(text: str, expected: list[tuple[str, set[str]]]) -> None:
    assert [(one.target, set(one.relations)) for one in headers.links(text, "http://x.example/y/")] == expected


def test_what_is_no_link_header() -> None:
    with pytest.raises(ValueError, match="no link"):
        headers.links("a; rel=next", "http://x.example/")
