"""Turns values into HTTP responses: what pages are made of, answers that are kept, and the one shape of errors."""

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

from endpoint.answers.cache import KEPT, Answers, Kept, kept_as
from endpoint.negotiate import choose, languages
from endpoint.problems import MEDIA_TYPE, Problem
from endpoint.responses.headers import CORS, PREFLIGHT, SECURITY
from endpoint.responses.validators import refuses, spares, validated
from graph.state.provenance import software_version

log = logging.getLogger(__name__)

_HERE: Final = Path(__file__).resolve().parent.parent

PARAMETERS: Final = (
    *("page", "links", "holders", "part", "order", "format", "from", "to", "kind", "change"),
    *("q", "year", "type", "source", "topic", "state", "person", "place"),
)
"""What pages and documents are asked for beside their address. Whatever else stands there is of no account, so that
nobody has a page made anew by adding a word to its address."""


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


def liked() -> tuple[str, ...]:
    """The languages that the visitor likes better than English."""
    return languages(request.headers.get("Accept-Language"))


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
            response.headers.extend(PREFLIGHT)
        return response
