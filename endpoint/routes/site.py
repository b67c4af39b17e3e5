"""The pages that are not about one thing: the front page, the lists, the quality report, and health."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, current_app, render_template, request

from endpoint.documents import shapes
from endpoint.documents.versions import kept_now
from endpoint.problems import Problem
from endpoint.responses.respond import ground, here, kept, liked
from endpoint.responses.validators import etag, serving, unchanged, validated
from endpoint.views import doubtful, events, home, lists, menu, quality, quotes, shape, trend
from endpoint.views.paging import page, page_number
from endpoint.views.show import Show


def blueprint() -> Blueprint:
    """The routes of the site."""
    routes = Blueprint("site", __name__)

    @routes.get("/")
    def front() -> Response:
        return _page("home.html", lambda: {"it": home.home(serving(), _show(), ground())})

    @routes.get("/release/")
    def releases() -> Response:
        year = _year(request.args.get("year"))
        number = page_number(request.args.get("page"))
        return _page("releases.html", lambda: {"it": lists.releases(serving(), _show(), year, number)})

    @routes.get(f"/<any({','.join(map(repr, lists.LISTS))}):kind>/")
    def listing(kind: str) -> Response:
        make, number = lists.LISTS[kind], page_number(request.args.get("page"))
        order = request.args.get("order", "")
        return _page("list.html", lambda: {"it": _of_one_page(make(serving(), _show(), number, order), number)})

    @routes.get("/quote/")
    def quoted() -> Response:
        number = page_number(request.args.get("page"))
        return _page("quotes.html", lambda: {"it": quotes.quotes(serving(), _show(), number)})

    @routes.get("/about")
    def about() -> Response:
        contact = str(current_app.config["SETTINGS"].contact)
        return _page("about.html", lambda: {"serving": serving(), "contact": contact}, contact)

    @routes.get("/event/")
    def all_events() -> Response:
        wanted = events.Wanted(*(request.args.get(name, "") for name in ("year", "type", "place")))
        number = page_number(request.args.get("page"))
        return _page("events.html", lambda: {"it": events.events(serving(), _show(), wanted, number)})

    @routes.get("/navigation/")
    def navigation() -> Response:
        return _page("navigation.html", lambda: {"it": menu.menu(_show())})

    @routes.get("/quality")
    def report() -> Response:
        _have_a_report()
        return _page("quality.html", _reported)

    @routes.get("/quality/people")
    def doubtful_people() -> Response:
        kind, number = request.args.get("kind", ""), page_number(request.args.get("page"))
        return _page("doubts.html", lambda: {"it": doubtful.doubts(serving(), _show(), kind, number)})

    @routes.get("/quality/<name>")
    def rule(name: str) -> Response:
        number = page_number(request.args.get("page"))
        if not name.replace("-", "").isalnum() or not name.isascii():
            raise Problem("not-found", f"No rule is called {name!r}.", remedy="See /shapes.")
        _have_a_report()
        return _page("shape.html", lambda: {"it": shape.shape(_show(), name, number)}, shapes.digest())

    @routes.get("/quality.csv")
    def report_rows() -> Response:
        tag = etag(request.url, kept_now(serving()))
        if response := unchanged(tag, dated=False):
            return response
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(trend.rows(serving()))
        return validated(Response(out.getvalue(), content_type="text/csv; charset=utf-8"), tag, dated=False)

    @routes.get("/health")
    def health() -> Response:
        now = serving()
        try:
            well = now.answers()
        except OSError:
            well = False
        state = {
            "status": "ok" if well else "the store does not answer",
            "digest": now.digest,
            "built": now.created,
            "age_seconds": now.age and round(now.age),
            "query_network": "closed" if now.pool.closed_by else "open",
            "query_network_closed_by": now.pool.closed_by,
            "columns": now.pool.columns,
        }
        response = Response(json.dumps(state) + "\n", 200 if well else 503, content_type="application/json")
        return validated(response, None)

    return routes


def _have_a_report() -> None:
    if not serving().has_report:
        raise Problem("not-found", "What is asked here has no report.", remedy="Ask where the graph is built.")


def _reported() -> dict[str, Any]:
    return {"it": quality.quality(serving(), _show()), "serving": serving(), "doubts": doubtful.count(serving())}


def _of_one_page(made: lists.Listing, number: int) -> lists.Listing:
    """The list. Raises Problem (404) where it stands on one page and another is asked for."""
    if made.paged is None:
        page((), number)
    return made


def _page(template: str, make: Callable[[], dict[str, Any]], *parts: str) -> Response:
    """A page of the site, or 304 where the client has it; `make` is not called then. `parts` are what it follows from
    beside the snapshot, the address and the visitor's languages.
    """
    tag = etag(here(), request.script_root, *liked(), *parts)
    response = unchanged(tag)
    if response is None:
        page = kept(tag, "html", lambda: render_template(template, **make()))
        response = Response(page.body, content_type="text/html; charset=utf-8")
    response.headers["Vary"] = "Accept-Language"
    return validated(response, tag)


def _show() -> Show:
    return Show(serving().reader, request.script_root, languages=liked())


def _year(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise Problem("bad-request", f"{text!r} is not a year.", remedy="Give a year with four digits.")
    return int(text)
