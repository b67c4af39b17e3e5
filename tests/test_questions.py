"""Questions that users ask, each with the answer that the vocabularies and examples give."""

import csv
import io
import re
from pathlib import Path

import pytest
from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, QueryTriples, RdfFormat, Store, parse

from graph import rooms
from graph import vocabulary as v
from graph.vocabularies import questions
from graph.vocabularies.reference import Reference

QUESTIONS = questions.load(rooms.ontology() / "questions")
ANSWERS = Path(__file__).parent / "questions"


@pytest.fixture(scope="module")
def store() -> Store:
    """The vocabularies and the examples, as one default graph."""
    found = Store()
    for quad in Reference.load(rooms.ontology()).quads:
        found.add(type(quad)(quad.subject, quad.predicate, quad.object))
    for file in sorted((rooms.ontology() / "examples").glob("*.ttl")):
        for quad in parse(path=str(file), format=RdfFormat.TURTLE):
            found.add(quad)
    return found


def answer(store: Store, question: questions.Question) -> str:
    """The answer as the text of its file: CSV for rows, yes or no, sorted N-Triples."""
    result = store.query(question.query)
    if isinstance(result, QuerySolutions):
        text = result.serialize(format=QueryResultsFormat.CSV)
        assert text is not None
        return text.decode().replace("\r\n", "\n")
    if isinstance(result, QueryBoolean):
        return "yes\n" if result else "no\n"
    assert isinstance(result, QueryTriples)
    return "".join(sorted(f"{triple} .\n" for triple in result))


def test_there_are_enough_and_every_one_has_its_answer() -> None:
    assert len(QUESTIONS) >= 40
    assert {file.stem for file in ANSWERS.iterdir()} == {question.key for question in QUESTIONS}
    assert len({question.title for question in QUESTIONS}) == len(QUESTIONS)
    assert len({question.group for question in QUESTIONS}) >= 6


@pytest.mark.parametrize("question", QUESTIONS, ids=[question.key for question in QUESTIONS])
def test_the_answer_is_the_expected_one(question: questions.Question, store: Store) -> None:
    (expected,) = ANSWERS.glob(f"{question.key}.*")
    found = answer(store, question)
    if expected.suffix == ".csv":
        assert list(csv.reader(io.StringIO(found))) == list(csv.reader(io.StringIO(expected.read_text())))
        assert found.count("\n") > 1, "a question without rows teaches nothing"
    else:
        assert found == expected.read_text()


@pytest.mark.parametrize("question", QUESTIONS, ids=[question.key for question in QUESTIONS])
def test_no_question_asks_for_what_only_the_examples_have(question: questions.Question) -> None:
    """It is asked of every snapshot; 990001 and the like are the numbers of the examples."""
    assert not re.search(r"\b99\d{4}\b", question.title + question.description + question.query)


def test_every_term_of_the_ontology_is_needed_by_a_question() -> None:
    asked = " ".join(question.query for question in QUESTIONS)
    named = set(re.findall(r"osce:(\w+)", asked))
    own = {
        quad.subject.value.rpartition("#")[2]
        for quad in parse(path=str(rooms.ontology() / "osce.ttl"), format=RdfFormat.TURTLE)
    }
    assert sorted(own - named - {"https://w3id.org/osce-graph/ontology", ""}) == []


def test_the_questions_are_in_the_graph_as_data(store: Store) -> None:
    kept = {quad.subject for quad in store.quads_for_pattern(None, v.RDF_TYPE, v.SH_SPARQL_EXECUTABLE)}
    assert len(kept) == len(QUESTIONS)
