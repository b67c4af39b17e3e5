"""The SPARQL 1.1 Protocol: ways of asking, formats of answers, datasets, caching, the service description."""

import csv
import io
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, Quad, RdfFormat, parse
from rdflib import Graph, Namespace, URIRef
from rdflib.namespace import RDF, RDFS
from rdflib.term import Node
from werkzeug.test import TestResponse

from endpoint.negotiate import FORMATS, Format
from endpoint.routes import description
from graph.iri import VOCABULARY_GRAPH
from tests.endpoint.conftest import OpenApp, fixture_quads, publish

ALL_STATES = "SELECT DISTINCT ?s WHERE { ?s a <https://w3id.org/osce-graph/ontology#State> } ORDER BY ?s"
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")


def rows(response: TestResponse) -> list[dict[str, dict[str, str]]]:
    assert response.status_code == 200, response.text
    found: list[dict[str, dict[str, str]]] = json.loads(response.data)["results"]["bindings"]
    return found


def ask(client: FlaskClient, query: str, **parameters: str) -> bool:
    response = client.get("/sparql", query_string={"query": query, **parameters})
    assert response.status_code == 200, response.text
    answer: bool = json.loads(response.data)["boolean"]
    return answer


@pytest.mark.parametrize("path", ["/sparql", "/sparql/"])
def test_three_ways_of_asking_give_one_answer(client: FlaskClient, path: str) -> None:
    by_get = client.get(path, query_string={"query": ALL_STATES})
    by_form = client.post(path, data={"query": ALL_STATES})
    direct = client.post(path, data=ALL_STATES, content_type=f"{DIRECT}; charset=UTF-8")
    assert rows(by_get) == rows(by_form) == rows(direct)
    assert [row["s"]["value"].rpartition("/")[2] for row in rows(by_get)] == ["japan", "norway", "uzbekistan"]


@pytest.mark.parametrize(
    "written",
    [
        ALL_STATES.replace("DISTINCT", "\\u0044ISTIN\\u0043T").replace("?s", "?\\U00000073"),
        ALL_STATES.replace("WHERE {", "WHERE \\u007B # \\u007D\n"),
        ALL_STATES.replace("#State", "#\\u0053tate").replace("} ORDER", 'FILTER ("\\u0022" != "\\u0027") } ORDER'),
    ],
)
def test_a_character_may_be_written_by_its_number(client: FlaskClient, written: str) -> None:
    """SPARQL 1.1, section 19.2."""
    assert written != ALL_STATES
    assert rows(client.get("/sparql", query_string={"query": written})) == rows(
        client.get("/sparql", query_string={"query": ALL_STATES})
    )


def test_a_byte_order_mark_is_no_part_of_the_query(client: FlaskClient) -> None:
    marked = "\ufeff" + ALL_STATES
    for response in (
        client.get("/sparql", query_string={"query": marked}),
        client.post("/sparql", data=marked.encode(), content_type=DIRECT),
    ):
        assert len(rows(response)) == 3


@pytest.mark.parametrize("escape", ["\\uD800", "\\U00110000", "\\u12"])
def test_the_number_of_no_character_is_an_error(client: FlaskClient, escape: str) -> None:
    response = client.get("/sparql", query_string={"query": f"SELECT ?a{escape} {{ ?a{escape} ?p ?o }}"})
    assert response.status_code == 400


def test_head_is_get_without_a_body(client: FlaskClient) -> None:
    response = client.head("/sparql", query_string={"query": ALL_STATES})
    get = client.get("/sparql", query_string={"query": ALL_STATES})
    assert (response.status_code, response.data) == (200, b"")
    assert response.headers["Content-Length"] == get.headers["Content-Length"]


