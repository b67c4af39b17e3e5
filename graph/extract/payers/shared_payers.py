"""Who paid, where clauses share what is said: money told of before, `which` between, a verb that is said once.

`funds which Norway had made available`, `of which Norway met a third, Sweden the rest`, `Norway pays for the boats and
Sweden for the rest`. Each is asked for only where a rule of the grammar has found its shape; the words here tell
whether money is meant.
"""

from bisect import bisect_left
from collections.abc import Sequence

from graph.extract.grammar.rules import Chunk, Rules
from graph.extract.payers.in_kind import FreePayers, is_of_money
from graph.extract.payers.several_payers import SeveralPayers
from graph.vocabularies.reference import Reference

_WHICH = ("which", "that")
# `UNICEF, which has supplied water since June, paid for the fuel`.
_OF_PAYER = ("which", "who", "whose")
# `funds which Norway had kindly made available`, but not `which Norway was given`.
_HAVING = frozenset(("had", "has", "have", "also", "kindly", "generously", "jointly", "already", "first"))
_BEING = ("is", "are", "was", "were")
_MADE = ("made", "have made", "has made")
_MONEY_BEFORE = frozenset(("money", "costs", "funds", "fund"))
# So many chunks before `of which` the sum may stand.
_BEFORE = 12


class SharedPayers:
    """Tells by the words of the lexicon whether somebody paid, and who did beside."""

    def __init__(self, reference: Reference, rules: Rules, free: FreePayers, several: SeveralPayers) -> None:
        self._rules = rules
        self._free = free
        self._several = several
        self._things = frozenset((*reference.words("given-thing"), *reference.words("owed-thing")))
        self._raising = frozenset(reference.words("verb-of-raising"))
        self._paid = frozenset((*reference.words("paid-thing"), *reference.words("event-noun")))
        self._no_things = frozenset(reference.words("no-paid-thing"))
        self._vague = frozenset(reference.words("vague-money"))

    def tells(self, rule: str, text: str, found: Sequence[Chunk], chunks: Sequence[Chunk]) -> bool:
        """Whether what one of the rules here has found in `chunks` speaks of paying; true for other rules."""
        words = [chunk.span.of(text) for chunk in found]
        match rule:
            case "funds-which":
                return self._is_had(words, found)
            case "paid-after-clause":
                # `Norway, which has trained them, paid for the boats.`
                return words[len(self._lists(found)[0]) + 1] in _OF_PAYER
            case "which-sums":
                # `Of the 300 euros needed, Norway has given 200.`
                told = found[1].kind != "word" or (words[1] == "which" and self._has_sum(found, chunks))
                return told and all(words[n] == "given" for n, one in enumerate(found) if one.kind == "support")
            case "made-possible":
                by = max(n for n, one in enumerate(found) if one.kind in ("with", "through"))
                made = next(n for n, one in enumerate(found) if one.kind == "gave")
                return words[by - 1] == "possible" and words[made] in _MADE
            case "for-the-rest":
                verb = next(n for n, one in enumerate(found) if one.kind in ("funded", "fund", "covered"))
                return found[verb].kind == "covered" or words[verb].endswith(" for")
            case "share-came-and":
                return is_of_money(text, found, chunks, sums=True) or self._free.is_of_gift(text, found)
            case "rest-raised":
                by = max(n for n, one in enumerate(found) if one.kind == "by")
                return words[by - 1] in self._raising and is_of_money(text, found, chunks, sums=True)
            case "is-donor":
                return self._is_donor(words, found)
            case "owes-to":
                to = next(n for n, one in enumerate(found) if one.kind == "to")
                return self._is_thing(words[to - 1], found[to - 1])
        return True

    def of(self, rule: str, text: str, found: Sequence[Chunk]) -> list[Sequence[Chunk]] | None:
        """The lists of payers in what one of the rules for several has found; None for other rules."""
        match rule:
            case "which-sums":
                # The first stand before the verb, the others right before their sums.
                return [self._lists(found)[0], *self._several.of_sums(text, found)]
            case "for-the-rest":
                # `Norway is paying for two thirds of them and the Netherlands for the rest.`
                others = [one for one in self._rules.find("for-a-thing", found) if self._is_for_thing(text, one)]
                return [self._lists(found)[0], *(self._lists(one)[0] for one in others)]
            case "share-came-and":
                first = self._lists(found)[0]
                others = [self._lists(one)[-1] for one in self._rules.find("number-from", found)]
                return [first, *(one for one in others if one[0] != first[0])]
        return None

    def _lists(self, found: Sequence[Chunk]) -> list[Sequence[Chunk]]:
        return list(self._rules.find("payers", found))

    def _is_had(self, words: Sequence[str], found: Sequence[Chunk]) -> bool:
        """Whether those behind `funds which` gave them: `had made available`, not `had praised`, nor `needs`."""
        payers = self._lists(found)[0]
        first = next(n for n, one in enumerate(found) if one is payers[0])
        which = words[1:first]
        between = words[first + len(payers) : -1]
        is_told = which in ([], [","]) or which[-1] in _WHICH
        gave = found[-1].kind != "support" or words[-1] == "given"
        # `the contribution that Norway has made to the debate`, `resources that Norway provided online`.
        return is_told and gave and words[-1] != "made" and words[0] not in self._vague and _HAVING.issuperset(between)

    def _is_donor(self, words: Sequence[str], found: Sequence[Chunk]) -> bool:
        """Whether those who are donors are so of what is told of: `of the project`, but not `of the region`."""
        verb = len(self._lists(found)[0])
        # `Norway, the main donor of the project,`: `of` and what it pays for must follow.
        named = found[-1].kind in ("word", "event") and words[-1] in self._paid
        if found[verb].kind == "comma":
            return named and found[-2].kind == "article"
        return words[verb] in _BEING and (named or found[-1].kind != "word")

    def _has_sum(self, found: Sequence[Chunk], chunks: Sequence[Chunk]) -> bool:
        """Whether `of which` and `to which` stand behind a sum, or money."""
        at = bisect_left(chunks, found[0].span.start, key=lambda chunk: chunk.span.start)
        before = (one.kind for one in chunks[max(0, at - _BEFORE) : at])
        return not _MONEY_BEFORE.isdisjoint(before)

    def _is_for_thing(self, text: str, found: Sequence[Chunk]) -> bool:
        """Whether it is a thing that somebody pays for, and not `for the first time` or `for its part`."""
        behind = found[len(self._lists(found)[0]) + 1 :]
        return self._no_things.isdisjoint(chunk.span.of(text) for chunk in behind)

    def _is_thing(self, word: str, chunk: Chunk) -> bool:
        return chunk.kind in ("share", "costs") or word in self._things or word in ("rest", "remainder", "others")
