"""Where a value comes from: the page and the sentence, looked up in the evidence that the graph itself carries."""

from pyoxigraph import Literal, NamedNode, Quad, Store

from graph import vocabulary as v
from graph.report import Resource, Term
from graph.validation.findings import Ground

_PARTS = (v.OA_PREFIX, v.OA_EXACT, v.OA_SUFFIX)


def ground(store: Store, focus: Term, path: Resource | None, value: Term | None) -> Ground | None:
    """The evidence for `value` of `path` at `focus`; for any value of `focus` where there is none for this one.

    None where the data carry no evidence on `focus`, as other people's data do.
    """
    if not isinstance(focus, NamedNode):
        return None
    statements = [quad.subject for quad in store.quads_for_pattern(None, v.RDF_SUBJECT, focus)]

    def fits(statement: Term) -> tuple[bool, bool, str]:
        said = {quad.predicate: quad.object for quad in _about(store, statement)}
        return said.get(v.RDF_PREDICATE) != path, said.get(v.RDF_OBJECT) != value, str(statement)

    for statement in sorted(statements, key=fits)[:1]:
        notes = {quad.subject for quad in store.quads_for_pattern(None, v.OA_HAS_BODY, statement)}
        return _of(store, min(notes, key=str)) if notes else None
    return None


def _of(store: Store, note: Term) -> Ground | None:
    words: dict[Term, str] = {}
    page: NamedNode | None = None
    for target in _values(store, note, v.OA_HAS_TARGET):
        page = next((each for each in _values(store, target, v.OA_HAS_SOURCE) if isinstance(each, NamedNode)), page)
        for selector in _values(store, target, v.OA_HAS_SELECTOR):
            for quad in _about(store, selector):
                if quad.predicate in _PARTS and isinstance(quad.object, Literal):
                    words[quad.predicate] = quad.object.value
    if page is None or v.OA_EXACT not in words:
        return None
    return Ground(page, words.get(v.OA_PREFIX, ""), words[v.OA_EXACT], words.get(v.OA_SUFFIX, ""))


def _about(store: Store, node: Term) -> list[Quad]:
    # Sorted, because of several values one is told, and stores do not agree on an order.
    return sorted(store.quads_for_pattern(node, None, None), key=str) if not isinstance(node, Literal) else []


def _values(store: Store, node: Term, predicate: NamedNode) -> list[Term]:
    return [quad.object for quad in _about(store, node) if quad.predicate == predicate]
