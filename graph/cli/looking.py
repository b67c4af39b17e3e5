"""The verbs that look at pages and vocabularies and make nothing."""

import datetime
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import click

from graph import extensions, layouts, pages, rooms
from graph.cli.verbs import FINDINGS, cli
from graph.errors import InputError
from graph.extract import Reader
from graph.iri import BASE
from graph.layouts.menu import read_menu
from graph.layouts.parts import Sheet
from graph.layouts.wording import Wording
from graph.listing import listed
from graph.menu import Entry, Menu
from graph.records import Finding, Page
from graph.text import lines
from graph.vocabularies.reference import Reference

_NO_TITLE = "(no title)"


@cli.command("extract", short_help="Prints what is read from saved pages, and states nothing.")
@click.argument("page", nargs=-1, required=True)
@click.option("--extractor", "extractors", multiple=True, help="NAME:OPTION=VALUE,...: one more that reads the text.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object for each release, with the evidence.")
def extract_verb(page: tuple[str, ...], extractors: tuple[str, ...], as_json: bool) -> None:
    """Prints what is read from saved pages, before anything is stated or checked.

    PAGE is a file, a folder or - for standard input. Exit code 1 says that a page could not be read.

    \b
    Examples:
      osce-graph extract page.txt
      osce-graph extract --json tests/pages > releases.jsonl
      osce-graph extract page.txt --extractor spacy:model=models/en
    """
    reference = Reference.load(rooms.ontology())
    reader, rejected = Reader(reference, extensions.load_all(extractors)), False
    for saved in (saved for source in _found(page) for saved in pages.read(source)):
        reading = reader.read(saved) if isinstance(saved, Page) else None
        findings = reading.findings if reading else (saved,) if isinstance(saved, Finding) else ()
        for finding in findings:
            rejected |= finding.kind == "rejection"
            _tell(finding)
        for one in reading.proposed if reading else ():
            told = one.failure or ", ".join(f"{number} {fate}" for fate, number in one.fates) or "no proposals"
            click.echo(f"{saved.name if isinstance(saved, Page) else ''} {one.method}: {told}", err=True)
        for release in listed(reading, reference) if reading else ():
            click.echo(json.dumps(release, ensure_ascii=False) if as_json else _release_text(release))
    if rejected:
        sys.exit(FINDINGS)


def _release_text(release: dict[str, Any]) -> str:
    people = [
        ", ".join((" ".join(filter(None, (who["honorific"], who["name"]))), *map(_role_text, who["roles"])))
        for who in release["people"]
    ]
    quotes, statements = (
        [f"{quote['speaker'] or 'unknown'}: {quote['text']}" for quote in release[name]]
        for name in ("quotes", "statements")
    )
    events = [_event_text(event) for event in (release["event"], *release["further_events"]) if event]
    offices = [f"{held['office']}: {held['name'] or 'unknown'}" for held in release["office_holders"]]
    fields = ("date", "place", "content_type", "sources", "fields_of_work", "states", "organisations")
    rows = [(field, release[field]) for field in fields] + [("events", events)]
    rows += [(field, release[field]) for field in ("participants", "funders")]
    rows += [("people", people), ("offices", offices), ("quotes", quotes), ("statements", statements)]
    lines = [release["title"] or _NO_TITLE]
    for name, value in rows:
        for one in value if isinstance(value, list) else [value] if value else []:
            lines.append(f"  {name:15} {one}")
    return "\n".join(lines) + "\n"


def _event_text(event: dict[str, Any]) -> str:
    """What is said of an event, in one line."""
    days = " to ".join(dict.fromkeys(filter(None, (event["start"], event["end"]))))
    said = [event["name"] or event["type"] or "event", event["type"] if event["name"] else None, event["place"], days]
    said += [f"{many} participants" if (many := event["participants"]) else None]
    for word, bodies in (("organised by", event["organisers"]), ("supported by", event["supporters"])):
        said.append(f"{word} {', '.join(bodies)}" if bodies else None)
    return ", ".join(filter(None, said))


def _role_text(role: dict[str, str | None]) -> str:
    """The role; of whom somebody is where no role is said."""
    return role["role"] or f"of {role['organisation']}"


def _found(paths: Sequence[str]) -> Sequence[pages.Input]:
    """The files of pages. Raises InputError where folders hold none: to read nothing is no success."""
    found = pages.find(paths).pages
    if not found:
        raise InputError(
            "there is no page in it",
            source=", ".join(paths),
            rule="every PAGE is a file, a folder or - for standard input",
            remedy=f"give a folder with files whose names end in {', '.join(pages.SUFFIXES)}; or one file",
        )
    return found


def _tell(finding: Finding) -> None:
    click.echo(f"{finding.input} {finding.message}\n  rule {finding.rule}; {finding.remedy}", err=True)


