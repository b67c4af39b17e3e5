"""Where an event was: the town that stands with its noun, or in the title."""

import re
from collections.abc import Iterator, Sequence

from pyoxigraph import NamedNode

from graph import methods
from graph.extract.bodies.several_operations import SEVERAL
from graph.extract.events.calendar import AT_ITS_END
from graph.extract.words.gazetteer import Gazetteer
from graph.extract.words.lexicon import any_of, plural
from graph.extract.words.patterns import Pattern, compiled
from graph.extract.words.runs import WORD
from graph.records import Evidence, Found
from graph.text import Places, Span, opening, sentences
from graph.vocabularies.reference import Reference

# Up to three capitalised words after `in`, and both names of a town that has two: `Gjilan/Gnjilane`.
_TOWN = rf"(?P<town>{WORD}(?:[ /](?:(?:lui|de|la|am|nad) )?{WORD}){{0,2}})"
# `in Tavush region` is no town; `in Parliament's hall` neither.
_END = (
    r"(?![’'](?:s\b|\s)|\s(?:[Rr]egion|[Dd]istrict|[Oo]blast|[Pp]rovince|[Cc]ounty|[Vv]alley|[Mm]unicipality)\b|[\w-])"
)
# `in the port of Baku`, `in the mountain resort of Bakuriani`, `in the Finnish city of Tampere`.
_IN = r"(?:[Ii]n|[Aa]t)\s+(?:the\s(?:[a-z]+\s){1,3}of\s)?"
_IN_STATE = r"(?:[Ii]n|[Aa]t)\s+(?:the\s(?:[A-Z][a-z]+\s)?(?:[a-z]+\s){1,3}of\s)?"
# `at the former depot near Osh`, `in a mountain village near Batken`.
_NEAR = r"(?:at|in|on)\s(?:the|an?)\s(?:(?!(?:in|at|from|to)\s)[\w’'-]+\s){1,6}?near\s"
# `A similar course is planned for Osh on 5 May`.
_PLACED = compiled(rf"\b(?:{_NEAR}|{_IN_STATE}|(?:planned|scheduled|foreseen)\sfor\s){_TOWN}{_END}")
# `hosted by the Pedagogical Institute of Osh`: whoever hosts is where it is.
_HOSTED = compiled(rf"\bhosted\sby\sthe\s(?:[A-Z][\w-]+\s){{1,4}}of\s{_TOWN}{_END}")
# `Khorog is to host a field school`, `will be hosted by Osh`, `hosted by the city of Osh`.
_HOSTS = re.compile(
    rf"(?:(?<![\w’'.)]\s)|(?<=\band\s)|(?<=\bthat\s)|(?<=\.\s)){_TOWN}\s"
    r"(?:(?:will|would|is\sto|was\sto|is\sdue\sto)\shost|hosts|hosted|is\shosting)\b"
)
_HOSTED_BY = re.compile(rf"\bhosted\sby\s(?:the\s(?:city|town|municipality|village)\sof\s)?{_TOWN}{_END}(?!\s[A-Z])")
_HOST = re.compile(r"\bhost", re.IGNORECASE)
# `planned by the Valley Centre (VC) in Riga`, `by the Field Office in Osh`: there they sit, and need not have met.
_SEAT = re.compile(
    r"(?:(?P<at>\b(?:[Aa]t|[Ii]n)\s)|\b(?:[Bb]y|with)\s)?(?:the\s)?(?:(?:[A-Z][\w’'-]+|of|for|and|on)\s){1,8}"
    r"(?:\([A-Z][\w-]+\)|(?<=\sField\s)Office)\s$"
)
_GOES_ON = re.compile(r"(?:,|,?\sand)\s(?!from\b|on\b|today\b)")
_SEAT_ENDS, _SEAT_LONGEST = (") ", "Office "), 160
_BEFORE = re.compile(rf"(?<![\w’'-])(?P<town>{WORD})\s$")
_OWNS = re.compile(r"[’']s\s(?=[A-Z])")
# `concluded at the College in Dushanbe`: what was at a body was where the body is.
_AT_LONGEST = 16
_EMBASSY_LONGEST = 80
# `the Ambassador of Norway in Skopje` serves there.
_POSTED = compiled(
    r"\b(?:[Aa]mbassador|[Aa]ttach[ée]|[Cc]onsul(?:\s[Gg]eneral)?|[Cc]orrespondent)"
    r"(?:\s(?:of|to|for)\s(?:the\s)?[A-Z][\w-]+(?:\s[A-Z][\w-]+)?)?\s$"
)
# `students from the Law Faculty in Mitrovica won`, `Professor Ana Belková from the Law Faculty in Mitrovica`: so is
# what somebody comes from; and `Ana Belková, a lecturer at the Law Faculty in Mitrovica`, works there.
_OF_BODY = r"\s(?:the\s)?(?:(?:[A-Z][\w’'-]+|of|and|for)\s){1,8}$"
_FROM_BODY = re.compile(
    rf"\b(?:[a-z]+s|men|women|people|[A-Z][a-z]+\s[A-Z][\w’'-]+)\sfrom(?P<body>{_OF_BODY.removesuffix('$')})$"
)
_AT = compiled(r"\b(?:at|in)\s(?:the\s)?(?:OSCE\s)?$")
# A visit leads `to` a town, and people come back `from` it; others only come from one.
_BACK = r"(?:back|home|return(?:s|ed|ing)?|took\s\w+|takes\s\w+)\s+from"
_VISITED = compiled(rf"\b(?:{_IN}|(?:to|{_BACK}|visits?|visited|visiting)\s+){_TOWN}{_END}")


