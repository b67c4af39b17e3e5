"""When `current` moves, the app moves, without losing a request; when it points to nothing, the app stays."""

import json
import shutil
import threading
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from endpoint.pool.client import Client
from endpoint.serving import store
from graph import vocabulary as v
from graph.iri import VOCABULARY_GRAPH, thing
from tests.endpoint.conftest import OpenApp, fixture_quads, idle, publish, until

ADDED = Quad(thing("place", "newtown"), v.RDFS_LABEL, Literal("Newtown", language="en"), VOCABULARY_GRAPH)


def test_a_new_snapshot_is_served_and_no_request_is_lost(open_app: OpenApp, tmp_path: Path) -> None:
    old = publish(tmp_path, fixture_quads())
    app = open_app(tmp_path, queue_seconds=10.0)
    follower = app.extensions["follower"]
    before = follower._now
    answers: list[int] = []
    over = threading.Event()

    def visit() -> None:
        client = app.test_client()
        while not over.is_set():
            answers.append(client.get("/sparql?query=ASK{}").status_code)
            answers.append(client.get("/state/norway.ttl").status_code)

    visitors = [threading.Thread(target=visit) for _ in range(3)]
    for visitor in visitors:
        visitor.start()
    new = publish(tmp_path, [*fixture_quads(), ADDED])
    until(lambda: app.test_client().get("/place/newtown.ttl").status_code == 200)
    over.set()
    for visitor in visitors:
        visitor.join()
    assert new != old
    assert set(answers) == {200}
    assert json.loads(app.test_client().get("/health").data)["digest"] == new
    assert before.users == 0
    assert before.pool._closed
    assert before.pool._slots.free() == []


def test_validators_move_with_the_snapshot(open_app: OpenApp, tmp_path: Path) -> None:
    publish(tmp_path, fixture_quads())
    app = open_app(tmp_path)
    client = app.test_client()
    tag = client.get("/state/norway.ttl").headers["ETag"]
    publish(tmp_path, [*fixture_quads(), ADDED])
    until(lambda: client.get("/state/norway.ttl", headers={"If-None-Match": tag}).status_code == 200)


def test_a_snapshot_that_cannot_be_opened_changes_nothing(
    open_app: OpenApp, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    digest = publish(tmp_path, fixture_quads())
    app = open_app(tmp_path)
    client = app.test_client()
    (tmp_path / "current").write_text("0" * 64 + "\n")
    until(lambda: client.get("/health").status_code == 200 and "cannot be served" in caplog.text)
    assert json.loads(client.get("/health").data)["digest"] == digest
    assert client.get("/sparql?query=ASK{}").status_code == 200


def test_a_snapshot_that_could_not_be_opened_once_is_tried_again(
    open_app: OpenApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_AGAIN_SECONDS", 1.0)
    publish(tmp_path, fixture_quads())
    client = open_app(tmp_path).test_client()
    serving = store.Serving
    failed: list[bool] = []

    def fails_once(*given: Any) -> store.Serving:
        if not failed:
            failed.append(True)
            raise OSError("no room for a moment")
        return serving(*given)

    monkeypatch.setattr(store, "Serving", fails_once)
    digest = publish(tmp_path, [*fixture_quads(), ADDED])
    until(lambda: json.loads(client.get("/health").data)["digest"] == digest)
    assert failed


def test_counts_are_of_the_snapshot_that_is_served(open_app: OpenApp, tmp_path: Path) -> None:
    publish(tmp_path, fixture_quads())
    app = open_app(tmp_path)
    client = app.test_client()
    assert "<b>134</b> releases" in client.get("/").text
    release = NamedNode("https://w3id.org/osce-graph/release/77777")
    publish(tmp_path, [*fixture_quads(), Quad(release, v.RDF_TYPE, v.RELEASE, VOCABULARY_GRAPH)])
    until(lambda: "<b>135</b> releases" in client.get("/").text)


def test_what_is_watched_moves_without_a_request_until_it_is_closed(open_app: OpenApp, tmp_path: Path) -> None:
    publish(tmp_path, fixture_quads())
    follower = open_app(tmp_path).extensions["follower"]
    before = set(threading.enumerate())
    follower.watch()
    (watching,) = set(threading.enumerate()) - before
    new = publish(tmp_path, [*fixture_quads(), ADDED])
    until(lambda: follower._now.digest == new)
    follower.close()
    watching.join(timeout=20)
    assert not watching.is_alive()


def test_a_snapshot_that_is_ready_after_the_end_is_closed(
    open_app: OpenApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(tmp_path, fixture_quads())
    app = open_app(tmp_path)
    follower = app.extensions["follower"]
    made: list[store.Serving] = []

    class Late(store.Serving):
        """A serving that is ready when the follower has been closed."""

        def __init__(self, *given: Any) -> None:
            super().__init__(*given)
            made.append(self)
            follower.close()

    monkeypatch.setattr(store, "Serving", Late)
    publish(tmp_path, [*fixture_quads(), ADDED])
    until(lambda: follower.acquire() is not None and bool(made) and made[0].pool._closed)
    assert follower.digest() != made[0].digest
    assert made[0].pool._slots.free() == []


def test_health_tells_when_queries_can_no_longer_be_answered(
    open_app: OpenApp, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Pages have the store open; a query process that begins anew finds none, and where it looked is told to nobody."""
    digest = publish(tmp_path, fixture_quads())
    app = open_app(tmp_path)
    client = app.test_client()
    well = client.get("/health")
    assert well.json is not None
    assert (well.status_code, well.json["status"]) == (200, "ok")
    assert well.json["age_seconds"] > 0
    shutil.rmtree(tmp_path / "snapshots" / digest / "store")
    idle(app.extensions["follower"]._now.pool).kill()
    until(lambda: client.get("/health").status_code == 503)
    answer = client.get("/sparql?query=ASK{?s+?p+?o}")
    assert answer.status_code == 503
    assert str(tmp_path) not in answer.text
    assert str(tmp_path) in caplog.text


def test_health_waits_for_no_query(open_app: OpenApp, tmp_path: Path) -> None:
    publish(tmp_path, fixture_quads())
    app = open_app(tmp_path)
    pool = app.extensions["follower"]._now.pool
    taken = pool._slots.get(Client(), 5)
    assert app.test_client().get("/health").status_code == 200
    pool._slots.put(taken)
