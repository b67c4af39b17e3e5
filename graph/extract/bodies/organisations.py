"""Which organisations a paragraph names: the OSCE's own, international ones, and ministries and bodies as printed.

The names of posts (`OSCE Chairperson-in-Office`) are people's roles, and the bare `OSCE` names the publisher of the
release: neither counts as an organisation that a release speaks of.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from pyoxigraph import NamedNode

from graph import methods
from graph.extract.bodies.body_words import (
    is_any,
    is_charge,
    is_holder,
    is_of_many,
    is_parliament,
    is_small,
    kind_before,
    own_name,
    without_head,
    without_hearer,
    without_verb,
)
from graph.extract.bodies.firms import firm_by_name, name_of_firm
from graph.extract.bodies.led_bodies import LedBodies
from graph.extract.bodies.listed_bodies import listed_bodies
from graph.extract.grammar.rules import Chunk, Rules, around
from graph.extract.words.lexicon import any_of, plural
from graph.extract.words.patterns import compiled
from graph.records import Evidence, Found
from graph.text import Span
from graph.vocabularies.reference import Reference

PUBLISHER = "OSCE"
"""Every release is of the OSCE: nobody has to be told what that stands for."""
# `Special Representative in Sweden and in the Valley Contact Group`: a post that names a group.
_IN_GROUP = re.compile(r"\sin the (?P<group>(?:[A-Z][\w-]+ )+Group)$")
_GROUP = re.compile(r"\sof\s(?:the\s)?(?P<group>.+)")
# What the release is about, called by its kind alone: `the Mission`, `OSCE Programme Office`.
SHORT_BODY = compiled(r"(?<![\w-])(?:Mission|Centre|Presence|Office|Group|Project Co-?ordinator)\b")
# `organized by the OSCE Missions in the three countries` names none of them; `talks in the 5+2 format` are no body.
_NONE = re.compile(
    r"OSCE (?:field )?(?:Missions|Centres|Offices|operations|Field Operations|Presences)(?:\s(?:to|in)\s.+)?|"
    r".+ (?:format|talks)"
)
OSCE_BODY = re.compile(rf"(?:OSCE )?(?:Programme )?{SHORT_BODY.pattern}(?:[’']s)?")
_SCHOOL_HELD = re.compile(r"\b(?:field|summer|winter|spring|autumn)\sschool\b", re.IGNORECASE)
_SCHOOL_NEAR = 2000
# How far before a body the words can begin that make it part of a title.
_BEFORE = 140
_RULES = ("known-body", "national-body", "named-by-kind", "kind-after-name", "name-after-kind", "firm-by-name")
# How many words the second of those kinds can have before its noun.
_MOST_ADJECTIVES, _LONGEST_PART = 2, 8
# `the Minister for Overseas Development Co-operation`: what she is in charge of is no body.
_CHARGES, _LONGEST_HOLDER = ("Development Co-operation", "Development Cooperation"), 40
# `the Minister of Digital Society and Roads`: nor is what a minister has.
_MINISTER = compiled(r"(?<!Prime\s)\bMinisters?\s(?:of|for)\s$")
# `a ship from Bar for Sweden`: a town, and no bar; `the Bar of Slovakia` is one.
_THE = re.compile(r"\b[Tt]he\s$")
# Whose it is, the possessive, and two chunks at least that tell it from others.
_OWN_NAME = 3
_OF_STATE = (["of", "country"], ["of", "article", "country"])


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation where it is named; `known` says that a list has its name, `short` is its acronym in brackets.

    `iri` is the resource, where the vocabularies have one; `kind` the small noun that says what it is, as `weekly`;
    `full` is the name for which an acronym stands; `government` says that it is that of a State; `name` is where its
    name stands if that is less than what names it; `owner` is the known body that it is a part of.
    """

    span: Span
    iri: NamedNode | None
    short: Span | None = None
    known: bool = False
    kind: str = ""
    full: str = ""
    government: bool = False
    name: Span | None = None
    owner: Span | None = None

    def value(self, text: str) -> NamedNode | str:
        """The resource, or else the name as it is printed; of an acronym the name that the text has told before."""
        return self.iri or self.full or (self.name or self.span).of(text)


