"""What must hold of a node before a SELECT can find anything at it, read off the query: most nodes need not be asked.

Of a query those parts are taken that every solution has to meet: the triple patterns of the outermost group that lead
on from `$this`, and the filters that one triple is not stated. They are looked up, which takes a tenth of the time of a
query; only where all of them hold is the query asked. What a query says beside them can but leave fewer solutions.

Decision 2026-11-29: a small reader of queries that gives up at whatever it does not know. Alternative: constraint
components of our own, written twice, in SPARQL and in Python. Cost: a query in unusual words is asked at every node.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from graph.shacl.data import Data, Resource, Statements, Term
from graph.shacl.vocabulary import RDF_TYPE

_TOKEN = re.compile(
    r"""\s+|\#[^\n]*
    |(?P<iri><[^<>"{}|^`\\\s]*>)
    |(?P<text>\"{3}(?:[^"\\]|\\.|"{1,2}(?!"))*\"{3}|\"(?:[^"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*')
    |(?P<var>[?$]\w+)
    |(?P<name>[A-Za-z][\w-]*:[\w-]*|:[\w-]+)
    |(?P<word>[A-Za-z]\w*)
    |(?P<sign>\d+(?:\.\d+)?|@[A-Za-z-]+|\^\^|&&|\|\||[<>!]=|[{}()\[\].;,|/^*+?!=<>-])""",
    re.VERBOSE | re.DOTALL,
)
_CLOSING = {"{": "}", "(": ")"}
_GROUPS = frozenset({"OPTIONAL", "MINUS"})
_THIS = "this"


class _Unknown(Exception):
    """Words of SPARQL that are not read here."""


_Part = str | NamedNode
"""A variable by its name, or an IRI."""
_Triple = tuple[_Part, _Part, _Part]


@dataclass(frozen=True, slots=True)
class Sieve:
    """Triples that have to be stated, each leading on from those before, and triples of which none may be."""

    stated: tuple[_Triple, ...]
    missing: tuple[_Triple, ...]

    def passes(self, data: Data, this: Resource, of_it: Statements) -> bool:
        """Whether the query may have a solution for `this`, of which `of_it` is stated."""
        return any(
            not any(_is_stated(data, triple, bound, of_it) for triple in self.missing)
            for bound in self._bindings(data, {_THIS: this}, of_it, 0)
        )

    def _bindings(
        self, data: Data, bound: Mapping[str, Term], of_it: Statements, place: int
    ) -> Iterator[Mapping[str, Term]]:
        if place == len(self.stated):
            yield bound
            return
        subject, predicate, value = self.stated[place]
        assert isinstance(subject, str)
        assert isinstance(predicate, NamedNode)
        values = (of_it if subject == _THIS else data.of(bound[subject])).get(predicate, ())
        if isinstance(value, str) and value not in bound:
            for one in values:
                yield from self._bindings(data, {**bound, value: one}, of_it, place + 1)
        elif (bound[value] if isinstance(value, str) else value) in values:
            yield from self._bindings(data, bound, of_it, place + 1)


def _is_stated(data: Data, triple: _Triple, bound: Mapping[str, Term], of_it: Statements) -> bool:
    subject, predicate, value = (bound.get(one) if isinstance(one, str) else one for one in triple)
    if value is None:  # any will do
        return bool((of_it if triple[0] == _THIS else data.of(subject)).get(predicate))  # type: ignore[arg-type]
    return isinstance(predicate, NamedNode) and isinstance(subject, Resource) and data.has(subject, predicate, value)


def sieve_of(query: str) -> Sieve | None:
    """The sieve of a SELECT; None where nothing can be read off it."""
    try:
        reader = _Reader(query)
        reader.read()
    except _Unknown:
        return None
    stated, known = _in_a_row(reader.stated)
    missing = tuple(one for one in reader.missing if _is_bound(one, known, reader.uses))
    # What is stated of other nodes is looked up only where it tells what must be missing: it seldom fails by itself.
    needed: set[_Part] = {part for triple in missing for part in triple}
    while more := {one[0] for one in stated if one[2] in needed} - needed:
        needed |= more
    needed |= {_THIS}
    stated = tuple(one for one in stated if one[2] in needed or one[0] == _THIS or _tells(one, needed))
    return Sieve(stated, missing) if stated or missing else None


def _in_a_row(triples: list[_Triple]) -> tuple[tuple[_Triple, ...], set[str]]:
    """The triples that lead on from `$this`, in an order in which they do, and the variables that they bind."""
    known, row, left = {_THIS}, list[_Triple](), list(triples)
    while ready := [one for one in left if one[0] in known and isinstance(one[1], NamedNode)]:
        # Those that bind nothing new are the quickest to fail.
        chosen = min(ready, key=lambda one: isinstance(one[2], str) and one[2] not in known)
        left.remove(chosen)
        row.append(chosen)
        known |= {one for one in chosen if isinstance(one, str)}
    return tuple(row), known


def _tells(triple: _Triple, needed: set[_Part]) -> bool:
    """Whether a triple says something of what is looked up anyway."""
    return triple[0] in needed and isinstance(triple[2], NamedNode)


def _is_bound(triple: _Triple, known: set[str], uses: Counter[str]) -> bool:
    """Whether it is known which triple must be missing: its value may be any only where nothing else speaks of it."""
    subject, predicate, value = triple
    given = [isinstance(one, NamedNode) or one in known for one in triple]
    return all(given) or (
        given[0] and isinstance(subject, str) and isinstance(predicate, NamedNode) and uses[str(value)] == 1
    )


@dataclass(slots=True)
class _Reader:
    """Reads a SELECT as far as the outermost group; raises _Unknown at what it does not know."""

    query: str
    stated: list[_Triple] = field(default_factory=list)
    missing: list[_Triple] = field(default_factory=list)
    uses: Counter[str] = field(default_factory=Counter)
    _tokens: list[tuple[str, str]] = field(default_factory=list)
    _prefixes: dict[str, str] = field(default_factory=dict)
    _at: int = 0

    def read(self) -> None:
        self._tokenize()
        while self._word() == "PREFIX":
            _, (_, name), (kind, iri) = self._take(), self._take(), self._take()
            if kind != "iri" or not name.endswith(":"):
                raise _Unknown
            self._prefixes[name] = iri[1:-1]
        if self._take()[1].upper() != "SELECT":
            raise _Unknown
        if self._word() in ("DISTINCT", "REDUCED"):
            self._take()
        while self._kind() == "var":
            self._take()
        if self._word() == "WHERE":
            self._take()
        self._group()
        behind = {text.upper() for kind, text in self._tokens[self._at :] if kind == "word"}
        if "HAVING" in behind and "GROUP" not in behind:  # one group even where nothing matches
            raise _Unknown

    def _group(self) -> None:
        self._expect("{")
        while self._sign() != "}":
            word = self._word()
            if self._sign() == ".":
                self._take()
            elif word == "FILTER":
                self._filter()
            elif word == "BIND":
                self._take()
                self._skip("(")
            elif word in _GROUPS:
                self._take()
                self._skip("{")
            elif self._sign() == "{":
                self._skip("{")
                while self._word() == "UNION":
                    self._take()
                    self._skip("{")
            else:
                self.stated += self._triples()
        self._take()

    def _filter(self) -> None:
        self._take()
        negated = self._word() == "NOT"
        if negated:
            self._take()
        if self._word() == "EXISTS":
            self._take()
            start = self._at
            self._skip("{")
            if negated and self._at - start in (5, 6):  # a triple and its braces, with a stop or without
                end, self._at = self._at, start + 1
                self.missing += self._triples()
                self._at = end
        else:
            if self._kind() in ("word", "name", "iri"):  # a function
                self._take()
            self._skip("(")

    def _triples(self) -> Iterator[_Triple]:
        """The triples of one subject; those whose property is a path, or whose value a literal, are passed over."""
        subject = self._part()
        if subject is None:
            raise _Unknown
        found: list[_Triple] = []
        while True:
            predicate = self._predicate()
            while True:
                value = self._part()
                if predicate is not None and value is not None:
                    found.append((subject, predicate, value))
                if self._sign() != ",":
                    break
                self._take()
            while self._sign() == ";":
                self._take()
            if self._sign() in (".", "}", "{") or self._word() in (*_GROUPS, "FILTER", "BIND"):
                return iter(found)

    def _predicate(self) -> _Part | None:
        """A property or a variable; None for a path of several steps, behind which the reader then stands."""
        if self._kind() == "var":
            return self._part()
        simple = self._path()
        while self._sign() in ("/", "|"):
            self._take()
            self._path()
            simple = None
        return simple

    def _path(self) -> _Part | None:
        simple, one = True, None
        while self._sign() in ("^", "!"):
            self._take()
            simple = False
        if self._sign() == "(":
            self._skip("(")
            simple = False
        else:
            one = self._part()
            if not isinstance(one, NamedNode):
                raise _Unknown
        while self._sign() in ("*", "+", "?"):
            self._take()
            simple = False
        return one if simple else None

    def _part(self) -> _Part | None:
        """A term; None for a literal."""
        kind, text = self._take()
        if kind == "var":
            return text[1:]
        if kind == "iri":
            return NamedNode(text[1:-1])
        if kind == "name":
            prefix, _, rest = text.partition(":")
            if f"{prefix}:" not in self._prefixes:
                raise _Unknown
            return NamedNode(self._prefixes[f"{prefix}:"] + rest)
        if kind == "word" and text == "a":
            return RDF_TYPE
        if kind == "text" and self._sign() not in ("^^",) and not (self._sign() or "").startswith("@"):
            return None
        raise _Unknown

    def _skip(self, opening: str) -> None:
        """To behind the bracket that closes the one that comes next."""
        self._expect(opening)
        depth = 1
        while depth:
            sign = self._sign()
            depth += (sign == opening) - (sign == _CLOSING[opening])
            self._take()

    def _expect(self, sign: str) -> None:
        if self._sign() != sign:
            raise _Unknown
        self._take()

    def _take(self) -> tuple[str, str]:
        if self._at == len(self._tokens):
            raise _Unknown
        self._at += 1
        return self._tokens[self._at - 1]

    def _kind(self) -> str:
        return self._tokens[self._at][0] if self._at < len(self._tokens) else ""

    def _word(self) -> str | None:
        return self._tokens[self._at][1].upper() if self._kind() == "word" else None

    def _sign(self) -> str | None:
        return self._tokens[self._at][1] if self._kind() == "sign" else None

    def _tokenize(self) -> None:
        at = 0
        while at < len(self.query):
            found = _TOKEN.match(self.query, at)
            if found is None:
                raise _Unknown
            at = found.end()
            if found.lastgroup:
                self._tokens.append((found.lastgroup, found[0]))
        self.uses.update(text[1:] for kind, text in self._tokens if kind == "var")
