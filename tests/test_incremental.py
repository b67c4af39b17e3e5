"""Building again: unchanged pages are not read, changed pages replace theirs, withdrawn ones leave a tombstone."""

import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from pyoxigraph import Literal, NamedNode, Store

from graph import pages, rooms, snapshot
from graph import vocabulary as v
from graph.build import Built, build
from graph.cli import cli
from graph.iri import BASE, HISTORY_GRAPH, thing
from graph.publication import difference
from graph.publication.changes import CHANGES
from graph.read.reading import digest_of_reader
from graph.read.readings import Readings, reader_digest
from graph.read.sightings import Sightings
from graph.records import Page, Sighting
from tests.archives import answer, archive, record, release

pytestmark = pytest.mark.usefixtures("bare")

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


def test_a_former_name_is_told_once_however_often_it_is_built(saved: Path) -> None:
    """A page without a number tells what name it would give its release; the history need not tell it too."""
    shutil.copy(saved / "MINSK.txt", saved / "copy.txt")
    numbered(saved / "MINSK.txt", "A course of ours in MINSK")
    first = built(saved).snapshot.digest
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
    minsk = thing("release", KEY.format(town="minsk"))
    for _ in range(2):  # and the build after that keeps it
        store = Store.read_only(str(built(saved).snapshot.store_path))
        said = {(quad.predicate, quad.object) for quad in store.quads_for_pattern(minsk, None, None, HISTORY_GRAPH)}
        assert said == {
            (v.SCHEMA_CREATIVE_WORK_STATUS, Literal("withdrawn")),
            (v.RDFS_LABEL, Literal("A course of ours in MINSK", language="en")),
        }
    (saved / "MINSK.txt").write_text(DATED.format(town="MINSK"))
    store = Store.read_only(str(built(saved).snapshot.store_path))
    assert not list(store.quads_for_pattern(minsk, None, None, HISTORY_GRAPH))


def test_a_build_whose_snapshot_before_is_gone_says_so_and_forgets_nothing(saved: Path) -> None:
    first = built(saved).snapshot
    (saved / "MINSK.txt").unlink()
    second = built(saved).snapshot
    data = saved.parent / "data"
    away = second.path.rename(data / "away")
    result = CliRunner().invoke(cli, ["build", str(saved), "--into", str(data)])
    assert result.exit_code == 2
    assert all(one in result.output for one in (str(second.path), "put that folder back", first.digest))
    assert (data / "current").read_text().strip() == second.digest
    away.rename(second.path)
    store = Store.read_only(str(built(saved).snapshot.store_path))
    minsk = thing("release", KEY.format(town="minsk"))
    assert list(store.quads_for_pattern(minsk, v.SCHEMA_CREATIVE_WORK_STATUS, None, HISTORY_GRAPH))


OSH, OTHER = "https://www.osce.org/osh/1", "https://www.osce.org/osh/2"
BEFORE, SAVED, LATER, LAST = (f"202{year}-05-06T08:00:00Z" for year in (3, 4, 5, 6))
AFTER = "2025-09-06T08:00:00Z"


def archived(tmp_path: Path, *records: bytes) -> Built:
    """A build of two pages in an archive, whose first has these records beside it."""
    folder = tmp_path / "web"
    folder.mkdir(exist_ok=True)
    both = (record(answer(release(n)), url=url, date=SAVED) for n, url in enumerate((OSH, OTHER), 1))
    (folder / "a.warc").write_bytes(archive((*records, *both), "none"))
    return built(folder)


def taken(date: str, kind: str = "response") -> bytes:
    return record(answer(b"", status="410 Gone"), url=OSH, kind=kind, date=date)


def there(date: str, kind: str = "revisit") -> bytes:
    return record(answer(release(1)), url=OSH, kind=kind, date=date)


