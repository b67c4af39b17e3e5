"""Whether a payer paid for the event that a release is about, or for something else that it tells of."""

import pytest

from graph import rooms
from graph.extract.payments import Payments
from graph.reference import Reference
from graph.text import Span
from tests.test_extraction import cases

CASES = cases("payments.txt")


@pytest.fixture(scope="module")
def reference() -> Reference:
    return Reference.load(rooms.ontology())


def test_there_are_both_kinds() -> None:
    said = [line.rpartition("|")[2].strip() for _, expected in CASES for line in expected]
    assert said.count("yes") >= 6
    assert said.count("no") >= 6


@pytest.mark.parametrize(("text", "expected"), CASES, ids=lambda value: str(value)[:40])
def test_who_paid_for_the_event(text: str, expected: list[str], reference: Reference) -> None:
    [line] = expected
    kind, answer = (part.strip() for part in line.split("|"))
    text = text.replace(" ¶ ", "\n")
    at = text.index("Norway")
    assert Payments(reference).is_for_event(text, Span(at, at + len("Norway")), kind) is (answer == "yes")
