"""Expressions of SPARQL in SQL, where the types known beforehand leave no doubt what the engine would say.

An error of SPARQL is a NULL of SQL; both have the same logic of three values. Text of a query becomes text of SQL only
as a quoted string.
"""

import re
from collections.abc import Callable
from typing import Final

from endpoint.columns.asked import Aggregate, Call, Exists, Expression, Iri, Lit, Unknown, Var
from endpoint.columns.types import DAYS, NODES, NUMBERS, Facts, Ids, Val, Value, is_lettered, is_text
from graph.terms import LOWERED, XSD

_COMPARED: Final = frozenset({"=", "!=", "<", ">", "<=", ">="})
_NUMBER: Final = re.compile(r"0|[1-9]\d{0,14}")
_PLAIN_PATTERN: Final = re.compile(r"\^?[A-Za-z0-9 ,'_-]*\$?")
_CONSTANT_CLASSES: Final = {
    "": ("string", re.compile(r".*", re.DOTALL)),
    f"^^<{XSD}date>": ("date", re.compile(r"\d{4}-\d\d-\d\d")),
    f"^^<{XSD}gYear>": ("gYear", re.compile(r"\d{4}")),
    f"^^<{XSD}gYearMonth>": ("gYearMonth", re.compile(r"\d{4}-\d\d")),
}


def quoted(text: str) -> str:
    """The text as a string of SQL. Raises Unknown for a zero byte."""
    if "\0" in text:
        raise Unknown("zero")
    return "'" + text.replace("'", "''") + "'"


def constant(term: Lit) -> str:
    """The class of a constant. Raises Unknown where its letters are not the value, or may not be."""
    if re.fullmatch(r"@[a-z]{2,8}", term.suffix):
        return term.suffix
    name, form = _CONSTANT_CLASSES.get(term.suffix, ("", None))
    if form is None or not form.fullmatch(term.value):
        raise Unknown(term.suffix)
    if name == "date" and not _is_day(term.value):
        raise Unknown(term.value)
    return name


def _is_day(text: str) -> bool:
    year, month, day = (int(part) for part in text.split("-"))
    return year > 0 and 1 <= month <= 12 and 1 <= day <= 28 + (month != 2) * (2 + (month in (1, 3, 5, 7, 8, 10, 12)))


