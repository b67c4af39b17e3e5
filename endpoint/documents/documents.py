"""What a document about a thing says: which statements belong to it, and in which order. Pure over a `Reader`.

Decision 2026-11-29: documents of releases, events, roles and quotes count their evidence and lead to the page graphs
that hold it. Alternatives: the notes themselves, several times as much as they bear out; what reifies among the links
that point at a thing, where it would be most of them. Cost: such links and counts are made for the document, as those
to its further pages, and stand in no dump.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType
from typing import Final

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse, serialize

from endpoint.documents.jsonld import Said
from endpoint.negotiate import Format
from endpoint.serving.reader import Reader, Statement
from graph import vocabulary as v
from graph.iri import BASE
from graph.seal.history import WITHDRAWN

_LABELS: Final = (v.RDFS_LABEL, v.SKOS_PREF_LABEL)
# By these properties a part points at its whole: a participation or a name at its thing, a term at its ontology.
_PART_OF: Final = (v.ORG_MEMBER, v.NAME_OF, v.RDFS_IS_DEFINED_BY)
# By these properties other things belong to a release and are told with it.
_OF_RELEASE: Final = (v.ATTESTED_IN, v.SCHEMA_IS_PART_OF)
# What evidence and groundings reify is told with them, not with what they speak of.
_REIFYING: Final = frozenset({v.RDF_SUBJECT, v.RDF_PREDICATE, v.RDF_OBJECT, v.RDF_TYPE})
LINKS: Final = 250
"""So many statements that point at a thing stand in one document about it."""
HYDRA: Final = "http://www.w3.org/ns/hydra/core#"
_FEW: Final = 2_000
"""So many statements that point at a thing are sooner read through than each property is asked for."""
# What is read from few pages, so that each can be named.
_READ: Final = frozenset({v.RELEASE, v.ROLE, v.SCHEMA_EVENT, v.SCHEMA_QUOTATION})
_FROM_RELEASE: Final = (v.SCHEMA_ABOUT, v.PROV_WAS_DERIVED_FROM)


def is_graph(node: NamedNode) -> bool:
    """Whether `node` names one of our graphs, whose document is all it holds."""
    return node.value.startswith(BASE + "graph/")


def exists(reader: Reader, node: NamedNode) -> bool:
    """Whether there is a document about `node`: something is said about it, or it is a graph that holds something."""
    return reader.is_subject(node) or (is_graph(node) and reader.holds(node))


def replaced_by(reader: Reader, node: NamedNode) -> NamedNode | None:
    """The name that a former name leads to in the end; None where it was not replaced, or leads in a circle."""
    seen = [node]
    while not reader.types(seen[-1]) and (now := next(iter(reader.nodes(seen[-1], v.DCTERMS_IS_REPLACED_BY)), None)):
        if now in seen:
            return None
        seen.append(now)
    return seen[-1] if seen[-1] != node else None


def is_withdrawn(reader: Reader, node: NamedNode) -> bool:
    """Whether `node` is a tombstone: something that was published once and is not any more."""
    status = (one.value for one in reader.values(node, v.SCHEMA_CREATIVE_WORK_STATUS))
    return WITHDRAWN in status and not reader.types(node)


@dataclass(frozen=True, slots=True)
class Near:
    """What points at a thing, where one look-up has read it; else None, and each property is asked for by itself.

    Parts, roles, quotes and notes of evidence are found among it.
    """

    node: NamedNode
    pointing: list[Statement] | None

    def subjects(self, reader: Reader, predicate: NamedNode) -> list[NamedNode]:
        """What points at the thing by the property; as `Reader.subjects`."""
        if self.pointing is None:
            return reader.subjects(predicate, self.node)
        return sorted({one[0] for one in self.pointing if one[1] == predicate}, key=lambda one: one.value)

    def count(self, reader: Reader, predicate: NamedNode) -> int:
        """How many things point at it by the property."""
        if self.pointing is None:
            return reader.count(predicate, self.node)
        return len({one[0] for one in self.pointing if one[1] == predicate})


def near(reader: Reader, node: NamedNode, most: int = _FEW) -> Near:
    """What points at `node`, read where it is no more than `most` statements."""
    some = list(islice(reader.look(None, None, node), most + 1))
    return Near(node, some if len(some) <= most else None)


def links(reader: Reader, at: Near, predicates: Iterable[NamedNode]) -> list[Statement]:
    """What points at a thing by one of these properties, which are all that there are, from outside of it and its
    parts, by the names.
    """
    node, some = at.node, at.pointing
    if is_graph(node):
        return []
    if some is None:
        # What reifies may be most of what points at a thing, and is gone through for nothing.
        told = {*predicates} - _REIFYING
        some = [one for predicate in told for one in reader.look(None, predicate, node)]
    outside = {one for one in some if one[1] not in _REIFYING and one[0].value.partition("#")[0] != node.value}
    return sorted(outside, key=lambda one: (one[1].value, one[0].value))


def linked(reader: Reader, node: NamedNode, shown: Sequence[Statement], number: int, total: int) -> list[Statement]:
    """The statements `shown`, which are page `number` of `total` that point at `node`, with the labels of who points.

    Where they are more than a page, that is said in the words of Hydra: how many, and where the next ones are.
    """
    said = [*shown, *(one for subject, _, _ in shown for one in reader.called(subject))]
    pages = -(-total // LINKS)
    if pages > 1:
        view = _view(node, number)
        said += [(view, v.RDF_TYPE, NamedNode(HYDRA + "PartialCollectionView"))]
        said += [(view, NamedNode(HYDRA + "totalItems"), Literal(total))]
        steps = {"first": 1, "previous": number - 1, "next": number + 1, "last": pages}
        said += [(view, NamedNode(HYDRA + word), _view(node, to)) for word, to in steps.items() if 1 <= to <= pages]
    return list(dict.fromkeys(said))


def _view(node: NamedNode, number: int) -> NamedNode:
    return NamedNode(f"{node.value}?links={number}")


def borne_out(reader: Reader, at: Near) -> list[Statement]:
    """Where it is read that there is a release, event, role or quote: the graphs of the pages that state it, with
    what each says of itself; and how many notes of evidence stand there for what is said of it, in the words of Hydra.

    The notes themselves are several times as much as what they bear out. Of other things nothing: thousands of pages
    may speak of a State.
    """
    node = at.node
    if reader.types(node).isdisjoint(_READ):
        return []
    graphs = [one for one in reader.origins(node) if is_graph(one)]
    notes = NamedNode(f"{node.value}?evidence")
    said: list[Statement] = [(node, v.RDFS_SEE_ALSO, one) for one in graphs]
    said += [
        (node, NamedNode(HYDRA + "collection"), notes),
        (notes, v.RDF_TYPE, NamedNode(HYDRA + "Collection")),
        (notes, v.RDFS_LABEL, Literal("evidence of what is said of it", language="en")),
        (notes, NamedNode(HYDRA + "totalItems"), Literal(at.count(reader, v.RDF_SUBJECT))),
        *((notes, v.RDFS_SEE_ALSO, one) for one in graphs),
    ]
    own = sorted({one for graph in graphs for one in reader.about(graph)}, key=lambda one: _order(node, one))
    named = [value for _, _, value in own if isinstance(value, NamedNode)]
    labels = [one for other in dict.fromkeys(named) for one in reader.called(other) if one[1] == v.RDFS_LABEL]
    return list(dict.fromkeys([*said, *own, *labels]))


def statements(reader: Reader, node: NamedNode, at: Near | None = None) -> list[Statement]:
    """The statements about `node` and its parts, for a release also about its roles, quotes, event and page; for a
    graph all it holds; then the labels of what they refer to. Each once; `node` first, then by name. `at` is what
    points at it, where that is known.
    """
    at = at or Near(node, None)
    said = {node: reader.statements(node)}
    own = {one for subject in _told(reader, at, said) for one in said.get(subject) or reader.statements(subject)}
    if is_graph(node):
        own |= {*reader.graph(node)}
        if not said[node]:  # a document is about its graph, even where the graph says nothing of itself
            own.add((node, v.RDF_TYPE, v.SD_NAMED_GRAPH))
    subjects = {subject for subject, _, _ in own}
    referred = {value for _, _, value in own if isinstance(value, NamedNode)} - subjects
    labels = {one for other in referred for one in reader.called(other)}
    return sorted(own | labels, key=lambda one: _order(node, one))


def _order(node: NamedNode, one: Statement) -> tuple[bool, str, bool, str, str]:
    subject, predicate, value = one
    return subject != node, subject.value, predicate != v.RDF_TYPE, predicate.value, str(value)


def _told(reader: Reader, at: Near, said: dict[NamedNode, set[Statement]]) -> set[NamedNode]:
    """What is told with the thing; `said` is what is known by then of things, and takes what is looked up."""
    own = said[at.node]
    told = {at.node, *_parts(reader, at, said)}
    if any(one[1] == v.RDF_TYPE and one[2] == v.RELEASE for one in own):
        for predicate in _OF_RELEASE:
            told.update(at.subjects(reader, predicate))
        told.update(one[2] for one in own if one[1] in _FROM_RELEASE and isinstance(one[2], NamedNode))
    return told


def parts(reader: Reader, node: NamedNode) -> list[NamedNode]:
    """The things named by `node` and a fragment, found from both ends, in the order of their names."""
    return sorted(_parts(reader, Near(node, None), {}), key=lambda one: one.value)


def _parts(reader: Reader, at: Near, said: dict[NamedNode, set[Statement]]) -> set[NamedNode]:
    stem = at.node.value + "#"
    found: set[NamedNode] = set()
    waiting = [at.node]
    while waiting:
        one = waiting.pop()
        if one not in said:
            said[one] = reader.statements(one)
        beside = [value for _, _, value in said[one] if isinstance(value, NamedNode)]
        # Groundings point at whatever they speak of, the other parts at the whole.
        if one != at.node:
            beside += reader.subjects(v.RDF_SUBJECT, one)
        else:
            for predicate in (*_PART_OF, v.RDF_SUBJECT):
                beside += at.subjects(reader, predicate)
        for other in beside:
            if other not in found and other.value.startswith(stem):
                found.add(other)
                waiting.append(other)
    return found


def serialised(said: Collection[Said], format_: Format, more: Mapping[str, str] = MappingProxyType({})) -> bytes:
    """The statements in a format of RDF, with the house's prefixes and `more` where the format has prefixes."""
    rdf = RdfFormat.from_media_type(format_.media_type)
    triples = [Triple(*one) for one in said]
    prefixes = {} if rdf == RdfFormat.N_TRIPLES else _used_prefixes(said, {**v.PREFIXES, **more})
    return serialize(triples, format=rdf, prefixes=prefixes) or b""


def rewritten(turtle: bytes, format_: Format, more: Mapping[str, str]) -> bytes:
    """The same of statements that were written as Turtle here, which keeps their order."""
    rdf = RdfFormat.from_media_type(format_.media_type)
    if rdf == RdfFormat.TURTLE:
        return turtle
    # What is used is declared there.
    prefixes = {} if rdf == RdfFormat.N_TRIPLES else _found_in(turtle.decode(), {**v.PREFIXES, **more})
    return serialize(parse(turtle, format=RdfFormat.TURTLE), format=rdf, prefixes=prefixes) or b""


def _used_prefixes(said: Collection[Said], prefixes: Mapping[str, str]) -> dict[str, str]:
    """Only what is used is declared, so that a document about one thing is not headed by twenty lines."""
    return _found_in("\n".join({str(term) for one in said for term in one}), prefixes)


def _found_in(text: str, prefixes: Mapping[str, str]) -> dict[str, str]:
    return {prefix: stem for prefix, stem in prefixes.items() if stem in text}
