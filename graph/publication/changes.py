"""What a snapshot changed: the releases, for feeds, and the quads, as an RDF Patch from the snapshot before."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from graph import difference
from graph.publication.files import File, packed
from graph.snapshot import Snapshot

CHANGES: Final = "changes.json"
PATCH: Final = "changes.rdfp.gz"


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
        out.write(f"H id <urn:sha256:{now.digest}> .\nH prev <urn:sha256:{before.digest}> .\nTX .\n".encode())
        for sign, line in difference.lines(before, now):
            out.write((b"A " if sign == "+" else b"D ") + line)
        out.write(b"TC .\n")
    number = found.added + found.removed
    yield File(PATCH, "What changed since the snapshot before, RDF Patch", "application/rdf-patch", number, "changes")
