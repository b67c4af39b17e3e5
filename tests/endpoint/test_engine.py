"""Another engine behind the same door: protocol, guard, limits, pages, cache and health, before two real servers."""

import csv
import io
import json
import signal
import socket
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from http.client import IncompleteRead
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from pyoxigraph import NamedNode, QuerySolutions, RdfFormat, Store, parse
from rdflib import Graph
from rdflib.compare import isomorphic

from endpoint.documents.documents import exists
from endpoint.evaluation import foreign
from endpoint.serving.engine import EngineReader
from endpoint.serving.reader import Reader, StoreReader
from endpoint.settings import Addresses, Settings
from graph import snapshot
from graph import vocabulary as v
from graph.errors import InputError
from graph.iri import VOCABULARY_GRAPH, thing
from tests.endpoint import engines
from tests.endpoint.conftest import OpenApp, until
from tests.endpoint.engines import Other
from tests.endpoint.test_live import ended, start
from tests.endpoint.test_remote import run

STATES = (
    "SELECT ?s ?l { GRAPH ?g { ?s a <https://w3id.org/osce-graph/ontology#State> ; rdfs:label ?l } } ORDER BY ?s ?l"
)
STATES = f"PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> {STATES}"
DESCRIBED = "CONSTRUCT { <release/50001> ?p ?o } { GRAPH ?g { <release/50001> ?p ?o } }"
ROWS = {"json": "application/sparql-results+json", "xml": "application/sparql-results+xml", "csv": "text/csv"}


# A query that we cut off goes on in the engine to its own limit, in seconds; by default neither has one.
STARTED = {
    "oxigraph": partial(engines.oxigraph, "--timeout-s", "8"),
    "virtuoso": partial(engines.virtuoso, "MaxQueryExecutionTime = 8"),
}


@pytest.fixture(scope="module", params=STARTED)
def engine(request: pytest.FixtureRequest, folder: Path) -> Iterator[Other]:
    """An engine that holds the snapshot of the folder."""
    with STARTED[request.param]() as one:
        loaded = run("publish", str(folder), "--to", one.store)
        assert loaded.exit_code == 0, loaded.stderr
        yield one


@pytest.fixture
def app(open_app: OpenApp, engine: Other, folder: Path) -> Flask:
    return open_app(folder, engine=Addresses(engine.query), query_seconds=5)


@pytest.fixture(scope="module")
def bare(engine: Other) -> Iterator[Flask]:
    """An app without a folder: everything comes from the engine."""
    from endpoint.app import create_app

    made = create_app(Settings(engine=Addresses(engine.query), children=1))
    yield made
    made.extensions["follower"].close()


@pytest.mark.parametrize("path", ["/difference", "/timegate/dataset", "/timemap/dataset"])
def test_where_nothing_is_built_there_are_no_versions(bare: Flask, path: str) -> None:
    response = bare.test_client().get(path)
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")
    assert "No version is kept here" in response.get_json()["detail"]


def test_the_quality_page_says_where_it_has_no_report(bare: Flask) -> None:
    assert bare.test_client().get("/quality").status_code == 404


def ask(app: Flask, query: str, form: str = "json", **more: str) -> Any:
    return app.test_client().get("/sparql", query_string={"query": query, "format": form, **more})


def test_the_command_line_gets_what_the_query_gives(engine: Other) -> None:
    """Virtuoso would give graphs, and yes and no, as CSV where that is let in too. (What it calls yes is a table.)"""
    graph = run("query", engine.query, DESCRIBED.replace("<release/", "<https://w3id.org/osce-graph/release/"))
    assert graph.exit_code == 0, graph.stderr
    assert len(set(parse(graph.stdout, format=RdfFormat.TURTLE))) == 16
    assert json.loads(run("query", engine.query, "ASK { GRAPH ?g { ?s ?p ?o } }").stdout)["head"] is not None
    assert len(list(csv.reader(io.StringIO(run("query", engine.query, STATES).stdout)))) == 4


