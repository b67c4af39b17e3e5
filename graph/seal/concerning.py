"""Which releases a result of validation is about: they, parts of them, people they name, or their pages break the rule.

Stated of the results, so that a release shows all that is found about it, and a query need not know the ways there. A
notice on a page is about the release that the page shows.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from graph import vocabulary as v
from graph.iri import QUALITY_GRAPH
from graph.records import Finding
from graph.report import Report, Resource, Result, term_of
from graph.seal.writing import Entry

_FROM: Final = (v.OA_HAS_BODY, v.RDF_SUBJECT, v.ATTESTED_IN, v.SCHEMA_IS_PART_OF)
_TO: Final = (
    v.OA_HAS_SELECTOR,
    v.OA_HAS_TARGET,
    v.PROV_WAS_DERIVED_FROM,
    v.SCHEMA_ABOUT,
    v.SCHEMA_MENTIONS,
    v.SCHEMA_LOCATION,
    v.ORG_MEMBER,
)


def concerning(store: Store, report: Report) -> Iterator[Quad]:
    """The releases that `store` publishes and the results of `report` are about; its default graph is the merge of all.

    Of what the vocabularies say no release is the cause.
    """
    known: dict[NamedNode, list[NamedNode]] = {}
    for result in report.results:
        start = _start(store, result)
        if start is None or not result.page_graphs:
            continue
        if start not in known:
            known[start] = sorted(_releases(store, start), key=lambda one: one.value)
        for release in known[start]:
            yield Quad(result.name, v.CONCERNS, release, QUALITY_GRAPH)


def ascribed(findings: Iterable[Finding], entries: Iterable[Entry]) -> Iterator[Finding]:
    """The findings, each notice with the release of its page where `entries` say that it shows one alone.

    Of a page that shows many it is not known which of them a notice is about.
    """
    alone = {entry.page: entry.releases[0] for entry in entries if len(entry.releases) == 1}
    for finding in findings:
        untold = finding.kind == "notice" and finding.release is None and finding.page is not None
        yield replace(finding, release=alone.get(finding.page or "")) if untold else finding


def _start(store: Store, result: Result) -> NamedNode | None:
    """What is looked at: of a page that shows many releases the place that was found, where it is named."""
    place = term_of(result.value) if result.value is not None else None
    if isinstance(place, NamedNode) and _has(store, place, v.OA_HAS_SOURCE, result.focus):
        return place
    return result.focus if isinstance(result.focus, NamedNode) else None


def _releases(store: Store, start: NamedNode) -> set[NamedNode]:
    seen, level, found = {start}, {start}, set[NamedNode]()
    while level:
        releases = {one for one in level if _has(store, one, v.RDF_TYPE, v.RELEASE)}
        found |= releases
        level = {further for one in level - releases for further in _beyond(store, one)} - seen
        seen |= level
    return found


def _beyond(store: Store, node: NamedNode) -> Iterator[NamedNode]:
    nodes = [quad.object for one in _FROM for quad in store.quads_for_pattern(node, one, None, DefaultGraph())]
    nodes += [quad.subject for one in _TO for quad in store.quads_for_pattern(None, one, node, DefaultGraph())]
    return (one for one in nodes if isinstance(one, NamedNode))


def _has(store: Store, subject: NamedNode, predicate: NamedNode, value: Resource) -> bool:
    return Quad(subject, predicate, value, DefaultGraph()) in store