@pytest.mark.parametrize(
    ("records", "published"),
    [
        ([taken(LATER)], False),
        ([taken(LATER, "revisit")], False),
        ([record(answer(b"", status="404 Not Found"), url=OSH, date=LATER)], True),
        ([taken("2023-05-06T08:00:00Z")], True),
        ([taken(LATER), there(LAST)], True),
        ([taken(LATER), there(LAST, "response")], True),
        ([there(LATER), taken(LAST)], False),
        ([there(LATER, "response"), taken(LAST)], False),
        ([taken(LAST), there(LATER, "response")], False),
    ],
    ids=[
        "gone",
        "revisit-of-gone",
        "404",
        "before",
        "as-it-was",
        "back",
        "seen-before",
        "saved-again",
        "the-other-way-round",
    ],
)
def test_a_page_that_its_site_has_taken_away_since_is_withdrawn(
    records: list[bytes], published: bool, tmp_path: Path
) -> None:
    archived(tmp_path)
    for _ in range(2):  # and the build after that keeps it so
        now = archived(tmp_path, *records)
        assert now.counts["releases"] == 1 + published
        told = [found.message for found in now.findings if found.rule == "page-gone"]
        assert [" its site has taken away since: " in message for message in told] == [True] * (not published)
        assert history(now).get("release/1") == (None if published else gone("Hives counted, part 1"))


def test_a_release_of_which_one_page_is_gone_stays_while_another_shows_it(tmp_path: Path) -> None:
    mirror = record(answer(release(1)), url="https://mirror.osce.org/osh/1", date=SAVED)
    now = archived(tmp_path, mirror, taken(LATER))
    assert (now.counts["releases"], now.counts["pages"]) == (2, 2)


def test_of_a_page_that_was_saved_nobody_knows_when_it_is_told_that_it_is_gone(tmp_path: Path) -> None:
    folder = tmp_path / "web"
    folder.mkdir()
    (folder / "page.txt").write_text(f"# url: {OSH}\n" + DATED.format(town="OSH"))
    (folder / "a.warc").write_bytes(taken(LATER))
    now = built(folder)
    assert now.counts["releases"] == 1
    (told,) = [found for found in now.findings if found.rule == "page-gone"]
    assert "it is read" in told.message
    assert "# retrieved:" in told.remedy


CLOSED = (
    b"<html lang=en><title>Closed</title><body><h1>Site under maintenance</h1><p>Back soon, we hope.</p></body></html>"
)
EMPTY = (
    b"<html lang=en><title>Site map</title><body><p><a href=/>Home</a> | <a href=/all>All pages</a></p></body></html>"
)


def saved_again(tmp_path: Path, *records: bytes) -> tuple[list[str], list[str]]:
    """The titles published of what is in an archive, in whatever order, and what is told of savings not taken."""
    titles, told = set(), set()
    for ordered in (records, records[::-1])[: 1 + (len(records) % 3 == 0)]:
        folder = tmp_path / "web"
        folder.mkdir(exist_ok=True)
        (folder / "a.warc").write_bytes(archive(ordered, "none"))
        now = built(folder)
        store = Store.read_only(str(now.snapshot.store_path))
        found = {(one.subject, one.object) for one in store.quads_for_pattern(None, v.DCTERMS_TITLE, None, None)}
        titles.add(tuple(sorted(one.value for _, one in found if isinstance(one, Literal))))
        told.add(tuple(sorted(one.message for one in now.findings if one.rule == "page-not-replaced")))
    (only,) = titles
    return [one for one in only if "Hives" in one or "Site" in one], list(min(told))


def places(*numbers: int) -> list[str]:
    return [f"https://www.osce.org/osh/{n}" for n in numbers]


