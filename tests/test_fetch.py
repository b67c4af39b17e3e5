"""Fetching: what a server sees of it. Its log, not the client's word, shows that the client is polite."""

import datetime
import errno
import gzip
import itertools
import json
import math
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from graph import pages
from graph.cli import cli
from graph.cli.bars import Bars
from graph.cli.fetching import is_wanted_path
from graph.fetch.archive import Archive
from graph.fetch.captures import InternetArchive
from graph.fetch.client import Client, _retry_after
from graph.fetch.ledger import Task
from graph.fetch.osce import Osce
from graph.fetch.wire import Answer, Failed
from graph.hosts import same_site
from graph.pages.captures import Capture, Trace, captures
from graph.records import Finding, Page
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


# What the Internet Archive is asked for: the captures of pages of the site.
CAPTURES = (
    "/cdx/search/cdx?url=osce.org&matchType=domain&output=json&fl=timestamp,original&filter=statuscode:200"
    "&filter=mimetype:text/html&collapse=digest&limit=5000&showResumeKey=true"
)


def sitemap(inner: str, kind: str = "urlset") -> bytes:
    return f'<{kind} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inner}</{kind}>'.encode()


def urls(numbers: dict[int, str], *chosen: int, changed: str = "2024-05-06") -> str:
    return "".join(f"<url><loc>{numbers[n]}</loc><lastmod>{changed}</lastmod></url>" for n in chosen)


def run(*arguments: str, folder: Path, base: str, pause: float = 0.0) -> Result:
    options = ["--into", str(folder), "--contact", CONTACT, "--base", base, "--pause", str(pause)]
    return CliRunner().invoke(cli, ["fetch", *arguments, *options])


def unpacked(folder: Path, source: str) -> bytes:
    return gzip.decompress((folder / f"{source}.warc.gz").read_bytes())


def counts(result: Result) -> dict[str, int]:
    found: dict[str, int] = json.loads(result.stdout)["counts"]
    return found


def kept(folder: Path, name: str = "osce.org") -> list[Capture]:
    path = folder / f"{name}.warc.gz"
    found = list(captures(path.name, str(path)))
    assert all(isinstance(one, Capture) for one in found), found
    return [one for one in found if isinstance(one, Capture)]


def asked_pages(site: Web) -> list[str]:
    return [path for path in site.paths() if path.startswith("/osh/")]


def first_then(first: Reply, then: Reply) -> Callable[[Asked], Reply]:
    """A page that answers the first time otherwise than later."""
    waiting = [first]
    return lambda asked: waiting.pop() if waiting else then


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
    assert b"robots: obey\r\n" in unpacked(tmp_path, "osce.org")


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
    assert counts(done) == {"lists asked for": 1, "pages asked for": 2, "kept": 2, "forbidden by robots.txt": 1}
    assert done.exit_code == 0


def test_a_dry_run_knows_what_robots_forbids_and_how_long_the_pauses_are(site: Web, tmp_path: Path) -> None:
    rules = f"User-agent: *\nDisallow: /osh/3\nCrawl-delay: 0.4\nSitemap: {site.base}/one.xml\n"
    site.pages["/robots.txt"] = Reply(rules.encode())
    done = run("osce.org", "--dry-run", "--json", folder=tmp_path, base=site.base)
    told = json.loads(done.stdout)
    assert told["pages"] == [f"{site.base}/osh/{n}" for n in (1, 2)]
    assert told["counts"] == {"planned": 2, "forbidden by robots.txt": 1}
    assert told["seconds"] == 1
    assert "they take 0:00:01" in run("osce.org", "--dry-run", folder=tmp_path, base=site.base).stderr


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
    # What was never asked for comes first.
    assert asked_pages(site) == ["/osh/6", "/osh/2"]
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
    monkeypatch.setattr("graph.fetch.wire.WHOLE_TIME", 0.5)
    monkeypatch.setattr("graph.fetch.wire._PIECE", 64)
    site.pages["/osh/2"] = Reply(release(2), drips=0.3)
    done = run("osce.org", folder=tmp_path, base=site.base)
    assert "takes longer than" in done.stderr
    assert len(kept(tmp_path)) == 4


@pytest.mark.parametrize(
    "contact", ["иван@example.org", "a@b.org\r\nX-Evil: 1", "a@b.org) (x", "@", "https://", "a b@c"]
)
def test_a_contact_that_no_header_can_say_is_no_fault_of_the_server(contact: str, site: Web, tmp_path: Path) -> None:
    options = ["--into", str(tmp_path), "--contact", contact, "--base", site.base, "--pause", "0"]
    done = CliRunner().invoke(cli, ["fetch", "osce.org", *options])
    assert done.exit_code == 2
    assert "--contact" in done.stderr
    assert not site.log


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
    # It waits between the asks, and not behind the last, after which nothing is asked.
    assert done.stderr.count("waiting") == 3
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
    site.log.clear()
    # The page itself is asked for last, so that it keeps the run from no other, however often it refuses.
    assert run("osce.org", folder=tmp_path, base=site.base).exit_code == 1
    assert asked_pages(site) == [f"/osh/{n}" for n in (3, 4, 5, 2)]
    site.pages["/osh/2"] = Reply(release(2))
    run("osce.org", folder=tmp_path, base=site.base)
    assert len(kept(tmp_path)) == 5


def test_a_list_that_refuses_keeps_a_run_from_no_other(site: Web, tmp_path: Path) -> None:
    site.pages["/one.xml"] = Reply(b"", 403)
    for _ in range(2):
        assert run("osce.org", folder=tmp_path, base=site.base).exit_code == 1
    assert asked_pages(site) == ["/osh/4", "/osh/5"]
    assert site.paths()[-1] == "/one.xml"


def test_redirects_are_followed_within_the_site_alone(site: Web, tmp_path: Path) -> None:
    with web() as other:
        site.pages["/osh/1"] = Reply(status=301, headers=(("Location", "/osh/6"),))
        site.pages["/osh/2"] = Reply(status=302, headers=(("Location", f"{other.base}/osh/2"),))
        site.pages["/osh/3"] = Reply(status=302, headers=(("Location", "/osh/3"),))
        site.pages["/osh/4"] = Reply(status=302, headers=(("Location", "/private/4"),))
        done = run("osce.org", "--json", folder=tmp_path, base=site.base)
        assert other.log == []
    assert traces(tmp_path) == [("1", "moved", "6"), ("6", "", ""), ("5", "", "")]
    assert site.paths().count("/osh/3") == 1
    assert "/private/4" not in site.paths()
    told = json.loads(done.stdout)
    assert ["another host" in one for one in told["notes"]] == [True]
    assert ["without an end" in one for one in told["failures"]] == [True]


def test_a_broken_answer_is_not_kept_and_asked_for_again_by_the_next_run(site: Web, tmp_path: Path) -> None:
    site.pages["/osh/2"] = Reply(release(2), cut=20)
    done = run("osce.org", folder=tmp_path, base=site.base)
    assert done.exit_code == 1
    assert len(kept(tmp_path)) == 4
    site.pages["/osh/2"] = Reply(release(2))
    assert run("osce.org", folder=tmp_path, base=site.base).exit_code == 0
    assert len(kept(tmp_path)) == 5


