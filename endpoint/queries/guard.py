"""Looks at a query before any parser does, because the engine's parser can be killed by a query and cannot be stopped.

The scanner knows only what it must: where strings, IRIs and comments are, so that brackets and keywords inside them do
not count. Where it is in doubt it refuses. Measured on pyoxigraph 0.5.13: its parser needs no space between words, so
`trueSERVICE<x>{}`, `SERVICEex:x{}` and `ex:a\\# SERVICE ...` all call out; a keyword is therefore looked for inside
bare words, and escapes in names are read as such.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from endpoint.problems import Problem
from endpoint.queries.doubt import is_doubtful, refuse_doubt
from endpoint.queries.lexing import IRI, STRING, position, tokens

_CODEPOINT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")

# Runs of white space and comments that are not one space, and whatever may hold their signs, cut as in the tokens.
_SPACED = re.compile(
    r"""
    (?P<between> (?= [\t\r\n\#] | [ ][ \t\r\n\#] ) (?: [ \t\r\n]+ | \#[^\n\r]* )+ )
  | """
    + STRING
    + r"""
  | \\. | """
    + IRI
    + " | <<",
    re.VERBOSE | re.DOTALL,
)
_TO_BE_SPACED: Final = re.compile(r"[\t\r\n#]|  ")
# Escapes, and whatever is left to the engine to read: strings, IRIs and comments, cut as in the tokens.
_ESCAPED = re.compile(
    r"""
    \\u (?P<four> [0-9A-Fa-f]{4} ) | \\U (?P<eight> [0-9A-Fa-f]{8} ) | \#[^\n\r]*
  | """
    + STRING
    + r""" | \\. | """
    + IRI,
    re.VERBOSE | re.DOTALL,
)
_FROM: Final = re.compile(r"FROM(?P<named>NAMED)?", re.IGNORECASE)
_FROM_LAST: Final = re.compile(rf"{_FROM.pattern}$", re.IGNORECASE)
_NAMED: Final = re.compile(r"(?P<named>NAMED)", re.IGNORECASE)
_UPDATES: Final = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")
_CHAINED: Final = frozenset({"UNION", "OPTIONAL", "MINUS", "BIND", "LATERAL", "FILTER"})
_PROLOGUE: Final = frozenset({"PREFIX", "BASE", "VERSION"})
_VARYING: Final = re.compile("RAND|NOW|UUID|BNODE")
_CALLED: Final = re.compile(r"(?:RAND|NOW|UUID|BNODE)\(", re.IGNORECASE)

# Nothing but words, variables, numbers, signs and IRIs in full, cut as in the tokens.
_PLAIN: Final = re.compile(
    r"""\s*+((?:SELECT|ASK|CONSTRUCT|DESCRIBE)(?!\w))(?:[^<:"'#\\]++|<[^<>"{}|^`\x00-\x20]*+>|<<?+)*+""", re.IGNORECASE
)

# Chains recurse in the engine as brackets do. The query process has a stack of 256 MB, which took 8,000 links of every
# kind; people write a few dozen. No setting lets brackets be nested deeper than that either.
LONGEST_CHAIN: Final = 1000


@dataclass(frozen=True, slots=True)
class Inspected:
    """What was seen in a query that may go to the engine."""

    names_dataset: bool
    """It has FROM or FROM NAMED."""
    varies: bool
    """Its answer may differ from one time to the next, so it must not be cached."""
    undeclared: tuple[str, ...]
    """Prefixes used but not declared."""
    form: str = ""
    """The first word after the prologue: SELECT, ASK, CONSTRUCT or DESCRIBE where it is a query."""
    calls: frozenset[str] = frozenset()
    """Services that it calls; each is on the list of those that may be called."""
    normalised: str = ""
    """The query without what does not change its meaning."""
    graphs: tuple[tuple[bool, str], ...] = ()
    """What FROM names, as written, and whether it is FROM NAMED."""
    prologue: str = ""
    """What stands before the form: prefixes and base."""


def inspect(query: str, *, length: int, nesting: int, services: Collection[str] = ()) -> Inspected:
    """Raises Problem for a query that is too long, nested too deeply, an update, or calls a service not listed.

    Linear in the length of the query. The query is looked at twice, as written and with its \\u escapes decoded.
    """
    size = len(query.encode("utf-8", "surrogatepass"))
    if size > length:
        raise Problem(
            "query-too-long",
            f"The query has {size} bytes; the limit is {length}.",
            members={"limit": "query_length", "allowed": length, "used": size},
        )
    scan = _Scan(query, services)
    if not scan.is_plain(nesting):
        scan.check(nesting)
        if (plain := decoded(query)) != query:
            _Scan(plain, services).check(nesting)
    varies = scan.varies or bool(scan.calls)  # what others say may change while our snapshot does not
    undeclared = tuple(sorted(scan.used - scan.declared))
    return Inspected(
        scan.names_dataset,
        varies,
        undeclared,
        scan.form,
        frozenset(scan.calls),
        normalised(query),
        tuple(scan.graphs),
        query[: scan.begins],
    )


def decoded(query: str) -> str:
    """The query with the characters that its \\u escapes stand for (SPARQL 1.1, 19.2)."""
    if "\\" not in query:
        return query
    return _CODEPOINT.sub(lambda found: _character(found.group(1) or found.group(2)), query)


def spelt_out(query: str) -> str:
    """The query with the characters that \\u escapes in its names and words stand for, which the engine does not know.

    Those in strings and IRIs it reads itself, also where the character alone would end them. A byte order mark, which
    some programs put before a text in UTF-8 and nobody sees, is left out.
    """
    query = query.removeprefix("\ufeff")
    if "\\" not in query:
        return query
    return _ESCAPED.sub(_spelt_out, query)


def _spelt_out(found: re.Match[str]) -> str:
    digits = found["four"] or found["eight"]
    code = int(digits, 16) if digits else -1
    # What stands for no character stays, for the engine to refuse.
    return chr(code) if 0 <= code < 0xD800 or 0xE000 <= code < 0x110000 else found[0]


def _character(digits: str) -> str:
    code = int(digits, 16)
    return chr(code) if code < 0x110000 else ""


def normalised(query: str) -> str:
    """The query with one space for each run of white space and comments outside strings, and none around it.

    Queries that differ in nothing else mean the same, so they share an answer and its validator. One of which it is not
    sure where its strings begin stays as it is.
    """
    if not _TO_BE_SPACED.search(query) or is_doubtful(query):
        return query.strip(" ")
    # No other white space is cut off: SPARQL has no more of it, so it makes a query wrong.
    return _SPACED.sub(lambda token: " " if token["between"] else token[0], query).strip(" ")


class _Scan:
    """One pass over the tokens of a query."""

    def __init__(self, query: str, services: Collection[str]) -> None:
        self.query = query
        self.calls: set[str] = set()
        self._services = services
        self.names_dataset = False
        self.varies = False
        self.declared: set[str] = set()
        self.used: set[str] = set()
        self._links = 0
        self.form = ""
        self.begins = 0
        self.graphs: list[tuple[bool, str]] = []
        # What stands nowhere in the query is not looked for in each of its words.
        whole = query.upper()
        self._says_from = "FROM" in whole
        self._says_service = "service" in query.casefold()
        self._suspect = self._says_from or self._says_service or bool(_VARYING.search(whole))

    def is_plain(self, nesting: int) -> bool:
        """Whether a look at each token would find nothing but the form, as in most look-ups; takes a tenth of that."""
        found = None if self._suspect or len(self.query) > LONGEST_CHAIN else _PLAIN.fullmatch(self.query)
        if found is None or max(sum(map(self.query.count, "([{<")), self.query.count("!")) > nesting:
            return False
        self.form, self.begins = found[1].upper(), found.start(1)
        return True

    def check(self, nesting: int) -> None:
        refuse_doubt(self.query, nesting, LONGEST_CHAIN, suspect=self._says_service)
        depth = bangs = 0
        called: int | None = None
        named: bool | None = None
        declares = False
        for token in tokens(self.query):
            kind = token.lastgroup
            if kind == "skip":
                continue
            text = token[0]
            word = text.upper() if kind == "word" else ""
            if kind == "name" and declares:
                self.declared.add(text.partition(":")[0])
            declares = word == "PREFIX"
            if called is not None:
                called = self._call(token, called)
                continue
            if self._says_from:
                named = self._graph(token, named)
            bangs = bangs + 1 if kind == "bang" else 0
            depth += (kind == "open") - (kind == "close")
            if depth > nesting or bangs > nesting:
                where = position(self.query, token.start())
                raise Problem(
                    "query-nesting",
                    f"At {where} the query is nested deeper than {nesting}.",
                    members={"limit": "query_nesting", "allowed": nesting, "used": max(depth, bangs)},
                )
            if word:
                if self._services and word == "SERVICE":
                    called = token.start()
                    continue
                if self._suspect or not self.form:
                    self._word(text, word, token)
                if word in _CHAINED:
                    self._link(token)
            elif kind == "name":
                self._name(text, token)
            elif kind == "iri" and self._suspect:
                self.varies |= bool(_CALLED.search(text))  # `?a<NOW()&&?b>` is none
            elif kind == "chain":
                self._link(token)

    def _graph(self, token: re.Match[str], named: bool | None) -> bool | None:
        """Whether the next token is a graph's name, and of FROM NAMED; None where it is none.

        The parser needs no space between words and names: `ASKFROM<g>`, `FROM NAMEDex:g`.
        """
        text, kind = token.group(), token.lastgroup
        if kind == "word" and (found := _FROM_LAST.search(text)):
            return found["named"] is not None
        if kind == "word" and named is False and text.upper() == "NAMED":
            return True
        if kind == "name" and text.partition(":")[0] not in self.declared:
            glued = _FROM.match(text) or (_NAMED.match(text) if named is not None else None)
            if glued:
                named, text = bool(glued["named"]), text[glued.end() :]
        if kind in ("iri", "name") and named is not None:
            self.graphs.append((named, text))
        return None

    def _call(self, token: re.Match[str], start: int) -> int | None:
        """What follows the word SERVICE at `start`: SILENT, or the address of a service that is listed, as written."""
        text = token.group()
        if token.lastgroup == "word" and text.upper() == "SILENT":
            return start
        if token.lastgroup != "iri" or text[1:-1] not in self._services:
            raise Problem(
                "federation-refused",
                f"At {position(self.query, start)} the query calls what is not listed.",
                remedy=f"These may be called, by their addresses in full: {', '.join(self._services)}.",
            )
        self.calls.add(text[1:-1])
        return None

    def _word(self, text: str, word: str, token: re.Match[str]) -> None:
        if not self.form and word not in _PROLOGUE:
            self.form, self.begins = word, token.start()
            if word.startswith(_UPDATES):
                raise Problem("update-refused", f"{word} is an update; the snapshot that is served never changes.")
        self._refuse_service(text, token)
        self.names_dataset |= "FROM" in word
        self.varies |= bool(_VARYING.search(word))

    def _name(self, text: str, token: re.Match[str]) -> None:
        prefix = text.partition(":")[0]
        if self._says_service:
            self._refuse_service(prefix, token)
        if prefix not in self.declared:
            self.names_dataset |= "FROM" in prefix.upper()
            self.used.add(prefix)

    def _refuse_service(self, text: str, token: re.Match[str]) -> None:
        if "service" in text.casefold():
            raise Problem("federation-refused", f"At {position(self.query, token.start())} the query says SERVICE.")

    def _link(self, token: re.Match[str]) -> None:
        self._links += 1
        if self._links > LONGEST_CHAIN:
            raise Problem(
                "query-nesting",
                f"At {position(self.query, token.start())} the query joins more than {LONGEST_CHAIN} parts.",
                remedy="Use VALUES for long lists, or split the query.",
                members={"limit": "longest_chain", "allowed": LONGEST_CHAIN, "used": self._links},
            )
