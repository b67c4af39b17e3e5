"""Clients that leave, and answers too large for one piece: over real sockets, to a server with one query process.

A query ends with its client, wherever it is: at work, waiting for a place, or half sent. A large answer flows; where a
limit strikes after its first byte the connection breaks off, so that nobody takes a part for the whole.
"""

import contextlib
import http.client
import re
import signal
import socket
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from endpoint.pool.client import Client
from tests.endpoint.conftest import until
from tests.endpoint.test_live import Server, _is_child, ended, start

BOMB = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o } # %s"
LARGE = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT %d"
ROWS = 40_000
IDLE = {"light": 0, "heavy": 0, "sending": 0, "waiting": 0}


@pytest.fixture(scope="module")
def server(folder: Path, checkout: Path) -> Iterator[Server]:
    """Limits so wide that only leaving ends a query within the test."""
    # Without the tables, which would answer some of these queries before anybody leaves.
    limits = [
        "--columns-mb",
        "0",
        "--query-seconds",
        "60",
        "--queue-seconds",
        "60",
        "--light-seconds",
        "0.2",
        "--result-bytes",
        "300000000",
    ]
    made = start(folder, checkout, "--workers", "1", "--children", "1", *limits)
    yield made
    assert ended(made, signal.SIGTERM) == set()


def asked(server: Server, query: str, *, accept: str = "text/csv", version: str = "1.1") -> socket.socket:
    """A connection on which the query is sent."""
    host, port = server.address.removeprefix("http://").rstrip("/").split(":")
    line = socket.create_connection((host, int(port)), timeout=30)
    line.sendall(
        f"GET /sparql?query={quote(query)} HTTP/{version}\r\nHost: x\r\nAccept: {accept}\r\n\r\n".encode("ascii")
    )
    return line


def lanes(server: Server) -> dict[str, int]:
    """Queries by lane, as the server tells."""
    said = server.get("metrics")[1]
    return {lane: int(many) for lane, many in re.findall(r'query_processes\{lane="(\w+)"\} (\d+)', said)}


def left(server: Server) -> int:
    return int(re.findall(r'outcome="client-left"\} (\d+)', server.get("metrics")[1])[0])


def children(server: Server) -> set[int]:
    return {pid for pid in server.family() if _is_child(pid)}


def close(line: socket.socket) -> None:
    line.close()


def half_close(line: socket.socket) -> None:
    line.shutdown(socket.SHUT_WR)


@pytest.mark.parametrize("leave", [close, half_close])
def test_a_query_ends_with_its_client(server: Server, leave: Callable[[socket.socket], None]) -> None:
    until(lambda: len(children(server)) == 1)
    before, number = children(server), left(server)
    with contextlib.closing(asked(server, BOMB % leave.__name__)) as line:
        until(lambda: lanes(server)["heavy"] == 1)
        until(lambda: len(children(server)) == 2)  # the light lane has got another process
        leave(line)
        until(lambda: lanes(server)["heavy"] == 0)
        until(lambda: len(children(server)) == 1)
    assert not children(server) & before, "the process that was at work has ended"
    assert left(server) == number + 1
    assert server.get("sparql?query=ASK%7B%7D")[0] == 200


@pytest.mark.parametrize("leave", [close, half_close])
def test_who_leaves_while_waiting_frees_the_queue(server: Server, leave: Callable[[socket.socket], None]) -> None:
    with (
        contextlib.closing(asked(server, BOMB % f"{leave.__name__} first")) as first,
        contextlib.closing(asked(server, BOMB % f"{leave.__name__} second")) as second,
    ):
        until(lambda: (lanes(server)["heavy"], lanes(server)["waiting"]) == (1, 1))
        leave(second)
        until(lambda: (lanes(server)["heavy"], lanes(server)["waiting"]) == (1, 0))
        leave(first)
        until(lambda: lanes(server) == IDLE)


def test_a_light_query_ends_with_its_client_too(server: Server) -> None:
    """Gone before it counts as long: its process is not kept until it does."""
    number, asks = left(server), iter(range(1000))

    def one_more_is_counted() -> bool:
        # A line that is closed at once may never reach the server as a request.
        with contextlib.closing(asked(server, BOMB % f"light {next(asks)}")):
            time.sleep(0.05)
        return left(server) > number

    until(one_more_is_counted)
    until(lambda: lanes(server) == IDLE)
    assert server.get("sparql?query=ASK%7B%7D")[0] == 200


def received(line: socket.socket) -> bytes:
    said = b""
    with contextlib.suppress(ConnectionError):
        while piece := line.recv(1 << 16):
            said += piece
    return said


