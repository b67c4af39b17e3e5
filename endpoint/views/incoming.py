"""What leads to a thing, for pages of things that have no list of releases."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice
from typing import Final

from pyoxigraph import NamedNode

from endpoint.links import Link
from endpoint.views import asked
from endpoint.views.show import Show
from graph import vocabulary as v

_LOOKED_AT: Final = 1000
_SHOWN: Final = 25
# What only reifies, and where words stand on a page, is shown beside the facts, as the reasons for them.
_BESIDE_FACTS: Final = frozenset({v.RDF_SUBJECT, v.RDF_PREDICATE, v.RDF_OBJECT, v.OA_HAS_SOURCE})
# What a thing is to those that lead to it, where "… of" would not do.
_NAMES: Final = {
    v.SCHEMA_ABOUT: "Told in",
    v.RDF_TYPE: "Things of this kind",
    v.ORG_CLASSIFICATION: "Structures of this kind",
    v.STATUS: "Operations of this status",
    v.OA_HAS_BODY: "Said by",
    v.ORG_HAS_ORGANIZATION: "People with a role here",
    v.SCHEMA_CONTRIBUTOR: "Helped with",
    v.SCHEMA_FUNDER: "Paid for",
    v.TELLS_OF_FUNDER: "Told to have paid",
    v.LISTS: "Listed in",
    v.PROV_USED: "Read in",
    v.PROV_WAS_DERIVED_FROM: "Read from it",
    v.PROV_WAS_GENERATED_BY: "What came of it",
    v.PROV_WAS_ATTRIBUTED_TO: "Found by it",
    v.SKOS_IN_SCHEME: "What it holds",
    v.BASIS: "Facts that rest on it",
    v.LAYOUT: "Pages laid out so",
    v.DIMENSION: "Belong to it",
    v.DQV_IN_DIMENSION: "Measures of it",
    v.DQV_IS_MEASUREMENT_OF: "Measured",
    v.SH_FOCUS_NODE: "Results about it",
    v.SH_RESULT: "Reported in",
}


@dataclass(frozen=True, slots=True)
class Incoming:
    """Things that lead to the page's thing by one property: the first of them, how many there are in all (`more`: or
    more), and the query that lists them.
    """

    name: str
    links: list[Link]
    count: int
    more: bool
    query: str

    @property
    def whole(self) -> bool:
        """Whether all that lead here are shown."""
        return not self.more and self.count == len(self.links)


def incoming(show: Show, node: NamedNode, leave_out: Collection[NamedNode] = ()) -> list[Incoming]:
    """What leads to `node`, by property, apart from what the page shows already; at most the
    first thousand statements are looked at, and that is said.
    """
    found: dict[NamedNode, set[NamedNode]] = {}
    looked = 0
    for subject, predicate, _ in islice(show.reader.look(None, None, node), _LOOKED_AT):
        looked += 1
        if subject.value.partition("#")[0] != node.value and predicate not in {*_BESIDE_FACTS, *leave_out}:
            found.setdefault(predicate, set()).add(subject)
    return [
        _one(show, node, predicate, who, more=looked == _LOOKED_AT)
        for predicate, who in sorted(found.items(), key=lambda pair: pair[0].value)
    ]


def _one(show: Show, node: NamedNode, predicate: NamedNode, who: set[NamedNode], *, more: bool) -> Incoming:
    if predicate == v.ORG_HAS_ORGANIZATION:  # a role is named after its person, who may have it in many releases
        who = {person for role in who for person in show.reader.nodes(role, v.ORG_MEMBER)}
    return Incoming(
        _NAMES.get(predicate) or f"{show.name(predicate)} of",
        show.links(sorted(who, key=str)[:_SHOWN]),
        len(who),
        more,
        asked.asked(show.root, asked.leading(node, predicate))[0],
    )
