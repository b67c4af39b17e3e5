"""How deeply shapes and paths may be nested: what follows them calls itself, and Python ends that at some depth."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from graph.errors import InputError

DEEPEST: Final = 100
"""Shapes within shapes, and steps within steps of a path. People write five."""
WORDS: Final = "is nested deeper than can be followed"
REMEDY: Final = "nest it less deeply"


@contextmanager
def within_reach(source: str) -> Iterator[None]:
    """Says of whatever is nested too deeply that it is; `source` is where it stands."""
    try:
        yield
    except RecursionError as error:
        raise InputError(f"something here {WORDS}", source=source, rule="shapes-malformed", remedy=REMEDY) from error


def too_deep(starts: Iterable[Any], following: Callable[[Any], list[Any]]) -> Any:
    """The first node met with more than DEEPEST others below each other; None where there is none.

    No node may be reached from itself.
    """
    depths: dict[Any, int] = {}
    for start in sorted(starts, key=str):
        way = [(start, following(start))]
        while way:
            node, below = way[-1]
            waiting = next((one for one in below if one not in depths), None)
            if waiting is not None:
                way.append((waiting, following(waiting)))
                continue
            way.pop()
            depths[node] = 1 + max((depths[one] for one in below), default=0)
            if depths[node] > DEEPEST:
                return node
    return None
