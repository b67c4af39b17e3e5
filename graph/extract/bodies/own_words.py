"""Bodies that the own words of a role print and no rule of the grammar knows: `head of the Aktau customs post`."""

import re
from collections.abc import Collection

from pyoxigraph import NamedNode

from graph import methods
from graph.extract.grammar.paragraphs import Paragraph
from graph.extract.words.lexicon import any_of
from graph.extract.words.runs import WORD
from graph.records import Evidence, Found
from graph.text import Span
from graph.vocabularies.reference import Reference

_TOWN = r"[^\W\d_a-z][\w-]+"
_AT = r"\s(?:of|at|for|with|in)\s(?:the\s)?"
_SMALL = r"(?:[a-z-]+\s)"


class OwnWords:
    """Finds them by the nouns of the lexicon; `no_names` are words that begin the name of no body."""

    def __init__(self, reference: Reference, no_names: Collection[str]) -> None:
        self._no_names = no_names
        self._none = frozenset(reference.words("no-body"))
        small, named = reference.words("small-house"), reference.words("named-house")
        house, houses = any_of(small, "").pattern, any_of((*named, *small), "").pattern
        kinds = any_of(reference.words("kind-of-body")).pattern
        leading = any_of((*reference.words("named-of-role"), *reference.words("leads-a-place"))).pattern
        regions = any_of(reference.words("local-council")).pattern
        self._houses = (
            # `head of the Aktau customs post`: a body told apart by what stands before its noun.
            re.compile(
                rf"{_AT}(?P<name>(?:[^\W\d_a-z][\w-]+|[^\W\d_A-Z]+-[\w-]+)(?:\s[\w-]+){{0,3}}?\s{house}(?:\sin\s{_TOWN})?)$"
            ),
            # `director of secondary school No. 7`: told apart by its number alone.
            re.compile(rf"{_AT}(?P<name>{houses}\sNo\.\s?\d+(?:\sin\s(?-i:{_TOWN}))?)$", re.IGNORECASE),
            # `lecturer at the film school of Osh`, `director of a secondary school in Osh`.
            re.compile(rf"\s(?:of|at)\s(?:the|an?)\s(?P<name>{_SMALL}{{0,2}}?{houses}\s(?:of|in)\s{_TOWN})$"),
            # `imam of Osh's central mosque`.
            re.compile(rf"\s(?:of|at)\s(?P<name>{_TOWN}['’]s\s{_SMALL}{{0,2}}?{houses})$"),
            # `editor of the independent weekly Monitor`.
            re.compile(
                rf"\s(?:of|at|with|for)\s(?:the|an?)\s(?:[\w-]+\s){{0,2}}?{kinds}\s(?P<name>{WORD}(?:\s{WORD}){{0,3}})$"
            ),
            # `chairman of Rivna municipality`, but not a villager of it.
            re.compile(rf"(?i:{leading})\sof\s(?:the\s)?(?P<name>{_TOWN}(?:\s{_TOWN})?\s{regions})$"),
        )
        # `chair of the parliamentary committee on roads`, `Speaker of Parliament`.
        public, several = (any_of(reference.words(kind), "").pattern for kind in ("public-adjective", "public-house"))
        # `leader of the Liberal parliamentary group`.
        groups = any_of(reference.words("parliamentary-group"), "").pattern
        self._unnamed = re.compile(
            rf"\s(?:of|on)\sthe\s(?P<name>{public}\s(?:[\w’'-]+\s){{0,3}}?{several}(?:\s(?:on|for)\s.+)?)$"
            rf"|\s(?:of|in)\sthe\s(?P<group>(?:{WORD}\s){{1,3}}{groups})$"
            rf"|(?i:{any_of(reference.words('leads-an-assembly')).pattern})\sof\s(?:the\s)?(?P<assembly>Parliament)$"
        )
        # `Border Police chief`: the small noun is the office's.
        self._police = re.compile(
            rf"(?P<name>(?:{WORD}\s){{1,3}}Police)\s(?i:chief|commander|commissioner|director|officer|inspector)$"
        )
        self._at = re.compile(rf"\sat\s(?P<name>{WORD}(?:\s{WORD}){{1,3}})$")

    def house(self, paragraph: Paragraph, role: Span) -> Span | None:
        """A body by its small noun."""
        found = (pattern.search(paragraph.text, role.start, role.end) for pattern in self._houses)
        told = next((one for one in found if one), None)
        words = Span(*told.span("name")) if told else None
        # `head of Norway's police`: the State is told.
        owned = words is not None and re.match(r"[\w-]+['’]", words.of(paragraph.text)) is not None
        return None if words is None or (owned and paragraph.countries.near(words)) else words

    def unnamed(self, paragraph: Paragraph, role: Span) -> Found[NamedNode | str] | None:
        """A body that has no name of its own, as printed: `parliamentary committee on roads`, `Parliament`."""
        # `Osh Police chief`, but not `Chief Police Adviser`.
        police = self._police.match(paragraph.text, role.start, role.end)
        if police and police["name"] not in self._none:
            words = Span(*police.span("name"))
            return Found(words.of(paragraph.text), Evidence(words, methods.ROLE_GRAMMAR, 0.6))
        told = self._unnamed.search(paragraph.text, role.start, role.end)
        if told is None:
            return None
        words = Span(*told.span(told.lastgroup or 0))
        return Found(words.of(paragraph.text), Evidence(words, methods.ROLE_GRAMMAR, 0.6))

    def at_name(self, paragraph: Paragraph, role: Span) -> Span | None:
        """`policy adviser at Victim Care Rivna`: capitals behind `at`, and no town."""
        at = self._at.search(paragraph.text, role.start, role.end)
        words = Span(*at.span("name")) if at else None
        if words is None or words.of(paragraph.text).split()[0] in self._no_names:
            return None
        # `commander of the garrison at Lower Kosel`: of the garrison, wherever that is.
        if " of " in paragraph.text[role.start : words.start]:
            return None
        known = any(match.span.start == words.start for match in paragraph.matches)
        return None if known or paragraph.countries.near(words) else words
