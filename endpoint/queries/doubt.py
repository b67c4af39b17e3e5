"""Where a query may be another one than it seems: what looks like an IRI or a name, and may be more.

`?a<?b#>` is an IRI to whoever does not know that a value stands before it; to the engine it is the sign `<`, a variable
and a comment, and `?a<'>'` a string. With what follows, a quotation mark in the comment perhaps, all seems a string
that holds SERVICE, and is none.
"""

import re
from typing import Final

from endpoint.problems import Problem
from endpoint.queries.lexing import position, tokens


def _holding(signs: str) -> re.Pattern[str]:
    """What looks like an IRI and has one of the signs in it."""
    return re.compile(rf"""<[^<>"{{}}|^`{signs}\x00-\x20]*+[{signs}][^<>"{{}}|^`\x00-\x20]*+>""")


# A sign of a string or a comment, or a bracket, which would be missed where it closes.
_DOUBTFUL: Final = _holding(r"'\#()\[\]")
# Or one of those that may not follow each other for ever.
_LINKED: Final = _holding(r"'\#()\[\]!&")
_GAP: Final = " \t\r\n."
"""What may stand between a value and a sign behind it; a point ends a number."""
_SIGNS: Final = "=!<>+-*/|&,;^"
"""What ends in one of these is no value."""
# Functions of engines behind us, which must not be hidden either, and escapes, which may write them.
_OWN: Final = re.compile(r"(?:bif|sql):|\\u", re.IGNORECASE)
# The second half of a name that makes an IRI with whatever the prefix stands for, if that is not a host alone.
_WHOLE: Final = re.compile(r"[\w:%][\w\-:%]*+(?:\.+[\w\-:%]+)?+")
_HOST: Final = re.compile(r"<(?:[^:/?#]*:)?//[^/?#]*>|<.*\\.*>")


# What begins so is an IRI wherever it stands: no expression of SPARQL does.
_SURE: Final = re.compile(r"""<[A-Za-z][\w+.\-]*+://[^<>"{}|^`'()\[\]\x00-\x20]*+>""")


def is_doubtful(query: str) -> bool:
    """Whether something in it that looks like an IRI may hide where a string or a comment begins."""
    return any(not _SURE.fullmatch(found[0]) for found in _DOUBTFUL.finditer(query))


def refuse_doubt(query: str, nesting: int, chain: int, *, suspect: bool) -> None:
    """Raises Problem where `<` may be a sign, so that what follows is not what it seems, and it matters.

    An IRI stands in place of a value, a sign behind one, within round brackets. There a collection cannot be told from
    an expression: it is refused only in a query that says what strings and comments may hide (`suspect`), or has more
    brackets than may be nested, or more links than a `chain` may have.
    """
    if suspect:
        _refuse_split_names(query)
    linked = query.count("!") > nesting or query.count("&") > chain
    seeming = _LINKED if linked else _DOUBTFUL
    matters = suspect or linked or _may_be_deep(query, nesting, chain) or _OWN.search(query)
    if not matters or not seeming.search(query):
        return
    opened: list[str] = []
    behind_value, end, last = False, 0, ""
    for token in tokens(query):
        kind, text = token.lastgroup, token[0]
        if between := query[end : token.start()].strip(_GAP):
            behind_value = between[-1] not in _SIGNS
        end = token.end()
        if text[0] == "#":
            continue
        doubtful = text == "<<" or (kind == "iri" and seeming.fullmatch(text))
        if doubtful and behind_value and opened and opened[-1] == "(":
            raise Problem(
                "query-syntax",
                f"At {position(query, token.start())}, {text[:60]} may be an IRI or a comparison.",
                remedy="Write a space behind the sign <, or declare a prefix for the IRI.",
            )
        if kind == "open":
            # No expression stands first within braces: this is a row of values, and so are those behind it.
            in_row = text == "(" and (last in ("{", "row") or opened[-1:] == ["row"])
            opened.append("row" if in_row else text)
        closed = opened.pop() if kind == "close" and opened else ""
        last = "row" if closed == "row" else text
        behind_value = kind in ("iri", "name", "word", "close", "skip")


def _may_be_deep(query: str, nesting: int, chain: int) -> bool:
    """Whether there are brackets enough in it to be nested too deeply, or links for too long a chain."""
    return sum(map(query.count, ("(", "[", "{", "<<"))) > nesting or sum(map(query.count, "|&/")) > chain


def _refuse_split_names(query: str) -> None:
    """Raises Problem where a name that holds SERVICE may be two to the engine: the prefix alone, and what is behind it.

    It tries that where both together make no IRI, as a host with letters in its port, or where a sign stands between:
    `ex:-1SERVICE<x>{}` is a number and a call.
    """
    declares = host = False
    for token in tokens(query):
        kind, text = token.lastgroup, token[0]
        if text[0] == "#":
            continue
        host |= declares and kind == "iri" and bool(_HOST.fullmatch(text))
        local = text.partition(":")[2] if kind == "name" else ""
        declares = (kind == "name" and not local) or (kind == "word" and text.upper() == "BASE")
        if "service" in local.casefold() and (host or not _WHOLE.fullmatch(local)):
            raise Problem("federation-refused", f"At {position(query, token.start())} the query says SERVICE.")
