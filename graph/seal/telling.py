"""What a build tells of itself: in the graph, in the manifest and in the report."""

import datetime
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, Quad

from graph import snapshot
from graph import vocabulary as v
from graph.iri import DATASET, QUALITY_GRAPH
from graph.records import Finding, Proposed
from graph.report import Report, report_json, report_quads
from graph.seal.measuring import Measurement
from graph.seal.writing import Entry
from graph.state.findings import finding_quads
from graph.state.proposing import tallied
from graph.state.provenance import software_version
from graph.vocabularies.reference import Reference


def about(report: Report, findings: list[Finding], note: str | None) -> list[Quad]:
    """What is stated of the graph as a whole: its report, its findings, its note."""
    quads = list(report_quads(report))
    if note:
        quads.append(Quad(DATASET, v.RDFS_LABEL, Literal("OSCE Graph", language="en"), QUALITY_GRAPH))
        quads.append(Quad(DATASET, v.SKOS_NOTE, Literal(note, language="en"), QUALITY_GRAPH))
    for number, finding in enumerate(findings, 1):
        quads += finding_quads(number, finding)
    return quads


def counts(
    quads: int, files: int, unchanged: int, entries: list[Entry], findings: list[Finding], report: Report
) -> dict[str, int]:
    """What the build counted: pages, releases, findings, and results of the check by severity.

    `merged` are the times that a page shows a release which another page shows too.
    """
    shown = Counter(key for entry in entries for key in entry.releases)
    rejections = [finding for finding in findings if finding.kind == "rejection"]
    return {
        "quads": quads,
        "inputs": files,
        "pages": len(entries),
        "unchanged": unchanged,
        "releases": len(shown),
        "merged": shown.total() - len(shown),
        "withheld": len({(finding.page, finding.release) for finding in rejections if finding.release}),
        "rejections": len(rejections),
        "notices": len(findings) - len(rejections),
        **{str(severity): number for severity, number in report.counts().items()},
    }


def manifest(
    into: Path, entries: list[Entry], findings: list[Finding], counts: dict[str, int], measured: list[Measurement]
) -> dict[str, Any]:
    """What the manifest says beside the digest and the files that are made at sealing."""
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


def told(report: Report, findings: list[Finding], reference: Reference, proposed: list[Proposed]) -> dict[str, Any]:
    """What `report.json` says: results of the check, findings, what became of proposals."""
    return {
        **report_json(report),
        "extractors": tallied(proposed),
        "rejections": [asdict(finding) for finding in findings if finding.kind == "rejection"],
        "notices": [asdict(finding) for finding in findings if finding.kind == "notice"],
        "facts_by_basis": reference.facts_by_basis(),
    }
