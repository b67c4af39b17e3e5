"""The verb that lists the people of a snapshot, and whom a steward should look at."""

import datetime
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from pyoxigraph import Store

from graph import snapshot
from graph.cli.verbs import FINDINGS, cli
from graph.counting import counted
from graph.iri import BASE
from graph.look.doubts import Doubt, doubts
from graph.look.people import Known, Naming, gathered, sentences
from graph.vocabularies.decisions import Decisions

# So many places are shown of each doubt; --json has all.
_SHOWN = 4


@cli.command("people", short_help="Lists the people whom a snapshot names, or those in doubt.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--doubtful", is_flag=True, help="List what a steward should look at, with the line that settles it.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: with all places, and all lines.")
def people_verb(folder: Path, doubtful: bool, as_json: bool) -> None:
    """Lists the people whom a snapshot names, or those of them who are in doubt.

    DIR is a folder that `build` publishes into, or a sealed snapshot. In doubt are names that are nearly the same, one
    name in roles that contradict each other, namesakes whom nothing tells apart, surnames alone, and people who are
    nowhere named surely. Each doubt comes with the reason, the pages and sentences, and lines of Turtle: put the one
    that is true into ontology/vocabularies/decisions.ttl or the file that `build --decisions` names, and build again.
    Exit code 1 says that something is in doubt.

    \b
    Examples:
      osce-graph people data
      osce-graph people data --doubtful
      osce-graph people data --doubtful --json > doubts.json
    """
    store = Store.read_only(str(snapshot.named(folder).store_path))
    people = gathered(store)
    if not doubtful:
        for one in people if not as_json else ():
            click.echo(f"{one.names[0]}  <{one.iri.value.removeprefix(BASE)}>  {len(one.namings)}")
        if as_json:
            said = sentences(store, (naming for one in people for naming in one.namings))
            click.echo(json.dumps([_person(one, said) for one in people], ensure_ascii=False, indent=2))
        return
    decided = Decisions.of(store)
    found = list(doubts(people, decided, datetime.date.today()))
    said = sentences(store, (naming for one in found for naming in one.namings[: None if as_json else _SHOWN]))
    if as_json:
        click.echo(json.dumps([_doubt(one, said) for one in found], ensure_ascii=False, indent=2))
    else:
        for one_doubt in found:
            click.echo(_text(one_doubt, said))
        click.echo(
            f"{counted(len(found), 'doubt')} about {len(people)} {'person' if len(people) == 1 else 'people'}", err=True
        )
    if found:
        sys.exit(FINDINGS)


def _person(known: Known, said: dict[Naming, str]) -> dict[str, Any]:
    return {"iri": known.iri.value, "names": known.names, "namings": [_naming(one, said) for one in known.namings]}


def _naming(naming: Naming, said: dict[Naming, str]) -> dict[str, Any]:
    return {
        "release": naming.release.value,
        "day": naming.day or None,
        "page": naming.page,
        "words": naming.words,
        "sentence": said[naming],
        "confidence": naming.confidence,
        "roles": [{"role": held.title, "organisation": held.label or None} for held in naming.roles],
    }


def _doubt(doubt: Doubt, said: dict[Naming, str]) -> dict[str, Any]:
    return {
        "kind": doubt.kind,
        "reason": doubt.reason,
        "people": [{"iri": one.iri.value, "names": one.names} for one in doubt.people],
        "namings": [_naming(one, said) for one in doubt.namings],
        "lines": [asdict(line) for line in doubt.lines],
    }


def _text(doubt: Doubt, said: dict[Naming, str]) -> str:
    shown = [f"{doubt.kind}: {doubt.reason}"]
    for naming in doubt.namings[:_SHOWN]:
        shown += [f"  {naming.day or 'undated'}  {naming.page}", f"    {said[naming]}"]
    if len(doubt.namings) > _SHOWN:
        shown.append(f"  and {len(doubt.namings) - _SHOWN} more")
    for line in doubt.lines:
        shown += [f"  if it is {line.means.removeprefix('it is ')}:", f"    {line.turtle}"]
    return "\n".join(shown) + "\n"