def test_that_a_graph_is_there_is_known_without_all_it_holds(engine: Other, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each fact on a page leads to its graph; one of them has more rows than a Virtuoso gives by default."""

    def all_of_it(*_: object) -> None:
        raise AssertionError("everything is asked for")

    monkeypatch.setattr(EngineReader, "graph", all_of_it)
    with closing(EngineReader(engine.query)) as reader:
        assert exists(reader, VOCABULARY_GRAPH)
        assert not exists(reader, NamedNode(f"{VOCABULARY_GRAPH.value}-of-none"))


def test_an_empty_default_graph_is_told_at_the_start(
    open_app: OpenApp, engine: Other, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Oxigraph keeps it empty, unless it is told to show all graphs there; Virtuoso shows them. We claim nothing."""
    oxigraph = engine.query.endswith("/query")
    for address in (engine.query, f"{engine.query}?union-default-graph")[: 1 + oxigraph]:
        caplog.clear()
        client = open_app(folder, engine=Addresses(address)).test_client()
        empty = oxigraph and address == engine.query
        assert ("queries without GRAPH find nothing" in caplog.text) is empty
        assert json.loads(client.get("/sparql?query=ASK{?s+a+?o}").data)["boolean"] is not empty
        assert "void#triples" not in client.get("/sparql").text
        assert "the merge of all graphs" not in client.get("/sparql?format=html").text


@pytest.mark.parametrize("form", ROWS)
def test_rows_are_those_of_the_snapshot_in_every_format(app: Flask, folder: Path, form: str) -> None:
    response = ask(app, STATES, form)
    assert (response.status_code, response.mimetype) == (200, ROWS[form])
    found = Store.read_only(str(snapshot.current(folder).store_path)).query(STATES)
    assert isinstance(found, QuerySolutions)
    wanted = [[one["s"].value, one["l"].value] for one in found]
    assert len(wanted) == 3
    if form == "csv":
        assert list(csv.reader(io.StringIO(response.text)))[1:] == wanted
    if form == "json":
        rows = json.loads(response.data)["results"]["bindings"]
        assert [[one["s"]["value"], one["l"]["value"]] for one in rows] == wanted


@pytest.mark.parametrize("form", ["turtle", "ntriples", "rdfxml", "jsonld", "trig"])
def test_graphs_are_those_of_the_snapshot_in_every_format(app: Flask, folder: Path, form: str) -> None:
    response = ask(app, DESCRIBED, form)
    assert response.status_code == 200, response.text
    own = StoreReader(snapshot.current(folder).store_path).statements(thing("release", "50001"))
    wanted = Graph().parse(data="\n".join(f"{s} {p} {o} ." for s, p, o in own), format="nt")
    parser = "turtle" if form == "trig" else response.mimetype
    assert isomorphic(Graph().parse(data=response.data, format=parser), wanted)


def test_yes_and_no(app: Flask) -> None:
    assert json.loads(ask(app, "ASK { GRAPH ?g { <state/norway> ?p ?o } }").data)["boolean"] is True
    assert json.loads(ask(app, "ASK { GRAPH ?g { <state/nowhere> ?p ?o } }").data)["boolean"] is False
    assert "false" in ask(app, "ASK { GRAPH ?g { <state/nowhere> ?p ?o } }", "xml").text


def test_the_protocol_names_the_dataset(app: Flask) -> None:
    query = "SELECT (COUNT(*) AS ?n) { <state/norway> ?p ?o }"
    one = ask(app, query, "csv", **{"default-graph-uri": VOCABULARY_GRAPH.value})
    assert int(one.text.split()[1]) > 0
    none = ask(app, query, "csv", **{"default-graph-uri": "https://example.org/nothing"})
    assert int(none.text.split()[1]) == 0


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("SELECT {", "query-syntax"),
        ("define input:inference 'x' SELECT * { ?s ?p ?o }", "query-syntax"),
        ("PREFIX bif: <bif:> SELECT (bif:sys_stat('st_dbms_ver') AS ?x) {}", "query-failed"),
        (r"SELECT * { ?s <\u0062if:contains> 'x' }", "query-failed"),
        ("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", "federation-refused"),
        ("INSERT DATA { <a:a> <a:b> 1 }", "update-refused"),
        ("SELECT * " + "{" * 200, "query-nesting"),
    ],
)
def test_the_guard_stands_before_it(app: Flask, query: str, name: str) -> None:
    response = ask(app, query)
    assert json.loads(response.data)["type"].endswith(f"/{name}"), response.text
    assert response.status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        "define input:inference 'x' SELECT * { SERVICE SILENT <http://127.0.0.1/x> {} }",
        "ASK { SERVICE <http://127.0.0.1/x> {} FILTER(bif:sys_stat('st_dbms_ver') = 1) }",
    ],
)
def test_what_calls_a_listed_service_must_be_sparql_too(
    open_app: OpenApp, engine: Other, folder: Path, query: str
) -> None:
    app = open_app(folder, engine=Addresses(engine.query), services=Addresses("http://127.0.0.1/x"))
    assert json.loads(ask(app, query).data)["type"].endswith("/query-syntax")
    # With functions that only they know; nobody is there.
    query = "ASK { SERVICE <http://127.0.0.1/x> { FILTER(<urn:x:near>(1, 2)) } }"
    assert "near" not in json.loads(ask(app, query).data)["detail"]


