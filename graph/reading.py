"""Pages to readings, in as many processes as there are: the step that is done a page at a time."""

import hashlib
import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from graph import extensions, pages, rooms
from graph.extract import Reader
from graph.readings import Readings, reader_digest
from graph.records import Finding, Page, Reading
from graph.reference import Reference

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


def read(
    inputs: list[pages.Input],
    readings: Readings,
    reference: Reference,
    processes: int,
    tell: Callable[[str, int, int], None],
    extractors: Sequence[str] = (),
) -> list[Finding]:
    """Puts the reading of every page into `readings`; gives what was told of the inputs themselves.

    `extractors` are named as `extensions.load` takes them: each process makes its own.
    """
    found = _Pages(inputs, readings, tell)
    unread = found.unread()
    reader = Reader(reference, extensions.load_all(extractors))
    for page in islice(unread, None if processes < 2 else _FEW):
        readings.put(reader.read(page))
    for reading in _read_apart(unread, processes, extractors):
        if found.seen[reading.page.id].sha256 == reading.page.sha256:
            readings.put(reading)
    return found.findings


def _read_apart(unread: Iterator[Page], processes: int, extractors: Sequence[str]) -> Iterator[Reading]:
    first = list(islice(unread, _CHUNK))
    if not first:
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_start, initargs=(extractors,)) as pool:
        waiting: deque[Future[list[Reading]]] = deque([pool.submit(_read_chunk, first)])
        while waiting:
            while len(waiting) < 2 * processes and (chunk := list(islice(unread, _CHUNK))):
                waiting.append(pool.submit(_read_chunk, chunk))
            yield from waiting.popleft().result()


_readers: list[Reader] = []
"""The reader of this process; filled once, when the process starts."""


def _start(extractors: Sequence[str]) -> None:
    _readers.append(Reader(Reference.load(rooms.ontology()), extensions.load_all(extractors)))


def _read_chunk(chunk: list[Page]) -> list[Reading]:
    return [_readers[0].read(page) for page in chunk]


def this_reader(extractors: Sequence[str] = ()) -> str:
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
