"""The search on an index of many invented releases: milliseconds by kind of search, in process and over HTTP.

The words of the texts are invented and as unequal as those of a language (Zipf), 350 to a release. The aim is a 95th
percentile below 50 ms at 50,000 releases.
"""

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, serialize

from benchmarks.documents import get, port, running
from endpoint.finding.finding import Search
from graph import snapshot
from graph import vocabulary as v
from graph.iri import page_graph, thing
from graph.publication.portraits import portraits
from graph.publication.search import SEARCH, index

WORDS, LENGTH, ASKED = 30_000, 350, 100
STATES, PEOPLE, SOURCES, TOPICS = 68, 8_000, 60, 70
SYLLABLES = [a + b for a in "bdfgklmnprstv" for b in "aeiou"]


def vocabulary(draw: random.Random) -> list[str]:
    """Invented words, the most frequent first."""
    found = {"".join(draw.choices(SYLLABLES, k=draw.randint(2, 4))) for _ in range(WORDS * 2)}
    return sorted(found, key=lambda word: (len(word), word))[:WORDS]


def invented(count: int, draw: random.Random) -> Iterator[Quad]:
    """Releases with title, day, source, topic, States and people, and the names of all these."""
    kinds = (("state", STATES, v.STATE), ("person", PEOPLE, v.FOAF_PERSON), ("field-of-work", TOPICS, v.FIELD_OF_WORK))
    graph, known = page_graph("0"), dict[str, list[NamedNode]]()
    for kind, number, cls in (*kinds, ("structure", SOURCES, v.STRUCTURE)):
        known[kind] = [thing(kind, f"{kind}-{one}") for one in range(number)]
        for node in known[kind]:
            name = " ".join("".join(draw.choices(SYLLABLES, k=3)).capitalize() for _ in "ab")
            yield Quad(node, v.RDF_TYPE, cls, graph)
            yield Quad(node, v.RDFS_LABEL, Literal(name, language="en"), graph)
    for number in range(count):
        release, day = thing("release", str(number)), f"{1996 + number % 29}-{1 + number % 12:02}-{1 + number % 28:02}"
        title = Literal(f"{draw.choice(SYLLABLES)} meets {draw.choice(SYLLABLES)} number {number}", language="en")
        yield Quad(release, v.RDF_TYPE, v.RELEASE, graph)
        yield Quad(release, v.RDFS_LABEL, title, graph)
        yield Quad(release, v.DCTERMS_ISSUED, Literal(day, datatype=v.XSD_DATE), graph)
        yield Quad(release, v.DCTERMS_PUBLISHER, draw.choice(known["structure"]), graph)
        yield Quad(release, v.DCTERMS_SUBJECT, draw.choice(known["field-of-work"]), graph)
        # A few States are in most releases.
        for node in (*draw.choices(known["state"], range(STATES, 0, -1), k=3), draw.choice(known["person"])):
            yield Quad(release, v.SCHEMA_MENTIONS, node, graph)


def seal(folder: Path, count: int, words: list[str], draw: random.Random) -> Path:
    """A snapshot with store, index and counts, and nothing else; returns its place."""
    place = folder / "snapshots" / "0"
    place.mkdir(parents=True)
    with (place / snapshot.DATA).open("wb") as file:
        serialize(invented(count, draw), file, format=RdfFormat.N_QUADS)
    store = Store(str(place / snapshot.STORE))
    store.bulk_load(path=str(place / snapshot.DATA), format=RdfFormat.N_QUADS)
    store.bulk_extend(Quad(one.subject, one.predicate, one.object) for one in store)
    store.flush()
    weights = list(accumulate(1 / rank for rank in range(1, len(words) + 1)))
    texts = {str(number): " ".join(draw.choices(words, cum_weights=weights, k=LENGTH)) for number in range(count)}
    index(store, place, texts)
    portraits(store, place)
    del store
    manifest = {"digest": "0", "created": "2026-11-28T00:00:00+00:00", "parent": None, "counts": {"releases": count}}
    (place / "manifest.json").write_text(json.dumps({**manifest, "inputs": [], "versions": {}}))
    (place / "report.json").write_text(json.dumps({"conforms": True, "counts": {}, "results": []}))
    (folder / "current").write_text("0\n")
    return place


def searches(words: list[str], draw: random.Random) -> dict[str, list[tuple[str, dict[str, str]]]]:
    """Searches of each kind: the words, and the facets chosen."""

    def some(first: int, last: int, number: int, chosen: dict[str, str]) -> list[tuple[str, dict[str, str]]]:
        return [(" ".join(draw.sample(words[first:last], number)), chosen) for _ in range(ASKED)]

    state = {"state": "state/state-0"}
    return {
        "a common word": some(0, 60, 1, {}),
        "a usual word": some(300, 3_000, 1, {}),
        "a rare word": some(10_000, len(words), 1, {}),
        "three common words": some(0, 60, 3, {}),
        "a common word and a State": some(0, 60, 1, state),
        "a State and a year": [("", {**state, "year": str(1996 + n % 29)}) for n in range(ASKED)],
        "everything": [("", {})] * ASKED,
    }


def percentiles(times: list[float]) -> dict[str, float]:
    cut = statistics.quantiles(times, n=20)
    return {"median ms": round(statistics.median(times), 1), "p95 ms": round(cut[18], 1)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--releases", type=int, default=50_000)
    given = parser.parse_args()
    draw = random.Random(8)
    words = vocabulary(draw)
    with tempfile.TemporaryDirectory() as name:
        begun = time.monotonic()
        place = seal(Path(name), given.releases, words, draw)
        megabytes = (place / SEARCH).stat().st_size / 1e6
        print(json.dumps({"sealed in s": round(time.monotonic() - begun), "index MB": round(megabytes)}), flush=True)
        search, number = Search(place / SEARCH), port()
        search.warm()
        serve = [sys.executable, "-c", "from endpoint.cli import main; main()", "serve", name, "--port", str(number)]
        with running(serve, number, "/search?q=", Path(__file__).resolve().parent.parent):
            for kind, asked in searches(words, draw).items():
                inside, outside, worked = [], [], []
                for at, (text, chosen) in enumerate(asked):
                    before, began = time.perf_counter(), time.thread_time()
                    search.find(text, {key: [value] for key, value in chosen.items()}, 0)
                    inside.append((time.perf_counter() - before) * 1000)
                    worked.append((time.thread_time() - began) * 1000)
                    # The mark makes it a search that nobody made before.
                    query = "&".join(f"{key}={quote(value)}" for key, value in {"q": text, **chosen}.items())
                    outside.append(get(number, f"/search?{query}&new={at}", "text/html")[1])
                said = {"in process": percentiles(inside), "processor": percentiles(worked)}
                print(json.dumps({"search": kind, **said, "first byte of a page": percentiles(outside)}), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
