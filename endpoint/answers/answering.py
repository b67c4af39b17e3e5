"""A query and its answer: from those given before, else from the engine, and kept for the next who asks."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final, cast

from endpoint.answers.cache import Answers
from endpoint.answers.outgoing import Keep, Outgoing, Record
from endpoint.negotiate import Format, Kind
from endpoint.pool.asking import Answer, Query
from endpoint.pool.run import Run
from endpoint.queries.guard import Inspected
from endpoint.serving.store import Serving

_CHEAP_SECONDS: Final = 0.025
"""What the engine made so fast is written for other server processes only when it is asked for again."""


def validator(serving: Serving, look: str, *parts: str) -> str:
    """A strong validator for what follows from the snapshot, the software (its `look`) and `parts`."""
    whole = "\0".join((serving.digest, look, *parts))
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def parts(
    seen: Inspected,
    formats: Mapping[Kind, Format | None],
    default_graphs: tuple[str, ...] = (),
    named_graphs: tuple[str, ...] = (),
) -> list[str]:
    """What makes the answer to a query another, beside the snapshot."""
    names = [one.name if one else "" for one in formats.values()]
    # Graph lists are joined with a character that no IRI holds, so that two requests cannot share a validator.
    return [seen.normalised, " ".join(default_graphs), " ".join(named_graphs), *names]


@dataclass(frozen=True, slots=True)
class Given:
    """An answer with its body as it is sent. `kept`: it was given before."""

    answer: Answer
    body: bytes | Outgoing
    kept: bool
    keep: Callable[[], None] | None = None
    """Keeps it for the next who asks, where it is whole and new. May wait until it is sent."""
    cheap: bool = True
    """Whether keeping it takes no time; else it waits for the disk."""

    @property
    def outcome(self) -> str | None:
        """`cached` or `ok`; None where that will be known when it is sent."""
        return None if self.answer.rest is not None else "cached" if self.kept else "ok"


def given_before(answers: Answers, tag: str | None, query: Query) -> Given | None:
    """The answer with that validator, if it was given before."""
    kept = answers.get(tag) if tag else None
    if kept is None:
        return None
    kind = cast(Kind, kept.kind)
    chosen = query.formats[kind]
    assert chosen is not None
    return Given(Answer(kind, chosen, kept.body), kept.body, True)


def give(
    serving: Serving, answers: Answers, tag: str | None, query: Query, record: Record, run: Run | None = None
) -> Given:
    """The answer to the query, which may be kept under its validator where it has one; of its run, where one has begun.

    Raises Problem.
    """
    if run is None and (before := given_before(answers, tag, query)):
        return before
    answer = serving.pool.ask(query) if run is None else serving.pool.go_on(run, query)
    keep = Keep(answers, tag, answer.kind, answer.format.name) if tag else None
    if answer.rest is not None:
        return Given(answer, Outgoing(answer.body, answer.rest, keep, record), False)
    if keep is None:
        return Given(answer, answer.body, False)
    cheap = answer.seconds < _CHEAP_SECONDS
    return Given(answer, answer.body, False, partial(keep, answer.body, cheap=cheap), cheap)
