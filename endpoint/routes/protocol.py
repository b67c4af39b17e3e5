"""A request of the SPARQL 1.1 Protocol (section 2.1), decoded: by GET, by form and by direct POST.

Decided where the standard leaves room: parameters are decoded once and strictly as UTF-8; parameters that are not known
are passed over, because clients send some of their own.
"""

from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from flask import request
from pyoxigraph import NamedNode

from endpoint.evaluation.foreign import FORM
from endpoint.problems import CATALOGUE, Problem
from endpoint.queries import guard
from endpoint.settings import Settings

DIRECT: Final = "application/sparql-query"
_UPDATING: Final = frozenset({"update", "using-graph-uri", "using-named-graph-uri"})
_MOST_PARAMETERS: Final = 1000


@dataclass(frozen=True, slots=True)
class Asked:
    """A protocol request, decoded."""

    query: str | None
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    format: str | None
    question: str | None

    @property
    def dataset(self) -> list[tuple[str, str]]:
        """The parameters that name the dataset."""
        return [
            *(("default-graph-uri", one) for one in self.default_graphs),
            *(("named-graph-uri", one) for one in self.named_graphs),
        ]


def decoded() -> Asked:
    """The request decoded. Raises Problem for everything that the protocol does not allow, and for updates."""
    pairs = parameters(request.query_string)
    queries: list[str] = []
    if request.method == "POST":
        more, queries = _sent()
        pairs += more
    values: dict[str, list[str]] = {}
    for key, value in pairs:
        values.setdefault(key, []).append(value)
    for key in sorted(_UPDATING & values.keys()):
        raise Problem("update-refused", f"The parameter `{key}` belongs to updates.")
    queries += values.get("query", [])
    if len(queries) > 1:
        raise Problem("query-ambiguous", f"The request has {len(queries)} queries.")
    if queries and not queries[0].strip():
        raise Problem("query-missing", "The query is empty.")
    return Asked(
        guard.spelt_out(queries[0]) if queries else None,
        _graphs(values.get("default-graph-uri", []), "default-graph-uri"),
        _graphs(values.get("named-graph-uri", []), "named-graph-uri"),
        # SPARQLWrapper and Fuseki's clients say `output`, some of them beside `format`.
        next(iter(values.get("format", []) + values.get("output", [])), None) or None,
        next(iter(values.get("question", [])), None),
    )


def _sent() -> tuple[list[tuple[str, str]], list[str]]:
    """What a body says: the parameters of a form, or a query that is the body."""
    if request.mimetype == "application/sparql-update":
        raise Problem("update-refused", "The body is an update; the snapshot that is served never changes.")
    if request.mimetype not in {FORM, DIRECT}:
        kind = request.mimetype or "that nobody named"
        raise Problem("media-type", f"The body is of the type {kind}.", headers={"Accept": f"{DIRECT}, {FORM}"})
    if request.mimetype_params.get("charset", "utf-8").lower() not in {"utf-8", "utf8"}:
        raise Problem("media-type", "The body is not in UTF-8.")
    raw = request.get_data()
    return (parameters(raw), []) if request.mimetype == FORM else ([], [_text(raw)])


def parameters(raw: bytes) -> list[tuple[str, str]]:
    """The pairs of a query string or a form body, decoded once. Raises Problem where they are not UTF-8."""
    try:
        return parse_qsl(raw.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS)
    except UnicodeDecodeError:
        raise Problem("bad-request", "The parameters are not in UTF-8.") from None
    except ValueError:
        raise Problem("bad-request", f"There are more than {_MOST_PARAMETERS} parameters.") from None


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Problem("bad-request", "The query is not in UTF-8.") from None


def _graphs(values: list[str], name: str) -> tuple[str, ...]:
    for value in values:
        try:
            NamedNode(value)
        except ValueError:
            raise Problem("bad-request", f"The value {value!r} of `{name}` is not an absolute IRI.") from None
    return tuple(values)


def check_length(query: str, settings: Settings) -> None:
    """Raises Problem where an address holds a longer query than POST would take."""
    size = len(query.encode())
    if request.method != "POST" and size > settings.query_length:
        # POST would not take it either.
        raise Problem(
            "address-too-long",
            f"The query has {size} bytes; the limit is {settings.query_length}.",
            remedy=CATALOGUE["query-too-long"].remedy,
            members={"limit": "query_length", "allowed": settings.query_length, "used": size},
        )
