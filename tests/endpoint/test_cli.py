"""The verb `query`: the same sandbox, formats and limits as the endpoint, from the command line."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rdflib import Graph

from endpoint.cli import main

STATES = "SELECT DISTINCT ?s { ?s a <https://w3id.org/osce-graph/ontology#State> } ORDER BY ?s"


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the person who runs the tests has set does not count."""
    for key in [key for key in os.environ if key.startswith("OSCE_GRAPH_")]:
        monkeypatch.delenv(key)


def query(folder: Path, *arguments: str, given: str | None = None) -> Result:
    return CliRunner().invoke(main, ["query", str(folder), *arguments], input=given)


def test_rows_are_csv_and_graphs_are_turtle(folder: Path) -> None:
    rows = query(folder, STATES)
    assert (rows.exit_code, rows.stdout.splitlines()[0], len(rows.stdout.splitlines())) == (0, "s", 4)
    graph = query(folder, "DESCRIBE <state/norway>")
    assert len(Graph().parse(data=graph.stdout, format="turtle")) > 3
    assert json.loads(query(folder, "ASK {}").stdout)["boolean"] is True


def test_a_format_can_be_named(folder: Path) -> None:
    assert len(json.loads(query(folder, STATES, "--json").stdout)["results"]["bindings"]) == 3
    assert query(folder, STATES, "--format", "tsv").stdout.startswith("?s\n")
    assert query(folder, "DESCRIBE <state/norway>", "--format", "nt").stdout.startswith("<")
    wrong = query(folder, STATES, "--format", "pdf")
    assert wrong.exit_code == 2
    assert "turtle" in wrong.stderr


def test_a_table_is_for_people(folder: Path) -> None:
    rows = 'SELECT ?n ?s { VALUES (?n ?s) { (1 "one\\u001B[2J") (22 UNDEF) } }'
    assert query(folder, rows, "--format", "table").stdout == "n  | s\n---+--------\n1  | one [2J\n22 |\n(2 rows)\n"
    assert query(folder, "ASK {}", "--format", "table").stdout == "true\n"
    assert "(1 row)" in query(folder, STATES + " LIMIT 1", "--format", "table").stdout
    assert len(Graph().parse(data=query(folder, "DESCRIBE <state/norway>", "--format", "table").stdout)) > 3


def test_on_a_terminal_rows_are_a_table(folder: Path, checkout: Path) -> None:
    ours, theirs = os.openpty()
    program = [sys.executable, "-c", "from endpoint.cli import main; main()", "query", str(folder), STATES]
    subprocess.run(program, stdout=theirs, cwd=checkout, check=True)
    os.close(theirs)
    shown = os.read(ours, 1 << 16).decode()
    os.close(ours)
    assert "(3 rows)" in shown


def test_a_dash_reads_standard_input(folder: Path) -> None:
    assert query(folder, "-", given=STATES).stdout == query(folder, STATES).stdout


def test_a_wrong_query_ends_with_2_and_its_position(folder: Path) -> None:
    result = query(folder, "SELECT ?s\nWHERE { ?s ?p }")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "line 2, column" in result.stderr
    assert "remedy" in result.stderr


def test_a_query_that_takes_too_long_ends_with_1(folder: Path) -> None:
    bomb = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }"
    result = query(folder, bomb, "--query-seconds", "0.5")
    assert result.exit_code == 1
    assert "0.5 seconds" in result.stderr
    assert "remedy" in result.stderr


def test_an_answer_that_is_too_large_ends_with_1(folder: Path) -> None:
    result = query(folder, "SELECT * { ?s ?p ?o }", "--result-bytes", "1000")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "1,000 bytes" in result.stderr


def test_the_guard_is_here_too(folder: Path) -> None:
    assert query(folder, "SELECT * { SERVICE <http://x/> {} }").exit_code == 2
    assert query(folder, "DROP ALL").exit_code == 2


@pytest.mark.parametrize("verb", ["query", "serve"])
def test_wrong_use_names_input_rule_and_remedy(tmp_path: Path, verb: str) -> None:
    rest = ["ASK {}"] if verb == "query" else []
    for arguments, named in (
        ([verb, str(tmp_path), *rest], str(tmp_path)),
        ([verb, str(tmp_path / "missing"), *rest], "missing"),
        ([verb, str(tmp_path), *rest, "--query-seconds", "soon"], "--query-seconds"),
    ):
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code == 2, result.output
        assert named in result.stderr
        assert "rule:" in result.stderr
        assert "remedy:" in result.stderr


def test_a_misspelt_variable_fails_at_start(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OSCE_GRAPH_PROT", "1")
    result = query(folder, "ASK {}")
    assert result.exit_code == 2
    assert "OSCE_GRAPH_PROT" in result.stderr


@pytest.mark.parametrize("verb", ["query", "serve"])
def test_help_has_examples_and_every_setting(verb: str) -> None:
    shown = CliRunner().invoke(main, [verb, "--help"]).stdout
    assert "Examples:" in shown
    assert f"osce-graph {verb} data" in shown
    assert "--query-seconds" in shown
    assert "OSCE_GRAPH_QUERY_SECONDS" in shown


def test_the_server_starts_without_what_builds_and_checks(checkout: Path) -> None:
    program = (
        "import sys, endpoint.cli, endpoint.server.serve, endpoint.app, endpoint.server.gateway; print(*sys.modules)"
    )
    loaded = subprocess.run([sys.executable, "-c", program], cwd=checkout, capture_output=True, text=True, check=True)
    needless = {"rdflib", "pyshacl", "duckdb", "pyarrow", "fastwarc", "urllib3", "graph.build", "graph.extract"}
    assert needless & set(loaded.stdout.split()) == set()
