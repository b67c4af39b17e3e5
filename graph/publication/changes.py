"""What a snapshot changed: the releases, for feeds, and the quads, as an RDF Patch from the snapshot before."""

import gzip
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from graph.publication import difference
from graph.publication.difference import Sign
from graph.publication.files import File, packed
from graph.snapshot import Snapshot

CHANGES: Final = "changes.json"
PATCH: Final = "changes.rdfp.gz"


def patch(before: str, now: str, lines: Iterable[tuple[Sign, bytes]]) -> Iterator[bytes]:
    """The lines of an RDF Patch that makes the snapshot of one digest into that of another."""
    yield f"H id <urn:sha256:{now}> .\nH prev <urn:sha256:{before}> .\nTX .\n".encode()
    for sign, line in lines:
        yield (b"A " if sign == "+" else b"D ") + line
    yield b"TC .\n"


def patched(path: Path) -> Iterator[tuple[Sign, bytes]]:
    """The lines that such a file, packed, adds and removes. Raises OSError where it cannot be read."""
    with gzip.open(path) as file:
        for line in file:
            if line[:2] in (b"A ", b"D "):
                yield "+" if line[:1] == b"A" else "-", line[2:]


def changes(before: Snapshot | None, now: Snapshot, dumps: Path) -> Iterator[File]:
    """Writes what changed since `before` into the folder of `now`; the first snapshot changes nothing."""
    if before is None:
        return
    found = difference.between(before, now)
    said: dict[str, Any] = {
        "parent": before.digest,
        "added": found.releases_added,
        "changed": found.releases_changed,
        "removed": found.releases_removed,
        "quads_added": found.added,
        "quads_removed": found.removed,
    }
    (now.path / CHANGES).write_text(json.dumps(said, indent=1) + "\n")
    with packed(dumps / PATCH) as out:
        out.writelines(patch(before.digest, now.digest, difference.lines(before, now)))
    number = found.added + found.removed
    yield File(PATCH, "What changed since the snapshot before, RDF Patch", "application/rdf-patch", number, "changes")
