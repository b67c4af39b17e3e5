"""Parts of files that clients ask for (RFC 9110 14.2): one range of bytes is given, all else is as if not asked for.

A server may ignore any Range; it must ignore what is not written as one, units that it does not know, and methods other
than GET. Only one range that has no byte of the file is told (416).
"""

import re
from typing import Any, Final

from flask import Response

_RANGE: Final = re.compile(r"(?P<first>\d+)-(?P<last>\d*)|-(?P<suffix>\d+)", re.ASCII)
_DIGITS: Final = 18


def wanted(method: str, header: str | None, length: int) -> str | None:
    """The Range that is meant for a file of so many bytes, none of it beyond the file; None where none is."""
    unit, equals, ranges = (header or "").partition("=")
    named = [one for one in (part.strip(" \t") for part in ranges.split(",")) if one]
    if method != "GET" or unit.lower() != "bytes" or not equals or len(named) != 1:
        return None
    found = _RANGE.fullmatch(named[0])
    if found is None:
        return None
    if found["suffix"]:
        # Of the last bytes of a file there are no more than all; the last none are no part of it.
        most = min(_number(found["suffix"]), length)
        return f"bytes=-{most}" if most else f"bytes={length}-"
    first, last = _number(found["first"]), _number(found["last"]) if found["last"] else None
    if last is not None and last < first:
        return None
    return f"bytes={first}-" if last is None else f"bytes={first}-{last}"


def _number(digits: str) -> int:
    plain = digits.lstrip("0") or "0"
    return int(plain) if len(plain) <= _DIGITS else 10**_DIGITS


class Answer(Response):
    """An answer that gives the part of a file that is asked for by the rule of this house."""

    def make_conditional(
        self, request_or_environ: Any, accept_ranges: bool | str = False, complete_length: int | None = None
    ) -> "Answer":
        """As werkzeug does it, with the Range that is meant."""
        environ = dict(getattr(request_or_environ, "environ", request_or_environ))
        said = wanted(environ["REQUEST_METHOD"], environ.pop("HTTP_RANGE", None), complete_length or 0)
        if said and self._is_still(environ.pop("HTTP_IF_RANGE", None)):
            environ["HTTP_RANGE"] = said
        super().make_conditional(environ, accept_ranges, complete_length)
        # Whoever sends it dates it, once; how long it may be kept is said by Cache-Control alone.
        self.headers.remove("Date")
        self.headers.remove("Expires")
        return self

    def _is_still(self, wanted: str | None) -> bool:
        """Whether the file is the very one of which the client has a part already: by its strong validator, or by its
        time to the second (RFC 9110 13.1.5).
        """
        if wanted is None:
            return True
        return wanted.strip() in (self.headers.get("ETag"), self.headers.get("Last-Modified"))
