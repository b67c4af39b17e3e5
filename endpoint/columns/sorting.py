"""What rows are sorted by: the order of kinds and values that `queries/ordering.py` writes for the engine, in SQL.

Decision 2026-11-30: each term carries the place of its kind (`sort` in `terms`), and a day its number: values of
several kinds, as the objects of a variable predicate are, are ordered here too; the engine took seconds for what takes
a tenth of one here. Alternative: the kind in the number of the term; then `<` on texts and days is no comparison of
numbers any more. Cost: a byte for each term; snapshots sealed before have none, so there the engine answers as before.
"""

from collections.abc import Callable

from endpoint.columns.asked import Unknown
from endpoint.columns.types import DAYS, NUMBERS, Ids, Value, is_lettered, is_text


def sorts(one: Value, letters: Callable[[Ids, str], str]) -> list[str]:
    """The keys by which values are in order, one after the other. `letters` gives the SQL of a column of `terms`."""
    if isinstance(one, Ids):
        return _of_terms(one, letters)
    if one.type in ("integer", "decimal") or (one.type == "text" and one.suffix is not None):
        return [one.sql]
    raise Unknown("order")


def _of_terms(one: Ids, letters: Callable[[Ids, str], str]) -> list[str]:
    """The number of the term will do where all are sorted by their letters, and literals are of one kind."""
    if not all(is_lettered(class_) or class_ in NUMBERS for class_ in one.classes):
        raise Unknown("order of values that are compared otherwise")
    numbers, days = one.classes & NUMBERS, one.classes & DAYS
    kinds = [numbers, days, one.classes & {"boolean"}, {class_ for class_ in one.classes if is_text(class_)}]
    if one.classes and one.classes <= NUMBERS:
        return [letters(one, "num")]
    if not numbers and len(days) < 2 and sum(map(bool, kinds)) < 2:
        return [one.sql]
    # As `queries/ordering.py` has it, `1992` and `1992-12` stand where their first day does: that is their number.
    number = letters(one, "num")
    return [letters(one, "sort"), number, f"CASE WHEN {number} IS NULL THEN {one.sql} END"]
