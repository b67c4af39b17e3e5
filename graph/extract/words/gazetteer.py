"""Which known things a text names, and where."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import ahocorasick
from pyoxigraph import NamedNode

from graph import methods
from graph.extract.words.other_missions import Another
from graph.extract.words.patterns import compiled
from graph.records import Evidence, Found
from graph.text import Span
from graph.vocabularies.reference import Entry, Reference

# `Ambassador to Croatia` is a posting, not something said of Croatia.
_POSTING = compiled(
    r"\b(?:(?:Ambassador|Representative|Envoy|Mission|Delegation)s?|Embassy|Embassies) (?:to|in) (?:the )?$"
)
_ORGAN = re.compile(r" (?:Department of|Government|Congress\b|Senate\b|Agency for)")
_ALSO = re.compile(r"(?:,| and|, and) (?:the |to |to the )?")
# `Georgia Papadaki walked`, but not `Georgia Signs Pact`, `in Georgia Papadaki`.
_SURNAME = re.compile(r" (?P<word>[^\W\d_a-z][’']?[^\W\d_A-Z][\w’'-]*+)(?! [A-Z])")
_WHERE = re.compile(r"\b(?:in|to|of|from|for|on|across|throughout|within|near|between) (?:the )?$", re.IGNORECASE)
# The lists of the lexicon whose words are no surnames.
_NO_SURNAMES = (
    *("role-noun", "honorific", "organisation-noun", "event-noun", "thing-noun", "portfolio", "kind-of-body"),
    *("sentence-opener", "naming-adjective", "named-after"),
)
_BETWEEN = re.compile(r"\bbetween\s$")
# What may follow the name of somebody whose surname could be a State.
_NAME_ENDS = re.compile(r"[,.;]|\s(?:said|spoke|told|noted|added|stressed|and|who|was|has|will)\b")
_CAPITAL_BEFORE, _WORD_LONGEST, _TITLED_LONGEST = re.compile(r"[^\W\d_a-z][\w’'-]*\s$"), 40, 120


@dataclass(frozen=True, slots=True)
class Match:
    """A name in the text and the resources it may stand for.

    `another` is the kind of chunk that it is where it is another body's, and stands for none of them.
    """

    span: Span
    entries: tuple[Entry, ...]
    another: str = ""


class Gazetteer:
    """Finds the names of States, places and structures: longest first, whole words, as printed."""

    def __init__(self, reference: Reference) -> None:
        names: dict[str, list[Entry]] = defaultdict(list)
        for entry in (*reference.structures, *reference.states, *reference.places):
            # Two capitals (PC, SG, MC) stand for too much else to count as a structure's name in prose.
            # The names of lesser towns are surnames as well: `Abovyan`.
            if (len(entry.name) > 2 or _kind(entry) == "state") and entry.iri not in reference.lesser_towns:
                names[entry.name].append(entry)
        # `UN Mission in Kosovo` names no mission of the OSCE, `Northern Ireland` no Ireland: they hide those names.
        states = tuple(entry.name for entry in reference.states)
        for name in (*reference.words("international-body"), *reference.words("namesake-region")):
            # `United States Agency for International Development` is an organ of the State, a foundation is none.
            if " " in name and (not name.startswith(states) or name.endswith("Foundation")):
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
        self._firsts = frozenset(reference.words("name-and-state"))
        self._no_surnames = reference.demonyms() | {
            word
            for kind in _NO_SURNAMES
            for phrase in reference.words(kind)
            for word in (phrase[0].upper() + phrase[1:]).split()
        }
        self._given = frozenset(reference.words("given-name"))
        # `the Mayor of Osh, Ana Lo Monaco`, `Minister Ana Lo Monaco`.
        roles, honorifics = _either(reference.words("role-noun")), _either(reference.words("honorific"))
        office = rf"(?:\b[Tt]he\s|['’]s\s)(?:[\w-]+\s){{0,3}}(?:{roles})(?:\sof\s[^,.;:]{{1,40}})?,\s"
        self._titled = re.compile(
            rf"(?:{office}|\b(?:{honorifics}|(?-i:(?=[^\W\d_a-z]))(?:{roles}))\s)"
            r"(?P<name>(?-i:[^\W\d_a-z][\w’'-]*(?:\s[^\W\d_a-z][\w’'-]*){0,2}))\s$",
            re.IGNORECASE,
        )
        # `Georgia Avenue`; `Hotel Serbia`, `the Bank of Georgia`.
        self._named_so = re.compile(rf" (?:{_either(reference.words('named-after'))})\b")
        self._calls_so = re.compile(
            rf"(?P<before>\b[^\W\d_a-z][\w-]* )?\b(?:{_either(reference.words('named-before'))}) $"
        )
        self._texts = re.compile(rf"['’]? (?:[A-Z][\w-]+ )?(?:{_either(reference.words('text-noun'))})\b")
        self._another = Another(reference)
        self._openers = frozenset(reference.words("sentence-opener"))
        self._state_names = {entry.name.casefold() for entry in (*reference.states, *reference.places)}
        # People, offices, lists and events ask for the names in the same paragraphs.
        self._known = lru_cache(maxsize=512)(self._matches)

    def matches(self, text: str, span: Span, date: str | None = None) -> tuple[Match, ...]:
        """All names within `span`, in order, none overlapping another; also those that are another body's there.

        A name that nothing bore on the ISO `date` is read as the names in it: `Serbia and Montenegro` of 2015 as two.
        """
        return self._known(text, span, date)

    def _matches(self, text: str, span: Span, date: str | None) -> tuple[Match, ...]:
        found = self._named(text, span)
        found = _without_two(text, found)
        if date:
            # Most names are read as without a date.
            then = [match for match in found if not _is_two_by_then(text, match, found, date)]
            if len(then) == len(found):
                return self._known(text, span, None)
            found = then
        found.sort(key=lambda match: (match.span.start, -match.span.end))
        kept: list[Match] = []
        for match in found:
            # `Chair of the OSCE Parliamentary Assembly` names the Assembly, not the Chair of the OSCE.
            while kept and kept[-1].span.start < match.span.start < kept[-1].span.end < match.span.end:
                kept.pop()
            if not kept or match.span.start >= kept[-1].span.end:
                kept.append(match)
        return tuple(match for match in kept if match.entries or match.another)

    def _named(self, text: str, span: Span) -> list[Match]:
        """All names within `span` that stand there as words, overlapping or not."""
        found = []
        # The automaton takes a copy of all that it is given, so that it is given no more than the span.
        for last, (length, entries) in self._automaton.iter(span.of(text)):
            place = Span(span.start + last + 1 - length, span.start + last + 1)
            if (
                _is_word(text, place)
                and not self._is_first_name(text, place, span)
                and not self._is_surname(text, place, span, entries)
                and not self._another.has_structure(text, place, entries)
            ):
                another = self._another.operation(text, place, entries)
                found.append(Match(place, () if another else entries, another))
        return found

    def mentions(self, text: str, spans: Iterable[Span], date: str | None) -> list[Found[NamedNode]]:
        """What the paragraphs name, each time they do; what a shared name means is settled by date, or left out."""
        found = []
        for span in spans:
            posted = -1
            for match in self.matches(text, span, date):
                if match.another:
                    continue
                iri = resolve(match.entries, date)
                start = max(span.start, match.span.start - 60)
                # `Ambassador to Finland and Iceland` is posted to both.
                also = posted >= 0 and _kind(match.entries[0]) == "state"
                if _POSTING.search(text, start, match.span.start) or (
                    also and _ALSO.fullmatch(text, posted, match.span.start)
                ):
                    posted = match.span.end
                elif iri and not self._is_adjective(text, match.span) and not self._is_namesake(text, match, start):
                    found.append(Found(iri, Evidence(match.span, methods.GAZETTEER, 0.95)))
        return found

    def towns(self, name: str) -> list[NamedNode]:
        """The towns of that name, whatever its capitals."""
        return list(dict.fromkeys(entry.iri for entry in self._town_names.get(name.casefold(), ())))

    def is_country(self, name: str) -> bool:
        """Whether it is a State or a wider place: `OSH, Kyrgyzstan` names one town."""
        known = name.casefold()
        return known.removeprefix("the ") in self._state_names and known not in self._town_names

    def whole_countries(self, text: str, places: Sequence[Span]) -> tuple[Span, ...]:
        """These places, those that are the halves of a State as one: `TUZLA, Bosnia and Herzegovina`."""
        found: list[Span] = []
        for place in places:
            whole = Span(found[-1].start, place.end) if found else place
            if found and self.is_country(whole.of(text)):
                found[-1] = whole
            else:
                found.append(place)
        return tuple(found)

    def _is_first_name(self, text: str, place: Span, within: Span) -> bool:
        """Whether what could be a State is somebody's first name: `Georgia Papadaki walked`."""
        if place.of(text) not in self._firsts:
            return False
        surname = _SURNAME.match(text, place.end, within.end)
        return (
            surname is not None
            and surname["word"][0].isupper()
            and surname["word"] not in self._no_surnames
            and not _WHERE.search(text, max(within.start, place.start - 16), place.start)
        )

    def _is_surname(self, text: str, place: Span, within: Span, entries: Sequence[Entry]) -> bool:
        """Whether what could be a State ends the name of somebody in office: `the prefect, Ana Lo Monaco, spoke`."""
        start = max(within.start, place.start - _TITLED_LONGEST)
        if not entries or not _CAPITAL_BEFORE.search(text, max(start, place.start - _WORD_LONGEST), place.start):
            return False
        if any(_kind(entry) not in ("state", "place") for entry in entries) or not _NAME_ENDS.match(text, place.end):
            return False
        titled = self._titled.search(text, start, place.start)
        words = titled["name"].split() if titled else []
        return bool(words) and (len(words) > 1 or words[0] in self._given) and self._no_surnames.isdisjoint(words)

    def _is_namesake(self, text: str, match: Match, start: int) -> bool:
        """Whether a street, a house, a firm or a treaty is called after a State or a town.

        `start` is where to look back from.
        """
        if all(_kind(entry) in ("state", "place") for entry in match.entries) and self._texts.match(
            text, match.span.end
        ):
            return True
        if any(_kind(entry) != "state" for entry in match.entries):
            return False
        if self._named_so.match(text, match.span.end):
            return True
        before = self._calls_so.search(text, start, match.span.start)
        # The `National Bank of Moldova` is the State's own.
        return before is not None and (before["before"] or "The ").strip() in self._openers

    def _is_adjective(self, text: str, span: Span) -> bool:
        """`US` and `UK` stand for the State only as `the US`; `the US Ambassador` is an adjective."""
        name = span.of(text)
        if name not in self._adjectives or name.upper() != name:
            return False
        # `the U.S. Department of Labor` is an organ of the State, and names it.
        if _ORGAN.match(text, span.end):
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


