"""A whole build of synthetic pages: time per step, processor time, memory at its highest, on one process and on more.

Where others use the machine, the processor time is what can be compared.

python -m benchmarks.building                        1,000 pages, on 1 and 2 processes
python -m benchmarks.building --pages 1000,10000     how time and memory grow with the pages
python -m benchmarks.building --pages 10000 --processes 2 --keep big   the snapshot stays, for other benchmarks
"""

import argparse
import json
import multiprocessing
import resource
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from benchmarks.synthetic import write_pages
from endpoint.documents.sealed import beside
from graph import layouts, pages, rooms
from graph.build import build
from graph.extract import Reader
from graph.layouts.wording import Wording
from graph.records import Page
from graph.vocabularies.reference import Reference

# So many pages are read once more, to tell what reading takes from what extracting takes.
_APART = 200


def measured(count: int, processes: int, keep: Path | None = None) -> dict[str, float]:
    """Builds `count` pages in a process of its own; seconds per step and in all, MB of the largest process.

    The snapshot goes into `keep`, if that is given, else it is thrown away.
    """
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(_build, count, processes, keep).result()


def _build(count: int, processes: int, keep: Path | None) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        source = write_pages(count, Path(folder) / "pages")
        began: dict[str, float] = {}

        def note(step: str, done: int, of: int) -> None:
            began.setdefault(step, time.perf_counter())

        start, used = time.perf_counter(), _processor_seconds()
        into = keep or Path(folder) / "data"
        built = build(pages.find([str(source)]).pages, into, processes=processes, progress=note, beside=beside())
        end = time.perf_counter()
        assert built.counts["releases"] == count
        steps = list(began)
        ends = [*(began[step] for step in steps[1:]), end]
        own, children = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN
        return {
            **{step: stop - began[step] for step, stop in zip(steps, ends, strict=True)},
            "all": end - start,
            "cpu": _processor_seconds() - used,
            "quads": built.counts["quads"],
            "MB": max(resource.getrusage(who).ru_maxrss for who in (own, children)) / 1024,
            **_apart(source),
        }


def _apart(source: Path) -> dict[str, float]:
    """Milliseconds of processor for a page: from its file to its parts, and from these to its values."""
    reference = Reference.load(rooms.ontology())
    reader, wording = Reader(reference), Wording.of(reference)
    files = pages.find([str(source)]).pages[:_APART]
    for file in files:
        for page in pages.read(file):
            if isinstance(page, Page):
                reader.read(page)  # what is prepared but once
    start = time.process_time()
    found = [page for file in files for page in pages.read(file) if isinstance(page, Page)]
    for page in found:
        layouts.take_apart(page, wording)
    half = time.process_time()
    for page in found:
        reader.read(page)
    both = time.process_time() - half
    parted = time.process_time()
    for page in found:
        layouts.take_apart(page, wording)
    parted = time.process_time() - parted
    return {"ms to read": (half - start) / len(found) * 1e3, "ms to extract": (both - parted) / len(found) * 1e3}


def _processor_seconds() -> float:
    """Of this process and of those that it has ended."""
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def main() -> int:
    """Prints what was measured, one line a build, as JSON with `--json`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", default="1000", help="numbers of pages, with commas between")
    parser.add_argument("--processes", default="1,2", help="numbers of processes, with commas between")
    parser.add_argument("--keep", type=Path, help="a new folder for the snapshot; the last one built stays in it")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    for count in map(int, options.pages.split(",")):
        for processes in map(int, options.processes.split(",")):
            found = measured(count, processes, options.keep)
            if options.json:
                print(json.dumps({"pages": count, "processes": processes, **found}), flush=True)
            else:
                steps = "  ".join(f"{name} {value:,.1f}" for name, value in found.items())
                print(
                    f"{count:,} pages, {processes} process(es): {steps}; {found['all'] / count * 1000:.1f} ms a page",
                    flush=True,
                )
    return 0


if __name__ == "__main__":
    sys.exit(main())
