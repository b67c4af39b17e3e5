"""Documents about things, side by side in one run: Turtle, JSON-LD and HTML, ours and those of others.

Peers: a plain Flask over pyoxigraph (gunicorn, as many processes as ours, four threads each), `oxigraph
serve-read-only` that is asked to DESCRIBE, and nginx over the same documents as files. Needs `wrk` on the PATH; what
else is missing is left out and said. Requests a second are at eight connections over the same things in turn; "made
anew" means by a server that keeps no answers, so that each is made as for the first who asks (parameters that nobody
knows make no document another one). First bytes are of one connection.
"""

import argparse
import http.client
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote

from pyoxigraph import NamedNode, Store

from benchmarks.synthetic import write_pages
from endpoint.documents.sealed import beside
from graph import pages, snapshot
from graph import vocabulary as v
from graph.build import build
from graph.iri import BASE

Peer = tuple[list[str], int, Mapping[str, list[str]]]
"""Its command, its port, and its paths by format."""
FORMATS = {
    "Turtle": ("ttl", "text/turtle"),
    "JSON-LD": ("jsonld", "application/ld+json"),
    "HTML": ("html", "text/html"),
}
THINGS = 60
FIRST = 60
OURS = "osce-graph"
# wrk asks for one path after the other.
TURNS = """
local paths, n = { %s }, 0
function init(args) math.randomseed(os.time()); n = math.random(1, 1000000) end
function request()
  n = n + 1
  return wrk.format("GET", paths[n %% #paths + 1])
end
"""
NOTHING_KEPT = {"OSCE_GRAPH_CACHE_MB": "0"}
PLAIN = """
import sys
from flask import Flask, Response, request
from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store, Triple, serialize

app = Flask(__name__)
store = Store.read_only(sys.argv[1] if len(sys.argv) > 1 and sys.argv[1].startswith("/") else STORE)
FORMATS = {"ttl": RdfFormat.TURTLE, "jsonld": RdfFormat.JSON_LD}

@app.get("/<path:path>")
def document(path):
    stem, _, extension = path.rpartition(".")
    node = NamedNode("BASE" + stem)
    said = [Triple(q.subject, q.predicate, q.object) for q in store.quads_for_pattern(node, None, None, DefaultGraph())]
    if extension in FORMATS:
        return Response(serialize(said, format=FORMATS[extension]), mimetype=FORMATS[extension].media_type)
    rows = "".join(f"<tr><td>{one.predicate.value}</td><td>{one.object.value}</td></tr>" for one in said)
    return f"<!doctype html><title>{stem}</title><table>{rows}</table>"
"""
NGINX = """
daemon off; pid PLACE/pid; error_log /dev/null; worker_processes 2;
events {{ worker_connections 256; }}
http {{
  access_log off; client_body_temp_path PLACE/a; proxy_temp_path PLACE/b; fastcgi_temp_path PLACE/c;
  uwsgi_temp_path PLACE/d; scgi_temp_path PLACE/e;
  types {{ text/turtle ttl; application/ld+json jsonld; text/html html; }}
  server {{ listen 127.0.0.1:{port}; root PLACE/files; }}
}}
"""


def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        number: int = one.getsockname()[1]
        return number


def get(number: int, path: str, accept: str) -> tuple[int, float, bytes]:
    """The status, the milliseconds to the first byte, and the body."""
    line = http.client.HTTPConnection("127.0.0.1", number, timeout=60)
    try:
        begun = time.perf_counter()
        line.request("GET", path, headers={"Accept": accept})
        answer = line.getresponse()
        return answer.status, (time.perf_counter() - begun) * 1000, answer.read()
    finally:
        line.close()


@contextmanager
def running(
    command: list[str], number: int, path: str, cwd: Path, more: Mapping[str, str] = MappingProxyType({})
) -> Iterator[None]:
    """The server while the block runs, once it answers; `more` stands in its environment."""
    silent = subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=cwd, stdout=silent, stderr=silent, env={**os.environ, **more})
    try:
        until = time.monotonic() + 120
        while time.monotonic() < until:
            try:
                if get(number, path, "*/*")[0] == 200:
                    break
            except OSError:
                time.sleep(0.1)
            if process.poll() is not None:
                raise SystemExit(f"{command[0]} ended with code {process.returncode} before it answered")
        yield
    finally:
        process.terminate()
        process.wait(30)


