"""Errors that name the input, the rule and the remedy."""

from functools import partial
from typing import Any


class InputError(Exception):
    """Wrong use: what the caller gave cannot be worked with.

    Carries what was given (`source`), the rule it breaks and what to do about it. A single bad page is never an
    InputError: it becomes a `records.Rejection`, so that the other pages go on.
    """

    def __init__(self, message: str, *, source: str, rule: str, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.source = source
        self.rule = rule
        self.remedy = remedy

    def __reduce__(self) -> tuple[Any, ...]:
        """So that a process can hand it to another."""
        named = {"source": self.source, "rule": self.rule, "remedy": self.remedy}
        return partial(InputError, **named), (self.message,)

    def __str__(self) -> str:
        return f"{self.source}: {self.message}\n  rule:   {self.rule}\n  remedy: {self.remedy}"