def test_what_calls_others_is_read_without_its_calls() -> None:
    query = "ASK { ?service ?p 'SERVICE' SERVICE#SERVICE\n SILENT<x:service>{ service ?s {} } }"
    assert foreign.without_calls(query) == "ASK { ?service ?p 'SERVICE' GRAPH#SERVICE\n <x:service>{ GRAPH ?s {} } }"


@pytest.mark.parametrize(
    ("query", "own"),
    [
        ("PREFIX p: <bif:> SELECT (p:upper('a') AS ?x) {}", True),
        ("SELECT (<SQL:upper>('a') AS ?x) {}", True),
        (r"PREFIX p: <\u0062if:> SELECT (p:upper('a') AS ?x) {}", True),
        (r"SELECT * { ?s <b\U00000069f:contains> ?o }", True),
        (r"PREFIX p: \u003Cbif:> SELECT * { ?s p:contains ?o }", True),
        (r"""SELECT * { ?s ?p "a\u0022 ; <bif:contains> "b" }""", True),
        (r"SELECT * { ?s <urn:a\#b> 1 ; <bif:contains> ?o }", True),
        (r"PREFIX x: <urn:x> SELECT * { ?s x:a\# 1 ; <bif:contains> ?o }", True),
        ("SELECT * { ?s ?p '''it's''' ; <bif:contains> 'b' }", True),
        ("SELECT * { VALUES ?x {'''a'} ?s <bif:contains> 'b' #\\q'''\n }", True),
        ("SELECT * { ?s ?p '''a \n <bif:contains> ' ''' }", False),
        ('SELECT * { ?s ?p """a "<bif:contains>" """ }', False),
        ("SELECT * { ?s ?p '<bif:contains>', \"<sql:x>\" }", False),
        (r"SELECT * { ?s ?p 'a\'<bif:contains>' }", False),
        (r"SELECT * { ?s ?p '\u003Cbif:contains>' }", False),
        ("SELECT * { ?s ?p ?o } # <bif:contains>", False),
        ("PREFIX bif: <urn:bif:> SELECT * { ?s bif:contains <urn:sql:x> }", False),
    ],
)
def test_functions_of_one_engine_are_seen_where_they_are(query: str, own: bool) -> None:
    assert foreign.uses_own_functions(query) is own


def test_the_limits_hold_and_the_next_visitor_is_answered(app: Flask) -> None:
    bomb = (
        "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?a ?b ?c } GRAPH ?h { ?d ?e ?f } GRAPH ?i { ?x ?y ?z } FILTER(?c < ?z) }"
    )
    response = ask(app, bomb)
    assert response.status_code == 503
    assert json.loads(response.data)["type"].endswith("/query-timeout")
    assert ask(app, "ASK {}").status_code == 200


