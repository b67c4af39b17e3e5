"""A request as ASGI tells it, in the words of WSGI (PEP 3333)."""

import re
import sys
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import unquote_to_bytes

Scope = dict[str, Any]
HOST: Final = re.compile(r"(?:[\w.~-]+|\[[0-9a-f:.]+\])(?::\d{0,5})?", re.ASCII | re.IGNORECASE)
"""A host of the web as it may become part of addresses, with its port: of what RFC 3986 allows, what names in the DNS
and IP addresses are made of.
"""

WHOLE: Final = "endpoint.whole"
"""An extension of ASGI, and the type of its message: answers a GET with `status`, `headers` and `body` at once. Whoever
sends it answers for the headers: the length of the body among them, names in lower case, nothing from the request.
"""


def query_string(scope: Scope) -> str:
    """What stands behind the question mark."""
    raw: bytes = scope["query_string"]
    return raw.decode("latin-1")


def _key(name: bytes) -> str:
    """The name of a field in a WSGI environment; nothing for one that is left out."""
    key = name.decode("latin-1").upper().replace("-", "_")
    return "" if b"_" in name else key if key in ("CONTENT_LENGTH", "CONTENT_TYPE") else f"HTTP_{key}"


_USUAL: Final = (b"host", b"accept", b"accept-encoding", b"accept-language", b"user-agent", b"connection", b"origin")
_KEYS: Final = {name: _key(name) for name in _USUAL}


def fields(pairs: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Header fields under their names in a WSGI environment; fields that came several times are joined.

    A name with `_` would pass for the one with `-`, which a proxy in front has set: such fields are left out.
    """
    found: dict[str, str] = {}
    for name, value in pairs:
        key = _KEYS.get(name) or _key(name)
        if not key:
            continue
        text = value.decode("latin-1")
        found[key] = f"{found[key]},{text}" if key in found else text
    return found


def path(scope: Scope) -> str:
    """The path as WSGI has it: its bytes, each as a letter."""
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    return (unquote_to_bytes(raw) if b"%" in raw else raw).decode("latin-1")


def environment(scope: Scope, headers: dict[str, str]) -> dict[str, Any]:
    """All that WSGI wants to know of a request but its body; `headers` as `fields` gives them."""
    host, port = scope.get("server") or ("", "")
    client, _ = scope.get("client") or ("", "")
    return {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": path(scope),
        "QUERY_STRING": query_string(scope),
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": "HTTP/1.0" if scope["http_version"] in ("1", "1.0") else f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": client,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.input_terminated": True,
        **headers,
    }
