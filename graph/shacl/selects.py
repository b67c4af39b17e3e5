"""Reads a SELECT as far as its outermost group: the triples and the missing triples that every solution has to meet."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

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


class Unknown(Exception):
    """Words of SPARQL that are not read here."""


Part = str | NamedNode
"""A variable by its name, or an IRI."""
TriplePattern = tuple[Part, Part, Part]


@dataclass(slots=True)
class SelectReader:
    """Reads a SELECT as far as the outermost group; raises Unknown at what it does not know."""

    query: str
    stated: list[TriplePattern] = field(default_factory=list)
    missing: list[TriplePattern] = field(default_factory=list)
    uses: Counter[str] = field(default_factory=Counter)
    _tokens: list[tuple[str, str]] = field(default_factory=list)
    _prefixes: dict[str, str] = field(default_factory=dict)
    _at: int = 0

    def read(self) -> None:
        self._tokenize()
        while self._word() == "PREFIX":
            _, (_, name), (kind, iri) = self._take(), self._take(), self._take()
            if kind != "iri" or not name.endswith(":"):
                raise Unknown
            self._prefixes[name] = iri[1:-1]
        if self._take()[1].upper() != "SELECT":
            raise Unknown
        if self._word() in ("DISTINCT", "REDUCED"):
            self._take()
        while self._kind() == "var":
            self._take()
        if self._word() == "WHERE":
            self._take()
        self._group()
        behind = {text.upper() for kind, text in self._tokens[self._at :] if kind == "word"}
        if "HAVING" in behind and "GROUP" not in behind:  # one group even where nothing matches
            raise Unknown

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

    def _triples(self) -> Iterator[TriplePattern]:
        """The triples of one subject; those whose property is a path, or whose value a literal, are passed over."""
        subject = self._part()
        if subject is None:
            raise Unknown
        found: list[TriplePattern] = []
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

    def _predicate(self) -> Part | None:
        """A property or a variable; None for a path of several steps, behind which the reader then stands."""
        if self._kind() == "var":
            return self._part()
        simple = self._path()
        while self._sign() in ("/", "|"):
            self._take()
            self._path()
            simple = None
        return simple

    def _path(self) -> Part | None:
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
                raise Unknown
        while self._sign() in ("*", "+", "?"):
            self._take()
            simple = False
        return one if simple else None

    def _part(self) -> Part | None:
        """A term; None for a literal."""
        kind, text = self._take()
        if kind == "var":
            return text[1:]
        if kind == "iri":
            return NamedNode(text[1:-1])
        if kind == "name":
            prefix, _, rest = text.partition(":")
            if f"{prefix}:" not in self._prefixes:
                raise Unknown
            return NamedNode(self._prefixes[f"{prefix}:"] + rest)
        if kind == "word" and text == "a":
            return RDF_TYPE
        if kind == "text" and self._sign() not in ("^^",) and not (self._sign() or "").startswith("@"):
            return None
        raise Unknown

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
            raise Unknown
        self._take()

    def _take(self) -> tuple[str, str]:
        if self._at == len(self._tokens):
            raise Unknown
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
                raise Unknown
            at = found.end()
            if found.lastgroup:
                self._tokens.append((found.lastgroup, found[0]))
        self.uses.update(text[1:] for kind, text in self._tokens if kind == "var")
