"""Makes everything that is published beside the data, in the order in which it is needed."""

from pathlib import Path
from typing import Any

from pyoxigraph import Store

from graph import snapshot
from graph.publication.dumps import dumps
from graph.publication.files import described
from graph.publication.statistics import statistics
from graph.publication.tables import tables


def furnish(place: Path) -> dict[str, Any]:
    """Furnishes the folder of a snapshot whose data and store are complete; returns what the manifest says of it."""
    store = Store.read_only(str(place / snapshot.STORE))
    folder = place / snapshot.DUMPS
    folder.mkdir()
    files = [*dumps(store, place / snapshot.DATA, folder), *tables(store, folder)]
    return {"statistics": statistics(store), "dumps": [described(folder, one) for one in files]}
