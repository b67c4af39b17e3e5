"""What a connection bears: slow and endless heads, what is no HTTP, requests on top of each other, failing answers."""

import asyncio
import json
import os
import signal
import threading
import time
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from uvicorn import Config
from uvicorn.server import ServerState

from endpoint.problems import Problem
from endpoint.server import connection, gateway
from endpoint.server.connection import HEAD_BYTES, Connection
from endpoint.server.environment import WHOLE
from endpoint.server.gateway import Gateway
from endpoint.settings import Settings
from tests.endpoint.conftest import OpenApp, idle, until

Ask = Callable[..., Awaitable[bytes]]


class Door:
    """Knows `/known`, takes its time for `/slow`, fails behind the first byte of `/cut`, and echoes all else."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.asked: list[str] = []
        self._fault = fault or RuntimeError("broken off")

    def known(self, scope: dict[str, Any]) -> Any:
        if scope["raw_path"] != b"/known":
            return None
        return 200, [(b"content-length", b"5"), (b"x-query", scope["query_string"])], b"known"

    def at_once(self, scope: dict[str, Any], tell: Any) -> bool:
        return False

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        path = scope["path"]
        self.asked.append(path)
        if path == "/slow":
            await asyncio.sleep(0.2)
        if path == "/whole" and WHOLE in scope["extensions"]:
            await send({"type": WHOLE, "status": 200, "headers": [(b"content-length", b"6")], "body": b"/whole"})
            return
        length = [(b"content-length", str(len(path)).encode())] if path != "/cut" else []
        await send({"type": "http.response.start", "status": 200, "headers": length})
        if path == "/cut":
            await send({"type": "http.response.body", "body": b"half", "more_body": True})
            raise self._fault
        await send({"type": "http.response.body", "body": path.encode(), "more_body": False})


def talked(door: Any, talk: Callable[[int], Awaitable[Any]]) -> Any:
    """What `talk` returns of a server on the port that it is given."""

    async def run() -> Any:
        config = Config(
            door,
            interface="asgi3",
            lifespan="off",
            ws="none",
            log_config=None,
            log_level="critical",
            proxy_headers=False,
        )
        config.load()
        state = ServerState()
        state.default_headers = [(b"date", b"today")]
        server = await asyncio.get_running_loop().create_server(lambda: Connection(config, state, {}), "127.0.0.1", 0)
        async with server, asyncio.timeout(20):
            found = await talk(server.sockets[0].getsockname()[1])
            while state.connections:
                await asyncio.sleep(0.01)
            return found

    return asyncio.run(run())


@asynccontextmanager
async def connected(port: int) -> Any:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


def said(door: Any, *pieces: bytes, pause: float = 0.0) -> bytes:
    """All that comes back until the server closes, for these pieces."""

    async def talk(port: int) -> bytes:
        async with connected(port) as (reader, writer):
            for piece in pieces:
                with suppress(ConnectionError):
                    writer.write(piece)
                    await writer.drain()
                await asyncio.sleep(pause)
            found: bytes = await reader.read()
            return found

    answer: bytes = talked(door, talk)
    return answer


def asked(path: str, *fields: str, method: str = "GET", version: str = "1.1") -> bytes:
    return "\r\n".join([f"{method} {path} HTTP/{version}", "Host: here", *fields, "", ""]).encode()


def problem(answer: bytes) -> dict[str, Any]:
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"content-type: application/problem+json" in head
    assert b"connection: close" in head
    found: dict[str, Any] = json.loads(body)
    assert int(head.split()[1]) == found["status"]
    return found


LAST = asked("/last", "Connection: close")


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "HEAD_SECONDS", 0.3)


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("before", [b"", asked("/first"), asked("/known")], ids=["first", "second", "behind known"])
def test_a_head_that_does_not_end_is_refused(before: bytes) -> None:
    answer = said(Door(), before + b"GET / HTTP/1.1\r\n", *[b"X-Slow: 1\r\n"] * 4, pause=0.1)
    assert problem(answer[answer.rindex(b"HTTP/1.1 408") :])["type"].endswith("/too-slow")


@pytest.mark.usefixtures("hasty")
def test_a_connection_that_says_nothing_is_closed() -> None:
    assert said(Door()) == b""


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("path", ["/unread", "/known"])
def test_a_body_that_nobody_reads_need_not_go_on_for_ever(path: str) -> None:
    """The answer is there before the body is: what follows of that must end in time too."""
    method = "GET" if path == "/known" else "POST"
    head = asked(path, "Content-Length: 1000", method=method)
    answer = said(Door(), head, *[b"a"] * 3, pause=0.05)
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.count(b"HTTP/1.1") == 1
    whole = said(Door(), asked(path, "Content-Length: 3", method=method), b"abc", LAST, pause=0.1)
    assert whole.count(b"HTTP/1.1 200") == 2


def test_a_head_without_end_is_refused() -> None:
    line = b"X-Long: " + b"a" * 8000 + b"\r\n"
    answer = said(Door(), b"GET / HTTP/1.1\r\n", *[line] * (HEAD_BYTES // len(line) + 40))
    assert problem(answer)["status"] == 431
    endless = said(Door(), b"GET /", *[b"a" * 60_000] * 5)
    assert problem(endless)["status"] == 431


@pytest.mark.parametrize(
    "bytes_", [b"\x16\x03\x01\x02\x00\x01\x00", b"HELO here\r\n\r\n", b"GET / HTTP/1.1\r\nHost here\r\n\r\n"]
)
def test_what_is_no_http_is_told_so(bytes_: bytes) -> None:
    assert problem(said(Door(), bytes_))["type"].endswith("/bad-request")


def test_an_address_that_no_parser_takes_is_too_long() -> None:
    assert problem(said(Door(), asked(f"/{'a' * 100_000}")))["type"].endswith("/address-too-long")
    assert b"/" + b"a" * 60_000 in said(Door(), asked(f"/{'a' * 60_000}", "Connection: close"))


@pytest.mark.parametrize("method", ["FOO", "get", "BREW", "GETTING"])
def test_a_method_that_nobody_knows_is_told_so(method: str) -> None:
    """It is a request, of a server that knows it: 501 (RFC 9110 9.1, 15.6.2)."""
    assert problem(said(Door(), asked("/first", method=method)))["type"].endswith("/method-unknown")


def test_an_answer_on_its_way_is_not_spoilt_by_what_comes_behind_it() -> None:
    answer = said(Door(), asked("/slow") + b"no HTTP at all\r\n\r\n")
    assert answer.endswith(b"connection: close\r\n\r\n/slow")
    assert b" 400 " not in answer


@pytest.mark.parametrize("hosts", [(), ("Host: a", "Host: b"), ("Host: a", "Host: a")])
def test_a_request_has_one_host(hosts: tuple[str, ...]) -> None:
    answer = said(Door(), "\r\n".join(["GET /known HTTP/1.1", *hosts, "", ""]).encode())
    assert "Host" in problem(answer)["detail"]
    assert said(Door(), b"GET /b HTTP/1.0\r\n\r\n").endswith(b"\r\n\r\n/b")


@pytest.mark.parametrize("version", ["1.0", "1.1"])
@pytest.mark.parametrize(
    "host", ["a b", "x@y", "x?y", "x/y", "x#y", 'evil"><script>', "", "a:b", "a:123456", "[::1", "h\xe9"]
)
def test_a_host_is_one(host: str, version: str) -> None:
    """It becomes a part of addresses in what is answered."""
    answer = said(Door(), f"GET /known HTTP/{version}\r\nHost: {host}\r\n\r\n".encode("latin-1"))
    assert problem(answer)["status"] == 400
    assert "Host" in problem(answer)["detail"]


@pytest.mark.parametrize("host", ["a", "my_app:8000", "data.example.org", "192.0.2.1:80", "[::1]:8000", "A-b.example."])
def test_every_host_of_the_web_is_taken(host: str) -> None:
    answer = said(Door(), f"GET /b HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    assert answer.endswith(b"\r\n\r\n/b")


def test_requests_on_top_of_each_other_are_answered_in_their_order() -> None:
    door = Door()
    answer = said(door, asked("/slow") + asked("/known?1") + asked("/b") + asked("/known?2") + LAST)
    assert [part.split(b"\r\n\r\n")[1] for part in answer.split(b"HTTP/1.1 200 OK")[1:]] == [
        b"/slow",
        b"/known",
        b"/b",
        b"/known",
        b"/last",
    ]


@pytest.mark.parametrize("last", [b"HTTP/1.1", b"HTTP/1.0"])
def test_a_whole_answer_is_framed_as_any_other(last: bytes) -> None:
    answers = said(Door(), asked("/whole") + asked("/known") + asked("/whole") + LAST.replace(b"HTTP/1.1", last))
    others = said(Door(), asked("/other") + asked("/known") + asked("/other") + LAST.replace(b"HTTP/1.1", last))
    assert answers.replace(b"/whole", b"/other") == others
    ended = said(Door(), asked("/whole", "Connection: close"))
    assert ended.endswith(b"connection: close\r\n\r\n/whole")
    assert said(Door(), asked("/whole") + b"no HTTP\r\n\r\n").startswith(b"HTTP/1.1 200")


def test_a_light_answer_is_written_at_once(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that is woken for the head alone takes the core from whoever writes the rest."""
    written: list[bytes] = []

    class Written:
        def __init__(self, transport: asyncio.Transport) -> None:
            self._transport = transport

        def __getattr__(self, name: str) -> Any:
            return getattr(self._transport, name)

        def write(self, data: bytes) -> None:
            written.append(data)
            self._transport.write(data)

    made = Connection.connection_made
    monkeypatch.setattr(
        Connection, "connection_made", lambda self, transport: made(self, cast(Any, Written(transport)))
    )
    extensions = client.application.extensions
    door = Gateway(client.application.wsgi_app, extensions["front"], extensions["plain_queries"], 10**6)
    answer = said(door, asked("/sparql?query=ASK%7B%3Flight%20a%20%3Fone%7D&format=json", "Connection: close"))
    assert written == [answer]
    assert answer.endswith(b"\r\n\r\n" + b'{"head":{},"boolean":true}')
    assert b"\r\ncontent-length: 26\r\n" in answer


