"""The people of a graph who are in doubt, as pages show them: by number, by kind, and by the people they are about.

Decision 2026-11-30: gathered at sealing. Alternative: by the server, when a steward asks; at 50,000 releases that takes
a minute or two. Cost: 0.4 ms of sealing for each place where somebody is named, beside other work.

The lines that settle a doubt are dated by the day on which they are shown: the same data gives the same file.
"""

import datetime
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from pyoxigraph import Store

from graph.look.doubts import Doubt, doubts
from graph.look.people import Naming, gathered, sentences
from graph.vocabularies.decisions import Decisions

DOUBTS: Final = "doubts.sqlite"
UNDATED: Final = datetime.date(1, 1, 1)
"""Stands in the lines for the day of the decision."""
_NAMINGS: Final = 4
_LINES: Final = 6
_PEOPLE: Final = 20

_SCHEMA: Final = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
CREATE TABLE doubt (number INTEGER PRIMARY KEY, kind TEXT, told TEXT);
CREATE TABLE about (person TEXT, number INTEGER, PRIMARY KEY (person, number)) WITHOUT ROWID;
CREATE INDEX of_kind ON doubt (kind, number);
"""


def doubtful(store: Store, place: Path) -> None:
    """Writes the doubts into the folder `place`; of each the first places, people and lines, and how many there are."""
    decided = Decisions.of(store)
    found = list(doubts(gathered(store), decided, UNDATED))
    said = sentences(store, (naming for one in found for naming in one.namings[:_NAMINGS]))
    with closing(sqlite3.connect(place / DOUBTS)) as base:
        base.executescript(_SCHEMA)
        for number, one in enumerate(found, 1):
            told = json.dumps(_told(one, said), ensure_ascii=False)
            base.execute("INSERT INTO doubt VALUES (?, ?, ?)", (number, one.kind, told))
            people = sorted({person.iri.value for person in one.people})
            base.executemany("INSERT INTO about VALUES (?, ?)", ((person, number) for person in people))
        base.commit()


def _told(doubt: Doubt, said: dict[Naming, str]) -> dict[str, Any]:
    return {
        "reason": doubt.reason,
        "people": [[one.iri.value, one.names[0]] for one in doubt.people[:_PEOPLE]],
        "namings": [[one.release.value, one.day, one.page, said[one]] for one in doubt.namings[:_NAMINGS]],
        "places": len(doubt.namings),
        "lines": [[one.means, one.turtle] for one in doubt.lines[:_LINES]],
    }
