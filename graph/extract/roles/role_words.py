"""Which words of a stretch of text are a role, and where a stretch that begins with one ends."""

import re
from collections.abc import Iterator, Sequence

from graph.dateline import MONTHS
from graph.extract.grammar.paragraphs import Paragraph
from graph.extract.words.lexicon import any_of
from graph.extract.words.numbers import WORD
from graph.extract.words.patterns import compiled
from graph.text import Span, trimmed
from graph.vocabularies.reference import Reference

_ABOUT = r"(?:about|around|some|nearly|almost|roughly|over|up\sto|more\sthan|at\sleast)\s"
# Where a role after a name ends.
_STOP = re.compile(
    r"[,;:!?()\"“”]|(?<!\bNo)(?<!\bU)(?<!\bU\.[KNS])\.|\s[-–—]\s"
    r"|\s(?:today|yesterday|tomorrow|tonight|on\s(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b"
    r"|\sand\s(?:(?:the|an?)\s(?:co-)?(?:author|father|mother)|\w+\s(?:further|other|more))\b"
    # `President for six years`, `Mayor of Osh from 1999 to 2003`: how long somebody was that.
    # `for a further year`, `for a two-year term`.
    r"|\sfor\s(?:(?:the|an?|another|one)\s)?(?:(?:[a-z]+\s)?(?:\d+|[a-z]+)\s|[a-z\d]+-(?:year|month)\s)?"
    r"(?:years?|months?|weeks?|decades?|terms?)\b"
    # `the imam of the mosque and about 70 women`.
    rf"|\sand\s(?:{_ABOUT})?(?:\d[\d,.]*|(?!one\b){WORD})\s"
    r"|\s(?:since|from|until|between|in)\s(?:[^\W\d_a-z][a-z]+\s)?\d{4}\b"
    r"|\s(?:on|in|since|from|until|as\sof|as\sfrom|starting)\s(?:\d{1,2}\s|(?:early|mid-|late)\s?)?"
    rf"(?:{'|'.join(MONTHS)})\b(?!['’])"
    # `Acting Head of Mission since last October`.
    r"|\s(?:since|until)\s(?:last|this|then|early|late|the|spring|summer|autumn|winter|recently|now|yesterday|his|her|their)\b"
    r"|\s(?:who|whose|which|will|was|were|is|are|has|have|had|during|after|before|and one of)\b"
    r"|\s(?<!dealt with\s)by(?!\straining|\sprofession|\strade)\b"
    r"|\sat\sthe\s(?:request|invitation|initiative)\b"
    r"|\s(?:himself|herself|also)\b|(?<!\bthe)\sthen\b"
)
# `a judge in Osh and since last year a member of the Council`.
_SINCE = r"since\s(?:last\s\w+|then|(?:[^\W\d_a-z]\w+\s)?\d{4})"
_OLD = r"(?:\d{1,3}|[a-z]+(?:-[a-z]+)?)-year-old"
_CLAUSE = compiled(r"(?<![\w-])(?:in|on|at|for|to|the|a|an|was|were|is|are)\s", re.IGNORECASE)
_AND_BEFORE = re.compile(r"\sand\s$")
# `The Director, A, and its press officer, B`.
_AND_ITS = re.compile(r"and\s(?=(?:its|his|her|their)\s)")
_ADJECTIVES = {
    "acting",
    "interim",
    "former",
    "late",
    "deputy",
    "senior",
    "outgoing",
    "incoming",
    "retired",
    "designated",
}
_TOKEN = re.compile(r"\S+")
SHORT_NAME = re.compile(r"\s\([A-Z][\w/-]{1,12}\)")
_AND_SMALL = re.compile(r"\sand\s(?=(?-i:[a-z]))(?!.*\sand\s)")
# `the primary school “Siv Arbo”`: what a house is called cuts nothing.
CALLED = re.compile(
    r"(?<=[a-z\d]\s)[“\"][^\W\d_a-z][\w’'-]*(?:\s(?:of|for|and|in|to|the|(?:[^\W\d_a-z]|\d)[\w’'-]*)){0,5}[”\"]"
    # `the winner of a “hackathon”`.
    r"|(?<=\sof\sa\s)[“\"][^\W\d_][\w’'-]*(?:\s[\w’'-]+){0,4}[”\"]"
    r"|(?<=\sof\sthe\s)[“\"][^\W\d_][\w’'-]*(?:\s[\w’'-]+){0,4}[”\"]"
    # `Head of the Parliamentary Assembly (PA) delegation`.
    r"|(?<=[a-z]\s)\([A-Z][\w/-]{1,12}(?:\s[A-Z]{2,6})?\)(?=\s(?:[Dd]elegation|[Mm]ission|team|[Oo]ffice|observers)\b)"
    # `the director of the Rivers Fund (Upju fonds), X`: its name at home.
    r"|(?<=\w\s)\((?=[^()\d,]{0,60}[^\x00-\x7f])[^()\d,]{4,60}\)(?=,)"
    # `the Akim (district head) of Osh`.
    r"|(?<=[a-z]\s)\([a-z][a-z\s-]{2,38}\)(?=\s(?:of|for)\s)"
)
_CAPITAL_BEFORE = re.compile(r"(?<![\w-])(?:[^\W\d_a-z][\w-]*|the|an?|its)\s$")
# `Adviser on Torture Prevention`: what follows is the rest of the role, not a name.
_CUT_SHORT = re.compile(r"\s(?:on|of|for|in|at|to|and|the|an?|its|his|her|their)$")
_THEN = compiled(r"\bthe\s(?P<then>then\s)$")
_COPULA = re.compile(r"\s(?:was|were|is|are)(?:\s[a-z]+ed)?$")
_IS = re.compile(r"\s(?:was|were|is|are)\s(?!.*\s(?:was|were|is|are)\s)")
# `will chair the session`, `to guide the guests`: no office.
_DOES = re.compile(r"[a-z-]+\s(?:the|an?|its|his|her|their|this|these|each|every|both)\s")
# `military adviser`, `human rights defender`: up to three small words that belong to the noun after them.
# `the murder of journalist X`: what stands before a preposition is no part of the role.
_MODIFIERS = re.compile(
    r"(?:(?!(?:the|a|an|and|or|of|to|for|from|by|with|against|on|in|at|his|her|its|their|our)\s)[^\W\d_A-Z]+(?:-[^\W\d_A-Z]+)*\s){1,3}$"
)
_PARTICIPLE = re.compile(r"\w+(?:ed|ly)\s|\w+ing\s(?=\w+\s)")
LISTED = re.compile(
    rf"(?:,\s(?!and\s)[^,.;:“”\"]{{1,60}}){{0,4}},?\sand\s(?:{_ABOUT})?(?:\d[\d,.]*|several|many|other|members|representatives|(?!one\b){WORD})\s"
)
"""` and about 70 women`, `, three veterans and about 20 pupils`: those who came too."""
AGE = re.compile(r",\s+(?:(?:aged\s+)?\d\d|Ph\.?D\.?|MD|LLM),\s+")
"""`X, aged 41, a teacher`, `X, PhD, a lecturer`: how old somebody is or a degree, between the name and the role."""
_LONGEST_ROLE = 20
LONGEST_WORD = 40
# How far around a name its roles are looked for: longer than any of them, and short enough to be always the same work.
WINDOW = 400


