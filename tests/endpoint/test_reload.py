"""A real server under load takes up new snapshots: no request is lost, nothing is left behind."""

import http.client
import json
import signal
import threading
import time
from pathlib import Path
from urllib.parse import quote, urlsplit

from tests.endpoint.conftest import fixture_quads, publish, until
from tests.endpoint.test_live import ended, start

CLIENTS = 8
PATHS = [
    "/sparql?query=" + quote("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"),
    "/state/norway.ttl",
    "/release/?page=2",
    "/health",
    "/search?q=small",
]


def test_snapshots_are_taken_up_under_load_without_losing_one_request(tmp_path: Path, checkout: Path) -> None:
    quads = fixture_quads()
    publish(tmp_path, quads)
    server = start(tmp_path, checkout)
    statuses: list[int | str] = []
    counts: set[str] = set()
    over = threading.Event()

    def client(own: int) -> None:
        """Asks without a pause on one connection, each query once more in words of its own."""
        line = http.client.HTTPConnection(urlsplit(server.address).netloc, timeout=30)
        number = 0
        while not over.is_set():
            number += 1
            path = PATHS[number % len(PATHS)]
            if "query" in path and number % 2:
                path += quote(f" # {own} {number}")
            try:
                line.request("GET", path, headers={"Accept": "*/*"})
                answer = line.getresponse()
                body = answer.read()
            except (OSError, http.client.HTTPException) as fault:
                statuses.append(repr(fault))
                line.close()
                continue
            statuses.append(answer.status)
            if "query" in path:
                counts.add(json.loads(body)["results"]["bindings"][0]["n"]["value"])
        line.close()

    try:
        # The one above, two server processes, and two query processes for each, which begin when they are needed.
        family = 1 + 2 * (1 + 2)
        threads = [threading.Thread(target=client, args=(number,), daemon=True) for number in range(CLIENTS)]
        for one in threads:
            one.start()
        for missing in (3, 5, 7):
            wanted = len(counts) + 1
            end = time.monotonic() + 60
            while len(counts) < wanted and time.monotonic() < end:
                time.sleep(0.05)
            before, asked = server.resident(), len(statuses)
            publish(tmp_path, quads[:-missing])
        while len(counts) < 4 and time.monotonic() < end + 60:
            time.sleep(0.05)
        over.set()
        for one in threads:
            one.join(timeout=60)
        assert len(counts) == 4, "each snapshot was served"
        assert set(statuses) == {200}
        assert asked > 100
        end = time.monotonic() + 30
        while (len(server.family()) > family or server.resident() > before * 1.5) and time.monotonic() < end:
            time.sleep(0.2)
        assert len(server.family()) <= family, "no query process of an old snapshot is left"
        assert server.resident() <= before * 1.5
    finally:
        over.set()
        assert ended(server, signal.SIGTERM) == set()


def test_who_asks_first_after_a_quiet_time_gets_the_new_snapshot(tmp_path: Path, checkout: Path) -> None:
    folder, log = tmp_path / "data", tmp_path / "log"
    publish(folder, fixture_quads())
    with log.open("w") as lines:
        server = start(folder, checkout, "--workers", "2", log=lines)
    try:
        new = publish(folder, fixture_quads()[:-1])
        until(lambda: log.read_text().count(f"now serving {new}") == 2)  # in each server process, and nobody asked
        assert {json.loads(server.get("health")[1])["digest"] for _ in range(8)} == {new}
    finally:
        assert ended(server, signal.SIGTERM) == set()
