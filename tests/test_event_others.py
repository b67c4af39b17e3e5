"""What a sentence says of another thing than the event is not said of the event: days, towns, counts and countries."""

import datetime

import pytest

from graph.extract.events.events import Events
from graph.extract.people import People
from graph.extract.words.gazetteer import Gazetteer
from graph.text import lines
from graph.vocabularies.reference import Reference
from tests.test_extraction import DAY, cases, described

CASES = cases("event-others.txt")


@pytest.fixture(scope="module")
def readers(reference: Reference) -> tuple[Gazetteer, People, Events]:
    gazetteer = Gazetteer(reference)
    return gazetteer, People(reference, gazetteer), Events(reference, gazetteer)


def said(
    sentence: str, reference: Reference, readers: tuple[Gazetteer, People, Events], *, kinds: bool = False
) -> list[str]:
    """What is said of the events, with what they are called where `kinds` are asked for."""
    gazetteer, people, events = readers
    # What stands before " ¦ " is the title.
    text = sentence.replace(" ¶ ", "\n").replace(" ¦ ", "\n")
    paragraphs = [line.span for line in lines(text)]
    title, paragraphs = (paragraphs[:1], paragraphs[1:]) if " ¦ " in sentence else ([], paragraphs)
    named = people.find(text, paragraphs, DAY, None)
    day = datetime.date.fromisoformat(DAY)
    # The field operation that a text names first is what `the Mission` means, as in a release.
    matches = (match for span in paragraphs for match in gazetteer.matches(text, span))
    iris = (entry.iri for match in matches for entry in match.entries)
    structure = next((iri for iri in iris if "/field-operation/" in iri.value), None)
    found = events.find(text, title, paragraphs, day, named.payers, named.organisations, structure)
    told: list[str] = []
    for event in found:
        told += [*(["and"] if told else []), *([f"type {event.type.value}"] if kinds and event.type else [])]
        told += described(event, reference)
        told += [f"part {reference.label(one.value)}" for one in event.attendees]
    return told if found else ["none"]


def test_there_are_cases() -> None:
    assert len(CASES) >= 70


@pytest.mark.parametrize(("sentence", "expected"), CASES, ids=lambda value: str(value)[:40])
def test_what_is_said_of_another_thing(
    sentence: str, expected: list[str], reference: Reference, readers: tuple[Gazetteer, People, Events]
) -> None:
    kinds = any(line.startswith("type ") for line in expected)
    assert said(sentence, reference, readers, kinds=kinds) == expected


def test_where_a_page_has_no_date_the_days_of_its_lead_tell_the_year(readers: tuple[Gazetteer, People, Events]) -> None:
    text = (
        "A debate camp was held in Osh from 3 to 9 July 2017.\n"
        "A second camp for pupils will take place in Riga from 23 to 27 October. A summer camp will open tomorrow."
    )
    found = readers[2].find(text, [], [line.span for line in lines(text)], None)
    days = [
        (event.start and event.start.value.isoformat(), event.end and event.end.value.isoformat()) for event in found
    ]
    assert days == [("2017-07-03", "2017-07-09"), ("2017-10-23", "2017-10-27")]


def test_where_a_page_has_no_date_its_lead_tells_the_days_by_a_verb(
    readers: tuple[Gazetteer, People, Events],
) -> None:
    text = "Railway clerks met in Osh on 22 and 23 October 2013 to discuss trains. The seminar was opened by the Mayor."
    event = readers[2].find(text, [], [line.span for line in lines(text)], None)[0]
    days = [day and day.value.isoformat() for day in (event.start, event.end)]
    assert days == ["2013-10-22", "2013-10-23"]
