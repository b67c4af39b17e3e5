"""Turns values into HTTP responses: headers that every answer has, validators, and the one shape of errors."""

import datetime
import hashlib
import json
import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, cast
from urllib.parse import urlencode

from flask import Flask, Response, current_app, g, render_template, request, url_for
from markupsafe import Markup
from werkzeug.exceptions import HTTPException
from werkzeug.http import parse_etags

from endpoint.answers.answering import validator
from endpoint.answers.cache import KEPT, Answers, Kept, kept_as
from endpoint.negotiate import choose, languages
from endpoint.problems import MEDIA_TYPE, Problem
from endpoint.serving.store import Serving
from graph.state.provenance import software_version

log = logging.getLogger(__name__)

_HERE: Final = Path(__file__).resolve().parent.parent

# No script (but in the editor), nothing from elsewhere, no framing: the pages need none of it. Data blocks
# (JSON-LD) are no scripts to it.
SECURITY: Final[dict[str, str]] = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
# Anyone's page may read anything here; nothing is done with cookies, so none are allowed along.
CORS: Final[dict[str, str]] = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Accept-Ranges, Content-Location, Content-Range, ETag, Link, Location, "
    "Memento-Datetime, Retry-After, Server-Timing, X-Query-Budget, X-Query-Id",
}
_PREFLIGHT: Final[Mapping[str, str]] = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Accept-Datetime, Accept-Language, Content-Type, If-Match, "
    "If-Modified-Since, If-None-Match, If-Range, If-Unmodified-Since, Range",
    "Access-Control-Max-Age": "86400",
}
PARAMETERS: Final = (
    *("page", "links", "holders", "part", "order", "format", "from", "to", "kind", "change"),
    *("q", "year", "type", "source", "topic", "state", "person", "place"),
)
"""What pages and documents are asked for beside their address. Whatever else stands there is of no account, so that
nobody has a page made anew by adding a word to its address."""
# What a condition may turn into a refusal, or into the word that the client has it.
_CONDITIONAL: Final = frozenset({200, 206, 304})


def serving() -> Serving:
    """The snapshot that this request is answered from."""
    return cast(Serving, g.serving)


def look() -> str:
    """A digest of everything that makes pages what they are apart from the data."""
    digest = hashlib.sha256(software_version().encode())
    for path in _files():
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def installed() -> datetime.datetime:
    """When the newest of these files was put here, to the second: HTTP knows no finer time."""
    newest = max(path.stat().st_mtime for path in _files())
    return datetime.datetime.fromtimestamp(int(newest), datetime.UTC)


def _files() -> list[Path]:
    suffixes = {".py", ".html", ".css", ".svg", ".js", ".ttl", ".xml", ".json"}
    return [path for path in sorted(_HERE.rglob("*")) if path.is_file() and path.suffix in suffixes]


def asked(*many: str) -> list[tuple[str, str]]:
    """The parameters of the request that pages know: no other can make a page another one.

    Raises Problem where one of them is there twice, but for `many`: one of two wishes would be dropped in silence.
    """
    said = {name: request.args.getlist(name) for name in PARAMETERS if name in request.args}
    for name, values in said.items():
        if len(values) > 1 and name not in many:
            raise Problem("bad-request", f"{name!r} stands {len(values)} times in the address.", remedy="Give it once.")
    return [(name, value) for name, values in said.items() for value in values]


def here(*many: str) -> str:
    """The address that was asked for, with these parameters and no others. Raises Problem as `asked`."""
    said = urlencode(asked(*many))
    return f"{request.base_url}?{said}" if said else request.base_url


def etag(*parts: str) -> str:
    """A strong validator for what follows from the snapshot, the software and `parts`."""
    return validator(serving(), g.look, *parts)


