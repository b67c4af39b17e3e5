"""Bad input: a clear message that names the input, the rule and the remedy; the rest goes on."""

import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from graph import layouts, pages
from graph.build import build
from graph.cli import cli
from graph.extract import Reader
from graph.records import Finding, Page

GOOD = """# url: https://www.osce.org/tashkent/12345
Workshop on forensic accounting ends in Tashkent

TASHKENT, 14 March 2005 - A workshop on forensic accounting organized by the OSCE Centre in Tashkent ended today.
"""
LABELS = "Press release\n\nTitle of it\n\nDate:\nPlace:\n{place}\nSource:\n{source}\nFields of work:\nPolicing\n\n"
BODY = "{dateline}A course for police officers began today.\n"

# Name of the case: the file's bytes, and the rule that the rejection names.
REJECTED: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "page-empty"),
    "only-a-header": (b"# url: https://www.osce.org/cio/1\n", "page-empty"),
    "blank": (b" \n\n \n", "page-empty"),
    "binary": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)), "page-binary"),
    "control-characters": (b"\x01\x02\x03\x04 text " * 40, "page-binary"),
    "invalid-utf-8": (b"Title\n\nVIENNA, 1 March 2005 - Caf\xe9s " + b"caf\xe9s " * 3 + b"opened.\n", "charset-wrong"),
    "undefined-charset": (b"# charset: undefined\nTitle\n", "charset-unknown"),
    "wrong-charset": (b"# charset: gb18030\nTitle \xff\xff\n", "charset-wrong"),
    "unknown-charset": (b"# charset: klingon-1\nTitle\n", "charset-unknown"),
    "wrong-time": (b"# retrieved: yesterday\nTitle\n", "header-wrong"),
    "wrong-address": (b"# url: osce.org\nTitle\n", "header-wrong"),
    "address-of-words": (b"# url: not an address\nTitle\n", "header-wrong"),
    "no-address": (b"# url:\nTitle\n", "header-wrong"),
    "broken-address": (b"# url: http://[osce/1\nTitle\n", "header-wrong"),
    "no-known-layout": (b"Shopping list\n\nApples\nPears\n", "layout-unknown"),
    "too-large": (b"A title\n" + b"word " * 10_000_000, "page-too-large"),
    "no-such-time": (
        b"Newsroom\nA course to come\n14 March 2105\nA course held by the OSCE Secretariat begins, years from now.\n",
        "Release-issuedRange",
    ),
}


def run(*arguments: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(cli, arguments, input=stdin)


def built_with(tmp_path: Path, content: bytes) -> tuple[Sequence[Finding], int]:
    """The findings of a build of one bad page beside a good one, and how many releases it published."""
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "bad.txt").write_bytes(content)
    (folder / "good.txt").write_text(GOOD)
    built = build(pages.find([str(folder)]).pages, tmp_path / "data")
    return built.findings, built.counts["releases"]


@pytest.mark.parametrize("case", REJECTED)
def test_a_bad_page_is_rejected_and_the_rest_goes_on(case: str, tmp_path: Path) -> None:
    content, rule = REJECTED[case]
    findings, releases = built_with(tmp_path, content)
    assert [(found.kind, found.input, found.rule) for found in findings] == [("rejection", "bad.txt", rule)]
    assert findings[0].message
    assert findings[0].remedy
    assert releases == 1


