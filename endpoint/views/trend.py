"""How the counts of the quality report went from snapshot to snapshot, as far as these are kept."""

from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from endpoint.drawing import trend
from endpoint.store import Serving
from endpoint.versions import Version, versions

COUNTS: Final = ("releases", "withheld", "rejections", "notices", "violation", "warning")
_SHOWN: Final = 60


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


def _course(name: str, oldest_first: list[Version]) -> Course:
    points = [(f"{one.time:%Y-%m-%d}", float(one.counts.get(name, 0))) for one in oldest_first]
    first, last = points[0], points[-1]
    said = f"{first[1]:,.0f} on {first[0]}, {last[1]:,.0f} on {last[0]}, over {len(points)} versions."
    return Course(name, int(last[1]), trend(points, f"trend-{name}", f"{name.capitalize()} by version", said))


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
