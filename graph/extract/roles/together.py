"""People whom a sentence names together: under one role, of one body, or with what they are in brackets."""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from itertools import takewhile

from graph.extract.grammar.rules import Chunk, Rules, around
from graph.extract.names.names import Name
from graph.extract.roles import one_of_each
from graph.extract.roles.holder import SHARED, Holder, of_one
from graph.extract.words.numbers import number
from graph.text import Span

# `Latvia's A, Romania's B and C`.
_LISTED = re.compile(r"(?:,\s|,?\sand\s)(?:[^\W\d_a-z][\w-]+[’']s\s)?")
_AND = " and "
# `headed by Senator A and B respectively`, `A and B, both of the Valley Fund`: where one is somebody, both are.
_BOTH = re.compile(r",?\s(?:respectively\b|(?:who\s(?:are|were)\s)?both\s(?:of|from|with|at)\s)")
_OF_STATE = re.compile(r"\b(?:Foreign|Prime|Defence|Interior|Finance|Justice)\sMinisters$")
# Words that may stand before an article: `A and B, both the editors of`; and those behind which somebody else comes.
_ALL, _THEIR = ("both", "all", "then", "now"), frozenset(("their", "his", "her", "its", "whose"))
# How many chunks a list behind a colon, and a clause with `who` behind a role and those named behind it, may have.
_LIST, _CLAUSE, _CLAUSE_ENDS = 160, 40, ("comma", "stop", "dash", "name", "quote")
# `guests from Osh and Ambassador A, who heads the Fund`: there it is a verb.
_WHO = re.compile(r"\bwho(?:\s(?:now|also|still|currently))?$")
# Of what a role in the plural may be a part: `Union of Journalists`, `Board of Trustees`.
_HEADS = ("institution", "front", "house", "kind", "school", "body", "capital", "proper")