@pytest.mark.parametrize(
    ("query", "tasks"),
    [
        ("ASK {?light a ?one}", 0),
        ("SELECT (COUNT(*) AS ?n) { ?a ?p ?x . ?b a ?y }", 1),  # takes longer than it is waited for
        ("ASK { wrong", 1),
        ("ASK { SERVICE <http://127.0.0.1/> {} }", 1),
    ],
    ids=["light", "longer", "wrong", "refused"],
)
def test_only_what_is_soon_answered_needs_no_task(
    open_app: OpenApp, folder: Path, monkeypatch: pytest.MonkeyPatch, query: str, tasks: int
) -> None:
    begun: list[object] = []
    start = Connection._start_task

    def counted(*told: Any) -> None:
        begun.append(told)
        start(*told)

    monkeypatch.setattr(Connection, "_start_task", counted)
    if query.startswith("SELECT"):  # a machine that is held up may look but after all of its time
        monkeypatch.setattr("endpoint.server.plain_queries._AT_ONCE_SECONDS", 0)
    app = open_app(folder, columns_mb=0, query_seconds=10)
    door = Gateway(app.wsgi_app, app.extensions["front"], app.extensions["plain_queries"], 10**6)
    answer = said(door, asked(f"/sparql?query={quote(query)}&format=json") + asked("/robots.txt", "Connection: close"))
    first, second = answer.split(b"HTTP/1.1 ")[1:]
    assert first.startswith(b"400" if "wrong" in query or "SERVICE" in query else b"200")
    assert second.startswith(b"200")
    assert len(begun) == tasks + 1
    serving = app.extensions["follower"]._now
    # Where the machine is held up the query may have become a heavy one: another process is started in its place.
    until(lambda: (serving.users, serving.pool.busy()["light"]) == (0, 0))


