"""The verb `build`, which makes snapshots."""

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from graph import pages
from graph.build import Built, build
from graph.cli.bars import Bars
from graph.cli.verbs import FINDINGS, cli
from graph.counting import counted
from graph.publication import Beside


@cli.command("build")
@click.argument("page", nargs=-1, required=True)
@click.option("--into", "folder", required=True, type=click.Path(path_type=Path), help="Folder to publish from.")
@click.option("--strict", is_flag=True, help="Seal nothing while a release breaks a rule.")
@click.option("--note", help="What readers must know of this graph; stated in it and shown on every page.")
@click.option("--processes", type=click.IntRange(1, 64), help="Processes that read pages; as many as cores by default.")
@click.option("--decisions", type=click.Path(path_type=Path), help="File of decisions about names of people (Turtle).")
@click.option("--extractor", "extractors", multiple=True, help="NAME:OPTION=VALUE,...: one more that reads the text.")
@click.option("--json", "as_json", is_flag=True, help="Print counts and findings as JSON.")
@click.pass_obj
def build_verb(
    beside: Callable[[], Sequence[Beside]] | None,
    page: tuple[str, ...],
    folder: Path,
    strict: bool,
    note: str | None,
    processes: int | None,
    decisions: Path | None,
    extractors: tuple[str, ...],
    as_json: bool,
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
      osce-graph build tests/pages --into data --decisions names.ttl
      osce-graph build - --into data < page.txt
    """
    found = pages.find(page)
    with Bars(sys.stderr.isatty()) as bars:
        built = build(
            found.pages,
            folder,
            strict=strict,
            note=note,
            processes=processes,
            decisions=decisions,
            extractors=extractors,
            progress=bars.tell,
            beside=beside() if beside else (),
        )
    if as_json:
        click.echo(json.dumps(_built_json(built, found), ensure_ascii=False, indent=2))
    else:
        _say_built(built, found)
    if built.rejections:
        sys.exit(FINDINGS)


def _built_json(built: Built, found: pages.Inputs) -> dict[str, Any]:
    return {
        "digest": built.snapshot.digest,
        "path": str(built.snapshot.path),
        "counts": built.counts,
        "layouts": built.snapshot.manifest["layouts"],
        "rejected": built.snapshot.manifest["rejected"],
        "extractors": built.snapshot.report["extractors"],
        "passed_over": list(found.passed_over),
        "findings": [asdict(finding) for finding in built.findings],
    }


def _say_built(built: Built, found: pages.Inputs) -> None:
    for finding in built.findings:
        mark = "left out" if finding.kind == "rejection" else "note"
        click.echo(f"{mark}: {finding.input} {finding.message}\n  rule {finding.rule}; {finding.remedy}", err=True)
    for method, fates in built.snapshot.report["extractors"].items():
        told = ", ".join(f"{number} {fate}" for fate, number in fates.items())
        click.echo(f"proposals of {method}: {told or 'none'}", err=True)
    if found.passed_over:
        click.echo(f"passed over: {counted(len(found.passed_over), 'file')}, by the name no page", err=True)
    counts = built.counts
    # One that breaks several rules is left out but once.
    left_out = len({(finding.input, finding.page, finding.release) for finding in built.rejections})
    click.echo(
        f"{counted(counts['releases'], 'release')} from {counted(counts['pages'], 'page')} "
        f"in {counted(counts['inputs'], 'file')}, {counted(counts['merged'], 'time')} merged; "
        f"{counted(counts['quads'], 'quad')}; {left_out} left out, "
        f"{counted(counts['notices'], 'note')}, {counted(counts['warning'], 'warning')}"
    )
    manifest = built.snapshot.manifest
    layouts = ", ".join(f"{number} {layout}" for layout, number in sorted(manifest["layouts"].items()))
    click.echo(f"by layout: {layouts or 'none'}; unchanged since the last build: {counts['unchanged']}", err=True)
    if manifest["rejected"]:
        rules = ", ".join(f"{number} {rule}" for rule, number in sorted(manifest["rejected"].items()))
        click.echo(f"left out by rule: {rules}", err=True)
    click.echo(f"published: {built.snapshot.path}")
