"""The SPARQL endpoint beside `oxigraph serve-read-only`, Virtuoso and rdflib-endpoint, on one snapshot, in one run.

Needs `wrk` on the PATH, `pip install oxigraph rdflib-endpoint oxrdflib uvicorn` and Debian's `virtuoso-opensource-7`
for the others; what is missing is left out and said. Requests a second are at eight connections; "new" means a query
that no server has seen before.
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
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from urllib.parse import quote

from pyoxigraph import NamedNode, Store

from benchmarks import virtuoso
from benchmarks.synthetic import text_page
from graph import pages, snapshot
from graph import vocabulary as v
from graph.build import build

BOMB = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i BIND(%d AS ?x) }"
JSON_ROWS = "application/sparql-results+json"
PREFIXES = (
    "PREFIX osce: <https://w3id.org/osce-graph/ontology#> PREFIX d: <http://purl.org/dc/terms/> "
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX schema: <https://schema.org/> "
    "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "
)
THING = "https://w3id.org/osce-graph/"
ANALYTIC = {
    "count": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "by class": "SELECT ?c (COUNT(?s) AS ?n) { ?s a ?c } GROUP BY ?c ORDER BY DESC(?n)",
    "by predicate": "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p ORDER BY DESC(?n)",
    "by graph": "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY DESC(?n) LIMIT 10",
    "latest 20": "SELECT ?r ?t { ?r a osce:Release ; d:issued ?d ; d:title ?t } ORDER BY DESC(?d) LIMIT 20",
    "by topic": "SELECT ?t (COUNT(?r) AS ?n) { ?r a osce:Release ; d:subject ?t } GROUP BY ?t ORDER BY DESC(?n)",
    "timeline": "SELECT ?m (COUNT(?r) AS ?n) { ?r a osce:Release ; d:issued ?d BIND(SUBSTR(STR(?d),1,7) AS ?m) } "
    "GROUP BY ?m ORDER BY ?m",
    "by topic and year": "SELECT ?t ?y (COUNT(DISTINCT ?r) AS ?n) { ?r a osce:Release ; d:subject ?t ; d:issued ?d "
    "BIND(YEAR(?d) AS ?y) } GROUP BY ?t ?y ORDER BY ?t ?y",
    "topic and year": f"SELECT ?r ?t {{ ?r a osce:Release ; d:subject <{THING}field-of-work/elections> ; d:title ?t ; "
    "d:issued ?d FILTER(YEAR(?d) = 2008) }",
    "pairs of States": "SELECT ?a ?b (COUNT(DISTINCT ?r) AS ?n) { ?r a osce:Release ; schema:mentions ?a , ?b . "
    "?a a osce:ParticipatingState . ?b a osce:ParticipatingState FILTER(STR(?a) < STR(?b)) } GROUP BY ?a ?b "
    "ORDER BY DESC(?n) LIMIT 50",
    "States beside one": f"SELECT ?b (COUNT(DISTINCT ?r) AS ?n) {{ ?r schema:mentions <{THING}state/norway> , ?b . "
    f"?b a osce:ParticipatingState FILTER(?b != <{THING}state/norway>) }} GROUP BY ?b ORDER BY DESC(?n)",
    "States, also never": "SELECT ?s ?l (COUNT(?r) AS ?n) { ?s a osce:ParticipatingState ; rdfs:label ?l "
    "OPTIONAL { ?r schema:mentions ?s . ?r a osce:Release } } GROUP BY ?s ?l ORDER BY DESC(?n)",
    "path": "SELECT ?c (COUNT(DISTINCT ?r) AS ?n) { ?r a osce:Release ; d:subject/skos:broader* ?c } GROUP BY ?c "
    "ORDER BY DESC(?n)",
    "pattern in titles": 'SELECT ?r ?t { ?r a osce:Release ; d:title ?t FILTER(REGEX(?t, "notaries", "i")) }',
    "words in titles": 'SELECT ?r ?t { ?r a osce:Release ; d:title ?t FILTER(CONTAINS(LCASE(STR(?t)), "notaries")) }',
    "between two days": "SELECT ?r ?t ?d { ?r a osce:Release ; d:title ?t ; d:issued ?d "
    'FILTER(?d >= "2008-01-01"^^xsd:date && ?d < "2008-07-01"^^xsd:date) } ORDER BY ?d',
    "bound by VALUES": f"SELECT ?r ?t ?d ?s {{ VALUES ?s {{ <{THING}field-of-work/elections> }} ?r a osce:Release ; "
    "d:subject ?s ; d:title ?t ; d:issued ?d }",
}
VARYING = """
local threads, n = 0, 0
function setup(thread)
  thread:set("own", threads)
  threads = threads + 1
