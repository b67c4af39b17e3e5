"""Draws queries at random in which values are made: BIND, EXISTS, groups, orders and conditions by expressions."""

import random
from typing import Final

_PREDICATES: Final = ("knows", "title", "day", "year", "number", "size", "mixed", "plain", "near", "in")
_SIGNS: Final = ("=", "!=", "<", ">", "<=", ">=")
_CONSTANTS: Final = ('"a"', '"a"@en', "3", "x:s1", '"2008-03-17"^^xsd:date', '"2003"^^xsd:gYear', '"5"', '"B"@de')


class Drawing:
    """One query, part by part."""

    def __init__(self, draw: random.Random) -> None:
        self._draw = draw
        self._names = ["v0"]
        self._of: dict[str, str] = {}
        """The predicate that a variable comes from."""
        self._matched: set[str] = set()
        """Those that every row has."""

    def query(self) -> tuple[str, list[str]]:
        """The query, and the columns by which its rows are sorted."""
        body = self._body()
        return self._draw.choice((self._plain, self._gathered, self._grouped, self._grouped, self._counted))(body)

    # The group

    def _body(self) -> str:
        parts = ["?v0 a x:A ."] if self._draw.random() < 0.4 else []
        parts += [self._pattern() for _ in range(self._draw.randrange(1, 4))]
        parts += [self._binding() for _ in range(self._draw.choice((0, 0, 1, 1, 2)))]
        if self._draw.random() < 0.3:
            parts.append(self._optional())
        if self._draw.random() < 0.03:
            parts.append(f"{{ SELECT DISTINCT ?v0 {{ ?v0 x:{self._draw.choice(_PREDICATES)} ?hidden }} }}")
        # Wherever they stand in the group, conditions are asked of all of it.
        for _ in range(self._draw.choice((0, 1, 1, 2))):
            parts.insert(self._draw.randrange(len(parts) + 1), self._condition())
        return " ".join(parts)

    def _fresh(self, predicate: str = "") -> str:
        name = f"v{len(self._names)}"
        self._names.append(name)
        self._of[name] = predicate
        return name

    def _pattern(self) -> str:
        subject, predicate = self._draw.choice(["v0", "v0", *self._names]), self._draw.choice(_PREDICATES)
        name = self._fresh(predicate)
        self._matched.add(name)
        return f"?{subject} x:{predicate} ?{name} ."

    def _binding(self) -> str:
        said = self._value()
        return f"BIND({said} AS ?{self._fresh()})"

    def _optional(self) -> str:
        subject, predicate = self._draw.choice(self._names), self._draw.choice(_PREDICATES)
        name = self._fresh(predicate)
        only = f" FILTER({self._truth(name)})" if self._draw.random() < 0.5 else ""
        return f"OPTIONAL {{ ?{subject} x:{predicate} ?{name}{only} }}"

    def _condition(self) -> str:
        if self._draw.random() < 0.5:
            return f"FILTER({self._truth(self._draw.choice(self._names))})"
        one, other = self._draw.choice(self._names), self._draw.choice([*self._names, "elsewhere"])
        predicate = self._draw.choice((*_PREDICATES, "part"))
        pattern = f"?{one} x:{predicate} ?{other}" if self._draw.random() < 0.7 else f"?else x:{predicate} ?{one}"
        return f"FILTER {self._draw.choice(('', 'NOT '))}EXISTS {{ {pattern} }}"

    # Expressions

    def _value(self, name: str = "") -> str:
        name = name or self._draw.choice(self._names)
        some = [f"?{name}"]
        if self._of.get(name) not in (None, "", "near", "in", "knows") or self._draw.random() < 0.1:
            some += [f"STR(?{name})", f"SUBSTR(STR(?{name}), {self._draw.randrange(1, 4)})"]
            some += [f'CONCAT(STR(?{name}), "-", STR(?{name}))', f'COALESCE(STR(?{name}), "none")']
        match self._of.get(name):
            case "title":
                some += [f"SUBSTR(?{name}, 1, 1)", f"LCASE(?{name})", f"STRLEN(?{name})", f"LANG(?{name})"] * 2
                some += [f'CONCAT(?{name}, "!")', f"CONCAT(?{name}, ?{name})", f'COALESCE(?{name}, "none")']
                some += [f"LCASE(SUBSTR(?{name}, 1, 2))", f"SUBSTR(?{name}, {self._draw.randrange(1, 6)})"]
            case "day":
                some += [f"{part}(?{name})" for part in ("YEAR", "MONTH", "DAY")] * 2
            case "year":
                some += [f"YEAR(?{name})"] * 2
            case "plain" | "mixed":
                some += [f"STRLEN(STR(?{name}))", f"SUBSTR(STR(?{name}), 2, 3)"] * 2
        return self._draw.choice(some)

    def _truth(self, name: str) -> str:
        one, sign = self._value(name), self._draw.choice(_SIGNS)
        other = self._value() if self._draw.random() < 0.3 and name in self._names[:-1] else None
        said = [
            f"{one} {sign} {other or self._draw.choice(_CONSTANTS)}",
            f"{one} {sign} {self._draw.choice((1, 3, 2003, 2008))}",
            f"{one} IN ({', '.join(self._draw.sample(_CONSTANTS, 2))})",
            f"BOUND(?{name})",
            f"ISLITERAL(?{name})",
        ]
        if self._of.get(name) in ("title", "plain", "mixed"):
            said += [f'CONTAINS({one}, "{self._draw.choice("abs5")}")', f'STRSTARTS({one}, "a")']
            said += [f'LANGMATCHES(LANG(?{name}), "{self._draw.choice(("en", "de"))}")', f'REGEX({one}, "^a", "i")']
        one = self._draw.choice(said)
        return f"!({one})" if self._draw.random() < 0.2 else one

    # What is shown

    def _order(self, names: list[str]) -> str:
        by = [f"DESC(?{one})" if self._draw.random() < 0.3 else f"?{one}" for one in names]
        return " ORDER BY " + " ".join(by) if names else ""

    def _plain(self, body: str) -> tuple[str, list[str]]:
        """Rows as they are, some of their columns made in the head, sorted by what is shown."""
        shown = self._draw.sample(self._names, self._draw.randrange(1, len(self._names) + 1))
        columns, names = [f"?{one}" for one in shown], list(shown)
        if self._draw.random() < 0.5:
            made = self._value()
            columns.append(f"({made} AS ?made)")
            names.append("made")
        distinct = "DISTINCT " if self._draw.random() < 0.5 else ""
        by = self._draw.sample(names, self._draw.randrange(len(names) + 1))
        if "made" in by and self._draw.random() < 0.3:  # by what it is, instead of by its name
            return f"SELECT {distinct}{' '.join(columns)} {{ {body} }} ORDER BY {bracketed(made)}", ["made"]
        return f"SELECT {distinct}{' '.join(columns)} {{ {body} }}{self._order(by)}", by

    def _aggregate(self) -> str:
        name, distinct = self._draw.choice(self._names), self._draw.choice(("", "DISTINCT "))
        # COUNT passes over errors in the standard (18.5.1.2) and in the tables; in pyoxigraph 0.5.13 it is one itself.
        of = self._value(name) if name in self._matched else f"?{name}"
        some = ["COUNT(*)", f"COUNT({distinct}{of})", f"COUNT({distinct}{of})"]
        for name, predicate in self._of.items():
            if predicate in ("number", "day", "year"):
                some += [f"{'SUM' if predicate == 'number' else 'MIN'}(?{name})", f"MAX(?{name})"]
        return self._draw.choice(some if self._draw.random() < 0.95 else [f"SUM({of})", f"MIN({of})"])

    def _gathered(self, body: str) -> tuple[str, list[str]]:
        return f"SELECT ({self._aggregate()} AS ?x) ({self._aggregate()} AS ?y) {{ {body} }}", []

    def _keys(self) -> list[tuple[str, str]]:
        """Each with the name by which it can be shown."""
        keys = []
        for number in range(self._draw.choice((1, 1, 2))):
            if self._draw.random() < 0.6:
                keys.append((f"({self._value()} AS ?k{number})", f"k{number}"))
            else:
                name = self._draw.choice(self._names)
                keys.append((f"?{name}", name))
        return keys if len({name for _, name in keys}) == len(keys) else keys[:1]

    def _grouped(self, body: str) -> tuple[str, list[str]]:
        """Groups, of which not all keys need be shown."""
        keys = self._keys()
        shown = [name for _, name in keys if self._draw.random() < 0.7]
        columns = [*(f"?{one}" for one in shown), f"({self._aggregate()} AS ?x)", "(COUNT(*) AS ?y)"]
        having = self._draw.choice(("", "", " HAVING(COUNT(*) > 2)", f" HAVING({self._aggregate()} > 1)"))
        by = self._draw.sample([*shown, "y"], self._draw.randrange(len(shown) + 2))
        cut = f" LIMIT {self._draw.randrange(1, 9)}" if by and self._draw.random() < 0.2 else ""
        group = " ".join(said for said, _ in keys)
        return f"SELECT {' '.join(columns)} {{ {body} }} GROUP BY {group}{having}{self._order(by)}{cut}", by

    def _counted(self, body: str) -> tuple[str, list[str]]:
        """The number of each group alone, so that groups that are one by mistake show in it."""
        group = " ".join(said for said, _ in self._keys())
        return f"SELECT (COUNT(*) AS ?y) {{ {body} }} GROUP BY {group} ORDER BY ?y", ["y"]


def bracketed(said: str) -> str:
    """The expression as ORDER BY must have it."""
    return said if said.startswith("?") else f"({said})"
