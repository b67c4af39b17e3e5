"""Pages a second, from bytes to title, labels and body, against trafilatura; records a second against bare fastwarc.

    python -m benchmarks.reading            100 pages of 60 kB, 5 rounds; an archive of 5,000 records
    pip install trafilatura lxml_html_clean     what it is compared with

Each round does both, one after the other; what is printed are the medians of the rounds and their ratio. What counts is
the time of the processor: both do their work on one.
"""

import argparse
import gzip
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from fastwarc.warc import ArchiveIterator, WarcRecordType

from benchmarks.synthetic import html_page
from graph import layouts, pages, rooms
from graph.layouts.wording import Wording
from graph.pages.captures import Capture, captures
from graph.records import Finding, Page
from graph.vocabularies.reference import Reference

_WORDING = Wording.of(Reference.load(rooms.ontology()))
_LABELS = ("Place", "Source", "Fields of work")


def seconds(work: Callable[[], None]) -> float:
    """How long the work keeps the processor, once: what else the machine does does not count."""
    start = time.process_time()
    work()
    return time.process_time() - start


def side_by_side(rounds: int, first: Callable[[], None], second: Callable[[], None]) -> tuple[float, float]:
    """The medians of the two, which take turns."""
    times = [(seconds(first), seconds(second)) for _ in range(rounds)]
    return statistics.median(one for one, _ in times), statistics.median(other for _, other in times)


def read_pages(found: list[bytes]) -> None:
    """Reading and layout of each page; what is lost would be seen."""
    for number, raw in enumerate(found):
        page = next(pages.pages_of(f"{number}.html", raw))
        assert isinstance(page, Page)
        taken = layouts.take_apart(page, _WORDING)
        assert not isinstance(taken, Finding)
        assert taken[0].title
        assert set(taken[0].labels) >= set(_LABELS)
        assert len(taken[0].body) == 8


def html(rounds: int, count: int) -> dict[str, float]:
    """Our reading and layout stage beside trafilatura's extraction."""
    import trafilatura  # compared with, not needed

    found = [html_page(number) for number in range(1, count + 1)]
    few = found[: max(1, count // 5)]

    def theirs() -> None:
        for raw in few:
            trafilatura.extract(raw.decode())

    read_pages(few)
    theirs()
    ours, others = side_by_side(rounds, lambda: read_pages(found), theirs)
    ours, others = ours / len(found), others / len(few)
    size = statistics.mean(map(len, found)) / 1000
    return {"kB a page": size, "ms ours": ours * 1e3, "ms trafilatura": others * 1e3, "times faster": others / ours}


def archive(rounds: int, count: int) -> dict[str, float]:
    """The records of an archive that are no pages: what our iteration costs beside fastwarc's own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.warc.gz"
        path.write_bytes(b"".join(gzip.compress(record(number)) for number in range(count)))

        def bare() -> None:
            found = ArchiveIterator(str(path), record_types=WarcRecordType.response, parse_http=True)
            assert sum(len(one.reader.read()) > 0 for one in found) == count

        def ours() -> None:
            assert sum(isinstance(one, Capture) for one in captures("a.warc.gz", str(path))) == count

        first, second = side_by_side(rounds, bare, ours)
        return {"records": count, "s fastwarc": first, "s ours": second, "ours to fastwarc": second / first}


def record(number: int) -> bytes:
    """A record with a page of 60 kB."""
    body = html_page(number % 50)
    answer = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2024-05-06T08:00:00Z\r\n"
        f"WARC-Target-URI: https://www.osce.org/synthetic/{number}\r\nWARC-Record-ID: <urn:x:{number}>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
    )
    return head.encode() + answer + b"\r\n\r\n"


def main() -> int:
    """Prints what was measured, as JSON with `--json`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=100)
    parser.add_argument("--records", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = {"html": html(options.rounds, options.pages), "warc": archive(options.rounds, options.records)}
    if options.json:
        print(json.dumps(found))
    else:
        for name, values in found.items():
            print(f"{name}: " + "  ".join(f"{what} {value:,.2f}" for what, value in values.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
