"""Whose body a team or a mission is that somebody leads: `the Mission's legal team is led by X`.

A small part of a body with a task of its own is told with it: `X of the Water Ministry's unit for the care of wells`.
"""

import re

from pyoxigraph import NamedNode

from graph import methods
from graph.extract.bodies.antecedents import Antecedents
from graph.extract.bodies.organisations import SHORT_BODY, Body
from graph.extract.bodies.short_words import ShortWords
from graph.extract.grammar.paragraphs import Paragraph
from graph.extract.words.lexicon import any_of
from graph.extract.words.patterns import compiled
from graph.records import Evidence, Found
from graph.text import Places, Span, sentence_around, sentence_before
from graph.vocabularies.reference import Reference

# How far before a name the words can begin that say what it leads.
_BEFORE = 120
# `led by Senior Co-ordinator X`.
_BY = r"\sby\s(?:(?:its|the)\s)?(?:[^\W\d_a-z][\w.-]*\s){0,3}$"
# Behind these a sentence goes on, and not what a unit is for.
_ENDS = "spoke|took|gave|told|led|was|were|is|are|has|had|will|who|which|at|on|to|with|from|by"
LEADING = "headed|led|chaired|run|directed|commanded|managed|co-?ordinated"
"""What is done to a body or a team by whoever leads it."""
_LED = rf"(?:co-)?(?:{LEADING}|supervised){_BY}"
_MISSION = re.compile(
    r"\b(?P<mission>(?:[Tt]he|[Aa]n?)\s(?:(?:OSCE/)?(?:ODIHR|limited|expert|election|observation|needs|assessment)\s){0,4}"
    r"mission),?\s(?:which\s)?(?:(?:is|was|will\sbe)\s)?(?:headed|led)\sby\s"
    r"(?:[^\W\d_a-z][\w.-]*\s){0,3}$"
)
# `the Centre's legal team, which is led by`, `the Valley Fund's branch in Osh, headed by`.
_TEAM = compiled(
    rf"(?<![\w-])(?P<owner>[^\W\d_a-z][\w-]*)[’']s?\s(?:[\w’-]+\s){{0,6}}?[\w’-]+,?\s(?:which\s)?(?:(?:is|was)\s)?{_LED}"
)


# `The works are guarded by the Joint Centre. X and Y, who head its Swedish and its Norwegian staff`.
_HEADS_ITS = re.compile(
    r"(?:,?\sand\s[^,.;:“”\"]{1,60})?,\swho\s(?:[a-z]+\s){0,2}?(?:head|lead|command|run|direct|co-?ordinate|manage)s?\sits\s"
    r"(?:[\w-]+\s){0,5}?(?:staff|section|side|branch|team|unit|delegation|component|department|office|"
    r"secretariat|part)s?\b"
)


class LedTeams:
    """Finds the body that owns the team, and the observers whom a release of theirs calls `the mission`."""

    def __init__(self, reference: Reference, short: ShortWords) -> None:
        self._short = short
        # `The mission is headed by X`, in a release of those who observe elections.
        self._observers = reference.source("ODIHR", None)
        units, said = (any_of(reference.words(kind)).pattern for kind in ("unit-noun", "speech-verb"))
        word = rf"(?!(?:of|in|against|and|{_ENDS})\b)[a-z-]+"
        self._with_task = re.compile(
            rf"[’']s?\s(?:[a-z-]+\s){{0,2}}?{units}\sfor\s(?:the\s)?{word}(?:\s(?:(?:of|in|against)\s(?:the\s)?)?{word}){{0,4}}?"
            rf"(?=[,.;)]|\sand\s(?:the\s|[A-Z])|\s(?:{said}|(?:[a-z]+ed|{_ENDS})\b))"
        )

    def body(
        self, paragraph: Paragraph, name: Span, bodies: Places[Body], earlier: Antecedents
    ) -> Found[NamedNode | str] | None:
        """The body of whoever a team is led by."""
        return self._observing(paragraph, name, earlier) or self._of_team(paragraph, name, bodies, earlier)

    def or_part(self, text: str, body: Body) -> Found[NamedNode | str]:
        """A body, or its small part with a task of its own, as printed, where one stands behind it."""
        part = None if body.known else self._with_task.match(text, body.span.end)
        span = Span(body.span.start, part.end()) if part else body.span
        return Found(span.of(text) if part else body.value(text), Evidence(span, methods.ROLE_GRAMMAR, 0.8))

    def _observing(self, paragraph: Paragraph, name: Span, earlier: Antecedents) -> Found[NamedNode | str] | None:
        """`The mission is headed by X`: a mission of the ODIHR, in a text that has named that one."""
        start = max(paragraph.span.start, name.start - _BEFORE)
        mission = _MISSION.search(paragraph.text, start, name.start)
        if mission is None or self._observers is None or not earlier.named(self._observers, mission.start()):
            return None
        return Found(self._observers, Evidence(Span(*mission.span("mission")), methods.ROLE_GRAMMAR, 0.7))

    def _of_team(
        self, paragraph: Paragraph, name: Span, bodies: Places[Body], earlier: Antecedents
    ) -> Found[NamedNode | str] | None:
        """`the Mission's legal team, led by X`."""
        text, start = paragraph.text, max(paragraph.span.start, name.start - _BEFORE)
        led = text.find(" by ", start, name.start) >= 0
        team = _TEAM.search(text, start, name.start) if led else None
        if team is None:
            return None
        noun = Span(*team.span("owner"))
        body = next((one for one in bodies.near(noun) if one.span.end == noun.end), None)
        if body and not (body.iri is None and self._short.is_short(paragraph, body)):
            return Found(body.value(text), Evidence(body.span, methods.ROLE_GRAMMAR, 0.7))
        # A State's or a town's team is that of no body that is named.
        if SHORT_BODY.fullmatch(text, noun.start, noun.end) or body:
            return self._short.meant(paragraph, noun, earlier)
        return earlier.meant(noun.of(text), noun.start)

    def its(self, paragraph: Paragraph, name: Span, bodies: Places[Body]) -> Found[NamedNode | str] | None:
        """The body of somebody who heads `its` staff: the only one that the sentence before names."""
        text = paragraph.text
        sentence = sentence_around(text, name)
        if sentence.start <= paragraph.span.start or not _HEADS_ITS.match(text, name.end, sentence.end):
            return None
        if bodies.within(Span(sentence.start, name.start)):
            return None
        # `the Joint Centre (JC)` is one.
        said = [
            body
            for body in bodies.within(sentence_before(text, sentence.start))
            if text[body.span.start - 1] != "(" and not self._short.is_short(paragraph, body)
        ]
        return (
            Found(said[0].value(text), Evidence(said[0].span, methods.ROLE_GRAMMAR, 0.65)) if len(said) == 1 else None
        )
