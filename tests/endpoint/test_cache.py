"""Answers given before: the same bytes, bounded, of the right snapshot, and counted."""

import json
import logging
import re
import time
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from endpoint.answers.cache import Addresses, Answers, Front, Kept
from endpoint.answers.shelf import Shelf
from endpoint.finding.facets import NAMES
from endpoint.queries.guard import normalised
from endpoint.responses.respond import PARAMETERS
from endpoint.tally import OUTCOMES, Tally
from tests.endpoint.conftest import OpenApp, fixture_quads, publish

QUERY = "SELECT ?s { ?s a <https://w3id.org/osce-graph/ontology#State> } ORDER BY ?s"


@pytest.fixture
def fresh(open_app: OpenApp, folder: Path) -> FlaskClient:
    return open_app(folder).test_client()


def count(client: FlaskClient, outcome: str) -> int:
    tally: Tally = client.application.extensions["tally"]
    return tally.count(outcome)


@pytest.mark.parametrize("accept", ["application/json", "text/csv", "*/*"])
def test_the_second_answer_is_the_first(fresh: FlaskClient, accept: str) -> None:
    first, second = (fresh.get("/sparql", query_string={"query": QUERY}, headers={"Accept": accept}) for _ in "ab")
    assert first.data == second.data
    own = {"X-Query-Id", "Server-Timing", "X-Query-Budget"}
    assert {k: v for k, v in first.headers.items() if k not in own} == dict(second.headers)
    assert (count(fresh, "ok"), count(fresh, "cached")) == (1, 1)


def test_every_way_of_asking_shares_what_is_kept(fresh: FlaskClient) -> None:
    fresh.get("/sparql", query_string={"query": QUERY})
    fresh.post("/sparql", data={"query": QUERY})
    fresh.get("/sparql", query_string={"query": f"# why\n{QUERY.replace(' ', '  ')}", "x": "1"})
    assert (count(fresh, "ok"), count(fresh, "cached")) == (1, 2)


def test_an_unchanged_answer_is_304_before_and_behind_the_framework(fresh: FlaskClient) -> None:
    tag = fresh.get("/sparql", query_string={"query": QUERY}).headers["ETag"]
    for path in ("", "&x=1"):
        for said in (tag, f"W/{tag}"):
            response = fresh.get(f"/sparql?query={QUERY}{path}".replace("#", "%23"), headers={"If-None-Match": said})
            assert (response.status_code, response.data, response.headers["ETag"]) == (304, b"", tag)
            assert response.headers["Vary"] == "Accept"


def test_what_must_not_be_another_answer_is_weighed_behind_the_door(fresh: FlaskClient) -> None:
    front: Front = fresh.application.extensions["front"]
    fresh.get("/state/norway.ttl")
    told = {"HTTP_HOST": "localhost", "wsgi.url_scheme": "http"}
    assert front.known("GET", "/state/norway.ttl", "", told)
    for condition in ({"HTTP_IF_MATCH": '"other"'}, {"HTTP_IF_UNMODIFIED_SINCE": "Mon, 01 Jan 2001 00:00:00 GMT"}):
        assert front.known("GET", "/state/norway.ttl", "", told | condition) is None


def test_formats_and_answers_that_vary_are_not_mixed_up(fresh: FlaskClient) -> None:
    formats = [fresh.get("/sparql", query_string={"query": QUERY, "format": one}) for one in ("csv", "xml", "csv")]
    assert [one.mimetype for one in formats] == ["text/csv", "application/sparql-results+xml", "text/csv"]
    varying = [fresh.get("/sparql?query=SELECT (RAND() AS ?x) {}").data for _ in "ab"]
    assert varying[0] != varying[1]


