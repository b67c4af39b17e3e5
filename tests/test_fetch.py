"""Fetching: what a server sees of it. Its log, not the client's word, shows that the client is polite."""

import gzip
import itertools
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from graph import pages
from graph.cli import cli
from graph.pages.captures import Capture, captures
from graph.records import Page
from tests.archives import answer, record, release
from tests.web import Asked, Reply, Web, web

CONTACT = "steward@example.org"
ROBOTS = "User-agent: *\nDisallow: /private/\nSitemap: {base}/sitemap.xml\n"


@pytest.fixture
def site() -> Iterator[Web]:
    """A site of five releases: an index of sitemaps, one of them packed, robots.txt, and a feed with a sixth."""
    with web() as found:
        numbers = {n: f"{found.base}/osh/{n}" for n in range(1, 7)}
        index = "".join(f"<sitemap><loc>{found.base}/{name}</loc></sitemap>" for name in ("one.xml", "two.xml.gz"))
        found.pages |= {f"/osh/{n}": Reply(release(n), headers=(("ETag", f'"{n}"'),)) for n in numbers}
        found.pages |= {
            "/robots.txt": Reply(ROBOTS.format(base=found.base).encode(), media_type="text/plain"),
            "/sitemap.xml": Reply(sitemap(index, "sitemapindex"), media_type="application/xml"),
            "/one.xml": Reply(sitemap(urls(numbers, 1, 2, 3) + f"<url><loc>{found.base}/about</loc></url>")),
            "/two.xml.gz": Reply(gzip.compress(sitemap(urls(numbers, 4, 5)))),
            "/feed.rss": Reply(
                f"<rss><channel><item><title>Six</title><link>{numbers[6]}</link></item></channel></rss>".encode(),
                media_type="application/rss+xml",
            ),
        }
        yield found


def sitemap(inner: str, kind: str = "urlset") -> bytes:
    return f'<{kind} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inner}</{kind}>'.encode()


def urls(numbers: dict[int, str], *chosen: int, changed: str = "2024-05-06") -> str:
    return "".join(f"<url><loc>{numbers[n]}</loc><lastmod>{changed}</lastmod></url>" for n in chosen)


def run(*arguments: str, folder: Path, base: str, pause: float = 0.0) -> Result:
    options = ["--into", str(folder), "--contact", CONTACT, "--base", base, "--pause", str(pause)]
    return CliRunner().invoke(cli, ["fetch", *arguments, *options])


def counts(result: Result) -> dict[str, int]:
    found: dict[str, int] = json.loads(result.stdout)["counts"]
    return found


def kept(folder: Path, name: str = "osce.org") -> list[Capture]:
    path = folder / f"{name}.warc.gz"
    found = list(captures(path.name, str(path)))
    assert all(isinstance(one, Capture) for one in found), found
    return [one for one in found if isinstance(one, Capture)]


def test_a_site_is_fetched_by_its_sitemaps_into_an_archive_that_the_build_reads(site: Web, tmp_path: Path) -> None:
    done = run("osce.org", "--json", folder=tmp_path, base=site.base)
    assert done.exit_code == 0, done.stderr
    assert counts(done) == {"lists asked for": 3, "pages asked for": 5, "kept": 5}
    read = list(pages.read(pages.Input("a", str(tmp_path / "osce.org.warc.gz"))))
    assert [one.url for one in read if isinstance(one, Page)] == [f"{site.base}/osh/{n}" for n in range(1, 6)]
    assert "/about" not in site.paths()


def test_every_request_says_who_asks(site: Web, tmp_path: Path) -> None:
    run("osce.org", folder=tmp_path, base=site.base)
    agents = {asked.headers["User-Agent"] for asked in site.log}
    assert len(agents) == 1
    assert agents.pop().startswith("osce-graph/")
    assert all(CONTACT in asked.headers["User-Agent"] for asked in site.log)


@pytest.mark.parametrize("crawl_delay", [0.0, 0.3])
def test_there_is_a_pause_between_any_two_requests(crawl_delay: float, site: Web, tmp_path: Path) -> None:
    pause = 0.15
    text = ROBOTS.format(base=site.base) + f"Crawl-delay: {crawl_delay}\n" * bool(crawl_delay)
    site.pages["/robots.txt"] = Reply(text.encode())
    run("osce.org", folder=tmp_path, base=site.base, pause=pause)
    times = [asked.at for asked in site.log]
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert len(gaps) == 8
    assert min(gaps[1:]) >= max(pause, crawl_delay) - 0.02


def test_the_sources_own_pause_cannot_be_shortened(tmp_path: Path) -> None:
    done = run("osce.org", folder=tmp_path, base="https://www.osce.org", pause=0.5)
    assert done.exit_code == 2
    assert "--pause" in done.stderr
    assert not list(tmp_path.iterdir())


