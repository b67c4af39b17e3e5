"""What leads to a thing, for pages of things that have no list of releases."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Final

from pyoxigraph import NamedNode

from endpoint.links import Link
from endpoint.serving.reader import Statement
from endpoint.views import asked
from endpoint.views.show import Show
from graph import vocabulary as v

_LOOKED_AT: Final = 1000
"""More statements that point at a thing are looked at property by property: most of them may be what reifies."""
_COUNTED: Final = 10_000
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


def incoming(
    show: Show, node: NamedNode, predicates: Collection[NamedNode], leave_out: Collection[NamedNode] = ()
) -> list[Incoming]:
    """What leads to `node`, by property, apart from what the page shows already. `predicates` are all that there are,
    as far as that is known; of each no more than the first ten thousand statements are counted, and that is said.
    """
    some = list(islice(show.reader.look(None, None, node), _LOOKED_AT + 1))
    many = len(some) > _LOOKED_AT
    told = {one[1] for one in some}.union(predicates if many else ()).difference(_BESIDE_FACTS, leave_out)
    made = []
    for predicate in sorted(told, key=lambda one: one.value):
        of_it = islice(show.reader.look(None, predicate, node), _COUNTED + 1) if many else some
        found = [one for one in of_it if one[1] == predicate]
        if who := _outside(node, found):
            made.append(_one(show, node, predicate, who, more=many and len(found) > _COUNTED))
    return made


def _outside(node: NamedNode, found: Iterable[Statement]) -> set[NamedNode]:
    """Who says it, but for the thing and its parts."""
    return {subject for subject, _, _ in found if subject.value.partition("#")[0] != node.value}


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
