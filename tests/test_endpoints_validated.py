"""A SPARQL endpoint is read in full or not at all: those that fail, lie or label blank nodes anew are no pass."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from pyoxigraph import RdfFormat, Store

from graph.cli import cli
from graph.errors import InputError
from graph.validation import remote
from tests.test_validation import DATA, NAMED, PREFIXES, write
from tests.web import Reply, web

Answer = Callable[[str, bytes], tuple[int, bytes]]


@contextmanager
def endpoint(store: Store, change: Answer = lambda query, answer: (200, answer)) -> Iterator[str]:
    """A SPARQL endpoint over `store` on this machine; `change` makes it lie."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.startswith("/moved"):
                self.send_response(302)
                self.send_header("Location", self.path.replace("/moved", "/sparql"))
                self.end_headers()
                return
            query = parse_qs(urlparse(self.path).query)["query"][0]
            solutions = store.query(query)
            assert isinstance(solutions, ox.QuerySolutions)
            answer = solutions.serialize(format=ox.QueryResultsFormat.JSON)
            status, body = change(query, answer or b"")
            self.send_response(status)
            self.send_header("Content-Type", "application/sparql-results+json")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/sparql"
    finally:
        server.shutdown()
        server.server_close()


def some_data() -> Store:
    store = Store()
    graphs = " ".join(f"ex:g{n} {{ ex:n{n} a ex:T ; ex:name 'N' . }}" for n in range(20))
    store.load((PREFIXES + graphs + DATA).encode(), format=RdfFormat.TRIG)
    return store


