"""Days that are called by what is remembered on them: `on International Roma Day` is 8 April."""

import datetime
from collections.abc import Iterator

from graph.extract.words.lexicon import longest_first
from graph.extract.words.patterns import compiled
from graph.text import Span

# What was on such a day is told within so many days of it.
_NEAR = datetime.timedelta(45)
_DAYS = {
    "International Holocaust Remembrance Day": (1, 27),
    "International Mother Language Day": (2, 21),
    "International Women’s Day": (3, 8),
    "World Water Day": (3, 22),
    "International Roma Day": (4, 8),
    "World Press Freedom Day": (5, 3),
    "Europe Day": (5, 9),
    "International Children’s Day": (6, 1),
    "World Environment Day": (6, 5),
    "World Refugee Day": (6, 20),
    "World Day against Trafficking in Persons": (7, 30),
    "Roma Holocaust Memorial Day": (8, 2),
    "International Youth Day": (8, 12),
    "International Day of Democracy": (9, 15),
    "International Day of Peace": (9, 21),
    "EU Anti-Trafficking Day": (10, 18),
    "European Anti-Trafficking Day": (10, 18),
    "United Nations Day": (10, 24),
    "International Day for Tolerance": (11, 16),
    "International Day for the Elimination of Violence against Women": (11, 25),
    "World AIDS Day": (12, 1),
    "International Day of Persons with Disabilities": (12, 3),
    "International Anti-Corruption Day": (12, 9),
    "Human Rights Day": (12, 10),
    "International Human Rights Day": (12, 10),
}
_PRINTED = {name.replace("’", mark): day for name, day in _DAYS.items() for mark in "’'"}
# `on the occasion of` and `ahead of` such a day tell no day; `on World Water Day, 22 March,` writes it out.
_ON = compiled(rf"\b[Oo]n\s(?P<day>{longest_first(_PRINTED)})(?![\w-])(?!,?\s\(?(?:[A-Z][a-z]+\s)?\d)")


def named_days(
    text: str, sentence: Span, issued: datetime.date | None
) -> Iterator[tuple[datetime.date, datetime.date, Span]]:
    """The days of a sentence that are called so, in the year in which they are near the day of issue."""
    for found in _ON.finditer(text, sentence.start, sentence.end) if issued else ():
        assert issued is not None
        years = (issued.year, issued.year - 1, issued.year + 1)
        days = (datetime.date(year, *_PRINTED[found["day"]]) for year in years if year in range(1, 9999))
        day = next((one for one in days if abs(one - issued) <= _NEAR), None)
        if day:
            yield day, day, Span(*found.span("day"))
