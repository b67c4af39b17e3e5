"""What the vocabularies say, ready for look-up: who is called what, and when.

Read once from the Turtle in `ontology/`; nothing here knows a label that is not written there.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from graph import vocabulary as v
from graph.iri import BASE, VOCABULARY_GRAPH, slug
from graph.vocabularies import decisions, questions
from graph.vocabularies.tenures import Tenures

# Said after a label on the OSCE's site when the operation has ended; not part of the name.
_ENDED = (" (closed)", " (discontinued)")

_POSTS = ("office-holder-post", "special-or-personal-representative")


@dataclass(frozen=True, slots=True)
class Entry:
    """A resource as one of its names leads to it; `since` and `until` are ISO dates, perhaps partial, or empty."""

    iri: NamedNode
    name: str
    label: str
    since: str
    until: str

    def at(self, date: str) -> bool:
        """Whether it existed on this ISO date. A partial bound counts as the whole of its year or month."""
        begun = not self.since or date[: len(self.since)] >= self.since
        ended = bool(self.until) and date[: len(self.until)] > self.until
        return begun and not ended


class Reference:
    """The vocabularies. Names are looked up as printed (mentions) or case-folded (labels)."""

    def __init__(self, quads: list[Quad]) -> None:
        self.quads = quads
        self._called: dict[NamedNode, tuple[str, ...]] = {}
        self._by_subject: dict[NamedNode, list[Quad]] = defaultdict(list)
        for quad in quads:
            if isinstance(quad.subject, NamedNode):
                self._by_subject[quad.subject].append(quad)

    @classmethod
    def load(cls, folder: Path, decided: Path | None = None) -> "Reference":
        """All the Turtle below `folder` but the examples, and the questions, as quads of the vocabulary graph.

        `decided` is a file with more decisions about names. Raises InputError where it is none.
        """
        quads: list[Quad] = []
        for file in sorted(folder.rglob("*.ttl")):
            if "examples" not in file.parts:
                triples = parse(path=str(file), format=RdfFormat.TURTLE)
                quads += [Quad(t.subject, t.predicate, t.object, VOCABULARY_GRAPH) for t in triples]
        quads += questions.question_quads(questions.load(folder / "questions"))
        quads += decisions.load(decided) if decided else []
        return cls(decisions.described(quads))

    @cached_property
    def decisions(self) -> decisions.Decisions:
        """What stewards have decided about names of people."""
        return decisions.Decisions(self.quads)

    @cached_property
    def tenures(self) -> Tenures:
        """Who has held which office, and when."""
        return Tenures(self.quads)

    @cached_property
    def states(self) -> tuple[Entry, ...]:
        """States and Partners."""
        return self._entries(v.STATE)

    @cached_property
    def places(self) -> tuple[Entry, ...]:
        """Towns, regions, territories, and countries that are neither States nor Partners."""
        return self._entries(v.PLACE)

    @cached_property
    def structures(self) -> tuple[Entry, ...]:
        """Structures, institutions and all stages of the field operations."""
        return self._entries(v.STRUCTURE)

    @cached_property
    def countries(self) -> Set[NamedNode]:
        """States and Partners, historic States, and countries that are none of these."""
        return self._of_class(v.STATE) | self._of_class(v.OTHER_COUNTRY) | self._of_class(v.HISTORIC_STATE)

    @cached_property
    def participants(self) -> Set[NamedNode]:
        """What can take part in a meeting under its name: countries, and what hosts an operation without being one."""
        hosts = (quad.object for quad in self.quads if quad.predicate == v.HOST_STATE)
        return self.countries | {host for host in hosts if isinstance(host, NamedNode)}

    @cached_property
    def towns(self) -> Set[NamedNode]:
        """Places that a dateline can name."""
        return self._of_class(v.CITY)

    @cached_property
    def lesser_towns(self) -> Set[NamedNode]:
        """Those of the towns whose names mean them only where a place must stand."""
        return self._of_class(v.TOWN)

    @cached_property
    def bodies(self) -> Set[NamedNode]:
        """The resources in `structures`."""
        return {entry.iri for entry in self.structures}

    @cached_property
    def posts(self) -> Set[NamedNode]:
        """Structures that are one person's office: `OSCE Secretary General`, Special Representatives, the Chair."""
        kinds = {NamedNode(f"{BASE}structure-kind/{kind}") for kind in _POSTS}
        found = {quad.subject for quad in self.quads if quad.predicate == v.ORG_CLASSIFICATION and quad.object in kinds}
        chair = NamedNode(f"{BASE}structure/chairperson-in-office")
        return {iri for iri in (*found, chair) if isinstance(iri, NamedNode)}

    @cached_property
    def people(self) -> dict[str, Entry]:
        """Slug of a name, in any spelling, to the office-holder who bears it."""
        return {slug(entry.name): entry for entry in self._entries(v.FOAF_PERSON)}

    @cached_property
    def content_types(self) -> dict[str, NamedNode]:
        """Case-folded name to content type."""
        return self._labelled(v.CONTENT_TYPE)

    @cached_property
    def fields_of_work(self) -> dict[str, NamedNode]:
        """Case-folded name, today's or historic, to field of work; a label beats another's alternative name."""
        return self._labelled(v.FIELD_OF_WORK)

    @cached_property
    def source_labels(self) -> dict[str, tuple[Entry, ...]]:
        """Case-folded label to the structures it may stand for: by name, or by the label the site shows today."""
        found: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.structures:
            found[entry.name.casefold()].append(entry)
        for entry in self._entries(v.STRUCTURE, (v.SITE_LABEL, v.SKOS_HIDDEN_LABEL)):
            if entry.iri not in {known.iri for known in found[entry.name.casefold()]}:
                found[entry.name.casefold()].append(entry)
        return {label: tuple(entries) for label, entries in found.items()}

    def source(self, label: str, date: str | None) -> NamedNode | None:
        """The structure of that time: the site labels old releases with today's names.

        Of those that the label may stand for, the one that existed on the ISO `date`; where that does not decide,
        the one whose own name it is.
        """
        for ending in _ENDED:
            label = label.removesuffix(ending)
        candidates = self.source_labels.get(label.casefold(), ())
        then = [entry for entry in candidates if date and entry.at(date)] or list(candidates)
        named = [entry for entry in then if entry.label.casefold() == label.casefold()]
        return (named or then)[0].iri if then else None

    def location(self, name: str) -> NamedNode | None:
        """The State, or else the place, that goes by this name at any time."""
        return self._locations.get(name.casefold())

    @cached_property
    def _locations(self) -> dict[str, NamedNode]:
        return {entry.name.casefold(): entry.iri for entry in (*self.places, *self.states)}

    @cached_property
    def menu(self) -> dict[NamedNode, tuple[NamedNode, ...]]:
        """The headings of the site's menu with what stands under them."""
        return {
            section: tuple(
                quad.object
                for quad in self._by_subject[section]
                if quad.predicate == v.LISTS and isinstance(quad.object, NamedNode)
            )
            for section in sorted(self._of_class(v.MENU_SECTION), key=str)
        }

    def names(self, iri: NamedNode) -> tuple[str, ...]:
        """All names of a resource, hidden ones included, the label first."""
        if iri not in self._called:
            properties = (v.SKOS_ALT_LABEL, v.SKOS_HIDDEN_LABEL, v.ACRONYM)
            self._called[iri] = tuple(dict.fromkeys((self.label(iri), *self._names(iri, properties))))
        return self._called[iri]

    def named(self, name: str) -> NamedNode | None:
        """The one resource with that label, whatever its capitals; None where there is none or more than one."""
        return self._labels.get(name.casefold())

    @cached_property
    def _labels(self) -> dict[str, NamedNode | None]:
        found: dict[str, NamedNode | None] = {}
        for iri in self._by_subject:
            for label in self._names(iri, (v.RDFS_LABEL,)):
                found[label.casefold()] = None if label.casefold() in found else iri
        return found

    def label(self, iri: NamedNode) -> str:
        """The English label of a resource, or its IRI without one."""
        return next((label for label in self._names(iri, (v.RDFS_LABEL,))), iri.value)

    def words(self, lexicon: str) -> tuple[str, ...]:
        """A word list of the reader's lexicon, longest first, so that alternations prefer the longer word.

        A long list of single words may be given as values with spaces between the words.
        """
        concept = NamedNode(f"{BASE}lexicon/{lexicon}")
        several = self._names(concept, (v.RDF_VALUE,))
        found = [*self._names(concept, (v.SKOS_HIDDEN_LABEL,)), *(word for line in several for word in line.split())]
        return tuple(sorted(found, key=lambda word: (-len(word), word)))

    def grammar(self) -> dict[str, str]:
        """The rules of the reader's grammar by their name."""
        found = self._in_scheme("grammar")
        return {iri.value.rpartition("/")[2]: value for iri in found if (value := self._one(iri, v.RDF_VALUE))}

    def observances(self) -> dict[str, tuple[int, int]]:
        """Month and day of the days that are called by what is remembered on them, by each of their names."""
        found: dict[str, tuple[int, int]] = {}
        for iri in self._in_scheme("observances"):
            _, _, month, day = self._one(iri, v.RDF_VALUE).split("-")
            found |= dict.fromkeys(self._names(iri, (v.RDFS_LABEL, v.SKOS_ALT_LABEL)), (int(month), int(day)))
        return found

    def facts_by_basis(self) -> dict[str, int]:
        """How many facts say what they rest on, by the key of the basis; others are published facts."""
        bases = (quad.object for quad in self.quads if quad.predicate == v.BASIS)
        return dict(
            sorted(Counter(iri.value.rpartition("/")[2] for iri in bases if isinstance(iri, NamedNode)).items())
        )

    def demonyms(self) -> Set[str]:
        """All adjectives of States."""
        return {
            quad.object.value for quad in self.quads if quad.predicate == v.DEMONYM and isinstance(quad.object, Literal)
        }

    def state_of(self, demonym: str) -> NamedNode | None:
        """The State that an adjective belongs to, or None where several share it."""
        states = self._states_by_demonym.get(demonym, set())
        return next(iter(states)) if len(states) == 1 else None

    @cached_property
    def _states_by_demonym(self) -> dict[str, set[NamedNode]]:
        found: dict[str, set[NamedNode]] = defaultdict(set)
        for quad in self.quads:
            if quad.predicate == v.DEMONYM and isinstance(quad.object, Literal) and isinstance(quad.subject, NamedNode):
                found[quad.object.value].add(quad.subject)
        return found

    def _of_class(self, kind: NamedNode) -> set[NamedNode]:
        return {s for s, quads in self._by_subject.items() if any(_is(quad, v.RDF_TYPE, kind) for quad in quads)}

    def _in_scheme(self, scheme: str) -> Iterator[NamedNode]:
        within = NamedNode(f"{BASE}scheme/{scheme}")
        found = (quad.subject for quad in self.quads if _is(quad, v.SKOS_IN_SCHEME, within))
        return (iri for iri in found if isinstance(iri, NamedNode))

    def _entries(
        self, kind: NamedNode, names: tuple[NamedNode, ...] = (v.RDFS_LABEL, v.SKOS_ALT_LABEL, v.ACRONYM)
    ) -> tuple[Entry, ...]:
        found = []
        for iri in sorted(self._of_class(kind), key=str):
            since = self._one(iri, v.SCHEMA_FOUNDING_DATE) or self._one(iri, v.SCHEMA_START_DATE)
            until = self._one(iri, v.SCHEMA_DISSOLUTION_DATE) or self._one(iri, v.SCHEMA_END_DATE)
            label = self.label(iri)
            found += [Entry(iri, name, label, since, until) for name in self._names(iri, names)]
        return tuple(found)

    def _labelled(self, kind: NamedNode) -> dict[str, NamedNode]:
        found: dict[str, NamedNode] = {}
        # Labels last, so that they win over another concept's alternative name.
        for names in ((v.SKOS_HIDDEN_LABEL,), (v.SKOS_ALT_LABEL,), (v.RDFS_LABEL,)):
            found |= {entry.name.casefold(): entry.iri for entry in self._entries(kind, names)}
        return found

    def _names(self, iri: NamedNode, properties: tuple[NamedNode, ...]) -> Iterator[str]:
        seen = set()
        for quad in self._by_subject.get(iri, ()):
            if quad.predicate in properties and isinstance(quad.object, Literal) and quad.object.value not in seen:
                seen.add(quad.object.value)
                yield quad.object.value

    def _one(self, iri: NamedNode, property: NamedNode) -> str:
        return next(self._names(iri, (property,)), "")


def _is(quad: Quad, predicate: NamedNode, value: NamedNode) -> bool:
    return quad.predicate == predicate and quad.object == value
