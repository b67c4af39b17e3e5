"""What says how to reach somebody is found in all its forms, and nothing else is taken for it."""

import re
from pathlib import Path

import pytest
from pyoxigraph import Literal, Store

from graph import pages
from graph import vocabulary as v
from graph.build import build
from graph.private import blanked, private
from graph.text import Span

CASES = [
    line
    for line in (Path(__file__).parent / "cases" / "private.txt").read_text().splitlines()
    if line and not line.startswith("#")
]


def test_the_cases_are_there() -> None:
    assert len(CASES) == 23


@pytest.mark.parametrize("case", CASES)
def test_what_is_private(case: str) -> None:
    text, expected = re.sub("[<>]", "", case), re.findall("<([^>]*)>", case)
    assert [one.of(text).strip(" ,") for one in private(text, Span(0, len(text)))] == expected
    assert len(blanked(text)) == len(text)
    assert not any(one in blanked(text) for one in expected)


def test_nothing_private_is_published_and_the_release_is(tmp_path: Path) -> None:
    ways = [re.findall("<([^>]*)>", case)[0] for case in CASES if "<" in case]
    for number, way in enumerate(ways):
        (tmp_path / f"{number}.txt").write_text(
            f"A course number {number} begins\n\nVIENNA, 14 March 2005 - A course of the OSCE began today.\n\n"
            f"“It is late,” said Ana Belková, Head of the Valley Fund, who can be reached at {way}.\n\n"
            f"“Reach me at {way} whenever you want to,” said Jon Dahlby, a judge.\n"
        )
    made = build(pages.find([str(tmp_path)]).pages, tmp_path / "data", processes=1)
    assert (made.counts["releases"], made.counts["rejections"]) == (len(ways), 0)
    assert {finding.rule for finding in made.findings} == {"quote-private"}
    said = made.snapshot.data_path.read_text()
    assert not [way for way in ways if way in said]
    store = Store.read_only(str(made.snapshot.store_path))
    around = [quad.object for quad in store.quads_for_pattern(None, v.OA_SUFFIX, None, None)]
    assert any(isinstance(one, Literal) and one.value.endswith("who can be reached at ") for one in around)