def test_an_answer_that_never_ends_is_given_up(site: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.fetch.wire.TIMEOUT", 0.3)
    monkeypatch.setattr("graph.fetch.wire.MAX_BYTES", 1000)
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
    assert not asked_pages(site)
    assert not (tmp_path / "web").exists()


def test_a_dry_run_names_what_the_next_run_would_ask_for(site: Web, tmp_path: Path) -> None:
    run("osce.org", "--limit", "3", folder=tmp_path, base=site.base)
    ledger = (tmp_path / ".osce.org.sqlite").read_bytes()
    site.log.clear()
    for _ in range(2):
        done = run("osce.org", "--dry-run", folder=tmp_path, base=site.base)
        assert done.stdout.splitlines() == [f"{site.base}/osh/{n}" for n in (4, 5)]
    assert not asked_pages(site)
    assert (tmp_path / ".osce.org.sqlite").read_bytes() == ledger
    run("osce.org", folder=tmp_path, base=site.base)
    assert asked_pages(site) == ["/osh/4", "/osh/5"]


def test_a_limit_ends_the_run_and_the_next_goes_on(site: Web, tmp_path: Path) -> None:
    for _ in range(3):
        run("osce.org", "--limit", "2", folder=tmp_path, base=site.base)
    asked = asked_pages(site)
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
    assert asked_pages(site) == ["/osh/3", "/osh/4", "/osh/5"]
    assert [capture.url for capture in kept(tmp_path)] == [f"{site.base}/osh/{n}" for n in range(1, 6)]


@pytest.mark.parametrize("status", [408, 500, 502, 504])
def test_what_a_server_could_not_give_is_asked_for_again_by_the_next_run(
    status: int, site: Web, tmp_path: Path
) -> None:
    site.pages["/osh/2"] = first_then(Reply(b"", status), Reply(release(2)))
    done = run("osce.org", "--json", folder=tmp_path, base=site.base)
    assert done.exit_code == 1
    assert json.loads(done.stdout)["failures"] == [f"{site.base}/osh/2 answers {status}"]
    site.log.clear()
    assert run("osce.org", folder=tmp_path, base=site.base).exit_code == 0
    assert asked_pages(site) == ["/osh/2"]
    assert len(kept(tmp_path)) == 5


@pytest.mark.parametrize("raw", [b"HTTP/1.1 200 OK\r\nContent-Ty", b"HTTP/1.1 200 OK\r\n\r\n"], ids=["cut", "empty"])
def test_an_answer_without_a_body_is_no_page(raw: bytes, site: Web, tmp_path: Path) -> None:
    site.pages["/osh/2"] = first_then(Reply(raw=raw), Reply(release(2)))
    assert run("osce.org", folder=tmp_path, base=site.base).exit_code == 1
    assert run("osce.org", folder=tmp_path, base=site.base).exit_code == 0
    assert len(kept(tmp_path)) == 5


def test_what_is_not_there_is_not_asked_for_again(site: Web, tmp_path: Path) -> None:
    site.pages["/osh/2"] = Reply(b"", 404)
    assert run("osce.org", folder=tmp_path, base=site.base).exit_code == 1
    site.log.clear()
    assert run("osce.org", folder=tmp_path, base=site.base).exit_code == 0
    assert asked_pages(site) == []


def test_that_a_page_which_was_kept_is_gone_stands_in_the_archive_once_until_it_is_back(
    site: Web, tmp_path: Path
) -> None:
    inner = "".join(f"<url><loc>{site.base}/osh/{n}</loc></url>" for n in (1, 2, 3))
    site.pages |= {"/sitemap.xml": Reply(sitemap(inner)), "/osh/1": Reply(b"", 410)}
    there = site.pages["/osh/3"]

    def again() -> list[str]:
        """What stands in the archive after one more run: whose address, and what is told of it."""
        run("osce.org", "--revisit", "0", folder=tmp_path, base=site.base)
        found = captures("a", str(tmp_path / "osce.org.warc.gz"))
        told = [
            (one.url[-1], one.what if isinstance(one, Trace) else "") for one in found if not isinstance(one, Finding)
        ]
        return ["".join(one) for one in told]

    # What was never kept needs no word in the archive.
    assert again() == ["2", "3"]
    site.pages |= {"/osh/3": Reply(b"gone", 410)}
    assert again() == again() == ["2", "3", "3gone"]
    site.pages["/osh/3"] = there
    assert again() == ["2", "3", "3gone", "3"]
    assert "If-None-Match" not in site.log[-1].headers


def test_pages_that_never_come_do_not_keep_a_run_from_the_others(site: Web, tmp_path: Path) -> None:
    numbers = {n: f"{site.base}/osh/{n}" for n in range(1, 9)}
    site.pages["/one.xml"] = Reply(sitemap(urls(numbers, *numbers)))
    site.pages |= {f"/osh/{n}": Reply(b"", 500) if n < 6 else Reply(release(n)) for n in numbers}
    assert "5 addresses in a row" in run("osce.org", folder=tmp_path, base=site.base).stderr
    run("osce.org", folder=tmp_path, base=site.base)
    assert [capture.url for capture in kept(tmp_path)] == [f"{site.base}/osh/{n}" for n in (6, 7, 8)]


@pytest.mark.parametrize("tag", ['"3"', 'W/"3"', None], ids=["strong", "weak", "none"])
def test_where_no_sitemap_says_when_a_page_changed_the_site_is_asked_once_in_a_while(
    tag: str | None, site: Web, tmp_path: Path
) -> None:
    day = "Mon, 06 May 2024 08:00:00 GMT"
    headers = (("ETag", tag),) if tag else (("Last-Modified", day),)
    site.pages["/sitemap.xml"] = Reply(sitemap(f"<url><loc>{site.base}/osh/3</loc></url>"))
    site.pages["/osh/3"] = Reply(release(3), headers=headers)

    def again(*options: str) -> list[str]:
        site.log.clear()
        assert run("osce.org", *options, folder=tmp_path, base=site.base).exit_code == 0
        return asked_pages(site)

    assert again() == ["/osh/3"]
    assert again() == []
    assert again("--revisit", "0") == ["/osh/3"]
    assert site.log[-1].headers["If-None-Match" if tag else "If-Modified-Since"] == (tag or day)
    with closing(sqlite3.connect(tmp_path / ".osce.org.sqlite")) as ledger, ledger:
        ledger.execute("UPDATE task SET asked = asked - 31")
    assert again() == ["/osh/3"]
    assert len(kept(tmp_path)) == 1
    site.pages["/osh/3"] = Reply(release(33), headers=(("ETag", '"33"'),))
    assert again("--revisit", "0") == ["/osh/3"]
    assert len(kept(tmp_path)) == 2


def test_visits_again_take_turns(site: Web, tmp_path: Path) -> None:
    inner = "".join(f"<url><loc>{site.base}/osh/{n}</loc></url>" for n in (1, 2, 3))
    site.pages["/sitemap.xml"] = Reply(sitemap(inner))
    for _ in range(3):
        run("osce.org", "--limit", "2", "--revisit", "0", folder=tmp_path, base=site.base)
    assert asked_pages(site) == [f"/osh/{n}" for n in (1, 2, 3, 1, 2, 3)]


def test_lists_come_first_however_late_they_are_named(site: Web, tmp_path: Path) -> None:
    run("osce.org", "--limit", "1", folder=tmp_path, base=site.base)
    site.log.clear()
    run("osce.org", "--limit", "1", "--feed", f"{site.base}/feed.rss", folder=tmp_path, base=site.base)
    assert "/feed.rss" in site.paths()


def test_lists_that_name_one_page_do_not_take_each_others_word_for_a_change(site: Web, tmp_path: Path) -> None:
    numbers = {n: f"{site.base}/osh/{n}" for n in range(1, 7)}
    site.pages["/two.xml.gz"] = Reply(sitemap(urls(numbers, 1, changed="2024-09-09") + urls(numbers, 6)))
    for _ in range(3):
        run("osce.org", "--feed", f"{site.base}/feed.rss", folder=tmp_path, base=site.base)
    assert sorted(asked_pages(site)) == [f"/osh/{n}" for n in (1, 2, 3, 6)]
    site.pages["/one.xml"] = Reply(sitemap(urls(numbers, 1, changed="2024-10-10")))
    site.log.clear()
    run("osce.org", "--feed", f"{site.base}/feed.rss", folder=tmp_path, base=site.base)
    assert asked_pages(site) == ["/osh/1"]


def test_a_ledger_of_before_is_used_further(site: Web, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / ".osce.org.sqlite")) as ledger, ledger:
        ledger.execute(
            "CREATE TABLE task (url TEXT PRIMARY KEY, kind TEXT, note TEXT, number INTEGER, state TEXT, status INTEGER,"
            " etag TEXT, modified TEXT) WITHOUT ROWID"
        )
        ledger.execute("CREATE INDEX task_by_state ON task (state, number)")
        rows = [(f"{site.base}/osh/{n}", "page", "2024-05-06", n, "done", 500 if n == 2 else 200) for n in range(1, 6)]
        ledger.executemany("INSERT INTO task VALUES (?, ?, ?, ?, ?, ?, NULL, NULL)", rows)
    run("osce.org", folder=tmp_path, base=site.base)
    assert asked_pages(site) == ["/osh/2"]


