"""What rows are sorted by: the order of kinds and values that `endpoint/ordering.py` writes for the engine, in SQL.

Decision 2026-11-30: each term carries the place of its kind (`sort` in `terms`): values of several kinds, as the
objects of a variable predicate are, are ordered here too; the engine took seconds for what takes a tenth here.
Alternative: the kind in the number of the term; then `<` on texts and days is no comparison of numbers any more.
Cost: a byte for each term; snapshots sealed before have none, so there the engine answers such queries as before.
"""

from collections.abc import Callable

from endpoint.columns.asked import Unknown
from endpoint.columns.types import DAYS, NODES, NUMBERS, Ids, Value, is_lettered, is_text

# As `ordering.py` has it, `1992` and `1992-12` stand where their first day does.
_FIRST_DAY = "left({} || '-01-01', 10)"


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
    sort, keys = letters(one, "sort"), []
    if one.classes & NODES or sum(map(bool, kinds)) > 1:
        keys.append(sort)
    if numbers:
        keys.append(letters(one, "num"))
    if days:
        keys.append(f"CASE WHEN {sort} = 4 THEN {_FIRST_DAY.format(letters(one, 'value'))} END")
    return [*keys, f"CASE WHEN {sort} NOT IN (1, 4) THEN {one.sql} END"]
