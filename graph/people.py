"""The people of a snapshot: who is named where, in which words and roles."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Store

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


def gathered(store: Store) -> list[Known]:
    """All who are named on a page, in the order of their IRIs; those too who are only candidates.

    Statements are followed one by one: no plan of a query over all evidence is as quick.
    """
    named = {*_subjects(store, v.RDF_TYPE, v.FOAF_PERSON), *_candidates(store)}
    people = sorted(named, key=lambda node: node.value)
    found = (Known(person, sorted(_namings(store, person), key=_order)) for person in people)
    return [one for one in found if one.namings]


def _candidates(store: Store) -> Iterator[NamedNode]:
    for note in _subjects(store, v.RDF_TYPE, v.CANDIDATE):
        for statement in _objects(store, note, v.OA_HAS_BODY):
            for value in _objects(store, statement, v.RDF_OBJECT):
                if value.value.startswith(f"{BASE}person/"):
                    yield value


def _order(naming: Naming) -> tuple[str, str, str]:
    return naming.day, naming.release.value, naming.page


def _namings(store: Store, person: NamedNode) -> Iterator[Naming]:
    roles: dict[NamedNode, list[Held]] = defaultdict(list)
    for role in sorted(_subjects(store, v.ORG_MEMBER, person), key=str):
        for release in _objects(store, role, v.ATTESTED_IN):
            roles[release].append(_held(store, role))
    for statement in _subjects(store, v.RDF_OBJECT, person):
        predicate = _objects(store, statement, v.RDF_PREDICATE)
        if predicate == [v.SCHEMA_MENTIONS]:
            (release,) = _objects(store, statement, v.RDF_SUBJECT)
            (note,) = _subjects(store, v.OA_HAS_BODY, statement)
            (target,) = _objects(store, note, v.OA_HAS_TARGET)
            (page,) = _objects(store, target, v.OA_HAS_SOURCE)
            (selector,) = _objects(store, target, v.OA_HAS_SELECTOR)
            words = _text(store, selector, v.OA_EXACT)
            yield Naming(
                release,
                _text(store, release, v.DCTERMS_ISSUED),
                next((url.value for url in _objects(store, page, v.SCHEMA_URL)), page.value),
                words,
                " ".join((_text(store, selector, v.OA_PREFIX) + words + _text(store, selector, v.OA_SUFFIX)).split()),
                float(_text(store, note, v.CONFIDENCE)),
                tuple(dict.fromkeys(roles.get(release, ()))),
            )


def _held(store: Store, role: NamedNode) -> Held:
    organisation = next(iter(_objects(store, role, v.ORG_HAS_ORGANIZATION)), None)
    label = _text(store, organisation, v.RDFS_LABEL) if organisation else ""
    return Held(_text(store, role, v.ROLE_TITLE), organisation, label)


def _subjects(store: Store, predicate: NamedNode, value: NamedNode) -> list[NamedNode]:
    found = dict.fromkeys(quad.subject for quad in store.quads_for_pattern(None, predicate, value, None))
    return [node for node in found if isinstance(node, NamedNode)]


def _objects(store: Store, subject: NamedNode, predicate: NamedNode) -> list[NamedNode]:
    found = dict.fromkeys(quad.object for quad in store.quads_for_pattern(subject, predicate, None, None))
    return [node for node in found if isinstance(node, NamedNode)]


def _text(store: Store, subject: NamedNode, predicate: NamedNode) -> str:
    """The first text in the order of letters, or an empty one."""
    quads = store.quads_for_pattern(subject, predicate, None, None)
    return min((quad.object.value for quad in quads if isinstance(quad.object, Literal)), default="")
