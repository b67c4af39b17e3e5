"""How many took part in an event: the number that counts people who met, attended or were brought together."""

import re
from collections.abc import Iterator, Sequence

from graph import methods
from graph.dateline import MONTHS
from graph.extract.events.counted_elsewhere import CountedElsewhere
from graph.extract.events.event_nouns import WINNERS
from graph.extract.words.lexicon import any_of, plural
from graph.extract.words.marks import marks
from graph.extract.words.numbers import WORD, number
from graph.extract.words.patterns import compiled
from graph.records import Evidence, Found
from graph.text import Places, Span, sentences
from graph.vocabularies.reference import Reference

# `some 40 local officials and judges`: the number, then words up to a plural of people.
_COUNTED = (
    rf"\b(?P<number>\d{{1,3}}(?:,\d{{3}})+|\d{{1,5}}|{WORD})\s+"
    r"(?:(?!days?\b|hours?\b|countries\b|States?\b|per\b|of\b|at\b|to\b|for\b|by\b|which\b|who\b|that\b|were\b|was\b|%s|"
    # `on 18 May, with participants from six countries`, `Ten years after ministers adopted the plan`.
    rf"with\b|years?\b|weeks?\b|months?\b|(?:{'|'.join(MONTHS)})\b)"
    r"[A-Za-z][\w’'-]*,?\s+){0,6}?"
)
_ABOUT = (
    r"\s+(?:(?:some|about|around|nearly|almost|over|approximately|up to|more than|at least|close to|the|a total of)"
    r"\s+)*$"
)
# `Some 90 craftspeople`, `In total 408 observers` at the beginning of a sentence.
_SUBJECT = re.compile(
    r"(?:(?:some|about|around|nearly|almost|over|approximately|more than|at least|a total of|in total|the)\s+)*", re.I
)
# `Bakers and boxers, some 400 people in all, pulled tyres from the river`.
_COMMA_BEFORE, _IN_ALL = (
    re.compile(rf",\s(?:{_SUBJECT.pattern})$", re.I),
    re.compile(r"\s(?:in all|all told|altogether),\s"),
)
_THE = re.compile(r"The\s")
# `three out of four participants` is a share.
_SHARE = compiled(r"\bout of\s$")
# `who had been chosen from 214 applicants`: most of those were left out.
_CHOSEN = compiled(
    r"\b(?:chosen|selected|picked|shortlisted|drawn|recruited)\s(?:from|among|from\samong|out\sof)\s"
    r"(?:[a-z]+\s){0,3}$"
)
# `Ten officers from Osh, eight from Riga and six from Baku`: what is printed of them is no sum.
_MORE = (
    r"(?:\s(?:from|of|in|for)\s[^.;:]{1,80}?)?(?:,|,?\sand|,?\sas\swell\sas)\s(?:(?:some|about)\s)?"
    rf"(?:\d{{1,5}}|{WORD})\s"
)
# `The 63 cadets come from six countries.`
_COME_FROM = re.compile(r"(?:\sand\s[a-z]+)?\s(?:come|came)\sfrom\b")
# Of those whom somebody counts in speech nobody says that they came.
_SAYS = re.compile(r",\s(?:said|says|according to|it\swas\s(?:said|announced|reported|explained))\b")
# `Eighty women from nine countries have found a mentor since 2010`,
# `Since then 3,872 officers have graduated`, `300 officers who have graduated since 1999`: over years, and not here.
_SINCE = r"\b[Ss]ince\s(?:then|its|the|it|they|he|she|(?:[A-Z]\w+\s)?(?:19|20)\d\d)\b"
_SO_FAR = compiled(rf"{_SINCE}[^.;:]{{0,90}}?$")
_HAVE_SINCE = re.compile(
    rf"(?:\s(?:from|of|in)\s[^.,;:]{{1,60}}?)?\s(?:who\s|which\s|that\s)?(?:have|has)\s[^.;:]{{0,80}}?{_SINCE}"
)
_SO_FAR_LONGEST = 120
# `the basement in which 80 children had spent the night`.
_EARLIER = r"\shad\s"
_OF_WHOM = r"\sof\swhom\b[^,.;:]{0,80},"
# `Norway covered travel for eleven participants`: the others paid for themselves.
_COSTS_OF = compiled(
    r"\b(?:travel|costs?|expenses|fares?|tickets|visas|accommodation|scholarships|places)\s(?:of|for)\s(?:[a-z]+\s){0,2}$"
)
_MOST = 20_000
_ENTERED = re.compile(r"\b(?:took\spart|tak(?:e|es|ing)\spart|participat\w+|competed|compete|entered|participants)\b")
_TAUGHT = re.compile(r"[^.;:]{0,160}?\b(?:trained|taught|learned|learnt|studied)\b")
_FOR = compiled(r"\bfor\s(?:(?:another|a\sfurther|some|about|around|up\sto)\s)?$")
# In how many paragraphs the first sentence may open with those who took part, and how many they are at least.
_LEADS, _GROUP = 3, 5
# How sure each kind of place is that the people counted took part.
_SURE, _LIKELY, _SUBJECT_OF_LEAD, _GROUP_OF, _FEW = 0.9, 0.85, 0.75, 0.7, 0.6


