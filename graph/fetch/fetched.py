"""What a run of fetching did, and what is told of it."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from graph.fetch.ledger import PAGES, Ledger, Task
from graph.fetch.sites import Outcome
from graph.fetch.wire import Answer

FORBIDDEN: Final = "forbidden by robots.txt"
# So many addresses that give one and the same answer do not give their own.
_SAME_ANSWER: Final = 3


@dataclass(slots=True)
class Fetched:
    """What a run did: counts, what failed, what is worth knowing beside, and why it ended early where it did.

    `seconds` is how long what was planned takes at the least; `answers` are the first addresses that gave each answer.
    """

    counts: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    stopped: str | None = None
    in_a_row: int = 0
    seconds: float = 0.0
    answers: dict[str, list[str]] = field(default_factory=dict)


def count(found: Fetched, task: Task, answer: Answer, outcome: Outcome) -> None:
    if answer.status not in (200, 206, 304):
        found.counts[f"status {answer.status}"] += 1
        found.failures.append(f"{task.url} answers {answer.status}")
    elif outcome.keep or outcome.packed:
        found.counts["kept"] += 1
    elif answer.status == 304 or task.kind in PAGES:
        found.counts["unchanged"] += 1


def tell_of_one_answer(found: Fetched) -> None:
    """As a site under maintenance gives it; a build reads earlier savings in its place."""
    for urls in found.answers.values():
        if (many := len(set(urls))) >= _SAME_ANSWER:
            found.notes.append(f"{many} addresses give one and the same answer, such as {urls[0]}; is the site closed?")


def tell_of_nothing(ledger: Ledger, found: Fetched) -> None:
    if not found.failures and not ledger.has_pages():
        found.failures.append("no list names a page that may be a release; is this the address of the source?")


def asked_for(task: Task) -> str:
    return "pages asked for" if task.kind in PAGES else "lists asked for"
