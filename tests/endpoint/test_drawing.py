"""Drawings: whole, said in words, without a style of their own, and true to the numbers."""

import re
from xml.etree import ElementTree

import pytest

from endpoint.drawing.charts import Span, months, share, spans, trend, years

HOSTILE = '"><script>alert(1)</script>&amp;'
ROWS = [
    Span("First office", 1995.0, 2001.5, "/first", words="1995 to 2001"),
    Span("Second office " + "of a long name " * 9, 2001.5, None, "/second", here=True, after=(0,)),
]
DRAWN = {
    "months": months({"2007-12": 3, "2008-01": 40, "2011-06": 1}, "m", "Title", "In words", lambda year: f"/y/{year}"),
    "months-alone": months({"2008-01": 1}, "m", "Title", "In words"),
    "months-far-apart": months({"0001-01": 1, "2024-12": 2}, "m", "Title", "In words"),
    "months-hostile": months({"2008-01": 2}, "m", HOSTILE, HOSTILE, lambda year: HOSTILE),
    "trend": trend([("2024-01-01", 5), ("2024-02-01", 7), ("2024-03-01", 7)], "t", "Title", "In words"),
    "trend-level": trend([("a", 0), ("b", 0)], "t", "Title", "In words"),
    "spans": spans(ROWS, 2024.0, "s", "Title", "In words"),
    "spans-hostile": spans([Span(HOSTILE, 2000, 2000, HOSTILE, words=HOSTILE)], 0.0, "s", HOSTILE, HOSTILE),
}
SVG = "{http://www.w3.org/2000/svg}"


def read(drawing: str) -> ElementTree.Element:
    return ElementTree.fromstring(str(drawing).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


@pytest.mark.parametrize("name", DRAWN)
def test_a_drawing_is_well_formed_named_and_described(name: str) -> None:
    root = read(DRAWN[name])
    ids = {one.get("id"): one.text for one in root.iter() if one.get("id")}
    assert [ids[root.get(f"aria-{of}")] for of in ("labelledby", "describedby")] == [
        HOSTILE if "hostile" in name else text for text in ("Title", "In words")
    ]
    linked = any(one.tag == f"{SVG}a" for one in root.iter())
    assert root.get("role") == ("group" if linked else "img")


@pytest.mark.parametrize("name", DRAWN)
def test_a_drawing_brings_no_style_and_no_script(name: str) -> None:
    for one in read(DRAWN[name]).iter():
        assert one.tag.removeprefix(SVG) in {"svg", "title", "desc", "line", "text", "path", "rect", "a", "g"}
        assert not {key for key in one.attrib if key == "style" or key.startswith("on")}
        assert "nan" not in " ".join(one.attrib.values())


def test_bars_are_as_high_as_the_numbers_and_stand_in_their_month() -> None:
    path = read(DRAWN["months"]).find(f".//{SVG}path")
    assert path is not None
    bars = re.findall(r"M([\d.]+),40v-(\d+)", path.get("d", ""))
    assert [(int(float(x)), int(height)) for x, height in bars] == [(11, 3), (12, 40), (53, 1)]


@pytest.mark.parametrize(("name", "line"), [("trend", "M0,0.2857L1,0L2,0"), ("trend-level", "M0,1L1,1")])
def test_a_line_is_as_high_above_nothing_as_the_number(name: str, line: str) -> None:
    path = read(DRAWN[name]).find(f".//{SVG}path")
    assert path is not None
    assert path.get("d") == line


def test_each_year_that_has_any_leads_on_and_is_no_stop_of_the_keyboard() -> None:
    links = list(read(DRAWN["months"]).iter(f"{SVG}a"))
    assert [one.get("href") for one in links] == ["/y/2007", "/y/2008", "/y/2011"]
    assert [one.get("aria-label") for one in links] == ["2007: 3", "2008: 40", "2011: 1"]
    assert {one.get("tabindex") for one in links} == {"-1"}


def test_a_span_lasts_from_its_beginning_to_its_end_or_today() -> None:
    first, second = (one for one in read(DRAWN["spans"]).iter(f"{SVG}rect"))
    assert (first.get("x"), first.get("width")) == ("0%", "21.67%")  # of 30 years, 1995 to 2024
    assert (second.get("x"), second.get("width"), second.get("class")) == ("21.67%", "75%", "span here open")
    assert [one.get("x1") for one in read(DRAWN["spans"]).iter(f"{SVG}line") if one.get("class") == "follows"] == [
        "21.67%"
    ]


def test_nothing_is_drawn_of_nothing() -> None:
    assert months({}, "m", "", "") == trend([("a", 1)], "t", "", "") == spans([], 2024.0, "s", "", "") == ""
    assert 'width="0%"' in share(1, 0)


@pytest.mark.parametrize(
    ("date", "year"),
    [
        ("2008", 2008.0),
        ("2008-07", 2008.5),
        ("2008-01-01", 2008.0),
        ("2008-13", None),
        ("", None),
        ("soon", None),
        ("٢٠٠٨", None),
    ],
)
def test_dates_as_years(date: str, year: float | None) -> None:
    assert years(date) == year
