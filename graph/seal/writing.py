"""What every page states, written down: sorted lines on the disk, some pages to a file, in as many processes as given.

Decision 2026-11-28: each process writes the lines of its pages itself. Alternative: quads to the process that loads
them. Chosen because stating and sorting take longer than reading a page back, and lines on a disk need no pickling.
Cost: all lines are written twice before they are loaded.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from graph.canonical import Sorter, lines_of
from graph.merge.claims import Address
from graph.merge.merging import Merged, Place
from graph.read.readings import Readings, unpacked
from graph.read.workers import Workers, this_reference
from graph.records import Finding, Proposed
from graph.state.proposing import not_answered
from graph.state.stating import state
from graph.vocabularies.reference import Reference

# So many pages to a file: some 30 MB of lines, that a process holds while it sorts them.
_CHUNK = 128
# With fewer pages processes of their own take longer to start than they save.
_FEW = 256


@dataclass(frozen=True, slots=True)
class Entry:
    """What is remembered of a page that says something, while its quads lie on the disk."""

    page: str
    name: str
    sha256: str
    layout: str
    releases: tuple[str, ...]


@dataclass(slots=True)
class Written:
    """The pages that say something, what was found on the way, and what became of proposals."""

    entries: list[Entry] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    proposed: list[Proposed] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Pages as they lie in `Readings`, with the places of their releases, and the file for their lines."""

    records: list[bytes]
    places: dict[Address, Place]
    path: Path


def write(
    readings: Readings, merged: Merged, reference: Reference, sorter: Sorter, folder: Path, workers: Workers
) -> Iterator[Written]:
    """Writes the lines of every page into files in `folder`, for the sorter, and tells of some pages at a time.

    The order is that of the pages, whoever writes them.
    """
    chunks = _chunks(readings, merged, folder)
    if workers.processes == 1 or len(readings) < _FEW:
        done: Iterable[tuple[Path, Written]] = (_write(chunk, reference) for chunk in chunks)
    else:
        done = workers.map(_write_apart, chunks)
    for path, written in done:
        sorter.take(path)
        yield written


def _chunks(readings: Readings, merged: Merged, folder: Path) -> Iterator[_Chunk]:
    of_page: dict[str, dict[Address, Place]] = {}
    for address, place in merged.places.items():
        of_page.setdefault(address[0], {})[address] = place
    packed, number = readings.packed(), 0
    while some := list(islice(packed, _CHUNK)):
        places = {address: place for page, _ in some for address, place in of_page.get(page, {}).items()}
        yield _Chunk([record for _, record in some], places, folder / f"pages-{number}")
        number += 1


def _write_apart(chunk: _Chunk) -> tuple[Path, Written]:
    return _write(chunk, this_reference())


def _write(chunk: _Chunk, reference: Reference) -> tuple[Path, Written]:
    merged, told = Merged(chunk.places, (), {}), Written()
    lines: list[bytes] = []
    for one in map(unpacked, chunk.records):
        told.findings += (*one.findings, *not_answered(one))
        told.proposed += one.proposed
        stated = state(one, merged, reference)
        if stated.releases and one.layout:
            lines += lines_of(stated.quads)
            page = one.page
            told.entries.append(Entry(page.id, page.name, page.sha256, one.layout, tuple(stated.releases)))
    with chunk.path.open("wb", 1 << 20) as file:
        file.writelines(dict.fromkeys(sorted(lines)))
    return chunk.path, told
