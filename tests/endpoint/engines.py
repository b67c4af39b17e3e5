"""Real engines of others, started for a test and ended with it; a test that needs one that is not there is skipped."""

import contextlib
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.endpoint.test_live import free_port
from tests.virtuoso import settings


@dataclass(frozen=True)
class Other:
    """An engine: where it stands, where it is asked, and where it is loaded."""

    address: str
    query: str
    store: str


@contextlib.contextmanager
def oxigraph(*options: str) -> Iterator[Other]:
    """An empty `oxigraph serve` (PyPI: oxigraph)."""
    beside = Path(sys.executable).parent / "oxigraph"
    program = str(beside) if beside.exists() else shutil.which("oxigraph")
    if program is None:
        pytest.skip("the program `oxigraph` (PyPI: oxigraph) is not installed")
    address = f"127.0.0.1:{free_port()}"
    with _running([program, "serve", "-b", address, *options], f"http://{address}/", None):
        yield Other(f"http://{address}", f"http://{address}/query", f"http://{address}/store")


@contextlib.contextmanager
def virtuoso(sparql: str = "") -> Iterator[Other]:
    """An empty Virtuoso that everyone may load; `sparql` are lines of that section of its settings."""
    program, shell = shutil.which("virtuoso-t"), shutil.which("isql-vt")
    if program is None or shell is None:
        pytest.skip("Virtuoso (Debian: virtuoso-opensource-7) is not installed")
    with tempfile.TemporaryDirectory() as place:
        sql, http = free_port(), free_port()
        (Path(place) / "virtuoso.ini").write_text(settings(sql, http, sparql=sparql))
        address = f"http://127.0.0.1:{http}"
        with _running([program, "+foreground", "+configfile", "virtuoso.ini"], address + "/sparql", place):
            permit = [shell, f"127.0.0.1:{sql}", "dba", "dba", 'EXEC=grant SPARQL_UPDATE to "SPARQL"']
            subprocess.run(permit, check=True, capture_output=True, timeout=60)
            yield Other(address, address + "/sparql", address + "/sparql-graph-crud")


@contextlib.contextmanager
def _running(command: list[str], address: str, folder: str | None) -> Iterator[None]:
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(address, timeout=5).close()
                break
            except OSError:
                assert process.poll() is None, f"{command[0]} has ended"
                assert time.monotonic() < end, f"{command[0]} does not answer"
                time.sleep(0.1)
        yield
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
