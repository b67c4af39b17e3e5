"""Other engines: a snapshot loaded into a real `oxigraph serve`, whole and by difference, and asked there."""

import contextlib
import json
import threading
import time
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pyoxigraph import Literal, NamedNode, Quad, Store

from endpoint import cli, remote
from endpoint.cli import main
from endpoint.problems import MEDIA_TYPE, Problem
from graph.snapshot import Snapshot
from tests.endpoint import engines
from tests.endpoint.conftest import fixture_quads, publish

COUNT = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"


@pytest.fixture
def oxigraph() -> Iterator[str]:
    """The address of an empty server that stops with the test."""
    with engines.oxigraph() as one:
        yield one.address


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def count(address: str) -> int:
    return int(run("query", f"{address}/query", COUNT).stdout.split()[1])


def test_a_snapshot_is_loaded_whole_then_by_difference(oxigraph: str, tmp_path: Path) -> None:
    quads = fixture_quads()
    first = tmp_path / "snapshots" / publish(tmp_path, quads)
    whole = run("publish", str(tmp_path), "--to", f"{oxigraph}/store")
    assert whole.exit_code == 0, whole.stderr
    assert count(oxigraph) == len(set(quads))
    gone, kept = quads[-1].graph_name, NamedNode("https://example.org/new")
    fewer = [one for one in quads if one.graph_name != gone]
    fewer.append(Quad(NamedNode("https://example.org/s"), NamedNode("https://example.org/p"), kept, kept))
    publish(tmp_path, fewer)
    changed = run("publish", str(tmp_path), "--to", f"{oxigraph}/store", "--since", str(first))
    assert changed.stdout == "1 graph sent, 1 deleted\n"
    assert count(oxigraph) == len(set(fewer))


def test_a_graph_is_sent_piece_by_piece_with_its_length(tmp_path: Path) -> None:
    """However large it is: here 20 MB, of which no more than the first of them are ever in memory."""
    graph, size, got = NamedNode("https://example.org/large"), 20_000, Counter[str]()
    subjects = (NamedNode(f"https://example.org/{n}") for n in range(size))
    quads = (Quad(one, NamedNode("https://example.org/says"), Literal("x" * 1000), graph) for one in subjects)
    Store(str(tmp_path / "store")).bulk_extend(quads)

    class Handler(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            left = int(self.headers["Content-Length"])
            while left:
                piece = self.rfile.read(min(left, 1 << 16))
                got["lines"] += piece.count(b" .\n")
                left -= len(piece)
            got[self.path] += 1
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        tracemalloc.start()
        done = list(remote.publish(Snapshot("large", tmp_path), f"http://127.0.0.1:{server.server_port}/store"))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        server.shutdown()
    assert done == [("put", graph.value)]
    assert got["lines"] >= size - 400  # some fall between two pieces
    assert got["/store?graph=https%3A%2F%2Fexample.org%2Flarge"] == 1
    assert peak < 8_000_000


def test_any_endpoint_is_asked_in_every_format(oxigraph: str) -> None:
    asked = f"{oxigraph}/query"
    assert json.loads(run("query", asked, "ASK {}", "--json").stdout)["boolean"] is True
    assert run("query", asked, "SELECT (1 AS ?x) {}", "--format", "tsv").stdout.startswith("?x")
    assert "<http://a/>" in run("query", asked, "CONSTRUCT { <http://a/> <http://b/> 1 } {}", "--format", "nt").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["query", "http://127.0.0.1:9/sparql", "ASK {}"], "cannot be asked"),
        (["publish", "FOLDER", "--to", "http://127.0.0.1:9/store"], "cannot be asked"),
        (["publish", "FOLDER", "--to", "file:///tmp"], "is no address"),
        (["publish", "nowhere", "--to", "http://127.0.0.1:9/"], "nowhere"),
    ],
)
def test_what_goes_wrong_is_said(folder: Path, arguments: list[str], said: str) -> None:
    result = run(*[str(folder) if one == "FOLDER" else one for one in arguments])
    assert result.exit_code == 2
    assert said in result.stderr
    assert "remedy" in result.stderr or "remedy" in result.output


def test_a_refusal_is_said_with_the_words_of_the_server(oxigraph: str) -> None:
    result = run("query", f"{oxigraph}/query", "SELECT {")
    assert result.exit_code == 2
    assert "answered 400" in result.stderr


@contextlib.contextmanager
def saying(status: int, kind: str, body: str, seconds: float = 0) -> Iterator[str]:
    """The address of a server that says this to everyone, after a while."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            time.sleep(seconds)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.end_headers()
            with contextlib.suppress(OSError):
                self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/sparql"
        server.shutdown()


def test_limits_of_the_server_are_waited_for_and_told_in_its_words() -> None:
    problem = Problem("query-timeout", "The query was stopped after 0.3 seconds.", remedy="Ask for less.")
    with saying(503, MEDIA_TYPE, json.dumps(problem.as_json("/sparql")), 0.3) as address:
        result = run("query", address, "ASK {}", "--query-seconds", "0.1")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "stopped after 0.3 seconds" in result.stderr
    assert "remedy: Ask for less." in result.stderr


@pytest.mark.parametrize(
    ("name", "code"), [("result-too-large", 1), ("too-many-queries", 1), ("query-syntax", 2), ("update-refused", 2)]
)
def test_the_exit_code_tells_a_limit_from_a_wrong_query(name: str, code: int) -> None:
    problem = Problem(name, "So it is.")
    with saying(problem.status, MEDIA_TYPE, json.dumps(problem.as_json("/sparql"))) as address:
        result = run("query", address, "ASK {}")
    assert result.exit_code == code
    assert problem.remedy in result.stderr


def test_a_server_of_another_kind_that_fails_or_is_silent_ends_with_1(monkeypatch: pytest.MonkeyPatch) -> None:
    with saying(500, "text/plain", "out of luck") as address:
        failed = run("query", address, "ASK {}")
    assert failed.exit_code == 1
    assert "answered 500: out of luck" in failed.stderr
    monkeypatch.setattr(cli, "_LONGER_SECONDS", 0.1)
    with saying(200, "application/json", "{}", 1) as address:
        silent = run("query", address, "ASK {}", "--query-seconds", "0.1")
    assert silent.exit_code == 1
    assert "gave no answer in 0.2 seconds" in silent.stderr
    assert "remedy" in silent.stderr
