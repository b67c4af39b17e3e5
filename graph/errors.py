"""Errors that name the input, the rule and the remedy."""

import re
from functools import partial
from typing import Any

# What a terminal obeys and does not show; messages, values and names of others may hold it.
_CONTROLS = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f]")


def printable(text: str) -> str:
    """The text with a sign for each character that would steer a terminal; tabs and line breaks stay."""
    return _CONTROLS.sub("\ufffd", text)


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
        return printable(f"{self.source}: {self.message}\n  rule:   {self.rule}\n  remedy: {self.remedy}")
