"""What a source of pages is: where to begin, how to ask, and what an answer leads to."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from graph.fetch.ledger import Task
from graph.fetch.wire import Answer
from graph.iri import is_of_the_osce, node_number


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an answer gives: further tasks, and what of it goes into the archive.

    `keep` says that the answer itself does, as the capture of `url` on `date` where that is not the answer's own;
    `packed` is a record that somebody else wrote. `wrong` says what of the answer makes no sense and is passed over;
    `notes` what is passed over for another reason.
    """

    tasks: tuple[Task, ...] = ()
    keep: bool = False
    url: str | None = None
    date: datetime.datetime | None = None
    packed: bytes | None = None
    wrong: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Site(Protocol):
    """A source of pages."""

    @property
    def lists(self) -> tuple[str, ...]:
        """The kinds of tasks that lead to others and are asked again by each run."""

    @property
    def revisits(self) -> tuple[str, ...]:
        """The kinds of tasks that are asked again from time to time, where no list says when they changed."""

    def start(self) -> Iterable[Task]:
        """The first tasks."""

    def headers(self, task: Task) -> Mapping[str, str]:
        """What is said with the request for a task."""

    def take(self, task: Task, answer: Answer) -> Outcome:
        """What an answer with the status 200 or 206 gives. Raises Failed where it cannot be used."""


def is_wanted(url: str) -> bool:
    """Whether an address may be that of a release or a listing of releases on the OSCE's site."""
    return node_number(url) is not None or (is_of_the_osce(url) and ("/press-releases" in url or "/statements" in url))
