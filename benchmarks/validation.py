"""The same data against the same shapes, side by side: stock pySHACL, and ours on one process and on two.

    python -m benchmarks.validation                      200 pages, 3 rounds
    python -m benchmarks.validation --pages 200,1000     how they grow (pySHACL takes an hour or so for 1,000)
    python -m benchmarks.validation --data data --at-most 3600 --rounds 1
                                                         a published folder; pySHACL is stopped after an hour

Ours begins with a published folder, as `osce-graph validate` does, reads shapes and data and makes its index within the
time that is measured; pySHACL begins with both in memory, as graphs of rdflib. Each runs in a process of its own. The
results are compared where pySHACL comes to its end, and have to be the same.
"""

import argparse
import json
import multiprocessing
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import pyshacl
import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse
from rdflib.namespace import RDF, SH
from rdflib.term import Node

from benchmarks.synthetic import write_pages
from graph import pages, rooms, snapshot
from graph.build import build
from graph.validation import validate

_Found = set[tuple[str, str]]
"""Shape and focus of each result."""


def measured(folder: Path, rounds: int, at_most: float | None) -> dict[str, float | bool]:
    """The medians over the snapshot that `folder` publishes, in seconds, and how many times as long pySHACL takes.

    With `at_most` it is stopped after so many seconds; what it took is then a bound from below, and `ended` is false.
    """
    one, two, stock, ended = [], [], [], True
    for _ in range(rounds):
        seconds, found = _apart(_one, folder, None)
        one.append(seconds)
        seconds, also = _apart(_two, folder, None)
        two.append(seconds)
        seconds, others = _apart(_stock, folder, at_most)
        stock.append(seconds)
        ended = ended and others is not None
        assert found == also
        assert others is None or found == others
    ours, both, theirs = (statistics.median(times) for times in (one, two, stock))
    return {
        "s ours": ours,
        "s ours, two processes": both,
        "s pySHACL": theirs,
        "times faster": theirs / ours,
        "on two": theirs / both,
        "ended": ended,
    }


def _apart(run: Callable[[Path, Connection], None], folder: Path, limit: float | None) -> tuple[float, _Found | None]:
    """What `run` takes in a process of its own from the word that it is ready, and what it finds.

    None for the latter where it was stopped at `limit` seconds.
    """
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=run, args=(folder, there))
    process.start()
    there.close()
    here.recv()
    start = time.perf_counter()
    try:
        if not here.poll(limit):
            return time.perf_counter() - start, None
        here.recv()
        return time.perf_counter() - start, here.recv()
    finally:
        process.kill()
        process.join()


def _one(folder: Path, out: Connection, processes: int = 1) -> None:
    out.send("ready")
    report = validate(folder, processes=processes, keep=sys.maxsize)
    out.send("done")
    out.send({(one.shape.value, getattr(one.focus, "value", "")) for one in report.findings})


def _two(folder: Path, out: Connection) -> None:
    _one(folder, out, processes=2)


def _stock(folder: Path, out: Connection) -> None:
    data, written = _union(snapshot.named(folder).data_path), rdflib.Graph()
    for file in rooms.shapes().glob("*.ttl"):
        written.parse(file)
    threading.Thread(target=_tell, args=(threading.get_ident(),), daemon=True).start()
    out.send("ready")
    _, results, _ = pyshacl.validate(data, shacl_graph=written)
    out.send("done")
    assert isinstance(results, rdflib.Graph)
    out.send(
        {
            (str(results.value(node, SH.sourceShape)), str(results.value(node, SH.focusNode)))
            for node in results.subjects(RDF.type, SH.ValidationResult)
        }
    )


def _tell(thread: int) -> None:
    """Tells every minute at which shape pySHACL is, as it is seen from outside: nothing of it is changed."""
    begun = time.monotonic()
    while True:
        time.sleep(60)
        frame = sys._current_frames().get(thread)
        while frame and not (frame.f_code.co_name == "run" and frame.f_code.co_filename.endswith("validator.py")):
            frame = frame.f_back
        if frame and "s" in frame.f_locals:
            shapes = list(frame.f_locals["shapes"])
            done = shapes.index(frame.f_locals["s"])
            seconds = f"{time.monotonic() - begun:,.0f} s, {time.process_time():,.0f} of the processor with loading"
            print(f"pySHACL: {done} of {len(shapes)} shapes done after {seconds}", file=sys.stderr, flush=True)


def _union(lines: Path) -> rdflib.Graph:
    """All quads as triples of one graph of rdflib, each term once, so that ten million fit into some gigabytes."""
    terms: dict[NamedNode | BlankNode | Literal | Triple, Node] = {}

    def term(one: NamedNode | BlankNode | Literal | Triple) -> Node:
        known = terms.get(one)
        if known is None:
            if isinstance(one, NamedNode):
                known = rdflib.URIRef(one.value)
            elif isinstance(one, Literal):
                tag = one.language
                known = rdflib.Literal(one.value, tag, None if tag else rdflib.URIRef(one.datatype.value))
            else:
                assert isinstance(one, BlankNode)
                known = rdflib.BNode(one.value)
            terms[one] = known
        return known

    union = rdflib.Graph()
    for quad in parse(path=str(lines), format=RdfFormat.N_QUADS):
        union.add((term(quad.subject), term(quad.predicate), term(quad.object)))
    return union


def main() -> int:
    """Prints what was measured, as JSON with `--json`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", default="200", help="numbers of pages, with commas between")
    parser.add_argument("--data", type=Path, help="a published folder, in place of pages that are built")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--at-most", type=float, help="seconds after which pySHACL is stopped")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()

    with tempfile.TemporaryDirectory() as name:
        counts = [] if options.data else list(map(int, options.pages.split(",")))
        for folder in [options.data] if options.data else (_built(count, Path(name) / str(count)) for count in counts):
            found = {
                "pages": snapshot.named(folder).manifest["counts"]["releases"],
                **measured(folder, options.rounds, options.at_most),
            }
            if options.json:
                print(json.dumps(found), flush=True)
            else:
                print("  ".join(f"{what} {value:,.2f}" for what, value in found.items()), flush=True)
    return 0


def _built(count: int, folder: Path) -> Path:
    """A folder that publishes so many synthetic pages."""
    build(pages.find([str(write_pages(count, folder / "pages"))]).pages, folder / "data")
    return folder / "data"


if __name__ == "__main__":
    sys.exit(main())
