"""What is counted, in memory that all server processes share, so that any of them can tell the whole."""

import bisect
import multiprocessing
from typing import Final, cast

from endpoint.problems import CATALOGUE

OUTCOMES: Final = ("ok", "cached", "unchanged", *CATALOGUE)
_BUCKETS: Final = (0.001, 0.005, 0.025, 0.1, 0.25, 1.0, 5.0, 10.0, float("inf"))
_NAMES: Final = (*OUTCOMES, *(f"le={one}" for one in _BUCKETS), "seconds", "bytes")
_PLACES: Final = {name: number for number, name in enumerate(_NAMES)}


class Tally:
    """Counters of queries. Made before server processes fork, it is one for all of them."""

    def __init__(self) -> None:
        # The numbers themselves, for each access to the array around them would take its lock.
        shared = multiprocessing.Array("d", len(_PLACES))
        self._lock, self._cells = shared.get_lock(), cast("list[float]", shared.get_obj())

    def query(self, outcome: str, seconds: float, size: int = 0) -> None:
        """One query was answered: with what, after how long, in how many bytes."""
        bucket = f"le={_BUCKETS[bisect.bisect_left(_BUCKETS, seconds)]}"
        with self._lock:
            for name, amount in ((outcome, 1), (bucket, 1), ("seconds", seconds), ("bytes", size)):
                self._cells[_PLACES[name]] += amount

    def count(self, outcome: str) -> int:
        """How many queries ended so."""
        return int(self._cells[_PLACES[outcome]])

    def exposition(self) -> str:
        """All of it in the text format of Prometheus 0.0.4."""
        with self._lock:
            cells: dict[str, float] = {name: self._cells[place] for name, place in _PLACES.items()}
        lines = ["# HELP osce_graph_queries_total Queries by outcome.", "# TYPE osce_graph_queries_total counter"]
        lines += [f'osce_graph_queries_total{{outcome="{one}"}} {cells[one]:.0f}' for one in OUTCOMES]
        lines += [
            "# HELP osce_graph_query_seconds Time from the request to the answer.",
            "# TYPE osce_graph_query_seconds histogram",
        ]
        total = 0.0
        for one in _BUCKETS:
            total += cells[f"le={one}"]
            label = "+Inf" if one == float("inf") else f"{one:g}"
            lines.append(f'osce_graph_query_seconds_bucket{{le="{label}"}} {total:.0f}')
        lines += [
            f"osce_graph_query_seconds_sum {cells['seconds']:.6f}",
            f"osce_graph_query_seconds_count {total:.0f}",
            "# HELP osce_graph_answer_bytes_total Bytes of answers to queries.",
            "# TYPE osce_graph_answer_bytes_total counter",
            f"osce_graph_answer_bytes_total {cells['bytes']:.0f}",
        ]
        return "\n".join(lines) + "\n"
