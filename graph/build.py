"""From pages to a published snapshot: the only place that knows the order of the steps.

read -> extract -> state -> check -> seal. Reading a page is a pure function of the page and the vocabularies, so the
same pages give the same digest, whatever their order and whenever it is done.
"""

import datetime
import os
from collections import Counter
from collections.abc import Callable, Iterable, Set
from dataclasses import asdict, dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from graph import history, pages, reading, rooms, snapshot
from graph import vocabulary as v
from graph.check import Shapes, check, load_shapes
from graph.errors import InputError
from graph.iri import DATASET, QUALITY_GRAPH, page_graph, thing
from graph.merging import Merged, claims, merge
from graph.provenance import software_version
from graph.publication import furnish
from graph.quads import finding_quads, release_quads, saved_page_quads
from graph.readings import Readings
from graph.records import Finding, Reading, Standing
from graph.reference import Reference
from graph.report import Report, Resource, Result, report_json, report_quads

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
class _Stated:
    """One page that says something: its reading, and the quads of each release by its key."""

    reading: Reading
    releases: dict[str, list[Quad]]

    @property
    def graph(self) -> NamedNode:
        return page_graph(self.reading.page.id)

    @property
    def quads(self) -> list[Quad]:
        """All quads of the page's graph; none when no release is left."""
        page, layout = self.reading.page, self.reading.layout
        if not self.releases or layout is None:
            return []
        copy = all(release.standing >= Standing.COPY for release in self.reading.releases)
        stated = [quad for quads in self.releases.values() for quad in quads]
        return [*stated, *saved_page_quads(page, layout, self.releases, copy=copy)]

    def without(self, focuses: Set[Resource]) -> tuple["_Stated", dict[str, Resource]]:
        """The page without the releases that say anything of these nodes; and those, each with a node."""
        if not focuses:
            return self, {}
        page = saved_page_quads(self.reading.page, self.reading.layout or "", (), copy=False)
        about_page = _spoken_of(page, focuses)
        found = {key: about_page or _spoken_of(quads, focuses) for key, quads in self.releases.items()}
        out = {key: node for key, node in found.items() if node}
        return _Stated(self.reading, {key: quads for key, quads in self.releases.items() if key not in out}), out


def _spoken_of(quads: list[Quad], nodes: Set[Resource]) -> Resource | None:
    """The first of these nodes that the quads say something of."""
    subjects = (quad.subject for quad in quads)
    return next((node for node in subjects if not isinstance(node, Triple) and node in nodes), None)


def build(
    inputs: Iterable[pages.Input],
    into: Path,
    *,
    strict: bool = False,
    note: str | None = None,
    processes: int | None = None,
    progress: Progress | None = None,
) -> Built:
    """Reads the files of `inputs`, seals what holds, and lets `into` publish it.

    A page that cannot be read and a release that breaks a rule become rejections; the rest is published. With
    `strict`, a violation holds the whole snapshot back. `note` is stated of the graph as a whole and shown on every
    page of the site. `processes` read pages, as many as there are cores where nobody says. Pages that were read by an
    earlier build into the same folder, and have not changed, are not read again. Raises InputError for wrong use; then
    nothing changes.
    """
    tell = progress or (lambda step, done, of: None)
    files = sorted(inputs)
    with snapshot.building(into), Readings(into, reading.this_reader()) as readings:
        reference, shapes = Reference.load(rooms.ontology()), load_shapes(rooms.shapes())
        findings = reading.read(files, readings, reference, processes or os.cpu_count() or 1, tell)
        merged = merge(claim for one in readings for claim in claims(one))
        stated, told = _state(readings, merged, reference)
        tell("check", 0, 1)
        stated, report, withheld = _gate(stated, reference, shapes)
        tell("check", 1, 1)
        if strict and withheld:
            raise _held_back(withheld)
        findings = sorted([*findings, *told, *merged.findings, *withheld])
        tell("seal", 0, 1)
        history = _history(into, merged, stated, withheld)
        sealed = _seal(into, len(files), readings.unchanged, stated, reference, findings, report, note, history, merged)
        readings.forget_others()
        tell("seal", 1, 1)
    return Built(sealed, tuple(findings), report, sealed.manifest["counts"])


def _state(readings: Iterable[Reading], merged: Merged, reference: Reference) -> tuple[list[_Stated], list[Finding]]:
    stated: list[_Stated] = []
    findings: list[Finding] = []
    for one in readings:
        findings += one.findings
        releases: dict[str, list[Quad]] = {}
        for number, release in enumerate(one.releases):
            if place := merged.places.get((one.page.id, number)):
                releases.setdefault(place.key, []).extend(release_quads(one.page, release, place, reference))
        if releases:
            stated.append(_Stated(one, releases))
    return stated, findings