def test_whoever_asks_can_be_reached(tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["fetch", "osce.org", "--into", str(tmp_path), "--contact", "nobody"])
    assert done.exit_code == 2
    assert "reaches nobody" in done.stderr


def test_what_robots_forbids_is_not_asked_for(site: Web, tmp_path: Path) -> None:
    site.pages["/robots.txt"] = Reply(f"User-agent: *\nDisallow: /osh/3\nSitemap: {site.base}/one.xml\n".encode())
    done = run("osce.org", "--json", folder=tmp_path, base=site.base)
    assert "/osh/3" not in site.paths()
    assert counts(done)["forbidden by robots.txt"] == 1
    assert done.exit_code == 0


@pytest.mark.parametrize(("status", "asks"), [(404, True), (500, False)])
def test_a_missing_robots_file_allows_and_a_broken_one_forbids(
    status: int, asks: bool, site: Web, tmp_path: Path
) -> None:
    site.pages["/robots.txt"] = Reply(b"", status)
    done = run("osce.org", folder=tmp_path, base=site.base)
    assert ("/osh/1" in site.paths()) is asks
    assert done.exit_code == (0 if asks else 1)


def test_a_second_run_asks_only_for_what_is_new_or_changed(site: Web, tmp_path: Path) -> None:
    run("osce.org", folder=tmp_path, base=site.base)
    site.log.clear()
    numbers = {n: f"{site.base}/osh/{n}" for n in range(1, 7)}
    changed = urls(numbers, 1, 3) + urls(numbers, 2, changed="2024-06-07") + urls(numbers, 6)
    site.pages["/one.xml"] = Reply(sitemap(changed))
    done = run("osce.org", "--json", folder=tmp_path, base=site.base)
    assert [path for path in site.paths() if path.startswith("/osh/")] == ["/osh/2", "/osh/6"]
    assert counts(done)["unchanged"] == 1
    assert next(asked for asked in site.log if asked.path == "/osh/2").headers["If-None-Match"] == '"2"'
    assert len(kept(tmp_path)) == 6


def test_feeds_are_read_beside_the_sitemaps(site: Web, tmp_path: Path) -> None:
    run("osce.org", "--feed", f"{site.base}/feed.rss", folder=tmp_path, base=site.base)
    assert "/osh/6" in site.paths()


def test_a_server_that_wants_to_be_left_alone_for_days_is(site: Web, tmp_path: Path) -> None:
    site.pages["/osh/2"] = Reply(b"", 429, headers=(("Retry-After", "999999"),))
    done = run("osce.org", folder=tmp_path, base=site.base)
    assert site.paths()[-1] == "/osh/2"
    assert "left alone for 999999 s" in done.stderr


def test_a_site_where_nothing_comes_whole_is_given_up(site: Web, tmp_path: Path) -> None:
    numbers = {n: f"{site.base}/osh/{n}" for n in range(1, 41)}
    site.pages["/one.xml"] = Reply(sitemap(urls(numbers, *numbers)))
    site.pages |= {f"/osh/{n}": Reply(release(n), cut=20) for n in numbers}
    done = run("osce.org", folder=tmp_path, base=site.base)
    assert len({path for path in site.paths() if path.startswith("/osh/")}) == 5
    assert "5 addresses in a row" in done.stderr


def test_two_runs_into_one_folder_do_not_meet(site: Web, tmp_path: Path) -> None:
    inner: list[Result] = []

    def meanwhile(asked: Asked) -> Reply:
        inner.append(run("osce.org", folder=tmp_path, base=site.base))
        return Reply(release(2))

    site.pages["/osh/2"] = meanwhile
    assert run("osce.org", folder=tmp_path, base=site.base).exit_code == 0
    assert [result.exit_code for result in inner] == [2]


