"""The difference between any two versions that are kept: as a page, as JSON, and as RDF Patch."""

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request

from endpoint.documents import difference
from endpoint.documents.versions import Version, some_versions, version
from endpoint.negotiate import Format, by_extension, offered
from endpoint.problems import Problem
from endpoint.responses.respond import here, liked
from endpoint.responses.validators import etag, serving, unchanged, validated
from endpoint.responses.wanted import wanted
from endpoint.routes.memento import told_at
from endpoint.routes.resource import redirect
from endpoint.views.compared import Compared, compared, summary
from endpoint.views.paging import page_number
from graph.publication.changes import patch

_LINES: Final = 1_000
_REMEDY: Final = "Take two of those listed on /version/."


def blueprint() -> Blueprint:
    """The routes of differences."""
    routes = Blueprint("compare", __name__)

    @routes.get("/difference")
    def chosen() -> Response:
        """Where the form on the list of versions leads; without a choice, to what changed last."""
        kept = [one.digest for one in some_versions(serving())]
        first = request.args.get("from", kept[min(1, len(kept) - 1)])
        second = request.args.get("to", kept[0])
        target = _address(_known(first), _known(second))
        return redirect(303, target, f"What changed is at {target}\n")

    @routes.get("/difference/<first>/<second>")
    def between(first: str, second: str) -> Response:
        stem, _, extension = second.rpartition(".")
        named = by_extension(extension, "difference") if stem else None
        pair = _known(first), _known(stem if named else second)
        form = wanted("difference", named, _address(*pair))
        tag = etag(*(one.digest for one in pair), form.name, request.script_root, here(), *liked())
        response = unchanged(tag) or _answered(*pair, form)
        others = (one for one in offered("difference") if one is not form)
        response.headers["Link"] = ", ".join(
            f'<{_address(*pair, one)}>; rel="alternate"; type="{one.media_type}"' for one in others
        )
        response.headers["Content-Location"] = _address(*pair, form)
        response.headers["Vary"] = "Accept, Accept-Language" if form.name == "html" else "Accept"
        return validated(response, tag)

    return routes


def _known(digest: str) -> Version:
    try:
        return version(serving(), digest)
    except Problem as unknown:
        raise Problem(unknown.name, unknown.detail, remedy=_REMEDY) from None


def _address(first: Version, second: Version, form: Format | None = None, **asked: str | int | None) -> str:
    path = f"{request.script_root}/difference/{first.digest}/{second.digest}" + (f".{form.extension}" if form else "")
    kept = {name: value for name, value in asked.items() if value is not None}
    return f"{path}?{urlencode(kept)}" if kept else path


def _answered(first: Version, second: Version, form: Format) -> Response:
    if form.name == "patch":
        said = difference.lines(serving(), first, second)
        return Response(_together(patch(first.digest, second.digest, said)), content_type=form.content_type)
    kind, change, number = (request.args.get(one) for one in ("kind", "change", "page"))
    found = difference.difference(serving(), first, second)
    before, after = told_at(first, liked()), told_at(second, liked())
    made = compared(found, before, after, kind or None, change or None, page_number(number))
    if form.name == "html":
        forms = [(one.label, _address(first, second, one)) for one in offered("difference") if one is not form]
        body = render_template("difference.html", found=found, it=made, forms=forms, to=_narrowed(first, second))
    else:
        body = json.dumps(_with_addresses(summary(found, made), made, first, second), ensure_ascii=False, indent=1)
        body += "\n"
    return Response(body, content_type=form.content_type)


def _together(lines: Iterator[bytes]) -> Iterator[bytes]:
    """The same in larger pieces: each costs a turn of the server."""
    while piece := b"".join(islice(lines, _LINES)):
        yield piece


def _narrowed(first: Version, second: Version) -> Any:
    return lambda kind=None, change=None: _address(first, second, kind=kind, change=change)


def _with_addresses(said: dict[str, Any], made: Compared, first: Version, second: Version) -> dict[str, Any]:
    host, forms = f"{request.scheme}://{request.host}", {one.name: one for one in offered("difference")}
    links = {"patch": host + _address(first, second, forms["patch"]), "page_for_people": host + _address(first, second)}
    if made.paged.number < made.paged.pages:
        asked = {"kind": made.kind, "change": made.change, "page": made.paged.number + 1}
        links["next"] = host + _address(first, second, forms["summary"], **asked)
    return {**said, "links": links}
