"""The graph as a whole: its description for catalogues, its page, and its files. Files are served by a fixed list."""

from pathlib import Path

from flask import Blueprint, Response, current_app, render_template, request, send_file
from pyoxigraph import NamedNode

from endpoint.negotiate import Format, by_extension, offered
from endpoint.problems import Problem
from endpoint.responses.relations import about, of_time
from endpoint.responses.validators import etag, last_modified, serving, unchanged, validated
from endpoint.responses.wanted import wanted
from endpoint.routes import catalogue
from endpoint.routes.resource import redirect, written
from endpoint.views.show import Show
from graph import snapshot
from graph.iri import BASE, DATASET, LICENCE


def blueprint() -> Blueprint:
    """The routes of the dataset."""
    routes = Blueprint("dataset", __name__)

    @routes.get("/dataset")
    @routes.get("/.well-known/void")
    @routes.get("/catalogue")
    def dataset() -> Response:
        form = wanted("resource")
        if "format" in request.args:
            return _described(form)
        target = _address(form)
        response = redirect(303, target, f"{DATASET.value} is described at {target}\n")
        response.headers["Vary"] = "Accept"
        response.headers["Link"] = ", ".join(of_time("/dataset"))
        return response

    @routes.get("/dataset.<extension>")
    def description(extension: str) -> Response:
        form = by_extension(extension)
        if form is None:
            raise Problem("not-found", f"There is no description of the dataset as {extension!r}.")
        return _described(wanted("resource", form, f"{request.script_root}/dataset"))

    @routes.get("/dump/<name>")
    def dump(name: str) -> Response:
        found = catalogue.dumps(serving()).get(name)
        if found is None:
            raise Problem("not-found", f"No file is called {name!r}.", remedy="Take one of those listed on /dataset.")
        path: Path = serving().snapshot.path / snapshot.DUMPS / found.name
        # What is packed is sent as the file it is, so that its digest is that of what arrives.
        media_type = "application/gzip" if found.packed else found.media_type
        response = send_file(
            path, media_type, conditional=True, etag=found.sha256, last_modified=last_modified(), max_age=None
        )
        if media_type.startswith("text/"):
            response.headers["Content-Type"] = f"{media_type}; charset=utf-8"
        links = [f'<{DATASET.value}>; rel="collection"', f'<{LICENCE.value}>; rel="license"']
        if media_type == "text/csv":
            links.append(
                f'<{request.script_root}/dump/csv-metadata.json>; rel="describedby"; type="application/csvm+json"'
            )
        links += of_time(f"/dump/{name}")
        response.headers["Link"] = ", ".join(links)
        response.headers["Cache-Control"] = "no-cache"
        return response

    return routes


def site() -> str:
    """The address of the site as it was asked, with a slash at the end."""
    return request.url_root


def _address(form: Format) -> str:
    return f"{request.script_root}/dataset.{form.extension}"


def _alternate(form: Format) -> str:
    return f'<{_address(form)}>; rel="alternate"; type="{form.media_type}"'


def _described(form: Format) -> Response:
    tag = etag("dataset", form.name, site(), _contact())
    response = unchanged(tag)
    if response is None:
        body = _page() if form.name == "html" else _data(form)
        response = Response(body, content_type=form.content_type)
    links = [
        *about(DATASET.value, _address(form), "/catalogue"),
        *(_alternate(one) for one in offered("resource") if one is not form),
    ]
    response.headers["Link"] = ", ".join([*links, *of_time("/dataset")])
    response.headers["Content-Location"] = _address(form)
    response.headers["Vary"] = "Accept"
    return validated(response, tag)


def _contact() -> str:
    return str(current_app.config["SETTINGS"].contact)


def _data(form: Format) -> bytes:
    return written(catalogue.described(serving(), site(), _contact()), form, catalogue.PREFIXES)


def _page() -> str:
    now = serving()
    show, counted = Show(now.reader, request.script_root), now.statistics
    counts = {
        kind: [(show.link(NamedNode(iri)), count) for iri, count in _most(counted.get(kind, {}))]
        for kind in ("classes", "properties")
    }
    files = list(catalogue.dumps(now).values())
    return render_template(
        "dataset.html",
        serving=now,
        counted=counted,
        counts=counts,
        graphs=[one for one in files if not one.table and one.name != "csv-metadata.json"],
        tables=_tables(files),
        examples=[show.link(one) for one in catalogue.examples(now)],
        downloads=[(one.label, _address(one), one.media_type) for one in offered("resource") if one.name != "html"],
        markup=catalogue.schema_org(now, site()),
        base=BASE,
        contact=_contact(),
    )


def _tables(files: list[catalogue.Dump]) -> list[list[catalogue.Dump]]:
    """The forms of each table side by side."""
    names = dict.fromkeys(one.table for one in files if one.table)
    return [[one for one in files if one.table == name] for name in names]


def _most(counts: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
