"""What releases say of a thing when they are counted: by month, by field of work, by State, by speaker, by source.

Every release is looked at once, at sealing, so that the page of a State with ten thousand releases costs no more to
serve than any other. The counts go into an SQLite file; of what is ranked, the first eight are kept, or all States
where a map shows them.

Decision 2026-11-28: counted here. Alternatives: SPARQL when a page is asked for, seconds for a State that half the
releases mention; the bits of the search index, which know no speakers. Cost: 100 bytes for each count, 2 MB for 2,500
releases and their people.
"""

import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from pyoxigraph import DefaultGraph, NamedNode, Store

from graph import vocabulary as v
from graph.iri import DATASET
from graph.publication.lists import dated_releases
from graph.publication.search import kind

PORTRAITS: Final = "portraits.sqlite"
MONTH: Final = "month"
STATE: Final = "state"
MOST: Final = 8
"""So many values are kept of each facet but the months, and the States of what has a map."""
MAPPED: Final = frozenset({"field-of-work", "field-operation", "structure"})
"""The kinds of things, beside all releases together, of which a map shows the States that their releases mention."""

_SCHEMA: Final = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
CREATE TABLE counted (thing TEXT, facet TEXT, value TEXT, releases INTEGER, PRIMARY KEY (thing, facet, value))
WITHOUT ROWID;
"""
BELONGING: Final = {
    "state": v.SCHEMA_MENTIONS,
    "person": v.SCHEMA_MENTIONS,
    "structure": v.DCTERMS_PUBLISHER,
    "field-operation": v.DCTERMS_PUBLISHER,
    "field-of-work": v.DCTERMS_SUBJECT,
    "content-type": v.DCTERMS_TYPE,
    "place": v.DCTERMS_SPATIAL,
}
"""The kinds of things that have a portrait, each with the property by which a release belongs to them."""
_MONTH: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)
Facts = dict[NamedNode, set[NamedNode]]


def portraits(store: Store, place: Path) -> None:
    """Writes the counts of every thing that a release belongs to, and of all releases together, into `place`.

    The counts of all releases stand under the IRI of the dataset.
    """
    counted: dict[NamedNode, dict[str, Counter[str]]] = {}
    for things, facets in _releases(store):
        for one in (DATASET, *sorted(things, key=str)):
            facts = counted.setdefault(one, {})
            for facet, values in facets.items():
                facts.setdefault(facet, Counter()).update(value for value in values if value != one.value)
    with closing(sqlite3.connect(place / PORTRAITS)) as base:
        base.executescript(_SCHEMA)
        base.executemany("INSERT INTO counted VALUES (?, ?, ?, ?)", _rows(counted))
        base.commit()


def _rows(counted: dict[NamedNode, dict[str, Counter[str]]]) -> Iterator[tuple[str, str, str, int]]:
    for one in sorted(counted, key=str):
        for facet, values in sorted(counted[one].items()):
            ranked = sorted(values.items(), key=lambda pair: (-pair[1], pair[0]))
            whole = facet == MONTH or (facet == STATE and (one == DATASET or kind(one) in MAPPED))
            for value, releases in ranked if whole else ranked[:MOST]:
                yield one.value, facet, value, releases


def _releases(store: Store) -> Iterator[tuple[set[NamedNode], dict[str, set[str]]]]:
    """Each release as the things that it belongs to and its values of each facet."""
    said = {predicate: _facts(store, predicate) for predicate in set(BELONGING.values())}
    speakers = _speakers(store)
    for release, day in dated_releases(store):
        mentioned = said[v.SCHEMA_MENTIONS].get(release, set())
        things = {
            one
            for predicate, facts in said.items()
            for one in facts.get(release, ())
            if BELONGING.get(kind(one)) == predicate
        }
        yield (
            things,
            {
                # No month where no more than a year is known.
                MONTH: {day[:7]} if _MONTH.match(day) else set(),
                "topic": _iris(said[v.DCTERMS_SUBJECT].get(release, ())),
                "source": _iris(said[v.DCTERMS_PUBLISHER].get(release, ())),
                STATE: _iris(one for one in mentioned if kind(one) == "state"),
                "speaker": _iris(speakers.get(release, ())),
            },
        )


def _iris(nodes: Iterable[NamedNode]) -> set[str]:
    return {one.value for one in nodes}


def _facts(store: Store, predicate: NamedNode) -> Facts:
    made: Facts = {}
    for quad in store.quads_for_pattern(None, predicate, None, DefaultGraph()):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            made.setdefault(quad.subject, set()).add(quad.object)
    return made


def _speakers(store: Store) -> Facts:
    """Whom each release quotes."""
    spoken, made = _facts(store, v.SCHEMA_SPOKEN_BY_CHARACTER), Facts()
    for quote, releases in _facts(store, v.SCHEMA_IS_PART_OF).items():
        for release in releases:
            made.setdefault(release, set()).update(spoken.get(quote, ()))
    return made
