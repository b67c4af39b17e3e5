"""Which files there are to read."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from graph.errors import InputError
from graph.pages import feed, html, text, warc

STDIN = "-"
SUFFIXES = (*text.SUFFIXES, *html.SUFFIXES, *feed.SUFFIXES, *warc.SUFFIXES)


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
                remedy=f"check the path; a folder is searched for {', '.join(SUFFIXES)}",
            )
        if argument == STDIN or not path.is_dir():
            pages.append(Input(_shown(path.name or argument), argument))
            continue
        for file in sorted(_files(path)):
            if file.lower().endswith(SUFFIXES):
                pages.append(Input(_shown(Path(file).relative_to(path).as_posix()), file))
            else:
                passed_over.append(_shown(file))
    return Inputs(tuple(dict.fromkeys(pages)), tuple(passed_over))


def _shown(path: str) -> str:
    """A path as it can be published: names of files are bytes, and need not be in UTF-8."""
    return os.fsencode(path).decode("utf-8", "replace")


def _files(folder: Path) -> Iterator[str]:
    for where, _, names in os.walk(folder):
        yield from (os.path.join(where, name) for name in names if not name.startswith("."))
