"""Web archives: every page in them is read, and everything else in them is told."""

import gzip
import re
from pathlib import Path

import pyarrow
import pytest

from graph import pages
from graph.pages.http import body
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
        "holds 1 answer with the status 301, kept for where pages are or were",
        "holds 2 answers with the status 404, kept for where pages are or were",
        "holds 1 answer of the type application/pdf",
        "holds 1 answer without a body",
        "holds 1 record of what had not changed since an earlier capture",
    }


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_a_page_may_be_captured_without_its_answer(compression: str, tmp_path: Path) -> None:
    """A record of the type resource (ISO 28500, section 6.4), which says itself of which type its block is."""
    text = "Hives counted in Žabljak\n\nOSH, 2 March 2011 - Beekeepers counted hives today.\n"
    records = [
        record(release(1), kind="resource", block_type="text/html; charset=utf-8"),
        record(text.encode("windows-1250"), kind="resource", block_type="text/plain; charset=windows-1250"),
        record(release(3), kind="resource", block_type="TEXT/HTML"),
        record(b"%PDF-1.4", kind="resource", block_type="application/pdf"),
        record(b"", kind="resource", block_type="text/html"),
        record(b"wget ran", kind="resource", block_type="text/plain", url="metadata://gnu.org/software/wget/log"),
        record(b"{}", kind="resource", block_type="application/json", url="urn:pageinfo:https://www.osce.org/osh/1"),
        record(b"Hives counted", kind="conversion", block_type="text/plain"),
        record(release(4)[80:], kind="continuation", block_type="text/html"),
        record(answer(release(5))),
    ]
    found, told = read(tmp_path, archive(records, compression), "a.warc" if compression == "none" else "a.warc.gz")
    parts = [f"Hives counted, part {n}\n\n{text_of(n)}" for n in (1, 3, 5)]
    assert [page.text for page in found] == [parts[0], text, *parts[1:]]
    assert {page.url for page in found} == {"https://www.osce.org/osh/1"}
    assert {page.retrieved for page in found} == {"2024-05-06T08:00:00Z"}
    assert {finding.message for finding in told} == {
        "holds 1 resource of the type application/pdf",
        "holds 1 resource without a body",
        "holds 2 resources from no address of a page",
        "holds 1 record of the type conversion",
        "holds 1 record of the type continuation",
    }


def test_a_resource_that_was_damaged_is_told(tmp_path: Path) -> None:
    whole = record(release(1), kind="resource", block_type="text/html")
    damaged = whole.replace(b"Content-Type", b"WARC-Payload-Digest: sha1:" + b"A" * 32 + b"\r\nContent-Type")
    found, told = read(tmp_path, archive([damaged], "each"))
    assert not found
    assert [finding.rule for finding in told] == ["page-corrupt"]


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


def zstandard(content: bytes) -> bytes:
    return bytes(pyarrow.compress(content, codec="zstd", asbytes=True))


@pytest.mark.parametrize("coding", ["gzip", "br", "deflate", "zstd", "none", "utf-8", "identity"])
def test_a_header_of_a_coding_may_outlive_the_coding(coding: str, tmp_path: Path) -> None:
    found, told = read(tmp_path, archive([record(answer(release(1), headers=[f"Content-Encoding: {coding}"]))], "each"))
    assert [page.text for page in found] == [f"Hives counted, part 1\n\n{text_of(1)}"]
    assert not told


def test_a_body_may_be_packed_on_its_way_or_with_zstandard(tmp_path: Path) -> None:
    html = release(1)
    packed = gzip.compress(html)
    chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(packed), packed)
    records = [
        record(answer(chunks, headers=["Transfer-Encoding: gzip, chunked"])),
        record(answer(zstandard(html), headers=["Content-Encoding: zstd"])),
        record(answer(zstandard(html)[:-9], headers=["Content-Encoding: zstd"])),
        record(answer(b"\x28\xb5\x2f\xfd of nothing", headers=["Content-Encoding: zstd"])),
        record(answer(b"\0of nothing", headers=["Content-Encoding: compress"])),
    ]
    found, told = read(tmp_path, archive(records, "each"))
    assert [page.text for page in found] == [f"Hives counted, part 1\n\n{text_of(1)}"] * 2
    assert [finding.rule for finding in told] == ["page-cut"] * 3


