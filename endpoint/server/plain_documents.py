"""WSGI: the plain document in RDF, answered without waking the framework.

A GET of `/{kind}/{key}.ttl` (.jsonld .rdf .nt), perhaps with `?links=`, about a thing that is told of, passes here;
conditions, parts, other names, pages for people and whatever is wrong go on to the framework, which says it in its own
way. What is answered here is answered there letter for letter the same (`tests/endpoint/test_plain_documents.py`).

Decision 2026-11-30: documents that are soon made are made in the event loop, as light queries are waited for there.
Alternative: in a thread each, as all else; handing over and back costs as much as the document. Cost: what comes
meanwhile waits a millisecond or two; so a thing at which more than some hundred statements point, and a graph, is left
to a thread.
"""

import datetime
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from pyoxigraph import NamedNode
from werkzeug.sansio.utils import get_current_url, get_host

from endpoint.answers.answering import validator
from endpoint.answers.cache import CONDITIONS, KEPT, Answers, Kept, kept_as
from endpoint.documents import rdf
from endpoint.documents.sealed import First, is_plain, sealed
from endpoint.negotiate import Format, accepts, by_extension
from endpoint.responses.headers import CORS, SECURITY
from endpoint.responses.relations import Site, about, alternate, of_time, others
from endpoint.responses.respond import PARAMETERS
from endpoint.server.plain_queries import FAULT, modified_on
from endpoint.serving.reader import StoreReader
from endpoint.serving.store import Follower, Serving
from endpoint.views.lists import LISTED
from graph.iri import BASE, KINDS

Environ = dict[str, Any]
Headers = list[tuple[str, str]]

