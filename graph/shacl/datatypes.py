"""The datatypes of XSD 1.1 (part 2): which texts are literals of one, and the order of values as SPARQL's `<` has it.

Beside the datatypes of SPARQL 1.1 those of dates, times, years and durations are ordered, as its section 17.3.1 lets an
engine do. A time without a zone stands before or after one with a zone where every zone would have it so.
"""

import re
import struct
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from math import inf
from typing import Final

from pyoxigraph import Literal

from graph.terms import LANGUAGE_STRING, XSD

_HOUR: Final = r"(?P<hour>[01][0-9]|2[0-3]):(?P<minute>[0-5][0-9]):(?P<second>[0-5][0-9](?:\.[0-9]+)?)"
_YEAR: Final = r"(?P<year>-?(?:[1-9][0-9]{3,}|0[0-9]{3}))"
_MONTH: Final = r"(?P<month>0[1-9]|1[0-2])"
_DAY: Final = r"(?P<day>0[1-9]|[12][0-9]|3[01])"
_CLOCK: Final = rf"(?:{_HOUR}|(?P<night>24:00:00(?:\.0+)?))"
_ZONE: Final = r"(?P<zone>Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
_YEARS: Final = r"(?:(?P<years>[0-9]+)Y)?(?:(?P<months>[0-9]+)M)?"
_DAYS: Final = (
    r"(?:(?P<days>[0-9]+)D)?"
    r"(?:T(?=[0-9])(?:(?P<hours>[0-9]+)H)?(?:(?P<minutes>[0-9]+)M)?(?:(?P<seconds>[0-9]+(?:\.[0-9]+)?)S)?)?"
)
_NAME_START: Final = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
NAME_START: Final = ":" + _NAME_START
"""What a name of XML may begin with, as the inside of a class of characters."""
NAME: Final = NAME_START + "\\-.0-9\u00b7\u0300-\u036f\u203f\u2040"
"""What a name of XML may go on with."""

_FORMS: Final[Mapping[str, str]] = {
    "boolean": "true|false|1|0",
    "decimal": r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)",
    "double": r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[Ee][+-]?[0-9]+)?|[+-]?INF|NaN",
    "integer": "[+-]?[0-9]+",
    "dateTime": f"{_YEAR}-{_MONTH}-{_DAY}T{_CLOCK}{_ZONE}?",
    "dateTimeStamp": f"{_YEAR}-{_MONTH}-{_DAY}T{_CLOCK}{_ZONE}",
    "date": f"{_YEAR}-{_MONTH}-{_DAY}{_ZONE}?",
    "time": f"{_CLOCK}{_ZONE}?",
    "gYear": f"{_YEAR}{_ZONE}?",
    "gYearMonth": f"{_YEAR}-{_MONTH}{_ZONE}?",
    "gMonth": f"--{_MONTH}{_ZONE}?",
    "gMonthDay": f"--{_MONTH}-{_DAY}{_ZONE}?",
    "gDay": f"---{_DAY}{_ZONE}?",
    "duration": f"(?P<sign>-?)P(?=[0-9T]){_YEARS}{_DAYS}",
    "yearMonthDuration": f"(?P<sign>-?)P(?=[0-9]){_YEARS}",
    "dayTimeDuration": f"(?P<sign>-?)P(?=[0-9T]){_DAYS}",
    "hexBinary": "(?:[0-9A-Fa-f]{2})*",
    "base64Binary": r"(?:(?:[A-Za-z0-9+/] ?){4})*"
    r"(?:(?:[A-Za-z0-9+/] ?){2}[AEIMQUYcgkosw048] ?=|[A-Za-z0-9+/] ?[AQgw] ?= ?=)?(?<! )",
    "language": "[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*",
    "Name": f"[{NAME_START}][{NAME}]*",
    "NMTOKEN": f"[{NAME}]+",
    "NCName": f"[{_NAME_START}][{NAME.replace(':', '')}]*",
}
_RANGES: Final[Mapping[str, tuple[float, float]]] = {
    "integer": (-inf, inf),
    "nonPositiveInteger": (-inf, 0),
    "negativeInteger": (-inf, -1),
    "nonNegativeInteger": (0, inf),
    "positiveInteger": (1, inf),
    **{name: (-(1 << bits - 1), (1 << bits - 1) - 1) for name, bits in (("long", 64), ("int", 32), ("short", 16))},
    "byte": (-128, 127),
    **{
        f"unsigned{name}": (0, (1 << bits) - 1)
        for name, bits in (("Long", 64), ("Int", 32), ("Short", 16), ("Byte", 8))
    },
}
_LEXICAL: Final = {
    **{name: re.compile(form) for name, form in _FORMS.items()},
    **dict.fromkeys(_RANGES, re.compile(_FORMS["integer"])),
    "float": re.compile(_FORMS["double"]),
}
_DAYS_OF_MONTH: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DAY_SECONDS: Final = 86_400
_FARTHEST_ZONE: Final = 14 * 3600

