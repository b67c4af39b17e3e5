"""What is private never leaves a page, and what only looks like it does."""

from pathlib import Path

import pytest

from graph import pages
from graph.build import build
from graph.extract.release import Reader
from graph.privacy import blanked
from graph.records import Page

PRIVATE = (
    "070/555-012",
    "(02) 5550 123",
    "0044 20 7946 0018",
    "8 (495) 555-01-23",
    "(312) 555-0123",
    "22-555-0123",
    "22 - 555 - 0123",
    "1-800-555-0123",
    "555-0123",
    "0312-555-012",
    "0312 555 012",
    "0312555012",
    "062/555 012",
    "389 70 555 012",
    "380675550123",
    "1.514.55.5012",
    "+38 067 555 01 23",
    "+389.70.555.012",
    "+7‑495‑5550123",
    "+ 43 / 1 / 55501 - 2345",
    "+43 (0)1 55501-2345",
    "(0)1 555 0123",
    "８（４９５）５５５－０１２３",
    "٠٧٠٥٥٥٠١٢",
    "press@x.example",
    "press @ x.example",
    "press＠x.example",
    "press [at] x.example",
    "press [@] x.example",
    "press(at)x.example",
    "press (AT) x (DOT) example",
    "press at x dot example",
)
LABELLED = (
    ("tel ", "5550123"),
    ("Tel.: ", "55501 23"),
    ("fax: ", "55 01 23"),
    ("telephone number ", "555 012"),
    ("mobile: ", "5550123"),
)
PUBLIC = (
    "3 May 2004",
    "2004-05-06",
    "06.05.2004",
    "5/6/2004",
    "05/06/2004-07/06/2004",
    "06.05.2004 10.30",
    "2003-2004",
    "2003–2005",
    "1999-2000-2001",
    "10:30",
    "10:30-11:30",
    "09.00-17.30",
    "18.00 - 19.30",
    "0900-1700",
    "1,200,000 euros",
    "1,200,000.00 euros",
    "150 000",
    "1 200 000 euros",
    "1.200.000 euros",
    "150 000-200 000 people",
    "1 200 000-1 500 000 euros",
    "65 000/70 000 people",
    "2004 150 000 people",
    "2011 – 150 000 people",
    "12 345 12 346 people",
    "(1) 1 200 000 euros",
    "phone 150 000 households",
    "2004/05 150 000 euros",
    "pages 12-15",
    "ages 15-24, 25-34",
    "Resolution 1244 (1999)",
    "No. 1244/1999",
    "No. 045/2004",
    "MC.DEC/7/03",
    "PC.DEC/1234/2011",
    "Law No. 03/L-047",
    "Article 5 (2) 3",
    "point 1.2.3",
    "42.875419",
    "number 12345678",
    "ISBN 978-92-9235-123-4",
    "http://x.example/2004/05/123456",
    "people at risk",
)


def test_there_are_so_many_cases() -> None:
    assert (len(PRIVATE), len(LABELLED), len(PUBLIC)) == (32, 5, 43)


@pytest.mark.parametrize(("before", "words"), [*(("", words) for words in PRIVATE), *LABELLED])
def test_private_things_are_blanked_and_nothing_else_moves(before: str, words: str) -> None:
    # A sign that no number begins or ends with, such as a bracket, may stay.
    for text in (f"reach us at {before}{words}, or come", f"reach us at {before}{words}"):
        shown = blanked(text)
        assert len(shown) == len(text)
        assert shown.startswith(f"reach us at {before}")
        assert shown.endswith(", or come") == text.endswith(", or come")
        left = shown.removeprefix(f"reach us at {before}").removesuffix(", or come")
        assert not [c for c in left if c.isalnum()]


@pytest.mark.parametrize("words", PUBLIC)
def test_what_is_public_stays(words: str) -> None:
    assert blanked(f"It was {words} there.") == f"It was {words} there."


@pytest.mark.parametrize("words", ["1" * 60_000, "a" * 60_000, "1-" * 30_000, "1 " * 30_000, "+1" * 30_000])
def test_no_text_takes_long(words: str) -> None:
    assert len(blanked(words)) == len(words)


def written(words: str, number: int) -> str:
    return (
        f"OSCE trains press officers in town number {number:02} on hot line work\n\n"
        f"SKOPJE, {number % 28 + 1} May 2011 – A course began today. “Answer the telephone,” said Zoran Bojarovic, "
        f"Head of the Press Centre, who can be reached at {words}.\n"
    )


def test_releases_are_published_and_nothing_private_is(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    for number, words in enumerate(PRIVATE):
        (folder / f"{number:02}.txt").write_text(written(words, number))
    built = build(pages.find([str(folder)]).pages, tmp_path / "data")
    assert built.counts["releases"] == len(PRIVATE)
    files = [file.read_bytes() for file in built.snapshot.path.rglob("*") if file.is_file()]
    assert [file for file in files if b"who can be reached at" in file]
    assert not [words for words in PRIVATE if any(words.encode() in file for file in files)]


def test_a_value_that_is_private_is_left_out_and_every_other_is_what_the_page_says(reader: Reader) -> None:
    text = (
        "Tel. 070/555-012 for witnesses\n\nSKOPJE, 3 May 2011 – “Call 070/555-012 and tell us all,” said Zoran "
        "Bojarovic, Head of the Press Centre. “Nobody has to be afraid any more,” he said.\n"
    )
    reading = reader.read(Page("page.txt", text, "0" * 64))
    (release,) = reading.releases
    assert release.title
    assert release.title.value == "for witnesses"
    assert release.title.evidence.span.of(text) == release.title.value
    assert release.key == "2011-05-03-for-witnesses"
    assert [quote.text.value for quote in release.quotes] == ["Nobody has to be afraid any more,"]
    assert [quote.text.evidence.span.of(text) for quote in release.quotes] == ["Nobody has to be afraid any more,"]
    assert [one.name.value for one in release.people] == ["Zoran Bojarovic"]
    assert [finding.rule for finding in reading.findings] == ["quote-private"]
    assert "070" not in f"{release} {reading.findings}"


def test_what_a_finding_repeats_of_a_page_is_blanked(reader: Reader) -> None:
    text = "Hives counted\n\nDate: 070/555-012\nPlace: Tel. 070/555-012\n\nThey counted the hives today.\n"
    reading = reader.read(Page("page.txt", text, "0" * 64))
    assert "070" not in f"{reading.findings}"
