"""What facts kept by hand rest on, where that is worth a remark: groundings of single statements, and of whole things.

What was read from pages has evidence instead; that is in `show.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from pyoxigraph import NamedNode

from endpoint.serving.reader import Node, Reader
from graph import vocabulary as v
from graph.iri import BASE, thing

_EVIDENCE: Final = f"{BASE}evidence/"
_USUAL: Final = thing("basis", "published-source")


# What the vocabularies tell of the world, where each fact without a ground of its own rests on a published source; the
# rest of them, and what explains, was written for this graph.
_OF_THE_WORLD: Final = frozenset(
    {
        *(v.STATE, v.PLACE, v.STRUCTURE, v.FOAF_PERSON, v.ORG_ORGANIZATION, v.FIELD_OF_WORK, v.CONTENT_TYPE),
        *(v.MEETING_SERIES, v.MENU_SECTION, v.TENURE, v.DATED_NAME, v.PARTICIPATION),
    }
)
_EXPLAINS: Final = frozenset({v.SKOS_DEFINITION, v.SKOS_SCOPE_NOTE, v.SKOS_EXAMPLE, v.CERTAINTY, v.BASIS})


@dataclass(frozen=True, slots=True)
class Ground:
    """A basis with a certainty. `iri` names the grounding; `fact` says of what, where several facts stand together."""

    iri: str
    words: str
    doubtful: bool
    note: str
    meaning: str
    fact: str = ""


Grounds = dict[tuple[NamedNode, Node], tuple[Ground, ...]]
"""Grounds of the statements about one subject, by predicate and object."""


def grounds(reader: Reader, subject: NamedNode) -> Grounds:
    """The groundings of the statements about `subject`."""
    found: Grounds = {}
    for one in reader.subjects(v.RDF_SUBJECT, subject):
        # Evidence says where the words are; thousands of pages may have some on one organisation.
        if one.value.startswith(_EVIDENCE) or not reader.value(one, v.BASIS):
            continue
        predicate, value = reader.value(one, v.RDF_PREDICATE), reader.value(one, v.RDF_OBJECT)
        if isinstance(predicate, NamedNode) and value is not None:
            found[predicate, value] = (*found.get((predicate, value), ()), _ground(reader, one))
    return found


def remarks(reader: Reader, node: NamedNode, names: dict[NamedNode, str]) -> tuple[Ground, ...]:
    """What to say beside a thing that is shown in one line: its own ground, unless that is a published source with
    high certainty and no note, then those of its statements, each with the name of the property in `names`; what is
    true of several of them is said once.
    """
    return (*_own(reader, node), *_of_statements(reader, node, names))


def by_hand(reader: Reader, subject: NamedNode, predicate: NamedNode) -> tuple[str, str]:
    """How a fact of the vocabularies came to be that has no ground of its own, and from what; nothing where it was
    written for this graph. Its thing may have a ground.
    """
    if predicate in _EXPLAINS or _OF_THE_WORLD.isdisjoint(reader.types(subject)):
        return "Written for this graph", ""
    own = _ground(reader, subject) if reader.value(subject, v.BASIS) else None
    return "Kept by hand", f"as {own.words}" if own and own.words else "from published sources"


def _own(reader: Reader, node: NamedNode) -> Iterator[Ground]:
    if reader.value(node, v.BASIS):
        own = replace(_ground(reader, node), iri="")  # that names the row, not the remark
        if own.words or own.note:
            yield own


def _of_statements(reader: Reader, node: NamedNode, names: dict[NamedNode, str]) -> Iterator[Ground]:
    alike: dict[tuple[str, str], Ground] = {}
    found = grounds(reader, node)
    for predicate, name in names.items():
        for one in (one for (about, _), of_it in found.items() if about == predicate for one in of_it):
            before = alike.get((one.words, one.note))
            alike[one.words, one.note] = replace(one, fact=f"{before.fact} and {name}" if before else name)
    yield from alike.values()


def _ground(reader: Reader, node: NamedNode) -> Ground:
    basis = reader.value(node, v.BASIS)
    certainty = reader.text(node, v.CERTAINTY)
    words, meaning = [], ""
    if isinstance(basis, NamedNode) and basis != _USUAL:
        label = reader.label(basis) or basis.value.rpartition("/")[2]
        words.append(label[:1].lower() + label[1:])
        meaning = reader.text(basis, v.SKOS_DEFINITION)
    doubtful = certainty not in {"", "high"}
    if doubtful:
        words.append(f"{certainty} certainty")
    return Ground(node.value, ", ".join(words), doubtful, reader.text(node, v.SKOS_NOTE), meaning)