def test_the_name_of_a_file_need_not_be_in_utf_8(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    with open(os.fsencode(folder) + b"/caf\xe9.txt", "wb") as file:
        file.write(GOOD.encode())
    result = run("build", str(folder), "--into", str(tmp_path / "data"))
    assert result.exit_code == 0, result.output
    assert "1 release from 1 page in" in result.output


def test_an_unknown_layout_shows_the_scores(tmp_path: Path) -> None:
    findings, _ = built_with(tmp_path, REJECTED["no-known-layout"][0])
    shown = "".join(f"{layout.NAME} 0.00, " for layout in layouts.LAYOUTS)
    assert f"scores: {shown.removesuffix(', ')}; needed: 0.50" in findings[0].message


@pytest.mark.parametrize(
    ("place", "source", "dateline", "rule", "named"),
    [
        ("TASHKENT", "OSCE Moonbase", "TASHKENT, 14 March 2005 -- ", "source-unknown", "'OSCE Moonbase'"),
        ("ATLANTIS", "OSCE Secretariat", "ATLANTIS, 14 March 2005 -- ", "place-unknown", "'ATLANTIS'"),
    ],
)
def test_an_unknown_label_is_noted_and_the_release_published_without_it(
    place: str, source: str, dateline: str, rule: str, named: str, tmp_path: Path
) -> None:
    page = LABELS.format(place=place, source=source) + BODY.format(dateline=dateline)
    findings, releases = built_with(tmp_path, page.encode())
    assert {(found.kind, found.rule) for found in findings} == {("notice", rule)}
    assert all(named in found.message and found.remedy for found in findings)
    assert releases == 2


def test_an_unknown_content_type_of_a_listing_is_noted(tmp_path: Path) -> None:
    page = (
        "Newsroom\nNews and press releases\nBakers count loaves in Tirana\nPublishing date: 3 March 2005\n"
        "Content type: Pres relaese\nWhere we are: OSCE Presence in Albania\nTIRANA, 3 March 2005 - Bakers counted...\n"
    )
    findings, releases = built_with(tmp_path, page.encode())
    assert [(found.kind, found.rule) for found in findings] == [("notice", "content-type-unknown")]
    assert "'Pres relaese'" in findings[0].message
    assert "content-types.ttl" in findings[0].remedy
    assert releases == 2


@pytest.mark.parametrize("head", ["", "Newsroom\n"])
@pytest.mark.parametrize("gap", ["", "\n"])
def test_a_day_that_no_calendar_has_does_not_give_way_to_a_second_dateline(head: str, gap: str, reader: Reader) -> None:
    words = (
        f"{head}Two towns open rooms for bakers\n{gap}TIRANA, 31 April 2009 - A room opened in Tirana on Monday.\n"
        "SHKODRA, 9 April 2010 - A second room opened in Shkodra.\nIt has ten ovens.\n"
    )
    (page,) = pages.pages_of("page.txt", words.encode())
    assert isinstance(page, Page)
    reading = reader.read(page)
    (release,) = reading.releases
    assert release.issued is None
    told = {finding.rule: finding.message for finding in reading.findings}
    assert "31 April 2009" in told["date-unreadable"]
    assert "neither is believed" in told["dateline-twice"]


PROSE = (
    "Forty bakers of five towns met today at a course organized by the OSCE Presence in Albania, and counted loaves.\n"
)
# Name of the layout and the case: the page, and the day that it prints and no calendar has.
NO_SUCH_DAY = {
    "e-uzdaily-both-too-large": ("Uzbekistan 14/15/2013 Bakers count loaves\n{prose}", "14/15/2013"),
    "e-uzdaily-month-first": ("Uzbekistan 12/25/2013 Bakers count loaves\nBakers count loaves\n{prose}", "12/25/2013"),
    "e-portal": (" date 2024-13-40 Bakers count loaves\n{prose}", "2024-13-40"),
    "c1": ("Newsroom\nBakers count loaves\nTIRANA 30 February 2008\n{prose}", "30 February 2008"),
    "d2": ("Newsroom\nBakers count loaves\n31 April 2008\n{prose}", "31 April 2008"),
    "g": ("DAILY REPORT\nDaily Report 1/2020 issued on 31 April 2020{prose}", "31 April 2020"),
    "d3": ("Resources\nBakers count loaves\n31 April 2008\n{prose}", "31 April 2008"),
    "generic-below-the-title": ("Bakers count loaves\nApril 31, 2008\n{prose}", "April 31, 2008"),
    "d1-agency": ("Bakers count loaves\nTIRANA, April 31, 2008, Gazette — {prose}", "April 31, 2008"),
    "generic-closing": ("Bakers count loaves\n{prose}OSCE, Press Release, TIRANA, 31 April 2008.\n", "31 April 2008"),
}


@pytest.mark.parametrize("case", NO_SUCH_DAY)
def test_a_day_that_no_calendar_has_is_told_and_no_part_of_a_title(case: str, reader: Reader) -> None:
    words, day = NO_SUCH_DAY[case]
    (page,) = pages.pages_of("page.txt", words.format(prose=PROSE).encode())
    assert isinstance(page, Page)
    reading = reader.read(page)
    assert reading.layout is not None
    assert case.startswith(reading.layout)
    (release,) = reading.releases
    assert release.title
    title = "Daily Report 1/2020 issued on 31 April 2020" if case == "g" else "Bakers count loaves"
    assert (release.title.value, release.issued) == (title, None)
    assert [(found.rule, f"prints {day!r}" in found.message) for found in reading.findings] == [
        ("date-unreadable", True)
    ]


@pytest.mark.parametrize(
    ("page", "lost", "names"),
    [
        ("Beekeepers meet\n\nTIRANA, 1 March 2005 - “We count,” said Ana Belkovÿþ, a mayor.\n", 1, []),
        (
            "Beekeepers meet\n\nTIRANA, 1 March 2005 - “We count,” said Ana ÿelková and Jon Dahlby, a mayor.\n",
            1,
            ["Jon Dahlby"],
        ),
        ("Beekeepers meet\n\nTIRANA, 1 March 2005 - “We count,” said Jon Dahlby, a mayor.\nÄ", 1, ["Jon Dahlby"]),
        (
            "Beekeepers meet\n\nTIRANA, 1 March 2005 - Jon Dahlby, a mayor, was there.\n" + "’é" * 40 + "ÿ é" * 7,
            7,
            ["Jon Dahlby"],
        ),
    ],
)
def test_a_few_lost_bytes_cost_the_words_in_which_they_stand(
    page: str, lost: int, names: list[str], reader: Reader
) -> None:
    raw = b"".join(sign.encode("latin-1" if sign in "ÿþÄ" else "utf-8") for sign in page)
    read, notice = pages.pages_of("page.txt", raw)
    assert isinstance(read, Page)
    assert isinstance(notice, Finding)
    assert (notice.kind, notice.rule) == ("notice", "bytes-unread")
    assert f"in {lost} place(s)" in notice.message
    (release,) = reader.read(read).releases
    assert [person.name.value for person in release.people] == names
    assert release.title
    assert release.title.value == "Beekeepers meet"


def test_windows_text_is_read_when_it_says_so(tmp_path: Path) -> None:
    page = "# charset: windows-1252\nCafé opens in Vienna\n\nVIENNA, 1 March 2005 - A café opened.\n"
    findings, releases = built_with(tmp_path, page.encode("windows-1252"))
    assert not [found for found in findings if found.kind == "rejection"]
    assert releases == 2


def test_a_page_on_standard_input(tmp_path: Path) -> None:
    result = run("build", "-", "--into", str(tmp_path / "data"), stdin=GOOD.encode())
    assert result.exit_code == 0, result.output
    assert "1 release from 1 page in" in result.output


def test_a_rejection_ends_with_exit_code_1_and_is_printed(tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(b"")
    result = run("build", str(tmp_path / "bad.txt"), "--into", str(tmp_path / "data"))
    assert result.exit_code == 1
    assert "left out: bad.txt holds no text" in result.output
    assert "page-empty" in result.output


def test_a_missing_path_is_wrong_use(tmp_path: Path) -> None:
    result = run("build", str(tmp_path / "nowhere"), "--into", str(tmp_path / "data"))
    assert result.exit_code == 2
    assert all(part in result.output for part in ("nowhere", "rule:", "remedy:"))
    assert not (tmp_path / "data").exists()


def test_an_unwritable_target_is_wrong_use(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(GOOD)
    (tmp_path / "file").write_text("in the way")
    result = run("build", str(tmp_path / "page.txt"), "--into", str(tmp_path / "file" / "data"))
    assert result.exit_code == 2
    assert all(part in result.output for part in ("cannot be written", "rule:", "remedy:"))


@pytest.mark.parametrize(
    ("name", "content", "part"),
    [
        ("missing.ttl", None, "missing.ttl"),
        ("broken.ttl", "<https://example.org/a> <https://example.org/b>", "broken.ttl"),
        ("table.xlsx", "not RDF", "table.xlsx"),
    ],
)
def test_a_file_that_cannot_be_validated_is_wrong_use(
    name: str, content: str | None, part: str, tmp_path: Path
) -> None:
    if content is not None:
        (tmp_path / name).write_text(content)
    result = run("validate", str(tmp_path / name))
    assert result.exit_code == 2
    assert all(words in result.output for words in (part, "rule:", "remedy:"))


def test_a_folder_without_a_snapshot_is_wrong_use(tmp_path: Path) -> None:
    result = run("validate", str(tmp_path))
    assert result.exit_code == 2
    assert "holds no snapshot" in result.output


def test_a_port_in_use_is_wrong_use(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(GOOD)
    assert run("build", str(tmp_path / "page.txt"), "--into", str(tmp_path / "data")).exit_code == 0
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = subprocess.run(
            [
                sys.executable,
                "-c",
                "from endpoint.cli import main; main()",
                "serve",
                str(tmp_path / "data"),
                "--port",
                port,
            ],
            capture_output=True,
            text=True,
            timeout=60,
            env={**os.environ},
            check=False,
        )
    assert ended.returncode == 2
    assert port in ended.stderr
    assert "remedy:" in ended.stderr
