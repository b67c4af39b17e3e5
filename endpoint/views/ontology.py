"""The ontology as documentation: its own terms, each with all that is said of it and the questions that use it, then
the terms it borrows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import NamedNode

from endpoint.links import Link, anchor, short
from endpoint.views.questions import Question, Questions
from endpoint.views.show import Show
from endpoint.views.terms import terms_in
from graph import vocabulary as v

PARTS: Final = ("borrowed", "questions")
"""What the page shows beside the terms, when it is asked for."""
_KINDS: Final = (
    ("classes", "Classes", v.OWL_CLASS),
    ("object-properties", "Object properties", v.OWL_OBJECT_PROPERTY),
    ("datatype-properties", "Datatype properties", v.OWL_DATATYPE_PROPERTY),
)
_QUESTION: Final = "Question: "
# What is said of a term by links: to other terms, and from other terms to it.
_TO: Final = (
    ("Kind of", v.RDFS_SUB_CLASS_OF),
    ("Kind of", v.RDFS_SUB_PROPERTY_OF),
    ("Said of", v.RDFS_DOMAIN),
    ("Its value", v.RDFS_RANGE),
    ("The other way round", v.OWL_INVERSE_OF),
)
_FROM: Final = (
    ("Kinds of it", v.RDFS_SUB_CLASS_OF),
    ("Kinds of it", v.RDFS_SUB_PROPERTY_OF),
    ("Properties of it", v.RDFS_DOMAIN),
    ("Properties that lead to it", v.RDFS_RANGE),
)


@dataclass(frozen=True, slots=True)
class Term:
    """A term with its definition, the texts about it by heading, and the terms it is joined to by heading."""

    id: str
    name: str
    label: str
    definition: str
    texts: list[tuple[str, list[str]]]
    joined: list[tuple[str, list[Link]]]
    asked: list[Question]


@dataclass(frozen=True, slots=True)
class Kind:
    """All classes, or all properties of a kind, by label."""

    id: str
    title: str
    terms: list[Term]


@dataclass(frozen=True, slots=True)
class Borrowed:
    """The terms of another ontology that are in use here, each with how it is used."""

    link: Link
    terms: list[tuple[Link, str, list[str]]]


def special(show: Show, node: NamedNode) -> dict[str, Any]:
    """The terms of the ontology by kind, and the borrowed ones by the ontology they come from."""
    asked: dict[NamedNode, list[Question]] = {}
    for question in Questions(show.reader).all:
        for term in terms_in(question.query):
            asked.setdefault(term, []).append(question)
    own = set(show.reader.subjects(v.RDFS_IS_DEFINED_BY, node))
    kinds = []
    for id_, title, cls in _KINDS:
        terms = [_term(show, node, one, asked.get(one, [])) for one in own if cls in show.reader.types(one)]
        if terms:
            kinds.append(Kind(id_, title, sorted(terms, key=lambda one: (one.label.casefold(), one.id))))
    return {
        "abstract": show.reader.text(node, v.DCTERMS_ABSTRACT),
        "kinds": kinds,
        "borrowed": _borrowed(show, node),
        # The terms come first, so the page shows these facts itself, at its end.
        "about": show.facts(node, (v.DCTERMS_ABSTRACT,)),
        "leave_out": [predicate for _, predicate, _ in show.reader.look(node, None, None)],
    }


def _term(show: Show, whole: NamedNode, node: NamedNode, asked: list[Question]) -> Term:
    reader = show.reader
    notes = [one.value for one in reader.values(node, v.SKOS_SCOPE_NOTE)]
    texts = [
        ("Example", [one.value for one in reader.values(node, v.SKOS_EXAMPLE)]),
        ("Question", [_sentence(one) for one in notes if one.startswith(_QUESTION)]),
        ("Note", [one for one in notes if not one.startswith(_QUESTION)]),
    ]
    joined: dict[str, list[Link]] = {}
    for title, predicate in _TO:
        joined.setdefault(title, []).extend(_here(show, whole, reader.nodes(node, predicate)))
    for title, predicate in _FROM:
        joined.setdefault(title, []).extend(_here(show, whole, reader.subjects(predicate, node)))
    return Term(
        anchor(node),
        short(node.value),
        show.link(node).text,
        reader.text(node, v.SKOS_DEFINITION),
        [one for one in texts if one[1]],
        [one for one in joined.items() if one[1]],
        asked,
    )


def _sentence(note: str) -> str:
    question = note.removeprefix(_QUESTION)
    return question[:1].upper() + question[1:]


def _here(show: Show, whole: NamedNode, nodes: Iterable[NamedNode]) -> list[Link]:
    """The terms by label; those of the ontology lead to their place on its page."""
    stem = whole.value + "#"
    return [
        Link(one.text, f"#{one.iri.removeprefix(stem)}", one.iri, one.labelled) if one.iri.startswith(stem) else one
        for one in show.links(nodes)
    ]


def _borrowed(show: Show, node: NamedNode) -> list[Borrowed]:
    reader = show.reader
    found: dict[NamedNode, set[NamedNode]] = {}
    for term, _, source in reader.look(None, v.RDFS_IS_DEFINED_BY, None):
        if isinstance(source, NamedNode) and source != node:
            found.setdefault(source, set()).add(term)
    made = [
        Borrowed(show.link(source), [_use(show, one) for one in sorted(terms, key=lambda one: one.value)])
        for source, terms in found.items()
    ]
    return sorted(made, key=lambda one: one.terms[0][0].text)


def _use(show: Show, node: NamedNode) -> tuple[Link, str, list[str]]:
    notes = [one.value for one in show.reader.values(node, v.SKOS_SCOPE_NOTE)]
    return Link(short(node.value), show.href(node.value), node.value), show.reader.label(node) or "", notes