def test_answers_are_kept_and_validated(app: Flask) -> None:
    first = ask(app, STATES)
    tally = app.extensions["tally"]
    ask(app, STATES)
    assert tally.count("cached") == 1
    headers = {"If-None-Match": first.headers["ETag"]}
    again = app.test_client().get("/sparql", query_string={"query": STATES, "format": "json"}, headers=headers)
    assert again.status_code == 304


def test_large_answers_flow(open_app: OpenApp, engine: Other, folder: Path) -> None:
    app = open_app(folder, engine=Addresses(engine.query), query_seconds=60)
    query = "SELECT * { GRAPH <%s> { ?a ?b ?c . ?d ?e ?f } } LIMIT 9000" % VOCABULARY_GRAPH.value  # noqa: UP031
    response = ask(app, query, "xml")
    assert response.status_code == 200
    assert response.content_length is None
    assert response.text.count("<result>") == 9000


def test_a_reader_of_an_engine_reads_what_the_store_has(engine: Other, folder: Path) -> None:
    ours, norway = StoreReader(snapshot.current(folder).store_path), thing("state", "norway")
    with closing(EngineReader(engine.query)) as theirs:
        _compared(ours, theirs, norway)


def _compared(ours: Reader, theirs: Reader, norway: NamedNode) -> None:
    assert theirs.answers()
    assert theirs.statements(norway) == ours.statements(norway)
    assert theirs.subjects(v.RDF_TYPE, v.RELEASE) == ours.subjects(v.RDF_TYPE, v.RELEASE)
    assert theirs.label(norway) == ours.label(norway)
    assert set(theirs.graph(VOCABULARY_GRAPH)) == set(ours.graph(VOCABULARY_GRAPH))
    assert not theirs.is_subject(thing("state", "nowhere"))
    assert set(theirs.look(norway, v.RDF_TYPE, v.STATE)) == {(norway, v.RDF_TYPE, v.STATE)}


@pytest.mark.parametrize("path", ["/", "/state/norway.html", "/release/50001.ttl", "/state/", "/health", "/sparql"])
def test_pages_come_from_the_engine_where_there_is_no_folder(bare: Flask, path: str) -> None:
    response = bare.test_client().get(path, headers={"Accept": "text/html,*/*;q=0.5"})
    assert response.status_code == 200, response.text
    if path.startswith("/state/norway"):
        assert "Norway" in response.text


@pytest.mark.parametrize("path", ["/search?q=x", "/dump/data.nq.gz", "/version/x/"])
def test_what_only_files_can_give_is_not_there(bare: Flask, path: str) -> None:
    assert bare.test_client().get(path).status_code == 404


def test_it_is_one_command(engine: Other, checkout: Path) -> None:
    server = start(None, checkout, "--engine", engine.query, "--workers", "1")
    try:
        assert engine.query in server.said
        assert server.get("sparql?query=ASK%7B%7D")[0] == 200
        assert json.loads(server.get("health")[1])["status"] == "ok"
    finally:
        assert ended(server, signal.SIGTERM) == set()


