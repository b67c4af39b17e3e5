"""Whose office a role is where `its`, `their` or `whose` stands before it: the body that the word is for."""

import re
from collections.abc import Set
from itertools import pairwise

from pyoxigraph import NamedNode

from graph import methods
from graph.extract.bodies.organisations import Body
from graph.extract.bodies.short_words import ShortWords
from graph.extract.grammar.paragraphs import Paragraph
from graph.extract.words.lexicon import any_of, plural
from graph.extract.words.patterns import Pattern, compiled
from graph.records import Evidence, Found
from graph.text import Places, Span, sentence_around, sentence_before
from graph.vocabularies.reference import Reference

ITS = (" its ", "Its ")
_THEIR = (" his ", " her ")
_AT_BODY = re.compile(r"\s(?:of|at|in)\s(?:the\s)?")
# `the District Court in Osh, whose X`; `the Valley Centre, a non-governmental organization, whose X`.
_WHOSE = re.compile(r"(?:\s(?:in|of)\s[^\W\d_a-z]\w+)?(?:\s\([A-Z]+\))?(?:,\san?\s[^,.;:“”\"]{3,60})?,?\swhose\s")
_WHOSE_LONGEST = 120
# `a guest from the Valley Union, its librarian X`.
_FROM = compiled(r"\bfrom\s(?:the\s)?$")
_NEAR, _PART_LONGEST = 12, 80
# `the Youth Initiative for Rivers and its director`, `guided through the Moria camp by its director`.
_NAMED_NEARER = re.compile(r"\bthe\s(?:(?=[^\W\d_a-z])[^,.;:]{2,80}\sand|[^,.;:]{2,40}\sby)\sits\s$")
# `was handed over to the Water Council by its director`.
_GIVEN_TO = compiled(
    r"\b(?:handed|presented|given|submitted|delivered|passed|sent|addressed|read|put|conveyed)(?:\s(?:over|on|out))?"
    r"\s(?:to|before)\s(?:the\s)?$"
)
# `the Fund of the Deaf and its director` is the fund's.
_OF_THE = re.compile(r"\s(?:of|in|at|for|to)\s$")
# `The prison was shown to them by its governor`: a sentence that has something of its own.
_SOMETHING = re.compile(r"[.!?]\s(?:[^.!?]*\s)?(?:the|an?|this)\s[^.!?]*$", re.IGNORECASE)
# `a company, in which the Valley Fund holds shares`.
_IN_WHICH = re.compile(r"(?:\s\([A-Z]+\))?,\s(?P<of>(?:in|of|to|for|by|from)\s)?which\s")
# `The Valley Centre (VC), opened last year by the Valley Fund, will publish it. Its director`: the centre's.
_DONE_BY = re.compile(
    r"(?:\s\([^()]{1,20}\)|\))?,\s(?:\w+ly\s|then\s|once\s)?[a-z]+(?:ed|en|wn|ade|un)\b[^.;:“”\"]{0,100}?\bby\s[^.;:“”\"]{2,160}?,\s(?=[a-z])"
)
_BEGINS = re.compile(r"[“\"]?(?:[Tt]he\s)?")
# `opened by the Valley Fund`, `founded with help from the Fund`, `visited by experts of the Fund`: who did something.
_DOER = re.compile(r"\b(?:by|with|from|through|to)\s(?:[^,.;:“”\"()]{1,60}?\s)??(?:the\s|an?\s)?$")
_DOER_LONGEST, _HOUSE_NEAR = 80, 300
# `the Valley Centre, which was built by`: what the doer did it to.
_DONE_TO = re.compile(
    r"(?:\s\([A-Z]+\))?(?:\sand\sits\s[a-z]+)?,?\s(?:which\s|that\s)?(?!an?\s|the\s|its\s|and\s)(?:[a-z]+\s){1,6}"
)
# `A was elected President; her deputies are`, `accompanied by the Head of the Fund, A, and by his adviser`.
_WHOSE_DEPUTY = re.compile(r"\b(?:elected|appointed|chosen|named)\b|\b(?:accompanied|joined|flanked)\sby\s")


