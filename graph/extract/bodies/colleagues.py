"""Who shares the body of whoever is named next: `A and B of the Valley Fund`."""

import re
from collections.abc import Sequence
from dataclasses import replace

from pyoxigraph import NamedNode

from graph.records import Found, Person

_JOINED = re.compile(r"(?:,\s|,?\sand\s)")
_OWNED = ("'s ", "’s ")


def colleagues(text: str, people: Sequence[Person]) -> list[Person]:
    """The people of a paragraph: `A and B of the Valley Fund` are both of it, unless A has a role of another kind."""
    found = list(people)
    for n in range(len(found) - 2, -1, -1):
        one, other = found[n], found[n + 1]
        begins = min(each.evidence.span.start for each in (other.name, other.honorific) if each)
        # `Romania's A and B of the Valley Fund`: A is not of it.
        owned = text.endswith(_OWNED, 0, one.name.evidence.span.start)
        if owned or not _JOINED.fullmatch(text, one.name.evidence.span.end, begins):
            continue
        title, body = [role.title.value for role in one.roles], _after(other)
        if body is None or one.affiliation or any(role.organisation or role.country for role in one.roles):
            continue
        # `A, B of the Valley Fund and C`: A is of another body, or of none; `A, B and C of the Valley Fund` are of one.
        if text[one.name.evidence.span.end] == "," and not _is_behind(body, found[n + 2 :]):
            continue
        if not title and not other.roles:
            found[n] = replace(one, affiliation=body)
        # `named A of Norway, B and C of Sweden as its advisers`: C is from there, and the office is not Sweden's.
        elif title == [role.title.value for role in other.roles] and any(role.organisation for role in other.roles):
            found[n] = replace(one, roles=tuple(replace(role, organisation=body) for role in one.roles))
    return found


def _is_behind(body: Found[NamedNode | str], others: Sequence[Person]) -> bool:
    """Whether a body stands behind the next name of a list."""
    return bool(others) and body.evidence.span.start > others[0].name.evidence.span.end


def _after(person: Person) -> Found[NamedNode | str] | None:
    """The body of somebody whom words right after the name tie to it."""
    bodies = (person.affiliation, *(role.organisation for role in person.roles))
    return next((body for body in bodies if body and body.evidence.span.start > person.name.evidence.span.end), None)
