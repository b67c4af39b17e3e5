"""The way past the framework says letter for letter what the framework says."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder, TestResponse, run_wsgi_app

from endpoint.app import create_app
from endpoint.server.gateway import Gateway
from endpoint.settings import Settings
from endpoint.tally import Tally
from tests.endpoint.conftest import OpenApp, idle, until

STATES = "SELECT ?s { ?s a <https://w3id.org/osce-graph/ontology#State> } ORDER BY ?s"
OWN = {"X-Query-Id", "Server-Timing", "X-Query-Budget"}
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


QUERIES = [
    STATES,
    "ASK { ?s ?p ?o }",
    "CONSTRUCT { ?s a ?o } { ?s a ?o } LIMIT 0",
    "SELECT (RAND() * 0 AS ?zero) {}",
    "SELECT ?s { ?s a ?o",
    "SELECT ?s { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "DROP ALL",
    "SELECT (1 AS ?x) { " + "{" * 101 + "}" * 102,
    "SELECT ?s { ?s a <x> } # " + "é" * 9000,
    "SELECT (STR(?o) AS ?x) { ?s ?p ?o } # +&=%2B äöü",
]


def through_the_gateway(
    app: Flask, query: str, headers: dict[str, str], *, at_once: bool = False
) -> tuple[int, bytes, dict[str, str]]:
    """What the door answers to a GET, which finds light answers without a thread, and `at_once` without a task."""
    gateway = Gateway(app.wsgi_app, app.extensions["front"], app.extensions["plain_queries"], 10**6)
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": "/sparql", "query_string": query.encode(), "http_version": "1.1"}
    scope |= {"scheme": "http", "headers": [(key.lower().encode(), value.encode()) for key, value in headers.items()]}

    async def ask() -> None:
        soon: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        if at_once and gateway.at_once(scope, soon.set_result) and (known := await soon) is not None:
            status, said, body = known
            sent[:] = [{"status": status, "headers": said}, {"body": body}]
        else:
            await gateway(scope, receive, send)

    asyncio.run(ask())
    told = {key.decode().title(): value.decode() for key, value in sent[0]["headers"]}
    return sent[0]["status"], b"".join(one["body"] for one in sent[1:]), told


@pytest.mark.parametrize("format_", [None, "json", "csv", "ttl", "text/csv", "nothing"])
@pytest.mark.parametrize(
    "accept", [None, "application/sparql-results+json", "text/turtle, text/csv;q=0.5", "*/*", "image/png"]
)
@pytest.mark.parametrize("query", QUERIES, ids=range(10))
def test_all_ways_say_the_same(client: FlaskClient, query: str, accept: str | None, format_: str | None) -> None:
    asked = {"query": query} | ({"format": format_} if format_ else {})
    headers = {"Accept": accept} if accept else {}
    # Parameters that nobody knows are passed over, but not by the short way.
    ways = [seen(client.get("/sparql", query_string=asked | more, headers=headers)) for more in ({}, {"x": "1"})]
    assert ways[0] == ways[1]
    expected = {key.title(): value for key, value in ways[0][2].items()}
    for at_once in (False, True):
        status, body, told = through_the_gateway(client.application, urlencode(asked), headers, at_once=at_once)
        assert (status, body, {key: told[key] for key in told if key not in {one.title() for one in OWN}}) == (
            *ways[0][:2],
            expected,
        )


def test_what_the_door_finds_by_itself_is_counted_and_known_again(open_app: OpenApp, folder: Path) -> None:
    app = open_app(folder)
    tally: Tally = app.extensions["tally"]
    first = through_the_gateway(app, urlencode({"query": STATES}), {"Accept": "text/csv"})
    again = through_the_gateway(app, urlencode({"query": STATES}), {"Accept": "text/csv"})
    other = through_the_gateway(app, urlencode({"query": f" {STATES}\n"}), {"Accept": "text/csv"})
    assert {one[1] for one in (first, again, other)} == {first[1]}
    assert [tally.count(one) for one in ("ok", "cached")] == [1, 2]
    serving = app.extensions["follower"]._now
    assert (serving.users, serving.pool.busy()["light"]) == (0, 0)


def test_what_turns_out_long_goes_on_elsewhere_and_comes_whole(open_app: OpenApp, folder: Path) -> None:
    app = open_app(folder, light_seconds=0.001, columns_mb=0)
    pairs = "SELECT (COUNT(*) AS ?n) { ?a ?p ?x . ?b ?q ?y }"  # hundreds of times as long as the light lane lets it
    expected = app.test_client().get(
        "/sparql", query_string={"query": pairs.replace("?y", "?z")}, headers={"Accept": "text/csv"}
    )
    status, body, _ = through_the_gateway(app, urlencode({"query": pairs}), {"Accept": "text/csv"})
    assert (status, body) == (200, expected.data)
    assert app.extensions["follower"]._now.pool._heavy.knows(pairs)


def test_what_has_begun_is_gone_on_with_though_another_was_answered_meanwhile(open_app: OpenApp, folder: Path) -> None:
    app = open_app(folder, light_seconds=0.001, columns_mb=0, children=2)
    serving, told = app.extensions["follower"]._now, {"query": "SELECT (COUNT(*) AS ?n) { ?a ?p ?x . ?b a ?y }"}
    ours = EnvironBuilder("/sparql", query_string=told, headers=[("Accept", "text/csv")]).get_environ()
    assert asyncio.run(app.extensions["plain_queries"].soon(ours)) is None
    assert (serving.users, serving.pool.busy()["light"]) == (1, 1)
    other = app.test_client().get("/sparql", query_string=told, headers={"Accept": "text/csv"})
    assert run_wsgi_app(app.wsgi_app, ours)[1] == "200 OK"
    assert other.status_code == 200
    until(lambda: (serving.users, serving.pool.busy()["light"]) == (0, 0))


def test_a_process_that_ends_meanwhile_is_an_answer(open_app: OpenApp, folder: Path) -> None:
    app = open_app(folder, light_seconds=60, query_seconds=100, columns_mb=0)
    pool = app.extensions["follower"]._now.pool
    process = idle(pool)
    threading.Timer(0.3, process.process.kill).start()
    bomb = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }"
    status, body, _ = through_the_gateway(app, urlencode({"query": bomb}), {"Accept": "text/csv"})
    assert (status, b"query-crashed" in body) == (500, True)
    assert through_the_gateway(app, "query=ASK%7B%7D", {"Accept": "application/json"})[0] == 200


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