class Expressions:
    """Translates within one scope: what variables stand for, and how to get at a term's letters."""

    def __init__(
        self,
        facts: Facts,
        scope: dict[str, Value],
        letters: Callable[[Ids, str], str],
        exists: Callable[[Exists], str],
        aggregate: Callable[[Aggregate], Value],
    ) -> None:
        """`letters` gives the SQL of a column of `terms` for terms by number."""
        self._facts = facts
        self._scope = scope
        self._letters = letters
        self._exists = exists
        self._aggregate = aggregate

    def value(self, one: Expression) -> Value:
        """The expression in SQL. Raises Unknown."""
        match one:
            case Var(name):
                if name not in self._scope:
                    raise Unknown(name)
                return self._scope[name]
            case Lit(value, ""):
                return Val(quoted(value), "text")
            case Lit(value, suffix) if suffix == f"^^<{XSD}integer>" and _NUMBER.fullmatch(value):
                return Val(value, "integer")
            case Aggregate():
                return self._aggregate(one)
            case Exists():
                return Val(self._exists(one), "boolean")
            case Call(name, arguments):
                return self._call(name, arguments)
        raise Unknown(str(one))

    def truth(self, one: Expression) -> str:
        """A condition. Raises Unknown where it is no boolean."""
        found = self.value(one)
        if not isinstance(found, Val) or found.type != "boolean":
            raise Unknown("no boolean")
        return found.sql

    def _call(self, name: str, arguments: tuple[Expression, ...]) -> Value:
        if name in ("&&", "||"):
            left, right = (self.truth(one) for one in arguments)
            return Val(f"({left} {'AND' if name == '&&' else 'OR'} {right})", "boolean")
        if name == "!":
            return Val(f"(NOT {self.truth(arguments[0])})", "boolean")
        if name == "IN":
            some = [self._compared("=", arguments[0], one) for one in arguments[1:]]
            return Val("(" + " OR ".join(some) + ")", "boolean")
        if name in _COMPARED:
            return Val(self._compared(name, *arguments), "boolean")
        return self._function(name, arguments)

    # Comparisons

    def _compared(self, sign: str, one: Expression, other: Expression) -> str:
        swapped = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}.get(sign, sign)
        if isinstance(one, Iri | Lit) and not isinstance(other, Iri | Lit):
            return self._compared(swapped, other, one)
        left = self.value(one)
        if isinstance(left, Ids):
            if isinstance(other, Iri):
                return self._with_id(sign, left, other, left.classes - {"other"} == left.classes)
            if isinstance(other, Lit) and other.suffix != f"^^<{XSD}integer>":
                return self._with_constant(sign, left, other)
        right = self.value(other)
        if isinstance(left, Ids) and isinstance(right, Ids):
            return self._of_terms(sign, left, right)
        return self._of_values(sign, left, right)

    def _with_id(self, sign: str, left: Ids, other: Iri | Lit, sure: bool) -> str:
        if sign not in ("=", "!=") or not sure:
            raise Unknown(sign)
        number = self._facts.id(other)
        return f"({left.sql} {'=' if sign == '=' else '<>'} {-1 if number is None else number})"

    def _with_constant(self, sign: str, left: Ids, other: Lit) -> str:
        class_ = constant(other)
        if sign in ("=", "!="):
            return self._with_id(sign, left, other, "other" not in left.classes)
        if left.classes != {class_}:
            raise Unknown(sign)
        beyond = sign in ("<=", ">")
        border = self._facts.border(other.value, beyond)
        return f"({left.sql} {'<' if sign in ('<', '<=') else '>='} {border})"

    def _of_terms(self, sign: str, left: Ids, right: Ids) -> str:
        both = left.classes | right.classes
        operator = {"!=": "<>"}.get(sign, sign)
        if sign in ("=", "!=") and all(is_lettered(one) for one in both):
            return f"({left.sql} {operator} {right.sql})"
        if len(both) == 1 and all(is_lettered(one) and one not in NODES for one in both):
            return f"({left.sql} {operator} {right.sql})"
        if both <= NUMBERS:
            return f"({self._letters(left, 'num')} {operator} {self._letters(right, 'num')})"
        raise Unknown(sign)

    def _of_values(self, sign: str, left: Value, right: Value) -> str:
        first, second = (self._number(one) if isinstance(one, Ids) else one for one in (left, right))
        kinds = {first.type, second.type}
        alike = first.suffix == second.suffix == "" if kinds == {"text"} else kinds <= {"integer", "decimal"}
        if not alike:
            raise Unknown(sign)
        return f"({first.sql} {'<>' if sign == '!=' else sign} {second.sql})"

    def _number(self, one: Ids) -> Val:
        if not one.classes or not one.classes <= NUMBERS:
            raise Unknown("no number")
        return Val(self._letters(one, "num"), "integer" if one.classes == {"integer"} else "decimal")

    # Functions

    def _function(self, name: str, arguments: tuple[Expression, ...]) -> Value:
        match name, arguments:
            case "BOUND", (Var(),):
                return Val(f"({self.value(arguments[0]).sql} IS NOT NULL)", "boolean")
            case (("ISIRI" | "ISURI" | "ISLITERAL"), (one,)):
                return self._kind(self.value(one), "= 2" if name == "ISLITERAL" else "= 1")
            case "STR", (one,):
                return self._string(self.value(one))
            case "LANG", (one,):
                return self._language(self.value(one))
            case "LANGMATCHES", (Call("LANG", (one,)), Lit(range_, "")) if re.fullmatch(r"[A-Za-z]{2,3}", range_):
                tag, wanted = self._language(self.value(one)).sql, range_.lower()
                return Val(f"({tag} = '{wanted}' OR starts_with({tag}, '{wanted}-'))", "boolean")
            case "LCASE", (one,):
                if not self._facts.lower:
                    raise Unknown("letters of other rules")
                text = self._text(self.value(one))
                return Val(LOWERED.format(text.sql), "text", text.suffix)
            case "STRLEN", (one,):
                return Val(f"length({self._text(self.value(one)).sql})", "integer")
            case "SUBSTR", (one, *numbers):
                text, (begin, *length) = self._text(self.value(one)), [_whole(number) for number in numbers]
                if begin < 1:
                    raise Unknown("SUBSTR")
                return Val(f"substring({', '.join(map(str, (text.sql, begin, *length)))})", "text", text.suffix)
            case (("CONTAINS" | "STRSTARTS" | "STRENDS"), (one, Lit(part, ""))):
                function = {"CONTAINS": "contains", "STRSTARTS": "starts_with", "STRENDS": "ends_with"}[name]
                return Val(f"{function}({self._text(self.value(one)).sql}, {quoted(part)})", "boolean")
            case "REGEX", (one, Lit(pattern, ""), *flags) if _PLAIN_PATTERN.fullmatch(pattern):
                if flags not in ([], [Lit("i")]):
                    raise Unknown("REGEX")
                words = self._text(self.value(one)).sql
                return Val(f"regexp_matches({words}, {quoted(pattern)}, '{'i' if flags else 'c'}')", "boolean")
            case (("YEAR" | "MONTH" | "DAY"), (one,)):
                return self._part_of_day(name, self.value(one))
            case "CONCAT", _:
                texts = [self._text(self.value(one)) for one in arguments]
                return Val(f"({' || '.join(one.sql for one in texts)})", "text", _language_of(texts))
            case "COALESCE", _:
                return self._first([self.value(one) for one in arguments])
        raise Unknown(name)

    def _kind(self, one: Value, is_: str) -> Val:
        if not isinstance(one, Ids):
            raise Unknown("kind of a value")
        return Val(f"({self._letters(one, 'kind')} {is_})", "boolean")

    def _string(self, one: Value) -> Val:
        if isinstance(one, Ids):
            if "bnode" in one.classes:
                raise Unknown("STR of a blank node")
            return Val(self._letters(one, "value"), "text")
        if one.type != "text":
            raise Unknown("STR")
        return Val(one.sql, "text")

    def _language(self, one: Value) -> Val:
        if not isinstance(one, Ids) or one.classes & NODES:
            raise Unknown("LANG")
        return Val(self._letters(one, "lang"), "text")

    def _text(self, one: Value) -> Val:
        if isinstance(one, Val):
            if one.type != "text":
                raise Unknown("no text")
            return one
        if not one.classes or not all(is_text(class_) for class_ in one.classes):
            raise Unknown("no text")
        suffixes = {"" if class_ == "string" else class_ for class_ in one.classes}
        return Val(self._letters(one, "value"), "text", suffixes.pop() if len(suffixes) == 1 else None)

    def _first(self, some: list[Value]) -> Value:
        """The first that is bound and no error: of terms, or of texts in one language."""
        terms = [one for one in some if isinstance(one, Ids)]
        if len(terms) == len(some):
            classes = frozenset().union(*(one.classes for one in terms))
            return Ids(f"coalesce({', '.join(one.sql for one in terms)})", classes, any(one.certain for one in terms))
        texts = [self._text(one) for one in some]
        if len({one.suffix for one in texts}) > 1 or texts[0].suffix is None:
            raise Unknown("texts in several languages")
        return Val(f"coalesce({', '.join(one.sql for one in texts)})", "text", texts[0].suffix)

    def _part_of_day(self, name: str, one: Value) -> Val:
        allowed = {"YEAR": DAYS, "MONTH": DAYS - {"gYear"}, "DAY": frozenset({"date"})}[name]
        if not isinstance(one, Ids) or not one.classes or not one.classes <= allowed:
            raise Unknown(name)
        begin, length = {"YEAR": (1, 4), "MONTH": (6, 2), "DAY": (9, 2)}[name]
        return Val(f"TRY_CAST(substring({self._letters(one, 'value')}, {begin}, {length}) AS BIGINT)", "integer")


def _language_of(texts: list[Val]) -> str | None:
    """The suffix of texts laid together: the one that all have, else none. Raises Unknown where rows differ in that."""
    suffixes = {one.suffix for one in texts}
    if None in suffixes and "" not in suffixes:
        raise Unknown("texts in several languages")
    return suffixes.pop() if len(suffixes) == 1 else ""


def _whole(one: Expression) -> int:
    if isinstance(one, Lit) and one.suffix == f"^^<{XSD}integer>" and _NUMBER.fullmatch(one.value):
        return int(one.value)
    raise Unknown("no number")
