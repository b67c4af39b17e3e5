"""The example queries: files in `examples/`, named so that they sort in the order of display."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).resolve().parent / "examples"


@dataclass(frozen=True, slots=True)
class Example:
    """A query with its title, which is the comment in its first line."""

    name: str
    title: str
    query: str


def load(folder: Path = FOLDER) -> list[Example]:
    """All examples. Raises ValueError for a file without a title."""
    return [_read(path) for path in sorted(folder.glob("*.rq"))]


def _read(path: Path) -> Example:
    text = path.read_text(encoding="utf-8")
    title, _, query = text.partition("\n")
    if not title.startswith("# ") or not query.strip():
        raise ValueError(f"{path.name}: the first line of an example is a comment with its title")
    return Example(path.stem, title.removeprefix("# ").strip(), query.strip())
