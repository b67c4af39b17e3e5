"""What a query of the shapes finds does not depend on data that it never touches.

A literal whose letters Oxigraph would change (`"01"^^xsd:integer`) makes rdflib hold the data; without one
Oxigraph does. So every query is asked twice, with such a literal on a node of its own and without.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

from graph.errors import InputError
from graph.validation import validate

PREFIXES = """
@prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
DECLARED = (
    'ex: a <http://www.w3.org/2002/07/owl#Ontology> ; sh:declare [ sh:prefix "ex" ; '
    'sh:namespace "http://example.org/"^^xsd:anyURI ] .\n'
)
UNRELATED = '\nex:far ex:away "01"^^xsd:integer .\n'
TWICE = """
ex:i ex:p ex:a . ex:g1 { ex:i ex:p ex:a . ex:a ex:q ex:b . ex:k ex:r ex:i } ex:g2 { ex:i ex:p ex:a . ex:a ex:q ex:b }
"""
WAYS = """
ex:i ex:p 1 , ex:a . ex:a ex:p ex:b . ex:j ex:q 5 . ex:b ex:q ex:b . ex:i ex:q ex:a . ex:k ex:p ex:i .
ex:b ex:r ex:i .
"""


def shape(query: str, target: str, path: str = "ex:p") -> str:
    constraint = f'sh:sparql [ sh:prefixes ex: ; sh:select """{query}""" ]'
    return f"{DECLARED} ex:S sh:targetNode {target} ; sh:path {path} ; {constraint} ."


def found(folder: Path, data: str, shapes: str) -> list[str]:
    """The focus nodes and values, short."""
    (folder / "d.trig").write_text(PREFIXES + data)
    (folder / "s.ttl").write_text(PREFIXES + shapes)
    report = validate(folder / "d.trig", folder / "s.ttl")
    return sorted(f"{short(finding.focus)} {short(finding.value)}" for finding in report.findings)


def short(term: object) -> str:
    if isinstance(term, NamedNode):
        return term.value.removeprefix("http://example.org/")
    return f"'{term.value}'" if isinstance(term, Literal) else ""


def same(folder: Path, data: str, shapes: str) -> list[str]:
    without, beside = found(folder, data, shapes), found(folder, data + UNRELATED, shapes)
    assert without == beside
    return without


@pytest.mark.parametrize("value", ["0", "false", '""', "0.0", '"a"'])
@pytest.mark.parametrize(
    ("pattern", "values"),
    [
        ("$this ex:p/ex:q* ?value", ["{}"]),
        ("$this ex:p/ex:q? ?value", ["{}"]),
        ("?value ^ex:q*/^ex:p $this", ["{}"]),
        ("$this (ex:p|ex:q)* ?value", ["i", "{}"]),
        ("$this (ex:p/ex:q*)+ ?value", ["{}"]),
        ("$this ex:p ?x . ?value ex:q+ ?x", []),
        ("$this ex:p ?x . ?x !ex:zz ?value", []),
        ("$this ex:p ?value FILTER EXISTS { ?value ex:q* ?y FILTER (?y = ex:l) }", []),
    ],
)
def test_a_literal_that_python_takes_for_false_is_a_term(
    value: str, pattern: str, values: list[str], tmp_path: Path
) -> None:
    told = "'{}'".format(value.strip('"'))
    expected = sorted(f"i {each.format(told)}" for each in values)
    query = f"SELECT $this ?value WHERE {{ {pattern} }}"
    assert same(tmp_path, f"ex:i ex:p {value} . ex:k ex:q ex:l .", shape(query, "ex:i")) == expected


@pytest.mark.parametrize("value", ["0", "false", '""', '"a"', "7"])
def test_a_component_asks_of_each_value(value: str, tmp_path: Path) -> None:
    ask = "ASK { $value <http://example.org/broader>* $under }"
    shapes = f"""
    ex:C a sh:ConstraintComponent ; sh:parameter [ sh:path ex:under ] ;
      sh:validator [ a sh:SPARQLAskValidator ; sh:ask "{ask}" ] .
    ex:S a sh:PropertyShape ; sh:targetNode ex:i ; sh:path ex:p ; ex:under ex:top .
    """
    data = f"ex:i ex:p {value} . ex:b ex:broader ex:top ."
    assert same(tmp_path, data, shapes) == ["i '{}'".format(value.strip('"'))]


STILL = {
    "$this ex:p* ?value": True,
    "$this ex:p? ?value": True,
    "?value ex:p* $this": True,
    "$this (ex:p|^ex:p)* ?value": True,
    "$this ex:p*/ex:q? ?value": True,
    "$this ^(ex:p?) ?value": True,
    "$this ex:p+ ?value": False,
    "$this ex:p*/ex:q ?value": False,
}


@pytest.mark.parametrize("focus", ["ex:gone", '"a"', "1", '"x"@en'])
@pytest.mark.parametrize("pattern", STILL)
def test_a_path_without_a_step_leads_from_every_term_to_itself(focus: str, pattern: str, tmp_path: Path) -> None:
    query = f"SELECT $this ?value WHERE {{ {pattern} }}"
    assert len(same(tmp_path, "ex:i ex:p ex:a .", shape(query, focus))) == STILL[pattern]


@pytest.mark.parametrize("path", ["[ sh:zeroOrMorePath ex:p ]", "[ sh:zeroOrOnePath ex:p ]"])
@pytest.mark.parametrize("query", ["$this ?value WHERE { $this $PATH ?value }", "$this WHERE { $this $PATH ?v }"])
def test_so_does_the_path_of_the_shape(path: str, query: str, tmp_path: Path) -> None:
    assert len(same(tmp_path, "ex:i ex:p ex:a .", shape(f"SELECT {query}", "ex:gone", path))) == 1


