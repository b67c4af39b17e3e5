"""Virtuoso 7 (Debian: virtuoso-opensource-7) with a snapshot loaded, as a peer of the other servers of a benchmark.

Its default graph is the merge of all its graphs, so that it is given the lines of the snapshot and nothing else.
"""

import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.virtuoso import settings

_BUFFERS: Final = 340_000
"""For a machine with 4 GB to spare, as its own table recommends."""
_SECONDS: Final = 3600
PROGRAMS: Final = ("virtuoso-t", "isql-vt")


def is_installed() -> bool:
    """Whether both of its programs are on the PATH."""
    return all(map(shutil.which, PROGRAMS))


@contextmanager
def loaded(data: Path, http: int, sql: int) -> Iterator[float]:
    """A server on the port `http` that holds the N-Quads of `data`; gives the seconds until it answers once loaded.

    Raises SystemExit where it ends before it answers.
    """
    with tempfile.TemporaryDirectory() as place:
        said = settings(sql, http, data=str(data.parent), buffers=_BUFFERS, sparql="ResultSetMaxRows = 0")
        (Path(place) / "virtuoso.ini").write_text(said)
        with _running(place, http):
            words = f"ld_dir('{data.parent}', '{data.name}', 'urn:none'); rdf_loader_run(); checkpoint; shutdown;"
            subprocess.run(
                ["isql-vt", f"127.0.0.1:{sql}", "dba", "dba", f"EXEC={words}"],
                check=False,  # it leaves with the server that it has shut down
                capture_output=True,
                timeout=_SECONDS,
            )
        with _running(place, http) as seconds:
            yield seconds


@contextmanager
def _running(place: str, http: int) -> Iterator[float]:
    begun = time.monotonic()
    command = [shutil.which("virtuoso-t") or "", "+foreground", "+configfile", "virtuoso.ini"]
    process = subprocess.Popen(command, cwd=place, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{http}/sparql", timeout=5).close()
                break
            except (urllib.error.URLError, OSError):
                if process.poll() is not None or time.monotonic() > begun + 120:
                    raise SystemExit("virtuoso-t does not answer") from None
                time.sleep(0.05)
        yield time.monotonic() - begun
    finally:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
