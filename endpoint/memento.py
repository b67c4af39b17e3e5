"""Time travel (Memento, RFC 7089): what was said of a thing in the snapshots that are still kept.

The original resource is the thing's address; `/timegate/…` chooses by Accept-Datetime, `/timemap/…` lists, and
`/version/{digest}/…` answers from one snapshot for good.
"""

import datetime
from collections.abc import Iterator
from email.utils import format_datetime

from flask import Blueprint, Response, render_template, request, send_file
from pyoxigraph import NamedNode
from werkzeug.http import parse_date

from endpoint import documents
from endpoint.negotiate import Format, by_extension, by_name, choose, offered, prefers_html
from endpoint.outcomes import not_acceptable
from endpoint.problems import Problem
from endpoint.reader import Reader
from endpoint.resource import address, named, redirect, written
from endpoint.respond import etag, serving, unchanged, validated
from endpoint.versions import Version, version, versions
from endpoint.views.paging import page, page_number
from endpoint.views.show import Show
from graph import snapshot

_SHOWN = 200
_SIZE = 50
_OFFERED = 30


def blueprint() -> Blueprint:
    """The routes of versions."""
    routes = Blueprint("memento", __name__)

    @routes.get("/timegate/<path:path>")
    def timegate(path: str) -> Response:
        found = _kept(path)
        wanted = _wanted_time()
        # The newest that is not later than the time asked for, else the oldest.
        chosen = next((one for one, _ in found if wanted is None or one.time <= wanted), found[-1][0])
        node = found[0][1]
        target = _memento(chosen, node)
        response = redirect(302, target, f"{node.value} as of {format_datetime(chosen.time)} is at {target}\n")
        response.headers["Vary"] = "Accept-Datetime"
        response.headers["Link"] = ", ".join([*_relations(node), *_ends(found)])
        return response

    @routes.get("/timemap/<path:path>")
    def timemap(path: str) -> Response:
        found = _kept(path)
        node = found[0][1]
        if prefers_html(request.headers.get("Accept")):
            show = Show(found[0][0].reader, request.script_root)
            kept = [(at, f"{_memento(at, node)}.html") for at, _ in found]
            return _page("timemap.html", it=show.link(node), kept=kept, now=address(node))
        tag = etag(request.url)
        if response := unchanged(tag):
            response.headers["Vary"] = "Accept"
            return response
        until, since = (format_datetime(one.time, usegmt=True) for one in (found[0][0], found[-1][0]))
        host = f"{request.scheme}://{request.host}"
        lines = [
            f'<{host}{address(node)}>;rel="original"',
            f'<{host}{request.script_root}/timegate{_local(node)}>;rel="timegate"',
            f'<{host}{request.script_root}/timemap{_local(node)}>;rel="self";type="application/link-format"'
            f';from="{since}";until="{until}"',
            *(
                f'<{host}{_memento(one, node)}>;rel="memento";datetime="{format_datetime(one.time, usegmt=True)}"'
                for one, _ in reversed(found)
            ),
        ]
        response = Response(",\n".join(lines) + "\n", content_type="application/link-format")
        response.headers["Vary"] = "Accept"
        return validated(response, tag)

    @routes.get("/version/")
    def listed() -> Response:
        found = versions(serving())
        paged = page(found, page_number(request.args.get("page")), _SIZE)
        return _page("versions.html", paged=paged, offered=found[:_OFFERED], current=serving().digest)

    @routes.get("/version/<digest>/")
    def one_version(digest: str) -> Response:
        at = version(serving(), digest)
        show = Show(serving().reader, request.script_root)
        changes = {
            word: (
                [show.link(NamedNode(iri)) for iri in at.changes.get(word, [])[:_SHOWN]],
                len(at.changes.get(word, [])),
            )
            for word in ("added", "changed", "removed")
        }
        return _page("version.html", at=at, changes=changes, current=serving().digest)

    @routes.get("/version/<digest>/dump/<name>")
    def dump(digest: str, name: str) -> Response:
        at = version(serving(), digest)
        listed = next((one for one in at.dumps if one["name"] == name), None)
        if listed is None:
            raise Problem("not-found", f"The version has no file {name!r}.", remedy="Take one of those it lists.")
        media_type = "application/gzip" if listed["packed"] else listed["media_type"]
        path = at.path / snapshot.DUMPS / listed["name"]
        response = send_file(path, media_type, conditional=True, etag=listed["sha256"], last_modified=at.time)
        response.headers["Memento-Datetime"] = format_datetime(at.time, usegmt=True)
        return response

    @routes.get("/version/<digest>/<path:path>")
    def memento(digest: str, path: str) -> Response:
        at = version(serving(), digest)
        reader = at.reader
        node, form = named(reader, path), None
        if node is None:
            stem, _, extension = path.rpartition(".")
            form = by_extension(extension)
            node = named(reader, stem) if form else None
        if node is None:
            raise Problem("not-found", f"The version knows nothing about {path}.")
        return _answered(at, reader, node, form or _wanted_format())

    return routes


