"""Building again: unchanged pages are not read, changed pages replace theirs, withdrawn ones leave a tombstone."""

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from pyoxigraph import Literal, Store

from graph import pages, rooms, snapshot
from graph import vocabulary as v
from graph.build import Built, build
from graph.cli import cli
from graph.iri import HISTORY_GRAPH, thing
from graph.reading import digest_of_reader
from graph.readings import Readings, reader_digest

DATED = "A course of ours in {town}\n\n{town}, 14 March 2005 - A course of the OSCE Secretariat began today.\n"
KEY = "2005-03-14-a-course-of-ours-in-{town}"


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    for town in ("VIENNA", "TIRANA", "MINSK"):
        (folder / f"{town}.txt").write_text(DATED.format(town=town))
    return folder


def built(saved: Path, processes: int = 1) -> Built:
    return build(pages.find([str(saved)]).pages, saved.parent / "data", processes=processes)


def test_pages_that_did_not_change_are_not_read_again(saved: Path) -> None:
    assert built(saved).counts["unchanged"] == 0
    (saved / "MINSK.txt").write_text(DATED.format(town="MINSK").replace("began", "ended"))
    assert built(saved).counts["unchanged"] == 2


def test_what_is_kept_says_the_same_as_what_is_read_anew(saved: Path) -> None:
    first = built(saved).snapshot.digest
    assert built(saved).snapshot.digest == first
    (saved.parent / "data" / "readings.sqlite").unlink()
    assert built(saved).snapshot.digest == first


def test_one_process_and_two_say_the_same(sample_pages: Path, tmp_path: Path) -> None:
    inputs = pages.find([str(sample_pages)]).pages
    many: list[pages.Input] = []
    for n in range(3):
        shutil.copytree(sample_pages, tmp_path / f"copy{n}", ignore=shutil.ignore_patterns("*.md", "*.jsonl"))
        for file in (tmp_path / f"copy{n}").iterdir():
            file.write_text(
                file.read_text().replace("# url: https://www.osce.org/", f"# url: https://www.osce.org/x{n}/")
            )
        many += pages.find([str(tmp_path / f"copy{n}")]).pages
    assert len(many) == 3 * len(inputs) > 64 + 16
    digests = {build(many, tmp_path / f"data{n}", processes=n).snapshot.digest for n in (1, 2)}
    assert len(digests) == 1


def test_another_reader_reads_everything_again(saved: Path, tmp_path: Path) -> None:
    built(saved)
    with Readings(saved.parent / "data", "another reader") as readings:
        assert list(readings) == []
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "words.ttl").write_text(name)
    assert reader_digest(tmp_path / "one") != reader_digest(tmp_path / "other")
    assert digest_of_reader() == reader_digest(rooms.ontology(), rooms.ontology().parent / "graph")


def test_a_file_of_readings_that_is_none_is_told(saved: Path) -> None:
    built(saved)
    (saved.parent / "data" / "readings.sqlite").write_bytes(b"not a database, " * 300)
    result = CliRunner().invoke(cli, ["build", str(saved), "--into", str(saved.parent / "data")])
    assert result.exit_code == 2
    assert "delete it" in result.output


def test_a_release_that_no_page_shows_any_more_leaves_a_tombstone(saved: Path) -> None:
    built(saved)
    (saved / "MINSK.txt").unlink()
    gone = thing("release", KEY.format(town="minsk"))
    for _ in range(2):  # and the build after that keeps it
        store = Store.read_only(str(built(saved).snapshot.store_path))
        said = {(quad.predicate, quad.object) for quad in store.quads_for_pattern(gone, None, None, HISTORY_GRAPH)}
        assert said == {
            (v.SCHEMA_CREATIVE_WORK_STATUS, Literal("withdrawn")),
            (v.RDFS_LABEL, Literal("A course of ours in MINSK", language="en")),
        }
    (saved / "MINSK.txt").write_text(DATED.format(town="MINSK"))
    store = Store.read_only(str(built(saved).snapshot.store_path))
    assert not list(store.quads_for_pattern(gone, None, None, HISTORY_GRAPH))


def test_a_name_that_was_replaced_leads_to_the_new_one_for_good(saved: Path) -> None:
    built(saved)
    page = saved / "MINSK.txt"
    page.write_text("# url: https://www.osce.org/belarus/12345\n" + page.read_text())
    old = thing("release", KEY.format(town="minsk"))
    built(saved)
    # Nothing on the page tells the old name: it is known from the snapshot before.
    store = Store.read_only(str(built(saved).snapshot.store_path))
    assert {quad.object for quad in store.quads_for_pattern(old, v.DCTERMS_IS_REPLACED_BY, None, None)} == {
        thing("release", "12345")
    }


def test_the_difference_tells_quads_and_releases(saved: Path) -> None:
    first = built(saved).snapshot
    (saved / "MINSK.txt").unlink()
    (saved / "VIENNA.txt").write_text(DATED.format(town="VIENNA").replace("began", "ended"))
    (saved / "OSH.txt").write_text(DATED.format(town="OSH"))
    data = saved.parent / "data"
    built(saved)
    result = CliRunner().invoke(cli, ["diff", str(first.path), str(data)])
    assert result.exit_code == 1
    words = result.output.split("\n")
    assert words[1:7] == [
        "1 releases added",
        f"  release/{KEY.format(town='osh')}",
        "1 releases removed",
        f"  release/{KEY.format(town='minsk')}",
        "1 releases changed",
        f"  release/{KEY.format(town='vienna')}",
    ]
    quads = CliRunner().invoke(cli, ["diff", str(first.path), str(data), "--quads"]).output.splitlines()
    added, removed = (sum(line.startswith(sign) for line in quads) for sign in "+-")
    assert words[0].startswith(f"{added:,} quads added, {removed:,} removed")
    assert CliRunner().invoke(cli, ["diff", str(data), str(data)]).exit_code == 0


def test_a_killed_build_is_picked_up_without_reading_pages_again(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    for n in range(1500):
        (folder / f"{n:04}.txt").write_text(DATED.format(town="VIENNA").replace("ours", f"ours, number {n},"))
    data = tmp_path / "data"
    command = [
        sys.executable,
        "-c",
        "from endpoint.cli import main; main()",
        "build",
        str(folder),
        "--into",
        str(data),
        "--processes",
        "1",
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    kept = 0
    while kept < 200 and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.05)
        kept = rows(data)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert snapshot.published(data) is None
    kept = rows(data)
    assert 200 <= kept < 1500
    for file in sorted(folder.iterdir())[kept + 200 :]:
        file.unlink()  # what is left is enough to see that the read ones are not read again
    assert build(pages.find([str(folder)]).pages, data, processes=1).counts["unchanged"] == kept


def rows(data: Path) -> int:
    import sqlite3

    try:
        base = sqlite3.connect(f"file:{data / 'readings.sqlite'}?mode=ro", uri=True)
        (count,) = base.execute("SELECT COUNT(*) FROM reading").fetchone()
        base.close()
    except sqlite3.Error:
        return 0
    return int(count)
