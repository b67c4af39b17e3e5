"""The people of a snapshot: who is named where, in which words and roles."""

from collections import Counter, defaultdict
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
    """One place where a page names somebody: the words, how sure it is, and the roles there.

    `day` is the ISO date of the release, or empty; `page` its URL, or the IRI of the saved page without one.
    """

    person: NamedNode
    release: NamedNode
    day: str
    page: str
    words: str
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
        printed = Counter(" ".join(naming.words.split()) for naming in self.namings)
        return sorted(printed, key=lambda name: (-printed[name], name))


# What is asked of many people at once, the parts in the order in which they are looked up; `%s` are the people.
_OF_PEOPLE: Final = f"""
  VALUES ?person {{ %s }}
  ?statement {v.RDF_OBJECT} ?person . ?statement {v.RDF_PREDICATE} {v.SCHEMA_MENTIONS} .
  ?statement {v.RDF_SUBJECT} ?release . """
_OF_RELEASES: Final = f"""
  VALUES (?person ?release) {{ %s }}
  ?statement {v.RDF_SUBJECT} ?release . ?statement {v.RDF_OBJECT} ?person .
  ?statement {v.RDF_PREDICATE} {v.SCHEMA_MENTIONS} . """
_NOTED: Final = f"""?note {v.OA_HAS_BODY} ?statement . ?note {v.OA_HAS_TARGET} ?target .
  OPTIONAL {{ ?target {v.OA_HAS_SOURCE} ?page . OPTIONAL {{ ?page {v.SCHEMA_URL} ?url }} }}
  OPTIONAL {{ ?target {v.OA_HAS_SELECTOR} ?selector . OPTIONAL {{ ?selector {v.OA_EXACT} ?words }} %s }}"""
_NAMINGS: Final = f"""
SELECT ?person ?release ?day ?page ?url ?words ?confidence {{ {_OF_PEOPLE} {_NOTED % ""}
  OPTIONAL {{ ?note {v.CONFIDENCE} ?confidence }}
  OPTIONAL {{ ?release {v.DCTERMS_ISSUED} ?day }}
}}"""
_AROUND: Final = f"OPTIONAL {{ ?selector {v.OA_PREFIX} ?before }} OPTIONAL {{ ?selector {v.OA_SUFFIX} ?after }}"
_SENTENCES: Final = f"""
SELECT ?person ?release ?page ?url ?words ?before ?after {{ {_OF_RELEASES} {_NOTED % _AROUND} }}"""
_ROLES: Final = f"""
SELECT ?person ?release ?role ?title ?organisation ?label {{
  VALUES ?person {{ %s }}
  ?role {v.ORG_MEMBER} ?person . ?role {v.ATTESTED_IN} ?release .
  OPTIONAL {{ ?role {v.ROLE_TITLE} ?title }}
  OPTIONAL {{ ?role {v.ORG_HAS_ORGANIZATION} ?organisation . OPTIONAL {{ ?organisation {v.RDFS_LABEL} ?label }} }}
}}"""
_AT_ONCE: Final = 100
_ROWS: Final = 20_000


def gathered(store: Store) -> list[Known]:
    """All who are named on a page, in the order of their IRIs; those too who are only candidates.

    A question names a hundred people, which takes a fifth of the time of as many look-ups; fewer where the last ones
    are named so often that the answer would fill the memory.
    """
    people = sorted({*_subjects(store, v.RDF_TYPE, v.FOAF_PERSON), *_candidates(store)}, key=lambda node: node.value)
    found: list[Known] = []
    same: dict[Any, Any] = {}
    start, many = 0, 1
    while start < len(people):
        asked = people[start : start + many]
        namings = _namings(store, asked, same)
        found += [Known(one, sorted(namings[one], key=_order)) for one in asked if namings[one]]
        start += len(asked)
        each = sum(map(len, namings.values())) / len(asked)
        many = min(_AT_ONCE, 2 * many, max(1, int(_ROWS / max(each, 1))))
    return found


def sentences(store: Store, namings: Iterable[Naming]) -> dict[Naming, str]:
    """The sentence of each of these namings."""
    asked = list(dict.fromkeys(namings))
    found: dict[tuple[NamedNode, NamedNode, str], str] = {}
    for start in range(0, len(asked), _AT_ONCE):
        pairs = dict.fromkeys(f"({one.person} {one.release})" for one in asked[start : start + _AT_ONCE])
        for row in _rows(store, _SENTENCES % " ".join(pairs)):
            said = "".join(map(_said, (row["before"], row["words"], row["after"])))
            found[row["person"], row["release"], _address(row)] = " ".join(said.split())
    return {one: found[one.person, one.release, one.page] for one in asked}


def _candidates(store: Store) -> Iterator[NamedNode]:
    for note in _subjects(store, v.RDF_TYPE, v.CANDIDATE):
        for statement in _objects(store, note, v.OA_HAS_BODY):
            for value in _objects(store, statement, v.RDF_OBJECT):
                if value.value.startswith(f"{BASE}person/"):
                    yield value


def _order(naming: Naming) -> tuple[str, str, str]:
    return naming.day, naming.release.value, naming.page


def _namings(store: Store, people: Sequence[NamedNode], same: dict[Any, Any]) -> dict[NamedNode, list[Naming]]:
    """The namings of each person; `same` holds what is said a thousand times, so that it lies in memory once."""
    roles = _roles(store, people)
    found: dict[NamedNode, dict[tuple[NamedNode, str], Naming]] = {one: {} for one in people}
    for row in _rows(store, _NAMINGS % _listed(people)):
        said = (
            row["person"],
            row["release"],
            _said(row["day"]),
            _address(row),
            _said(row["words"]),
            float(_said(row["confidence"])),
            tuple(dict.fromkeys(roles.get((row["person"], row["release"]), ()))),
        )
        naming = Naming(*(same.setdefault(one, one) for one in said))
        # A page with several addresses comes several times.
        before = found[row["person"]].setdefault((naming.release, _said(row["page"])), naming)
        if naming.page < before.page:
            found[row["person"]][naming.release, _said(row["page"])] = naming
    return {person: list(namings.values()) for person, namings in found.items()}


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


def _address(row: Any) -> str:
    return _said(row["url"]) or _said(row["page"])


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
