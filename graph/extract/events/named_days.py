"""The days that a sentence gives: in letters and figures, or by what is remembered on them.

`On International Roma Day` is 8 April.
"""

import datetime
from collections.abc import Iterator

from graph.extract.events.written_days import written
from graph.extract.words.lexicon import longest_first
from graph.extract.words.patterns import compiled
from graph.text import Span
from graph.vocabularies.reference import Reference

# What was on such a day is told within so many days of it.
_NEAR = datetime.timedelta(45)


class GivenDays:
    """Finds days, also by the names that `ontology/vocabularies/observances.ttl` gives them."""

    def __init__(self, reference: Reference) -> None:
        days = reference.observances()
        self._printed = {name.replace("’", mark): day for name, day in days.items() for mark in "’'"}
        # `on the occasion of` and `ahead of` such a day tell no day; `on World Water Day, 22 March,` writes it out.
        self._on = compiled(
            rf"\b[Oo]n\s(?P<day>{longest_first(self._printed)})(?![\w-])(?!,?\s\(?(?:[A-Z][a-z]+\s)?\d)"
        )

    def of(
        self, text: str, sentence: Span, issued: datetime.date | None
    ) -> Iterator[tuple[datetime.date, datetime.date, Span]]:
        """The spans of days of a sentence, and where; a day with a name is the one nearest to the day of issue."""
        yield from written(text, sentence, issued)
        for found in self._on.finditer(text, sentence.start, sentence.end) if issued else ():
            assert issued is not None
            years = (issued.year, issued.year - 1, issued.year + 1)
            days = (datetime.date(year, *self._printed[found["day"]]) for year in years if year in range(1, 9999))
            day = next((one for one in days if abs(one - issued) <= _NEAR), None)
            if day:
                yield day, day, Span(*found.span("day"))
