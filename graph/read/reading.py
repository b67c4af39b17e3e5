"""Pages to readings, in as many processes as there are: the step that is done a page at a time."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path

from graph import extensions, pages, rooms
from graph.extract import Reader
from graph.read.readings import Readings, reader_digest
from graph.read.savings import Savings, is_later
from graph.read.sightings import Sightings
from graph.read.workers import Workers, this_reader
from graph.records import Finding, Page, Reading, Sighting
from graph.vocabularies.reference import Reference

# So many pages are read here before processes of their own are worth their start, and so many go to one at a time.
_FEW, _CHUNK = 64, 16
_ANSWERS = {"gone": "410", "missing": "404 for the second time"}


@dataclass(slots=True)
class _Pages:
    """The pages of the inputs, each once; what was told on the way stands in `findings`."""

    inputs: list[pages.Input]
    readings: Readings
    tell: Callable[[str, int, int], None]
    findings: list[Finding] = field(default_factory=list)
    savings: Savings = field(default_factory=Savings)
    sightings: Sightings = field(default_factory=Sightings)
    moved: dict[str, str] = field(default_factory=dict)

    def unread(self) -> Iterator[Page]:
        """The pages that have to be read; those that are known from an earlier build count as they are."""
        for number, file in enumerate(self.inputs, 1):
            for page in pages.read(file):
                if isinstance(page, Finding):
                    self.findings.append(page)
                elif isinstance(page, Sighting):
                    self.sightings.add(page)
                elif self.savings.is_wanted(page) and not self.readings.known(page):
                    yield page
            self.tell("read", number, len(self.inputs))

    def needed_still(self) -> Iterator[Page]:
        """The earlier savings that have to be read after all, since no later one is good: the inputs are seldom
        looked through for them.
        """
        needed = self.savings.unread(self.readings.is_read, self.readings.has_release)
        for file in self.inputs if needed else ():
            for page in pages.read(file):
                if isinstance(page, Page) and replace(page, text="") in needed and not self.readings.known(page):
                    yield page

    def settle(self) -> None:
        """Leaves out all savings of a page but one, and that one too if the page was taken away after it was saved.

        Only when all is read, since the order of the inputs says nothing of the order in which they were saved.
        """
        for left in list(self.savings.settle(self.readings.has_release)):
            self.readings.leave_out(left)
        self.findings += self.savings.findings
        away = [page for id_ in self.sightings.pages if (page := self.savings.latest.get(id_))]
        for page in sorted(away, key=lambda page: page.id):
            against = self.sightings.against(page)
            if against is None:
                continue
            if against.what == "moved":
                self._lead(page, self.sightings.moved(page))
                continue
            withdrawn = is_later(against, page)
            self.findings.append(_gone(page, against, withdrawn))
            if withdrawn:
                self.readings.leave_out(page)

    def _lead(self, page: Page, moved: Sighting | None) -> None:
        """Leaves out a page whose address leads for good to that of a release under another name."""
        target = self.savings.latest.get(moved.to_id) if moved else None
        if moved is None or target is None or self.sightings.against(target):
            return
        old, new = self.readings.names(page), self.readings.names(target)
        if len(old) == len(new) == 1 and old != new:
            self.moved[old[0]] = target.id
            self.findings.append(_moved(page, moved))
            self.readings.leave_out(page)


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
) -> tuple[list[Finding], dict[str, str]]:
    """Puts the reading of every page into `readings`; gives what was told of the inputs themselves, and which page
    tells now the release that had each name of a page that has moved.

    `extractors` are named as `extensions.load` takes them: each process makes its own.
    """
    found = _Pages(inputs, readings, tell)
    for unread in (found.unread(), found.needed_still()):
        for one in _given(unread, reference, workers, extractors):
            readings.put(one)
    found.settle()
    return found.findings, found.moved


def _given(
    unread: Iterator[Page], reference: Reference, workers: Workers, extractors: Sequence[str]
) -> Iterable[Reading]:
    first = list(islice(unread, _FEW))
    if workers.processes > 1 and len(first) == _FEW:
        return chain.from_iterable(workers.map(_read, _chunks(chain(first, unread))))
    if not first:
        return ()
    reader = _reader(reference)
    reader = reader.extended_by(extensions.load_all(extractors)) if extractors else reader
    return map(reader.read, chain(first, unread))


def _chunks(unread: Iterator[Page]) -> Iterator[list[Page]]:
    while chunk := list(islice(unread, _CHUNK)):
        yield chunk


def _read(chunk: list[Page]) -> list[Reading]:
    return [this_reader().read(page) for page in chunk]


def digest_of_reader(extractors: Sequence[str] = ()) -> str:
    """The digest of the vocabularies, the code and the extractors by which pages are read here."""
    whole = reader_digest(rooms.ontology(), Path(__file__).parent.parent)
    named = [(spec, extensions.load(spec).method.key) for spec in extractors]
    return hashlib.sha256(repr((whole, named)).encode()).hexdigest() if named else whole


def _gone(page: Page, sighting: Sighting, withdrawn: bool) -> Finding:
    if withdrawn:
        message = f"{sighting.name} answers {_ANSWERS[sighting.what]}; it is left out"
        message = f"is a page that its site has taken away since: {message}"
        remedy = "nothing to do; if it is back, fetch it again"
    else:
        message = (
            f"is a page that {sighting.name} says is gone (410), nobody knows whether before or after it was saved"
        )
        message, remedy = f"{message}; it is read", "say in a header `# retrieved:` when it was saved"
    return Finding("notice", page.name, "page-gone", message, remedy, page.id)


def _moved(page: Page, sighting: Sighting) -> Finding:
    message = f"is a page that has moved for good: {sighting.name} leads to {sighting.to}; that one is read"
    return Finding("notice", page.name, "page-moved", message, "nothing to do", page.id)
