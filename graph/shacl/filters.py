"""Filters of a SELECT, read off the query, and told for what is bound without asking a store.

One surely holds, surely does not, or is left to the store: `expressions.py` has what is known.
"""

import operator
import re
from typing import Final, Protocol

from pyoxigraph import NamedNode

from graph.shacl.datatypes import CANONICAL_INTEGER
from graph.shacl.expressions import (
    ORDERS,
    SUMS,
    Bound,
    Doubt,
    Value,
    call,
    constant,
    in_order,
    negated,
    of_numbers,
    one_of,
    same,
    truth,
)

_MOST: Final = 60
"""The values in a filter that is read: closures nest, and the stack has an end."""
_ESCAPES: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)


class Unknown(Exception):
    """Words of SPARQL that are not read here."""


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
        return truth(self._value(bound))

    def _either(self) -> Value:
        found = self._both()
        while self._words.sign() == "||":
            self._words.take()
            found = one_of(found, self._both())
        return found

    def _both(self) -> Value:
        found = self._relation()
        while self._words.sign() == "&&":
            self._words.take()
            found = negated(one_of(negated(found), negated(self._relation())))
        return found

    def _relation(self) -> Value:
        left = self._sum()
        sign = self._words.sign() or ""
        if sign in ("=", "!="):
            self._words.take()
            equal = same(left, self._sum())
            return equal if sign == "=" else negated(equal)
        if sign in ORDERS:
            self._words.take()
            return in_order(ORDERS[sign], left, self._sum())
        if self._words.word() == "IN":
            self._words.take()
            found = constant(False)
            for one in self._arguments():
                found = one_of(found, same(left, one))
            return found
        return left

    def _sum(self) -> Value:
        found = self._product()
        while (sign := self._words.sign() or "") in SUMS:
            self._words.take()
            found = of_numbers(SUMS[sign], found, self._product())
        return found

    def _product(self) -> Value:
        found = self._single()
        while self._words.sign() == "*":
            self._words.take()
            found = of_numbers(operator.mul, found, self._single())
        return found

    def _single(self) -> Value:
        self._read += 1
        if self._read > _MOST:
            raise Unknown
        if self._words.sign() == "!":
            self._words.take()
            return negated(self._single())
        if self._words.sign() == "(":
            inner, *others = self._arguments()
            if others:
                raise Unknown
            return inner
        if self._words.kind() in ("iri", "name"):
            return constant(self._words.iri())
        kind, text = self._words.take()
        if kind == "var":
            self.variables.add(text[1:])
            return operator.itemgetter(text[1:])
        if kind == "sign" and text.isdecimal() and CANONICAL_INTEGER.fullmatch(text):
            return constant(int(text))
        if kind == "text" and self._words.sign() != "^^" and not (self._words.sign() or "").startswith("@"):
            return constant(_unescaped(text))
        if kind == "word" and self._words.sign() == "(":
            return call(text.upper(), self._arguments())
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
