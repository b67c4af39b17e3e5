"""The way of documents past the framework says letter for letter what the framework says."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from pyoxigraph import NamedNode, Quad
from werkzeug.test import EnvironBuilder, run_wsgi_app

from endpoint.app import create_app
from endpoint.documents import documents, rdf
from endpoint.serving.engine import EngineReader
from endpoint.settings import Settings
from graph.iri import BASE, KINDS
from tests.endpoint.conftest import OpenApp, fixture_quads, publish

Answer = tuple[str, list[tuple[str, str]], bytes]


@pytest.fixture(scope="module")
def app(folder: Path) -> Iterator[Flask]:
    """An app that keeps no answers."""
    made = create_app(Settings(data=folder, children=1, cache_mb=0))
    yield made
    made.extensions["follower"].close()


def environ(path: str, query: str = "", **more: str) -> dict[str, Any]:
    return {**EnvironBuilder(path, query_string=query).get_environ(), "HTTP_HOST": "data.example", **more}


def answered(app: Any, asked: dict[str, Any]) -> Answer:
    body, status, headers = run_wsgi_app(app, asked, buffered=True)
    return status, list(headers), b"".join(body)


def by_the_framework(app: Flask, path: str, query: str = "", **more: str) -> Answer:
    return answered(lambda *call: Flask.wsgi_app(app, *call), environ(path, query, **more))


def straight(app: Flask, path: str, query: str = "", **more: str) -> Answer:
    return answered(app.wsgi_app, environ(path, query, **more))


def soon(app: Flask, path: str, query: str = "", **more: str) -> Answer | None:
    """What the event loop finds by itself."""
    found = app.extensions["plain_queries"]._soon(environ(path, query, **more))
    return ("200 OK", *found) if found else None


def things(app: Flask) -> list[str]:
    statements = app.extensions["follower"]._now.reader.look(None, None, None)
    names = {one[0].value.removeprefix(BASE) for one in statements if one[0].value.startswith(BASE)}
    return sorted(name for name in names if "#" not in name and name.partition("/")[0] in KINDS)


@pytest.mark.parametrize("ending", ["ttl", "jsonld", "rdf", "nt", "html"])
def test_all_ways_say_the_same_of_everything(app: Flask, ending: str) -> None:
    found = 0
    for name in things(app):
        path = f"/{name}.{ending}"
        expected = by_the_framework(app, path)
        assert straight(app, path) == expected
        if (early := soon(app, path)) is not None:
            assert early == expected
            found += 1
    assert found > 50 or ending == "html"


@pytest.mark.parametrize(
    ("path", "query", "more"),
    [
        ("/release/50001.ttl", "new=1&other=x.y", {}),
        ("/release/50001.ttl", "links=1", {}),
        ("/release/50001.ttl", "links=2", {}),
        ("/release/50001.ttl", "links=0", {}),
        ("/release/50001.ttl", "links=1&links=2", {}),
        ("/release/50001.ttl", "links=&page=2", {}),
        ("/release/50001.ttl", "page=2", {}),
        ("/release/50001.ttl", "format=nt", {}),
        ("/release/50001.ttl", "%6cinks=2", {}),
        ("/release/50001.ttl", "", {"HTTP_ACCEPT": "text/html"}),
        ("/release/50001.ttl", "", {"HTTP_ACCEPT": "text/*;q=0.1, image/png"}),
        ("/release/50001.nt", "", {"HTTP_HOST": "data.example:80"}),
        ("/release/50001.nt", "", {"HTTP_HOST": "data.example:443", "wsgi.url_scheme": "https"}),
        ("/release/50001.nt", "", {"HTTP_HOST": "[::1]:8080"}),
        ("/release/50001.jsonld", "", {"HTTP_RANGE": "bytes=0-9"}),
        ("/release/50001.jsonld", "", {"HTTP_IF_NONE_MATCH": "*"}),
        ("/release/50001.jsonld", "", {"HTTP_IF_MATCH": '"other"'}),
        ("/release/50001.jsonld", "", {"HTTP_IF_MODIFIED_SINCE": "Sat, 01 Jan 2050 00:00:00 GMT"}),
        ("/release/50001.jsonld", "", {"HTTP_CONTENT_ENCODING": "gzip"}),
        ("/release/50001.jsonld", "", {"REQUEST_METHOD": "HEAD"}),
        ("/release/50001.jsonld", "", {"SCRIPT_NAME": "/data"}),
        ("/release/50001.jsonld", "", {"SCRIPT_NAME": "/d%61ta/"}),
        ("/release/nothing.ttl", "", {}),
        ("/release//50001.ttl", "", {}),
        ("/release/50001/.ttl", "", {}),
        ("/graph/page/none.ttl", "", {}),
    ],
)
def test_all_ways_say_the_same_whatever_is_asked(app: Flask, path: str, query: str, more: dict[str, str]) -> None:
    expected = by_the_framework(app, path, query, **more)
    assert straight(app, path, query, **more) == expected
    assert soon(app, path, query, **more) in (None, expected)


def test_a_document_does_not_wake_the_framework(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "full_dispatch_request", lambda: pytest.fail("the framework was asked"))
    for ending in ("ttl", "jsonld", "rdf", "nt"):
        assert straight(app, f"/release/50001.{ending}")[0] == "200 OK"
        assert soon(app, f"/release/50001.{ending}")


def test_no_route_lies_in_the_way(app: Flask) -> None:
    """Below the kinds of things there is nothing but things."""
    rules = [str(rule) for rule in app.url_map.iter_rules()]
    assert [
        rule for rule in rules if rule.split("/")[1] in KINDS and not (rule.count("/") == 2 and rule[-1] == "/")
    ] == []


def test_what_hides_a_document_and_what_is_no_longer_told_of_go_the_long_way(open_app: OpenApp, tmp_path: Path) -> None:
    quads = list(fixture_quads())
    release = next(one for one in quads if one.subject == NamedNode(BASE + "release/50001"))
    hiding = Quad(NamedNode(f"{BASE}release/50001.nt"), release.predicate, release.object, release.graph_name)
    publish(tmp_path, [*quads, hiding])
    app = open_app(tmp_path, cache_mb=0)
    for path in ("/release/50001.ttl", "/release/50001.nt", "/release/50001.nt.ttl"):
        assert straight(app, path) == by_the_framework(app, path)
    assert soon(app, "/release/50001.ttl") is None


def test_what_much_points_at_is_left_to_a_thread(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = soon(app, "/release/50001.ttl")
    assert expected
    monkeypatch.setattr("endpoint.server.plain_documents._LIGHT", 1)
    assert soon(app, "/release/50001.ttl") is None
    assert straight(app, "/release/50001.ttl") == expected


def test_little_and_much_that_points_at_a_thing_are_told_alike(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it is much each property is asked for by itself."""
    now = app.extensions["follower"]._now
    nodes = [NamedNode(BASE + name) for name in things(app)]
    little = [rdf.first(now.reader, node, rdf.pointing(now.reader, node, now.predicates)) for node in nodes]
    monkeypatch.setattr(documents.near, "__defaults__", (0,))
    assert little == [rdf.first(now.reader, node, rdf.pointing(now.reader, node, now.predicates)) for node in nodes]


def test_what_another_engine_holds_goes_the_long_way(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may be far away: nobody else may wait for it."""
    monkeypatch.setattr("endpoint.server.plain_documents.StoreReader", EngineReader)
    assert soon(app, "/release/50001.ttl") is None


def test_what_fails_is_told_by_the_framework(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rdf, "written", lambda *_: 1 / 0)
    assert soon(app, "/release/50001.ttl") is None
    assert straight(app, "/release/50001.ttl")[0].startswith("500")
    assert app.extensions["follower"]._now.users == 0
