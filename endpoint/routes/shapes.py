"""The shapes at their own names: what must hold of the graph, as it stands in `shapes/`, all of it or file by file.

They are part of the software and not of a snapshot; findings name them, so their names have to answer.
"""

import hashlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final, cast

from flask import Blueprint, Response, render_template, request
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from endpoint.documents.jsonld import Said
from endpoint.negotiate import Format, by_extension, offered
from endpoint.problems import Problem
from endpoint.responses.relations import about
from endpoint.responses.validators import etag, unchanged, validated
from endpoint.responses.wanted import wanted
from endpoint.routes.resource import redirect, written
from graph import rooms
from graph import vocabulary as v

_PREFIXES: Final = {"sh": "http://www.w3.org/ns/shacl#", "oshapes": v.OSHAPES}
_SH: Final = _PREFIXES["sh"]


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
        _triples(name)
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
    said = (one.object for one in _triples("") if one.predicate == v.OWL_VERSION_IRI)
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
    said = _triples(name)
    tag = etag("shapes", _digest(), name, form.name, request.script_root)
    response = unchanged(tag)
    if response is None:
        if form.name == "html":
            groups = [(of, rules) for of in ([name] if name else _files()) if (rules := _listed(of))]
            body: str | bytes = render_template("shapes.html", name=name, groups=groups)
        else:
            plain = [(one.subject, one.predicate, one.object) for one in said]
            body = written(cast(list[Said], plain), form, _PREFIXES)
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


@lru_cache(maxsize=64)
def _triples(name: str) -> tuple[Triple, ...]:
    """What one file says, or all. Raises Problem where no file has that name."""
    files = _files()
    if name and name not in files:
        raise Problem("not-found", f"No file of shapes is called {name!r}.", remedy="See /shapes.")
    chosen = [files[name]] if name else list(files.values())
    return tuple(quad.triple for file in chosen for quad in parse(path=str(file), format=RdfFormat.TURTLE))


@lru_cache(maxsize=1)
def _files() -> dict[str, Path]:
    """The files by name: each has the shapes of one class."""
    return {one.stem: one for one in sorted(rooms.shapes().glob("*.ttl"))}


@lru_cache(maxsize=1)
def _digest() -> str:
    """They are not among the files that make pages what they are (`respond.look`)."""
    digest = hashlib.sha256()
    for file in _files().values():
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


@lru_cache(maxsize=64)
def _listed(name: str) -> tuple[tuple[str, str, str], ...]:
    """Each shape of a file: its name, its severity in one word, and its message."""
    said = _triples(name)
    messages = {
        one.subject: one.object.value
        for one in said
        if one.predicate.value == _SH + "message" and isinstance(one.object, Literal)
    }
    severities = {
        one.subject: one.object.value.rpartition("#")[2].lower()
        for one in said
        if one.predicate.value == _SH + "severity" and isinstance(one.object, NamedNode)
    }
    return tuple(
        (subject.value.removeprefix(v.OSHAPES), severities.get(subject, "violation"), text)
        for subject, text in messages.items()
        if isinstance(subject, NamedNode) and subject.value.startswith(v.OSHAPES)
    )
