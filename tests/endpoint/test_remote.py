"""Other engines: a snapshot loaded into a real `oxigraph serve`, whole and by difference, and asked there."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pyoxigraph import NamedNode, Quad

from endpoint.cli import main
from tests.endpoint import engines
from tests.endpoint.conftest import fixture_quads, publish

COUNT = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"


@pytest.fixture
def oxigraph() -> Iterator[str]:
    """The address of an empty server that stops with the test."""
    with engines.oxigraph() as one:
        yield one.address


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def count(address: str) -> int:
    return int(run("query", f"{address}/query", COUNT).stdout.split()[1])


def test_a_snapshot_is_loaded_whole_then_by_difference(oxigraph: str, tmp_path: Path) -> None:
    quads = fixture_quads()
    first = tmp_path / "snapshots" / publish(tmp_path, quads)
    whole = run("publish", str(tmp_path), "--to", f"{oxigraph}/store")
    assert whole.exit_code == 0, whole.stderr
    assert count(oxigraph) == len(set(quads))
    gone, kept = quads[-1].graph_name, NamedNode("https://example.org/new")
    fewer = [one for one in quads if one.graph_name != gone]
    fewer.append(Quad(NamedNode("https://example.org/s"), NamedNode("https://example.org/p"), kept, kept))
    publish(tmp_path, fewer)
    changed = run("publish", str(tmp_path), "--to", f"{oxigraph}/store", "--since", str(first))
    assert changed.stdout == "1 graphs sent, 1 deleted\n"
    assert count(oxigraph) == len(set(fewer))


def test_any_endpoint_is_asked_in_every_format(oxigraph: str) -> None:
    asked = f"{oxigraph}/query"
    assert json.loads(run("query", asked, "ASK {}", "--json").stdout)["boolean"] is True
    assert run("query", asked, "SELECT (1 AS ?x) {}", "--format", "tsv").stdout.startswith("?x")
    assert "<http://a/>" in run("query", asked, "CONSTRUCT { <http://a/> <http://b/> 1 } {}", "--format", "nt").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["query", "http://127.0.0.1:9/sparql", "ASK {}"], "cannot be asked"),
        (["publish", "FOLDER", "--to", "http://127.0.0.1:9/store"], "cannot be asked"),
        (["publish", "FOLDER", "--to", "file:///tmp"], "is no address"),
        (["publish", "nowhere", "--to", "http://127.0.0.1:9/"], "nowhere"),
    ],
)
def test_what_goes_wrong_is_said(folder: Path, arguments: list[str], said: str) -> None:
    result = run(*[str(folder) if one == "FOLDER" else one for one in arguments])
    assert result.exit_code == 2
    assert said in result.stderr
    assert "remedy" in result.stderr or "remedy" in result.output


def test_a_refusal_is_said_with_the_words_of_the_server(oxigraph: str) -> None:
    result = run("query", f"{oxigraph}/query", "SELECT {")
    assert result.exit_code == 2
    assert "answered 400" in result.stderr
