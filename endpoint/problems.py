"""What can go wrong, in one shape (RFC 9457), for people and machines alike.

The catalogue is data: every kind of problem has a name, a status, a title and a remedy; raising one adds what happened.
Pure: turning a problem into a response is the work of `responses/respond.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from graph.iri import BASE


@dataclass(frozen=True, slots=True)
class Case:
    """One row of the catalogue."""

    status: int
    title: str
    remedy: str


MEDIA_TYPE: Final = "application/problem+json"

# On the choice of status codes.
# query-timeout is 503, not 408: 408 says that the request came too slowly and lets a client repeat it unasked (RFC 9110
# 15.5.9); here the request was whole and it is the service that will not spend more. It carries Retry-After because the
# same query may fit when the machine is less busy.
# result-too-large is 413: no status speaks of answers, and this is the one that clients take as "ask for less".
# client-left is 499, which nobody receives: it stands in the log and the counters, and nginx counts the same so.
# query-crashed is 500: the engine is at fault, whatever the query was.
CATALOGUE: Final[Mapping[str, Case]] = {
    "bad-request": Case(400, "The request cannot be read", "Correct the request and send it again."),
    "query-missing": Case(400, "There is no query", "Send the query as the parameter `query` or as the body, once."),
    "query-ambiguous": Case(400, "There is more than one query", "Send exactly one `query`."),
    "query-syntax": Case(400, "The query is not SPARQL 1.1", "Correct the query at the place named in the detail."),
    "query-failed": Case(400, "The query cannot be evaluated", "Leave out what the detail names."),
    "query-nesting": Case(
        400, "The query is nested too deeply", "Write the query with fewer brackets inside brackets."
    ),
    "federation-refused": Case(
        400,
        "SERVICE is not offered",
        "Ask the other endpoint yourself and join the answers, or federate from your own engine with this endpoint "
        "as the one being called. A prefix called like the keyword must be renamed.",
    ),
    "update-refused": Case(400, "This endpoint only reads", "Send a query: SELECT, ASK, CONSTRUCT or DESCRIBE."),
    "not-found": Case(404, "Nothing here has this name", "Look the thing up in the lists on the front page."),
    "withdrawn": Case(
        410, "This is no longer published", "Look for it by its title in the list of releases, or at osce.org itself."
    ),
    "withheld": Case(410, "This is left out", "What is left out, and why, is listed on /quality."),
    "method-not-allowed": Case(405, "The method is not allowed here", "Use one of the methods in the Allow header."),
    "not-acceptable": Case(
        406, "None of the accepted formats can be given", "Ask for one of the formats in the detail."
    ),
    "too-slow": Case(408, "The request came too slowly", "Send it again, without pauses."),
    "precondition-failed": Case(
        412,
        "What is here is not what the request wants it to be",
        "Ask again without If-Match and If-Unmodified-Since.",
    ),
    "query-too-long": Case(413, "The query is too long", "Shorten the query, or split it into several."),
    "address-too-long": Case(414, "The address is too long", "Send the query by POST."),
    "result-too-large": Case(
        413, "The answer is too large", "Ask for less: add LIMIT and OFFSET, or name fewer variables."
    ),
    "media-type": Case(
        415,
        "The body is of a type that is not read here",
        "Send application/sparql-query or application/x-www-form-urlencoded.",
    ),
    "range-not-satisfiable": Case(416, "There is no such part", "Ask for bytes within the length in Content-Range."),
    "head-too-large": Case(
        431, "The head of the request is too large", "Send fewer headers, and long queries by POST."
    ),
    "too-many-queries": Case(
        429, "You have too many long queries at once", "Wait until one of yours is answered, then ask again."
    ),
    "client-left": Case(499, "The client left before it had the answer", "Wait for the answer, or ask for less."),
    "unexpected": Case(500, "The server failed", "Try again; if it stays, tell the operator the time of the request."),
    "query-crashed": Case(
        500, "The query engine broke down on this query", "Write the query in another way, with fewer parts."
    ),
    "federation-failed": Case(
        502, "The service that the query calls did not answer", "Ask it yourself; if it is well, try again."
    ),
    "engine-failed": Case(
        502, "The engine behind this endpoint gave no whole answer", "Try again in a few seconds; else ask for less."
    ),
    "method-unknown": Case(501, "The method is not known here", "Use GET, HEAD, POST or OPTIONS."),
    "query-memory": Case(
        503,
        "The query needs too much memory",
        "Add LIMIT, leave out ORDER BY or DISTINCT, or name the things asked for.",
    ),
    "query-timeout": Case(503, "The query takes too long", "Name the things asked for, add LIMIT, or split the query."),
    "busy": Case(503, "All query processes are busy", "Try again in a few seconds."),
    "store-unavailable": Case(503, "The data cannot be read at the moment", "Try again in a few seconds."),
}


class Problem(Exception):
    """Something that ends a request or a command: a case of the catalogue and what happened this time."""

    def __init__(
        self,
        name: str,
        detail: str,
        *,
        remedy: str | None = None,
        headers: Mapping[str, str] | None = None,
        status: int | None = None,
        members: Mapping[str, str | float] | None = None,
    ) -> None:
        super().__init__(detail)
        case = CATALOGUE[name]
        self.name = name
        self.status = status or case.status
        self.title = case.title
        self.detail = detail
        self.remedy = remedy or case.remedy
        self.headers = dict(headers or {})
        self.members = dict(members or {})

    @property
    def type(self) -> str:
        return f"{BASE}problem/{self.name}"

    def as_json(self, instance: str) -> dict[str, str | float]:
        """The members of application/problem+json; `instance` is the path that was asked for.

        Where a limit was reached: `limit`, the setting, or `longest_chain`, which none changes; `allowed`, its value;
        `used`, how much was when it struck.
        """
        return {
            "type": self.type,
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "remedy": self.remedy,
            "instance": instance,
            **self.members,
        }