class Owners:
    """Finds the bodies for which such words stand."""

    def __init__(self, reference: Reference, short: ShortWords, called: Pattern, no_names: Set[str]) -> None:
        """`called` finds a role at a body that is called by its name alone; `no_names` are words that begin none."""
        self._short, self._called, self._no_names = short, called, no_names
        self._posts = reference.posts
        self._deputy = any_of(reference.words("office-beside"))
        offices = reference.words("role-noun")
        those = any_of((*offices, *map(plural, offices), *reference.words("people-noun")), "").pattern
        self._to_somebody = re.compile(rf"the\s(?:[\w-]+\s){{0,2}}?{those}(?:\sof\s[^,.;:]{{1,40}})?\sby\sits\s", re.I)
        self._led_by_its = re.compile(rf",?\s{any_of(reference.words('led-by'), '').pattern}\sits\s", re.IGNORECASE)
        houses = (*reference.words("small-house"), *reference.words("named-house"), *reference.words("small-business"))
        kinds = (*reference.words("small-house"), *reference.words("kind-of-body"), *reference.words("part-of-body"))
        # `the choir of the Ministry of Culture, whose conductor`.
        self._part = re.compile(
            rf"\b(?:the|an?)\s(?-i:[\w’'-]+\s){{0,3}}?{any_of(kinds).pattern}\sof\s(?:the\s)?$", re.IGNORECASE
        )
        # `a school in Osh, which was repaired by the Valley Fund`: `its` is the school's.
        house = rf"\b(?:[Tt]he|[Aa]n?|[Tt]his)\s(?:[a-z-]+\s){{0,3}}?{any_of(houses).pattern}"
        self._house = compiled(rf"{house}(?!-|\s[A-Z])")
        # `a dog centre at the State Agency`.
        self._house_at = compiled(rf"{house}\sat\s(?:the\s)?$")
        at_event = reference.words("office-at-event")
        self._of_event = any_of((*at_event, *map(plural, at_event)))
        happens = ("event-noun", "event-noun-beside", "named-thing")
        self._event = any_of(word for kind in happens for word in reference.words(kind))
        self._nameless = compiled(rf"\b(?:the|an?)\s(?:[a-z-]+\s)?{any_of(houses).pattern}(?-i:(?!\sof\b))")

    def before(self, paragraph: Paragraph, role: Span, bodies: Places[Body]) -> Found[NamedNode | str] | None:
        """The body before `whose` or, for `its`, the first that the sentence names."""
        text, start = paragraph.text, paragraph.span.start
        if text.endswith(" whose ", start, role.start):
            near = bodies.near(Span(max(start, role.start - _WHOSE_LONGEST), role.start))
            named = [body for body in near if _WHOSE.fullmatch(text, body.span.end, role.start)][-1:]
            # `the Institute of Peace at the University of Osh, whose director`: the institute's.
            larger = [one for one, last in pairwise(near) if named == [last] and _is_at(text, one, last)]
            named = larger or [one for one in named if not self._is_of_part(text, one.span)]
        elif text.endswith(_THEIR, start, role.start) and self._deputy.match(text, role.start, role.end):
            # `The Head of the Valley Fund, A, and his deputy, B`.
            before = Span(sentence_around(text, role).start, role.start)
            # Where somebody else may be meant, it is open whose deputy that is.
            # `under whom the Office grew`: a short word alone names no body.
            said = [body for body in bodies.within(before) if body.iri or not self._short.is_short(paragraph, body)]
            named = [] if _WHOSE_DEPUTY.search(text, before.start, before.end) else said[:1]
        elif text.endswith(ITS, start, role.start) and not self.is_at_event(text, role, start):
            sentence = sentence_around(text, role)
            said = self._not_given_to(text, role.start, bodies.within(Span(sentence.start, role.start)))
            # `X, the owner of Kosel, and its editor Y`.
            calls = [*self._called.finditer(text, sentence.start, role.start)]
            if calls and not said and calls[-1]["name"].split()[0] not in self._no_names:
                words = Span(*calls[-1].span("name"))
                return Found(words.of(text), Evidence(words, methods.ROLE_GRAMMAR, 0.6))
            # `A was represented by X, and B by its spokesperson`.
            named = [body for body in said if text.startswith(" by its ", body.span.end)][-1:]
            named = named or [body for body in said if self._is_right_before(text, body.span, role.start)]
            said = said if named else self._not_doing(text, sentence.start, said)
            named = named or [body for body in said if body.iri or body.known]
            named = named or [body for body in said if not self._short.is_short(paragraph, body)]
            # `... by the Institute of Rivers. According to its director, X`.
            if not named and sentence.start > start:
                previous = sentence_before(text, sentence.start)
                said = [body for body in bodies.within(previous) if not self._short.is_short(paragraph, body)]
                said = self._not_doing(text, previous.start, said)
                named = _outside_aside(text, previous, said)[-1:]
        else:
            return None
        body = next(iter(named), None)
        if body is None or self.is_nearer(text, Span(body.span.end, role.start)):
            return None
        return Found(body.value(text), Evidence(body.span, methods.ROLE_GRAMMAR, 0.7))

    def _is_right_before(self, text: str, body: Span, role: int) -> bool:
        """Whether `its` right behind a body is that body's: `a guest from it, its librarian`, `led by its director`."""
        if text[body.end : role] == " and its ":
            return True
        joint = self._led_by_its.match(text, body.end, role)
        guest = text.startswith(", its ", body.end) and _FROM.search(text, max(0, body.start - _NEAR), body.start)
        return bool(joint and joint.end() == role) or bool(guest and body.end + len(", its ") == role)

    def _not_given_to(self, text: str, role: int, said: list[Body]) -> list[Body]:
        """The bodies of a sentence without a post, which has no chair, and without whom something is handed to.

        `The report of the Valley Fund was presented to the Water Council by its director`: the fund's.
        """
        said = [body for body in said if body.iri not in self._posts]
        if len(said) > 1 and text.startswith(" by its ", said[-1].span.end) and said[-1].span.end + 8 == role:
            given = _GIVEN_TO.search(text, max(0, said[-1].span.start - _DOER_LONGEST), said[-1].span.start)
            return said[:-1] if given else said
        return said

    def is_nearer(self, text: str, between: Span) -> bool:
        """Whether something else stands between a body and `its`: `visited the prison and met its director`."""
        if self._nameless.search(text, between.start, between.end) or _SOMETHING.search(
            text, between.start, between.end
        ):
            return True
        named = _NAMED_NEARER.search(text, between.start, between.end)
        # `presented to the Minister of Justice by its chair`: nobody's chair but the body's.
        if named and (
            self._to_somebody.match(text, named.start(), between.end)
            or _GIVEN_TO.search(text, between.start, named.start())
        ):
            return False
        return named is not None and not _OF_THE.fullmatch(text, between.start, named.start())

    def is_at_event(self, text: str, role: Span, start: int) -> bool:
        """Whether `its` before a role is of an event or a thing that is told from `start` on: `its lecturers`."""
        if not self._of_event.match(text, role.start, role.end) or not text.endswith(ITS, start, role.start):
            return False
        begins = sentence_around(text, role).start
        begins = sentence_before(text, begins).start if begins > start else begins
        return self._event.search(text, max(begins, role.start - _HOUSE_NEAR), role.start) is not None

    def is_doing(self, text: str, start: int, body: Span) -> bool:
        """Whether a body only did something to a house of the sentence, or has it: `its` then is the house's."""
        return self._has_house(text, start, body, _doing(text, start, body))

    def _has_house(self, text: str, start: int, body: Span, doer: re.Match[str] | None) -> bool:
        """Whether the sentence tells of a house to which a body did something, if it is a `doer`, or that is at it."""
        done = doer and self._house.search(text, max(start, body.start - _HOUSE_NEAR), doer.start())
        before = max(start, body.start - _DOER_LONGEST)
        return done is not None or self._house_at.search(text, before, body.start) is not None

    def _not_doing(self, text: str, start: int, said: list[Body]) -> list[Body]:
        """The bodies of a sentence without those that only did something to another: `a school, built by the Fund`."""
        kept: list[Body] = []
        for body in said:
            doer = _doing(text, start, body.span)
            done_to = doer and any(_DONE_TO.fullmatch(text, one.span.end, doer.start()) for one in kept[-1:])
            if not (done_to or self._has_house(text, start, body.span, doer)):
                kept.append(body)
        return kept

    def _is_of_part(self, text: str, body: Span) -> bool:
        """Whether a body is only what another one is of: `the choir of the Ministry of Culture`."""
        return self._part.search(text, max(0, body.start - _PART_LONGEST), body.start) is not None


