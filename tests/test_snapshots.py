"""Sealing: same pages, same digest; a build that dies leaves what was published as it was."""

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store

from graph import pages, snapshot
from graph.build import Built, build
from graph.canonical import lines_as_written, lines_of, tells_of
from graph.cli import cli
from graph.errors import InputError
from graph.seal.staging import building
from graph.vocabulary import XSD


@pytest.fixture(scope="module")
def few_pages(sample_pages: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with six of the sample pages."""
    folder = tmp_path_factory.mktemp("few")
    for file in sorted(sample_pages.glob("*.txt"))[::7]:
        shutil.copy(file, folder)
    return folder


@pytest.fixture(scope="module")
def built(few_pages: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """What was built of these, alone in its folder; only read."""
    return build(pages.find([str(few_pages)]).pages, tmp_path_factory.mktemp("built"))


def named_graph_quads(store: Store) -> Iterator[Quad]:
    return (quad for quad in store if not isinstance(quad.graph_name, DefaultGraph))


def digest_of(folder: Path) -> str:
    return (folder / "current").read_text().strip()


def test_building_twice_gives_the_same_digest(few_pages: Path, built: Built, tmp_path: Path) -> None:
    shutil.copytree(built.snapshot.path.parent.parent, tmp_path / "one")
    again = build(pages.find([str(few_pages)]).pages, tmp_path / "one")
    moved = shutil.copytree(few_pages, tmp_path / "elsewhere")
    files = sorted(moved.glob("*.txt"), reverse=True)
    other = build(pages.find([str(file) for file in files]).pages, tmp_path / "two")
    assert built.snapshot.digest == again.snapshot.digest == other.snapshot.digest


def test_a_snapshot_is_named_by_its_data_and_whole(built: Built) -> None:
    sealed = snapshot.current(built.snapshot.path.parent.parent)
    assert sealed == built.snapshot
    data = (sealed.path / "data.nq").read_bytes()
    assert hashlib.sha256(data).hexdigest() == sealed.digest == sealed.path.name
    assert data == b"".join(sorted(data.splitlines(keepends=True)))
    assert sealed.manifest["counts"]["quads"] == data.count(b"\n")
    assert sealed.manifest["counts"]["pages"] == len(sealed.manifest["inputs"]) == 6


def test_the_default_graph_is_the_merge_of_the_named_graphs(built: Built) -> None:
    """Each statement once, though several pages make it: counts are true without DISTINCT."""
    store = Store.read_only(str(built.snapshot.store_path))
    merged = list(store.quads_for_pattern(None, None, None, DefaultGraph()))
    named = {(quad.subject, quad.predicate, quad.object) for quad in named_graph_quads(store)}
    assert len(merged) == len(named)
    assert {(quad.subject, quad.predicate, quad.object) for quad in merged} == named


def test_another_page_makes_another_snapshot_that_knows_its_parent(few_pages: Path, tmp_path: Path) -> None:
    files = sorted(str(file) for file in few_pages.glob("*.txt"))
    first = build(pages.find(files[:2]).pages, tmp_path).snapshot
    second = build(pages.find(files[:3]).pages, tmp_path).snapshot
    assert second.digest != first.digest
    assert second.manifest["parent"] == first.digest
    assert first.path.is_dir()


def test_the_store_cannot_be_written(built: Built) -> None:
    store = Store.read_only(str(built.snapshot.store_path))
    node = NamedNode("https://example.org/x")
    with pytest.raises(RuntimeError, match="read-write"):
        store.add(Quad(node, node, node))


def test_a_blank_node_is_never_published() -> None:
    node = NamedNode("https://example.org/x")
    with pytest.raises(ValueError, match="blank node"):
        lines_of([Quad(node, node, BlankNode())])


@pytest.mark.parametrize(
    ("value", "datatype", "spelt"),
    [
        *(("59.4370", "decimal", "59.437"), ("1.00", "decimal", "1"), ("-0.50", "decimal", "-0.5")),
        *(("007", "integer", "7"), ("+5", "integer", "5"), ("-0", "integer", "0"), ("70", "integer", "70")),
        *(("1", "boolean", "true"), ("true", "boolean", "true"), ("1.50E1", "double", "15"), ("1e0", "float", "1")),
        *(("2020-01-01T00:00:00.000+00:00", "dateTime", "2020-01-01T00:00:00Z"), ("PT60S", "duration", "PT1M")),
        *(("2020-01-01", "date", "2020-01-01"), ("2020-01-01+00:00", "date", "2020-01-01Z"), ("2008", "gYear", "2008")),
        # What is no such value stays as it is.
        *(("2020-02-30", "date", "2020-02-30"), ("1.", "date", "1."), (" 5.0 ", "decimal", " 5.0 ")),
        *(('a "1.0', "decimal", 'a "1.0'), ("1.0", "anyURI", "1.0"), ("9" * 30 + ".0", "decimal", "9" * 30 + ".0")),
    ],
)
def test_values_are_spelt_as_the_store_gives_them_back(value: str, datatype: str, spelt: str) -> None:
    node = NamedNode("https://example.org/x")
    said, type_ = Quad(node, node, Literal(value, datatype=NamedNode(XSD + datatype)), node), NamedNode(XSD + datatype)
    (line,) = lines_of([said])
    store = Store()
    store.add(said)
    assert (
        line
        == lines_as_written(store)[0]
        == lines_as_written([Quad(node, node, Literal(spelt, datatype=type_), node)])[0]
    )


def test_words_that_look_like_values_are_words() -> None:
    node = NamedNode("https://example.org/x")
    for text in (f'it is "1.00"^^<{XSD}decimal> .', f' "1.00"^^<{XSD}decimal>', "1.00"):
        for literal in (Literal(text), Literal(text, language="en")):
            said = Quad(node, node, literal, node)
            assert lines_of([said]) == lines_as_written([said])


def test_two_spellings_of_a_value_are_one_statement() -> None:
    node, decimal = NamedNode("https://example.org/x"), NamedNode(XSD + "decimal")
    assert len(lines_of(Quad(node, node, Literal(one, datatype=decimal), node) for one in ("1.5", "1.50", "01.5"))) == 1


def test_two_builds_into_one_folder_do_not_meet(few_pages: Path, tmp_path: Path) -> None:
    with building(tmp_path), pytest.raises(InputError, match="another process"):
        build(pages.find([str(few_pages)]).pages, tmp_path)


PROGRAM = "from graph.cli import cli; cli()"


class After:
    """True once this many seconds have passed since it was first asked."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._until: float | None = None

    def __call__(self) -> bool:
        self._until = self._until or time.monotonic() + self._seconds
        return time.monotonic() >= self._until


def _states(folder: Path) -> dict[str, Callable[[], bool]]:
    """Instants of a build, seen from outside by what stands in the folder."""
    return {
        "the lock is taken": lambda: (folder / ".lock").exists(),
        "staging begins": lambda: (folder / ".staging").exists(),
        "the data is written": lambda: (folder / ".staging" / "data.nq").exists(),
        "the store is loading": lambda: (folder / ".staging" / "store").exists(),
        "the manifest is written": lambda: (folder / ".staging" / "manifest.json").exists(),
        "the snapshot stands": lambda: len(list((folder / "snapshots").glob("*"))) > 1,
        "the pointer is ready": lambda: (folder / "current.new").exists(),
    }


def _killed_build(inputs: Path, folder: Path, when: Callable[[], bool]) -> bool:
    """Starts a build in a process of its own and kills it with SIGKILL at the instant; False if it ended before."""
    command = [sys.executable, "-c", PROGRAM, "build", str(inputs), "--into", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None and not when():
        time.sleep(0.0002)
    process.send_signal(signal.SIGKILL)
    return process.wait() == -signal.SIGKILL


def _check_whole(folder: Path, allowed: set[str]) -> None:
    sealed = snapshot.current(folder)
    assert sealed.digest in allowed
    data = (sealed.path / "data.nq").read_bytes()
    assert hashlib.sha256(data).hexdigest() == sealed.digest
    assert len(list(named_graph_quads(Store.read_only(str(sealed.store_path))))) == data.count(b"\n")
    assert json.loads((sealed.path / "report.json").read_text())["conforms"] in (True, False)


def test_a_killed_build_leaves_current_whole(few_pages: Path, built: Built, tmp_path: Path) -> None:
    """Real kills: at each instant that can be seen from outside, and at random ones between."""
    files = sorted(few_pages.glob("*.txt"))
    old = build(pages.find([str(files[0])]).pages, tmp_path / "data").snapshot.digest
    new = built.snapshot.digest
    shutil.copytree(tmp_path / "data", tmp_path / "before")
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", "import graph.build"], check=True)
    start = time.monotonic() - began
    dice = random.Random(20261124)
    killed = 0
    random_instants = [After(start + dice.random() * 0.6 * (number + 1)) for number in range(6)]
    instants: list[Callable[[], bool]] = [*_states(tmp_path / "data").values(), *random_instants]
    for when in instants:
        killed += _killed_build(few_pages, tmp_path / "data", when)
        _check_whole(tmp_path / "data", {old, new})
        if digest_of(tmp_path / "data") == new:
            shutil.rmtree(tmp_path / "data")
            shutil.copytree(tmp_path / "before", tmp_path / "data")
    # Kills that came too late prove nothing; most must have come in time.
    assert killed >= 8
    after = build(pages.find([str(few_pages)]).pages, tmp_path / "data").snapshot
    assert after.digest == new
    assert not (tmp_path / "data" / ".staging").exists()


def test_a_dead_build_does_not_lock_the_folder(few_pages: Path, tmp_path: Path) -> None:
    assert _killed_build(few_pages, tmp_path, lambda: (tmp_path / ".lock").exists())
    build(pages.find([str(few_pages)]).pages, tmp_path)
    assert digest_of(tmp_path)


@pytest.mark.skipif(os.geteuid() != 0, reason="needs a second user")
def test_a_snapshot_can_be_read_by_those_who_may_not_write(built: Built, tmp_path: Path) -> None:
    shutil.copytree(built.snapshot.path.parent.parent, tmp_path / "data")
    sealed = snapshot.current(tmp_path / "data")
    for path in [tmp_path, *tmp_path.rglob("*")]:
        path.chmod(path.stat().st_mode & ~0o222 | (0o555 if path.is_dir() else 0o444))
    assert len(Store.read_only(str(sealed.store_path))) > 0


def test_what_is_missing_in_a_snapshot_is_made_again(few_pages: Path, tmp_path: Path) -> None:
    """Files beside the data that were lost, and what an older version made of it: the next build makes them anew."""
    files = pages.find([str(few_pages)]).pages
    first = build(files, tmp_path).snapshot
    manifest = first.manifest
    (first.path / "search.sqlite").unlink()
    lost = next(one["name"] for one in manifest["dumps"] if one["name"].endswith(".nq.gz"))
    (first.path / "dumps" / lost).unlink()
    again = build(files, tmp_path).snapshot
    assert again.digest == first.digest
    assert (again.path / "search.sqlite").stat().st_size
    assert (again.path / "dumps" / lost).is_file()
    assert again.manifest == manifest
    (first.path / "manifest.json").write_text(json.dumps({**manifest, "furnished_by": "an older version"}))
    before = (first.path / "columns.duckdb").stat().st_ino
    build(files, tmp_path)
    assert first.manifest == manifest
    assert (first.path / "columns.duckdb").stat().st_ino != before
    whole = (first.path / "columns.duckdb").stat().st_ino
    build(files, tmp_path)
    assert (first.path / "columns.duckdb").stat().st_ino == whole


def test_a_build_of_nothing_takes_nothing_back(few_pages: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    published = build(pages.find([str(few_pages)]).pages, tmp_path / "data").snapshot.digest
    (tmp_path / "note.txt").write_text("Bread is sold here on Mondays.\n")
    for given, problem in (
        (str(tmp_path / "empty"), "no page was given"),
        (str(tmp_path / "note.txt"), "no release could be read in 1 files"),
    ):
        ended = CliRunner().invoke(cli, ["build", given, "--into", str(tmp_path / "data")])
        assert ended.exit_code == 2, given
        assert problem in ended.stderr
        assert digest_of(tmp_path / "data") == published
    # Where nothing is published yet there is nothing to lose, and the report says what was wrong with the page.
    assert (
        CliRunner().invoke(cli, ["build", str(tmp_path / "note.txt"), "--into", str(tmp_path / "new")]).exit_code == 1
    )


def test_a_sorted_file_tells_what_it_has_lines_about(tmp_path: Path) -> None:
    draw, file = random.Random(1), tmp_path / "data.nq"
    for count in [0, 1, 2, 3, *range(20, 60)]:
        names = {f"x:{draw.choice('aé~-')}{draw.randrange(60)}" for _ in range(count)}
        lines = {f'<{one}> <x:p> "{"v" * draw.randrange(90)}" <x:g> .\n'.encode() for one in names for _ in range(3)}
        file.write_bytes(b"".join(sorted(lines)))
        asked = names | {f"x:{sign}{number}" for sign in "aé~-" for number in range(60)} | {"x:", "a:", "y:"}
        assert {one for one in asked if tells_of(file, NamedNode(one))} == names
