"""Which thing a name means: candidates with scores, for reconciliation. Knows no request.

A name that is a thing's name in all but case and accents scores 100; a near one as many hundredths as its letters and
words agree, rare words more than common ones. A name that has all that is wanted among its words, as a double surname
has its halves, scores above every one that is only like it. Of equals the one comes first whose own label is nearest,
before those called so elsewhere or at another time; where just one has it for its label, that one is meant. Properties
that are given along (a State, a kind) weigh three tenths.

Releases are found by their number or IRI (`identified.py`): their titles are sentences, and the search's affair.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from endpoint.documents.jsonld import compact
from endpoint.finding.finding import Hit, Search
from endpoint.finding.likeness import likeness
from endpoint.serving.reader import Reader
from graph import vocabulary as v
from graph.folding import words
from graph.iri import BASE
from graph.vocabulary import PREFIXES

_ALMOST: Final = 95.0
_LEAST: Final = 45.0
_WEIGHT: Final = 0.3


@dataclass(frozen=True, slots=True)
class Type:
    """A type that names can be matched to: its class, and the kinds of things it has."""

    cls: NamedNode
    name: str
    kinds: frozenset[str]

    @property
    def id(self) -> str:
        return compact(self.cls.value)


TYPES: Final = (
    Type(v.STATE, "State", frozenset({"state"})),
    Type(v.FIELD_OPERATION, "Field operation", frozenset({"field-operation"})),
    Type(v.STRUCTURE, "Structure", frozenset({"structure", "field-operation"})),
    Type(v.FOAF_PERSON, "Person", frozenset({"person"})),
    Type(v.PLACE, "Place", frozenset({"place"})),
    Type(v.FIELD_OF_WORK, "Field of work", frozenset({"field-of-work"})),
    Type(v.MEETING_SERIES, "Meeting series", frozenset({"meeting-series"})),
    Type(v.ORG_ORGANIZATION, "Organisation", frozenset({"organisation"})),
    Type(v.RELEASE, "Release", frozenset({"release"})),
)
ALL_KINDS: Final = frozenset(kind for one in TYPES for kind in one.kinds)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A thing that a name may mean. `match` says that it can be taken unseen."""

    hit: Hit
    score: float
    match: bool


def types_of(kind: str) -> list[Type]:
    """The types of things of that kind, the narrowest first."""
    return [one for one in TYPES if kind in one.kinds]


def type_of(id_: str) -> Type | None:
    """The type with that id, short or as an IRI."""
    return next((one for one in TYPES if id_ in (one.id, one.cls.value, one.name)), None)


def property_of(id_: str) -> NamedNode | None:
    """The property with that id, short or as an IRI; None where it is no name of a property."""
    prefix, _, local = id_.partition(":")
    try:
        return NamedNode(PREFIXES[prefix] + local if prefix in PREFIXES else id_)
    except ValueError:
        return None


def candidates(
    search: Search,
    reader: Reader,
    name: str,
    kinds: frozenset[str],
    properties: Sequence[tuple[NamedNode, str]],
    most: int,
) -> list[Candidate]:
    """The things of these kinds that the name may mean, the best first; one at most is a match."""
    wanted = " ".join(words(name))
    like = likeness(wanted, search.rarity)
    scored: list[tuple[float, Hit]] = []
    of_kind = [(hit, names) for hit, names in search.alike(name) if hit.kind in kinds]
    bound = _bound(wanted, [names for _, names in of_kind], like)
    for hit, names in of_kind:
        score = max(min(_score(one, wanted, like), 100.0 if _holds(one, wanted) else bound) for one in names)
        if properties:
            agreed = sum(_has(reader, NamedNode(hit.iri), one, value) for one, value in properties) / len(properties)
            score = (1 - _WEIGHT) * score + _WEIGHT * 100 * agreed
        if score >= _LEAST:
            scored.append((round(score, 1), hit))
    scored.sort(key=lambda pair: (-pair[0], -like(" ".join(words(pair[1].label))), pair[1].id))
    meant = _meant(wanted, [hit for score, hit in scored if score == 100])
    return [Candidate(hit, score, hit == meant) for score, hit in scored[:most]]


def _score(name: str, wanted: str, like: Callable[[str], float]) -> float:
    """How well the name agrees; what it has besides all that is wanted counts half."""
    if name == wanted:
        return 100.0
    return min(_ALMOST, 50 + 50 * like(name) if _holds(name, wanted) else 100 * like(name))


def _holds(name: str, wanted: str) -> bool:
    """Whether what is wanted stands in the name, word for word."""
    return bool(wanted) and set(wanted.split()) <= set(name.split())


def _bound(wanted: str, called: Iterable[Sequence[str]], like: Callable[[str], float]) -> float:
    """The most that a name may score which is only like the one wanted: less than any that holds it."""
    held = [_score(one, wanted, like) for names in called for one in names if _holds(one, wanted)]
    return min(held, default=100.1) - 0.1


def _meant(wanted: str, called: list[Hit]) -> Hit | None:
    """The one that can be taken unseen, of those that have the name in whatever way: the only one, or the only one that
    has it for its label.
    """
    own = [hit for hit in called if " ".join(words(hit.label)) == wanted]
    return next((some[0] for some in (called, own) if len(some) == 1), None)


def _has(reader: Reader, node: NamedNode, predicate: NamedNode, value: str) -> bool:
    """Whether the thing has the value: a text, the name of a thing, or its IRI or key."""
    told = " ".join(words(value))
    for one in reader.values(node, predicate):
        if value in (one.value, one.value.removeprefix(BASE)) or " ".join(words(one.value)) == told:
            return True
        label = reader.label(one) if isinstance(one, NamedNode) else None
        if label and " ".join(words(label)) == told:
            return True
    return False