def test_a_length_of_what_was_packed_cuts_no_page(tmp_path: Path) -> None:
    html = release(1).replace(b"</html>", b"") + b"</html>"
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html, text/html\r\nContent-Length: {len(html) // 2}\r\n\r\n".encode()
    records = [record(head + html), record(head + html[: len(html) // 2] + answer(b"<p>Another answer</p></html>"))]
    found, told = read(tmp_path, archive(records, "each"))
    assert found[0].text == f"Hives counted, part 1\n\n{text_of(1)}"
    assert "Another" not in found[1].text
    assert not told


@pytest.mark.parametrize(
    "packed", [b"PK\x03\x04" + b"\0" * 30, zstandard(b"WARC/1.0"), b"\x5d\x2a\x4d\x18" + b"\0" * 30]
)
def test_an_archive_that_is_packed_otherwise_is_told_with_the_way_to_unpack_it(packed: bytes, tmp_path: Path) -> None:
    found, (told,) = read(tmp_path, packed, "crawl.wacz")
    assert not found
    assert told.rule == "page-binary"
    assert "unpack it" in told.remedy


def test_a_body_may_be_packed_in_several_members(tmp_path: Path) -> None:
    html = release(1)
    parts = [html[at : at + 50] for at in range(0, len(html), 50)]
    packed = b"".join(map(gzip.compress, parts))
    records = [
        record(answer(packed, headers=["Content-Encoding: gzip"])),
        record(answer(packed + b"\0" * 9, headers=["Content-Encoding: gzip"])),
        record(answer(packed[:-9], headers=["Content-Encoding: gzip"])),
    ]
    found, told = read(tmp_path, archive(records, "each"))
    assert [page.text for page in found] == [f"Hives counted, part 1\n\n{text_of(1)}"] * 2
    assert [finding.rule for finding in told] == ["page-cut"]


def test_members_of_a_gzip_are_unpacked_no_further_than_a_page_may_be_large() -> None:
    packed = gzip.compress(b"word ") * 100
    assert body(packed, "", "", "gzip", 1000) == b"word " * 100
    assert len(body(packed, "", "", "gzip", 99)) == 100


def test_a_text_is_read_by_its_lines(tmp_path: Path) -> None:
    text = "Hives counted in Žabljak\n\nOSH, 2 March 2011 - Beekeepers <br> counted & counted hives today.\n"
    records = [
        record(answer(text.encode(), media_type="text/plain; charset=utf-8")),
        record(answer(text.encode("windows-1250"), media_type="text/plain; charset=windows-1250")),
        record(answer(text.encode(), media_type="text/plain; charset=us-ascii")),
        record(answer(release(1), media_type="text/plain")),
        record(answer(bytes(range(9)) * 90, media_type="text/plain")),
    ]
    found, told = read(tmp_path, archive(records, "each"))
    assert [page.text for page in found] == [text, text, text, f"Hives counted, part 1\n\n{text_of(1)}"]
    assert [finding.rule for finding in told] == ["charset-lie", "page-binary"]


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


@pytest.mark.parametrize("compression", ["none", "each"])
@pytest.mark.parametrize("broken", [{8, 13}, {5, 6, 11, 17}, set(range(2, 300, 4))], ids=["two", "four", "many"])
def test_of_an_archive_with_breaks_only_the_broken_records_are_lost(
    compression: str, broken: set[int], tmp_path: Path
) -> None:
    records = [record(answer(release(n)), url=f"https://www.osce.org/osh/{n}") for n in range(1, 301)]
    parts = [archive([one], compression) for one in records]
    starts = [sum(map(len, parts[:n])) for n in range(len(parts))]
    for number in broken:
        part = bytearray(parts[number - 1])
        part[20:40] = bytes(byte ^ 0xFF for byte in part[20:40])
        parts[number - 1] = bytes(part)
    if compression == "none":
        # Of a plain record what stands in its body may be anything; the first line is what it is known by.
        parts = [one.replace(b"WARC/1.0", b"WORC/1.0") if n in broken else one for n, one in enumerate(records, 1)]
    found, told = read(tmp_path, b"".join(parts), "a.warc" if compression == "none" else "a.warc.gz")
    assert [page.url for page in found] == [f"https://www.osce.org/osh/{n}" for n in range(1, 301) if n not in broken]
    assert {finding.rule for finding in told} == {"archive-broken"}
    runs = [n for n in sorted(broken) if n - 1 not in broken]
    places = [int(re.findall(r"at byte (\d+)", finding.message)[0]) for finding in told]
    assert places == [starts[n - 2] for n in runs], "each run of broken records is told once, by the record before it"


@pytest.mark.parametrize(
    "rubbish", [bytes(range(256)) + b"no record", b"words\r\nmore: words\r\n", b"WARC/1.0\r\nWARC-Type: resp"]
)
@pytest.mark.parametrize("compression", ["none", "each"])
def test_rubbish_between_records_costs_no_record(compression: str, rubbish: bytes, tmp_path: Path) -> None:
    parts = [archive([record(answer(release(n)), url=f"https://www.osce.org/osh/{n}")], compression) for n in (1, 2, 3)]
    name = "a.warc" if compression == "none" else "a.warc.gz"
    for before in range(4):
        found, told = read(tmp_path, b"".join((*parts[:before], rubbish, *parts[before:])), name)
        assert [page.url for page in found] == [f"https://www.osce.org/osh/{n}" for n in (1, 2, 3)]
        assert "archive-broken" in {finding.rule for finding in told}


def test_an_archive_of_nothing_but_breaks_is_given_up_and_that_is_told(tmp_path: Path) -> None:
    _, told = read(tmp_path, (archive([record(answer(release(1)))], "each")[:40] + b"no gzip") * 400)
    assert [finding.rule for finding in told] == ["archive-broken", "archive-broken"]
    assert told[0].message.endswith("records that begin behind it are read")
    assert told[1].message.endswith("nothing behind it is read")


NAMES = re.compile(rb"^(WARC-[A-Za-z-]+|Content-(?:Type|Length))(?=:)", re.MULTILINE)


@pytest.mark.parametrize("compression", ["none", "each"])
@pytest.mark.parametrize("which", ["WARC-Type", "WARC-Date", "Content-Type", "Content-Length", "all"])
def test_names_of_fields_are_the_same_in_upper_and_lower_case(which: str, compression: str, tmp_path: Path) -> None:
    def lowered(one: bytes) -> bytes:
        return NAMES.sub(lambda name: name[0].lower() if which in ("all", name[0].decode()) else name[0], one)

    records = [record(answer(release(n)), url=f"https://www.osce.org/osh/{n}") for n in range(1, 10)]
    request = record(b"GET / HTTP/1.1\r\nHost: www.osce.org\r\n\r\n", kind="request")
    mixed = [lowered(one) if n % 3 else one for n, one in enumerate([request, *records, request])]
    found, told = read(tmp_path, archive(mixed, compression), "a.warc" if compression == "none" else "a.warc.gz")
    assert [page.url for page in found] == [f"https://www.osce.org/osh/{n}" for n in range(1, 10)]
    assert [page.name.partition("#")[2] for page in found] == [str(n) for n in range(1, 10)]
    assert {page.retrieved for page in found} == {"2024-05-06T08:00:00Z"}
    assert told == []


def test_an_archive_packed_as_a_whole_may_name_its_fields_in_lower_case(tmp_path: Path) -> None:
    lowered = [NAMES.sub(lambda name: name[0].lower(), record(answer(release(n)))) for n in range(1, 10)]
    found, told = read(tmp_path, archive(lowered, "whole"))
    assert len(found) == 9
    assert told == []


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
