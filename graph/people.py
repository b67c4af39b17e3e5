"""The people of a snapshot: who is named where, in which words and roles."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import DefaultGraph, NamedNode, QuerySolutions, Store

from graph import vocabulary as v
from graph.iri import BASE


@dataclass(frozen=True, slots=True)
class Held:
    """A role as a release shows it; `organisation` is None where none is said, `label` its name or empty."""

    title: str
    organisation: NamedNode | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Naming:
    """One place where a page names somebody: the words, their sentence, how sure it is, and the roles there.

    `day` is the ISO date of the release, or empty; `page` its URL, or the IRI of the saved page without one.
    """

    release: NamedNode
    day: str
    page: str
    words: str
    sentence: str
    confidence: float
    roles: tuple[Held, ...] = ()


@dataclass(slots=True)
class Known:
    """A person with all namings, by day."""

    iri: NamedNode
    namings: list[Naming]

    @property
    def names(self) -> list[str]:
        """The names as printed, the commonest first."""
        printed = [" ".join(naming.words.split()) for naming in self.namings]
        return sorted(set(printed), key=lambda name: (-printed.count(name), name))


# What is asked of many people at once, the parts in the order in which they are looked up.
_NAMINGS: Final = f"""
SELECT ?person ?release ?day ?page ?url ?words ?confidence %s {{
  VALUES ?person {{ %s }}
  ?statement {v.RDF_OBJECT} ?person . ?statement {v.RDF_PREDICATE} {v.SCHEMA_MENTIONS} .
  ?statement {v.RDF_SUBJECT} ?release . ?note {v.OA_HAS_BODY} ?statement . ?note {v.OA_HAS_TARGET} ?target .
  OPTIONAL {{ ?note {v.CONFIDENCE} ?confidence }}
  OPTIONAL {{ ?release {v.DCTERMS_ISSUED} ?day }}
  OPTIONAL {{ ?target {v.OA_HAS_SOURCE} ?page . OPTIONAL {{ ?page {v.SCHEMA_URL} ?url }} }}
  OPTIONAL {{ ?target {v.OA_HAS_SELECTOR} ?selector . OPTIONAL {{ ?selector {v.OA_EXACT} ?words }} %s }}
}}"""
_SENTENCES: Final = "?before ?after"
_AROUND: Final = f"OPTIONAL {{ ?selector {v.OA_PREFIX} ?before }} OPTIONAL {{ ?selector {v.OA_SUFFIX} ?after }}"
_ROLES: Final = f"""
SELECT ?person ?release ?role ?title ?organisation ?label {{
  VALUES ?person {{ %s }}
  ?role {v.ORG_MEMBER} ?person . ?role {v.ATTESTED_IN} ?release .
  OPTIONAL {{ ?role {v.ROLE_TITLE} ?title }}
  OPTIONAL {{ ?role {v.ORG_HAS_ORGANIZATION} ?organisation . OPTIONAL {{ ?organisation {v.RDFS_LABEL} ?label }} }}
}}"""
_AT_ONCE: Final = 100


def gathered(store: Store, sentences: bool = True, only: Iterable[NamedNode] | None = None) -> list[Known]:
    """All who are named on a page, in the order of their IRIs; those too who are only candidates. `only` are people to
    whom it is kept; without `sentences` those are left empty, which takes less time and room.

    A question names a hundred people: it takes a fifth of the time of as many look-ups.
    """
    named = only if only is not None else {*_subjects(store, v.RDF_TYPE, v.FOAF_PERSON), *_candidates(store)}
    people = sorted(named, key=lambda node: node.value)
    found: list[Known] = []
    for start in range(0, len(people), _AT_ONCE):
        asked = people[start : start + _AT_ONCE]
        namings = _namings(store, asked, sentences)
        found += [Known(one, sorted(namings[one], key=_order)) for one in asked if namings[one]]
    return found


def _candidates(store: Store) -> Iterator[NamedNode]:
    for note in _subjects(store, v.RDF_TYPE, v.CANDIDATE):
        for statement in _objects(store, note, v.OA_HAS_BODY):
            for value in _objects(store, statement, v.RDF_OBJECT):
                if value.value.startswith(f"{BASE}person/"):
                    yield value


def _order(naming: Naming) -> tuple[str, str, str]:
    return naming.day, naming.release.value, naming.page


def _namings(store: Store, people: Sequence[NamedNode], sentences: bool) -> dict[NamedNode, list[Naming]]:
    roles = _roles(store, people)
    query = _NAMINGS % (_SENTENCES if sentences else "", _listed(people), _AROUND if sentences else "")
    rows: dict[tuple[str, str, str], Any] = {}
    for row in _rows(store, query):  # a page with several addresses comes several times
        key = (_said(row["person"]), _said(row["release"]), _said(row["page"]))
        rows[key] = min(rows.get(key, row), row, key=lambda one: _said(one["url"]))
    found: dict[NamedNode, list[Naming]] = defaultdict(list)
    for row in rows.values():
        words = _said(row["words"])
        around = (_said(row["before"]), words, _said(row["after"])) if sentences else ()
        found[row["person"]].append(
            Naming(
                row["release"],
                _said(row["day"]),
                _said(row["url"]) or _said(row["page"]),
                words,
                " ".join("".join(around).split()),
                float(_said(row["confidence"])),
                tuple(dict.fromkeys(roles.get((row["person"], row["release"]), ()))),
            )
        )
    return found


def _roles(store: Store, people: Sequence[NamedNode]) -> dict[tuple[NamedNode, NamedNode], list[Held]]:
    """The roles of each person in each release, in the order of their IRIs."""
    rows = sorted(_rows(store, _ROLES % _listed(people)), key=lambda row: tuple(map(_said, row)))
    found: dict[tuple[NamedNode, NamedNode], list[Held]] = defaultdict(list)
    seen = set()
    for row in rows:
        if (row["role"], row["release"]) not in seen:
            seen.add((row["role"], row["release"]))
            held = Held(_said(row["title"]), row["organisation"], _said(row["label"]))
            found[row["person"], row["release"]].append(held)
    return found


def _rows(store: Store, query: str) -> Iterator[Any]:
    merged = next(store.quads_for_pattern(None, None, None, DefaultGraph()), None) is not None
    rows = store.query(query, use_default_graph_as_union=not merged)
    assert isinstance(rows, QuerySolutions)
    return iter(rows)


def _listed(people: Sequence[NamedNode]) -> str:
    return " ".join(map(str, people))


def _said(term: Any) -> str:
    return term.value if term else ""


def _subjects(store: Store, predicate: NamedNode, value: NamedNode) -> list[NamedNode]:
    found = dict.fromkeys(quad.subject for quad in store.quads_for_pattern(None, predicate, value, None))
    return [node for node in found if isinstance(node, NamedNode)]


def _objects(store: Store, subject: NamedNode, predicate: NamedNode) -> list[NamedNode]:
    found = dict.fromkeys(quad.object for quad in store.quads_for_pattern(subject, predicate, None, None))
    return [node for node in found if isinstance(node, NamedNode)]
