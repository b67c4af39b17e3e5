"""The verb that validates: any RDF against any shapes, within limits, in the form that is asked for."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Literal

import click

from graph.cli.verbs import FINDINGS, cli
from graph.cores import cores
from graph.errors import InputError
from graph.validation import KEEP, Request, Validation, assemble, limits, remote
from graph.validation.findings import Threshold
from graph.validation.sources import FORMATS
from graph.validation.writers import FORMS, text

_READS: Final = click.Choice(sorted(FORMATS))


@cli.command("validate", short_help="Checks a published folder, a file or an endpoint by shapes.")
@click.argument("what")
@click.option("--shapes", type=click.Path(path_type=Path), help="File or folder of SHACL shapes; ours by default.")
@click.option("--from", "form", type=_READS, help="Form of the data where the name of the file does not tell.")
@click.option("--format", "wanted", type=click.Choice(list(FORMS)), default="text", help="Form of the report.")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option(
    "--fail-on",
    type=click.Choice(["violation", "warning"]),
    default="violation",
    help="The mildest severity that ends with exit code 1.",
)
@click.option(
    "--engine",
    type=click.Choice(["own", "pyshacl"]),
    default="own",
    help="own: our engine, and pySHACL for the shapes that only it knows; pyshacl: pySHACL for all.",
)
@click.option("--examples", type=click.IntRange(0), default=3, help="Findings of each shape in the text report; 3.")
@click.option("--limit", type=click.IntRange(1), default=KEEP, help=f"Findings listed in all; {KEEP:,}.")
@click.option("--seconds", type=click.FloatRange(1), default=limits.SECONDS, help=f"Time limit; {limits.SECONDS}.")
@click.option(
    "--memory-mb", type=click.IntRange(512), default=limits.MEMORY_MB, help=f"Memory limit; {limits.MEMORY_MB}."
)
@click.option(
    "--processes",
    type=click.IntRange(1, 64),
    help="Processes that share a published folder; as many as cores by default.",
)
@click.option(
    "--since",
    type=click.Path(path_type=Path),
    help="An older snapshot of the same folder: only what changed since then is checked, and what that reaches.",
)
@click.option(
    "--statements",
    type=click.IntRange(1),
    default=remote.STATEMENTS,
    help=f"Most statements to read from an endpoint; {remote.STATEMENTS:,}.",
)
@click.option(
    "--page-size",
    type=click.IntRange(1),
    default=remote.PAGE,
    help=f"Statements to ask an endpoint for at a time; {remote.PAGE:,}.",
)
def validate_verb(
    what: str,
    shapes: Path | None,
    form: str | None,
    wanted: str,
    as_json: bool,
    fail_on: Threshold,
    engine: Literal["own", "pyshacl"],
    examples: int,
    limit: int,
    seconds: float,
    memory_mb: int,
    processes: int | None,
    since: Path | None,
    statements: int,
    page_size: int,
) -> None:
    """Checks a published folder, an RDF file or a SPARQL endpoint against shapes.

    WHAT is a folder that `build` sealed into; a file of Turtle, TriG, N-Triples, N-Quads, JSON-LD or RDF/XML; - for
    standard input, as TriG unless --from says otherwise; or the address of a SPARQL endpoint. All its graphs are taken
    together. Nothing else is fetched. Exit code 1 says that a shape with the severity violation is broken, that the run
    was stopped at a limit, or that there was nothing to check; warnings and advice are shown and pass.

    \b
    Examples:
      osce-graph validate data
      osce-graph validate release.ttl --json
      osce-graph validate data --format html > report.html
      osce-graph validate data --since data/snapshots/30c4ef...
      osce-graph validate other.jsonld --shapes other-shapes.ttl --fail-on warning --format junit
      osce-graph validate https://example.org/sparql --shapes other-shapes.ttl
      osce-graph validate - --from n-quads < dump.nq
    """
    with _place(what) as data:
        request = Request(
            what=data,
            shapes=shapes,
            form=form or ("trig" if what == "-" else None),
            called=what,
            keep=limit,
            fail_on=fail_on,
            engine=engine,
            statements=statements,
            page=page_size,
            processes=cores(processes),
            since=since,
        )
        validation = _carried_out(request, seconds, memory_mb)
    wanted = "json" if as_json else wanted
    click.echo(text.write(validation, examples) if wanted == "text" else validation.write(wanted), nl=False)
    for note in validation.notes if wanted != "text" else ():  # that report has them
        click.echo(f"note: {note}", err=True)
    if shapes and validation.ways:
        click.echo(validation.ways, err=True)
    if not validation.conforms:
        sys.exit(FINDINGS)


def _carried_out(request: Request, seconds: float, memory_mb: int) -> Validation:
    limited = limits.Limited(request, seconds, memory_mb)
    if not sys.stderr.isatty():
        return assemble(request, limited.events(), stopped=lambda: limited.why)
    with click.progressbar(length=100, label="checking", file=sys.stderr) as bar:
        return assemble(
            request,
            limited.events(),
            tell=lambda done, of: bar.update(int(100 * done / max(of, 1)) - bar.pos),
            stopped=lambda: limited.why,
        )


@contextmanager
def _place(what: str) -> Iterator[Path | str]:
    """Where the data can be read by another process: standard input is put into a file that is gone afterwards."""
    if remote.is_endpoint(what):
        yield what
    elif what != "-":
        if not Path(what).exists():
            raise InputError(
                "there is nothing there", source=what, rule="file-unreadable", remedy="see how it is spelt"
            )
        yield Path(what)
    else:
        with tempfile.TemporaryDirectory() as folder:
            data = Path(folder) / "stdin"
            with data.open("wb") as file:
                shutil.copyfileobj(sys.stdin.buffer, file)
            yield data