class Organisations:
    """Finds organisations by the rules of the grammar."""

    def __init__(self, reference: Reference, rules: Rules) -> None:
        self._rules = rules
        self._reference = reference
        self._posts = reference.posts
        self._things = {*reference.words("thing-noun"), *reference.words("event-noun")}
        self._things |= {word.capitalize() for word in self._things}
        # `the draft Law on Free Legal Aid`, `the Law on Reform of Local Courts`: so a law is called.
        self._law = any_of(reference.words("law-noun"), r"\son\s(?:the\s)?(?:[A-Z][\w-]*\s(?:(?:of|in|and)\s)?){0,4}$")
        naming = sorted({*reference.words("naming-word")} - {*reference.words("kind-of-body")})
        # `the project “Building Border Service Capacities”`.
        self._titled = any_of(naming, r"\s(?:[“«]|[\"„])(?P<title>[^“”\"«»„\n]{0,100})$")
        self._seated = frozenset(reference.words("seated-house"))
        self._regions = frozenset(reference.words("small-region"))
        self._of_members = frozenset(reference.words("body-of-members"))
        self._hearers = frozenset(reference.words("presiding-house")), frozenset(reference.words("sent-house"))
        self._forces = frozenset(reference.words("police-word"))
        self._many = frozenset(reference.words("body-noun-of-many"))
        self._none = frozenset(reference.words("no-body"))
        self._kinds = frozenset(plural(word).casefold() for word in reference.words("kind-of-body"))
        self._english = frozenset(reference.words("word-behind-name"))
        self._firms = frozenset(reference.words("firm-noun"))
        self._towns = frozenset(entry.name for entry in reference.places if entry.iri in reference.towns)
        self._holder = any_of(reference.words("charge-holder"), r"\s(?:of|for)\s$")
        self._led = LedBodies(reference, rules)
        nouns = reference.words("organisation-noun")
        self._several = {plural(noun) for noun in nouns}.difference(nouns)

    def bodies(self, text: str, chunks: Sequence[Chunk], known: dict[Span, NamedNode]) -> list[Body]:
        """All organisations in the chunks of a paragraph; `known` are the resources that the vocabularies have."""
        found = []
        places = {chunk.span.start: n for n, chunk in enumerate(chunks)}
        for rule in _RULES:
            for stretch in self._rules.find(rule, chunks):
                named = list(stretch)
                kind = next((chunk.span.of(text) for chunk in named if chunk.kind == "kind"), "")
                if rule in ("name-after-kind", "firm-by-name"):
                    first = places[named[0].span.start]
                    if rule == "firm-by-name":
                        name = firm_by_name(named) if kind in self._firms else None
                    else:
                        name = name_of_firm(text, named, chunks[max(0, first - 2) : first])
                    if name:
                        found.append(Body(name, None, known=True, kind=kind))
                    continue
                if rule == "kind-after-name":
                    comma = next(n for n, chunk in enumerate(named) if chunk.kind == "comma")
                    named = named[1:comma]
                short = named[-2].span if named[-1].kind == "close" else None
                named = named[:-3] if short else without_verb(text, without_hearer(text, named, *self._hearers))
                if rule == "named-by-kind" and len(own := own_name(text, named, self._english)) < len(named):
                    if not own:
                        continue
                    named, short = own, None
                # `the Municipal Court in Rijeka`.
                behind = chunks[places[named[-1].span.start] + 1 :][:2]
                if (
                    len(named) > 1
                    and named[-1].span.of(text) in self._seated
                    and [one.kind for one in behind] == ["in", "place"]
                ):
                    named += behind
                # `the Rivers Department of the Osh region`.
                if len(named) > 2 and named[-1].kind in ("capital", "place") and self._is_region(text, behind):
                    named.append(behind[0])
                # `the Rivers Unit of the Slovak police`.
                force = bool(behind) and behind[0].span.of(text) in self._forces
                if len(named) > 1 and named[-1].kind == "demonym" and force:
                    named.append(behind[0])
                if rule == "national-body":
                    named += self._of_others(text, named, chunks[places[named[-1].span.start] + 1 :][:_LONGEST_PART])
                if rule == "national-body" and (
                    is_any(text, chunks, places[named[0].span.start], named)
                    or self._is_none(text, named)
                    or self._is_event(text, named)
                    or self._is_of_thing(text, chunks, places[named[-1].span.start])
                    or self._is_in_title(text, named[0].span.start)
                ):
                    continue
                named = without_head(text, named)
                iri = next((known.get(chunk.span) for chunk in named if chunk.kind == "body"), None)
                while named[0].kind in ("article", "opener", "kind", "possessive") or is_small(text, named):
                    del named[0]
                # `the company “Kosel”`, `the “Kosel” company`: it is called Kosel.
                if rule == "named-by-kind":
                    named = named[:-1] if named[-1].kind == "kind" else named
                    named = named[1:-1] if named[0].kind == named[-1].kind == "other" else named
                iri = iri if rule == "known-body" else None
                state = (named[0].kind, named[-1].kind) == ("government", "country")
                # `the Centre's Osh Field Office` is called Osh Field Office.
                parts = [one.kind for one in named[:2]]
                # `the OSCE Parliamentary Assembly's Ad Hoc Committee` names both, but not its `Working Group`.
                both = parts == ["body", "possessive"] and len(named) > _OWN_NAME
                name = around(named[2:]) if parts == ["house", "possessive"] or both else None
                owner = named[0].span if both or parts == ["institution", "possessive"] else None
                known_so = rule != "national-body"
                kind = kind or kind_before(text, chunks, places[named[0].span.start])
                found.append(Body(around(named), iri, short, known_so, kind, government=state, name=name, owner=owner))
        for n, body in enumerate(found):
            # `Director of the OSCE Office ...` is a post of the vocabularies, and the office is the body.
            group = _GROUP.search(text, body.span.start, body.span.end) if body.iri in self._posts else None
            office = self._reference.source(group["group"], None) if group else None
            if group and office and office not in self._posts:
                found[n] = Body(Span(*group.span("group")), office, body.short, known=True)
        found += [Body(name, None, known=True) for name in self._led.find(text, chunks)]
        found += [Body(name, None, known=True) for name in listed_bodies(text, chunks, self._kinds)]
        for chunk in chunks:
            # `Co-Chairs of the OSCE Minsk Group` names the group, and so does `Minsk Group Co-Chairs`.
            if chunk.kind == "posts":
                group = _GROUP.search(text, chunk.span.start, chunk.span.end)
                before = chunk.span.of(text).rpartition(" ")[0]
                where = Span(*group.span("group")) if group else Span(chunk.span.start, chunk.span.start + len(before))
                found.append(Body(where, known.get(chunk.span), known=True))
        return list(longest(found))

    def _of_others(self, text: str, named: Sequence[Chunk], behind: Sequence[Chunk]) -> Sequence[Chunk]:
        """What belongs to a name `behind` it: of the Association of Judges `and Prosecutors of Serbia`."""
        if not behind or behind[0].kind != "and" or not named[-1].span.of(text).endswith(("s", "Media")):
            return ()
        if not any(chunk.span.of(text) in self._of_members for chunk in named) or named[-1].kind == "house":
            return ()
        at = 1 + sum(1 for _ in takewhile(lambda chunk: chunk.kind == "capital", behind[1 : 2 + _MOST_ADJECTIVES]))
        noun, rest = behind[at : at + 1], [chunk.kind for chunk in behind[at + 1 :]]
        if not noun or rest[:1] in (["name"], ["house"], ["possessive"]):
            return ()
        words = noun[0].span.of(text)
        if words not in self._several and not (noun[0].kind == "roles" and words[0].isupper()):
            return ()
        end = at + 1 + next((len(tail) for tail in _OF_STATE if rest[: len(tail)] == tail), 0)
        return behind[:end]

    def _is_none(self, text: str, named: Sequence[Chunk]) -> bool:
        """Whether the words for a body are the name of none."""
        span = around(named)
        words = span.of(text)
        if words.endswith(_CHARGES) and self._holder.search(text, max(0, span.start - _LONGEST_HOLDER), span.start):
            return True
        town = words.split()[0] in self._towns and words.split()[1:2] in (["for"], ["of"], ["to"], ["on"])
        if town and not _THE.search(text, max(0, span.start - len("the ")), span.start):
            return True
        if is_charge(text, span) or _MINISTER.search(text, max(0, span.start - _LONGEST_HOLDER), span.start):
            return True
        return is_of_many(text, named, self._many) or re.split(r"[’']s\s", words)[-1] in self._none

    def _is_region(self, text: str, behind: Sequence[Chunk]) -> bool:
        """Whether what stands behind a name ends that of a region: `the Osh region`, not `the Osh region's mayor`."""
        ends = len(behind) < 2 or behind[1].kind != "possessive"
        return bool(behind) and ends and behind[0].span.of(text) in self._regions

    def _is_event(self, text: str, named: Sequence[Chunk]) -> bool:
        """Whether `the Osh school` is a field school that the text tells of; `the Slovak school` is any."""
        kinds = [chunk.kind for chunk in named if chunk.kind != "article"]
        if kinds == ["demonym", "school"] and " " not in named[-1].span.of(text):
            return True
        return kinds in (["place", "school"], ["capital", "school"]) and (
            _SCHOOL_HELD.search(text, max(0, named[0].span.start - _SCHOOL_NEAR), named[0].span.start) is not None
        )

    def _is_of_thing(self, text: str, chunks: Sequence[Chunk], last: int) -> bool:
        """Whether the name goes on behind its last chunk, and is that of a thing: `World Press Freedom Day`."""
        behind = takewhile(lambda chunk: chunk.kind in ("capital", "event"), chunks[last + 1 : last + 4])
        words = [chunk.span.of(text) for chunk in behind]
        # `the Mission's Police Affairs Officer`.
        if words == ["Affairs"] and chunks[last + 2 : last + 3] and chunks[last + 2].kind == "role":
            return True
        return chunks[last].kind in ("house", "front") and not self._things.isdisjoint(words)

    def _is_in_title(self, text: str, start: int) -> bool:
        """Whether what starts here is part of the name of a law, a project or a book."""
        before = max(0, start - _BEFORE)
        return any(rule.search(text, before, start) is not None for rule in (self._law, self._titled))

    def mentions(self, text: str, bodies: Sequence[Body]) -> Iterator[Found[NamedNode | str]]:
        """The bodies that count, as printed, and their acronyms."""
        for body in bodies:
            name = body.name or body.span
            words = name.of(text)
            method = methods.GAZETTEER if body.iri else methods.ORGANISATION_GRAMMAR
            if body.iri in self._posts and (group := _IN_GROUP.search(text, name.start, name.end)):
                yield Found(group["group"], Evidence(Span(*group.span("group")), method, 0.8))
            if (
                words == PUBLISHER
                or OSCE_BODY.fullmatch(words)
                or _NONE.fullmatch(words)
                or is_holder(text, name)
                or body.iri in self._posts
                # `the Government of Sweden` is the State, which is told among the States.
                or body.government
                or not (body.known or " " in words or is_parliament(text, name))
            ):
                continue
            if body.owner and body.owner.of(text) != PUBLISHER and not OSCE_BODY.fullmatch(body.owner.of(text)):
                yield Found(body.owner.of(text), Evidence(body.owner, methods.GAZETTEER if body.name else method, 0.8))
            yield Found(words, Evidence(name, method, 0.8))
            if body.short:
                yield Found(body.short.of(text), Evidence(body.short, methods.ORGANISATION_GRAMMAR, 0.8))


def longest(bodies: Iterable[Body]) -> Iterator[Body]:
    """In order of the text, without those that lie within another."""
    end = -1
    for body in sorted(bodies, key=lambda body: (body.span.start, -body.span.end)):
        if body.span.start >= end:
            yield body
            end = body.span.end
