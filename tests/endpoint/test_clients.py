"""Linked Data clients not written here read the site: Comunica follows links and asks, rdflib parses addresses.

Comunica needs Node with what `npm ci --prefix tests/clients` installs (`make test` does); without it those tests are
skipped and say so.
"""

import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse
from rdflib import RDFS, Graph, Literal, URIRef
from rdflib.compare import to_isomorphic
from werkzeug.serving import make_server

from endpoint.negotiate import offered
from graph.iri import BASE

TOOLS = Path(__file__).resolve().parent.parent / "clients"
PREFIXES = """PREFIX osce: <https://w3id.org/osce-graph/ontology#>
PREFIX geo: <http://www.w3.org/2003/01/geo/wgs84_pos#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX schema: <https://schema.org/>
PREFIX dcat: <http://www.w3.org/ns/dcat#>
"""
THINGS = ["state/norway", "structure/odihr", "field-operation/centre-in-tashkent", "ontology", "dataset"]
DATA = [one for one in offered("resource") if one.name != "html"]


@pytest.fixture(scope="module")
def base(real: FlaskClient) -> Iterator[str]:
    """The address of a server of the sample graph."""
    server = make_server("127.0.0.1", 0, real.application, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


def ask(base: str, questions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What Comunica answers. Skips where it is missing."""
    if not shutil.which("node") or not (TOOLS / "node_modules" / "@comunica").is_dir():
        pytest.skip("Comunica is not installed: have Node and npm, and run `npm ci --prefix tests/clients`")
    told = json.dumps({"base": base, "home": BASE, "questions": questions})
    done = subprocess.run(["node", "ask.mjs"], cwd=TOOLS, input=told, capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stderr
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    assert len(answers) == len(questions)
    return answers


def test_comunica_follows_links_from_thing_to_thing(base: str) -> None:
    questions = [
        # From a State to its capital, from there to where that lies.
        ("state/norway", f"SELECT DISTINCT ?y {{ <{BASE}state/norway> osce:capital ?c . ?c geo:lat ?y }}"),
        # From an operation to what came before it, and when that began.
        (
            "field-operation/project-co-ordinator-in-uzbekistan",
            f"""SELECT DISTINCT ?year {{
              <{BASE}field-operation/project-co-ordinator-in-uzbekistan> osce:predecessor ?before .
              ?before schema:foundingDate ?year }}""",
        ),
        # From a term of the ontology to its definition.
        ("ontology", "SELECT DISTINCT ?words { osce:capital skos:definition ?words }"),
    ]
    asked = [{"query": PREFIXES + query, "sources": [BASE + start], "follow": True} for start, query in questions]
    latitude, years, words = ask(base, asked)
    assert [float(row["y"]) for row in latitude["answer"]] == [pytest.approx(59.9, abs=0.1)]
    assert latitude["asked"] == ["state/norway", "place/oslo"]
    assert [row["year"][:2] for row in years["answer"]] == ["20"]
    assert len(words["answer"]) == 1


def test_comunica_asks_the_endpoint(base: str, real: FlaskClient) -> None:
    source = [{"type": "sparql", "value": f"{base}sparql"}]
    count, any_, built, joined = ask(
        base,
        [
            {"query": f"{PREFIXES}SELECT (COUNT(*) AS ?n) {{ ?s a osce:ParticipatingState }}", "sources": source},
            {"query": f"{PREFIXES}ASK {{ ?s a osce:Release }}", "sources": source, "kind": "boolean"},
            {
                "query": f"{PREFIXES}CONSTRUCT {{ ?s rdfs:label ?l }} {{ ?s a osce:State ; rdfs:label ?l }}",
                "sources": source,
                "kind": "quads",
            },
            # A join of the endpoint with a document.
            {
                "query": f"{PREFIXES}SELECT DISTINCT ?l {{ <{BASE}state/norway> osce:capital ?c . ?c rdfs:label ?l }}",
                "sources": [*source, {"type": "file", "value": f"{base}state/norway.ttl"}],
            },
        ],
    )
    assert count["answer"] == [{"n": "57"}]
    assert any_["answer"] is True
    assert built["answer"] >= 57
    assert {"l": "Oslo"} in joined["answer"]
    assert all(one["elsewhere"] == [] for one in (count, any_, built, joined))


def test_comunica_reads_every_format_alike_and_needs_nobody_else(base: str) -> None:
    query = "CONSTRUCT WHERE { ?s ?p ?o }"
    addresses = [f"{thing}.{form.extension}" for thing in THINGS for form in DATA]
    answers = ask(
        base,
        [
            {"query": query, "sources": [{"type": "file", "value": base + address}], "kind": "quads"}
            for address in addresses
        ],
    )
    found = dict(zip(addresses, answers, strict=True))
    assert [(address, one["elsewhere"]) for address, one in found.items() if one["elsewhere"]] == []
    for thing in THINGS:
        numbers = {form.name: found[f"{thing}.{form.extension}"].get("answer") for form in DATA}
        assert len(set(numbers.values())) == 1, (thing, numbers, found[f"{thing}.rdf"])
        assert (numbers["turtle"] or 0) > 10


@pytest.mark.parametrize("thing", THINGS)
def test_rdflib_parses_the_address(base: str, thing: str) -> None:
    """With its own Accept header; every format says the same."""
    said = Graph().parse(base + thing)
    assert len(said) > 10
    for form in DATA:
        assert set(Graph().parse(f"{base}{thing}.{form.extension}", format=form.media_type)) == set(said), form.name
    if thing == "state/norway":
        assert (URIRef(BASE + thing), RDFS.label, Literal("Norway", lang="en")) in said


@pytest.mark.parametrize("thing", THINGS)
def test_a_strict_parser_finds_nothing_and_no_blank_node(real: FlaskClient, thing: str) -> None:
    """Syntax as the recommendations have it, absolute IRIs, well-formed language tags; all formats say the same."""
    graphs = []
    for form in DATA:
        body = real.get(f"/{thing}.{form.extension}").data
        rdf = RdfFormat.from_media_type(form.media_type)
        triples = {(one.subject, one.predicate, one.object) for one in parse(body, format=rdf)}
        assert not any("_:" in str(one)[:2] for triple in triples for one in triple)
        graphs.append(triples)
        assert to_isomorphic(Graph().parse(data=body, format=form.media_type))
    assert all(one == graphs[0] for one in graphs)