def _answered(at: Version, reader: Reader, node: NamedNode, form: Format) -> Response:
    tag = etag(at.digest, node.value, form.name, request.script_root)
    response = unchanged(tag)
    if response is None:
        if form.name == "html":
            show = Show(reader, request.script_root)
            body: str | bytes = render_template(
                "memento.html", at=at, it=show.link(node), facts=show.facts(node), now=address(node)
            )
        else:
            body = written(documents.statements(reader, node), form)
        response = Response(body, content_type=form.content_type)
    response.headers["Link"] = ", ".join(_relations(node))
    response.headers["Memento-Datetime"] = format_datetime(at.time, usegmt=True)
    response.headers["Content-Location"] = f"{_memento(at, node)}.{form.extension}"
    response.headers["Vary"] = "Accept"
    return validated(response, tag)


def _page(template: str, **values: object) -> Response:
    tag = etag(request.url, request.script_root, "html")
    response = unchanged(tag)
    if response is None:
        response = Response(render_template(template, **values), content_type="text/html; charset=utf-8")
    response.headers["Vary"] = "Accept"
    return validated(response, tag)


def _wanted_time() -> datetime.datetime | None:
    header = request.headers.get("Accept-Datetime")
    if header is None:
        return None
    found = parse_date(header)
    if found is None:
        raise Problem(
            "bad-request",
            f"The Accept-Datetime {header!r} is not a time.",
            remedy="Write it as HTTP does, for example Thu, 31 May 2007 20:35:00 GMT.",
        )
    return found


def _wanted_format() -> Format:
    name = request.args.get("format")
    form = by_name(name, "resource") if name is not None else choose(request.headers.get("Accept"), "resource")
    if form is None:
        raise not_acceptable("resource")
    return form


def _kept(path: str) -> list[tuple[Version, NamedNode]]:
    """The versions that know the thing at the path, newest first. Raises Problem where none does."""
    stem, _, extension = path.rpartition(".")
    paths = [path, stem] if by_extension(extension) in offered("resource") else [path]
    for one in paths:
        found = [(at, node) for at in versions(serving()) if (node := named(at.reader, one)) is not None]
        if found:
            return found
    raise Problem("not-found", f"No version that is kept knows anything about {path}.")


def _local(node: NamedNode) -> str:
    return address(node).removeprefix(request.script_root)


def _memento(at: Version, node: NamedNode) -> str:
    return f"{request.script_root}/version/{at.digest}{_local(node)}"


def _relations(node: NamedNode) -> Iterator[str]:
    yield f'<{address(node)}>; rel="original"'
    yield f'<{request.script_root}/timegate{_local(node)}>; rel="timegate"'
    yield f'<{request.script_root}/timemap{_local(node)}>; rel="timemap"; type="application/link-format"'


def _ends(found: list[tuple[Version, NamedNode]]) -> Iterator[str]:
    for word, (at, node) in (("first memento", found[-1]), ("last memento", found[0])):
        yield f'<{_memento(at, node)}>; rel="{word}"; datetime="{format_datetime(at.time, usegmt=True)}"'
