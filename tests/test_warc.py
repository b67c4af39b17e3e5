"""Web archives: every page in them is read, and everything else in them is told."""

import gzip
from pathlib import Path

import pytest

from graph import pages
from graph.records import Finding, Page
from tests.archives import answer, archive, record, release

COMPRESSIONS = ("none", "each", "whole")


def read(folder: Path, content: bytes, name: str = "a.warc.gz") -> tuple[list[Page], list[Finding]]:
    (folder / name).write_bytes(content)
    found = list(pages.read(pages.Input(name, str(folder / name))))
    return [one for one in found if isinstance(one, Page)], [one for one in found if isinstance(one, Finding)]


@pytest.mark.parametrize("compression", COMPRESSIONS)
@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_pages_come_in_order_with_address_time_and_place_in_the_file(
    compression: str, version: str, tmp_path: Path
) -> None:
    records = [record(answer(release(n)), url=f"https://www.osce.org/osh/{n}", version=version) for n in range(1, 6)]
    name = "a.warc" if compression == "none" else "a.warc.gz"
    found, told = read(tmp_path, archive(records, compression), name)
    assert [page.url for page in found] == [f"https://www.osce.org/osh/{n}" for n in range(1, 6)]
    assert {page.retrieved for page in found} == {"2024-05-06T08:00:00Z"}
    assert len({page.name for page in found}) == 5
    assert all(page.name.startswith(f"{name}#") for page in found)
    assert "Beekeepers counted 3 hives" in found[2].text
    assert told == []


def test_what_is_no_page_is_counted_and_told(tmp_path: Path) -> None:
    records = [
        record(b"software: test\r\n", kind="warcinfo"),
        record(b"GET / HTTP/1.1\r\nHost: www.osce.org\r\n\r\n", kind="request"),
        record(answer(release(1))),
        record(answer(b"", status="301 Moved Permanently", headers=["Location: /x"])),
        record(answer(b"gone", status="404 Not Found")),
        record(answer(b"gone", status="404 Not Found")),
        record(answer(b"%PDF-1.4", media_type="application/pdf")),
        record(answer(b"")),
        record(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", kind="revisit"),
    ]
    found, told = read(tmp_path, archive(records, "each"))
    assert len(found) == 1
    assert {finding.rule for finding in told} == {"archive-passed-over"}
    assert {finding.message for finding in told} == {
        "holds 1 answer(s) with the status 301",
        "holds 2 answer(s) with the status 404",
        "holds 1 answer(s) of the type application/pdf",
        "holds 1 answer(s) without a body",
        "holds 1 record(s) of pages that had not changed since an earlier capture",
    }


def test_a_body_is_read_as_it_was_sent(tmp_path: Path) -> None:
    """Compressed, in chunks, or in another charset than its answer says."""
    html = release(1)
    chunks = b"%x\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n" % (20, html[:20], len(html) - 20, html[20:])
    latin = "<html><h1>Café Žižkov opens</h1></html>".encode("windows-1250")
    records = [
        record(answer(gzip.compress(html), headers=["Content-Encoding: gzip"])),
        record(answer(chunks, headers=["Transfer-Encoding: chunked"])),
        record(answer(latin, media_type="text/html; charset=windows-1250")),
        record(answer(b"<html><h1>Caf\xe9 opens</h1></html>")),
    ]
    found, told = read(tmp_path, archive(records, "each"))
    assert [page.text.split("\n")[0] for page in found] == [
        "Hives counted, part 1",
        "Hives counted, part 1",
        "Café Žižkov opens",
        "Café opens",
    ]
    assert [finding.rule for finding in told] == ["charset-lie"]


def test_feeds_in_an_archive_are_feeds(tmp_path: Path) -> None:
    feed = b"<rss><channel><item><title>Clocks set</title><pubDate>15 February 2021</pubDate></item></channel></rss>"
    found, _ = read(tmp_path, archive([record(answer(feed, media_type="application/rss+xml"))], "each"))
    assert [page.media_type for page in found] == ["application/rss+xml"]


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_a_truncated_archive_gives_what_stands_before_the_break_and_says_so(compression: str, tmp_path: Path) -> None:
    records = [record(answer(release(n)), url=f"https://www.osce.org/osh/{n}") for n in range(1, 21)]
    whole = archive(records, compression)
    name = "a.warc" if compression == "none" else "a.warc.gz"
    found, told = read(tmp_path, whole[: len(whole) * 2 // 3], name)
    assert 5 < len(found) < 20
    texts = [f"Hives counted, part {n}\n\n{text_of(n)}" for n in range(1, len(found) + 1)]
    assert [page.text for page in found] == texts
    assert "archive-broken" in {finding.rule for finding in told}


def text_of(number: int) -> str:
    return (
        f"OSH, {number % 28 + 1} March 2011 - Beekeepers counted {number} hives today, the OSCE Centre in Bishkek said."
    )


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_wherever_an_archive_breaks_off_no_page_is_invented_and_the_break_is_told(
    compression: str, tmp_path: Path
) -> None:
    records = [record(answer(release(n)), url=f"https://www.osce.org/osh/{n}") for n in (1, 2, 3)]
    whole = archive(records, compression)
    ends = {len(archive(records[:n], compression)) for n in (0, 1, 2)} if compression != "whole" else {0}
    texts = [f"Hives counted, part {n}\n\n{text_of(n)}" for n in (1, 2, 3)]
    for cut in range(0, len(whole) - 4, 3):
        found, told = read(tmp_path, whole[:cut], "a.warc" if compression == "none" else "a.warc.gz")
        assert [page.text for page in found] == texts[: len(found)]
        # What follows the last byte of a record's content is blank lines.
        assert told or any(0 <= end - cut <= 4 for end in ends), cut


@pytest.mark.parametrize("length", [10, 5_000_000], ids=["shorter", "longer"])
def test_a_record_whose_length_is_a_lie_invents_no_page(length: int, tmp_path: Path) -> None:
    records = [
        record(answer(release(1)), url="https://www.osce.org/osh/1"),
        record(answer(release(2)), url="https://www.osce.org/osh/2", length=length),
        record(answer(release(3)), url="https://www.osce.org/osh/3"),
    ]
    found, told = read(tmp_path, archive(records, "each"))
    assert found[0].url == "https://www.osce.org/osh/1"
    for page in found:
        number = int((page.url or "").rpartition("/")[2])
        assert page.text == f"Hives counted, part {number}\n\n{text_of(number)}"
    assert len(found) == 3 or told


def test_an_archive_may_hold_nothing_or_be_none(tmp_path: Path) -> None:
    found, told = read(tmp_path, b"")
    assert not found
    assert [finding.rule for finding in told] == ["archive-empty"]
    found, told = read(tmp_path, b"\x1f\x8bno gzip at all" * 50)
    assert not found
    assert told


def test_a_page_too_large_is_rejected_alone(tmp_path: Path) -> None:
    large = b"<html><h1>Large</h1>" + b"<p>word word</p>" * 700_000
    records = [record(answer(large)), record(answer(release(2)), url="https://www.osce.org/osh/2")]
    found, told = read(tmp_path, archive(records, "each"))
    assert [page.url for page in found] == ["https://www.osce.org/osh/2"]
    assert [finding.rule for finding in told] == ["page-too-large"]