def test_a_page_of_a_closed_site_takes_the_place_of_no_release(tmp_path: Path) -> None:
    """It answers with the status 200 at every address; a page that was never seen otherwise is read as it is."""
    first = [record(answer(release(n)), url=url, date=SAVED) for n, url in enumerate(places(1, 2, 3), 1)]
    closed = [record(answer(CLOSED), url=url, date=LATER) for url in places(1, 2, 3)]
    titles, told = saved_again(tmp_path, *first, *closed)
    assert titles == [f"Hives counted, part {n}" for n in (1, 2, 3)]
    assert ["what other addresses show alike; the earlier one is read" in one for one in told] == [True] * 3
    changed = [record(answer(release(n + 4)), url=url, date=LAST) for n, url in enumerate(places(1, 2, 3), 1)]
    titles, told = saved_again(tmp_path, *first, *closed, *changed)
    assert titles == [f"Hives counted, part {n}" for n in (5, 6, 7)]
    assert not told


def test_what_two_addresses_show_alike_is_their_word(tmp_path: Path) -> None:
    first = [record(answer(release(n)), url=url, date=SAVED) for n, url in enumerate(places(1, 2), 1)]
    closed = [record(answer(CLOSED), url=url, date=LATER) for url in places(1, 2)]
    assert saved_again(tmp_path, *first, *closed)[0] == ["Site under maintenance"] * 2


def test_one_release_at_its_site_and_at_mirrors_is_its_own_word(tmp_path: Path) -> None:
    hosts = ("www", "mirror", "archive", "old")
    urls = [f"https://{host}.osce.org/osh/1" for host in hosts]
    titles, told = saved_again(
        tmp_path,
        *(record(answer(release(1)), url=url, date=SAVED) for url in urls),
        *(record(answer(release(2)), url=url, date=LATER) for url in urls),
    )
    assert set(titles) == {"Hives counted, part 2"}
    assert not told


def test_a_later_saving_that_shows_no_release_takes_the_place_of_none(tmp_path: Path) -> None:
    first = record(answer(release(1)), url=OSH, date=SAVED)
    titles, told = saved_again(tmp_path, first, record(answer(EMPTY), url=OSH, date=LATER))
    assert titles == ["Hives counted, part 1"]
    assert "but shows no release; the earlier one is read" in told[0]


MISSING = "missing"


def sighted(*told: tuple[str, str]) -> Sightings:
    found = Sightings()
    for number, (what, date) in enumerate(told):
        found.add(Sighting(f"a#{number}", OSH, date, what))
    return found


@pytest.mark.parametrize(
    ("told", "against"),
    [
        ([(MISSING, LATER)], None),
        ([(MISSING, LATER), (MISSING, LATER)], None),
        ([(MISSING, LATER), (MISSING, LAST)], MISSING),
        ([(MISSING, LAST), (MISSING, LATER)], MISSING),
        ([(MISSING, BEFORE), (MISSING, LATER)], None),
        ([(MISSING, BEFORE), (MISSING, LATER), (MISSING, LAST)], MISSING),
        ([(MISSING, LATER), ("there", AFTER), (MISSING, LAST)], None),
        ([(MISSING, LATER), (MISSING, AFTER), ("there", LAST)], None),
        ([(MISSING, LATER), ("gone", LAST)], "gone"),
        ([("gone", LATER), ("moved", LAST)], "moved"),
        ([("moved", LATER), ("gone", LAST)], "gone"),
        ([("moved", LATER), ("there", LAST)], None),
        ([("moved", BEFORE)], None),
    ],
)
def test_what_is_told_of_a_page_without_its_text(told: list[tuple[str, str]], against: str | None) -> None:
    found = sighted(*told).against(Page("p", "", "", OSH, SAVED))
    assert (found and found.what) == against


def missing(date: str) -> bytes:
    return record(answer(b"", status="404 Not Found"), url=OSH, date=date)


def test_a_page_that_was_missing_twice_is_withdrawn(tmp_path: Path) -> None:
    archived(tmp_path)
    now = archived(tmp_path, missing(LATER), missing(LAST))
    (told,) = [found.message for found in now.findings if found.rule == "page-gone"]
    assert "404 for the second time" in told
    assert history(now).get("release/1") == gone("Hives counted, part 1")


