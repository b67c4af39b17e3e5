"""What a site says when it cannot do what was asked: the right status, in one shape, for programs and for people."""

import json
from typing import Any, Final

from graph.walk.site import Site
from graph.walk.visit import Answer

_JSON: Final = "application/problem+json, application/json;q=0.9"
_NOWHERE: Final = "there-is-nothing-of-this-name-3f7a"
_ODD: Final = (
    "%00",
    "%ff%fe",
    "..%2f..%2f..%2fetc%2fpasswd",
    "%zz",
    "a" * 8000,
    "%E2%80%AE%F0%9F%90%9D",
    "?page=-1&page=x",
)


def faults(site: Site) -> None:
    """Asks for what does not exist, in odd ways and by odd methods; nothing that could change anything."""
    nowhere = site.root + _NOWHERE
    kinds = {site.kind(site.address(one) or "") for one in site.examples}
    for url in [nowhere, *(f"{site.root}{one}/{_NOWHERE}" for one in sorted(kinds - {""}))]:
        answer = site.visitor.ask(url, _JSON)
        if site.expect(answer.status == 404, "not-found", url, f"it answers {answer.status}"):
            _problem(site, answer)
        for accept in ("text/html", "text/turtle"):
            page = site.visitor.ask(url, accept)
            site.expect(page.status == 404, "not-found", url, f"as {accept} it answers {page.status}")
    for iri in site.examples[:1]:
        url = site.address(iri) or iri
        refused = site.visitor.ask(url, "application/x-no-such-type")
        if refused.status == 406:
            _problem(site, refused)
    for iri in site.withdrawn[: site.each]:
        url = site.address(iri) or iri
        for accept in ("text/turtle", "text/html"):
            answer = site.visitor.follow(url, accept)
            site.expect(answer.status == 410, "gone", url, f"as {accept} it answers {answer.status}")
    for odd in _ODD:
        answer = site.visitor.ask(site.root + odd, "*/*")
        site.expect(
            0 < answer.status < 500, "odd-address", answer.url[:200], answer.fault or f"it answers {answer.status}"
        )
    # PROPFIND only reads (RFC 4918 9.1), and hardly anybody offers it.
    answer = site.visitor.ask(site.root, None, "PROPFIND")
    if answer.status not in (200, 207, 403):
        well = answer.status == 501 or (answer.status == 405 and "allow" in answer.headers)
        site.expect(well, "method", site.root, f"PROPFIND is answered {answer.status}")


def _problem(site: Site, answer: Answer) -> None:
    shape = _shape(answer)
    if not site.expect(
        shape is not None, "problem", answer.url, f"status {answer.status} comes as {answer.media_type or 'no type'}"
    ):
        return
    assert shape is not None
    missing = [name for name in ("type", "title", "status") if name not in shape]
    site.expect(not missing, "problem", answer.url, f"it has no {', '.join(missing)}")
    site.expect(shape.get("status") == answer.status, "problem", answer.url, f"it says status {shape.get('status')}")
    kind = site.address(str(shape.get("type", "")))
    if kind:
        there = site.visitor.follow(kind, "text/html")
        site.expect(there.status == 200, "problem", answer.url, f"its type {kind} answers {there.status}")


def _shape(answer: Answer) -> dict[str, Any] | None:
    if answer.media_type != "application/problem+json":
        return None
    try:
        found = json.loads(answer.body)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
