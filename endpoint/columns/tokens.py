"""A query cut into tokens, and what a reader does with them: look ahead, take, may, must."""

import re
from typing import Final

from endpoint.columns.asked import Unknown, Var

_TOKEN: Final = re.compile(
    r"""
    (?:\s++|\#[^\n\r]*+)*+
    (?: (?P<iri> <[^<>"{}|^`\x00-\x20\\]*> )
      | (?P<var> [?$][A-Za-z0-9_]+ )
      | (?P<string> "(?:[^"\\\n\r]|\\[tbnrf"'\\])*" | '(?:[^'\\\n\r]|\\[tbnrf"'\\])*' )
      | (?P<lang> @[A-Za-z]+(?:-[A-Za-z0-9]+)* )
      | (?P<number> \d+(?![\d.eE]) )
      | (?P<name> (?:[A-Za-z][A-Za-z0-9_-]*+)?:(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?)?
            (?! [\w%:\\-] | \.[\w%:\\-] ) )
      | (?P<word> [A-Za-z]+ )
      | (?P<sign> \^\^ | && | \|\| | != | <= | >= | [{}()\[\].;,*+?/|^!=<>-] )
    )
    """,
    re.VERBOSE,
)

# Strings and IRIs, as all readers cut them, and what a plain look-up is once `x:x` stands for each: a named subject and
# what is said of it, then filters; no other group, no second subject, no step back.
_WORDS: Final = re.compile(
    r"""<[^<>"{}|^`\x00-\x20]*> | "(?:[^"\\\n\r]|\\.)*+" | '(?:[^'\\\n\r]|\\.)*+'""", re.VERBOSE | re.DOTALL
)
_LOOK_UP: Final = re.compile(
    r"""
    [^{}\#]*+ \{ [ ]? \w*+:[\w-]++ [ ]
    (?: [^{}\#.^()] | \^\^ )*
    (?: \.? [ ]? (?:FILTER|BIND) [ ]? \w*+ [ ]?
        \( (?: [^(){}\#] | \( (?: [^(){}\#] | \( [^(){}\#]*+ \) )*+ \) )*+ \) [ ]? )*+
    \.? [ ]? \} [^{}\#]*+
    """,
    re.VERBOSE | re.IGNORECASE,
)


def is_look_up(query: str) -> bool:
    """Whether a query plainly looks up a named thing, seen sooner than by reading it. False says nothing."""
    return _LOOK_UP.fullmatch(" ".join(_WORDS.sub("x:x", query).split())) is not None


class Tokens:
    """The tokens of a query, taken one after the other. Raises Unknown where the query has anything else."""

    def __init__(self, query: str) -> None:
        self._tokens: list[tuple[str, str]] = []
        self._at = 0
        end = 0
        while found := _TOKEN.match(query, end):
            kind = str(found.lastgroup)
            self._tokens.append((kind, found.group(kind)))
            end = found.end()
        if re.fullmatch(r"(?:\s++|#[^\n\r]*+)*+", query[end:]) is None:
            raise Unknown(query[end : end + 20])
        self._tokens.append(("end", ""))

    def _peek(self, ahead: int = 0) -> str:
        """The kind of a token; a word in capitals and a sign are kinds of their own."""
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
