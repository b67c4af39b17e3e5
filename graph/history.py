"""What a snapshot keeps of the ones before it: names that lead elsewhere, and what is no longer published.

A name that was once published answers for good. A release that no page shows any more, or that is withheld now, becomes
a tombstone with its last title; so do a saved page with its address, and people and bodies whom nothing names any more
with the name that they had. A name that was replaced keeps leading to the name that replaced it. Parts of releases and
pages need none: the key of a part begins with that of its whole.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store

from graph import vocabulary as v
from graph.iri import HISTORY_GRAPH, VOCABULARY_GRAPH

WITHDRAWN = "withdrawn"
_WHOLES = f"""
SELECT ?whole (MIN(?label) AS ?title) {{
  {{ VALUES ?type {{ {v.RELEASE} {v.SAVED_PAGE} {v.FOAF_PERSON} {v.ORG_ORGANIZATION} }} ?whole a ?type }}
  UNION {{ ?whole {v.SCHEMA_CREATIVE_WORK_STATUS} "{WITHDRAWN}" }}
  ?whole {v.RDFS_LABEL} ?label
}} GROUP BY ?whole
"""


def kept(store: Path, now: Store, former: Mapping[NamedNode, NamedNode]) -> Iterator[Quad]:
    """The quads of the history graph that follow from the snapshot before, whose store is `store`.

    `now` holds what will be published, without its history; `former` leads from names that releases may have had
    before to their names now.
    """

    def published(name: NamedNode) -> bool:
        said = (now.quads_for_pattern(name, one, None, None) for one in (v.RDF_TYPE, v.DCTERMS_IS_REPLACED_BY))
        return any(True for quads in said for _ in quads)

    before = Store.read_only(str(store))
    found = {old: new for old, new in former.items() if published(new)}
    led: set[NamedNode] = set()
    for quad in before.quads_for_pattern(None, v.DCTERMS_IS_REPLACED_BY, None, None):
        old = quad.subject
        # What decisions kept by hand lead elsewhere is stated anew, or no longer.
        by_hand = quad.graph_name == VOCABULARY_GRAPH
        if isinstance(old, NamedNode) and old not in led and not by_hand and not published(old):
            led.add(old)
            yield Quad(old, v.DCTERMS_IS_REPLACED_BY, found.get(old, quad.object), HISTORY_GRAPH)
    wholes = before.query(_WHOLES)
    assert isinstance(wholes, QuerySolutions)
    for row in wholes:
        whole, title = row["whole"], row["title"]
        if not isinstance(whole, NamedNode) or whole in led or published(whole):
            continue
        if new := found.get(whole):
            yield Quad(whole, v.DCTERMS_IS_REPLACED_BY, new, HISTORY_GRAPH)
        else:
            yield Quad(whole, v.SCHEMA_CREATIVE_WORK_STATUS, Literal(WITHDRAWN), HISTORY_GRAPH)
            if isinstance(title, Literal):
                yield Quad(whole, v.RDFS_LABEL, title, HISTORY_GRAPH)
