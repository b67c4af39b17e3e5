"""What groups are made of: letters looked up by number, and the aggregates of a query as columns."""

from endpoint.columns.asked import Aggregate, Unknown
from endpoint.columns.expressions import Expressions
from endpoint.columns.types import NUMBERS, Ids, Val, Value, is_lettered


class Letters:
    """Joins of `terms`, one for each number whose letters are needed."""

    def __init__(self) -> None:
        self._aliases: dict[str, str] = {}

    def __call__(self, one: Ids, column: str) -> str:
        return f"{self._aliases.setdefault(one.sql, f'n{len(self._aliases)}')}.{column}"

    def joins(self) -> str:
        return "".join(f" LEFT JOIN terms AS {alias} ON {alias}.id = {sql}" for sql, alias in self._aliases.items())


class Gathering:
    """The aggregates of a query, each a column of the groups."""

    def __init__(self, inner: Expressions, letters: Letters) -> None:
        self._inner = inner
        self._letters = letters
        self.columns: list[str] = []

    def __call__(self, one: Aggregate) -> Value:
        found, sql = self._made(one)
        name = f"a{len(self.columns)}"
        self.columns.append(f"{sql} AS {name}")
        return under(found, f"it.{name}")

    def _made(self, one: Aggregate) -> tuple[Value, str]:
        if one.of is None:
            return Val("", "integer"), "count(*)"
        of = self._inner.value(one.of)
        if one.name == "COUNT":
            return Val("", "integer"), f"count({'DISTINCT ' if one.distinct else ''}{told_apart(of).sql})"
        if not isinstance(of, Ids) or not of.certain or not of.classes:
            raise Unknown(one.name)
        if one.name == "SUM" and of.classes == {"integer"} and not one.distinct:
            return Val("", "integer"), f"coalesce(sum({self._letters(of, 'num')}), 0)"
        if one.name == "SAMPLE" or (one.name in ("MIN", "MAX") and len(of.classes) == 1 and is_lettered(*of.classes)):
            return of, f"{'max' if one.name == 'MAX' else 'min'}({of.sql})"
        if one.name in ("MIN", "MAX") and len(of.classes) == 1 and of.classes <= NUMBERS:
            return of, f"arg_{one.name.lower()}({of.sql}, {self._letters(of, 'num')})"
        raise Unknown(one.name)


def told_apart(one: Value) -> Value:
    """The value, whose SQL is another for another term. Raises Unknown where languages may be what tells them apart."""
    if isinstance(one, Val) and one.type == "text" and one.suffix is None:
        raise Unknown("texts in several languages")
    return one


def under(one: Value, sql: str) -> Value:
    """The same value, standing elsewhere."""
    if isinstance(one, Ids):
        return Ids(sql, one.classes, one.certain)
    return Val(sql, one.type, one.suffix)
