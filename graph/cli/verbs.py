"""The program's group of verbs: what all of them share.

Exit codes: 0 fine, 1 findings, 2 wrong use or a fault of ours, so that no script takes one for findings.
Results go to standard output, talk goes to standard error.
"""

import errno
import importlib
import sys
import traceback
from collections.abc import Mapping, Sequence
from typing import Any, Final

import click

from graph.errors import InputError

FINDINGS, WRONG_USE, OUR_FAULT = 1, 2, 2
_MODULES: Final = {
    "graph.cli.comparing": ("diff",),
    "graph.cli.fetching": ("fetch",),
    "graph.cli.looking": ("extract", "layouts", "menu", "resolve"),
    "graph.cli.making": ("build",),
    "graph.cli.naming": ("people",),
    "graph.cli.validating": ("validate",),
    "graph.cli.verifying": ("verify",),
    "graph.cli.walking": ("check",),
}


class Verbs(click.Group):
    """A group whose verbs end with exit code 2 and the input, the rule and the remedy on wrong use.

    What nobody foresaw ends with exit code 2 too, and one line that says so; with `--trace` with where it happened.

    A module that `later` names with its verbs is loaded when one of them is asked for; so the server starts without
    what builds and checks, and a page is looked at without either.
    """

    def __init__(self, *given: Any, later: Mapping[str, Sequence[str]], **more: Any) -> None:
        super().__init__(*given, **more)
        self._modules = {verb: module for module, verbs in later.items() for verb in verbs}

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The verb of that name."""
        if cmd_name not in self.commands and cmd_name in self._modules:
            importlib.import_module(self._modules[cmd_name])
        return super().get_command(ctx, cmd_name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all verbs."""
        return sorted({*self.commands, *self._modules})

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the verb."""
        try:
            return super().invoke(ctx)
        except InputError as error:
            click.echo(f"osce-graph: {error}", err=True)
            sys.exit(WRONG_USE)
        except (click.ClickException, click.exceptions.Exit, click.Abort, EOFError):
            raise  # click's own way to end
        except Exception as fault:
            if isinstance(fault, OSError) and fault.errno == errno.EPIPE:
                raise  # who reads the output has enough
            if ctx.params.get("trace"):
                traceback.print_exc()
            words = " ".join(f"{type(fault).__name__}: {fault}".split())
            say = "nobody foresaw this, which is our fault and not yours"
            click.echo(f"osce-graph: {say}: {words}; `osce-graph --trace VERB ...` shows where", err=True)
            sys.exit(OUR_FAULT)


@click.group(cls=Verbs, later=_MODULES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="osce-graph")
@click.option("--trace", is_flag=True, help="Show where the program failed, if it is our fault; to report it.")
def cli(trace: bool) -> None:
    """Turns saved OSCE press-release pages into a knowledge graph, checks it and serves it.

    \b
    Examples:
      osce-graph build tests/pages --into data
      osce-graph validate data
      osce-graph query data 'SELECT ?title { ?r a <https://w3id.org/osce-graph/ontology#Release> ;
                             <http://purl.org/dc/terms/title> ?title } LIMIT 5'
      osce-graph serve data --port 8000
    """
