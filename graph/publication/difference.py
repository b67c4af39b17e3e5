"""What changed between two snapshots: quads, and the releases that they are about.

What the quality graph says is not said of releases: its findings are numbered anew by every build, and name what is
withheld too.

Canonical N-Quads are sorted, so that two files are compared line by line, in memory that does not grow with them.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass
from typing import Literal

from pyoxigraph import NamedNode, Quad, Store

from graph import vocabulary as v
from graph.canonical import changes
from graph.iri import BASE, QUALITY_GRAPH
from graph.snapshot import Snapshot

Sign = Literal["+", "-"]
_LINE = re.compile(rb"<(?P<subject>[^>]*)> <[^>]*> (?P<object>.*) <(?P<graph>[^>]*)> \.\n?")
_RELEASE = f"{BASE}release/"
_SAVED = (f"{BASE}page/", f"{BASE}reading/", f"{BASE}graph/page/")


@dataclass(frozen=True, slots=True)
class Difference:
    """Quads and releases that are only in the second snapshot (added), only in the first (removed), or changed."""

    added: int
    removed: int
    graphs: dict[str, tuple[int, int]]
    releases_added: tuple[str, ...]
    releases_removed: tuple[str, ...]
    releases_changed: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether both snapshots say the same."""
        return not self.added and not self.removed


def lines(first: Snapshot, second: Snapshot) -> Iterator[tuple[Sign, bytes]]:
    """The N-Quads lines that only one of the two snapshots has, in order: `-` for the first, `+` for the second."""
    return (("+" if new else "-", line) for line, new in changes(first.data_path, second.data_path))


def between(first: Snapshot, second: Snapshot) -> Difference:
    """What changed from the first snapshot to the second."""
    stores = [Store.read_only(str(snapshot.store_path)) for snapshot in (first, second)]

    def topics(graph: str) -> set[str]:
        found = (store.quads_for_pattern(NamedNode(graph), v.FOAF_PRIMARY_TOPIC, None, None) for store in stores)
        return {quad.object.value for quads in found for quad in quads if isinstance(quad.object, NamedNode)}

    def published(node: str) -> tuple[bool, ...]:
        return tuple(Quad(NamedNode(node), v.RDF_TYPE, v.RELEASE) in store for store in stores)

    return counted(lines(first, second), topics, published)


def counted(
    changed: Iterable[tuple[Sign, bytes]],
    topics: Callable[[str], Set[str]],
    published: Callable[[str], tuple[bool, ...]],
) -> Difference:
    """The lines counted, and the releases behind them.

    A release has changed when a line speaks of it or points to it, and when the graph of a page that has no other topic
    (`topics` gives them) has changed. What is said of that page alone (when it was saved, what read it) is not said of
    the release. `published` says whether the first and the second snapshot publish it: what has the name of a release
    and is in neither is withheld, or a former name.
    """
    graphs: dict[str, Counter[Sign]] = {}
    touched: set[str] = set()
    telling: set[str] = set()
    for sign, line in changed:
        match = _LINE.fullmatch(line)
        assert match is not None
        subject, value, graph = (part.decode() for part in match.groups())
        graphs.setdefault(graph, Counter())[sign] += 1
        if graph != QUALITY_GRAPH.value:
            touched.update(node for node in (subject, value.strip("<>")) if node.startswith(_RELEASE))
        if not subject.startswith(_SAVED):
            telling.add(graph)
    whole = {graph: (count["+"], count["-"]) for graph, count in sorted(graphs.items())}
    alone = (topics(graph) for graph in sorted(telling))
    touched.update(release for releases in alone if len(releases) == 1 for release in releases)
    # Several pages may state a release: one of them more or less makes it neither new nor gone.
    found: dict[tuple[bool, ...], list[str]] = {}
    for release in sorted(touched):
        found.setdefault(published(release), []).append(release)
    return Difference(
        sum(plus for plus, _ in whole.values()),
        sum(minus for _, minus in whole.values()),
        whole,
        tuple(found.get((False, True), ())),
        tuple(found.get((True, False), ())),
        tuple(found.get((True, True), ())),
    )
