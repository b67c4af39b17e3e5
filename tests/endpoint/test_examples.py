"""Every example query is one that works."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from endpoint import examples

EXAMPLES = examples.load()


def test_there_are_examples_and_each_file_is_one() -> None:
    assert len(EXAMPLES) == len(list(examples.FOLDER.iterdir())) >= 10


@pytest.mark.parametrize("one", EXAMPLES, ids=lambda one: one.name)
def test_an_example_returns_rows(client: FlaskClient, one: examples.Example) -> None:
    response = client.get(
        "/sparql", query_string={"query": one.query}, headers={"Accept": "text/csv, text/turtle;q=0.5"}
    )
    assert response.status_code == 200, response.text
    assert len(response.text.strip().splitlines()) > 1


def test_a_file_without_a_title_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.rq").write_text("SELECT * { ?s ?p ?o }")
    with pytest.raises(ValueError, match="first line"):
        examples.load(tmp_path)
