"""Translates a query into one statement of SQL over the tables of `graph.publication.columns`.

The statement is a row of named parts, each made of the one before: `core` joins the patterns that must match, an
`optional` each adds columns, `met` applies the filters, `gathered` groups, and the last sorts and cuts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from endpoint.columns.asked import (
    Aggregate,
    Exists,
    Expression,
    Group,
    Select,
    Unknown,
    Var,
    has_aggregate,
    mentioned,
    variables,
)
from endpoint.columns.expressions import Expressions
from endpoint.columns.gathering import Gathering, Letters, told_apart, under
from endpoint.columns.joined import ExistsIn, Joined
from endpoint.columns.sorting import sorts
from endpoint.columns.types import Facts, Ids, Val, Value


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL whose rows are terms by number, numbers and texts, in these columns."""

    columns: Mapping[str, Value]
    sql: str


def statement(asked: Select, facts: Facts) -> Statement:
    """The statement for the query. Raises Unknown where the answer might not be the engine's."""
    return _Translation(asked, facts).statement()


class _Translation:
    def __init__(self, asked: Select, facts: Facts) -> None:
        self._asked = asked
        self._facts = facts
        self._parts: list[tuple[str, str]] = []
        self._columns = {name: f"v{number}" for number, name in enumerate(sorted(_names(asked.where)))}

    def statement(self) -> Statement:
        scope = self._met(self._asked.where)
        columns = [(name.name, expression) for name, expression in self._asked.columns]
        if len({name for name, _ in columns}) < len(columns):
            raise Unknown("a column twice")
        return self._chosen(self._gathered(scope) if self._asked.gathers() else scope)

    # Patterns, OPTIONAL, FILTER, BIND

    def _met(self, group: Group) -> dict[str, Value]:
        scope = self._optionals(group, self._core(group))
        letters = Letters()
        values: dict[str, Value] = dict(scope)
        inner = Expressions(self._facts, values, letters, ExistsIn(self._facts, values), _no_aggregate)
        columns = ["it.*"]
        for name, expression in group.binds:
            if name.name in values:
                raise Unknown("BIND of a variable that is bound")
            values[name.name] = inner.value(expression)
        conditions = [inner.truth(one) for one in group.filters]
        result: dict[str, Value] = dict(scope)
        for name, _ in group.binds:
            found, column = values[name.name], self._columns[name.name]
            columns.append(f"{found.sql} AS {column}")
            result[name.name] = under(found, column)
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        if len(columns) > 1 or conditions:
            self._part("met", f"SELECT {', '.join(columns)} FROM {self._last()} AS it{letters.joins()}{where}")
        return {name: under(found, f"it.{self._columns[name]}") for name, found in result.items()}

    def _core(self, group: Group) -> dict[str, Ids]:
        if not group.patterns:
            raise Unknown("no patterns")
        joined = Joined(self._facts)
        joined.add(group.patterns)
        for names, rows in group.values:
            joined.values(names, rows)
        self._part("core", f"SELECT {self._renamed(joined, joined.places)} {joined.where()}")
        return {name: Ids(f"it.{self._columns[name]}", one.classes) for name, one in joined.places.items()}

    def _optionals(self, group: Group, scope: dict[str, Ids]) -> dict[str, Ids]:
        for number, inner in enumerate(group.optionals):
            joined = Joined(self._facts)
            joined.add(inner.patterns)
            if not inner.patterns:
                raise Unknown("OPTIONAL without patterns")
            shared = [name for name in joined.places if name in scope]
            fresh = [name for name in joined.places if name not in scope]
            if not all(scope[name].certain for name in shared):
                raise Unknown("OPTIONAL joined by what may be unbound")
            select = self._filtered(joined, inner.filters)
            on = [f"it.{self._columns[name]} = other.{self._columns[name]}" for name in shared] or ["true"]
            columns = ", ".join(["it.*", *(f"other.{self._columns[name]}" for name in fresh)])
            self._part(
                f"optional{number}",
                f"SELECT {columns} FROM {self._last()} AS it LEFT JOIN ({select}) AS other ON {' AND '.join(on)}",
            )
            for name in fresh:
                scope[name] = Ids(f"it.{self._columns[name]}", joined.places[name].classes, certain=False)
        return scope

    def _filtered(self, joined: Joined, filters: Sequence[Expression]) -> str:
        """The patterns of an OPTIONAL with its filters, which may speak of its own variables only."""
        letters = Letters()
        inner = Expressions(self._facts, dict(joined.places), letters, _no_exists, _no_aggregate)
        conditions = [*joined.conditions, *(inner.truth(one) for one in filters)]
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        tables = " CROSS JOIN ".join(joined.tables)
        return f"SELECT {self._renamed(joined, joined.places)} FROM {tables}{letters.joins()}{where}"

    # Groups and order

    def _gathered(self, scope: dict[str, Value]) -> dict[str, Value]:
        letters = Letters()
        inner = Expressions(self._facts, scope, letters, _no_exists, _no_aggregate)
        result: dict[str, Value] = {}
        keys: list[str] = []
        columns: list[str] = []
        for number, (name, expression) in enumerate(self._asked.keys or ()):
            found = told_apart(inner.value(expression if expression is not None else name))
            keys.append(found.sql)
            columns.append(f"{found.sql} AS k{number}")
            result[name.name] = under(found, f"it.k{number}")
        gathering = Gathering(inner, letters)
        outer = Expressions(self._facts, result, letters, _no_exists, gathering)
        # What is said of the groups is translated where they are made, so that all aggregates are there.
        self._order = [(outer.value(one), down) for one, down in self._asked.order if not self._is_column(one)]
        conditions = [outer.truth(one) for one in self._asked.having]
        self._said = {
            name.name: outer.value(expression) for name, expression in self._asked.columns if expression is not None
        }
        columns += gathering.columns
        by = f" GROUP BY {', '.join(keys)}" if keys else ""
        if self._asked.keys is not None and not keys:
            raise Unknown("GROUP BY nothing")
        self._part("gathered", f"SELECT {', '.join(columns)} FROM {self._last()} AS it{letters.joins()}{by}")
        if conditions:
            self._part("kept", f"SELECT * FROM {self._last()} AS it WHERE {' AND '.join(conditions)}")
        return result

    def _is_column(self, one: Expression) -> bool:
        return isinstance(one, Var) and any(
            name == one and expression is not None for name, expression in self._asked.columns
        )

    def _chosen(self, scope: dict[str, Value]) -> Statement:
        letters = Letters()
        inner = Expressions(self._facts, scope, letters, _no_exists, _no_aggregate)
        gathers = self._asked.gathers()
        found: dict[str, Value] = {}
        for name, expression in self._asked.columns:
            if expression is not None and name.name in scope:
                raise Unknown("AS of a variable that is bound")
            if expression is None:
                found[name.name] = inner.value(name)
            else:
                found[name.name] = self._said[name.name] if gathers else inner.value(expression)
        columns = {name: f"o{number}" for number, name in enumerate(found)}
        ordered = self._ordered(found, inner, letters)
        if self._asked.distinct and not all(self._is_of_what_is_shown(one) for one, _ in self._asked.order):
            raise Unknown("DISTINCT ordered by what is not shown")
        selected = [f"{one.sql} AS {columns[name]}" for name, one in found.items()]
        selected += [f"{key} AS s{number}" for number, (key, _) in enumerate(ordered)]
        order = [f"s{n} {'DESC NULLS LAST' if down else 'ASC NULLS FIRST'}" for n, (_, down) in enumerate(ordered)]
        order = order and [*order, *(f"{column} NULLS FIRST" for column in columns.values())]
        distinct = "DISTINCT " if self._asked.distinct else ""
        sql = f"SELECT {distinct}{', '.join(selected)} FROM {self._last()} AS it{letters.joins()}"
        if len(found) == 1 and not all(
            (isinstance(one, Ids) and one.certain) or _is_count(one) for one in found.values()
        ):
            raise Unknown("a single column that may be empty")  # an empty line says nothing in TSV
        if not all(_is_shown(one) for one in found.values()):
            raise Unknown("a value that is not shown")
        parts = ", ".join(f"{name} AS ({part})" for name, part in self._parts)
        cut = _cut(self._asked, order)
        outer = f"SELECT {', '.join(columns.values())} FROM ({sql})" if ordered else sql
        return Statement(found, f"WITH {parts} {outer}{cut}")

    def _ordered(self, found: dict[str, Value], inner: Expressions, letters: Letters) -> list[tuple[str, bool]]:
        said: list[tuple[Value, bool]] = []
        gathered = iter(self._order) if self._asked.gathers() else None
        for one, down in self._asked.order:
            if self._is_column(one):
                assert isinstance(one, Var)
                said.append((found[one.name], down))
            elif gathered is not None:
                said.append(next(gathered))
            else:
                said.append((inner.value(one), down))
        return [(key, down) for one, down in said for key in sorts(one, letters)]

    def _is_of_what_is_shown(self, one: Expression) -> bool:
        """Whether rows that show the same have the same place in that order, so that DISTINCT leaves one of them."""
        shown = {name.name for name, expression in self._asked.columns if expression is None}
        said = [expression for _, expression in self._asked.columns]
        return self._is_column(one) or one in said or (not has_aggregate(one) and variables(one) <= shown)

    def _renamed(self, joined: Joined, places: dict[str, Ids]) -> str:
        return ", ".join(f"{one.sql} AS {self._columns[name]}" for name, one in places.items()) or "1 AS nothing"

    def _part(self, name: str, sql: str) -> None:
        self._parts.append((name, sql))

    def _last(self) -> str:
        return self._parts[-1][0]


def _names(group: Group) -> set[str]:
    names = {name for pattern in group.patterns for name in mentioned(pattern)} | {one.name for one, _ in group.binds}
    return names.union(*(_names(inner) for inner in group.optionals), *(variables(one) for one in group.filters))


def _is_count(one: Value) -> bool:
    return isinstance(one, Val) and one.type == "integer" and one.sql.startswith("it.a")


def _cut(asked: Select, order: list[str]) -> str:
    by = f" ORDER BY {', '.join(order)}" if order else ""
    limit = f" LIMIT {asked.limit}" if asked.limit is not None else ""
    return f"{by}{limit}{f' OFFSET {asked.offset}' if asked.offset else ''}"


def _is_shown(one: Value) -> bool:
    return isinstance(one, Ids) or one.type == "integer" or (one.type == "text" and one.suffix is not None)


def _no_aggregate(one: Aggregate) -> Value:
    raise Unknown(one.name)


def _no_exists(one: Exists) -> str:
    raise Unknown("EXISTS")
