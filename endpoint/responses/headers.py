"""The headers that every answer has, whoever gives it."""

from collections.abc import Mapping
from typing import Final

# No script (but in the editor), nothing from elsewhere, no framing: the pages need none of it. Data blocks
# (JSON-LD) are no scripts to it.
SECURITY: Final[dict[str, str]] = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
# Anyone's page may read anything here; nothing is done with cookies, so none are allowed along.
CORS: Final[dict[str, str]] = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Accept-Ranges, Content-Location, Content-Range, ETag, Link, Location, "
    "Memento-Datetime, Retry-After, Server-Timing, X-Query-Budget, X-Query-Id",
}
PREFLIGHT: Final[Mapping[str, str]] = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Accept-Datetime, Accept-Language, Content-Type, If-Match, "
    "If-Modified-Since, If-None-Match, If-Range, If-Unmodified-Since, Range",
    "Access-Control-Max-Age": "86400",
}
