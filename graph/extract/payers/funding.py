"""Who paid for what a release reports: States and bodies that a phrase of paying names.

The agency through which somebody's money came is not the payer, and who took part did not pay by that.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from pyoxigraph import NamedNode

from graph import methods
from graph.extract.bodies.organisations import OSCE_BODY
from graph.extract.grammar.rules import Chunk, Rules, around
from graph.extract.payers import payer_words
from graph.extract.payers.adjectives import Adjectives
from graph.extract.payers.further_payers import FurtherPayers
from graph.extract.payers.in_kind import FreePayers, is_part_of_costs
from graph.extract.payers.payer_rules import FIRST, LAST, MONEY, OF_STATE, RULES, WITH_SUM
from graph.extract.payers.payer_words import before_subject, in_no_place, is_shop, owner_of
from graph.extract.payers.several_payers import SeveralPayers, is_own_money
from graph.extract.payers.shared_payers import SharedPayers
from graph.extract.payers.unpaid import Unpaid
from graph.extract.words.lexicon import any_of
from graph.records import Evidence, Found
from graph.text import Span
from graph.vocabularies.reference import Reference

# `the Bulgarian State` pays from its budget.
_STATE = "State"
# `the Netherlands' MATRA programme`: more chunks than these.
_OWN_PROGRAMME = 3
# How many chunks before `the Ministry` its name can stand.
_NEAR = 200
_LONGEST_WORD = 40
_SEVERAL = ("embassies", "governments")
_CURRENCIES = ("$", "€", "£")
_BUYING = frozenset(("bought-by", "buys"))


class Funding:
    """Finds payers by the rules of the grammar."""

    def __init__(self, reference: Reference, rules: Rules) -> None:
        self._reference = reference
        self._rules = rules
        self._unpaid = Unpaid(reference)
        self._several = SeveralPayers(reference, rules)
        self._free = FreePayers(reference, rules)
        self._shared = SharedPayers(reference, rules, self._free, self._several)
        self._further = FurtherPayers(reference, rules)
        self._adjectives = Adjectives(reference)
        self._with_sum = frozenset(reference.words("verb-with-sum"))
        self._announced = frozenset(reference.words("announcing-of-money"))
        self._pledges = frozenset(reference.words("pledge-noun"))
        self._promised = frozenset(reference.words("promised-of-money"))
        self._picking = frozenset(reference.words("picking-word"))
        self._giving = frozenset(reference.words("giving-verb"))
        self._regions = frozenset(reference.words("region-word"))
        self._parts = frozenset(reference.words("part-of-payment"))
        # `with money from EU countries`: the European Union did not pay.
        self._members = re.compile(rf"\s{any_of(reference.words('members-of-body')).pattern}", re.IGNORECASE)
        self._embassies = frozenset(reference.words("embassy-noun"))
        self._agencies = frozenset(reference.words("donor-agency"))
        self._nations = frozenset(reference.words("donor-nation"))
        self._seated = frozenset(reference.words("seated-house"))
        self._programmes = frozenset(reference.words("money-programme"))
        self._none = frozenset(reference.words("acronym-of-none"))
        self._gifts = frozenset(reference.words("prize-noun"))
        self._heading = frozenset(reference.words("heading-verb"))
        self._places = frozenset(reference.words("paying-place"))

    def find(
        self,
        text: str,
        chunks: Sequence[Chunk],
        known: Mapping[Span, NamedNode],
        employer: NamedNode | None,
        date: str | None,
    ) -> Iterator[Found[NamedNode | str]]:
        """The payers in the chunks of a paragraph, in order of the rules.

        `known` are the resources that the vocabularies have at a span; `employer` is what `the Mission` stands for;
        `date` (ISO) tells which years are past.
        """
        for one in self._adjectives.find(text, chunks):
            if not self._unpaid.is_unpaid(text, one.evidence.span, around(chunks), date, payer_first=False):
                yield one
        # Most paragraphs speak of no money.
        if MONEY.isdisjoint(chunk.kind for chunk in chunks):
            return
        for rule in RULES:
            for found in self._rules.find(rule, chunks):
                if self._unpaid.is_unpaid(text, around(found), around(chunks), date, rule in FIRST):
                    continue
                # `contributions from States, which Norway praised`.
                if rule == "funds-among" and self._picking.isdisjoint(chunk.span.of(text) for chunk in found):
                    continue
                # `financial assistance was given by`, but not `the grant was backed by`.
                if rule == "funds-from" and any(
                    chunk.kind == "support" and chunk.span.of(text) not in self._giving for chunk in found
                ):
                    continue
                if self._unpaid.is_free(rule, text, found):
                    continue
                words_tell = (one.tells(rule, text, found, chunks) for one in (self._free, self._shared, self._further))
                if not (self._tells(rule, text, found) and all(words_tell)):
                    continue
                if rule in _BUYING and not is_own_money(text, found, chunks):
                    continue
                payers = self._payers(text, rule, found)
                payers = in_no_place(payers, chunks) if rule in FIRST else payers
                payers = before_subject(payers, chunks) if rule in LAST else payers
                for payer in payers:
                    value = self._value(text, payer, known, employer) or self._short(text, payer, chunks)
                    if value is None and (payer is not payers[0] or _is_agent(rule, found, payer)):
                        value = payer_words.acronym(text, payer, self._none)
                    if value is not None:
                        yield Found(value, Evidence(around(payer), methods.FUNDING_PHRASE, 0.85))

    def _tells(self, rule: str, text: str, found: Sequence[Chunk]) -> bool:
        """Whether the words in what a rule has found are those that the rule is for."""
        words = [chunk.span.of(text) for chunk in found]
        if rule in WITH_SUM and found[0].kind != "with":
            # `contributes half of the sum`, but not `met half of the promises`.
            borne = {chunk.span.of(text) for chunk in found if chunk.kind == "covered"}
            of_costs = is_part_of_costs(words, found)
            return (of_costs or borne <= self._with_sum) and (
                rule != "announced-to-pay" or (words[1] == "that" and "would" in words)
            )
        match rule:
            case "met-costs" if found[-1].kind != "costs":
                return is_part_of_costs(words, found)
            case "funded-in-part":
                return self._is_part(text, found)
            case "whose-paid":
                return self._is_whose(text, found)
            case "funded-from":
                # Missions are paid `from the OSCE budget`, which is no gift of the OSCE's.
                return words[-1] != "budget" and not self._programmes.isdisjoint(words)
            case "gift-from":
                return not self._gifts.isdisjoint(words)
            case "donor-states":
                return not self._heading.isdisjoint(words)
            case "announced-sum":
                return not self._announced.isdisjoint(words)
            case "that-of":
                return words[-2] in ("that", "those")
            case "donors-after-clause":
                return not {"which", "who", "whose"}.isdisjoint(words)
            case "bought-by":
                return found[-1].kind != "country"
            case "support-from":
                # Not a speech `given by` it.
                donor = payer_words.donor_of_help(text, found, self._embassies, self._agencies, self._nations)
                return donor is None or (donor and words[0] not in self._giving)
            case "funds-promised":
                by = max(n for n, chunk in enumerate(found) if chunk.kind == "by")
                # `Pledges have been made by`; `Funding was promised by`, but not `was announced by`.
                first = words[0].lower()
                return first in self._pledges if found[0].kind == "speech" else words[by - 1] in self._promised
            case "sum-from":
                # `US$ 2,000, given by`.
                return found[0].kind != "other" or words[0] in _CURRENCIES
        return True

    def _payers(self, text: str, rule: str, found: Sequence[Chunk]) -> list[Sequence[Chunk]]:
        """Those who paid in what a rule has found."""
        if rule in OF_STATE:
            state = [chunk for chunk in found if chunk.kind in ("demonym", "country")]
            return [found[:1] if rule == "own-funds" else state[:1]]
        if rule == "funded-from" and (owner := owner_of(found)):
            return [[owner]]
        if rule in ("gave-things", "thing-by"):
            return [payer for payers in self._free.of_several(rule, text, found) for payer in self._each(payers)]
        each = (one.of(rule, text, found) for one in (self._several, self._shared, self._further))
        if (several := next((lists for lists in each if lists is not None), None)) is not None:
            return [payer for payers in several for payer in self._each(payers)]
        if rule == "that-of":
            # `covered the travel of guests from Moldova, and Norway that of`: Moldova did not.
            joins = [n for n, chunk in enumerate(found) if chunk.kind in ("comma", "semicolon")]
            joins = joins or [n for n, chunk in enumerate(found) if chunk.kind == "and"]
            found = found[joins[-1] :]
        lists = list(self._rules.find("payers", found))
        return list(self._each(lists[0 if rule in FIRST else -1]))

    def _is_whose(self, text: str, found: Sequence[Chunk]) -> bool:
        """Whether the clause that says who paid begins with `whose Embassy` or `whose Government`."""
        words = [chunk.span.of(text) for chunk in found]
        return any(
            word == "whose" and (then in self._embassies or found[n].kind == "government")
            for n, (word, then) in enumerate(pairwise(words), 1)
        )

    def _short(self, text: str, payer: Sequence[Chunk], chunks: Sequence[Chunk]) -> str | None:
        """The only body so called that the paragraph has named before, as `the Ministry`."""
        if [chunk.kind for chunk in payer] != ["article", "house"]:
            return None
        at = bisect_left(chunks, payer[0].span.start, key=lambda chunk: chunk.span.start)
        before = chunks[max(0, at - _NEAR) : at]
        named = [around(found).of(text) for found in self._rules.find("national-body", before)]
        named += [chunk.span.of(text) for chunk in before if chunk.kind == "institution"]
        house = payer[1].span.of(text)
        called = {name for name in named if " " in name and house in name.split()}
        return called.pop() if len(called) == 1 else None

    def _is_part(self, text: str, found: Sequence[Chunk]) -> bool:
        """Whether a phase or a part stands before the last `by`: `in the second year by`, not `carried out by`."""
        last = max(n for n, chunk in enumerate(found) if chunk.kind == "by")
        return found[last - 1].span.of(text) in self._parts

    def _each(self, payers: Sequence[Chunk]) -> Iterator[Sequence[Chunk]]:
        """The payers of a list without the agencies between them and without what stands in brackets."""
        beside = {
            chunk.span for rule in ("conduit", "aside") for found in self._rules.find(rule, payers) for chunk in found
        }
        stretch: list[Chunk] = []
        for chunk in (*payers, None):
            if chunk is not None and chunk.span not in beside:
                stretch.append(chunk)
                continue
            for payer in self._rules.find("payer", stretch):
                states = [one for one in payer if one.kind == "demonym"]
                # `the Norwegian and Swedish Embassies`.
                yield from ([one] for one in states) if payer[-1].kind in _SEVERAL and len(states) > 1 else (payer,)
            stretch = []

    def _value(
        self, text: str, payer: Sequence[Chunk], known: Mapping[Span, NamedNode], employer: NamedNode | None
    ) -> NamedNode | str | None:
        """A State for its government, a known structure, else the words as printed."""
        named = [chunk for chunk in payer if chunk.kind != "article"]
        if named[-1].kind in ("institution", "body") and self._members.match(text, named[-1].span.end):
            return None
        # `the Mission's own budget` is money of the mission.
        if named[-1].kind == "funds":
            named = named[: [chunk.kind for chunk in named].index("possessive")]
        named = [*payer_words.without_programme(text, named, self._programmes)]
        # `the Embassy of Norway in Skopje`: where it sits is no part of its name.
        seat = [chunk.kind for chunk in named[-2:]] == ["in", "place"]
        if seat and len(named) > 2 and named[-3].span.of(text) not in self._seated:
            named = named[:-2]
        # `the European Union's Phare programme` is money of the Union.
        owner = [chunk.kind for chunk in named] == ["institution", "possessive", "institution"]
        behind = text[named[-1].span.end :][:_LONGEST_WORD].split()
        if owner and behind and behind[0].rstrip(".,;:") in self._programmes:
            named = named[:1]
        kinds = {chunk.kind for chunk in named}
        # `the Swedish Government's Office for Rivers` is a body of the State, and not the State.
        if kinds & {"government", "governments", "embassies"} and "house" not in kinds:
            of = next((known.get(chunk.span) for chunk in named if chunk.kind == "country"), None)
            state = of or self._reference.state_of(named[0].span.of(text))
            # `the Kosovo Government` is that of no State.
            return state or (around(named).of(text) if "government" in kinds and len(named) > 1 else None)
        if kinds == {"demonym"}:
            return self._reference.state_of(named[0].span.of(text))
        # `the Osh-based Valley Fund`.
        if len(named) > 1 and named[0].kind == "word" and named[1].kind not in ("of", "kind", "word"):
            named = named[1:]
        # `the city of Mostar`, but not `the people of Mostar`.
        if [chunk.kind for chunk in named] == ["word", "of", "place"] and named[0].span.of(text) not in self._places:
            return None
        # `donations from Western Georgia`.
        if "country" in kinds and named[0].span.of(text) in self._regions:
            return None
        if kinds <= {"country", "body", "demonym"}:
            return next((known[chunk.span] for chunk in named if chunk.span in known), None)
        # `Kosel, a local brewery`.
        if named[0].kind in ("capital", "acronym") and (what := [*self._rules.find("what-kind", payer)]):
            return text[named[0].span.start : what[0][0].span.start]
        if [chunk.kind for chunk in named] == ["demonym", "capital"]:
            return self._reference.state_of(named[0].span.of(text)) if named[1].span.of(text) == _STATE else None
        # `the Netherlands' MATRA programme` is money of that State.
        if named[-1].kind == "word" and len(named) > _OWN_PROGRAMME and named[1].kind == "possessive":
            programme = named[-1].span.of(text) in self._programmes
            return known.get(named[0].span) if programme else None
        if is_shop(named):
            return payer_words.name_of_shop(text, named)
        if any(chunk.kind == "kind" for chunk in named):
            # `the Kosel Brana company`.
            first = 1 + [chunk.kind for chunk in named].index("kind")
            named = named[first:] or named[: first - 1]
            return around(named).of(text)
        # `a Slovak paper mill`: any one of its kind.
        if payer[0].span.of(text) in ("a", "an") and [named[0].kind, named[-1].kind] == ["demonym", "school"]:
            return None
        words = around(named).of(text).split(" (")[0]
        if OSCE_BODY.fullmatch(words):
            return employer
        return words if " " in words or "institution" in kinds else None


def _is_agent(rule: str, found: Sequence[Chunk], payer: Sequence[Chunk]) -> bool:
    """Whether the payer is the subject or stands after `by`: what `from` names may be a thing, as in `from VAT`."""
    before = [chunk.kind for chunk in found if chunk.span.start < payer[0].span.start]
    # `with 90,000 euros from TZK`.
    of_sum = before == ["money", "from"]
    return rule in FIRST or "by" in before[-1:] or of_sum
