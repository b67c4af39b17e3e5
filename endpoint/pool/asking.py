"""What is asked and what is given: values between the protocol and whoever evaluates queries."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from endpoint.negotiate import Format, Kind
from endpoint.pool.client import Client
from endpoint.queries.guard import Inspected


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked, and in which format each kind of answer is wanted (None: not acceptable).

    `default_graphs` and `named_graphs` are the protocol's; where any is given they replace FROM and FROM NAMED.
    """

    text: str
    seen: Inspected
    formats: Mapping[Kind, Format | None]
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    client: Client = field(default_factory=Client)
    """Who asks, so that nobody fills the heavy lane alone, and nothing is done for those who have left."""


class Rest(Protocol):
    """The pieces of an answer that come after its beginning, made as they are taken.

    Taking one raises Problem where a limit strikes: the answer must be broken off then. Closing it, at any time, ends
    the query.
    """

    def __iter__(self) -> Iterator[bytes]: ...
    def __next__(self) -> bytes: ...
    def close(self) -> None:
        """Frees what the answer holds."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer; or, where there is a `rest`, the beginning of a large one."""

    kind: Kind
    format: Format
    body: bytes
    rest: Rest | None = None
    seconds: float = 0.0
    """What the engine took for it, without waiting for a place."""

    def shown(self) -> dict[str, Any]:
        """For the HTML format: `boolean`, or `variables`, the first `rows` and the `total` number of rows."""
        shown: dict[str, Any] = json.loads(self.body)
        return shown