_ANY = ("event", "events")
_THE = ("the ", "The ")
# `the conference in Bishkek`, `a meeting held in Riga`, `talks today in Riga`.
_BESIDE = re.compile(rf"\s(?:(?:held|on|today|yesterday|the|[A-Z]?[a-z]+day)\s){{0,3}}{_IN}{_TOWN}{_END}")
# What happened during a visit was at another place: `to Moldova, during which she travelled to Comrat`.
_DURING = r"\b(?:during|in the course of)\swhich\b[^.;:]*"
# `the first part of a trip that will take him to Riga tomorrow`.
# `a visit to Georgia, which took her also to Batumi`.
_ONWARD = (
    r"\b(?:that|which)\s(?:will|would|is\sto)\s(?:also\s)?take\s(?!place|part)[^.;:]*|"
    r"\b(?:also\s(?:took|takes)\s(?:him|her|them)|(?:took|takes)\s(?:him|her|them)\salso)\s[^.;:]*"
)
# `With the return of the flag to Vienna, the Mission was closed`: there the flag went, and nobody met.
_SENT = r"\b(?:return|transfer|delivery|move|departure)\sof\s(?:the|its|an?)\s(?:[\w-]+\s){1,4}to\s[^.,;:]*"
# `was speaking in Riga at the end of a visit to Latvia`: one of its towns.
_SPOKE = rf"\bspeaking\s(?:in|at)\s[^.;:,]{{0,80}}?{AT_ITS_END}"
# `ended a visit to Ukraine with a call to open the crossing points at Zolote`.
_DEMAND = (
    r"\b(?:with\s(?:an?|the)\s(?:[a-z-]+\s)?(?:call|appeal|plea|demand|request)|"
    r"calling|urging|appealing|demanding)\b[^.;:]*"
)
# `the Charter, signed in Istanbul`, `the Code adopted in Budapest in 1994`: there a text was made, long ago.
_TEXT_MADE = r"(?:signed|adopted|endorsed|approved|ratified|proclaimed|drafted|agreed(?:\son|\supon)?)"
_LONG_AGO = (
    rf"(?:,|\b(?:which|that)\s(?:was|were|had\sbeen))\s{_TEXT_MADE}\s(?:by\s[^.,;:]{{1,60}}?\s)?"
    r"(?:in|at)\s(?-i:[A-Z])(?![^.,;:]*\b(?:today|yesterday|this)\b)[^.,;:]*|"
    rf"(?<!\bwas\s)(?<!\bwere\s)(?<!\bbeen\s)\b(?:{_TEXT_MADE}|made|undertaken|reached|given)\s"
    r"(?:in|at)\s(?-i:[A-Z])[^.,;:]{0,40}?\s(?:in|on\s[^.,;:]{1,20})\s(?:19|20)\d\d\b"
)
# `by Ana Belková, who now chairs the committee in Riga`: there she works.
_WHO = r",\swho\s(?:[a-z]+\s){0,2}?"
# `organized with the Law Institute in Riga`, `with the Valley Centre and the Academy in Riga`: there they sit.
_PARTNER = re.compile(r"with\s(?:(?:[A-Z][\w’'-]+|of|for|and|on|in|the),?\s){1,20}")
_WITH = compiled(r"(?<=[\w),]\s)with\s(?=(?:the\s)?[A-Z])")
_PARTNER_ENDS = re.compile(r"(?:,|;|\.|$|\s(?:and|University|Academy|College|Institute)\b)")


