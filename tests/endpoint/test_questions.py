"""The questions of the graph: read from the data, listed by group, filled in, answered within the limits."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode

from endpoint.views.terms import terms_in
from graph import rooms
from graph import vocabulary as v
from graph.vocabularies import questions
from tests.endpoint.conftest import OpenApp, fixture_quads, publish
from tests.endpoint.test_office_pages import words
from tests.endpoint.test_pages import HTML, read

REAL = questions.load(rooms.ontology() / "questions")
ROWS = {"Accept": "text/csv, application/sparql-results+json;q=0.9, text/turtle;q=0.8"}


def test_questions_are_listed_by_group_and_lead_to_the_filled_form(client: FlaskClient) -> None:
    page = read(client, "/sparql")
    said = words(page, "Questions", "By program")
    assert "States and Partners Which States take part? Is there a Partner in Asia? Field operations How do" in said
    assert "/sparql?question=102-partners" in page.values("href")
    chosen = client.get("/sparql?question=102-partners", headers=HTML).text
    assert "ASK { ?state a &lt;https://w3id.org/osce-graph/ontology#AsianPartner&gt; }</textarea>" in chosen
    assert "Yes, if any State is one." in chosen
    assert "How do field operations follow on &lt;each other&gt;?" in chosen


def test_a_question_that_nobody_wrote_is_not_found(client: FlaskClient) -> None:
    assert client.get("/sparql?question=none", headers=HTML).status_code == 404


def test_programs_get_the_description_whatever_the_question(client: FlaskClient) -> None:
    response = client.get("/sparql?question=none", headers={"Accept": "text/turtle"})
    assert response.status_code == 200
    assert "SPARQL11Query" in response.text


def test_the_front_page_asks_one_question_of_each_group(client: FlaskClient) -> None:
    said = words(read(client, "/"), "Ask a question", "Take it with you")
    assert "Which States take part?" in said
    assert "How do field operations follow on" in said
    assert "Is there a Partner" not in said


def test_an_answer_is_headed_by_the_question_that_was_asked(client: FlaskClient) -> None:
    query = "ASK { ?state a <https://w3id.org/osce-graph/ontology#AsianPartner> }"
    response = client.post("/sparql", data={"query": f"\r\n{query}\r\n"}, headers=HTML)
    assert "<h1>Is there a Partner in Asia?</h1>" in response.text
    assert "<h1>Answer</h1>" in client.get("/sparql", query_string={"query": "ASK {}"}, headers=HTML).text


def test_a_question_has_a_page_with_its_query_and_its_terms(client: FlaskClient) -> None:
    page = read(client, "/question/101-states.html")
    assert "Lists the participating States by name." in page.words
    assert "SELECT ?name { ?state a osce:ParticipatingState" in page.words
    assert "/ontology#ParticipatingState" in page.values("href")
    assert "/sparql?question=101-states" in page.values("href")


def test_without_questions_there_is_no_list_and_the_editor_has_a_query_to_begin_with(
    open_app: OpenApp, tmp_path: Path
) -> None:
    publish(tmp_path, [quad for quad in fixture_quads() if "/question/" not in str(quad.subject)])
    client = open_app(tmp_path).test_client()
    text = client.get("/sparql", headers=HTML).text
    assert ">Questions<" not in text
    assert "osce:ParticipatingState ; rdfs:label ?name" in text
    assert "Write one in SPARQL" in client.get("/", headers=HTML).text


def test_terms_are_found_by_prefix_and_in_full() -> None:
    query = """PREFIX o: <https://w3id.org/osce-graph/ontology#> PREFIX x: <http://x/>
    SELECT * { ?s a o:State ; x:State ?o ; o:heldFor/o:State ?b . <state/x> a <https://w3id.org/osce-graph/ontology#City>
      FILTER(?p = 'a:b') }"""
    assert terms_in(query) == [NamedNode(v.OSCE + name) for name in ("State", "heldFor", "City")]


def test_the_graph_of_the_samples_shows_every_question(real: FlaskClient) -> None:
    said = words(read(real, "/sparql"))
    assert REAL
    for one in REAL:
        assert " ".join(one.title.split()) in said
        assert one.group in said


@pytest.mark.parametrize("one", REAL, ids=lambda one: one.key)
def test_a_question_is_answered_within_the_limits(real: FlaskClient, one: questions.Question) -> None:
    response = real.get("/sparql", query_string={"query": one.query}, headers=ROWS)
    assert response.status_code == 200, response.text
    page = read(real, f"/question/{one.key}.html")
    assert " ".join(one.description.split()) in words(page)


def test_a_question_whose_example_is_not_here_says_what_to_do(open_app: OpenApp, tmp_path: Path) -> None:
    """Questions name releases of the samples; other pages make a graph that has none of them."""
    quads = [quad for quad in fixture_quads() if quad.object != v.PARTICIPATING_STATE]
    publish(tmp_path, quads)
    client = open_app(tmp_path).test_client()
    found = (one.object for one in quads if one.predicate == v.SH_SELECT and "101-states" in str(one.subject))
    query = next(one.value for one in found if isinstance(one, Literal))
    said = "Nothing in this snapshot answers it as it stands."
    assert said in client.get("/sparql", query_string={"query": query}, headers=HTML).text
    own = "SELECT * { ?nothing a <urn:nothing> }"  # whoever wrote this knows what it names
    assert said not in client.get("/sparql", query_string={"query": own}, headers=HTML).text
