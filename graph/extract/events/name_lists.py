"""Lists of names: `Albania, the Government of Norway and the NGO Dawn as well as the Valley Fund`."""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from types import MappingProxyType
from typing import Any

from pyoxigraph import NamedNode

from graph.extract.words.gazetteer import Gazetteer, Match, resolve
from graph.extract.words.lexicon import any_of
from graph.extract.words.numbers import WORD
from graph.records import Evidence, Found
from graph.text import Span
from graph.vocabularies.reference import Reference

_GOVERNMENT = re.compile(
    r"(?:(?:financial\s+)?contributions?\s+(?:from|of)\s+)?(?:the\s+)?(?:[Gg]overnments?|[Ee]mbass(?:y|ies))\s+of\s+"
)
_AND = re.compile(
    # `the Law Institute in Osh and the Valley Fund`.
    r"(?:\s\([A-Z][\w/ -]{1,20}\))?(?:\sin\s[A-Z][\w-]+(?=,?\s(?:and|as\swell\sas)\sthe\s|,\sthe\s))?"
    r"(?:,?\s(?:together|jointly)\swith\s|"
    # `ten from Georgia, eight from Moldova and six from Armenia`.
    r"\s*(?:,\s*(?:and\s+|as well as\s+)?|\s+(?:and|as well as)\s+|;\s*)"
    rf"(?:(?:(?:\d+|{WORD})\s)?(?:from|to)\s+)?(?:with\s+)?)"
)
_OF = re.compile(r"\sof\s(?:the\s)?")
# `ODIHR's Contact Point for Roma and Sinti Issues and the Ministry`.
_OWNED = re.compile(r"[’']s\s[A-Z][^,.;:“”\"]{2,90}?(?=,|\s(?:and|as well as)\s(?:by\s)?the\s|\s(?:in|with)\s|[.;])")
# `the OSCE field office in Naryn` is not the OSCE, nor is `the OSCE Gender Issues Programme`.
_LESSER = re.compile(
    r"\s(?:[A-Z][\w-]+\s){1,4}(?:Programme|Department|Section|Unit|Secretariat|Network)\b|"
    r"\s(?:[Ff]ield\s|Programme\s)?(?:Mission|Centre|Presence|[Oo]ffice|Group|Project\sCo-?ordinator)\b"
    r"(?:\s(?:in|to)\s(?:the\s)?[A-Z][\w-]+(?:\s[A-Z][\w-]+)?)?"
)
_LONGEST_LIST = 2000
# `from the five Central Asian countries, Afghanistan and Mongolia`: a list goes on behind what names nobody.
_SEVERAL_STATES = re.compile(
    r"(?:all\s|both\s)?(?:the\s)?(?:other\s)?(?:two|three|four|five|six|seven|eight)\s(?:[A-Z][\w-]+\s){1,3}(?:countries|[Ss]tates|republics)"
    r"(?:,\s(?:and\s|as\swell\sas\s)?|\s(?:and|as\swell\sas)\s)(?:from\s)?"
)
# `Ireland's OSCE Chairmanship`, `the Croatian Government's Office for Minorities`: whose it is.
_WHOSE = re.compile(r"(?:the\s)?(?:[A-Z][\w-]+\s){0,2}[A-Z][\w-]+[’']s\s(?:\d{4}\s)?(?=[A-Z])")
# `the OSCE's Office for Democratic Institutions`.
_ARTICLE = re.compile(r"(?:the|by|from)\s+(?:OSCE[’']s\s)?")


class NameLists:
    """Reads lists whose items the vocabularies or the text itself know."""

    def __init__(self, reference: Reference, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        # `the NGO Dawn`, `the youth organization Dawn`.
        kinds = any_of(reference.words("kind-of-body")).pattern
        self._kind = re.compile(
            rf"(?:the\s)?(?-i:(?:[A-Z]?[a-z-]+\s){{0,2}}(?=[a-z]|NGO\b)){kinds}\s(?-i:(?=[A-Z“\"]))", re.IGNORECASE
        )

    def read(
        self,
        text: str,
        span: Span,
        date: str | None,
        among: Set[NamedNode],
        method: str,
        printed: Mapping[int, Found[Any]] = MappingProxyType({}),
    ) -> Iterator[Found[Any]]:
        """The items from the beginning of `span`, as long as each is one of `among` or `printed`.

        Another word ends the list; `date` (ISO) settles what a shared name means.
        """
        span = Span(span.start, min(span.end, span.start + _LONGEST_LIST))
        matches = {match.span.start: match for match in self._gazetteer.matches(text, span, date)}
        at = span.start
        while True:
            for optional in (_GOVERNMENT, _ARTICLE, self._kind):
                if skipped := optional.match(text, at, span.end):
                    at = skipped.end()
            if several := _SEVERAL_STATES.match(text, at, span.end):
                at = several.end()
            if at not in printed and (whose := _WHOSE.match(text, at, span.end)):
                at = whose.end() if whose.end() in printed else at
            match, name = matches.get(at), printed.get(at)
            if match and name and name.evidence.span.end > match.span.end:
                match = None
            iri = resolve(match.entries, date) if match else None
            if match and iri in among:
                found: Found[Any] = Found(iri, Evidence(match.span, method, 0.9))
            elif name:
                found = Found(name.value, Evidence(name.evidence.span, method, 0.85))
            else:
                return
            end = found.evidence.span.end
            lesser = _LESSER.match(text, end, span.end) if found.evidence.span.of(text).isupper() else None
            if lesser is None:
                yield found
            end = lesser.end() if lesser else _behind_owned(text, end, span.end, matches, printed)
            separator = _AND.match(text, end, span.end)
            if separator is None:
                return
            at = separator.end()

    def starts(
        self, text: str, span: Span, date: str | None, among: Set[NamedNode], printed: Mapping[int, Found[Any]]
    ) -> list[int]:
        """Where items of a list may begin in `span`, in order."""
        known = (match for match in self._gazetteer.matches(text, span, date) if resolve(match.entries, date) in among)
        return sorted({*(match.span.start for match in known), *(at for at in printed if span.start <= at < span.end)})


def _behind_owned(text: str, at: int, end: int, matches: Mapping[int, Match], printed: Mapping[int, Found[Any]]) -> int:
    """Where a list goes on: behind what a body owns or whose it is.

    `ODIHR's Contact Point for Roma and Sinti Issues`, `the Commission of the Council of Europe`.
    """
    if owned := _OWNED.match(text, at, end):
        return owned.end()
    owner = _OF.match(text, at, end)
    if owner is None:
        return at
    if match := matches.get(owner.end()):
        return match.span.end
    name = printed.get(owner.end())
    return name.evidence.span.end if name else at


def by_place(printed: Sequence[Found[Any]]) -> dict[int, Found[Any]]:
    """What a text names, by where each begins."""
    return {one.evidence.span.start: one for one in printed}
