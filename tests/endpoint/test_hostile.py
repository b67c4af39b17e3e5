"""What is meant to do harm: known attacks as files, random and mutated queries, large and slow requests.

Nothing may answer with a fault of ours, and afterwards the house is as it was: same processes, light queries answered.
"""

import json
import random
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Store

from endpoint.pool.pool import Pool
from endpoint.problems import Problem
from endpoint.queries import guard, lexing
from endpoint.settings import Settings
from tests.endpoint.fuzzing import mutated, random_query
from tests.endpoint.test_live import Server, ended, start

HOSTILE = sorted((Path(__file__).parent / "hostile").glob("*.rq"))
BOMB_MARKS = ("# query-timeout", "# query-memory")
MANY = 10_000
SAMPLE = 150
# Every refusal that a query alone can bring about; limits are declared, faults are not.
DECLARED = {200, 400, 413, 414, 503}


def outcome(client: FlaskClient, query: str) -> str:
    response = client.post("/sparql", data={"query": query})
    if response.status_code == 200:
        return "fine"
    said: str = json.loads(response.data)["type"].rpartition("/")[2]
    assert b"Traceback" not in response.data
    return said


@pytest.mark.parametrize("file", HOSTILE, ids=lambda file: file.stem)
def test_known_attacks(client: FlaskClient, file: Path) -> None:
    first, _, query = file.read_text().partition("\n")
    assert outcome(client, query) in first.removeprefix("# ").split()
    assert outcome(client, "ASK {}") == "fine"


def test_no_file_is_read_and_nobody_is_called(client: FlaskClient) -> None:
    outward = [file for file in HOSTILE if file.stem.startswith("from-")]
    assert outward
    for file in outward:
        query = file.read_text().partition("\n")[2]
        answer = client.post("/sparql", data={"query": query}, headers={"Accept": "application/json"})
        assert json.loads(answer.data)["results"]["bindings"] == []


def valid() -> list[str]:
    """What is mutated: queries that end by themselves, ours and hostile ones."""
    root = Path(__file__).resolve().parents[2]
    hostile = [file.read_text() for file in HOSTILE]
    found = sorted((root / "ontology" / "questions").rglob("*.rq")) + sorted((root / "tests" / "asked").glob("*.rq"))
    return [file.read_text() for file in found] + [text for text in hostile if not text.startswith(BOMB_MARKS)]


@pytest.mark.parametrize("make", [random_query, mutated])
def test_the_guard_lets_nothing_through_that_crashes_the_parser(
    make: Callable[[random.Random, list[str]], str],
) -> None:
    """Ten thousand each: the guard refuses with a Problem or the parser, on an empty store, gives a plain error."""
    draw, seeds, store = random.Random(7), valid(), Store()
    passed = refused = 0
    for _ in range(MANY):
        query = make(draw, seeds)
        try:
            guard.inspect(query, length=16_384, nesting=40)  # what an ordinary stack bears
        except Problem as problem:
            refused += problem.status in {400, 413}
            continue
        assert "service" not in query.casefold() or "service" in _inert(query)
        try:
            store.query(query)
        except (SyntaxError, ValueError, RuntimeError, OSError):
            refused += 1
        passed += 1
    assert passed > MANY // 10
    assert refused > MANY // 10


def _inert(query: str) -> str:
    """What stands in strings, IRIs, variables and comments, where words call nobody."""
    tokens = lexing.tokens(query)
    return " ".join(one.group() for one in tokens if one.lastgroup in {"skip", "iri", "name"}).casefold()


@pytest.mark.parametrize("make", [random_query, mutated])
def test_a_sample_through_the_front_door(client: FlaskClient, make: Callable[[random.Random, list[str]], str]) -> None:
    draw, seeds = random.Random(11), valid()
    for _ in range(SAMPLE):
        query = make(draw, seeds)
        response = client.post(
            "/sparql", data=query.encode("utf-8", "replace"), content_type="application/sparql-query"
        )
        assert response.status_code in DECLARED, query
        assert b"Traceback" not in response.data
    assert outcome(client, "ASK {}") == "fine"


@pytest.fixture(scope="module")
def server(folder: Path, checkout: Path) -> Iterator[Server]:
    running = start(folder, checkout)
    yield running
    assert ended(running, 15) == set()


def connected(server: Server) -> socket.socket:
    host, port = server.address.removeprefix("http://").rstrip("/").split(":")
    return socket.create_connection((host, int(port)), timeout=20)


def well(server: Server) -> bool:
    return server.get("sparql?query=ASK%7B%7D")[0] == 200


