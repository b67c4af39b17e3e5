"""The verbs that make and check snapshots."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from pyoxigraph import RdfFormat, Store

from graph import pages, rooms, snapshot
from graph.build import Built, build
from graph.check import check, check_file, load_shapes
from graph.cli.bars import Bars
from graph.cli.verbs import FINDINGS, cli
from graph.report import Report, render_text, report_json


@cli.command("build")
@click.argument("page", nargs=-1, required=True)
@click.option("--into", "folder", required=True, type=click.Path(path_type=Path), help="Folder to publish from.")
@click.option("--strict", is_flag=True, help="Seal nothing while a release breaks a rule.")
@click.option("--note", help="What readers must know of this graph; stated in it and shown on every page.")
@click.option("--processes", type=click.IntRange(1, 64), help="Processes that read pages; as many as cores by default.")
@click.option("--json", "as_json", is_flag=True, help="Print counts and findings as JSON.")
def build_verb(
    page: tuple[str, ...], folder: Path, strict: bool, note: str | None, processes: int | None, as_json: bool
) -> None:
    """Reads saved pages, checks what they say and seals a snapshot.

    PAGE is a file, a folder (searched for text, HTML, feeds and web archives) or - for standard input. Pages that
    cannot be read and releases that break a rule are listed and left out; the others are published. Pages that an
    earlier build into the same folder has read, and that are the same, are not read again; releases that no page shows
    any more leave a tombstone. Exit code 1 says that something was left out.

    \b
    Examples:
      osce-graph build tests/pages --into data
      osce-graph build page1.txt page2.txt --into data --json
      osce-graph build - --into data < page.txt
    """
    found = pages.find(page)
    with Bars(sys.stderr.isatty()) as bars:
        built = build(found.pages, folder, strict=strict, note=note, processes=processes, progress=bars.tell)
    if as_json:
        click.echo(json.dumps(_built_json(built, found), ensure_ascii=False, indent=2))
    else:
        _say_built(built, found)
    if built.rejections:
        sys.exit(FINDINGS)


@cli.command("validate")
@click.argument("what", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def validate_verb(what: Path, as_json: bool) -> None:
    """Checks a published folder or an RDF file against the shapes.

    WHAT is a folder that `build` sealed into, or a file: .ttl, .nt, .nq or .trig. Exit code 1 says that a shape with
    the severity violation is broken; warnings and advice are shown and pass.

    \b
    Examples:
      osce-graph validate data
      osce-graph validate release.ttl --json
    """
    report = _report(what)
    if as_json:
        click.echo(json.dumps(report_json(report), ensure_ascii=False, indent=2))
    else:
        click.echo(render_text(report))
    if not report.conforms:
        sys.exit(FINDINGS)


def _report(what: Path) -> Report:
    shapes = load_shapes(rooms.shapes())
    if not what.is_dir():
        return check_file(what, shapes)
    # In memory: the checker asks thousands of small questions, which a store on disk answers several times slower.
    store = Store()
    store.bulk_load(path=str(snapshot.current(what).path / snapshot.DATA), format=RdfFormat.N_QUADS)
    return check(store, shapes)


def _built_json(built: Built, found: pages.Inputs) -> dict[str, Any]:
    return {
        "digest": built.snapshot.digest,
        "path": str(built.snapshot.path),
        "counts": built.counts,
        "layouts": built.snapshot.manifest["layouts"],
        "rejected": built.snapshot.manifest["rejected"],
        "passed_over": list(found.passed_over),
        "findings": [asdict(finding) for finding in built.findings],
    }


def _say_built(built: Built, found: pages.Inputs) -> None:
    for finding in built.findings:
        mark = "left out" if finding.kind == "rejection" else "note"
        click.echo(f"{mark}: {finding.input} {finding.message}\n  rule {finding.rule}; {finding.remedy}", err=True)
    if found.passed_over:
        click.echo(f"passed over: {len(found.passed_over)} file(s) that are no pages by their name", err=True)
    counts = built.counts
    click.echo(
        f"{counts['releases']} releases from {counts['inputs']} pages, {counts['quads']:,} quads; "
        f"{counts['rejections']} left out, {counts['notices']} notes, {counts['warning']} warnings"
    )
    manifest = built.snapshot.manifest
    layouts = ", ".join(f"{number} {layout}" for layout, number in sorted(manifest["layouts"].items()))
    click.echo(f"by layout: {layouts or 'none'}; unchanged since the last build: {counts['unchanged']}", err=True)
    if manifest["rejected"]:
        rules = ", ".join(f"{number} {rule}" for rule, number in sorted(manifest["rejected"].items()))
        click.echo(f"left out by rule: {rules}", err=True)
    click.echo(f"published: {built.snapshot.path}")
