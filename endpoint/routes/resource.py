"""Every IRI of the data answers here: a 303 to its document in the format asked for, and the documents themselves.

`/{kind}/{key}` names a thing; `/{kind}/{key}.ttl` (.jsonld .rdf .nt .html) is a document about it. Where a thing's own
key ends like a document, the thing wins; the document that is hidden by it is reached by `?format=`.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from functools import partial
from itertools import chain
from types import MappingProxyType
from typing import Final
from urllib.parse import quote

from flask import Blueprint, Response, render_template, request, url_for
from pyoxigraph import NamedNode

from endpoint import problems
from endpoint.documents import documents, jsonld, rdf
from endpoint.documents.departed import Departed, departed, told_before
from endpoint.documents.sealed import sealed
from endpoint.documents.versions import before
from endpoint.negotiate import Format, by_extension, offered
from endpoint.problems import Problem
from endpoint.responses.relations import about, alternate, of_time, others
from endpoint.responses.respond import asked, ground, kept, liked, problem_response
from endpoint.responses.validators import etag, serving, unchanged, validated
from endpoint.responses.wanted import wanted
from endpoint.routes import catalogue
from endpoint.serving.reader import Reader
from endpoint.views.entity import entity
from endpoint.views.lists import LISTED
from endpoint.views.markup import markup
from endpoint.views.ontology import PARTS as ONTOLOGY_PARTS
from endpoint.views.paging import page_number
from endpoint.views.show import Show
from graph import vocabulary as v
from graph.iri import BASE

_PATH_SAFE: Final = "/~"
_ONTOLOGY: Final = NamedNode(f"{BASE}ontology")


def blueprint() -> Blueprint:
    """The routes of things and documents: whatever no other route takes."""
    routes = Blueprint("resource", __name__)

    @routes.get("/problem/<name>")
    def problem(name: str) -> Response:
        case = problems.CATALOGUE.get(name)
        if case is None:
            raise Problem("not-found", f"No kind of problem is called {name!r}.")
        return Response(render_template("case.html", name=name, case=case), content_type="text/html; charset=utf-8")

    @routes.get("/context")
    def newest_context() -> Response:
        target = url_for("resource.context", version=jsonld.version(serving().reader))
        return redirect(303, target, f"The context is at {target}\n")

    @routes.get("/context/<version>.jsonld")
    def context(version: str) -> Response:
        now = jsonld.version(serving().reader)
        if version != now:
            raise Problem("not-found", f"There is no context of the version {version!r}.", remedy=f"Take {now}.")
        # With the words that the dataset, the stream and pages of links are described in beside our own.
        whole = {**catalogue.PREFIXES, "hydra": documents.HYDRA, **jsonld.context(serving())}
        body = json.dumps({"@context": whole}, indent=1) + "\n"
        return validated(Response(body, content_type="application/ld+json"), etag("context"))

    @routes.get("/<path:path>")
    def resource(path: str) -> Response:
        reader = serving().reader
        found = _of_version(reader, path) or sought(reader, path)
        return _answered(reader, *found) if found else _of_before(path)

    return routes


def _of_version(reader: Reader, path: str) -> tuple[NamedNode, Format | None] | None:
    """The version of the ontology that is served (owl:versionIRI) where the path is about it; as `sought`."""
    name = f"ontology/{jsonld.version(reader)}"
    stem, _, extension = path.rpartition(".")
    form = by_extension(extension) if stem == name else None
    return (NamedNode(BASE + name), form) if form or path == name else None


def _of_before(path: str) -> Response:
    """The answer about what only versions before tell of: 410. Raises Problem where none does."""
    for at in before(serving()):
        if found := _meant(path, at.tells_of):
            node, ending = found
            form = wanted("resource", ending, address(node), _alternates(at.reader, node, None))
            return _gone(at.reader, node, told_before(at.reader, node), form)
    raise Problem("not-found", f"Nothing is known about {BASE}{path}.")


def _told(reader: Reader, node: NamedNode) -> NamedNode:
    """What a document about the thing tells: itself; at the name of its version, the ontology (OWL 2, 3.2)."""
    return _ONTOLOGY if node.value == f"{_ONTOLOGY.value}/{jsonld.version(reader)}" else node


def sought(reader: Reader, path: str) -> tuple[NamedNode, Format | None] | None:
    """The thing that a path is about, and the format that the path ends with; one that is told of before one that is
    gone, of which it is only known what became of it. None where nothing is known.
    """
    return _meant(path, partial(documents.exists, reader)) or _meant(path, partial(departed, reader))


def _meant(path: str, knows: Callable[[NamedNode], object]) -> tuple[NamedNode, Format | None] | None:
    stem, dot, extension = path.rpartition(".")
    form = by_extension(extension) if dot else None
    asked: list[tuple[str, Format | None]] = [(path, None), *([(stem, form)] if form else [])]
    return next(((node, ending) for name, ending in asked if (node := named(name, knows))), None)


def _answered(reader: Reader, node: NamedNode, ending: Format | None) -> Response:
    """The answer about a thing that something is known of; `ending` where its document in that format was asked for."""
    left = departed(reader, node)
    if left and left.now:
        target = _document_address(reader, left.now, ending) if ending else address(left.now)
        return _moved(node, left.now, target)
    form = wanted("resource", ending, address(node), _alternates(reader, node, None))
    if left:
        return _gone(reader, node, left, form)
    return _document(node, form) if ending or "format" in request.args else _see_other(reader, node, form)


def named(path: str, knows: Callable[[NamedNode], object]) -> NamedNode | None:
    """The thing at a path, written with its characters as they are or percent-encoded; None where nothing is known."""
    return next(filter(knows, _names(path)), None)


def _names(path: str) -> Iterator[NamedNode]:
    for written in (path, quote(path, safe=_PATH_SAFE)):
        with suppress(ValueError):
            yield NamedNode(BASE + written)


def address(node: NamedNode) -> str:
    """The path of a thing on the host that was asked."""
    return f"{request.script_root}/{quote(node.value.removeprefix(BASE), safe=_PATH_SAFE + '%')}"


def local(node: NamedNode) -> str:
    return address(node).removeprefix(request.script_root)


def _document_address(reader: Reader, node: NamedNode, form: Format) -> str:
    hidden = documents.exists(reader, NamedNode(f"{node.value}.{form.extension}"))
    return address(node) + (f"?format={form.extension}" if hidden else f".{form.extension}")


def _see_other(reader: Reader, node: NamedNode, form: Format) -> Response:
    """303: the thing is not a document, but there is one about it."""
    target = _document_address(reader, node, form)
    if query := request.query_string.decode("latin-1"):
        target += ("&" if "?" in target else "?") + query
    others = [_document_address(reader, node, one) for one in offered("resource")]
    body = f"{node.value} is described at {target}\nAll documents: {' '.join(others)}\n"
    response = redirect(303, target, body)
    response.headers["Vary"] = "Accept"
    response.headers["Link"] = ", ".join([*_alternates(reader, node, None), *of_time(local(_told(reader, node)))])
    return response


def _moved(node: NamedNode, now: NamedNode, target: str) -> Response:
    """301: the thing has another name for good (`dcterms:isReplacedBy`)."""
    query = request.query_string.decode("latin-1")
    address = f"{target}{'&' if '?' in target else '?'}{query}" if query else target
    response = redirect(301, address, f"{node.value} is now {now.value}\n")
    response.headers["Link"] = f'<{now.value}>; rel="successor-version"'
    return response


def redirect(status: int, target: str, body: str) -> Response:
    """A redirect to a path on the host that was asked, with a word for those who do not follow it."""
    response = Response(body, status, content_type="text/plain; charset=utf-8")
    response.headers["Location"] = target
    response.headers["Cache-Control"] = "no-cache"
    response.autocorrect_location_header = False
    return response


def _gone(reader: Reader, node: NamedNode, left: Departed, form: Format) -> Response:
    """410, and where the thing stood before it was left out."""
    response = farewell(reader, node, left, form)
    links = [f'<{node.value}>; rel="describes"', *_alternates(reader, node, form), *of_time(local(node))]
    response.headers["Link"] = ", ".join(links)
    return response


def farewell(reader: Reader, node: NamedNode, left: Departed, form: Format) -> Response:
    """410 with what is known of a thing that is not published: its last title, why it is left out; a page or data."""
    if form.name == "html":
        name = "withdrawn" if left.told or documents.exists(reader, left.whole) else "withheld"
        earlier = {"timemap": f"{request.script_root}/timemap{local(node)}"}
        response = problem_response(Problem(name, " ".join(_known(reader, node, left)), members=earlier))
    else:
        told = (documents.statements(reader, one) for one in (left.whole, *left.reasons))
        body = written(left.told or list(dict.fromkeys(chain.from_iterable(told))), form)
        response = Response(body, 410, content_type=form.content_type)
        response.headers["Cache-Control"] = "no-cache"
    response.headers["Vary"] = "Accept"
    return response


def _known(reader: Reader, node: NamedNode, left: Departed) -> Iterator[str]:
    whole, title = left.whole, reader.label(left.whole)
    if now := documents.replaced_by(reader, whole):
        yield f"It belonged to {whole.value}, which is now {now.value} and has no such part."
        return
    if whole != node:
        yield f"It belonged to {whole.value}{f', “{title}”' if title else ''}."
    elif title:
        yield f"It was called “{title}”."
    if left.reasons:
        why = (reader.text(left.reasons[0], one) for one in (v.RDFS_COMMENT, v.SH_RESULT_MESSAGE))
        yield f"It is left out: {next(filter(None, why), left.reasons[0].value)}"
    else:
        yield f"Nothing that is read today shows {whole.value}; its name is kept."


def _document(node: NamedNode, form: Format) -> Response:
    reader = serving().reader
    tongues = liked() if form.name == "html" else ()
    tag = etag(node.value, form.name, request.script_root, str(asked()), *tongues)
    response, more = unchanged(tag), tuple[str, ...]()
    if response is None:
        found = kept(tag, form.name, lambda: _page(node) if form.name == "html" else _data(node, form))
        response, more = Response(found.body, content_type=form.content_type), found.links
    response.headers["Link"] = ", ".join([*_links(reader, node, form), *_alternates(reader, node, form), *more])
    response.headers["Content-Location"] = _document_address(reader, node, form)
    response.headers["Vary"] = "Accept, Accept-Language" if form.name == "html" else "Accept"
    return validated(response, tag)


def _links(reader: Reader, node: NamedNode, form: Format) -> Iterator[str]:
    """What the document is about and belongs to."""
    kind = node.value.removeprefix(BASE).partition("/")[0]
    yield from about(node.value, _document_address(reader, node, form), f"/{kind}/" if kind in LISTED else None)
    yield from of_time(local(_told(reader, node)))


def _alternates(reader: Reader, node: NamedNode, form: Format | None) -> Iterator[str]:
    """The documents about the thing in the other formats."""
    return (alternate(_document_address(reader, node, one), one) for one in others(form))


def _data(node: NamedNode, form: Format) -> tuple[bytes, list[str]]:
    """A document in RDF about the thing, and the Link relations that lead through what points at it."""
    now, number = serving(), page_number(request.args.get("links"))
    of = _told(now.reader, node)
    if (found := rdf.told(now, node, of, number)) is None:
        total = rdf.links(now, of)
        raise Problem("not-found", f"{total} statements point at {node.value}; there is no page {number} of them.")
    where = _document_address(now.reader, node, form)
    return rdf.written(now, found.said, form), rdf.leading(where, number, found.pages)


def written(said: Collection[jsonld.Said], form: Format, more: Mapping[str, str] = MappingProxyType({})) -> bytes:
    """The statements in a format of RDF, JSON-LD in our own context; `more` are prefixes beside those of the house."""
    return rdf.written(serving(), said, form, more)


def _page(node: NamedNode) -> str:
    show = Show(serving().reader, request.script_root, languages=liked(), sealed=sealed(serving()).notes)
    told = _told(show.reader, node)
    number, holders = (page_number(request.args.get(one)) for one in ("page", "holders"))
    if told == _ONTOLOGY and (part := request.args.get("part")) not in (None, *ONTOLOGY_PARTS):
        raise Problem(
            "bad-request",
            f"The page of the ontology has no part {part!r}.",
            remedy=f"Give {' or '.join(ONTOLOGY_PARTS)}, or none.",
        )
    shown = entity(serving(), show, told, number, holders, ground())
    downloads = [
        (one.label, _document_address(show.reader, node, one), one.media_type)
        for one in offered("resource")
        if one.name != "html"
    ]
    said = markup(show, told, f"{request.scheme}://{request.host}")
    return render_template(
        "entity.html", it=shown, downloads=downloads, here=address(told), markup=said, wanted=show.languages
    )
