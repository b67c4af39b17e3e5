"""One file held against shapes, as `validate` reads it, with the report as a build has it."""

from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import Store

from graph.check.shapes import Shapes, check
from graph.report import Report
from graph.validation.sources import quads


def check_file(path: Path, shapes: Shapes, beside: Iterable[Path] = ()) -> Report:
    """What breaks the shapes in a file of RDF; files `beside` it, such as vocabularies, are known, not reported on."""
    own = list(quads(path))
    store = Store()
    store.bulk_extend(own)
    for number, other in enumerate(beside):
        store.bulk_extend(quads(other, blank=f"beside{number}-"))
    subjects = {quad.subject for quad in own}
    return Report(tuple(result for result in check(store, shapes).results if result.focus in subjects))
