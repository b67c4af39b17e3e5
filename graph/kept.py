"""What was made of files is made again when they have changed, and not before.

A process that builds more than once (a build after a build, a test) reads the vocabularies and the rules once.
"""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
_State = tuple[tuple[str, int, int], ...]


def unless_changed(make: Callable[..., T]) -> Callable[..., T]:
    """`make` takes paths of files and folders, or None, and its result is kept until one of them has changed.

    Whoever gets the result must leave it as it is. A file counts as changed by its time or its size.
    """

    @lru_cache(maxsize=1)
    def made(paths: tuple[Path | None, ...], state: _State) -> T:
        return make(*paths)

    def kept(*paths: Path | None) -> T:
        return made(paths, tuple(_states(paths)))

    return kept


def _states(paths: tuple[Path | None, ...]) -> list[tuple[str, int, int]]:
    files = [file for path in paths if path for file in ([path, *sorted(path.rglob("*"))] if path.is_dir() else [path])]
    states = [(file, file.stat()) for file in files if file.exists()]
    return [(str(file), state.st_mtime_ns, state.st_size) for file, state in states]
