"""A small web on 127.0.0.1 for tests: pages, faults on demand, and a log of who asked for what and when."""

import gzip
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. `cut` is how many bytes of the body are sent before the line goes dead; `delay` comes before it, and
    with `drips` it comes in pieces, so many seconds apart. `raw` is a whole answer, head and all, as no good
    server sends it; `late` is more that comes so much later on the same line, which stays open.
    """

    body: bytes = b""
    status: int = 200
    media_type: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    cut: int | None = None
    delay: float = 0.0
    drips: float = 0.0
    raw: bytes | None = None
    late: tuple[bytes, float] | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as the server saw it; `at` is its clock in seconds."""

    at: float
    path: str
    headers: dict[str, str]


@dataclass(slots=True)
class Web:
    """The pages by path (with query), what is answered elsewhere, and the log. A page may be a function of requests."""

    base: str = ""
    pages: dict[str, Reply | Callable[[Asked], Reply]] = field(default_factory=dict)
    everything: Reply = Reply(b"not here", 404)
    log: list[Asked] = field(default_factory=list)

    def paths(self) -> list[str]:
        """What was asked for, in order."""
        return [asked.path for asked in self.log]


@contextmanager
def web() -> Iterator[Web]:
    """A running server, stopped at the end."""
    found = Web()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked = Asked(time.monotonic(), self.path, dict(self.headers))
            found.log.append(asked)
            page = found.pages.get(self.path, found.everything)
            reply = page(asked) if callable(page) else page
            if self.headers.get("If-None-Match") and ("ETag", self.headers["If-None-Match"]) in reply.headers:
                reply = Reply(b"", 304, headers=reply.headers)
            if reply.raw is not None:
                self.close_connection = True
                size = 8 if reply.drips else len(reply.raw)
                for start in range(0, len(reply.raw), size):
                    self.wfile.write(reply.raw[start : start + size])
                    time.sleep(reply.drips)
                if reply.late:
                    self.close_connection = False
                    self.wfile.flush()
                    time.sleep(reply.late[1])
                    self.wfile.write(reply.late[0])
                return
            body = reply.body
            time.sleep(reply.delay)
            self.send_response(reply.status)
            for name, value in (("Content-Type", reply.media_type), *reply.headers):
                self.send_header(name, value)
                if (name, value) == ("Content-Encoding", "gzip"):
                    body = gzip.compress(body)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            size = 64 if reply.drips else len(body)
            for start in range(0, len(body) if reply.cut is None else reply.cut, size or 1):
                self.wfile.write(body[start : start + size][: reply.cut])
                time.sleep(reply.drips)
            if reply.cut is not None:
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """A client that hangs up is part of the tests."""

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    found.base = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