# Letters that stand for themselves in an address, so that a thing has this one name, and its document this one place.
_PATH: Final = re.compile(
    rf"/(?P<key>(?P<kind>{'|'.join(sorted(KINDS))})(?:/[\w.~-]+)+)\.(?P<ending>ttl|jsonld|rdf|nt)", re.ASCII
)
_QUERY: Final = re.compile(r"[\w=&.-]*", re.ASCII)
_NUMBER: Final = re.compile(r"[1-9]\d{0,8}", re.ASCII)
_ROOT: Final = re.compile(r"(?:/[\w.~-]+)*", re.ASCII)
_LONG_WAY: Final = (
    *(*CONDITIONS, "HTTP_IF_NONE_MATCH", "HTTP_RANGE", "HTTP_TRANSFER_ENCODING", "HTTP_CONTENT_ENCODING"),
    *("CONTENT_LENGTH", FAULT),
)
_LONG: Final = 500
"""Letters of a header that is not worth remembering."""
_LIGHT: Final = 300
"""With more statements that point at it a thing is left to a thread."""
_REMEMBERED: Final = 20_000
_ALWAYS: Final = [*SECURITY.items(), *CORS.items()]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A document that was asked for: its thing, its format, the parameters that pages know, and where the site is."""

    node: NamedNode
    kind: str
    form: Format
    said: list[tuple[str, str]]
    site: Site


class PlainDocuments:
    """The way of documents past the framework, which is `app`."""

    def __init__(
        self,
        app: Callable[..., Iterable[bytes]],
        follower: Follower,
        answers: Answers,
        look: str,
        installed: datetime.datetime,
    ) -> None:
        self._app = app
        self._follower = follower
        self._answers = answers
        self._look = look
        self._installed = installed

    def __call__(self, environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        found = self._found(environ, None)
        if found is None:
            return self._app(environ, start)
        headers, body = found
        start("200 OK", headers)
        return [body]

    def soon(self, environ: Environ) -> tuple[Headers, bytes] | None:
        """The headers and body of a document that is soon made; None of others, and of all that is no document."""
        return self._found(environ, _LIGHT)

    def _found(self, environ: Environ, most: int | None) -> tuple[Headers, bytes] | None:
        asked = _asked(environ)
        if asked is None:
            return None
        serving = self._follower.acquire()
        try:
            return self._answered(serving, asked, environ, most)
        except Exception:  # it fails there too, and is told and logged there
            return None
        finally:
            self._follower.release(serving)

    def _answered(
        self, serving: Serving, asked: _Asked, environ: Environ, most: int | None
    ) -> tuple[Headers, bytes] | None:
        # Another engine may be far away, and fail.
        if not isinstance(serving.reader, StoreReader):
            return None
        first = sealed(serving).get(asked.node.value.removeprefix(BASE), asked.form)
        if first is None and not _plain(serving)(asked.node):
            return None
        tag = validator(serving, self._look, asked.node.value, asked.form.name, asked.site.root, str(asked.said))
        key = kept_as(tag, _root_url(asked.site))
        kept = self._answers.get(key) or self._made(serving, asked, key, first, most)
        if kept is None:
            return None
        environ[KEPT] = key
        return self._headers(serving, asked, tag, kept), kept.body

    def _made(self, serving: Serving, asked: _Asked, key: str, first: First | None, most: int | None) -> Kept | None:
        """The document, made now, and kept; None where there is none, or it takes more than it may. `first` is the
        first one, where it was sealed.
        """
        number, form = int(dict(asked.said).get("links", "1")), asked.form
        if first and number == 1:
            pages, body = first.pages, sealed(serving).written(first, form)
        else:
            told = self._told(serving, asked, number, most)
            if told is None:
                return None
            pages, body = told.pages, rdf.written(serving, told.said, form)
        made = Kept("page", form.name, body, tuple(rdf.leading(_address(asked, form), number, pages)))
        self._answers.put(key, made, cheap=most is not None)
        return made

    def _told(self, serving: Serving, asked: _Asked, number: int, most: int | None) -> rdf.Told | None:
        if most is None:
            return rdf.told(serving, asked.node, asked.node, number)
        light = number == 1 and asked.kind != "graph"
        return rdf.soon_told(serving, asked.node, most) if light else None

    def _headers(self, serving: Serving, asked: _Asked, tag: str, kept: Kept) -> Headers:
        place, site, node = _address(asked, asked.form), asked.site, asked.node
        links = [
            *about(node.value, place, f"/{asked.kind}/" if asked.kind in LISTED else None, site),
            *of_time("/" + node.value.removeprefix(BASE), site),
            *(alternate(_address(asked, one), one) for one in others(asked.form)),
            *kept.links,
        ]
        modified = modified_on(serving, self._installed)
        return [
            ("Content-Type", asked.form.content_type),
            ("Content-Length", str(len(kept.body))),
            ("Link", ", ".join(links)),
            ("Content-Location", place),
            ("Vary", "Accept"),
            ("ETag", f'"{tag}"'),
            *([("Last-Modified", modified)] if modified else []),
            ("Cache-Control", "no-cache"),
            *_ALWAYS,
        ]


def _asked(environ: Environ) -> _Asked | None:
    """What is asked for, where it is a plain document."""
    if environ["REQUEST_METHOD"] != "GET" or (path := _PATH.fullmatch(environ["PATH_INFO"])) is None:
        return None
    host = environ.get("HTTP_HOST")
    if host is None or any(name in environ for name in _LONG_WAY):
        return None
    form, accept, root = by_extension(path["ending"]), environ.get("HTTP_ACCEPT"), environ.get("SCRIPT_NAME", "")
    said = _said(environ.get("QUERY_STRING", ""))
    if form is None or said is None or not _ROOT.fullmatch(root):
        return None
    lets_in = _lets_in if len(accept or "") < _LONG else accepts
    if not lets_in(accept, form):
        return None
    scheme = environ["wsgi.url_scheme"]
    return _Asked(NamedNode(BASE + path["key"]), path["kind"], form, said, Site(scheme, _host(scheme, host), root))


_lets_in = lru_cache(maxsize=_LONG)(accepts)


@lru_cache(maxsize=_LONG)
def _host(scheme: str, host: str) -> str:
    return get_host(scheme, host)


@lru_cache(maxsize=_LONG)
def _root_url(site: Site) -> str:
    return get_current_url(site.scheme, site.host, site.root)


def _said(query: str) -> list[tuple[str, str]] | None:
    """The parameters that pages know, as `respond.asked` has them; None where others than a page of links are asked."""
    if not query:
        return []
    if not _QUERY.fullmatch(query):
        return None
    parts = [part.partition("=") for part in query.split("&")]
    said = [(name, value) for name, _, value in parts if name in PARAMETERS]
    links = len(said) == 1 and said[0][0] == "links" and _NUMBER.fullmatch(said[0][1])
    return said if not said or links else None


def _address(asked: _Asked, form: Format) -> str:
    return f"{asked.site.root}/{asked.node.value.removeprefix(BASE)}.{form.extension}"


def _plain(serving: Serving) -> Callable[[NamedNode], bool]:
    """Whether a thing is told of under its own name, and no other thing hides one of its documents."""
    look = lru_cache(maxsize=_REMEMBERED)(lambda node: is_plain(serving.reader, node))
    return serving.once("plain", lambda: look)
