"""Pages to readings, in as many processes as there are: the step that is done a page at a time."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path

from graph import extensions, pages, rooms
from graph.extract import Reader
from graph.readings import Readings, reader_digest
from graph.records import Finding, Page, Reading
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

    def unread(self) -> Iterator[Page]:
        """The pages that have to be read; those that are known from an earlier build count as they are."""
        for number, file in enumerate(self.inputs, 1):
            for page in pages.read(file):
                if isinstance(page, Finding):
                    self.findings.append(page)
                elif self._is_wanted(page) and not self.readings.known(page):
                    yield page
            self.tell("read", number, len(self.inputs))

    def _is_wanted(self, page: Page) -> bool:
        """Of two savings of one page the one retrieved later counts; the digest settles what time does not."""
        # Without its text, so that memory does not grow with the pages.
        new = replace(page, text="")
        first = self.seen.setdefault(page.id, new)
        if first is new:
            return True
        kept = max(first, new, key=lambda saved: (saved.retrieved or "", saved.sha256))
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
        # A later saving may have turned up while this one was read.
        if found.seen[one.page.id] == replace(one.page, text=""):
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
        message = f"is the same page as {kept.name}; it is read once"
    else:
        message = f"is an earlier saving of the page in {kept.name}; the later one is read"
    return Finding("notice", left.name, "page-repeated", message, "nothing to do", left.id)
