"""The SPARQL 1.1 Protocol at /sparql: queries by GET, by form and by direct POST; the editor; the service description.

Decided where the standard leaves room: relative IRIs in a query resolve against the base of the data; the default graph
is the merge of all graphs unless the protocol or FROM says otherwise.
"""

import json
import secrets
from typing import Any, Final
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, g, render_template, request, url_for

from endpoint.answers.answering import give, parts
from endpoint.answers.budget import BUDGET, Budget
from endpoint.answers.outgoing import Outgoing, Record
from endpoint.links import Link, short, site_name
from endpoint.negotiate import ANSWER_KINDS, Format, Kind, chosen, offered
from endpoint.pool.asking import Answer, Query
from endpoint.pool.client import CLIENT, Client
from endpoint.pool.outcomes import not_acceptable
from endpoint.problems import Problem
from endpoint.responses.headers import SECURITY
from endpoint.responses.validators import etag, serving, unchanged, validated
from endpoint.routes import description
from endpoint.routes.protocol import Asked, check_length, decoded
from endpoint.settings import Settings
from endpoint.views.chart import chart, figures
from endpoint.views.completions import completions
from endpoint.views.questions import questions
from endpoint.views.show import Show

_BEGINNING: Final = """PREFIX osce: <https://w3id.org/osce-graph/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT ?state ?name {
  ?state a osce:ParticipatingState ; rdfs:label ?name
}
ORDER BY ?name"""
"""What the editor holds until somebody chooses or writes another query."""
_EDITOR: Final = "script-src 'self'; connect-src 'self'"


def blueprint(settings: Settings) -> Blueprint:
    """The routes of the endpoint."""
    routes = Blueprint("sparql", __name__)

    @routes.route("/sparql", methods=["GET", "POST"], strict_slashes=False)
    def sparql() -> Response:
        asked = decoded()
        g.query, g.dataset = asked.query or "", asked.dataset
        if asked.query is None:
            if request.method == "POST":
                raise Problem("query-missing", "The request has no parameter `query`.")
            return _introduction(asked, settings)
        check_length(asked.query, settings)
        return _answered(asked, asked.query)

    @routes.get("/sparql/terms")
    def terms() -> Response:
        tag = etag("terms")
        if (same := unchanged(tag)) is not None:
            return same
        body = json.dumps(completions(serving()), ensure_ascii=False)
        return validated(Response(body, content_type="application/json"), tag)

    @routes.after_request
    def policy(response: Response) -> Response:
        # The one script there is, and what it fetches, are ours; all other pages allow none.
        if response.mimetype == "text/html":
            response.headers["Content-Security-Policy"] = f"{SECURITY['Content-Security-Policy']}; {_EDITOR}"
        return response

    return routes


def _formats(asked: Asked) -> dict[Kind, Format | None]:
    """The format for each kind of answer. Raises Problem where no kind of answer could be given."""
    found = {kind: chosen(kind, asked.format, request.headers.get("Accept")) for kind in ANSWER_KINDS}
    if not any(found.values()):
        named = sorted({one.media_type for kind in ANSWER_KINDS for one in offered(kind)})
        raise Problem("not-acceptable", f"Queries are answered as {', '.join(named)}.")
    return found


def _answered(asked: Asked, query: str) -> Response:
    """The answer: 304, from those given before, or from the engine; counted and logged whatever becomes of it."""
    g.query_id = secrets.token_hex(8)
    record = Record(g.query_id, query, current_app.extensions["tally"])
    try:
        response, outcome = _answer(asked, query, record)
    except BaseException as fault:
        record.ended(fault)
        if isinstance(fault, Problem):
            fault.headers["X-Query-Id"] = g.query_id
        raise
    response.headers["X-Query-Id"] = g.query_id
    response.headers["Server-Timing"] = f"query;dur={record.seconds * 1000:.2f}"
    if outcome is not None:
        record.done(outcome, response.content_length or 0)
    return response