class Venues:
    """Finds towns by the vocabulary; a name that it does not have is no town."""

    def __init__(self, reference: Reference, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        # `the Embassy of Norway in Skopje` sits there, whatever it pays for elsewhere.
        self._embassy = any_of(reference.words("embassy-noun"), r"\b[^.;:,]{0,60}$")
        self._visits = frozenset(reference.words("visit-noun"))
        works = rf"(?:\s(?:of|in)\s[\w\s]{{1,40}}?|(?-i:(?:\s[A-Z][\w’'-]+){{1,3}}))?\s(?:at|of|from)(?-i:{_OF_BODY})"
        self._works = any_of(reference.words("teaching-role"), works)
        # `said Ana Belková, head of the Court of Appeal in Riga`, `given by employees of the Lottery Fund in Riga`.
        posts = {*reference.words("role-noun"), *map(plural, reference.words("role-noun"))}
        self._serves = any_of({*posts, *reference.words("people-noun")}, rf"\sof(?-i:{_OF_BODY})")
        # `which follows a seminar in Batumi`: that was another; `the OSCE Centres in Astana and Bishkek` are bodies.
        follows = any_of(reference.words("following-verb")).pattern
        who = rf"{_WHO}{any_of(reference.words('heading-verb')).pattern}\s[^,.;:]*"
        self._elsewhere = compiled(
            rf"{who}|{_DURING}|{_DEMAND}|{_SENT}|{_SPOKE}|{_ONWARD}|{_LONG_AGO}|{follows}\s[^,.;:]*|(?-i:{SEVERAL.pattern})",
            re.IGNORECASE,
        )
        # `at the Osh Aarhus Centre`, but not `at the Osh Protocol`.
        houses = any_of(reference.words("venue-noun")).pattern
        self._house = compiled(rf"\b[Aa]t\s(?:the\s)?{_TOWN}(?=\s(?i:{houses}))")
        # `at a ceremony in the City Hall of Osh`, but not `Ana Belková, a hydrologist at the University of Osh`.
        self._house_of = compiled(
            rf"\b[Ii]n\s(?:the\s)?(?:[A-Z][\w’'-]*\s){{0,3}}?(?i:{houses})\sof\s(?:the\s(?:city|town)\sof\s)?{_TOWN}{_END}"
        )
        # `It was held in Osh` tells of what the sentence before it names.
        held = any_of(reference.words("own-verb")).pattern
        self._of_it = re.compile(rf"It\s(?:[a-z]+\s){{0,2}}?{held}", re.IGNORECASE)

    def find(
        self,
        text: str,
        title: Sequence[Span],
        body: Sequence[Span],
        noun: Pattern,
        kind: str,
        *,
        lead: bool = True,
    ) -> Found[NamedNode] | None:
        """The town that the first sentence gives which names the event and a town, behind the noun or else before.

        Where none does, the town in the title or, with `lead`, in the first sentence. `noun` finds the event in a
        sentence, `kind` is what the release calls it.
        """
        placed = _VISITED if kind in self._visits else _PLACED
        before = False
        for place in (*title, *body):
            for sentence in sentences(text, place):
                named = self._same(text, sentence, noun, kind)
                named = named or (self._of_it.match(text, sentence.start, sentence.end) if before else None)
                before = named is not None
                if named:
                    for stretch in (Span(named.end(), sentence.end), Span(sentence.start, named.start())):
                        if town := self._town(text, stretch, placed) or self._host(text, stretch):
                            return town
        if town := self._of_title(text, title, noun, kind):
            return town
        heads = (*title, *opening(text, body)) if lead else title
        return next((town for span in heads if (town := self._town(text, span, _VISITED))), None)

    def _same(self, text: str, sentence: Span, noun: Pattern, kind: str) -> re.Match[str] | None:
        """Where a sentence names the event: by what the release calls it, by its last word, or as `the event`."""
        every = list(noun.finditer(text, sentence.start, sentence.end))
        named = (one for one in every if one[0].lower() in (kind, *_ANY))
        # `A training course ended today. The course took place in Osh.`
        _, space, last = kind.rpartition(" ")
        again = (one for one in every if space and one[0].lower() == last and text.endswith(_THE, 0, one.start()))
        return next(named, None) or next(again, None)

    def elsewhere(self, text: str, body: Sequence[Span], noun: Pattern, kind: str, place: NamedNode) -> Iterator[Span]:
        """The sentences below the lead that place an event of another kind in another town than `place`.

        `A workshop ended in Osh. The conference in Bishkek was attended by 300 people.`
        """
        head = kind.split()[-1]
        for sentence in [sentence for span in body for sentence in sentences(text, span)][1:]:
            others = list(noun.finditer(text, sentence.start, sentence.end))
            if not others or any(one[0].lower().endswith(head) for one in others):
                continue
            places = (found for one in others if (found := _BESIDE.match(text, one.end(), sentence.end)))
            towns = (self._town(text, Span(found.start(), found.end()), _PLACED) for found in places)
            if any(town and town.value != place for town in towns):
                yield sentence

    def town(self, text: str, span: Span) -> Found[NamedNode] | None:
        """The first town that some words place something in."""
        return self._town(text, span, _PLACED)

    def gone_to(self, text: str, span: Span) -> Found[NamedNode] | None:
        """The first town that some words say that people go to, or are in."""
        return self._town(text, span, _VISITED)

    def called(self, text: str, span: Span) -> Found[NamedNode] | None:
        """The one town that words name."""
        towns = self._towns(span.of(text))
        return Found(towns[0], Evidence(span, methods.EVENT_PLACE, 0.85)) if len(towns) == 1 else None

    def _town(self, text: str, span: Span, placed: Pattern | re.Pattern[str]) -> Found[NamedNode] | None:
        # `the OSCE Centre in Ashgabat` is a body, and no place where something was.
        known = Places(self._gazetteer.matches(text, span), lambda match: match.span)
        others = [Span(*found.span()) for found in self._elsewhere.finditer(text, span.start, span.end)]
        for match in placed.finditer(text, span.start, span.end):
            start, end = match.span("town")
            if any(one.holds(Span(start, start)) for one in others):
                continue
            before = max(span.start, match.start() - _EMBASSY_LONGEST)
            if self._embassy.search(text, max(span.start, start - _EMBASSY_LONGEST), start):
                continue
            if any(one.search(text, before, match.start()) for one in (self._works, self._serves, _POSTED)):
                continue
            if (come := _FROM_BODY.search(text, before, match.start())) and not self._are_towns(come["body"]):
                continue
            if _is_seat(text, span, match) or self._is_partner(text, span, match):
                continue
            masks = (one.span.start for one in known.near(Span(start, end)) if one.span.start < match.start())
            if any(not _AT.search(text, max(span.start, mask - _AT_LONGEST), mask) for mask in masks):
                continue
            # The longest run of words that names a town: `in Ohrid Today` names one.
            while end > start:
                name = Span(start, end)
                towns = self._towns(name.of(text))
                if len(towns) == 1:
                    return Found(towns[0], Evidence(name, methods.EVENT_PLACE, 0.85))
                # `in Vienna's Town Hall` is in Vienna.
                if (owner := _OWNS.search(text, start, end)) and len(
                    found := self._towns(text[start : owner.start()])
                ) == 1:
                    return Found(found[0], Evidence(Span(start, owner.start()), methods.EVENT_PLACE, 0.8))
                cut = max(text.rfind(" ", start, end), text.rfind("/", start, end))
                end = cut if cut > start else start
        return None

    def _are_towns(self, words: str) -> bool:
        """Whether people come from towns, and not from a body: `teachers from Osh and Naryn in Kant`."""
        return all(self._towns(word) for word in words.strip().split(" and "))

    def _is_partner(self, text: str, span: Span, placed: re.Match[str]) -> bool:
        """Whether a body with whom somebody does something stands right before a town, at the end of a clause."""
        if not _PARTNER_ENDS.match(text, placed.end(), span.end):
            return False
        before = text[max(span.start, placed.start() - _SEAT_LONGEST) : placed.start()]
        found = list(_WITH.finditer(before))
        return bool(found) and _PARTNER.fullmatch(before, found[-1].start()) is not None

    def _host(self, text: str, stretch: Span) -> Found[NamedNode] | None:
        """The town that hosts, or to which the house belongs in which it was."""
        hosts = (_HOSTED, _HOSTED_BY, _HOSTS) if _HOST.search(text, stretch.start, stretch.end) else ()
        patterns = (*hosts, self._house, self._house_of)
        return next((town for one in patterns if (town := self._town(text, stretch, one))), None)

    def _of_title(self, text: str, title: Sequence[Span], noun: Pattern, kind: str) -> Found[NamedNode] | None:
        """`Bishkek meeting on child labour`: the town right before the event in a title."""
        for span in title:
            named = self._same(text, span, noun, kind)
            said = _BEFORE.search(text, span.start, named.start()) if named else None
            if said and len(towns := self._towns(said["town"])) == 1:
                return Found(towns[0], Evidence(Span(*said.span("town")), methods.EVENT_PLACE, 0.75))
        return None

    def _towns(self, name: str) -> list[NamedNode]:
        return [] if self._gazetteer.is_country(name) else self._gazetteer.towns(name)


def _is_seat(text: str, span: Span, placed: re.Match[str]) -> bool:
    """Whether the words before a town name one body of a list, which sits there, and not one at which something was.

    `held by the Valley Centre (VC) in Riga from 3 to 5 May` is on the event again.
    """
    at = placed.start()
    if not _GOES_ON.match(text, placed.end(), span.end):
        return False
    if not text.endswith(_SEAT_ENDS, max(span.start, at - _SEAT_LONGEST), at):
        return False
    seat = _SEAT.search(text, max(span.start, at - _SEAT_LONGEST), at)
    return seat is not None and seat["at"] is None
