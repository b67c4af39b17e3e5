"""Dates as people write them: days, months and years, and the times between them."""

from functools import lru_cache
from typing import Final

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_SHORT: Final = tuple(month[:3] for month in _MONTHS)


@lru_cache(4096)  # a page writes the same few days dozens of times
def day(date: str, months: tuple[str, ...] = _MONTHS) -> str:
    """`14 May 2008` for 2008-05-14, `May 2008` for 2008-05; anything else as it is."""
    parts = date.split("-")
    if not all(part.isdigit() for part in parts) or len(parts) > 3:
        return date
    if len(parts) == 1:
        return date
    month = int(parts[1])
    if not 1 <= month <= 12:
        return date
    named = f"{months[month - 1]} {parts[0]}"
    return f"{int(parts[2])} {named}" if len(parts) == 3 else named


def short_day(date: str) -> str:
    """`14 Sep 2008`, for lists."""
    return day(date, _SHORT)


def period(since: str, until: str) -> str:
    """From one date to another; a side that is missing is open. Nothing where both are."""
    if since and until:
        return f"{short_day(since)} – {short_day(until)}"
    if since:
        return f"since {short_day(since)}"
    return f"until {short_day(until)}" if until else ""


def span(first: str, last: str) -> str:
    """From the first day to the last, which may be the same one, or none."""
    return short_day(first) if first == last else period(first, last)


def known(date: str) -> str:
    """That something is known to have been so on a day, or in a month or year."""
    return f"known {'on' if date.count('-') == 2 else 'in'} {short_day(date)}"
