"""Long lists in pages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from endpoint.problems import Problem

T = TypeVar("T")
Shown = TypeVar("Shown")


@dataclass(frozen=True, slots=True)
class Paged(Generic[T]):
    """A stretch of a list: `items` of `total`, page `number` of `pages`, all counted from 1."""

    items: Sequence[T]
    total: int
    number: int
    pages: int
    first: int

    @property
    def last(self) -> int:
        return self.first + len(self.items) - 1

    def of(self, make: Callable[[T], Shown]) -> "Paged[Shown]":
        """The same stretch with what `make` makes of each item: only what is shown is made."""
        return Paged([make(one) for one in self.items], self.total, self.number, self.pages, self.first)


def page(items: Sequence[T], number: int, size: int = 50) -> Paged[T]:
    """The page with that number. Raises Problem (404) beyond the last; an empty list has one page."""
    pages = pages_of(len(items), number, size)
    start = (number - 1) * size
    return Paged(items[start : start + size], len(items), number, pages, start + 1)


def pages_of(total: int, number: int, size: int) -> int:
    """How many pages so many items have. Raises Problem (404) where page `number` is beyond the last."""
    pages = max(1, -(-total // size))
    if number > pages:
        there_are = f"There are {pages} pages" if pages > 1 else "There is one page"
        raise Problem(
            "not-found", f"{there_are}; there is no page {number}.", remedy=f"Ask for a page from 1 to {pages}."
        )
    return pages


def page_number(text: str | None) -> int:
    """The number in `?page=`. Raises Problem (400) for anything but a whole number from 1."""
    if text is None:
        return 1
    if not text.isascii() or not text.isdigit() or len(text) > 9 or int(text) < 1:
        raise Problem("bad-request", f"{text!r} is not the number of a page.", remedy="Give a whole number from 1.")
    return int(text)
