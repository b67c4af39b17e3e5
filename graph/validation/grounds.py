"""Where a value comes from: the page and the sentence, looked up in the evidence that the graph itself carries."""

from pyoxigraph import Literal, NamedNode, Quad, Store

from graph import vocabulary as v
from graph.report import Resource, Term
from graph.validation.findings import Ground

_PARTS = (v.OA_PREFIX, v.OA_EXACT, v.OA_SUFFIX, v.OA_START, v.OA_END)
_WORDED = (*_PARTS[:3], v.RDF_OBJECT)
# From the parts of evidence, which may be at fault themselves, to the note that they are parts of.
_WITHIN = ((v.OA_HAS_SELECTOR,), (v.OA_HAS_TARGET, v.OA_HAS_BODY))


def ground(store: Store, focus: Term, path: Resource | None, value: Term | None) -> Ground | None:
    """The evidence for `value` of `path` at `focus`; for any value of `focus` where there is none for this one.

    Evidence itself, and each of its parts, stands on its own words; so does a place on a page, or words from it, that
    break a rule of the page.
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
    return _of(store, _note(store, focus)) or (_of(store, _place(store, focus, value)) if value is not None else None)


def _place(store: Store, page: Resource, value: Term) -> Term:
    """The note that has a value which a rule found in a page's evidence: a place, the words there, or what they say."""
    if not isinstance(value, Literal):
        return _note(store, value)
    parts = {quad.subject for one in _WORDED for quad in store.quads_for_pattern(None, one, value)}
    notes = sorted({_note(store, part) for part in parts}, key=str)
    return next((note for note in notes if any(page in _sources(store, one) for one in _targets(store, note))), value)


def _targets(store: Store, note: Term) -> list[Term]:
    """The places that a note points at; a place without a note is its own."""
    return _values(store, note, v.OA_HAS_TARGET) or [note]


def _sources(store: Store, target: Term) -> list[Term]:
    return _values(store, target, v.OA_HAS_SOURCE)


def _note(store: Store, part: Term) -> Term:
    """The note that something is a part of; itself where it is part of none."""
    for ways in _WITHIN:
        above = [quad.subject for way in ways for quad in store.quads_for_pattern(None, way, part)]
        part = min(above, key=str) if above else part
    return part


def _of(store: Store, note: Term) -> Ground | None:
    words: dict[Term, Literal] = {}
    page: NamedNode | None = None
    for target in _targets(store, note):
        page = next((each for each in _sources(store, target) if isinstance(each, NamedNode)), page)
        for selector in _values(store, target, v.OA_HAS_SELECTOR):
            for quad in _about(store, selector):
                if quad.predicate in _PARTS and isinstance(quad.object, Literal):
                    words[quad.predicate] = quad.object
    if page is None or v.OA_EXACT not in words:
        return None
    before, exact, after = (words[one].value if one in words else "" for one in _PARTS[:3])
    place = (words[v.OA_START], words[v.OA_END]) if {v.OA_START, v.OA_END} <= words.keys() else None
    return Ground(page, before, exact, after, place)


def _about(store: Store, node: Term) -> list[Quad]:
    # Sorted, because of several values one is told, and stores do not agree on an order.
    return sorted(store.quads_for_pattern(node, None, None), key=str) if not isinstance(node, Literal) else []


def _values(store: Store, node: Term, predicate: NamedNode) -> list[Term]:
    return [quad.object for quad in _about(store, node) if quad.predicate == predicate]
