"""What changed from one kept snapshot to another, newer or older: put together from the patches that lie between them.

Decision 2026-11-28: patches are folded when somebody asks. Alternatives: compare the data of both, as `osce-graph diff`
does, which reads all of it; or keep every pair. Cost: time and memory grow with what changed in between, so that there
is a bound on it; a pair of neighbours has its whole patch however long it is.
"""

import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal, cast

from pyoxigraph import NamedNode, RdfFormat, parse

from endpoint.documents.documents import exists, is_withdrawn, replaced_by
from endpoint.documents.versions import Version, version, versions
from endpoint.problems import Problem
from endpoint.serving.reader import Reader, Statement
from endpoint.serving.store import Serving
from graph import snapshot
from graph.iri import BASE
from graph.publication.changes import PATCH, patched
from graph.publication.difference import Sign

Change = Literal["added", "changed", "removed"]
CHANGES: Final[tuple[Change, ...]] = ("added", "changed", "removed")
ELSEWHERE: Final = "elsewhere"
MOST: Final = 200_000
"""So many quads between two snapshots are laid together."""
_KEPT: Final = 12
# What people look for first; then all else by name, and last what says how we know.
_FIRST: Final = (
    *("release", "person", "role", "quote", "event", "state", "field-operation", "structure", "place"),
    *("field-of-work", "tenure", "meeting-series", "organisation"),
)
_LAST: Final = ("evidence", "reading", "page", "graph", "report", ELSEWHERE)


@dataclass(frozen=True, slots=True)
class Touched:
    """A thing that is not told of alike in both; `said` are the first statements about it that only one makes."""

    iri: str
    kind: str
    change: Change
    said: tuple[tuple[Sign, Statement], ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What is not in both snapshots: quads, and the things that are told of otherwise, by kind and then by IRI.

    A statement that one page more, or another page, makes in the second is a quad, and nothing new of its thing.
    """

    first: Version
    second: Version
    added: int
    removed: int
    things: tuple[Touched, ...]

    def counts(self) -> dict[str, Counter[Change]]:
        """How many things of each kind were added, changed and removed, in the order in which they are shown."""
        found: dict[str, Counter[Change]] = {}
        for one in self.things:
            found.setdefault(one.kind, Counter())[one.change] += 1
        return found


def difference(serving: Serving, first: Version, second: Version) -> Difference:
    """The difference between two versions. Raises Problem where one is no longer kept, or it is too large."""
    make = serving.once("differences", lambda: lru_cache(maxsize=4)(_made))
    with _ONE_AT_A_TIME:
        return make(serving, first.digest, second.digest)


_ONE_AT_A_TIME: Final = threading.Lock()


def lines(serving: Serving, first: Version, second: Version) -> Iterator[tuple[Sign, bytes]]:
    """The N-Quads lines that only one of two versions has, those of the first with `-`.

    Neighbours' lines flow from their patch, however many they are. Raises Problem as `difference` does.
    """
    steps, backwards = _steps(serving, first, second)
    said = patched(steps[0][0]) if len(steps) == 1 else _net(steps)
    return ((_OTHER[sign] if backwards else sign, line) for sign, line in said)


_OTHER: Final[dict[Sign, Sign]] = {"+": "-", "-": "+"}


def net(said: Iterable[tuple[Sign, bytes]]) -> Iterator[tuple[Sign, bytes]]:
    """What patches come to one after the other: a line that was added and then removed is none."""
    found: dict[bytes, Sign] = {}
    for sign, line in said:
        if found.setdefault(line, sign) != sign:
            del found[line]
    return ((sign, line) for line, sign in sorted(found.items()))


def _net(steps: list[tuple[Path, int]]) -> Iterator[tuple[Sign, bytes]]:
    size = sum(count for _, count in steps)
    if size > MOST:
        raise Problem(
            "result-too-large",
            f"{size:,} quads changed between the two versions; up to {MOST:,} are laid together.",
            remedy="Compare versions that lie nearer, take the RDF Patch of each version in between, "
            "or ask osce-graph diff.",
            members={"allowed": MOST, "used": size},
        )
    return net(one for path, _ in steps for one in patched(path))


def _steps(serving: Serving, first: Version, second: Version) -> tuple[list[tuple[Path, int]], bool]:
    """The patches that lead from the older to the newer, each with its length, and whether `first` is the newer."""
    found = versions(serving)
    newer, older = sorted((found.index(first), found.index(second)))
    steps = []
    for one in reversed(found[newer:older]):
        path, count = one.path / snapshot.DUMPS / PATCH, (each["count"] for each in one.dumps if each["name"] == PATCH)
        if not path.is_file():
            raise Problem(
                "not-found",
                f"The version {one.digest} was sealed without a list of what it changed.",
                remedy="Compare versions after it, or ask osce-graph diff.",
            )
        steps.append((path, next(count, 0)))
    return steps, found.index(first) < found.index(second)


def _made(serving: Serving, *digests: str) -> Difference:
    first, second = (version(serving, one) for one in digests)
    steps, backwards = _steps(serving, first, second)
    signs: Counter[Sign] = Counter()
    touched: dict[str, list[tuple[Sign, bytes]]] = {}
    for sign, line in _net(steps):
        turned = _OTHER[sign] if backwards else sign
        signs[turned] += 1
        subject = line[1 : line.index(b"> ")].decode().partition("#")[0]
        touched.setdefault(subject, []).append((turned, line))
    found = (_touched(first, second, iri, said) for iri, said in touched.items())
    things = [one for one in found if one]
    things.sort(key=lambda one: (_rank(one.kind), CHANGES.index(one.change), one.iri))
    return Difference(first, second, signs["+"], signs["-"], tuple(things))


def _touched(first: Version, second: Version, iri: str, lines: list[tuple[Sign, bytes]]) -> Touched | None:
    """What became of the thing that the lines are about; None where both say the same of it."""
    node = NamedNode(iri)
    before, after = (_is_told_of(one.reader, node) for one in (first, second))
    if not before and not after:  # only its parts are told of
        signs = {sign for sign, _ in lines}
        before, after = "-" in signs, "+" in signs
    kind = iri.removeprefix(BASE).partition("/")[0] if iri.startswith(BASE) else ELSEWHERE
    if not (before and after):
        return Touched(iri, kind, "added" if after else "removed", ())
    said = dict.fromkeys(_only_one_says(first.reader, second.reader, lines))
    own = [(sign, statement) for sign, statement in said if statement[0] == node]
    return Touched(iri, kind, "changed", tuple(own[:_KEPT])) if said else None


def _only_one_says(
    first: Reader, second: Reader, lines: Iterable[tuple[Sign, bytes]]
) -> Iterator[tuple[Sign, Statement]]:
    for sign, line in lines:
        (quad,) = parse(line, format=RdfFormat.N_QUADS)
        statement = cast(Statement, (quad.subject, quad.predicate, quad.object))
        other = first if sign == "+" else second
        if next(other.look(*statement), None) is None:
            yield sign, statement


def _is_told_of(reader: Reader, node: NamedNode) -> bool:
    """Whether more is said of it than what became of it: a tombstone, or the name that it has now."""
    return exists(reader, node) and not is_withdrawn(reader, node) and replaced_by(reader, node) is None


def _rank(kind: str) -> tuple[int, int, str]:
    for place, names in enumerate((_FIRST, (), _LAST)):
        if kind in names:
            return place, names.index(kind), kind
    return 1, 0, kind
