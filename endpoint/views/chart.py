"""An answer of two columns as a picture: bars by month where the first holds months, else a bar for each row. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup

from endpoint.drawing.charts import months, share
from graph.terms import XSD

_COUNTS: Final = frozenset({XSD + "integer", XSD + "decimal", XSD + "double"})
_NUMBERS: Final = _COUNTS | {XSD + "float"}
_MONTH: Final = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
_MOST_BARS: Final = 60
_MOST_YEARS: Final = 100


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of a timeline; or a bar for each of the rows, in their order, as a part of the largest."""

    name: str
    timeline: Markup | None = None
    bars: Sequence[Markup] = ()


def chart(shown: Mapping[str, Any]) -> Chart | None:
    """The picture for what is shown of an answer, or None where it has no other than one thing and one number a row."""
    rows = shown.get("rows", [])
    if len(shown.get("variables", ())) != 2 or len(rows) < 2 or shown["total"] > len(rows):
        return None
    counts = [_count(row[1]) for row in rows]
    if any(row[0] is None for row in rows) or any(one is None for one in counts):
        return None
    numbers = [one for one in counts if one is not None]
    name = f"{shown['variables'][1]} by {shown['variables'][0]}"
    names = [row[0]["value"] for row in rows]
    if all(map(_MONTH.fullmatch, names)) and len(set(names)) == len(names):
        if int(max(names)[:4]) - int(min(names)[:4]) > _MOST_YEARS or any(one != int(one) for one in numbers):
            return None
        whole = {one: int(number) for one, number in zip(names, numbers, strict=True)}
        return (
            Chart(name, months(whole, "answer", name, f"{name}, the rows of the answer below."))
            if any(numbers)
            else None
        )
    most = max(numbers)
    if len(rows) > _MOST_BARS or most <= 0:
        return None
    return Chart(name, bars=[share(round(1000 * one), round(1000 * most)) for one in numbers])


def figures(shown: Mapping[str, Any]) -> list[bool]:
    """Of each column whether it holds numbers and nothing else, so that they stand below each other."""
    columns = zip(*shown.get("rows", []), strict=True)
    return [any(column) and all(term.get("datatype") in _NUMBERS for term in column if term) for column in columns]


def _count(term: Mapping[str, Any] | None) -> float | None:
    """A number that can be a length."""
    if term is None or term.get("datatype") not in _COUNTS:
        return None
    try:
        number = float(term["value"])
    except ValueError:
        return None
    return number if 0 <= number < 1e12 else None
