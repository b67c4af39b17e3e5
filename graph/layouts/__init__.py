"""Which of the known layouts a page has, and the page taken apart by it.

Each layout is a module with `NAME`, `score(sheet)` (0 to 1) and `read(sheet)`, promised only for sheets that score;
the highest score above the threshold wins. One that says the `HIGHEST` that it scores is not asked where another has as
much. Adding a layout is adding a module and its sample pages, and telling what it is in
`ontology/vocabularies/layouts.ttl`.
"""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from graph.layouts.parts import Sheet
from graph.layouts.titles import below_date_line, titled
from graph.layouts.wording import Wording
from graph.layouts.wrapped import joined
from graph.records import Document, Finding, Page

# The fallback is asked last.
_FALLBACK = "generic"


def _found() -> tuple[ModuleType, ...]:
    """The modules here that are layouts, by name; others are what these share."""
    names = sorted((one.name for one in iter_modules(__path__)), key=lambda name: (name == _FALLBACK, name))
    return tuple(found for name in names if hasattr(found := import_module(f"{__name__}.{name}"), "NAME"))


LAYOUTS: tuple[ModuleType, ...] = _found()
THRESHOLD, SURE = 0.5, 1.0


def highest(layout: ModuleType) -> float:
    """The most that a layout scores."""
    said: float = getattr(layout, "HIGHEST", SURE)
    return said


def scores(sheet: Sheet) -> dict[str, float]:
    """How well each layout fits, 0 (not at all) to 1."""
    return {layout.NAME: layout.score(sheet) for layout in LAYOUTS}


def take_apart(page: Page, wording: Wording) -> tuple[Document, ...] | Finding:
    """The releases on the page, taken apart by its best layout, or a rejection that shows the scores."""
    sheet = Sheet.of(page, wording)
    points: dict[str, float] = {}
    reached = 0.0
    for layout in LAYOUTS:
        if highest(layout) > reached:
            points[layout.NAME] = layout.score(sheet)
            reached = max(reached, points[layout.NAME])
    best = max((layout for layout in LAYOUTS if layout.NAME in points), key=lambda layout: points[layout.NAME])
    if points[best.NAME] < THRESHOLD:
        shown = ", ".join(f"{name} {score:.2f}" for name, score in points.items())
        return Finding(
            "rejection",
            page.name,
            "layout-unknown",
            f"fits no known layout (scores: {shown}; needed: {THRESHOLD:.2f})",
            "check that it is a saved OSCE press release; a new layout is a new module in graph/layouts",
            page.id,
        )
    documents: tuple[Document, ...] = best.read(sheet)
    return tuple(titled(below_date_line(sheet, document)) for document in joined(sheet, documents))
