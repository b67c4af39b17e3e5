"""The shapes at their own names: what must hold of the graph, as it stands in `shapes/`, all of it or file by file.

They are part of the software and not of a snapshot; findings name them, so their names have to answer.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import cast

from flask import Blueprint, Response, render_template, request
from pyoxigraph import NamedNode

from endpoint.documents.jsonld import Said
from endpoint.documents.shapes import PREFIXES, digest, files, rules, triples
from endpoint.negotiate import Format, by_extension, offered
from endpoint.problems import Problem
from endpoint.responses.relations import about
from endpoint.responses.validators import etag, serving, unchanged, validated
from endpoint.responses.wanted import wanted
from endpoint.routes.resource import redirect, written
from graph import vocabulary as v


def blueprint() -> Blueprint:
    """The routes of the shapes."""
    routes = Blueprint("shapes", __name__)

    @routes.get("/shapes")
    @routes.get("/shapes/<name>")
    def shapes(name: str = "") -> Response:
        if name == _version():
            return _see_other("")  # the version that is served
        stem, dot, extension = name.rpartition(".")
        form = by_extension(extension) if dot else None
        if form is not None:
            stem = "" if stem == _version() else stem
            return _document(stem, wanted("resource", form, _address(stem)))
        triples(name)
        return _see_other(name)

    @routes.get("/shapes.<extension>")
    def whole(extension: str) -> Response:
        form = by_extension(extension)
        if form is None:
            raise Problem("not-found", f"The shapes are not given as {extension!r}.", remedy="See /shapes.")
        return _document("", wanted("resource", form, _address("")))

    return routes


@lru_cache(maxsize=1)
def _version() -> str:
    """The last part of the owl:versionIRI of the shapes that are served."""
    said = (one.object for one in triples("") if one.predicate == v.OWL_VERSION_IRI)
    return next(one.value.rpartition("/")[2] for one in said if isinstance(one, NamedNode))


def _see_other(name: str) -> Response:
    form = wanted("resource")
    if "format" in request.args:
        return _document(name, form)
    target = _address(name, form)
    response = redirect(303, target, f"The shapes are at {target}\n")
    response.headers["Vary"] = "Accept"
    response.headers["Link"] = ", ".join(_alternates(name, None))
    return response


def _document(name: str, form: Format) -> Response:
    said = triples(name)
    # They are not among the files that make pages what they are (`respond.look`).
    tag = etag("shapes", digest(), name, form.name, request.script_root)
    response = unchanged(tag)
    if response is None:
        if form.name == "html":
            groups = [(of, listed) for of in ([name] if name else files()) if (listed := rules(of))]
            body: str | bytes = render_template("shapes.html", name=name, groups=groups, reported=serving().has_report)
        else:
            plain = [(one.subject, one.predicate, one.object) for one in said]
            body = written(cast(list[Said], plain), form, PREFIXES)
        response = Response(body, content_type=form.content_type)
    iri = v.OSHAPES.removesuffix("#") + (f"/{name}" if name else "")
    links = about(iri, _address(name, form), "/shapes" if name else None)
    response.headers["Link"] = ", ".join([*links, *_alternates(name, form)])
    response.headers["Content-Location"] = _address(name, form)
    response.headers["Vary"] = "Accept"
    return validated(response, tag)


def _address(name: str, form: Format | None = None) -> str:
    return f"{request.script_root}/shapes{'/' + name if name else ''}{'.' + form.extension if form else ''}"


def _alternates(name: str, form: Format | None) -> Iterator[str]:
    for one in offered("resource"):
        if one is not form:
            yield f'<{_address(name, one)}>; rel="alternate"; type="{one.media_type}"'
