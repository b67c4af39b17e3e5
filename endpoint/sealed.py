"""What documents tell of things, made at sealing, so that nobody who asks first waits for some dozens of look-ups.

Beside the store stands a file with the first document about each release, role, event, quote, person, body, State and
place, as Turtle and as JSON-LD; the other formats of RDF are written from the Turtle in a fraction of the time that
looking it up takes. It is known by the code that made it: another version of that looks everything up as ever.

The decision stands in `README.md`, its cost in `benchmarks/README.md`.
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

from endpoint import bodies, documents, jsonld, reader
from endpoint.negotiate import Format, offered
from endpoint.reader import Reader, StoreReader
from endpoint.store import Serving
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
CREATE TABLE made (code TEXT, turtle BLOB, jsonld BLOB);
CREATE TABLE document (name TEXT PRIMARY KEY, pages INTEGER, turtle BLOB, jsonld BLOB);
"""
_FORMATS: Final = ("turtle", "jsonld")
"""Those that are made, each in a column of its name."""
_TURTLE, _JSONLD = (next(one for one in offered("resource") if one.name == name) for name in _FORMATS)
_LEVEL: Final = 3
_SAMPLE: Final = 40
# A machine for each document: the less it looks back, the sooner it is there.
_WINDOW: Final = 13
_MEMORY: Final = 6
_AT_ONCE: Final = 100
_Write = Callable[[NamedNode], tuple[int, bytes, bytes]]


@dataclass(frozen=True, slots=True)
class First:
    """The first document about a thing, packed, in the format of that name; `pages` is how many there are about it."""

    pages: int
    form: str
    packed: bytes


def seal(place: Path) -> None:
    """Writes the first documents about the things of the snapshot into its folder."""
    look = StoreReader(place / snapshot.STORE)
    nodes, write = _things(look), _writer(look)
    sample = [write(node)[1:] for node in random.Random(0).sample(nodes, min(_SAMPLE, len(nodes)))]
    words = [_words(of) for of in zip(*sample, strict=True)] or [b""] * len(_FORMATS)
    with closing(sqlite3.connect(place / FILE)) as base:
        base.executescript(_SCHEMA)
        base.execute("INSERT INTO made VALUES (?, ?, ?)", (code(), *words))
        base.executemany("INSERT INTO document VALUES (?, ?, ?, ?)", _rows(look, write, nodes, words))
        base.commit()


def _things(look: Reader) -> list[NamedNode]:
    """In an order in which those of one release, and of its page, stand near each other."""
    found = {one for cls in _CLASSES for one in look.subjects(v.RDF_TYPE, cls) if _has_document(one)}
    return sorted(found, key=lambda one: (one.value.removeprefix(BASE).partition("/")[2], one.value))


def _has_document(node: NamedNode) -> bool:
    """Of its own: a part is told of with its whole."""
    return node.value.startswith(BASE) and "#" not in node.value


def _rows(
    look: StoreReader, write: _Write, nodes: Sequence[NamedNode], words: Sequence[bytes]
) -> Iterator[tuple[str, int, bytes, bytes]]:
    for start in range(0, len(nodes), _AT_ONCE):
        some = nodes[start : start + _AT_ONCE]
        hiding = look.known([other for node in some for other in _hiding(node)])
        for node in some:
            if hiding.isdisjoint(_hiding(node)):
                pages, *said = write(node)
                turtle, json_ld = (_packed(one, common) for one, common in zip(said, words, strict=True))
                yield node.value.removeprefix(BASE), pages, turtle, json_ld


def _hiding(node: NamedNode) -> list[NamedNode]:
    """The names that are those of documents about the thing, but where they are those of other things."""
    return [NamedNode(f"{node.value}.{one.extension}") for one in offered("resource")]


def _writer(look: Reader) -> _Write:
    """Makes the first document about a thing in each of the formats, and says how many there are."""
    context = bodies.context(look)

    def write(node: NamedNode) -> tuple[int, bytes, bytes]:
        near = documents.near(look, node, sys.maxsize - 1)
        told = bodies.first(look, node, bodies.Pointing(near, documents.links(look, near, ())))
        turtle = documents.serialised(told.said, _TURTLE, bodies.PREFIXES)
        return told.pages, turtle, jsonld.document(told.said, context)

    return write


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
    modules = (documents, bodies, jsonld, reader, iri, vocabulary)
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
                made, *words = base.execute("SELECT code, turtle, jsonld FROM made").fetchone()
                self._words = dict(zip(_FORMATS, words, strict=True))
                self._base = base if made == code() else None
            except (sqlite3.DatabaseError, TypeError):  # broken off, or of another form
                self._base = None

    def get(self, name: str, form: Format = _TURTLE) -> First | None:
        """The first document about the thing of that name below the base, in this format or in one that it is written
        from; None where it is not here. Whatever is here is plain (`is_plain`).
        """
        if self._base is None:
            return None
        made = form.name if form.name in _FORMATS else _TURTLE.name
        with self._lock:
            found = self._base.execute(f"SELECT pages, {made} FROM document WHERE name = ?", (name,)).fetchone()
        return First(found[0], made, found[1]) if found else None

    def written(self, first: First, form: Format) -> bytes:
        """It, in that format. Raises ValueError or zlib.error where it is not whole."""
        machine = zlib.decompressobj(_WINDOW, zdict=self._words[first.form])
        said = machine.decompress(first.packed)
        if not machine.eof:
            raise ValueError("a sealed document breaks off")
        return said if first.form == form.name else documents.rewritten(said, form, bodies.PREFIXES)


def sealed(serving: Serving) -> Sealed:
    """Those of the snapshot that is served."""
    return serving.once("sealed", lambda: Sealed(serving.snapshot.path / FILE))


def beside() -> tuple[Beside, ...]:
    """What a build makes beside the data so that it is served sooner."""
    return (Beside(FILE, code(), seal),)
