"""What a sentence says of another thing than the event is not said of the event: days, towns, counts and countries."""

import datetime
from dataclasses import dataclass

import pytest

from graph.extract.events import Events
from graph.extract.gazetteer import Gazetteer
from graph.extract.people import People
from graph.reference import Reference
from graph.text import lines
from tests.test_extraction import DAY, cases, described

CASES = cases("event-others.txt")


@dataclass(frozen=True)
class Grammar:
    """What finds events, made once for all cases."""

    reference: Reference
    gazetteer: Gazetteer
    people: People
    events: Events


@pytest.fixture(scope="module")
def grammar(reference: Reference) -> Grammar:
    gazetteer = Gazetteer(reference)
    return Grammar(reference, gazetteer, People(reference, gazetteer), Events(reference, gazetteer))


def said(sentence: str, grammar: Grammar) -> list[str]:
    text = sentence.replace(" ¶ ", "\n")
    paragraphs = [line.span for line in lines(text)]
    named = grammar.people.find(text, paragraphs, DAY, None)
    day = datetime.date.fromisoformat(DAY)
    # The field operation that a text names first is what `the Mission` means, as in a release.
    matches = (match for span in paragraphs for match in grammar.gazetteer.matches(text, span))
    iris = (entry.iri for match in matches for entry in match.entries)
    structure = next((iri for iri in iris if "/field-operation/" in iri.value), None)
    found = grammar.events.find(text, [], paragraphs, day, named.payers, named.organisations, structure)
    told: list[str] = []
    for event in found:
        told += [*(["and"] if told else []), *described(event, grammar.reference)]
        told += [f"part {grammar.reference.label(one.value)}" for one in event.attendees]
    return told if found else ["none"]


def test_there_are_cases() -> None:
    assert len(CASES) >= 70


@pytest.mark.parametrize(("sentence", "expected"), CASES, ids=lambda value: str(value)[:40])
def test_what_is_said_of_another_thing(sentence: str, expected: list[str], grammar: Grammar) -> None:
    assert said(sentence, grammar) == expected