def rate(number: int, paths: list[str], accept: str, seconds: int) -> float:
    """Requests a second that wrk gets; negative where any answer was no 200."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(TURNS % ", ".join(f'"{one}"' for one in paths))
        script.flush()
        address = f"http://127.0.0.1:{number}"
        command = ["wrk", "-t2", "-c8", f"-d{seconds}s", "-H", f"Accept: {accept}", "-s", script.name, address]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = float(said.split("Requests/sec:")[1].split()[0])
    return -found if "Non-2xx" in said else found


def things(store_path: Path) -> list[str]:
    """The keys of releases, States and people, in turn."""
    store, found = Store.read_only(str(store_path)), list[list[str]]()
    for cls in (v.RELEASE, v.STATE, v.FOAF_PERSON):
        nodes = {
            one.subject.value
            for one in store.quads_for_pattern(None, v.RDF_TYPE, cls)
            if isinstance(one.subject, NamedNode)
        }
        found.append(sorted(one.removeprefix(BASE) for one in nodes)[: THINGS // 3])
    return [one for three in zip(*found, strict=False) for one in three]


def peers(
    place: Path, store: Path, keys: list[str], ours: int
) -> dict[str, tuple[list[str], int, Mapping[str, list[str]]]]:
    """The command of each peer that is installed, its port, and its paths by format."""
    documents = {name: [f"/{key}.{extension}" for key in keys] for name, (extension, _) in FORMATS.items()}
    found: dict[str, Peer] = {}
    (place / "plain.py").write_text(PLAIN.replace("BASE", BASE).replace("STORE", repr(str(store))))
    here, number = Path(sys.executable).parent, port()
    gunicorn = ["--workers", "2", "--threads", "4", "--no-control-socket", "--bind", f"127.0.0.1:{number}"]
    found["Flask over pyoxigraph"] = ([str(here / "gunicorn"), *gunicorn, "plain:app"], number, documents)
    if (here / "oxigraph").is_file():
        number = port()
        asked = [f"/query?query={quote(f'DESCRIBE <{BASE}{key}>')}" for key in keys]
        command = [str(here / "oxigraph"), "serve-read-only", "-l", str(store), "-b", f"127.0.0.1:{number}"]
        found["oxigraph DESCRIBE"] = (command, number, {"Turtle": asked, "JSON-LD": asked})
    if nginx := shutil.which("nginx"):
        number, files = port(), place / "files"
        for name, (_, media_type) in FORMATS.items():
            for path in documents[name]:
                file = files / path[1:]
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(get(ours, path, media_type)[2])
        # Its processes are another user's.
        for folder in (place, *files.rglob("*")):
            folder.chmod(0o755)
        (place / "nginx.conf").write_text(NGINX.format(port=number).replace("PLACE", str(place)))
        found["nginx, files"] = ([nginx, "-c", str(place / "nginx.conf")], number, documents)
    return found


def first_bytes(number: int, paths: list[str], accept: str) -> float:
    """The median of milliseconds to the first byte, each path asked for in turn."""
    return statistics.median(get(number, paths[at % len(paths)], accept)[1] for at in range(FIRST))


def say(server: str, name: str, **figures: float) -> None:
    rounded = {key.replace("_", " "): round(value, 1) for key, value in figures.items()}
    print(json.dumps({"server": server, "format": name, **rounded}), flush=True)


def compared(folder: Path, place: Path, seconds: int) -> None:
    store, ours = snapshot.current(folder).store_path, port()
    keys, program = things(store), "from endpoint.cli import main; main()"
    command = [sys.executable, "-c", program, "serve", str(folder.resolve()), "--port", str(ours)]
    root = Path(__file__).resolve().parent.parent
    asked = {name: [f"/{key}.{extension}" for key in keys] for name, (extension, _) in FORMATS.items()}
    with running(command, ours, "/health", root, NOTHING_KEPT):
        anew = {name: rate(ours, paths, FORMATS[name][1], seconds) for name, paths in asked.items()}
        slow = {name: first_bytes(ours, paths, FORMATS[name][1]) for name, paths in asked.items()}
    with ExitStack() as stack:
        stack.enter_context(running(command, ours, "/health", root))
        own: dict[str, float] = {}
        for name, paths in asked.items():
            media_type = FORMATS[name][1]
            for path in paths * 4:  # each of the processes has it then
                get(ours, path, media_type)
            own[name] = rate(ours, paths, media_type, seconds)
            warm = first_bytes(ours, paths, media_type)
            say(OURS, name, again=own[name], anew=anew[name], first_byte_ms=warm, first_byte_anew_ms=slow[name])
        for server, (program_of, number, paths_of) in peers(place, store, keys, ours).items():
            sample = next(iter(paths_of.values()))[0]
            with running(program_of, number, sample, place):
                for name, paths in paths_of.items():
                    media_type = FORMATS[name][1]
                    found, warm = rate(number, paths, media_type, seconds), first_bytes(number, paths, media_type)
                    more = {"ours_to_theirs": own[name] / found, "ours_anew_to_theirs": anew[name] / found}
                    say(server, name, again=found, first_byte_ms=warm, **more)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--releases", type=int, default=500)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--data", type=Path, help="a published folder to use instead of building one")
    given = parser.parse_args()
    if shutil.which("wrk") is None:
        sys.exit("wrk is not on the PATH")
    with tempfile.TemporaryDirectory() as name:
        place, folder = Path(name), given.data or Path(name) / "data"
        if given.data is None:
            source = write_pages(given.releases, place / "pages")
            build(pages.find([str(source)]).pages, folder, beside=beside())
        compared(folder, place, given.seconds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
