"""The verb `check`, which walks a running site."""

import json
import sys
from collections import Counter
from importlib.metadata import version

import click

from graph.cli.verbs import FINDINGS, cli
from graph.counting import counted
from graph.walk import Walk, walk
from graph.walk.rules import RULES

_SHOWN = 5


@cli.command("check", short_help="Says which rules a running site of Linked Data breaks.")
@click.argument("url")
@click.option("--limit", type=click.IntRange(1), default=2000, show_default=True, help="Requests to make at the most.")
@click.option("--each", type=click.IntRange(1), default=2, show_default=True, help="Things of each kind to look at.")
@click.option(
    "--pause",
    type=click.FloatRange(0),
    default=0.5,
    show_default=True,
    help="Seconds between requests; none on this machine.",
)
@click.option("--dump-mb", type=click.IntRange(0), default=50, show_default=True, help="Largest file to download.")
@click.option("--contact", default="", help="Who asks: an e-mail address or a page, told to the site.")
@click.option(
    "--own", is_flag=True, help="The site is yours: links that robots.txt keeps programs from are followed too."
)
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
def check_verb(
    url: str, limit: int, each: int, pause: float, dump_mb: int, contact: str, own: bool, as_json: bool
) -> None:
    """Walks a running site of Linked Data, ours or any other, and says which rules it breaks.

    From robots.txt, the sitemap and the description of the dataset it goes to dumps (downloaded, hashed, counted), the
    SPARQL endpoint, feeds, mementos, and some things of each kind in every format: content negotiation, redirects,
    validators, HEAD, relations, the same graph in every format, dead links, errors. Nothing is asked that could change
    anything. Exit code 1: a rule is broken that clients rely on, or --limit was reached; 2: nobody answers.

    \b
    Examples:
      osce-graph check http://127.0.0.1:8000/ --own
      osce-graph check https://example.org/data/ --limit 300 --contact me@example.org --json
    """
    agent = f"osce-graph-check/{version('osce-graph')}" + (f" (+{contact})" if contact else "")
    found = walk(
        url, limit=limit, each=each, pause=pause, agent=agent, obey_robots=not own, dump_bytes=dump_mb * 1_000_000
    )
    click.echo(json.dumps(found.as_json(), indent=2, ensure_ascii=False) if as_json else _told(found))
    if found.broken or found.stopped:
        sys.exit(FINDINGS)


def _told(found: Walk) -> str:
    lines: list[str] = []
    for name, count in Counter(one.rule for one in found.findings).items():
        rule = RULES[name]
        lines.append(f"{rule.level} {name}: {rule.text} [{rule.source}] {counted(count, 'time')} not so:")
        these = [one for one in found.findings if one.rule == name]
        lines += [f"  {one.url}\n    {one.detail}" for one in these[:_SHOWN]]
        lines += [f"  and {count - _SHOWN} more; --json lists all"] if count > _SHOWN else []
    if found.absent:
        lines.append(f"not offered: {', '.join(found.absent)}")
    lines += [f"not asked: {count} {what}" for what, count in found.unasked.items()]
    lines += [f"not finished: {one}" for one in found.stopped]
    held = sum(found.held.values())
    lines.append(f"{counted(found.requests, 'request')}; {counted(held, 'check')} held, {len(found.findings)} did not")
    return "\n".join(lines)
