"""Makes everything that is published beside the data, in the order in which it is needed."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pyoxigraph import Store

from graph import snapshot
from graph.publication.changes import changes
from graph.publication.dumps import dumps
from graph.publication.files import described, sha256
from graph.publication.portraits import portraits
from graph.publication.search import index
from graph.publication.statistics import statistics
from graph.publication.tables import tables


def furnish(
    place: Path, texts: Mapping[str, str] = MappingProxyType({}), before: snapshot.Snapshot | None = None
) -> dict[str, Any]:
    """Furnishes the folder of a snapshot whose data and store are complete; returns what the manifest says of it.

    `texts` are the words of releases by their keys: they can be searched, and are not published. `before` is the
    snapshot that the new one follows; where nobody says, the one that the folder around `place` publishes.
    """
    if before is None and snapshot.published(place.parent):
        before = snapshot.current(place.parent)
    store = Store.read_only(str(place / snapshot.STORE))
    now = snapshot.Snapshot(sha256(place / snapshot.DATA), place)
    folder = place / snapshot.DUMPS
    folder.mkdir()
    index(store, place, texts)
    portraits(store, place)
    files = [*dumps(store, place / snapshot.DATA, folder), *tables(store, folder), *changes(before, now, folder)]
    return {"statistics": statistics(store), "dumps": [described(folder, one) for one in files]}
