"""Expressions of SPARQL on what is bound: IRIs, strings, whole numbers and days, as far as our rules use them.

What an expression says is as SPARQL 1.1, section 17, has it; whatever else it says, and every error of it, is a doubt.
"""

import operator
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from pyoxigraph import Literal, NamedNode

from graph.shacl.data import Term
from graph.shacl.datatypes import CANONICAL_INTEGER, INTEGER
from graph.terms import XSD

Bound = Mapping[str, Term]
Value = Callable[[Bound], object]
"""From what is bound to an IRI or literal that is bound, or the str, int or bool made of such. Raises Doubt."""

ORDERS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
SUMS: Final[Mapping[str, Callable[[int, int], int]]] = {"+": operator.add, "-": operator.sub}
_STRING = Literal("").datatype
_DAYS: Final = tuple(NamedNode(XSD + name) for name in ("date", "dateTime"))
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}(?:Z|[+-]\d{2}:\d{2})?)?", re.ASCII)
_LARGEST: Final = 1 << 62
"""Beyond it an engine of 64 bits knows no number, and says nothing."""


class Doubt(Exception):
    """What an expression says of these values is not known here."""


def constant(value: object) -> Value:
    """The same whatever is bound."""
    return lambda bound: value


def call(name: str, arguments: list[Value]) -> Value:
    """A function of SPARQL 1.1, section 17.4; one that is not known here is a doubt wherever it counts."""
    known = _FUNCTIONS.get((name, len(arguments)))
    return known(*arguments) if known else _doubtful


def _doubtful(bound: Bound) -> object:
    raise Doubt


def truth(value: object) -> bool:
    """A value as a filter takes it; of strings and numbers that is a doubt. Raises Doubt."""
    if isinstance(value, bool):
        return value
    raise Doubt


def _text(value: object) -> str:
    """A string without a language."""
    if isinstance(value, str):
        return value
    if isinstance(value, Literal) and value.datatype == _STRING:
        return value.value
    raise Doubt


def _number(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, Literal) and value.datatype == INTEGER and CANONICAL_INTEGER.fullmatch(value.value):
        return int(value.value)
    raise Doubt


def _letters(value: object) -> str:
    """STR of what is bound."""
    if isinstance(value, NamedNode | Literal):
        return value.value
    raise Doubt


def negated(value: Value) -> Value:
    """`!`."""
    return lambda bound: not truth(value(bound))


def one_of(left: Value, right: Value) -> Value:
    """True where either is, whatever the other; false where both are (section 17.2)."""

    def either(bound: Bound) -> bool:
        try:
            if truth(left(bound)):
                return True
        except Doubt:
            if truth(right(bound)):
                return True
            raise
        return truth(right(bound))

    return either


def same(left: Value, right: Value) -> Value:
    """`=`, of IRIs too."""

    def equal(bound: Bound) -> bool:
        one, other = left(bound), right(bound)
        if isinstance(one, NamedNode) and isinstance(other, NamedNode):
            return one == other
        return _holds(operator.eq, one, other)

    return equal


def in_order(order: Callable[[Any, Any], bool], left: Value, right: Value) -> Value:
    """One of ORDERS."""
    return lambda bound: _holds(order, left(bound), right(bound))


def _holds(order: Callable[[Any, Any], bool], one: object, other: object) -> bool:
    """Strings by their code points, numbers by their size."""
    try:
        return order(_text(one), _text(other))
    except Doubt:
        return order(_number(one), _number(other))


def of_numbers(work: Callable[[int, int], int], left: Value, right: Value) -> Value:
    """What two numbers make; a doubt where that is too large."""

    def reckoned(bound: Bound) -> int:
        found = work(_number(left(bound)), _number(right(bound)))
        if abs(found) > _LARGEST:
            raise Doubt
        return found

    return reckoned


def _of_texts(work: Callable[[str, str], object]) -> Callable[[Value, Value], Value]:
    return lambda left, right: lambda bound: work(_text(left(bound)), _text(right(bound)))


def _before(text: str, part: str) -> str:
    return text.partition(part)[0] if part and part in text else ""


def _after(text: str, part: str) -> str:
    return text.partition(part)[2] if part else text


def _part(text: Value, first: Value, length: Value) -> Value:
    """SUBSTR, which counts from 1; a doubt for other places."""

    def part(bound: Bound) -> str:
        whole, begin, size = _text(text(bound)), _number(first(bound)) - 1, _number(length(bound))
        if begin < 0 or size < 0:
            raise Doubt
        return whole[begin : begin + size]

    return part


def _of_day(place: int) -> Callable[[Value], Value]:
    """YEAR, MONTH or DAY of a date, or of a time where its zone counts it."""

    def part(value: Value) -> Value:
        def told(bound: Bound) -> int:
            day = value(bound)
            if not isinstance(day, Literal) or day.datatype not in _DAYS:
                raise Doubt
            return _parts_of_day(day.value)[place]

        return told

    return part


@lru_cache(1 << 12)
def _parts_of_day(text: str) -> tuple[int, int, int]:
    try:
        found = datetime.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        found = None
    if found is None:
        raise Doubt
    return found.year, found.month, found.day


def _language(value: object) -> str:
    """LANG of what is bound; a doubt for what is no literal."""
    if isinstance(value, Literal):
        return value.language or ""
    raise Doubt


def _is_of_language(tag: str, range_: str) -> bool:
    """Basic filtering of RFC 4647, 3.3.1; a doubt for letters whose small form may be another's."""
    if not (tag + range_).isascii():
        raise Doubt
    tag, range_ = tag.lower(), range_.lower()
    return bool(tag) if range_ == "*" else f"{tag}-".startswith(f"{range_}-")


def _choice(condition: Value, then: Value, otherwise: Value) -> Value:
    return lambda bound: then(bound) if truth(condition(bound)) else otherwise(bound)


_FUNCTIONS: Final[Mapping[tuple[str, int], Callable[..., Value]]] = {
    ("STR", 1): lambda one: lambda bound: _letters(one(bound)),
    ("STRLEN", 1): lambda one: lambda bound: len(_text(one(bound))),
    ("CONTAINS", 2): _of_texts(operator.contains),
    ("STRSTARTS", 2): _of_texts(str.startswith),
    ("STRBEFORE", 2): _of_texts(_before),
    ("STRAFTER", 2): _of_texts(_after),
    ("SUBSTR", 3): _part,
    ("IF", 3): _choice,
    ("ABS", 1): lambda one: lambda bound: abs(_number(one(bound))),
    ("YEAR", 1): _of_day(0),
    ("MONTH", 1): _of_day(1),
    ("DAY", 1): _of_day(2),
    ("LANG", 1): lambda one: lambda bound: _language(one(bound)),
    ("LANGMATCHES", 2): _of_texts(_is_of_language),
}
