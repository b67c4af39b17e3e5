"""What stewards have decided about names of people: which are one person's, which are two people's, which nobody's.

The decisions stand in `ontology/vocabularies/decisions.ttl`, or in a file of that form that a build is given. Names are
compared as their slugs, so that capitals and marks over letters make no difference.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from graph import vocabulary as v
from graph.errors import InputError
from graph.iri import BASE, VOCABULARY_GRAPH, slug, thing

_KINDS = (v.ONE_PERSON, v.NAMESAKE, v.NO_PERSON)
_RULE = "a name means one person, namesakes that are told apart, or nobody; no two decisions contradict each other"


@dataclass(frozen=True, slots=True)
class Someone:
    """A person, and the name to go by."""

    iri: NamedNode
    name: str


@dataclass(frozen=True, slots=True)
class Namesake:
    """A person of a name, and what tells a naming of this one from others: all that is given must fit.

    `told_by` are releases and organisations, of which one is enough; `words` are parts of roles, of which one is
    enough; `since` and `until` are ISO dates, perhaps partial, or empty.
    """

    person: NamedNode
    told_by: frozenset[NamedNode]
    words: tuple[str, ...]
    since: str
    until: str

    def fits(self, release: NamedNode, day: str, organisations: Set[NamedNode], roles: Sequence[str]) -> bool:
        """Whether a naming in this release, on this ISO day (empty if unknown) and in these roles is of this person."""
        if self.told_by and not self.told_by & {release, *organisations}:
            return False
        if self.words and not any(word.casefold() in role.casefold() for word in self.words for role in roles):
            return False
        begun = not self.since or (bool(day) and day[: len(self.since)] >= self.since)
        return begun and (not self.until or (bool(day) and day[: len(self.until)] <= self.until))


class Decisions:
    """The decisions among some quads, by the slug of the name. Raises InputError where they contradict each other."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        said: dict[NamedNode, dict[NamedNode, list[NamedNode | Literal]]] = defaultdict(lambda: defaultdict(list))
        for quad in quads:
            if (
                isinstance(quad.subject, NamedNode)
                and isinstance(quad.object, NamedNode | Literal)
                and (quad.subject.value.startswith(f"{BASE}decision/") or quad.predicate == v.OWL_DIFFERENT_FROM)
            ):
                said[quad.subject][quad.predicate].append(quad.object)
        self._said = {subject: dict(values) for subject, values in said.items()}
        self.one: dict[str, Someone] = {}
        self.namesakes: dict[str, list[Namesake]] = defaultdict(list)
        self.nobody: set[str] = set()
        for iri in sorted(self._said, key=str):
            for kind in self._said[iri].get(v.RDF_TYPE, ()):
                if isinstance(kind, NamedNode) and kind in _KINDS:
                    self._take(iri, kind)

    @classmethod
    def of(cls, store: Store) -> Self:
        """Those in the vocabularies of a store, looked up among all that stands there."""
        kinds = [store.quads_for_pattern(None, v.RDF_TYPE, kind, VOCABULARY_GRAPH) for kind in _KINDS]
        about = {quad.subject for quads in kinds for quad in quads}
        said = [quad for one in about for quad in store.quads_for_pattern(one, None, None, VOCABULARY_GRAPH)]
        return cls([*said, *store.quads_for_pattern(None, v.OWL_DIFFERENT_FROM, None, VOCABULARY_GRAPH)])

    @cached_property
    def keys(self) -> frozenset[str]:
        """The keys of all decisions, for one more to have another."""
        return frozenset(iri.value.removeprefix(f"{BASE}decision/") for iri in self._said)

    @cached_property
    def different(self) -> frozenset[frozenset[NamedNode]]:
        """Pairs of persons who were found to be two."""
        return frozenset(
            frozenset((iri, other))
            for iri, values in self._said.items()
            for other in values.get(v.OWL_DIFFERENT_FROM, ())
            if isinstance(other, NamedNode)
        )

    def quads(self, known: Set[NamedNode]) -> Iterator[Quad]:
        """The people that decisions name, as the vocabularies describe people; those in `known` are described."""
        spellings: dict[NamedNode, set[str]] = defaultdict(set)
        names: dict[NamedNode, str] = {}
        for iri, values in self._said.items():
            if v.ONE_PERSON in values.get(v.RDF_TYPE, ()):
                for name in self._texts(iri, v.PRINTED_NAME):
                    person = self.one[slug(name)]
                    names[person.iri] = person.name
                    spellings[person.iri].add(name)
        for one in sorted(names, key=str):
            if one not in known:
                yield Quad(one, v.RDF_TYPE, v.FOAF_PERSON, VOCABULARY_GRAPH)
                yield Quad(one, v.RDFS_LABEL, Literal(names[one]), VOCABULARY_GRAPH)
                yield Quad(one, v.FOAF_NAME, Literal(names[one]), VOCABULARY_GRAPH)
            for name in sorted(spellings[one] - {names[one]}):
                yield Quad(one, v.SKOS_ALT_LABEL, Literal(name, language="en"), VOCABULARY_GRAPH)
            for former in sorted({thing("person", slug(name)) for name in spellings[one]} - {one}, key=str):
                if former not in known:
                    yield Quad(former, v.DCTERMS_IS_REPLACED_BY, one, VOCABULARY_GRAPH)

    def _take(self, iri: NamedNode, kind: NamedNode) -> None:
        names = {self._key(iri, name) for name in self._texts(iri, v.PRINTED_NAME)}
        about = next((one for one in self._said[iri].get(v.SCHEMA_ABOUT, ()) if isinstance(one, NamedNode)), None)
        if not names:
            raise _wrong(iri, "is about no name: osce:printedName is missing", "copy the name from the release")
        if about is None and kind != v.NO_PERSON:
            raise _wrong(iri, "says of nobody that it means this name: schema:about is missing", "name the person")
        for name in names:
            taken = name in self.one or name in self.nobody
            if taken or (name in self.namesakes and kind != v.NAMESAKE):
                raise _wrong(iri, f"contradicts another decision about {name!r}", "keep one of the two")
            if about is None:
                self.nobody.add(name)
            elif kind == v.ONE_PERSON:
                self.one[name] = Someone(about, next(self._texts(iri, v.FOAF_NAME), name))
            else:
                self.namesakes[name].append(self._namesake(iri, about))

    def _namesake(self, iri: NamedNode, person: NamedNode) -> Namesake:
        told = frozenset(one for one in self._said[iri].get(v.TOLD_BY, ()) if isinstance(one, NamedNode))
        words = tuple(self._texts(iri, v.ROLE_TITLE))
        since, until = (next(self._texts(iri, day), "") for day in (v.SCHEMA_START_DATE, v.SCHEMA_END_DATE))
        if not (told or words or since or until):
            raise _wrong(iri, "says nothing that tells this namesake from another", "add osce:toldBy or days")
        return Namesake(person, told, words, since, until)

    def _texts(self, iri: NamedNode, predicate: NamedNode) -> Iterator[str]:
        return (one.value for one in self._said[iri].get(predicate, ()) if isinstance(one, Literal))

    def _key(self, iri: NamedNode, name: str) -> str:
        try:
            return slug(name)
        except ValueError:
            raise _wrong(iri, f"is about {name!r}, which holds no letter of a name", "copy the name") from None


