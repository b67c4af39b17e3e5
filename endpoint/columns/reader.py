"""Reads queries into values (`asked.py`), or refuses them. Knows less than the grammar, never more.

The engine's own parser has accepted a query before it comes here, so what is read here is SPARQL; whatever this reader
does not know raises Unknown. Order in a group is kept where it matters: BIND may use only what was bound before it.
"""

import re
from typing import Final
from urllib.parse import urljoin

from endpoint.columns.asked import (
    XSD,
    Aggregate,
    Call,
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

_TOKEN: Final = re.compile(
    r"""
    (?:\s+|\#[^\n\r]*)*
    (?: (?P<iri> <[^<>"{}|^`\x00-\x20\\]*> )
      | (?P<var> [?$][A-Za-z0-9_]+ )
      | (?P<string> "(?:[^"\\\n\r]|\\[tbnrf"'\\])*" | '(?:[^'\\\n\r]|\\[tbnrf"'\\])*' )
      | (?P<lang> @[A-Za-z]+(?:-[A-Za-z0-9]+)* )
      | (?P<number> \d+(?![\d.eE]) )
      | (?P<name> (?:[A-Za-z][A-Za-z0-9_-]*)?:(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?)?
            (?! [\w%:\\-] | \.[\w%:\\-] ) )
      | (?P<word> [A-Za-z]+ )
      | (?P<sign> \^\^ | && | \|\| | != | <= | >= | [{}()\[\].;,*+?/|^!=<>-] )
    )
    """,
    re.VERBOSE,
)
_ESCAPED: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_FUNCTIONS: Final = frozenset(
    {"STR", "LANG", "LANGMATCHES", "LCASE", "STRLEN", "SUBSTR", "CONTAINS", "STRSTARTS", "STRENDS", "REGEX"}
    | {"YEAR", "MONTH", "DAY", "BOUND", "ISIRI", "ISURI", "ISLITERAL"}
)
_AGGREGATES: Final = frozenset({"COUNT", "SUM", "MIN", "MAX", "SAMPLE"})
_TYPE: Final = Iri("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_DEEPEST: Final = 40


def read(query: str, base: str) -> Select:
    """The query, with IRIs resolved against `base`. Raises Unknown where it is not understood."""
    reader = _Reader(query, base)
    try:
        return reader.select()
    except RecursionError:
        raise Unknown("depth") from None


class _Reader:
    def __init__(self, query: str, base: str) -> None:
        self._base = base
        self._prefixes: dict[str, str] = {}
        self._tokens: list[tuple[str, str]] = []
        self._at = 0
        self._fresh = 0
        end = 0
        while found := _TOKEN.match(query, end):
            kind = str(found.lastgroup)
            self._tokens.append((kind, found.group(kind)))
            end = found.end()
        if re.fullmatch(r"(?:\s+|#[^\n\r]*)*", query[end:]) is None:
            raise Unknown(query[end : end + 20])
        self._tokens.append(("end", ""))

    # Tokens

    def _peek(self, ahead: int = 0) -> str:
        kind, text = self._tokens[min(self._at + ahead, len(self._tokens) - 1)]
        return text.upper() if kind == "word" else text if kind == "sign" else kind

    def _take(self) -> tuple[str, str]:
        token = self._tokens[self._at]
        if token[0] != "end":
            self._at += 1
        return token

    def _may(self, *words: str) -> bool:
        """Takes these words, where all of them come."""
        if all(self._peek(number) == word for number, word in enumerate(words)):
            self._at += len(words)
            return True
        return False

    def _must(self, *words: str) -> None:
        if not self._may(*words):
            raise Unknown(f"{self._peek()} for {words[0]}")

    def _var(self) -> Var:
        kind, text = self._take()
        if kind != "var":
            raise Unknown(text)
        return Var(text[1:])

    def _whole(self) -> int:
        kind, text = self._take()
        if kind != "number" or len(text) > 15:
            raise Unknown(text)
        return int(text)

    # The query

    def select(self) -> Select:
        while self._peek() in ("PREFIX", "BASE"):
            if self._may("BASE"):
                self._base = self._iri().value
            else:
                self._must("PREFIX")
                kind, name = self._take()
                if kind != "name" or not name.endswith(":"):
                    raise Unknown(name)
                self._prefixes[name[:-1]] = self._iri().value
        self._must("SELECT")
        distinct = self._may("DISTINCT")
        columns = self._columns()
        self._may("WHERE")
        asked = Select(columns, self._group(), distinct)
        self._modifiers(asked)
        if self._peek() != "end":
            raise Unknown(self._peek())
        return asked

    def _columns(self) -> list[tuple[Var, Expression | None]]:
        columns: list[tuple[Var, Expression | None]] = []
        while self._peek() in ("var", "("):
            columns.append(self._named_expression() if self._peek() == "(" else (self._var(), None))
        if not columns:
            raise Unknown("*")
        return columns

    def _named_expression(self) -> tuple[Var, Expression]:
        self._must("(")
        expression = self._expression()
        self._must("AS")
        name = self._var()
        self._must(")")
        return name, expression

    def _modifiers(self, asked: Select) -> None:
        if self._may("GROUP", "BY"):
            asked.keys = []
            while self._peek() in ("var", "("):
                asked.keys.append(self._named_expression() if self._peek() == "(" else (self._var(), None))
        if self._may("HAVING"):
            while self._peek() == "(":
                asked.having.append(self._bracketed())
        if self._may("ORDER", "BY"):
            while self._peek() in ("var", "(", "ASC", "DESC") or self._peek() in _AGGREGATES:
                down = self._may("DESC")
                bracketed = self._may("ASC") or down or self._peek() == "("
                asked.order.append((self._bracketed() if bracketed else self._primary(), down))
        for _ in "ab":
            if self._may("LIMIT"):
                asked.limit = self._whole()
            elif self._may("OFFSET"):
                asked.offset = self._whole()

    # Groups

    def _group(self, depth: int = 0, graph: Var | Iri | None = None) -> Group:
        if depth > _DEEPEST:
            raise Unknown("depth")
        self._must("{")
        group, closed = Group(), set[str]()
        while not self._may("}"):
            word = self._peek()
            if self._may("."):
                continue
            known = _bound(group)
            if word in ("OPTIONAL", "BIND"):
                self._at += 1
                if word == "BIND":
                    self._bind(group, known)
                else:
                    self._optional(group, closed, depth)
                closed |= _bound(group) - known
                continue
            if self._may("FILTER"):
                group.filters.append(self._constraint())
            elif self._may("VALUES"):
                group.values.append(self._values())
            elif self._may("GRAPH"):
                name = self._term()
                if not isinstance(name, Var | Iri):
                    raise Unknown("GRAPH")
                inner = self._group(depth + 1, name)
                if graph is not None or not _only_patterns(inner):
                    raise Unknown("GRAPH")
                group.patterns += inner.patterns
            else:
                self._triples(group.patterns, graph)
            # What an OPTIONAL or a BIND has bound must not be joined with what comes later.
            if closed & _bound(Group(group.patterns, group.values)):
                raise Unknown("a variable that was bound by OPTIONAL or BIND")
        return group

    def _optional(self, group: Group, closed: set[str], depth: int) -> None:
        inner = self._group(depth + 1)
        if inner.optionals or inner.binds or inner.values or closed & _bound(inner):
            raise Unknown("OPTIONAL")
        group.optionals.append(inner)

    def _constraint(self) -> Expression:
        denied = self._may("NOT", "EXISTS")
        if denied or self._may("EXISTS"):
            inner = self._group(1)
            if not _only_patterns(inner):
                raise Unknown("EXISTS")
            found = Exists(tuple(inner.patterns))
            return Call("!", (found,)) if denied else found
        return self._bracketed() if self._peek() == "(" else self._primary()

    def _bind(self, group: Group, known: set[str]) -> None:
        name, expression = self._named_expression()
        if not variables(expression) <= known:
            raise Unknown("BIND of what comes later")
        group.binds.append((name, expression))

    def _values(self) -> tuple[list[Var], list[list[Iri | Lit]]]:
        single = self._peek() == "var"
        names: list[Var] = [self._var()] if single else []
        if not single:
            self._must("(")
            while not self._may(")"):
                names.append(self._var())
        self._must("{")
        rows: list[list[Iri | Lit]] = []
        while not self._may("}"):
            if not single:
                self._must("(")
            row = [self._constant() for _ in names]
            if not single:
                self._must(")")
            rows.append(row)
        return names, rows

    def _constant(self) -> Iri | Lit:
        term = self._term()
        if isinstance(term, Var):
            raise Unknown("variable")
        return term

    def _triples(self, into: list[Pattern], graph: Var | Iri | None) -> None:
        subject = self._term()
        while True:
            path = self._path()
            while True:
                self._steps(into, subject, path, self._term(), graph)
                if not self._may(","):
                    break
            if not self._may(";"):
                return
            while self._may(";"):
                pass
            if self._peek() in (".", "}"):
                return

    def _path(self) -> list[Var | tuple[Iri, bool, str]]:
        """A variable; or steps, each with whether it goes back, and `*`, `+` or nothing."""
        if self._peek() == "var":
            return [self._var()]
        steps: list[Var | tuple[Iri, bool, str]] = []
        while True:
            back = self._may("^")
            bracketed = self._may("(")
            if bracketed:
                back ^= self._may("^")
            step = _TYPE if self._is_a() else self._iri()
            if bracketed:
                self._must(")")
            if self._peek() == "+" and self._peek(1) == "number":
                raise Unknown("a sign or a step")
            times = next((sign for sign in "*+" if self._may(sign)), "")
            steps.append((step, back, times))
            if not self._may("/"):
                break
        if self._peek() in ("|", "?"):
            raise Unknown("path")
        return steps

    def _is_a(self) -> bool:
        if self._tokens[self._at] == ("word", "a"):
            self._at += 1
            return True
        return False

    def _steps(
        self,
        into: list[Pattern],
        subject: Term,
        path: list[Var | tuple[Iri, bool, str]],
        object_: Term,
        graph: Var | Iri | None,
    ) -> None:
        for number, step in enumerate(path):
            last = number == len(path) - 1
            following = object_ if last else self._between()
            if isinstance(step, Var):
                into.append(Pattern(subject, step, following, graph))
            else:
                iri, back, times = step
                if times:
                    if graph is not None:
                        raise Unknown("path in a graph")
                    into.append(Pattern(subject, Closure(iri, back, int(times == "+")), following))
                elif back:
                    into.append(Pattern(following, iri, subject, graph))
                else:
                    into.append(Pattern(subject, iri, following, graph))
            subject = following

    def _between(self) -> Var:
        self._fresh += 1
        return Var(f" {self._fresh}")  # which no query can name

    # Terms and expressions

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
        value = re.sub(r"\\(.)", lambda found: _ESCAPED.get(found.group(1), found.group(1)), text[1:-1])
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

    def _chain(self, sign: str, part: object) -> Expression:
        assert callable(part)
        found: Expression = part()
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
        if word in _AGGREGATES:
            self._must("(")
            distinct = self._may("DISTINCT")
            if word == "COUNT" and not distinct and self._may("*"):
                found = Aggregate(word, False, None)
            else:
                found = Aggregate(word, distinct, self._expression())
            self._must(")")
            return found
        if word not in _FUNCTIONS:
            raise Unknown(word)
        self._must("(")
        arguments = [self._expression()]
        while self._may(","):
            arguments.append(self._expression())
        self._must(")")
        return Call(word, tuple(arguments))


def _only_patterns(group: Group) -> bool:
    return bool(group.patterns) and not (group.values or group.optionals or group.binds or group.filters)


def _bound(group: Group) -> set[str]:
    """The variables that a group may bind."""
    found = {name for pattern in group.patterns for name in mentioned(pattern)}
    found |= {one.name for names, _ in group.values for one in names}
    found |= {name for inner in group.optionals for name in _bound(inner)}
    return found | {name.name for name, _ in group.binds}


def _resolved(base: str, iri: str) -> str:
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", iri):
        return iri
    if not re.fullmatch(r"[A-Za-z0-9_/-]*(?:#[A-Za-z0-9_-]*)?", iri) or not base.endswith("/") or iri.startswith("/"):
        raise Unknown(iri)
    return urljoin(base, iri)
