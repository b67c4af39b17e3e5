"""Addresses of this site in a sentence, made links: what to do about an error is one step away."""

import re
from typing import Final

from flask import current_app, request
from markupsafe import Markup, escape
from werkzeug.exceptions import HTTPException

_ADDRESS: Final = re.compile(r"(?<![\w/.])/[a-z](?:[\w/.-]*[\w/])?")


def linked(text: str) -> Markup:
    """The text for a page, each address that leads somewhere here a link."""
    made, at = Markup(), 0
    for found in _ADDRESS.finditer(text):
        if _is_page(found[0]):
            made += escape(text[at : found.start()]) + Markup('<a href="{}">{}</a>').format(
                request.script_root + found[0], found[0]
            )
            at = found.end()
    return made + escape(text[at:])


def _is_page(path: str) -> bool:
    """Whether a page of the site or a list is there; whether a thing is, only the snapshot knows."""
    try:
        _, thing = current_app.url_map.bind("").match(path, method="GET")
    except HTTPException:
        return False
    return not thing or path.endswith("/")