INTEGER: Final = Literal(0).datatype
CANONICAL_INTEGER: Final = re.compile("0|-?[1-9][0-9]{0,17}")
"""Integers as a store gives them back, of so few digits that no sum of a few leaves 64 bits."""
_PLAIN_INTEGER: Final = re.compile("[+-]?[0-9]{1,18}")

Compared = float | Decimal | str | int


@lru_cache(1 << 14)
def is_valid(literal: Literal) -> bool:
    """Whether the text of a literal is one of its datatype; any text is one of a datatype that is not known here."""
    iri = literal.datatype.value
    if iri == LANGUAGE_STRING:
        return literal.language is not None
    name = iri.removeprefix(XSD)
    if name == iri or name not in _LEXICAL:
        return True
    found = _LEXICAL[name].fullmatch(literal.value)
    if found is None:
        return False
    if name in _RANGES:
        least, most = _RANGES[name]
        return least <= _integer(literal.value) <= most
    return _is_day(found.groupdict())


def compare(first: Literal, second: Literal) -> int | None:
    """The order of two literals: negative, 0 or positive; None where SPARQL has none for them."""
    # Most of all that is compared, and seldom twice.
    if first.datatype == second.datatype == INTEGER:
        one, other = first.value, second.value
        if _PLAIN_INTEGER.fullmatch(one) and _PLAIN_INTEGER.fullmatch(other):
            return _order(int(one), int(other))
    return _compared(first, second)


@lru_cache(1 << 14)
def _compared(first: Literal, second: Literal) -> int | None:
    if not (is_valid(first) and is_valid(second)):
        return None
    names = [literal.datatype.value.removeprefix(XSD) for literal in (first, second)]
    kinds = [_KINDS.get(name) for name in names]
    if kinds[0] is None or kinds[0] != kinds[1]:
        return None
    if kinds[0] == "number":
        return _order(*_promoted((first.value, second.value), names))
    if kinds[0] == "string":
        return _order(first.value, second.value)
    if kinds[0] == "boolean":
        return _order(first.value in ("true", "1"), second.value in ("true", "1"))
    if kinds[0] == "duration":
        return _order_of_durations(*map(_duration, (first.value, second.value), names))
    return _order_of_times(*map(_time, (first.value, second.value), names))


_KINDS: Final[Mapping[str, str]] = {
    **dict.fromkeys((*_RANGES, "decimal", "float", "double"), "number"),
    "string": "string",
    "boolean": "boolean",
    **dict.fromkeys(("dateTime", "dateTimeStamp"), "dateTime"),
    **{name: name for name in ("date", "time", "gYear", "gYearMonth")},
    **dict.fromkeys(("duration", "yearMonthDuration", "dayTimeDuration"), "duration"),
}


def _order(first: Compared, second: Compared) -> int | None:
    """None where one is NaN."""
    return (first > second) - (first < second) if first == first and second == second else None  # type: ignore[operator]


def _integer(text: str) -> int | float:
    """The integer; Python refuses those of thousands of digits, of which the sign is all that counts for a range."""
    return int(text) if len(text) < 4_000 else inf * (-1 if text.startswith("-") else 1)


