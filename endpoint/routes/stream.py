"""The releases as a stream of versions (Linked Data Event Stream over TREE), for those who keep a copy up to date.

Every snapshot that is kept is a fragment that never changes: the releases it brought or changed, each as it was then.
Of one that it does not have any more it says what its history does: that it is withdrawn, or what replaces it.
"""

from collections.abc import Callable, Iterator
from typing import Final
from urllib.parse import quote

from flask import Blueprint, Response, request
from pyoxigraph import Literal, NamedNode

from endpoint.documents.rdf import IS_VERSION_OF
from endpoint.documents.versions import Version, kept_now, version, versions
from endpoint.negotiate import Format, offered
from endpoint.responses.relations import about
from endpoint.responses.validators import etag, serving, unchanged, validated
from endpoint.responses.wanted import wanted
from endpoint.routes.catalogue import STREAM
from endpoint.routes.resource import written
from endpoint.serving.reader import Statement
from endpoint.serving.store import Serving
from endpoint.views.paging import page, page_number
from graph import vocabulary as v
from graph.iri import BASE, DATASET, LICENCE

PREFIXES: Final = {"ldes": "https://w3id.org/ldes#", "tree": "https://w3id.org/tree#"}
_LDES, _TREE = PREFIXES.values()
_SIZE: Final = 100
# What a snapshot brought never changes, so that whoever follows the stream asks for it once.
_FOR_GOOD: Final = "public, max-age=31536000, immutable"


def blueprint() -> Blueprint:
    """The routes of the stream."""
    routes = Blueprint("stream", __name__)

    @routes.get("/ldes")
    def stream() -> Response:
        form, here = wanted("data"), request.url_root + "ldes"
        return _answered(form, lambda: [*_described(here), *_fragments(serving(), here)])

    @routes.get("/ldes/<digest>")
    def fragment(digest: str) -> Response:
        form, here = wanted("data"), request.url_root + "ldes"
        at, number = version(serving(), digest), page_number(request.args.get("page"))
        shown = page(_changed(serving(), at), number, _SIZE)
        node = NamedNode(f"{here}/{digest}" + (f"?page={number}" if number > 1 else ""))
        after = NamedNode(f"{here}/{digest}?page={number + 1}") if number < shown.pages else None
        members = (one for release in shown.items for one in _member(at, release))
        response = _answered(form, lambda: [*_described(here), *_node(node, after), *members])
        response.headers["Cache-Control"] = _FOR_GOOD
        return response

    return routes


def _answered(form: Format, make: Callable[[], list[Statement]]) -> Response:
    tag = etag(request.url, form.name, kept_now(serving()))
    response = unchanged(tag, dated=False)
    if response is None:
        response = Response(written(make(), form, PREFIXES), content_type=form.content_type)
    links = about(STREAM.value, _address(), None if request.path == "/ldes" else "/ldes")
    others = (one for one in offered("data") if one is not form)
    alternates = (f'<{_address(one)}>; rel="alternate"; type="{one.media_type}"' for one in others)
    response.headers["Link"] = ", ".join([*links, *alternates])
    response.headers["Content-Location"] = _address(form)
    response.headers["Vary"] = "Accept"
    return validated(response, tag, dated=False)


def _address(form: Format | None = None) -> str:
    """The path of what is asked for, in that format where one is given."""
    number = page_number(request.args.get("page"))
    asked = [f"page={number}"] if number > 1 else []
    asked += [f"format={form.extension}"] if form else []
    return f"{request.script_root}{quote(request.path)}" + (f"?{'&'.join(asked)}" if asked else "")


def _described(here: str) -> Iterator[Statement]:
    """What every document says of the stream and of where it begins."""
    yield STREAM, v.RDF_TYPE, _ldes("EventStream")
    yield (
        STREAM,
        v.RDFS_LABEL,
        Literal("Releases of the OSCE, each as every snapshot brought or changed it", language="en"),
    )
    yield STREAM, v.DCTERMS_LICENSE, LICENCE
    yield STREAM, v.PROV_WAS_DERIVED_FROM, DATASET
    yield STREAM, _ldes("timestampPath"), v.DCTERMS_CREATED
    yield STREAM, _ldes("versionOfPath"), IS_VERSION_OF
    yield STREAM, _tree("view"), NamedNode(here)


def _fragments(serving: Serving, here: str) -> Iterator[Statement]:
    """The beginning: one fragment a snapshot, found by its time, and from when on all are kept."""
    root, view, policy = NamedNode(here), NamedNode(here + "#view"), NamedNode(here + "#kept")
    kept = versions(serving)
    yield root, v.RDF_TYPE, _tree("Node")
    for at in kept:
        relation = NamedNode(f"{here}#{at.digest}")
        yield root, _tree("relation"), relation
        yield relation, v.RDF_TYPE, _tree("EqualToRelation")
        yield relation, _tree("path"), v.DCTERMS_CREATED
        yield relation, _tree("value"), _time(at)
        yield relation, _tree("node"), NamedNode(f"{here}/{at.digest}")
    if kept:
        yield root, _tree("viewDescription"), view
        yield view, v.RDF_TYPE, _tree("ViewDescription")
        yield view, _ldes("retentionPolicy"), policy
        yield policy, v.RDF_TYPE, _ldes("PointInTimePolicy")
        yield policy, _ldes("pointInTime"), _time(kept[-1])


def _node(node: NamedNode, after: NamedNode | None) -> Iterator[Statement]:
    yield node, v.RDF_TYPE, _tree("Node")
    if after:
        relation = NamedNode(f"{node.value}#next")
        yield node, _tree("relation"), relation
        yield relation, v.RDF_TYPE, _tree("Relation")
        yield relation, _tree("node"), after


def _changed(serving: Serving, at: Version) -> list[str]:
    """The releases that the snapshot brought or changed, then those it took away; all it has if it is the first."""

    def found() -> list[str]:
        if not at.changes:
            return [one.value for one in at.reader.subjects(v.RDF_TYPE, v.RELEASE)]
        return [*sorted([*at.changes["added"], *at.changes["changed"]]), *at.changes["removed"]]

    return serving.once(f"stream-{at.digest}", found)


def _member(at: Version, release: str) -> Iterator[Statement]:
    """One version of one release: what was said of it, under the name of the version."""
    node = NamedNode(f"{BASE}version/{at.digest}/{release.removeprefix(BASE)}")
    yield STREAM, _tree("member"), node
    yield node, IS_VERSION_OF, NamedNode(release)
    yield node, v.DCTERMS_CREATED, _time(at)
    said = sorted(at.reader.statements(NamedNode(release)), key=lambda one: (one[1].value, str(one[2])))
    for _, predicate, value in said:
        yield node, predicate, value


def _time(at: Version) -> Literal:
    return Literal(at.time.isoformat(), datatype=v.XSD_DATE_TIME)


def _tree(name: str) -> NamedNode:
    return NamedNode(_TREE + name)


def _ldes(name: str) -> NamedNode:
    return NamedNode(_LDES + name)
