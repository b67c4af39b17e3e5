"""Answers that all server processes of one server share: files in a private folder, bounded in bytes.

A file is named by the validator of its answer, is put there whole in one step, and never changes; so nobody waits for
a lock, and a process that is killed leaves behind at most a draft that nobody reads. The longest unused go first.
"""

import contextlib
import fcntl
import os
import threading
import time
from pathlib import Path
from typing import Final

_BLOCK: Final = 4096
"""What a file takes at least, so that many small ones are counted as what they are."""
_KEPT: Final = 0.5
"""The part that stays where room is made; the processes share the rest, and each looks when it has put in its share."""
_OLD_SECONDS: Final = 60.0
"""A draft that old is of a process that was killed."""


class Shelf:
    """Bytes by name. Several processes may each have one over the same folder. Safe to use from many threads."""

    def __init__(self, folder: Path, most_bytes: int, processes: int = 1) -> None:
        """`folder` is nobody else's; together the processes keep no more there than `most_bytes`."""
        self._folder = f"{folder}/"
        self._most = most_bytes
        self._share = int(most_bytes * (1 - _KEPT)) // processes
        self._put = 0

    def get(self, name: str) -> bytes | None:
        """What was put under that name, if it is still there."""
        path = self._folder + name
        if not os.access(path, os.R_OK):  # most are not there, and an error takes longer to make than this
            return None
        try:
            with open(path, "rb", buffering=0) as file:
                body = file.read()
            os.utime(path)
        except OSError:
            return None
        return body

    def put(self, name: str, body: bytes) -> None:
        """Keeps it, unless it is larger than a share, the disk is full, or another process is making room."""
        size = _taken(len(body))
        if size > self._share:
            return
        draft = f"{self._folder}.{os.getpid()}-{threading.get_ident()}"
        try:
            if self._put + size > self._share and not self._make_room():
                return
            # Plain calls of the system: this is done for each new answer.
            file = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            try:
                written = os.write(file, body)
            finally:
                os.close(file)
            if written == len(body):
                os.rename(draft, self._folder + name)
            else:
                os.unlink(draft)
        except OSError:  # a full disk costs the second look-up, not the answer
            with contextlib.suppress(OSError):
                os.unlink(draft)
            return
        self._put += size

    def _make_room(self) -> bool:
        """Removes what was unused longest. False where another process is at it."""
        with open(self._folder + ".room", "wb") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                return False
            found, old = [], time.time() - _OLD_SECONDS
            for one in os.scandir(self._folder):
                with contextlib.suppress(OSError):
                    status = one.stat()
                    if not one.name.startswith("."):
                        found.append((status.st_mtime_ns, _taken(status.st_size), one.path))
                    elif one.name != ".room" and status.st_mtime < old:
                        os.unlink(one.path)
            left = sum(size for _, size, _ in found)
            for _, size, path in sorted(found):
                if left <= self._most * _KEPT:
                    break
                with contextlib.suppress(OSError):
                    os.unlink(path)
                left -= size
        self._put = 0
        return True


def _taken(size: int) -> int:
    return -(-max(size, 1) // _BLOCK) * _BLOCK
