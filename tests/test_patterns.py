"""An expression that is tried only at the words it begins with finds what it finds when it is tried everywhere."""

import gc
import random
import re
from pathlib import Path

import pytest

from graph.extract import Reader
from graph.extract.grammar.chunks import KINDS
from graph.extract.grammar.needs import Needs
from graph.extract.words.beginnings import Beginnings, beginnings
from graph.extract.words.lexicon import any_of
from graph.extract.words.patterns import Pattern, compiled
from graph.vocabularies.reference import Reference

PAGES = Path(__file__).parent / "pages"
# Letters that are others to the eye and the same to an expression: a long s, the Kelvin sign, two of the Turkish i.
ODD = "A \u017feminar for \u212aazakh officers \u0130n Osh, a m\u0131ssion; caf\u00e9s, SEMINARS, seminarsx, "
TEXT = (ODD + "x-seminar, 12 talks. Two co-operation talks. The seminar's end, mid-seminar, on 5 May. Seminar") * 4
EXPRESSIONS = (
    any_of(["seminar", "co-operation", "talk", "café", "mission", "Kazakh"]).pattern,
    any_of(["seminar", "talk"], "").pattern,
    any_of(["seminar", "talk"], r"(?!\w|\s\d)").pattern,
    r"\b(?:\d{1,2}|two)\s(?:[a-z-]+\s)?talks\b",
    r"\bon\s\d|(?<=\bThe\s)seminar",
    r"(?<!\w)(?:an?|the)\s(?=[a-z])",
    r"(?<![\w-])(?:se(?:minar|ssion)s?+|[Tt]alks?)(?:\.|$)",
    r"\b(?>in|on)\b",
    r"seminar|talk",
    r"\s(?:on|for)\s",
    r"[“\"]?\btwo\b",
)


@pytest.mark.parametrize("expression", EXPRESSIONS)
@pytest.mark.parametrize("flags", [0, re.IGNORECASE])
def test_the_same_is_found_as_when_it_is_tried_everywhere(expression: str, flags: int) -> None:
    asked, plain = compiled(expression, flags), re.compile(expression, flags)
    assert _span(asked.search(TEXT[:90])) == _span(plain.search(TEXT[:90]))
    for start in range(0, len(TEXT), 7):
        for end in (*range(start, len(TEXT), 29), len(TEXT), len(TEXT) + 9):
            first = plain.search(TEXT, start, end)
            assert _span(asked.search(TEXT, start, end)) == _span(first)
            assert [*map(_span, asked.finditer(TEXT, start, end))] == [*map(_span, plain.finditer(TEXT, start, end))]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (
            r"(?<![\w-])(?:seminar|round table)s?(?!\w)",
            Beginnings(frozenset(["seminar", "seminars", "round"]), (), False),
        ),
        (r"\b(?:\d\d|ten|a\sdozen)\s", Beginnings(frozenset(["ten", "a"]), (), True)),
        (r"\bopen(?:s|ed)?", Beginnings(frozenset(), ("open", "opened", "opens"), False)),
        (r"\bcaf[eé]s\b", Beginnings(frozenset(["cafes"]), ("caf",), False)),
        ("seminar", None),
        (r"\s(?:of|in)\s", None),
        (r"\b(?:[A-Z]\w+\s)?seminar", None),
    ],
)
def test_an_expression_tells_with_which_words_it_begins(expression: str, expected: Beginnings | None) -> None:
    assert beginnings(expression, re.IGNORECASE) == expected


def test_all_that_the_reader_asks_begins_where_it_is_tried(reference: Reference) -> None:
    text = max((file.read_text() for file in PAGES.glob("*.txt")), key=len)[:6000]
    chance = random.Random(1)
    windows = [sorted(chance.sample(range(len(text)), 2)) for _ in range(6)] + [[0, len(text)]]
    Reader(reference)
    patterns = [one for one in gc.get_objects() if isinstance(one, Pattern)]
    assert len(patterns) > 200
    for pattern in patterns:
        plain = re.compile(pattern.pattern, pattern.flags)
        for start, end in windows:
            found = [*map(_span, pattern.finditer(text, start, end))]
            assert found == [*map(_span, plain.finditer(text, start, end))], pattern.pattern[:200]


def test_a_rule_tells_which_kinds_it_needs() -> None:
    rules = {
        "payers": "name (and name)* | country",
        "met-costs": "payers word? (covered | paid) (word | article)* costs",
        "not": "name !costs",
        # A kind is a kind where a rule is called so too.
        "paid": "funds of",
        "twice": "paid+ (costs | funds paid)?",
    }
    needs = Needs(rules, KINDS)
    assert set(needs.of("met-costs")) == {
        frozenset(["costs"]), frozenset(["name", "country"]), frozenset(["covered", "paid"])
    }  # fmt: skip
    assert needs.of("not") == (frozenset(["name"]),)
    assert set(needs.of("paid")) == {frozenset(["funds"]), frozenset(["of"])}
    assert needs.of("twice") == (frozenset(["paid"]),)


def _span(found: re.Match[str] | None) -> tuple[int, int] | None:
    return found.span() if found else None
