"""Who paid for which of several things: a verb of paying that is said once, and what follows it without one.

`The boats were paid for by Norway, the oars by Sweden`, `Norway pledged 300 euros, Sweden 200 and Finland 100`.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import takewhile

from graph.extract.grammar.rules import Chunk, Rules, around
from graph.vocabularies.reference import Reference

# `paid for by Norway and the course led by Sweden`: a verb tells what Sweden did.
_VERB = re.compile(r"\b(?:was|were|is|are|has|have|had|will|be|been|led|run|held|given|made|taught|\w+ed)\b")
# How far from words of buying it may be said whose money it was.
_NEAR = 200
_ENDS = ("stop", "semicolon", "comma")
# `The boats were funded by Norway, while the oars were bought by Sweden`: other money for another thing.
_CONTRAST = ("while", "whereas")
_THOSE = ("those", "that", "the")
_GIFTS = ("gift", "gifts", "a present")


class SeveralPayers:
    """Finds the payers behind those that the verb stands with."""

    def __init__(self, reference: Reference, rules: Rules) -> None:
        self._rules = rules
        self._amounts = frozenset(reference.words("amount-word"))

    def of(self, rule: str, text: str, found: Sequence[Chunk]) -> list[Sequence[Chunk]] | None:
        """The lists of payers in what one of the rules for several has found; None for other rules."""
        match rule:
            case "funded-other-part" | "share-other":
                return list(self._by_others(text, found))
            case "funds-other-part":
                return list(self._by_others(text, found, self._first_end(text, found)))
            case "sums-of-several":
                return list(self.of_sums(text, found))
            case "sums-from-several" | "numbers-came-from":
                return [[*self._rules.find("payers", one)][-1] for one in self._rules.find("number-from", found)]
        return None

    def _first_end(self, text: str, found: Sequence[Chunk]) -> int:
        """Where the first payers behind `from` end, or where nothing does that can: `and those in Osh by Sweden`."""
        first = next(self._rules.find("payers", found[next(n for n, one in enumerate(found) if one.kind == "from") :]))
        behind = found[found.index(first[-1]) + 1 :]
        thing = next(one for one in behind if one.kind not in ("comma", "semicolon", "and"))
        return first[-1].span.end if thing.span.of(text) in _THOSE else found[0].span.start

    def _by_others(self, text: str, found: Sequence[Chunk], end: int | None = None) -> Iterator[Sequence[Chunk]]:
        """The lists of payers, each after its `by`, until a verb says of somebody what is no paying.

        Behind `end` a verb says so already.
        """
        for one in self._rules.find("by-others", found):
            if end is not None and _VERB.search(text, end, one[0].span.start):
                return
            end = one[-1].span.end
            *_, payers = self._rules.find("payers", one)
            yield payers

    def of_sums(self, text: str, found: Sequence[Chunk]) -> Iterator[Sequence[Chunk]]:
        """The lists of payers with a sum right behind them: `Sweden another 200`, not `Sweden sent 200 experts`."""
        for one in self._rules.find("of-a-sum", found):
            payers = next(iter(self._rules.find("payers", one)))
            number = next(n for n, chunk in enumerate(one) if chunk.kind in ("number", "money", "share"))
            before = (chunk.span.of(text) for chunk in one[len(payers) : number] if chunk.kind == "word")
            if self._amounts.issuperset(before):
                yield payers


def is_own_money(text: str, found: Sequence[Chunk], chunks: Sequence[Chunk]) -> bool:
    """Whether nothing around words of buying says whose money it was: `With funds from Norway, the Fund bought`.

    `The rent is paid by Norway, and the boat was bought by the Fund`: what pays for another cost is not meant, and a
    gift is no money.
    """
    start = around(found).start
    at = bisect_left(chunks, start - 2 * _NEAR, key=lambda chunk: chunk.span.start)
    last: dict[str, int] = {}
    near = list(takewhile(lambda one: one.span.start < start + _NEAR, chunks[at:]))
    turns = [one.span.start for one in near if one.span.start < start and one.span.of(text) in _CONTRAST]
    for n, one in enumerate(near):
        last[one.kind] = n
        if one.kind not in ("funds", "funded", "donors", "paid") or abs(one.span.start - start) >= _NEAR:
            continue
        if turns and one.span.start < turns[-1]:
            continue
        of_cost = last.get("costs", -1) > max(last.get(end, -1) for end in _ENDS)
        if one.kind == "paid" and of_cost and one.span.start < start:
            continue
        if one.span.of(text) not in _GIFTS:
            return False
    return True
