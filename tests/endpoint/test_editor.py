"""The editor: a plain form that a script of ours makes comfortable; pictures of answers with two columns."""

import html
import json
import re
import subprocess
import threading
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from endpoint.views.chart import chart
from tests.endpoint.test_browser import TOOLS, browser

XSD = "http://www.w3.org/2001/XMLSchema#"


def answer(*rows: tuple[str, str | int], total: int | None = None) -> dict[str, Any]:
    shown = [
        [
            {"type": "literal", "value": name, "language": None, "datatype": XSD + "string"},
            {
                "type": "literal",
                "value": str(n),
                "language": None,
                "datatype": XSD + ("integer" if isinstance(n, int) else "string"),
            },
        ]
        for name, n in rows
    ]
    return {"variables": ["what", "many"], "rows": shown, "total": len(shown) if total is None else total}


def test_a_row_each_has_a_bar_as_long_as_its_part_of_the_most() -> None:
    made = chart(answer(("a", 4), ("b", 1)))
    assert made is not None
    assert [re.search(r'width="(.*?)"', one[one.index("<rect") :])[1] for one in made.bars] == ["100%", "25%"]  # type: ignore[index]


def test_a_query_that_is_wrong_is_mended_in_the_same_editor(client: FlaskClient) -> None:
    page = client.get("/sparql?query=SELECT+nonsense", headers={"Accept": "text/html"})
    assert page.status_code == 400
    assert 'src="/static/editor.js' in page.text
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    missing = client.get("/nothing", headers={"Accept": "text/html"})
    assert "<script" not in missing.text
    assert "script-src" not in missing.headers["Content-Security-Policy"]


def test_months_are_a_timeline() -> None:
    made = chart(answer(("2008-01", 4), ("2008-03", 1)))
    assert made is not None
    assert made.timeline is not None
    assert "many by what" in made.timeline


@pytest.mark.parametrize(
    "shown",
    [
        {"boolean": True},
        answer(("a", 1)),
        answer(("a", "x"), ("b", "y")),
        answer(("a", 1), ("b", 2), total=400),
        answer(("a", 0), ("b", 0)),
        answer(("a", -1), ("b", 2)),
        answer(("1008-01", 1), ("2008-03", 1)),
        answer(*((str(n), n) for n in range(70))),
    ],
)
def test_all_else_has_no_picture(shown: dict[str, Any]) -> None:
    assert chart(shown) is None


def test_the_page_of_an_answer_shows_it(client: FlaskClient) -> None:
    query = "SELECT ?class (COUNT(?s) AS ?n) { ?s a ?class } GROUP BY ?class ORDER BY DESC(?n)"
    page = client.get("/sparql", query_string={"query": query}, headers={"Accept": "text/html"}).text
    assert page.count('<td class="bar"><svg') > 3
    assert "format=csv" in page
    assert '<a href="/' in page


@pytest.mark.parametrize("query", ["ASK {}", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "CONSTRUCT WHERE { ?s", ""])
def test_the_form_keeps_the_dataset_that_was_asked_over(client: FlaskClient, query: str) -> None:
    dataset = {"default-graph-uri": ["http://x.test/a?b&c", "http://x.test/d"], "named-graph-uri": ["http://x.test/e"]}
    asked = {**dataset, **({"query": query} if query else {})}
    page = client.get("/sparql", query_string=asked, headers={"Accept": "text/html"})
    form = page.text[page.text.index('<form class="editor"') :]
    hidden = re.findall(r'<input type="hidden" name="(.*?)" value="(.*?)">', form)
    assert [(name, html.unescape(value)) for name, value in hidden] == [
        (name, graph) for name, graphs in dataset.items() for graph in graphs
    ]
    bare = client.get("/sparql", query_string={"query": query} if query else {}, headers={"Accept": "text/html"})
    assert 'type="hidden"' not in bare.text
    assert bare.headers.get("ETag") != page.headers.get("ETag") or page.status_code == 400


def test_only_pages_with_the_editor_may_run_the_script_and_it_is_ours(client: FlaskClient) -> None:
    page = client.get("/sparql", headers={"Accept": "text/html"})
    policy = page.headers["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "script-src 'self'", "connect-src 'self'"} <= set(policy)
    assert not any("unsafe" in one or "*" in one for one in policy)
    assert re.findall(r'<script src="(.*?)\?', page.text) == ["/static/editor.js"]
    assert "script-src" not in client.get("/", headers={"Accept": "text/html"}).headers["Content-Security-Policy"]


def test_terms_for_completion_are_those_of_the_graph(real: FlaskClient) -> None:
    answer_ = real.get("/sparql/terms")
    told = answer_.get_json()
    names = [one["name"] for one in told["terms"]]
    assert {"osce:Release", "dcterms:issued", "schema:mentions"} <= set(names)
    assert names == sorted(names)
    assert all(name.partition(":")[0] in told["prefixes"] for name in names)
    assert real.get("/sparql/terms", headers={"If-None-Match": answer_.headers["ETag"]}).status_code == 304


def test_a_person_writes_a_query_by_keyboard(real: FlaskClient) -> None:
    """In a browser: colours, completion, the prefix declared, no markup from text, Ctrl-Enter asks."""
    asked = {"browser": browser()}
    server = make_server("127.0.0.1", 0, real.application, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        asked["address"] = f"http://127.0.0.1:{server.server_port}/sparql"
        done = subprocess.run(
            ["node", "editor.mjs"], cwd=TOOLS, input=json.dumps(asked), capture_output=True, text=True, timeout=120
        )
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    steps = seen["steps"]
    assert (seen["errors"], seen["elsewhere"]) == ([], [])
    assert all(step["same"] for name, step in steps.items() if name != "asked")
    assert steps["typed"]["options"][0] == "osce:Release"
    assert ["variable", "?thing"] in steps["typed"]["colours"]
    assert ["word", "SELECT"] in steps["typed"]["colours"]
    assert steps["taken"]["value"].startswith("PREFIX osce: <https://w3id.org/osce-graph/ontology#>\nSELECT ?thing")
    assert steps["taken"]["value"].endswith("?thing a osce:Release")
    assert steps["variable"]["options"] == ["?thing"]
    assert not steps["escaped"]["open"]
    assert steps["hostile"]["images"] == 0
    assert ["text", '"<img src=x onerror=alert(1)>"'] in steps["hostile"]["colours"]
    assert steps["asked"] == {"rows": 1, "editor": 1}