class RoleWords:
    """Tells roles by the words of the lexicon; what it gives are spans of the text."""

    def __init__(self, reference: Reference) -> None:
        self.nouns = any_of(reference.words("role-noun"))
        self._speech = any_of(reference.words("speech-verb"))
        # `the Border Guard Service`: the noun is part of a body's name.
        houses = "|".join(map(re.escape, reference.words("organisation-noun")))
        self._houses = compiled(rf"(?<!\w)(?:{houses})(?!\w)")
        self._of_house = re.compile(rf"\s(?:{houses})(?!\w)")
        once = any_of((*reference.words("past-adverb"), *reference.words("coming-adverb")), "").pattern
        also = any_of((*reference.words("time-adverb"), "himself", "herself"), "").pattern
        self._more = re.compile(
            rf"\sand\s(?:(?:(?P<once>{once})|{also}|{_SINCE})\s(?:an?\s|the\s|its\s)?|an?\s)"
            rf"(?=(?:[\w-]+\s){{0,3}}?{self.nouns.pattern})",
            re.IGNORECASE,
        )
        # `Thanking Deputy Minister X, she left`.
        openers = (*reference.words("sentence-opener"), *reference.words("adverbial-opener"))
        # `X, the town's deputy mayor`, `X, the newly elected mayor`, `X, the 34-year-old mayor`.
        # `the then Minister` and `the first Head` are so no more: that belongs to the role.
        holding = "|".join(map(re.escape, reference.words("word-of-holding")))
        self._article = re.compile(
            r"(?:the\s+(?-i:[^\W\d_A-Z][\w-]*[’']s\s+)?|(?:a|an|its|their|his|her|whose|one(?!\s+of\b)|another)\s+)"
            rf"(?:(?:{holding}|{_OLD})(?!\saffairs)\s+|(?P<once>(?:then|first|last|founding)\s+))?"
            # `X, newly elected mayor of Osh`, but `X, new media officer`.
            rf"|(?:{holding}|{_OLD})(?!\s(?:affairs|media|technolog(?:y|ies)))\s+",
            re.IGNORECASE,
        )
        # `rule of law officer`, `freedom of the media adviser`.
        self._field = any_of(reference.words("field-with-of"), r"\s(?:[a-z-]+\s){0,2}$")
        # `senior rule of law officer`.
        modifiers = "|".join(map(re.escape, reference.words("role-modifier")))
        self._modified = compiled(rf"(?<![\w-])(?:(?:{modifiers})\s){{1,2}}$")
        self._openers = {word.casefold() for word in openers}
        # `Last Friday Mayor X said`.
        self._when = compiled(rf"(?:\w+\s)??(?:{'|'.join(reference.words('weekday'))})s?\s")

    def opening(self, text: str, span: Span) -> Span | None:
        """The role that a stretch begins with; one that begins later belongs to somebody else."""
        role = self.within(text, span)
        if role is None:
            return None
        article = self._article.match(text, span.start, span.end)
        start = article.end() if article else span.start
        return role if role.start <= start else None

    def more(self, text: str, start: int, end: int) -> re.Match[str] | None:
        """What joins a further role to one that ends at `start`: `and a former judge`, `and later Director`.

        The group `once` says that it was held before or after that time.
        """
        return self._more.match(text, start, end)

    def stop(self, paragraph: Paragraph, start: int) -> int:
        """Where a stretch that begins at `start` ends: at punctuation or a verb, but not inside a structure's name."""
        text, end = paragraph.text, min(paragraph.span.end, start + WINDOW)
        called = [Span(*one.span()) for one in CALLED.finditer(text, start, end)]
        first = end
        for pattern in (_STOP, self._speech, self._more):
            for stop in pattern.finditer(text, start, end):
                # What stands behind the first one is not looked at.
                if stop.start() >= first:
                    break
                if not _is_within(paragraph, Span(*stop.span()), called) and not _is_of_title(text, stop):
                    first = stop.start()
                    break
        # `X, a judge in Osh and since last year a member of the Council`.
        return first - len(" and") if text.endswith(" and", start, first) else first

    def said(self, text: str, start: int, end: int) -> Iterator[Span]:
        """The verbs of speech in a stretch, but those that are part of a title."""
        return (Span(*one.span()) for one in self._speech.finditer(text, start, end) if not _is_of_title(text, one))

    def within(self, text: str, span: Span) -> Span | None:
        """The part of a stretch that names a role, or None: no article, no clause before it, not too long."""
        span = trimmed(text, span)
        span = Span(joint.end(), span.end) if (joint := _AND_ITS.match(text, span.start, span.end)) else span
        article = self._article.match(text, span.start, span.end)
        span = Span(article.end(), span.end) if article else span
        # `The winner was X`, `Best negotiator was voted X`.
        if copula := _COPULA.search(text, span.start, span.end):
            span = Span(span.start, copula.start())
        # `The chair of the jury was Minister X's deputy`: what X is stands behind the verb.
        if within := _IS.search(text, span.start, span.end):
            span = Span(within.end(), span.end)
        nouns = self.nouns.finditer(text, span.start, span.end)
        noun = next(
            (noun for noun in nouns if not self._is_of_house(text, noun) and not _DOES.match(text, noun.start())), None
        )
        if noun is None or _CUT_SHORT.search(text, span.start, span.end):
            return None
        # `the Project Co-ordinator's X` is no co-ordinator.
        if text[span.start : span.end].endswith(("’s", "'s")):
            return None
        # `On 6 October in Yerevan Armenian President`: what stands before the last such word is clause, not role;
        # so are lower-case words before the first capital or role noun.
        start = max((cut.end() for cut in _CLAUSE.finditer(text, span.start, noun.start())), default=span.start)
        start = when.end() if (when := self._when.match(text, start, noun.start())) else start
        # `A of the Ministry of Justice and Mayor X`; but `Trade and Industry Minister X`.
        start = noun.start() if _AND_BEFORE.search(text, start, noun.start()) else start
        # `A of the Port Authority and retired officer X`: the body is somebody else's.
        house = self._houses.search(text, start, noun.start())
        own = _AND_SMALL.search(text, start, noun.start()) if house else None
        start = own.end() if own else start
        starts = (
            token.start()
            for token in _TOKEN.finditer(text, start, span.end)
            if (token[0].lstrip('“"')[:1].isupper() and token[0].casefold() not in self._openers)
            or token[0] in _ADJECTIVES
            or token.start() >= noun.start()
        )
        first = next(starts, noun.start())
        # Small words up to a small noun belong to it where nothing but they stand there: `the human rights defender X`,
        # but not `in a video message Secretary General X`.
        if first == noun.start() and not own and text[first].islower() and _MODIFIERS.fullmatch(text, start, first):
            # `a trained nurse`, but `thanked teacher X`.
            told = article is not None and start == article.end() and article[0][0] in "aA"
            first = first if _PARTICIPLE.match(text, start, first) and not told else start
        if text[noun.start()].islower() and (field := self._field.search(text, span.start, noun.start())):
            modified = self._modified.search(text, span.start, field.start())
            first = modified.start() if modified else field.start()
        if article and article["once"] and first == article.end():
            first = article.start("once")
        # `at the invitation of the then Minister`.
        if then := _THEN.search(text, max(span.start, first - len("the then ")), first):
            first = then.start("then")
        short_name = SHORT_NAME.search(text, first, span.end)
        span = Span(first, short_name.start() if short_name and short_name.end() == span.end else span.end)
        return span if len(span.of(text).split()) <= _LONGEST_ROLE else None

    def _is_of_house(self, text: str, noun: re.Match[str]) -> bool:
        """Whether a noun stands within the name of a body: `the Lithuanian Border Guard Service`."""
        if not noun[0][0].isupper() or not self._of_house.match(text, noun.end()):
            return False
        return _CAPITAL_BEFORE.search(text, max(0, noun.start() - LONGEST_WORD), noun.start()) is not None


def _is_of_title(text: str, verb: re.Match[str]) -> bool:
    """Whether a verb has a capital behind `to`, as in `Co-ordinator of Activities to Address Threats`."""
    return verb[0][0].isupper() and text.endswith(" to ", 0, verb.start())


def _is_within(paragraph: Paragraph, stop: Span, called: Sequence[Span]) -> bool:
    """Whether a stop lies within what a house is `called`, or within a structure's name."""
    if any(one.holds(stop) for one in called):
        return True
    near = paragraph.bodies.near(Span(stop.start, stop.start + 1))
    return any(body.start < stop.start < body.end for body, _ in near)
