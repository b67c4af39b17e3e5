"""From pages to a published snapshot: the only place that knows the order of the steps.

read -> extract -> merge -> state -> check -> seal -> furnish. Reading a page is a pure function of the page and the
vocabularies, so the same pages give the same digest, whatever their order and whenever it is done.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pyoxigraph import NamedNode, Quad, Store

from graph import pages, rooms, snapshot
from graph.canonical import Sorter, lines_of
from graph.check import gate
from graph.check.shapes import Shapes, load_shapes
from graph.cores import cores
from graph.errors import InputError
from graph.iri import thing
from graph.kept import unless_changed
from graph.merge.claims import claims
from graph.merge.merging import Merged, merge
from graph.publication import Beside, furnish, is_whole
from graph.read import reading
from graph.read.readings import Readings, reader_digest
from graph.read.workers import Workers
from graph.records import Finding
from graph.report import Report
from graph.seal import history, measuring, telling
from graph.seal.concerning import ascribed, concerning
from graph.seal.staging import Staging, building
from graph.seal.texts import Bodies
from graph.seal.withholding import held_back, withhold
from graph.seal.writing import Written, write
from graph.state.proposing import method_quads
from graph.vocabularies.reference import Reference

Progress = Callable[[str, int, int], None]
_MB = 1_000_000
_vocabularies, _shapes = unless_changed(Reference.load), unless_changed(load_shapes)


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
    beside: Sequence[Beside] = (),
) -> Built:
    """Reads the files of `inputs`, seals what holds, and lets `into` publish it.

    A page that cannot be read and a release that breaks a rule become rejections; the rest is published. With
    `strict`, a violation holds the whole snapshot back. `note` is stated of the graph as a whole and shown on every
    page of the site. `processes` read pages, as many as there are cores where nobody says. Pages that were read by an
    earlier build into the same folder, and have not changed, are not read again. `decisions` is a file of decisions
    about names of people beside those of the vocabularies; `extractors` add to what the grammar finds, each named as
    `extensions.load` takes it. `beside` is made beside the data. Raises InputError for wrong use, and where there is
    nothing to publish in place of what is; then nothing changes.
    """
    tell = progress or (lambda step, done, of: None)
    files, many = sorted(inputs), cores(processes)
    if not files:
        raise _nothing(into, "no page was given", "name a file or folder of saved pages; see how it is spelt")
    reader = reading.digest_of_reader(extractors)
    with building(into), Readings(into, reader) as readings:
        snapshot.published(into)  # one that is gone is told before the work, not behind it
        reference, shapes = _vocabularies(rooms.ontology(), decisions), _shapes(rooms.shapes())
        staging = Staging(into)
        with Workers(many, decisions, extractors) as workers:
            findings, moved = reading.read(files, readings, reference, workers, tell, extractors)
            if described := method_quads(extractors):
                reference = Reference([*reference.quads, *described])
            merged = merge(claim for one in readings for claim in claims(one))
            if not merged.places and (before := _releases(into)):
                remedy = f"`osce-graph layouts PAGE` says why; the {before:,} that are published stay so"
                raise _nothing(into, f"no release could be read in {len(files):,} files", remedy)
            written = _state(staging, readings, merged, reference, workers, tell)
        staged = gate.Staged(staging.at_rest(), staging.path / snapshot.STORE, staging.triples)
        tell("check", 0, 1)
        report = _check(staged, shapes, into, many, tell)
        del staged  # nobody may keep the store open: what follows writes to it
        left, withheld, removed, added = withhold(report, written.entries, readings, merged, reference)
        if strict and withheld:
            raise held_back(withheld)
        findings = sorted(ascribed([*findings, *written.findings, *merged.findings, *withheld], left))
        tell("seal", 0, 4)
        staging.change(removed, lines_of([*added, *telling.about(report, findings, note)]))
        staging.change(set(), lines_of(concerning(staging.store, report)))
        tell("seal", 1, 4)
        staging.change(set(), lines_of(_history(into, merged, moved, staging.store)))
        tell("seal", 2, 4)
        measured = measuring.measured(staging.store, reference.quads)
        staging.change(set(), lines_of(measuring.measurement_quads(measured)))
        tell("seal", 3, 4)
        digest, quads = staging.close()
        tell("seal", 4, 4)
        counts = telling.counts(quads, len(files), readings.unchanged, left, findings, report)
        manifest = telling.manifest(into, left, findings, counts, measured)
        told = telling.told(report, findings, reference, written.proposed)
        bodies = Bodies(left, readings, merged)
        sealed = staging.seal(
            digest,
            told,
            manifest,
            lambda place: furnish(place, bodies, processes=many, beside=beside, tell=partial(tell, "furnish")),
            lambda place: is_whole(place, beside),
        )
        readings.forget_others()
    return Built(sealed, tuple(findings), report, counts)


def _releases(folder: Path) -> int:
    """How many releases a folder publishes."""
    counts = snapshot.current(folder).manifest["counts"] if snapshot.published(folder) else {}
    releases: int = counts.get("releases", 0)
    return releases


def _nothing(into: Path, problem: str, remedy: str) -> InputError:
    # An empty folder, a mistyped pattern or a pipe that failed would withdraw all that is published.
    rule = "a build that has nothing to publish takes nothing back"
    return InputError(problem, source=f"--into {into}", rule=rule, remedy=remedy)


def _state(
    staging: Staging,
    readings: Readings,
    merged: Merged,
    reference: Reference,
    workers: Workers,
    tell: Progress,
) -> Written:
    """Loads what every page states into the store, beside the vocabularies."""
    whole = Written()
    sorter = Sorter(staging.path)
    sorter.add(lines_of(reference.quads))
    for some in write(readings, merged, reference, sorter, staging.path, workers):
        whole.entries += some.entries
        whole.findings += some.findings
        whole.proposed += some.proposed
        tell("state", len(whole.entries), len(readings))
    # Some pages say nothing, and what several say is loaded once: both end before they have come to the last.
    tell("state", len(readings), len(readings))
    size = sorter.size
    tell("load", 0, size // _MB)
    staging.load(sorter, workers.processes, lambda loaded: tell("load", loaded // _MB, size // _MB))
    tell("load", size // _MB, size // _MB)
    sorter.clear()
    return whole


def _check(staged: gate.Staged, shapes: Shapes, into: Path, processes: int, tell: Progress) -> Report:
    """What breaks a rule."""
    rules = reader_digest(rooms.shapes(), Path(__file__).parent)
    return gate.hold(staged, shapes, rules, into, processes, lambda done, of: tell("check", done, of)).report


def _history(into: Path, merged: Merged, moved: Mapping[str, str], now: Store) -> Iterable[Quad]:
    """What the snapshot before published and this one does not; and the names of pages that have moved."""
    keys = {page: place.key for (page, _), place in merged.places.items()} if moved else {}
    away = _names({old: key for old, page in moved.items() if (key := keys.get(page))})
    found = set(history.led(now, away))
    if snapshot.published(into) is not None:
        found |= set(history.kept(snapshot.current(into).store_path, now, _names(merged.former) | away))
    return found


def _names(keys: Mapping[str, str]) -> dict[NamedNode, NamedNode]:
    """The releases of these keys, from the former to the present one."""
    return {thing("release", old): thing("release", key) for old, key in keys.items()}