def moved(old: int, new: int, date: str = LATER, status: str = "301 Moved Permanently") -> bytes:
    headers = [f"Location: /osh/{new}"]
    return record(answer(b"", status=status, headers=headers), url=f"https://www.osce.org/osh/{old}", date=date)


@pytest.mark.parametrize("before", [False, True], ids=["at once", "later"])
def test_a_page_that_has_moved_for_good_leads_to_the_release_at_its_new_address(before: bool, tmp_path: Path) -> None:
    three = record(answer(release(1)), url="https://www.osce.org/osh/3", date=LATER)
    if before:
        assert archived(tmp_path).counts["releases"] == 2
    chain = [moved(1, 5), moved(5, 3, status="308 Permanent Redirect"), three]
    now = archived(tmp_path, *chain)
    assert now.counts["releases"] == 2
    assert history(now)["release/1"] == {v.DCTERMS_IS_REPLACED_BY.value: "release/3"}
    assert [found.rule for found in now.findings if "has moved" in found.message] == ["page-moved"]


def test_a_page_that_leads_to_no_release_stays(tmp_path: Path) -> None:
    now = archived(tmp_path, moved(1, 9), moved(2, 2))
    assert now.counts["releases"] == 2
    assert history(now) == {}


def history(of: Built) -> dict[str, dict[str, str]]:
    """What the history graph says, by name: property and value."""
    said: dict[str, dict[str, str]] = {}
    for quad in Store.read_only(str(of.snapshot.store_path)).quads_for_pattern(None, None, None, HISTORY_GRAPH):
        assert isinstance(quad.subject, NamedNode)
        assert isinstance(quad.object, NamedNode | Literal)
        name = quad.subject.value.removeprefix(BASE)
        said.setdefault(name, {})[quad.predicate.value] = quad.object.value.removeprefix(BASE)
    return said


def gone(title: str) -> dict[str, str]:
    return {v.SCHEMA_CREATIVE_WORK_STATUS.value: "withdrawn", v.RDFS_LABEL.value: title}


def numbered(page: Path, title: str) -> None:
    """Saves the page of a release that has a number, with that title."""
    words = DATED.format(town="MINSK").replace("A course of ours in MINSK", title)
    page.write_text("# url: https://www.osce.org/belarus/12345\n" + words)


def test_a_release_that_is_withheld_leaves_a_tombstone_with_its_page(saved: Path) -> None:
    numbered(saved / "MINSK.txt", "A course of ours")
    first = built(saved)
    (page,) = (one["page"] for one in first.snapshot.manifest["inputs"] if one["name"] == "MINSK.txt")
    numbered(saved / "MINSK.txt", "A <b>course</b> of ours")
    for _ in range(2):  # and the build after that keeps it
        withheld = built(saved)
        assert withheld.counts["withheld"] == 1
        assert history(withheld) == {
            "release/12345": gone("A course of ours"),
            f"page/{page}": gone("https://www.osce.org/belarus/12345"),
        }
    found = difference.between(first.snapshot, withheld.snapshot)
    assert (found.releases_added, found.releases_changed) == ((), ())
    assert found.releases_removed == (f"{BASE}release/12345",)
    numbered(saved / "MINSK.txt", "A course of ours")
    assert history(built(saved)) == {}


def test_people_and_bodies_whom_nothing_names_any_more_leave_a_tombstone(saved: Path) -> None:
    words = DATED.format(town="MINSK")
    said = '"We learn," said Mona Ellery, head of the Minsk School of Clocks.'
    (saved / "MINSK.txt").write_text(f"{words}\n{said}\n")
    built(saved)
    (saved / "MINSK.txt").write_text(words)
    left = {
        "person/mona-ellery": gone("Mona Ellery"),
        "organisation/minsk-school-of-clocks": gone("Minsk School of Clocks"),
    }
    for _ in range(2):  # and the build after that keeps it
        assert history(built(saved)).items() >= left.items()
    (saved / "TIRANA.txt").write_text(f"{DATED.format(town='TIRANA')}\n{said}\n")
    assert not history(built(saved)).keys() & left.keys()


