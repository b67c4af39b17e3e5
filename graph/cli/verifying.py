"""The verb `verify`, which checks a dump."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from graph.cli.verbs import FINDINGS, cli
from graph.counting import counted
from graph.publication.verify import verify


@cli.command("verify")
@click.argument("dump", type=click.Path(path_type=Path))
@click.option(
    "--against",
    type=click.Path(path_type=Path, exists=True),
    help="What lists the dump: a published folder, a snapshot, or a saved /dataset.ttl.",
)
@click.option("--json", "as_json", is_flag=True, help="Print digests and problems as JSON.")
def verify_verb(dump: Path, against: Path | None, as_json: bool) -> None:
    """Checks that a dump is whole and is what was published.

    DUMP is a file from /dump/. A whole graph (N-Quads, TriG) is read to its end; its digest is the name of the
    snapshot. With --against the file must be the very one that is listed. Exit code 1 says that it is not.

    \b
    Examples:
      osce-graph verify osce-graph.nq.gz
      osce-graph verify releases.csv --against dataset.ttl
      osce-graph verify osce-graph.trig.gz --against data --json
    """
    found = verify(dump, against)
    if as_json:
        click.echo(json.dumps(asdict(found), indent=2))
    else:
        click.echo(f"{dump.name}: SHA-256 {found.sha256}")
        if found.quads is not None:
            click.echo(f"{counted(found.quads, 'quad')}, snapshot {found.graph}")
        for problem in found.problems:
            click.echo(f"not as published: {problem}")
        if not found.problems:
            click.echo("as published" if against else "whole")
    if found.problems:
        sys.exit(FINDINGS)