class TestEnginesThatFail:
    """What a server must not do to us: each is a clear answer, and never a part taken for the whole."""

    @staticmethod
    def serve(said: bytes) -> tuple[str, socket.socket]:
        """A server that says that to everyone who asks anything but whether it is there, and which one."""
        listening = socket.create_server(("127.0.0.1", 0))

        def answer() -> None:
            while True:
                try:
                    line, _ = listening.accept()
                except OSError:
                    return
                with line:
                    asked = b""
                    while b"query=" not in asked or b"%7D" not in asked:
                        piece = line.recv(1 << 16)
                        if not piece:
                            break
                        asked += piece
                    line.sendall(YES if b"UNION" in asked else ONE if b"row_of_the_pattern" in asked else said)

        threading.Thread(target=answer, daemon=True).start()
        return f"http://127.0.0.1:{listening.getsockname()[1]}/sparql", listening

    @pytest.mark.parametrize(
        ("said", "name"),
        [
            (b"HTTP/1.1 500 Oops\r\nContent-Length: 3\r\n\r\nbad", "engine-failed"),
            (b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\nContent-Length: 0\r\n\r\n", "engine-failed"),
            (b"HTTP/1.1 400 Bad\r\nContent-Length: 9\r\n\r\nno <b>way", "query-failed"),
            (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nhi", "engine-failed"),
            (b"", "engine-failed"),
            (b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\n\r\n" + b'{"head":{"vars":["x"]},'
             b'"results":{"bindings":[{"x":{"type":"literal","value":"a"}}', "engine-failed"),
            (b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\nX-SQL-State: S1TAT\r\n\r\n"
             b'{"head":{"vars":["x"]},"results":{"bindings":[]}}', "engine-failed"),
            (b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\nX-SPARQL-MaxRows: 1\r\n\r\n"
             b'{"head":{"vars":["x"]},"results":{"bindings":[{}]}}', "result-too-large"),
        ],
    )  # fmt: skip
    def test_it_is_said(self, open_app: OpenApp, folder: Path, said: bytes, name: str) -> None:
        address, listening = self.serve(said)
        with closing(listening):
            response = ask(open_app(folder, engine=Addresses(address)), "SELECT ?x { ?x ?y ?z }", "csv")
        assert json.loads(response.data)["type"].endswith(f"/{name}"), response.text
        assert "Traceback" not in response.text

    @pytest.mark.parametrize(
        ("query", "kind", "said"),
        [
            ("ASK { ?x ?y ?z }", "sparql-results+json", '{"head":{"vars":["x"]},"results":{"bindings":[{}]}}'),
            ("SELECT ?x { ?x ?y ?z }", "sparql-results+json", '{"head":{},"boolean":true}'),
            ("SELECT ?x { ?x ?y ?z }", "n-triples", "<a:a> <a:b> <a:c> .\n"),
            ("DESCRIBE <a:a> {}", "sparql-results+json", '{"head":{"vars":["x"]},"results":{"bindings":[]}}'),
        ],
    )
    @pytest.mark.parametrize("accept", ["text/csv, text/turtle;q=0.5", "application/sparql-results+json", "*/*"])
    def test_an_answer_of_another_form_is_none(
        self, open_app: OpenApp, folder: Path, accept: str, query: str, kind: str, said: str
    ) -> None:
        address, listening = self.serve(f"HTTP/1.1 200 OK\r\nContent-Type: application/{kind}\r\n\r\n{said}".encode())
        with closing(listening):
            client = open_app(folder, engine=Addresses(address)).test_client()
            response = client.get("/sparql", query_string={"query": query}, headers={"Accept": accept})
        assert response.status_code == 502, response.text
        assert json.loads(response.data)["type"].endswith("/engine-failed")

    def test_a_table_is_a_yes_or_no_where_that_was_asked_alone(self) -> None:
        row = b'{"__ASK_RETVAL":{"type":"literal","value":"1"}}'
        table = b'{"head":{"vars":["__ASK_RETVAL"]},"results":{"bindings":[%s]}}' % row
        address, listening = self.serve(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\n\r\n" + table
        )
        with closing(listening), closing(foreign.Engine(address)) as one:
            assert bool(one.results("ASK { ?x ?y ?z }", "ASK", 5)) is True
            query = "SELECT ?__ASK_RETVAL { ?__ASK_RETVAL ?y ?z }"
            assert isinstance(one.results(query, "SELECT", 5), QuerySolutions)

    def test_triples_that_end_too_early_are_no_answer(self) -> None:
        said = (
            b"HTTP/1.1 200 OK\r\nContent-Type: application/n-triples\r\nContent-Length: 99\r\n\r\n<a:a> <a:b> <a:c> .\n"
        )
        address, listening = self.serve(said)
        with closing(listening), closing(foreign.Engine(address)) as one, pytest.raises(IncompleteRead):
            list(one.results("CONSTRUCT { ?x ?y ?z } { ?x ?y ?z }", "CONSTRUCT", 5))

    def test_what_was_left_of_an_answer_is_not_taken_for_the_next(self) -> None:
        refusal = b"no" * 10_000
        said = b"HTTP/1.1 500 Oops\r\nContent-Length: 20000\r\n\r\n" + refusal
        address, listening = self.serve(said)
        with closing(listening), closing(foreign.Engine(address)) as one:
            for _ in "ab":
                with pytest.raises(foreign.Refused, match="It answered 500: no"):
                    one.results("SELECT ?x { ?x ?y ?z }", "SELECT", 5)
            assert one.results("ASK { {} UNION {} }", "ASK", 5)

    def test_one_that_is_not_there_stops_the_start(self, open_app: OpenApp, folder: Path) -> None:
        with pytest.raises(InputError, match="does not answer"):
            open_app(folder, engine=Addresses("http://127.0.0.1:9/sparql"))

    def test_one_that_goes_away_is_told_by_health(self, open_app: OpenApp, folder: Path) -> None:
        with engines.oxigraph() as one:
            run("publish", str(folder), "--to", one.store)
            app = open_app(folder, engine=Addresses(one.query))
            assert app.test_client().get("/health").status_code == 200
        until(lambda: app.test_client().get("/health").status_code == 503)
        assert ask(app, "ASK {}").status_code == 502


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ('CONSTRUCT { ?s <a> "{" } WHERE { ?s ?p ?o } LIMIT 3', "SELECT (1 AS ?x) WHERE { ?s ?p ?o } LIMIT 3"),
        ("PREFIX construct: <x> CONSTRUCT{ ?s ?p '}' . }{ ?s ?p 1 }",
         "PREFIX construct: <x> SELECT (1 AS ?x) { ?s ?p 1 }"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "SELECT (1 AS ?x) WHERE { ?s ?p ?o }"),
        ("# CONSTRUCT {\nCONSTRUCT FROM <g> WHERE { ?s ?p 1 }",
         "# CONSTRUCT {\nSELECT (1 AS ?x) FROM <g> WHERE { ?s ?p 1 }"),
        ("DESCRIBE ?s { ?s ?p ?o }", "SELECT (1 AS ?x) { ?s ?p ?o }"),
        ("DESCRIBE ?s ?where WHERE { ?s ?p ?where }", "SELECT (1 AS ?x) WHERE { ?s ?p ?where }"),
        ("DESCRIBE <x> FROM <g>", None),
        ("DESCRIBE <x>", None),
    ],
)  # fmt: skip
def test_the_rows_of_a_pattern_are_asked_for(query: str, rows: str | None) -> None:
    made = foreign.rows_of(query)
    assert (" ".join(made.replace("?row_of_the_pattern", "?x").split()) if made else None) == (
        " ".join(rows.split()) if rows else None
    )


