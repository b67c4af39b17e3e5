"""The ontology room keeps its own rules: one query a rule, in `tests/hygiene`, whose rows are the offenders.

The first line of a rule says it in a sentence; the lines that start with `#!` are an offence in Turtle, which the rule
must catch when it is added to the data, so that no rule can fall asleep. `profile.txt` says how bad a breach is.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, QuerySolutions, RdfFormat, Store, parse

from graph import rooms, vocabulary
from graph.iri import BASE

HYGIENE = Path(__file__).resolve().parent / "hygiene"
RULES = sorted(HYGIENE.glob("*.rq"))
PROFILE = dict(line.split() for line in (HYGIENE / "profile.txt").read_text().splitlines())
STRAY = NamedNode("file:/stray.ttl")


@pytest.fixture(scope="module")
def ontology() -> Store:
    """The ontology, its vocabularies and its examples: one graph a file, named after it."""
    store = Store()
    for file in sorted(rooms.ontology().rglob("*.ttl")):
        store.load(path=str(file), format=RdfFormat.TURTLE, to_graph=NamedNode(f"file:/{file.name}"))
    return store


def offenders(rule: Path, data: Store) -> list[str]:
    rows = data.query(rule.read_text(), use_default_graph_as_union=True)
    assert isinstance(rows, QuerySolutions)
    return sorted(" ".join(str(term) for term in row if term is not None) for row in rows)


def test_every_rule_has_its_line_in_the_profile() -> None:
    assert [rule.stem for rule in RULES] == sorted(PROFILE)
    assert set(PROFILE.values()) <= {"error", "warn"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.stem)
def test_hygiene(rule: Path, ontology: Store) -> None:
    found = offenders(rule, ontology)
    said = f"{rule.read_text().splitlines()[0].removeprefix('# ')} Broken by: {', '.join(found)}"
    if found:
        print(said)
    assert not found or PROFILE[rule.stem] == "warn", said


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.stem)
def test_the_rule_catches_its_offence(rule: Path, ontology: Store) -> None:
    lines = [line.removeprefix("#! ") for line in rule.read_text().splitlines() if line.startswith("#! ")]
    prefixes = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in vocabulary.PREFIXES.items())
    before = offenders(rule, ontology)
    try:
        ontology.load(prefixes + "\n".join(lines), RdfFormat.TURTLE, base_iri=BASE, to_graph=STRAY)
        assert len(offenders(rule, ontology)) > len(before)
    finally:
        ontology.remove_graph(STRAY)


def constants() -> Iterator[tuple[str, NamedNode]]:
    return ((name, term) for name, term in vars(vocabulary).items() if isinstance(term, NamedNode))


def declared() -> set[NamedNode]:
    files = (rooms.ontology() / name for name in ("osce.ttl", "reused.ttl"))
    triples = [triple for file in files for triple in parse(path=str(file), format=RdfFormat.TURTLE)]
    own = NamedNode(vocabulary.OSCE.removesuffix("#"))
    return {t.subject for t in triples if isinstance(t.subject, NamedNode)} - {own}


def test_constants_and_terms_are_the_same_both_ways() -> None:
    terms = [term for _, term in constants()]
    assert len(terms) == len(set(terms))
    assert set(terms) == declared()


def test_constants_are_named_by_the_rule() -> None:
    names = {str(term.value): name for name, term in constants()}
    for iri, name in names.items():
        prefix, namespace = next((p, n) for p, n in vocabulary.PREFIXES.items() if iri.startswith(n))
        local = iri.removeprefix(namespace)
        twin = namespace + local[0].upper() + local[1:]
        has = "HAS_" if twin != iri and twin in names else ""
        bare = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", local).upper()
        assert name == ("" if prefix == "osce" else prefix.upper() + "_") + has + bare
