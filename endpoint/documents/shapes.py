"""The shapes as files: what they say, and each rule in words.

They are part of the software and not of a snapshot.
"""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from endpoint.problems import Problem
from graph import rooms
from graph import vocabulary as v

PREFIXES: Final = {"sh": "http://www.w3.org/ns/shacl#", "oshapes": v.OSHAPES}
_SH: Final = PREFIXES["sh"]


class Rule(NamedTuple):
    """A shape: its name, its severity in one word, and its message."""

    name: str
    severity: str
    message: str


@lru_cache(maxsize=64)
def triples(name: str) -> tuple[Triple, ...]:
    """What one file says, or all. Raises Problem where no file has that name."""
    known = files()
    if name and name not in known:
        raise Problem("not-found", f"No file of shapes is called {name!r}.", remedy="See /shapes.")
    chosen = [known[name]] if name else list(known.values())
    return tuple(quad.triple for file in chosen for quad in parse(path=str(file), format=RdfFormat.TURTLE))


@lru_cache(maxsize=1)
def files() -> dict[str, Path]:
    """The files by name: each has the shapes of one class."""
    return {one.stem: one for one in sorted(rooms.shapes().glob("*.ttl"))}


@lru_cache(maxsize=1)
def digest() -> str:
    """What the shapes are, as sixteen hexadecimal figures."""
    found = hashlib.sha256()
    for file in files().values():
        found.update(file.read_bytes())
    return found.hexdigest()[:16]


@lru_cache(maxsize=64)
def rules(name: str) -> tuple[Rule, ...]:
    """The shapes of a file that have a message; of all files where it is not named."""
    said = triples(name)
    messages = {
        one.subject: one.object.value
        for one in said
        if one.predicate.value == _SH + "message" and isinstance(one.object, Literal)
    }
    severities = {
        one.subject: one.object.value.rpartition("#")[2].lower()
        for one in said
        if one.predicate.value == _SH + "severity" and isinstance(one.object, NamedNode)
    }
    return tuple(
        Rule(subject.value.removeprefix(v.OSHAPES), severities.get(subject, "violation"), text)
        for subject, text in messages.items()
        if isinstance(subject, NamedNode) and subject.value.startswith(v.OSHAPES)
    )


def rule(name: str) -> Rule:
    """The rule of that name. Raises Problem (404) where there is none."""
    found = next((one for one in rules("") if one.name == name), None)
    if found is None:
        raise Problem("not-found", f"No rule is called {name!r}.", remedy="See /shapes.")
    return found
