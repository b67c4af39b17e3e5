"""Says in words what is wrong with the syntax of a query: the place, the words there, and what to do."""

import re
from typing import Final

from endpoint.problems import Problem
from endpoint.queries.guard import Inspected
from graph.vocabulary import PREFIXES

_COMPLAINT = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_CHARACTER_CLASS = re.compile(r"\[[^\[\]]*\]")
_MOST_NAMED: Final = 6


def explain(complaint: str, query: str, seen: Inspected) -> Problem:
    """The problem for a complaint of the engine about `query`: line and column, the words there, the reason.

    The engine names what it could have read next, which for an undeclared prefix is beside the point: that is looked
    for first.
    """
    found = _COMPLAINT.fullmatch(complaint)
    if not found:
        return Problem("query-syntax", complaint, remedy=_declarations(seen.undeclared))
    line, column = int(found.group(1)), int(found.group(2))
    if seen.undeclared:
        reason = f"the prefix {', '.join(one + ':' for one in seen.undeclared)} is used but not declared"
    else:
        reason = _reason(found.group(3))
    return Problem(
        "query-syntax",
        f"At line {line}, column {column}, {_where(query, line, column)}{': ' + reason if reason else ''}.",
        remedy=_declarations(seen.undeclared),
    )


def _where(query: str, line: int, column: int) -> str:
    lines = query.split("\n")  # and nothing else ends a line, as for the engine
    words = lines[line - 1][max(column - 1, 0) :].split() if line <= len(lines) else []
    return f"before “{' '.join(words[:4])}”" if words else "at the end of the line" if query.strip() else "at the start"


def _reason(expected: str) -> str:
    """A sentence where the engine has one; else the signs it could have gone on with.

    Words that it names are left out: they are the first of many alternatives, and mislead.
    """
    items = [one.strip() for one in _CHARACTER_CLASS.sub("", expected).split(", ")]
    sentences = [one for one in items if one.startswith("The ")]
    if sentences:
        return sentences[0][0].lower() + sentences[0][1:]
    signs = [one for one in items if len(one) > 2 and one.startswith('"')][:_MOST_NAMED]
    return "this cannot stand here" + (f"; one could go on with {' '.join(signs)}" if signs else "")


def _declarations(undeclared: tuple[str, ...]) -> str | None:
    """What to add to the query; None where every prefix is declared."""
    known = [f"PREFIX {one}: <{PREFIXES[one]}>" for one in undeclared if one in PREFIXES]
    unknown = [f"{one}:" for one in undeclared if one not in PREFIXES]
    parts = []
    if known:
        parts.append(f"Add at the top: {' '.join(known)}")
    if unknown:
        parts.append(f"Declare {', '.join(unknown)} with PREFIX at the top.")
    return " ".join(parts) or None
