"""The tokens of a query, as far as a look at it before the parser must know them."""

import re
from collections.abc import Iterator
from typing import Final

# A string of SPARQL, as all patterns here cut them.
STRING: Final = r"""
    \"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*'''
  | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*'
"""
# And an IRI.
IRI: Final = r"""<[^<>"{}|^`\x00-\x20]*>"""
_TOKEN: Final = re.compile(
    r"""
    (?P<skip> \#[^\n\r]*                                            # comment
            | """
    + STRING
    + r"""
            | \\. | [?$]\w+ | _:[\w\-]* | @[A-Za-z]+(?:-[A-Za-z0-9]+)* )
  | (?P<iri> """
    + IRI
    + r""" )
  | (?P<name> (?:[^\W\d_][\w.\-]*+)?:[\w\-:%]*+ )
  | (?P<words> [^\W\d_][\w.\-]*+ )                                # where no name begins, none begins further on
  | (?P<word> \w+ )
  | (?P<open> [({\[] | << )
  | (?P<close> [)}\]] | >> )
  | (?P<bang> !(?!=) )
  | (?P<chain> \|\|? | && | / )
    """,
    re.VERBOSE | re.DOTALL,
)
_WORD: Final = re.compile(r"(?P<word>\w+)")


def tokens(query: str) -> Iterator[re.Match[str]]:
    """The tokens from left to right, each once; what is none is passed over. Linear in the length of the query."""
    for token in _TOKEN.finditer(query):
        if token.lastgroup == "words":
            yield from _WORD.finditer(query, *token.span())
        else:
            yield token


def position(query: str, offset: int) -> str:
    """`line 3, column 14`, both from 1."""
    line = query.count("\n", 0, offset) + 1
    return f"line {line}, column {offset - query.rfind(chr(10), 0, offset)}"