def test_an_archive_that_was_taken_away_is_told(site: Web, tmp_path: Path) -> None:
    run("osce.org", folder=tmp_path, base=site.base)
    (tmp_path / "osce.org.warc.gz").unlink()
    done = run("osce.org", folder=tmp_path, base=site.base)
    assert done.exit_code == 2
    assert "is shorter than" in done.stderr
    assert not (tmp_path / "osce.org.warc.gz").exists()


def test_a_ledger_that_cannot_be_written_is_told(site: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*arguments: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("graph.fetch.ledger.Ledger.done", full)
    done = run("osce.org", folder=tmp_path, base=site.base)
    assert done.exit_code == 2
    assert "disk is full" in done.stderr


@pytest.mark.parametrize("status", [206, 304])
def test_a_part_or_no_change_is_no_answer_to_who_did_not_ask_for_that(status: int, site: Web, tmp_path: Path) -> None:
    site.pages["/osh/2"] = Reply(release(2)[:50] if status == 206 else b"", status)
    done = run("osce.org", folder=tmp_path, base=site.base)
    assert "was not asked for" in done.stderr
    assert len(kept(tmp_path)) == 4


def test_a_large_sitemap_is_read(site: Web, tmp_path: Path) -> None:
    numbers = {n: f"{site.base}/osh/{n}" for n in (1, 2)}
    large = sitemap(urls(numbers, 1) + "<!-- " + "x" * 21_000_000 + " -->" + urls(numbers, 2))
    site.pages["/one.xml"] = Reply(large)
    site.pages["/two.xml.gz"] = Reply(gzip.compress(large.replace(b"/osh/2", b"/osh/5"), 1))
    done = run("osce.org", folder=tmp_path, base=site.base)
    assert done.exit_code == 0, done.stderr
    assert asked_pages(site) == ["/osh/1", "/osh/2", "/osh/5"]


@pytest.mark.parametrize("steps", [5, 6])
def test_robots_may_be_behind_five_redirects(steps: int, site: Web, tmp_path: Path) -> None:
    """RFC 9309, 2.3.1.2: also behind another host, whose file then speaks for this one."""
    with web() as other:
        other.pages["/rules"] = Reply(f"User-agent: *\nDisallow: /osh/3\nSitemap: {site.base}/one.xml\n".encode())
        places = ["/robots.txt", *(f"/robots.{n}" for n in range(1, steps))]
        for here, there in itertools.pairwise([*places, f"{other.base}/rules"]):
            site.pages[here] = Reply(status=301, headers=(("Location", there),))
        run("osce.org", folder=tmp_path, base=site.base)
        assert other.paths() == ["/rules"][: 6 - steps]
    assert asked_pages(site) == ["/osh/1", "/osh/2"][: 2 * (6 - steps)]


@pytest.mark.parametrize(
    ("headers", "encoding"),
    [((), "utf-8"), ((), "utf-8-sig"), ((("Content-Encoding", "gzip"),), "utf-8")],
    ids=["plain", "marked", "packed"],
)
def test_robots_is_read_however_it_is_sent(
    headers: tuple[tuple[str, str], ...], encoding: str, site: Web, tmp_path: Path
) -> None:
    text = f"User-agent: *\nDisallow: /osh/3\nSitemap: {site.base}/one.xml\n"
    site.pages["/robots.txt"] = Reply(text.encode(encoding), headers=headers)
    run("osce.org", folder=tmp_path, base=site.base)
    assert asked_pages(site) == ["/osh/1", "/osh/2"]


def test_robots_is_meant_for_us_only_where_it_names_us(site: Web, tmp_path: Path) -> None:
    text = (
        f"User-agent: example\nDisallow: /\n\nUser-agent: osce-graph\nDisallow: /osh/3\nSitemap: {site.base}/one.xml\n"
    )
    site.pages["/robots.txt"] = Reply(text.encode())
    run("osce.org", folder=tmp_path, base=site.base)
    assert asked_pages(site) == ["/osh/1", "/osh/2"]


def test_a_pause_of_days_ends_the_run(site: Web, tmp_path: Path) -> None:
    site.pages["/robots.txt"] = Reply(b"User-agent: *\nCrawl-delay: 999999\n")
    done = run("osce.org", folder=tmp_path, base=site.base)
    assert site.paths() == ["/robots.txt"]
    assert "pauses of 999999 s" in done.stderr


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        (None, "there is no Location"),
        ("", "there is no Location"),
        ("http://[bad/", "leads to no address"),
        ("file:///etc/passwd", "leads to no address"),
        ("http://127.0.0.1:99999/", "another host"),
        ("http://127.0.0.2/osh/1", "another host"),
        ("?", "without an end"),
    ],
)
def test_a_redirect_to_nowhere_is_asked_once(location: str | None, reason: str, site: Web, tmp_path: Path) -> None:
    headers = () if location is None else (("Location", location),)
    site.pages["/osh/1"] = Reply(status=301, headers=headers)
    done = run("osce.org", folder=tmp_path, base=site.base)
    assert asked_pages(site) == [f"/osh/{n}" for n in range(1, 6)]
    assert reason in done.stderr


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://a.example/1", "https://a.example/1", True),
        ("https://a.example/1", "http://a.example/1", False),
        ("https://a.example/1", "https://A.example:443/2", True),
        ("https://a.example/1", "https://a.example:8443/2", False),
        ("https://a.example/1", "https://b.example/1", False),
    ],
)
def test_a_redirect_stays_at_the_host_and_goes_back_from_no_encryption(one: str, other: str, same: bool) -> None:
    assert same_site(one, other) is same


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120),
        (" 120 ", 120),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("9" * 400, math.inf),
        ("Mon, 06 May 2024 08:02:00 GMT", 120),
        ("Monday, 06-May-24 08:02:00 GMT", 120),
        ("Mon May  6 08:02:00 2024", 120),
        ("Mon, 06 May 2024 08:02:00 -0000", 120),
        ("Mon, 06 May 2024 07:00:00 GMT", 0),
        ("Mon, 06 May 99999999999 08:02:00 GMT", None),
    ],
)
def test_a_time_to_wait_is_read_in_all_its_forms(said: str, seconds: float | None) -> None:
    # The server's clock is a day behind ours.
    headers = (("Retry-After", said), ("Date", "Mon, 06 May 2024 08:00:00 GMT"))
    ours = datetime.datetime(2024, 5, 7, 8, tzinfo=datetime.UTC)
    assert _retry_after(Answer("http://a.example/", 503, headers, b"", b"", ours)) == seconds


