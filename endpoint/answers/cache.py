"""Answers that were given before, by their validators: bounded in bytes, the longest unused goes first.

Each server process has its answers in memory, and those of all are on a shelf that they share (`shelf.py`). A validator
names snapshot, query, dataset and format, so what is kept can never be wrong, only no longer asked for. Pages and
documents are kept by their validator and the address of the site, which stands in them (`respond.kept`).
`Front` stands before the framework and answers a GET that came before, letter for letter, without waking it.
"""

import contextlib
import hashlib
import json
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from werkzeug.http import parse_etags

from endpoint.answers.budget import BUDGET
from endpoint.answers.shelf import Shelf
from endpoint.tally import Tally

Environ = dict[str, Any]
Start = Callable[..., Any]
Key = tuple[str, ...]
Answered = tuple[int, list[tuple[str, str]], bytes]

KEPT: Final = "osce_graph.kept"
"""Where, in the environment of a request, it is said under which key the body of its answer is kept."""
BEGUN: Final = "osce_graph.begun"
"""Where, in the environment of a request, there is a query that has begun: whoever began it must get it back."""
_BESIDE: Final = 1 << 10
_LARGEST_PART: Final = 8
FOR_ADDRESSES: Final = 0.25
"""The part of what may be kept that is for addresses and headers; the rest is for answers."""
_LONGEST_ADDRESS: Final = 4_000
# What an answer may depend on beside the snapshot, the path and the query: Vary, and the address of the site.
_SCHEME: Final = "wsgi.url_scheme"
_TELLING: Final = (
    *("HTTP_ACCEPT", "HTTP_ACCEPT_LANGUAGE", "HTTP_HOST", "SCRIPT_NAME", "HTTP_X_FORWARDED_HOST"),
    *("HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_PREFIX", "HTTP_X_FORWARDED_PORT"),
)
CONDITIONS: Final = ("HTTP_IF_MODIFIED_SINCE", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE")
"""Conditions that the framework weighs: by time, and those on which an answer is refused."""
PATHS: Final = ("/sparql", "/sparql/")
_LINES: Final = {200: "200 OK", 304: "304 NOT MODIFIED"}


def kept_as(tag: str, root: str) -> str:
    """The key under which a page or document is kept: its validator and the address of the site, which stands in it.

    A digest, for it names a file on the shelf, and what the client calls our host is its own choice.
    """
    return hashlib.sha256(f"{tag} {root}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer: its kind, the name of its format and the bytes; `links` are relations that its head tells too."""

    kind: str
    format: str
    body: bytes
    links: tuple[str, ...] = ()

    def packed(self) -> bytes:
        """For the shelf."""
        return json.dumps([self.kind, self.format, len(self.body), self.links]).encode() + b"\n" + self.body

    @classmethod
    def unpacked(cls, packed: bytes) -> "Kept":
        """What was packed. Raises ValueError where it is not whole."""
        head, _, body = packed.partition(b"\n")
        kind, format_, length, links = json.loads(head)
        if length != len(body):
            raise ValueError(head)
        return cls(kind, format_, body, tuple(links))


class Answers:
    """The answers of one server process, and on the shelf those of all. Safe to use from many threads."""

    def __init__(self, most_bytes: int, shelf: Shelf | None = None) -> None:
        self._most = most_bytes
        self._shelf = shelf
        self._size = 0
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._unshared: set[str] = set()
        """What is here and not on the shelf."""

    def get(self, tag: str) -> Kept | None:
        """The answer with that validator, if it is still here."""
        with self._lock:
            found = self._kept.get(tag)
            if found:
                self._kept.move_to_end(tag)
            share = tag in self._unshared
            self._unshared.discard(tag)
        if found:
            if share and self._shelf:
                self._shelf.put(tag, found.packed())
            return found
        if self._shelf and (packed := self._shelf.get(tag)):
            with contextlib.suppress(ValueError):
                found = Kept.unpacked(packed)
                self._keep(tag, found)
        return found

    @property
    def size(self) -> int:
        """Bytes of memory that answers take here, more or less."""
        return self._size

    @property
    def largest(self) -> int:
        """Bytes of the largest answer that is kept: one that would drive out most others is not."""
        return self._most // _LARGEST_PART

    def put(self, tag: str, answer: Kept, *, cheap: bool = False) -> None:
        """Keeps an answer, unless it is too large, and puts it on the shelf; a cheap one when it is asked for again."""
        if len(answer.body) > self.largest:
            return
        self._keep(tag, answer)
        if self._shelf and cheap:
            with self._lock:
                self._unshared.add(tag)
        elif self._shelf:
            self._shelf.put(tag, answer.packed())

    def _keep(self, tag: str, answer: Kept) -> None:
        with self._lock:
            if tag not in self._kept:
                self._kept[tag] = answer
                self._size += _weight(answer)
            while self._size > self._most:
                gone, answered = self._kept.popitem(last=False)
                self._unshared.discard(gone)
                self._size -= _weight(answered)


def _weight(answer: Kept) -> int:
    """What it takes of the memory, more or less: an empty answer is kept with its validator and headers too."""
    return len(answer.body) + _BESIDE


Said = tuple[str, str, list[tuple[str, str]]]
"""Of an address: under which key its answer is kept, the validator, and the headers."""


class Addresses:
    """What was asked, letter for letter, and under which headers it was answered: bounded in bytes, the longest unused
    goes first. Not for several threads.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._said: OrderedDict[Key, Said] = OrderedDict()
        self.size = 0
        """Bytes of memory, more or less."""

    def get(self, key: Key) -> Said | None:
        """What was learnt of an address."""
        found = self._said.get(key)
        if found:
            self._said.move_to_end(key)
        return found

    def put(self, key: Key, said: Said) -> None:
        """Learns an address, and forgets those that there is no room for."""
        self._forget(key)
        self._said[key] = said
        self.size += _taken(key, said)
        while self.size > self._most:
            self._forget(next(iter(self._said)))

    def _forget(self, key: Key) -> None:
        if said := self._said.pop(key, None):
            self.size -= _taken(key, said)


def _taken(key: Key, said: Said) -> int:
    """The memory of a key and what is said of it. Strings are short here, so that their heads count for much."""
    place, tag, headers = said
    kept = [key, *key, said, place, tag, headers, *headers, *(text for pair in headers for text in pair)]
    return sum(map(sys.getsizeof, kept))


class Front:
    """WSGI: answers what came before, letter for letter; passes on all else and learns from it.

    Only whole answers with a validator are learnt: those to queries, but for pages, and all that `respond.kept` keeps.
    """

    def __init__(
        self,
        app: Callable[..., Iterable[bytes]],
        answers: Answers,
        addresses: Addresses,
        tally: Tally,
        digest: Callable[[], str],
    ) -> None:
        self._app = app
        self._answers = answers
        self._tally = tally
        self._digest = digest
        self._lock = threading.Lock()
        self._seen = addresses

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        method, query = environ["REQUEST_METHOD"], environ.get("QUERY_STRING", "")
        known = None if BEGUN in environ else self.known(method, environ.get("PATH_INFO", ""), query, environ)
        if known is not None:
            status, headers, body = known
            start(_LINES[status], headers)
            return [body]
        if method != "GET":
            return self._app(environ, start)
        key = self._key(environ.get("PATH_INFO", ""), query, environ)

        def learning(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            if status.startswith("200"):
                self._learn(key, environ, headers)
            return start(status, headers, *rest)

        return self._app(environ, learning)

    def learn(self, environ: Environ, headers: list[tuple[str, str]]) -> None:
        """A GET was answered so, by 200."""
        self._learn(self._key(environ["PATH_INFO"], environ["QUERY_STRING"], environ), environ, headers)

    def known(self, method: str, path: str, query: str, headers: Mapping[str, str]) -> Answered | None:
        """The answer, if it was given before: status, headers and body. `headers` are named as in WSGI."""
        if method != "GET" or any(name in headers for name in CONDITIONS):
            return None
        begun = time.monotonic()
        with self._lock:
            seen = self._seen.get(self._key(path, query, headers))
        if seen is None or (kept := self._answers.get(seen[0])) is None:
            return None
        _, tag, said = seen
        wanted = headers.get("HTTP_IF_NONE_MATCH")
        same = bool(wanted) and parse_etags(wanted).contains_weak(tag)
        if path in PATHS:
            took, size = time.monotonic() - begun, 0 if same else len(kept.body)
            self._tally.query("unchanged" if same else "cached", took, size)
        if same:
            return 304, [pair for pair in said if pair[0] != "Content-Type"], b""
        return 200, [*said, ("Content-Length", str(len(kept.body)))], kept.body

    def _key(self, path: str, query: str, headers: Mapping[str, str]) -> Key:
        # What stands in the environment of WSGI alone has a value there that a door of another kind leaves out.
        get = headers.get
        return self._digest(), path, query, get(_SCHEME) or "http", *[get(name) or "" for name in _TELLING]

    def _learn(self, key: Key, environ: Environ, headers: list[tuple[str, str]]) -> None:
        said = dict(headers)
        tag = said.get("ETag", "").strip('"')
        page = said.get("Content-Type", "").startswith("text/html")
        place = environ.get(KEPT) or (tag if key[1] in PATHS and not page else "")
        if tag and place and sum(map(len, key)) < _LONGEST_ADDRESS:
            own = {"Content-Length", "X-Query-Id", "Server-Timing", BUDGET, "Date"}
            with self._lock:
                self._seen.put(key, (place, tag, [pair for pair in headers if pair[0] not in own]))
