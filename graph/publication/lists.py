"""The releases by date, and those that belong to each thing: what every list on a page shows a stretch of.

Releases are numbered from 1, the newest first. The file has them by number, and for every thing the numbers of its
releases in 32 bits each, least byte first; so a list of ten thousand takes one look-up.

Decision 2026-11-29: gathered at sealing. Alternative: by the server when it opens a snapshot, as it was; at 50,000
releases that took it half a minute, in which queries waited. Cost: 4 bytes for each release of each thing.
"""

import sqlite3
import sys
from array import array
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from graph import vocabulary as v

LISTS: Final = "lists.sqlite"
LISTED: Final = (v.SCHEMA_MENTIONS, v.DCTERMS_PUBLISHER, v.DCTERMS_SUBJECT, v.DCTERMS_SPATIAL, v.DCTERMS_TYPE)
"""The properties by which a release belongs to a thing."""
DATES: Final = (v.DCTERMS_ISSUED, v.DATELINED)
"""The properties that date a release, the one that counts first."""

_SCHEMA: Final = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
CREATE TABLE release (number INTEGER PRIMARY KEY, iri TEXT, day TEXT);
CREATE TABLE belonging (property TEXT, thing TEXT, count INTEGER, numbers BLOB, PRIMARY KEY (property, thing))
WITHOUT ROWID;
"""


def lists(store: Store, place: Path) -> None:
    """Writes the lists of the graph into the folder `place`."""
    ordered = dated_releases(store)
    numbers = {node: number for number, (node, _) in enumerate(ordered, 1)}
    with closing(sqlite3.connect(place / LISTS)) as base:
        base.executescript(_SCHEMA)
        rows = ((number, node.value, day) for number, (node, day) in enumerate(ordered, 1))
        base.executemany("INSERT INTO release VALUES (?, ?, ?)", rows)
        for predicate in LISTED:
            base.executemany("INSERT INTO belonging VALUES (?, ?, ?, ?)", _belonging(store, predicate, numbers))
        base.commit()


def _belonging(
    store: Store, predicate: NamedNode, numbers: dict[NamedNode, int]
) -> Iterator[tuple[str, str, int, bytes]]:
    found: dict[str, set[int]] = {}
    for quad in store.quads_for_pattern(None, predicate, None, DefaultGraph()):
        number = numbers.get(quad.subject) if isinstance(quad.subject, NamedNode) else None
        if number is not None and isinstance(quad.object, NamedNode):
            found.setdefault(quad.object.value, set()).add(number)
    for thing in sorted(found):
        yield predicate.value, thing, len(found[thing]), packed(sorted(found[thing]))


def dated_releases(store: Store) -> list[tuple[NamedNode, str]]:
    """The releases of the merge with their days (issued, else datelined, else nothing), in the order of `newest`."""
    days: dict[NamedNode, str] = {}
    for quad in store.quads_for_pattern(None, v.RDF_TYPE, v.RELEASE, DefaultGraph()):
        if isinstance(quad.subject, NamedNode):
            days[quad.subject] = ""
    for predicate in reversed(DATES):
        # Of several days the first counts; the engine gives them in no order that means anything.
        found = [
            (quad.object.value, quad.subject)
            for quad in store.quads_for_pattern(None, predicate, None, DefaultGraph())
            if isinstance(quad.object, Literal) and isinstance(quad.subject, NamedNode) and quad.subject in days
        ]
        days |= {release: day for day, release in sorted(found, key=lambda pair: pair[0], reverse=True)}
    return newest(days.items())


def newest(days: Iterable[tuple[NamedNode, str]]) -> list[tuple[NamedNode, str]]:
    """Releases with their days, the newest first; of one day by their IRIs, the last first."""
    return sorted(days, key=lambda pair: (pair[1], pair[0].value), reverse=True)


def packed(numbers: Iterable[int]) -> bytes:
    """Numbers as they stand in the file."""
    return _least_byte_first(array("I", numbers)).tobytes()


def unpacked(numbers: bytes) -> "array[int]":
    """The numbers of `packed`."""
    return _least_byte_first(array("I", numbers))


def _least_byte_first(numbers: "array[int]") -> "array[int]":
    """Between the order of bytes that this machine has and that of the file, either way."""
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
