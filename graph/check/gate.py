"""The gate: what is about to be sealed, held against the shapes; of what was so before, only what a change reaches.

    DIR/checked/    triples.nt, as checked last   results.json, what was found, by which rules, and how far these look

Decision 2026-11-28: the triples last checked are kept, and compared with the new ones. Alternative: the digest of each
page's graph. Kept because a release that was withheld is in no snapshot, and the next check has to know of it. Cost: as
much space on the disk as the data take.
"""

import contextlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, RdfFormat, Store, Triple, parse

from graph.canonical import changes
from graph.check import pieces
from graph.check.reach import Boundless, Chain, Reach, Step
from graph.check.shapes import Shapes, check, report_of
from graph.report import Report, Result
from graph.shacl import Found, Stored, as_stored

_KEPT, _TRIPLES, _RESULTS = "checked", "triples.nt", "results.json"
# Where more has changed, a full check takes no longer than finding what is reached.
_MOST_CHANGED = 0.2

Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Staged:
    """What is to be checked: a store on disk, flushed, whose default graph is the merge of all others; its lines.

    Nobody writes to the store meanwhile.
    """

    store: Store
    place: Path
    triples: Path


@dataclass(frozen=True, slots=True)
class Passed:
    """The report, and how many nodes were looked at; None where it was all of them."""

    report: Report
    nodes: int | None


def hold(
    staged: Staged, shapes: Shapes, rules: str, kept: Path, processes: int = 1, tell: Tell | None = None
) -> Passed:
    """What breaks the shapes in what is staged, the same as `check` finds.

    `rules` is the digest of the shapes and of the code that applies them. `kept` is a folder in which what was checked
    last lies, and this is put; the lines of `staged` are moved there. `tell` hears how many bytes of all are done.
    """
    before = _before(kept / _KEPT, rules) if shapes.engine else None
    chains = before.chains if before else None
    nodes = None
    if before and (changed := _changed(before.triples, staged.triples)) is not None:
        with contextlib.suppress(Boundless):
            reach = Reach(shapes.graph, chains)
            nodes, chains = reach.affected(changed, Stored(staged.store)), sorted(reach.chains, key=str)
    if shapes.engine is None:
        report = check(staged.store, shapes)
    elif before is None or nodes is None:
        report = report_of(staged.store, _all(staged, shapes, processes, tell or (lambda done, of: None)))
        if chains is None and staged.triples.stat().st_size >= pieces.ALONE:
            # Now, when it is a small part of the time: of the short check that comes next it would be the most.
            with contextlib.suppress(Boundless):
                chains = sorted(Reach(shapes.graph).chains, key=str)
    else:
        data = Stored(staged.store)
        found = shapes.engine.check(data, nodes=((node, data.of(node)) for node in nodes))
        report = report_of(staged.store, found, [result for result in before.results if result.focus not in nodes])
    _keep(kept, staged.triples, rules, report.results, chains)
    return Passed(report, None if nodes is None else len(nodes))


def _all(staged: Staged, shapes: Shapes, processes: int, tell: Tell) -> Iterator[Found]:
    for part in pieces.parts(staged.store, staged.place, staged.triples, shapes, processes):
        yield from part.found
        tell(part.done, part.of)


def _changed(before: Path, after: Path) -> Iterator[Triple] | None:
    """The triples that only one of two files has; None where they are so many that a full check is as quick."""
    lines: list[bytes] = []
    left = _MOST_CHANGED * after.stat().st_size
    for line, _ in changes(before, after):
        lines.append(line)
        left -= len(line)
        if left < 0:
            return None
    return _triples(lines)


def _triples(lines: Iterable[bytes]) -> Iterator[Triple]:
    for triple in parse(b"".join(lines), format=RdfFormat.N_TRIPLES):
        yield Triple(triple.subject, triple.predicate, as_stored(triple.object))


@dataclass(frozen=True, slots=True)
class _Before:
    """What was checked last by the same rules: the triples, what was found, and how far the rules look, if known."""

    triples: Path
    results: list[Result]
    chains: list[Chain] | None


def _before(folder: Path, rules: str) -> _Before | None:
    try:
        kept = json.loads((folder / _RESULTS).read_text())
        if kept["rules"] != rules or not (folder / _TRIPLES).is_file():
            return None
        chains = kept.get("chains")
        return _Before(
            folder / _TRIPLES,
            [_result(*one) for one in kept["results"]],
            None if chains is None else [tuple(Step(*step) for step in chain) for chain in chains],
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _keep(kept: Path, triples: Path, rules: str, results: Sequence[Result], chains: Sequence[Chain] | None) -> None:
    """Puts away what was checked; a kill in between leaves nothing, and the next check is a full one."""
    new = kept / f"{_KEPT}.new"
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir()
    os.replace(triples, new / _TRIPLES)
    said = {
        "rules": rules,
        "results": [_fields(one) for one in results],
        "chains": None if chains is None else [[astuple(step) for step in chain] for chain in chains],
    }
    (new / _RESULTS).write_text(json.dumps(said, ensure_ascii=False))
    shutil.rmtree(kept / _KEPT, ignore_errors=True)
    new.rename(kept / _KEPT)


def _fields(one: Result) -> list[str | None]:
    """A result as JSON holds it; which graphs speak of its node is looked up anew."""
    names = (one.focus, one.path, one.shape, one.component)
    return [*(name.value if name else None for name in names), one.value, one.severity, one.message]


def _result(
    focus: str, path: str | None, shape: str, component: str, value: str | None, severity: Any, message: str
) -> Result:
    one = NamedNode(path) if path else None
    return Result(NamedNode(focus), one, value, severity, NamedNode(shape), NamedNode(component), message)
