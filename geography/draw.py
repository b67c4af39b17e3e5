"""Draws the ground of the map on pages from Natural Earth: `endpoint/static/land.svg`, and where each State lies on it.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python geography/draw.py package/countries-50m.json        # or: make map

Two frames in Lambert's azimuthal equal-area projection: from Iceland to Mongolia, and North America in the corner.
"""

import json
import math
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any, Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parent.parent
LAND: Final = ROOT / "endpoint" / "static" / "land.svg"
PLACES: Final = ROOT / "endpoint" / "drawing" / "places.json"
STATES: Final = ROOT / "ontology" / "vocabularies" / "states.ttl"

Point = tuple[float, float]
TOLERANCE: Final = 0.6
SMALLEST: Final = 2.5  # square px; smaller islands are left out
WIDTH, HEIGHT = 860, 470


class Frame(NamedTuple):
    """A part of the drawing: its box in px, a longitude and latitude, where they lie in it, and the px of a radian."""

    box: tuple[float, float, float, float]
    centre: Point
    origin: Point
    scale: float

    def project(self, at: Point) -> Point:
        """Longitude and latitude in degrees as px; beyond a quarter of the globe as a point far outside."""
        (east, north), (middle, parallel) = at, self.centre
        turn, phi, phi0 = math.radians(east - middle), math.radians(north), math.radians(parallel)
        cosine = math.sin(phi0) * math.sin(phi) + math.cos(phi0) * math.cos(phi) * math.cos(turn)
        k = self.scale * math.sqrt(2 / (1 + max(cosine, -0.9)))
        x = k * math.cos(phi) * math.sin(turn)
        y = k * (math.cos(phi0) * math.sin(phi) - math.sin(phi0) * math.cos(phi) * math.cos(turn))
        return self.origin[0] + x, self.origin[1] - y

    def shows(self, at: Point, margin: float = 0) -> bool:
        """Whether a point in px lies in the box, so far from its edge."""
        left, top, right, bottom = self.box
        return left + margin <= at[0] <= right - margin and top + margin <= at[1] <= bottom - margin


FRAMES: Final = (
    Frame((0, 0, WIDTH, HEIGHT), (47.0, 52.0), (522, 266), 540),
    Frame((0, 0, 190, 168), (-95.0, 52.0), (95, 96), 132),
)
"""The first that shows a State has it."""
# Borders whose course or status States dispute: dashed. Between Russia and Ukraine only the line north of Crimea.
DASHED: Final = ({"Serbia", "Kosovo"}, {"Cyprus", "N. Cyprus"}, {"Israel", "Palestine"}, {"Morocco", "W. Sahara"})
CRIMEA: Final = (32.0, 37.0, 45.0, 46.7)


def main(source: str) -> None:
    """Reads the TopoJSON of Natural Earth and writes both files."""
    topology = json.loads(Path(source).read_text())
    arcs = list(_arcs(topology))
    countries = topology["objects"]["countries"]["geometries"]
    codes = dict(re.findall(r'^<state/([^>#]*)> a.*?osce:m49 "(\d+)"', STATES.read_text(), re.S | re.M))
    own = {one["properties"]["name"] for one in countries if one.get("id") in codes.values()}
    land = [ring for one in topology["objects"]["land"]["geometries"] for ring in _rings(one)]
    solid, dashed = _borders(countries, arcs, own)
    parts = [
        f'<path id="{name}{number or ""}" d="{"".join(drawn)}"/>'
        for number, frame in enumerate(FRAMES)
        for name, drawn in (
            ("land", _areas(land, arcs, frame)),
            ("borders", _lines(arcs, solid, frame)),
            ("dashed", _lines(arcs, dashed, frame)),
        )
    ]
    LAND.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f"<!-- Natural Earth 1:50m (public domain), drawn by geography/draw.py -->\n{chr(10).join(parts)}\n</svg>\n"
    )
    shapes = {one["id"]: one for one in countries if "id" in one}
    places = {key: _place(shapes[code], arcs) for key, code in sorted(codes.items())}
    lines = [f' "{key}": [{at[0]:.0f}, {at[1]:.0f}]' for key, at in places.items() if at]
    PLACES.write_text("{\n" + ",\n".join(lines) + "\n}\n")


def _arcs(topology: dict[str, Any]) -> Iterator[list[Point]]:
    """The arcs in degrees: TopoJSON keeps them as steps on a grid."""
    (scale_x, scale_y), (left, bottom) = topology["transform"]["scale"], topology["transform"]["translate"]
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            points.append((x * scale_x + left, y * scale_y + bottom))
        yield points


def _rings(geometry: dict[str, Any]) -> list[list[int]]:
    """The rings of a shape as numbers of arcs; `~n` is arc n from its end."""
    found = geometry.get("arcs", [])
    return [ring for polygon in found for ring in polygon] if geometry["type"] == "MultiPolygon" else list(found)


def _joined(ring: Iterable[int], arcs: Sequence[list[Point]]) -> list[Point]:
    points: list[Point] = []
    for number in ring:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1:] if points else arc
    return points


