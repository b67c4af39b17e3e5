"""Real bombs through the front door: each costs one child process at most, and the next visitor sees nothing of it.

The times asserted are ceilings far above what happens; they say "killed at the deadline", not "fast".
"""

import asyncio
import contextlib
import json
import os
import signal
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from endpoint.evaluation import child
from endpoint.negotiate import choose
from endpoint.pool import outcomes
from endpoint.pool.asking import Query
from endpoint.pool.client import Client
from endpoint.pool.pool import Pool
from endpoint.pool.process import Lost, QueryProcess
from endpoint.problems import Problem
from endpoint.queries import guard
from endpoint.settings import Settings
from graph import snapshot
from tests.endpoint.conftest import OpenApp, idle

CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }"
DOUBLINGS = "".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1}) " for n in range(30))
BOMBS = {
    "braces": ("query-nesting", "SELECT * " + "{" * 2200),
    "parentheses": ("query-nesting", "SELECT * { FILTER(" + "(" * 4700 + "1" + ")" * 4700 + ") }"),
    "exclamations": ("query-nesting", "SELECT * { FILTER(" + "!" * 8000 + "?x) }"),
    "or": ("query-nesting", "SELECT * { ?s ?p ?o FILTER(" + "||".join(["?o"] * 3000) + ") }"),
    "union": ("query-nesting", "SELECT * {" + "UNION".join(["{}"] * 1900) + "}"),
    "if": ("query-nesting", "SELECT * { FILTER(" + "IF(1,1," * 1024 + "1" + ")" * 1024 + ") }"),
    "exists": ("query-nesting", "SELECT * {" + "FILTER EXISTS {" * 1000 + "}" * 1000 + "}"),
    "triple terms": ("query-nesting", "SELECT * { ?s ?p " + "<< ?s ?p " * 500 + "1" + " >>" * 500 + " }"),
    "cross product": ("query-timeout", CROSS),
    "long path": ("query-timeout", "SELECT * { ?s " + "/".join(["a"] * 900) + " ?o }"),
    "sorted cross product": ("query-memory", "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY RAND()"),
    "distinct": ("query-memory", "SELECT DISTINCT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a"),
    "doublings": ("query-memory", f'SELECT (STRLEN(?x30) AS ?n) {{ BIND("aaaaaaaaaaaaaaaa" AS ?x0) {DOUBLINGS} }}'),
    "large answer": ("result-too-large", "SELECT * { ?a ?b ?c . ?d ?e ?f }"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_gives_a_clear_answer_and_leaves_the_house_standing(client: FlaskClient, name: str) -> None:
    expected, query = BOMBS[name]
    response = client.post("/sparql", data={"query": query})
    said = json.loads(response.data)
    # Which of its two limits a bomb of size reaches first is the machine's affair.
    both = {"query-timeout", "query-memory"}
    assert said["type"].rpartition("/")[2] in (both if expected in both else {expected})
    if response.status_code == 503:
        assert int(response.headers["Retry-After"]) > 0
    assert json.loads(client.get("/sparql?query=ASK{}").data)["boolean"] is True


def test_where_the_guard_is_wide_open_the_engine_dies_alone(open_app: OpenApp, folder: Path) -> None:
    """What kills pyoxigraph on an ordinary stack is survived; what kills it on ours costs one process."""
    client = open_app(folder, query_length=10**6, query_nesting=10**6, query_seconds=5.0).test_client()
    survived = client.post(
        "/sparql", data=("SELECT * " + "{" * 5000 + "}" * 5000), content_type="application/sparql-query"
    )
    assert survived.status_code == 200
    deadly = client.post("/sparql", data=("SELECT * " + "{" * 400_000), content_type="application/sparql-query")
    assert deadly.status_code == 500
    assert json.loads(deadly.data)["type"].endswith("/query-crashed")
    assert client.get("/sparql?query=ASK{}").status_code == 200


def test_an_answer_is_whole_or_an_error(client: FlaskClient, settings: Settings) -> None:
    """Just below the limit all is sent, just above nothing of it."""
    for limit in (100, 5000):
        query = f"SELECT * {{ GRAPH ?g {{ ?s ?p ?o }} }} LIMIT {limit}"
        response = client.get("/sparql", query_string={"query": query}, headers={"Accept": "text/csv"})
        if response.status_code == 200:
            assert len(response.text.splitlines()) == limit + 1
            assert len(response.data) <= settings.result_bytes
        else:
            assert (response.status_code, limit) == (413, 5000)


@pytest.fixture
def lone(open_app: OpenApp, folder: Path) -> Flask:
    """An app with one query process, for which nobody waits long."""
    return open_app(folder, queue_seconds=0.2)


@pytest.fixture
def occupied(lone: Flask) -> Iterator[Pool]:
    """The pool of the lone app, while its only process is at work for someone else."""
    pool: Pool = lone.extensions["follower"]._now.pool
    process = pool._slots.get(Client(), 5)
    yield pool
    pool._slots.put(process)


def test_who_waits_too_long_for_a_process_is_told_to_come_back(lone: Flask, occupied: Pool) -> None:
    response = lone.test_client().get("/sparql?query=ASK{}")
    assert response.status_code == 503
    assert json.loads(response.data)["type"].endswith("/busy")
    assert int(response.headers["Retry-After"]) > 0


def test_pages_and_documents_do_not_wait_for_queries(lone: Flask, occupied: Pool) -> None:
    for path in ("/", "/release/50001.ttl", "/health", "/sparql"):
        assert lone.test_client().get(path).status_code == 200


@pytest.fixture
def pool(settings: Settings) -> Iterator[Pool]:
    """A pool of two processes."""
    made = Pool(snapshot.current(settings.data).store_path, Settings(data=settings.data, query_seconds=3.0))
    yield made
    made.close()


def asked(pool: Pool, text: str) -> bytes:
    formats = {kind: choose(None, kind) for kind in ("select", "ask", "graph")}
    return pool.ask(Query(text, pool.inspect(text), formats)).body  # type: ignore[arg-type]


def test_a_child_that_dies_in_between_is_replaced(pool: Pool) -> None:
    for code in (signal.SIGKILL, signal.SIGSEGV):
        asked(pool, "ASK {}")
        victim = idle(pool)
        os.kill(victim.process.pid, code)
        victim.process.wait()
        assert b"true" in asked(pool, "ASK {}")


def test_a_crash_while_it_answers_is_an_answer(pool: Pool) -> None:
    victim = idle(pool)
    threading.Timer(0.5, os.kill, (victim.process.pid, signal.SIGSEGV)).start()
    with pytest.raises(Problem) as caught:
        asked(pool, CROSS)
    assert caught.value.name == "query-crashed"
    assert b"true" in asked(pool, "ASK {}")


def test_a_closed_pool_leaves_no_process(settings: Settings) -> None:
    pool = Pool(snapshot.current(settings.data).store_path, settings)
    asked(pool, "ASK {}")
    process = idle(pool).process
    pool.close()
    assert process.poll() is not None


def test_the_process_reaches_no_network_even_where_the_guard_is_passed(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not pool.closed_by:
        pytest.skip("this system cannot refuse sockets to a process")
    nothing = guard.Inspected(names_dataset=False, varies=False, undeclared=())
    monkeypatch.setattr(pool, "inspect", lambda text: nothing)
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.3)
        port = server.getsockname()[1]
        with pytest.raises(Problem):
            asked(pool, f"SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}")
        with pytest.raises(TimeoutError):
            server.accept()


def test_the_clock_of_the_processor_ends_a_query_that_nobody_watches(settings: Settings) -> None:
    one = QueryProcess(snapshot.current(settings.data).store_path, settings)
    request = {"query": CROSS, "base": "http://x/", "names_dataset": False, "default_graphs": [], "named_graphs": []}
    request |= {
        "sorted": None,
        "graphs": [],
        "formats": {"select": "text/csv"},
        "result_bytes": 1000,
        "cpu_seconds": 0.5,
        "wall_seconds": 60,
        "form": "ASK",
    }
    with pytest.raises(Lost):
        one.ask(request, 30)
    assert one.end() == -signal.SIGPROF


def test_the_number_of_a_channel_is_free_for_others_when_its_process_has_ended(settings: Settings) -> None:
    """Ended twice while the loop that watches it is held up, as where a client of a long query leaves."""
    one, faults = QueryProcess(snapshot.current(settings.data).store_path, settings), list[object]()
    number = one.channel.fileno()

    async def heard() -> bytes:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, told: faults.append(told))
        one.listen(lambda: None)
        for _ in range(2):
            ending = threading.Thread(target=one.kill)
            ending.start()
            ending.join()  # here, in the loop
        await asyncio.sleep(0)
        assert faults == []
        with contextlib.ExitStack() as stack:
            for _ in range(20):
                ours, theirs = (stack.enter_context(end) for end in socket.socketpair())
                if number in (ours.fileno(), theirs.fileno()):
                    break
            ours, theirs = (ours, theirs) if ours.fileno() == number else (theirs, ours)
            assert ours.fileno() == number
            ours.setblocking(False)
            theirs.send(b"here")
            return await asyncio.wait_for(loop.sock_recv(ours, 4), 5)

    assert asyncio.run(heard()) == b"here"


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        (-signal.SIGABRT, "query-memory"),
        (child.ENDED_BY_MEMORY, "query-memory"),
        (127, "query-memory"),  # the dynamic loader, when a thread of the engine gets no memory for its own data
        (-signal.SIGPROF, "query-timeout"),
        (-signal.SIGALRM, "query-timeout"),
        (-signal.SIGSEGV, "query-crashed"),
    ],
)
def test_the_code_of_a_lost_process_says_which_limit_it_met(settings: Settings, code: int, problem: str) -> None:
    assert outcomes.lost(code, "", settings).name == problem


