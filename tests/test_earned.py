"""A pass is earned: shapes of which nothing is active are told and do not pass."""

from pathlib import Path

import pytest

from tests.test_validation import NAMED, run


@pytest.mark.parametrize(
    ("constraint", "exit_code", "said"),
    [
        (
            "sh:property [ sh:path ex:p ; sh:minCount 1 ; sh:deactivated true ]",
            1,
            "all that they say is deactivated: S",
        ),
        ("sh:sparql [ sh:select 'SELECT $this {}' ; sh:deactivated true ]", 1, "all that they say is deactivated: S"),
        ("sh:node [ sh:class ex:C ; sh:deactivated true ]", 1, "all that they say is deactivated: S"),
        ("sh:and ( [ sh:class ex:C ; sh:deactivated true ] )", 1, "all that they say is deactivated: S"),
        ("sh:closed false", 1, "is not said in SHACL: S"),
        ("sh:property [ sh:path ex:p ; sh:uniqueLang false ]", 1, "is not said in SHACL: S"),
        ("ex:minCount 1", 1, "is not said in SHACL: S"),
        ("sh:name 'nothing else'", 1, "no shape that found something to check constrains it: nothing was checked"),
    ],
)
def test_a_shape_that_constrains_nothing_is_told(constraint: str, exit_code: int, said: str, tmp_path: Path) -> None:
    ended = run(tmp_path, f"ex:S a sh:NodeShape ; sh:targetClass ex:T ; {constraint} .")
    assert ended.exit_code == exit_code
    assert said in ended.stdout
    beside = run(
        tmp_path, f"ex:S a sh:NodeShape ; sh:targetClass ex:T ; {constraint} . {NAMED.replace('ex:S', 'ex:R')}"
    )
    assert "nothing is constrained by 1 shape," in beside.stdout


def test_shapes_that_are_all_deactivated_are_no_pass(tmp_path: Path) -> None:
    ended = run(tmp_path, "ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:nodeKind sh:IRI ; sh:deactivated true .")
    assert ended.exit_code == 1
    assert "every shape that has a target is deactivated: nothing was checked" in ended.stdout
