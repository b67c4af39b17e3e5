"""Finds releases and things in the search index of a snapshot. Reads only; knows no request."""

import contextlib
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final

from endpoint.finding.facets import NAMES, Facet, Facets, numbers
from endpoint.finding.likeness import Rarity
from endpoint.finding.phrases import LONGEST, expression, phrases
from endpoint.problems import Problem
from endpoint.serving.store import Serving
from graph.folding import words
from graph.publication import files
from graph.publication.search import SEARCH

SIZE: Final = 25
_MOST_WORDS: Final = 32
_RANKED: Final = 2_000
"""With more hits than this, relevance says little and costs much: the newest come first."""
_PHRASES: Final = 512
_LOOKED_AT: Final = 300
_ALIKE: Final = 60


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found."""

    id: int
    iri: str
    kind: str
    label: str
    language: str
    day: str
    releases: int


@dataclass(frozen=True, slots=True)
class Found:
    """An answer: a page of releases, and the facets of all that were found."""

    total: int
    hits: list[Hit]
    facets: dict[str, Facet]
    ranked: bool


class Search:
    """The index of one snapshot."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._bits = lru_cache(maxsize=_PHRASES)(self._looked_up)

    def warm(self) -> None:
        """Reads what every search needs, so that nobody waits for it."""
        _ = self.facets, self._all, self._common, self.rarity

    def _open(self) -> "closing[sqlite3.Connection]":
        return closing(files.sealed(self._path))

    @cached_property
    def facets(self) -> Facets:
        """What can be chosen."""
        with self._open() as base:
            return Facets(base.execute("SELECT facet, value, label, count, bits FROM facet"))

    @cached_property
    def _all(self) -> int:
        with self._open() as base:
            most = int(base.execute("SELECT COALESCE(MAX(id), 0) FROM thing WHERE kind = 'release'").fetchone()[0])
        return (1 << (most + 1)) - 2

    def find(self, text: str, chosen: Mapping[str, Sequence[str]], offset: int, *, newest: bool = False) -> Found:
        """Releases with the words and of each facet any of the chosen values, from `offset` on. Raises Problem for
        wrong wishes.
        """
        match = expression(text)
        found = phrases(text)
        picked = self.facets.picked(chosen)
        with self._open() as base:
            matched = self._matched(*found) if found else self._all
            whole = matched
            for bits in picked.values():
                whole &= bits
            total = whole.bit_count()
            ranked = match is not None and not newest and total <= _RANKED and matched.bit_count() <= _RANKED
            order = self._ranked(base, match, whole) if ranked and match else numbers(whole)
            shown = [number for place, number in zip(range(offset + SIZE), order, strict=False) if place >= offset]
            hits = _hits(base, shown)
        facets = {name: self.facets.counted(name, matched, picked, chosen.get(name, ())) for name in NAMES}
        return Found(total, hits, facets, ranked)

    def _matched(self, wanted: list[str], unwanted: list[str]) -> int:
        matched = self._all
        for phrase in wanted:
            matched &= self._bits(phrase)
        for phrase in unwanted:
            matched &= ~self._bits(phrase)
        return matched

    def _looked_up(self, phrase: str) -> int:
        """The releases with a phrase, as bits: those of common words stand ready, for they take long to gather."""
        if (known := self._common.get(phrase)) is not None:
            return known
        made = bytearray((self._all.bit_length() >> 3) + 1)
        with self._open() as base:
            for (number,) in base.execute("SELECT rowid FROM words WHERE words MATCH ?", (phrase,)):
                made[number >> 3] |= 1 << (number & 7)
        return int.from_bytes(made, "little")

    @cached_property
    def _common(self) -> dict[str, int]:
        with self._open() as base:
            if not base.execute("SELECT 1 FROM sqlite_master WHERE name = 'common'").fetchone():
                return {}
            rows = base.execute("SELECT word, bits FROM common")
            return {f'"{word}"': int.from_bytes(bits, "little") for word, bits in rows}

    def _ranked(self, base: sqlite3.Connection, match: str, whole: int) -> Iterator[int]:
        # A word of the title counts eight times, a name four times as much as one of the text.
        query = "SELECT rowid FROM words WHERE words MATCH ? ORDER BY bm25(words, 8.0, 4.0, 1.0), rowid"
        member = whole.to_bytes((whole.bit_length() >> 3) + 1, "little")
        for (number,) in base.execute(query, (match,)):
            if number >> 3 < len(member) and member[number >> 3] >> (number & 7) & 1:
                yield number

    def named(self, text: str, most: int, kinds: frozenset[str] = frozenset()) -> list[Hit]:
        """Things whose names hold these words, the last perhaps not to its end.

        What is called just so comes first, then names that begin so; among these the most spoken of.
        """
        found = words(text)[:_MOST_WORDS]
        if not found or len(text) > LONGEST:
            return []
        match = " ".join(f'"{one}"' for one in found) + "*"
        with self._open() as base:
            # Of common names there are more than are looked at: those of other kinds must not take their place.
            of_kind = (
                f" AND rowid IN (SELECT id FROM thing WHERE kind IN ({','.join('?' * len(kinds))}))" if kinds else ""
            )
            query = f"SELECT rowid FROM names WHERE names MATCH ?{of_kind} ORDER BY rowid LIMIT ?"
            rows = base.execute(query, (match, *sorted(kinds), _LOOKED_AT))
            hits = _hits(base, [number for (number,) in rows])
        wanted = " ".join(found)
        hits.sort(key=lambda one: _nearness(" ".join(words(one.label)), wanted))
        return hits[:most]

    def hit(self, iri: str) -> Hit | None:
        """What the index has of the thing with that IRI."""
        with self._open() as base:
            row = base.execute("SELECT id FROM thing WHERE iri = ?", (iri,)).fetchone()
            return _hits(base, [row[0]])[0] if row else None

    def alike(self, text: str) -> list[tuple[Hit, list[str]]]:
        """Things with a name like this one, each with all its folded names: those called so, and those that share the
        most groups of three letters with it.
        """
        wanted = " ".join(words(text[:LONGEST]))
        groups = list(dict.fromkeys(wanted[at : at + 3] for at in range(len(wanted) - 2)))
        with self._open() as base:
            numbers = [number for (number,) in base.execute("SELECT id FROM exact WHERE name = ?", (wanted,))]
            if groups:
                match = " OR ".join(f'"{one}"' for one in groups)
                nearest = "SELECT rowid FROM alike WHERE alike MATCH ? ORDER BY rank LIMIT ?"
                query = f"SELECT id FROM exact WHERE rowid IN ({nearest})"
                numbers += [number for (number,) in base.execute(query, (match, _ALIKE))]
            hits = _hits(base, list(dict.fromkeys(numbers)))
            query = "SELECT name FROM exact WHERE id = ?"
            return [(hit, [name for (name,) in base.execute(query, (hit.id,))]) for hit in hits]

    @cached_property
    def rarity(self) -> Rarity:
        """How much each word tells among the names of things."""
        counts: Counter[str] = Counter()
        with self._open() as base:
            names = base.execute("SELECT group_concat(name, ' ') FROM exact GROUP BY id").fetchall()
        for (called,) in names:
            counts.update(set(called.split()))
        return Rarity(counts, len(names))

    def foremost(self, most: int) -> list[str]:
        """The names of the things that are most spoken of."""
        with self._open() as base:
            rows = base.execute("SELECT label FROM thing WHERE kind != 'release' ORDER BY id LIMIT ?", (most,))
            return list(dict.fromkeys(label for (label,) in rows))


def _nearness(name: str, wanted: str) -> int:
    return 0 if name == wanted else 1 if name.startswith(wanted) else 2


def _hits(base: sqlite3.Connection, numbers: list[int]) -> list[Hit]:
    query = "SELECT id, iri, kind, label, language, day, releases FROM thing WHERE id = ?"
    return [Hit(*base.execute(query, (number,)).fetchone()) for number in numbers]


def search(serving: Serving) -> Search:
    """The index of the snapshot. Raises Problem where the snapshot was sealed without one."""
    path = serving.snapshot.path / SEARCH
    if not path.is_file():
        raise Problem("not-found", "This snapshot has no search index.", remedy="Build again, or ask in SPARQL.")
    return serving.once("search", lambda: Search(path))


def prepare(serving: Serving) -> None:
    """Opens the index of a snapshot that has one, away from any request."""
    with contextlib.suppress(Problem):
        search(serving).warm()
