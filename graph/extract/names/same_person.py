"""Which names of a text are one person's: named twice, by surname alone, or by a first name that one alone has.

And which are nobody's, being part of what somebody else is.
"""

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace

from graph.records import Person, Role
from graph.text import Places

_TWO = 2


def named_in_full(found: dict[str, Person], given: Set[str] = frozenset()) -> Iterator[Person]:
    """Without those whose surname alone, particle or not, is that of somebody named in full: they are that person.

    The same of a first name that one person has and is addressed by: `Father Nikodim`; and of the first of two
    surnames, which is none of the `given` names: Ana Belková Kern is `Ms. Belková`.
    """
    whole: dict[str, str] = {}
    for name in found:
        words = name.split()
        for at in range(1, len(words)):
            whole.setdefault(folded(" ".join(words[at:])), name)
    for name in found:
        # `Ms. Kern` is Ana Belková-Kern.
        if " " in name and "-" in name.split()[-1]:
            whole.setdefault(folded(name.rpartition("-")[2]), name)
    firsts = Counter(folded(name.split()[0]) for name in found if " " in name)
    for name in found:
        first = folded(name.split()[0])
        if " " in name and firsts[first] == 1:
            whole.setdefault(first, name)
    for name in found:
        if first_surname := of_two_surnames(name, given):
            whole.setdefault(folded(first_surname), name)
    families = Counter(folded(name.split()[-1]) for name in found if " " in name)
    full = {name: person for name, person in found.items() if folded(name) not in whole}
    for name, person in found.items():
        bearer = whole.get(folded(name))
        # `Mrs. Belková` where two are named so: the honorific is not the first one's.
        if bearer in full and families[folded(name.split()[-1])] < 2:
            full[bearer] = joined(full[bearer], replace(person, roles=tuple(_apposed(person))))
    yield from full.values()


def of_two_surnames(name: str, given: Set[str]) -> str | None:
    """The first of two surnames, which is how many people are called: of `Ana Belková Kern`, `Belková`."""
    words = name.split()
    first = words[-2] if len(words) > _TWO else ""
    return first if len(first) > _TWO and first[0].isupper() and first.isalpha() and first not in given else None


def _apposed(person: Person) -> Iterator[Role]:
    """The roles that stand behind the name. What stands before it is how somebody is addressed from then on."""
    return (one for one in person.roles if one.title.evidence.span.start > person.name.evidence.span.end)


def folded(name: str) -> str:
    """A name as it is compared: pages print either apostrophe."""
    return name.casefold().replace("’", "'")


def joined(first: Person, again: Person) -> Person:
    """One person named twice: what the first place does not say is taken from the second."""
    said = {role.title.value.casefold() for role in first.roles}
    more = tuple(role for role in again.roles if role.title.value.casefold() not in said)
    return replace(
        first,
        honorific=first.honorific or again.honorific,
        roles=first.roles + more,
        affiliation=first.affiliation or again.affiliation,
    )


def outside_roles(people: Sequence[Person]) -> Iterator[Person]:
    """Without those whose name is part of somebody's role: `Adviser on Municipal Finance`."""
    spans = {role.title.evidence.span for person in people for role in person.roles}
    titles = Places(spans, lambda span: span)
    for person in people:
        name = person.name.evidence.span
        if not any(title.holds(name) for title in titles.near(name)):
            yield person
