"""Errors that name the input, the rule and the remedy; and what others fail with, in words."""

import os
import re
import socket
import ssl
from functools import partial
from http.client import BadStatusLine, IncompleteRead, RemoteDisconnected
from typing import Any

# What a terminal obeys and does not show; messages, values and names of others may hold it.
_CONTROLS = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f]")


def printable(text: str) -> str:
    """The text with a sign for each character that would steer a terminal; tabs and line breaks stay."""
    return _CONTROLS.sub("\ufffd", text)


def unreached(fault: BaseException) -> str:
    """Why a server gave no answer: in words of people, where the fault has those of Python."""
    cause = _innermost(fault)
    if isinstance(cause, socket.gaierror):
        return "no host of that name is known"
    if isinstance(cause, ssl.SSLError):
        return f"no safe connection: {getattr(cause, 'verify_message', '') or 'the server has none to offer'}"
    if isinstance(cause, RemoteDisconnected):
        return "the connection was closed without an answer"
    if isinstance(cause, IncompleteRead):
        return "the answer breaks off"
    if isinstance(cause, BadStatusLine):
        return "what came is no HTTP"
    if isinstance(cause, OSError) and cause.errno:
        words = os.strerror(cause.errno)
        return words[0].lower() + words[1:]
    reason = getattr(cause, "reason", None)
    words = reason if isinstance(reason, str) else str(cause)
    return " ".join(words.split())[:300] or "it gave no reason"


def _innermost(fault: BaseException) -> BaseException:
    """What a library for the web has wrapped up in faults of its own."""
    while type(fault).__module__.startswith("urllib"):
        wrapped = (getattr(fault, "reason", None), *fault.args, fault.__cause__)
        inner = next((one for one in wrapped if isinstance(one, BaseException)), None)
        if inner is None:
            break
        fault = inner
    return fault


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
