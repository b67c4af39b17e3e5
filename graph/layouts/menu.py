"""The site's menu as a page shows it: headings with the items under them, read by structure.

A heading follows a lone list mark; items carry a mark; the first line that is neither ends the menu. Text keeps no
nesting, so what follows a nested list stands under that list's heading.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from graph.text import Line


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the menu and the lines that stand under it, without their list marks."""

    heading: Line
    items: tuple[Line, ...]


def read_menu(lines: Sequence[Line]) -> tuple[Section, ...]:
    """The sections of the menu at the head of a page, in order; none where the page has no menu."""
    found: list[tuple[Line, list[Line]]] = []
    after_mark = False
    for line in lines:
        if line.text == "-":
            after_mark = True
        elif line.bullet and found:
            found[-1][1].append(line.item)
            after_mark = False
        elif line.text and after_mark and not line.bullet:
            found.append((line, []))
            after_mark = False
        elif line.text and found:
            break
    return tuple(Section(heading, tuple(items)) for heading, items in found)
