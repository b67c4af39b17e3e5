"""Every IRI of the data answers here: a 303 to its document in the format asked for, and the documents themselves.

`/{kind}/{key}` names a thing; `/{kind}/{key}.ttl` (.jsonld .rdf .nt .html) is a document about it. Where a thing's own
key ends like a document, the thing wins; the document that is hidden by it is reached by `?format=`.
"""

from typing import Final
from urllib.parse import quote

from flask import Blueprint, Response, render_template, request
from pyoxigraph import NamedNode

from endpoint import documents, problems
from endpoint.negotiate import Format, by_extension, by_name, choose, offered
from endpoint.pool import not_acceptable
from endpoint.problems import Problem
from endpoint.respond import etag, serving, unchanged, validated
from endpoint.store import Reader
from endpoint.views.entity import entity
from endpoint.views.paging import page_number
from endpoint.views.show import Show
from graph.iri import BASE

_PATH_SAFE: Final = "/~"


def blueprint() -> Blueprint:
    """The routes of things and documents: whatever no other route takes."""
    routes = Blueprint("resource", __name__)

    @routes.get("/problem/<name>")
    def problem(name: str) -> Response:
        case = problems.CATALOGUE.get(name)
        if case is None:
            raise Problem("not-found", f"No kind of problem is called {name!r}.")
        return Response(render_template("case.html", name=name, case=case), content_type="text/html; charset=utf-8")

    @routes.get("/<path:path>")
    def resource(path: str) -> Response:
        reader = serving().reader
        if (node := _named(reader, path)) is not None:
            wanted = _wanted()
            if "format" in request.args:
                return _document(node, wanted)
            return _see_other(reader, node, wanted)
        stem, dot, extension = path.rpartition(".")
        form = by_extension(extension) if dot else None
        if form and (node := _named(reader, stem)) is not None:
            return _document(node, form)
        raise Problem("not-found", f"Nothing is known about {BASE}{path}.")

    return routes


def _named(reader: Reader, path: str) -> NamedNode | None:
    """The thing at a path, written with its characters as they are or percent-encoded; None where there is none."""
    for written in (path, quote(path, safe=_PATH_SAFE)):
        try:
            node = NamedNode(BASE + written)
        except ValueError:
            continue
        if documents.exists(reader, node):
            return node
    return None


def _wanted() -> Format:
    """The format that the address or the Accept header asks for. Raises Problem where there is no such."""
    name = request.args.get("format")
    found = by_name(name, "resource") if name is not None else choose(request.headers.get("Accept"), "resource")
    if found is None:
        raise not_acceptable("resource")
    return found


def _address(node: NamedNode) -> str:
    """The path of a thing on the host that was asked."""
    return f"{request.script_root}/{quote(node.value.removeprefix(BASE), safe=_PATH_SAFE + '%')}"


def _document_address(reader: Reader, node: NamedNode, form: Format) -> str:
    hidden = documents.exists(reader, NamedNode(f"{node.value}.{form.extension}"))
    return _address(node) + (f"?format={form.extension}" if hidden else f".{form.extension}")


def _see_other(reader: Reader, node: NamedNode, form: Format) -> Response:
    """303: the thing is not a document, but there is one about it."""
    target = _document_address(reader, node, form)
    others = [_document_address(reader, node, one) for one in offered("resource")]
    body = f"{node.value} is described at {target}\nAll documents: {' '.join(others)}\n"
    response = Response(body, 303, content_type="text/plain; charset=utf-8")
    response.headers["Location"] = target
    response.headers["Vary"] = "Accept"
    response.headers["Cache-Control"] = "no-cache"
    response.autocorrect_location_header = False
    return response


def _document(node: NamedNode, form: Format) -> Response:
    reader = serving().reader
    tag = etag(node.value, form.name, request.script_root, request.query_string.decode("latin-1"))
    response = unchanged(tag)
    if response is None:
        body = _page(node) if form.name == "html" else documents.serialised(documents.statements(reader, node), form)
        response = Response(body, content_type=form.content_type)
    response.headers["Link"] = ", ".join(
        [f'<{node.value}>; rel="describes"']
        + [
            f'<{_document_address(reader, node, one)}>; rel="alternate"; type="{one.media_type}"'
            for one in offered("resource")
            if one is not form
        ]
    )
    if "format" in request.args:
        response.headers["Vary"] = "Accept"
    return validated(response, tag)


def _page(node: NamedNode) -> str:
    show = Show(serving().reader, request.script_root)
    number, holders = (page_number(request.args.get(one)) for one in ("page", "holders"))
    shown = entity(serving(), show, node, number, holders)
    downloads = [
        (one.label, _document_address(show.reader, node, one)) for one in offered("resource") if one.name != "html"
    ]
    return render_template("entity.html", it=shown, downloads=downloads, here=_address(node))
