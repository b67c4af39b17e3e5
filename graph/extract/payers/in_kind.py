"""Who paid, where what was paid is not said to be money: a thing, a number, a share, or what somebody says of `it`.

`Japan contributed the pump`, `The Fund put in 400,000`, `The rest came from Norway`. Each is asked for only where a
rule of the grammar has found its shape; the words here tell whether money is meant.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from graph.extract.grammar.rules import Chunk, Rules
from graph.extract.words.lexicon import any_of, plural
from graph.extract.words.numbers import WORD
from graph.vocabularies.reference import Reference

# So far back it may be said what a share is of.
_NEAR = 300
_MONEY = frozenset(("money", "funds", "funded", "fund", "costs", "covered", "paid"))
# `put in 400,000.`, but not `put in 400 hours`.
_NUMBER_ENDS = re.compile(r"(?<=\.)|\s*[,.;)]|\s*\Z|\s(?:and|while)\b")
_HUNDREDS = 3
_TWO = 2
_LONGEST_GIFT = 200
# `Training in the use of computers was provided by`, but `hundreds of computers`.
_ABOUT = re.compile(
    r"\b(?:on|for|about|with|in|to|from|using|(?<!dozens )(?<!hundreds )(?<!thousands )(?<!number )(?<!fleet )of)\s"
    r"(?:the\s)?(?:\w+\s)?$",
    re.IGNORECASE,
)
_BACK = 60
# `provided trucks for the exercise`: for that time.
_LENT_FOR = re.compile(
    r"[^.;:]{0,60}?\sfor\s(?:the|an?|this)\s(?:[\w-]+\s){0,2}?(?:exercise|drill|simulation|event|rehearsal)\b"
)
CAME = frozenset(("came", "come", "comes"))
_SUM = re.compile(r"\b(?:sum|amount|budget|price|bill)\b")
_ADDED = frozenset(("added", "adds"))
_OF_BODY = re.compile(r"[’']s\s")
_GIVING = frozenset(("contributed", "gave", "funded"))
# `Norway has pledged`, `each pledged`; but not `Norway was given`.
_HAVING = frozenset(("has", "have", "had", "also", "each", "jointly"))
_OTHERS = frozenset(("that", "who", "which", "whose", "whom", "where", "while", "when", "if", "from"))
_ITSELF = re.compile(r"\s(?:itself|themselves)\b")
AUXILIARIES = frozenset(
    ("was", "were", "has", "have", "had", "been", "is", "are", "being", "be", "million", "billion", "already", "alone")
)
_SEVERAL = re.compile(rf"{WORD}|some|several|another|an?|the", re.IGNORECASE)


class FreePayers:
    """Tells by the words of the lexicon whether somebody paid."""

    def __init__(self, reference: Reference, rules: Rules) -> None:
        self._rules = rules
        self._things = frozenset(reference.words("given-thing"))
        self._lent = frozenset(reference.words("lent-thing"))
        self._puts = frozenset(reference.words("verb-of-putting-in"))
        self._raising = frozenset(reference.words("verb-of-raising"))
        # `contributed 27 international police advisers`: they were sent.
        people = any_of({*reference.words("people-noun"), *map(plural, reference.words("role-noun"))}).pattern
        # `received twenty laptop computers, half of them from Norway`.
        things = any_of(reference.words("given-thing")).pattern
        self._gift = re.compile(rf"\b(?:received|got|obtained|given)\s(?:[\w-]+\s){{0,4}}{things}[^.;:]{{0,80}}\Z")
        self._people = re.compile(rf"[\d,]+\s(?:[\w-]+\s){{0,4}}?{people}", re.IGNORECASE)

    def tells(self, rule: str, text: str, found: Sequence[Chunk], chunks: Sequence[Chunk]) -> bool:
        """Whether what one of the rules here has found in `chunks` speaks of paying; true for other rules."""
        words = [chunk.span.of(text) for chunk in found]
        match rule:
            case "sums-from-several":
                # `300 euros from Norway and a similar amount from Sweden`, but not `and a young man from Sweden`.
                before = [
                    words[n - 1]
                    for n, one in enumerate(found)
                    if one.kind == "from" and found[n - 1].kind == "word" and found[n - 3].kind == "article"
                ]
                return all(_SUM.fullmatch(word) for word in before)
            case "paid" if "support" in {one.kind for one in found}:
                return found[-1].kind != "money" or "given" in words
            case "paid":
                sent = found[-2].kind == "number" and found[-3].kind == "contributed"
                return not (sent and self._people.match(text, found[-2].span.start))
            case "sum-from":
                bare = found[0].kind == "share" and not {"gave", "support", "covered"} & {one.kind for one in found}
                return (
                    not bare
                    or is_of_money(text, found, chunks)
                    or _MONEY & {one.kind for one in found[1:]} != set()
                    or self.is_of_gift(text, found)
                )
            case "funds-from":
                # `The money was raised by the Fund from Norway`: Norway paid.
                from_others = text.startswith(" from ", found[-1].span.end)
                return not from_others or self._raising.isdisjoint(words)
            case "put-in":
                number = words[-1]
                return (
                    not self._puts.isdisjoint(words)
                    and sum(map(str.isdigit, number)) > _HUNDREDS
                    and _NUMBER_ENDS.match(text, found[-1].span.end) is not None
                )
            case "raised-from":
                return self._is_raised(text, found)
            case "thing-by":
                by = next(n for n, one in enumerate(found) if one.kind == "by")
                # `The pumps were given by`, but not `were supported by`.
                if found[by - 1].kind == "support" and words[by - 1] != "given":
                    return False
                if _ABOUT.search(text, max(0, found[0].span.start - _BACK), found[0].span.start):
                    return False
                things = self._things.intersection((words[0].lower(), *words[max(0, by - 4) : by]))
                # `The aircraft is provided by the Fund, fuel by Norway`: with a second thing it is no loan.
                return bool(things) and (not things <= self._lent or words.count("by") > 1)
            case "gave-things":
                return self._gave(text, found)
            case "buys":
                return self._buys(text, found, chunks)
            case "added-sum":
                # `Norway added 300 euros.`, but not `Norway noted 300 violations.`
                verb = next(n for n, one in enumerate(found) if one.kind == "speech")
                return words[verb] in _ADDED
            case "own-expense" | "expense-of-body":
                # `at its own expense`; `at her organization's expense` is that of the body somebody speaks for.
                return (_OF_BODY.search(words[-1]) is not None) == (rule == "expense-of-body")
            case "own-government":
                return any(one.kind == "government" for one in found) or "country" in words
            case "share-other":
                # `Half of the texts were contributed by Norway.`
                if any(one.kind == "contributed" for one in found) and not is_of_money(text, found, chunks):
                    return any(one.kind == "costs" for one in found)
                others = found[max(n for n, one in enumerate(found) if one.kind == "by") - 1]
                return "other" in words or others.kind == "share"
            case "numbers-came-from":
                large = sum(map(str.isdigit, words[0])) > _HUNDREDS
                return large and words[1] in CAME and is_of_money(text, found, chunks, sums=True)
            case "said-it-pays":
                would = max((n for n, word in enumerate(words) if word.split()[0] in ("would", "will")), default=0)
                pays = would > 0 and words[would - 1] in ("it", "they")
                return pays and not _ITSELF.match(text, found[-1].span.end)
        return True

    def _buys(self, text: str, found: Sequence[Chunk], chunks: Sequence[Chunk]) -> bool:
        """Whether a sentence opens with who bought a thing; of nobody else: `The Fund, whose guards bought`."""
        at = bisect_left(chunks, found[0].span.start, key=lambda chunk: chunk.span.start)
        if at and chunks[at - 1].kind not in ("stop", "close"):
            return False
        bought = next(n for n, one in enumerate(found) if one.kind == "bought")
        words = [chunk.span.of(text) for chunk in found]
        # `trained guards and they bought`, `were bought`.
        others = not _OTHERS.isdisjoint(words[:bought])
        others = others or (found[bought - 1].kind == "word" and words[bought - 1] not in _HAVING)
        return not others and not self._things.isdisjoint(words[bought:])

    def is_of_gift(self, text: str, found: Sequence[Chunk]) -> bool:
        """Whether the words right before a share speak of things that were given."""
        start = found[0].span.start
        return self._gift.search(text, max(0, start - _LONGEST_GIFT), start) is not None

    def of_several(self, rule: str, text: str, found: Sequence[Chunk]) -> list[Sequence[Chunk]]:
        """The lists of payers in `gave-things` and `thing-by`: those behind the first only with a thing of theirs."""
        if rule == "gave-things":
            first = next(iter(self._rules.find("payers", found)))
            verb = next(n for n, one in enumerate(found) if one.kind in _GIVING and n >= len(first))
            others = found[verb + 1 :]
            return [
                first,
                *(payers for one in self._rules.find("of-a-thing", others) if (payers := self._of(text, one))),
            ]
        lists = []
        for n, chunk in enumerate(found):
            if chunk.kind != "by":
                continue
            before = found[n - 1]
            if before.kind in ("gave", "support") or before.span.of(text).lower() in self._things:
                lists.append(next(iter(self._rules.find("payers", found[n + 1 :]))))
        return lists

    def _is_raised(self, text: str, found: Sequence[Chunk]) -> bool:
        """Whether the words before `by` say that what stands before them was raised, and nothing else."""
        by = next(n for n, one in enumerate(found) if one.kind == "by")
        first = next(n for n, one in enumerate(found) if one.kind == "word")
        *small, raised = (one.span.of(text) for one in found[first:by])
        return raised in self._raising and AUXILIARIES.issuperset(small)

    def _gave(self, text: str, found: Sequence[Chunk]) -> bool:
        """Whether a thing ends what stands right behind the verb."""
        if _LENT_FOR.match(text, found[-1].span.end):
            return False
        payers = next(iter(self._rules.find("payers", found)))
        # `Switzerland has pledged 40 vests.`
        at = next(n for n, one in enumerate(found) if one.kind in _GIVING and n >= len(payers))
        if at > len(payers) and found[at - 1].span.of(text) not in _HAVING:
            return False
        what = found[at + 1 :]
        end = next((n for n, one in enumerate(what) if one.kind not in ("article", "word", "number")), len(what))
        things = self._things.intersection(one.span.of(text) for one in what[:end])
        # `gave fuel to rumours`, `made the boats`.
        verb = found[at].span.of(text)
        return bool(things) and verb != "made" and not (verb == "gave" and things == {"fuel"})

    def _of(self, text: str, one: Sequence[Chunk]) -> Sequence[Chunk] | None:
        """Those who gave, where a number or a thing follows: `Sweden three`, `Norway fuel`, not `Norway agreed`."""
        payers = next(iter(self._rules.find("payers", one)))
        words = [chunk.span.of(text) for chunk in one[len(payers) :]]
        if words[-1] in self._things:
            return payers
        alone = len(words) == 1 and (one[-1].kind == "number" or _SEVERAL.fullmatch(words[0]) is not None)
        return payers if alone and one[-1].kind != "article" else None


def is_of_money(text: str, found: Sequence[Chunk], chunks: Sequence[Chunk], *, sums: bool = False) -> bool:
    """Whether money, with `sums` any sum, is spoken of before `the rest came from`: participants may come as well."""
    share = found[0]
    at = bisect_left(chunks, share.span.start, key=lambda chunk: chunk.span.start)
    start = max(chunks[0].span.start, share.span.start - _NEAR)
    if _SUM.search(text, start, found[-1].span.end):
        return True
    for one, then in pairwise(reversed(chunks[: at + 1])):
        if then.span.start < start:
            return False
        # `They met twenty experts, half of them from Norway.`
        if then.span.of(text) == "met" and one.kind not in ("costs", "share", "money"):
            continue
        # `The Fund put in 400,000.`
        if then.kind in _MONEY or (sums and then.kind == "money"):
            return True
        if then.kind == "gave" and one.kind in ("number", "money"):
            return True
    return False


def is_part_of_costs(words: Sequence[str], found: Sequence[Chunk]) -> bool:
    """Whether `of the costs` or `of the price` stands behind the first share of what was found."""
    share = next((n for n, one in enumerate(found) if one.kind == "share"), len(found))
    behind = found[share + 1 : share + 4]
    of = [one.kind for one in behind[:2]] == ["of", "article"]
    return of and len(behind) > _TWO and (behind[2].kind == "costs" or _SUM.fullmatch(words[share + 3]) is not None)
