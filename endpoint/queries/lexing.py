"""The tokens of a query, as far as a look at it before the parser must know them."""

import re
from collections.abc import Iterator
from typing import Final

# What may stand in names: what Python calls letters, and of all else what SPARQL has and more.
_LETTER: Final = r"\w\u00b7\u00c0-\ufffd"
# A string with any other escape is none to the engine: to it, what begins as a long one is an empty one then.
_IN_STRING: Final = r"""\\(?: [tbnrf"'\\] | (?: u | U0000 ) (?![Dd][89A-Fa-f]) [0-9A-Fa-f]{4}
    | U00 (?: 10 | 0[1-9A-Fa-f] ) [0-9A-Fa-f]{4} )"""
# A string of SPARQL, as all patterns here cut them.
STRING: Final = rf"""
    \"\"\"(?:[^"\\]|{_IN_STRING}|"(?!""))*\"\"\" | '''(?:[^'\\]|{_IN_STRING}|'(?!''))*'''
  | "(?:[^"\\\n\r]|{_IN_STRING})*" | '(?:[^'\\\n\r]|{_IN_STRING})*'
"""
# And an IRI.
IRI: Final = r"""<[^<>"{}|^`\x00-\x20]*>"""
_LOCAL: Final = rf"(?: [{_LETTER}\-:%] | \\[_~.\-!$&'()*+,;=/?\#@%] )"
_TOKEN: Final = re.compile(
    r"""
    (?P<skip> \#[^\n\r]*                                            # comment
            | """
    + STRING
    + rf"""
            | \\. | [?$][{_LETTER}]+ | _:[{_LETTER}\-]* | @[A-Za-z]+(?:-[A-Za-z0-9]+)* )
  | (?P<iri> """
    + IRI
    + rf""" )
  | (?P<name> (?:[^\W\d_][{_LETTER}.\-]*+)?: {_LOCAL}*+ (?: \.+{_LOCAL}++ )?+ )
  | (?P<words> [^\W\d_][{_LETTER}.\-]*+ )                         # where no name begins, none begins further on
  | (?P<word> \w+ )
  | (?P<open> [({{\[] | << )
  | (?P<close> [)}}\]] | >> )
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
