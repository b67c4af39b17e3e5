"""ORDER BY over values of several kinds, written so that the engine sorts them.

pyoxigraph 0.5.13 compares literals of one kind by value and those of two kinds by their text, which goes round in a
circle (9 < 10, "10" < "5" < "9"): the order is then none, and sometimes Rust's sort notices and ends the process.
SPARQL 1.1 (15.1) leaves open how kinds stand to each other, and nothing else. So each condition becomes two, the kind
and the value; the engine works them out once for each row. Calls whose values are of one kind stay as they are.
"""

from collections.abc import Iterator
from itertools import islice
from re import Match
from typing import Final

from endpoint.queries import guard, lexing
from endpoint.queries.doubt import is_doubtful
from graph.terms import XSD

# Numbers are one kind, but for NaN, which is beside all of them; texts with and without a language are one, as for the
# engine. Of all else the datatype is the kind, apart from what it does not allow: only a right value has a time zone, a
# negation or a difference from itself. What is no literal keeps the engine's order: unbound, of which nothing can be
# said, then blank nodes, then IRIs.
# `1992` and `1992-12` stand where their first day does: what is dated is so to the day, the month or the year.
_FIRST_DAY: Final = (
    f"IF(DATATYPE({{0}}) IN (<{XSD}gYear>, <{XSD}gYearMonth>), "
    f'<{XSD}date>(CONCAT(STR({{0}}), IF(DATATYPE({{0}}) = <{XSD}gYear>, "-01-01Z", "-01Z"))), 1/0)'
)
_KIND: Final = (
    'IF(isLITERAL({0}), IF(isNUMERIC({0}), IF({0} = {0}, "1", "2"), IF(DATATYPE({0}) IN ('
    f"<{XSD}string>, <http://www.w3.org/1999/02/22-rdf-syntax-ns#langString>, "
    '<http://www.w3.org/1999/02/22-rdf-syntax-ns#dirLangString>), "3", '
    f'COALESCE(CONCAT(STR(DATATYPE({_FIRST_DAY})), " "), '
    "CONCAT(STR(DATATYPE({0})), "
    'IF(COALESCE(isLITERAL(TZ({0})), isLITERAL(!{0}), isLITERAL({0} - {0}), false), " ", "!"))))), "")'
)
# A time without a zone stands as if it were of UTC, which agrees with whatever XSD says of one with and one without.
# What has no time stands as it is: most values are no literals, and errors in all that is tried take their time.
_TIMELESS: Final = ", ".join(
    f"<{XSD}{name}>" for name in ("string", "integer", "decimal", "double", "boolean", "anyURI")
)
_VALUE: Final = (
    f'IF(isLITERAL({{0}}) && LANG({{0}}) = "" && DATATYPE({{0}}) NOT IN ({_TIMELESS}), '
    f'COALESCE({_FIRST_DAY}, IF(TZ({{0}}) = "", STRDT(CONCAT(STR({{0}}), "Z"), DATATYPE({{0}})), {{0}}), {{0}}), {{0}})'
)
# Calls whose values are of one kind, whatever they are given.
_OF_ONE_KIND: Final = frozenset(
    [
        *("STR", "LCASE", "UCASE", "CONCAT", "SUBSTR", "STRBEFORE", "STRAFTER", "REPLACE", "ENCODE_FOR_URI", "LANG"),
        *("STRLEN", "COUNT", "YEAR", "MONTH", "DAY", "HOURS", "MINUTES", "SECONDS"),
        *("ISIRI", "ISURI", "ISBLANK", "ISLITERAL", "ISNUMERIC", "CONTAINS", "STRSTARTS", "STRENDS", "REGEX"),
    ]
)
_MOST: Final = 100
_DIRECTIONS: Final = ("ASC", "DESC")
_AFTER: Final = ("LIMIT", "OFFSET", "VALUES")


