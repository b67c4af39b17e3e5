"""A query and its answer: from those given before, else from the engine, and kept for the next who asks."""

import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, cast

from endpoint import guard
from endpoint.asking import Answer, Query
from endpoint.cache import Answers
from endpoint.negotiate import Format, Kind
from endpoint.outgoing import Keep, Outgoing, Record
from endpoint.store import Serving

_CHEAP_SECONDS: Final = 0.01
"""What was made so fast is written for other server processes only when it is asked for again."""


def validator(serving: Serving, look: str, *parts: str) -> str:
    """A strong validator for what follows from the snapshot, the software (its `look`) and `parts`."""
    whole = "\0".join((serving.digest, look, *parts))
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def parts(
    query: str, formats: Mapping[Kind, Format | None], default_graphs: tuple[str, ...], named_graphs: tuple[str, ...]
) -> list[str]:
    """What makes the answer to a query another, beside the snapshot."""
    names = [one.name if one else "" for one in formats.values()]
    # Graph lists are joined with a character that no IRI holds, so that two requests cannot share a validator.
    return [guard.normalised(query), " ".join(default_graphs), " ".join(named_graphs), *names]


@dataclass(frozen=True, slots=True)
class Given:
    """An answer with its body as it is sent. `kept`: it was given before."""

    answer: Answer
    body: bytes | Outgoing
    kept: bool

    @property
    def outcome(self) -> str | None:
        """`cached` or `ok`; None where that will be known when it is sent."""
        return None if self.answer.rest is not None else "cached" if self.kept else "ok"


def give(serving: Serving, answers: Answers, tag: str | None, query: Query, record: Record) -> Given:
    """The answer to the query, which is kept under its validator where it has one. Raises Problem."""
    kept = answers.get(tag) if tag else None
    if kept is not None:
        kind = cast(Kind, kept.kind)
        chosen = query.formats[kind]
        assert chosen is not None
        return Given(Answer(kind, chosen, kept.body), kept.body, True)
    begun = time.monotonic()
    answer = serving.pool.ask(query)
    keep = Keep(answers, tag, answer.kind, answer.format.name) if tag else None
    if answer.rest is not None:
        return Given(answer, Outgoing(answer.body, answer.rest, keep, record), False)
    if keep:
        keep(answer.body, cheap=time.monotonic() - begun < _CHEAP_SECONDS)
    return Given(answer, answer.body, False)