def load(file: Path) -> list[Quad]:
    """The decisions in a file of Turtle. Raises InputError where it cannot be read, or says anything else."""
    remedy = "write it as ontology/vocabularies/decisions.ttl shows"
    try:
        triples: list[Triple] = list(parse(path=str(file), format=RdfFormat.TURTLE, base_iri=BASE))
    except (OSError, SyntaxError) as error:
        raise InputError(
            f"cannot be read: {error}", source=str(file), rule="decisions are a file of Turtle", remedy=remedy
        ) from None
    for triple in triples:
        subject = triple.subject.value if isinstance(triple.subject, NamedNode) else ""
        apart = triple.predicate == v.OWL_DIFFERENT_FROM and subject.startswith(f"{BASE}person/")
        if not apart and not subject.startswith(f"{BASE}decision/"):
            raise InputError(
                f"speaks of {triple.subject}",
                source=str(file),
                rule="decisions speak of decision/ alone, and of a person/ only that it is owl:differentFrom another",
                remedy=remedy,
            )
    return [Quad(triple.subject, triple.predicate, triple.object, VOCABULARY_GRAPH) for triple in triples]


def described(quads: Sequence[Quad]) -> list[Quad]:
    """The quads with the people that decisions among them name."""
    known = {q.subject for q in quads if q.predicate == v.RDF_TYPE and q.object == v.FOAF_PERSON}
    return [*quads, *Decisions(quads).quads({iri for iri in known if isinstance(iri, NamedNode)})]


def _wrong(iri: NamedNode, message: str, remedy: str) -> InputError:
    return InputError(message, source=iri.value.removeprefix(BASE), rule=_RULE, remedy=remedy)
