"""Translates a query into one statement of SQL over the tables of `graph.publication.columns`.

The statement is a row of named parts, each made of the one before: `core` joins the patterns that must match, an
`optional` each adds columns, `met` applies the filters, `gathered` groups, and the last sorts and cuts.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from endpoint.columns.asked import (
    XSD,
    Aggregate,
    Closure,
    Exists,
    Expression,
    Group,
    Iri,
    Lit,
    Pattern,
    Select,
    Term,
    Unknown,
    Var,
    mentioned,
    variables,
)
from endpoint.columns.expressions import Expressions, constant, sorts
from endpoint.columns.types import NODES, NUMBERS, Facts, Ids, Val, Value, is_lettered

_MOST_PATTERNS: Final = 30
_TABLES: Final = {False: "triples", True: "quads"}


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL whose rows are terms by number, numbers and texts, in these columns."""

    columns: Mapping[str, Value]
    sql: str


def statement(asked: Select, facts: Facts) -> Statement:
    """The statement for the query. Raises Unknown where the answer might not be the engine's."""
    return _Translation(asked, facts).statement()


class _Joined:
    """Patterns joined: what comes FROM where, and what each variable is."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self.tables: list[str] = []
        self.conditions: list[str] = []
        self.places: dict[str, Ids] = {}

    def add(self, patterns: Sequence[Pattern]) -> None:
        if len(patterns) > _MOST_PATTERNS:
            raise Unknown("patterns")
        for pattern in patterns:
            if isinstance(pattern.predicate, Closure):
                self._closure(pattern, pattern.predicate)
            else:
                self._pattern(pattern, pattern.predicate)

    def _pattern(self, pattern: Pattern, predicate: Var | Iri) -> None:
        name = f"t{len(self.tables)}"
        self.tables.append(f"{_TABLES[pattern.graph is not None]} AS {name}")
        classes = self._facts.classes(self._facts.id(predicate)) if isinstance(predicate, Iri) else self._facts.every
        places: list[tuple[Term | None, str, frozenset[str]]] = [
            (pattern.subject, "s", NODES & self._facts.every),
            (predicate, "p", frozenset({"iri"})),
            (pattern.object, "o", classes),
            (pattern.graph, "g", frozenset({"iri"})),
        ]
        for term, column, some in places:
            if term is not None:
                self._place(term, f"{name}.{column}", some)

    def _place(self, term: Term, sql: str, classes: frozenset[str]) -> None:
        if not isinstance(term, Var):
            self.conditions.append(f"{sql} = {self._number(term)}")
        elif known := self.places.get(term.name):
            self.conditions.append(f"{sql} = {known.sql}")
            self.places[term.name] = Ids(known.sql, known.classes & classes)
        else:
            self.places[term.name] = Ids(sql, classes)

    def _number(self, term: Iri | Lit) -> int:
        if isinstance(term, Lit) and term.suffix != f"^^<{XSD}integer>":
            constant(term)  # other spellings of a value are other terms to these tables, but not to the engine
        number = self._facts.id(term)
        if number is None:
            raise Unknown("nothing to be found, which the engine sees at once")
        return number

    def _closure(self, pattern: Pattern, path: Closure) -> None:
        """Pairs that are apart by any number of steps, each once, as the standard has it for paths."""
        name, number = f"t{len(self.tables)}", self._number(path.step)
        s, o = ("o", "s") if path.back else ("s", "o")
        ends = [None if isinstance(one, Var) else self._number(one) for one in (pattern.subject, pattern.object)]
        if pattern.subject == pattern.object:
            raise Unknown("path")
        begin, end = ends
        edge = f"SELECT {s} AS a, {o} AS b FROM triples WHERE p = {number}"
        # From the end that is known, where one is.
        first = f"{edge} AND {s} = {begin}" if begin is not None else edge
        walk = f"WITH RECURSIVE walk(a, b) AS ({first} UNION SELECT w.a, e.b FROM walk w JOIN ({edge}) e ON w.b = e.a)"
        pairs = f"{walk} SELECT a, b FROM walk"
        if path.least == 0:
            same = f"SELECT {begin if begin is not None else end} AS a, {begin if begin is not None else end} AS b"
            if begin is None and end is None:
                same = "SELECT id AS a, id AS b FROM nodes"
            pairs += f" WHERE a <> b UNION ALL {same}"
        self.tables.append(f"({pairs}) AS {name}")
        reached, nodes = self._facts.classes(number), NODES & self._facts.every
        begins, reaches = (reached, nodes) if path.back else (nodes, reached)
        if path.least == 0:  # no step leads from anything to itself
            begins, reaches = begins | self._known(pattern.object), reaches | self._known(pattern.subject)
        self._place(pattern.subject, f"{name}.a", begins)
        self._place(pattern.object, f"{name}.b", reaches)

    def _known(self, term: Term) -> frozenset[str]:
        """The classes that a term may have by what was joined so far."""
        if isinstance(term, Var):
            return self.places[term.name].classes if term.name in self.places else self._facts.every
        return frozenset({"iri"}) if isinstance(term, Iri) else self._facts.every

    def values(self, names: Sequence[Var], rows: Iterable[Sequence[Iri | Lit]]) -> None:
        """A table of constants; each of its variables is in a pattern, so what is not in the graph never matches."""
        if any(name.name not in self.places for name in names):
            raise Unknown("VALUES of what is not looked up")
        numbers = [[self._number(one) for one in row] for row in rows]
        if not numbers:
            raise Unknown("VALUES of nothing")
        if len(numbers) == 1:
            self.conditions += [f"{self.places[one.name].sql} = {n}" for one, n in zip(names, numbers[0], strict=True)]
            return
        name = f"t{len(self.tables)}"
        columns = ", ".join(f"c{number}" for number in range(len(names)))
        lines = ", ".join("(" + ", ".join(map(str, row)) + ")" for row in numbers)
        self.tables.append(f"(VALUES {lines}) AS {name}({columns})")
        for number, one in enumerate(names):
            self.conditions.append(f"{name}.c{number} = {self.places[one.name].sql}")

    def where(self) -> str:
        return f"FROM {', '.join(self.tables)}" + (f" WHERE {' AND '.join(self.conditions)}" if self.conditions else "")


class _Letters:
    """Joins of `terms`, one for each number whose letters are needed."""

    def __init__(self) -> None:
        self._aliases: dict[str, str] = {}

    def __call__(self, one: Ids, column: str) -> str:
        return f"{self._aliases.setdefault(one.sql, f'n{len(self._aliases)}')}.{column}"

    def joins(self) -> str:
        return "".join(f" LEFT JOIN terms AS {alias} ON {alias}.id = {sql}" for sql, alias in self._aliases.items())


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
        letters = _Letters()
        values: dict[str, Value] = dict(scope)
        inner = Expressions(self._facts, values, letters, self._exists(scope), _no_aggregate)
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
            result[name.name] = _under(found, column)
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        if len(columns) > 1 or conditions:
            self._part("met", f"SELECT {', '.join(columns)} FROM {self._last()} AS it{letters.joins()}{where}")
        return {name: _under(found, f"it.{self._columns[name]}") for name, found in result.items()}

    def _core(self, group: Group) -> dict[str, Ids]:
        if not group.patterns:
            raise Unknown("no patterns")
        joined = _Joined(self._facts)
        joined.add(group.patterns)
        for names, rows in group.values:
            joined.values(names, rows)
        self._part("core", f"SELECT {self._renamed(joined, joined.places)} {joined.where()}")
        return {name: Ids(f"it.{self._columns[name]}", one.classes) for name, one in joined.places.items()}

    def _optionals(self, group: Group, scope: dict[str, Ids]) -> dict[str, Ids]:
        for number, inner in enumerate(group.optionals):
            joined = _Joined(self._facts)
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

    def _filtered(self, joined: _Joined, filters: Sequence[Expression]) -> str:
        """The patterns of an OPTIONAL with its filters, which may speak of its own variables only."""
        letters = _Letters()
        inner = Expressions(self._facts, dict(joined.places), letters, _no_exists, _no_aggregate)
        conditions = [*joined.conditions, *(inner.truth(one) for one in filters)]
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        tables = " CROSS JOIN ".join(joined.tables)
        return f"SELECT {self._renamed(joined, joined.places)} FROM {tables}{letters.joins()}{where}"

    def _exists(self, scope: dict[str, Ids]) -> "_Exists":
        return _Exists(self._facts, scope)

    # Groups and order

    def _gathered(self, scope: dict[str, Value]) -> dict[str, Value]:
        letters = _Letters()
        inner = Expressions(self._facts, scope, letters, _no_exists, _no_aggregate)
        result: dict[str, Value] = {}
        keys: list[str] = []
        columns: list[str] = []
        for number, (name, expression) in enumerate(self._asked.keys or ()):
            found = inner.value(expression if expression is not None else name)
            keys.append(found.sql)
            columns.append(f"{found.sql} AS k{number}")
            result[name.name] = _under(found, f"it.k{number}")
        gathering = _Gathering(inner, letters, len(columns))
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
        letters = _Letters()
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
        if self._asked.distinct and any(
            key not in {_key(one, letters) for one in found.values()} for key, _ in ordered
        ):
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

    def _ordered(self, found: dict[str, Value], inner: Expressions, letters: _Letters) -> list[tuple[str, bool]]:
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
        return [(_key(one, letters), down) for one, down in said]

    def _renamed(self, joined: _Joined, places: dict[str, Ids]) -> str:
        return ", ".join(f"{one.sql} AS {self._columns[name]}" for name, one in places.items()) or "1 AS nothing"

    def _part(self, name: str, sql: str) -> None:
        self._parts.append((name, sql))

    def _last(self) -> str:
        return self._parts[-1][0]


class _Exists:
    """EXISTS, joined by variables that are always bound."""

    def __init__(self, facts: Facts, scope: dict[str, Ids]) -> None:
        self._facts = facts
        self._scope = scope

    def __call__(self, one: Exists) -> str:
        joined = _Joined(self._facts)
        joined.add(one.patterns)
        for name, place in joined.places.items():
            if name in self._scope:
                if not self._scope[name].certain:
                    raise Unknown("EXISTS joined by what may be unbound")
                joined.conditions.append(f"{place.sql} = {self._scope[name].sql}")
        return f"EXISTS (SELECT 1 {joined.where()})"


class _Gathering:
    """The aggregates of a query, each a column of the groups."""

    def __init__(self, inner: Expressions, letters: _Letters, before: int) -> None:
        self._inner = inner
        self._letters = letters
        self._before = before
        self.columns: list[str] = []

    def __call__(self, one: Aggregate) -> Value:
        found, sql = self._made(one)
        name = f"a{len(self.columns)}"
        self.columns.append(f"{sql} AS {name}")
        return _under(found, f"it.{name}")

    def _made(self, one: Aggregate) -> tuple[Value, str]:
        if one.of is None:
            return Val("", "integer"), "count(*)"
        of = self._inner.value(one.of)
        if one.name == "COUNT":
            if isinstance(of, Val) and of.type == "text" and of.suffix is None:
                raise Unknown("COUNT of texts in several languages")
            return Val("", "integer"), f"count({'DISTINCT ' if one.distinct else ''}{of.sql})"
        if not isinstance(of, Ids) or not of.certain or not of.classes:
            raise Unknown(one.name)
        if one.name == "SUM" and of.classes == {"integer"} and not one.distinct:
            return Val("", "integer"), f"coalesce(sum({self._letters(of, 'num')}), 0)"
        if one.name == "SAMPLE" or (one.name in ("MIN", "MAX") and len(of.classes) == 1 and is_lettered(*of.classes)):
            return of, f"{'max' if one.name == 'MAX' else 'min'}({of.sql})"
        if one.name in ("MIN", "MAX") and len(of.classes) == 1 and of.classes <= NUMBERS:
            return of, f"arg_{one.name.lower()}({of.sql}, {self._letters(of, 'num')})"
        raise Unknown(one.name)


def _names(group: Group) -> set[str]:
    names = {name for pattern in group.patterns for name in mentioned(pattern)} | {one.name for one, _ in group.binds}
    return names.union(*(_names(inner) for inner in group.optionals), *(variables(one) for one in group.filters))


def _under(one: Value, sql: str) -> Value:
    """The same value, standing elsewhere."""
    if isinstance(one, Ids):
        return Ids(sql, one.classes, one.certain)
    return Val(sql, one.type, one.suffix)


def _key(one: Value, letters: _Letters) -> str:
    return sorts(one, lambda term: letters(term, "num"))


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
