"""Releases that break a rule are withheld: the page's graph is stated again without them."""

from dataclasses import replace

from pyoxigraph import NamedNode, Quad

from graph import rooms
from graph.canonical import lines_of
from graph.counting import counted
from graph.errors import InputError
from graph.iri import page_graph, thing
from graph.merge.merging import Merged
from graph.read.readings import Readings
from graph.records import Finding
from graph.report import Report, Resource, Result
from graph.seal.locating import Located
from graph.seal.writing import Entry
from graph.state.stating import state
from graph.vocabularies.reference import Reference


def withhold(
    report: Report, entries: list[Entry], readings: Readings, merged: Merged, reference: Reference
) -> tuple[list[Entry], list[Finding], set[bytes], list[Quad]]:
    """The releases that break a rule, left out: the entries that are left, why, and lines and quads that change.

    Raises InputError where what breaks a rule stands on no page: then it is the vocabularies that do.
    """
    broken: dict[NamedNode, dict[Resource, list[Result]]] = {}
    told: dict[NamedNode, dict[Resource, list[Result]]] = {}
    for result in report.results:
        for graph in result.page_graphs:
            told.setdefault(graph, {}).setdefault(result.focus, []).append(result)
        if result.severity == "violation":
            if not result.page_graphs:
                raise InputError(
                    f"{result.focus} breaks the shape {result.shape}: {result.message}",
                    source=str(rooms.ontology()),
                    rule="the vocabularies that everything refers to have no violation",
                    remedy="mend the vocabulary, then build again",
                )
            for graph in result.page_graphs:
                broken.setdefault(graph, {}).setdefault(result.focus, []).append(result)
    left: list[Entry] = []
    withheld: list[Finding] = []
    removed: set[bytes] = set()
    added: list[Quad] = []
    located = Located()
    for entry in entries:
        results = broken.get(page_graph(entry.page))
        if results is None:
            left.append(entry)
            continue
        whole = state(readings.of(entry.page), merged, reference)
        rest, out = whole.without(results.keys())
        withheld += [_withheld(entry, key, result) for key, focus in out.items() for result in results[focus]]
        removed.update(lines_of(whole.quads))
        added += rest.quads
        for node, found in told[page_graph(entry.page)].items():
            located.add(found, whole, entry.name, [key for key in whole.without({node})[1] if key in out])
        if rest.releases:
            left.append(replace(entry, releases=tuple(rest.releases)))
    return left, withheld, removed, [*added, *located.quads]


def _withheld(entry: Entry, key: str, result: Result) -> Finding:
    shape = result.shape.value.rsplit("#", 1)[-1]
    return Finding(
        "rejection",
        entry.name,
        shape,
        f"is withheld: {result.message} ({thing('release', key).value})",
        "mend the page or the reader that reads it, then build again",
        entry.page,
        key,
    )


def held_back(withheld: list[Finding]) -> InputError:
    """That nothing is sealed, because of what is withheld."""
    first = withheld[0]
    return InputError(
        f"{counted(len(withheld), 'violation')}; the first: {first.message}",
        source=first.input,
        rule="--strict seals nothing while a release breaks a rule",
        remedy="mend the pages, or build without --strict to publish the rest",
    )
