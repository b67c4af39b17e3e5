"""The graph as files: all of it as N-Quads and TriG, and each kind of thing as Turtle. A fixed list, all with gzip.

Decision 2026-11-28: gzip, not zstd, because every browser, shell and RDF tool opens it. Cost: some 20 % larger files.
"""

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store, Triple, serialize

from graph import vocabulary as v
from graph.canonical import Sorter, graph_of, triple_of
from graph.publication.files import File, packed
from graph.vocabulary import PREFIXES

_PIECE = 10_000_000
NQUADS: Final = "osce-graph.nq.gz"

# One Turtle file each. Evidence is left out: it makes sense beside what it bears out, in the whole graph.
KINDS: Final[tuple[tuple[str, str, NamedNode], ...]] = (
    ("releases", "Releases", v.RELEASE),
    ("events", "Events", v.SCHEMA_EVENT),
    ("quotes", "Quotations", v.SCHEMA_QUOTATION),
    ("people", "People", v.FOAF_PERSON),
    ("roles", "Roles of people, as releases attest them", v.ROLE),
    ("tenures", "Tenures of offices", v.TENURE),
    ("states", "States", v.STATE),
    ("participations", "Participations of States in the OSCE", v.PARTICIPATION),
    ("structures", "Structures, institutions and field operations", v.STRUCTURE),
    ("organisations", "Other organisations", v.ORG_ORGANIZATION),
    ("places", "Places", v.PLACE),
    ("dated-names", "Names with their time", v.DATED_NAME),
    ("fields-of-work", "Fields of work", v.FIELD_OF_WORK),
    ("content-types", "Content types", v.CONTENT_TYPE),
    ("meeting-series", "Meeting series", v.MEETING_SERIES),
    ("saved-pages", "Saved pages", v.SAVED_PAGE),
)


def whole(data: Path, folder: Path) -> Iterator[File]:
    """Writes the dumps of the whole graph into `folder`; `data` holds the canonical N-Quads."""
    with data.open("rb") as source, packed(folder / NQUADS) as out:
        shutil.copyfileobj(source, out, 1 << 20)
    quads = _lines(data)
    yield File(NQUADS, "The whole graph, canonical N-Quads", "application/n-quads", quads, "quads")
    trig = "osce-graph.trig.gz"
    with packed(folder / trig) as out:
        out.writelines(_trig(data))
    yield File(trig, "The whole graph, one named graph a page", "application/trig", quads, "quads")


def kinds(store: Store, folder: Path) -> Iterator[File]:
    """Writes one dump for each kind of thing into `folder`."""
    for name, title, cls in KINDS:
        file = f"{name}.ttl.gz"
        things = _instances(store, cls)
        with packed(folder / file) as out:
            serialize(_about(store, things), out, RdfFormat.TURTLE, prefixes=PREFIXES)
        yield File(file, title, "text/turtle", len(things), "things")


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(piece.count(b"\n") for piece in iter(lambda: file.read(1 << 20), b""))


def _trig(data: Path) -> Iterator[bytes]:
    """TriG graph by graph and node by node, letter for letter as sealed: the store would write `0.90` as `0.9`.

    Sorted on the disk, so that memory does not grow with the graph. A term in N-Quads is a term in TriG: no parser is
    needed, and what takes hours of quads in Python takes minutes of lines.
    """
    with tempfile.TemporaryDirectory(dir=data.parent) as folder, data.open("rb") as file:
        sorter = Sorter(Path(folder))
        while piece := file.readlines(_PIECE):
            sorter.add(graph_of(line) + b"\t" + line for line in piece)
        graph = subject = b""
        for one in sorter:
            into, _, line = one.partition(b"\t")
            about, _, rest = triple_of(line)[:-3].partition(b" ")
            if into != graph:
                yield (b" .\n}\n" if graph else b"") + b"<" + into + b"> {\n" + about + b" " + rest
            elif about != subject:
                yield b" .\n" + about + b" " + rest
            else:
                yield b" ;\n    " + rest
            graph, subject = into, about
        yield b" .\n}\n" if graph else b""


def _instances(store: Store, cls: NamedNode) -> list[NamedNode]:
    found = {quad.subject for quad in store.quads_for_pattern(None, v.RDF_TYPE, cls, DefaultGraph())}
    return sorted((one for one in found if isinstance(one, NamedNode)), key=lambda one: one.value)


def _about(store: Store, things: Iterable[NamedNode]) -> Iterator[Triple]:
    for thing in things:
        found = store.quads_for_pattern(thing, None, None, DefaultGraph())
        yield from sorted((Triple(quad.subject, quad.predicate, quad.object) for quad in found), key=str)
