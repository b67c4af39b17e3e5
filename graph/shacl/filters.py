"""Filters of a SELECT, told for what is bound without asking a store: whether one surely holds, or surely does not.

What is known is what our rules use, on IRIs, strings, whole numbers and days (SPARQL 1.1, section 17); whatever else a
filter says, and every error of it, is a doubt, which the store is left to settle.
"""

import operator
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, Protocol

from pyoxigraph import Literal, NamedNode

from graph.shacl.data import Term

Bound = Mapping[str, Term]
Value = Callable[[Bound], object]
"""From what is bound to an IRI or literal that is bound, or the str, int or bool made of such. Raises Doubt."""

_STRING, _INTEGER = Literal("").datatype, Literal(0).datatype
_DAYS: Final = tuple(NamedNode(f"http://www.w3.org/2001/XMLSchema#{name}") for name in ("date", "dateTime"))
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}(?:Z|[+-]\d{2}:\d{2})?)?", re.ASCII)
_WHOLE: Final = re.compile(r"0|-?[1-9][0-9]{0,17}")
"""Numbers that no sum of a few takes out of 64 bits."""
_MOST: Final = 60
"""The values in a filter that is read: closures nest, and the stack has an end."""
_ESCAPES: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)
_ORDERS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
_SUMS: Final[Mapping[str, Callable[[int, int], int]]] = {"+": operator.add, "-": operator.sub}
_LARGEST: Final = 1 << 62
"""Beyond it an engine of 64 bits knows no number, and says nothing."""


class Unknown(Exception):
    """Words of SPARQL that are not read here."""


class Doubt(Exception):
    """What a filter says of these values is not known here."""


class Words(Protocol):
    """The tokens of a query, one after the other; `take` and `iri` raise Unknown."""

    def word(self) -> str | None:
        """The next token where it is a word, in capitals."""

    def sign(self) -> str | None:
        """The next token where it is a sign."""

    def kind(self) -> str:
        """The kind of the next token: iri, name, text, var, word, sign; empty at the end."""

    def take(self) -> tuple[str, str]:
        """The next token, kind and text, and goes behind it."""

    def iri(self) -> NamedNode:
        """The IRI that the next token is or stands for, and goes behind it."""


class Filter:
    """What stands in the brackets of one filter; reads it from `words`. Raises Unknown."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._read = 0
        self.variables: set[str] = set()
        self._value = self._single()

    def may_hold(self, bound: Bound) -> bool:
        """Whether the filter may let this pass; all its variables are bound."""
        try:
            return self.holds(bound)
        except Doubt:
            return True

    def holds(self, bound: Bound) -> bool:
        """Whether the filter lets this pass. Raises Doubt."""
        return _truth(self._value(bound))

    def _either(self) -> Value:
        found = self._both()
        while self._words.sign() == "||":
            self._words.take()
            found = _one_of(found, self._both())
        return found

    def _both(self) -> Value:
        found = self._relation()
        while self._words.sign() == "&&":
            self._words.take()
            found = _negated(_one_of(_negated(found), _negated(self._relation())))
        return found

    def _relation(self) -> Value:
        left = self._sum()
        sign = self._words.sign() or ""
        if sign in ("=", "!="):
            self._words.take()
            same = _same(left, self._sum())
            return same if sign == "=" else _negated(same)
        if sign in _ORDERS:
            self._words.take()
            return _in_order(_ORDERS[sign], left, self._sum())
        if self._words.word() == "IN":
            self._words.take()
            found = _constant(False)
            for one in self._arguments():
                found = _one_of(found, _same(left, one))
            return found
        return left

    def _sum(self) -> Value:
        found = self._product()
        while (sign := self._words.sign() or "") in _SUMS:
            self._words.take()
            found = _of_numbers(_SUMS[sign], found, self._product())
        return found

    def _product(self) -> Value:
        found = self._single()
        while self._words.sign() == "*":
            self._words.take()
            found = _of_numbers(operator.mul, found, self._single())
        return found

    def _single(self) -> Value:
        self._read += 1
        if self._read > _MOST:
            raise Unknown
        if self._words.sign() == "!":
            self._words.take()
            return _negated(self._single())
        if self._words.sign() == "(":
            inner, *others = self._arguments()
            if others:
                raise Unknown
            return inner
        if self._words.kind() in ("iri", "name"):
            return _constant(self._words.iri())
        kind, text = self._words.take()
        if kind == "var":
            self.variables.add(text[1:])
            return operator.itemgetter(text[1:])
        if kind == "sign" and text.isdecimal() and _WHOLE.fullmatch(text):
            return _constant(int(text))
        if kind == "text" and self._words.sign() != "^^" and not (self._words.sign() or "").startswith("@"):
            return _constant(_unescaped(text))
        if kind == "word" and self._words.sign() == "(":
            return _call(text.upper(), self._arguments())
        raise Unknown

    def _arguments(self) -> list[Value]:
        """What stands within brackets, with commas between."""
        found: list[Value] = []
        if self._words.take()[1] != "(":
            raise Unknown
        while True:
            found.append(self._either())
            sign = self._words.take()[1]
            if sign == ")":
                return found
            if sign != ",":
                raise Unknown


def _unescaped(text: str) -> str:
    quotes = 3 if text[:3] in ('"""', "'''") else 1
    inside = text[quotes:-quotes]
    if any(found not in _ESCAPES for found in _ESCAPE.findall(inside)):
        raise Unknown
    return _ESCAPE.sub(lambda found: _ESCAPES[found[1]], inside)


