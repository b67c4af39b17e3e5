"""`validate --since`: a run over what changed between two snapshots finds what a full run finds there."""

import json
import random
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pyoxigraph import Quad, RdfFormat, Store, parse

from graph import pages, rooms
from graph.build import build
from graph.check.shapes import load_shapes
from graph.cli import cli
from graph.snapshot import Snapshot
from graph.validation import Finding, changed, validate
from tests.sealed import sealed
from tests.test_agreement import PAGES, edited

ROUNDS = 5


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    files = [str(file) for file in sorted(PAGES.glob("0*.txt"))[::6]]
    return build(pages.find(files).pages, tmp_path_factory.mktemp("built"), processes=1).snapshot


def quads_of(snapshot: Snapshot) -> list[Quad]:
    return [quad for quad in parse(path=str(snapshot.data_path), format=RdfFormat.N_QUADS) if isinstance(quad, Quad)]


def keys(findings: tuple[Finding, ...]) -> set[tuple[str, ...]]:
    return {finding.key for finding in findings}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["validate", *arguments], catch_exceptions=False)


def test_what_is_reached_is_found_and_all_else_stands(built: Snapshot, tmp_path: Path) -> None:
    """After random edits, one upon the other: a full run finds what this finds, and what was found elsewhere."""
    draw, shapes = random.Random(1), load_shapes(rooms.shapes())
    quads = whole_again = quads_of(built)
    before, earlier = built, validate(built.path)
    came = went = apart = 0
    for number in range(ROUNDS):
        share = draw.choice([5, 50]) / len(quads)
        # Every third time what was broken is mended, so that findings go as well as come.
        source = whole_again if number % 3 == 2 else quads
        quads = [one for quad in source for one in edited(quad, draw, source, share)]
        now = sealed(quads, tmp_path / str(number))
        _, nodes = changed.reached(before, now, Store.read_only(str(now.store_path)), shapes)
        later = validate(now.path)
        whole, part = keys(later.findings), keys(validate(now.path, since=before.path).findings)
        if nodes is not None:
            unreached = {one.key for one in earlier.findings if one.focus not in nodes}
            assert whole == part | unreached, number
            apart += 1
        assert part <= whole
        came += len(whole - keys(earlier.findings))
        went += len(keys(earlier.findings) - whole)
        before, earlier = now, later
    assert came > ROUNDS
    assert went
    assert apart > 1


def test_the_verb_says_what_it_looked_at(built: Snapshot, tmp_path: Path) -> None:
    quads = quads_of(built)
    broken = next(quad for quad in quads if quad.predicate.value == "http://purl.org/dc/terms/issued")
    now = sealed([quad for quad in quads if quad != broken], tmp_path / "now").path
    ended = run(str(now), "--since", str(built.path), "--json")
    report = json.loads(ended.stdout)
    assert ended.exit_code == 1
    looked_at = {finding["focus"] for finding in report["results"]}
    assert str(broken.subject) in looked_at
    assert f"note: only what changed since the snapshot {built.digest} (1 statement)" in ended.stderr
    # Nothing is said of releases that have nothing to do with it.
    whole = {str(finding.focus) for finding in validate(now).findings}
    assert looked_at < whole


def test_nothing_changed_is_no_pass(built: Snapshot) -> None:
    ended = run(str(built.path), "--since", str(built.path))
    assert ended.exit_code == 1
    assert f"nothing changed since the snapshot {built.digest}" in ended.stdout
    assert "nothing was checked" in ended.stdout


@pytest.mark.parametrize(
    ("what", "options"),
    [("file", []), ("folder", ["--shapes", str(rooms.shapes() / "release.ttl")]), ("folder", ["--engine", "pyshacl"])],
)
def test_where_changes_are_not_known_it_is_refused(what: str, options: list[str], built: Snapshot) -> None:
    data = str(built.path if what == "folder" else built.data_path)
    ended = run(data, "--since", str(built.path), *options)
    assert ended.exit_code == 2
    assert "rule:   since-snapshots" in ended.stderr
    assert "without --since" in ended.stderr


def test_a_snapshot_that_is_not_there_is_named(built: Snapshot, tmp_path: Path) -> None:
    ended = run(str(built.path), "--since", str(tmp_path / "gone"))
    assert ended.exit_code == 2
    assert str(tmp_path / "gone") in ended.stderr
