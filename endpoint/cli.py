"""The program `osce-graph`: the verbs of `graph.cli`, and those that read a snapshot: serve and query."""

import contextlib
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from endpoint.negotiate import ANSWER_KINDS, FORMATS, Kind, by_name
from endpoint.problems import Problem
from endpoint.rows import table
from endpoint.settings import Settings, described, option
from graph import snapshot
from graph.cli import WRONG_USE
from graph.cli import cli as main
from graph.counting import counted
from graph.errors import InputError

if TYPE_CHECKING:
    from graph.publication import Beside

__all__ = ["main"]


def _beside() -> "tuple[Beside, ...]":
    """What a build makes so that this server is quick; loaded when something is built."""
    from endpoint.documents.sealed import beside

    return beside()


main.context_settings["obj"] = _beside

# The query was fine; its answer did not fit the limits.
NO_ANSWER = 1

Command = Callable[..., Any]

# How answers are written where no format is named.
_USUAL: Final[dict[Kind, str]] = {"select": "csv", "ask": "json", "graph": "turtle"}
# The form for people, which is made here of another: for each kind of answer the one that is asked for.
_TABLE: Final = "table"
_SHOWN: Final[dict[Kind, str]] = {"select": "json", "ask": "json", "graph": "turtle"}
_KINDS: Final[dict[str, Kind]] = {"SELECT": "select", "ASK": "ask", "CONSTRUCT": "graph", "DESCRIBE": "graph"}
_GIVES: Final[dict[Kind, str]] = {"select": "rows", "ask": "yes and no", "graph": "graphs"}
_ROWS: Final = next(one.media_types for one in FORMATS if one.name == "json")
# An endpoint elsewhere has its own limits, and says more when it reaches them than we could who gave up before.
_LONGER_SECONDS: Final = 60.0
# What did not fit, though the query was right.
_TOO_MUCH: Final = frozenset({"result-too-large", "too-many-queries"})
# Limits that a query on the command line has, as the endpoint has them.
_FOR_QUERY = frozenset({"query_seconds", "query_memory_mb", "query_length", "query_nesting", "result_bytes"})


def _options(wanted: Callable[[str], bool]) -> Callable[[Command], Command]:
    """An option for every setting that is wanted, with the help text and the variable of the table."""

    def decorate(command: Command) -> Command:
        for one in reversed(list(described())):
            if one.name != "data" and wanted(one.name):
                text = f"{one.metadata['help']}  [{one.metadata['env']}; default: {one.default}]"
                command = click.option(option(one.name), one.name, help=text, metavar="VALUE")(command)
        return command

    return decorate


@main.command("serve", short_help="Serves a snapshot: web pages, documents, a SPARQL endpoint.")
@click.argument("folder", type=click.Path(path_type=Path), metavar="[DIR]", required=False)
@_options(lambda name: True)
def serve_verb(folder: Path | None, **given: str | None) -> None:
    """Serves the snapshot that DIR publishes: web pages, documents for every IRI, and a SPARQL endpoint.

    With --engine another SPARQL 1.1 server answers the queries, under the same limits. Without DIR the pages come from
    it too; what only files can give, search, dumps and versions, is not there then.

    When a build publishes another snapshot into DIR the running server follows. Every option can be set by its
    environment variable too.

    \b
    Examples:
      osce-graph serve data
      osce-graph serve data --engine http://127.0.0.1:7878/query
      osce-graph serve --engine http://127.0.0.1:8890/sparql
      osce-graph serve data --host 0.0.0.0 --port 80 --trusted-proxies 1
      OSCE_GRAPH_QUERY_SECONDS=30 osce-graph serve data --workers 4
    """
    from endpoint.server.serve import address, serve

    settings = Settings.load(os.environ, {**given, "data": folder})
    site = address(settings)
    greeting = f"""\
Serving {settings.data if settings.has_data else settings.engine} at {site}  (open it in a browser; Ctrl-C ends it)

  curl -L -H 'Accept: text/turtle' {site}state/uzbekistan
  curl -H 'Accept: text/csv' {site}sparql --data-urlencode 'query=SELECT * {{ ?s ?p ?o }} LIMIT 5'
"""
    serve(settings, greeting)


@main.command("publish", short_help="Loads a snapshot into another engine, graph by graph.")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--to", "store", required=True, metavar="URL", help="Graph Store address, as http://host:7878/store.")
@click.option(
    "--since",
    type=click.Path(path_type=Path),
    metavar="SNAPSHOT",
    help="Snapshot that the store holds: send what changed.",
)
def publish_verb(folder: Path, store: str, since: Path | None) -> None:
    """Loads the snapshot that DIR publishes into another engine, by the SPARQL 1.1 Graph Store Protocol.

    Every named graph is replaced as a whole; with --since only those that differ, and those that are gone are deleted.
    Graphs that no snapshot named are left alone. A run that broke off can be repeated.

    \b
    Examples:
      osce-graph publish data --to http://127.0.0.1:7878/store
      osce-graph publish data --to http://127.0.0.1:7878/store --since data/snapshots/30c4ef...
    """
    from endpoint import remote

    if not remote.is_address(store):
        raise InputError(
            "is no address",
            source=f"--to {store}",
            rule="it begins with http:// or https://",
            remedy="name the address",
        )
    before = snapshot.named(since) if since else None
    done = Counter(what for what, _ in remote.publish(snapshot.named(folder), store, before))
    click.echo(f"{counted(done['put'], 'graph')} sent, {done['delete']} deleted")