def _constant(value: object) -> Value:
    return lambda bound: value


def _call(name: str, arguments: list[Value]) -> Value:
    """A function of SPARQL 1.1, section 17.4; one that is not known here is a doubt wherever it counts."""
    known = _FUNCTIONS.get((name, len(arguments)))
    return known(*arguments) if known else _doubtful


def _doubtful(bound: Bound) -> object:
    raise Doubt


def _truth(value: object) -> bool:
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
    if isinstance(value, Literal) and value.datatype == _INTEGER and _WHOLE.fullmatch(value.value):
        return int(value.value)
    raise Doubt


def _letters(value: object) -> str:
    """STR of what is bound."""
    if isinstance(value, NamedNode | Literal):
        return value.value
    raise Doubt


def _negated(value: Value) -> Value:
    return lambda bound: not _truth(value(bound))


def _one_of(left: Value, right: Value) -> Value:
    """True where either is, whatever the other; false where both are (section 17.2)."""

    def either(bound: Bound) -> bool:
        try:
            if _truth(left(bound)):
                return True
        except Doubt:
            if _truth(right(bound)):
                return True
            raise
        return _truth(right(bound))

    return either


def _same(left: Value, right: Value) -> Value:
    def same(bound: Bound) -> bool:
        one, other = left(bound), right(bound)
        if isinstance(one, NamedNode) and isinstance(other, NamedNode):
            return one == other
        try:
            return _text(one) == _text(other)
        except Doubt:
            return _number(one) == _number(other)

    return same


def _in_order(holds: Callable[[Any, Any], bool], left: Value, right: Value) -> Value:
    """Numbers by their size, strings by their code points."""

    def compared(bound: Bound) -> bool:
        one, other = left(bound), right(bound)
        try:
            return holds(_text(one), _text(other))
        except Doubt:
            return holds(_number(one), _number(other))

    return compared


def _of_numbers(work: Callable[[int, int], int], left: Value, right: Value) -> Value:
    def reckoned(bound: Bound) -> int:
        found = work(_number(left(bound)), _number(right(bound)))
        if abs(found) > _LARGEST:
            raise Doubt
        return found

    return reckoned


def _of_texts(work: Callable[[str, str], object]) -> Callable[[Value, Value], Value]:
    return lambda left, right: lambda bound: work(_text(left(bound)), _text(right(bound)))


def _before(text: str, part: str) -> str:
    before, found, _ = text.partition(part) if part else ("", "", "")
    return before if found else ""


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
    return lambda bound: then(bound) if _truth(condition(bound)) else otherwise(bound)


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
