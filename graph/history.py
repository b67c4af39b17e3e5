"""What a snapshot keeps of the ones before it: names that lead elsewhere, and releases that are no longer published.

A name that was once published answers for good. A release that no page shows any more becomes a tombstone with its
last title; a name that was replaced keeps leading to the name that replaced it.
"""

from collections.abc import Iterator, Mapping, Set
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store

from graph import vocabulary as v
from graph.iri import HISTORY_GRAPH, VOCABULARY_GRAPH

WITHDRAWN = "withdrawn"
_RELEASES = f"""
SELECT ?release (SAMPLE(?label) AS ?title) {{
  {{ ?release a <{v.RELEASE.value}> }} UNION {{ ?release <{v.SCHEMA_CREATIVE_WORK_STATUS.value}> "{WITHDRAWN}" }}
  ?release <{v.RDFS_LABEL.value}> ?label
}} GROUP BY ?release
"""


def kept(store: Path, published: Set[NamedNode], former: Mapping[NamedNode, NamedNode]) -> Iterator[Quad]:
    """The quads of the history graph that follow from the snapshot before, whose store is `store`.

    `published` are the releases that are there now or only withheld; `former` leads from names that releases may have
    had before to their names now.
    """
    before = Store.read_only(str(store))
    led: set[NamedNode] = set()
    for quad in before.quads_for_pattern(None, v.DCTERMS_IS_REPLACED_BY, None, None):
        old = quad.subject
        # What decisions kept by hand lead elsewhere is stated anew, or no longer.
        by_hand = quad.graph_name == VOCABULARY_GRAPH
        if isinstance(old, NamedNode) and old not in published and old not in led and not by_hand:
            led.add(old)
            yield Quad(old, v.DCTERMS_IS_REPLACED_BY, former.get(old, quad.object), HISTORY_GRAPH)
    releases = before.query(_RELEASES)
    assert isinstance(releases, QuerySolutions)
    for row in releases:
        release, title = row["release"], row["title"]
        if not isinstance(release, NamedNode) or release in published or release in led:
            continue
        if now := former.get(release):
            yield Quad(release, v.DCTERMS_IS_REPLACED_BY, now, HISTORY_GRAPH)
        else:
            yield Quad(release, v.SCHEMA_CREATIVE_WORK_STATUS, Literal(WITHDRAWN), HISTORY_GRAPH)
            if isinstance(title, Literal):
                yield Quad(release, v.RDFS_LABEL, title, HISTORY_GRAPH)
