"""Which body a short word stands for that a text has named before: `the Department`, `the Institute`."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from pyoxigraph import NamedNode

from graph import methods
from graph.extract.bodies.organisations import Body
from graph.extract.words.lexicon import singular
from graph.extract.words.patterns import Pattern, compiled
from graph.records import Evidence, Found
from graph.text import FULL_STOP, Span, sentence_around

_OWNER = re.compile(r"^[\w-]+['’]s\s")
# `Dr. X from the University of Osh`.
_FROM, _ROLE_LONGEST = compiled(r"(?-i:[^\W\d_a-z][\w-]+)\sfrom\s(?:the\s)?$"), 60

# So many bodies with one noun are looked at for two in one sentence.
_NEAREST, _SENTENCE_LONGEST = 6, 600


class Antecedents:
    """The bodies that a text has named so far, by the nouns in their names: what `the Department` may stand for."""

    def __init__(self, nouns: Pattern, others: Mapping[str, Sequence[str]], anothers: Pattern) -> None:
        """`nouns` are those for bodies; `others`: what else a text calls a body with this noun.

        `anothers` finds what somebody is before a body that is named only to tell whom that one works for.
        """
        self._nouns = nouns
        self._larger = re.compile(
            rf"\s(?:of|at|in|under)\sthe\s(?=(?-i:[^\W\d_a-z][\w’'-]*\s){{0,3}}?{nouns.pattern})", re.IGNORECASE
        )
        self._others, self._anothers = others, anothers
        self._aside: dict[NamedNode | str, bool] = {}
        self._heard: list[Found[NamedNode | str]] = []
        self._called: dict[str, tuple[NamedNode | None, str]] = {}
        self._named: dict[str, list[Found[NamedNode | str]]] = defaultdict(list)
        self._one_of: dict[str, Found[NamedNode | str]] = {}
        self._sentence: dict[int, int] = {}
        self._text = ""

    def hear(self, text: str, body: Body) -> None:
        """A body that is named in full can be meant by its noun alone from here on."""
        words, self._text = body.span.of(text), text
        # `the NGO Kosel`, `the Valley Fund (VF)`: from here on the text may say no more than `Kosel` or `VF`.
        if body.kind:
            self._called.setdefault(words, (body.iri, ""))
        if body.short:
            self._called.setdefault(body.short.of(text), (body.iri, words))
        if " " not in words and not body.kind:
            return
        found = Found(body.iri or words, Evidence(body.span, methods.ROLE_GRAMMAR, 0.6))
        self._heard.append(found)
        before = max(0, body.span.start - _ROLE_LONGEST)
        aside = self._anothers.search(text, before, body.span.start) or _FROM.search(text, before, body.span.start)
        self._aside.setdefault(found.value, aside is not None)
        # `the Assembly's Committee` is no assembly.
        owned = _OWNER.sub("", words)
        # `the Centre of the Ministry of Water` is a centre, and names a ministry.
        if (larger := self._larger.search(owned)) and self._nouns.search(owned, 0, larger.start()):
            at = body.span.start + len(words) - len(owned) + larger.end()
            self.hear(text, Body(Span(at, body.span.end), None))
            owned = owned[: larger.start()]
        self._sentence[body.span.start] = sentence_around(text, body.span).start
        own = {noun[0].casefold() for noun in self._nouns.finditer(f"{body.kind} {owned}")}
        # `the Valley Crisis Centres`: where no other one is named, `the Centre` is one of them.
        start, space, last = words.rpartition(" ")
        one = singular(last)
        if space and body.iri is None and one != last and self._nouns.fullmatch(one):
            self._one_of[one.casefold()] = Found(f"{start} {one}", found.evidence)
        # `Association of Journalists` is an association too.
        own |= {word for noun in own for word in noun.split() if self._nouns.fullmatch(word)}
        others = {other for noun in own for other in self._others.get(noun, ())}
        for called in own | others:
            self._named[called].append(found)

    def longer(self, words: str, before: int) -> Found[NamedNode | str] | None:
        """The last body before a place in the text whose name, longer than these words, begins with them."""
        begins = f"{words} "
        named = (
            one for one in reversed(self._heard) if isinstance(one.value, str) and one.evidence.span.start < before
        )
        return next((one for one in named if str(one.value).startswith(begins)), None)

    def fuller(self, words: str, before: int) -> Found[NamedNode | str] | None:
        """The last body before a place in the text whose name, longer than these words, ends with them."""
        named = (one for one in reversed(self._heard) if one.evidence.span.start < before)
        return next((one for one in named if isinstance(one.value, str) and one.value.endswith(f" {words}")), None)

    def latter(self, before: int) -> Found[NamedNode | str] | None:
        """The last body that begins before a place in the text."""
        return next((one for one in reversed(self._heard) if one.evidence.span.start < before), None)

    def again(self, text: str, span: Span) -> Iterator[Body]:
        """Bodies of which a stretch says the own name or the acronym alone."""
        if not self._called:
            return
        names = "|".join(re.escape(name) for name in sorted(self._called, key=len, reverse=True))
        for found in re.finditer(rf"(?<![\w/-])(?:{names})(?![\w-])", text[span.start : span.end]):
            at = Span(span.start + found.start(), span.start + found.end())
            iri, full = self._called[found[0]]
            yield Body(at, iri, known=True, full=full)

    def beside(self, text: str, span: Span, bodies: Sequence[Body]) -> list[Body]:
        """These bodies of a stretch with those that are meant there; what an acronym is for the text knows best."""
        again = list(self.again(text, span))
        return [*(body for body in again if body.full and not body.iri), *bodies, *again]

    def named(self, iri: NamedNode, before: int) -> bool:
        """Whether a body of the vocabularies is named before a place in the text."""
        return any(one.value == iri and one.evidence.span.start < before for one in self._heard)

    def is_aside(self, body: Found[NamedNode | str]) -> bool:
        """Whether a body was first named to tell for whom somebody works: `a professor at the University of Osh`."""
        # A structure of the OSCE is at home in a release, however it was named first.
        return isinstance(body.value, str) and self._aside.get(body.value, False)

    def meant(self, noun: str, before: int) -> Found[NamedNode | str] | None:
        """The last body with this noun in its name that begins before a place in the text.

        `The University of Osh and the University of Lund met. The Rector of the University, X`: of which, nobody says.
        """
        named = [*islice(self._before(noun, before), _NEAREST)]
        # Within their sentence the last one is meant: `that of the Valley Court by the Court's registrar`.
        end = named[0].evidence.span.end if named else before
        if not named or (before - end < _SENTENCE_LONGEST and not FULL_STOP.search(self._text, end, before)):
            several = self._one_of.get(noun.casefold())
            return next(iter(named), several if several and several.evidence.span.start < before else None)
        return None if any(self._is_beside(one, named[0]) for one in named[1:]) else named[0]

    def _before(self, noun: str, before: int) -> Iterator[Found[NamedNode | str]]:
        """The bodies with this noun that begin before a place in the text, the last first."""
        return (one for one in reversed(self._named.get(noun.casefold(), ())) if one.evidence.span.start < before)

    def is_another(self, noun: str, before: int) -> bool:
        """Whether the last body with this noun that is named before a place in the text is none of the OSCE's."""
        last = next(self._before(noun, before), None)
        return last is not None and isinstance(last.value, str)

    def _is_beside(self, one: Found[NamedNode | str], last: Found[NamedNode | str]) -> bool:
        """Whether another body than the last is named in the same sentence."""
        if one.value == last.value or str(last.value).startswith(str(one.value)):
            return False
        sentence = self._sentence.get(last.evidence.span.start)
        return sentence is not None and sentence == self._sentence.get(one.evidence.span.start)
