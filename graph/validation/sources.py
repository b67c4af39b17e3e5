"""What is to be validated, read into a store: a published folder, a file of RDF, or standard input.

Nothing is fetched here: a remote context of JSON-LD is refused by the parser, and a document type in RDF/XML before
it is parsed, since its entities can name files and grow without bound.
"""

import xml.parsers.expat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

import pyoxigraph as ox
from pyoxigraph import Literal, Quad, RdfFormat, Store

from graph import packed, snapshot
from graph.check.shapes import renamed
from graph.errors import InputError
from graph.shacl import as_stored

FORMATS: Final[dict[str, RdfFormat]] = {
    "turtle": RdfFormat.TURTLE,
    "trig": RdfFormat.TRIG,
    "n-triples": RdfFormat.N_TRIPLES,
    "n-quads": RdfFormat.N_QUADS,
    "json-ld": RdfFormat.JSON_LD,
    "rdf-xml": RdfFormat.RDF_XML,
}
_ENDINGS: Final = {
    ".ttl": "turtle",
    ".trig": "trig",
    ".nt": "n-triples",
    ".nq": "n-quads",
    ".jsonld": "json-ld",
    ".json": "json-ld",
    ".rdf": "rdf-xml",
    ".xml": "rdf-xml",
    ".owl": "rdf-xml",
}
_PORTION: Final = 1 << 20
_PACKED: Final = ".gz"


@dataclass(frozen=True, slots=True)
class Source:
    """Data in a store; `written` reads them again as they stand, None where the store holds them so."""

    store: Store
    written: Callable[[], Iterator[Quad]] | None = None


def read(what: Path, form: str | None = None, called: str | None = None) -> Source:
    """A published folder's current snapshot, or a file, as `quads` reads it."""
    store = Store()
    if what.is_dir():
        # In memory: the checker asks thousands of small questions, which a store on disk answers several times slower.
        store.bulk_load(path=str(snapshot.named(what).data_path), format=RdfFormat.N_QUADS)
        return Source(store)
    changed: list[Literal] = []

    def noted() -> Iterator[Quad]:
        for quad in quads(what, form, called):
            value = quad.object
            if not changed and isinstance(value, Literal) and as_stored(value) != value:
                changed.append(value)
            yield quad

    store.bulk_extend(noted())
    return Source(store, (lambda: quads(what, form, called)) if changed else None)


def quads(what: Path, form: str | None = None, called: str | None = None, blank: str = "b") -> Iterator[Quad]:
    """The statements of a file, packed by gzip or not; `form` is one of FORMATS, else the name of the file tells.

    Blank nodes are numbered in the order of the file after `blank`. `called` is the name that errors give the file.
    Raises InputError for what is not there, is of no known form, or is not well-formed.
    """
    name = called or str(what)
    if not what.exists():
        raise InputError("there is nothing there", source=name, rule="file-unreadable", remedy="see how it is spelt")
    ending = (what.with_suffix("") if what.suffix.lower() == _PACKED else what).suffix
    form = form or _ENDINGS.get(ending.lower())
    if form is None:
        raise InputError(
            f"files named *{ending} are not read" if ending else "files without an ending are not read",
            source=name,
            rule="file-format",
            remedy=f"name its form with --from, or give a file whose name ends in {', '.join(_ENDINGS)}, "
            f"and perhaps {_PACKED}",
        )
    try:
        with packed.opened(what) as file:
            if form == "rdf-xml":
                _refuse_doctype(file, name)
            yield from renamed(ox.parse(file, format=FORMATS[form], base_iri=what.resolve().as_uri()), blank)
    except (OSError, SyntaxError, ValueError) as error:
        context = form == "json-ld" and "context" in str(error).lower()
        raise InputError(
            (isinstance(error, OSError) and error.strerror) or str(error),
            source=name,
            rule="file-remote-context" if context else "file-unreadable",
            remedy="put the context into the file; nothing is fetched"
            if context
            else f"see that the file is there and holds {FORMATS[form].name}",
        ) from error


class _RootReached(Exception):
    pass


def _refuse_doctype(file: BinaryIO, name: str) -> None:
    """Reads as far as the root element, in the encoding of the file, and winds the file back."""
    parser = xml.parsers.expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise InputError(
            "the file declares a document type (DOCTYPE)",
            source=name,
            rule="file-doctype",
            remedy="write its entities out and remove the declaration; Turtle needs none",
        )

    def stop(*_: object) -> None:
        raise _RootReached

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = stop
    try:
        while portion := file.read(_PORTION):
            parser.Parse(portion)
    except (_RootReached, xml.parsers.expat.ExpatError):
        pass  # what is wrong with the rest is for the reader of RDF to say
    file.seek(0)
