"""Who paid, where a sentence shares out a sum after one verb, or puts who paid before a verb of another clause.

`40,000 euros were given by Norway, 20,000 by Sweden`, `It is Norway that pays for it`. Each is asked for only where a
rule of the grammar has found its shape; the words here tell whether money is meant.
"""

from collections.abc import Sequence

from graph.extract.free_payers import AUXILIARIES, FreePayers, is_of_money
from graph.extract.rules import Chunk, Rules
from graph.reference import Reference

_HUNDREDS = 3
_VERBS = ("gave", "support", "covered", "contributed", "funded", "paid")
_BEING = ("is", "was")
_WHO = ("that", "who", "which")


class FurtherPayers:
    """Tells by the words of the lexicon whether somebody paid, and who did beside."""

    def __init__(self, reference: Reference, rules: Rules, free: FreePayers) -> None:
        self._rules = rules
        self._free = free
        self._giving = frozenset(reference.words("giving-verb"))
        self._adding = frozenset(reference.words("verb-of-adding"))

    def tells(self, rule: str, text: str, found: Sequence[Chunk], chunks: Sequence[Chunk]) -> bool:
        """Whether what one of the rules here has found in `chunks` speaks of paying; true for other rules."""
        words = [chunk.span.of(text) for chunk in found]
        match rule:
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
        if rule != "sums-by-several":
            return None
        others = [self._lists(one)[-1] for one in self._rules.find("sum-by", found)]
        first = self._lists(found)[0]
        return [first, *(one for one in others if one[0] != first[0])]

    def _lists(self, found: Sequence[Chunk]) -> list[Sequence[Chunk]]:
        return list(self._rules.find("payers", found))

    def _is_shared(self, words: Sequence[str], found: Sequence[Chunk]) -> bool:
        """Whether a verb of giving stands right behind the sum: `300 euros were given by`, not `300 books were`."""
        verb = next(n for n, one in enumerate(found) if one.kind in _VERBS)
        between = (words[n] for n in range(verb) if found[n].kind == "word")
        return AUXILIARIES.issuperset(between) and (found[verb].kind != "support" or words[verb] in self._giving)