def test_a_new_snapshot_has_answers_of_its_own(open_app: OpenApp, tmp_path: Path) -> None:
    quads = fixture_quads()
    publish(tmp_path, quads)
    app = open_app(tmp_path)
    client = app.test_client()
    query = {"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "format": "csv"}
    before = [client.get("/sparql", query_string=query).data for _ in "ab"]
    publish(tmp_path, quads[:-3])
    for _ in range(200):
        after = client.get("/sparql", query_string=query)
        if after.data != before[0]:
            break
        time.sleep(0.05)
    assert before[0] == before[1] != after.data


@pytest.mark.parametrize("path", ["/", "/state/norway.html", "/state/norway.ttl", "/search?q=small", "/person/"])
def test_the_second_page_is_the_first(fresh: FlaskClient, path: str) -> None:
    first, second = (fresh.get(path) for _ in "ab")
    assert (first.status_code, first.data, dict(first.headers)) == (200, second.data, dict(second.headers))
    again = [fresh.get(path, headers={"If-None-Match": one.headers["ETag"]}) for one in (first, second)]
    assert [one.status_code for one in again] == [304, 304]
    assert fresh.head(path).headers["ETag"] == first.headers["ETag"]
    assert count(fresh, "cached") == 0


@pytest.mark.parametrize("path", ["/person/?page=1", "/state/norway.html?", "/state/norway.ttl?", "/search?q=small"])
def test_a_word_that_no_page_knows_makes_no_page_anew(fresh: FlaskClient, path: str) -> None:
    """Nor does it stand in the page that others get."""
    other, first = (fresh.get(path + more) for more in ("&utm=hostile", ""))
    assert b"hostile" not in other.data
    assert other.headers["ETag"] == first.headers["ETag"]
    assert (other.status_code, other.data) == (200, first.data)


def test_every_parameter_that_a_page_reads_is_one_of_those_that_tell_pages_apart() -> None:
    own = {"reconcile.py", "sparql.py"}
    read = {
        name
        for path in Path("endpoint").rglob("*")
        if path.suffix in {".py", ".html"} and path.name not in own
        for name in re.findall(r"args\.get\(['\"](\w+)['\"]", path.read_text())
    }
    assert {"page", "links", "part", "q"} <= read <= {*PARAMETERS}
    assert {*NAMES} <= {*PARAMETERS}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"base_url": "http://one.example/"}, {"base_url": "http://other.example/"}),
        ({"base_url": "http://one.example/"}, {"base_url": "https://one.example/"}),
        ({"headers": {"Accept-Language": "en"}}, {"headers": {"Accept-Language": "ru"}}),
    ],
)
def test_sites_and_languages_are_not_mixed_up(open_app: OpenApp, folder: Path, one: Any, other: Any) -> None:
    """What is kept for one visitor is not given to another who must have something else."""
    paths = ("/", "/state/uzbekistan.html", "/dataset.html", "/search?q=uzbekistan")
    alone = {path: open_app(folder).test_client().get(path, **other).data for path in paths}
    shared = open_app(folder).test_client()
    for path in paths:
        for _ in "ab":
            shared.get(path, **one)
        assert [shared.get(path, **other).data for _ in "ab"] == [alone[path]] * 2, path


def test_a_path_is_its_bytes_at_both_doors(fresh: FlaskClient) -> None:
    front: Front = fresh.application.extensions["front"]
    kept = "/state/norway.ttl"
    fresh.get(kept)
    told = {"HTTP_HOST": "localhost", "wsgi.url_scheme": "http"}
    assert front.known("GET", kept, "", told)
    for path, more in (
        (kept + "\u00c3\u00a9", {}),
        (kept, {"HTTP_HOST": "other.example"}),
        (kept, {"wsgi.url_scheme": "https"}),
        (kept, {"HTTP_X_FORWARDED_HOST": "other.example"}),
        (kept, {"HTTP_X_FORWARDED_PREFIX": "/graph"}),
        (kept, {"HTTP_ACCEPT": "text/html"}),
    ):
        assert front.known("GET", path, "", {**told, **more}) is None, (path, more)
    assert front.known("HEAD", kept, "", told) is None


