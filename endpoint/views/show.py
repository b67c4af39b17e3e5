"""The words of all pages: links, facts and the reasons for them."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import Literal, NamedNode

from endpoint.documents.documents import exists, is_withdrawn
from endpoint.documents.noted import reified
from endpoint.links import Link, href, short, site_name
from endpoint.serving.reader import Node, Note, Reader, Statement
from endpoint.views.dates import day, short_day
from endpoint.views.ground import Ground, Grounds, by_hand, grounds
from endpoint.views.names import LANGUAGES, NAMES
from graph import vocabulary as v
from graph.iri import BASE, VOCABULARY_GRAPH

_MOST_VALUES: Final = 100
_EVENTS: Final = f"{BASE}event/"
# Words before a number that make it no exact one: `more than 70 officials`.
_ABOUT: Final = re.compile(
    r"\b((?:(?:well )?over|(?:no )?(?:more|less|fewer) than|at (?:least|most)|up to|about|around|approximately|roughly"
    r"|some|nearly|almost))\s+$",
    re.IGNORECASE,
)
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Why:
    """Where a page says something: the sentence in three parts, who read it, when, and how sure that is; `start` is the
    place of the words among the letters of the page.
    """

    before: str
    exact: str
    after: str
    method: str
    confidence: str
    page: Link | None
    evidence: Link
    start: int | None = None
    read: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a fact: a thing (`link`) or a text with its language, and the reasons for it: words of a page, or
    what a fact kept by hand rests on.
    """

    text: str
    link: Link | None = None
    language: str | None = None
    doubt: str | None = None
    why: tuple[Why, ...] = ()
    grounds: tuple[Ground, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """A name and its values. `origin` is the graph that states them, where nothing nearer can be said of any; `by_hand`
    is how they came to be and from what, where that is the vocabulary.
    """

    name: str
    values: tuple[Value, ...]
    more: int = 0
    predicate: str = ""
    origin: Link | None = None
    by_hand: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Show:
    """Shows things of one snapshot under one mount path. `reasons` is what `explain` found, by statement; `languages`
    are those in which things are called rather than in English, best first. `sealed` finds the notes about a thing that
    were sealed, of its first so many reified statements or of all; None where these were not.
    """

    reader: Reader
    root: str
    reasons: dict[Statement, tuple[Why, ...]] = field(default_factory=dict)
    _grounds: dict[NamedNode, Grounds] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    _links: dict[NamedNode, Link] = field(default_factory=dict)
    _pages: dict[NamedNode, tuple[Link, str]] = field(default_factory=dict)
    sealed: Callable[[NamedNode, int | None], list[Note] | None] = lambda *_: None

    def link(self, node: NamedNode) -> Link:
        """The thing by its label, with its language where that is not English; without one by its IRI, and said so."""
        if node not in self._links:  # a page names the same things again and again
            self._links[node] = self._link(node)
        return self._links[node]

    def _link(self, node: NamedNode) -> Link:
        label = self._label(node)
        if label is None and (words := described(self, node)):
            return Link(words, self.href(node.value), node.value)
        if label is None:
            return Link(site_name(node.value) or short(node.value), self.href(node.value), node.value, labelled=False)
        called = _called(node, label.value)
        stated = label.value if called != label.value else None
        return Link(called, self.href(node.value), node.value, language=_language(label), stated=stated)

    def _label(self, node: NamedNode) -> Literal | None:
        labels = self.reader.labels(node)
        for wanted in self.languages:
            for one in labels:
                if (one.language or "").partition("-")[0] == wanted:
                    return one
        return next(iter(labels), None)

    def href(self, iri: str) -> str | None:
        """Where the IRI leads; a name of ours under which nothing is told leads nowhere, as the shapes' names do."""
        if iri.startswith(BASE):
            node = NamedNode(iri)
            if not exists(self.reader, node) or is_withdrawn(self.reader, node):
                return None
        return href(iri, self.root)

    def links(self, nodes: Iterable[NamedNode]) -> list[Link]:
        """The things, by label."""
        return sorted((self.link(one) for one in nodes), key=lambda one: one.text.casefold())

    def value(self, subject: NamedNode, predicate: NamedNode, node: Node) -> Value:
        """One value with the reasons for it."""
        why = self.reasons.get((subject, predicate, node), ())
        rests = self.grounds(subject).get((predicate, node), ())
        if isinstance(node, NamedNode):
            link = self.link(node)
            doubt = self.doubt(node) if link.href and not link.leaves else None
            return Value(link.text, link, doubt=doubt, why=why, grounds=rests)
        spoken = LANGUAGES.get(node.value) if predicate == v.SCHEMA_IN_LANGUAGE else None
        about = _ABOUT.search(why[0].before) if why and predicate == v.ATTENDANCE else None
        text = f"{about[1].lower()} {node.value}" if about else spoken or _readable(node)
        return Value(text, language=_language(node), why=why, grounds=rests)

    def grounds(self, subject: NamedNode) -> Grounds:
        """What the statements about `subject` rest on, looked up once."""
        if subject not in self._grounds:
            self._grounds[subject] = grounds(self.reader, subject)
        return self._grounds[subject]

    def doubt(self, node: NamedNode) -> str | None:
        """How certain what is said of `node` is, of a structure its dates; None where that is high."""
        certainty = self.reader.text(node, v.CERTAINTY)
        if certainty not in {"medium", "low"}:
            return None
        return f"dates of {certainty} certainty" if v.STRUCTURE in self.reader.types(node) else f"{certainty} certainty"

    def fact(self, subject: NamedNode, predicate: NamedNode) -> Fact:
        """All values of a property."""
        nodes = self.reader.values(subject, predicate)
        values = [self.value(subject, predicate, one) for one in nodes[:_MOST_VALUES]]
        values.sort(key=lambda one: one.text.casefold())
        bare = nodes and not any(one.why or one.grounds for one in values)
        origin = self.reader.origin(subject, predicate, nodes[0]) if bare else None
        return Fact(
            self.name(predicate),
            tuple(values),
            len(nodes) - len(values),
            short(predicate.value),
            self.link(origin) if origin else None,
            by_hand(self.reader, subject, predicate) if origin == VOCABULARY_GRAPH else None,
        )

    def facts(self, subject: NamedNode, leave_out: Iterable[NamedNode] = ()) -> list[Fact]:
        """Everything said about `subject`, known properties first, apart from its type, label and what is left out."""
        skip = {v.RDF_TYPE, v.RDFS_LABEL, v.SKOS_PREF_LABEL, v.DCTERMS_TITLE, *leave_out}
        if self.doubt(subject):  # said beside the name
            skip.add(v.CERTAINTY)
        order = {predicate: place for place, predicate in enumerate(NAMES)}
        found = {predicate for _, predicate, _ in self.reader.look(subject, None, None)} - skip
        known = sorted(found, key=lambda one: (order.get(one, len(order)), one.value))
        return [self.fact(subject, predicate) for predicate in known]

    def name(self, predicate: NamedNode) -> str:
        """What a property is called on pages."""
        label = self.reader.label(predicate)
        return NAMES.get(predicate) or (capital(label) if label else short(predicate.value))

    def explain(self, subjects: Sequence[NamedNode], most: int = 100, looked_at: int | None = None) -> None:
        """Finds the reasons for the statements about these subjects, at most `most` for each statement, in the first
        `looked_at` places that bear out anything about each subject.
        """
        found: dict[Statement, list[Why]] = {}
        of, notes = self._noted(subjects, looked_at)
        for one in notes:
            reasons = found.setdefault((of[one.body], one.predicate, one.value), [])
            if one.note is not None and len(reasons) < most:
                reasons.append(self.why(one, one.note))
        self.reasons.update({statement: tuple(reasons) for statement, reasons in found.items()})

    def _noted(
        self, subjects: Sequence[NamedNode], looked_at: int | None
    ) -> tuple[dict[NamedNode, NamedNode], Iterable[Note]]:
        """What is reified, with the things that it is about, and the notes on it."""
        known = [self.sealed(one, looked_at) for one in subjects]
        of: dict[NamedNode, NamedNode] = {}
        notes: dict[tuple[NamedNode, NamedNode | None], Note] = {}
        for subject, some in zip(subjects, known, strict=True):
            if some is None:
                of = {body: one for one in subjects for body in reified(self.reader, one, looked_at)}
                return of, self.reader.notes(list(of))
            of.update((one.body, subject) for one in some)
            notes.update(((one.body, one.note), one) for one in some)
        return of, notes.values()

    def because(self, subject: NamedNode, predicate: NamedNode) -> tuple[Why, ...]:
        """The reasons for all values of a property, among those that `explain` found."""
        values = self.reader.values(subject, predicate)
        return tuple(why for value in values for why in self.reasons.get((subject, predicate, value), ()))

    def why(self, said: Note, note: NamedNode) -> Why:
        """Where a page says it, by the note that points there."""
        page, read = self._saved(said.page) if said.page else (None, "")
        return Why(
            said.before,
            said.exact,
            said.after,
            method=self.link(said.method).text if said.method else "",
            confidence=_percent(said.confidence),
            page=page,
            evidence=self._bare(note) if said.bare else self.link(note),
            start=int(said.start) if said.start.isdecimal() else None,
            read=read,
        )

    def _saved(self, page: NamedNode) -> tuple[Link, str]:
        """A saved page, and the day on which it was read."""
        if page not in self._pages:  # most of what is said of a release stands on one
            self._pages[page] = self.page(page), short_day(self.reader.text(page, v.PROV_GENERATED_AT_TIME)[:10])
        return self._pages[page]

    def _bare(self, note: NamedNode) -> Link:
        """What `link` says of a note that is known to have no name."""
        if note not in self._links:
            self._links[note] = Link(short(note.value), href(note.value, self.root), note.value, labelled=False)
        return self._links[note]

    def page(self, page: NamedNode) -> Link:
        """A saved page: leads to where it stood on the web if that is known, else to what we know of it."""
        url = _first(self.reader.nodes(page, v.SCHEMA_URL))
        return Link(url.value, href(url.value, self.root), url.value) if url else self.link(page)


# What parts of evidence are, which are too many to have labels in the data.
_PARTS: Final = {"statement": "what is borne out", "target": "place on a page", "selector": "words on a page"}


def described(show: Show, node: NamedNode) -> str:
    """What to call a thing of ours that has no label: evidence, a ground, a result of the check; else nothing."""
    if not node.value.startswith(BASE):
        return ""
    name, _, part = node.value.removeprefix(BASE).partition("#")
    kind = name.partition("/")[0]
    if kind == "evidence" and part in _PARTS:
        return _PARTS[part]
    if part.startswith("basis-"):
        about = show.reader.value(node, v.RDF_PREDICATE)
        return f"what “{show.name(about)}” rests on" if isinstance(about, NamedNode) else ""
    return show.reader.text(node, v.SH_RESULT_MESSAGE) if kind == "report" else ""


def _called(node: NamedNode, label: str) -> str:
    """The label; of events, which the data calls `course, Osh, 2007-11-22`, with the day as people write it."""
    return capital(_DATE.sub(lambda found: day(found[0]), label)) if node.value.startswith(_EVENTS) else label


def _first(nodes: Sequence[NamedNode]) -> NamedNode | None:
    return next(iter(nodes), None)


def capital(words: str) -> str:
    """The words with a capital at the beginning; the rest as it is (`IRI` stays `IRI`)."""
    return words[:1].upper() + words[1:]


def _percent(confidence: str) -> str:
    try:
        return f"{float(confidence):.0%}"
    except ValueError:
        return ""


def _language(literal: Literal) -> str | None:
    return literal.language if literal.language not in {None, "en"} else None


def _readable(literal: Literal) -> str:
    """Dates as people write them; everything else as it is."""
    if literal.datatype in {v.XSD_DATE, v.XSD_G_YEAR_MONTH, v.XSD_G_YEAR}:
        return day(literal.value)
    if literal.datatype == v.XSD_DATE_TIME and literal.value.endswith(("Z", "+00:00")):
        return f"{day(literal.value[:10])}, {literal.value[11:16]} UTC"
    return literal.value