def _doing(text: str, start: int, body: Span) -> re.Match[str] | None:
    """The words before a body that make it one who did something."""
    return _DOER.search(text, max(start, body.start - _DOER_LONGEST), body.start)


def _outside_aside(text: str, sentence: Span, said: list[Body]) -> list[Body]:
    """The bodies of a sentence that no relative clause brings in, as `a firm, in which the Fund holds shares` does."""
    if said and (done := _DONE_BY.match(text, said[0].span.end, sentence.end)):
        return [*(body for body in said if body.span.start >= done.end()), said[0]]
    # `The Valley Centre was opened by the Valley Fund. Its director`: that of what the sentence is about.
    if len(said) > 1 and _BEGINS.fullmatch(text, sentence.start, said[0].span.start):
        return said[:1]
    aside = _IN_WHICH.search(text, sentence.start, sentence.end)
    if aside is None:
        return said
    before = [body for body in said if body.span.end <= aside.start()]
    # `by the Institute, which is part of the University of Osh`; of `the town, which the Fund visited` it is open.
    own = aside["of"] or (before and before[-1].span.end == aside.start())
    return before if own else said


def _is_at(text: str, first: Body, then: Body) -> bool:
    """Whether the first body is at the one that follows it: `the Institute at the University`."""
    return _AT_BODY.fullmatch(text, first.span.end, then.span.start) is not None
