"""The way past the framework says letter for letter what the framework says."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from endpoint.app import create_app
from endpoint.settings import Settings
from endpoint.tally import Tally
from tests.endpoint.conftest import OpenApp

STATES = "SELECT ?s { ?s a <https://w3id.org/osce-graph/ontology#State> } ORDER BY ?s"
OWN = {"X-Query-Id", "Server-Timing"}
"""Header fields that differ from one answer to the next."""


def seen(response: TestResponse) -> tuple[int, bytes, dict[str, str]]:
    told = {key: value for key, value in response.headers.items() if key not in OWN}
    return response.status_code, response.data, told


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[FlaskClient]:
    """Of an app that keeps no answers."""
    app = create_app(Settings(data=folder, children=1, cache_mb=0, query_seconds=5))
    yield app.test_client()
    app.extensions["follower"].close()


@pytest.mark.parametrize("format_", [None, "json", "csv", "ttl", "text/csv", "nothing"])
@pytest.mark.parametrize(
    "accept", [None, "application/sparql-results+json", "text/turtle, text/csv;q=0.5", "*/*", "image/png"]
)
@pytest.mark.parametrize(
    "query",
    [
        STATES,
        "ASK { ?s ?p ?o }",
        "CONSTRUCT { ?s a ?o } { ?s a ?o } LIMIT 0",
        "SELECT (RAND() * 0 AS ?zero) {}",
        "SELECT ?s { ?s a ?o",
        "SELECT ?s { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "DROP ALL",
        "SELECT (1 AS ?x) { " + "{" * 101 + "}" * 102,
        "SELECT ?s { ?s a <x> } # " + "é" * 9000,
    ],
    ids=range(9),
)
def test_both_ways_say_the_same(client: FlaskClient, query: str, accept: str | None, format_: str | None) -> None:
    asked = {"query": query} | ({"format": format_} if format_ else {})
    headers = {"Accept": accept} if accept else {}
    # Parameters that nobody knows are passed over, but not by the short way.
    ways = [seen(client.get("/sparql", query_string=asked | more, headers=headers)) for more in ({}, {"x": "1"})]
    assert ways[0] == ways[1]


def test_what_goes_the_short_way_is_counted_logged_and_kept_once(open_app: OpenApp, folder: Path) -> None:
    client = open_app(folder).test_client()
    tally: Tally = client.application.extensions["tally"]
    client.get("/sparql", query_string={"query": STATES})
    client.get("/sparql", query_string={"query": STATES + " "})
    client.get("/sparql", query_string={"query": "SELECT"})
    assert [tally.count(one) for one in ("ok", "cached", "query-syntax")] == [1, 1, 1]
    tag = client.get("/sparql", query_string={"query": STATES}).headers["ETag"]
    again = client.get("/sparql", query_string={"query": STATES + "  "}, headers={"If-None-Match": tag})
    assert again.status_code == 304


def test_a_fault_that_nobody_foresaw_is_told_as_everywhere(
    open_app: OpenApp, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app(folder)
    follower = app.extensions["follower"]
    serving = follower.acquire()

    def broken(*_: object) -> None:
        raise KeyError("nobody")

    monkeypatch.setattr(serving.pool, "ask", broken)
    response = app.test_client().get("/sparql", query_string={"query": STATES})
    assert (response.status_code, response.mimetype) == (500, "application/problem+json")
    assert b"nobody" not in response.data
    follower.release(serving)
    assert serving.users == 0
