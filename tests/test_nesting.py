"""Shapes, paths and queries of other people that are nested too deeply, or far below others."""

from pathlib import Path

import pytest

from tests.test_validation import query, run

NESTED = {
    "sh:node": ("sh:targetClass ex:T", "sh:node ex:n{}", "sh:nodeKind sh:IRI"),
    "sh:not": ("sh:targetClass ex:T", "sh:not ex:n{}", "sh:nodeKind sh:IRI"),
    "sh:and": ("sh:targetClass ex:T", "sh:and ( ex:n{} )", "sh:nodeKind sh:IRI"),
    "inverse": ("sh:targetClass ex:T ; sh:minCount 1", "sh:path _:n{}", "ex:name"),
    "sequence": ("sh:targetClass ex:T ; sh:minCount 1", "sh:path _:n{}", "ex:name"),
}


def nested(kind: str, depth: int) -> str:
    first, step, last = NESTED[kind]
    steps = range(depth)
    if kind == "inverse":
        inner = "".join(f"_:n{n} sh:inversePath {f'_:n{n + 1}' if n + 1 < depth else last} . " for n in steps)
    elif kind == "sequence":
        inner = "".join(
            f"_:n{n} rdf:first {f'_:n{n + 1}' if n + 1 < depth else last} ; rdf:rest ( ex:q ) . " for n in steps
        )
    else:
        inner = "".join(f"ex:n{n} {step.format(n + 1) if n + 1 < depth else last} . " for n in steps)
    rdf = "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . "
    return f"{rdf}ex:S {first} ; {step.format(0)} . {inner}"


@pytest.mark.parametrize("kind", NESTED)
def test_what_is_nested_too_deeply_is_refused(kind: str, tmp_path: Path) -> None:
    assert run(tmp_path, nested(kind, 5)).exit_code in (0, 1)
    ended = run(tmp_path, nested(kind, 3000))
    assert ended.exit_code == 2
    assert "is nested deeper than can be followed" in ended.stderr
    assert "remedy:" in ended.stderr


@pytest.mark.parametrize(
    "text", ["SELECT $this { FILTER (" + "(" * 3000 + "true" + ")" * 3000 + ") }", "SELECT $this {"]
)
def test_a_refusal_is_said_once(text: str, tmp_path: Path) -> None:
    ended = run(tmp_path, query(text))
    assert ended.exit_code == 2
    assert ended.stderr.count("<https://example.org/S>") == 1
    assert "Error:" not in ended.stderr


def test_classes_far_below_others_are_classes(tmp_path: Path) -> None:
    rdfs = "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . "
    chain = "".join(f"ex:k{n} rdfs:subClassOf {f'ex:k{n + 1}' if n < 1500 else 'rdfs:Class'} . " for n in range(1501))
    ended = run(
        tmp_path, f"{rdfs}{chain} ex:T a sh:NodeShape , ex:k0 ; sh:property [ sh:path ex:name ; sh:minCount 1 ] ."
    )
    assert ended.exit_code == 1, ended.output
    assert ended.stdout.startswith("1 violation")
