"""Reads terms and expressions of a query."""

import re
from collections.abc import Callable
from typing import Final
from urllib.parse import urljoin

from endpoint.columns.asked import Aggregate, Call, Expression, Iri, Lit, Term, Unknown
from endpoint.columns.tokens import Tokens
from graph.terms import ESCAPED, XSD

FUNCTIONS: Final = frozenset(
    {"STR", "LANG", "LANGMATCHES", "LCASE", "STRLEN", "SUBSTR", "CONTAINS", "STRSTARTS", "STRENDS", "REGEX"}
    | {"YEAR", "MONTH", "DAY", "BOUND", "ISIRI", "ISURI", "ISLITERAL", "CONCAT", "COALESCE"}
)
AGGREGATES: Final = frozenset({"COUNT", "SUM", "MIN", "MAX", "SAMPLE"})


class Terms(Tokens):
    """A reader that knows terms and expressions."""

    def __init__(self, query: str, base: str) -> None:
        super().__init__(query)
        self._base = base
        self._prefixes: dict[str, str] = {}

    def _term(self) -> Term:
        kind, text = self._tokens[self._at]
        if kind == "var":
            return self._var()
        if kind in ("iri", "name"):
            return self._iri()
        if kind == "number":
            if text != str(self._whole()):
                raise Unknown(text)
            return Lit(text, f"^^<{XSD}integer>")
        if kind != "string":
            raise Unknown(text)
        self._take()
        value = re.sub(r"\\(.)", lambda found: ESCAPED.get(found.group(1), found.group(1)), text[1:-1])
        if self._tokens[self._at][0] == "lang":
            return Lit(value, self._take()[1].lower())
        if self._may("^^"):
            datatype = self._iri().value
            return Lit(value, "" if datatype == XSD + "string" else f"^^<{datatype}>")
        return Lit(value)

    def _iri(self) -> Iri:
        kind, text = self._take()
        if kind == "iri":
            return Iri(_resolved(self._base, text[1:-1]))
        if kind != "name":
            raise Unknown(text)
        prefix, _, local = text.partition(":")
        if prefix not in self._prefixes:
            raise Unknown(text)
        return Iri(self._prefixes[prefix] + local)

    def _bracketed(self) -> Expression:
        self._must("(")
        found = self._expression()
        self._must(")")
        return found

    def _expression(self) -> Expression:
        return self._chain("||", lambda: self._chain("&&", self._comparison))

    def _chain(self, sign: str, part: Callable[[], Expression]) -> Expression:
        found = part()
        while self._may(sign):
            found = Call(sign, (found, part()))
        return found

    def _comparison(self) -> Expression:
        left = self._primary()
        sign = self._peek()
        if sign in ("=", "!=", "<", ">", "<=", ">="):
            self._take()
            return Call(sign, (left, self._primary()))
        denied = self._may("NOT", "IN")
        if denied or self._may("IN"):
            self._must("(")
            some = [left, self._primary()]
            while self._may(","):
                some.append(self._primary())
            self._must(")")
            found = Call("IN", tuple(some))
            return Call("!", (found,)) if denied else found
        if sign in ("+", "-", "*", "/"):
            raise Unknown(sign)
        return left

    def _primary(self) -> Expression:
        if self._may("!"):
            return Call("!", (self._primary(),))
        word = self._peek()
        if word == "(":
            return self._bracketed()
        if self._tokens[self._at][0] != "word":
            return self._term()
        self._take()
        if word in AGGREGATES:
            self._must("(")
            distinct = self._may("DISTINCT")
            if word == "COUNT" and not distinct and self._may("*"):
                found = Aggregate(word, False, None)
            else:
                found = Aggregate(word, distinct, self._expression())
            self._must(")")
            return found
        if word not in FUNCTIONS:
            raise Unknown(word)
        self._must("(")
        arguments = [self._expression()]
        while self._may(","):
            arguments.append(self._expression())
        self._must(")")
        return Call(word, tuple(arguments))


def _resolved(base: str, iri: str) -> str:
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", iri):
        return iri
    if not re.fullmatch(r"[A-Za-z0-9_/-]*(?:#[A-Za-z0-9_-]*)?", iri) or not base.endswith("/") or iri.startswith("/"):
        raise Unknown(iri)
    return urljoin(base, iri)