def test_options_says_what_other_pages_may_do(client: FlaskClient) -> None:
    response = client.options(
        "/sparql", headers={"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    )
    assert response.status_code == 200
    assert {"GET", "POST", "HEAD", "OPTIONS"} <= set(response.headers["Allow"].split(", "))
    assert "POST" in response.headers["Access-Control-Allow-Methods"]
    allowed = set(response.headers["Access-Control-Allow-Headers"].split(", "))
    assert {"Content-Type", "If-Range", "Range"} <= allowed
    assert {"Accept-Ranges", "Content-Range"} <= set(response.headers["Access-Control-Expose-Headers"].split(", "))


def test_anyone_may_read_and_nobody_with_cookies(client: FlaskClient) -> None:
    headers = client.get("/sparql", query_string={"query": "ASK {}"}, headers={"Origin": "https://example.org"}).headers
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in headers


def test_form_bodies_are_decoded_once(client: FlaskClient) -> None:
    """`%2541` is `%41` and not `A`, by form as by address."""
    query = 'SELECT ("%41+ü" AS ?x) {}'
    by_form = client.post("/sparql", data=f"query={quote(query)}", content_type=FORM)
    by_get = client.get(f"/sparql?query={quote(query)}")
    assert rows(by_form) == rows(by_get)
    assert rows(by_form)[0]["x"]["value"] == "%41+ü"


def test_a_plus_in_a_form_is_a_space(client: FlaskClient) -> None:
    assert rows(client.post("/sparql", data="query=SELECT+(1%2B1+AS+?x)+{}", content_type=FORM))[0]["x"]["value"] == "2"


class TestFormats:
    """Each format of each kind of answer, read by something that is not ours."""

    def test_json(self, client: FlaskClient) -> None:
        response = client.get("/sparql", query_string={"query": ALL_STATES})
        assert response.content_type == "application/sparql-results+json"
        assert len(rows(response)) == 3

    def test_xml(self, client: FlaskClient) -> None:
        response = client.get("/sparql", query_string={"query": ALL_STATES, "format": "xml"})
        assert response.content_type == "application/sparql-results+xml"
        assert len(ElementTree.fromstring(response.data).findall(".//{*}result")) == 3

    def test_xml_keeps_every_letter_that_it_has(self, client: FlaskClient) -> None:
        text = "a\r\nb\tc <&> ünï \uf8fe \uffef \U0001f600 ]]> " + "d\r" * 4000
        escaped = text.encode("unicode_escape").decode()
        for query, form, found in (
            (f'SELECT ("{escaped}" AS ?x) {{}}', "xml", ".//{*}literal"),
            (f'CONSTRUCT {{ <http://a/s> <http://a/p> "{escaped}" }} {{}}', "rdfxml", ".//{http://a/}p"),
        ):
            response = client.post("/sparql", data={"query": query.replace("\\x", "\\u00"), "format": form})
            element = ElementTree.fromstring(response.data).find(found)
            assert element is not None
            assert element.text == text

    @pytest.mark.parametrize(
        ("query", "said", "remedy"),
        [
            ('SELECT ("a\\u0001b" AS ?x) {}', "U+0001", "Ask for JSON."),
            ('SELECT ("a\\uFFFEb" AS ?x) {}', "U+FFFE", "Ask for JSON."),
            ('CONSTRUCT { <http://a/s> <http://a/p> "\\u001F" } {}', "U+001F", "Ask for Turtle."),
            ("CONSTRUCT { <http://a/s> <http://a/1> 1 } {}", "<http://a/1>", "Ask for Turtle."),
            ("CONSTRUCT { <http://a/s> <http://a/?b=1&c=2> 1 } {}", "<http://a/?b=1&c=2>", "Ask for Turtle."),
            ("CONSTRUCT { <http://a/s> a <https://schema.org/> } {}", "<https://schema.org/>", "Ask for Turtle."),
            (
                "CONSTRUCT { <http://a/s> <http://www.w3.org/1999/02/22-rdf-syntax-ns#li> 1 } {}",
                "reserved syntax term",
                "Ask for Turtle.",
            ),
        ],
    )
    def test_what_xml_cannot_say_is_an_error(self, client: FlaskClient, query: str, said: str, remedy: str) -> None:
        response = client.get("/sparql", query_string={"query": query, "format": "xml"})
        assert response.status_code == 406
        problem = json.loads(response.data)
        assert said in problem["detail"]
        assert problem["remedy"] == remedy
        assert client.get("/sparql", query_string={"query": query}).status_code == 200

    def test_csv_and_tsv(self, client: FlaskClient) -> None:
        query = 'SELECT ("a,\\"b\\" ü" AS ?x) (<http://x/> AS ?y) (1 AS ?z) {}'
        comma = client.get("/sparql", query_string={"query": query}, headers={"Accept": "text/csv"})
        assert comma.content_type == "text/csv; charset=utf-8"
        assert list(csv.reader(io.StringIO(comma.text))) == [["x", "y", "z"], ['a,"b" ü', "http://x/", "1"]]
        tab = client.get("/sparql", query_string={"query": query}, headers={"Accept": "text/tab-separated-values"})
        assert tab.text.splitlines()[0] == "?x\t?y\t?z"
        assert "<http://x/>" in tab.text

    @pytest.mark.parametrize(
        ("accept", "expected"), [("application/json", True), ("application/xml", True), ("text/csv", False)]
    )
    def test_yes_or_no_has_no_table(self, client: FlaskClient, accept: str, expected: bool) -> None:
        response = client.get("/sparql", query_string={"query": "ASK {}"}, headers={"Accept": accept})
        assert response.status_code == (200 if expected else 406)
        assert not expected or b"true" in response.data

    @pytest.mark.parametrize(
        "form", [one for one in FORMATS if "graph" in one.kinds and one.name != "html"], ids=lambda f: f.name
    )
    @pytest.mark.parametrize("query", ["DESCRIBE <release/50001>", "CONSTRUCT WHERE { <release/50001> ?p ?o }"])
    def test_graphs(self, client: FlaskClient, form: Format, query: str) -> None:
        media_type = form.media_type
        response = client.get("/sparql", query_string={"query": query}, headers={"Accept": media_type})
        assert response.mimetype == media_type
        graph = Graph().parse(data=response.data, format=media_type)
        assert len(set(graph)) == 16

    def test_turtle_is_written_with_prefixes(self, client: FlaskClient) -> None:
        response = client.get("/sparql", query_string={"query": "DESCRIBE <release/50001>"})
        assert "a osce:Release" in response.text

    def test_a_page_says_how_many_rows_there_are(self, client: FlaskClient) -> None:
        headers = {"Accept": "text/html"}
        response = client.get("/sparql", query_string={"query": "SELECT * { GRAPH ?g { ?s ?p ?o } }"}, headers=headers)
        counted = rows(
            client.get("/sparql", query_string={"query": "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"})
        )
        total = int(counted[0]["n"]["value"])
        assert total > 500
        assert f"{total:,} rows; the first 75 are shown" in response.text
        assert response.text.count("<tr>") == 76  # of 300 cells, four in a row

    def test_the_downloads_of_a_page_are_the_whole_answer(self, client: FlaskClient) -> None:
        query = "SELECT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } }"
        page = client.get("/sparql", query_string={"query": query}, headers={"Accept": "text/html"}).text
        address = page.partition('">CSV</a>')[0].rpartition('href="')[2].replace("&amp;", "&")
        whole = list(csv.reader(io.StringIO(client.get("/sparql" + address).text)))
        assert len(whole) > 1000


class TestDatasets:
    """The default graph is the merge; the protocol's choice wins over FROM."""

    PAGE = "https://w3id.org/osce-graph/graph/page/00000000000000a1"
    OTHER = "https://w3id.org/osce-graph/graph/page/00000000000000a2"
    HERE = "ASK { <https://w3id.org/osce-graph/release/50001> ?p ?o }"
    THERE = "ASK { <https://w3id.org/osce-graph/release/50010> ?p ?o }"
    BOTH = (
        "ASK { <https://w3id.org/osce-graph/release/50001> ?p ?o . <https://w3id.org/osce-graph/release/50010> ?q ?r }"
    )

    def test_without_a_word_it_is_the_merge_of_all(self, client: FlaskClient) -> None:
        assert ask(client, self.BOTH)
        assert ask(client, f"ASK {{ GRAPH <{self.PAGE}> {{ <release/50001> ?p ?o }} }}")

    def test_from_narrows_it(self, client: FlaskClient) -> None:
        assert ask(client, self.HERE.replace("{", f"FROM <{self.PAGE}> {{", 1))
        assert not ask(client, self.THERE.replace("{", f"FROM <{self.PAGE}> {{", 1))
        assert not ask(client, self.HERE.replace("{", f"FROM NAMED <{self.PAGE}> {{", 1))
        assert ask(client, f"ASK FROM NAMED <{self.PAGE}> {{ GRAPH ?g {{ <release/50001> ?p ?o }} }}")
        assert not ask(client, f"ASK FROM NAMED <{self.PAGE}> {{ GRAPH ?g {{ <release/50010> ?p ?o }} }}")

    def test_the_protocol_narrows_it(self, client: FlaskClient) -> None:
        for post in (False, True):
            call = client.post if post else client.get
            for query, expected in ((self.HERE, True), (self.THERE, False)):
                values = {"query": query, "default-graph-uri": self.PAGE}
                response = call("/sparql", **{"data" if post else "query_string": values})
                assert json.loads(response.data)["boolean"] is expected

    def test_the_protocol_wins_over_from(self, client: FlaskClient) -> None:
        query = self.THERE.replace("{", f"FROM <{self.OTHER}> {{", 1)
        assert ask(client, query)
        assert not ask(client, query, **{"default-graph-uri": self.PAGE})

    def test_named_graphs_of_the_protocol(self, client: FlaskClient) -> None:
        query = "ASK { GRAPH ?g { <https://w3id.org/osce-graph/release/50010> ?p ?o } }"
        assert not ask(client, query, **{"named-graph-uri": self.PAGE})
        assert ask(client, query, **{"named-graph-uri": self.OTHER})

    def test_a_graph_that_nobody_has_is_empty(self, client: FlaskClient) -> None:
        assert not ask(client, "ASK { ?s ?p ?o }", **{"default-graph-uri": "http://example.org/none"})

    def test_files_and_addresses_are_never_read(self, client: FlaskClient) -> None:
        for address in ("file:///etc/passwd", "http://127.0.0.1:1/"):
            assert not ask(client, f"ASK FROM <{address}> {{ ?s ?p ?o }}")
            assert not ask(client, "ASK { ?s ?p ?o }", **{"default-graph-uri": address})


@pytest.mark.parametrize("merged", [True, False])
def test_a_dataset_is_what_was_asked_for_whether_the_store_holds_the_merge_or_not(
    open_app: OpenApp, tmp_path: Path, merged: bool
) -> None:
    """One statement in three graphs. A store with the merge is asked there and gives it once; one without is asked by
    the engine's union, which gives it for each graph.
    """
    (one,) = parse("<http://e/a> <http://e/b> <http://e/c> .", format=RdfFormat.N_QUADS)
    graphs = [NamedNode(f"http://e/g{n}") for n in range(3)]
    publish(tmp_path, [Quad(one.subject, one.predicate, one.object, graph) for graph in graphs], merged=merged)
    client = open_app(tmp_path).test_client()
    for query, expected in (
        ("SELECT * { ?s ?p ?o }", 1 if merged else 3),
        ("SELECT DISTINCT * { ?s ?p ?o }", 1),
        ("SELECT * { GRAPH ?g { ?s ?p ?o } }", 3),
        ("SELECT * FROM <http://e/g1> { ?s ?p ?o }", 1),
        ("SELECT * FROM <http://e/none> { ?s ?p ?o }", 0),
        ("SELECT * FROM NAMED <http://e/g1> { ?s ?p ?o }", 0),
        ("SELECT * FROM NAMED <http://e/g1> { GRAPH ?g { ?s ?p ?o } }", 1),
        ("SELECT * FROM <http://e/g1> FROM <http://e/g2> { ?s ?p ?o }", 1),
        ("SELECT * FROM <http://e/g1> FROM <http://e/g1> { ?s ?p ?o }", 1),
        ("SELECT * FROM NAMED <http://e/g1> FROM NAMED <http://e/g1> { GRAPH ?g { ?s ?p ?o } }", 1),
        ("SELECT * FROM NAMED <http://e/g1> FROM NAMED <http://e/g2> { GRAPH ?g { ?s ?p ?o } }", 2),
        ("SELECT * FROM <http://e/g0> FROM <http://e/g1> FROM NAMED <http://e/g2> { GRAPH ?g { ?s ?p ?o } }", 1),
        ("SELECT * FROM <http://e/g0> FROM <http://e/g1> FROM NAMED <http://e/g2> { ?s ?p ?o }", 1),
        ("SELECT * FROM <http://e/g0> FROM <http://e/none> { ?s ?p ?o }", 1),
        ("BASE <http://e/> PREFIX x: <http://e/> SELECT*FROM<g0>FROMx:g1 FROM NAMEDx:g2 { ?s ?p ?o }", 1),
        ("PREFIX from: <http://e/> SELECT * FROM from:g0 FROM from:g1 { ?s ?p ?o . OPTIONAL { ?o from:a from:b } }", 1),
        ("SELECT * FROM <http://e/g0> FROM <http://e/g1> { ?s ?p ?o } ORDER BY ?s LIMIT 5", 1),
    ):
        assert len(rows(client.get("/sparql", query_string={"query": query}))) == expected, query
    everything = "SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    chosen = {"query": everything, "default-graph-uri": ["http://e/g0", "http://e/g1", "http://e/g0"]}
    assert len(rows(client.get("/sparql", query_string=chosen))) == 1
    assert len(rows(client.get("/sparql", query_string={**chosen, "named-graph-uri": ["http://e/g2"] * 2}))) == 2
    wrong = client.get("/sparql", query_string={"query": "SELECT * FROM x:a FROM x:b { ?s ?p ?o }"})
    assert wrong.status_code == 400


class TestCaching:
    """The validator stands for snapshot, query, dataset and format."""

    def test_the_same_answer_is_not_sent_twice(self, client: FlaskClient) -> None:
        first = client.get("/sparql", query_string={"query": ALL_STATES})
        again = client.get(
            "/sparql", query_string={"query": ALL_STATES}, headers={"If-None-Match": first.headers["ETag"]}
        )
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
        assert first.headers["Vary"] == again.headers["Vary"] == "Accept"

    def test_another_query_format_or_dataset_is_another_answer(self, client: FlaskClient) -> None:
        tags = [
            client.get("/sparql", query_string=parameters, headers=headers).headers["ETag"]
            for parameters, headers in (
                ({"query": "ASK {}"}, {}),
                ({"query": "ASK { }"}, {}),
                ({"query": "ASK {}"}, {"Accept": "application/xml"}),
                ({"query": "ASK {}"}, {"Accept": "text/html"}),
                ({"query": "ASK {}", "default-graph-uri": "http://g/"}, {}),
                ({"query": "ASK {}", "named-graph-uri": "http://g/"}, {}),
            )
        ]
        assert len(set(tags)) == len(tags)

    def test_an_answer_that_varies_is_not_kept(self, client: FlaskClient) -> None:
        headers = client.get("/sparql", query_string={"query": "SELECT (RAND() AS ?x) {}"}).headers
        assert "ETag" not in headers
        assert headers["Cache-Control"] == "no-store"

    def test_an_error_is_not_kept(self, client: FlaskClient) -> None:
        assert client.get("/sparql?query=nonsense").headers["Cache-Control"] == "no-store"

    @pytest.mark.parametrize(
        ("path", "status"),
        [
            *(("/sparql?query=ASK{}", 304), ("/sparql?query=nonsense", 400), ("/sparql", 304)),
            *(("/release/?page=999", 404), ("/release/", 304), ("/state/norway.ttl?links=9", 404)),
        ],
    )
    def test_whatever_there_is_spares_it_but_not_what_is_wrong(
        self, client: FlaskClient, path: str, status: int
    ) -> None:
        """If-None-Match: * is about an answer that would be a good one (RFC 9110 13.1.2, 13.2.1)."""
        assert client.get(path, headers={"If-None-Match": "*"}).status_code == status


@pytest.mark.parametrize("accept", ["text/csv", "text/html"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_answer_tells_what_it_took_of_what_it_may_take(
    open_app: OpenApp, folder: Path, method: str, accept: str
) -> None:
    client = open_app(folder, query_seconds=7.5, result_bytes=90_000, query_memory_mb=200).test_client()
    values = {"query": "SELECT ?s { ?s a ?o } LIMIT 3"}
    told: dict[str, Any] = {"query_string": values} if method == "GET" else {"data": values}
    response = client.open("/sparql", method=method, headers={"Accept": accept}, **told)
    assert response.status_code == 200
    budget = dict(part.split(";", 1) for part in response.headers["X-Query-Budget"].split(", "))
    seconds = re.fullmatch(r"used=(\d\.\d{3});allowed=7\.5", budget["query_seconds"])
    assert seconds is not None
    assert float(seconds[1]) < 7.5
    used = f"used={len(response.data)};" if accept == "text/csv" else ""  # of a page the answer is a part
    assert budget["result_bytes"] == f"{used}allowed=90000"
    assert (budget["query_memory_mb"], budget["client_queries"]) == ("allowed=200", "allowed=8")
    assert "X-Query-Budget" in response.headers["Access-Control-Expose-Headers"]


class TestSelfDescription:
    """Without a query: a page for people, a description for programs."""

    @pytest.mark.parametrize("accept", ["text/turtle", "application/rdf+xml", "application/ld+json", "*/*"])
    def test_a_bare_request_describes_the_service(self, client: FlaskClient, accept: str) -> None:
        response = client.get("/sparql", headers={"Accept": accept}, base_url="https://data.example.org/")
        graph = Graph().parse(data=response.data, format=response.mimetype)
        (service,) = graph.subjects(RDF.type, SD.Service)
        assert graph.value(service, SD.endpoint) == URIRef("https://data.example.org/sparql")
        assert (service, SD.feature, SD.UnionDefaultGraph) in graph
        assert (service, SD.feature, SD.BasicFederatedQuery) not in graph
        assert SD.SPARQL11Query in set(graph.objects(service, SD.supportedLanguage))
        assert {str(one) for one in graph.objects(service, SD.resultFormat)} == {f.iri for f in FORMATS if f.iri}

    def test_what_it_names_is_there(self, client: FlaskClient) -> None:
        graph = Graph().parse(data=client.get("/sparql").data, format="turtle")
        names = {str(one) for one in graph.objects(None, SD.name)}
        assert names == {one.graph_name.value for one in fixture_quads() if isinstance(one.graph_name, NamedNode)}
        assert len(names) > 100
        assert len(set(graph.objects(None, SD.namedGraph))) == len(names)
        assert (None, RDFS.seeAlso, None) not in graph

    def test_where_graphs_are_many_those_of_pages_are_a_query(
        self, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(description, "MOST_GRAPHS", 100)
        graph = Graph().parse(data=client.get("/sparql?format=nt").data, format="nt")
        names = {str(one) for one in graph.objects(None, SD.name)}
        assert VOCABULARY_GRAPH.value in names
        assert not [one for one in names if "/page/" in one]
        (query,) = graph.objects(None, RDFS.seeAlso)
        every = {row["g"]["value"] for row in rows(client.get(str(query).removeprefix("http://localhost")))}
        assert names < every
        assert f"all {len(every)} named graphs" in str(graph.value(query, RDFS.label))

    def test_a_browser_gets_an_editor_that_needs_no_script(self, client: FlaskClient) -> None:
        page = client.get("/sparql", headers={"Accept": "text/html"}).text
        assert '<form class="editor" action="/sparql" method="get">' in page
        assert "<textarea" in page
        # The one script adds colours and completion; nothing on the page waits for it.
        assert page.count("<script") == 1
        assert re.search(r'<script src="/static/editor\.js\?v=\w+" defer></script>', page)


MANIFEST = "sparql11-protocol/manifest.ttl"
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")


def test_the_query_part_of_the_w3c_protocol_suite(open_app: OpenApp, measuring_data: Path, tmp_path: Path) -> None:
    """Every request of the suite that queries; those that update must be refused, as this endpoint only reads."""
    suite = measuring_data / "w3c"
    quads = []
    for number in (1, 2, 3):
        graph = NamedNode(f"http://kasei.us/2009/09/sparql/data/data{number}.rdf")
        for one in parse(path=suite / f"sparql11-protocol/data{number}.nt", format=RdfFormat.N_TRIPLES):
            quads.append(Quad(one.subject, one.predicate, one.object, graph))
    publish(tmp_path, quads)
    app = open_app(tmp_path)
    manifest = Graph().parse(suite / MANIFEST, format="turtle", publicID="http://suite/")
    asked = 0
    for test in manifest.subjects(RDF.type, MF.ProtocolTest):
        action = manifest.value(test, MF.action)
        for request in _listed(manifest, action, HT.requests):
            _check(app.test_client(), manifest, str(test), request)
            asked += 1
    assert asked >= 17


def _listed(manifest: Graph, node: Node | None, predicate: URIRef) -> list[Node]:
    head = manifest.value(node, predicate)
    return list(manifest.items(head)) if head else []


def _check(client: FlaskClient, manifest: Graph, test: str, request: Node) -> None:
    def text(node: Node | None, predicate: URIRef) -> str:
        return str(manifest.value(node, predicate) or "") if node else ""

    headers = {text(one, HT.fieldName): text(one, HT.fieldValue) for one in _listed(manifest, request, HT.headers)}
    path, method = text(request, HT.absolutePath), text(request, HT.methodName)
    body = text(manifest.value(request, HT.body), CNT.chars)
    response = client.open(path, method=method, data=body.encode(), headers=headers)
    expected = manifest.value(request, HT.resp)
    wanted = {str(one).rpartition("StatusCode")[2][0] for one in manifest.objects(expected, MF.expectedStatus)}
    updates = "update" in test.rpartition("#")[2]
    if updates and ("application/sparql-update" in headers.values() or body.startswith("update=")):
        assert response.status_code in {400, 415}, test
    elif not updates:
        assert str(response.status_code)[0] in wanted, (test, response.status_code, response.text)
        outcome = manifest.value(expected, MF.expectedBoolean)
        if outcome is not None:
            assert json.loads(response.data)["boolean"] == bool(outcome), test
        if text(expected, MF.expectedFormat) == "RDF":
            Graph().parse(data=response.data, format=response.mimetype)
