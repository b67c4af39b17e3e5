"""What else somebody is, told by more words: a verb between, `one of the` before a plural, `and a` behind a role."""

import re
from collections.abc import Iterator, Sequence

from graph.extract.grammar.paragraphs import Paragraph
from graph.extract.names.names import Name
from graph.extract.roles.role_words import AGE, WINDOW, RoleWords
from graph.extract.words.lexicon import any_of, plural
from graph.extract.words.patterns import compiled
from graph.text import Span, sentence_around, sentence_before
from graph.vocabularies.reference import Reference

# `Mayor from 2006 to 2009`, `Mayor until 2009`; `who served as Mayor for six years`, `Before joining us, X was Mayor`.
_SPAN_OF_YEARS = re.compile(
    r"\s(?:from|between)\s(?:[^\W\d_a-z]\w+\s)?\d{4}\s(?:to|until|and)\s(?:[^\W\d_a-z]\w+\s)?\d{4}\b"
    r"|\suntil\s(?:(?:\d{1,2}\s)?[^\W\d_a-z]\w+\s)?\d{4}\b"
)
# `was Mayor from 2010 until the beginning of this year`, `was Mayor until her retirement`.
_UNTIL = re.compile(r"(?:\s(?:from|since)\s(?:[^\W\d_a-z]\w+\s)?\d{4})?\suntil\s")
_FOR_YEARS = re.compile(r"\sfor\s(?:\w+\s)?(?:years|months|terms)\b")
_WAS = compiled(r"\b(?:was|served|worked|acted)\s(?:as\s)?(?:the\s|an?\s|its\s)?$")
_WAS_LONGEST = 28
# `who has worked as adviser for two years` still does; `has served as observer in many countries` tells what was.
_HAS = compiled(r"\bhas\s(?:served|worked|acted)\sas\s(?:the\s|an?\s|its\s)?$")
_STILL = re.compile(
    r"\s(?:since|for\s(?:(?:the|these)\s(?:past|last)\s)?(?:[\w-]+\s){0,2}(?:years?|months|weeks|terms))\b"
)
_ONCE = re.compile(r"\b(?:Before|Prior to|Earlier|Previously|Until)\b")
_GONE = re.compile(r"(?:former|late|then)\b", re.IGNORECASE)
_FROM_WHOM = re.compile(r"\s(?:from|after)\s(?:[A-Z][\w.-]*\s){0,3}$")
_OF_THEM = compiled(r"\b[Oo]ne\sof\s(?:them|whom|these|the\s(?P<number>two|three|four)),?\s$")
# `X of the Valley Fund, one of the trainers`.
_OF_BODY = re.compile(r"(?:\s(?:of|from|at|with)\s[^,.;:“”\"]{3,80})?,\s+")

_OF_WHAT = re.compile(r"\s(?:of|on)\s(?:(?!\b(?:and|who|which|that)\b)[^,.;:“”\"]){3,60}?(?=\sand\s)")
# `X, the Special Co-ordinator who led the observers and Head of the delegation of the Assembly`.
_WHO_LED = re.compile(
    r"\swho\s(?:[a-z-]+\s){1,2}(?:the|an?)\s[^,.;:“”\"]{3,120}?\sand\s(?:the\s)?"
    r"(?=(?:Deputy\s|Co-)?(?:Head|Chair\w*|Leader|President|Vice-President|Director|Special\sRepresentative)\sof\s)"
)


