"""The graph as files: all of it as N-Quads and TriG, and each kind of thing as Turtle. A fixed list, all with gzip.

Decision 2026-11-28: gzip, not zstd, because every browser, shell and RDF tool opens it. Cost: some 20 % larger files.
"""

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store, Triple, serialize

from graph import vocabulary as v
from graph.canonical import graph_of
from graph.publication.files import File, packed
from graph.publication.things import instances
from graph.vocabulary import PREFIXES

# Bytes that are held at a time, and those of a part of the graph that is sorted at a time.
_PIECE, _PART = 10_000_000, 40_000_000
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
        things = instances(store, cls)
        with packed(folder / file) as out:
            serialize(_about(store, things), out, RdfFormat.TURTLE, prefixes=PREFIXES)
        yield File(file, title, "text/turtle", len(things), "things")


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(piece.count(b"\n") for piece in iter(lambda: file.read(1 << 20), b""))


def _trig(data: Path) -> Iterator[bytes]:
    """TriG graph by graph and node by node, letter for letter as sealed.

    The graphs are put into files of bounded size first, so that memory does not grow with the data; within a graph the
    lines keep their order. A term in N-Quads is a term in TriG: no parser is needed, and what takes hours of quads in
    Python takes minutes of lines.
    """
    with tempfile.TemporaryDirectory(dir=data.parent) as folder:
        for part in _by_graphs(data, Path(folder)):
            lines: dict[bytes, list[bytes]] = {}
            with part.open("rb") as file:
                for line in file:
                    end = line.rindex(b" <")
                    lines.setdefault(line[end + 2 : -4], []).append(line[:end])
            for graph in sorted(lines):
                yield b"<" + graph + b"> {\n" + b"".join(_nodes(lines.pop(graph))) + b" .\n}\n"


def _nodes(triples: Iterable[bytes]) -> Iterator[bytes]:
    """Sorted triples with their subjects written once."""
    subject = b""
    for triple in triples:
        about, _, rest = triple.partition(b" ")
        if about == subject:
            yield b" ;\n    " + rest
        else:
            yield (b" .\n" if subject else b"") + triple
        subject = about


def _by_graphs(data: Path, folder: Path) -> list[Path]:
    """The lines in files of some tens of MB, each with whole graphs, in the order of the graphs."""
    if data.stat().st_size <= _PART:
        return [data]
    sizes: Counter[bytes] = Counter()
    with data.open("rb") as file:
        for line in file:
            sizes[graph_of(line)] += len(line)
    parts: list[Path] = []
    part_of: dict[bytes, int] = {}
    left = 0
    for graph in sorted(sizes):
        if sizes[graph] > left or not parts:
            parts.append(folder / f"part-{len(parts)}")
            left = _PART
        part_of[graph] = len(parts) - 1
        left -= sizes[graph]
    held: list[list[bytes]] = [[] for _ in parts]
    with data.open("rb") as file:
        while piece := file.readlines(_PIECE):
            for line in piece:
                held[part_of[graph_of(line)]].append(line)
            for part, lines in zip(parts, held, strict=True):
                if lines:
                    # Opened anew each time: there may be more parts than files that can be open.
                    with part.open("ab") as out:
                        out.writelines(lines)
                    lines.clear()
    return parts


def _about(store: Store, things: Iterable[NamedNode]) -> Iterator[Triple]:
    for thing in things:
        found = store.quads_for_pattern(thing, None, None, DefaultGraph())
        yield from sorted((Triple(quad.subject, quad.predicate, quad.object) for quad in found), key=str)
