"""Who organised an event: bodies behind `organized by`, or before a verb of which the event is the object."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from pyoxigraph import NamedNode

from graph import methods
from graph.extract.events.name_lists import NameLists, by_place
from graph.extract.words.lexicon import any_of
from graph.extract.words.patterns import Pattern, compiled
from graph.records import Found, first_of_each
from graph.text import Span, opening, sentences
from graph.vocabularies.reference import Reference

# Another participle names who did something else: `held within a project funded by`.
_OTHERS = r"(?:(?<![\w-])(?:\w+ed|drawn|given|led|taught|made|which|that|who|to(?!\s[\dA-Z]))\b)"
_BY = rf"(?:\sand\s[a-z]+ed)?\b(?!\s(?:an?|the|its|their)\s)(?:(?!{_OTHERS})[^.;:]){{0,80}}?\bby\s+"
_ORGANISED = compiled(
    rf"\b(?:(?:[Cc]o-)?[Oo]rgani[sz]ed|[Hh]osted|arranged|convened|held){_BY}|\b[Cc]o-organi[sz]ed\swith\s+"
)
# `the annual session, hosted by the Scottish Parliament`, is held by the assembly.
_HOSTED, _SESSION = re.compile("hosted", re.IGNORECASE), re.compile(r"\bsession$")
# Between those who organise and the verb: `, in co-operation with the Court, today`.
_TO_VERB = (
    r"(?:\s\([A-Z]+\))?(?:,\s(?:in|with)\s[^.;:]{3,160},\s|(?P<which>,\swhich\s)|,?\s)"
    r"(?:(?:today|yesterday|also|has|have|had|is|are|will|jointly|recently|again|this\s[a-z]+|on\s[A-Z]\w+day)\s)*"
)
_TO = re.compile(_TO_VERB)
# `experts of the Court organized a seminar`: it was not the Court; but `together with the Court, the Centre held`.
_NOT_ITSELF = compiled(r"\b(?:of|from|at|in|by|to|for|on)\s(?:the\s)?$|(?<!ogether )(?<!ointly )\bwith\s(?:the\s)?$")
_BEFORE, _ONE_LONGEST = 24, 120
_OBJECT = (
    r"\s(?:(?:today|yesterday|jointly|on\s[A-Z]\w+day|this\s[a-z]+)\s)*(?P<article>[A-Za-z-]+)\s(?:[\w’'-]+\s){0,6}?"
)
# Between the noun for an event and who ran it: `The school is run for the third time by`.
_RUN = r"[^.;:,]{0,40}?\srun(?:\s[a-z]+ly|\sfor\sthe\s[a-z-]+\stime)?"
# `a course on mines for clerks, offered by`, but not `a seminar on a course offered by`.
_OFFERED = r"(?:(?!\ban?\s)[^.;:]){0,100}?(?:,|\sis|\swas|\swere|\sare)\s(?:jointly\s)?offered"
# `a camp in the gorge, set up by`, but not `a seminar for the commission, set up by`.
_SETS_UP = r"(?:jointly\s)?(?:set\sup|carried\sout|staged|put\son)"
_FUNDED_AND = r"(?:(?:[a-z]+ed|paid\sfor)\sby\s[^.,;:]{1,80}?\sand\s)?"
_AT_SET_UP = rf"(?:\s(?:in|at|on|by|near)\s(?:(?!\ban?\s)[^.,;:]){{1,60}}?)?,\s{_FUNDED_AND}{_SETS_UP}"
_WAS_SET_UP = rf"(?:\sin\s[A-Z]\w+)?\s(?:is|was|were|are|is\sbeing)\s{_FUNDED_AND}{_SETS_UP}"


class Organisers:
    """Finds them by the words of the lexicon."""

    def __init__(self, reference: Reference, lists: NameLists, noun: Pattern) -> None:
        """`noun` is what events are called."""
        self._lists = lists
        # `spoke at a round table hosted by the Court`.
        self._one = compiled(rf"\ban?\s(?:[\w-]+\s){{0,4}}?(?P<noun>{noun.pattern}),?\s(?:[\w-]+,?\s){{0,8}}$", re.I)
        # `The competition was organized by` says nothing of the ceremony at its end.
        self._closing = any_of(reference.words("closing-event"))
        self._the = re.compile(rf"[Tt]he\s(?:[\w-]+\s){{0,4}}?(?P<noun>{noun.pattern})", re.I)
        self._bodies = reference.bodies
        self._verb = any_of(reference.words("organising-verb"))
        other = any_of([*reference.words("other-thing"), *reference.words("earlier-thing")]).pattern
        self._another = re.compile(other, re.IGNORECASE)

    def find(
        self,
        text: str,
        body: Sequence[Span],
        date: str | None,
        printed: Sequence[Found[NamedNode | str]],
        noun: re.Match[str] | None,
    ) -> tuple[Found[NamedNode | str], ...]:
        """The bodies that organised what `noun` names, each once; `printed` are those that the text names."""
        return first_of_each(self._find(text, body, date, by_place(printed), noun))

    def _find(
        self, text: str, body: Sequence[Span], date: str | None, printed: Mapping[int, Found[Any]], noun: Any
    ) -> Iterator[Found[NamedNode | str]]:
        kind = noun[0].lower() if noun else ""
        at = Span(*noun.span()) if noun else None
        lead = opening(text, body)
        alone = kind != "" and not any(own_words(kind).search(text, span.start, span.end) for span in body)
        for sentence in (sentence for paragraph in body for sentence in sentences(text, paragraph)):
            begins = [*_ORGANISED.finditer(text, sentence.start, sentence.end)]
            begins += _run(kind).finditer(text, sentence.start, sentence.end) if kind else ()
            for start in begins:
                # `Organized by the Court, the course was given by`.
                if start.start() == sentence.start and not own_words(kind).search(text, start.end(), sentence.end):
                    continue
                # What a release opens with may be called by several nouns.
                before = Span(sentence.start, start.start())
                if self._is_behind(text, before, kind) or (_HOSTED.match(start[0]) and _SESSION.search(kind)):
                    continue
                if sentence not in lead and self._is_another(text, before, kind, at, alone=alone):
                    continue
                place = Span(start.end(), sentence.end)
                yield from self._lists.read(text, place, date, self._bodies, methods.ORGANISER_LIST, printed)
            for verb in self._verb.finditer(text, sentence.start, sentence.end) if kind else ():
                if self._is_of_event(text, Span(verb.end(), sentence.end), kind, at):
                    yield from self._before(text, Span(sentence.start, verb.start()), date, printed)

    def _is_behind(self, text: str, before: Span, kind: str) -> bool:
        """Whether a sentence opens with what lies behind a ceremony."""
        named = self._the.match(text, before.start, before.end) if self._closing.fullmatch(kind) else None
        return named is not None and not self._closing.fullmatch(named["noun"])

    def _is_another(self, text: str, before: Span, kind: str, at: Span | None, *, alone: bool) -> bool:
        """Whether the words right before those of organising name a happening that is not the event.

        `alone`: only the title calls the event by `kind`, and the text by another noun.
        """
        one = self._one.search(text, max(before.start, before.end - _ONE_LONGEST), before.end)
        if at is None or one is None or Span(*one.span("noun")).overlaps(at) or alone:
            return False
        return one["noun"].lower() not in (kind, *kind.split())

    def _is_of_event(self, text: str, place: Span, kind: str, at: Span | None) -> bool:
        """Whether the words right behind a verb name the event: by its own noun, or as `the seminar`."""
        named = _object(kind).match(text, place.start, place.end)
        if named is None or self._another.search(named[0]):
            return False
        its = at is not None and at.overlaps(Span(*named.span("own")))
        return its or named["article"].lower() in ("the", "this")

    def _before(
        self, text: str, subject: Span, date: str | None, printed: Mapping[int, Found[Any]]
    ) -> Iterator[Found[NamedNode | str]]:
        """The bodies that are the subject of a verb: all of a list, or the last one before `which`."""
        for start in self._lists.starts(text, subject, date, self._bodies, printed):
            place = Span(start, subject.end)
            found = list(self._lists.read(text, place, date, self._bodies, methods.ORGANISER_LIST, printed))
            gap = _TO.fullmatch(text, found[-1].evidence.span.end, subject.end) if found else None
            if gap is None:
                continue
            if gap["which"]:
                yield found[-1]
                return
            if not _NOT_ITSELF.search(text, max(subject.start, start - _BEFORE), start):
                yield from found
                return


@lru_cache(maxsize=256)
def own_words(kind: str) -> Pattern:
    """Finds `training course`, `training` or `course` where a release calls its event so; `event` always."""
    return compiled(_own_words(kind), re.IGNORECASE)


@lru_cache(maxsize=256)
def _own_words(kind: str) -> str:
    """`training course`, `training` or `course`; `event`."""
    words = {"event", kind, *re.split("[ -]", kind)} - {"", "of", "the"}
    return rf"\b(?P<own>{'|'.join(re.escape(word) for word in sorted(words, reverse=True))})\b"


@lru_cache(maxsize=256)
def _object(kind: str) -> re.Pattern[str]:
    return re.compile(_OBJECT + _own_words(kind), re.IGNORECASE)


@lru_cache(maxsize=256)
def _run(kind: str) -> Pattern:
    """`The school is run by`, `the camp, set up by`: of others, such as `a shelter run by`, nothing is said."""
    return compiled(rf"{_own_words(kind)}(?:{_RUN}|{_OFFERED}|{_AT_SET_UP}|{_WAS_SET_UP})\sby\s+", re.IGNORECASE)