def _promoted(texts: tuple[str, str], names: list[str]) -> list[Decimal] | list[float]:
    """Both numbers as the wider of their types: SPARQL 1.1, section 17.3, and XPath's numeric promotion."""
    if "double" in names:
        return [float(text) for text in texts]
    if "float" in names:
        return [_single(float(text)) for text in texts]
    return [Decimal(text) for text in texts]


def _single(number: float) -> float:
    try:
        return float(struct.unpack("f", struct.pack("f", number))[0])
    except OverflowError:
        return inf if number > 0 else -inf


def _is_day(parts: Mapping[str, str | None]) -> bool:
    """Whether the month has that day, where the text speaks of one."""
    month, day, year = (parts.get(name) for name in ("month", "day", "year"))
    if month is None or day is None:
        return True
    if month == "02" and day == "29" and year is not None:
        return _is_leap(_last_digits(year))
    return int(day) <= _DAYS_OF_MONTH[int(month) - 1]


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _last_digits(year: str) -> int:
    """A year that leaps where this one does, however many digits it has."""
    return int(year[-4:].lstrip("-"))


def _time(text: str, name: str) -> tuple[Decimal, bool]:
    """Seconds from a moment that is the same for all of one kind, and whether a zone is given."""
    found = _LEXICAL[name].fullmatch(text)
    assert found is not None
    parts = found.groupdict()
    days = _days(Decimal(parts.get("year") or 1972), int(parts.get("month") or 1), int(parts.get("day") or 1))
    # In a time alone 24:00:00 is 00:00:00; with a day it is that of the next.
    hours = 24 if parts.get("night") and name != "time" else int(parts.get("hour") or 0)
    seconds = hours * 3600 + int(parts.get("minute") or 0) * 60 + Decimal(parts.get("second") or 0)
    zone = parts.get("zone")
    return days * _DAY_SECONDS + seconds - _offset(zone or "Z"), zone is not None


def _days(year: Decimal, month: int, day: int) -> Decimal:
    """Days from 1 March of the year 0 to a day, by the Gregorian calendar however long ago."""
    year, month = (year - 1, month + 9) if month < 3 else (year, month - 3)
    leaps = year // 4 - year // 100 + year // 400
    # Decimal cuts towards 0, where years before 0 need the next lower.
    leaps -= sum(sign for span, sign in ((4, 1), (100, -1), (400, 1)) if year < 0 and year % span)
    return year * 365 + leaps + (153 * month + 2) // 5 + day - 1


def _offset(zone: str) -> int:
    if zone == "Z":
        return 0
    return (int(zone[1:3]) * 3600 + int(zone[4:]) * 60) * (-1 if zone.startswith("-") else 1)


def _order_of_times(first: tuple[Decimal, bool], second: tuple[Decimal, bool]) -> int | None:
    if first[1] != second[1] and abs(first[0] - second[0]) <= _FARTHEST_ZONE:
        return None
    return _order(first[0], second[0])


def _duration(text: str, name: str) -> tuple[Decimal, Decimal]:
    """Months and seconds, of which neither says how much it is of the other."""
    found = _LEXICAL[name].fullmatch(text)
    assert found is not None
    parts = {key: Decimal(part or 0) for key, part in found.groupdict().items() if key != "sign"}
    sign = -1 if found["sign"] else 1
    months = parts.get("years", Decimal()) * 12 + parts.get("months", Decimal())
    hours = parts.get("days", Decimal()) * 24 + parts.get("hours", Decimal())
    seconds = (hours * 60 + parts.get("minutes", Decimal())) * 60 + parts.get("seconds", Decimal())
    return sign * months, sign * seconds


def _order_of_durations(first: tuple[Decimal, Decimal], second: tuple[Decimal, Decimal]) -> int | None:
    """None where months and seconds do not agree on which is longer."""
    orders = {_order(*pair) for pair in zip(first, second, strict=True)} - {0}
    return orders.pop() if len(orders) == 1 else (None if orders else 0)
