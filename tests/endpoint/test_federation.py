"""SERVICE: refused, but to endpoints that the operator lists; what the description says of that and of limits."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS

from endpoint.pool.client import Client
from endpoint.problems import Problem
from endpoint.queries import guard
from endpoint.settings import Addresses, Settings, limits
from graph.errors import InputError
from tests.endpoint.conftest import OpenApp

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
SCHEMA = Namespace("https://schema.org/")
LISTED = ("http://a.example/sparql", "https://b.example/q?x=1")
ROW = {"head": {"vars": ["x"]}, "results": {"bindings": [{"x": {"type": "literal", "value": "from elsewhere"}}]}}


class Other(ThreadingHTTPServer):
    """Another endpoint, which gives one row; at `/away` it sends callers to `elsewhere`."""

    daemon_threads = True
    asked = 0
    elsewhere = ""


class _Answers(BaseHTTPRequestHandler):
    server: Other

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.do_GET()

    def do_GET(self) -> None:
        self.server.asked += 1
        if self.path.startswith("/away"):
            self.send_response(307)
            self.send_header("Location", self.server.elsewhere)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        body = json.dumps(ROW).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/sparql-results+json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def other() -> Iterator[Other]:
    with Other(("127.0.0.1", 0), _Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def address(server: Other, path: str = "/sparql") -> str:
    return f"http://127.0.0.1:{server.server_port}{path}"


def test_a_listed_service_is_called_and_its_answer_not_kept(open_app: OpenApp, folder: Path, other: Other) -> None:
    app = open_app(folder, services=Addresses(address(other)))
    query = f"SELECT ?x {{ SERVICE <{address(other)}> {{ ?s ?p ?x }} }}"
    for count in (1, 2):
        response = app.test_client().get("/sparql", query_string={"query": query, "format": "csv"})
        assert (response.status_code, response.text) == (200, "x\r\nfrom elsewhere\r\n")
        assert "ETag" not in response.headers
        assert other.asked == count


def test_other_queries_can_open_no_socket_even_then(open_app: OpenApp, folder: Path, other: Other) -> None:
    pool = open_app(folder, services=Addresses(address(other))).extensions["follower"]._now.pool
    one = pool._slots.get(Client(), 5)
    assert one.closed_by == pool.closed_by
    pool._slots.put(one)
    if pool.closed_by:
        request = {"names_dataset": False, "default_graphs": [], "named_graphs": [], "base": "http://x/"}
        request |= {"query": f"SELECT * {{ SERVICE <{address(other)}> {{ ?s ?p ?x }} }}", "result_bytes": 10_000}
        request |= {"formats": {"select": "text/csv"}, "cpu_seconds": 5, "wall_seconds": 5, "sorted": None}
        assert one.ask(request, 5)[0]["status"] != "ok"
        assert other.asked == 0


def test_the_description_names_whom_one_may_call(open_app: OpenApp, folder: Path, other: Other) -> None:
    app = open_app(folder, services=Addresses(address(other)))
    graph = Graph().parse(data=app.test_client().get("/sparql").data, format="turtle")
    service = URIRef("http://localhost/sparql#service")
    assert (service, SD.feature, SD.BasicFederatedQuery) in graph
    assert (service, DCTERMS.relation, URIRef(address(other))) in graph


def test_the_description_tells_every_limit_that_holds(open_app: OpenApp, folder: Path) -> None:
    app = open_app(folder, query_seconds=7.5, query_nesting=33)
    graph = Graph().parse(data=app.test_client().get("/sparql").data, format="turtle")
    told = {
        str(graph.value(one, SCHEMA.propertyID)): (graph.value(one, SCHEMA.value), graph.value(one, SCHEMA.unitCode))
        for one in graph.objects(URIRef("http://localhost/sparql#service"), SCHEMA.additionalProperty)
    }
    assert told["query_seconds"] == (Literal(7.5), Literal("SEC"))
    assert told["query_nesting"] == (Literal(33), Literal("C62"))
    assert told["result_rows"][0] == Literal("unlimited")
    known = {name for name, *_ in limits(Settings(data=folder))}
    assert known | {"result_rows"} == set(told)
    assert known >= {"query_seconds", "query_memory_mb", "query_length", "result_bytes", "stream_seconds"}


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://a.example/sparql> { ?a ?b ?c } }",
        "SELECT * { service silent <https://b.example/q?x=1> { ?a ?b ?c } }",
        "SELECT * { SERVICE # why\n <http://a.example/sparql> { SERVICE <https://b.example/q?x=1> {} } }",
    ],
)
def test_the_guard_sees_whom_a_query_calls(query: str) -> None:
    seen = guard.inspect(query, length=16_384, nesting=100, services=LISTED)
    assert seen.calls
    assert seen.calls <= set(LISTED)
    assert seen.varies


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://a.example/sparql/> { ?a ?b ?c } }",
        "SELECT * { SERVICE <http://a.example/sparq\\u006C> { ?a ?b ?c } }",
        "SELECT * { SERVICE <sparql> { ?a ?b ?c } }",
        "BASE <http://a.example/> SELECT * { SERVICE <sparql> { ?a ?b ?c } }",
        "PREFIX a: <http://a.example/> SELECT * { SERVICE a:sparql { ?a ?b ?c } }",
        "SELECT * { VALUES ?s { <http://a.example/sparql> } SERVICE ?s { ?a ?b ?c } }",
        "SELECT * { SERVICE ?s { <http://a.example/sparql> ?b ?c } }",
        "SELECT * { SERVICE SILENT SILENT ?s { <http://a.example/sparql> ?b ?c } }",
        "SELECT * { SERVICE <http://a.example/sparql> { SERVICE <http://127.0.0.1/> {} } }",
        "SELECT * { SERVICE <http://127.0.0.1/> { SERVICE <http://a.example/sparql> {} } }",
        "SELECT * { ?s ?p trueSERVICE<http://a.example/sparql>{} }",
        "SELECT * { \\u0053ERVICE <http://127.0.0.1/> {} }",
        "SELECT * { SERVICE <http://a.example/sparql\\u003E {} } SERVICE <http://127.0.0.1/> {}",
    ],
)
def test_nobody_else_is_called_in_any_disguise(query: str) -> None:
    with pytest.raises(Problem) as caught:
        guard.inspect(query, length=16_384, nesting=100, services=LISTED)
    assert caught.value.name == "federation-refused"
    assert caught.value.status == 400


@pytest.mark.parametrize("text", ["file:///etc/passwd", "a.example", "http://", "http://a b", "http://a.example/{x}"])
def test_what_is_no_address_fails_at_start(text: str) -> None:
    with pytest.raises(InputError, match="cannot be used"):
        Settings.load({"OSCE_GRAPH_SERVICES": text}, {"data": "d"})
    found = Settings.load({"OSCE_GRAPH_SERVICES": " http://a.example/x  https://b.example/ "}, {"data": "d"})
    assert found.services == ("http://a.example/x", "https://b.example/")


def test_whoever_is_called_may_send_us_on_no_further(open_app: OpenApp, folder: Path, other: Other) -> None:
    with Other(("127.0.0.1", 0), _Answers) as inner:
        threading.Thread(target=inner.serve_forever, daemon=True).start()
        other.elsewhere = address(inner)
        app = open_app(folder, services=Addresses(address(other, "/away")))
        query = f"SELECT ?x {{ SERVICE <{address(other, '/away')}> {{ ?s ?p ?x }} }}"
        response = app.test_client().get("/sparql", query_string={"query": query, "format": "csv"})
        assert (other.asked, inner.asked) == (1, 0)
        assert response.status_code == 502
        assert json.loads(response.data)["type"].endswith("/federation-failed")
        inner.shutdown()