def test_what_nobody_knows_is_found(tmp_path: Path) -> None:
    query = "SELECT $this WHERE { $this ex:sub* ?c FILTER NOT EXISTS { ?c a ex:Known } }"
    assert same(tmp_path, "ex:i ex:p ex:a .", shape(query, "ex:gone")) == ["gone "]


@pytest.mark.parametrize(
    ("query", "values"),
    [
        ("$this (COUNT(*) AS ?value) WHERE { $this ex:p ?z } GROUP BY $this", ["i '1'"]),
        ("$this (COUNT(?z) AS ?value) WHERE { $this ex:p/ex:q ?z } GROUP BY $this", ["i '1'"]),
        ("$this (COUNT(*) AS ?value) WHERE { $this ^ex:r ?z } GROUP BY $this", ["i '1'"]),
        ("$this WHERE { $this ex:p ?z } GROUP BY $this HAVING (COUNT(*) > 1)", []),
        ('$this (GROUP_CONCAT(STR(?z); SEPARATOR=" ") AS ?value) WHERE { $this ex:p ?z } GROUP BY $this', None),
        (
            "$this ?value WHERE { $this ex:p ?value . { SELECT $this (COUNT(*) AS ?n) WHERE { $this ex:p ?z } "
            "GROUP BY $this } FILTER (?n > 1) }",
            [],
        ),
        ("$this ?value WHERE { $this ex:p ?value }", ["i a"]),
    ],
)
def test_a_triple_in_several_graphs_is_one(query: str, values: list[str] | None, tmp_path: Path) -> None:
    expected = ["i 'http://example.org/a'"] if values is None else values
    assert same(tmp_path, TWICE, shape(f"SELECT {query}", "ex:i")) == expected


def queries() -> Iterator[str]:
    for path in (
        *("!(ex:p|^ex:q)", "!^ex:q", "!(^ex:p|^ex:q)", "!ex:p", "ex:p/!(ex:z|^ex:z)", "!(ex:z|^ex:q)"),
        *("ex:p|ex:q", "(ex:p|^ex:p)/(ex:q|ex:p)", "(ex:p|ex:q)+", "ex:q/ex:q*", "^ex:p+", "(ex:p/ex:q)+|ex:q"),
    ):
        for ends in (("$this", "?value"), ("?value", "$this")):
            yield f"SELECT $this ?value WHERE {{ {ends[0]} {path} {ends[1]} }}"
            counted = f"{ends[0]} {path} {ends[1]}".replace("?value", "?v")
            yield f"SELECT $this (COUNT(*) AS ?value) WHERE {{ {counted} }} GROUP BY $this"


@pytest.mark.parametrize("query", [*queries()])
def test_paths_of_all_kinds(query: str, tmp_path: Path) -> None:
    assert same(tmp_path, WAYS, shape(query, "ex:i , ex:b"))


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("[ sh:zeroOrMorePath [ sh:zeroOrOnePath ex:p ] ]", ["'1'", "a", "b", "i"]),
        ("[ sh:inversePath [ sh:inversePath ex:p ] ]", ["'1'", "a"]),
        ("[ sh:oneOrMorePath [ sh:oneOrMorePath ex:p ] ]", ["'1'", "a", "b"]),
        ("[ sh:inversePath [ sh:zeroOrMorePath ex:p ] ]", ["i", "k"]),
        ("( ex:q [ sh:alternativePath ( ex:p [ sh:inversePath ex:q ] ) ] )", ["b", "i"]),
    ],
)
def test_paths_within_paths_of_shapes_keep_their_brackets(path: str, values: list[str], tmp_path: Path) -> None:
    query = "SELECT $this ?value WHERE { $this $PATH ?value }"
    assert same(tmp_path, WAYS, shape(query, "ex:i", path)) == [f"i {value}" for value in values]


@pytest.mark.parametrize(
    "query",
    [
        "PREFIX service: <http://example.org/> SELECT $this ?value WHERE { $this service:q ?value }",
        "SELECT $this ?value WHERE { $this ?PATHS ?value FILTER (?PATHS = ex:q) }",
    ],
)
def test_names_that_begin_or_end_like_keywords_are_names(query: str, tmp_path: Path) -> None:
    assert same(tmp_path, WAYS, shape(query, "ex:i")) == ["i a"]


@pytest.mark.parametrize(
    "query",
    [
        "PREFIX service: <http://e.org/> SELECT $this WHERE { service service:p { $this ?p ?o } }",
        "PREFIX service: <http://e.org/> PREFIX : <http://e.org/> SELECT $this WHERE { service:p { $this ?p ?o } }",
        "PREFIX serviceex: <http://e.org/> SELECT $this WHERE { serviceex:p { $this ?p ?o } }",
        "SELECT $this (EXISTS { $this ex:p ?z } AS ?value) WHERE { $this ex:p ?y }",
        "SELECT $this WHERE { $this ex:p ?y } GROUP BY $this HAVING (NOT EXISTS { $this ex:p 2 })",
    ],
)
def test_what_cannot_be_answered_alike_is_refused(query: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        found(tmp_path, WAYS, shape(query, "ex:i"))
    assert refused.value.rule in ("shapes-unusable", "shapes-query-reaches-out")
    assert refused.value.remedy
