"""The ontology's page: a table of contents, every term with its documentation at its own fragment, what is borrowed."""

from flask.testing import FlaskClient
from pyoxigraph import NamedNode

from endpoint.views.questions import Questions
from endpoint.views.terms import terms_in
from graph import vocabulary as v
from tests.endpoint.test_office_pages import words
from tests.endpoint.test_pages import read


def test_the_contents_come_first_and_lead_to_every_term(client: FlaskClient) -> None:
    page = read(client, "/ontology.html")
    said = words(page)
    assert said.index("Object properties 2 capital, held for") < said.index("a news item that the OSCE published")
    ids = set(page.values("id"))
    for term in ("Release", "State", "ParticipatingState", "Tenure", "heldFor", "capital", "nodeNumber"):
        assert term in ids
        assert f"#{term}" in page.values("href")


def test_a_term_is_shown_with_all_that_is_said_of_it(client: FlaskClient) -> None:
    state = words(read(client, "/ontology.html"), "State osce:State", "tenure osce:Tenure")
    assert "country that takes part in the OSCE Example Norway Question Which State is meant? Note Not every" in state
    assert "Kinds of it participating State Properties of it capital" in state
    assert "Said of tenure" in words(read(client, "/ontology.html"), "held for osce:heldFor")


def test_a_term_leads_to_the_questions_that_use_it(client: FlaskClient) -> None:
    page = read(client, "/ontology.html")
    assert "In queries 1 question" in words(page, "participating State osce:ParticipatingState", "Object properties")
    assert "?part=questions#q-ParticipatingState" in page.values("href")
    asked = read(client, "/ontology.html?part=questions")
    assert "q-ParticipatingState" in asked.values("id")
    assert "/question/101-states" in asked.values("href")


def test_borrowed_terms_stand_apart_with_their_use(client: FlaskClient) -> None:
    assert "/ontology.html?part=borrowed".partition("html")[2] in read(client, "/ontology.html").values("href")
    said = words(read(client, "/ontology.html?part=borrowed"), "by the terms that they use")
    assert "schema:mentions What the text of a release names." in said
    assert said.index("Borrowed terms") < said.index("About this ontology owl:versionInfo 0.1.0")
    assert "nodeNumber" not in said


def test_every_term_in_the_graph_of_the_samples_is_documented_there(real: FlaskClient) -> None:
    reader = real.application.extensions["follower"]._now.reader
    page = read(real, "/ontology.html")
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    defined = reader.subjects(v.RDFS_IS_DEFINED_BY, NamedNode(v.OSCE.rstrip("#")))
    assert len(defined) > 60
    assert {one.value.removeprefix(v.OSCE) for one in defined} <= set(ids)
    asked = read(real, "/ontology.html?part=questions")
    for question in (one for one in Questions(reader).all if terms_in(one.query)):
        assert f"/question/{question.key}" in asked.values("href")