end
function init(args) n = BEGIN + own * 100000000 end
function request()
  n = n + 1
  local query = string.format("QUERY", n)
  return wrk.format("GET", wrk.path .. "?query=" .. query)
end
"""
"""Numbers of its own for each thread of each run, so that no query comes twice."""


def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        number: int = one.getsockname()[1]
        return number


@contextmanager
def running(command: list[str], number: int) -> Iterator[float]:
    """The server while the block runs; gives the seconds until it answered a query."""
    begun = time.monotonic()

    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while time.monotonic() < begun + 120:
            try:
                if ask(number, PATHS[number], "ASK {}")[0] == 200:
                    break
            except OSError:
                time.sleep(0.05)
            if process.poll() is not None:
                raise SystemExit(f"{command[0]} ended with code {process.returncode} before it answered")
        yield time.monotonic() - begun
    finally:
        process.terminate()
        process.wait(30)


_SETTLED = 5
"""Seconds until a server that has just begun has looked up what it wants to know of its data."""
PATHS: dict[int, str] = {}
"""Where on each port the endpoint stands."""


def ask(number: int, path: str, query: str) -> tuple[int, float]:
    """The status and the milliseconds of one query on a connection of its own."""
    begun = time.perf_counter()
    line = http.client.HTTPConnection("127.0.0.1", number, timeout=300)
    try:
        line.request("GET", f"{path}?query={quote(query)}", headers={"Accept": JSON_ROWS})
        answer = line.getresponse()
        answer.read()
        return answer.status, (time.perf_counter() - begun) * 1000
    finally:
        line.close()


def rate(number: int, query: str, seconds: int, *, new: bool) -> float:
    """Requests a second that wrk gets at eight connections; answers that are no 200 make it negative."""
    address = f"http://127.0.0.1:{number}{PATHS[number]}"
    command = ["wrk", "-t2", "-c8", f"-d{seconds}s", "-H", f"Accept: {JSON_ROWS}"]
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        if new:
            text = quote(query.replace("}", " BIND(NUMBER AS ?n) }")).replace("%", "%%").replace("NUMBER", "%d")
            script.write(VARYING.replace("QUERY", text).replace("BEGIN", str(time.time_ns() // 1000 % 10**9 * 10**6)))
            script.flush()
            command += ["-s", script.name, address]
        else:
            command += [f"{address}?query={quote(query)}"]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = float(said.split("Requests/sec:")[1].split()[0])
    return -found if "Non-2xx" in said else found


def bombed(number: int, light: str) -> dict[str, float]:
    """95th percentiles of a light query, never the same twice, alone and beside eight clients with bombs."""
    path, drawn = PATHS[number], iter(range(10**9, 10**10))

    def p95() -> float:
        times = []
        for _ in range(200):
            status, took = ask(number, path, light.replace("}", f" BIND({next(drawn)} AS ?n) }}"))
            times.append(took if status == 200 else float("inf"))
        return statistics.quantiles(times, n=20)[-1]

    alone, over = p95(), threading.Event()

    def bomber(own: int) -> None:
        while not over.is_set():
            own += 100
            try:
                ask(number, path, BOMB % own)
            except OSError:
                time.sleep(0.1)

    crowd = [threading.Thread(target=bomber, args=(one,), daemon=True) for one in range(8)]
    for one in crowd:
        one.start()
    time.sleep(2)
    beside = p95()
    over.set()
    return {"p95 alone ms": round(alone, 2), "p95 beside 8 bombs ms": round(beside, 2)}


def light_query(store: Path) -> str:
    subject = next(Store.read_only(str(store)).quads_for_pattern(None, v.RDF_TYPE, v.RELEASE)).subject
    assert isinstance(subject, NamedNode)
    return f"SELECT ?p ?o {{ {subject} ?p ?o }}"


def commands(folder: Path, own: int, oxigraph: int, rdflib: int) -> dict[str, tuple[list[str], int]]:
    here, now = Path(sys.executable).parent, snapshot.current(folder)
    serve = "from endpoint.cli import main; main()"
    return {
        "osce-graph": ([sys.executable, "-c", serve, "serve", str(folder), "--port", str(own)], own),
        "oxigraph": (
            [str(here / "oxigraph"), "serve-read-only", "-l", str(now.store_path), "-b", f"127.0.0.1:{oxigraph}"],
            oxigraph,
        ),
        "rdflib-endpoint": (
            [
                *(str(here / "rdflib-endpoint"), "serve", "--store", "Oxigraph"),
                *("--host", "127.0.0.1", "--port", str(rdflib), str(now.path / "data.nq")),
            ],
            rdflib,
        ),
    }


def alone(number: int, light: str, drawn: range) -> float:
    """The median milliseconds of a light query, one after another, each with a number of its own."""
    took = [ask(number, PATHS[number], light.replace("}", f" BIND({one} AS ?n) }}"))[1] for one in drawn]
    return round(statistics.median(took), 3)


def measured(
    server: AbstractContextManager[float], number: int, light: str, seconds: int, *, bombs: bool
) -> dict[str, object]:
    with server as start:
        result: dict[str, object] = {"ready s": round(start, 2)}
        result["light new, at once, median ms"] = alone(number, light, range(200))
        time.sleep(_SETTLED)
        result["light new, median ms"] = alone(number, light, range(200, 1200))
        result["light new, requests/s"] = rate(number, light, seconds, new=True)
        result["light again, requests/s"] = rate(number, light, seconds, new=False)
        for name, query in ANALYTIC.items():
            # Another prefix makes it another query, and means nothing.
            new = [f"PREFIX n{one}: <urn:n> {PREFIXES}{query}" for one in range(3)]
            times = [ask(number, PATHS[number], one) for one in new]
            result[f"{name}, ms"] = [round(took, 1) if status == 200 else status for status, took in times]
        if bombs:
            result |= bombed(number, light)
        return result


def faster(ours: dict[str, object], theirs: dict[str, object]) -> dict[str, float]:
    """How many times faster each analytic query is, by medians, and the geometric mean of that."""
    found = {}
    for name in ANALYTIC:
        one, other = ours[f"{name}, ms"], theirs[f"{name}, ms"]
        assert isinstance(one, list)
        assert isinstance(other, list)
        # A refusal is a status, and no time.
        if all(isinstance(took, float) for took in (*one, *other)):
            found[name] = round(statistics.median(other) / statistics.median(one), 2)
    return {**found, "geometric mean": round(statistics.geometric_mean(found.values()), 2)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--releases", type=int, default=1000)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--data", type=Path, help="a published folder to use instead of building one")
    given = parser.parse_args()
    if shutil.which("wrk") is None:
        sys.exit("wrk is not on the PATH")
    with tempfile.TemporaryDirectory() as place:
        folder = given.data or Path(place) / "data"
        if given.data is None:
            source = Path(place) / "pages"
            source.mkdir()
            for number in range(given.releases):
                (source / f"{number}.txt").write_text(text_page(number))
            build(pages.find([str(source)]).pages, folder)
        seen: dict[str, dict[str, object]] = {}
        light = light_query(snapshot.current(folder).store_path)
        now, http = snapshot.current(folder), port()
        servers = {
            name: (running(command, number), number, os.access(command[0], os.X_OK))
            for name, (command, number) in commands(folder, port(), port(), port()).items()
        }
        servers["Virtuoso"] = virtuoso.loaded(now.data_path, http, port()), http, virtuoso.is_installed()
        for name, (server, number, installed) in servers.items():
            PATHS[number] = {"oxigraph": "/query", "rdflib-endpoint": "/"}.get(name, "/sparql")
            if not installed:
                print(f"{name} is not installed", file=sys.stderr)
                continue
            said = measured(server, number, light, given.seconds, bombs=name == "osce-graph")
            print(json.dumps({"server": name, **said}), flush=True)
            seen[name] = said
    for name, said in seen.items():
        if name != "osce-graph" and "osce-graph" in seen:
            print(json.dumps({"times faster than": name, **faster(seen["osce-graph"], said)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
