"""The heavy lane: long queries leave light ones alone, wait in a bounded queue, and no client fills it."""

import asyncio
import json
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask

from endpoint.negotiate import choose
from endpoint.pool.asking import Query
from endpoint.pool.client import Client
from endpoint.pool.pool import Pool
from tests.endpoint.conftest import OpenApp, until
from tests.endpoint.test_limits import CROSS


@pytest.fixture
def app(open_app: OpenApp, folder: Path) -> Flask:
    return open_app(
        folder,
        query_seconds=5,  # so much longer than others queue that a busy machine does not end it before them
        light_seconds=0.2,
        queue_seconds=2,
        queue_length=2,
        client_queries=2,
        children=1,
        columns_mb=0,  # the engine's own time is what is measured here
    )


@pytest.fixture
def pool(app: Flask) -> Pool:
    made: Pool = app.extensions["follower"]._now.pool
    return made


def bomb(app: Flask, client: str, query: str = CROSS) -> tuple[int, str, dict[str, object]]:
    response = app.test_client().post("/sparql", data={"query": query}, environ_base={"REMOTE_ADDR": client})
    said = json.loads(response.data)
    return response.status_code, said["type"].rpartition("/")[2], said


def test_a_light_query_passes_bombs(app: Flask) -> None:
    with ThreadPoolExecutor(2) as crowd:
        bombs = [crowd.submit(bomb, app, f"192.0.2.{n}", f"{CROSS} # {n}") for n in range(2)]
        until(lambda: app.extensions["follower"]._now.pool._heavy._free == 0)
        time.sleep(0.6)  # the second bomb has had its light time by now
        assert app.test_client().get("/sparql?query=ASK{}").status_code == 200
        assert not any(one.done() for one in bombs)
        outcomes = sorted(one.result()[1] for one in bombs)
    assert outcomes == ["busy", "query-timeout"]


@pytest.mark.parametrize("thread", [True, False])
def test_a_light_query_that_waits_for_a_core_stays_light(app: Flask, pool: Pool, thread: bool) -> None:
    """What it waits for costs it none of its time, even where nobody could begin among the long ones."""
    [one] = pool._slots.free()
    assert one is not None
    query = Query("ASK {}", pool.inspect("ASK {}"), {"ask": choose("application/json", "ask")})
    one.process.send_signal(signal.SIGSTOP)
    threading.Timer(0.5, one.process.send_signal, [signal.SIGCONT]).start()
    with pool._heavy.place(Client("192.0.2.1")):
        if thread:
            answer = pool.ask(query)
        else:
            run = asyncio.run(pool.begin(query))
            assert run is not None
            assert run.succeeded
            answer = pool.go_on(run, query)
    assert b"true" in answer.body
    assert not pool._heavy.knows("ASK {}")


def test_nobody_fills_the_lane_alone(app: Flask, pool: Pool) -> None:
    with pool._heavy.place(Client("192.0.2.1")), ThreadPoolExecutor(1) as crowd:
        waiting = crowd.submit(bomb, app, "192.0.2.1")
        until(lambda: pool._heavy._waiting == 1)
        status, name, said = bomb(app, "192.0.2.1")
        assert (status, name) == (429, "too-many-queries")
        assert (said["limit"], said["allowed"]) == ("client_queries", 2)
        assert waiting.result()[0] == 503


def test_the_queue_has_an_end(app: Flask, pool: Pool) -> None:
    with pool._heavy.place(Client("192.0.2.1")), ThreadPoolExecutor(2) as crowd:
        waiting = [crowd.submit(bomb, app, f"192.0.2.{n}") for n in (2, 3)]
        until(lambda: pool._heavy._waiting == 2)
        status, name, said = bomb(app, "192.0.2.4")
        assert (status, name, said["limit"]) == (503, "busy", "queue_length")
        assert {one.result()[2]["limit"] for one in waiting} == {"queue_seconds"}


def test_a_long_query_is_known_again_and_leaves_nothing_behind(app: Flask, pool: Pool) -> None:
    assert bomb(app, "192.0.2.1")[1] == "query-timeout"
    assert pool._heavy.knows(CROSS)
    assert not pool._heavy.knows("ASK {}")
    assert (pool._heavy._free, dict(pool._heavy._of_client)) == (1, {})
    until(lambda: len(pool._slots.free()) == 1)


def test_a_long_query_that_ends_in_time_is_answered(open_app: OpenApp, folder: Path) -> None:
    """Once promoted while it runs, once as known from before, with the same answer."""
    app = open_app(folder, light_seconds=0.01, query_seconds=30, columns_mb=0)
    pool: Pool = app.extensions["follower"]._now.pool
    text = "SELECT (AVG(?x) AS ?n) { ?a ?b ?c . ?d ?e ?f BIND(1 AS ?x) }"  # for the engine: no table has an average
    answers = [app.test_client().post("/sparql", data={"query": text}) for _ in range(2)]
    assert [one.status_code for one in answers] == [200, 200]
    assert answers[0].data == answers[1].data
    assert pool._heavy.knows(text)
    assert pool._heavy._free == 1