def kept(tag: str, kind: str, make: Callable[[], str | bytes | tuple[bytes, list[str]]]) -> Kept:
    """The body with that validator and its Link relations: as it was made before, else as `make` makes it now.

    What is made stands for this site alone: it holds addresses of the host that was asked.
    """
    answers: Answers = current_app.extensions["answers"]
    key = kept_as(tag, request.url_root)
    found = answers.get(key)
    if found is None:
        made = make()
        body, links = made if isinstance(made, tuple) else (made, [])
        found = Kept("page", kind, body.encode() if isinstance(body, str) else body, tuple(links))
        answers.put(key, found)
    request.environ[KEPT] = key
    return found


def unchanged(tag: str, *, dated: bool = True) -> Response | None:
    """304 where the client has this very answer already; asked before the answer is made.

    The validator decides where the client sends one, else the time (RFC 9110 13.2.2), where the answer is `dated`.
    """
    if request.method not in {"GET", "HEAD"} or not _has(tag, last_modified() if dated else None):
        return None
    if request.if_none_match.star_tag:  # any answer will do, if there is one: not known before it is made
        return None
    return validated(Response(status=304), tag, dated=dated)


def spares(response: Response) -> bool:
    """Whether the client has this very answer already. Asked of every answer, for most are made before they are asked
    for by their validators.
    """
    if request.method not in {"GET", "HEAD"} or response.status_code not in _CONDITIONAL:
        return False
    return _has(response.get_etag()[0], response.last_modified)


def _has(tag: str | None, modified: datetime.datetime | None) -> bool:
    since = request.if_modified_since
    if request.if_none_match:
        return bool(tag) and request.if_none_match.contains_weak(str(tag))
    return bool(since and modified and modified <= since)


def refuses(response: Response) -> bool:
    """Whether the client wants no answer but from another state than this one's (RFC 9110 13.1.1, 13.1.4).

    Asked when the answer is there: a condition counts only where the answer without it were a good one (13.2.1).
    """
    if request.method not in {"GET", "HEAD"} or response.status_code not in _CONDITIONAL:
        return False
    if wanted := parse_etags(g.get("if_match")):
        tag, weak = response.get_etag()
        return not (wanted.star_tag or (tag and not weak and wanted.is_strong(tag)))
    until, modified = request.if_unmodified_since, response.last_modified
    return bool(until and modified and modified > until)


def liked() -> tuple[str, ...]:
    """The languages that the visitor likes better than English."""
    return languages(request.headers.get("Accept-Language"))


def last_modified() -> datetime.datetime | None:
    """When answers last changed: the sealing of the snapshot, or the installation of the software if that is later."""
    return changed(serving(), g.installed)


def changed(serving: Serving, installed: datetime.datetime) -> datetime.datetime | None:
    """The same, of a snapshot."""
    try:
        sealed = datetime.datetime.fromisoformat(serving.created)
    except ValueError:
        return None
    return max(sealed, installed) if sealed.tzinfo else None


def validated(response: Response, tag: str | None, *, dated: bool = True) -> Response:
    """Adds the validator and the caching rule: keep it, but ask whether it is still so.

    What may change while the snapshot and the software stay as they are has no time of its last change: not `dated`.
    """
    if tag:
        response.set_etag(tag)
        if dated:
            response.last_modified = last_modified()
    response.headers["Cache-Control"] = "no-cache" if tag else "no-store"
    return response


def ground() -> str:
    """Where the land of maps is drawn, as browsers may keep it."""
    return url_for("static", filename="land.svg", v=g.look)