def test_faults_and_long_addresses_are_not_kept(fresh: FlaskClient) -> None:
    front: Front = fresh.application.extensions["front"]
    told = {"HTTP_HOST": "localhost"}
    fresh.get("/state/none.ttl")
    fresh.get("/state/norway.ttl?x=" + "y" * 5000)
    assert front.known("GET", "/state/none.ttl", "", told) is None
    assert front.known("GET", "/state/norway.ttl", "x=" + "y" * 5000, told) is None


def test_what_is_kept_is_bounded() -> None:
    answers = Answers(80_000)
    for number in range(20):
        answers.put(str(number), Kept("select", "csv", bytes(9_000)))
    assert sum(answers.get(str(number)) is not None for number in range(20)) == 7
    assert answers.get("19")
    answers.put("large", Kept("select", "csv", bytes(10_001)))
    assert answers.get("large") is None
    for number in range(200):  # also of those that say nothing
        answers.put(f"empty {number}", Kept("construct", "nt", b""))
    assert sum(answers.get(f"empty {number}") is not None for number in range(200)) < 80


def test_so_are_the_addresses_that_are_known() -> None:
    """Whoever asks for ever other addresses, as long as they may be, takes no more memory than was said."""
    tracemalloc.start()
    addresses = Addresses(1 << 20)
    for number in range(3_000):
        key = (f"digest {number}", f"/sparql?{number}", f"query={number}".ljust(3_900, "x"), *("*/*",) * 3)
        headers = [(f"Header-{n}", f"value {number} {n}") for n in range(8)]
        addresses.put(key, (f"place {number}", f"tag {number}", headers))
        addresses.put(key, (f"place {number}", f"tag {number}", headers))
        if number >= 5:
            assert addresses.get(("digest 5", "/sparql?5", "query=5".ljust(3_900, "x"), *("*/*",) * 3)), number
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert 0.9 * (1 << 20) < addresses.size <= 1 << 20
    assert size < 1.2 * (1 << 20)


def test_without_memory_no_address_is_known(open_app: OpenApp, folder: Path) -> None:
    app = open_app(folder, cache_mb=0)
    app.test_client().get("/state/norway.ttl")
    front: Front = app.extensions["front"]
    assert front.known("GET", "/state/norway.ttl", "", {"HTTP_HOST": "localhost"}) is None


def test_server_processes_share_what_they_gave(open_app: OpenApp, folder: Path, tmp_path: Path) -> None:
    """Two apps stand for two server processes: each has a shelf of its own over the one folder."""
    one, other = (open_app(folder, shelf=Shelf(tmp_path, 1 << 20, 2)).test_client() for _ in "ab")
    first = one.get("/sparql", query_string={"query": QUERY})
    assert one.get("/sparql", query_string={"query": QUERY}).data == first.data  # so that it is worth a file
    second = other.get("/sparql", query_string={"query": QUERY})
    third = other.get("/sparql", query_string={"query": QUERY})
    assert first.data == second.data == third.data
    assert first.headers["ETag"] == second.headers["ETag"]
    assert (count(other, "ok"), count(other, "cached")) == (0, 2)


def test_what_was_cheap_is_shared_when_it_is_asked_for_again(tmp_path: Path) -> None:
    shelf, answer = Shelf(tmp_path, 1 << 20), Kept("ask", "json", b"true")
    answers = Answers(1 << 20, shelf)
    answers.put("cheap", answer, cheap=True)
    answers.put("dear", answer)
    assert (shelf.get("cheap"), shelf.get("dear")) == (None, answer.packed())
    assert answers.get("cheap") == answer
    assert shelf.get("cheap") == answer.packed()


def test_a_shelf_is_bounded_and_keeps_what_was_used_last(tmp_path: Path) -> None:
    shelves = [Shelf(tmp_path, 80 * 4096, 2) for _ in "ab"]
    shelves[0].put("used", b"again and again")
    for number in range(400):
        shelves[number % 2].put(str(number), bytes(3000))
        assert shelves[number % 2].get("used") == b"again and again"
        assert sum(not one.name.startswith(".") for one in tmp_path.iterdir()) <= 80
    assert shelves[0].get("399")
    assert shelves[1].get("0") is None


