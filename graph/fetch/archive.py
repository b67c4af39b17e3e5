"""Answers as a web archive (WARC 1.1, ISO 28500): a request and its response, each with digests, each a gzip member.

What was written before a kill stays: a record that was not finished is cut off when the archive is opened again.
"""

import base64
import datetime
import gzip
import hashlib
import os
import uuid
from pathlib import Path

from graph.errors import InputError
from graph.fetch.wire import Answer


class Archive:
    """A file that grows by whole records. `size` is how much of it is known to be whole; the rest is cut off.

    Raises InputError where so much is not there.
    """

    def __init__(self, path: Path, size: int, about: dict[str, str]) -> None:
        if size > (path.stat().st_size if path.exists() else 0):
            raise InputError(
                "is shorter than what was fetched into it",
                source=str(path),
                rule="the ledger in the same folder knows which pages the archive holds; they belong together",
                remedy="put the archive back, or fetch into another folder",
            )
        self._file = path.open("r+b" if path.exists() else "w+b")
        self._file.truncate(size)
        self._file.seek(size)
        if size == 0:
            fields = "".join(f"{name}: {value}\r\n" for name, value in about.items()).encode()
            self._write("warcinfo", "", "application/warc-fields", fields, datetime.datetime.now(datetime.UTC))

    @property
    def size(self) -> int:
        """How long the archive is; call it after what was added is safe."""
        return self._file.tell()

    def add(self, answer: Answer, url: str | None = None, date: datetime.datetime | None = None) -> None:
        """Adds an answer with its request; `url` and `date` are those of the capture where somebody else made it."""
        address, when = url or answer.url, date or answer.date
        # urllib3 has joined the chunks; the length is now known.
        block = answer.head + answer.body
        response = self._write("response", address, "application/http; msgtype=response", block, when, answer.body)
        request = answer.request
        self._write("request", address, "application/http; msgtype=request", request, when, concurrent=response)

    def add_record(self, packed: bytes) -> None:
        """Adds a record that somebody else wrote: a whole member of gzip."""
        self._file.write(packed)

    def secure(self) -> int:
        """Waits until all is on the disk, and gives the length of what is."""
        self._file.flush()
        os.fsync(self._file.fileno())
        return self._file.tell()

    def close(self) -> None:
        """Closes the file."""
        self._file.close()

    def _write(
        self,
        kind: str,
        url: str,
        media_type: str,
        block: bytes,
        date: datetime.datetime,
        payload: bytes | None = None,
        concurrent: str | None = None,
    ) -> str:
        name = f"<urn:uuid:{uuid.uuid4()}>"
        lines = [
            "WARC/1.1",
            f"WARC-Type: {kind}",
            f"WARC-Record-ID: {name}",
            f"WARC-Date: {date.strftime('%Y-%m-%dT%H:%M:%SZ')}",
            *([f"WARC-Target-URI: {url}"] if url else []),
            *([f"WARC-Concurrent-To: {concurrent}"] if concurrent else []),
            *([f"WARC-Payload-Digest: {_digest(payload)}"] if payload is not None else []),
            f"WARC-Block-Digest: {_digest(block)}",
            f"Content-Type: {media_type}",
            f"Content-Length: {len(block)}",
        ]
        head = ("\r\n".join(lines) + "\r\n\r\n").encode()
        self._file.write(gzip.compress(head + block + b"\r\n\r\n", mtime=0))
        return name


def _digest(content: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode()
