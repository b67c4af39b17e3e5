"""Text that means harm or nothing: work that grows with its length and no faster, and nobody invented.

Work is counted in calls, not seconds, so that a busy machine changes nothing. What goes on within one call is not seen:
the expressions of the grammar are bounded by how they are made, which has a test of its own; others have none.
"""

import re
import sys
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import Any

import pytest

from graph.extract import Reader
from graph.extract.grammar.chunks import KINDS
from graph.extract.grammar.rules import Rules
from graph.records import Page, Release
from graph.vocabularies.reference import Reference

HEAD = "A title for the page of the people from the town by the river\n\nVIENNA, 1 March 2012 - "
TEXTS: dict[str, Callable[[int], str]] = {
    "one endless sentence": lambda n: "the water and the road went on and " * n,
    "capitalised words": lambda n: "Capital Words Go On " * n,
    "roles in a row": lambda n: "the Head of Mission and Minister " * n,
    "plural roles without names": lambda n: "Ministers of Moldova and Ministers of " * n,
    "bodies of bodies": lambda n: "Institute of the Institute of " * n,
    "payers of payers": lambda n: "funded by Norway and " * n,
    "payments that are denied": lambda n: "denied that it was not funded by Norway and " * n,
    "postings to many States": lambda n: "the Ambassadors to Norway, Sweden and " * n,
    "posts of many States": lambda n: "the Ambassadors of Norway, Sweden and " * n,
    "charges with commas": lambda n: "the Minister of Water, Roads, Rivers and " * n,
    "events of other months": lambda n: "a seminar in March and talks last week in " * n,
    "organisers of organisers": lambda n: "organized by the OSCE Mission and the Mission, " * n,
    "meetings asked for": lambda n: "called for a meeting. In 2005 a course was held. " * n,
    "marks that never close": lambda n: '"open and said ' * n,
    "curly marks that never close": lambda n: "“open he said " * n,
    "marks that never open": lambda n: "close” he said, " * n,
    "brackets that never close": lambda n: "Ana Belkova (" * n,
    "honorifics of nobody": lambda n: "Mr. and Dr. " * n,
    "days after days": lambda n: "from 3 to 5 May, on 4 June and on 5 July, " * n,
    "names that hold a State": lambda n: "Global Affairs Canada and " * n,
    "paragraphs that open a mark": lambda n: "“We are all here and go on\n" * n,
    "one word of capitals before a colon": lambda n: f"The course.\n{'AB' * n}e:\n“We go on.”\n",
    "one word of capitals after speech": lambda n: f"“We go on,” said the {'AB' * n}, who sat.\n",
    "lines of one letter": lambda n: "The course.\n" + "a\n" * n,
    "offices between names": lambda n: (
        "the Mayor of Osh, Ana Belkova, his friend and the Mayor of Brod, Jon Dahlby, " * n
    ),
    "Cyrillic": lambda n: "Президент Іван Франко сказав і the " * n,
    "zero-width signs": lambda n: "A\u200bna Bel\u200dkova and the ro\u200bad " * n,
    "marks that turn the line": lambda n: "\u202ethe \u2067road\u2069 and\u202c the wa\u200fter " * n,
    "homoglyphs": lambda n: "the Мinister Аna Вelkova and " * n,
}
PEOPLE = {
    "brackets that never close": {"Ana Belkova"},
    "offices between names": {"Ana Belkova", "Jon Dahlby"},
}


def read(reader: Reader, text: str) -> Release:
    (release,) = reader.read(Page("page.txt", HEAD + text, "0" * 64)).releases
    return release


def work(do: Callable[[], Any]) -> int:
    """How many calls something makes, those into C included."""
    calls = 0

    def count(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        do()
    finally:
        sys.setprofile(None)
    return calls


@pytest.fixture(scope="module")
def warm(reader: Reader) -> Reader:
    """A reader that has read all these texts: expressions find out how they begin when a long text is first tried.

    The longer ones too: where a rule takes very many chunks it is made anew, with all that it names written out.
    """
    for make in TEXTS.values():
        read(reader, make(50))
        read(reader, make(200))
    return reader


@pytest.mark.parametrize("name", TEXTS)
def test_four_times_the_text_is_four_times_the_work(name: str, warm: Reader) -> None:
    short, long = (work(partial(read, warm, TEXTS[name](n))) for n in (50, 200))
    assert long < 5 * short, f"{short} calls, then {long}"


@pytest.mark.parametrize("name", TEXTS)
def test_nobody_is_invented(name: str, reader: Reader) -> None:
    release = read(reader, TEXTS[name](30))
    assert {person.name.value for person in release.people} <= PEOPLE.get(name, set())
    assert release.funders == () or name == "payers of payers"


def test_ten_thousand_capitalised_words_are_nobody(reader: Reader) -> None:
    assert read(reader, "Capital Words Go On " * 2500).people == ()


def test_a_quote_that_never_closes_ends_with_its_paragraph(reader: Reader) -> None:
    release = read(reader, 'Mayor Ana Belková said: "We go on and on\nThe road was opened.\n')
    assert [quote.text.value for quote in release.quotes] == ["We go on and on"]


def test_no_rule_repeats_without_bound(reference: Reference) -> None:
    rules = Rules(reference.grammar(), KINDS)
    for name in reference.grammar():
        pattern = rules.expression(name)
        assert not re.search(r"[*+]|\{\d*,\}", pattern), name
        assert pattern.startswith("(?>"), name
