"""Confidence is the share that is right: weights for every kind, a table that bears them out, candidates kept apart."""

import datetime
import json
import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, Store

from graph import vocabulary as v
from graph.extract import Reader
from graph.extract.confidence import KINDS, probability, weights
from graph.extract.proposals import Kind, Method, Proposal
from graph.iri import BASE, VOCABULARY_GRAPH, thing
from graph.look.doubts import doubts
from graph.look.people import gathered
from graph.merge.claims import claims
from graph.merge.merging import merge
from graph.records import Page, Release
from graph.state.stating import state
from graph.vocabularies.decisions import Decisions, described, load
from graph.vocabularies.reference import Reference
from tests.reliability import FOLDERS, TARGET, Case, cases, counting_as, fit, wilson

TEXT = """Beekeepers of two valleys meet in Osh

OSH, 14 March 2008 - A workshop on honey ended in Osh today with a dance.
Down from the hills Ulmas Sydykov brought the keys that the warden of the old mill keeps, and listened.
“Nobody had asked us so far, and nobody thanked us.”
"""
NEW, SAID, ROLE = "Ulmas Sydykov", "Nobody had asked us so far, and nobody thanked us.", "warden of the old mill"
PERSON = thing("person", "ulmas-sydykov")


class Fixed:
    method = Method("fixed", "1", "Fixed, version 1", "proposes what it was made with")

    def __init__(self, *proposals: Proposal) -> None:
        self._proposals = proposals

    def propose(self, text: str, release: Release) -> Iterable[Proposal]:
        return self._proposals


def at(kind: Kind, words: str, confidence: float, of: str | None = None) -> Proposal:
    start = TEXT.index(words)
    return Proposal(kind, start, start + len(words), words, of, confidence)


def stated(reader: Reader, reference: Reference, *proposals: Proposal) -> Store:
    reading = reader.extended_by([Fixed(*proposals)]).read(Page("page.txt", TEXT, "0" * 64))
    store = Store()
    store.extend(state(reading, merge(claims(reading)), reference).quads)
    return store


def not_made(store: Store) -> list[tuple[str, str]]:
    """Property and value of every candidate, in order."""
    found = []
    for note in store.quads_for_pattern(None, v.RDF_TYPE, v.CANDIDATE):
        (statement,) = (quad.object for quad in store.quads_for_pattern(note.subject, v.OA_HAS_BODY, None))
        assert isinstance(statement, NamedNode)
        parts = [
            next(quad.object for quad in store.quads_for_pattern(statement, one, None))
            for one in (v.RDF_SUBJECT, v.RDF_PREDICATE, v.RDF_OBJECT)
        ]
        subject, predicate, value = parts
        assert isinstance(subject, NamedNode)
        assert isinstance(predicate, NamedNode)
        assert not list(store.quads_for_pattern(subject, predicate, value))
        assert not isinstance(value, Quad)
        found.append((predicate.value.rpartition("/")[2].rpartition("#")[2], getattr(value, "value", "")))
    return sorted(found)


def test_there_are_weights_for_every_kind() -> None:
    assert set(weights()) == set(KINDS)
    assert all("always" in of for of in weights().values())


def test_a_probability_is_one_whatever_the_weights() -> None:
    assert probability(frozenset(), {}) == 0.5
    assert probability(frozenset(["a"]), {"a": 100.0}) == 0.99
    assert probability(frozenset(["a"]), {"a": -100.0}) == 0.02


def test_what_is_sure_is_stated(reader: Reader, reference: Reference) -> None:
    proposals = (at("person", NEW, 0.9), at("role", ROLE, 0.9, NEW), at("quote", SAID, 0.9, NEW))
    store = stated(reader, reference, *proposals)
    assert not_made(store) == []
    assert list(store.quads_for_pattern(None, v.SCHEMA_SPOKEN_BY_CHARACTER, PERSON))
    assert list(store.quads_for_pattern(None, v.ORG_MEMBER, PERSON))


def test_a_person_in_doubt_is_a_candidate_and_so_is_what_is_said_of_nobody_else(
    reader: Reader, reference: Reference
) -> None:
    store = stated(reader, reference, at("person", NEW, 0.4), at("role", ROLE, 0.9, NEW), at("quote", SAID, 0.9, NEW))
    assert not_made(store) == [("mentions", PERSON.value), ("spokenByCharacter", PERSON.value)]
    assert not list(store.quads_for_pattern(PERSON, None, None))
    assert not list(store.quads_for_pattern(None, v.RDF_TYPE, v.ROLE))
    assert list(store.quads_for_pattern(None, v.RDF_TYPE, v.SCHEMA_QUOTATION))


