"""The same data against the same shapes: stock pySHACL and our engine, which take turns.

    python -m benchmarks.validation                      200 pages, 3 rounds
    python -m benchmarks.validation --pages 200,1000     how both grow (pySHACL takes minutes for 1,000)

Both begin with what they check in memory: an rdflib graph for pySHACL, an Oxigraph store for ours, whose index is made
within the time that is measured. The results are compared, and have to be the same.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

import pyshacl
import rdflib
from pyoxigraph import RdfFormat, Store
from rdflib.namespace import RDF, SH

from benchmarks.synthetic import write_pages
from graph import pages, rooms
from graph.build import build
from graph.check.shapes import check, load_shapes


def measured(count: int, rounds: int) -> dict[str, float]:
    """The medians of both, in seconds, and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        source = write_pages(count, Path(folder) / "pages")
        sealed = build(pages.find([str(source)]).pages, Path(folder) / "data").snapshot
        store, union = Store(), rdflib.Graph()
        store.bulk_load(path=str(sealed.data_path), format=RdfFormat.N_QUADS)
        data = rdflib.Dataset()
        data.parse(str(sealed.data_path), format="nquads")
        for quad in data.quads():
            union.add(quad[:3])
    written = rdflib.Graph()
    for file in rooms.shapes().glob("*.ttl"):
        written.parse(file)
    shapes = load_shapes(rooms.shapes())
    ours, stock = [], []
    for _ in range(rounds):
        start = time.perf_counter()
        report = check(store, shapes)
        ours.append(time.perf_counter() - start)
        start = time.perf_counter()
        _, results, _ = pyshacl.validate(union, shacl_graph=written)
        stock.append(time.perf_counter() - start)
        assert isinstance(results, rdflib.Graph)
        found = {
            (str(results.value(node, SH.sourceShape)), str(results.value(node, SH.focusNode)))
            for node in results.subjects(RDF.type, SH.ValidationResult)
        }
        assert found == {(one.shape.value, getattr(one.focus, "value", "")) for one in report.results}
    one, other = statistics.median(ours), statistics.median(stock)
    return {"pages": count, "triples": len(union), "s ours": one, "s pySHACL": other, "times faster": other / one}


def main() -> int:
    """Prints what was measured, as JSON with `--json`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", default="200", help="numbers of pages, with commas between")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    for count in map(int, options.pages.split(",")):
        found = measured(count, options.rounds)
        if options.json:
            print(json.dumps(found), flush=True)
        else:
            print("  ".join(f"{what} {value:,.2f}" for what, value in found.items()), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
