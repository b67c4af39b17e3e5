"""What documents tell of things, made at sealing, so that nobody who asks first waits for some dozens of look-ups.

Beside the store stands a file with the first document about each release, role, event, quote, person, body, State and
place, as Turtle and as JSON-LD; the other formats of RDF are written from the Turtle in a fraction of the time that
looking it up takes. Beside them stand the notes that bear out what is said of each. It is known by the code that made
it: another version of that looks everything up as ever.

The decision stands in `endpoint/README.md`, its cost in `benchmarks/README.md`.
"""

import hashlib
import random
import sqlite3
import sys
import threading
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import pyoxigraph
from pyoxigraph import NamedNode

from endpoint.documents import documents, jsonld, noted, rdf
from endpoint.negotiate import Format, offered
from endpoint.serving import reader
from endpoint.serving.reader import Note, Reader, StoreReader
from endpoint.serving.store import Serving
from graph import iri, snapshot, vocabulary
from graph import vocabulary as v
from graph.iri import BASE
from graph.publication import Beside, files

FILE: Final = "documents.sqlite"
_CLASSES: Final = (
    *(v.RELEASE, v.ROLE, v.SCHEMA_EVENT, v.SCHEMA_QUOTATION, v.FOAF_PERSON, v.ORG_ORGANIZATION, v.STRUCTURE),
    *(v.FIELD_OPERATION, v.STATE, v.PLACE, v.TENURE, v.FIELD_OF_WORK, v.CONTENT_TYPE, v.MEETING_SERIES),
)
_SCHEMA: Final = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
CREATE TABLE made (code TEXT, turtle BLOB, jsonld BLOB, notes BLOB);
CREATE TABLE document (name TEXT PRIMARY KEY, pages INTEGER, turtle BLOB, jsonld BLOB, notes BLOB);
"""
_TURTLE: Final = next(one for one in offered("resource") if one.name == "turtle")
_COLUMNS: Final = ("turtle", "jsonld", "notes")
"""What is made of each thing: two formats by their names, and notes."""
_LEVEL: Final = 3
_SAMPLE: Final = 40
# A machine for each document: the less it looks back, the sooner it is there.
_WINDOW: Final = 13
_MEMORY: Final = 6
_AT_ONCE: Final = 100
_Made = tuple[int, bytes, bytes, bytes]
_Make = Callable[[Sequence[NamedNode]], list[_Made]]


@dataclass(frozen=True, slots=True)
class First:
    """The first document about a thing, packed, in the format of that name; `pages` is how many there are about it."""

    pages: int
    form: str
    packed: bytes


def seal(place: Path) -> None:
    """Writes the first documents about the things of the snapshot, and the notes on these, into its folder."""
    look = StoreReader(place / snapshot.STORE)
    nodes, make = _things(look), _maker(look)
    sample = make(random.Random(0).sample(nodes, min(_SAMPLE, len(nodes))))
    words = [_words(of) for of in zip(*(made[1:] for made in sample), strict=True)] or [b""] * len(_COLUMNS)
    with closing(sqlite3.connect(place / FILE)) as base:
        base.executescript(_SCHEMA)
        base.execute("INSERT INTO made VALUES (?, ?, ?, ?)", (code(), *words))
        base.executemany("INSERT INTO document VALUES (?, ?, ?, ?, ?)", _rows(look, make, nodes, words))
        base.commit()


def _things(look: Reader) -> list[NamedNode]:
    """In an order in which those of one release, and of its page, stand near each other."""
    found = {one for cls in _CLASSES for one in look.subjects(v.RDF_TYPE, cls) if _has_document(one)}
    return sorted(found, key=lambda one: (one.value.removeprefix(BASE).partition("/")[2], one.value))


def _has_document(node: NamedNode) -> bool:
    """Of its own: a part is told of with its whole."""
    return node.value.startswith(BASE) and "#" not in node.value


def _rows(
    look: StoreReader, make: _Make, nodes: Sequence[NamedNode], words: Sequence[bytes]
) -> Iterator[tuple[str | int | bytes, ...]]:
    for start in range(0, len(nodes), _AT_ONCE):
        some = nodes[start : start + _AT_ONCE]
        hiding = look.known([other for node in some for other in _hiding(node)])
        plain = [node for node in some if hiding.isdisjoint(_hiding(node))]
        for node, (pages, *said) in zip(plain, make(plain), strict=True):
            packed = (_packed(one, common) for one, common in zip(said, words, strict=True))
            yield node.value.removeprefix(BASE), pages, *packed


def _hiding(node: NamedNode) -> list[NamedNode]:
    """The names that are those of documents about the thing, but where they are those of other things."""
    return [NamedNode(f"{node.value}.{one.extension}") for one in offered("resource")]


def _maker(look: Reader) -> _Make:
    """Makes what is sealed of things: how many documents there are, the first in both formats, and the notes."""
    context, named = rdf.context(look), noted.called(look)

    def first(node: NamedNode) -> tuple[int, bytes, bytes, list[NamedNode], bool]:
        near = documents.near(look, node, sys.maxsize - 1)
        told = rdf.first(look, node, rdf.Pointing(near, documents.links(look, near, ())))
        turtle = documents.serialised(told.said, _TURTLE, rdf.PREFIXES)
        return told.pages, turtle, jsonld.document(told.said, context), *_reified(look, near)

    def make(nodes: Sequence[NamedNode]) -> list[_Made]:
        made = [first(node) for node in nodes]
        notes: dict[NamedNode, list[Note]] = {}
        for one in look.notes(list({body: None for *_, some, _ in made for body in some})):
            notes.setdefault(one.body, []).append(one)
        return [
            (pages, turtle, json_ld, noted.packed((one for body in some for one in notes.get(body, ())), whole, named))
            for pages, turtle, json_ld, some, whole in made
        ]

    return make


def _reified(look: Reader, near: documents.Near) -> tuple[list[NamedNode], bool]:
    """The statements about a thing whose notes are sealed, and whether these are all."""
    found = [one[0] for one in near.pointing or () if one[1] == v.RDF_SUBJECT]
    if len(found) > noted.MOST:
        return noted.reified(look, near.node, noted.MOST), False
    return sorted(set(found), key=lambda one: one.value), True


def _words(documents_: Sequence[bytes]) -> bytes:
    """What documents of a format have in common, which each is compressed against; what most have is the nearest."""
    found = Counter(line for one in documents_ for line in set(one.splitlines(keepends=True)))
    common = sorted((line for line, count in found.items() if count > 1), key=lambda line: (found[line], line))
    return b"".join(common)[-(1 << _WINDOW) :]


def _packed(said: bytes, words: bytes) -> bytes:
    machine = zlib.compressobj(_LEVEL, wbits=_WINDOW, memLevel=_MEMORY, zdict=words)
    return machine.compress(said) + machine.flush()


def is_plain(look: Reader, node: NamedNode) -> bool:
    """Whether a thing is told of under its own name, and no other thing hides one of its documents."""
    return bool(look.types(node)) and not any(documents.exists(look, one) for one in _hiding(node))


@cache
def code() -> str:
    """A digest of what decides what a document tells."""
    modules = (documents, rdf, jsonld, noted, reader, iri, vocabulary)
    files = [Path(str(one.__file__)) for one in modules] + [Path(__file__)]
    whole = hashlib.sha256(pyoxigraph.__version__.encode())
    for file in files:
        whole.update(file.read_bytes())
    return whole.hexdigest()


class Sealed:
    """The documents of a snapshot that were made at its sealing by this code. Safe to use from many threads."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._base: sqlite3.Connection | None = None
        self._words: dict[str, bytes] = {}
        if path.is_file():
            base = files.sealed(path, threads=True)
            try:
                made, *words = base.execute(f"SELECT code, {', '.join(_COLUMNS)} FROM made").fetchone()
                self._words = dict(zip(_COLUMNS, words, strict=True))
                self._base = base if made == code() else None
            except (sqlite3.DatabaseError, TypeError):  # broken off, or of another form
                self._base = None

    def get(self, name: str, form: Format = _TURTLE) -> First | None:
        """The first document about the thing of that name below the base, in this format or in one that it is written
        from; None where it is not here. Whatever is here is plain (`is_plain`).
        """
        made = form.name if form.name in _COLUMNS else _TURTLE.name
        found = self._found(name, made)
        return First(found[0], made, found[1]) if found else None

    def written(self, first: First, form: Format) -> bytes:
        """It, in that format. Raises ValueError or zlib.error where it is not whole."""
        said = self._whole(first.packed, first.form)
        return said if first.form == form.name else documents.rewritten(said, form, rdf.PREFIXES)

    def notes(self, node: NamedNode, most: int | None) -> list[Note] | None:
        """The notes on the first `most` reified statements about the thing, or on all; None where they are not here."""
        try:
            found = self._found(node.value.removeprefix(BASE), "notes")
            return noted.unpacked(self._whole(found[1], "notes"), most) if found else None
        except (sqlite3.DatabaseError, ValueError, TypeError, zlib.error):  # broken off: they are looked up
            return None

    def _found(self, name: str, column: str) -> tuple[int, bytes] | None:
        if self._base is None:
            return None
        with self._lock:
            row = self._base.execute(f"SELECT pages, {column} FROM document WHERE name = ?", (name,)).fetchone()
        return row or None

    def _whole(self, packed: bytes, column: str) -> bytes:
        machine = zlib.decompressobj(_WINDOW, zdict=self._words[column])
        said = machine.decompress(packed)
        if not machine.eof:
            raise ValueError("what was sealed breaks off")
        return said


def sealed(serving: Serving) -> Sealed:
    """Those of the snapshot that is served."""
    return serving.once("sealed", lambda: Sealed(serving.snapshot.path / FILE))


def beside() -> tuple[Beside, ...]:
    """What a build makes beside the data so that it is served sooner."""
    return (Beside(FILE, code(), seal),)