def test_an_endpoint_is_read_page_by_page(tmp_path: Path) -> None:
    asked: list[str] = []

    def note(query: str, answer: bytes) -> tuple[int, bytes]:
        asked.append(query)
        return 200, answer

    with endpoint(some_data(), note) as address:
        command = ["validate", address, "--shapes", write(tmp_path, "s.ttl", NAMED), "--page-size", "7", "--json"]
        ended = CliRunner().invoke(cli, command)
    assert ended.exit_code == 1, ended.output
    answer = json.loads(ended.stdout)
    assert answer["statements"] == len(some_data())
    assert [result["focus"] for result in answer["results"]] == ["<https://example.org/a>"]
    assert len(asked) == 1 + 7 + 1
    assert all(query.startswith("SELECT") for query in asked)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (lambda query, answer: (200, b"<html>hello"), "endpoint-unsound"),
        (lambda query, answer: (200, answer if "COUNT" in query else answer[: len(answer) // 2]), "endpoint-unsound"),
        (lambda query, answer: (200, answer) if "OFFSET 7" not in query else (500, b"gone"), "endpoint-failed"),
        (lambda query, answer: (200, answer.replace(b'"43"', b'"4000"')), "endpoint-unsound"),
        (lambda query, answer: (200, answer.replace(b'"43"', b'"4000000"')), "endpoint-large"),
        # Two pages, and no page at all.
        (lambda query, answer: (200, answer.replace(b'"43"', b'"14"')), "endpoint-unsound"),
        (lambda query, answer: (200, answer.replace(b'"43"', b'"0"')), "endpoint-unsound"),
        (lambda query, answer: (200, b'{"head":{},"boolean":true}'), "endpoint-unsound"),
        (lambda query, answer: (200, answer.replace(b'"43"', '"²"'.encode())), "endpoint-unsound"),
        (lambda query, answer: (200, answer.replace(b'"43"', b'"' + b"4" * 5000 + b'"')), "endpoint-unsound"),
    ],
)
def test_an_endpoint_that_fails_or_lies_is_no_pass(change: Answer, rule: str) -> None:
    with endpoint(some_data(), change) as address, pytest.raises(InputError) as refused:
        remote.read(address, page=7)
    assert refused.value.rule == rule
    assert refused.value.remedy


def labels_anew(query: str, answer: bytes) -> tuple[int, bytes]:
    """The answer with its blank nodes labelled b0, b1 and so on, as many endpoints give them."""
    told, labels = json.loads(answer), dict[str, str]()
    for row in told["results"]["bindings"]:
        for term in row.values():
            if term["type"] == "bnode":
                term["value"] = labels.setdefault(term["value"], f"b{len(labels)}")
    return 200, json.dumps(told).encode()


ADDRESSES = """
ex:a a ex:T ; ex:address [ ex:street "A" ; ex:city "X" ] . ex:b a ex:T ; ex:address [ ex:street "B" ] .
ex:g { ex:c a ex:T ; ex:address [ ex:city "Y" ] . }
"""
ONE_STREET = (
    "ex:S a sh:NodeShape ; sh:targetClass ex:T ; "
    "sh:property [ sh:path ( ex:address ex:street ) ; sh:minCount 1 ] , [ sh:path ex:address ; sh:maxCount 1 ] ."
)


def test_blank_nodes_on_two_pages_of_an_endpoint_are_refused(tmp_path: Path) -> None:
    """The labels of a page mean nothing on the next one; those of one page, with all graphs, may be trusted."""
    store = Store()
    store.load((PREFIXES + ADDRESSES).encode(), format=RdfFormat.TRIG)
    with endpoint(store, labels_anew) as address:
        command = ["validate", address, "--shapes", write(tmp_path, "s.ttl", ONE_STREET)]
        refused = CliRunner().invoke(cli, [*command, "--page-size", "5"])
        ended = CliRunner().invoke(cli, [*command, "--page-size", "10", "--json"])
    assert refused.exit_code == 2, refused.output
    assert "rule:   endpoint-blank-nodes" in refused.stderr
    assert f"raise --page-size to {len(store)}" in refused.stderr
    assert [result["focus"] for result in json.loads(ended.stdout)["results"]] == ["<https://example.org/c>"]


def test_an_endpoint_that_repeats_itself_is_found_out() -> None:
    first: list[bytes] = []

    def repeat(query: str, answer: bytes) -> tuple[int, bytes]:
        if "COUNT" not in query:
            first.append(answer)
        return 200, first[0] if first and "COUNT" not in query else answer

    with endpoint(some_data(), repeat) as address, pytest.raises(InputError, match="same statements on two pages"):
        remote.read(address, page=7)


def test_a_statement_twice_in_one_answer_is_told_as_that() -> None:
    def twice(query: str, answer: bytes) -> tuple[int, bytes]:
        told = json.loads(answer)
        if "COUNT" not in query:
            told["results"]["bindings"][1] = told["results"]["bindings"][0]
        return 200, json.dumps(told).encode()

    with endpoint(some_data(), twice) as address, pytest.raises(InputError, match="twice in one answer"):
        remote.read(address, page=7)


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\n"


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n40\r\nhalf", "the answer breaks off"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nhalf\r\n0\r\n\r\n", "the answer breaks off"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "what came is no HTTP"),
        (HEAD + b"X-Long: " + b"x" * 200_000 + b"\r\n\r\n{}", "got more than 65536 bytes when reading header line"),
        (HEAD + b"X-Many: x\r\n" * 500 + b"\r\n{}", "got more than 100 headers"),
    ],
)
def test_what_is_no_http_is_told_and_asked_for_twice(raw: bytes, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.validation.remote.time.sleep", lambda _: None)
    with web() as here:
        here.everything = Reply(raw=raw)
        with pytest.raises(InputError, match=f"it failed: {words}") as refused:
            remote.read(f"{here.base}/sparql")
    assert refused.value.rule == "endpoint-failed"
    assert len(here.log) == 2


@pytest.mark.parametrize("to", ["http://[::1", "http://127.0.0.1:x/"])
def test_an_endpoint_that_leads_to_no_address_is_told(to: str) -> None:
    with web() as here:
        here.everything = Reply(status=302, headers=(("Location", to),))
        with pytest.raises(InputError) as refused:
            remote.read(f"{here.base}/sparql")
    assert refused.value.rule in ("endpoint-address", "endpoint-elsewhere")
    assert refused.value.remedy


@pytest.mark.parametrize(("status", "host"), [(302, "127.0.0.2"), (307, "127.0.0.2"), (302, "127.0.0.1")])
def test_an_endpoint_that_leads_to_another_host_is_not_followed(status: int, host: str) -> None:
    """Another name and another port are another host; the one that is led to is never asked."""
    with web() as there, web() as here:
        elsewhere = f"{there.base.replace('127.0.0.1', host)}/sparql"
        here.everything = Reply(status=status, headers=(("Location", elsewhere),))
        with pytest.raises(InputError, match="leads to another host") as refused:
            remote.read(f"{here.base}/sparql")
    assert (refused.value.source, refused.value.rule) == (f"{here.base}/sparql", "endpoint-elsewhere")
    assert elsewhere in str(refused.value)
    assert (len(here.log), there.log) == (1, [])


def test_an_endpoint_may_lead_on_within_its_host() -> None:
    with endpoint(some_data()) as address:
        assert len(remote.read(address.replace("/sparql", "/moved"))) == len(some_data())


def test_an_endpoint_that_is_not_there_is_told() -> None:
    with pytest.raises(InputError, match="it failed"):
        remote.read("http://127.0.0.1:9/sparql")
