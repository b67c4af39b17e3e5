"""By which word a release tells its event: the noun for it, or a verb such as `visited`, `met` or `graduated`."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from graph.dateline import MONTHS
from graph.extract.events.calendar import AT_ITS_END, SAID_AFTER
from graph.extract.events.lessons import is_completed, is_over
from graph.extract.words.gazetteer import Gazetteer
from graph.extract.words.lexicon import any_of, plural
from graph.extract.words.numbers import WORD
from graph.extract.words.patterns import Pattern, compiled
from graph.text import Span, opening, sentences
from graph.vocabularies.reference import Reference

_AFTER_NOUN = "on|for|in|to|of|by|held|that|which|ended|began|took|today|was|is|will|organi[sz]ed"
# `ended a visit during which she held talks`.
# `began a visit with a meeting with the Mayor`.
# `concluded a visit to Norway, where she held talks`.
_DURING = re.compile(r"[^.;:]{0,80}\b(?:(?:during which|where (?:s?he|they))\b[^.;:]*|with\s(?:an?\s)?(?:[a-z-]+\s)?)")
_VISIT, _GRADUATION, _MEETING = "visit", "graduation", "meeting"
# `met separately with the Ministers in Riga on 3 and 4 May`.
_MEETS = r"(?<=\btoday\s)met\b|\bmet\b(?=[^.;:“”\"]{1,240}\b(?:today|yesterday|on\s(?:\d|[A-Z]\w+day)|in\s[A-Z]))"
# `gathered in Riga today to discuss trade`, but not `to protest`.
_GATHERS = (
    r"\bgathered(?=\s(?:today\s|yesterday\s)?(?:in|at)\s(?:the\s)?[A-Z][^.,;:“”\"]{0,60}?\sto\s%s)"
    r"(?=[^.;:“”\"]{0,100}\b(?:today|yesterday|on\s(?:\d|[A-Z]\w+day)))"
)
# `students received their Master of Arts degrees at the Academy today`.
_DEGREES = r"\breceived\s(?:their\s)?(?:[\w’'-]+\s){0,5}?degrees?\b(?=[^.;:“”\"]{0,160}\s%s)"
_TODAY = r"(?:today|yesterday|this\s(?:morning|afternoon|week)|on\s(?-i:[A-Z])[a-z]+day)\b"
_TODAY_WORD = re.compile(rf"\b{_TODAY}", re.IGNORECASE)
WINNERS = re.compile(r"\b(?:[Ww]inners?|won|wins?|[Pp]rizes?|[Aa]wards?|awarded)\b")
"""Words for how a contest came out: they date the prize-giving."""
# `The event, held in Osh on 5 May, was opened by`: the one that the release is about.
_THE_EVENT = (
    r"(?:(?-i:(?<=\bThe\s))|(?-i:(?<=-day\s)))event(?=,?\s(?:which\s|that\s)?(?:was\s|is\s)?(?:being\s)?"
    r"(?:held|organi[sz]ed|hosted|convened|took\splace|takes|taking|opened|ended|concluded|closed|began)\b)"
)
# Words that are plural already, or that mean something else in the plural.
_NO_PLURAL = frozenset(("talks", "study tours", "public hearings", "hearing", "camp", "forum"))
# In so many paragraphs a text goes back to its occasion.
_OCCASION_WITHIN = 8
# So many sentences may lead up to what was today.
_OPENING = 4


class Told(NamedTuple):
    """The word that tells the event, the pattern that finds it again, and what the event is then called."""

    noun: re.Match[str] | None
    pattern: Pattern
    kind: str


class EventNouns:
    """Chooses it by the words of the lexicon."""

    def __init__(self, reference: Reference, gazetteer: Gazetteer, noun: Pattern) -> None:
        """`noun` finds the nouns for events."""
        self._gazetteer = gazetteer
        self._noun = noun
        beside = any_of(reference.words("event-noun-beside")).pattern
        # `the training on hate crime`, not `training materials`.
        welcomes = r"(?<!\bwelcomes\s)(?<!\bwelcomed\s)(?<!\bwelcomed\sthe\s)(?<!\bwelcomes\sthe\s)"
        self._beside = compiled(rf"{welcomes}{beside}(?=[.,]|\s(?:{_AFTER_NOUN})\b)", re.IGNORECASE)
        # `The clubs were presented at an event in Osh`, `At a debate organized today`.
        at = any_of(reference.words("event-noun-at")).pattern
        # `celebrated its tenth anniversary in Riga today with a debate`.
        self._at = compiled(
            rf"(?:(?<=\bat a )|(?<=\bat an )|(?<=\bat the )|(?<=\bduring a )|(?<=\btoday with a )){at}", re.IGNORECASE
        )
        # `A debate on trade drew 150 visitors to the film festival`: the debate is what is told.
        self._at_first = re.compile(
            rf"An?\s(?:[a-z-]+\s){{0,2}}?(?P<noun>{at})(?=,|\s(?:on|about|over|organi[sz]ed|held|hosted|between|with)\b)"
        )
        self._at_again = compiled(at, re.IGNORECASE)
        self._visits = any_of(reference.words("visiting-verb"), r"(?=\s)")
        places = any_of(reference.words("visited-places")).pattern
        on_days = rf"(?=[^.;:“”\"]{{0,160}}\b(?:{_TODAY}|(?:between|from|on)\s\d))"
        self._several_places = re.compile(
            rf"(?:(?:{WORD}|\d{{1,2}}|several|some)\s)?(?:[a-z-]+\s){{0,3}}?{places}\s(?:in|of|across|throughout)\s"
            rf"(?:the\s)?{on_days}"
        )
        # `A class of cadets graduated today`.
        verb = any_of(reference.words("graduating-verb")).pattern
        # `Today, 25 students from four countries graduated`.
        opens = rf"(?-i:\bToday,?\s(?:(?!\bwho\b)[\w’'-]+\s){{1,8}}?){verb}"
        self._graduates = compiled(
            rf"{_TODAY}\s{verb}|{verb}(?=\s{_TODAY})|{opens}|(?-i:{_DEGREES % _TODAY})", re.IGNORECASE
        )
        # `took part in two training seminars that concluded today`, `The seminars were held on 16 May`.
        many = sorted(plural(noun) for noun in reference.words("event-noun") if noun not in _NO_PLURAL)
        self._many = any_of(many)
        self._several = compiled(
            rf"\b(?:series\sof|{WORD}|\d{{1,2}}|the|have\sattended)\s(?:[a-z-]+\s){{0,3}}?(?P<many>{self._many.pattern})"
            r"(?=[^.;:“”\"]{0,120}?\b(?:concluded|ended|began|opened|held|took\splace|finished|closed)\b"
            rf"[^.;:“”\"]{{0,120}}?\b(?:{_TODAY}|\d{{1,2}}\s(?:{'|'.join(MONTHS)})\b))",
            re.IGNORECASE,
        )
        # `today concluded a series of workshops`, `has launched a series of public debates in Osh today`.
        ends = r"(?:concluded|completed|ended|finished|wrapped\sup|held|hosted|organi[sz]ed|launched|began|opened)"
        row = rf"a\s(?:[a-z-]+\s)?series\sof\s(?:[\w-]+\s){{0,4}}?(?P<many>{self._many.pattern})"
        self._series = (
            compiled(rf"\b(?:{_TODAY}\s{ends}|{ends}\s{_TODAY})\s{row}", re.IGNORECASE),
            compiled(rf"\b{ends}\s{row}(?=[^.;:“”\"]{{0,120}}?\b{_TODAY}\b)", re.IGNORECASE),
        )
        # `A library was opened today`, then `Some 70 residents attended the opening`: that is what the event is called.
        self._occasion_verb = any_of(reference.words("occasion-verb"))
        self.occasion = any_of(reference.words("occasion-noun"), rf"(?![\w-]|\sof\s(?:[\w-]+\s){{0,4}}?{noun.pattern})")
        self._at_occasion = compiled(
            r"\b(?:at|attend(?:s|ed|ing)?|(?:took|takes?|taking)\spart\sin|during)\sthe\s"
            rf"(?:(?:official|formal|online|festive|solemn)\s)?(?P<noun>{self.occasion.pattern})(?=[.,;”\"]|\s(?:{_AFTER_NOUN}|were|and|with)\b)|"
            rf"(?-i:\bThe)\s(?:(?:official|formal|online)\s)?(?P<named>{self.occasion.pattern})"
            r"\s(?:(?:was|were)\s(?:also\s)?(?:attended|followed|held|hosted|opened|organi[sz]ed|broadcast|streamed)|took\splace)",
            re.IGNORECASE,
        )
        # `completed a five-day tour of Central Asia`, but not `a tour of the museum`.
        self._visit = compiled(
            rf"(?:{any_of(reference.words('visit-noun')).pattern}(?=\sto\b)|(?<=-day\s)tour(?=\sof\b))", re.IGNORECASE
        )
        # `A memorial service was held this morning`, below a lead that tells of a death.
        self._held_today = compiled(
            rf"\bAn?\s(?:(?!of\b|for\b|to\b|at\b)[\w-]+\s){{0,3}}?(?P<noun>{noun.pattern})(?:\s(?:for|on|with|to)\s[^.,;:“”\"]{{1,60}}?)?"
            rf"\s(?:(?:was|were|is\sbeing)\s(?:held|organi[sz]ed|hosted)|took\splace)\s(?:[^.,;:“”\"]{{1,60}}?\s)?{_TODAY}",
            re.IGNORECASE,
        )
        visit = any_of(reference.words("visit-noun")).pattern
        # `carried out its inspection in Osh on 1 and 2 March`, but not `an inspection team`.
        inspected = any_of(reference.words("inspecting-noun"), r"(?![\w-]|\s(?:team|report|body|service)s?\b)").pattern
        self._inspects = compiled(
            rf"(?:carried\sout|conducted|completed|concluded|carries\sout|conducts|ended|began)\s(?:an?|its|the|their)\s"
            rf"(?:[\w-]+\s){{0,2}}?(?P<noun>{inspected})",
            re.IGNORECASE,
        )
        self._inspection = compiled(inspected, re.IGNORECASE)
        self._during = compiled(rf"(?-i:(?<=\bDuring\sthe\s)|(?<=\bDuring\stheir\s)){visit}(?!\w)", re.IGNORECASE)
        self._visit_again = compiled(rf"(?<![\w-]){visit}(?!\w)", re.IGNORECASE)
        self._ended = compiled(
            rf"(?:{AT_ITS_END}\s(?:an?|his|her|their|the)|{SAID_AFTER})\s(?:[\w-]+\s){{0,3}}?{visit}"
            r"(?=\sto\b(?![^.,;:]{1,60}\sby\s))",
            re.IGNORECASE,
        )
        discusses = any_of(reference.words("discussing-verb")).pattern
        self._meets = compiled(rf"{_MEETS}|{_GATHERS % discusses}")
        self._lasting = any_of(reference.words("lasting-event"))
        self._closing = any_of(reference.words("closing-event"))

    def choose(
        self,
        text: str,
        title: Sequence[Span],
        body: Sequence[Span],
        head: Sequence[Span],
        bodies: Sequence[Span],
        now: re.Match[str] | None,
    ) -> Told:
        """The word in `head` for the event; none in `bodies` counts, and `now` is the first that is not announced."""
        noun, pattern = now or first(text, head, self._noun, bodies), self._noun
        if noun is None and (noun := first(text, [*title, *body[:1]], self._beside, bodies)):
            pattern = self._beside
        if noun is None and (noun := first(text, [*title, *body[:2]], self._at, bodies)):
            pattern = self._at
        if noun is None and (carried := first(text, [*title, *body[:2]], self._inspects, bodies)):
            noun, pattern = self._inspection.match(text, carried.start("noun")), self._inspection
        # `A delegation is this week studying laws`, then `During the visit, which lasts until Friday`.
        if noun is None and (noun := first(text, body[1:2], self._during, bodies)):
            pattern = self._visit_again
        # `pulled rubbish from the river today during a clean-up`, and in the evening there was a concert.
        heads = [*title, *opening(text, body)]
        below = noun is not None and not is_in(Span(*noun.span()), heads)
        if below and (at := first(text, heads, self._at, bodies)):
            noun, pattern = at, self._at
        leading = self._at_first.match(text, lead[0].start, lead[0].end) if (lead := opening(text, body)) else None
        if leading and not (noun and noun.start() == leading.start("noun")):
            noun, pattern = self._at_again.match(text, leading.start("noun")), self._at_again
        # `today ended a visit to Tajikistan`: the talks, the forum and the camp belong to the visit.
        visit = first(text, [*title, *lead], self._visit, bodies)
        if visit and noun:
            elsewhere = not is_in(Span(*noun.span()), [*title, *lead])
            if elsewhere or _DURING.fullmatch(text, visit.end(), noun.start()):
                noun, pattern = visit, self._visit
        # `was speaking in Bujanovac at the end of a two-day visit to Serbia`, right below the lead.
        below = noun is None or not is_in(Span(*noun.span()), [*title, *body[:2]])
        if below and (ended := first(text, body[:2], self._ended, bodies)):
            noun, pattern = self._visit.search(text, ended.start(), body[-1].end), self._visit
        # `visited Ashgabat today`: a visit is also told by its verb, where the town or the country follows it.
        # A title's `summer school` is what those graduated from whom the lead speaks of.
        own = noun and _alone(noun[0])
        in_lead = own is not None and first(text, lead, own, bodies) is not None
        if not (visit and noun is visit) and not in_lead:
            if told := self._visiting(text, [*title, *lead]):
                # `visits Cyprus`, says the title, and below it stands `at the close of a two-day visit to Cyprus`.
                noun, pattern = (visit, self._visit) if visit else (told, self._visits)
            elif told := first(text, lead, self._graduates, bodies):
                noun, pattern = told, self._graduates
        if noun is None and (told := first(text, lead, self._meets, bodies)):
            noun, pattern = told, self._meets
        # `received certificates today after a long course`: what they came to was the ceremony.
        over = noun is not None and is_over(text, noun.start())
        # `Officers complete course`, says the title, and the lead tells of the ceremony.
        if noun and not over and first(text, lead, self._closing, bodies):
            over = is_completed(text, noun.start())
        # `The winners of the contest were announced today`: what was today was the ceremony.
        prized = noun is not None and self._lasting.fullmatch(noun[0]) is not None
        prized = prized and any(WINNERS.search(text, span.start, span.end) for span in lead)
        if (over or prized) and (ceremony := first(text, head, self._closing, bodies)):
            noun, pattern = ceremony, self._closing
        if noun is None and (held := first(text, body, self._held_today, bodies)):
            noun, pattern = self._noun.search(text, held.start("noun")), self._noun
        for series in (self._several, *self._series):
            if noun is None and (several := first(text, lead, series, bodies)):
                noun, pattern = self._many.match(text, several.start("many")), self._many
        below = noun is None or not is_in(Span(*noun.span()), heads)
        # A ceremony has its own name already.
        named = noun is not None and self._closing.fullmatch(noun[0]) is not None
        if (below or over) and not named and (occasion := self._occasion_of(text, lead, body)):
            noun, pattern = occasion, self.occasion
        # `exercise`, says the title, and the lead `a table-top exercise`.
        if noun and pattern is self._noun and is_in(Span(*noun.span()), title):
            in_lead_too = (one for span in lead for one in pattern.finditer(text, span.start, span.end))
            noun = next((one for one in in_lead_too if _is_longer(one[0], noun[0])), noun)
        by_verb = {self._meets: _MEETING, self._visits: _VISIT, self._graduates: _GRADUATION}
        return Told(noun, pattern, by_verb.get(pattern) or noun[0].lower() if noun else "")

    def _occasion_of(self, text: str, lead: Sequence[Span], body: Sequence[Span]) -> re.Match[str] | None:
        """The noun by which a text goes back to what its lead tells by a verb and a day: `attended the opening`."""
        if next(self.was_today(text, lead, body), None) is None:
            return None
        said = first(text, body[:_OCCASION_WITHIN], self._at_occasion)
        at = said.start("noun" if said["noun"] else "named") if said else 0
        return self.occasion.match(text, at) if said else None

    def was_today(self, text: str, lead: Sequence[Span], body: Sequence[Span]) -> Iterator[Span]:
        """The sentences that tell the occasion by a verb and a day: `A library was opened in Osh today`."""
        # `Trucks stand idle for days. How that may end is told in a guide that was launched in Riga today.`
        told = [*lead, *(sentence for span in body[:1] for sentence in islice(sentences(text, span), _OPENING))]
        for span in told:
            verb = self._occasion_verb.search(text, span.start, span.end)
            if verb and _TODAY_WORD.search(text, span.start, span.end):
                yield span

    def lesson(self, text: str, lead: Sequence[Span], bodies: Sequence[Span]) -> str:
        """The last word for what lies behind a ceremony: `after a training course`."""
        for span in lead:
            for noun in self._noun.finditer(text, span.start, span.end):
                if is_over(text, noun.start()) and not is_in(Span(*noun.span()), bodies):
                    return noun[0].rsplit(" ", 1)[-1].lower()
        return ""

    def _visiting(self, text: str, head: Sequence[Span]) -> re.Match[str] | None:
        """The verb that says that somebody visited a country or a town."""
        for span in head:
            for verb in self._visits.finditer(text, span.start, span.end):
                at = verb.end() + 1
                # `visited eleven settlements in Crimea between 14 and 19 May`.
                several = self._several_places.match(text, at, span.end)
                at = several.end() if several else at
                if any(match.span.start == at for match in self._gazetteer.matches(text, Span(at, span.end))):
                    return verb
        return None


@lru_cache(maxsize=256)
def _alone(noun: str) -> Pattern:
    return compiled(rf"(?<![\w-]){re.escape(noun)}(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=256)
def again(pattern: Pattern, kind: str = "") -> Pattern:
    """The pattern, with `the tour` where it finds a `study tour` alone, and `The event, held in Osh on`."""
    last = kind.rsplit(" ", 1)[-1]
    tour = "" if last == kind or pattern.fullmatch(last) else rf"|(?<=\bthe\s){re.escape(last)}(?!\w)"
    return compiled(rf"(?:{pattern.pattern}{tour}|{_THE_EVENT})", pattern.flags)


def first(text: str, spans: Sequence[Span], pattern: Pattern, bodies: Sequence[Span] = ()) -> re.Match[str] | None:
    """The first match of a pattern that lies in none of `bodies`."""
    every = (found for span in spans for found in pattern.finditer(text, span.start, span.end))
    return next((one for one in every if not is_in(Span(*one.span()), bodies)), None)


def _is_longer(noun: str, other: str) -> bool:
    """Whether a noun tells more than another that it ends with: `table-top exercise`."""
    return noun.lower().endswith((f" {other.lower()}", f"-{other.lower()}"))


def is_in(at: Span, places: Sequence[Span]) -> bool:
    """Whether one of the places holds `at`."""
    return any(place.holds(at) for place in places)
