"""The verb `diff`, which compares two snapshots."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from graph import snapshot
from graph.cli.verbs import FINDINGS, cli
from graph.counting import counted
from graph.iri import BASE
from graph.publication import difference


@cli.command("diff", short_help="Shows what changed from one snapshot to another.")
@click.argument("first", type=click.Path(path_type=Path))
@click.argument("second", type=click.Path(path_type=Path))
@click.option("--quads", is_flag=True, help="Print the quads themselves, `-` before those removed, `+` before the new.")
@click.option("--json", "as_json", is_flag=True, help="Print counts and releases as JSON.")
def diff_verb(first: Path, second: Path, quads: bool, as_json: bool) -> None:
    """Shows what changed from one snapshot to another: quads, and releases added, removed and changed.

    FIRST and SECOND are folders that `build` publishes into, or sealed snapshots (DIR/snapshots/DIGEST). Exit code 1
    says that they differ.

    \b
    Examples:
      osce-graph diff data/snapshots/30c4ef... data
      osce-graph diff old new --quads > changes.txt
    """
    before, after = snapshot.named(first), snapshot.named(second)
    if quads:
        differ = False
        for sign, line in difference.lines(before, after):
            differ = True
            click.echo(f"{sign} {line.decode()}", nl=False)
        sys.exit(FINDINGS if differ else 0)
    found = difference.between(before, after)
    if as_json:
        click.echo(json.dumps({"first": before.digest, "second": after.digest, **asdict(found)}, indent=2))
    else:
        _say(found)
    if not found.is_empty:
        sys.exit(FINDINGS)


def _say(found: difference.Difference) -> None:
    click.echo(
        f"{counted(found.added, 'quad')} added, {found.removed:,} removed, in {counted(len(found.graphs), 'graph')}"
    )
    for word, releases in (
        ("added", found.releases_added),
        ("removed", found.releases_removed),
        ("changed", found.releases_changed),
    ):
        click.echo(f"{counted(len(releases), 'release')} {word}")
        for release in releases:
            click.echo(f"  {release.removeprefix(BASE)}")
