"""Patterns joined over the tables: what comes FROM where, and what each variable is."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from endpoint.columns.asked import Closure, Exists, Iri, Lit, Pattern, Term, Unknown, Var
from endpoint.columns.expressions import constant
from endpoint.columns.types import NODES, Facts, Ids, Value
from graph.terms import XSD

_MOST_PATTERNS: Final = 30
_TABLES: Final = {False: "triples", True: "quads"}


class Joined:
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


class ExistsIn:
    """EXISTS, joined by variables that are always bound."""

    def __init__(self, facts: Facts, scope: Mapping[str, Value]) -> None:
        """`scope` has what the whole group binds, BIND included, by the time an EXISTS of it is translated."""
        self._facts = facts
        self._scope = scope

    def __call__(self, one: Exists) -> str:
        joined = Joined(self._facts)
        joined.add(one.patterns)
        for name, place in joined.places.items():
            if known := self._scope.get(name):
                if not isinstance(known, Ids) or not known.certain:
                    raise Unknown("EXISTS joined by what may be unbound, or was made here")
                joined.conditions.append(f"{place.sql} = {known.sql}")
        return f"EXISTS (SELECT 1 {joined.where()})"
