"""From pages to a published snapshot: the only place that knows the order of the steps.

read -> extract -> state -> check -> seal. Reading a page is a pure function of the page and the vocabularies, so the
same pages give the same digest, whatever their order and whenever it is done.
"""

import datetime
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad

from graph import gate, history, measuring, pages, reading, rooms, snapshot
from graph import vocabulary as v
from graph.canonical import Sorter, lines_of
from graph.check import Shapes, load_shapes
from graph.errors import InputError
from graph.findings import finding_quads
from graph.iri import DATASET, QUALITY_GRAPH, page_graph, thing
from graph.measuring import Measurement
from graph.merging import Merged, claims, merge
from graph.proposing import method_quads, not_answered, tallied
from graph.provenance import software_version
from graph.publication import furnish
from graph.readings import Readings, reader_digest
from graph.records import Finding, Proposed
from graph.reference import Reference
from graph.report import Report, Resource, Result, report_json, report_quads
from graph.stating import state

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did: the snapshot, all findings, and the report of the check."""

    snapshot: snapshot.Snapshot
    findings: tuple[Finding, ...]
    report: Report
    counts: dict[str, int]

    @property
    def rejections(self) -> tuple[Finding, ...]:
        """Pages and releases that are not published."""
        return tuple(finding for finding in self.findings if finding.kind == "rejection")


@dataclass(frozen=True, slots=True)
class _Entry:
    """What is remembered of a page that says something, while its quads lie on the disk."""

    page: str
    name: str
    sha256: str
    layout: str
    releases: tuple[str, ...]


def build(
    inputs: Iterable[pages.Input],
    into: Path,
    *,
    strict: bool = False,
    note: str | None = None,
    processes: int | None = None,
    decisions: Path | None = None,
    extractors: Sequence[str] = (),
    progress: Progress | None = None,
) -> Built:
    """Reads the files of `inputs`, seals what holds, and lets `into` publish it.

    A page that cannot be read and a release that breaks a rule become rejections; the rest is published. With
    `strict`, a violation holds the whole snapshot back. `note` is stated of the graph as a whole and shown on every
    page of the site. `processes` read pages, as many as there are cores where nobody says. Pages that were read by an
    earlier build into the same folder, and have not changed, are not read again. `decisions` is a file of decisions
    about names of people beside those of the vocabularies; `extractors` add to what the grammar finds, each named as
    `extensions.load` takes it. Raises InputError for wrong use; then nothing changes.
    """
    tell = progress or (lambda step, done, of: None)
    files, cores = sorted(inputs), processes or os.cpu_count() or 1
    reader = reading.this_reader(extractors)
    with snapshot.building(into), Readings(into, reader) as readings:
        reference, shapes = Reference.load(rooms.ontology(), decisions), load_shapes(rooms.shapes())
        findings = reading.read(files, readings, reference, cores, tell, extractors)
        reference.quads.extend(method_quads(extractors))
        merged = merge(claim for one in readings for claim in claims(one))
        staging = snapshot.Staging(into)
        entries, told, proposed = _state(staging, readings, merged, reference, tell)
        tell("check", 0, 1)
        report = _check(staging, shapes, into, cores, tell)
        left, withheld, removed, added = _withhold(report, entries, readings, merged, reference)
        if strict and withheld:
            raise _held_back(withheld)
        findings = sorted([*findings, *told, *merged.findings, *withheld])
        tell("seal", 0, 1)
        about = _about(report, findings, note) + _history(into, merged, left, withheld)
        staging.change(removed, lines_of([*added, *about]))
        measured = measuring.measured(staging.store, reference.quads)
        staging.change(set(), lines_of(measuring.measurement_quads(measured)))
        digest, quads = staging.close()
        counts = _counts(quads, len(files), readings.unchanged, left, findings, report)
        manifest, told_of = (
            _manifest(into, left, findings, counts, measured),
            _report(report, findings, reference, proposed),
        )
        texts = _Texts(left, readings, merged)
        sealed = staging.seal(digest, told_of, manifest, lambda place: furnish(place, texts, processes=cores))
        readings.forget_others()
        tell("seal", 1, 1)
    return Built(sealed, tuple(findings), report, counts)


def _state(
    staging: snapshot.Staging, readings: Readings, merged: Merged, reference: Reference, tell: Progress
) -> tuple[list[_Entry], list[Finding], list[Proposed]]:
    """Loads what every page states into the store, beside the vocabularies."""
    entries: list[_Entry] = []
    findings: list[Finding] = []
    proposed: list[Proposed] = []
    sorter = Sorter(staging.path)
    sorter.add(lines_of(reference.quads))
    for one in readings:
        findings += (*one.findings, *not_answered(one))
        proposed += one.proposed
        stated = state(one, merged, reference)
        if stated.releases and one.layout:
            sorter.add(lines_of(stated.quads))
            page = one.page
            entries.append(_Entry(page.id, page.name, page.sha256, one.layout, tuple(stated.releases)))
            tell("state", len(entries), len(entries))
    staging.load(sorter)
    sorter.clear()
    return entries, findings, proposed


def _check(staging: snapshot.Staging, shapes: Shapes, into: Path, processes: int, tell: Progress) -> Report:
    """What breaks a rule. Nothing keeps the store open once it is done: sealing closes it."""
    staged = gate.Staged(staging.store, staging.path / snapshot.STORE, staging.triples)
    rules = reader_digest(rooms.shapes(), Path(__file__).parent)
    return gate.hold(staged, shapes, rules, into, processes, lambda done, of: tell("check", done, of)).report


def _history(into: Path, merged: Merged, entries: list[_Entry], withheld: list[Finding]) -> list[Quad]:
    """What the snapshot before published and this one does not."""
    before = snapshot.published(into)
    if before is None:
        return []
    keys = {key for entry in entries for key in entry.releases} | {found.release for found in withheld if found.release}
    former = {thing("release", old): thing("release", key) for old, key in merged.former.items()}
    return list(history.kept(snapshot.current(into).store_path, {thing("release", key) for key in keys}, former))


def _withhold(
    report: Report, entries: list[_Entry], readings: Readings, merged: Merged, reference: Reference
) -> tuple[list[_Entry], list[Finding], set[bytes], list[Quad]]:
    """The releases that break a rule, left out: the entries that are left, why, and lines and quads that change."""
    broken: dict[NamedNode, dict[Resource, list[Result]]] = {}
    for result in report.results:
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
    left: list[_Entry] = []
    withheld: list[Finding] = []
    removed: set[bytes] = set()
    added: list[Quad] = []
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
        if rest.releases:
            left.append(replace(entry, releases=tuple(rest.releases)))
    return left, withheld, removed, added


def _withheld(entry: _Entry, key: str, result: Result) -> Finding:
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


def _about(report: Report, findings: list[Finding], note: str | None) -> list[Quad]:
    """What is stated of the graph as a whole: its report, its findings, its note."""
    quads = list(report_quads(report))
    if note:
        quads.append(Quad(DATASET, v.RDFS_LABEL, Literal("OSCE Graph", language="en"), QUALITY_GRAPH))
        quads.append(Quad(DATASET, v.SKOS_NOTE, Literal(note, language="en"), QUALITY_GRAPH))
    for number, finding in enumerate(findings, 1):
        quads += finding_quads(number, finding)
    return quads


def _counts(
    quads: int, files: int, unchanged: int, entries: list[_Entry], findings: list[Finding], report: Report
) -> dict[str, int]:
    rejections = [finding for finding in findings if finding.kind == "rejection"]
    return {
        "quads": quads,
        "inputs": files,
        "pages": len(entries),
        "unchanged": unchanged,
        "releases": len({key for entry in entries for key in entry.releases}),
        "withheld": len({(finding.page, finding.release) for finding in rejections if finding.release}),
        "rejections": len(rejections),
        "notices": len(findings) - len(rejections),
        **{str(severity): number for severity, number in report.counts().items()},
    }


def _manifest(
    into: Path, entries: list[_Entry], findings: list[Finding], counts: dict[str, int], measured: list[Measurement]
) -> dict[str, Any]:
    return {
        "created": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "parent": snapshot.published(into),
        "counts": counts,
        "measures": {one.metric: one.value for one in measured},
        "layouts": dict(Counter(entry.layout for entry in entries)),
        "rejected": dict(Counter(finding.rule for finding in findings if finding.kind == "rejection")),
        "inputs": [{"name": entry.name, "sha256": entry.sha256, "page": entry.page} for entry in entries],
        "versions": {"osce-graph": software_version()},
    }


def _report(report: Report, findings: list[Finding], reference: Reference, proposed: list[Proposed]) -> dict[str, Any]:
    return {
        **report_json(report),
        "extractors": tallied(proposed),
        "rejections": [asdict(finding) for finding in findings if finding.kind == "rejection"],
        "notices": [asdict(finding) for finding in findings if finding.kind == "notice"],
        "facts_by_basis": reference.facts_by_basis(),
    }


class _Texts(Mapping[str, str]):
    """The words of each release by its key, from the page whose word counts most; fetched when they are asked for."""

    def __init__(self, entries: list[_Entry], readings: Readings, merged: Merged) -> None:
        self._readings = readings
        published = {(entry.page, key) for entry in entries for key in entry.releases}
        self._places: dict[str, tuple[str, int]] = {}
        for (page, number), place in merged.places.items():
            if (page, place.key) in published and (place.main or place.key not in self._places):
                self._places[place.key] = page, number

    def __getitem__(self, key: str) -> str:
        page, number = self._places[key]
        found = self._readings.of(page)
        return "\n".join(span.of(found.page.text) for span in found.releases[number].body)

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def _held_back(withheld: list[Finding]) -> InputError:
    first = withheld[0]
    return InputError(
        f"{len(withheld)} violation(s); the first: {first.message}",
        source=first.input,
        rule="--strict seals nothing while a release breaks a rule",
        remedy="mend the pages, or build without --strict to publish the rest",
    )
