"""One shape of errors through every door, for people and for programs; and nothing that tells of our inside."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient

from endpoint.problems import CATALOGUE, Problem
from endpoint.responses.ways import linked
from graph.iri import BASE
from tests.endpoint.conftest import OpenApp

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
Door = tuple[int, str, str, dict[str, Any]]

LIMITS = {"query-nesting", "query-too-long", "address-too-long", "result-too-large"}

# One literal of half a megabyte.
LONG_TEXT = f"BIND('{'x' * 32}' AS ?x0) " + "".join(f"BIND(CONCAT(?x{n},?x{n}) AS ?x{n + 1}) " for n in range(14))

DOORS: list[Door] = [
    (400, "query-syntax", "/sparql?query=SELECT", {}),
    (400, "query-missing", "/sparql?query=", {}),
    (400, "query-missing", "/sparql", {"method": "POST", "content_type": FORM, "data": "x=1"}),
    (400, "query-ambiguous", "/sparql?query=ASK{}&query=ASK{}", {}),
    (400, "query-ambiguous", "/sparql?query=ASK{}", {"method": "POST", "content_type": DIRECT, "data": "ASK{}"}),
    (400, "query-failed", "/sparql?query=SELECT (<http://f/>(1) AS ?x) {}", {}),
    (400, "query-nesting", "/sparql?query=" + "{" * 500, {}),
    (400, "query-nesting", "/sparql?query=ASK { ?s " + "<p>/" * 1100 + "<p> ?o }", {}),
    (400, "federation-refused", "/sparql?query=SELECT * { SERVICE <http://x/> {} }", {}),
    (400, "update-refused", "/sparql?query=DROP ALL", {}),
    (400, "update-refused", "/sparql?update=DROP ALL", {}),
    (400, "update-refused", "/sparql", {"method": "POST", "content_type": FORM, "data": "update=CLEAR+ALL"}),
    (
        400,
        "update-refused",
        "/sparql",
        {"method": "POST", "content_type": "application/sparql-update", "data": "CLEAR ALL"},
    ),
    (400, "bad-request", "/sparql?query=ASK%FF{}", {}),
    (400, "bad-request", "/sparql", {"method": "POST", "content_type": DIRECT, "data": b"ASK {} #\xff"}),
    (400, "bad-request", "/sparql?query=ASK{}&default-graph-uri=relative", {}),
    (400, "bad-request", "/release/?page=two", {}),
    (400, "bad-request", "/release/?year=MMVIII", {}),
    (404, "not-found", "/release/0", {}),
    (404, "not-found", "/nothing/like/this", {}),
    (404, "not-found", "/release/?year=1900", {}),
    (404, "not-found", "/release/?page=999", {}),
    (404, "not-found", "/static/none.css", {}),
    (404, "not-found", "/problem/none", {}),
    (404, "not-found", "/release/50001.exe", {}),
    (404, "not-found", "/release/<x>", {}),
    (405, "method-not-allowed", "/release/50001", {"method": "DELETE"}),
    (405, "method-not-allowed", "/sparql?query=ASK{}", {"method": "PUT"}),
    (405, "method-not-allowed", "/", {"method": "POST"}),
    (406, "not-acceptable", "/release/50001?format=pdf", {}),
    (406, "not-acceptable", "/sparql?query=ASK{}&format=csv", {}),
    (406, "not-acceptable", "/sparql?query=ASK{}&format=pdf", {}),
    (413, "query-too-long", "/sparql", {"method": "POST", "content_type": DIRECT, "data": "ASK{} #" + "x" * 20_000}),
    (413, "query-too-long", "/sparql", {"method": "POST", "content_type": DIRECT, "data": "x" * 200_000}),
    (413, "result-too-large", f"/sparql?query=SELECT ?x14 {{ {LONG_TEXT} }}", {}),
    (414, "address-too-long", "/sparql?query=ASK{}%23" + "x" * 20_000, {}),
    (415, "media-type", "/sparql", {"method": "POST", "content_type": "text/plain", "data": "ASK {}"}),
    (415, "media-type", "/sparql", {"method": "POST", "data": "ASK {}"}),
    (
        415,
        "media-type",
        "/sparql",
        {"method": "POST", "content_type": DIRECT, "data": b"", "environ_base": {"HTTP_CONTENT_ENCODING": "gzip"}},
    ),
    (415, "media-type", "/sparql", {"method": "POST", "content_type": DIRECT + ";charset=utf-16", "data": "ASK {}"}),
    (
        501,
        "media-type",
        "/sparql",
        {
            "method": "POST",
            "content_type": DIRECT,
            "data": b"",
            "environ_base": {"HTTP_TRANSFER_ENCODING": "gzip, chunked"},
        },
    ),
]


@pytest.mark.parametrize(("status", "name", "path", "request_"), DOORS, ids=lambda value: str(value)[:60])
def test_every_door_speaks_the_same(
    client: FlaskClient, status: int, name: str, path: str, request_: dict[str, Any]
) -> None:
    response = client.open(path, **request_)
    assert response.status_code == status, response.text
    assert response.content_type == "application/problem+json"
    said = json.loads(response.data)
    assert list(said)[:6] == ["type", "title", "status", "detail", "remedy", "instance"]
    assert list(said)[6:] == (["limit", "allowed", "used"] if name in LIMITS else [])
    assert name not in LIMITS or said["used"] >= said["allowed"] > 0
    assert said["type"] == f"{BASE}problem/{name}"
    assert (said["status"], said["title"]) == (status, CATALOGUE[name].title)
    assert said["detail"]
    assert said["remedy"]
    assert said["instance"] == path.partition("?")[0]
    assert "Traceback" not in response.text


@pytest.mark.parametrize(("status", "name", "path", "request_"), DOORS, ids=lambda value: str(value)[:60])
def test_a_browser_gets_a_page(
    client: FlaskClient, status: int, name: str, path: str, request_: dict[str, Any]
) -> None:
    response = client.open(path, **request_, headers={"Accept": "text/html,*/*;q=0.8"})
    assert response.status_code == status
    assert response.mimetype == "text/html"
    assert f"<h1>{CATALOGUE[name].title}</h1>" in response.text
    assert response.headers["Vary"] == "Accept"


def test_a_browser_that_accepts_no_page_gets_the_shape(client: FlaskClient) -> None:
    response = client.get("/release/50001", headers={"Accept": "image/png"})
    assert (response.status_code, response.content_type) == (406, "application/problem+json")
    assert "text/turtle" in json.loads(response.data)["detail"]


@pytest.mark.parametrize("path", ["//", "///", "//release/", "//sparql"])
def test_two_slashes_are_not_one(client: FlaskClient, path: str) -> None:
    response = client.get("/", environ_overrides={"PATH_INFO": path})
    assert (response.status_code, response.content_type) == (404, "application/problem+json")
    assert json.loads(response.data)["detail"] == f"There is nothing at {path}."


def test_405_names_the_methods(client: FlaskClient) -> None:
    assert set(client.delete("/release/50001").headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_a_syntax_error_names_line_column_and_reason(client: FlaskClient) -> None:
    said = json.loads(client.get("/sparql", query_string={"query": "SELECT ?s\nWHERE { ?s ?p }"}).data)
    assert "line 2, column" in said["detail"]
    said = json.loads(client.get("/sparql", query_string={"query": "SELECT ?x (COUNT(*) AS ?n) { ?s ?p ?o }"}).data)
    assert "unbound" in said["detail"]


@pytest.mark.parametrize("sign", ["'\u2028'", "'\x85'", "'\x0c'", "\r?o"])
def test_the_words_at_the_place_are_found_behind_signs_that_end_no_line(client: FlaskClient, sign: str) -> None:
    query = f"SELECT * {{ ?s ?p {sign} .\n ?s ?p }} # end"
    said = json.loads(client.get("/sparql", query_string={"query": query}).data)
    assert "line 2, column 10, before “# end”" in said["detail"]


def test_a_forgotten_prefix_is_said_with_what_to_add(client: FlaskClient) -> None:
    query = "SELECT * { ?s a osce:Release ; strange:thing ?o }"
    said = json.loads(client.get("/sparql", query_string={"query": query}).data)
    assert "osce:" in said["detail"]
    assert "PREFIX osce: <https://w3id.org/osce-graph/ontology#>" in said["remedy"]
    assert "strange:" in said["remedy"]


def test_what_a_body_may_be_is_said(client: FlaskClient) -> None:
    refused = client.post("/sparql", data="ASK {}", content_type="text/plain")
    assert (refused.status_code, refused.headers["Accept"]) == (415, f"{DIRECT}, {FORM}")


def test_a_page_about_a_wrong_query_gives_the_query_back(client: FlaskClient) -> None:
    page = client.get("/sparql?query=SELECT </textarea><script>", headers={"Accept": "text/html"}).text
    assert "SELECT &lt;/textarea&gt;&lt;script&gt;</textarea>" in page
    assert page.replace('<script src="/static/editor.js', "").count("<script") == 0


@pytest.fixture
def failing(open_app: OpenApp, folder: Path) -> Flask:
    """An app with doors that fail in ways no client can bring about."""
    app = open_app(folder)

    @app.get("/fails")
    def fails() -> str:
        raise ValueError("a secret of ours")

    @app.get("/status/<int:code>")
    def status(code: int) -> str:
        abort(code)

    return app


def test_a_fault_of_ours_is_500_and_tells_nothing(failing: Flask, caplog: pytest.LogCaptureFixture) -> None:
    response = failing.test_client().get("/fails")
    assert (response.status_code, response.content_type) == (500, "application/problem+json")
    assert "secret" not in response.text
    assert "a secret of ours" in caplog.text


@pytest.mark.parametrize("code", [400, 408, 429, 431, 500, 503])
def test_what_the_framework_raises_has_the_shape_too(failing: Flask, code: int) -> None:
    response = failing.test_client().get(f"/status/{code}")
    assert response.status_code == code
    said = json.loads(response.data)
    assert said["status"] == code
    assert said["type"].endswith("bad-request" if code < 500 else "unexpected")


def test_every_kind_of_problem_has_a_page_where_its_type_leads(client: FlaskClient) -> None:
    for name, case in CATALOGUE.items():
        response = client.get(Problem(name, "x").type.removeprefix(BASE.rstrip("/")))
        assert case.title in response.text
        assert response.status_code == 200


@pytest.mark.parametrize(
    ("path", "leads"),
    [("/shapes/nothing", "/shapes"), ("/quality/Nothing", "/shapes"), ("/event/?year=1066", "/event/")],
)
def test_on_a_page_the_remedy_is_one_step_away(path: str, leads: str, client: FlaskClient) -> None:
    response = client.get(path, headers={"Accept": "text/html"})
    assert response.status_code in {400, 404}
    assert f'<a href="{leads}">{leads}</a>' in response.text


def test_what_looks_like_an_address_in_a_remedy_and_leads_nowhere_stays_as_it_is(app: Flask) -> None:
    with app.test_request_context():
        told = linked("Ask /nowhere/at/all, a/release/ or <b>, not https://example.org/quality; see /quality.")
    assert told == (
        "Ask /nowhere/at/all, a/release/ or &lt;b&gt;, not https://example.org/quality; "
        'see <a href="/quality">/quality</a>.'
    )