def test_a_host_has_one_pause_whatever_the_scheme_and_port() -> None:
    slept: list[float] = []
    client = Client("us/1", 2.0, obey_robots=False, now=lambda: 0.0, sleep=slept.append)
    for url in ("http://127.0.0.1:1/", "https://127.0.0.1:1/", "http://127.0.0.1:2/"):
        with pytest.raises(Failed):
            client.get(url)
    assert slept == [2.0, 2.0]


def test_a_head_in_drips_is_given_up(site: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.fetch.wire.WHOLE_TIME", 0.5)
    site.pages["/osh/2"] = Reply(raw=b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 400 + b"\r\n\r\n", drips=0.1)
    done = run("osce.org", folder=tmp_path, base=site.base)
    assert "no whole answer" in done.stderr
    assert len(kept(tmp_path)) == 4


def test_chunks_say_how_long_an_answer_is(site: Web, tmp_path: Path) -> None:
    page = release(2)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n"
    site.pages["/osh/2"] = Reply(raw=head + b"%x\r\n%s\r\n0\r\n\r\n" % (len(page), page))
    site.pages["/osh/3"] = Reply(raw=head + b"%x\r\n%s\r\n" % (len(page), page[:50]))
    run("osce.org", folder=tmp_path, base=site.base)
    assert [capture.content for capture in kept(tmp_path)] == [release(n) for n in (1, 2, 4, 5)]


def test_a_folded_header_is_said_back_in_one_line(site: Web, tmp_path: Path) -> None:
    site.pages["/sitemap.xml"] = Reply(sitemap(f"<url><loc>{site.base}/osh/3</loc></url>"))
    head = b'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nETag: "a\r\n b"\r\n\r\n'
    site.pages["/osh/3"] = Reply(raw=head + release(3))
    for _ in range(2):
        assert run("osce.org", "--revisit", "0", folder=tmp_path, base=site.base).exit_code == 0
    assert site.log[-1].headers["If-None-Match"] == '"a b"'
    assert len(kept(tmp_path)) == 1


def test_entries_of_sitemaps_may_be_wrong(site: Web, tmp_path: Path) -> None:
    with web() as other:
        places = ["", "http://[bad/osh/1", "javascript:alert(1)", f"{other.base}/osh/9", "//x", "/osh/2#a", "/osh/2#b"]
        inner = "".join(f"<url><loc>{place}</loc></url>" for place in [*places, f" {site.base}/osh/1\n"])
        site.pages["/one.xml"] = Reply(sitemap(inner))
        around = [f"{other.base}/s.xml", "", "/one.xml", f"{site.base}/sitemap.xml", "http://[bad"]
        index = "".join(f"<sitemap><loc>{place}</loc></sitemap>" for place in around)
        site.pages["/sitemap.xml"] = Reply(sitemap(index, "sitemapindex"))
        robots = f"Sitemap: {other.base}/s.xml\nSitemap: /sitemap.xml\n"
        site.pages["/robots.txt"] = Reply(robots.encode())
        done = run("osce.org", folder=tmp_path, base=site.base)
        assert other.log == []
    assert done.exit_code == 0, done.stderr
    assert site.paths() == ["/robots.txt", "/sitemap.xml", "/one.xml", "/osh/2", "/osh/1"]


def test_sitemaps_without_end_are_given_up(site: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.fetch.run._MOST_LISTS", 7)
    inner = "".join(f"<sitemap><loc>{site.base}/more/{n}</loc></sitemap>" for n in range(20))
    site.pages |= {f"/more/{n}": Reply(sitemap("")) for n in range(20)}
    site.pages["/sitemap.xml"] = Reply(sitemap(inner, "sitemapindex"))
    for options in ((), ("--dry-run",)):
        site.log.clear()
        done = run("osce.org", *options, folder=tmp_path, base=site.base)
        assert len(site.log) == 8
        assert "still more lists" in done.stderr


def test_sitemaps_of_sitemaps_are_followed_three_levels_down(site: Web, tmp_path: Path) -> None:
    for n in range(20):
        inner = f"<sitemap><loc>{site.base}/more/{n + 1}</loc></sitemap><sitemap><loc>/sitemap.xml</loc></sitemap>"
        site.pages[f"/more/{n}"] = Reply(sitemap(inner, "sitemapindex"))
    site.pages["/sitemap.xml"] = site.pages["/more/0"]
    site.pages["/more/3"] = Reply(sitemap(f"<url><loc>{site.base}/osh/1</loc></url>"))
    assert run("osce.org", folder=tmp_path, base=site.base).exit_code == 0
    assert asked_pages(site) == ["/osh/1"]
    site.pages["/more/3"] = site.pages["/more/4"]
    for _ in range(2):
        site.log.clear()
        done = run("osce.org", folder=tmp_path, base=site.base)
        assert site.paths()[1:] == ["/sitemap.xml", "/more/1", "/more/2", "/more/3"]
        assert "more than 3 levels below the first" in done.stderr


@pytest.mark.parametrize(
    "raw",
    [
        b"<html><body>Not here</body></html>",
        b"<urlset><url>",
        b'<!DOCTYPE urlset [<!ENTITY a "b">]><urlset/>',
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE urlset []><urlset/>'.encode("utf-16"),
        gzip.compress(b"<urlset/>", mtime=0)[:-4],
    ],
    ids=["page", "broken", "doctype", "utf-16", "cut"],
)
def test_what_is_no_sitemap_is_told(raw: bytes, site: Web, tmp_path: Path) -> None:
    site.pages["/sitemap.xml"] = Reply(raw)
    done = run("osce.org", folder=tmp_path, base=site.base)
    assert done.exit_code == 1
    assert f"not fetched: {site.base}/sitemap.xml" in done.stderr


def test_a_sitemap_may_be_a_feed(site: Web, tmp_path: Path) -> None:
    site.pages["/robots.txt"] = Reply(f"Sitemap: {site.base}/feed.rss\n".encode())
    assert run("osce.org", folder=tmp_path, base=site.base).exit_code == 0
    assert asked_pages(site) == ["/osh/6"]


def test_feeds_may_name_pages_from_another_place_on(site: Web, tmp_path: Path) -> None:
    site.pages["/feeds/a.atom"] = Reply(
        b'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="../osh/"><title>News</title>'
        b'<entry><title>One</title><link href="1"/></entry>'
        b'<entry xml:base="x/"><title>Two</title><link rel="self" href="9"/>'
        b'<link xml:base="/osh/x/" href="../2"/></entry>'
        b'<entry><title>Three</title><link href="/osh/3#top"/></entry><entry><title>None</title></entry></feed>'
    )
    site.pages["/sitemap.xml"] = Reply(sitemap(""))
    done = run("osce.org", "--feed", f"{site.base}/feeds/a.atom", folder=tmp_path, base=site.base)
    assert done.exit_code == 0, done.stderr
    assert asked_pages(site) == ["/osh/1", "/osh/2", "/osh/3"]


@pytest.mark.parametrize(
    ("base", "options"),
    [
        ("http://127.0.0.1:1", ("--pause", "0", "--feed", "https://www.osce.org/feed")),
        ("http://127.0.0.1:1", ("--pause", "nan")),
        ("http://127.0.0.1:1", ("--pause", "inf")),
        ("http://127.0.0.1:1", ("--feed", "http://[bad")),
        ("www.osce.org", ("--pause", "2")),
    ],
)
def test_a_wrong_pause_or_place_is_refused(base: str, options: tuple[str, ...], tmp_path: Path) -> None:
    arguments = ["fetch", "osce.org", "--into", str(tmp_path), "--contact", CONTACT, "--base", base, *options]
    done = CliRunner().invoke(cli, arguments)
    assert done.exit_code == 2, done.output
    assert not list(tmp_path.iterdir())


def crawled(asked: Asked, content: bytes) -> Reply:
    start, _, end = asked.headers["Range"].removeprefix("bytes=").partition("-")
    place = ("Content-Range", f"bytes {start}-{end}/{len(content)}")
    return Reply(content[int(start) : int(end) + 1], 206, "application/octet-stream", headers=(place,))


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
    assert b"robots: ignore\r\n" in unpacked(tmp_path, "common-crawl")


def test_what_several_crawls_have_of_an_address_is_asked_for_once_where_it_is_the_same(tmp_path: Path) -> None:
    """Not where the record is missing: then the other one is."""
    addresses = ["https://www.osce.org/osh/1", "https://www.osce.org/osh/2", "https://www.osce.org/osh/3"]
    member = [gzip.compress(record(answer(release(n)), url=address)) for n, address in enumerate(addresses, 1)]
    crawls = {"CC-MAIN-2023-10": ["AA", "BB", "CC"], "CC-MAIN-2024-10": ["AA", "BX", "CC"]}
    with web() as found:
        for crawl, digests in crawls.items():
            query = f"/{crawl}-index?url=osce.org&matchType=domain&output=json"
            entries = [
                {
                    "url": address,
                    "status": "200",
                    "digest": digests[n],
                    "offset": "0",
                    "length": str(len(member[n])),
                    "filename": f"{crawl}/{n}",
                }
                for n, address in enumerate(addresses)
            ]
            found.pages[f"{query}&showNumPages=true"] = Reply(b'{"pages": 1}')
            found.pages[f"{query}&page=0"] = Reply("\n".join(map(json.dumps, entries)).encode())
            for n, content in enumerate(member):
                found.pages[f"/{crawl}/{n}"] = partial(crawled, content=content)
        found.pages["/CC-MAIN-2023-10/2"] = Reply(b"no such record", 404)
        planned = run("common-crawl", *crawls, "--dry-run", "--json", folder=tmp_path, base=found.base)
        assert json.loads(planned.stdout)["counts"]["planned"] == 4
        run("common-crawl", *crawls, folder=tmp_path, base=found.base)
        asked = [one.path for one in found.log if "Range" in one.headers]
        found.log.clear()
        run("common-crawl", *crawls, folder=tmp_path, base=found.base)
        assert [one.path for one in found.log if "Range" in one.headers] == []
    assert asked == [
        "/CC-MAIN-2023-10/0",
        "/CC-MAIN-2023-10/1",
        "/CC-MAIN-2023-10/2",
        "/CC-MAIN-2024-10/1",
        "/CC-MAIN-2024-10/2",
    ]
    assert [capture.url for capture in kept(tmp_path, "common-crawl")] == [
        *addresses[:2],
        addresses[1],
        addresses[2],
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
    assert done.exit_code == 1
    assert rows != '{"pages": 1}' or "no list names a page" in done.stderr
    assert done.exception is None or isinstance(done.exception, SystemExit)


def test_a_row_of_an_index_that_makes_no_sense_costs_itself_alone(tmp_path: Path) -> None:
    member = gzip.compress(record(answer(release(1)), url="https://www.osce.org/osh/1"))
    good = {"url": "https://www.osce.org/osh/1", "status": "200", "offset": "0", "length": str(len(member))}
    lines = ["{broken", json.dumps(good | {"filename": "crawl/a.warc.gz"}), *["[1]"] * 30]
    with web() as found:
        query = "/CC-MAIN-2024-10-index?url=osce.org&matchType=domain&output=json"
        found.pages |= {
            f"{query}&showNumPages=true": Reply(b'{"pages": 1}'),
            f"{query}&page=0": Reply("\n".join(lines).encode()),
            "/crawl/a.warc.gz": lambda asked: crawled(asked, member),
        }
        done = run("common-crawl", "CC-MAIN-2024-10", folder=tmp_path, base=found.base)
    assert done.exit_code == 1
    assert "no JSON" in done.stderr
    assert "21 more rows make no sense" in done.stderr
    assert [capture.url for capture in kept(tmp_path, "common-crawl")] == ["https://www.osce.org/osh/1"]


@pytest.mark.parametrize("wrong", ["another part", "another page", "no place"])
def test_a_record_that_was_not_asked_for_is_not_kept(wrong: str, tmp_path: Path) -> None:
    url = "https://www.osce.org/osh/9" if wrong == "another page" else "https://www.osce.org/osh/1"
    member = gzip.compress(record(answer(release(1)), url=url))
    good = {"url": "https://www.osce.org/osh/1", "status": "200", "offset": "0", "length": str(len(member))}
    place = {"another part": (("Content-Range", f"bytes 9-{len(member) + 8}/999"),), "no place": ()}
    sent = place.get(wrong, (("Content-Range", f"bytes 0-{len(member) - 1}/{len(member)}"),))
    with web() as found:
        query = "/CC-MAIN-2024-10-index?url=osce.org&matchType=domain&output=json"
        found.pages |= {
            f"{query}&showNumPages=true": Reply(b'{"pages": 1}'),
            f"{query}&page=0": Reply(json.dumps(good | {"filename": "crawl/a.warc.gz"}).encode()),
            "/crawl/a.warc.gz": Reply(member, 206, "application/octet-stream", headers=sent),
        }
        done = run("common-crawl", "CC-MAIN-2024-10", folder=tmp_path, base=found.base)
    assert "is not the one whole record that was asked for" in done.stderr
    found_there = captures("a", str(tmp_path / "common-crawl.warc.gz"))
    assert not [one for one in found_there if isinstance(one, Capture)]


def test_the_internet_archive_is_asked_for_each_capture_as_it_was(tmp_path: Path) -> None:
    with web() as found:
        rows = [["timestamp", "original"], ["20050304050607", "http://www.osce.org/osh/1"], [], ["on here"]]
        more = [["timestamp", "original"], ["20060304050607", "http://www.osce.org/about"]]
        found.pages |= {
            CAPTURES: Reply(json.dumps(rows).encode()),
            f"{CAPTURES}&resumeKey=on%20here": Reply(json.dumps(more).encode()),
            "/web/20050304050607id_/http://www.osce.org/osh/1": Reply(release(1)),
        }
        done = run("internet-archive", folder=tmp_path, base=found.base)
        assert done.exit_code == 0, done.stderr
    (page,) = list(pages.read(pages.Input("a", str(tmp_path / "internet-archive.warc.gz"))))
    assert isinstance(page, Page)
    assert (page.url, page.retrieved) == ("http://www.osce.org/osh/1", "2005-03-04T05:06:07Z")


def test_what_the_internet_archive_leads_to_is_kept_under_its_own_day(tmp_path: Path) -> None:
    with web() as found:
        place = "/web/20050304050607id_/http://www.osce.org/osh/"
        rows = [["timestamp", "original"], *(["20050304050607", f"http://www.osce.org/osh/{n}"] for n in (1, 2))]
        found.pages |= {
            CAPTURES: Reply(json.dumps(rows).encode()),
            f"{place}1": Reply(status=302, headers=(("Location", "/web/20060708091011id_/http://www.osce.org/osh/1"),)),
            "/web/20060708091011id_/http://www.osce.org/osh/1": Reply(release(1)),
            f"{place}2": Reply(status=302, headers=(("Location", "/web/2006/http://www.osce.org/osh/2"),)),
            "/web/2006/http://www.osce.org/osh/2": Reply(b"Around it stands what the archive says"),
        }
        done = run("internet-archive", folder=tmp_path, base=found.base)
        assert "leads to what is no capture as it was" in done.stderr
        # A month later it may have more.
        rows.append(["20070304050607", "http://www.osce.org/osh/1"])
        found.pages[CAPTURES] = Reply(json.dumps(rows).encode())
        found.pages["/web/20070304050607id_/http://www.osce.org/osh/1"] = Reply(release(11))
        run("internet-archive", "--revisit", "0", folder=tmp_path, base=found.base)
    read = list(pages.read(pages.Input("a", str(tmp_path / "internet-archive.warc.gz"))))
    assert [page.retrieved for page in read if isinstance(page, Page)] == [
        "2006-07-08T09:10:11Z",
        "2007-03-04T05:06:07Z",
    ]


@pytest.mark.parametrize(
    "row", [["2005", "http://www.osce.org/osh/1"], ["20051399000000", "http://www.osce.org/osh/1"], ["one", "2", "3"]]
)
def test_a_capture_without_a_moment_is_told_and_costs_itself_alone(row: list[str]) -> None:
    base, good = "https://archive.example", ["20050304050607", "http://www.osce.org/osh/2"]
    rows = json.dumps([["timestamp", "original"], row, good, [], ["on here"]]).encode()
    answered = Answer(base, 200, (), rows, b"", datetime.datetime.now(datetime.UTC))
    outcome = InternetArchive("osce.org", base, lambda url: True).take(Task(base, "index"), answered)
    assert [task.kind for task in outcome.tasks] == ["capture", "index"]
    assert "no moment" in outcome.wrong[0]


def test_robots_is_asked_again_after_a_day(site: Web) -> None:
    """RFC 9309, 2.4: what it said is not used for longer."""
    clock = [0.0]
    site.pages["/robots.txt"] = Reply(b"User-agent: *\nDisallow:\n")
    client = Client("x/1 (+a@b.example)", 0, now=lambda: clock[0], sleep=lambda seconds: None)
    assert client.allows(f"{site.base}/osh/1")
    site.pages["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /osh/\n")
    assert client.allows(f"{site.base}/osh/1")
    clock[0] = 25 * 3600.0
    assert not client.allows(f"{site.base}/osh/1")


@pytest.mark.parametrize("pages_said", ["1000000000000", '"many"', "-1", "null"])
def test_an_index_of_no_sensible_length_is_told(pages_said: str, tmp_path: Path) -> None:
    with web() as found:
        query = "/CC-MAIN-2024-10-index?url=osce.org&matchType=domain&output=json&showNumPages=true"
        found.pages[query] = Reply(f'{{"pages": {pages_said}}}'.encode())
        done = run("common-crawl", "CC-MAIN-2024-10", folder=tmp_path, base=found.base)
    assert "of how many pages" in done.stderr


HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n"


def whole(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(raw=HINTS, late=(whole(release(2)), 0.3)),
        Reply(raw=b"HTTP/1.1 100 Continue\r\n\r\n" + HINTS * 2 + whole(release(2))),
        Reply(raw=whole(release(2)) + whole(release(9))),
        Reply(raw=whole(release(2)), late=(whole(release(9)), 0.0)),
        Reply(raw=b"HTTP/1.1 204 No Content\r\n\r\n" + whole(release(9))),
        Reply(raw=b"HTTP/1.1 101 Switching Protocols\r\n\r\n" + whole(release(9))),
    ],
    ids=["hints first", "several before", "one too many", "one too many later", "no content", "another protocol"],
)
def test_no_page_is_kept_under_the_address_of_another(reply: Reply, site: Web, tmp_path: Path) -> None:
    """RFC 9110, 15.2; the server keeps the line open for the next request whatever it has sent."""
    site.pages["/osh/2"] = reply
    run("osce.org", folder=tmp_path, base=site.base)
    found = {capture.url[-1]: capture.content for capture in kept(tmp_path)}
    assert found.pop("2", release(2)) == release(2)
    assert found == {str(n): release(n) for n in (1, 3, 4, 5)}


def test_the_answer_behind_hints_is_the_answer(site: Web, tmp_path: Path) -> None:
    site.pages["/osh/2"] = Reply(raw=HINTS, late=(whole(release(2)), 0.3))
    assert run("osce.org", folder=tmp_path, base=site.base).exit_code == 0
    assert len(kept(tmp_path)) == 5


class Day:
    """A clock of our own, which only sleep moves, and what was slept."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.time, self.slept, self.dies = 1_800_000_000.0, list[float](), False
        values = {"now": lambda: self.time, "clock": lambda: self.time, "sleep": self.sleep}
        made = Client.__init__
        monkeypatch.setattr(Client, "__init__", lambda *given, **named: made(*given, **(named | values)))

    def sleep(self, seconds: float) -> None:
        if self.dies:
            raise KeyboardInterrupt
        self.time += seconds
        self.slept.append(round(seconds))


def test_what_a_server_asked_for_holds_over_restarts(
    site: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = Day(monkeypatch)
    site.pages["/osh/1"] = first_then(Reply(b"", 429, headers=(("Retry-After", "86400"),)), Reply(release(1)))
    run("osce.org", folder=tmp_path, base=site.base)
    site.log.clear()
    for options in ((), ("--dry-run",)):
        done = run("osce.org", *options, folder=tmp_path, base=site.base)
        assert done.exit_code == 1
        assert "left alone until 2027-01-16 08:00 UTC" in done.stderr
        assert "again later" in done.stderr
    assert not site.log
    day.time += 86400 - 60
    done = run("osce.org", folder=tmp_path, base=site.base)
    assert done.exit_code == 0
    assert "waiting 60 s" in done.stderr
    assert day.slept == [60]


def test_a_wait_goes_on_after_a_kill(site: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    day = Day(monkeypatch)
    site.pages["/osh/1"] = first_then(Reply(b"", 503, headers=(("Retry-After", "600"),)), Reply(release(1)))

    def killed(seconds: float) -> None:
        raise KeyboardInterrupt

    day.dies = True
    run("osce.org", folder=tmp_path, base=site.base)
    day.dies = False
    assert site.paths()[-1] == "/osh/1"
    day.time += 100
    assert run("osce.org", folder=tmp_path, base=site.base).exit_code == 0
    assert day.slept == [500]


def test_the_pause_of_robots_holds_over_restarts(site: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    day = Day(monkeypatch)
    site.pages["/robots.txt"] = Reply(f"User-agent: *\nCrawl-delay: 15\nSitemap: {site.base}/one.xml\n".encode())
    for _ in range(2):
        run("osce.org", "--limit", "1", folder=tmp_path, base=site.base)
    assert day.slept == [15] * 5


def traces(folder: Path) -> list[tuple[str, str, str]]:
    """What stands in the archive, in order: the end of the address, what is told of it, where it has moved to."""
    found = captures("a", str(folder / "osce.org.warc.gz"))
    told = (
        (one.url, one.what, one.to) if isinstance(one, Trace) else (one.url, "", "")
        for one in found
        if not isinstance(one, Finding)
    )
    return [(url[-1], what, to[-1:]) for url, what, to in told]


def test_that_a_page_which_was_kept_is_missing_stands_in_the_archive_twice(site: Web, tmp_path: Path) -> None:
    site.pages["/sitemap.xml"] = Reply(sitemap(f"<url><loc>{site.base}/osh/3</loc><lastmod>2024</lastmod></url>"))
    there = site.pages["/osh/3"]

    def again(*options: str) -> list[str]:
        site.log.clear()
        run("osce.org", *options, folder=tmp_path, base=site.base)
        return asked_pages(site)

    assert again() == ["/osh/3"]
    site.pages["/osh/3"] = Reply(b"", 404)
    site.pages["/sitemap.xml"] = Reply(sitemap(f"<url><loc>{site.base}/osh/3</loc><lastmod>2025</lastmod></url>"))
    # Once it was missing, the next run asks again, whatever lists say; then it is left alone.
    assert [again(), again(), again()] == [["/osh/3"], ["/osh/3"], []]
    assert traces(tmp_path) == [("3", "", ""), ("3", "missing", ""), ("3", "missing", "")]
    site.pages["/osh/3"] = there
    site.pages["/sitemap.xml"] = Reply(sitemap(f"<url><loc>{site.base}/osh/3</loc><lastmod>2026</lastmod></url>"))
    assert again() == ["/osh/3"]
    assert traces(tmp_path)[3:] == [("3", "", "")]


def test_that_a_page_has_moved_for_good_stands_in_the_archive_once(site: Web, tmp_path: Path) -> None:
    numbers = {n: f"{site.base}/osh/{n}" for n in range(1, 7)}
    inner = "".join(f"<url><loc>{numbers[n]}</loc></url>" for n in (1, 2, 3))
    site.pages["/sitemap.xml"] = Reply(sitemap(inner))
    site.pages["/osh/1"] = Reply(status=302, headers=(("Location", "/osh/3"),))
    site.pages["/osh/2"] = Reply(status=301, headers=(("Location", "/osh/4"),))
    site.pages["/osh/4"] = Reply(status=308, headers=(("Location", "/osh/3"),))
    for _ in range(2):
        run("osce.org", "--revisit", "0", folder=tmp_path, base=site.base)
    # What three addresses lead to is kept once, under the address where it stands.
    assert traces(tmp_path) == [("3", "", ""), ("2", "moved", "4"), ("4", "moved", "3")]


def test_pages_that_lead_to_another_host_end_no_run(site: Web, tmp_path: Path) -> None:
    numbers = {n: f"{site.base}/osh/{n}" for n in range(1, 9)}
    site.pages["/one.xml"] = Reply(sitemap(urls(numbers, *numbers)))
    there = {n: Reply(status=301, headers=(("Location", f"http://odihr.example/{n}"),)) for n in range(1, 7)}
    site.pages |= {f"/osh/{n}": reply for n, reply in there.items()} | {f"/osh/{n}": Reply(release(n)) for n in (7, 8)}
    done = run("osce.org", folder=tmp_path, base=site.base)
    assert done.exit_code == 0, done.stderr
    assert done.stderr.count("leads to another host: http://odihr.example/") == 6
    assert "6 lead elsewhere" in done.stderr
    assert len(kept(tmp_path)) == 2


def test_a_capture_of_another_site_is_not_kept(tmp_path: Path) -> None:
    with web() as found:
        here = "/web/20050304050607id_/http://www.osce.org/osh/"
        rows = [["timestamp", "original"], *(["20050304050607", f"http://www.osce.org/osh/{n}"] for n in (1, 2, 3))]
        to = {1: "http://www.evil.example/osh/1", 2: "http://notosce.org/osh/2", 3: "https://osce.org/osh/3"}
        found.pages[CAPTURES] = Reply(json.dumps(rows).encode())
        for n, url in to.items():
            there = f"/web/20060304050607id_/{url}"
            found.pages |= {f"{here}{n}": Reply(status=302, headers=(("Location", there),)), there: Reply(release(n))}
        done = run("internet-archive", folder=tmp_path, base=found.base)
        assert done.stderr.count("leads to a capture of another site") == 2
        # The Internet Archive allows 24 searches of its index a minute.
        asked = run("internet-archive", folder=tmp_path, base="https://web.archive.org", pause=2.4)
    assert [capture.url for capture in kept(tmp_path, "internet-archive")] == [to[3]]
    assert asked.exit_code == 2
    assert "at most every 2.5 s" in asked.stderr


def test_a_sitemap_may_be_plain_text(site: Web, tmp_path: Path) -> None:
    site.pages["/sitemap.xml"] = Reply(
        f"\ufeff{site.base}/osh/1\r\n{site.base}/osh/2\n\n".encode(), media_type="text/plain"
    )
    assert run("osce.org", folder=tmp_path, base=site.base).exit_code == 0
    assert asked_pages(site) == ["/osh/1", "/osh/2"]


def test_an_item_of_a_feed_may_have_its_address_as_its_guid(site: Web, tmp_path: Path) -> None:
    guids = [f"<guid>{site.base}/osh/1</guid>", f'<guid isPermaLink="false">{site.base}/osh/2</guid>', "<guid>3</guid>"]
    items = "".join(f"<item><title>One</title>{guid}</item>" for guid in guids)
    site.pages["/sitemap.xml"] = Reply(f"<rss><channel>{items}</channel></rss>".encode())
    assert run("osce.org", folder=tmp_path, base=site.base).exit_code == 0
    assert asked_pages(site) == ["/osh/1"]


def test_an_answer_that_says_it_is_too_long_is_not_read(site: Web, tmp_path: Path) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000000000\r\n\r\n"
    site.pages["/osh/2"] = Reply(raw=head + b"x")
    done = run("osce.org", folder=tmp_path, base=site.base)
    assert "/osh/2 is larger than 50 MB" in done.stderr


def test_a_crawl_is_named_as_common_crawl_does(tmp_path: Path) -> None:
    done = run("common-crawl", "../CC-MAIN-2024-10", folder=tmp_path, base="http://127.0.0.1:1")
    assert done.exit_code == 2
    assert "is no name of a crawl" in done.stderr


@pytest.mark.parametrize("end", [".xml", ".rss"])
def test_what_a_list_names_of_other_hosts_is_counted_and_told(end: str, site: Web, tmp_path: Path) -> None:
    """As that of a mirror does whose sitemap was copied as it was."""
    places = ["https://www.osce.org/osh/1", "https://osce.org/osh/2", "https://odihr.osce.org/osh/3"]
    entries = "".join(f"<url><loc>{url}</loc></url>" for url in places)
    items = "".join(f"<item><title>One</title><link>{url}</link></item>" for url in places)
    site.pages["/list.xml"] = Reply(sitemap(entries))
    site.pages["/list.rss"] = Reply(f"<rss><channel>{items}</channel></rss>".encode())
    site.pages["/robots.txt"] = Reply(f"Sitemap: {site.base}/list{end}".encode())
    for options in ((), ("--dry-run",)):
        done = run("osce.org", *options, folder=tmp_path, base=site.base)
        assert "names 2 addresses of another host (osce.org)" in done.stderr
        assert "names 1 address of another host (odihr.osce.org)" in done.stderr
        assert "no list names a page" in done.stderr
        assert done.exit_code == 1


def test_a_host_is_one_however_it_is_written() -> None:
    site = Osce("https://www.osce.org", (), lambda url: [], is_wanted_path)
    written = ("osce.org", "www.osce.org", "www.osce.org:443", "www.osce.org.", "me@www.osce.org")
    raw = sitemap("".join(f"<url><loc>https://{host}/osh/1</loc></url>" for host in written))
    answered = Answer("https://www.osce.org/sitemap.xml", 200, (), raw, b"", datetime.datetime.now(datetime.UTC))
    outcome = site.take(Task(answered.url, "sitemap"), answered)
    assert {task.url for task in outcome.tasks} == {"https://www.osce.org/osh/1"}
    assert outcome.notes == ()


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("osce-graph", True),
        ("OSCE-Graph", True),
        ("osce-graph/0.1", True),
        ("osce-graph/0.1 (a comment)", True),
        ("osce", False),
        ("graph", False),
        ("osce-graph-news", False),
        ("osce*", False),
        ("e", False),
    ],
)
def test_a_group_of_robots_is_ours_where_its_name_is_ours_whole(
    name: str, ours: bool, site: Web, tmp_path: Path
) -> None:
    """RFC 9309, 2.2.1; a group that is not ours leaves us that of everybody."""
    text = (
        f"User-agent: example # not us\nUser-Agent : {name} # us?\nDisallow: /osh/1\n\nUser-agent: *\nDisallow: /osh/2"
    )
    site.pages["/robots.txt"] = Reply(f"{text}\nSitemap: {site.base}/one.xml\n".encode())
    run("osce.org", folder=tmp_path, base=site.base)
    assert asked_pages(site) == (["/osh/2", "/osh/3"] if ours else ["/osh/1", "/osh/3"])


def test_one_answer_of_many_addresses_is_told(site: Web, tmp_path: Path) -> None:
    for n in range(1, 4):
        site.pages[f"/osh/{n}"] = Reply(release(9))
    done = run("osce.org", folder=tmp_path, base=site.base)
    assert done.exit_code == 0
    assert "3 addresses give one and the same answer" in done.stderr


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_interrupted_says_what_it_did_and_the_next_goes_on(
    sign: signal.Signals, site: Web, tmp_path: Path
) -> None:
    def interrupt(asked: Asked) -> Reply:
        os.kill(os.getpid(), sign)
        return Reply(release(3), delay=0.2)

    site.pages["/osh/3"] = interrupt
    # Whoever began these tests in the background may have had the sign ignored, for them too.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    done = run("osce.org", folder=tmp_path, base=site.base)
    signal.signal(signal.SIGINT, before)
    assert done.exit_code == 1
    assert "ended early: it was interrupted" in done.stderr
    assert "goes on from here" in done.stderr
    assert "2 kept" in done.stderr
    site.pages["/osh/3"] = Reply(release(3))
    assert run("osce.org", folder=tmp_path, base=site.base).exit_code == 0
    assert len(kept(tmp_path)) == 5


def test_an_answer_of_which_the_archive_has_only_a_part_is_kept_by_the_next_run(
    site: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(archive: Archive, answer: Answer, *given: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(Archive, "add", full)
        assert run("osce.org", folder=tmp_path, base=site.base).exit_code == 2
    assert run("osce.org", folder=tmp_path, base=site.base).exit_code == 0
    assert len(kept(tmp_path)) == 5


def test_off_a_terminal_it_is_told_every_half_minute_how_far_it_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    times = iter([0.0, 10.0, 29.0, 31.0, 31.0, 60.0, 62.0, 62.0])
    monkeypatch.setattr("graph.cli.bars.time.monotonic", lambda: next(times))
    with Bars(drawn=False) as bars:
        for done in range(5):
            bars.tell("fetch", done, 1000)
    assert capsys.readouterr().err.splitlines() == ["fetch ...", "fetch 2 of 1,000 ...", "fetch 4 of 1,000 ..."]
