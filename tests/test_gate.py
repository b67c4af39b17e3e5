"""The gate: a check of what changed finds what a check of everything finds, on one process and on more."""

import json
import random
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from graph import pages, rooms
from graph import vocabulary as v
from graph.build import build
from graph.canonical import changes, lines_of
from graph.check import gate, pieces
from graph.check.reach import Boundless, Chain, Reach
from graph.check.shapes import Shapes, check, load_shapes
from graph.seal.staging import Staging, building
from graph.snapshot import STORE
from tests.test_agreement import PAGES, edited, lines

ROUNDS = 6


@pytest.fixture(scope="module")
def shapes() -> Shapes:
    return load_shapes(rooms.shapes())


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> list[Quad]:
    """What a build of some sample pages states, and a part of the vocabularies."""
    files = [str(file) for file in sorted(PAGES.glob("0*.txt"))[::5]]
    sealed = build(pages.find(files).pages, tmp_path_factory.mktemp("built"), processes=1).snapshot
    quads = [quad for quad in parse(path=str(sealed.data_path), format=RdfFormat.N_QUADS) if isinstance(quad, Quad)]
    draw = random.Random(0)
    kept = {node for node in sorted({str(quad.subject) for quad in quads}) if "/page/" in node or draw.random() < 0.4}
    return [quad for quad in quads if str(quad.subject) in kept]


def held(quads: list[Quad], shapes: Shapes, folder: Path, rules: str = "1", processes: int = 1) -> gate.Passed:
    """The quads staged in `folder`, and held against the shapes."""
    with building(folder):
        staging = Staging(folder)
        staging.load(lines_of(quads))
        staged = gate.Staged(staging.at_rest(), staging.path / STORE, staging.triples)
        passed = gate.hold(staged, shapes, rules, folder, processes)
        del staged, staging
    return passed


def found_in_all(quads: list[Quad], shapes: Shapes) -> list[tuple[str, ...]]:
    store = Store()
    store.extend(quads)
    return lines(check(store, shapes))


def test_what_changed_is_checked_and_gives_what_a_full_check_gives(
    built: list[Quad], shapes: Shapes, tmp_path: Path
) -> None:
    draw = random.Random(0)
    quads, reports, looked_at = built, [], []
    nodes = len({quad.subject for quad in built})
    held(quads, shapes, tmp_path)
    for number in range(ROUNDS):
        # A few, some tens and some hundreds of statements, however many there are.
        share = draw.choice([5, 50, 150]) / len(built)
        # Every third time what was broken is mended, so that results go as well as come.
        source = built if number % 3 == 2 else quads
        quads = [one for quad in source for one in edited(quad, draw, source, share)]
        passed = held(quads, shapes, tmp_path)
        assert lines(passed.report) == found_in_all(quads, shapes), number
        looked_at.append(passed.nodes)
        reports.append(passed.report)
    few = [number for number in looked_at if number is not None]
    # A change of the classes' order is looked at everywhere, and the draw may make one each time but two.
    assert len(few) > 1
    assert sum(few) / len(few) < nodes / 4
    assert len({len(report.results) for report in reports}) > ROUNDS // 2


@pytest.mark.parametrize("number", range(8))
def test_a_single_change_reaches_all_that_it_touches(
    number: int, built: list[Quad], shapes: Shapes, tmp_path: Path
) -> None:
    """One statement changed: a fault that only a rule about several nodes can see is among the likely ones."""
    draw = random.Random(number)
    held(built, shapes, tmp_path)
    far = {step.predicate for chain in Reach(shapes.graph).chains if len(chain) > 1 for step in chain}
    quad = draw.choice([quad for quad in built if quad.predicate.value in far])
    others = [one for one in built if one.predicate == quad.predicate and one.object != quad.object] or [quad]
    other = Quad(quad.subject, quad.predicate, draw.choice(others).object, quad.graph_name)
    quads = [one for one in built if one != quad] + ([other] if draw.random() < 0.8 else [])
    passed = held(quads, shapes, tmp_path)
    assert passed.nodes is not None
    assert lines(passed.report) == found_in_all(quads, shapes)


def test_nothing_changed_means_nothing_to_look_at(built: list[Quad], shapes: Shapes, tmp_path: Path) -> None:
    first = held(built, shapes, tmp_path)
    again = held(built, shapes, tmp_path)
    assert (first.nodes, again.nodes) == (None, 0)
    assert first.report == again.report


