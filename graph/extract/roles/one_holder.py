"""A role in the singular is one person's: where two names stand beside it, only one of them has it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from graph.extract.words.patterns import compiled
from graph.records import Person
from graph.text import Span

# `A of Norway, the Head of the Centre, Colonel B`: the article begins what the next one is.
_ARTICLE = compiled(r"(?:\bthe|\bhis|\bher|\bits|\btheir)\s$")
_ARTICLE_LONGEST = 8


def of_one(text: str, people: Sequence[Person]) -> Iterator[Person]:
    """The people of a paragraph, each with the roles that no neighbour has rather.

    Of two beside the same words the one behind has them where an article begins them, else the one before; and the one
    before who has no other where each stands behind its name: `A, the Mayor of Osh, B, the Governor of Naryn, and`.
    """
    # Roles that several share stand in the plural.
    own = {
        person.name.evidence.span: [
            role.title.evidence.span for role in person.roles if role.title.evidence.span.of(text) == role.title.value
        ]
        for person in people
    }
    held: dict[Span, list[Span]] = {}
    for name, roles in own.items():
        for role in roles:
            held.setdefault(role, []).append(name)
    losers = {(_loser(text, role, names, own), role) for role, names in held.items() if len(names) > 1}
    for person in people:
        name = person.name.evidence.span
        kept = tuple(role for role in person.roles if (name, role.title.evidence.span) not in losers)
        yield person if kept == person.roles else replace(person, roles=kept)


def _loser(text: str, role: Span, names: Sequence[Span], own: Mapping[Span, Sequence[Span]]) -> Span | None:
    """Whose a role between two names is not; `A follows B as Head of the Centre` is no such case."""
    first, last = min(names), max(names)
    if not first.end <= role.start < role.end <= last.start:
        return None
    if len(own[first]) == 1 and any(other.start > last.end for other in own[last]):
        return last
    return first if _ARTICLE.search(text, max(0, role.start - _ARTICLE_LONGEST), role.start) else last