def test_values_without_an_order_are_told_and_the_remedy_works(client: FlaskClient) -> None:
    """Compared in a circle, they end the engine (Rust's sort panics): that is no want of memory.

    Only where the order may be another each time; all else is sorted by kind (`test_ordering.py`).
    """
    kinds = ("{0}", '"{0}"', '"{0}a"@en', '"2005-01-{1:02}"^^<http://www.w3.org/2001/XMLSchema#date>')
    values = " ".join(kind.format(n, n % 28 + 1) for n in range(20) for kind in kinds)
    query = f"SELECT ?o {{ VALUES ?o {{ {values} }} }} ORDER BY "
    response = client.get("/sparql", query_string={"query": f"{query} IF(RAND() < 2, ?o, 0)"})
    assert (response.status_code, response.get_json()["type"].rpartition("/")[2]) == (400, "query-failed")
    assert "ORDER BY DATATYPE(?o) ?o" in response.get_json()["remedy"]
    for clause in ("?o", "DATATYPE(?o) ?o", "STR(?o)"):
        assert (
            len(client.get("/sparql", query_string={"query": query + clause}).get_json()["results"]["bindings"]) == 80
        )


def test_the_process_cannot_write(settings: Settings) -> None:
    """Read-only by construction: the store is opened so, and what is served is what was sealed."""
    place = snapshot.current(settings.data).path
    before = {path: path.stat().st_mtime_ns for path in place.rglob("*")}
    pool = Pool(place / "store", settings)
    asked(pool, "SELECT * { ?s ?p ?o } LIMIT 10")
    pool.close()
    assert {path: path.stat().st_mtime_ns for path in place.rglob("*")} == before


def test_the_child_imports_nothing_of_ours_but_the_tables_and_how_a_query_is_cut() -> None:
    """It runs in isolated mode, where for certain only the standard library and pyoxigraph can be found."""
    here = Path(child.__file__)
    for name in ("child", "foreign", "isolation", "messages", "wellformed", "writing"):
        lines = here.with_name(f"{name}.py").read_text().splitlines()
        imported = [line.split()[1] for line in lines if line.strip().startswith(("import ", "from "))]
        assert not {one.partition(".")[0] for one in imported} & {"graph", "flask", "rdflib"}
        ours = [one for one in imported if one.startswith("endpoint")]
        assert ours == {"child": ["endpoint.columns"], "foreign": ["endpoint.queries.lexing"]}.get(name, [])
