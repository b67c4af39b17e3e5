"""How a query that gave no answer ended, in the words of the catalogue."""

import logging
import math
import signal
from typing import Final

from endpoint.evaluation import child
from endpoint.evaluation.messages import Head
from endpoint.negotiate import Kind, offered
from endpoint.problems import Problem
from endpoint.queries import guard, syntax
from endpoint.settings import Settings

log = logging.getLogger(__name__)

# What the dynamic loader ends a process with when it finds no memory for the data of a thread (glibc, elf/dl-tls.c).
_LOADER_GAVE_UP: Final = 127
# An allocation that the limit refuses aborts the process, in the engine's Rust as in its C++.
_OUT_OF_MEMORY: Final = (-signal.SIGABRT, child.ENDED_BY_MEMORY, _LOADER_GAVE_UP)
# Numbers, days and strings are compared in different ways, which may go round in a circle; Rust's sort notices and
# panics (pyoxigraph 0.5.13; Rust since 1.81).
_NO_ORDER: Final = "does not correctly implement a total order"
_SHOWN: Final = 300
_OUT_OF_TIME: Final = (-signal.SIGALRM, -signal.SIGPROF)


def refused(head: Head, query: str, seen: guard.Inspected, settings: Settings) -> Problem:
    """The problem that the last message of a query process reports. Raises RuntimeError where it is a fault of ours."""
    status, message = head["status"], head.get("message", "")
    if status == "syntax":
        return syntax.explain(message, query, seen)
    if status == "not-acceptable":
        return not_acceptable(head["kind"])
    if status == "unwritable":
        return Problem("not-acceptable", message, remedy=f"Ask for {'Turtle' if head['kind'] == 'graph' else 'JSON'}.")
    if status == "too-large":
        return too_large(settings)
    if seen.calls and status in {"failed", "store"}:
        return Problem("federation-failed", message[:_SHOWN])
    if status == "engine":
        log.error("the engine failed: %s", message)
        return Problem("engine-failed", message, headers={"Retry-After": "5"})
    if status == "too-many-rows":
        return Problem("result-too-large", message)
    if status == "failed":
        return Problem("query-failed", message)
    if status == "store":
        log.error("the store failed: %s", message)
        return Problem("store-unavailable", "The store could not be read.", headers={"Retry-After": "5"})
    raise RuntimeError(f"a query process reported {head}")


def lost(code: int, words: str, settings: Settings) -> Problem:
    """The problem for a query process that ended with that code and those words before the answer was complete."""
    log.warning("a query process ended with code %s", code)
    if _NO_ORDER in words:
        detail = "ORDER BY sorts values of several kinds, among which the engine knows no order."
        remedy = "Sort by the kind first, ORDER BY DATATYPE(?o) ?o, or by the text, ORDER BY STR(?o)."
        return Problem("query-failed", detail, remedy=remedy)
    if code in _OUT_OF_TIME:
        return timeout(settings)
    if code in _OUT_OF_MEMORY:
        megabytes = settings.query_memory_mb
        return Problem(
            "query-memory",
            f"The query was stopped when it needed more than {megabytes} MB.",
            members={"limit": "query_memory_mb", "allowed": megabytes, "used": megabytes},
            headers={"Retry-After": "60"},
        )
    return Problem("query-crashed", "The process that evaluated the query ended without an answer.")


def timeout(settings: Settings) -> Problem:
    """The query took its whole time."""
    return _out_of_time("query_seconds", settings.query_seconds)


def too_slow(settings: Settings) -> Problem:
    """The client did not take the answer in time."""
    return _out_of_time("stream_seconds", settings.stream_seconds)


def _out_of_time(limit: str, seconds: float) -> Problem:
    return Problem(
        "query-timeout",
        f"The query was stopped after {seconds:g} seconds.",
        members={"limit": limit, "allowed": seconds, "used": seconds},
        headers={"Retry-After": str(math.ceil(seconds))},
    )


def too_large(settings: Settings) -> Problem:
    """The answer has more bytes than answers may have."""
    limit = settings.result_bytes
    return Problem(
        "result-too-large",
        f"The answer has more than {limit:,} bytes.",
        members={"limit": "result_bytes", "allowed": limit, "used": limit},
    )


def left() -> Problem:
    """The client did not wait."""
    return Problem("client-left", "The connection was closed before the answer was sent.")


def not_acceptable(kind: Kind) -> Problem:
    """The 406 for an answer of that kind, with what could be had."""
    named = ", ".join(one.media_type for one in offered(kind))
    return Problem("not-acceptable", f"This is available as {named}.")
