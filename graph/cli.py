"""The verbs that make and check snapshots. `endpoint.cli` adds those that read them and is the program's entry.

Exit codes: 0 fine, 1 findings, 2 wrong use. Results go to standard output, talk goes to standard error.
"""

import datetime
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
from graph.errors import InputError
from graph.extract import Reader
from graph.iri import BASE
from graph.layouts.menu import read_menu
from graph.listing import listed
from graph.menu import Entry, Menu
from graph.records import Finding, Page
from graph.reference import Reference
from graph.report import Report, render_text, report_json
from graph.text import lines

FINDINGS, WRONG_USE = 1, 2


class Verbs(click.Group):
    """A group whose verbs end with exit code 2 and the input, the rule and the remedy on wrong use."""

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the verb."""
        try:
            return super().invoke(ctx)
        except InputError as error:
            click.echo(f"osce-graph: {error}", err=True)
            sys.exit(WRONG_USE)


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="osce-graph")
def cli() -> None:
    """Turns saved OSCE press-release pages into a knowledge graph, checks it and serves it.

    \b
    Examples:
      osce-graph build tests/pages --into data
      osce-graph validate data
      osce-graph query data 'SELECT ?title { ?r a <https://w3id.org/osce-graph/ontology#Release> ;
                             <http://purl.org/dc/terms/title> ?title } LIMIT 5'
      osce-graph serve data --port 8000
    """


@cli.command("build")
@click.argument("page", nargs=-1, required=True)
@click.option("--into", "folder", required=True, type=click.Path(path_type=Path), help="Folder to publish from.")
@click.option("--strict", is_flag=True, help="Seal nothing while a release breaks a rule.")
@click.option("--note", help="What readers must know of this graph; stated in it and shown on every page.")
@click.option("--json", "as_json", is_flag=True, help="Print counts and findings as JSON.")
def build_verb(page: tuple[str, ...], folder: Path, strict: bool, note: str | None, as_json: bool) -> None:
    """Reads saved pages, checks what they say and seals a snapshot.

    PAGE is a file, a folder (searched for .txt files) or - for standard input. Pages that cannot be read and releases
    that break a rule are listed and left out; the others are published. Exit code 1 says that something was left out.

    \b
    Examples:
      osce-graph build tests/pages --into data
      osce-graph build page1.txt page2.txt --into data --json
      osce-graph build - --into data < page.txt
    """
    found = pages.find(page)
    with _Bars(sys.stderr.isatty()) as bars:
        built = build(found.pages, folder, strict=strict, note=note, progress=bars.tell)
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


@cli.command("extract")
@click.argument("page", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object for each release, with the evidence.")
def extract_verb(page: tuple[str, ...], as_json: bool) -> None:
    """Prints what is read from saved pages, before anything is stated or checked.

    PAGE is a file, a folder or - for standard input. Exit code 1 says that a page could not be read.

    \b
    Examples:
      osce-graph extract page.txt
      osce-graph extract --json tests/pages > releases.jsonl
    """
    reference = Reference.load(rooms.ontology())
    reader, rejected = Reader(reference), False
    for source in pages.find(page).pages:
        saved = pages.load(source)
        reading = reader.read(saved) if isinstance(saved, Page) else None
        findings = reading.findings if reading else (saved,) if isinstance(saved, Finding) else ()
        for finding in findings:
            rejected |= finding.kind == "rejection"
            click.echo(f"{finding.input} {finding.message}\n  rule {finding.rule}; {finding.remedy}", err=True)
        for release in listed(reading, reference) if reading else ():
            click.echo(json.dumps(release, ensure_ascii=False) if as_json else _release_text(release))
    if rejected:
        sys.exit(FINDINGS)


def _release_text(release: dict[str, Any]) -> str:
    people = [
        " ".join(filter(None, (who["honorific"], who["name"]))) + "".join(f", {role['role']}" for role in who["roles"])
        for who in release["people"]
    ]
    quotes = [f"{quote['speaker'] or 'unknown'}: {quote['text']}" for quote in release["quotes"]]
    fields = ("date", "place", "content_type", "sources", "fields_of_work", "states", "participants", "funders")
    rows = [(field, release[field]) for field in fields] + [("people", people), ("quotes", quotes)]
    lines = [release["title"]]
    for name, value in rows:
        for one in value if isinstance(value, list) else [value] if value else []:
            lines.append(f"  {name:15} {one}")
    return "\n".join(lines) + "\n"


@cli.command("menu")
@click.argument("page")
@click.option("--json", "as_json", is_flag=True, help="Print the entries and the differences as JSON.")
def menu_verb(page: str, as_json: bool) -> None:
    """Prints the site's menu that a saved page carries, and where it differs from the vocabulary.

    PAGE is a file or - for standard input. Exit code 1 says that the page has no menu, or that its menu has entries
    that are new, renamed, annotated or gone.

    \b
    Examples:
      osce-graph menu page.txt
      osce-graph menu page.txt --json
    """
    (source,) = pages.find([page]).pages
    saved = pages.load(source)
    if isinstance(saved, Finding):
        raise InputError(f"the page {saved.message}", source=page, rule=saved.rule, remedy=saved.remedy)
    known = Menu(Reference.load(rooms.ontology()))
    entries = known.entries(read_menu(lines(saved.text)))
    differences = list(known.differences(entries, saved.name))
    if as_json:
        listed = [{**asdict(entry), "iri": entry.iri and entry.iri.value} for entry in entries]
        found = [asdict(difference) for difference in differences]
        click.echo(json.dumps({"entries": listed, "differences": found}, ensure_ascii=False, indent=2))
    else:
        _say_menu(entries, differences)
    if not entries or differences:
        sys.exit(FINDINGS)


@cli.command("resolve")
@click.argument("label")
@click.argument("date", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--json", "as_json", is_flag=True, help="Print the structure as JSON.")
def resolve_verb(label: str, date: datetime.datetime, as_json: bool) -> None:
    """Says which structure a label of the OSCE's site means on a date.

    The site labels old releases with today's names: LABEL is such a source label, DATE the day of the release. Exit
    code 1 says that the vocabulary does not know the label.

    \b
    Examples:
      osce-graph resolve 'OSCE Programme Office in Astana' 2006-03-01
      osce-graph resolve 'OSCE Mission to Serbia' 2002-05-15 --json
    """
    reference = Reference.load(rooms.ontology())
    iri = reference.source(label, date.date().isoformat())
    name = reference.label(iri) if iri else None
    if as_json:
        click.echo(json.dumps({"iri": iri.value if iri else None, "label": name}, ensure_ascii=False))
    elif iri:
        click.echo(f"{name}  <{iri.value}>")
    else:
        click.echo(f"no structure is called {label!r}", err=True)
    if iri is None:
        sys.exit(FINDINGS)


def _say_menu(entries: list[Entry], differences: list[Finding]) -> None:
    for entry in entries:
        iri = entry.iri.value.removeprefix(BASE) if entry.iri else "unknown"
        click.echo(f"{'  ' if entry.heading else ''}{entry.label}  ({iri})")
    if not entries:
        click.echo("no menu: the page does not begin with lists of items under headings", err=True)
    for difference in differences:
        click.echo(f"{difference.rule}: {difference.input} {difference.message}", err=True)


def _report(what: Path) -> Report:
    shapes = load_shapes(rooms.shapes())
    if not what.is_dir():
        return check_file(what, shapes)
    # In memory: the checker asks thousands of small questions, which a store on disk answers several times slower.
    store = Store()
    store.bulk_load(path=str(snapshot.current(what).path / snapshot.DATA), format=RdfFormat.N_QUADS)
    return check(store, shapes)


class _Bars:
    """A progress bar for each step, on standard error; one line a step where that is no terminal."""

    def __init__(self, drawn: bool) -> None:
        self._drawn = drawn
        self._step = ""
        self._bar: Any = None

    def __enter__(self) -> "_Bars":
        return self

    def __exit__(self, *_: object) -> None:
        self._finish()

    def tell(self, step: str, done: int, of: int) -> None:
        """Step `step` has done `done` of `of` things."""
        if step != self._step:
            self._finish()
            self._step = step
            if self._drawn:
                self._bar = click.progressbar(length=of, label=f"{step:>6}", file=sys.stderr)
                self._bar.__enter__()
            else:
                click.echo(f"{step} ...", err=True)
        if self._bar:
            self._bar.update(done - self._bar.pos)

    def _finish(self) -> None:
        if self._bar:
            self._bar.__exit__(None, None, None)
            self._bar = None


def _built_json(built: Built, found: pages.Inputs) -> dict[str, Any]:
    return {
        "digest": built.snapshot.digest,
        "path": str(built.snapshot.path),
        "counts": built.counts,
        "passed_over": list(found.passed_over),
        "findings": [asdict(finding) for finding in built.findings],
    }


def _say_built(built: Built, found: pages.Inputs) -> None:
    for finding in built.findings:
        mark = "left out" if finding.kind == "rejection" else "note"
        click.echo(f"{mark}: {finding.input} {finding.message}\n  rule {finding.rule}; {finding.remedy}", err=True)
    if found.passed_over:
        click.echo(f"passed over: {len(found.passed_over)} file(s) that do not end in .txt", err=True)
    counts = built.counts
    click.echo(
        f"{counts['releases']} releases from {counts['inputs']} pages, {counts['quads']:,} quads; "
        f"{counts['rejections']} left out, {counts['notices']} notes, {counts['warning']} warnings"
    )
    click.echo(f"published: {built.snapshot.path}")