def _one_page(path: str) -> Page:
    """The one page of a file or of standard input. Ends with exit code 1 where it cannot be read.

    Raises InputError where there is none or more than one.
    """
    found = _found([path])
    if len(found) > 1:
        message = f"the folder holds {len(found)} files of pages, where one is asked for"
        raise InputError(message, source=path, rule="PAGE is a file or -", remedy="give a file that holds one page")
    saved = pages.load(found[0])
    if isinstance(saved, Finding) and saved.rule == pages.NOT_SINGLE:
        raise InputError(saved.message, source=path, rule=saved.rule, remedy=saved.remedy)
    if isinstance(saved, Finding):
        _tell(saved)
        sys.exit(FINDINGS)
    return saved


@cli.command("layouts", short_help="Says which layout a saved page is read by, and why.")
@click.argument("page")
@click.option("--json", "as_json", is_flag=True, help="Print the scores and what was found as JSON.")
def layouts_verb(page: str, as_json: bool) -> None:
    """Says which layout a saved page is read by, and why: the score of each, and what the best one finds.

    PAGE is a file or - for standard input. Exit code 1 says that the page could not be read, or that no layout fits.

    \b
    Examples:
      osce-graph layouts page.txt
      osce-graph layouts page.txt --json
    """
    saved = _one_page(page)
    wording = Wording.of(Reference.load(rooms.ontology()))
    scores = layouts.scores(Sheet.of(saved, wording))
    documents = layouts.take_apart(saved, wording)
    chosen = None if isinstance(documents, Finding) else documents[0].layout
    titles = [
        document.title.of(saved.text) if document.title else None
        for document in ([] if isinstance(documents, Finding) else documents)
    ]
    if as_json:
        found = {"layout": chosen, "scores": scores, "needed": layouts.THRESHOLD, "titles": titles}
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        for layout in sorted(layouts.LAYOUTS, key=lambda layout: -scores[layout.NAME]):
            mark = "*" if chosen == layout.NAME else " "
            click.echo(f"{mark} {scores[layout.NAME]:.2f}  {(layout.__doc__ or '').splitlines()[0]}")
            if mark == "*":
                click.echo(f"          {layout.score.__doc__}")
        for title in titles:
            click.echo(f"release: {title or _NO_TITLE}")
    if chosen is None:
        click.echo(f"no layout reaches {layouts.THRESHOLD:.2f}", err=True)
        sys.exit(FINDINGS)


@cli.command("menu", short_help="Prints the site's menu that a saved page carries.")
@click.argument("page")
@click.option("--json", "as_json", is_flag=True, help="Print the entries and the differences as JSON.")
def menu_verb(page: str, as_json: bool) -> None:
    """Prints the site's menu that a saved page carries, and where it differs from the vocabulary.

    PAGE is a file or - for standard input. Exit code 1 says that the page could not be read or has no menu, or that its
    menu has entries that are new, renamed, annotated or gone.

    \b
    Examples:
      osce-graph menu page.txt
      osce-graph menu page.txt --json
    """
    saved = _one_page(page)
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


def _say_menu(entries: list[Entry], differences: list[Finding]) -> None:
    for entry in entries:
        iri = entry.iri.value.removeprefix(BASE) if entry.iri else "unknown"
        click.echo(f"{'  ' if entry.heading else ''}{entry.label}  ({iri})")
    if not entries:
        click.echo("no menu: the page does not begin with lists of items under headings", err=True)
    for difference in differences:
        click.echo(f"{difference.rule}: {difference.input} {difference.message}", err=True)


def _day(text: str) -> datetime.date:
    """The day that ISO 8601 writes so. Raises BadParameter where it writes none."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text!r} is no day; write it as 2006-03-01") from None


@cli.command("resolve")
@click.argument("label")
@click.argument("date", metavar="DATE", type=_day)
@click.option("--json", "as_json", is_flag=True, help="Print the structure as JSON.")
def resolve_verb(label: str, date: datetime.date, as_json: bool) -> None:
    """Says which structure a label of the OSCE's site means on a date.

    The site labels old releases with today's names: LABEL is such a source label, DATE the day of the release,
    such as 2006-03-01. Exit code 1 says that the vocabulary does not know the label.

    \b
    Examples:
      osce-graph resolve 'OSCE Programme Office in Astana' 2006-03-01
      osce-graph resolve 'OSCE Mission to Serbia' 2002-05-15 --json
    """
    reference = Reference.load(rooms.ontology())
    iri = reference.source(label, date.isoformat())
    name = reference.label(iri) if iri else None
    if as_json:
        click.echo(json.dumps({"iri": iri.value if iri else None, "label": name}, ensure_ascii=False))
    elif iri:
        click.echo(f"{name}  <{iri.value}>")
    else:
        click.echo(f"no structure is called {label!r}", err=True)
    if iri is None:
        sys.exit(FINDINGS)