class Attendance:
    """Finds the number by the words of the lexicon."""

    def __init__(self, reference: Reference) -> None:
        people = {*reference.words("people-noun"), *(plural(noun.lower()) for noun in reference.words("role-noun"))}
        counted = any_of(sorted(people)).pattern
        # `Eighteen posters created by students`, `Forty letters from pupils` count neither students nor pupils.
        works = any_of(reference.words("counted-work")).pattern
        self._count = compiled(_COUNTED.replace("%s", works) + counted, re.IGNORECASE)
        self._more = re.compile(rf"{_MORE}(?:from\b|(?:(?!of\b)[a-z-]+\s){{0,3}}?{counted})", re.IGNORECASE)
        # `interviews with 40 women`, `spoke with two officers`.
        self._asked = any_of(reference.words("talking-word"), r"\swith\s(?:[a-z]+\s){0,2}$")
        came = any_of(reference.words("attended-by")).pattern
        # `Attending the seminar are 45 judges`: the subject comes last.
        turned = rf"{any_of(reference.words('coming-verb')).pattern}(?:(?!\bamong\b)[^.;:]){{0,60}}\b(?:are|were)"
        self._came = compiled(f"(?:{came}|{turned}){_ABOUT}", re.IGNORECASE)
        # `a delegation of nine`; `the delegation, 14 parliamentarians`; `the participants, 38 in number`.
        groups = any_of(reference.words("group-noun")).pattern
        those = any_of((*reference.words("group-noun"), *reference.words("attendee-noun"))).pattern
        self._group = compiled(rf"(?:{groups}\sof|{those},)\s(?P<number>\d{{1,4}}|{WORD})\b(?!\sof\b)")
        self._with = compiled(any_of(reference.words("bringing-words")).pattern + _ABOUT, re.IGNORECASE)
        # `provided furniture and training for 24 officers` gives something besides.
        gives, what = (
            any_of(reference.words("giving-verb")).pattern,
            any_of(reference.words("event-noun-beside")).pattern,
        )
        self._given = compiled(rf"{gives}\s(?:[\w-]+\s){{1,4}}and\s{what}\sfor\s", re.IGNORECASE)
        # `a scholarship for two students`.
        for_so_many = r"\sfor\s(?:[a-z]+\s){0,2}$"
        self._gift = any_of(reference.words("gift-noun"), for_so_many)
        # `A shelter for 40 women was opened`: there is room for so many. `A summer school for 40 women` is an event.
        houses = {*reference.words("house-with-room"), *reference.words("named-house")}
        self._room = any_of({*houses, *map(plural, houses)}, for_so_many)
        nouns = ("event-noun", "event-noun-beside", "event-noun-at", "visit-noun", "organising-verb", "lesson-word")
        self._happening = any_of(word for name in nouns for word in reference.words(name))
        self._event_for = any_of(reference.words("event-noun"), for_so_many)
        # `monitors, who attended 1,140 hearings`, took part in those.
        # `observers from participating States` are awaited from there.
        verb = any_of(reference.words("coming-verb"), r"(?!\w|\s\d|\sStates?\b)").pattern
        # `1,700 are missing, said X of the Red Cross, which hosted it`: who speaks begins something else.
        # `Eleven interns, four of whom study in Osh, are serving` neither study nor came.
        between = rf"{_OF_WHOM}|(?!{_SAYS.pattern}|{_EARLIER}|\sof\swhom\b)[^.;:]"
        self._after = re.compile(rf"(?:{between}){{0,260}}?{verb}", re.IGNORECASE)
        attend = (verb for verb in reference.words("coming-verb") if verb.startswith("attend"))
        self._attend = re.compile(r"\s" + any_of(attend, r"(?!\w|\s\d)").pattern, re.IGNORECASE)
        at_one = any_of(reference.words("event-noun")).pattern
        # `7,800 residents have water again, it was said at a meeting`.
        self._figure = re.compile(rf"\s{any_of(reference.words('counting-verb')).pattern}", re.IGNORECASE)
        self._at = re.compile(rf"(?:(?!{_SAYS.pattern})[^.;:]){{0,120}}?\sat\san?\s(?:[\w-]+\s){{0,3}}?{at_one}", re.I)
        # `handed out the prizes of the contest before 600 guests`.
        self._looks_on = any_of(reference.words("looking-on-noun"), r"\s*$")
        self._before_others = any_of(reference.words("event-before-others"), "$")
        # `Seven women received pumps today as winners of the contest`: others took part as well.
        self._lasting = any_of(reference.words("lasting-event"), "$")
        # `Twenty monitors were trained for it`: before the launch, and elsewhere.
        self._occasion = any_of({*reference.words("occasion-noun")} - {"graduation"}, "$")
        self._elsewhere = CountedElsewhere(reference, _ABOUT)
        self._awaited = any_of(reference.words("expecting-word"))
        self._attendee = any_of(reference.words("attendee-noun"), r"\s*$")
        # `A study visit is planned for ten of the officers.`
        self._for_some = compiled(
            rf"\bfor\s(?P<number>\d{{1,4}}|{WORD})\sof\s(?:them|the(?:m|se)?\s(?:[\w-]+\s){{0,3}}?{counted})(?!\w)",
            re.IGNORECASE,
        )

    def find(self, text: str, body: Sequence[Span], kind: str = "", *, lead: bool = True) -> Found[int] | None:
        """The number that is said most plainly, the first of those said equally; None where none is.

        `kind` is what the release calls the event: who came to something else during a visit does not count.
        Without `lead` the first sentence tells of something else, and does not count.
        """
        found = list(self._counts(text, body, kind, lead=lead))
        return max(found, key=lambda one: one.evidence.confidence, default=None)

    def expected(self, text: str, sentence: Span, *, announced: bool = False) -> Found[int] | None:
        """The number of people who, a sentence says, are awaited or invited.

        Where the sentence has `announced` the event, also those whom it is for: `a course for another 30 clerks`.
        """
        counts = list(self._count.finditer(text, sentence.start, sentence.end))
        if not self._awaited.search(text, sentence.start, sentence.end):
            counts = [one for one in counts if announced and _FOR.search(text, sentence.start, one.start())]
        counts += self._for_some.finditer(text, sentence.start, sentence.end) if announced else ()
        numbers = ((number(count["number"]), Span(*count.span())) for count in counts)
        return next((Found(value, Evidence(at, methods.EVENT_COUNT, _LIKELY)) for value, at in numbers if value), None)

    def _counts(self, text: str, body: Sequence[Span], kind: str, *, lead: bool) -> Iterator[Found[int]]:
        left = _MOST
        prized = self._lasting.search(kind) is not None
        for n, paragraph in enumerate(body):
            spoken = Places((one.span for one in marks(text, paragraph)), lambda span: span)
            for m, sentence in enumerate(sentences(text, paragraph)):
                left -= sentence.end - sentence.start
                if left < 0:
                    return
                if n == m == 0 and not lead:
                    continue
                for group in self._group.finditer(text, sentence.start, sentence.end) if n < _LEADS else ():
                    those = number(group["number"]) or 0
                    if those >= _GROUP:
                        yield Found(those, Evidence(Span(*group.span()), methods.EVENT_COUNT, _GROUP_OF))
                won = prized and WINNERS.search(text, sentence.start, sentence.end) is not None
                if won and not _ENTERED.search(text, sentence.start, sentence.end):
                    continue
                added = sentence.start
                for count in self._count.finditer(text, sentence.start, sentence.end):
                    more = self._more.match(text, count.end(), sentence.end)
                    # `40 participants, 12 women among them`: those are a part of the others.
                    if more and not (self._attendee.search(count[0]) and more[0].startswith(",")):
                        added = max(added, more.end())
                    # `“We began with two hundred cadets,” said X` speaks of another day.
                    if count.start() < added or spoken.near(Span(*count.span())):
                        continue
                    if self._elsewhere.holds(text, sentence, Span(*count.span()), kind, below=n + m > 0):
                        continue
                    taught = self._occasion.search(kind) and _TAUGHT.match(text, count.end(), sentence.end)
                    if taught and n + m > 0:
                        continue
                    if self._before_others.search(kind) and self._looks_on.search(count[0]):
                        continue
                    value = number(count["number"])
                    leads = lead and m == 0 and n < _LEADS and (value or 0) >= _GROUP
                    sure = self._confidence(text, sentence, Span(*count.span()), leads)
                    # `Two experts shared their experience`: the others were more.
                    sure = min(sure, _FEW) if (value or 0) < _GROUP else sure
                    if value and value > 1 and sure:
                        yield Found(value, Evidence(Span(*count.span()), methods.EVENT_COUNT, sure))

    def _confidence(self, text: str, sentence: Span, count: Span, lead: bool) -> float:
        """How sure it is that those who are counted took part; 0 where nothing says so."""
        start = max(sentence.start, count.start - 80)
        others = (_SHARE, _CHOSEN, _COSTS_OF, self._asked)
        if any(one.search(text, start, count.start) for one in others):
            return 0
        if self._gift.search(text, start, count.start) or _is_so_far(text, sentence, count):
            return 0
        if self._room.search(text, start, count.start) and not self._event_for.search(text, start, count.start):
            return 0
        if self._came.search(text, start, count.start) or self._attendee.search(count.of(text)):
            return _SURE
        # `120 people attended` are more surely there than `42 officers received certificates`.
        if self._attend.match(text, count.end, sentence.end):
            return _SURE
        given = self._given.search(text, sentence.start, count.start)
        brought = self._with.search(text, start, count.start)
        # `Equipment for 45 officers was handed over`: no word says that they came to something.
        if brought and brought[0].lower().startswith("for") and not self._is_of_event(text, sentence):
            brought = None
        if (brought and not given) or self._after.match(text, count.end, sentence.end):
            return _LIKELY
        if _THE.fullmatch(text, sentence.start, count.start) and _COME_FROM.match(text, count.end, sentence.end):
            return _LIKELY
        # `the question put to 45 officers at a workshop`.
        if self._at.match(text, count.end, sentence.end):
            return _LIKELY
        # `Forty clerks can now find any case`: whom a release opens with took part in what it reports.
        lead = lead and not _SAYS.search(text, count.end, sentence.end)
        lead = lead and not self._figure.match(text, count.end, sentence.end)
        opens = _SUBJECT.fullmatch(text, sentence.start, count.start) or (
            _COMMA_BEFORE.search(text, start, count.start) and _IN_ALL.match(text, count.end, sentence.end)
        )
        return _SUBJECT_OF_LEAD if lead and opens else 0

    def _is_of_event(self, text: str, sentence: Span) -> bool:
        """Whether a sentence speaks of a happening, by a noun or by a verb of holding one."""
        return self._happening.search(text, sentence.start, sentence.end) is not None


def _is_so_far(text: str, sentence: Span, count: Span) -> bool:
    """Whether those counted are all that came since some day of the past."""
    start = max(sentence.start, count.start - _SO_FAR_LONGEST)
    before = _SO_FAR.search(text, start, count.start)
    return before is not None or _HAVE_SINCE.match(text, count.end, sentence.end) is not None
