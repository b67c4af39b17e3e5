"""Pages to readings, in as many processes as there are: the step that is done a page at a time."""

import datetime
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path

from graph import extensions, pages, rooms
from graph.extract import Reader
from graph.readings import Readings, reader_digest
from graph.records import Finding, Page, Reading, Sighting
from graph.reference import Reference
from graph.workers import Workers, this_reader

# So many pages are read here before processes of their own are worth their start, and so many go to one at a time.
_FEW, _CHUNK = 64, 16


@dataclass(slots=True)
class _Pages:
    """The pages of the inputs, each once; what was told on the way stands in `findings`."""

    inputs: list[pages.Input]
    readings: Readings
    tell: Callable[[str, int, int], None]
    findings: list[Finding] = field(default_factory=list)
    seen: dict[str, Page] = field(default_factory=dict)
    sightings: dict[str, Sighting] = field(default_factory=dict)

    def unread(self) -> Iterator[Page]:
        """The pages that have to be read; those that are known from an earlier build count as they are.

        At the end those are left out again that were taken away after they were saved.
        """
        for number, file in enumerate(self.inputs, 1):
            for page in pages.read(file):
                if isinstance(page, Finding):
                    self.findings.append(page)
                elif isinstance(page, Sighting):
                    self.sightings[page.id] = max(self.sightings.get(page.id, page), page, key=_last)
                elif self._is_wanted(page) and not self.readings.known(page):
                    yield page
            self.tell("read", number, len(self.inputs))
        self._leave_out_what_is_gone()

    def _leave_out_what_is_gone(self) -> None:
        """Only now, since the order of the inputs says nothing of the order in which they were saved."""
        for sighting in self.sightings.values():
            page = self.seen.get(sighting.id)
            if page is None or not sighting.gone or _is_later(page, sighting):
                continue
            withdrawn = _is_later(sighting, page)
            self.findings.append(_gone(page, sighting, withdrawn))
            if withdrawn:
                del self.seen[page.id]
                self.readings.leave_out(page)

    def _is_wanted(self, page: Page) -> bool:
        """Of two savings of one page the one retrieved later counts; the digest settles what time does not."""
        # Without its text, so that memory does not grow with the pages.
        new = replace(page, text="")
        first = self.seen.setdefault(page.id, new)
        if first is new:
            return True
        kept = max(first, new, key=lambda saved: (_moment(saved), saved.sha256))
        self.findings.append(_seen_again(new if kept is first else first, kept))
        if kept is new:
            self.seen[page.id] = new
            self.readings.leave_out(first)
        return kept is new


@lru_cache(maxsize=1)
def _reader(reference: Reference) -> Reader:
    # A folder that is built again is read by the same reader.
    return Reader(reference)


def read(
    inputs: list[pages.Input],
    readings: Readings,
    reference: Reference,
    workers: Workers,
    tell: Callable[[str, int, int], None],
    extractors: Sequence[str] = (),
) -> list[Finding]:
    """Puts the reading of every page into `readings`; gives what was told of the inputs themselves.

    `extractors` are named as `extensions.load` takes them: each process makes its own.
    """
    found = _Pages(inputs, readings, tell)
    unread = found.unread()
    first = list(islice(unread, _FEW))
    if workers.processes > 1 and len(first) == _FEW:
        whole = workers.map(_read, _chunks(chain(first, unread)))
        given: Iterable[Reading] = chain.from_iterable(whole)
    elif first:
        reader = Reader(reference, extensions.load_all(extractors)) if extractors else _reader(reference)
        given = map(reader.read, chain(first, unread))
    else:
        given = ()
    for one in given:
        # A later saving may have turned up while this one was read, or that the page is gone.
        if found.seen.get(one.page.id) == replace(one.page, text=""):
            readings.put(one)
    return found.findings


def _chunks(unread: Iterator[Page]) -> Iterator[list[Page]]:
    while chunk := list(islice(unread, _CHUNK)):
        yield chunk


def _read(chunk: list[Page]) -> list[Reading]:
    return [this_reader().read(page) for page in chunk]


def digest_of_reader(extractors: Sequence[str] = ()) -> str:
    """The digest of the vocabularies, the code and the extractors by which pages are read here."""
    whole = reader_digest(rooms.ontology(), Path(__file__).parent)
    named = [(spec, extensions.load(spec).method.key) for spec in extractors]
    return hashlib.sha256(repr((whole, named)).encode()).hexdigest() if named else whole


def _seen_again(left: Page, kept: Page) -> Finding:
    if left.sha256 == kept.sha256:
        message, remedy = f"is the same page as {kept.name}; it is read once", "nothing to do"
    elif _is_later(kept, left):
        message, remedy = f"is an earlier saving of the page in {kept.name}; the later one is read", "nothing to do"
    else:
        message = (
            f"is another saving of the page in {kept.name} with another text; which one is later is not known, and "
            f"{kept.name} is read"
        )
        remedy = "say in a header `# retrieved:` of both when they were saved, or give one of them only"
    return Finding("notice", left.name, "page-repeated", message, remedy, left.id)


def _gone(page: Page, sighting: Sighting, withdrawn: bool) -> Finding:
    if withdrawn:
        message = f"is a page that its site has taken away since: {sighting.name} answers 410; it is left out"
        remedy = "nothing to do; if it is back, fetch it again"
    else:
        message = (
            f"is a page that {sighting.name} says is gone (410), nobody knows whether before or after it was saved"
        )
        message, remedy = f"{message}; it is read", "say in a header `# retrieved:` when it was saved"
    return Finding("notice", page.name, "page-gone", message, remedy, page.id)


def _moment(saved: Page | Sighting) -> datetime.datetime:
    """When a page was saved or seen; where nobody said, before all others."""
    if saved.retrieved:
        return datetime.datetime.fromisoformat(saved.retrieved)
    return datetime.datetime.min.replace(tzinfo=datetime.UTC)


def _last(sighting: Sighting) -> tuple[datetime.datetime, bool, str]:
    # At the same moment a page that is there is not gone; the name makes the order of the inputs no matter.
    return _moment(sighting), not sighting.gone, sighting.name


def _is_later(one: Page | Sighting, other: Page | Sighting) -> bool:
    """Whether one is known to be from a later moment."""
    return bool(one.retrieved and other.retrieved) and _moment(one) > _moment(other)
