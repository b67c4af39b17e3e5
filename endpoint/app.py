"""Puts the rooms' parts together: settings in, a Flask app out. No state outside the app."""

import re
from collections.abc import Callable
from typing import Any, Final

from flask import Flask, g, request
from werkzeug.middleware.proxy_fix import ProxyFix

from endpoint.answers.cache import FOR_ADDRESSES, Addresses, Answers, Front
from endpoint.answers.shelf import Shelf
from endpoint.finding import finding
from endpoint.links import short
from endpoint.responses import respond
from endpoint.responses.ways import linked
from endpoint.routes import (
    compare,
    crawlers,
    dataset,
    feed,
    memento,
    operations,
    reconcile,
    resource,
    search,
    shapes,
    site,
    sparql,
    stream,
)
from endpoint.server.environment import HOST
from endpoint.server.plain_documents import PlainDocuments
from endpoint.server.plain_queries import FAULT, PlainQueries
from endpoint.server.ranges import Answer
from endpoint.serving.store import Follower, Serving
from endpoint.settings import Settings
from endpoint.tally import Tally
from endpoint.views import held, index, lists, quotes
from endpoint.views.citation import as_said


def create_app(settings: Settings, tally: Tally | None = None, shelf: Shelf | None = None) -> Flask:
    """The app over the snapshot that `current` in `settings.data` names. Raises InputError where there is none.

    Server processes that share a `tally` count together; what one puts on a `shelf` all find there.
    """
    tally = tally or Tally()
    app = Flask(__name__)
    app.response_class = Answer
    # A query may be sent with every byte percent-encoded; beyond that a body is refused before it is read.
    app.config["MAX_CONTENT_LENGTH"] = settings.query_length * 3 + 16_384
    app.config["MAX_FORM_MEMORY_SIZE"] = app.config["MAX_CONTENT_LENGTH"]
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 86_400
    app.config["SETTINGS"] = settings
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters["short"] = short
    app.jinja_env.filters["block"] = respond.block
    app.jinja_env.filters["as_said"] = as_said
    app.jinja_env.filters["linked"] = linked
    app.jinja_env.filters["number"] = lambda count: f"{count:,}"
    look, installed = respond.look(), respond.installed()
    app.jinja_env.globals["look"] = look
    app.jinja_env.globals["asked"] = respond.asked
    follower = Follower(settings, _prepare)
    app.extensions["follower"] = follower
    addresses = Addresses(int((settings.cache_mb << 20) * FOR_ADDRESSES))
    answers = Answers(int((settings.cache_mb << 20) * (1 - FOR_ADDRESSES)), shelf)
    app.extensions["answers"], app.extensions["tally"] = answers, tally
    documents = PlainDocuments(app.wsgi_app, follower, answers, look, installed)
    queries = PlainQueries(documents, follower, settings, answers, tally, look, installed, documents.soon)
    front = Front(queries, answers, addresses, tally, follower.digest)
    app.extensions["front"] = app.wsgi_app = front  # type: ignore[method-assign, assignment]
    app.extensions["plain_queries"] = queries
    if settings.trusted_proxies:
        app.wsgi_app = behind(app.wsgi_app, settings.trusted_proxies)  # type: ignore[method-assign]

    @app.before_request
    def _open() -> None:
        g.look, g.installed = look, installed
        g.serving = follower.acquire()
        if FAULT in request.environ:
            fault, g.query = request.environ[FAULT]
            raise fault

    @app.teardown_request
    def _close(_: BaseException | None) -> None:
        if "serving" in g:
            follower.release(g.pop("serving"))

    respond.register(app)
    app.register_blueprint(site.blueprint())
    app.register_blueprint(sparql.blueprint(settings))
    app.register_blueprint(operations.blueprint(tally))
    app.register_blueprint(dataset.blueprint())
    app.register_blueprint(crawlers.blueprint())
    app.register_blueprint(search.blueprint())
    app.register_blueprint(memento.blueprint())
    app.register_blueprint(compare.blueprint())
    app.register_blueprint(feed.blueprint())
    app.register_blueprint(reconcile.blueprint())
    app.register_blueprint(stream.blueprint())
    app.register_blueprint(shapes.blueprint())
    app.register_blueprint(resource.blueprint())
    return app


# What becomes a part of addresses, as it must be to be one: a scheme of the web, a host, a path on this host.
_PLAIN: Final = {
    "HTTP_X_FORWARDED_PROTO": re.compile(r"https?", re.IGNORECASE),
    "HTTP_X_FORWARDED_HOST": HOST,
    "HTTP_X_FORWARDED_PREFIX": re.compile(r"(?:/(?!\.{0,2}(?:/|$))[\w.~!$&'()*+;=:@%-]+)*/?", re.ASCII),
}


class _Behind(ProxyFix):
    """Believes proxies what can be true; a header with a value that cannot be is as if it were not there."""

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        for name, plain in _PLAIN.items():
            said = self._get_real_value(self.x_for, environ.get(name))
            if said and not plain.fullmatch(said):
                del environ[name]
        return super().__call__(environ, start_response)


def behind(app: Callable[..., Any], proxies: int) -> ProxyFix:
    """The app behind so many proxies whose X-Forwarded-* headers are believed."""
    return _Behind(app, x_for=proxies, x_proto=proxies, x_host=proxies, x_prefix=proxies)


def _prepare(serving: Serving) -> None:
    index.prepare(serving)
    held.calendar(serving)
    lists.roles(serving)
    quotes.counted(serving)
    finding.prepare(serving)
