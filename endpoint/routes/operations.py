"""For those who run it: /metrics in the text format of Prometheus."""

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path

from flask import Blueprint, Response, current_app

from endpoint.answers.cache import Answers
from endpoint.responses.validators import serving, validated
from endpoint.tally import Tally


def blueprint(tally: Tally) -> Blueprint:
    """The route of the metrics. Counters are of all server processes, memory is of the one that answers."""
    routes = Blueprint("operations", __name__)

    @routes.get("/metrics")
    def metrics() -> Response:
        now = serving()
        answers: Answers = current_app.extensions["answers"]
        age = "NaN" if now.age is None else round(now.age)
        lines = [
            *_gauge("snapshot_info", "The snapshot that is served.", {f'digest="{now.digest}"': 1}),
            *_gauge("snapshot_age_seconds", "Time since the snapshot was sealed.", {"": age}),
            *_gauge("resident_bytes", "Memory of the server process that answers.", {"": _resident()}),
            *_gauge(
                "query_processes_resident_bytes",
                "Memory of its query processes, what they share counted for each.",
                {"": sum(map(_resident, _children()))},
            ),
            *_gauge("cache_bytes", "Memory of the answers given before that it keeps.", {"": answers.size}),
            *_gauge(
                "query_processes",
                "Query processes by what they do, in the server process that answers.",
                {f'lane="{lane}"': many for lane, many in now.pool.busy().items()},
            ),
            *_gauge(
                "columns_info",
                "The tables for counts, rankings and paths: open, off, or missing.",
                {f'state="{now.pool.columns}"': 1},
            ),
        ]
        body = tally.exposition() + "\n".join(lines) + "\n"
        return validated(Response(body, content_type="text/plain; version=0.0.4; charset=utf-8"), None)

    return routes


def _gauge(name: str, means: str, values: Mapping[str, object]) -> list[str]:
    """The lines of a gauge; its values by their labels."""
    name = f"osce_graph_{name}"
    said = [f"{name}{{{labels}}} {value}" if labels else f"{name} {value}" for labels, value in values.items()]
    return [f"# HELP {name} {means}", f"# TYPE {name} gauge", *said]


def _children() -> list[str]:
    """The processes that this one has started, by number; none where the system does not say."""
    found: list[str] = []
    for path in Path("/proc/self/task").glob("*/children"):
        with contextlib.suppress(OSError):  # a thread that has ended meanwhile
            found += path.read_text().split()
    return found


def _resident(process: str = "self") -> int:
    """Bytes in memory; 0 where the system does not say."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0
