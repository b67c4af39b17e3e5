"""Mistakes that hands make in the vocabularies: each file of `tests/mistakes` holds one and is found out for it alone.

The first line names the rule and its offenders. A file is read beside the vocabularies, as if it were one of them.
"""

import re
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, QuerySolutions, RdfFormat, Store

from graph import rooms
from graph.check.shapes import Shapes, load_shapes
from graph.errors import InputError
from graph.iri import BASE
from graph.vocabulary import OSCE, OSHAPES
from tests.checked import check_file

HERE = Path(__file__).resolve().parent
MISTAKES = sorted((HERE / "mistakes").glob("*.ttl"))
VOCABULARIES = sorted((rooms.ontology() / "vocabularies").glob("*.ttl"))
FIRST_LINE = re.compile(r"# breaks (?P<rule>\S+?)(?: (?:on|with) (?P<offenders>.+?))?: \S.*")


@pytest.fixture(scope="module")
def shapes() -> Shapes:
    return load_shapes(rooms.shapes())


def named(file: Path) -> tuple[str, set[str]]:
    """The rule and the offenders that the first line of a mistake names."""
    line = FIRST_LINE.fullmatch(file.read_text("utf-8").partition("\n")[0])
    assert line
    offenders = re.findall(r"<([^>]+)>|(osce:\w+)", line["offenders"] or "")
    return line["rule"], {BASE + iri if iri else term.replace("osce:", OSCE) for iri, term in offenders}


def violations(file: Path, shapes: Shapes) -> set[tuple[str, str]]:
    """Shape and focus of each violation in the file."""
    results = check_file(file, shapes, beside=VOCABULARIES).results
    return {
        (result.shape.value.replace(OSHAPES, "oshapes:"), str(result.focus).strip("<>"))
        for result in results
        if result.severity == "violation"
    }


def test_the_mistakes_that_are_looked_for_are_there() -> None:
    assert {file.stem for file in MISTAKES} == {
        *("misspelt-prefix", "undeclared-term", "duplicated-code"),
        *("lineage-cycle", "interval-turned-round", "label-without-language"),
    }


@pytest.mark.parametrize("file", MISTAKES, ids=lambda file: file.stem)
def test_the_mistake_is_found_with_its_rule_and_its_subject(file: Path, shapes: Shapes) -> None:
    rule, offenders = named(file)
    if rule.startswith("oshapes:"):
        assert violations(file, shapes) == {(rule, offender) for offender in offenders}
    elif rule.startswith("hygiene/"):
        assert violations(file, shapes) == set()
        assert breaches(file, rule.removeprefix("hygiene/")) == offenders
    else:
        with pytest.raises(InputError) as found:
            violations(file, shapes)
        assert (found.value.source, found.value.rule) == (str(file), rule)
        (line,) = re.findall(r"on (line \d+)", file.read_text("utf-8").partition("\n")[0])
        assert line in str(found.value)


def breaches(file: Path, rule: str) -> set[str]:
    """What breaks a rule of hygiene in the file, beside the whole ontology."""
    store = Store()
    for other in rooms.ontology().rglob("*.ttl"):
        store.load(path=str(other), format=RdfFormat.TURTLE)
    query = (HERE / "hygiene" / f"{rule}.rq").read_text()
    assert list(rows(store, query)) == []
    store.load(path=str(file), format=RdfFormat.TURTLE)
    return {row.value for row in rows(store, query)}


def rows(store: Store, query: str) -> list[NamedNode]:
    """The first column of the answers."""
    answers = store.query(query, use_default_graph_as_union=True)
    assert isinstance(answers, QuerySolutions)
    return [row[0] for row in answers if isinstance(row[0], NamedNode)]
