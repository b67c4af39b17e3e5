"""Reads a SELECT as far as its outermost group: what every solution has to meet, stated, missing or by a filter."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from graph.shacl.filters import Filter, Unknown
from graph.shacl.vocabulary import RDF_TYPE

_TOKEN = re.compile(
    r"""\s+|\#[^\r\n]*
    |(?P<iri><[^<>"{}|^`\\\s]*>)
    |(?P<text>\"{3}(?:[^"\\]|\\.|"{1,2}(?!"))*\"{3}
    |'{3}(?:[^'\\]|\\.|'{1,2}(?!'))*'{3}|\"(?:[^"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*')
    |(?P<var>[?$]\w+)
    |(?P<name>[A-Za-z][\w-]{0,99}:[\w-]*|:[\w-]+)
    |(?P<word>[A-Za-z]\w*)
    |(?P<sign>\d+(?:\.\d+)?|@[A-Za-z-]+|\^\^|&&|\|\||[<>!]=|[{}()\[\].;,|/^*+?!=<>-])""",
    re.VERBOSE | re.DOTALL,
)
_IRI = re.compile(r"<[A-Za-z][\w+.-]*:[^()]*>")
"""With brackets it might be what stands between two signs of order, as in `1<(2)&&(4>3)`."""
_CLOSING = {"{": "}", "(": ")"}
_GROUPS = frozenset({"OPTIONAL", "MINUS"})


Part = str | NamedNode
"""A variable by its name, or an IRI."""
Choice = tuple[NamedNode, ...]
"""A property, or one of several, as `oa:prefix|oa:suffix`."""
TriplePattern = tuple[Part, str | Choice, Part]


@dataclass(slots=True)
class SelectReader:
    """Reads a SELECT as far as the outermost group; raises Unknown at what it does not know."""

    query: str
    stated: list[TriplePattern] = field(default_factory=list)
    missing: list[TriplePattern] = field(default_factory=list)
    filters: list[Filter] = field(default_factory=list)
    uses: Counter[str] = field(default_factory=Counter)
    _tokens: list[tuple[str, str]] = field(default_factory=list)
    _prefixes: dict[str, str] = field(default_factory=dict)
    _at: int = 0

    def read(self) -> None:
        self._tokenize()
        while self.word() == "PREFIX":
            _, (_, name), (kind, iri) = self.take(), self.take(), self.take()
            if kind != "iri" or not name.endswith(":"):
                raise Unknown
            self._prefixes[name] = iri[1:-1]
        if self.take()[1].upper() != "SELECT":
            raise Unknown
        if self.word() in ("DISTINCT", "REDUCED"):
            self.take()
        while self.kind() == "var":
            self.take()
        if self.word() == "WHERE":
            self.take()
        self._group()
        behind = {text.upper() for kind, text in self._tokens[self._at :] if kind == "word"}
        if "HAVING" in behind and "GROUP" not in behind:  # one group even where nothing matches
            raise Unknown

    def _group(self) -> None:
        self._expect("{")
        while self.sign() != "}":
            word = self.word()
            if self.sign() == ".":
                self.take()
            elif word == "FILTER":
                self._filter()
            elif word == "BIND":
                self.take()
                self._skip("(")
            elif word in _GROUPS:
                self.take()
                self._skip("{")
            elif self.sign() == "{":
                self._skip("{")
                while self.word() == "UNION":
                    self.take()
                    self._skip("{")
            else:
                self.stated += self._triples()
        self.take()

    def _filter(self) -> None:
        self.take()
        negated = self.word() == "NOT"
        if negated:
            self.take()
        if self.word() == "EXISTS":
            self.take()
            start = self._at
            self._skip("{")
            if negated and self._at - start in (5, 6):  # a triple and its braces, with a stop or without
                end, self._at = self._at, start + 1
                self.missing += self._triples()
                self._at = end
            return
        start = self._at
        try:
            self.filters.append(Filter(self))
        except Unknown:
            self._at = start
            if self.kind() in ("word", "name", "iri"):  # a function
                self.take()
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
                if self.sign() != ",":
                    break
                self.take()
            while self.sign() == ";":
                self.take()
            if self.sign() in (".", "}", "{") or self.word() in (*_GROUPS, "FILTER", "BIND"):
                return iter(found)

    def _predicate(self) -> str | Choice | None:
        """A variable or properties; None for a path of several steps, behind which the reader then stands."""
        if self.kind() == "var":
            return self.take()[1][1:]
        choice, simple = [self._path()], True
        while self.sign() in ("/", "|"):
            simple &= self.take()[1] == "|"
            choice.append(self._path())
        found = tuple(one for one in choice if one is not None)
        return found if simple and len(found) == len(choice) else None

    def _path(self) -> NamedNode | None:
        simple = True
        one: Part | None = None
        while self.sign() in ("^", "!"):
            self.take()
            simple = False
        if self.sign() == "(":
            self._skip("(")
            simple = False
        else:
            one = self._part()
            if not isinstance(one, NamedNode):
                raise Unknown
        while self.sign() in ("*", "+", "?"):
            self.take()
            simple = False
        return one if simple and isinstance(one, NamedNode) else None

    def _part(self) -> Part | None:
        """A term; None for a literal."""
        kind, text = self.take()
        if kind == "var":
            return text[1:]
        if kind in ("iri", "name"):
            self._at -= 1
            return self.iri()
        if kind == "word" and text == "a":
            return RDF_TYPE
        if kind == "text" and self.sign() not in ("^^",) and not (self.sign() or "").startswith("@"):
            return None
        raise Unknown

    def iri(self) -> NamedNode:
        """The IRI that the next token is, or stands for."""
        kind, text = self.take()
        if kind == "iri":
            return NamedNode(text[1:-1])
        prefix, _, rest = text.partition(":")
        if kind != "name" or f"{prefix}:" not in self._prefixes:
            raise Unknown
        return NamedNode(self._prefixes[f"{prefix}:"] + rest)

    def _skip(self, opening: str) -> None:
        """To behind the bracket that closes the one that comes next."""
        self._expect(opening)
        depth = 1
        while depth:
            sign = self.sign()
            depth += (sign == opening) - (sign == _CLOSING[opening])
            self.take()

    def _expect(self, sign: str) -> None:
        if self.sign() != sign:
            raise Unknown
        self.take()

    def take(self) -> tuple[str, str]:
        """The next token, behind which the reader then stands."""
        if self._at == len(self._tokens):
            raise Unknown
        self._at += 1
        return self._tokens[self._at - 1]

    def kind(self) -> str:
        """The kind of the next token; nothing at the end."""
        return self._tokens[self._at][0] if self._at < len(self._tokens) else ""

    def word(self) -> str | None:
        """The next token where it is a word, in capitals."""
        return self._tokens[self._at][1].upper() if self.kind() == "word" else None

    def sign(self) -> str | None:
        """The next token where it is a sign."""
        return self._tokens[self._at][1] if self.kind() == "sign" else None

    def _tokenize(self) -> None:
        at = 0
        while at < len(self.query):
            found = _TOKEN.match(self.query, at)
            if found is None or (found.lastgroup == "iri" and not _IRI.fullmatch(found[0])):
                raise Unknown
            at = found.end()
            if found.lastgroup:
                self._tokens.append((found.lastgroup, found[0]))
        self.uses.update(text[1:] for kind, text in self._tokens if kind == "var")
