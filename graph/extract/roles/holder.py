"""Somebody of whom a rule for several people says a role, and that role as a record."""

from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from graph import methods
from graph.extract.words.lexicon import singular
from graph.records import Evidence, Found, Role
from graph.text import Span

SHARED = ("roles", "honorifics", "posts")
"""The kinds of chunk for a role in the plural."""


@dataclass(frozen=True, slots=True)
class Holder:
    """A name, and what a rule says of it: the role (where it stands, and its words in the singular) and the country.

    `body` is what the role is held in, where several bodies share their noun: `chairs of the committees on A and on B`.
    `within` is the stretch that tells the offices of several, in which nothing else is anybody's role.
    """

    name: Span
    role: Span | None
    title: str
    country: Span | None
    honorific: bool = False
    body: str | None = None
    within: Span | None = None


def of_one(head: str) -> str:
    """The plural with its first noun in the singular: `Co-Chairs of the Group`, `Group Co-Chairs`."""
    words = head.split(" ")
    at = next((n for n, word in enumerate(words) if singular(word) != word), 0)
    return " ".join([*words[:at], singular(words[at]), *words[at + 1 :]])


def shared_role(holder: Holder, resources: Mapping[Span, NamedNode]) -> Role:
    """The role that several people share, or that stands in brackets; `resources` are States by where they stand."""
    assert holder.role is not None
    title = Found(holder.title, Evidence(holder.role, methods.ROLE_GRAMMAR, 0.85))
    iri = holder.country and resources.get(holder.country)
    evidence = holder.country and Evidence(holder.country, methods.ROLE_GRAMMAR, 0.85)
    body: Found[NamedNode | str] | None = None
    if holder.body:
        body = Found(holder.body, Evidence(holder.role, methods.ROLE_GRAMMAR, 0.6))
    return Role(title, body, Found(iri, evidence) if iri and evidence else None)
