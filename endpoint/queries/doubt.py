"""Where a query may be another one than it seems: what looks like an IRI, and may be a comparison.

`?a<?b#>` is an IRI to whoever does not know that a value stands before it; to the engine it is the sign `<`, a variable
and a comment, and `?a<'>'` a string. With what follows, a quotation mark in the comment perhaps, all seems a string
that holds SERVICE, and is none.
"""

import re
from typing import Final

from endpoint.problems import Problem
from endpoint.queries.lexing import position, tokens

# With a sign of a string or a comment in it, or with a bracket, which would be missed where it closes.
_DOUBTFUL: Final = re.compile(r"""<[^<>"{}|^`'\#()\[\]\x00-\x20]*+['\#()\[\]][^<>"{}|^`\x00-\x20]*+>""")
_GAP: Final = " \t\r\n."
"""What may stand between a value and a sign behind it; a point ends a number."""
# Functions of engines behind us, which must not be hidden either, and escapes, which may write them.
_OWN: Final = re.compile(r"(?:bif|sql):|\\u", re.IGNORECASE)


def refuse_doubt(query: str, nesting: int, *, suspect: bool) -> None:
    """Raises Problem where `<` may be a sign, so that what follows is not what it seems, and it matters.

    An IRI stands in place of a value, a sign behind one, within round brackets. There a list of values cannot be told
    from an expression: it is refused only in a query that says what strings and comments may hide (`suspect`), or has
    more brackets than may be nested.
    """
    matters = suspect or sum(map(query.count, "([{")) > nesting or _OWN.search(query)
    if not matters or not _DOUBTFUL.search(query):
        return
    opened: list[str] = []
    behind_value, end = False, 0
    for token in tokens(query):
        kind, text = token.lastgroup, token[0]
        if query[end : token.start()].strip(_GAP):
            behind_value = False  # another sign stands between
        end = token.end()
        if text[0] == "#":
            continue
        doubtful = text == "<<" or (kind == "iri" and _DOUBTFUL.fullmatch(text))
        if doubtful and behind_value and opened and opened[-1] == "(":
            raise Problem(
                "query-syntax",
                f"At {position(query, token.start())}, {text[:60]} may be an IRI or a comparison.",
                remedy="Write a space behind the sign <, or declare a prefix for the IRI.",
            )
        if kind == "open":
            opened.append(text)
        elif kind == "close" and opened:
            opened.pop()
        behind_value = kind in ("iri", "name", "word", "close", "skip")