def test_how_far_the_rules_look_is_worked_out_once(
    built: list[Quad], shapes: Shapes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held(built, shapes, tmp_path)
    first = held(built[1:], shapes, tmp_path)
    monkeypatch.setattr("graph.check.reach._chains_of", lambda graph: pytest.fail("worked out again"))
    again = held(built, shapes, tmp_path)
    assert first.nodes is not None
    assert again.nodes == first.nodes


def test_a_full_check_of_much_works_it_out_for_the_short_one(
    built: list[Quad], shapes: Shapes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "ALONE", 200_000)
    held(built, shapes, tmp_path)
    monkeypatch.setattr("graph.check.reach._chains_of", lambda graph: pytest.fail("worked out again"))
    assert held(built[1:], shapes, tmp_path).nodes is not None


def test_more_processes_find_the_same(
    built: list[Quad], shapes: Shapes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "ALONE", 200_000)
    draw = random.Random(3)
    quads = [one for quad in built for one in edited(quad, draw, built, 0.01)]
    report = held(quads, shapes, tmp_path, processes=2).report
    assert len(report.results) > 50
    assert lines(report) == found_in_all(quads, shapes)


@pytest.mark.parametrize("case", ["other rules", "a broken file", "no lines", "another class above", "nearly all new"])
def test_what_forbids_a_short_check(case: str, built: list[Quad], shapes: Shapes, tmp_path: Path) -> None:
    held(built, shapes, tmp_path)
    quads, rules = built, "1"
    results = tmp_path / "checked" / "results.json"
    if case == "other rules":
        rules = "2"
    elif case == "a broken file":
        results.write_text(results.read_text()[:-9])
    elif case == "no lines":
        (tmp_path / "checked" / "triples.nt").unlink()
    elif case == "another class above":
        graph = built[0].graph_name
        quads = [*built, Quad(v.RELEASE, v.RDFS_SUB_CLASS_OF, v.STATE, graph)]
    else:
        quads = built[: len(built) // 2]
    passed = held(quads, shapes, tmp_path, rules)
    assert passed.nodes is None
    assert lines(passed.report) == found_in_all(quads, shapes)
    assert json.loads(results.read_text())["rules"] == rules


def test_a_query_that_reads_what_nothing_joins_to_its_node_has_no_bound(shapes: Shapes, tmp_path: Path) -> None:
    (tmp_path / "far.ttl").write_text(
        """
        @prefix sh: <http://www.w3.org/ns/shacl#> .
        @prefix x: <urn:x:> .
        x:Thing a sh:NodeShape ; sh:targetClass x:T ; sh:message "far"@en ; sh:sparql x:far .
        x:far a sh:SPARQLConstraint ; sh:select "SELECT $this { $this <urn:x:p> ?a . ?b <urn:x:q> ?c }" .
        """
    )
    far = load_shapes(tmp_path)
    with pytest.raises(Boundless, match="joined to \\$this by nothing"):
        Reach(far.graph)
    thing = NamedNode("urn:x:a")
    quads = [
        Quad(thing, v.RDF_TYPE, NamedNode("urn:x:T"), NamedNode("urn:x:g")),
        Quad(thing, NamedNode("urn:x:p"), thing, NamedNode("urn:x:g")),
    ]
    data = tmp_path / "data"
    assert held(quads, far, data).report.conforms
    added = Quad(NamedNode("urn:x:b"), NamedNode("urn:x:q"), thing, NamedNode("urn:x:g"))
    passed = held([*quads, added], far, data)
    assert passed.nodes is None
    assert len(passed.report.results) == 1


def test_the_reach_of_the_rules_is_written_down(shapes: Shapes, checkout: Path) -> None:
    """`shapes/README.md` lists every way in which a rule looks further than its own node."""
    text = (checkout / "shapes" / "README.md").read_text()
    section = text.partition("## How far rules look")[2].partition("\n## ")[0]
    listed = {line.split("`")[1] for line in section.splitlines() if line.startswith("| `")}
    ways = {written(chain) for chain in Reach(shapes.graph).chains if len(chain) > 1 or chain[0].back}
    assert {way for way in ways if not way.endswith(" / rdf:type")} | {"^org:member / rdf:type"} == listed


def written(chain: Chain) -> str:
    return " / ".join(
        ("^" if step.back else "") + prefixed(step.predicate) + ("+" if step.many else "") for step in chain
    )


def prefixed(iri: str | None) -> str:
    if iri is None:
        return "any"
    return next(f"{name}:{iri.removeprefix(start)}" for name, start in v.PREFIXES.items() if iri.startswith(start))


def test_changes_are_those_of_sets_however_the_pieces_fall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    draw = random.Random(1)
    before, after = tmp_path / "before", tmp_path / "after"
    for _ in range(500):
        monkeypatch.setattr("graph.canonical._COMPARED", draw.choice([1, 5, 20, 100]))
        one = {f"{draw.randrange(draw.choice([5, 100, 1000]))}\n".encode() for _ in range(draw.randrange(60))}
        other = {line for line in one if draw.random() < 0.8} | {f"{draw.randrange(300)}\n".encode() for _ in range(4)}
        before.write_bytes(b"".join(sorted(one)))
        after.write_bytes(b"".join(sorted(other)))
        wanted = sorted([(line, False) for line in one - other] + [(line, True) for line in other - one])
        assert list(changes(before, after)) == wanted


def test_nobody_has_the_store_open_for_writing_while_it_is_checked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A store that is open for writing is compacted, and files go that those who check have open."""
    hold, opened = gate.hold, []

    def watched(staged: gate.Staged, *rest: Any) -> gate.Passed:
        Store(str(staged.place))  # raises OSError where anybody has
        opened.append(staged.place)
        return hold(staged, *rest)

    monkeypatch.setattr(gate, "hold", watched)
    build(pages.find([str(min(PAGES.glob("0*.txt")))]).pages, tmp_path, processes=1)
    assert len(opened) == 1