@pytest.mark.parametrize("query", ["ASK { wrong", "SELECT * { ?s ?p ?o } LIMIT 100000", "killed"])
def test_what_has_ended_is_not_waited_for(open_app: OpenApp, folder: Path, query: str) -> None:
    """Not light, but over: it is told at once, not when the time of light queries is."""
    app = open_app(folder, columns_mb=0, query_seconds=20, light_seconds=20)
    door = Gateway(app.wsgi_app, app.extensions["front"], app.extensions["plain_queries"], 10**6)
    if query == "killed":
        one = idle(app.extensions["follower"]._now.pool)
        os.kill(one.process.pid, signal.SIGSTOP)
        query = "ASK { ?killed a ?x }"
        threading.Timer(0.003, one.process.kill).start()
    begun = time.monotonic()
    answer = said(door, asked(f"/sparql?query={quote(query)}&format=json", "Connection: close"))
    assert answer.startswith(b"HTTP/1.1 ")
    assert time.monotonic() - begun < 10


def test_a_light_query_whose_client_leaves_at_once_gives_all_back(open_app: OpenApp, folder: Path) -> None:
    app = open_app(folder, columns_mb=0)
    door = Gateway(app.wsgi_app, app.extensions["front"], app.extensions["plain_queries"], 10**6)

    async def talk(port: int) -> None:
        for number in range(30):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(asked(f"/sparql?query=ASK%7B%3Fx%20a%20{number}%7D&format=json"))
            await asyncio.sleep(0.001 * (number % 4))
            writer.transport.abort()
        await asyncio.sleep(0.1)

    talked(door, talk)
    serving = app.extensions["follower"]._now
    until(lambda: (serving.users, serving.pool.busy()["light"]) == (0, 0))


