"""For those who run it: /metrics in the text format of Prometheus."""

import os
from pathlib import Path

from flask import Blueprint, Response

from endpoint.responses.respond import serving, validated
from endpoint.tally import Tally


def blueprint(tally: Tally) -> Blueprint:
    """The route of the metrics. Counters are of all server processes, memory is of the one that answers."""
    routes = Blueprint("operations", __name__)

    @routes.get("/metrics")
    def metrics() -> Response:
        now = serving()
        lines = [
            "# HELP osce_graph_snapshot_info The snapshot that is served.",
            "# TYPE osce_graph_snapshot_info gauge",
            f'osce_graph_snapshot_info{{digest="{now.digest}"}} 1',
            "# HELP osce_graph_snapshot_age_seconds Time since the snapshot was sealed.",
            "# TYPE osce_graph_snapshot_age_seconds gauge",
            f"osce_graph_snapshot_age_seconds {'NaN' if now.age is None else round(now.age)}",
            "# HELP osce_graph_resident_bytes Memory of the server process that answers.",
            "# TYPE osce_graph_resident_bytes gauge",
            f"osce_graph_resident_bytes {_resident()}",
            "# HELP osce_graph_query_processes Query processes by what they do, in the server process that answers.",
            "# TYPE osce_graph_query_processes gauge",
            *(f'osce_graph_query_processes{{lane="{lane}"}} {many}' for lane, many in now.pool.busy().items()),
            "# HELP osce_graph_columns_info The tables for counts, rankings and paths: open, off, or missing.",
            "# TYPE osce_graph_columns_info gauge",
            f'osce_graph_columns_info{{state="{now.pool.columns}"}} 1',
        ]
        body = tally.exposition() + "\n".join(lines) + "\n"
        return validated(Response(body, content_type="text/plain; version=0.0.4; charset=utf-8"), None)

    return routes


def _resident() -> int:
    """Bytes in memory; 0 where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0
