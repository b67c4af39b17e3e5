"""Reads queries into values (`asked.py`), or refuses them. Knows less than the grammar, never more.

The engine's own parser has accepted a query before it comes here, so what is read here is SPARQL; whatever this reader
does not know raises Unknown. Order in a group is kept where it matters: BIND may use only what was bound before it.
"""

from typing import Final

from endpoint.columns.asked import (
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
from endpoint.columns.terms import AGGREGATES, FUNCTIONS, Terms

_TYPE: Final = Iri("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_DEEPEST: Final = 40


def read(query: str, base: str) -> Select:
    """The query, with IRIs resolved against `base`. Raises Unknown where it is not understood."""
    reader = _Reader(query, base)
    try:
        return reader.select()
    except RecursionError:
        raise Unknown("depth") from None


class _Reader(Terms):
    """Reads the parts that make a query: columns, groups, paths, modifiers."""

    def __init__(self, query: str, base: str) -> None:
        super().__init__(query, base)
        self._fresh = 0

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
        if asked.having and not asked.gathers():
            raise Unknown("HAVING of no groups")
        if self._may("ORDER", "BY"):
            while self._peek() in ("var", "(", "ASC", "DESC") or self._peek() in AGGREGATES | FUNCTIONS:
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


def _only_patterns(group: Group) -> bool:
    return bool(group.patterns) and not (group.values or group.optionals or group.binds or group.filters)


def _bound(group: Group) -> set[str]:
    """The variables that a group may bind."""
    found = {name for pattern in group.patterns for name in mentioned(pattern)}
    found |= {one.name for names, _ in group.values for one in names}
    found |= {name for inner in group.optionals for name in _bound(inner)}
    return found | {name.name for name, _ in group.binds}