def test_statements_of_rows_that_virtuoso_cuts_off_are_no_answer() -> None:
    """It says nothing of the bound with statements; and three statements may be made of ten rows or of fifty."""
    data = "".join(f"<http://x.test/s{n}> <http://x.test/p> <http://x.test/o{n % 3}> .\n" for n in range(50))
    with engines.virtuoso("ResultSetMaxRows = 10") as one:
        request = urllib.request.Request(f"{one.store}?graph-uri=http://x.test/g", data.encode(), method="POST")
        request.add_header("Content-Type", "text/turtle")
        with urllib.request.urlopen(request, timeout=30):
            pass
        with closing(foreign.Engine(one.query)) as engine:
            for template in ("?s <http://x.test/q> ?o", "<http://x.test/a> <http://x.test/q> ?o"):
                query = f"CONSTRUCT {{ {template} }} WHERE {{ ?s <http://x.test/p> ?o }}"
                with pytest.raises(foreign.Refused, match="no more than 10 rows"):
                    engine.results(query, "CONSTRUCT", 10)
                few = query.replace(
                    "?s <http://x.test/p> ?o }", "?s <http://x.test/p> ?o FILTER(?s = <http://x.test/s1>) }"
                )
                assert len(list(engine.results(few, "CONSTRUCT", 10))) == 1


YES = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\nConnection: close\r\n\r\n"
    b'{"head":{},"boolean":true}'
)
ONE = YES.replace(b'{"head":{},"boolean":true}', b'{"head":{"vars":["x"]},"results":{"bindings":[{}]}}')
