"""What a document says of where it stands and what it belongs to: relations of the `Link` header (RFC 8288)."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import request

from endpoint.negotiate import Format, offered
from graph.iri import LICENCE


@dataclass(frozen=True, slots=True)
class Site:
    """The address under which the site is asked; `root` is the path that it is mounted at, without a slash behind."""

    scheme: str
    host: str
    root: str


def site() -> Site:
    """As the request at hand has it."""
    return Site(request.scheme, request.host, request.script_root)


def about(iri: str, address: str, collection: str | None = None, at: Site | None = None) -> Iterator[str]:
    """The relations of the document about the thing `iri`, which stands at the path `address` of this host.

    `collection` is the path of what lists it with others of its kind, below the prefix of the site.
    """
    at = at or site()
    yield f'<{iri}>; rel="describes"'
    yield f'<{at.scheme}://{at.host}{address}>; rel="canonical"'
    yield f'<{LICENCE.value}>; rel="license"'
    yield f'<{at.root}/dataset>; rel="describedby"'
    if collection:
        yield f'<{at.root}{collection}>; rel="collection"'


def of_time(path: str, at: Site | None = None) -> Iterator[str]:
    """Where earlier states of what stands at the path are found (RFC 7089 2.2.2); said by it and by all about it."""
    root = (at or site()).root
    yield f'<{root}/timegate{path}>; rel="timegate"'
    yield f'<{root}/timemap{path}>; rel="timemap"; type="application/link-format"'


def alternate(address: str, form: Format) -> str:
    """The document in another format, which stands at the path."""
    return f'<{address}>; rel="alternate"; type="{form.media_type}"'


def others(form: Format | None) -> list[Format]:
    """The formats of documents but for one."""
    return [one for one in offered("resource") if one is not form]
