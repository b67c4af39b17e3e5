"""The Reconciliation Service API 0.2: tables of names, as OpenRefine holds them, matched to things of the graph.

Ids are the paths of things (`state/norway`), of types and properties their short names (`osce:State`, `osce:iso2`).
"""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from flask import Blueprint, Response, render_template, request
from pyoxigraph import NamedNode

from endpoint.documents import documents
from endpoint.finding.finding import Hit, search
from endpoint.finding.identified import identified
from endpoint.finding.matching import ALL_KINDS, TYPES, Candidate, Type, candidates, property_of, type_of, types_of
from endpoint.problems import Problem
from endpoint.responses.validators import etag, serving, validated
from endpoint.routes import extending
from endpoint.routes.extending import cell
from endpoint.views.show import Show
from graph import vocabulary as v
from graph.counting import counted
from graph.folding import words
from graph.iri import BASE

_MOST_QUERIES: Final = 50
_MOST_IDS: Final = 500
_MOST_CANDIDATES: Final = 25
_USUAL: Final = 5
_SUGGESTED: Final = 20
_ENDLESS: Final = 100_000
_FLYOUT: Final = 4
_PREVIEW: Final = (430, 260)
_READ: Final = ("application/x-www-form-urlencoded", "multipart/form-data")
_ASKED: Final = 'queries={"q0": {"query": "a name"}}'
_CALLBACK: Final = re.compile(r"[A-Za-z_$][\w$.]{0,99}", re.ASCII)
_FRAMES: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors *"
)


def blueprint() -> Blueprint:
    """The routes of the service."""
    routes = Blueprint("reconcile", __name__)

    @routes.route("/reconcile", methods=["GET", "POST"], strict_slashes=False)
    def service() -> Response:
        if (queries := request.values.get("queries")) is not None:
            return _answer(_reconciled(_object(queries, "queries")))
        if (extend := request.values.get("extend")) is not None:
            return _answer(_extended(_object(extend, "extend")))
        if request.method == "POST" or "query" in request.args:
            raise _nothing_asked()
        return _answer(_manifest())

    @routes.get("/reconcile/suggest/<any(entity, type, property):what>")
    def suggest(what: str) -> Response:
        prefix, first = request.args.get("prefix", ""), _cursor()
        if what == "entity":
            kinds = _kinds(request.args.getlist("type"), request.args.get("type_strict", "any"))
            named = [hit for hit in _identified(prefix) if hit.kind in kinds]
            hits = named or (search(serving()).named(prefix, first + _SUGGESTED, kinds) if kinds else [])
            found = [{**_named(one), "notable": [_typed(type_) for type_ in types_of(one.kind)]} for one in hits]
        elif what == "type":
            found = [_typed(one) for one in TYPES if _begins(one.name, prefix) or _begins(one.id, prefix)]
        else:
            found = [one for one in _properties(TYPES) if _begins(one["name"], prefix) or _begins(one["id"], prefix)]
        return _answer({"result": found[first : first + _SUGGESTED]})

    @routes.get("/reconcile/flyout/<any(entity, type, property):what>")
    def flyout(what: str) -> Response:
        """A few lines on what is suggested, as HTML within JSON."""
        id_ = request.args.get("id", "")
        node = _thing(id_) if what == "entity" else _class(id_) if what == "type" else property_of(id_)
        if node is None:
            raise Problem("not-found", f"Nothing is known about {id_!r}.")
        show = Show(serving().reader, request.script_root)
        body = render_template("flyout.html", it=show.link(node), facts=show.facts(node)[:_FLYOUT])
        return _answer({"id": id_, "html": body})

    @routes.get("/reconcile/properties")
    def properties() -> Response:
        id_ = request.args.get("type", "")
        of = type_of(id_)
        if of is None:
            raise Problem("bad-request", f"There is no type {id_!r}.", remedy=f"Types are {_ids()}.")
        limit = _number(request.args.get("limit", "100"), "limit")
        return _answer({"type": of.id, "properties": _properties((of,))[:limit]})

    @routes.get("/reconcile/preview/<path:id_>")
    def preview(id_: str) -> Response:
        show = Show(serving().reader, request.script_root)
        node = _thing(id_)
        if node is None:
            raise Problem("not-found", f"Nothing is known about {id_!r}.")
        body = render_template("preview.html", it=show.link(node), facts=show.facts(node)[:6])
        response = Response(body, content_type="text/html; charset=utf-8")
        # The only page that others may show in a frame: that is what it is for, and nothing can be done on it.
        response.headers["Content-Security-Policy"] = _FRAMES
        return validated(response, etag(request.url))

    return routes


