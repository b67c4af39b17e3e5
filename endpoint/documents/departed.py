"""What became of a name that tells of nothing any more: where it leads now, or why it is gone. Pure over a `Reader`.

A name answers for good. A snapshot keeps what became of releases and saved pages (`graph.seal.history`); a part of them
is known by its key, which begins with that of its whole. What the report on quality names and the graph does not tell
of is left out, and the report says why. Of whatever else is told of no more, the snapshots before know that it was.

Decision 2026-11-30: a part that is gone while its whole stays, such as a role that nobody has any more, is looked up in
the snapshots before. Alternative: a tombstone for each, as for releases; they would be most of the history, since new
rules make other evidence of every page. Cost: where no snapshot is kept that told of it, its name answers 404.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from endpoint.documents.documents import exists, is_withdrawn, replaced_by
from endpoint.serving.reader import Reader, Statement
from graph import vocabulary as v
from graph.iri import BASE
from graph.seal.history import WITHDRAWN

_NAMING: Final = (v.CONCERNS, v.SH_FOCUS_NODE, v.PROV_USED)
_OF_PAGE: Final = frozenset({"reading", "evidence", "graph"})
# No key of a release is longer: a day and a title (`graph.iri.release_key`).
_LONGEST: Final = 100


@dataclass(frozen=True, slots=True)
class Departed:
    """What became of a name.

    `whole` is the thing itself, or the release or saved page that it belonged to; `now` its name today, if it has one;
    `reasons` are the findings and the results of the check that say why it is left out, rejections first; `told` is
    what remains to be said of it where the snapshot says nothing.
    """

    whole: NamedNode
    now: NamedNode | None = None
    reasons: tuple[NamedNode, ...] = ()
    told: tuple[Statement, ...] = ()


def departed(reader: Reader, node: NamedNode) -> Departed | None:
    """What became of `node`; None where it is told of, and where nothing is known of it."""
    left = _itself(reader, node)
    if left or exists(reader, node):
        return left
    for whole in _wholes(node):
        if left := _itself(reader, whole):
            return Departed(whole, _same_part(reader, node, whole, left.now) if left.now else None, left.reasons)
        if exists(reader, whole):
            break
    return None


def told_before(reader: Reader, node: NamedNode) -> Departed:
    """What became of `node`, of which `reader`, a snapshot before, is the last to tell: a tombstone with its name."""
    labels = reader.labels(node)[:1]
    gone = (node, v.SCHEMA_CREATIVE_WORK_STATUS, Literal(WITHDRAWN))
    return Departed(node, told=(gone, *((node, v.RDFS_LABEL, one) for one in labels)))


def _itself(reader: Reader, node: NamedNode) -> Departed | None:
    if now := replaced_by(reader, node):
        return Departed(node, now)
    there = exists(reader, node)
    if there and not is_withdrawn(reader, node):
        return None
    reasons = [one for predicate in _NAMING for one in reader.subjects(predicate, node)]
    reasons.sort(key=lambda one: v.REJECTION not in reader.types(one))
    return Departed(node, None, tuple(reasons)) if there or reasons else None


def _wholes(node: NamedNode) -> Iterator[NamedNode]:
    """The names of the release or the saved page that `node` may be part of, the longest first."""
    kind, _, key = node.value.removeprefix(BASE).partition("/")
    stem, _, number = key.rpartition("-")
    if kind in _OF_PAGE:
        yield NamedNode(f"{BASE}page/{key.removeprefix('page/').partition('-')[0]}")
    elif kind in {"quote", "event"} and number.isdecimal():
        yield NamedNode(f"{BASE}release/{stem}")
    elif kind == "role" and number.isdecimal():
        while stem := stem.rpartition("-")[0]:  # before the number stands a name, of any number of words
            if len(stem) <= _LONGEST:
                yield NamedNode(f"{BASE}release/{stem}")


def _same_part(reader: Reader, node: NamedNode, whole: NamedNode, now: NamedNode) -> NamedNode | None:
    """The part of `now` that is called as `node` in `whole`; None where there is none."""
    old, new = (one.value.rpartition("/")[2] for one in (whole, now))
    kind, _, key = node.value.removeprefix(BASE).partition("/")
    part = NamedNode(f"{BASE}{kind}/{new}{key.removeprefix(old)}")
    return part if exists(reader, part) else None
