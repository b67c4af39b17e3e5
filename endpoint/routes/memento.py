"""Time travel (Memento, RFC 7089): things, files and the dataset as they were in the snapshots that are still kept.

The original resource is the address of the thing, of the file or of the dataset; `/timegate/…` chooses by
Accept-Datetime, `/timemap/…` lists, and `/version/{digest}/…` answers from one snapshot for good.
"""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import format_datetime

from flask import Blueprint, Response, render_template, request, send_file
from pyoxigraph import NamedNode
from werkzeug.http import parse_date

from endpoint.documents import documents
from endpoint.documents.departed import departed
from endpoint.documents.versions import Version, kept_now, some_versions, version, versions
from endpoint.links import Link
from endpoint.negotiate import Format, by_extension, offered
from endpoint.problems import Problem
from endpoint.responses.relations import of_time
from endpoint.responses.validators import etag, serving, unchanged, validated
from endpoint.responses.wanted import wanted
from endpoint.routes.resource import farewell, local, named, redirect, sought, written
from endpoint.serving.reader import Reader
from endpoint.views.paging import page, page_number
from endpoint.views.show import Show
from graph import snapshot
from graph.iri import DATASET

_SHOWN = 200
_SIZE = 50
_OFFERED = 30
_DATASET = "/dataset"
_DUMP = "/dump/"
# The one form that Accept-Datetime has (RFC 7089 4.5.3): other forms of dates, and other zones, are no times to it.
_RFC1123 = re.compile(r"[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Original:
    """What can be seen as it was: its path on this host, its name, and the versions that have it, the newest first."""

    path: str
    name: str
    found: list[Version]
    is_thing: bool = True

    def at(self, version: Version) -> str:
        """Where it stands as that version has it: of the dataset, the version itself."""
        within = "/" if self.path == _DATASET else self.path
        return f"{request.script_root}/version/{version.digest}{within}"


def blueprint() -> Blueprint:
    """The routes of versions."""
    routes = Blueprint("memento", __name__)

    @routes.get("/timegate/<path:path>")
    def timegate(path: str) -> Response:
        it = _original(path)
        then = _wanted_time()
        # The newest that is not later than the time asked for, else the oldest.
        chosen = next((one for one in it.found if then is None or one.time <= then), it.found[-1])
        target = it.at(chosen)
        response = redirect(302, target, f"{it.name} as of {format_datetime(chosen.time)} is at {target}\n")
        response.headers["Vary"] = "Accept-Datetime"
        response.headers["Link"] = ", ".join([*_relations(it.path), *_ends(it)])
        return response

    @routes.get("/timemap/<path:path>")
    def timemap(path: str) -> Response:
        it = _original(path)
        now = f"{request.script_root}{it.path}"
        form = wanted("timemap")
        if form.name == "html":
            end = ".html" if it.is_thing else ""
            shown = (
                _shown(it.found[0], it.name)
                if it.is_thing
                else Link("The dataset" if it.path == _DATASET else it.name, now, it.name)
            )
            return _page("timemap.html", it=shown, kept=[(at, it.at(at) + end) for at in it.found], now=now)
        tag = etag(request.url, kept_now(serving()))
        if response := unchanged(tag, dated=False):
            response.headers["Vary"] = "Accept"
            return response
        until, since = (format_datetime(one.time, usegmt=True) for one in (it.found[0], it.found[-1]))
        host = f"{request.scheme}://{request.host}"
        lines = [
            f'<{host}{now}>;rel="original"',
            f'<{host}{request.script_root}/timegate{it.path}>;rel="timegate"',
            f'<{host}{request.script_root}/timemap{it.path}>;rel="self";type="application/link-format"'
            f';from="{since}";until="{until}"',
            *(
                f'<{host}{it.at(one)}>;rel="memento";datetime="{format_datetime(one.time, usegmt=True)}"'
                for one in reversed(it.found)
            ),
        ]
        response = Response(",\n".join(lines) + "\n", content_type=form.content_type)
        response.headers["Vary"] = "Accept"
        return validated(response, tag, dated=False)

    @routes.get("/version/")
    def listed() -> Response:
        found = versions(serving())
        paged = page(found, page_number(request.args.get("page")), _SIZE)
        return _page("versions.html", paged=paged, offered=found[:_OFFERED], current=serving().digest)

    @routes.get("/version/<digest>/")
    def one_version(digest: str) -> Response:
        at = version(serving(), digest)
        return _as_of(at, _DATASET, _page("version.html", at=at, changes=_changes(at), current=serving().digest))

    @routes.get("/version/<digest>/dump/<name>")
    def dump(digest: str, name: str) -> Response:
        at = version(serving(), digest)
        listed = at.dump(name)
        if listed is None:
            raise Problem("not-found", f"The version has no file {name!r}.", remedy="Take one of those it lists.")
        media_type = "application/gzip" if listed["packed"] else listed["media_type"]
        path = at.path / snapshot.DUMPS / listed["name"]
        response = send_file(path, media_type, conditional=True, etag=listed["sha256"], last_modified=at.time)
        return _as_of(at, f"{_DUMP}{name}", response)

    @routes.get("/version/<digest>/<path:path>")
    def memento(digest: str, path: str) -> Response:
        at = version(serving(), digest)
        found = sought(at.reader, path)
        if found is None:
            raise Problem("not-found", f"The version knows nothing about {path}.")
        node, ending = found
        left = departed(at.reader, node)
        if left and left.now:
            return _as_of(at, local(node), _moved(at, node, left.now, ending))
        form = wanted("resource", ending, f"{request.script_root}/version/{digest}{local(node)}")
        if left:  # what the original answered then, it answers for that time (RFC 7089 4.5.2)
            return _as_of(at, local(node), farewell(at.reader, node, left, form))
        return _answered(at, at.reader, node, form)

    return routes


def _answered(at: Version, reader: Reader, node: NamedNode, form: Format) -> Response:
    tag = etag(at.digest, node.value, form.name, request.script_root)
    response = unchanged(tag)
    if response is None:
        if form.name == "html":
            show = Show(reader, request.script_root)
            body: str | bytes = render_template(
                "memento.html",
                at=at,
                it=show.link(node),
                facts=show.facts(node),
                now=f"{request.script_root}{local(node)}",
            )
        else:
            body = written(documents.statements(reader, node), form)
        response = Response(body, content_type=form.content_type)
    response.headers["Content-Location"] = f"{request.script_root}/version/{at.digest}{local(node)}.{form.extension}"
    response.headers["Vary"] = "Accept"
    return validated(_as_of(at, local(node), response), tag)


def _moved(at: Version, node: NamedNode, now: NamedNode, ending: Format | None) -> Response:
    target = f"{request.script_root}/version/{at.digest}{local(now)}" + (f".{ending.extension}" if ending else "")
    return redirect(301, target, f"{node.value} was {now.value} then\n")


def _as_of(at: Version, path: str, response: Response) -> Response:
    """Says that the response is what stood at the path then (RFC 7089 2.1.1, 2.2.1)."""
    response.headers["Memento-Datetime"] = format_datetime(at.time, usegmt=True)
    response.headers["Link"] = ", ".join(_relations(path))
    return response


def told_at(at: Version, languages: tuple[str, ...] = ()) -> Show:
    """Things as the version tells of them; what is not current is linked to where it is kept."""
    root = request.script_root + ("" if at.digest == serving().digest else f"/version/{at.digest}")
    return Show(at.reader, root, languages=languages)


def _changes(at: Version) -> dict[str, tuple[list[Link], int]]:
    """The first releases that the version added, changed and removed, and how many there are; what it removed as the
    version before told of it, where that is kept.
    """
    before = next((one for one in versions(serving()) if one.digest == at.changes.get("parent")), at)
    now, found = told_at(at), {}
    for word, show in (("added", now), ("changed", now), ("removed", told_at(before))):
        releases = at.changes.get(word, [])
        found[word] = ([show.link(NamedNode(iri)) for iri in releases[:_SHOWN]], len(releases))
    return found


def _shown(at: Version, iri: str) -> Link:
    return Show(at.reader, request.script_root).link(NamedNode(iri))


def _page(template: str, **values: object) -> Response:
    tag = etag(request.url, request.script_root, "html", kept_now(serving()))
    response = unchanged(tag, dated=False)
    if response is None:
        response = Response(render_template(template, **values), content_type="text/html; charset=utf-8")
    response.headers["Vary"] = "Accept"
    return validated(response, tag, dated=False)


def _wanted_time() -> datetime.datetime | None:
    header = request.headers.get("Accept-Datetime")
    if header is None:
        return None
    found = parse_date(header) if _RFC1123.fullmatch(header) else None
    if found is None:
        raise Problem(
            "bad-request",
            f"The Accept-Datetime {header!r} is not a time as RFC 1123 writes it.",
            remedy="Write it as HTTP does, for example Thu, 31 May 2007 20:35:00 GMT.",
        )
    return found


def _original(path: str) -> _Original:
    """What is at the path and was in versions that are kept. Raises Problem where none has it."""
    if f"/{path}" == _DATASET:
        return _Original(_DATASET, DATASET.value, some_versions(serving()), is_thing=False)
    if (name := f"/{path}".removeprefix(_DUMP)) != f"/{path}":
        having = [at for at in versions(serving()) if at.dump(name)]
        if having:
            return _Original(f"{_DUMP}{name}", name, having, is_thing=False)
    stem, _, extension = path.rpartition(".")
    paths = [path, stem] if by_extension(extension) in offered("resource") else [path]
    for one in paths:
        found = [(at, node) for at in versions(serving()) if (node := named(one, at.tells_of))]
        if found:
            node = found[0][1]
            return _Original(local(node), node.value, [at for at, _ in found])
    raise Problem("not-found", f"No version that is kept knows anything about {path}.")


def _relations(path: str) -> Iterator[str]:
    yield f'<{request.script_root}{path}>; rel="original"'
    yield from of_time(path)


def _ends(it: _Original) -> Iterator[str]:
    for word, at in (("first memento", it.found[-1]), ("last memento", it.found[0])):
        yield f'<{it.at(at)}>; rel="{word}"; datetime="{format_datetime(at.time, usegmt=True)}"'