def _nothing_asked() -> Problem:
    """What to say to a request that asks in a way that is not read here: the manifest would pass for an answer."""
    if request.get_data(cache=True) and request.mimetype not in _READ:
        sent = request.mimetype or "that nobody named"
        return Problem("media-type", f"The body is of the type {sent}.", remedy=f"Send {_READ[0]} with {_ASKED}.")
    single = " A single `query` is the service of before version 0.1." if "query" in request.values else ""
    return Problem("bad-request", f"There is neither `queries` nor `extend`.{single}", remedy=f"Send {_ASKED}.")


def _answer(body: object) -> Response:
    """The answer as JSON; as a call of the function that `callback` names for pages that ask by a script (JSONP)."""
    text, callback = json.dumps(body, ensure_ascii=False), request.values.get("callback")
    if callback is not None and not _CALLBACK.fullmatch(callback):
        raise Problem("bad-request", f"{callback[:60]!r} is no name of a function.", remedy="Leave `callback` out.")
    # The comment first: what begins an answer must not be a caller's to choose.
    whole = f"{text}\n" if callback is None else f"/**/{callback}({text});\n"
    kind = "application/json" if callback is None else "application/javascript; charset=utf-8"
    response = Response(whole, content_type=kind)
    return validated(response, etag(request.url) if request.method != "POST" else None)


def _manifest() -> dict[str, Any]:
    site = request.url_root.rstrip("/")
    width, height = _PREVIEW
    suggest = {
        what: {
            "service_url": site,
            "service_path": f"/reconcile/suggest/{what}",
            "flyout_service_url": site,
            "flyout_service_path": f"/reconcile/flyout/{what}?id=${{id}}",
        }
        for what in ("entity", "type", "property")
    }
    return {
        "versions": ["0.1", "0.2"],
        "name": "OSCE Graph",
        "identifierSpace": BASE,
        "schemaSpace": v.OSCE,
        "documentation": f"{site}/dataset",
        "defaultTypes": [_typed(one) for one in TYPES],
        "view": {"url": f"{site}/{{{{id}}}}"},
        "preview": {"url": f"{site}/reconcile/preview/{{{{id}}}}", "width": width, "height": height},
        "suggest": suggest,
        "extend": {
            "propose_properties": {"service_url": site, "service_path": "/reconcile/properties"},
            "property_settings": [],
        },
    }


def _reconciled(queries: dict[str, Any]) -> dict[str, Any]:
    if len(queries) > _MOST_QUERIES:
        raise Problem("bad-request", f"There are {len(queries)} queries; {_MOST_QUERIES} are the most in one request.")
    return {key: {"result": list(_candidates(key, one))} for key, one in queries.items()}


def _candidates(key: str, query: Any) -> Iterator[dict[str, Any]]:
    if not isinstance(query, dict) or not isinstance(query.get("query", ""), str):
        raise Problem("bad-request", f"The query {key!r} is no object with a text `query`.")
    most = min(_number(query.get("limit", _USUAL), "limit"), _MOST_CANDIDATES)
    kinds, name = _kinds(query.get("type"), query.get("type_strict", "any")), query.get("query", "")
    given = list(_given(key, query.get("properties", [])))
    named = [hit for hit in _identified(name) if hit.kind in kinds]
    found = [Candidate(hit, 100.0, len(named) == 1) for hit in named[:most]]
    found = found or candidates(search(serving()), serving().reader, name, kinds, given, most)
    for one in found:
        yield {
            **_named(one.hit),
            "score": one.score,
            "match": one.match,
            "type": [_typed(type_) for type_ in types_of(one.hit.kind)],
        }