def _is_two_by_then(text: str, match: Match, found: Sequence[Match], date: str) -> bool:
    """Whether a country of that name was none on the date, but both that it names were; a mission to it stays one."""
    countries = all(_kind(entry) in ("state", "place") for entry in match.entries)
    if not match.entries or not countries or any(entry.at(date) for entry in match.entries):
        return False
    within = [one for one in found if match.span.holds(one.span) and any(entry.at(date) for entry in one.entries)]
    firsts = {one.span.end for one in within if one.span.start == match.span.start}
    lasts = {one.span.start for one in within if one.span.end == match.span.end}
    return any(text[first:last] == " and " for first in firsts for last in lasts)


def _without_two(text: str, found: list[Match]) -> list[Match]:
    """Without the State that was one: `the border between Serbia and Montenegro` names two, whatever the day."""
    between = [match for match in found if match.entries and _is_between(text, match)]
    if not between:
        return found
    named = [match.span for match in found if match.entries]
    first = {span.start for span in named if " and " not in span.of(text)}
    last = {span.end for span in named if " and " not in span.of(text)}
    two = {match.span for match in between if match.span.start in first and match.span.end in last}
    return [match for match in found if match.span not in two]


def _is_between(text: str, match: Match) -> bool:
    """Whether a country with `and` in its name stands behind `between`, and no other one is added to it."""
    if " and " not in match.span.of(text) or text.startswith(" and ", match.span.end):
        return False
    behind = _BETWEEN.search(text, max(0, match.span.start - len("between ")), match.span.start) is not None
    return behind and all(_kind(entry) in ("state", "place") for entry in match.entries)


def _either(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, words))


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