def block(value: object) -> Markup:
    """The value as JSON in a data block of a page: no letter of it can end the block or begin a tag."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for letter in "<>&":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return Markup(text)


def problem_response(problem: Problem) -> Response:
    """The problem as a page for a browser, as application/problem+json for everyone else."""
    # An error is told in any case: to whom neither form is acceptable, as to all programs.
    form = choose(request.headers.get("Accept"), "problem")
    if form and form.name == "html":
        asked = {"query": g.get("query", ""), "dataset": g.get("dataset", [])}
        body = render_template("problem.html", problem=problem, **asked)
        response = Response(body, problem.status, content_type="text/html; charset=utf-8")
    else:
        shape = problem.as_json(request.path)
        body = json.dumps(shape, ensure_ascii=False, indent=2) + "\n"
        response = Response(body, problem.status, content_type=MEDIA_TYPE)
    response.headers.extend(problem.headers)
    response.headers["Vary"] = "Accept"
    return validated(response, None)


_BY_STATUS: Final[Mapping[int, str]] = {
    404: "not-found",
    405: "method-not-allowed",
    406: "not-acceptable",
    413: "query-too-long",
    414: "address-too-long",
    415: "media-type",
    416: "range-not-satisfiable",
}


def register(app: Flask) -> None:
    """Gives every answer its headers and every error its shape.

    Stated problems, refusals of the framework and faults nobody foresaw have a handler each; only the last logs a
    trace, and nothing that reaches it can come out as the client's fault.
    """

    @app.before_request
    def _refuse() -> None:
        # The framework would take `//release/` for `/release/`.
        if (path := request.environ["PATH_INFO"]).startswith("//"):
            raise Problem("not-found", f"There is nothing at {path}.")
        if (coding := request.headers.get("Content-Encoding", "identity").strip().lower()) not in ("", "identity"):
            raise Problem(
                "media-type",
                f"The body is coded as {coding[:60]!r}.",
                remedy="Send it as it is, without Content-Encoding.",
                headers={"Accept-Encoding": "identity"},  # RFC 9110 12.5.3
            )
        if (coding := request.headers.get("Transfer-Encoding", "chunked").strip().lower()) != "chunked":
            detail = f"The request is transferred as {coding[:60]!r}."
            remedy = "Send it in chunks or with its length, and not coded otherwise."
            raise Problem("media-type", detail, remedy=remedy, status=501)  # RFC 9112 6.1

    @app.before_request
    def _hide() -> None:
        # What sends files would weigh it too, knows no star there, and forgets it where a part is asked for.
        g.if_match = request.environ.pop("HTTP_IF_MATCH", None)

    @app.errorhandler(Problem)
    def _stated(problem: Problem) -> Response:
        return problem_response(problem)

    @app.errorhandler(HTTPException)
    def _from_framework(fault: HTTPException) -> Response:
        status = fault.code or 500
        if status < 400:  # a redirect to the address with the right slash
            return cast(Response, fault.get_response())
        name = _BY_STATUS.get(status, "bad-request" if status < 500 else "unexpected")
        problem = Problem(name, fault.description or fault.name, status=status)
        if status == 404:
            problem = Problem(name, f"There is nothing at {request.path}.")
        if status == 413:
            most, length = app.config["MAX_CONTENT_LENGTH"], app.config["SETTINGS"].query_length
            detail = f"The body has more than {most:,} bytes, and a query no more than {length:,}."
            members = {"limit": "query_length", "allowed": length, "used": request.content_length or most + 1}
            problem = Problem(name, detail, members=members)
        for key, value in fault.get_headers():
            if key in {"Allow", "Content-Range", "Retry-After"}:
                problem.headers[key] = value
        return problem_response(problem)

    @app.errorhandler(Exception)
    def _unexpected(fault: Exception) -> Response:
        log.error("failed at %s %s", request.method, request.path, exc_info=fault)
        return problem_response(Problem("unexpected", "Something went wrong on our side; it has been written down."))

    @app.after_request
    def _headers(response: Response) -> Response:
        if refuses(response):
            response.close()
            response = problem_response(Problem("precondition-failed", f"{request.path} is not as the request has it."))
        elif response.status_code != 304 and spares(response):
            response.close()
            response.response, response.status_code = [], 304
        for key, value in (SECURITY | CORS).items():
            response.headers.setdefault(key, value)
        if request.method == "OPTIONS":
            response.headers.extend(_PREFLIGHT)
        return response
