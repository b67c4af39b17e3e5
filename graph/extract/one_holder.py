"""A role in the singular is one person's: where two names stand beside it, only one of them has it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from graph.records import Person
from graph.text import Span

# `A of Norway, the Head of the Centre, Colonel B`: the article begins what the next one is.
_ARTICLE = re.compile(r"(?:\bthe|\bhis|\bher|\bits|\btheir)\s$")
_ARTICLE_LONGEST = 8


def of_one(text: str, people: Sequence[Person]) -> Iterator[Person]:
    """The people of a paragraph, each with the roles that no neighbour has rather.

    Of two beside the same words the one behind has them where an article begins them, else the one before.
    """
    held: dict[Span, list[Span]] = {}
    for person in people:
        for role in person.roles:
            # Those that several share stand in the plural.
            if role.title.evidence.span.of(text) == role.title.value:
                held.setdefault(role.title.evidence.span, []).append(person.name.evidence.span)
    losers = {(_loser(text, role, names), role) for role, names in held.items() if len(names) > 1}
    for person in people:
        name = person.name.evidence.span
        roles = tuple(role for role in person.roles if (name, role.title.evidence.span) not in losers)
        yield person if roles == person.roles else replace(person, roles=roles)


def _loser(text: str, role: Span, names: Sequence[Span]) -> Span | None:
    """Whose a role between two names is not; `A follows B as Head of the Centre` is no such case."""
    first, last = min(names), max(names)
    if not first.end <= role.start < role.end <= last.start:
        return None
    return first if _ARTICLE.search(text, max(0, role.start - _ARTICLE_LONGEST), role.start) else last
