"""The verb that asks the web for pages: `fetch`."""

import datetime
import json
import math
import re
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from graph.cli.bars import Bars
from graph.cli.verbs import FINDINGS, cli
from graph.counting import counted
from graph.errors import InputError
from graph.fetch.captures import CommonCrawl, InternetArchive
from graph.fetch.client import Client, agent
from graph.fetch.fetched import Fetched
from graph.fetch.osce import Osce
from graph.fetch.run import fetch, plan
from graph.fetch.sites import Site, is_wanted
from graph.iri import address
from graph.state.provenance import software_version

# Seconds between two requests, at the least, and where each source is. The Internet Archive answers 24 searches of its
# index a minute.
_PAUSES = {"osce.org": 2.0, "common-crawl": 1.0, "internet-archive": 2.5}
_BASES = {
    "osce.org": "https://www.osce.org",
    "common-crawl": "https://index.commoncrawl.org",
    "internet-archive": "https://web.archive.org",
}
_CRAWL = re.compile(r"(?a)CC-[A-Z]+-[\w-]+")
_TOLD = 20
_CRAWL_DATA = "https://data.commoncrawl.org"


@cli.command("fetch")
@click.argument("source", type=click.Choice(sorted(_PAUSES)))
@click.argument("crawl", nargs=-1)
@click.option("--into", "folder", required=True, type=click.Path(path_type=Path), help="Folder for archive and ledger.")
@click.option("--contact", required=True, help="E-mail or web address of whoever asks; sent with every request.")
@click.option("--limit", type=click.IntRange(1), help="The most pages to ask for in this run.")
@click.option(
    "--revisit",
    type=click.FloatRange(0),
    default=30.0,
    show_default=True,
    metavar="DAYS",
    help="Days after which a page of which no sitemap says when it changed is asked for again.",
)
@click.option("--feed", multiple=True, help="Address of a feed of osce.org to read beside the sitemaps.")
@click.option("--pause", type=float, help="Seconds between two requests; more than the source's own, never less.")
@click.option("--base", help="Another address of the source, such as a mirror of your own.")
@click.option("--dry-run", is_flag=True, help="Ask for lists only, and print the pages that would be asked for.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
def fetch_verb(
    source: str,
    crawl: tuple[str, ...],
    folder: Path,
    contact: str,
    limit: int | None,
    revisit: float,
    feed: tuple[str, ...],
    pause: float | None,
    base: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Fetches pages into a web archive that `build` reads.

    SOURCE is the OSCE's site, by its sitemaps and feeds; Common Crawl, by the indexes of the crawls named; or the
    Internet Archive. It asks one page after the other, with pauses, and not where robots.txt forbids it; it waits where
    a server says that it is busy, and ends where one says no. What was interrupted goes on, and a second run asks only
    for what failed, is new or has changed; where no sitemap says when a page changed, it asks the site whether it has,
    once in --revisit days. Exit code 1 says that something was not fetched.

    \b
    Examples:
      osce-graph fetch osce.org --into web --contact me@example.org --dry-run
      osce-graph fetch osce.org --into web --contact me@example.org --limit 500
      osce-graph fetch common-crawl CC-MAIN-2024-10 --into web --contact me@example.org
      osce-graph fetch internet-archive --into web --contact https://example.org/about-me
      osce-graph build web --into data
    """
    place = (base or _BASES[source]).rstrip("/")
    client = Client(
        agent(software_version(), contact),
        _pause(source, (place, *feed), pause),
        # The index and the data of Common Crawl are offered to programs; its robots.txt speaks of other parts.
        obey_robots=source != "common-crawl",
        told=lambda text: click.echo(text, err=True),
    )
    site = _site(source, place, crawl, feed, client, base)
    wanted: list[str] | None = None
    with _ended_by_sigterm(), Bars(sys.stderr.isatty()) as bars:
        if dry_run:
            wanted, found = plan(site, client, folder, source, revisit)
        else:
            found = fetch(site, client, folder, source, _about(client, contact), limit, revisit, bars.tell)
    _say(found, client, folder / f"{source}.warc.gz", as_json, wanted)
    if found.stopped or found.failures:
        sys.exit(FINDINGS)


def _about(client: Client, contact: str) -> dict[str, str]:
    """What the archive says of its making (`warcinfo`); of robots.txt what is true of the source."""
    robots = "obey" if client.obey_robots else "ignore"
    return {"software": client.agent, "operator": contact, "robots": robots, "format": "WARC File Format 1.1"}


def _pause(source: str, places: tuple[str, ...], pause: float | None) -> float:
    """The pause between requests. Raises InputError for one shorter than the source's own, or for no address."""
    for place in places:
        if address(place) != place:
            raise InputError(
                f"{place!r} is no address",
                source="--feed" if place in places[1:] else "--base",
                rule="a source is named by a whole web address",
                remedy="begin it with https://",
            )
    is_ours = all(urlsplit(place).hostname in ("127.0.0.1", "localhost") for place in places)
    least = 0.0 if is_ours else _PAUSES[source]
    wanted = _PAUSES[source] if pause is None else pause
    if not least <= wanted < math.inf:
        raise InputError(
            f"{wanted:g} s is too short",
            source="--pause",
            rule=f"{source} is asked at most every {least:g} s; only a server on this machine may be hurried",
            remedy="give a longer pause, or none",
        )
    return wanted


def _site(
    source: str, place: str, crawl: tuple[str, ...], feeds: tuple[str, ...], client: Client, base: str | None
) -> Site:
    """The source. Raises InputError for crawls that are missing, or not meant."""
    has_crawls = source == "common-crawl"
    wrong = "" if has_crawls == bool(crawl) else "no crawl is named" if has_crawls else f"{source} has no crawls"
    wrong = wrong or next((f"{one!r} is no name of a crawl" for one in crawl if not _CRAWL.fullmatch(one)), "")
    if wrong:
        raise InputError(
            wrong,
            source=source,
            rule="CRAWL names crawls of Common Crawl, such as CC-MAIN-2024-10",
            remedy="see https://index.commoncrawl.org/ for their names" if has_crawls else "leave it out",
        )
    if source == "common-crawl":
        return CommonCrawl(crawl, "osce.org", place, base.rstrip("/") if base else _CRAWL_DATA, is_wanted)
    if source == "internet-archive":
        return InternetArchive("osce.org", place, is_wanted)
    return Osce(place, feeds, client.sitemaps, is_wanted_path)


def is_wanted_path(url: str) -> bool:
    """Whether the path is one that a release or a listing of the OSCE's site has, whatever the host."""
    return is_wanted(urlsplit(url)._replace(scheme="https", netloc="www.osce.org").geturl())


@contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    """Has SIGTERM end a run as Ctrl-C does, so that it too says what was done."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _say(found: Fetched, client: Client, archive: Path, as_json: bool, wanted: list[str] | None) -> None:
    """Tells what was done; `wanted` is what a dry run would ask for."""
    told: dict[str, Any] = {
        "requests": client.requests,
        "counts": dict(found.counts),
        "failures": found.failures,
        "notes": found.notes,
        "stopped": found.stopped,
    }
    if wanted is not None:
        told |= {"pages": wanted, "seconds": round(found.seconds)}
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for url in wanted or ():
        click.echo(url)
    for note in found.notes[:_TOLD]:
        click.echo(f"note: {note}", err=True)
    if (more := len(found.notes) - _TOLD) > 0:
        click.echo(f"note: {counted(more, 'more note')}; --json prints all", err=True)
    for failure in found.failures:
        click.echo(f"not fetched: {failure}", err=True)
    if found.stopped:
        click.echo(f"ended early: {found.stopped}\n  run the same command again later; it goes on from here", err=True)
    counts = ", ".join(_count(number, what) for what, number in sorted(found.counts.items()) if number)
    click.echo(f"{counted(client.requests, 'request')}: {counts or 'nothing to do'}", err=True)
    if wanted is None:
        click.echo(f"archive: {archive}")
    elif wanted:
        click.echo(
            f"they take {datetime.timedelta(seconds=round(found.seconds))} at the least, for the pauses", err=True
        )


def _count(number: int, what: str) -> str:
    return f"{number} {what.replace('s asked', ' asked') if number == 1 else what}"