def by_kind(seen: guard.Inspected) -> str | None:
    """The query with every ORDER BY by kind, then value; values of one kind stand as they did.

    A query that is no SPARQL stays none. None where nothing is there to be written anew, where a second look at an
    expression may give another value than the first, or where it is not sure what stands where. What stands behind a
    hundred conditions stays as it is: each is written many times longer.
    """
    text = seen.normalised
    if "order" not in text.lower() or seen.varies or guard.decoded(text) != text or is_doubtful(text):
        return None
    pieces: list[str] = []
    end = 0
    tokens = list(lexing.tokens(text))
    closing = _closing(tokens)
    counted = _named(tokens, closing)
    for first, last, direction in islice(_conditions(tokens, closing), _MOST):
        begin, until = tokens[first].start(), tokens[last].end()
        inner = _bare(tokens, closing, first + (direction is not None), last)
        if _is_of_one_kind(tokens, closing, *inner) or (inner[0] == inner[1] and tokens[inner[0]][0][1:] in counted):
            continue
        expression = text[tokens[first].end() if direction else begin : until]
        expression = expression if direction else f"({expression})"
        keys = (f"{direction or 'ASC'}({key.format(expression)})" for key in (_KIND, _VALUE))
        pieces += [text[end:begin], " ", *keys, " "]
        end = until
    return "".join([*pieces, text[end:]]) if pieces else None


def _conditions(tokens: list[Match[str]], closing: dict[int, int]) -> Iterator[tuple[int, int, str | None]]:
    """The first and the last token of each condition, and its direction, which is the first where it is said."""
    words = [token[0].upper() if token.lastgroup == "word" else "" for token in tokens] + [""]
    at = 0
    while at < len(tokens):
        if (words[at], words[at + 1]) != ("ORDER", "BY"):
            at += 1
            continue
        at += 2
        while (last := _last(tokens, words, closing, at)) is not None:
            yield at, last, words[at] if words[at] in _DIRECTIONS else None
            at = last + 1


def _is_of_one_kind(tokens: list[Match[str]], closing: dict[int, int], first: int, last: int) -> bool:
    """Whether an expression is one call of a function whose values are all of one kind."""
    called = first < last and tokens[first].lastgroup == "word" and tokens[first][0].upper() in _OF_ONE_KIND
    return called and closing.get(first + 1) == last


def _bare(tokens: list[Match[str]], closing: dict[int, int], first: int, last: int) -> tuple[int, int]:
    """The first and the last token of an expression without the brackets around it."""
    while tokens[first][0] == "(" and closing.get(first) == last:
        first, last = first + 1, last - 1
    return first, last


def _named(tokens: list[Match[str]], closing: dict[int, int]) -> set[str]:
    """The variables, without their signs, for which such a call stands and nothing else: `(COUNT(?a) AS ?n)`."""
    named = [at for at, token in enumerate(tokens) if token[0].upper() == "AS" and token.lastgroup == "word"]
    said = [tokens[at + 1][0][1:] for at in named if at + 1 < len(tokens)]
    opening = {end: begin for begin, end in closing.items()}
    found = set()
    for at in named:
        begin = opening.get(at + 2)
        if begin is not None and _is_of_one_kind(tokens, closing, begin + 1, at - 1):
            found.add(tokens[at + 1][0][1:])
    return {name for name in found if said.count(name) == 1}


def _closing(tokens: list[Match[str]]) -> dict[int, int]:
    """For each bracket that opens, by its place, the place where it closes."""
    closing: dict[int, int] = {}
    opened: list[int] = []
    for place, token in enumerate(tokens):
        if token[0] == "(":
            opened.append(place)
        elif token[0] == ")" and opened:
            closing[opened.pop()] = place
    return closing


def _last(tokens: list[Match[str]], words: list[str], closing: dict[int, int], at: int) -> int | None:
    """The last token of the condition that begins there, a variable, a bracket or a call; None where none does."""
    if at == len(tokens):
        return None
    first = tokens[at]
    if first.lastgroup == "skip":
        return at if first[0][0] in "?$" else None
    called = first.lastgroup in ("word", "name", "iri") and words[at] not in _AFTER
    return closing.get(at + called)
