"""Reads header fields of answers. Pure: text in, values out."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

_ITEM = re.compile(r'\s*<([^>]*)>((?:\s*;\s*[\w!#$&+.^`|~*-]+(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^";,\s]+))?)*)\s*(?:,|$)')
_PARAMETER = re.compile(r';\s*([\w!#$&+.^`|~*-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^";,\s]+)))?')


@dataclass(frozen=True, slots=True)
class Link:
    """One link of a Link field or of a TimeMap; its target is absolute."""

    target: str
    relations: frozenset[str]
    parameters: dict[str, str] = field(hash=False)


def links(text: str, base: str) -> list[Link]:
    """The links of a field value (RFC 8288 3). Raises ValueError where it is none."""
    found: list[Link] = []
    place = 0
    text = text.strip()
    while place < len(text):
        item = _ITEM.match(text, place)
        if item is None:
            raise ValueError(f"no link begins at {text[place : place + 40]!r}")
        parameters: dict[str, str] = {}
        for name, quoted, bare in _PARAMETER.findall(item[2]):
            parameters.setdefault(name.lower(), quoted or bare)  # the first counts (3.3)
        relations = frozenset(parameters.get("rel", "").lower().split())
        found.append(Link(urljoin(base, item[1]), relations, parameters))
        place = item.end()
    return found


def names(text: str) -> set[str]:
    """The names in a comma-separated field such as Vary, in lower case."""
    return {one.strip().lower() for one in text.split(",")} - {""}


def media_type(text: str) -> str:
    """The media type of a Content-Type, without its parameters."""
    return text.partition(";")[0].strip().lower()


def time(text: str) -> datetime | None:
    """The time that a field says, None where it is none of HTTP's."""
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    return found if found.tzinfo else None
