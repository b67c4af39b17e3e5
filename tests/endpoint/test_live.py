"""A real server as others meet it: started by the command, asked by foreign clients, ended by a signal."""

import contextlib
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import pytest
from rdflib import Graph, URIRef
from SPARQLWrapper import CSV, JSON, JSONLD, POST, RDFXML, TURTLE, XML, SPARQLWrapper

from tests.endpoint.conftest import fixture_quads, publish, until

BOMB = "sparql?query=" + quote("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }")
PROGRAM = [sys.executable, "-c", "from endpoint.cli import main; main()"]


def environment() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if not key.startswith("OSCE_GRAPH_")}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


@dataclass
class Server:
    """A running server with the words it said when it was up."""

    process: subprocess.Popen[str]
    address: str
    said: str

    def resident(self) -> int:
        """Bytes in memory of the process and all below it."""
        pages = 0
        for pid in self.family():
            with contextlib.suppress(OSError):  # it has ended meanwhile
                pages += int((Path("/proc") / str(pid) / "statm").read_text().split()[1])
        return pages * 4096

    def family(self) -> set[int]:
        """The process and all below it."""
        parents: dict[int, int] = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    fields = (entry / "stat").read_text().rpartition(")")[2].split()
                except OSError:
                    continue
                parents[int(entry.name)] = int(fields[1])
        found = {self.process.pid}
        while more := {pid for pid, parent in parents.items() if parent in found} - found:
            found |= more
        return found

    def get(self, path: str, accept: str = "*/*") -> tuple[int, str]:
        request = urllib.request.Request(self.address + path, headers={"Accept": accept})
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()


