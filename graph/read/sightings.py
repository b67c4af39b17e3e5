"""What archives tell of pages without their texts: that one was there, is gone, is missing, or has moved for good."""

from dataclasses import dataclass, field

from graph.read.savings import is_later, moment
from graph.records import Page, Sighting

# A chain of moves longer than this is followed no further.
_MOST_MOVES = 5


@dataclass(slots=True)
class Sightings:
    """The last of each kind for each page, so that memory does not grow with how often one was seen.

    Decided on 2026-11-30: **two answers 404 at two moments count as one 410.** Alternative: 410 alone. Chosen because
    nearly every site answers 404 for what it has taken away for good. Cost: a page that is misplaced for as
    long as two runs of `fetch` is withdrawn until a third finds it again.
    """

    _last: dict[tuple[str, str], Sighting] = field(default_factory=dict)
    _missing: dict[str, tuple[Sighting, ...]] = field(default_factory=dict)
    pages: set[str] = field(default_factory=set)

    def add(self, seen: Sighting) -> None:
        """Takes one in."""
        if seen.what == "missing":
            # Of one moment once: archives are copied.
            known = {moment(one): one for one in (*self._missing.get(seen.id, ()), seen) if one.retrieved}
            self._missing[seen.id] = tuple(known[when] for when in sorted(known)[-2:])
        else:
            key = seen.id, seen.what
            self._last[key] = max(self._last.get(key, seen), seen, key=_order)
        if seen.what != "there":
            self.pages.add(seen.id)

    def against(self, page: Page) -> Sighting | None:
        """What says that a page is no longer where it was saved from; None where nothing later than the page does."""
        there = self._last.get((page.id, "there"))
        found = [self._last[page.id, what] for what in ("gone", "moved") if (page.id, what) in self._last]
        twice = self._missing.get(page.id, ())
        if len(twice) == 2 and all(is_later(one, page) and not (there and not is_later(one, there)) for one in twice):
            found.append(twice[-1])
        last = max(found, key=_order, default=None)
        if last is None or is_later(page, last) or (there and _order(there) > _order(last)):
            return None
        return last

    def moved(self, page: Page) -> Sighting | None:
        """What says that a page moved for good after it was saved: the last of the moves that follow each other."""
        first = last = self.against(page)
        for _ in range(_MOST_MOVES):
            if last is None or last.what != "moved" or not is_later(last, page):
                return None
            following = self._last.get((last.to_id, "moved"))
            if following is None or following is first:
                return last
            last = following
        return None


def _order(seen: Sighting) -> tuple[object, ...]:
    # At the same moment a page that is there is not gone; the name makes the order of the inputs no matter.
    return moment(seen), seen.what == "there", seen.name
