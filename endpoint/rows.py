"""An answer of rows, or of yes or no, as plain text for people. Pure: JSON of SPARQL results in, lines out."""

import json
from typing import Any, Final

from graph.counting import counted

_WIDEST: Final = 60
"""Letters for which other rows make room; longer cells are shown whole and push their own row aside."""


def table(answer: bytes) -> str:
    """The rows below the names of the columns, and how many there are; `true` or `false` where that was asked.

    Nothing is cut. What a terminal would take for a command is shown as a space.
    """
    said = json.loads(answer)
    if "boolean" in said:
        return f"{json.dumps(said['boolean'])}\n"
    names: list[str] = said["head"]["vars"]
    rows = [[_cell(row.get(name)) for name in names] for row in said["results"]["bindings"]]
    widths = [min(max(len(row[n]) for row in [names, *rows]), _WIDEST) for n in range(len(names))]
    rule = "-+-".join("-" * width for width in widths)
    lines = [_line(names, widths), rule, *(_line(row, widths) for row in rows)]
    return "".join(f"{line}\n" for line in (*lines, f"({counted(len(rows), 'row')})"))


def _line(cells: list[str], widths: list[int]) -> str:
    return " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()


def _cell(term: dict[str, Any] | None) -> str:
    if term is None:
        return ""
    value = term["value"]
    text = json.dumps(value, ensure_ascii=False) if not isinstance(value, str) else value  # a triple as a term
    return "".join(letter if letter.isprintable() else " " for letter in text)
