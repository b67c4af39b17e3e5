"""Draws small charts as SVG: bars by month, lines over time, spans of time. Pure: values in, markup out.

Colours and letters are the stylesheet's; a drawing holds no style of its own, which the Content-Security-Policy would
refuse. Widths are per cent, so that letters keep their size on every screen. Each drawing has a title and a
description; the page puts a table or a list behind it.

Decision 2026-11-28: an own writer of 150 lines. Alternatives: pygal and matplotlib bring styles or scripts of their
own and draw letters that grow and shrink with the picture. Cost: three kinds of charts, no more.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from endpoint.drawing.svg import drawing, element

_MOST_MARKS: Final = 7
_LETTERS: Final = 46
_STEPS: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000)

_BARS: Final = (18, 118, 140)  # top and bottom of the plot, height of the drawing, in px
_ROW: Final = 38


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time with a name; `since` and `until` are years with a fraction, `until` None means to this day.

    `after` are the places of those in the list that it follows; `here` marks what the page is about.
    """

    name: str
    since: float
    until: float | None
    href: str | None = None
    here: bool = False
    words: str = ""
    after: tuple[int, ...] = ()


def years(date: str) -> float | None:
    """A date, month or year as a year with a fraction: 2008.0 for 2008 and for 2008-01-01; None for anything else."""
    parts = date.split("-")
    if not 1 <= len(parts) <= 3 or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    year, month, day = (int(part) for part in (*parts, "1", "1")[:3])
    return year + (month - 1) / 12 + (day - 1) / 366 if 1 <= month <= 12 else None


def months(
    counts: Mapping[str, int],
    name: str,
    title: str,
    description: str,
    href: Callable[[int], str] | None = None,
    chosen: int | None = None,
) -> Markup:
    """A bar for each month, `2008-05` with its number; each year leads to `href`, the chosen one is marked. Nothing
    where there is no count.

    `name` is a part of the ids in the drawing: one of its own for each on a page.
    """
    if not counts:
        return Markup()
    first, last = (int(one[:4]) for one in (min(counts), max(counts)))
    number, most = last - first + 1, max(counts.values())
    top, bottom, height = _BARS
    path = "".join(
        f"M{(int(month[:4]) - first) * 12 + int(month[5:7]) - 0.9:.4g},{most}v-{count}h.8v{count}z"
        for month, count in sorted(counts.items())
        if count
    )
    parts = [
        _line(0, top, 100, top, "grid"),
        _line(0, bottom + 0.5, 100, bottom + 0.5, "axis"),
        _text(0, top - 5, f"{most:,}", "start"),
        element(
            "svg",
            element("path", d=path, class_="bars"),
            y=top,
            width="100%",
            height=bottom - top,
            viewBox=f"0 0 {12 * number} {most}",
            preserveAspectRatio="none",
        ),
        *_ticks(first, number, bottom, height),
    ]
    totals = {year: sum(counts.get(f"{year}-{month:02}", 0) for month in range(1, 13)) for year in _span(first, number)}
    for year, total in totals.items() if href else ():
        area = element(
            "rect",
            element("title", f"{year}: {total:,}"),
            x=_percent(year - first, number),
            width=_percent(1, number),
            height=bottom,
            class_="area here" if year == chosen else "area",
        )
        if total and href:
            # The table behind leads there too; a stop of the keyboard for each year would only be in the way.
            parts.append(element("a", area, href=href(year), tabindex="-1", aria_label=f"{year}: {total:,}"))
    return drawing(parts, name, title, description, height, linked=href is not None)