def holders(
    text: str, chunks: Sequence[Chunk], rules: Rules, listing: Set[str], modifiers: Set[str], leading: Set[str]
) -> Iterator[Holder]:
    """All who are named under a shared role or with brackets; somebody may be named by two rules.

    `listing` are the words that may stand between a role and those who hold it: `The trainers were A of X and B of Y`;
    `modifiers` small ones that are part of a role behind them: `former trainers A and B`; `leading` the roles that
    lead a place.
    """
    kinds = {chunk.kind for chunk in chunks}
    if "name" not in kinds:
        return
    shared = not kinds.isdisjoint(SHARED)

    def beginning(rule: str) -> Iterator[Sequence[Chunk]]:
        return (one for one in rules.find(rule, chunks) if not _is_of_body(chunks, one[0])) if shared else iter(())

    for found in beginning("roles-before"):
        at = next(n for n, chunk in enumerate(found) if chunk.kind in SHARED)
        role = [*found[: at + 1], *rules.begins("of-whom", found, at + 1)]
        # `teachers of democracy, A from Riga and B from Osh`.
        role += _of_what(found, len(role) - 1)
        # `The members of the panel are A (Norway) and B (Sweden)`.
        if role[-1].kind == "word" and role[-1].span.of(text).casefold() in listing:
            del role[-1]
        # `Minister for Veterans X`, `the Council of Elders, X`: one name is not that of several.
        if sum(chunk.kind == "name" for chunk in found) == 1 and (
            found[len(role)].kind in ("name", "honorific", "role") or _is_part(chunks, found[0])
        ):
            continue
        yield from _each(
            text, found[len(role) :], [*_modifier(text, chunks, found[0], modifiers), *role], found[at], rules
        )
        if found[len(role)].kind == "colon":
            for item in _items(chunks, found[len(role)]):
                yield from _each(text, item, role, found[at], rules)
        # `The Co-Chairs (Ambassadors A and B)`: how they are addressed stands inside the brackets.
        for n in range(len(role), len(found)):
            if found[n].kind == "honorifics":
                yield from _each(text, found[n + 1 :], found[n : n + 1], found[n], rules)
    yield from _described(text, chunks, rules, modifiers) if shared else ()
    for found in beginning("roles-before-titles"):
        at = next(n for n, chunk in enumerate(found) if chunk.kind in SHARED)
        role = [*found[: at + 1], *rules.begins("of-whom", found, at + 1)]
        yield from _each(
            text, found[len(role) :], [*_modifier(text, chunks, found[0], modifiers), *role], found[at], rules
        )
    for found in beginning("roles-of-states"):
        yield from _of_states(text, found, rules)
    for found in beginning("roles-of-places"):
        yield from one_of_each.of_places(text, found, rules)
    for found in beginning("roles-of-towns"):
        yield from one_of_each.of_towns(text, found, rules, leading)
    for found in beginning("roles-of-houses"):
        yield from one_of_each.of_houses(text, found, rules)
    for found in beginning("roles-of-houses-where"):
        yield from one_of_each.of_houses_where(text, found, rules)
    for found in beginning("roles-of-bodies"):
        yield from one_of_each.of_bodies(text, found, rules)
    for found in rules.find("two-posts-before", chunks) if "role" in kinds else ():
        yield from one_of_each.of_two_posts(text, found)
    for found in beginning("roles-with-bodies"):
        yield from _of_bodies(text, found, rules, listing)
    told = list(rules.find("roles-respectively", chunks)) if shared else []
    for found in told:
        yield from one_of_each.respectively(text, found, rules)
    for found in rules.find("roles-after", chunks) if shared else ():
        if any(one[0] == found[0] and one[-1].span.of(text) == "respectively" for one in told):
            continue
        last = max(n for n, chunk in enumerate(found) if chunk.kind == "name")
        comma = next(n for n in range(last, len(found)) if found[n].kind == "comma")
        role = list(found[comma + 1 :])
        # `A and B, sent their advisers C and D`, `A and B, met the ministers`: the role is that of others.
        small = list(takewhile(lambda chunk: chunk.kind in ("word", "article"), role))
        if _is_of_others(text, small, chunks, found[-1]):
            continue
        del role[: len(small)]
        head = next(chunk for chunk in role if chunk.kind in SHARED)
        yield from _each(text, found[:comma], role, head, rules)
    for rule in ("two-offices-before", "two-offices-after"):
        for found in rules.find(rule, chunks) if "role" in kinds else ():
            # `A, B and C, the Chair and Vice-Chair of the Committee`: which of the three, nobody says.
            if [chunk.kind for chunk in _before(chunks, found[0], 2)] not in (["name", "comma"], ["close", "comma"]):
                yield from one_of_each.of_two(text, found, rules)
    for found in rules.find("joint-speakers", chunks) if "speech" in kinds else ():
        for one in rules.find("one", found):
            yield Holder(next(chunk.span for chunk in one if chunk.kind == "name"), None, "", None)
    for found in rules.find("in-brackets", chunks) if "open" in kinds else ():
        holder = _bracketed(text, found)
        # `Financial Action Task Force (FATF)` is nobody.
        if holder.role or holder.country:
            yield holder


def _items(chunks: Sequence[Chunk], colon: Chunk) -> Sequence[Sequence[Chunk]]:
    """The names of a list with semicolons: `three advisers: A, a judge; Dr. B; and C, who sings.`

    Whoever is `of the Fund` there has another office: what is shared would be said to be of the Fund.
    """
    at = next(n for n, chunk in enumerate(chunks) if chunk is colon)
    items: list[list[Chunk]] = [[]]
    for chunk in takewhile(lambda chunk: chunk.kind not in ("stop", "colon"), chunks[at + 1 : at + 1 + _LIST]):
        if chunk.kind == "semicolon":
            items.append([])
        elif items[-1] or chunk.kind not in ("and", "honorific", "role", "rank"):
            items[-1].append(chunk)
    whole = len(items) > 1 and all(item and item[0].kind == "name" for item in items)
    return [item[:1] for item in items if item[1:2] == [] or item[1].kind == "comma"] if whole else []