@pytest.mark.parametrize("kind", ["application/sparql-query", "application/x-www-form-urlencoded", "text/plain"])
def test_five_megabytes_are_refused(server: Server, kind: str) -> None:
    with connected(server) as line:
        body = b"query=" + b"a" * 5_000_000
        head = f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        said = b""
        try:
            line.sendall(head.encode() + body)
            said = line.recv(200)
        except (BrokenPipeError, ConnectionResetError):
            pass  # refused before all of it was sent, which is as good
        assert not said or said.split()[1] in {b"413", b"415"}
    assert well(server)


def test_slow_and_half_closed_clients_stop_nobody(server: Server) -> None:
    slow = [connected(server) for _ in range(60)]
    try:
        for number, line in enumerate(slow):
            line.sendall(b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n")
            if number % 3 == 0:
                line.sendall(b"Content-Length: 6\r\n\r\nA")
            if number % 3 == 1:
                line.shutdown(socket.SHUT_WR)
        assert well(server)
    finally:
        for line in slow:
            line.close()
    assert well(server)


def test_five_hundred_connections(server: Server) -> None:
    before = len(server.family())
    lines = [connected(server) for _ in range(500)]
    try:
        with ThreadPoolExecutor(16) as crowd:
            said = list(crowd.map(_asks, lines))
    finally:
        for line in lines:
            line.close()
    assert {one.split()[1] for one in said} <= {b"200", b"503"}
    assert said.count(said[0]) > 0
    assert well(server)
    assert len(server.family()) <= before + 2


def _asks(line: socket.socket) -> bytes:
    line.sendall(b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    return line.recv(100)


@pytest.mark.parametrize(
    "header",
    [
        "Accept: " + ",".join(["text/csv;q=0.1"] * 500),
        "Accept: \xff\xfe",
        "Accept: text/csv;q=nan, */*;q=-1",
        "Accept: ;;;,,,/",
        "If-None-Match: " + '"' * 999,
        'If-None-Match: W/"x", *',
        "If-Modified-Since: yesterday",
        "Content-Length: -1",
        "Content-Length: 5\r\nContent-Length: 6",
        "Transfer-Encoding: chunked, chunked",
        "Host: ",
        "X-Forwarded-For: " + "1.2.3.4," * 500,
        "Range: bytes=9-1",
        "Content-Type: application/sparql-query; charset=" + "x" * 900,
    ],
    ids=lambda header: header[:40],
)
def test_odd_headers_are_no_fault_of_ours(server: Server, header: str) -> None:
    with connected(server) as line:
        line.sendall(f"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\n{header}\r\n\r\n".encode("latin-1"))
        said = line.recv(200)
    assert not said or int(said.split()[1]) < 500
    assert well(server)


def test_after_attacks_memory_and_processes_are_as_before(server: Server) -> None:
    """Bombs of time and memory, refusals, large bodies and connections that are dropped; the first of three
    rounds warms up.
    """

    def attack(number: int) -> None:
        queries = [
            f"SELECT (COUNT(*) AS ?n) {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }} # {number}",
            f"SELECT * {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }} ORDER BY ?c # {number}",
            "SELECT {" * 200,
            f"SELECT ?p (COUNT(?x) AS ?n) {{ ?x ?p ?y . ?y ?q ?z FILTER(?n > {number}) }} GROUP BY ?p ORDER BY ?n",
        ]
        status, _ = server.get("sparql?query=" + quote(queries[number % 4]))
        assert status in DECLARED | {429}
        with connected(server) as line:
            line.sendall(b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 90000\r\n\r\nquery=" + b"a" * number)

    def settled() -> tuple[int, int]:
        """Processes and bytes, once they do not shrink any more."""
        seen = (1 << 30, 1 << 60)
        for _ in range(60):
            time.sleep(0.5)
            now = (len(server.family()), server.resident())
            if now[0] >= seen[0] and now[1] >= seen[1]:
                break
            seen = now
        return now

    rounds = []
    for _ in range(3):
        with ThreadPoolExecutor(8) as threads:
            list(threads.map(attack, range(24)))
        assert well(server)
        rounds.append(settled())
    # One above, two workers, and two query processes each, which are started when they are needed.
    assert all(processes <= 7 for processes, _ in rounds), rounds
    first, last = (memory / processes for processes, memory in (rounds[0], rounds[2]))
    assert last < first * 1.15, rounds


def test_bombs_leave_as_many_processes_as_before(settings: Settings) -> None:
    from graph import snapshot

    pool = Pool(snapshot.current(settings.data).store_path, settings)
    try:
        from endpoint.pool.asking import Query

        formats = {"select": None, "ask": None, "graph": None}
        for number in range(6):
            text = f"SELECT (COUNT(*) AS ?n) {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }} # {number}"
            with pytest.raises(Problem):
                pool.ask(Query(text, pool.inspect(text), formats))  # type: ignore[arg-type]
        end = time.monotonic() + 5
        while len(pool._slots.free()) < settings.children and time.monotonic() < end:
            time.sleep(0.05)
        assert len(pool._slots.free()) == settings.children
    finally:
        pool.close()
