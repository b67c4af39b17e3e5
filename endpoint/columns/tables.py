"""The tables, open: looks up what translations need, and answers what they can.

Used in query processes (`evaluation/child.py`), so it imports little.
"""

import io
import mmap
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import IO, Any, Final, cast

import pyoxigraph as ox

from endpoint.columns.asked import Iri, Lit, Unknown
from endpoint.columns.reader import read
from endpoint.columns.sql import Statement, statement
from endpoint.columns.tokens import is_look_up
from endpoint.columns.types import Val
from graph.terms import COLUMNS, PLACES, TERMS, VERSION, XSD, Key, literal, parts

try:  # the engine without the parts in Python, which take longer to load than a process takes to start
    import _duckdb as duckdb
except ImportError:
    import duckdb  # type: ignore[no-redef]

_WORTH: Final = re.compile(r"\b(?:GROUP|ORDER|COUNT|SUM|MIN|MAX|FILTER|VALUES|DISTINCT)\b", re.IGNORECASE)
"""What a query says that may go through much; all others are left to the engine unread."""
_REMEMBERED: Final = 10_000
_ROWS: Final = 1000


class Terms(Sequence[str]):
    """The terms by number, sorted; read where they lie."""

    def __init__(self, texts: Path, places: Path) -> None:
        self._texts = _mapped(texts)
        self._places = memoryview(_mapped(places)).cast("Q")
        if self._places[-1] != len(self._texts):
            raise ValueError("the terms are not whole")

    def __len__(self) -> int:
        return len(self._places) - 1

    def __getitem__(self, number: Any) -> str:
        return self._texts[self._places[number] : self._places[number + 1]].decode()


def _mapped(path: Path) -> mmap.mmap:
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


class Missing(Exception):
    """There are no tables that can be read; the text says why."""


def opened(folder: str, memory_mb: int) -> "Lane":
    """The tables in the folder of a snapshot. Raises Missing where there are none that can be read."""
    try:
        return Lane(Path(folder), memory_mb)
    except (OSError, ValueError, TypeError, KeyError, duckdb.Error) as fault:  # TypeError: a file cut in a number
        raise Missing(f"{type(fault).__name__}: {fault}") from fault


class Lane:
    """The tables of one snapshot, read-only. Not for several threads."""

    def __init__(self, folder: Path, memory_mb: int) -> None:
        """Raises ValueError where the tables are of another version, OSError or duckdb.Error where there are none."""
        self.folder = folder
        self._terms = Terms(folder / TERMS, folder / PLACES)
        settings: dict[str, Any] = {"threads": 1, "memory_limit": f"{memory_mb}MB", "enable_external_access": False}
        settings["temp_directory"] = ""  # what does not fit into memory is left to the engine, and to its limits
        self._tables = duckdb.connect(str(folder / COLUMNS), read_only=True, config=settings)
        facts = dict(self._tables.execute("SELECT name, value FROM facts").fetchall())
        if facts["version"] != VERSION:
            raise ValueError(f"version {facts['version']}")
        self._nothing = ox.Store()
        self.lower = bool(facts["lower"])
        self._objects: dict[int, set[str]] = {}
        for predicate, class_ in self._tables.execute("SELECT p, class FROM objects").fetchall():
            self._objects.setdefault(predicate, set()).add(class_)
        self.every = frozenset({"iri"}.union(*self._objects.values(), {"bnode"} if facts["bnodes"] else ()))
        self.id = lru_cache(maxsize=_REMEMBERED)(self._id)
        self.text = lru_cache(maxsize=_REMEMBERED)(self._terms.__getitem__)

    def answer(self, query: str, base: str) -> Any:
        """The solutions, as the engine gives them; None where the engine must be asked. Raises SyntaxError as it."""
        try:
            return self.solutions(query, base)
        except Unknown:
            return None

    def solutions(self, query: str, base: str) -> Any:
        """The same, but raises Unknown with the reason why the engine must be asked."""
        if not _WORTH.search(query) or is_look_up(query):
            raise Unknown("a look-up")
        asked = read(query, base)
        if asked.looks_up():
            raise Unknown("a look-up")
        made = statement(asked, self)
        self._nothing.query(query, base_iri=base)  # the engine's parser has the last word
        try:
            lines = cast(IO[bytes], _Lines(made, self._tables.execute(made.sql).fetchmany, self.text))
        except duckdb.Error as fault:
            raise Unknown(str(fault)) from None
        return ox.parse_query_results(lines, ox.QueryResultsFormat.TSV)

    def classes(self, predicate: int | None) -> frozenset[str]:
        """The classes of the objects of a predicate."""
        return frozenset(self._objects.get(predicate, ())) if predicate is not None else frozenset()

    def _id(self, term: Iri | Lit) -> int | None:
        key = (1, term.value, "", "") if isinstance(term, Iri) else literal(term.value, term.suffix).key
        found = bisect_left(self._terms, key, key=_key)
        return found if found < len(self._terms) and _key(self._terms[found]) == key else None

    def border(self, value: str, beyond: bool) -> int:
        """The number of the first literal whose letters are not less than `value`; or, `beyond`, that are greater."""
        bisect = bisect_right if beyond else bisect_left
        return bisect(self._terms, (2, value), key=lambda text: _key(text)[:2])


def _key(text: str) -> Key:
    return parts(text).key


class _Lines(io.RawIOBase):
    """The rows as a file of TSV."""

    def __init__(
        self, made: Statement, fetch: Callable[[int], list[tuple[Any, ...]]], text: Callable[[int], str]
    ) -> None:
        self._fetch = fetch
        self._text = text
        self._kinds = [one.type if isinstance(one, Val) else None for one in made.columns.values()]
        self._suffixes = [one.suffix if isinstance(one, Val) else None for one in made.columns.values()]
        head = "\t".join(f"?{name}" for name in made.columns) + "\n"
        # The first rows now: what has no room for its joins and orders fails before them, and can be asked elsewhere.
        self._left = (head + self._some(fetch(_ROWS))).encode()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._left:
            try:
                self._left = self._some(self._fetch(_ROWS)).encode()
            except duckdb.Error as fault:
                raise MemoryError from fault  # a part of the answer is sent; there is no other cause
        piece = self._left[: len(buffer)]
        buffer[: len(piece)] = piece
        self._left = self._left[len(piece) :]
        return len(piece)

    def _some(self, rows: list[tuple[Any, ...]]) -> str:
        return "".join(self._line(row) for row in rows)

    def _line(self, row: tuple[Any, ...]) -> str:
        return "\t".join(map(self._cell, row, self._kinds, self._suffixes)) + "\n"

    def _cell(self, value: Any, kind: str | None, suffix: str | None) -> str:
        if value is None:
            return ""
        if kind is None:
            return self._text(value)
        if kind == "integer":
            return f'"{int(value)}"^^<{XSD}integer>'
        return str(ox.Literal(value)) + (suffix or "")
