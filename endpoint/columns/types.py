"""What is known of a value before a row is read, from the classes of what the predicates of the snapshot have."""

from dataclasses import dataclass
from typing import Final, Protocol

from endpoint.columns.asked import Iri, Lit

TEXTS_BEGIN: Final = "@"
NODES: Final = frozenset({"iri", "bnode"})
NUMBERS: Final = frozenset({"integer", "decimal"})
DAYS: Final = frozenset({"date", "gYear", "gYearMonth"})
# The engine compares values of these as their letters, and none of them equals one with other letters.
LETTERED: Final = frozenset({"string", "boolean"}) | DAYS


def is_text(class_: str) -> bool:
    """Strings, with or without a language."""
    return class_ == "string" or class_.startswith(TEXTS_BEGIN)


def is_lettered(class_: str) -> bool:
    """Whether terms of the class are sorted by their letters, so that their numbers can be compared."""
    return class_ in LETTERED or class_ in NODES or is_text(class_)


class Facts(Protocol):
    """What the translation looks up in the tables."""

    lower: bool
    """Whether `lower` is exact for the letters of this snapshot."""
    every: frozenset[str]
    """All classes there are."""

    def id(self, term: Iri | Lit) -> int | None:
        """The number of a term, if it is there."""

    def border(self, value: str, beyond: bool) -> int:
        """The number of the first literal whose letters are not less than `value`; or, `beyond`, that are greater."""

    def classes(self, predicate: int | None) -> frozenset[str]:
        """The classes of the objects of a predicate."""


@dataclass(frozen=True, slots=True)
class Ids:
    """Terms by number; NULL is unbound."""

    sql: str
    classes: frozenset[str]
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Val:
    """Values: `text` with a suffix (None: several), `integer`, `decimal`, `boolean`; NULL is an error or unbound."""

    sql: str
    type: str
    suffix: str | None = ""


Value = Ids | Val
