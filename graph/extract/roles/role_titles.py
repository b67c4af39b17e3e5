"""What a role says without the sentence that it stands in: `Chair of its Board` is `Chair of the Board` there."""

import re
from dataclasses import replace

from graph.records import Person

_OF_ITS = re.compile(r"(?<=\sof\s)(?:its|his|her|their)(?=\s[^\W\d_a-z])")
# `her colleague, X, director of the school`: beside a role that says more.
_SAYS_NOTHING = re.compile(
    r"(?:[\w’'-]+\s){0,2}(?:counterpart|colleague)(?:\s(?:in|from|at)\s.*)?", re.IGNORECASE | re.DOTALL
)


def plain(title: str) -> str:
    """The words of a role without those that only its sentence explains."""
    return _OF_ITS.sub("the", title)


def telling(person: Person) -> Person:
    """The person without roles that say nothing alone, where another one says what somebody is."""
    empty = [role for role in person.roles if _SAYS_NOTHING.fullmatch(role.title.value)]
    roles = tuple(role for role in person.roles if role not in empty)
    if not empty or not roles:
        return person
    # `her colleague at the Mission, X, an adviser`: what the two have in common is still told.
    body = next((role.organisation for role in empty if role.organisation), None)
    return replace(person, roles=roles, affiliation=person.affiliation or body)
