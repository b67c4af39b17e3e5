"""Makes queries nobody would write: at random from the grammar's words, and by damaging queries that are right."""

import random
from typing import Final

_WORDS: Final = [
    "SELECT",
    "ASK",
    "CONSTRUCT",
    "DESCRIBE",
    "WHERE",
    "FROM",
    "NAMED",
    "GRAPH",
    "OPTIONAL",
    "UNION",
    "MINUS",
    "FILTER",
    "BIND",
    "VALUES",
    "EXISTS",
    "NOT",
    "IN",
    "AS",
    "DISTINCT",
    "REDUCED",
    "ORDER",
    "BY",
    "GROUP",
    "HAVING",
    "LIMIT",
    "OFFSET",
    "ASC",
    "DESC",
    "COUNT",
    "SUM",
    "REGEX",
    "CONCAT",
    "IF",
    "COALESCE",
    "STR",
    "LANG",
    "UNDEF",
    "a",
    "true",
    "false",
    "PREFIX",
    "BASE",
    "SERVICE",
    "SILENT",
    "LATERAL",
    "INSERT",
    "DELETE",
    "LOAD",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "<<",
    ">>",
    ".",
    ";",
    ",",
    "*",
    "+",
    "-",
    "/",
    "|",
    "^",
    "!",
    "=",
    "!=",
    "<",
    ">",
    "<=",
    "&&",
    "||",
    "?s",
    "?p",
    "?o",
    "$x",
    "_:b",
    "p:q",
    ":",
    "<x:a>",
    "<>",
    "<http://x/#y>",
    "1",
    "-2.5",
    "1e9",
    '"s"',
    "'s'",
    '"""l"""',
    "@en",
    "^^",
    "#",
    "\\",
    "\\u0053",
    "\n",
]
_SIGNS: Final = "{}()[]<>\"'\\#?$:;.,!|&/*^@ \n\t\x00\u00e9\u202e\U0001f600aSERVICE"


def random_query(draw: random.Random, _: list[str]) -> str:
    """Half of them with a right beginning and end, so that some get beyond the first word."""
    words = " ".join(draw.choice(_WORDS) for _ in range(min(draw.randrange(1, 60), draw.randrange(1, 60))))
    return f"SELECT * {{ ?s ?p ?o . {words} }}" if draw.random() < 0.5 else words


def mutated(draw: random.Random, seeds: list[str]) -> str:
    """One of the seeds with a few places cut, doubled, swapped, overwritten, or joined to another."""
    query = draw.choice(seeds)
    for _ in range(draw.randrange(1, 6)):
        start = draw.randrange(len(query) + 1)
        end = min(len(query), start + draw.randrange(1, 30))
        piece = query[start:end]
        query = draw.choice(
            (
                query[:start] + query[end:],
                query[:end] + piece * draw.randrange(1, 9) + query[end:],
                query[:start] + draw.choice(_SIGNS) * draw.randrange(1, 4) + query[end:],
                query[:start] + piece[::-1] + query[end:],
                query[:start] + draw.choice(seeds)[start:],
            )
        )
    return query
