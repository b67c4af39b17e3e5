"""The search index of a snapshot: an SQLite file with full text (FTS5), names, and facets as sets of bits.

Things are numbered from 1: releases first, the newest before the others, then everything else by how many releases
speak of it. So the natural order of the index is that of the answers, and a set of things is a string of bits.

The file holds the words of whole releases and is never published; what is answered from it are titles and counts.

Decision 2026-11-28: SQLite FTS5, because Python has it. Alternative: tantivy, faster to build and with better ranking;
another binary wheel and a format of its own. Cost: a folded copy of all names and titles.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Store, Triple

from graph import vocabulary as v
from graph.folding import words
from graph.iri import BASE, thing
from graph.publication.lists import dated_releases
from graph.publication.things import instances

SEARCH: Final = "search.sqlite"

_SCHEMA: Final = """
CREATE TABLE thing (id INTEGER PRIMARY KEY, iri TEXT, kind TEXT, label TEXT, language TEXT, day TEXT, releases INTEGER);
CREATE VIRTUAL TABLE words USING fts5(title, names, text, content='', tokenize='porter unicode61 remove_diacritics 0');
CREATE VIRTUAL TABLE names USING fts5(name, content='', prefix='1 2 3', tokenize='unicode61 remove_diacritics 0');
CREATE TABLE exact (name TEXT, id INTEGER);
CREATE VIRTUAL TABLE alike USING fts5(name, content='exact', tokenize='trigram');
CREATE TABLE facet (facet TEXT, value TEXT, label TEXT, count INTEGER, bits BLOB);
CREATE TABLE common (word TEXT PRIMARY KEY, bits BLOB);
"""
# Words in so large a part of the releases have these noted, up to so many words.
_COMMON_PART, _COMMON = 25, 400
# Facets of releases: the name in addresses, the property, and the kind of thing where the property has several.
FACETS: Final[tuple[tuple[str, NamedNode, str | None], ...]] = (
    ("type", v.DCTERMS_TYPE, None),
    ("source", v.DCTERMS_PUBLISHER, None),
    ("topic", v.DCTERMS_SUBJECT, None),
    ("state", v.SCHEMA_MENTIONS, "state"),
    ("person", v.SCHEMA_MENTIONS, "person"),
)
# Kinds of things beside releases that can be found, with the properties by which releases speak of them.
_FOUND: Final[tuple[tuple[NamedNode, tuple[NamedNode, ...]], ...]] = (
    (v.STATE, (v.SCHEMA_MENTIONS,)),
    (v.STRUCTURE, (v.DCTERMS_PUBLISHER, v.SCHEMA_MENTIONS)),
    (v.FOAF_PERSON, (v.SCHEMA_MENTIONS,)),
    (v.PLACE, (v.DCTERMS_SPATIAL, v.SCHEMA_MENTIONS)),
    (v.FIELD_OF_WORK, (v.DCTERMS_SUBJECT,)),
    (v.CONTENT_TYPE, (v.DCTERMS_TYPE,)),
    (v.MEETING_SERIES, ()),
    (v.ORG_ORGANIZATION, (v.SCHEMA_MENTIONS,)),
)
_NAMES: Final = (v.SKOS_ALT_LABEL, v.SKOS_HIDDEN_LABEL, v.ACRONYM, v.SITE_LABEL, v.DEMONYM, v.ISO2, v.ISO3)


def kind(node: NamedNode) -> str:
    """The kind of a thing, as its IRI says it."""
    return node.value.removeprefix(BASE).partition("/")[0]


def index(store: Store, place: Path, texts: Mapping[str, str]) -> None:
    """Writes the index of the graph into `place`; `texts` are the words of releases by their keys."""
    things = _Things(store)
    with closing(sqlite3.connect(place / SEARCH)) as base:
        base.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _SCHEMA)
        dated, others = dated_releases(store), things.others()
        told, facets = Counter[str](), _Facets()
        for number, (node, day) in enumerate(dated, 1):
            said = things.said(node)
            label, language = things.label(node, said)
            base.execute(
                "INSERT INTO thing VALUES (?, ?, 'release', ?, ?, ?, 0)", (number, node.value, label, language, day)
            )
            text = texts.get(node.value.removeprefix(thing("release", "x").value[:-1]), "")
            row = (number, _folded(label), _folded(*things.spoken_of(said)), _folded(text, *things.quotes(node)))
            base.execute("INSERT INTO words (rowid, title, names, text) VALUES (?, ?, ?, ?)", row)
            facets.add(number, day, said)
            told.update({word for part in row[1:] for word in str(part).split()})
        for number, (node, count) in enumerate(others, len(dated) + 1):
            said = things.said(node)
            label, language = things.label(node, said)
            row_ = (number, node.value, kind(node), label, language, "", count)
            base.execute("INSERT INTO thing VALUES (?, ?, ?, ?, ?, ?, ?)", row_)
            names = list(dict.fromkeys([label, *things.names(node, said)]))
            base.execute("INSERT INTO names (rowid, name) VALUES (?, ?)", (number, _folded(*names)))
            exact = dict.fromkeys(" ".join(words(name)) for name in names)
            base.executemany("INSERT INTO exact VALUES (?, ?)", [(name, number) for name in exact if name])
        base.executemany("INSERT INTO facet VALUES (?, ?, ?, ?, ?)", facets.rows(things))
        base.executescript(
            "INSERT INTO alike (alike) VALUES ('rebuild');"
            "CREATE INDEX exact_name ON exact (name); CREATE INDEX exact_id ON exact (id);"
            "CREATE UNIQUE INDEX thing_iri ON thing (iri);"
            "INSERT INTO words (words) VALUES ('optimize'); INSERT INTO names (names) VALUES ('optimize');"
        )
        base.executemany("INSERT INTO common VALUES (?, ?)", list(_common(base, told, len(dated))))
        base.commit()


def _common(base: sqlite3.Connection, told: Counter[str], releases: int) -> Iterator[tuple[str, bytes]]:
    """Common words with the releases that have them, in any form that the index holds for the same: so that a search
    for one need not go through half of the index.
    """
    ranked = sorted(told.items(), key=lambda pair: (-pair[1], pair[0]))
    for word, count in ranked[:_COMMON]:
        if count * _COMMON_PART >= releases and word.isalnum():
            rows = base.execute("SELECT rowid FROM words WHERE words MATCH ?", (f'"{word}"',))
            yield word, bits([number for (number,) in rows])


def _folded(*texts: str) -> str:
    return " . ".join(" ".join(words(text)) for text in texts if text)


class _Facets:
    """Every value of every facet, with the numbers of the releases that have it."""

    def __init__(self) -> None:
        self._years: dict[str, list[int]] = {}
        self._values: dict[str, dict[NamedNode, list[int]]] = {facet: {} for facet, _, _ in FACETS}

    def add(self, number: int, day: str, said: "_Said") -> None:
        """One release more; releases come by their numbers."""
        if day:
            self._years.setdefault(day[:4], []).append(number)
        for facet, predicate, wanted in FACETS:
            for value in _nodes(said, predicate):
                if wanted is None or kind(value) == wanted:
                    self._values[facet].setdefault(value, []).append(number)

    def rows(self, things: "_Things") -> Iterator[tuple[str, str, str, int, bytes]]:
        """As the index has them: the releases as bits, bit n stands for thing n."""
        for year, numbers in sorted(self._years.items()):
            yield "year", year, year, len(numbers), bits(numbers)
        for facet, values in self._values.items():
            for value, numbers in sorted(values.items(), key=lambda pair: (-len(pair[1]), pair[0].value)):
                label, _ = things.label(value)
                yield facet, value.value.removeprefix(BASE), label, len(numbers), bits(numbers)


def bits(numbers: list[int]) -> bytes:
    """A set of numbers as bits, little-endian."""
    made = bytearray((max(numbers) >> 3) + 1 if numbers else 0)
    for number in numbers:
        made[number >> 3] |= 1 << (number & 7)
    return bytes(made)


_Term = NamedNode | BlankNode | Literal | Triple
# What is said of a thing, by property.
_Said = Mapping[NamedNode, list[_Term]]


class _Things:
    """What the index asks of the store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._labels: dict[NamedNode, tuple[str, str]] = {}

    def said(self, subject: NamedNode) -> _Said:
        """All that is said of a thing, in one go: to ask for each property takes several times as long."""
        found: dict[NamedNode, list[_Term]] = {}
        for quad in self._store.quads_for_pattern(subject, None, None, DefaultGraph()):
            found.setdefault(quad.predicate, []).append(quad.object)
        return found

    def label(self, node: NamedNode, said: _Said | None = None) -> tuple[str, str]:
        """The English label, else any, else the key; and its language. `said` where it is known already."""
        if node not in self._labels:
            said = self.said(node) if said is None else said
            found = _literals(said, v.RDFS_LABEL) or _literals(said, v.SKOS_PREF_LABEL)
            best = min(found, key=lambda one: (one.language != "en", one.value), default=None)
            name = node.value.rpartition("/")[2]
            self._labels[node] = (best.value, best.language or "") if best else (name, "")
        return self._labels[node]

    def names(self, node: NamedNode, said: _Said) -> Iterator[str]:
        """Everything else it is called, also at other times and in other languages."""
        for predicate in (v.RDFS_LABEL, *_NAMES):
            yield from (one.value for one in _literals(said, predicate))
        for quad in self._store.quads_for_pattern(None, v.NAME_OF, node, DefaultGraph()):
            if isinstance(quad.subject, NamedNode):
                yield from (one.value for one in _literals(self.said(quad.subject), v.RDFS_LABEL))

    def others(self) -> list[tuple[NamedNode, int]]:
        """The other things with the number of releases that speak of them, the most spoken of first."""
        counts: Counter[NamedNode] = Counter()
        for cls, predicates in _FOUND:
            for node in instances(self._store, cls):
                # A thing of two classes (a field operation is a structure) counts by the first.
                if node not in counts:
                    speaking = {
                        quad.subject
                        for predicate in predicates
                        for quad in self._store.quads_for_pattern(None, predicate, node, DefaultGraph())
                    }
                    counts[node] = len(speaking)
        return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0].value))

    def spoken_of(self, said: _Said) -> list[str]:
        """The labels of what a release belongs to and mentions."""
        predicates = (v.DCTERMS_PUBLISHER, v.DCTERMS_SUBJECT, v.DCTERMS_SPATIAL, v.SCHEMA_MENTIONS)
        found = dict.fromkeys(node for predicate in predicates for node in _nodes(said, predicate))
        return [self.label(node)[0] for node in found]

    def quotes(self, release: NamedNode) -> list[str]:
        """The words of its quotations."""
        found = self._store.quads_for_pattern(None, v.SCHEMA_IS_PART_OF, release, DefaultGraph())
        quotes = sorted(
            (quad.subject for quad in found if isinstance(quad.subject, NamedNode)), key=lambda one: one.value
        )
        return [text.value for quote in quotes for text in _literals(self.said(quote), v.SCHEMA_TEXT)]


def _nodes(said: _Said, predicate: NamedNode) -> list[NamedNode]:
    found = {one for one in said.get(predicate, ()) if isinstance(one, NamedNode)}
    return sorted(found, key=lambda one: one.value)


def _literals(said: _Said, predicate: NamedNode) -> list[Literal]:
    found = {one for one in said.get(predicate, ()) if isinstance(one, Literal)}
    return sorted(found, key=lambda one: (one.value, one.language or ""))