def test_a_role_a_quote_and_a_funder_in_doubt_are_candidates(reader: Reader, reference: Reference) -> None:
    proposals = (
        at("person", NEW, 0.9),
        at("role", ROLE, 0.4, NEW),
        at("quote", SAID, 0.4),
        at("funder", "old mill", 0.3),
    )
    store = stated(reader, reference, *proposals)
    mill = f"{BASE}organisation/old-mill"
    assert not_made(store) == [("roleTitle", ROLE), ("tellsOfFunder", mill), ("text", SAID)]
    assert list(store.quads_for_pattern(PERSON, v.RDF_TYPE, v.FOAF_PERSON))
    assert not list(store.quads_for_pattern(None, v.RDF_TYPE, v.ROLE))
    assert not list(store.quads_for_pattern(None, v.RDF_TYPE, v.SCHEMA_QUOTATION))
    assert not list(store.quads_for_pattern(NamedNode(mill), None, None))


def test_a_steward_sees_candidates_and_can_publish_them(reader: Reader, reference: Reference, tmp_path: Path) -> None:
    proposals = (at("person", NEW, 0.4),)
    people = gathered(stated(reader, reference, *proposals))
    found = [one for one in doubts(people, Decisions([]), datetime.date(2026, 11, 28)) if one.people[0].iri == PERSON]
    (doubt,) = found
    assert doubt.kind == "low-confidence"
    line = next(one.turtle for one in doubt.lines if one.means == "one person")
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in v.PREFIXES.items())
    (tmp_path / "names.ttl").write_text(f"@base <{BASE}> .\n{prefixes}{line}")
    decided = Reference(described([*reference.quads, *load(tmp_path / "names.ttl")]))
    store = stated(Reader(decided), decided, *proposals)
    assert list(store.quads_for_pattern(PERSON, v.RDF_TYPE, v.FOAF_PERSON))
    assert Decisions(q for q in decided.quads if q.graph_name == VOCABULARY_GRAPH).one


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_page_has_gold_and_every_gold_a_page(folder: Path) -> None:
    gold = [json.loads(line)["id"] for line in (folder / "gold.jsonl").read_text().splitlines()]
    assert [f"{one}.txt" for one in gold] == sorted(file.name for file in (folder / "pages").iterdir())


def test_weights_are_of_features_that_there_are(reference: Reference) -> None:
    """A feature that is called otherwise, or a rule that gives another order, asks for `make calibration`."""
    found = cases(reference)
    assert len(found) > 600
    for kind in KINDS:
        given = {feature for case in found if case.kind == kind for feature in case.features}
        assert given <= set(weights()[kind]), f"{kind}: run `make calibration`"


def test_fitting_finds_the_share_that_is_right() -> None:
    def case(page: int, *features: str, right: bool) -> Case:
        return Case(str(page), "people", frozenset(features), right, 1.0)

    found = [case(n, "role", right=n % 10 > 0) for n in range(200)] + [case(n, right=n % 2 > 0) for n in range(200)]
    of = fit(found)
    assert probability(frozenset(["role"]), of) == pytest.approx(0.9, abs=0.03)
    assert probability(frozenset(), of) == pytest.approx(0.5, abs=0.03)


def test_values_of_one_page_are_right_or_wrong_together() -> None:
    def of(*pages: list[bool]) -> list[Case]:
        return [Case(str(n), "roles", frozenset(), right, 1.0) for n, some in enumerate(pages) for right in some]

    assert counting_as(of([True] * 5, [False] * 5)) == pytest.approx(2)
    assert counting_as(of([True, False], [False, True], [True, False])) == 6
    assert counting_as(of([True], [True], [False], [True])) == 4
    assert counting_as(of([True] * 9, [True])) == 10


def test_the_interval_of_a_share() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    low, high = wilson(9, 10)
    assert (round(low, 2), round(high, 2)) == (0.60, 0.98)


def test_the_table_in_the_documentation_bears_confidence_out() -> None:
    """On pages that no rule has seen, each mean confidence of ten values or more lies in the interval of its share."""
    section = TARGET.read_text().split("<!-- reliability")[1].split("All pages with gold")[0]
    row = re.compile(r"\| ([a-z]+) \| [\d.-]+ \| (\d+) \| ([\d.]+) \| [\d.]+ \| ([\d.]+)-([\d.]+) \|")
    rows = [
        (kind, float(mean), float(low), float(high)) for kind, n, mean, low, high in row.findall(section) if int(n) > 9
    ]
    assert len(rows) >= 8
    for kind, mean, low, high in rows:
        assert low <= mean <= high, kind
