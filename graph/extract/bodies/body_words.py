"""Where the first words of what may be a body's name are none of it, or tell that it is no name."""

import re
from collections.abc import Sequence, Set
from itertools import takewhile

from graph.extract.grammar.rules import Chunk
from graph.extract.words.patterns import compiled
from graph.text import Span

# Institutions of the OSCE that are called as whoever leads them: `OSCE Representative on Freedom of the Media X said`.
# `the Representative's Office` is hers as well, and so is the account that ends the page: `@OSCE_RFoM`.
_LEADERS = r"(?:Representative on Freedom of the Media|High Commissioner on National Minorities)"
_HOLDER = compiled(
    rf"(?:OSCE\s)?{_LEADERS}(?=(?:,\sAmbassador|,?\s(?:Dr|Mr|Ms|Mrs)\.)?,?\s[A-Z][\w’'-]+\s[A-Z]|\sobserves\smedia)"
)
_OFFICE = re.compile(r"(?:Representative|High Commissioner|Organization|OSCE)[’']s Office")
# `the adviser of the High Commissioner on National Minorities, Ms. X`: X is another.
_SERVES = compiled(
    r"\b(?:[Aa]dvis[eo]r|[Oo]ffice|[Oo]fficer|[Aa]ssistant|[Ss]pokes\w+|[Dd]irector)\s(?:of|to|for)\s(?:the\s)?$"
)
_SERVES_LONGEST = 30
_MEMBER = compiled(
    r"\b(?:(?:[Mm]embers?|[Dd]eput(?:y|ies))\sof\s(?:the\s)?|(?:[Oo]ur|[Tt]heir|[Yy]our|[Hh]is|[Hh]er)\s)$"
)
_MEMBER_LONGEST = 20
_HEAD_OF, _EMBASSY = re.compile(r"\bHead\sof\s$"), 2
# `the Deputy Head of Mission for Elections`: what she is in charge of there; a body would have an article.
_HEADED = re.compile(r"(?:Mission|Office|Centre|Presence)\s(?:for|on)\s")
# `KSL sells`, `KSL opened`; no small word of a name in another language that pages print ends so.
_VERB_ENDINGS = ("s", "ed", "ing", "ly")
# Behind a verb: `hosts the meeting`.
_OBJECT = re.compile(r"\s(?:the|an?|its|their|this|that|these|two|three|today|over)\s")


def is_small(text: str, named: Sequence[Chunk]) -> bool:
    """Whether a name begins with a small word that only looks like a rank: `the private Kosel University`."""
    return named[0].kind == "honorific" and len(named) > 1 and named[0].span.of(text).islower()


def is_holder(text: str, name: Span) -> bool:
    """Whether words for an institution mean its holder, who is named next, or its own office or account."""
    holder = _HOLDER.match(text, name.start)
    meant = holder is not None and holder.end() == name.end
    meant = meant and not _SERVES.search(text, max(0, name.start - _SERVES_LONGEST), name.start)
    return (
        meant or _OFFICE.fullmatch(text, name.start, name.end) is not None or text[name.start - 1 : name.start] == "_"
    )


def is_parliament(text: str, name: Span) -> bool:
    """Whether a text calls a parliament by that word alone: `was sent to Parliament`, but no `Member of Parliament`."""
    return name.of(text) == "Parliament" and not _MEMBER.search(text, max(0, name.start - _MEMBER_LONGEST), name.start)


def own_name(text: str, named: Sequence[Chunk], english: Set[str]) -> list[Chunk]:
    """What of a name stands before a small word of the sentence: `the company KSL before Easter`, `KSL sells lamps`.

    Small words within a name are of another language: `Žene protiv Nasilja`; but `Mothers Against Violence`.
    """
    own = list(takewhile(lambda chunk: not _ends_name(chunk.span.of(text), chunk.kind, english), named))
    # `the group Rowers against Osh's mayor`: those who row.
    return [] if len(own) < len(named) and own[-1].kind in ("kind", "roles") else own


def _ends_name(word: str, kind: str, english: Set[str]) -> bool:
    if kind == "against":
        return word.islower()
    verb = word.isascii() and word.endswith(_VERB_ENDINGS)
    return kind == "word" and (verb or word.casefold() in english)


def is_any(text: str, chunks: Sequence[Chunk], at: int, named: Sequence[Chunk]) -> bool:
    """Whether words for a house only say where one of its kind is from: `a Finnish paper mill`."""
    first = [chunks[at - 1].span.of(text).casefold()] if at else []
    return [one.kind for one in named if one.kind != "word"] == ["demonym", "school"] and first in (["a"], ["an"])


def without_verb(text: str, named: Sequence[Chunk]) -> list[Chunk]:
    """A name without the verb that a rule took for a role: `the Ministry for Foreign Affairs hosts the meeting`.

    Nor is the job behind it a part of it: `the Ministry of Water representative`.
    """
    last = named[-1].span
    if len(named) > 1 and named[-1].kind == "role" and text[last.start].islower():
        return list(named[:-1])
    verb = len(named) > 1 and named[-1].kind == "roles" and text[last.start].islower() and _OBJECT.match(text, last.end)
    return list(named[:-1] if verb else named)


def without_hearer(text: str, named: Sequence[Chunk], presiding: Set[str], sent: Set[str]) -> list[Chunk]:
    """A name without who hears something: the priorities of the `Austrian Chairmanship` to the Permanent Council.

    What is `sent` somewhere keeps where: the `US Mission to the OSCE`.
    """
    for n, chunk in enumerate(named):
        if n and chunk.kind == "to":
            behind = next((one.kind for one in named[n + 1 :] if one.kind != "article"), "")
            stays = any(not sent.isdisjoint(one.span.of(text).split()) for one in named[:n])
            if named[n - 1].span.of(text) in presiding or (behind == "body" and not stays):
                return list(named[:n])
    return list(named)


def without_head(text: str, named: Sequence[Chunk]) -> list[Chunk]:
    """A name without what somebody is head of there: the Deputy Head of Mission of the `Slovak Embassy`."""
    of_mission = len(named) > _EMBASSY and named[1].kind == "of" and named[0].span.of(text) == "Mission"
    head = of_mission and _HEAD_OF.search(text, max(0, named[0].span.start - _MEMBER_LONGEST), named[0].span.start)
    return list(named[2:] if head else named)


def is_charge(text: str, name: Span) -> bool:
    """Whether words for a body only tell what part of a mission's work somebody heads: `Head of Mission for Roads`."""
    head = _HEADED.match(text, name.start, name.end)
    return head is not None and _HEAD_OF.search(text, max(0, name.start - _MEMBER_LONGEST), name.start) is not None


def kind_before(text: str, chunks: Sequence[Chunk], at: int) -> str:
    """The small noun right before a name that the lexicon has: `the utility Voda Rivna`."""
    return next((chunk.span.of(text) for chunk in chunks[max(0, at - 1) : at] if chunk.kind == "kind"), "")


def is_of_many(text: str, named: Sequence[Chunk], many: Set[str]) -> bool:
    """Whether words for a body only tell of several of a kind: `in Democratic Societies`, `Committees on Law`."""
    head = list(takewhile(lambda chunk: chunk.kind not in ("on", "for"), named))
    kinds = {one.kind for one in head[:-1]}
    return bool(head) and head[-1].span.of(text) in many and kinds <= {"capital", "article", "rank", "honorific"}