def trend(points: Sequence[tuple[str, float]], name: str, title: str, description: str) -> Markup:
    """A line through values from 0 up, at equal distances, with the first and the last label below it."""
    if len(points) < 2:
        return Markup()
    top, bottom, height = 10, 52, 70
    width, reach = len(points) - 1, max(value for _, value in points) or 1
    path = "M" + "L".join(f"{at},{1 - value / reach:.4g}" for at, (_, value) in enumerate(points))
    plot = element(
        "svg",
        element("path", d=path, class_="line", vector_effect="non-scaling-stroke"),
        y=top,
        width="100%",
        height=bottom - top,
        viewBox=f"0 0 {width} 1",
        preserveAspectRatio="none",
        class_="plot",
    )
    parts = [plot, _line(0, bottom + 4.5, 100, bottom + 4.5, "axis")]
    parts += [_text(0, height - 1, points[0][0], "start"), _text(100, height - 1, points[-1][0], "end")]
    return drawing(parts, name, title, description, height, linked=False)


def spans(rows: Sequence[Span], today: float, name: str, title: str, description: str) -> Markup:
    """A row for each span, with its name above its bar; a line leads from each to what follows it."""
    if not rows:
        return Markup()
    first = int(min(one.since for one in rows))
    number = max(int(max(one.until or today for one in rows)) + 1 - first, 1)
    bottom = _ROW * len(rows) + 6
    parts = [element("g", *_ticks(first, number, bottom, bottom + 22, lines=True))]

    def at(year: float) -> float:
        return max(0.0, min(100.0, 100 * (year - first) / number))

    for place, one in enumerate(rows):
        for before in one.after:
            x = at(max(one.since, min(rows[before].until or today, today)))
            y = sorted((_ROW * before + 29, _ROW * place + 29))
            parts.append(_line(x, y[0], x, y[1], "follows"))
    for place, one in enumerate(rows):
        since, until = at(one.since), at(one.until if one.until is not None else today)
        kind = "span here" if one.here else "span"
        bar = element(
            "rect",
            element("title", f"{one.name}, {one.words}" if one.words else one.name),
            x=f"{since:.4g}%",
            y=_ROW * place + 24,
            width=f"{max(until - since, 0.4):.4g}%",
            height=9,
            class_=f"{kind} open" if one.until is None else kind,
        )
        text = _text(0, _ROW * place + 17, _cut(one.name), "start", "name here" if one.here else "name")
        both = Markup().join((text, bar))
        parts.append(element("a", both, href=one.href) if one.href and not one.here else both)
    linked = any(one.href and not one.here for one in rows)
    return drawing(parts, name, title, description, bottom + 22, linked=linked)


def share(part: int, whole: int) -> Markup:
    """A bar as long as the part of the whole; decoration beside the number itself."""
    bar = element("rect", width=f"{100 * part / whole if whole else 0:.3g}%", height="100%")
    return element("svg", bar, class_="share", aria_hidden="true")


def _ticks(first: int, number: int, bottom: float, height: float, *, lines: bool = False) -> list[Markup]:
    """The years below the plot, so many that they do not touch; where each is named, in the middle of its stretch."""
    step = next(one for one in _STEPS if number / one <= _MOST_MARKS)
    made: list[Markup] = []
    for year in _span(first, number):
        if year % step:
            continue
        place = 100 * (year - first) / number
        if lines:
            made.append(_line(place, 0, place, bottom, "grid"))
        end = place + 100 / number > 100 - 5 and number > 1
        x = min(place + 50 / number, 100) if step == 1 and not lines else place
        anchor = "middle" if step == 1 and not lines else "end" if end and not lines else "start"
        if anchor == "end":  # as far from the one before as can be
            x = 100
        made.append(_text(x, height - 5, str(year), anchor))
    return made


def _span(first: int, number: int) -> range:
    return range(first, first + number)


def _percent(part: float, whole: float) -> str:
    return f"{100 * part / whole:.4g}%"


def _cut(words: str) -> str:
    return words if len(words) <= _LETTERS else words[: _LETTERS - 1].rstrip() + "…"


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> Markup:
    return element("line", x1=f"{x1:.4g}%", y1=y1, x2=f"{x2:.4g}%", y2=y2, class_=kind)


def _text(x: float, y: float, words: str, anchor: str, kind: str | None = None) -> Markup:
    return element("text", words, x=f"{x:.4g}%", y=y, text_anchor=anchor, class_=kind)
