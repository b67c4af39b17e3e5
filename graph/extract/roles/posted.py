"""Where the title of an envoy or a judge, or an acronym, is an office: `Swedish Ambassador X`, `High Court Judge X`."""

import re

from graph.extract.grammar.paragraphs import Paragraph
from graph.extract.names.names import Name
from graph.extract.roles.role_words import LONGEST_WORD, WINDOW
from graph.extract.words.lexicon import longest_first
from graph.extract.words.patterns import compiled
from graph.text import Span
from graph.vocabularies.reference import Reference

_ON_COURTS = ("Judge", "Justice")
_ACRONYM_LONGEST = 16
# `Sweden's Ambassador X`.
_OWNER = re.compile(r"(?<=\w)['’]s?\s$")
_OLD = re.compile(r"[\w-]+-year-old")
_OF_STATE = re.compile(r"['’]s?")


class Posted:
    """Finds them by the words of the lexicon."""

    def __init__(self, reference: Reference) -> None:
        self._sent = frozenset(reference.words("envoy"))
        # `former US Ambassador X` is no ambassador any more.
        before = "|".join(map(re.escape, reference.words("role-modifier")))
        nation = rf"(?:(?:{before})\s)?(?:{longest_first(reference.demonyms())})"
        self._nation, self._national = re.compile(nation), re.compile(rf"{nation}\s(?:national|citizen)")
        self._state = compiled(rf"(?<![\w-])(?P<state>{nation})\s$", re.IGNORECASE)
        acronyms = "|".join(map(re.escape, reference.words("office-acronym")))
        self._acronym = compiled(rf"\b(?:[Tt]he|OSCE)\s(?P<office>{acronyms}),\s$")
        # `Supreme Court Judge X`.
        courts = "|".join(map(re.escape, reference.words("naming-adjective")))
        self._court = compiled(rf"(?<![\w-])(?P<court>(?:(?:{courts})\s){{1,3}}Court)\s$")

    def is_nation(self, paragraph: Paragraph, name: Name, words: Span) -> bool:
        """Whether words before a name say of which State somebody is, or how old: `Swedish Colonel X`, `Sweden's X`."""
        text = paragraph.text
        # `The winner of the contest, 17-year-old X`.
        if _OLD.fullmatch(text, words.start, words.end) or self._national.fullmatch(text, words.start, words.end):
            return True
        if name.honorific and self._nation.fullmatch(text, words.start, words.end):
            return True
        state = next((at for at, _ in paragraph.countries.near(words) if at.start == words.start), None)
        return state is not None and _OF_STATE.fullmatch(text, state.end, words.end) is not None

    def find(self, paragraph: Paragraph, name: Name) -> Span | None:
        """`US Ambassador X`, `Sweden's Ambassador X`, `the HCNM, X`, `Supreme Court Judge X`: no noun alone tells."""
        text = paragraph.text
        start = max(paragraph.span.start, name.start - WINDOW)
        if acronym := self._acronym.search(text, max(start, name.start - _ACRONYM_LONGEST), name.start):
            return Span(*acronym.span("office"))
        if name.honorific is None:
            return None
        on_court = name.honorific.of(text) in _ON_COURTS
        if on_court and (court := self._court.search(text, max(start, name.start - LONGEST_WORD), name.start)):
            return Span(court.start("court"), name.honorific.end)
        if name.honorific.of(text) not in self._sent:
            return None
        if state := self._state.search(text, start, name.start):
            return Span(state.start("state"), name.honorific.end)
        owner = _OWNER.search(text, start, name.start)
        country = next(iter(paragraph.countries.near(Span(owner.start() - 1, owner.start()))), None) if owner else None
        return Span(country[0].start, name.honorific.end) if country else None