def _borders(
    countries: list[dict[str, Any]], arcs: Sequence[list[Point]], own: set[str]
) -> tuple[list[int], list[int]]:
    """The arcs between two countries of which one is of the OSCE or its Partners: those to draw, those to dash."""
    sides: dict[int, set[str]] = {}
    for one in countries:
        for ring in _rings(one):
            for number in ring:
                sides.setdefault(number if number >= 0 else ~number, set()).add(one["properties"]["name"])
    solid, dashed = list[int](), list[int]()
    for number, both in sorted(sides.items()):
        if len(both) == 2 and both & (own | {"Kosovo", "Palestine"}):
            disputed = both in DASHED or (both == {"Russia", "Ukraine"} and _within(arcs[number], CRIMEA))
            (dashed if disputed else solid).append(number)
    return solid, dashed


def _within(points: Sequence[Point], box: tuple[float, float, float, float]) -> bool:
    west, east, south, north = box
    return all(west <= x <= east and south <= y <= north for x, y in points)


def _areas(rings: Iterable[list[int]], arcs: Sequence[list[Point]], frame: Frame) -> Iterator[str]:
    for ring in rings:
        points = [frame.project(at) for at in _joined(ring, arcs)]
        cut = _clipped(_simple(points), frame.box)
        if len(cut) > 3 and abs(_area(cut)) > SMALLEST:
            yield _path(cut) + "z"


def _lines(arcs: Sequence[list[Point]], numbers: Iterable[int], frame: Frame) -> Iterator[str]:
    for number in numbers:
        points = _simple([frame.project(at) for at in arcs[number]])
        for inside, stretch in groupby(points, frame.shows):
            if inside and len(shown := list(stretch)) > 1:
                yield _path(shown)


def _place(country: dict[str, Any], arcs: Sequence[list[Point]]) -> Point | None:
    """The middle of the largest part of a country, in the first frame that shows it."""
    rings = [_joined(ring, arcs) for ring in _rings(country)]
    for frame in FRAMES:
        drawn = [[frame.project(at) for at in ring] for ring in rings]
        x, y = _centroid(max(drawn, key=lambda ring: abs(_area(ring))))
        if frame.shows((x, y), 8):
            return x, y
    return None


def _area(ring: Sequence[Point]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise([*ring, ring[0]])) / 2


def _centroid(ring: Sequence[Point]) -> Point:
    area = _area(ring) * 6
    sides = [(a, b, a[0] * b[1] - b[0] * a[1]) for a, b in pairwise([*ring, ring[0]])]
    return sum((a[0] + b[0]) * n for a, b, n in sides) / area, sum((a[1] + b[1]) * n for a, b, n in sides) / area


def _simple(points: Sequence[Point]) -> list[Point]:
    """Without points that lie within the tolerance of the line (Douglas and Peucker)."""
    keep, waiting = {0, len(points) - 1}, [(0, len(points) - 1)]
    while waiting:
        first, last = waiting.pop()
        far, place = TOLERANCE, None
        for at in range(first + 1, last):
            if (found := _distance(points[at], points[first], points[last])) > far:
                far, place = found, at
        if place is not None:
            keep.add(place)
            waiting += [(first, place), (place, last)]
    return [points[at] for at in sorted(keep)]


def _distance(at: Point, one: Point, other: Point) -> float:
    dx, dy = other[0] - one[0], other[1] - one[1]
    long = math.hypot(dx, dy)
    if not long:
        return math.hypot(at[0] - one[0], at[1] - one[1])
    along = max(0.0, min(1.0, ((at[0] - one[0]) * dx + (at[1] - one[1]) * dy) / long**2))
    return math.hypot(at[0] - one[0] - along * dx, at[1] - one[1] - along * dy)


def _clipped(ring: list[Point], box: tuple[float, float, float, float]) -> list[Point]:
    """The part of a polygon within the box (Sutherland and Hodgman)."""
    for axis, limit, sign in ((0, box[0], 1), (0, box[2], -1), (1, box[1], 1), (1, box[3], -1)):
        made: list[Point] = []
        for a, b in pairwise([*ring, *ring[:1]]):
            inside_a, inside_b = (sign * (at[axis] - limit) >= 0 for at in (a, b))
            if inside_a != inside_b:
                part = (limit - a[axis]) / (b[axis] - a[axis])
                cross = (a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1]))
                made += [cross, b] if inside_b else [cross]
            elif inside_b:
                made.append(b)
        ring = made
    return ring


def _path(points: Sequence[Point]) -> str:
    """Steps from point to point in whole px: short, and the drawing is rarely shown larger."""
    grid = [(round(x), round(y)) for x, y in points]
    x, y = grid[0]
    said = f"M{x} {y}"
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(grid) if a != b]
    return said + ("l" + " ".join(f"{dx} {dy}" for dx, dy in steps)).replace(" -", "-") if steps else said


if __name__ == "__main__":
    main(sys.argv[1])
