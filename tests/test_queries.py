"""Queries of other people's shapes: they never leave the machine, and mean the same whichever engine holds the data."""

import contextlib
import socket
import threading
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import rdflib
from pyoxigraph import Quad, RdfFormat, Store, parse
from pyshacl.graph_abstraction import to_ox

from graph.errors import InputError
from graph.validation import engine, queries, validate
from graph.validation.written import as_written, copy

HERE = Path(__file__).resolve().parent / "queries"
REACHING = tomllib.loads((HERE / "reaching.toml").read_text("utf-8"))
PREFIXES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix ex: <https://example.org/> .
ex: a owl:Ontology ; sh:declare [ sh:prefix "ex" ; sh:namespace "https://example.org/" ] ,
    [ sh:prefix "xsd" ; sh:namespace "http://www.w3.org/2001/XMLSchema#" ] .
"""
PLAIN = "ex:i ex:p 1 ; ex:q ex:j . "
OTHER_LETTERS = 'ex:z ex:z "01"^^xsd:integer . '


def lines(name: str) -> list[str]:
    return [line for line in (HERE / name).read_text("utf-8").splitlines() if not line.startswith("#")]


def quoted(text: str) -> str:
    for sign, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r")):
        text = text.replace(sign, escaped)
    return f'"{text}"'


def selecting(query: str) -> str:
    return f"ex:S sh:targetNode ex:i ; sh:sparql [ sh:prefixes ex: ; sh:select {quoted(query)} ] ."


def asking(query: str) -> str:
    return (
        "ex:C a sh:ConstraintComponent ; sh:parameter [ sh:path ex:k ] ; sh:validator "
        f"[ a sh:SPARQLAskValidator ; sh:prefixes ex: ; sh:ask {quoted(query)} ] . "
        "ex:S a sh:NodeShape ; sh:targetNode ex:i ; ex:k 1 ."
    )


def written(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(PREFIXES + text, "utf-8")
    return folder / name


# --- nothing leaves the machine ---


@pytest.fixture(scope="module")
def listener() -> Iterator[tuple[str, list[bytes]]]:
    """An address on this machine, and what was heard there."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    heard.append(connection.recv(1000))
                    connection.sendall(b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n")

        threading.Thread(target=listen, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/", heard
        server.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize("name", REACHING)
def test_a_query_that_reaches_out_is_refused_and_nobody_hears_of_it(
    name: str, listener: tuple[str, list[bytes]], tmp_path: Path
) -> None:
    url, heard = listener
    query = REACHING[name].replace("{url}", url)
    ask = query.replace("SELECT $this", "ASK").replace("ASK WHERE", "ASK").replace("$this", "$value")
    for shapes in (selecting(query), asking(ask)):
        for data in (PLAIN, PLAIN + OTHER_LETTERS):
            with pytest.raises(InputError):
                validate(written(tmp_path, "d.ttl", data), written(tmp_path, "s.ttl", shapes))
    assert heard == []


@pytest.mark.parametrize("sort", ["sh:namespace", "sh:prefix"])
def test_a_prefix_brings_no_query_along(sort: str, listener: tuple[str, list[bytes]], tmp_path: Path) -> None:
    url, heard = listener
    call = f"SELECT $this {{ SERVICE <{url}> {{ ?a ?b ?c }} {{"
    given = {
        "sh:prefix": "x",
        "sh:namespace": "urn:x",
        sort: f"x> {call}" if sort == "sh:namespace" else f"x: <u> {call}",
    }
    declared = " ; ".join(f"{term} {quoted(text)}" for term, text in given.items())
    shapes = f"ex: sh:declare [ {declared} ] . " + selecting("SELECT $this { $this ?p ?o } }}")
    with pytest.raises(InputError, match="is none"):
        validate(written(tmp_path, "d.ttl", PLAIN), written(tmp_path, "s.ttl", shapes))
    assert heard == []


@pytest.mark.parametrize("name", [name for name in REACHING if "from" not in name])
def test_behind_the_first_wall_is_a_second(name: str, listener: tuple[str, list[bytes]]) -> None:
    """What asks either engine does not let a service through, even where the shapes were not looked at."""
    url, heard = listener
    query = "PREFIX ex: <https://example.org/>\n" + REACHING[name].replace("{url}", url)
    store = Store()
    store.load((PREFIXES + PLAIN).encode(), format=RdfFormat.TURTLE)
    with as_written():
        data: Any = engine._Data(store)
        with pytest.raises(PermissionError):
            data.query(query)
        held: Any = copy(store, rdflib.Graph())
        # What its own parser does not read as such, it does not ask either.
        seen = PermissionError if name in ("service", "first", "in-exists", "in-a-subselect") else Exception
        with contextlib.nullcontext() if "to-cr" in name else pytest.raises(seen):
            list(held.query(query))
    assert heard == []


def test_words_that_are_no_keywords_are_let_through() -> None:
    for query in (
        "SELECT $this ?from { $this <https://service.example.org/service> ?service }",
        "SELECT $this { $this ?p ?o FILTER (?o = 'SERVICE' || ?o = 'FROM') } # SERVICE <x> { }",
        "PREFIX service: <urn:x> SELECT $this { $this ?p 'x'@from }",
        "PREFIX from: <urn:x> SELECT $this { $this from:x _:service }",
    ):
        assert queries.reaches_out(queries.plain(query)) is None


@pytest.mark.parametrize(
    ("query", "plain"),
    [
        (r"SELECT $this { $this ?p '\u0041\U00000042' }", "SELECT $this { $this ?p 'AB' }"),
        (r"SELECT $this { $this ?p '\u0027\u005C\u000A\\u0041' }", r"SELECT $this { $this ?p '\'\\\n\\u0041' }"),
        (r"SELECT $this { $this <urn:\u00E9> ex:a\# }", "SELECT $this { $this <urn:é> ex:a\\# }"),
        ("SELECT $this { # no\n $this ?p '# yes' }", "SELECT $this {  \n $this ?p '# yes' }"),
        (r"SELECT $this { $this ?p \uD800 }", r"SELECT $this { $this ?p \uD800 }"),
    ],
)
def test_a_query_is_written_out(query: str, plain: str) -> None:
    assert queries.plain(query) == plain


# --- what is found does not depend on what else the data say ---


def quads() -> list[Quad]:
    """The values in a graph of no name, and one statement in a graph with a name."""
    text = (HERE / "values.ttl").read_text("utf-8")
    more = parse(
        b"<https://example.org/i> <https://example.org/r> <urn:x> <https://example.org/g> .", format=RdfFormat.N_QUADS
    )
    return [*parse(text.encode(), format=RdfFormat.TURTLE), *more]


HEAD = "PREFIX ex: <https://example.org/>\nPREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n" + (
    "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>\n"
)


@pytest.fixture(scope="module")
def store() -> Store:
    made = Store()
    made.extend(quads())
    return made


def by_oxigraph(store: Store, query: str) -> list[str]:
    return sorted(str(solution[0]) for solution in store.query(query, use_default_graph_as_union=True))  # type: ignore[union-attr]


def by_rdflib(store: Store, query: str) -> list[str]:
    with as_written():
        held: Any = copy(store, rdflib.Graph(), with_graphs=True)
        found = held.query(query)
        return sorted(str(to_ox(each[found.vars[0]])) for each in found.bindings)


def test_rdflib_says_of_every_value_what_oxigraph_says(store: Store) -> None:
    assert len(lines("filters.txt")) > 80
    unlike = {}
    for expression in lines("filters.txt"):
        query = f"{HEAD}SELECT ?v {{ ex:i ex:p ?v FILTER ({expression}) }}"
        if (one := by_oxigraph(store, query)) != (other := by_rdflib(store, query)):
            unlike[expression] = set(one) ^ set(other)
    assert unlike == {}


@pytest.mark.parametrize("pattern", lines("patterns.txt"))
def test_a_literal_elsewhere_changes_no_outcome(pattern: str, tmp_path: Path) -> None:
    shapes = written(tmp_path, "s.ttl", selecting(f"SELECT $this ?value WHERE {{ {pattern} }}"))
    found = []
    for more in ((), parse((PREFIXES + OTHER_LETTERS).encode(), format=RdfFormat.TURTLE)):
        data = tmp_path / "d.nq"
        data.write_text("".join(f"{quad} .\n" for quad in (*quads(), *more)), "utf-8")
        report = validate(data, shapes)
        found.append([(finding.value, finding.component) for finding in report.findings])
    assert found[0] == found[1]