def test_a_large_answer_comes_in_pieces_and_whole(server: Server) -> None:
    status, said = server.get(f"sparql?query={quote(LARGE % ROWS)}", "text/csv")
    assert status == 200
    assert len(said) > 2 << 20
    assert said.count("\r\n") == ROWS + 1
    with contextlib.closing(asked(server, LARGE % (ROWS + 1))) as line:
        head = line.recv(2000).lower()
    assert b"transfer-encoding: chunked" in head
    assert b"content-length" not in head
    until(lambda: lanes(server) == IDLE)


def test_who_leaves_in_the_middle_ends_the_query(server: Server) -> None:
    number = left(server)
    with contextlib.closing(asked(server, LARGE % 1_000_000)) as line:
        assert line.recv(1000).startswith(b"HTTP/1.1 200")
        assert (lanes(server)["sending"], lanes(server)["heavy"]) == (1, 0)
    until(lambda: left(server) == number + 1)
    until(lambda: lanes(server) == IDLE)


def test_a_slow_client_makes_nobody_hold_its_answer(server: Server) -> None:
    """Of two hundred megabytes no more is in memory than a few pieces; others are answered meanwhile."""
    before = server.resident()
    with contextlib.closing(asked(server, LARGE % 1_000_000)) as line:
        line.recv(1000)
        time.sleep(1.5)
        # Another query process has taken the place of the one that sends: 60 MB, and less than that for pieces.
        assert server.resident() - before < 120 << 20
        assert server.get("sparql?query=ASK%7B%7D")[0] == 200
    until(lambda: lanes(server) == IDLE)


def test_slow_clients_leave_the_heavy_lane_and_one_another_a_place(server: Server) -> None:
    """One client may have all places for large answers but one; long queries do not wait for them."""
    with contextlib.ExitStack() as stack:
        slow = [stack.enter_context(contextlib.closing(asked(server, LARGE % (10**6 + n)))) for n in range(3)]
        for line in slow:
            assert line.recv(1000).startswith(b"HTTP/1.1 200")
        more = stack.enter_context(contextlib.closing(asked(server, LARGE % 999_999)))
        assert more.recv(1000).startswith(b"HTTP/1.1 429")
        stack.enter_context(contextlib.closing(asked(server, BOMB % "beside")))
        until(lambda: lanes(server) == {"light": 0, "heavy": 1, "sending": 3, "waiting": 0})
    until(lambda: lanes(server) == IDLE)


@pytest.mark.parametrize(
    ("option", "value", "query"),
    [
        ("--result-bytes", "3000000", LARGE % 1_000_000),
        ("--query-seconds", "1", "SELECT * { { ?a ?b ?c . ?d ?e ?f } FILTER(STRLEN(CONCAT(STR(?a), STR(?f))) > 9) }"),
        ("--stream-seconds", "1", LARGE % 10_000_000),
    ],
)
def test_a_limit_after_the_first_byte_breaks_off(
    folder: Path, checkout: Path, option: str, value: str, query: str
) -> None:
    """The body has no end: no last chunk, which a client must have to believe it."""
    made = start(folder, checkout, "--workers", "1", "--result-bytes", "10000000000", option, value)
    try:
        with contextlib.closing(asked(made, query)) as line:
            said = received(line)
        assert said.startswith(b"HTTP/1.1 200")
        assert len(said) > 1 << 20
        assert not said.endswith(b"\r\n0\r\n\r\n")  # a row may end with 0
        with pytest.raises(http.client.IncompleteRead):
            made.get(f"sparql?query={quote(query)}", "text/csv")
        assert made.get("sparql?query=ASK%7B%7D")[0] == 200
    finally:
        assert ended(made, signal.SIGTERM) == set()


def test_where_the_protocol_has_no_end_of_body_the_answer_is_whole_or_an_error(server: Server) -> None:
    """HTTP/1.0 ends an answer with the connection, so its length is told before."""
    with contextlib.closing(asked(server, LARGE % ROWS, version="1.0")) as line:
        head, _, body = received(line).partition(b"\r\n\r\n")
    length = int(re.findall(rb"(?i)content-length: (\d+)", head)[0])
    assert length == len(body)
    assert body.count(b"\r\n") == ROWS + 1


def test_a_head_of_a_large_answer_is_no_client_that_left(server: Server) -> None:
    number = left(server)
    request = urllib.request.Request(f"{server.address}sparql?query={quote(LARGE % 39_999)}", method="HEAD")
    with urllib.request.urlopen(request, timeout=30) as response:
        assert response.status == 200
    until(lambda: lanes(server) == IDLE)
    assert left(server) == number


def test_what_is_called_when_a_client_leaves() -> None:
    client, called = Client(), []
    with client.meanwhile(lambda: called.append("over")):
        pass
    with client.meanwhile(lambda: called.append("now")):
        client.leave()
        client.leave()
    with client.meanwhile(lambda: called.append("already")):
        pass
    assert called == ["now", "already"]
