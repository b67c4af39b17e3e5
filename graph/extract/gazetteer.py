"""Which known things a text names, and where."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import ahocorasick
from pyoxigraph import NamedNode

from graph.extract import methods
from graph.records import Evidence, Found
from graph.reference import Entry, Reference
from graph.text import Span

# `Ambassador to Croatia` is a posting, not something said of Croatia.
_POSTING = re.compile(r"\b(?:Ambassador|Representative|Envoy|Embassy|Mission|Delegation) (?:to|in) (?:the )?$")


@dataclass(frozen=True, slots=True)
class Match:
    """A name in the text and the resources it may stand for."""

    span: Span
    entries: tuple[Entry, ...]


class Gazetteer:
    """Finds the names of States, places and structures: longest first, whole words, as printed."""

    def __init__(self, reference: Reference) -> None:
        names: dict[str, list[Entry]] = defaultdict(list)
        for entry in (*reference.structures, *reference.states, *reference.places):
            # Two capitals (PC, SG, MC) stand for too much else to count as a structure's name in prose.
            # The names of lesser towns are surnames as well: `Abovyan`.
            if (len(entry.name) > 2 or _kind(entry) == "state") and entry.iri not in reference.lesser_towns:
                names[entry.name].append(entry)
        # `UN Mission in Kosovo` names neither the OSCE's mission nor Kosovo: such a name hides those within it.
        states = tuple(entry.name for entry in reference.states)
        for name in reference.words("international-body"):
            # `United States Agency for International Development` is an organ of the State, and names it.
            if " " in name and not name.startswith(states):
                names.setdefault(name, [])
        self._automaton = ahocorasick.Automaton()
        for name, entries in names.items():
            self._automaton.add_word(name, (len(name), tuple(entries)))
        self._automaton.make_automaton()
        self._adjectives = reference.demonyms()
        self._towns = reference.towns
        self._town_names: dict[str, list[Entry]] = defaultdict(list)
        for entry in reference.places:
            if entry.iri in self._towns:
                self._town_names[entry.name.casefold()].append(entry)
        self._state_names = {entry.name.casefold() for entry in (*reference.states, *reference.places)}

    def matches(self, text: str, span: Span) -> list[Match]:
        """All names within `span`, in order, none overlapping another."""
        found = []
        for last, (length, entries) in self._automaton.iter(text, span.start, span.end):
            place = Span(last + 1 - length, last + 1)
            if _is_word(text, place):
                found.append(Match(place, entries))
        found.sort(key=lambda match: (match.span.start, -match.span.end))
        kept: list[Match] = []
        for match in found:
            # `Chair of the OSCE Parliamentary Assembly` names the Assembly, not the Chair of the OSCE.
            while kept and kept[-1].span.start < match.span.start < kept[-1].span.end < match.span.end:
                kept.pop()
            if not kept or match.span.start >= kept[-1].span.end:
                kept.append(match)
        return [match for match in kept if match.entries]

    def mentions(self, text: str, spans: Iterable[Span], date: str | None) -> list[Found[NamedNode]]:
        """What the paragraphs name, each time they do; what a shared name means is settled by date, or left out."""
        found = []
        for span in spans:
            for match in self.matches(text, span):
                iri = resolve(match.entries, date)
                if (
                    iri
                    and not self._is_adjective(text, match.span)
                    and not _POSTING.search(text, max(span.start, match.span.start - 60), match.span.start)
                ):
                    found.append(Found(iri, Evidence(match.span, methods.GAZETTEER, 0.95)))
        return found

    def towns(self, name: str) -> list[NamedNode]:
        """The towns of that name, whatever its capitals."""
        return list(dict.fromkeys(entry.iri for entry in self._town_names.get(name.casefold(), ())))

    def is_country(self, name: str) -> bool:
        """Whether it is a State or a wider place: `OSH, Kyrgyzstan` names one town."""
        return name.casefold() in self._state_names and name.casefold() not in self._town_names

    def _is_adjective(self, text: str, span: Span) -> bool:
        """`US` and `UK` stand for the State only as `the US`; `the US Ambassador` is an adjective."""
        name = span.of(text)
        if name not in self._adjectives or name.upper() != name:
            return False
        after = text[span.end : span.end + 2].lstrip()
        return not text[: span.start].endswith("the ") or (bool(after) and after[0].isalpha())


def resolve(entries: Sequence[Entry], date: str | None) -> NamedNode | None:
    """The one resource that a name stands for on an ISO date, or None where that stays open."""
    iris = dict.fromkeys(entry.iri for entry in entries)
    if len(iris) > 1:
        # Structures come before States, States before places: `Luxembourg` in prose is the State.
        then = [entry for entry in entries if date and entry.at(date)] or list(entries)
        kinds = {_kind(entry) for entry in then}
        first = next(kind for kind in ("structure", "field-operation", "state", "place") if kind in kinds)
        iris = dict.fromkeys(entry.iri for entry in then if _kind(entry) == first)
    return next(iter(iris)) if len(iris) == 1 else None


def _kind(entry: Entry) -> str:
    return entry.iri.value.rsplit("/", 2)[1]


def _is_word(text: str, span: Span) -> bool:
    before = text[span.start - 1] if span.start else " "
    after = text[span.end] if span.end < len(text) else " "
    return not (before.isalnum() or before in "-/") and not (
        after.isalnum() or (after == "-" and _joined(text, span.end))
    )


def _joined(text: str, end: int) -> bool:
    # `Kosovo-wide` is another word; `Tashkent - ` and `Vienna-based` at a line's end are not worth the doubt.
    return end + 1 < len(text) and text[end + 1].isalnum()