def test_a_former_name_never_leads_to_what_is_withheld(saved: Path) -> None:
    built(saved)
    old = f"release/{KEY.format(town='minsk')}"
    numbered(saved / "MINSK.txt", "A course of ours in MINSK")
    words = (saved / "MINSK.txt").read_text()
    (saved / "MINSK.txt").write_text(
        f'{words}\n"We <b>learn</b> much here about our work," said Mona Ellery, a judge.\n'
    )
    withheld = built(saved)
    assert withheld.counts["withheld"] == 1
    assert history(withheld)[old] == gone("A course of ours in MINSK")
    numbered(saved / "MINSK.txt", "A course of ours in MINSK")
    assert history(built(saved))[old] == {v.DCTERMS_IS_REPLACED_BY.value: "release/12345"}


def test_a_finding_that_gets_another_number_changes_no_release(saved: Path) -> None:
    """Nor does one of a release that was never published."""
    numbered(saved / "MINSK.txt", "A <b>course</b> of ours")
    first = built(saved)
    (saved / "BAD.txt").write_text("")
    second = built(saved)
    assert [len(one.rejections) for one in (first, second)] == [1, 2]
    found = difference.between(first.snapshot, second.snapshot)
    assert not found.is_empty
    assert found.releases_added == found.releases_removed == found.releases_changed == ()


def test_a_page_that_was_saved_again_changes_no_release_by_that(saved: Path, furnished: None) -> None:
    page = saved / "MINSK.txt"
    words = f"# url: https://www.osce.org/belarus/12345\n{page.read_text()}"
    page.write_text(f"# retrieved: 2024-03-06T08:00:00Z\n{words}")
    built(saved)
    page.write_text(f"# retrieved: 2024-09-06T08:00:00Z\n{words}")
    again = built(saved).snapshot
    said = json.loads((again.path / CHANGES).read_text())
    assert (said["added"], said["changed"], said["removed"]) == ([], [], [])
    assert (said["quads_added"], said["quads_removed"]) == (1, 1)
    page.write_text(page.read_text().replace("began", "ended"))
    said = json.loads((built(saved).snapshot.path / CHANGES).read_text())
    assert said["changed"] == [f"{BASE}release/12345"]


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


def led(saved: Path, old: NamedNode) -> set[object]:
    """What `old` is replaced by after a build, and what its status is."""
    store = Store.read_only(str(built(saved).snapshot.store_path))
    told = (v.DCTERMS_IS_REPLACED_BY, v.SCHEMA_CREATIVE_WORK_STATUS)
    return {quad.object for one in told for quad in store.quads_for_pattern(old, one, None, None)}


def test_a_number_that_no_page_tells_any_more_leads_to_the_name_by_day_and_title(saved: Path) -> None:
    shutil.copy(saved / "MINSK.txt", saved / "copy.txt")
    numbered(saved / "MINSK.txt", "A course of ours in MINSK")
    built(saved)
    (saved / "MINSK.txt").unlink()
    for _ in range(2):  # and the build after that keeps it
        assert led(saved, thing("release", "12345")) == {thing("release", KEY.format(town="minsk"))}


@pytest.mark.parametrize(
    ("was", "now", "key"),
    [
        ("14 March 2005", "15 March 2005", "2005-03-15-a-course-of-ours-in-minsk"),
        ("A course of ours", "Another course", "2005-03-14-another-course-in-minsk"),
    ],
    ids=["the day is corrected", "the title is corrected"],
)
def test_a_release_that_its_page_corrects_leads_from_its_former_name(saved: Path, was: str, now: str, key: str) -> None:
    page = saved / "MINSK.txt"
    page.write_text("# url: https://www.osce.org/belarus/course-in-minsk\n" + page.read_text())
    built(saved)
    page.write_text(page.read_text().replace(was, now))
    for _ in range(2):
        assert led(saved, thing("release", KEY.format(town="minsk"))) == {thing("release", key)}


