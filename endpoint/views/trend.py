"""How the counts of the quality report went from snapshot to snapshot, as far as these are kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from markupsafe import Markup

from endpoint.documents.versions import Version, versions
from endpoint.drawing.charts import trend
from endpoint.serving.store import Serving

COUNTS: Final = ("releases", "withheld", "rejections", "notices", "violation", "warning")
_SHOWN: Final = 60
_FEWEST: Final = 3


@dataclass(frozen=True, slots=True)
class Course:
    """One count over time: what it is now, and a line."""

    name: str
    now: int
    svg: Markup


@dataclass(frozen=True, slots=True)
class Trend:
    """The counts by version, the newest first, and a line for each; the lines show the last sixty versions."""

    courses: list[Course]
    versions: list[Version]


def trends(serving: Serving) -> Trend | None:
    """The trend; None while fewer than two versions are kept."""
    found = versions(serving)
    if len(found) < 2:
        return None
    shown = found[:_SHOWN]
    return Trend([_course(name, shown[::-1]) for name in COUNTS], shown)


def course(points: Sequence[tuple[datetime, float]], name: str, title: str, description: str) -> Markup:
    """A line through the values at these times; nothing for fewer than three, of which the numbers tell as much."""
    if len(points) < _FEWEST:
        return Markup()
    # Two days, or one day and two times of it: two days with their times would meet on a telephone.
    first, last = points[0][0], points[-1][0]
    ends = ("%Y-%m-%d", "%Y-%m-%d") if first.date() != last.date() else ("%Y-%m-%d %H:%M", "%H:%M")
    labelled = [(f"{at:{ends[at != first]}}", value) for at, value in points]
    return trend(labelled, name, title, description)


def _course(name: str, oldest_first: list[Version]) -> Course:
    points = [(one.time, float(one.counts.get(name, 0))) for one in oldest_first]
    (since, first), (until, last) = points[0], points[-1]
    said = f"{first:,.0f} on {since:%Y-%m-%d}, {last:,.0f} on {until:%Y-%m-%d}, over {len(points)} versions."
    return Course(name, int(last), course(points, f"trend-{name}", f"{name.capitalize()} by version", said))


def rows(serving: Serving) -> list[tuple[str, ...]]:
    """The same and the measures for all versions that are kept, with a header: digest, time of sealing, counts."""
    found = versions(serving)
    measures = sorted({name for one in found for name in one.measures})
    return [
        ("version", "sealed", *COUNTS, *measures),
        *(
            (
                one.digest,
                one.time.isoformat(),
                *(str(one.counts.get(name, 0)) for name in COUNTS),
                *("" if one.measures.get(name) is None else str(one.measures[name]) for name in measures),
            )
            for one in found
        ),
    ]
