"""Whose voice a clause tells: a person's, or an office's whose holder is not named."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from pyoxigraph import NamedNode

from graph import methods
from graph.extract.roles.offices import Offices
from graph.extract.speech.nested import Nested
from graph.extract.speech.speakers import Speakers
from graph.extract.speech.spoken import Before
from graph.extract.speech.subjects import Subjects
from graph.extract.speech.unvoiced import Unvoiced
from graph.records import Evidence, Found, Person, Quote
from graph.text import Span
from graph.vocabularies.reference import Reference


class Heard(NamedTuple):
    """Who may speak: the people of the text, those spoken of before, and the offices that are named alone."""

    people: Sequence[Person]
    before: Before
    alone: Sequence[Found[NamedNode]]


# What a quote says of its speaker where nothing is known.
NOBODY = Quote(Found("", Evidence(Span(0, 0), methods.QUOTATION_GRAMMAR)))


class Voices:
    """Resolves clauses to quotes without words."""

    def __init__(self, reference: Reference, offices: Offices, subjects: Subjects, speakers: Speakers) -> None:
        self._offices = offices
        self._mentioned = subjects.mentioned
        self._speakers = speakers
        self._nested = Nested(reference)
        self._unvoiced = Unvoiced(reference)

    def leads(self, text: str, clause: Span) -> bool:
        """Whether a verb of speech in a clause leads to what follows it."""
        return self._nested.governed(text, clause)

    def is_nobodys(self, text: str, clause: Span) -> bool:
        """Whether a clause before a quote says that a law, a paper or States speak."""
        return self._unvoiced.leads(text, clause, ())

    def of_clause(self, text: str, clause: Span, who: Heard, leads: bool = True) -> Quote:
        """Who speaks in a clause, as a quote without words: a person, or an office whose holder is not named.

        `leads` says that the clause stands before the quote.
        """
        named = self._mentioned.find(text, clause, who.people)
        if self._offices.denied(text, clause) or (leads and self._unvoiced.leads(text, clause, named)):
            return NOBODY
        if quoted := self._nested.named(text, clause):
            clause = quoted
        elif leads:
            clause = self._nested.within(text, clause, named)
        office = self._offices.speaking(text, clause, who.alone)
        # Where the verb of speech stands with the office, nobody else who is named there speaks.
        if office and self._offices.stands_at_verb(text, clause, office):
            return replace(NOBODY, office=office)
        speaker = self._speakers.of_clause(text, clause, who.people, who.before)
        if speaker is None:
            return replace(NOBODY, office=office)
        # `he` may mean an office that spoke before.
        meant = next((one.value for one in who.alone if one.value.value == speaker.value), None)
        return replace(NOBODY, office=Found(meant, speaker.evidence)) if meant else replace(NOBODY, speaker=speaker)


def after(text: str, quote: Quote | None, before: Before) -> Before:
    """Who has been spoken of when a quote is over: the one who spoke.

    An office goes by its IRI; `he` after its words is nobody who stood beside it before.
    """
    if quote is not None and quote.speaker:
        return before.said(text, quote.speaker)
    if quote is not None and quote.office:
        return before._replace(beside=()).then([quote.office.value.value], ())
    return before
