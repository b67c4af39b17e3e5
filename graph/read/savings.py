"""Of several savings of one page the one that is read: the latest that shows a release of its own."""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from graph.iri import node_number
from graph.records import Finding, Page, Sighting

# An answer that so many addresses give is none of theirs: the site said something else then, such as that it is closed.
_SAME_ANSWER = 3


@dataclass(slots=True)
class Savings:
    """All savings of each page by its id, without their texts, so that memory does not grow with the pages.

    Decided on 2026-11-30: **a later saving that shows no release, or what three addresses or more show alike, does not
    take the place of an earlier one that is good.** Alternative: the later one always counts. Chosen because a site
    under maintenance answers every address with one page and the status 200, and one run of `fetch` would else replace
    every release by it. Cost: what a site takes back by a mere word on its page stays published, until its earlier
    saving is taken out of the input.
    """

    latest: dict[str, Page] = field(default_factory=dict)
    others: dict[str, list[Page]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    _shown: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def is_wanted(self, page: Page) -> bool:
        """Takes a saving in; whether it is to be read now. One that is earlier than another may be needed later."""
        new = replace(page, text="")
        # The same page at several addresses, such as a mirror's, has its number there too.
        whose = str(node_number(page.url) or page.id) if page.url else page.id
        shown = self._shown.get(page.sha256, ())
        if whose not in shown and len(shown) < _SAME_ANSWER:
            self._shown[page.sha256] = (*shown, whose)
        first = self.latest.setdefault(page.id, new)
        if first is new:
            return True
        later = max(first, new, key=_rank)
        self.latest[page.id] = later
        self.others.setdefault(page.id, []).append(first if later is new else new)
        return later is new

    def unread(self, is_read: Callable[[Page], bool], is_release: Callable[[Page], bool]) -> frozenset[Page]:
        """The earlier savings that are needed, since no later one is good, and are not read yet."""
        return frozenset(one for id_ in self.others for one in self._until_good(id_, is_release) if not is_read(one))

    def settle(self, is_release: Callable[[Page], bool]) -> Iterator[Page]:
        """Settles which saving of each page is read, and gives the others."""
        for id_, others in self.others.items():
            ordered = list(self._until_good(id_, is_release))
            chosen = ordered[-1] if self._is_good(ordered[-1], is_release) else ordered[0]
            for one in (self.latest[id_], *others):
                if one is not chosen:
                    why = self._is_bad(one, is_release) if one in ordered else ""
                    self.findings.append(_left(one, chosen, why))
                    yield one
            self.latest[id_] = chosen

    def _until_good(self, id_: str, is_release: Callable[[Page], bool]) -> Iterator[Page]:
        """The savings of a page, the latest first, up to the first one that is good."""
        for one in sorted((self.latest[id_], *self.others[id_]), key=_rank, reverse=True):
            yield one
            if self._is_good(one, is_release):
                return

    def _is_good(self, page: Page, is_release: Callable[[Page], bool]) -> bool:
        return not self._is_bad(page, is_release)

    def _is_bad(self, page: Page, is_release: Callable[[Page], bool]) -> str:
        """Why a saving does not count; "" where it does."""
        if len(self._shown[page.sha256]) >= _SAME_ANSWER:
            return "shows what other addresses show alike"
        return "" if is_release(page) else "shows no release"


def moment(saved: Page | Sighting) -> datetime.datetime:
    """When a page was saved or seen; where nobody said, before all others."""
    if saved.retrieved:
        return datetime.datetime.fromisoformat(saved.retrieved)
    return datetime.datetime.min.replace(tzinfo=datetime.UTC)


def is_later(one: Page | Sighting, other: Page | Sighting) -> bool:
    """Whether one is known to be from a later moment."""
    return bool(one.retrieved and other.retrieved) and moment(one) > moment(other)


def _rank(page: Page) -> tuple[datetime.datetime, str]:
    """Of two savings the one retrieved later counts; the digest settles what time does not."""
    return moment(page), page.sha256


def _left(left: Page, chosen: Page, why: str) -> Finding:
    if why and _rank(left) > _rank(chosen):
        message = f"is a later saving of the page in {chosen.name}, but {why}; the earlier one is read"
        remedy = "look at it; if the release is gone for good, take its earlier savings out of the input"
        return Finding("notice", left.name, "page-not-replaced", message, remedy, left.id)
    if left.sha256 == chosen.sha256:
        message, remedy = f"is the same page as {chosen.name}; it is read once", "nothing to do"
    elif is_later(chosen, left):
        message, remedy = f"is an earlier saving of the page in {chosen.name}; the later one is read", "nothing to do"
    else:
        message = (
            f"is another saving of the page in {chosen.name} with another text; which one is later is not known, and "
            f"{chosen.name} is read"
        )
        remedy = "say in a header `# retrieved:` of both when they were saved, or give one of them only"
    return Finding("notice", left.name, "page-repeated", message, remedy, left.id)