def test_what_is_known_is_answered_without_the_app() -> None:
    door = Door()
    answer = said(door, asked("/known?1") + asked("/known?2", "Content-Length: 3") + b"abc" + asked("/known?3") + LAST)
    assert door.asked == ["/last"]
    assert [line for line in answer.split(b"\r\n") if line.startswith(b"x-query")] == [
        b"x-query: 1",
        b"x-query: 2",
        b"x-query: 3",
    ]
    assert answer.count(b"\r\ndate: today\r\n") == 4
    assert b"connection: close" not in answer[: answer.index(b"/last")].rpartition(b"HTTP/1.1")[0]


@pytest.mark.parametrize(
    "request_",
    [
        asked("/known", method="HEAD") + LAST,
        asked("/known", version="1.0"),
        asked("/known", "Connection: upgrade", "Upgrade: h2c") + LAST,
    ],
    ids=["HEAD", "HTTP/1.0", "upgrade"],
)
def test_only_a_plain_get_is_answered_so(request_: bytes) -> None:
    door = Door()
    assert said(door, request_)
    assert door.asked[0] == "/known"


def test_a_client_that_wants_no_more_is_let_go() -> None:
    answer = said(Door(), asked("/known", "Connection: close"))
    assert answer.endswith(b"connection: close\r\n\r\nknown")


@pytest.mark.parametrize(
    ("fault", "told"),
    [(RuntimeError("a mistake of ours"), True), (TimeoutError(), False), (Problem("query-timeout", ""), False)],
)
def test_an_answer_that_fails_is_broken_off(fault: Exception, told: bool, caplog: pytest.LogCaptureFixture) -> None:
    async def talk(port: int) -> bytes:
        async with connected(port) as (reader, writer):
            writer.write(asked("/cut"))
            with suppress(ConnectionError):
                while piece := await reader.read(100):
                    seen.append(piece)
            return b"".join(seen)

    seen: list[bytes] = []
    answer = talked(Door(fault), talk)
    assert answer.startswith(b"HTTP/1.1 200")
    assert not answer.endswith(b"0\r\n\r\n")
    assert ("a mistake of ours" in caplog.text) == told


def test_a_body_that_does_not_end_is_refused(
    open_app: OpenApp, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway, "BODY_SECONDS", 0.3)
    app = open_app(settings.data)
    door = Gateway(app.wsgi_app, app.extensions["front"], app.extensions["plain_queries"], 10**6)
    for method, path in (("POST", "/sparql"), ("GET", "/sparql?query=ASK%7B%7D")):
        head = asked(
            path, "Content-Length: 100", "Content-Type: application/sparql-query", "Connection: close", method=method
        )
        answer = said(door, head, b"ASK {")
        status, body = answer.split()[1], answer.partition(b"\r\n\r\n")[2]
        assert (status, json.loads(body)["type"].rpartition("/")[2]) == (b"408", "too-slow")


@pytest.mark.parametrize("chunks", [b"ZZ\r\n", b"3\r\nASK {}\r\n", b"-1\r\n"])
def test_a_body_that_is_framed_wrong_is_told_so(chunks: bytes, client: FlaskClient) -> None:
    extensions = client.application.extensions
    door = Gateway(client.application.wsgi_app, extensions["front"], extensions["plain_queries"], 10**6)
    fields = "Transfer-Encoding: chunked", "Content-Type: application/sparql-query"
    assert problem(said(door, asked("/sparql", *fields, method="POST"), chunks, pause=0.05))["status"] == 400


def test_a_body_in_chunks_that_is_too_large_is_refused_and_never_cut(client: FlaskClient) -> None:
    """Without what stands behind the cut it might be another question."""
    extensions, most = client.application.extensions, client.application.config["MAX_CONTENT_LENGTH"]
    door = Gateway(client.application.wsgi_app, extensions["front"], extensions["plain_queries"], most)
    body = b"query=ASK{?s+?p+?o}&x=" + b"a" * most + b"&default-graph-uri=http://none/"
    fields = "Transfer-Encoding: chunked", "Content-Type: application/x-www-form-urlencoded", "Connection: close"
    answer = said(door, asked("/sparql", *fields, method="POST") + b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body))
    assert answer.startswith(b"HTTP/1.1 413")
    told = json.loads(answer.partition(b"\r\n\r\n")[2])
    assert (told["limit"], told["allowed"]) == ("query_length", 16384)
    assert told["used"] > most


def test_a_body_that_comes_in_pieces_is_read(client: FlaskClient) -> None:
    extensions = client.application.extensions
    door = Gateway(client.application.wsgi_app, extensions["front"], extensions["plain_queries"], 10**6)
    head = asked(
        "/sparql", "Content-Length: 6", "Content-Type: application/sparql-query", "Connection: close", method="POST"
    )
    assert said(door, head, b"ASK", b" {}", pause=0.05).startswith(b"HTTP/1.1 200")