def test_a_page_that_tells_another_release_now_replaces_nothing(saved: Path) -> None:
    page = saved / "MINSK.txt"
    page.write_text("# url: https://www.osce.org/belarus/course-in-minsk\n" + page.read_text())
    built(saved)
    page.write_text(page.read_text().replace("14 March", "15 March").replace("A course of ours", "Another course"))
    assert led(saved, thing("release", KEY.format(town="minsk"))) == {Literal("withdrawn")}


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
        "1 release added",
        f"  release/{KEY.format(town='osh')}",
        "1 release removed",
        f"  release/{KEY.format(town='minsk')}",
        "1 release changed",
        f"  release/{KEY.format(town='vienna')}",
    ]
    quads = CliRunner().invoke(cli, ["diff", str(first.path), str(data), "--quads"]).output.splitlines()
    added, removed = (sum(line.startswith(sign) for line in quads) for sign in "+-")
    assert words[0].startswith(f"{added:,} quads added, {removed:,} removed")
    assert CliRunner().invoke(cli, ["diff", str(data), str(data)]).exit_code == 0


def test_a_release_that_one_page_more_shows_is_changed_and_not_new(saved: Path) -> None:
    numbered(saved / "MINSK.txt", "A course of ours")
    before = built(saved).snapshot
    words = (saved / "MINSK.txt").read_text().replace("www.osce.org", "mirror.osce.org")
    (saved / "mirror.txt").write_text(words)
    for made in (between := built(saved).snapshot, built_without(saved, "mirror.txt")):
        found = difference.between(before if made is between else between, made)
        assert (found.releases_added, found.releases_removed) == ((), ())
        assert found.releases_changed == (f"{BASE}release/12345",)


def built_without(saved: Path, name: str) -> snapshot.Snapshot:
    (saved / name).unlink()
    return built(saved).snapshot


@pytest.mark.parametrize("order", ["abc", "cba", "bca"])
def test_a_page_that_was_saved_again_as_it_was_is_one_page(tmp_path: Path, order: str) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    for name, year in zip(order, (2021, 2022, 2023), strict=True):
        head = f"# url: https://www.osce.org/belarus/12345\n# retrieved: {year}-05-06T08:00:00Z\n"
        (folder / f"{name}.txt").write_text(head + DATED.format(town="MINSK"))
    digests = set()
    for _ in range(2):
        made = built(folder)
        assert (made.counts["releases"], made.counts["withheld"]) == (1, 0)
        digests.add(made.snapshot.digest)
        saved_at = made.snapshot.data_path.read_text()
        assert "2023-05-06T08:00:00Z" in saved_at
        assert "2022-05-06T08:00:00Z" not in saved_at
    assert len(digests) == 1


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


@pytest.mark.parametrize("blocks", [100, 1000], ids=["readings", "staging"])
def test_a_disk_that_is_full_is_told_and_what_is_published_stays(saved: Path, blocks: int) -> None:
    first, data = built(saved).snapshot, saved.parent / "data"
    for n in range(60):
        (saved / f"{n}.txt").write_text(DATED.format(town="VIENNA").replace("ours", f"ours, the number {n},"))
    # No file may have more blocks of 1 kB: to a program that is the same as a disk without room.
    program = f"{sys.executable} -c 'from endpoint.cli import main; main()'"
    command = f"ulimit -f {blocks}; exec {program} build {saved} --into {data} --processes 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stderr
    assert "has no room left" in done.stderr
    assert "Traceback" not in done.stderr
    assert snapshot.current(data).digest == first.digest
    assert not (data / ".staging").exists()
