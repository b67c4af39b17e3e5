"""Runs of capitalised words that may be somebody's name."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.extract.names.addresses import Addresses
from graph.extract.names.matters import ABSTRACT, LAST_PART, Matters
from graph.extract.names.name_start import NameStart
from graph.extract.words.lexicon import any_of, plural
from graph.extract.words.patterns import compiled
from graph.extract.words.runs import UPPER, pieces, runs
from graph.text import Places, Span
from graph.vocabularies.reference import Reference

_ACRONYM = re.compile(rf"[{UPPER}]{{2,}}s?")
_POSSESSIVE = re.compile(r"[’']s?$")
_OWNS = re.compile(r"[’']s$")
_FULL_NAME = range(2, 7)
_MEMBER = ("MP", "MEP", "MSP")
# `Fifteen-year-old Ana Belková`, `the Norwegian-born Ana Belková`.
_OLD = ("-year-old", "-born")
_NEXT = re.compile(rf",\s[{UPPER}]")
# What stands before a part of a role that is not its noun: `Minister of Labour and Justice Ana Belková`.
_PART = re.compile(r"(?:(?P<of>\b(?:of|for|and|in|at|on)\s(?:the\s)?)|,\s)$")
# A sentence begins here: behind a stop or a mark, or at the beginning of all.
_BEGINS = re.compile(r"(?:^|[.!?][”\"’]?\s|[”\"]\s|\n\s*)$")


@dataclass(frozen=True, slots=True)
class Name:
    """A possible name and the honorific right before it."""

    span: Span
    honorific: Span | None

    @property
    def start(self) -> int:
        """Where the honorific, or else the name begins."""
        return self.honorific.start if self.honorific else self.span.start


class Names:
    """Finds possible names with the help of the lexicon, which says what belongs to a title and what to a body."""

    def __init__(self, reference: Reference) -> None:
        honorifics = reference.words("honorific")
        self._honorifics = {tuple(words.split()) for words in honorifics}
        singular = (*reference.words("role-noun"), *honorifics)
        titles = (*singular, *(plural(word) for word in singular))
        self._titles = {word for phrase in titles for word in phrase.split()}
        # A surname alone is somebody's only after one of these: `Prime Minister Belkov`.
        self._addresses = {phrase.split()[-1] for phrase in singular}
        self._titled, self._start = Addresses(reference), NameStart(reference)
        self._matters = Matters(reference)
        self._verbs = frozenset(reference.words("speech-verb"))
        self._spoken = any_of(reference.words("speech-verb"), r"\s$")
        # `the Spaniard Ana Belková`: what she is does not belong to her name.
        self._openers = frozenset((*reference.words("sentence-opener"), *reference.words("national")))
        nouns = (word for kind in ("organisation", "event", "thing") for word in reference.words(f"{kind}-noun"))
        ends = (*reference.words("organisation-noun"), *reference.words("portfolio"))
        self._ends = {word for phrase in ends for word in phrase.split()}
        self._roles = set(reference.words("role-noun"))
        self._adjectives = frozenset(reference.words("naming-adjective"))
        self._regions = frozenset(reference.words("region-word"))
        self._areas = frozenset(word.capitalize() for word in reference.words("small-region"))
        # `the founder of Green Patrol, X`, `the Mayor of Villa Rossa, X`: body or town that is called like somebody.
        leading = (*reference.words("named-of-role"), *reference.words("leads-a-place"))
        self._named_of = any_of(leading, r"\s(?:of|at)\s(?:the\s)?$")
        self._given = frozenset(reference.words("given-name"))
        self._men = frozenset(reference.words("masculine-name"))
        self._leading = frozenset(reference.words("leading-house"))
        things = (*reference.words("thing-noun"), *reference.words("organisation-noun"))
        self._kind = re.compile(rf"\s(?:{'|'.join(sorted({re.escape(word.lower()) for word in things}))})\b")
        self._office = any_of(reference.words("role-noun"), r"\s(?:of|for|at|in)\s(?:the\s)?$")
        # `head of the Department under the`: what the role is of may stand under another body.
        under = r"\s[^,.;:()“”\"]{1,60}\s(?:of|at|in|under)\s(?:the\s)?$"
        self._under = any_of(reference.words("role-noun"), rf"\s(?:of|for|at|in){under}")
        houses = "|".join(re.escape(noun) for noun in reference.words("organisation-noun"))
        self._house = re.compile(rf"(?<!\w)(?:{houses})\s(?:of|for)\s(?:the\s)?$")
        self._kind_before = any_of(reference.words("kind-of-body"), r"\s$")
        several = (*reference.words("national-body"), *reference.words("international-body"))
        self._owner = any_of((name for name in several if " " in name), r"[’']s$")
        self._bodies = frozenset(name for name in several if " " in name)
        self._longest = max((name.count(" ") + 1 for name in self._bodies), default=0)
        said = {word[0].upper() + word[1:] for phrase in nouns for word in phrase.split()}
        # `winners of the White Ribbon and Gender Champion Awards`: neither is somebody.
        prizes = reference.words("plural-prize")
        self._prizes = compiled(rf"\sand(?:\s[^\W\d_a-z][\w’'-]*){{0,5}}\s(?:{'|'.join(map(re.escape, prizes))})\b")
        self._several = {plural(noun) for noun in reference.words("organisation-noun")}
        # `the Forum of Migrant Communities` is nobody.
        self._never = said | {*prizes} | {plural(word) for word in said if word.endswith("y")} | reference.demonyms()

    def find(self, text: str, paragraph: Span, known: Sequence[Span]) -> Iterator[Name]:
        """Possible names in order; `known` are the names of States, places and structures, which cut a run."""
        places = Places(known, lambda span: span)
        for run in runs(text, paragraph):
            for tokens in pieces(text, run, places):
                if name := self._name(text, tokens):
                    yield name

    def _name(self, text: str, tokens: list[Span]) -> Name | None:
        # `Romanian Foreign Minister Mircea G...`: the name begins after the last word of a title.
        if tokens and tokens[0].of(text) in self._openers:
            tokens = tokens[1:]
        if tokens and tokens[0].of(text).endswith(_OLD):
            tokens = tokens[1:]
        tokens = self._start.own(text, tokens)
        # `Colonel of the Medical Service X`: these words are the end of how somebody is addressed.
        served = (n for n in range(1, min(len(tokens), 4)) if self._titled.served(text, tokens[n].start))
        tokens = tokens[next(served, 0) :]
        # `Added Ana Belková: ...`, but `Said Ahmedov` is called so.
        if self._is_verb(text, tokens):
            tokens = tokens[1:]
        # `Ana Belková MP`, but not `Social Democrat MP`.
        if len(tokens) in _FULL_NAME and tokens[-1].of(text) in _MEMBER and tokens[0].of(text) in self._given:
            tokens = tokens[:-1]
        # Most capitals stand alone, and one word is somebody's name only right behind an abbreviated title.
        if not tokens or (len(tokens) == 1 and not self._addressed(text, [], _without_possessive(text, tokens[0]))):
            return None
        # `Speaker of the Verkhovna Rada Ana Belková`.
        body = next(
            (n for n in range(min(len(tokens) - 2, self._longest), 1, -1) if _words(text, tokens[:n]) in self._bodies),
            0,
        )
        tokens = tokens[body:]
        # `X, who heads Human Rights Watch,`: `Rights Watch` would be a name.
        if _words(text, tokens) in self._bodies:
            return None
        titles = [n for n, token in enumerate(tokens) if token.of(text) in self._titles]
        start = titles[-1] + 1 if titles else 0
        # `Head of Mission Ana B...`, `Minister of the Interior Ana B...`: the end of a role, not the first of a name.
        part = _PART.search(text, max(0, tokens[0].start - 8), tokens[0].start) if tokens else None
        begun = bool(tokens) and self._begins_part(text, tokens[0])
        begun = begun or (part is not None and self._matters.ends_charge(text, tokens[0]))
        # `editor of Radio Rijeka Nova`: the station is called so.
        if part and (part["of"] or "").endswith(("of ", "for ", "at ")) and tokens[0].of(text) in self._leading:
            return None
        if part and (start == 0 or part["of"]):
            while len(tokens) > 2 and self._is_part(text, tokens[0]):
                tokens, start = tokens[1:], max(start - 1, 0)
                # `Commission for Public Finance Control` names nobody.
                if len(tokens) == 2 and tokens[0].of(text) in self._ends:
                    return None
        # `the Mission's Ana B...`: it is the mission that she works for; `Minister of Upper-Valley Canton Ana B...`.
        owners = [n for n, at in enumerate(tokens) if self._is_owner(text, at) or at.of(text) in self._areas]
        start = max([start, *(n + 1 for n in owners)])
        first = max(start - 1, 0)
        start = self._after_body(text, tokens, start)
        # `Representative of the company Kosel Ana Belková`.
        if start == 0 and tokens and self._kind_before.search(text, max(0, tokens[0].start - 40), tokens[0].start):
            start = next((n for n in range(1, len(tokens) - 1) if tokens[n].of(text) in self._given), 0)
        # `Head of Public Communication Ana Belková`, `Minister of Trade and Decentralization Ana Belková`.
        if start == 0 and begun:
            start = next((n for n in range(1, len(tokens) - 1) if tokens[n].of(text) in self._given), 0)
        # `Public Finance Control` is no `Finance Control`.
        if start <= first + 1 and self._is_adjective(text, tokens, first):
            return None
        name = [_without_possessive(text, token) for token in tokens[start:]]
        words = [token.of(text) for token in name]
        # Some surnames are nouns for a body as well: `said Ana Court` names a person, `said the Court` does not.
        spoken = tokens and start == 0 and self._spoken.search(text, max(0, tokens[0].start - 16), tokens[0].start)
        sure = words[:-1] if spoken and len(words) == 2 else words
        # So are some first names: `Bill Court`.
        sure = sure[1:] if len(words) > 1 and sure[0] in self._men else sure
        if any(w in self._never or _ACRONYM.fullmatch(w) or ABSTRACT.search(w) for w in sure):
            return None
        if words and words[0] in self._adjectives:
            return None
        alone = len(words) == 1 and self._addressed(text, tokens[:start], name[0])
        # `in the General Committees` nobody is addressed.
        if alone and words[0] in self._several and text.endswith(" General ", 0, name[0].start):
            return None
        if len(words) not in _FULL_NAME and not alone:
            return None
        if alone and self._matters.are(text, tokens):
            return None
        # `Minister of North Ossetia`, but `Mr. West`.
        if words[0] in self._regions and len(words) > 1:
            return None
        # `the Verkhovna Rada`; `Ministry of Human and Minority Rights`.
        if _words(text, name) in self._bodies or self._is_last_part(text, name):
            return None
        # `the Sheikh Ahmad mosque`; `the founder of Green Patrol`; `the White Ribbon and Gender Champion Awards`.
        if (
            self._prizes.match(text, name[-1].end)
            or (alone and self._kind.match(text, name[0].end))
            or self._is_called(text, Span(name[0].start, name[-1].end), words[0])
        ):
            return None
        # `Women's Affairs`, `Children’s Rights`: whose affairs they are is no first name.
        if any(_OWNS.search(token.of(text)) for token in tokens[start:-1]):
            return None
        if not any(c.isupper() for c in words[0][:3]) or words[-1].endswith(".") or self._ends.issuperset(words):
            return None
        return Name(Span(name[0].start, name[-1].end), self._honorific(text, tokens[:start], name[0].start))

    def _is_part(self, text: str, word: Span) -> bool:
        """Whether a word is what an office or a body is for: `Justice` is both that and how a judge is addressed."""
        part = word.of(text) in self._ends
        return part and ((word.of(text),) not in self._honorifics or self._is_of(text, word.start))

    def _begins_part(self, text: str, word: Span) -> bool:
        """Whether a word behind an office and `of` or `for` is what the office is for, and not somebody's name."""
        part = word.of(text) in self._ends or word.of(text) in self._adjectives
        return part and self._office.search(text, max(0, word.start - 60), word.start) is not None

    def _is_of(self, text: str, start: int) -> bool:
        """Whether `of` stands before a place, and an office or a body before it."""
        before = text[max(0, start - 60) : start]
        return self._office.search(before) is not None or self._house.search(before) is not None

    def _is_last_part(self, text: str, name: Sequence[Span]) -> bool:
        """Whether the words end what a body is for, rather than that they name the next person."""
        first, last = name[0].of(text), name[-1].of(text)
        if first in self._given or last not in self._ends:
            return False
        return LAST_PART.search(text, max(0, name[0].start - 80), name[0].start) is not None

    def _is_verb(self, text: str, tokens: Sequence[Span]) -> bool:
        """Whether the first word begins a sentence and is a verb of speech, not somebody's first name."""
        first, second = ([*(token.of(text) for token in tokens[:2]), "", ""])[:2]
        speaks = first.lower() in self._verbs and (first not in self._given or second in self._given)
        return speaks and _BEGINS.search(text, max(0, tokens[0].start - 3), tokens[0].start) is not None

    def _is_called(self, text: str, name: Span, first: str) -> bool:
        """Whether the words name a body that the next one, behind a comma, is the founder or the director of."""
        of_role = self._named_of.search(text, max(0, name.start - 60), name.start)
        return first not in self._given and of_role is not None and _NEXT.match(text, name.end) is not None

    def _is_owner(self, text: str, word: Span) -> bool:
        """Whether a word is the possessive of a noun for a body or an office, or ends that of a known body."""
        possessive = _OWNS.search(word.of(text))
        stem = word.of(text)[: possessive.start()] if possessive else ""
        known = possessive and self._owner.search(text, max(0, word.start - 60), word.end)
        return known is not None or stem in self._ends or stem in self._roles

    def _is_adjective(self, text: str, tokens: list[Span], at: int) -> bool:
        """Whether a word begins the name of a body and is no rank, as `General` is."""
        word = tokens[at].of(text) if tokens else ""
        return word in self._adjectives and word not in self._addresses

    def _after_body(self, text: str, tokens: list[Span], start: int) -> int:
        """Where the name begins after a body in a role: `Head of the Gender Unit Ana Belková`."""
        last = max((n for n, token in enumerate(tokens) if token.of(text) in self._ends), default=0)
        if start > last or len(tokens) - last < 3:
            return start
        begins = tokens[0].start
        office = self._office.search(text, max(0, begins - 60), begins)
        return last + 1 if office or self._under.search(text, max(0, begins - 120), begins) else start

    def _addressed(self, text: str, before: list[Span], name: Span) -> bool:
        """Whether one word is a surname: a title stands right before it, and it is longer than an initial."""
        word = name.of(text)
        # `Lt. Gen. X`: the second abbreviation is no surname.
        if len(word) < 3 or word in self._openers or f"{word}." in self._titles:
            return False
        if before:
            return before[-1].of(text) in self._addresses
        titled = self._titled.abbreviated(text, name.start) or self._titled.served(text, name.start)
        return titled is not None

    def _honorific(self, text: str, tokens: list[Span], name: int) -> Span | None:
        if served := self._titled.served(text, name):
            return Span(*served.span())
        # `Minister of Justice X`, `Ministry of Justice X`: the end of a role.
        if tokens and self._is_of(text, tokens[0].start):
            return None
        for start in range(len(tokens)):
            # `Secretary General X`: there the rank is part of an office.
            office = start > 0 and text[tokens[start - 1].start : tokens[-1].end] in self._roles
            if not office and tuple(token.of(text) for token in tokens[start:]) in self._honorifics:
                return Span(tokens[start].start, tokens[-1].end)
        # `Dr. X`: an abbreviation ends the run of capitalised words before the name.
        before = None if tokens else self._titled.abbreviated(text, name)
        return Span(*before.span()) if before else None


def _words(text: str, tokens: Sequence[Span]) -> str:
    return " ".join(token.of(text) for token in tokens)


def _without_possessive(text: str, token: Span) -> Span:
    found = _POSSESSIVE.search(token.of(text))
    return Span(token.start, token.end - len(found[0])) if found else token
