"""What was counted at sealing: how many releases a thing has by month, field of work, State, speaker and source."""

from collections.abc import Mapping
from contextlib import closing

from pyoxigraph import NamedNode

from endpoint.serving.store import Serving
from graph.publication import files
from graph.publication.portraits import PORTRAITS

Counts = Mapping[str, Mapping[str, int]]
"""By facet and value; of a facet the most frequent value comes first, months in the order of time."""


def counts(serving: Serving, thing: NamedNode) -> Counts:
    """The counts of `thing`; nothing where no release belongs to it, or the snapshot was sealed without counts."""
    path = serving.snapshot.path / PORTRAITS
    if not path.is_file():
        return {}
    found: dict[str, dict[str, int]] = {}
    query = "SELECT facet, value, releases FROM counted WHERE thing = ? ORDER BY facet = 'month', releases DESC, value"
    with closing(files.sealed(path)) as base:
        for facet, value, releases in base.execute(query, (thing.value,)):
            found.setdefault(facet, {})[value] = releases
    if "month" in found:
        found["month"] = dict(sorted(found["month"].items()))
    return found
