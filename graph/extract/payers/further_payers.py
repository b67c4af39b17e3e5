"""Who paid, where a sentence shares out a sum after one verb, or puts who paid before a verb of another clause.

`40,000 euros were given by Norway, 20,000 by Sweden`, `It is Norway that pays for it`. Each is asked for only where a
rule of the grammar has found its shape; the words here tell whether money is meant.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from graph.extract.grammar.rules import Chunk, Rules
from graph.extract.payers.in_kind import AUXILIARIES, CAME, is_of_money
from graph.vocabularies.reference import Reference

_HUNDREDS = 3
# Kinds of chunk of which a place has none.
_BODIES = frozenset(("house", "institution", "body", "kind", "council", "school", "acronym"))
_OF_ANOTHER = (["of"], ["for"], ["with"], ["from"], ["in"], ["on"])
_TWO = 2
_PAYING = ("funded", "gave", "contributed", "covered", "fund", "paid")
_VERBS = ("gave", "support", "covered", "contributed", "funded", "paid")
_BEING = ("is", "was")
_BEEN = ("is", "are", "was", "were", "been", "being")
_HAVING = ("has", "have", "had")
# Kinds of chunk of which lists of States and their governments are made.
_STATES = frozenset(("article", "country", "demonym", "government", "governments", "embassies", "of", "and", "comma"))
_WHO = ("that", "who", "which")


class FurtherPayers:
    """Tells by the words of the lexicon whether somebody paid, and who did beside."""

    def __init__(self, reference: Reference, rules: Rules) -> None:
        self._rules = rules
        self._giving = frozenset(reference.words("giving-verb"))
        self._adding = frozenset(reference.words("verb-of-adding"))
        self._adverbs = frozenset(reference.words("adverb-of-payers"))
        self._paid = frozenset((*reference.words("paid-thing"), *reference.words("event-noun")))
        self._things = frozenset(reference.words("given-thing"))
        # `The helicopters came from the Valley Force`: it may take them back.
        self._given = (self._things | {*reference.words("prize-noun")}) - {*reference.words("lent-thing")}
        self._vague = frozenset(reference.words("vague-money"))
        self._made = frozenset(reference.words("made-with-money"))
        self._received = frozenset(reference.words("receiving-participle"))

    def tells(self, rule: str, text: str, found: Sequence[Chunk], chunks: Sequence[Chunk]) -> bool:
        """Whether what one of the rules here has found in `chunks` speaks of paying; true for other rules."""
        words = [chunk.span.of(text) for chunk in found]
        match rule:
            case "paid" | "met-costs":
                return self._is_adverb(words, found)
            case "which-paid" if found[-1].kind in ("word", "event"):
                # `Norway, which pays for the boats`, but not `In Norway, people pay for them`, nor what a fund is for:
                # `which finances the private sector`.
                return not {"which", "who"}.isdisjoint(words) and words[-1] in self._paid | self._things
            case "thanked-for" if found[-1].kind not in ("funds", "funded"):
                # `thanked the Governments of Norway and Sweden for their support to the project`: a Government alone
                # may be that of the State where the project is, whose support is no money.
                payers = self._lists(found)[0]
                states = sum(one.kind in ("country", "demonym") for one in payers)
                return states > 1 and _STATES.issuperset(one.kind for one in payers) and words[-1] in self._paid
            case "whose-funds":
                # `without whose contribution the hotline would close`, but not `the peace process would end`.
                funds = next(n for n, one in enumerate(found) if one.kind == "funds")
                told = words[funds - 2 : funds] == ["without", "whose"]
                return told and (words[funds] not in self._vague or not self._paid.isdisjoint(words[funds:]))
            case "own-support" | "support-that-of":
                # `destroyed with Norwegian support, 20 more with that of Sweden`, but not `debated with`.
                made = words[0] in self._made
                return made and (rule == "own-support" or any(pair == ("that", "of") for pair in pairwise(words)))
            case "funds-received":
                # `Contributions have been received from`, but not `have arrived safely from`.
                last = max(n for n, one in enumerate(found) if one.kind == "from") - 1
                return words[last] in self._received and words[last - 1] in _BEEN
            case "thing-came-from":
                came = next(n for n, one in enumerate(found) if one.kind == "from") - 1
                # `The winners of the prizes came from`.
                at = bisect_left(chunks, found[0].span.start, key=lambda chunk: chunk.span.start)
                before = [one.kind for one in chunks[max(0, at - _TWO) : at] if one.kind != "article"]
                return words[0].lower() in self._given and words[came] in CAME and before[-1:] not in _OF_ANOTHER
            case "sums-by-several":
                return self._is_shared(words, found) and (
                    "money" in {one.kind for one in found[:2]} or is_of_money(text, found, chunks, sums=True)
                )
            case "it-is-payer":
                # `It is Norway that pays for it`, but not `What Norway pays for`.
                payers = self._lists(found)[0]
                behind = next(n for n, one in enumerate(found) if one is payers[-1]) + 1
                return words[0].lower() == "it" and words[1] in _BEING and words[behind] in _WHO
            case "each-sum":
                # `Norway and the Valley Fund add 50,000 each`, but not `sent 50 each`.
                number = max(n for n, one in enumerate(found) if one.kind == "number")
                large = sum(map(str.isdigit, words[number])) > _HUNDREDS or found[number + 1].kind == "money"
                adds = words[number - 1] in self._adding and words[-1] == "each"
                return adds and large and is_of_money(text, found, chunks, sums=True)
        return True

    def of(self, rule: str, text: str, found: Sequence[Chunk]) -> list[Sequence[Chunk]] | None:
        """The lists of payers in what one of the rules for several has found; None for other rules."""
        if rule == "thing-came-from":
            return list(self._came(text, found))
        if rule != "sums-by-several":
            return None
        others = [self._lists(one)[-1] for one in self._rules.find("sum-by", found)]
        first = self._lists(found)[0]
        return [first, *(one for one in others if one[0] != first[0])]

    def _lists(self, found: Sequence[Chunk]) -> list[Sequence[Chunk]]:
        return list(self._rules.find("payers", found))

    def _came(self, text: str, found: Sequence[Chunk]) -> Iterator[Sequence[Chunk]]:
        """The bodies from which things came: `Furniture came from Norway` may have been bought there."""
        starts = [n for n, one in enumerate(found) if one.kind == "from"]
        for n, then in zip(starts, (*starts[1:], len(found)), strict=True):
            if n > starts[0] and found[n - 1].span.of(text) not in self._given:
                continue
            payers = self._lists(found[n:then])[0]
            if not _BODIES.isdisjoint(one.kind for one in payers):
                yield payers

    def _is_adverb(self, words: Sequence[str], found: Sequence[Chunk]) -> bool:
        """Whether two words before a verb of paying are of it: `have jointly provided`, not `has reportedly`."""
        last = self._lists(found)[0][-1]
        behind = next(n for n, one in enumerate(found) if one is last) + 1
        first = next((n for n, one in enumerate(found) if n >= behind and one.kind in _PAYING), 0)
        if first < behind + _TWO or {found[first - 2].kind, found[first - 1].kind} != {"word"}:
            return True
        having, adverb = words[first - 2 : first]
        return having in _HAVING and adverb in self._adverbs

    def _is_shared(self, words: Sequence[str], found: Sequence[Chunk]) -> bool:
        """Whether a verb of giving stands right behind the sum: `300 euros were given by`, not `300 books were`."""
        verb = next(n for n, one in enumerate(found) if one.kind in _VERBS)
        between = (words[n] for n in range(verb) if found[n].kind == "word")
        return AUXILIARIES.issuperset(between) and (found[verb].kind != "support" or words[verb] in self._giving)
