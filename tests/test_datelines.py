"""Datelines in all the notations of three decades."""

import datetime
from pathlib import Path

import pytest

from graph.dateline import date_of, parse_date_line, parse_dateline
from graph.extract import Reader
from graph.records import Page
from graph.text import Span

CASES = [
    line.split(" => ")
    for line in (Path(__file__).parent / "cases" / "datelines.txt").read_text().splitlines()
    if not line.startswith("#")
]


def test_all_cases_are_run() -> None:
    assert len(CASES) == 49
    assert sum(expected == "none" for _, expected in CASES) == 11


@pytest.mark.parametrize(("paragraph", "expected"), CASES, ids=[case[0][:40] for case in CASES])
def test_a_dateline_gives_towns_date_and_the_start_of_the_prose(paragraph: str, expected: str) -> None:
    # Positions count in the whole text, not in the paragraph.
    text = "Title of the release\n" + paragraph
    found = parse_dateline(text, Span(len("Title of the release\n"), len(text)))
    if expected == "none":
        assert found is None
        return
    assert found is not None
    towns, day, prose = expected.split(" | ")
    assert ", ".join(town.of(text) for town in found.places) == towns
    assert found.date.isoformat() == day
    assert found.date_span.of(text) in paragraph
    assert text[found.end :].startswith(prose)


def test_the_district_is_a_part_of_the_town() -> None:
    text = "WASHINGTON, D.C./VIENNA, 1 July 1999 - Text"
    found = parse_dateline(text, Span(0, len(text)))
    assert found
    assert [town.of(text) for town in found.places] == ["WASHINGTON, D.C.", "VIENNA"]


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("TASHKENT 15 May 2008", "2008-05-15"),
        ("VIENNA/MOSCOW 5 March 2004", "2004-03-05"),
        ("5 March 2004", "2004-03-05"),
        ("Date: 14 May 2003", None),
        ("TASHKENT, 15 May 2008 - Text", None),
        ("Title of 15 May 2008 release", None),
    ],
)
def test_a_date_line_is_a_whole_line(line: str, day: str | None) -> None:
    found = parse_date_line(line, Span(0, len(line)))
    assert (found.date.isoformat() if found else None) == day


@pytest.mark.parametrize("words", ["15 May 2008 ", " 1 January 1999"])
def test_a_date_alone(words: str) -> None:
    assert isinstance(date_of(words), datetime.date)


@pytest.mark.parametrize("words", ["", "Place:", "32 May 2008", "May 2008", "15 May 2008, Tashkent"])
def test_what_is_no_date(words: str) -> None:
    assert date_of(words) is None


@pytest.mark.parametrize(
    ("head", "towns"),
    [
        ("TUZLA, Bosnia and Herzegovina", "TUZLA"),
        ("SARAJEVO and BANJA LUKA, Bosnia and Herzegovina", "SARAJEVO and BANJA LUKA"),
        ("BELGRADE, Serbia and Montenegro", "BELGRADE"),
        ("OSH and BISHKEK, Kyrgyzstan", "OSH and BISHKEK"),
    ],
)
def test_a_state_with_and_in_its_name_is_no_town(reader: Reader, head: str, towns: str) -> None:
    text = f"Students meet ministers in the town\n\n{head}, 9 October 2002 - Students met ministers today."
    result = reader.read(Page("page.txt", text, "0" * 64))
    (release,) = result.releases
    assert release.dateline_place is not None
    assert release.dateline_place.of(text) == towns
    assert not [one for one in result.findings if one.rule == "place-unknown"]


@pytest.mark.parametrize(
    ("paragraph", "town"),
    [
        ("OSH, Kyrgyzstan – Twelve notaries met.", "OSH"),
        ("Osh, Kyrgyzstan -- Twelve notaries met.", "Osh"),
        ("MOSTAR, Bosnia and Herzegovina - Twelve notaries met.", "MOSTAR"),
        ("ZYRVATH, Georgia – Twelve notaries met.", "ZYRVATH"),
        ("VIENNA/BAKU – Twelve notaries met.", "VIENNA/BAKU"),
        ("VIENNA- “Notaries met,” she said.", "VIENNA"),
        ("Vienna – Bratislava was the first ferry.", None),
        ("GEORGIA – Twelve notaries met.", None),
        ("OSCE – Twelve notaries met.", None),
        ("Osh, Kyrgyzstan – a town of notaries – lies in the south.", None),
        ("Zyrvath, Valley of Notaries – Twelve notaries met.", None),
        ("Notaries of Georgia – Twelve of them – met.", None),
    ],
)
def test_towns_without_a_day_are_known_by_the_vocabularies(paragraph: str, town: str | None, reader: Reader) -> None:
    text = f"Notaries of the valley meet for a day\n{paragraph}\nThe OSCE helped them with a room and paid for the bus."
    (release,) = reader.read(Page("a.txt", text, "0" * 64, "https://www.osce.org/bishkek/77199", None)).releases
    assert (release.dateline_place.of(text) if release.dateline_place else None) == town
