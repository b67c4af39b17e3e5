"""Pages saved as text files, one page a file.

A file may begin with a header of `# key: value` lines that say what the text alone cannot: `url`, `retrieved`
(ISO 8601) and `charset` (default UTF-8). The header is not part of the page.
"""

import datetime
import hashlib
import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from graph.errors import InputError
from graph.records import Finding, Page

STDIN = "-"
SUFFIX = ".txt"
# The largest real pages (listings, mailing-list digests) stay below 1 MB; ten times that leaves room.
MAX_BYTES = 10_000_000
_HEADER_LINE = re.compile(rb"# (url|retrieved|charset): *(\S+)[ \t]*\r?\n")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True, order=True)
class Input:
    """A file to read. `name` is what is published of it: its place below the folder given, not where that lies."""

    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Inputs:
    """The files to read, in order, and those of the given folders that are no pages by their name."""

    pages: tuple[Input, ...]
    passed_over: tuple[str, ...]


def find(arguments: Iterable[str]) -> Inputs:
    """The pages that files, folders (with all below them) and `-` stand for, sorted within each folder.

    Raises InputError for a path that does not exist.
    """
    pages: list[Input] = []
    passed_over: list[str] = []
    for argument in arguments:
        path = Path(argument)
        if argument != STDIN and not path.exists():
            raise InputError(
                "no such file or folder",
                source=argument,
                rule="every PAGE is a file, a folder or - for standard input",
                remedy="check the path; a folder is searched for .txt files",
            )
        if argument == STDIN or not path.is_dir():
            pages.append(Input(path.name or argument, argument))
            continue
        for file in sorted(_files(path)):
            if file.endswith(SUFFIX):
                pages.append(Input(Path(file).relative_to(path).as_posix(), file))
            else:
                passed_over.append(file)
    return Inputs(tuple(dict.fromkeys(pages)), tuple(passed_over))


def _files(folder: Path) -> Iterator[str]:
    for where, _, names in os.walk(folder):
        yield from (os.path.join(where, name) for name in names if not name.startswith("."))


def load(source: Input) -> Page | Finding:
    """The page in the file (or on standard input for `-`), or why it cannot be one."""
    name = source.name
    try:
        raw = _bytes(source.path)
    except OSError as error:
        return _reject(
            name, "unreadable", f"cannot be read: {error.strerror}", "make the file readable and build again"
        )
    if len(raw) > MAX_BYTES:
        return _reject(
            name,
            "page-too-large",
            f"is larger than {MAX_BYTES // 1_000_000} MB, the most that one page may have",
            "save the page alone, not an archive of pages",
        )
    return page_of(name, raw)


def _bytes(path: str) -> bytes:
    # One byte more than allowed is enough to know; a 50 MB file is never held whole.
    if path == STDIN:
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    with open(path, "rb") as file:
        return file.read(MAX_BYTES + 1)


def page_of(name: str, raw: bytes) -> Page | Finding:
    """The page that these bytes of a file are, header and all, or why they are none."""
    header: dict[str, str] = {}
    position = 0
    while line := _HEADER_LINE.match(raw, position):
        header[line[1].decode()] = line[2].decode("utf-8", "replace")
        position = line.end()
    content = raw[position:]
    if not content.strip():
        return _reject(name, "page-empty", "holds no text", "save the page again")
    if b"\x00" in content:
        return _binary(name)
    charset = header.get("charset", "utf-8")
    try:
        text = content.decode(charset)
    except LookupError:
        return _reject(
            name, "charset-unknown", f"names the charset {charset!r}, which is none", "mend the # charset: line"
        )
    except UnicodeDecodeError as error:
        return _reject(
            name,
            "charset-wrong",
            f"is not {charset}: byte {position + error.start} cannot be read",
            "say which charset it is in a first line such as `# charset: windows-1252`",
        )
    # Form feeds and stray control characters are not text; a page with many of them is not one either.
    if len(_CONTROL.findall(text)) > len(text) // 100:
        return _binary(name)
    retrieved = header.get("retrieved")
    if retrieved is not None and not _is_time(retrieved):
        return _reject(
            name, "header-wrong", f"says it was retrieved at {retrieved!r}", "write it as 2024-05-06T08:00:00Z"
        )
    return Page(name, _canonical(text), hashlib.sha256(content).hexdigest(), header.get("url"), retrieved)


def _canonical(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _is_time(text: str) -> bool:
    try:
        return datetime.datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _binary(name: str) -> Finding:
    return _reject(name, "page-binary", "is not text", "save the page as text, not as an image, a PDF or an archive")


def _reject(name: str, rule: str, message: str, remedy: str) -> Finding:
    kind: Literal["rejection"] = "rejection"
    return Finding(kind, name, rule, message, remedy)