def test_what_is_not_whole_or_does_not_fit_is_not_on_the_shelf(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, 1 << 20)
    answers = Answers(1 << 20, shelf)
    answers.put("whole", Kept("select", "csv", b"a,b"))
    (tmp_path / "cut").write_bytes((tmp_path / "whole").read_bytes()[:-1])
    (tmp_path / "empty").touch()
    fresh = Answers(1 << 20, shelf)
    assert fresh.get("whole") == Kept("select", "csv", b"a,b")
    assert fresh.get("cut") is None
    assert fresh.get("empty") is None
    shelf.put("large", bytes((1 << 19) + 1))
    assert shelf.get("large") is None


def test_a_shelf_without_a_folder_costs_no_answer(tmp_path: Path) -> None:
    answers = Answers(1 << 20, Shelf(tmp_path / "gone", 1 << 20))
    answers.put("tag", Kept("ask", "json", b"true"))
    assert answers.get("tag") == Kept("ask", "json", b"true")


@pytest.mark.parametrize(
    ("query", "same"),
    [
        ("ASK  {\n}", "ASK { }"),
        ("ASK { } # comment", "ASK { }"),
        ("ASK # comment\n # another\r\n { }", "ASK { }"),
        ("# comment\nASK { FILTER('#' = \"  #\") }\n#", "ASK { FILTER('#' = \"  #\") }"),
        ("ASK { }\N{NO-BREAK SPACE} ", "ASK { }\N{NO-BREAK SPACE}"),
        ("SELECT (' a  b ' AS ?x)  {}", "SELECT (' a  b ' AS ?x) {}"),
        ("ASK { ?s ?p <http://a/#b> }", "ASK { ?s ?p <http://a/#b> }"),
        ("ASK {  ?s  ?p  <http://a/#b>  }", "ASK { ?s ?p <http://a/#b> }"),
        # To the engine the first string of these is `'>'`, and the comment ends with its line.
        ("ASK { FILTER(?a<'>' && ?x = ' x  y ') } ", "ASK { FILTER(?a<'>' && ?x = ' x  y ') }"),
        ("ASK { FILTER(?a<?b#>\n && ?c) }", "ASK { FILTER(?a<?b#>\n && ?c) }"),
    ],
)
def test_normalised_queries_mean_the_same(query: str, same: str) -> None:
    assert normalised(query) == same


def test_metrics_and_log_say_what_happened_and_not_to_whom(
    fresh: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="endpoint"):
        wrong = fresh.get("/sparql?query=ASK {", environ_base={"REMOTE_ADDR": "192.0.2.77"})
    line = json.loads(caplog.records[-1].getMessage())
    assert line["query"] == wrong.headers["X-Query-Id"]
    assert line["outcome"] == "query-syntax"
    assert "192.0.2.77" not in caplog.text
    said = fresh.get("/metrics")
    assert said.mimetype == "text/plain"
    assert 'osce_graph_queries_total{outcome="query-syntax"} 1\n' in said.text
    assert 'osce_graph_query_seconds_bucket{le="+Inf"} 1\n' in said.text
    assert all(f'outcome="{one}"' in said.text for one in OUTCOMES)


def test_metrics_tell_of_the_memory_of_query_processes_and_of_what_is_kept(fresh: FlaskClient) -> None:
    def told(name: str) -> int:
        return int(re.findall(rf"^osce_graph_{name} (\d+)$", fresh.get("/metrics").text, re.MULTILINE)[0])

    before = told("cache_bytes")
    rows = fresh.get("/sparql?query=SELECT * { ?s ?p ?o }")
    assert told("cache_bytes") >= before + len(rows.data)
    assert told("resident_bytes") > 10 << 20
    assert told("query_processes_resident_bytes") > 10 << 20