def _history(into: Path, merged: Merged, stated: list[_Stated], withheld: list[Finding]) -> list[Quad]:
    """What the snapshot before published and this one does not."""
    before = snapshot.published(into)
    if before is None:
        return []
    keys = {key for page in stated for key in page.releases} | {found.release for found in withheld if found.release}
    former = {thing("release", old): thing("release", key) for old, key in merged.former.items()}
    return list(history.kept(snapshot.current(into).store_path, {thing("release", key) for key in keys}, former))


def _gate(stated: list[_Stated], reference: Reference, shapes: Shapes) -> tuple[list[_Stated], Report, list[Finding]]:
    """Checks everything together, and withholds the pages whose statements break a rule."""
    store = Store()
    store.extend(reference.quads)
    for page in stated:
        store.extend(page.quads)
    report = check(store, shapes)
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
    kept, withheld = [], []
    for page in stated:
        results = broken.get(page.graph, {})
        left, out = page.without(results.keys())
        withheld += [_withheld(page, key, result) for key, focus in out.items() for result in results[focus]]
        if left.releases:
            kept.append(left)
    return kept, report, withheld


def _withheld(page: _Stated, key: str, result: Result) -> Finding:
    shape = result.shape.value.rsplit("#", 1)[-1]
    return Finding(
        "rejection",
        page.reading.page.name,
        shape,
        f"is withheld: {result.message} ({thing('release', key).value})",
        "mend the page or the reader that reads it, then build again",
        page.reading.page.id,
        key,
    )


def _seal(
    into: Path,
    files: int,
    unchanged: int,
    stated: list[_Stated],
    reference: Reference,
    findings: list[Finding],
    report: Report,
    note: str | None,
    history: list[Quad],
    merged: Merged,
) -> snapshot.Snapshot:
    quads = [*reference.quads, *report_quads(report), *history]
    if note:
        quads.append(Quad(DATASET, v.RDFS_LABEL, Literal("OSCE Graph", language="en"), QUALITY_GRAPH))
        quads.append(Quad(DATASET, v.SKOS_NOTE, Literal(note, language="en"), QUALITY_GRAPH))
    for number, finding in enumerate(findings, 1):
        quads += finding_quads(number, finding)
    for page in stated:
        quads += page.quads
    data = snapshot.canonical(quads)
    rejections = [asdict(finding) for finding in findings if finding.kind == "rejection"]
    notices = [asdict(finding) for finding in findings if finding.kind == "notice"]
    counts: dict[str, int] = {
        "quads": data.count(b"\n"),
        "inputs": files,
        "pages": len(stated),
        "unchanged": unchanged,
        "releases": len({key for page in stated for key in page.releases}),
        "withheld": len({(finding["page"], finding["release"]) for finding in rejections if finding["release"]}),
        "rejections": len(rejections),
        "notices": len(notices),
        **{str(severity): number for severity, number in report.counts().items()},
    }
    inputs = [
        {"name": page.reading.page.name, "sha256": page.reading.page.sha256, "page": page.reading.page.id}
        for page in stated
    ]
    manifest = {
        "created": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "parent": snapshot.published(into),
        "counts": counts,
        "layouts": dict(Counter(page.reading.layout for page in stated)),
        "rejected": dict(Counter(finding["rule"] for finding in rejections)),
        "inputs": inputs,
        "versions": {"osce-graph": software_version()},
    }
    found = {"rejections": rejections, "notices": notices, "facts_by_basis": reference.facts_by_basis()}
    texts = _texts(stated, merged)
    return snapshot.seal(into, data, {**report_json(report), **found}, manifest, lambda place: furnish(place, texts))


def _texts(stated: list[_Stated], merged: Merged) -> dict[str, str]:
    """The words of each release, from the page whose word counts most."""
    texts: dict[str, str] = {}
    for page in stated:
        saved = page.reading.page
        for number, release in enumerate(page.reading.releases):
            place = merged.places.get((saved.id, number))
            if place and place.key in page.releases and (place.main or place.key not in texts):
                texts[place.key] = "\n".join(span.of(saved.text) for span in release.body)
    return texts


def _held_back(withheld: list[Finding]) -> InputError:
    first = withheld[0]
    return InputError(
        f"{len(withheld)} violation(s); the first: {first.message}",
        source=first.input,
        rule="--strict seals nothing while a release breaks a rule",
        remedy="mend the pages, or build without --strict to publish the rest",
    )