@main.command("query", short_help="Asks a snapshot, or any SPARQL endpoint, one question.")
@click.argument("folder", metavar="DIR|URL")
@click.argument("query", metavar="QUERY")
@click.option(
    "--format",
    "format_",
    metavar="NAME",
    help="How the answer is written. Usual: CSV for rows, or a table where that goes to a terminal; Turtle for graphs.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@_options(_FOR_QUERY.__contains__)
def query_verb(folder: str, query: str, format_: str | None, as_json: bool, **given: str | None) -> None:
    """Asks the snapshot that DIR publishes, in the same sandbox and with the same limits as the endpoint.

    Instead of DIR it may be the address of any SPARQL 1.1 endpoint, which then has its own limits: it is waited for a
    minute longer than --query-seconds.

    QUERY is SPARQL 1.1, or - to read it from standard input. Exit code 1: the answer did not fit the limits, or the
    server had none; 2: the query is wrong. Formats: table, csv, tsv, json, xml for rows; table, json, xml for ASK;
    turtle, jsonld, rdfxml, ntriples, trig for graphs.

    \b
    Examples:
      osce-graph query data 'SELECT ?s ?label { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?label } LIMIT 5'
      osce-graph query data 'DESCRIBE <state/uzbekistan>' --format turtle
      osce-graph query data - --json < question.rq
      osce-graph query data - --format table < question.rq | less -S
      osce-graph query http://127.0.0.1:8000/sparql 'ASK { ?s ?p ?o }'
    """
    from endpoint import remote

    settings = Settings.load(os.environ, {**given, "data": folder, "children": 1})
    text = sys.stdin.read() if query == "-" else query
    if not text.strip():
        raise InputError(
            "there is no query",
            source="standard input" if query == "-" else "QUERY",
            rule="a query is SPARQL 1.1: SELECT, ASK, CONSTRUCT or DESCRIBE",
            remedy="see the examples of `osce-graph query --help`",
        )
    name = "json" if as_json else format_ or (_TABLE if sys.stdout.isatty() else None)
    formats = _formats(name)
    kind = _kind(text, str(name), formats)
    try:
        with contextlib.ExitStack() as last:
            if remote.is_address(folder):
                seconds = settings.query_seconds + _LONGER_SECONDS
                # Of what the query gives: some endpoints would give a graph, and yes and no, as rows.
                wanted = [one.media_type for of, one in formats.items() if one and kind in (of, None)]
                media_type, body = remote.ask(folder, text, wanted, seconds)
                pieces: Iterable[bytes] = [body]
            else:
                media_type, pieces = _asked_here(Path(folder), text, formats, settings, last)
            _write([table(b"".join(pieces)).encode()] if name == _TABLE and media_type in _ROWS else pieces)
    except Problem as problem:
        click.echo(f"osce-graph: {problem.title}: {problem.detail}\n  remedy: {problem.remedy}", err=True)
        sys.exit(NO_ANSWER if problem.status >= 500 or problem.name in _TOO_MUCH else WRONG_USE)


def _kind(text: str, name: str, formats: dict[Kind, Any]) -> Kind | None:
    """What the query gives, None where that is left to who answers it, as what is no query for us.

    Raises InputError where what it gives is not written so.
    """
    from endpoint.queries import guard

    try:
        form = guard.inspect(text, length=sys.maxsize, nesting=sys.maxsize).form
    except Problem:
        return None
    kind = _KINDS.get(form)
    if kind and formats[kind] is None:
        raise InputError(
            f"{form} gives {_GIVES[kind]}, which are not written so",
            source=f"--format {name}",
            rule=f"{_GIVES[kind]} are written as {', '.join(_names(kind))}",
            remedy="name one of these, or leave --format out",
        )
    return kind


def _names(*kinds: Kind) -> list[str]:
    """What --format calls the ways in which answers of these kinds are written."""
    table = [_TABLE] if {*kinds} - {"graph"} else []
    return [*table, *(one.name for one in FORMATS if one.kinds & {*kinds} and one.name != "html")]


def _asked_here(
    folder: Path, text: str, formats: dict[Kind, Any], settings: Settings, last: contextlib.ExitStack
) -> tuple[str, Iterable[bytes]]:
    """The media type and the pieces of the answer from a snapshot; what made it ends with `last`. Raises Problem."""
    from endpoint.pool.asking import Query
    from endpoint.pool.pool import Pool
    from endpoint.queries import guard

    pool = Pool(snapshot.current(folder).store_path, settings)
    last.callback(pool.close)
    text = guard.spelt_out(text)
    answer = pool.ask(Query(text, pool.inspect(text), formats))
    return answer.format.media_type, chain([answer.body], answer.rest or ())


def _write(pieces: Iterable[bytes]) -> None:
    """Writes an answer, a large one as it is made; an exit code tells where that breaks off."""
    for piece in pieces:
        sys.stdout.buffer.write(piece)
    if not piece.endswith(b"\n"):
        sys.stdout.buffer.write(b"\n")


def _formats(name: str | None) -> dict[Kind, Any]:
    """The format for each kind of answer. Raises InputError for a name that no format has."""
    usual = _SHOWN if name == _TABLE else _USUAL
    found = {kind: by_name(usual[kind] if name in (None, _TABLE) else str(name), kind) for kind in ANSWER_KINDS}
    if not any(found.values()) or name == "html":
        raise InputError(
            "no format is called so",
            source=f"--format {name}",
            rule=f"a format is one of {', '.join(_names(*ANSWER_KINDS))}",
            remedy="name one of these, or leave --format out",
        )
    return found
