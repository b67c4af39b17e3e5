"""Draws numbers of States on a map as circles whose areas they are. Pure: values in, markup out.

Circles and not coloured areas: a number belongs to a State, not to its square kilometres, the smallest States are seen
like all others, and no border says more than where one is. The ground is drawn by `geography/draw.py`, from Natural
Earth, into a file of its own that browsers keep; the page's stylesheet gives its colours.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from markupsafe import Markup

from endpoint.drawing.svg import drawing, element

_WIDTH, _HEIGHT = 860, 470
_INSET: Final = (0, 0, 190, 168)
_LARGEST, _ONE, _LEAST, _NONE = 26.0, 7.0, 2.6, 1.8  # radii in px of the drawing; `_ONE` is the most for one release
_NAMED: Final = 8
_LETTER: Final = 8.0


@dataclass(frozen=True, slots=True)
class Circle:
    """A State with its number; `key` is that of its IRI, `href` where its circle leads."""

    key: str
    name: str
    count: int
    href: str | None = None


@cache
def places() -> dict[str, tuple[int, int]]:
    """Where each State lies in the drawing, by the key of its IRI; those beyond its edge are not there."""
    said = json.loads((Path(__file__).parent / "places.json").read_text())
    return {key: (x, y) for key, (x, y) in said.items()}


def atlas(circles: Sequence[Circle], ground: str, name: str, title: str, description: str) -> Markup:
    """The map; `ground` is the address of the file with the land. States of no number are empty dots."""
    most = max((one.count for one in circles), default=0) or 1
    largest = min(_LARGEST, _ONE * math.sqrt(most))
    # The largest first, so that small ones lie on top of them.
    shown = sorted((one for one in circles if one.key in places()), key=lambda one: (-one.count, one.key))
    radii = {one.key: max(largest * math.sqrt(one.count / most), _LEAST) if one.count else _NONE for one in shown}
    parts = [
        *_ground(ground, ""),
        element("rect", x=_INSET[0], y=_INSET[1], width=_INSET[2], height=_INSET[3], class_="inset"),
        *_ground(ground, "1"),
        *(_circle(one, radii[one.key]) for one in shown),
        *_names(shown, radii),
    ]
    linked = any(one.href and one.count for one in shown)
    box = f"0 0 {_WIDTH} {_HEIGHT}"
    made = drawing(parts, name, title, description, None, linked=linked, view_box=box)
    return element("div", made, class_="map")


def _ground(address: str, frame: str) -> list[Markup]:
    return [element("use", href=f"{address}#{one}{frame}", class_=one) for one in ("land", "borders", "dashed")]


def _circle(one: Circle, radius: float) -> Markup:
    x, y = places()[one.key]
    words = f"{one.name}: {one.count:,}"
    dot = element(
        "circle", element("title", words), cx=x, cy=y, r=f"{radius:.3g}", class_="circle" if one.count else "none"
    )
    # The table behind leads there too; a stop of the keyboard for each would only be in the way.
    return element("a", dot, href=one.href, tabindex="-1", aria_label=words) if one.href and one.count else dot


def _names(shown: Sequence[Circle], radii: dict[str, float]) -> list[Markup]:
    """The names of the largest, as far as none covers another."""
    taken: list[tuple[float, float, float, float]] = []
    made: list[Markup] = []
    for one in shown:
        if len(made) == _NAMED or not one.count:
            break
        x, y = places()[one.key]
        half = len(one.name) * _LETTER / 2
        middle = min(max(float(x), half), _WIDTH - half)
        top = y - radii[one.key] - 18
        box = (middle - half, top, middle + half, top + 16)
        if top > 0 and not any(_touch(box, other) for other in taken):
            taken.append(box)
            made.append(
                element("text", one.name, x=f"{middle:.0f}", y=f"{top + 13:.0f}", text_anchor="middle", class_="name")
            )
    return made


def _touch(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