def start(folder: Path | None, checkout: Path, *options: str, log: IO[str] | None = None) -> Server:
    port = free_port()
    process = subprocess.Popen(
        [*PROGRAM, "serve", *([str(folder)] if folder else []), "--port", str(port), "--query-seconds", "2", *options],
        cwd=checkout,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=log or subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if "sparql" in line:
            break
    return Server(process, f"http://127.0.0.1:{port}/", said)


def ended(server: Server, signal_number: int) -> set[int]:
    """Sends the signal; returns the processes of the server that are left some time later."""
    family = server.family()
    server.process.send_signal(signal_number)
    server.process.wait(timeout=30)
    assert server.process.stdout is not None
    server.process.stdout.close()
    return gone(family)


def gone(family: set[int]) -> set[int]:
    """Waits for the processes to end; returns those that did not."""
    until = time.monotonic() + 10
    left = family
    while left and time.monotonic() < until:
        left = {pid for pid in left if _runs(pid)}
        time.sleep(0.05)
    return left


def _runs(pid: int) -> bool:
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture(scope="module")
def server(folder: Path, checkout: Path) -> Iterator[Server]:
    """A server with two worker processes."""
    made = start(folder, checkout)
    yield made
    assert ended(made, signal.SIGTERM) == set()
    assert made.process.returncode == 0


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_greeting_says_what_to_open_and_both_commands_work(server: Server) -> None:
    assert server.address in server.said
    for command in [line.strip() for line in server.said.splitlines() if line.strip().startswith("curl")]:
        done = subprocess.run([*shlex.split(command), "-sf"], capture_output=True, text=True, timeout=30)
        assert (done.returncode, bool(done.stdout.strip())) == (0, True), command
    assert server.said.count("curl") == 2


def test_server_processes_share_the_answers_they_gave(server: Server) -> None:
    """Whichever process a connection comes to, a query that one of them answered is evaluated no more."""
    query = "sparql?query=" + quote("SELECT (COUNT(*) AS ?shared) { ?s ?p ?o }")
    given = {server.get(query) for _ in range(30)}
    assert len(given) == 1
    counts = [line.split()[-1] for line in server.get("metrics")[1].splitlines() if '="ok"' in line]
    more = [server.get(query)[0] for _ in range(10)]
    assert set(more) == {200}
    assert [line.split()[-1] for line in server.get("metrics")[1].splitlines() if '="ok"' in line] == counts


@pytest.mark.parametrize("post", [False, True])
def test_sparqlwrapper_reads_every_format(server: Server, post: bool) -> None:
    client = SPARQLWrapper(server.address + "sparql")
    if post:
        client.setMethod(POST)

    def answer(form: str, query: str) -> Any:
        client.setQuery(query)
        client.setReturnFormat(form)
        return client.query().convert()

    states = "SELECT DISTINCT ?s { ?s a <https://w3id.org/osce-graph/ontology#State> }"
    assert len(answer(JSON, states)["results"]["bindings"]) == 3
    assert len(answer(XML, states).getElementsByTagName("result")) == 3
    assert len(answer(CSV, states).decode().splitlines()) == 4
    norway = "DESCRIBE <https://w3id.org/osce-graph/state/norway>"
    assert len(answer(RDFXML, norway)) > 3
    assert len(answer(JSONLD, norway)) > 3
    assert len(Graph().parse(data=answer(TURTLE, norway), format="turtle")) > 3


def test_rdflib_dereferences_a_thing(server: Server) -> None:
    graph = Graph().parse(server.address + "release/50001")
    assert (URIRef("https://w3id.org/osce-graph/release/50001"), None, None) in graph


def test_many_ask_at_the_same_time(server: Server) -> None:
    paths = ["", "release/50001.ttl", "sparql?query=ASK%7B%7D", "state/norway.html", "health"] * 20
    with ThreadPoolExecutor(16) as visitors:
        answers = list(visitors.map(server.get, paths))
    assert {status for status, _ in answers} == {200}


def test_a_bomb_beside_other_visitors(server: Server) -> None:
    with ThreadPoolExecutor(2) as others:
        long = others.submit(server.get, BOMB)
        assert server.get("state/norway.ttl")[0] == 200
        assert long.result()[0] == 503
    assert server.get("sparql?query=ASK%7B%7D")[0] == 200


def test_a_port_in_use_is_said(server: Server, folder: Path, checkout: Path) -> None:
    port = server.address.rpartition(":")[2].strip("/")
    done = subprocess.run(
        [*PROGRAM, "serve", str(folder), "--port", port],
        cwd=checkout,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert done.returncode == 2
    assert f"127.0.0.1:{port}" in done.stderr
    assert "remedy:" in done.stderr


@pytest.mark.parametrize("workers", ["1", "3"])
@pytest.mark.parametrize("what", ["store", "engine"])
def test_what_cannot_be_asked_is_said_at_the_start(checkout: Path, tmp_path: Path, what: str, workers: str) -> None:
    """Once, as all wrong use is, and with no trace of ours, however many server processes find it out."""
    digest = publish(tmp_path, fixture_quads())
    shutil.rmtree(tmp_path / "snapshots" / digest / "store")
    nobody = f"http://127.0.0.1:{free_port()}/sparql"
    asked = [str(tmp_path)] if what == "store" else ["--engine", nobody]
    done = subprocess.run(
        [*PROGRAM, "serve", *asked, "--port", str(free_port()), "--workers", workers],
        cwd=checkout,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 2
    assert done.stderr.count("remedy:") == 1
    assert done.stderr.count(f"osce-graph: {tmp_path if what == 'store' else nobody}") == 1
    assert "Traceback" not in done.stderr


def test_a_server_process_that_cannot_begin_anew_ends_nothing_and_is_tried_again(
    checkout: Path, tmp_path: Path
) -> None:
    digest = publish(tmp_path, fixture_quads())
    store, away = tmp_path / "snapshots" / digest / "store", tmp_path / "away"
    with (tmp_path / "log").open("w") as log:
        server = start(tmp_path, checkout, "--workers", "1", log=log)
        try:
            store.rename(away)
            (only,) = processes(server)
            os.kill(only, signal.SIGKILL)
            until(lambda: (tmp_path / "log").read_text().count("cannot start") > 1)
            away.rename(store)
            assert server.get("state/norway.ttl")[0] == 200
            assert "Traceback" not in (tmp_path / "log").read_text()
        finally:
            assert ended(server, signal.SIGTERM) == set()


def test_a_server_process_that_breaks_down_is_replaced(folder: Path, checkout: Path) -> None:
    server = start(folder, checkout, "--workers", "2")
    try:
        before = processes(server)
        assert len(before) == 2
        os.kill(min(before), signal.SIGKILL)
        until(lambda: len(now := processes(server)) == 2 and min(before) not in now)
        assert {server.get("sparql?query=ASK%7B%7D")[0] for _ in range(20)} == {200}
    finally:
        assert ended(server, signal.SIGTERM) == set()


def processes(server: Server) -> set[int]:
    """The server processes: those right below the one that keeps them."""
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()
    return {int(pid) for pid in children}


@pytest.mark.parametrize("signal_number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_leaves_no_process_even_while_a_query_runs(folder: Path, checkout: Path, signal_number: int) -> None:
    server = start(folder, checkout, "--workers", "1")
    with ThreadPoolExecutor(1) as others:
        long = others.submit(server.get, BOMB)
        time.sleep(0.5)
        assert len(server.family()) >= 3
        assert ended(server, signal_number) == set()
        assert long.result()[0] == 503


def test_children_end_when_the_server_is_killed(folder: Path, checkout: Path) -> None:
    """SIGKILL leaves no time to tidy up: idle children see their socket close, a busy one has its alarm."""
    server = start(folder, checkout, "--workers", "1")
    with ThreadPoolExecutor(1) as others:
        long = others.submit(server.get, BOMB)
        time.sleep(0.5)
        family = server.family()
        children = {pid for pid in family if _is_child(pid)}
        assert children
        for pid in family - children:
            os.kill(pid, signal.SIGKILL)
        assert gone(family) == set()
        assert isinstance(long.exception(), OSError)
    server.process.wait()
    assert server.process.stdout is not None
    server.process.stdout.close()


def _is_child(pid: int) -> bool:
    return b"child.py" in (Path("/proc") / str(pid) / "cmdline").read_bytes()
