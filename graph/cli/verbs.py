"""The program's group of verbs: what all of them share.

Exit codes: 0 fine, 1 findings, 2 wrong use. Results go to standard output, talk goes to standard error.
"""

import sys
from typing import Any

import click

from graph.errors import InputError

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