def _kinds(type_: Any, strict: Any) -> frozenset[str]:
    """The kinds of the types asked for, of any or of `all`; of types that are not ours none, of no type all."""
    if strict not in ("any", "should", "all"):
        raise Problem("bad-request", f"There is no type_strict {strict!r}.", remedy="Give any, should or all.")
    if not type_:
        return ALL_KINDS
    asked = type_ if isinstance(type_, list) else [type_]
    ids = [one.get("id") if isinstance(one, dict) else one for one in asked]
    found = [type_of(one) for one in ids if isinstance(one, str)]
    each = [one.kinds if one else frozenset[str]() for one in found]
    if strict == "all":
        return frozenset.intersection(*each) if each else frozenset()
    return frozenset().union(*each)


def _given(key: str, properties: Any) -> Iterator[tuple[NamedNode, str]]:
    if not isinstance(properties, list):
        raise Problem("bad-request", f"The properties of the query {key!r} are no list.")
    for one in properties:
        pid = property_of(str(one["pid"])) if isinstance(one, dict) and "pid" in one else None
        values = one.get("v") if isinstance(one, dict) else None
        for value in values if isinstance(values, list) else [values]:
            told = value.get("id", value.get("name")) if isinstance(value, dict) else value
            if pid is not None and told not in (None, ""):
                yield pid, str(told)


def _extended(wanted: dict[str, Any]) -> dict[str, Any]:
    ids, properties = wanted.get("ids"), wanted.get("properties")
    if not isinstance(ids, list) or not isinstance(properties, list) or len(ids) > _MOST_IDS:
        raise Problem("bad-request", f"`extend` needs a list of at most {_MOST_IDS} `ids` and a list of `properties`.")
    named: dict[str, NamedNode] = {}
    for one in properties:
        id_ = one.get("id") if isinstance(one, dict) else None
        node = property_of(id_) if isinstance(id_, str) else None
        if node is None or not isinstance(id_, str):
            raise Problem("bad-request", f"{one!r} is no property.", remedy="Take ids from /reconcile/properties.")
        named[id_] = node
    show = Show(serving().reader, request.script_root)
    rows: dict[str, Any] = {}
    for id_ in map(str, ids):
        thing = _thing(id_)
        rows[id_] = {
            key: [cell(show, value) for value in show.reader.values(thing, node)] if thing else []
            for key, node in named.items()
        }
    return {"meta": [{"id": key, "name": show.name(node)} for key, node in named.items()], "rows": rows}


def _properties(types: tuple[Type, ...]) -> list[dict[str, str]]:
    return extending.properties(serving(), Show(serving().reader, request.script_root), types)


def _class(id_: str) -> NamedNode | None:
    found = type_of(id_)
    return found.cls if found else None


def _thing(id_: str) -> NamedNode | None:
    try:
        node = NamedNode(BASE + id_.removeprefix(BASE))
    except ValueError:
        return None
    return node if documents.exists(serving().reader, node) else None


def _identified(text: str) -> list[Hit]:
    return identified(search(serving()), serving().reader, text, request.url_root)


def _named(hit: Hit) -> dict[str, Any]:
    releases = f", in {counted(hit.releases, 'release')}" if hit.releases else ""
    return {
        "id": hit.iri.removeprefix(BASE),
        "name": hit.label,
        "description": hit.kind.replace("-", " ") + releases,
    }


def _typed(type_: Type) -> dict[str, str]:
    return {"id": type_.id, "name": type_.name}


def _ids() -> str:
    return ", ".join(one.id for one in TYPES)


def _begins(name: str, prefix: str) -> bool:
    """Whether a word of the name begins so; none does with what has no letters."""
    begun = " ".join(words(prefix))
    return bool(begun or not prefix) and f" {begun}" in " " + " ".join(words(name))


def _object(text: str, name: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Problem("bad-request", f"`{name}` is not a JSON object.", remedy="Send it as the specification says.")
    return found


def _number(value: object, name: str) -> int:
    """A number that a client gives; no list is as long as `_ENDLESS`, so that more is the same."""
    text = str(value)
    if not (text.isascii() and text.isdigit()):
        raise Problem("bad-request", f"The {name} {text[:30]!r} is not a whole number from 0 on.")
    return min(int(text), _ENDLESS) if len(text) < 20 else _ENDLESS


def _cursor() -> int:
    return _number(request.args.get("cursor", "0"), "cursor")
