"""The gate of a build: all of it checked on 1 and 2 processes, and what a change of 1 % of the pages takes.

    python -m benchmarks.gate                    500 pages
    python -m benchmarks.gate --pages 1000,10000

Three builds: into a new folder on each number of processes, then again into the second with some pages changed. What is
printed are the seconds of the step `check`, and its share of all that a build does.
"""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.synthetic import write_pages
from graph import pages
from graph.build import build

_SHARE = 100


def checked(source: Path, folder: Path, processes: int) -> tuple[float, float, int]:
    """Builds; the seconds of the check, of everything, and how many results there are."""
    began: dict[str, float] = {}

    def note(step: str, done: int, of: int) -> None:
        began.setdefault(step, time.perf_counter())

    start = time.perf_counter()
    built = build(pages.find([str(source)]).pages, folder, processes=processes, progress=note)
    return began["seal"] - began["check"], time.perf_counter() - start, len(built.report.results)


def measured(count: int) -> dict[str, float]:
    """The seconds of the three checks, and their ratios."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = write_pages(count, folder / "pages")
        two, _, found_by_two = checked(source, folder / "two", 2)
        one, whole, found_by_one = checked(source, folder / "one", 1)
        assert found_by_one == found_by_two
        changed = sorted(source.rglob("*.txt"))[::_SHARE]
        for file in changed:
            file.write_text(file.read_text("utf-8").replace("argues less", "argues no more"), "utf-8")
        some, _, _ = checked(source, folder / "one", 1)
    return {
        "pages": count,
        "s full, 1 process": one,
        "s full, 2 processes": two,
        "pages changed": len(changed),
        "s changed": some,
        "changed to full": some / one,
        "full to the rest of the build": one / (whole - one),
    }


def main() -> int:
    """Prints what was measured, as JSON with `--json`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", default="500", help="numbers of pages, with commas between")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    for count in map(int, options.pages.split(",")):
        found = measured(count)
        if options.json:
            print(json.dumps(found), flush=True)
        else:
            print("  ".join(f"{what} {value:,.3f}" for what, value in found.items()), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