def _described(text: str, chunks: Sequence[Chunk], rules: Rules, modifiers: Set[str]) -> Iterator[Holder]:
    """`Two students who live in one street, A and B,`: as many are named behind the clause as are counted before it."""
    for n, chunk in enumerate(chunks):
        modifying = _modifier(text, chunks, chunk, modifiers) if chunk.kind == "roles" and n else ()
        first = n - len(modifying)
        count = number(chunks[first - 1].span.of(text)) if chunk.kind == "roles" and first else None
        if count is None:
            continue
        role = [*modifying, chunk, *rules.begins("of-whom", chunks, n + 1)]
        behind = chunks[first + len(role) :][:_CLAUSE]
        comma = next((at for at, one in enumerate(behind) if one.kind in _CLAUSE_ENDS), 0)
        if not comma or behind[0].span.of(text) != "who" or behind[comma].kind != "comma":
            continue
        people = rules.begins("several", behind, comma + 1)
        ends = [one.kind for one in behind[comma + 1 + len(people) :][:1]]
        if count == sum(one.kind == "name" for one in people) and ends and ends[0] in _CLAUSE_ENDS:
            yield from _each(text, people, role, chunk, rules)


def _of_states(text: str, found: Sequence[Chunk], rules: Rules) -> Iterator[Holder]:
    """Those who hold a role for several States: the first name is of the first State, where there are as many."""
    at = next(n for n, chunk in enumerate(found) if chunk.kind in SHARED)
    (states,) = list(rules.find("states", found))[:1]
    first = next(n for n, chunk in enumerate(found) if chunk is states[0])
    people = list(_each(text, found[first + len(states) :], found[: first - 1], found[at], rules))
    countries = [chunk.span for chunk in states if chunk.kind == "country"]
    for n, holder in enumerate(people):
        # Here `Ambassadors` is an office, not how they are addressed.
        country = holder.country or (countries[n] if len(people) == len(countries) else None)
        yield replace(holder, country=country, honorific=False)


def listed(text: str, names: Sequence[Name], people: Set[Span]) -> Iterator[Span]:
    """Names in a list most of whose others are people's, `A, B and C`, or in a pair, `A and B respectively`."""
    run: list[Name] = []
    for name in [*names, None]:
        if name and run and _LISTED.fullmatch(text, run[-1].span.end, name.start):
            run.append(name)
            continue
        known = [one for one in run if one.span in people]
        two = len(run) == 2 and known and _BOTH.match(text, run[-1].span.end)
        if (two or (len(known) > 1 and len(run) < 2 * len(known))) and _AND in text[run[-2].span.end : run[-1].start]:
            yield from (one.span for one in run if one.span not in people)
        run = [name] if name else []


def _is_of_others(text: str, small: Sequence[Chunk], chunks: Sequence[Chunk], last: Chunk) -> bool:
    """Whether small words before a role in the plural, or names behind it, say that it is not that of those before."""
    words = [chunk.span.of(text).casefold() for chunk in small]
    done = any(small[n].kind == "article" and words[n - 1] not in _ALL for n in range(1, len(small)))
    at = next(n for n, chunk in enumerate(chunks) if chunk is last)
    follows = at + 1 < len(chunks) and chunks[at + 1].kind in ("name", "honorific", "honorifics")
    who = _WHO.search(" ".join(words[-2:])) is not None
    return done or follows or who or not _THEIR.isdisjoint(words)


def _is_part(chunks: Sequence[Chunk], first: Chunk) -> bool:
    """Whether a preposition before a role in the plural says that it is what a body or an office is for or over."""
    before = [chunk.kind for chunk in _before(chunks, first, 5)]
    while before[-1:] == ["word"]:
        del before[-1]
    return before[-1:] in (["of"], ["for"], ["and"], ["on"]) or before[-3:] == ["role", "of", "article"]


def _before(chunks: Sequence[Chunk], first: Chunk, number: int) -> Sequence[Chunk]:
    """As many chunks as that right before one of them, or all that are there."""
    at = next(n for n, chunk in enumerate(chunks) if chunk is first)
    return chunks[max(0, at - number) : at]