def _answer(asked: Asked, query: str, record: Record) -> tuple[Response, str | None]:
    """The response, and what it is: `unchanged`, `cached` or `ok`; None where that will be known when it is sent."""
    pool = serving().pool
    seen = pool.inspect(query)
    formats = _formats(asked)
    named = parts(seen, formats, asked.default_graphs, asked.named_graphs)
    # A page shows the query as it was written, and its links depend on the address.
    page = [query, request.full_path, request.script_root] if "html" in named[3:] else []
    tag = None if seen.varies else etag(*named, *page)
    validator = tag if request.method != "POST" else None
    if validator and (same := unchanged(validator)) is not None:
        same.headers["Vary"] = "Accept"
        return same, "unchanged"
    told = Query(query, seen, formats, asked.default_graphs, asked.named_graphs, _client())
    given = give(serving(), current_app.extensions["answers"], tag, told, record)
    if given.keep:
        given.keep()
    answer = given.answer
    body = _page(asked, query, answer) if answer.format.name == "html" else given.body
    response = Response(body, content_type=answer.format.content_type)
    response.headers["Vary"] = "Accept"
    size = len(given.body) if isinstance(given.body, bytes) and body is given.body else None
    response.headers[BUDGET] = Budget(current_app.config["SETTINGS"])(answer.seconds, size)
    if isinstance(body, Outgoing) and request.method == "HEAD":
        body.close("ok")
    elif isinstance(body, Outgoing) and request.environ.get("SERVER_PROTOCOL") == "HTTP/1.0":
        # Its answers end with the connection, so a part could be taken for the whole: it is told the length.
        response.response, response.content_length = body.on_disk()
    return validated(response, validator), given.outcome


def _client() -> Client:
    """Who asks: the address, behind trusted proxies the one they report."""
    client: Client = request.environ.get(CLIENT) or Client()
    client.address = request.remote_addr or ""
    return client


def _introduction(asked: Asked, settings: Settings) -> Response:
    """Without a query: the editor for a browser, with the question asked for; to all else the service description."""
    form = chosen("resource", asked.format, request.headers.get("Accept"))
    if form is None:
        raise not_acceptable("resource")
    tag = etag(
        "introduction", form.name, request.url_root, asked.question or "", urlencode(asked.dataset), repr(settings)
    )
    if (same := unchanged(tag)) is not None:
        return _negotiated(same, asked, form)
    if form.name == "html":
        body: str | bytes = _editor(asked, settings)
    else:
        body = description.service(url_for("sparql.sparql", _external=True), serving(), settings, form)
    return validated(_negotiated(Response(body, content_type=form.content_type), asked, form), tag)


def _negotiated(response: Response, asked: Asked, form: Format) -> Response:
    """Says that the Accept header chose, and where this very form stands."""
    question = [("question", asked.question)] if asked.question else []
    own = urlencode([("format", form.name), *question, *asked.dataset])
    response.headers["Content-Location"] = f"{url_for('sparql.sparql')}?{own}"
    response.headers["Vary"] = "Accept"
    return response


def _editor(asked: Asked, settings: Settings) -> str:
    known = questions(serving())
    named = known.named(asked.question) if asked.question else None
    if asked.question and named is None:
        raise Problem("not-found", f"No question is called {asked.question!r}.")
    query = named.query if named else _BEGINNING
    return render_template(
        "sparql.html", query=query, dataset=asked.dataset, chosen=named, groups=known.groups(), settings=settings
    )


def _page(asked: Asked, query: str, answer: Answer) -> str:
    """The answer for people: the first rows, how many there are, and the whole for taking away."""
    downloads = [
        (one.label, "?" + urlencode([("query", query), *asked.dataset, ("format", one.name)]))
        for one in offered(answer.kind)
        if one.name != "html"
    ]
    shown = answer.shown()
    return render_template(
        "results.html",
        query=query,
        question=questions(serving()).asked(query),
        kind=answer.kind,
        shown=shown,
        chart=chart(shown),
        figures=figures(shown),
        downloads=downloads,
        dataset=asked.dataset,
        cell=_cell,
        settings=current_app.config["SETTINGS"],
    )


def _cell(term: dict[str, Any]) -> Link | None:
    """The link for an IRI in a table."""
    iri: str = term["value"]
    return Link(site_name(iri) or short(iri), Show(serving().reader, request.script_root).href(iri), iri)
