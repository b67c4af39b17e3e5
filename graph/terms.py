"""Terms of RDF as text, in the parts by which the tables of `graph.publication.columns` sort and compare them.

key      kind (0 blank node, 1 IRI, 2 literal), letters, datatype, language: the order of the tables
class    what is known of the value: `iri`, `bnode`, `string`, `@en`, `date`, ...; `other` where nothing is

And what the files of these tables are called, for those who write them and for query processes, which load little.
"""

import datetime
import re
from dataclasses import dataclass
from typing import Final

COLUMNS, TERMS, PLACES = "columns.duckdb", "columns.terms", "columns.places"
VERSION: Final = 1
"""Of the tables; files of another are left alone."""
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
LANGUAGE_STRING: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
LOWERED: Final = "lower(replace({}, '\u0130', 'i\u0307'))"
"""DuckDB's SQL for letters in lower case as Unicode has them: its `lower` alone takes the dot from the I of Turkish."""
# Values in these forms are in the order of their letters. Zones, and years beyond four digits, are not.
_PLAIN: Final = {
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
    "gYear": re.compile(r"\d{4}"),
    "gYearMonth": re.compile(r"\d{4}-\d\d"),
    "boolean": re.compile(r"true|false"),
    "integer": re.compile(r"-?\d{1,18}"),
    "decimal": re.compile(r"-?\d{1,18}(?:\.\d{1,18})?"),
}

_DAYS: Final = frozenset({"date", "gYear", "gYearMonth"})

Key = tuple[int, str, str, str]


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a term."""

    key: Key
    class_: str

    @property
    def number(self) -> str | None:
        """The value of an integer or a decimal; of a day, a month or a year the number of its first day."""
        if self.class_ in _DAYS:
            return str(_first_day(self.key[1]).toordinal())
        return self.key[1] if self.class_ in ("integer", "decimal") else None


def parts(text: str) -> Parts:
    """The parts of a term in N-Triples."""
    if text[0] == "<":
        return Parts((1, _unescaped(text[1:-1]), "", ""), "iri")
    if text[0] != '"':
        return Parts((0, text[2:], "", ""), "bnode")
    escaped, _, suffix = text[1:].rpartition('"')
    return literal(_unescaped(escaped), suffix)


def literal(value: str, suffix: str) -> Parts:
    """The parts of a literal with that suffix of N-Triples: nothing, `@en`, or `^^<...>`."""
    if suffix.startswith("@"):
        return Parts((2, value, LANGUAGE_STRING, suffix[1:]), suffix)
    if not suffix:
        return Parts((2, value, XSD + "string", ""), "string")
    datatype = suffix[3:-1]
    name = datatype.removeprefix(XSD) if datatype.startswith(XSD) else ""
    plain = _PLAIN.get(name)
    class_ = name if plain and plain.fullmatch(value) and _is_day(name, value) else "other"
    return Parts((2, value, datatype, ""), class_)


def _is_day(class_: str, value: str) -> bool:
    """Whether a day, month or year is in the calendar; true for all else."""
    if class_ not in _DAYS:
        return True
    try:
        _first_day(value)
    except ValueError:
        return False
    return True


def _first_day(value: str) -> datetime.date:
    return datetime.date.fromisoformat((value + "-01-01")[:10])


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(_character, text) if "\\" in text else text


_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
ESCAPED: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


def _character(found: re.Match[str]) -> str:
    short, long, sign = found.groups()
    return chr(int(short or long, 16)) if short or long else ESCAPED.get(sign, sign)
