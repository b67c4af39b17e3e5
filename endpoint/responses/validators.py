"""Validators and conditions (RFC 9110, 8.8 and 13): what an answer is told apart by, and whether it is wanted."""

import datetime
from typing import Final, cast

from flask import Response, g, request
from werkzeug.http import parse_etags

from endpoint.answers.answering import validator
from endpoint.serving.store import Serving

# What a condition may turn into a refusal, or into the word that the client has it.
_CONDITIONAL: Final = frozenset({200, 206, 304})


def serving() -> Serving:
    """The snapshot that this request is answered from."""
    return cast(Serving, g.serving)


def etag(*parts: str) -> str:
    """A strong validator for what follows from the snapshot, the software and `parts`."""
    return validator(serving(), g.look, *parts)


def unchanged(tag: str, *, dated: bool = True) -> Response | None:
    """304 where the client has this very answer already; asked before the answer is made.

    The validator decides where the client sends one, else the time (RFC 9110 13.2.2), where the answer is `dated`.
    """
    if request.method not in {"GET", "HEAD"} or not _has(tag, last_modified() if dated else None):
        return None
    if request.if_none_match.star_tag:  # any answer will do, if there is one: not known before it is made
        return None
    return validated(Response(status=304), tag, dated=dated)


def spares(response: Response) -> bool:
    """Whether the client has this very answer already. Asked of every answer, for most are made before they are asked
    for by their validators.
    """
    if request.method not in {"GET", "HEAD"} or response.status_code not in _CONDITIONAL:
        return False
    return _has(response.get_etag()[0], response.last_modified)


def _has(tag: str | None, modified: datetime.datetime | None) -> bool:
    since = request.if_modified_since
    if request.if_none_match:
        return bool(tag) and request.if_none_match.contains_weak(str(tag))
    return bool(since and modified and modified <= since)


def refuses(response: Response) -> bool:
    """Whether the client wants no answer but from another state than this one's (RFC 9110 13.1.1, 13.1.4).

    Asked when the answer is there: a condition counts only where the answer without it were a good one (13.2.1).
    """
    if request.method not in {"GET", "HEAD"} or response.status_code not in _CONDITIONAL:
        return False
    if wanted := parse_etags(g.get("if_match")):
        tag, weak = response.get_etag()
        return not (wanted.star_tag or (tag and not weak and wanted.is_strong(tag)))
    until, modified = request.if_unmodified_since, response.last_modified
    return bool(until and modified and modified > until)


def last_modified() -> datetime.datetime | None:
    """When answers last changed: the sealing of the snapshot, or the installation of the software if that is later."""
    return changed(serving(), g.installed)


def changed(serving: Serving, installed: datetime.datetime) -> datetime.datetime | None:
    """The same, of a snapshot."""
    try:
        sealed = datetime.datetime.fromisoformat(serving.created)
    except ValueError:
        return None
    return max(sealed, installed) if sealed.tzinfo else None


def validated(response: Response, tag: str | None, *, dated: bool = True) -> Response:
    """Adds the validator and the caching rule: keep it, but ask whether it is still so.

    What may change while the snapshot and the software stay as they are has no time of its last change: not `dated`.
    """
    if tag:
        response.set_etag(tag)
        if dated:
            response.last_modified = last_modified()
    response.headers["Cache-Control"] = "no-cache" if tag else "no-store"
    return response
