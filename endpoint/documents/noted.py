"""The notes of evidence that bear out what is said of a thing, packed at sealing and read again for its page.

Decision 2026-11-30: the first notes about each thing that has sealed documents are sealed beside these. Alternative:
asking the store when somebody wants the page, as it was: twelve look-ups for each note and five for what it is called,
which was half of the page of a release. The cost stands in `endpoint/README.md`, with that of the documents.
"""

import json
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, Final

from pyoxigraph import Literal, NamedNode

from endpoint.serving.reader import Node, Note, Reader
from graph import vocabulary as v
from graph.iri import BASE

MOST: Final = 200
"""So many statements about a thing are looked at for the reasons for them, and sealed with their notes: what hundreds
of pages say of a thing is said well enough by some of them."""
_EVIDENCE: Final = f"{BASE}evidence/"
# What a note could be called by, or be withdrawn by.
_TELLING: Final = (v.RDFS_LABEL, v.SKOS_PREF_LABEL, v.DCTERMS_TITLE, v.SCHEMA_CREATIVE_WORK_STATUS)


def reified(reader: Reader, subject: NamedNode, most: int | None) -> list[NamedNode]:
    """The first `most` statements about the thing that are reified, by name."""
    found = reader.look(None, v.RDF_SUBJECT, subject)
    return sorted({body for body, _, _ in islice(found, most)}, key=lambda one: one.value)


def called(reader: Reader) -> set[NamedNode]:
    """The notes that have a name of their own, or a state; none in the graphs that are built here."""
    found = {one[0] for telling in _TELLING for one in reader.look(None, telling, None)}
    return {one for one in found if one.value.startswith(_EVIDENCE)}


def packed(notes: Iterable[Note], whole: bool, named: set[NamedNode]) -> bytes:
    """The notes, as lines; `whole` is whether no others bear out anything about the thing, `named` those of all notes
    that have a name.
    """
    rows = [
        (
            *(one.body.value, one.predicate.value, _value(one.value), _name(one.note), _name(one.method)),
            *(_name(one.page), one.confidence, one.before, one.exact, one.after, one.start),
            one.note is not None and _is_bare(one.note) and one.note not in named,
        )
        for one in notes
    ]
    return json.dumps([whole, rows], ensure_ascii=False, separators=(",\n", ":")).encode()


def _is_bare(note: NamedNode) -> bool:
    return note.value.startswith(_EVIDENCE) and "#" not in note.value


def unpacked(said: bytes, most: int | None) -> list[Note] | None:
    """The notes on the first `most` statements, else on all; None where these are others than were packed."""
    whole, rows = json.loads(said)
    return [_note(*row) for row in rows] if whole or most == MOST else None


def _note(
    body: str, predicate: str, value: Any, note: str | None, method: str | None, page: str | None, *texts: Any
) -> Note:
    node: Node = NamedNode(value) if isinstance(value, str) else _literal(*value)
    return Note(NamedNode(body), NamedNode(predicate), node, _node(note), _node(method), _node(page), *texts)


def _value(value: Node) -> str | Sequence[str | None]:
    if isinstance(value, NamedNode):
        return value.value
    return value.value, value.language, None if value.language else value.datatype.value


def _literal(text: str, language: str | None, datatype: str | None) -> Literal:
    return Literal(text, language=language) if language else Literal(text, datatype=NamedNode(str(datatype)))


def _name(node: NamedNode | None) -> str | None:
    return node.value if node else None


def _node(name: str | None) -> NamedNode | None:
    return NamedNode(name) if name else None