def _modifier(text: str, chunks: Sequence[Chunk], first: Chunk, modifiers: Set[str]) -> Sequence[Chunk]:
    """`former` or `primary school` before a shared role."""
    before = _before(chunks, first, 1)
    return [chunk for chunk in before if chunk.kind == "school" or chunk.span.of(text).casefold() in modifiers]


def _is_of_body(chunks: Sequence[Chunk], first: Chunk) -> bool:
    """Whether a role in the plural ends the name of a body: `the Chairman of the Union of Journalists A and B`."""
    before = [chunk.kind for chunk in _before(chunks, first, 2)]
    return before[-1:] in (["of"], ["for"], ["on"]) and before[0] in _HEADS


def _of_bodies(text: str, found: Sequence[Chunk], rules: Rules, listing: Set[str]) -> Iterator[Holder]:
    """Those who hold a role, each of a body: `two experts, A of the Valley Fund and B of the Rijeka List`."""
    at = next(n for n, chunk in enumerate(found) if chunk.kind in SHARED)
    names = next(n for n, chunk in enumerate(found) if chunk.kind == "name")
    while found[names - 1].kind in ("honorific", "role", "rank"):
        names -= 1
    joint = found[names - 1]
    if joint.kind == "word" and joint.span.of(text).casefold() not in listing:
        return
    role = [*found[: at + 1], *_of_what(found, at)]
    yield from _each(text, found[names:], role, found[at], rules, "one-with-body")


def _of_what(found: Sequence[Chunk], at: int) -> Sequence[Chunk]:
    """The small words behind a role in the plural that say what of: `teachers of art`, not `of both countries`."""
    small = list(takewhile(lambda chunk: chunk.kind in ("of", "word"), found[at + 1 :]))
    # `representatives of civil society`.
    noun = [chunk for chunk in found[at + 1 + len(small) :][:1] if chunk.kind in ("kind", "school")]
    return [*small, *noun] if [chunk.kind for chunk in small] == ["of", "word"] else []


def _each(
    text: str, people: Sequence[Chunk], role: Sequence[Chunk], head: Chunk, rules: Rules, rule: str = "one"
) -> Iterator[Holder]:
    """One holder for each of the people, who are named as `rule` says; `head` is the noun in the plural."""
    # `the Foreign Ministers of the Troika, A of Greece and B of Finland`: they are ministers of their States.
    office = Span(around(role).start, head.span.end)
    of_states = _OF_STATE.search(office.of(text)) and next(iter(rules.find("home", people)), None)
    place = office if of_states else around(role)
    words = text[place.start : head.span.start] + of_one(head.span.of(text)) + text[head.span.end : place.end]
    # `Ambassadors A and B` says how they are addressed, and no office.
    address = head.kind == "honorifics" and len(role) == 1
    for one in rules.find(rule, people):
        at = next(n for n, chunk in enumerate(one) if chunk.kind == "name")
        # `(MP, Norway)` tells of another office, which is held for that State.
        home = [*takewhile(lambda chunk: chunk.kind != "role", rules.begins("home", one, at + 1))]
        country = next((chunk.span for chunk in home if chunk.kind == "country"), None)
        yield Holder(one[at].span, place, words, country, address)


def _bracketed(text: str, found: Sequence[Chunk]) -> Holder:
    at = next(n for n, chunk in enumerate(found) if chunk.kind == "name")
    name, inner = found[at].span, list(found[at + 2 : -1])
    country = inner[-1].span if inner and inner[-1].kind == "country" else None
    while inner and inner[0].kind == "article":
        del inner[0]
    # In `(MP, Slovakia)` the country is no part of the role.
    comma = next((n for n, chunk in enumerate(inner) if chunk.kind == "comma"), len(inner))
    inner = inner[:comma]
    if not any(chunk.kind == "role" for chunk in inner):
        return Holder(name, None, "", country)
    return Holder(name, around(inner), around(inner).of(text), country)
