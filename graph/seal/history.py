"""What a snapshot keeps of the ones before it: names that lead elsewhere, and what is no longer published.

A name that was once published answers for good. A release that no page shows any more, or that is withheld now, becomes
a tombstone with its last title; so do a saved page with its address, and people and bodies whom nothing names any more
with the name that they had. A name that was replaced keeps leading to the name that replaced it. Parts of releases and
pages need none: the key of a part begins with that of its whole.

A release is the same under another name where its page says so: a page at the same address that prints the same title
under a corrected day, or on the same day another title; and where the page that told its number is gone, the name by
day and title that led to the number is its name again.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QuerySolutions, Store, Triple

from graph import vocabulary as v
from graph.iri import HISTORY_GRAPH, VOCABULARY_GRAPH

Node = NamedNode | BlankNode | Literal | Triple

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
        return _is_published(now, name)

    before = Store.read_only(str(store))
    found = {old: new for old, new in former.items() if published(new)}
    found |= _named_again(before, published)
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
        if new := found.get(whole) or _successor(before, now, whole):
            yield Quad(whole, v.DCTERMS_IS_REPLACED_BY, new, HISTORY_GRAPH)
        else:
            yield Quad(whole, v.SCHEMA_CREATIVE_WORK_STATUS, Literal(WITHDRAWN), HISTORY_GRAPH)
            if isinstance(title, Literal):
                yield Quad(whole, v.RDFS_LABEL, title, HISTORY_GRAPH)


def led(now: Store, moved: Mapping[NamedNode, NamedNode]) -> Iterator[Quad]:
    """The quads that lead from the names of releases whose pages have moved, also of such as never were published."""
    for old, new in moved.items():
        if _is_published(now, new) and not _is_published(now, old):
            yield Quad(old, v.DCTERMS_IS_REPLACED_BY, new, HISTORY_GRAPH)


def _is_published(store: Store, name: NamedNode) -> bool:
    said = (store.quads_for_pattern(name, one, None, None) for one in (v.RDF_TYPE, v.DCTERMS_IS_REPLACED_BY))
    return any(True for quads in said for _ in quads)


def _named_again(before: Store, published: Callable[[NamedNode], bool]) -> dict[NamedNode, NamedNode]:
    """The releases that have lost what their names led to, by that: a number that no page tells any more."""
    return {
        quad.object: quad.subject
        for quad in before.quads_for_pattern(None, v.DCTERMS_IS_REPLACED_BY, None, None)
        if isinstance(quad.object, NamedNode) and isinstance(quad.subject, NamedNode)
        if not published(quad.object) and published(quad.subject)
    }


def _successor(before: Store, now: Store, gone: NamedNode) -> NamedNode | None:
    """The new release that a page at the address of the release `gone` tells now; None where it cannot be told which.

    Of a page with several releases only the title tells which is which.
    """
    title, day = _said(before, gone, v.DCTERMS_TITLE), _said(before, gone, v.DCTERMS_ISSUED)
    found = set()
    for address in {address for page in _said(before, gone, v.PROV_WAS_DERIVED_FROM) for address in _url(before, page)}:
        told, tells = _told_at(before, address), _told_at(now, address)
        alone = len(told) == len(tells) == 1
        for one in tells - told:
            if _said(before, one, v.RDF_TYPE):
                continue
            same_title = title & _said(now, one, v.DCTERMS_TITLE)
            if same_title or (alone and day & _said(now, one, v.DCTERMS_ISSUED)):
                found.add(one)
    return found.pop() if len(found) == 1 else None


def _said(store: Store, subject: NamedNode, predicate: NamedNode) -> set[Node]:
    return {quad.object for quad in store.quads_for_pattern(subject, predicate, None, None)}


def _url(store: Store, page: Node) -> set[Node]:
    return _said(store, page, v.SCHEMA_URL) if isinstance(page, NamedNode) else set()


def _told_at(store: Store, address: Node) -> set[NamedNode]:
    """The releases that pages saved from `address` tell."""
    return {
        told.subject
        for page in store.quads_for_pattern(None, v.SCHEMA_URL, address, None)
        for told in store.quads_for_pattern(None, v.PROV_WAS_DERIVED_FROM, page.subject, None)
        if isinstance(told.subject, NamedNode) and v.RELEASE in _said(store, told.subject, v.RDF_TYPE)
    }
