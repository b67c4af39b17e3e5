"""People as an index of a book has them: by surname, each with the newest office or role and its years.

Decision 2026-11-30: the last word of a name is the surname, with the small words before it, also where
they are written large (Ó, Ní, Ap, Van, De).
Alternative: lists of names by language, which are never whole.
Cost: who writes the surname first stands under the other name.
"""

import re
from dataclasses import replace
from typing import Final

from pyoxigraph import NamedNode

from endpoint.links import Link
from endpoint.serving.reader import Reader
from endpoint.views.office import called_of, newest_offices
from endpoint.views.show import Show
from graph import vocabulary as v

_YEAR: Final = 4
# Small words of surnames are written small; those that some languages and families write large are no given names.
_SMALL: Final = r"[a-z]{1,3}|della|dalla|vander|Ó|Ní|Nic|Uí|Mac|A[bp]|[AE]l|Ben|De[lnrs]?|D[aiu]|L[ae]|V[ao]n"
_SURNAME: Final = re.compile(
    rf"(?P<given>\S.*?)\s+(?P<surname>(?:(?:{_SMALL})\s+)*(?:[a-z]['’])?[^\W\d_a-z]\S*(?:\s+(?:Jr|Sr)\.?|\s+I{{2,3}})?)",
    re.DOTALL,
)
Held = dict[NamedNode, NamedNode]


def surname_first(name: str) -> str:
    """`van der Stoel, Max` for `Max van der Stoel`: small words stay with the surname. One word is left as it is."""
    parts = _SURNAME.fullmatch(name)
    return f"{parts['surname']}, {parts['given']}" if parts else name


def listed(link: Link) -> Link:
    """The person as the list calls them."""
    return replace(link, text=surname_first(link.text), stated=link.label)


def newest_held(reader: Reader) -> Held:
    """For everyone who held anything the newest of it: an office that is known, else a role that a release shows."""
    dates = {role: day.value for role, _, day in reader.look(None, v.ATTESTED_ON, None)}
    newest: dict[NamedNode, tuple[str, str, NamedNode]] = {}
    for role, _, person in reader.look(None, v.ORG_MEMBER, None):
        if role in dates and isinstance(person, NamedNode):
            found = (dates[role], role.value, role)
            newest[person] = max(found, newest.get(person, found))
    return {person: role for person, (_, _, role) in newest.items()} | newest_offices(reader)


def held(show: Show, node: NamedNode | None) -> str:
    """An office or role with its body, where the title does not name that, and its years."""
    if node is None:
        return ""
    return " · ".join(filter(None, (called_of(show, node), _years(show.reader, node))))


def _years(reader: Reader, node: NamedNode) -> str:
    predicates = (v.SCHEMA_START_DATE, v.SCHEMA_END_DATE, v.KNOWN_ON, v.ATTESTED_ON)
    since, until, on, attested = (reader.text(node, one)[:_YEAR] for one in predicates)
    if since and until:
        return since if since == until else f"{since}–{until}"
    if since:
        return f"from {since}" if on else f"since {since}"
    return f"until {until}" if until else on or attested