def test_an_answer_in_drips_is_given_up(site: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.fetch.client.WHOLE_TIME", 0.5)
    monkeypatch.setattr("graph.fetch.client._PIECE", 64)
    site.pages["/osh/2"] = Reply(release(2), drips=0.3)
    done = run("osce.org", folder=tmp_path, base=site.base)
    assert "takes longer than" in done.stderr
    assert len(kept(tmp_path)) == 4


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_is_left_alone_for_as_long_as_it_says(status: int, site: Web, tmp_path: Path) -> None:
    def busy_once(asked: Asked) -> Reply:
        first = site.paths().count("/osh/2") == 1
        return Reply(b"", status, headers=(("Retry-After", "1"),)) if first else Reply(release(2))

    site.pages["/osh/2"] = busy_once
    done = run("osce.org", folder=tmp_path, base=site.base)
    times = [asked.at for asked in site.log if asked.path == "/osh/2"]
    assert len(times) == 2
    assert times[1] - times[0] >= 1.0
    assert done.exit_code == 0
    assert len(kept(tmp_path)) == 5


def test_a_server_that_stays_busy_ends_the_run(site: Web, tmp_path: Path) -> None:
    site.pages["/osh/2"] = Reply(b"", 503)
    done = run("osce.org", folder=tmp_path, base=site.base)
    assert site.paths()[-4:] == ["/osh/2"] * 4
    assert "/osh/3" not in site.paths()
    assert done.exit_code == 1
    assert "still busy" in done.stderr


@pytest.mark.parametrize("status", [401, 403])
def test_the_first_refusal_ends_the_run_and_the_next_goes_on(status: int, site: Web, tmp_path: Path) -> None:
    site.pages["/osh/2"] = Reply(b"", status)
    done = run("osce.org", folder=tmp_path, base=site.base)
    assert site.paths()[-1] == "/osh/2"
    assert done.exit_code == 1
    assert "does not want this" in done.stderr
    site.pages["/osh/2"] = Reply(release(2))
    site.log.clear()
    run("osce.org", folder=tmp_path, base=site.base)
    assert [path for path in site.paths() if path.startswith("/osh/")] == [f"/osh/{n}" for n in range(2, 6)]
    assert len(kept(tmp_path)) == 5


def test_redirects_are_followed_within_the_site_alone(site: Web, tmp_path: Path) -> None:
    with web() as other:
        site.pages["/osh/1"] = Reply(status=301, headers=(("Location", "/osh/6"),))
        site.pages["/osh/2"] = Reply(status=302, headers=(("Location", f"{other.base}/osh/2"),))
        site.pages["/osh/3"] = Reply(status=302, headers=(("Location", "/osh/3"),))
        site.pages["/osh/4"] = Reply(status=302, headers=(("Location", "/private/4"),))
        done = run("osce.org", "--json", folder=tmp_path, base=site.base)
        assert other.log == []
    assert {capture.url for capture in kept(tmp_path)} == {f"{site.base}/osh/{n}" for n in (5, 6)}
    assert site.paths().count("/osh/3") == 5
    assert "/private/4" not in site.paths()
    failures = json.loads(done.stdout)["failures"]
    assert [("another host" in one, "without an end" in one) for one in failures] == [(True, False), (False, True)]


def test_a_broken_answer_is_not_kept_and_asked_for_again_by_the_next_run(site: Web, tmp_path: Path) -> None:
    site.pages["/osh/2"] = Reply(release(2), cut=20)
    done = run("osce.org", folder=tmp_path, base=site.base)
    assert done.exit_code == 1
    assert len(kept(tmp_path)) == 4
    site.pages["/osh/2"] = Reply(release(2))
    assert run("osce.org", folder=tmp_path, base=site.base).exit_code == 0
    assert len(kept(tmp_path)) == 5


def test_an_answer_that_never_ends_is_given_up(site: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.fetch.client.TIMEOUT", 0.3)
    monkeypatch.setattr("graph.fetch.client.MAX_BYTES", 1000)
    site.pages["/osh/2"] = Reply(release(2), delay=1.0)
    site.pages["/osh/3"] = Reply(b"x" * 5000)
    run("osce.org", folder=tmp_path, base=site.base)
    assert len(kept(tmp_path)) == 3


def test_packed_answers_are_kept_as_they_were_sent(site: Web, tmp_path: Path) -> None:
    site.pages["/osh/2"] = Reply(release(2), headers=(("Content-Encoding", "gzip"),))
    run("osce.org", folder=tmp_path, base=site.base)
    raw = gzip.decompress((tmp_path / "osce.org.warc.gz").read_bytes())
    assert b"Content-Encoding: gzip" in raw
    assert kept(tmp_path)[1].content == release(2)


def test_a_dry_run_asks_for_lists_only(site: Web, tmp_path: Path) -> None:
    done = run("osce.org", "--dry-run", folder=tmp_path / "web", base=site.base)
    assert done.stdout.splitlines() == [f"{site.base}/osh/{n}" for n in range(1, 6)]
    assert not [path for path in site.paths() if path.startswith("/osh/")]
    assert not (tmp_path / "web").exists()


def test_a_limit_ends_the_run_and_the_next_goes_on(site: Web, tmp_path: Path) -> None:
    for _ in range(3):
        run("osce.org", "--limit", "2", folder=tmp_path, base=site.base)
    asked = [path for path in site.paths() if path.startswith("/osh/")]
    assert asked == [f"/osh/{n}" for n in range(1, 6)]


def test_a_killed_run_goes_on_where_it_was(site: Web, tmp_path: Path) -> None:
    site.pages["/osh/3"] = Reply(release(3), delay=3.0)
    options = ["--into", str(tmp_path), "--contact", CONTACT, "--base", site.base, "--pause", "0"]
    main = "import sys; from graph.cli import cli; cli(sys.argv[1:])"
    process = subprocess.Popen([sys.executable, "-c", main, "fetch", "osce.org", *options], stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while "/osh/3" not in site.paths() and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert len(kept(tmp_path)) == 2
    # A record that was begun and not finished.
    with (tmp_path / "osce.org.warc.gz").open("ab") as file:
        file.write(gzip.compress(record(answer(release(3))))[:100])
    site.pages["/osh/3"] = Reply(release(3))
    site.log.clear()
    assert run("osce.org", folder=tmp_path, base=site.base).exit_code == 0
    assert [path for path in site.paths() if path.startswith("/osh/")] == ["/osh/3", "/osh/4", "/osh/5"]
    assert [capture.url for capture in kept(tmp_path)] == [f"{site.base}/osh/{n}" for n in range(1, 6)]


def crawled(asked: Asked, content: bytes) -> Reply:
    start, _, end = asked.headers["Range"].removeprefix("bytes=").partition("-")
    return Reply(content[int(start) : int(end) + 1], 206, "application/octet-stream")


def test_common_crawl_is_asked_for_single_records(tmp_path: Path) -> None:
    members = [gzip.compress(record(answer(release(n)), url=f"https://www.osce.org/osh/{n}")) for n in (1, 2, 3)]
    content = b"".join(members)
    entries = [
        {
            "url": f"https://www.osce.org/osh/{n}",
            "status": "404" if n == 2 else "200",
            "offset": str(sum(map(len, members[: n - 1]))),
            "length": str(len(members[n - 1])),
            "filename": "crawl/a.warc.gz",
        }
        for n in (1, 2, 3)
    ]
    with web() as found:
        query = "/CC-MAIN-2024-10-index?url=osce.org&matchType=domain&output=json"
        found.pages |= {
            f"{query}&showNumPages=true": Reply(b'{"pages": 1}'),
            f"{query}&page=0": Reply("\n".join(map(json.dumps, entries)).encode()),
            "/crawl/a.warc.gz": lambda asked: crawled(asked, content),
        }
        done = run("common-crawl", "CC-MAIN-2024-10", folder=tmp_path, base=found.base)
        assert done.exit_code == 0, done.stderr
        ranges = [asked.headers["Range"] for asked in found.log if "Range" in asked.headers]
        assert len(ranges) == 2
        found.log.clear()
        run("common-crawl", "CC-MAIN-2024-10", folder=tmp_path, base=found.base)
        assert found.log == []
    assert [capture.url for capture in kept(tmp_path, "common-crawl")] == [
        "https://www.osce.org/osh/1",
        "https://www.osce.org/osh/3",
    ]


@pytest.mark.parametrize(
    "rows",
    ['{"url": "https://www.osce.org/osh/1", "status": "200", "length": "9"}', "[1]", "no JSON", '{"pages": 1}'],
    ids=["no-place", "no-object", "no-json", "something-else"],
)
def test_an_index_that_makes_no_sense_is_told(rows: str, tmp_path: Path) -> None:
    with web() as found:
        query = "/CC-MAIN-2024-10-index?url=osce.org&matchType=domain&output=json"
        found.pages |= {f"{query}&showNumPages=true": Reply(b'{"pages": 1}'), f"{query}&page=0": Reply(rows.encode())}
        done = run("common-crawl", "CC-MAIN-2024-10", folder=tmp_path, base=found.base)
    assert done.exit_code == (0 if rows == '{"pages": 1}' else 1)
    assert done.exception is None or isinstance(done.exception, SystemExit)


def test_the_internet_archive_is_asked_for_each_capture_as_it_was(tmp_path: Path) -> None:
    with web() as found:
        query = (
            "/cdx/search/cdx?url=osce.org&matchType=domain&output=json&fl=timestamp,original&filter=statuscode:200"
            "&filter=mimetype:text/html&collapse=digest&limit=5000&showResumeKey=true"
        )
        rows = [["timestamp", "original"], ["20050304050607", "http://www.osce.org/osh/1"], [], ["on here"]]
        more = [["timestamp", "original"], ["20060304050607", "http://www.osce.org/about"]]
        found.pages |= {
            query: Reply(json.dumps(rows).encode()),
            f"{query}&resumeKey=on%20here": Reply(json.dumps(more).encode()),
            "/web/20050304050607id_/http://www.osce.org/osh/1": Reply(release(1)),
        }
        done = run("internet-archive", folder=tmp_path, base=found.base)
        assert done.exit_code == 0, done.stderr
    (page,) = list(pages.read(pages.Input("a", str(tmp_path / "internet-archive.warc.gz"))))
    assert isinstance(page, Page)
    assert (page.url, page.retrieved) == ("http://www.osce.org/osh/1", "2005-03-04T05:06:07Z")