class FurtherRoles:
    """Finds roles that words join to a name; what it yields are spans of the paragraph's text."""

    def __init__(self, reference: Reference, words: RoleWords) -> None:
        """`words` says where a role begins and ends."""
        self._words = words
        plurals = any_of([plural(noun) for noun in reference.words("role-noun")])
        self._one_of = re.compile(
            rf"one of (?:the|its|their|our) (?P<role>(?:[\w-]+ ){{0,2}}?{plurals.pattern})", re.IGNORECASE
        )
        self._several = plurals
        becoming = "|".join(re.escape(words) for words in reference.words("becoming-phrase"))
        # `X was elected Mayor`, `X, who is the mayor`, `named X as its Mayor`.
        # `X (Spain), who was appointed by the Council as Mayor`.
        # `X, who studies in Rijeka, was elected speaker`.
        # `X, a picker who now works as an organizer`.
        adverb = "|".join(re.escape(words) for words in reference.words("time-adverb"))
        when = rf"(?:\s(?:{adverb}))?"
        # `X, who has been there since 2005, today took over as Head`, `X, to whom he spoke, is a nurse`.
        clause = r"[^,.;:“”\"]{3,80}"
        whom = r",\s(?:whose|(?:of|to|with|from|for|by|about)\swhom)\s"
        who = rf"(?:,?\swho\s{clause}(?:,|\sand){when}|{whom}{clause},{when}|,?\swho{when}|,{when}|{when})"
        # `Ambassador X of Austria today took over as Head of the Mission`.
        # `Professor X of the University of Rijeka acted as legal adviser`.
        word = r"[^\W\d_a-z][\w-]+"
        body = rf"(?:of|from|at)\s(?:the\s)?{word}(?:\s(?:(?:of|for|and|in)\s(?:the\s)?)?{word}){{0,5}}"
        home = rf"(?:\s\([^()]{{1,60}}\)|\s{body})?"
        between = rf"{home}{who}"
        # `X succeeds Y as Mayor`, `X is now the mayor`.
        after = rf"(?:{'|'.join(map(re.escape, reference.words('succeeding-phrase')))})\s[^,.;:“”\"]{{3,80}}?\sas"
        becomes = rf"(?:{becoming}){when}(?:(?:\sby\s[^,.;]{{1,60}}?)?\sas)?"
        verb = rf"{between}\s(?:{after}|{becomes})\s"
        self._verb = re.compile(verb)
        # `elected X of Austria, a lawyer, as its Speaker`.
        # `appointed the Austrian diplomat X as its envoy`.
        described = r"(?:the\s(?:[\w-]+\s){1,6}|(?:[^\W\d_a-z][\w.-]*\s){0,3})"
        self._appoints = any_of(reference.words("appointing-verb"), rf"\s{described}$")
        self._as = re.compile(rf"{home}(?:,\s[^,.;:“”\"]{{3,80}},)?\sas\s")
        # `named A of Norway, Rabbi B and C of Osh as his Personal Representatives`.
        several = r"(?:(?:[^\W\d_a-z][\w.’'-]*|of|from|the|and),?\s){3,40}?"
        self._all = compiled(
            rf"{any_of(reference.words('appointing-verb'), '').pattern}\s(?P<all>{several})as\s"
            rf"(?:(?:his|her|its|their|the)\s)?(?P<role>(?:[\w-]+\s){{0,2}}?(?i:{plurals.pattern}))(?![\w-])"
        )
        # `X, who took part in the talks as an adviser of`.
        capacity = r",\s(?:[a-z]+\s)?in\s(?:his|her)\scapacity"
        self._becoming = re.compile(
            rf"{verb}|(?:,\swho\s[^,.;:“”\"]{{3,60}}?|{capacity})?\sas\s(?=its\s|the\s|a\s|an\s|[A-Z])"
        )

    def one_of(self, paragraph: Paragraph, name: Name) -> Span | None:
        """Where the plural stands: `one of the trainers, X`, `X, one of the trainers`, `trainers. One of them, X`."""
        text = paragraph.text
        if them := _OF_THEM.search(text, max(paragraph.span.start, name.start - 20), name.start):
            return self._meant(paragraph, them.start(), them["number"])
        before = self._one_of.search(text, max(paragraph.span.start, name.start - 80), name.start)
        if before and text[before.end() : name.start] in (" ", ", "):
            return Span(*before.span("role"))
        opening = AGE.match(text, name.span.end) or _OF_BODY.match(text, name.span.end)
        after = opening and self._one_of.match(text, opening.end(), paragraph.span.end)
        return Span(*after.span("role")) if after else None

    def jointly(self, paragraph: Paragraph, name: Name) -> Span | None:
        """Where the plural stands of the office that several are given: `named X, Y and Z as his advisers`."""
        text, start = paragraph.text, max(paragraph.span.start, name.start - WINDOW)
        for given in self._all.finditer(text, start, min(paragraph.span.end, name.span.end + WINDOW)):
            if Span(*given.span("all")).holds(name.span) and " and " in given["all"]:
                return Span(*given.span("role"))
        return None

    def is_over(self, paragraph: Paragraph, role: Span) -> bool:
        """Whether the words around a role say that it is held no more: `who was Mayor from 2006 to 2009`."""
        text, end = paragraph.text, paragraph.span.end
        if _SPAN_OF_YEARS.match(text, role.end, end):
            return not _GONE.match(text, role.start, role.end)
        start = max(paragraph.span.start, role.start - _WAS_LONGEST)
        if _HAS.search(text, start, role.start):
            return _STILL.match(text, role.end, end) is None
        was = _WAS.search(text, start, role.start)
        sentence = sentence_around(text, role)
        return was is not None and (
            _FOR_YEARS.match(text, role.end, end) is not None
            or _UNTIL.match(text, role.end, end) is not None
            or _ONCE.search(text, sentence.start, role.start) is not None
        )

    def _meant(self, paragraph: Paragraph, them: int, number: str | None) -> Span | None:
        """The last role in the plural before `one of them`, in the same sentence or in the one before it.

        `one of the two` are those of whom the paragraph has said that they are two.
        """
        if number:
            several = re.compile(rf"\b{number}\s(?:[\w-]+\s){{0,2}}?(?P<role>{self._several.pattern})", re.IGNORECASE)
            *_, found = [None, *several.finditer(paragraph.text, max(paragraph.span.start, them - WINDOW), them)]
            return Span(*found.span("role")) if found else None
        sentence = sentence_around(paragraph.text, Span(them, them + 1))
        before = sentence_before(paragraph.text, sentence.start)
        start = max(paragraph.span.start, before.start)
        *_, last = [None, *self._several.finditer(paragraph.text, start, them)]
        return Span(*last.span()) if last else None

    def and_a(self, paragraph: Paragraph, role: Span) -> Iterator[Span]:
        """`X, one of the villagers and a former teacher`: what is joined to a role that stands after a name."""
        text, end = paragraph.text, paragraph.span.end
        # `one of the authors of the opinion and a member of the panel`.
        what = _OF_WHAT.match(text, role.end, end)
        joint = self._words.more(text, role.end, end) or (what and self._words.more(text, what.end(), end))
        for further in self._beginning(paragraph, led.end()) if (led := _WHO_LED.match(text, role.end, end)) else ():
            yield further
        if joint:
            for further in self._beginning(paragraph, joint.end()):
                yield Span(joint.start("once"), further.end) if joint["once"] else further

    def by_verb(self, paragraph: Paragraph, name: Name, after: Sequence[Span]) -> Iterator[Span]:
        """`X was elected mayor of Vukovar`, `appointed X as its envoy`: the role after the verb or after `as`.

        `after` are the roles right after the name, which a verb may follow: `X, a picker who works as an organizer`.
        """
        text, end = paragraph.text, min(paragraph.span.end, name.span.end + WINDOW)
        verbs = (
            self._becoming.match(text, name.span.end, end),
            *(self._verb.match(text, one.end, end) for one in after),
        )
        appointed = self._appoints.search(text, max(paragraph.span.start, name.start - 60), name.start)
        given = appointed and self._as.match(text, name.span.end, end)
        for place in dict.fromkeys(verb.end() for verb in (*verbs, given) if verb):
            yield from self._beginning(paragraph, place)

    def _beginning(self, paragraph: Paragraph, start: int) -> Iterator[Span]:
        """The role that begins here, where it is nobody else's."""
        stop = self._words.stop(paragraph, start)
        # `has taken over as Head of the Centre from Ambassador X`.
        other = next(iter(paragraph.names.near(Span(start, stop))), None)
        from_whom = _FROM_WHOM.search(paragraph.text, start, other.start) if other else None
        role = self._words.opening(paragraph.text, Span(start, from_whom.start() if from_whom else stop))
        if role and not paragraph.names.near(role):
            yield role
