"""Who holds which of several offices is told by the order of the names: one office in several places, towns or bodies,
or two offices of one body.
"""

from collections.abc import Iterator, Sequence, Set

from graph.extract.grammar.rules import Chunk, Rules, around
from graph.extract.roles.holder import SHARED, Holder, of_one
from graph.extract.words.lexicon import singular
from graph.text import Span

_RESPECTIVELY = "respectively"
# What parts the offices from those who hold them.
_BREAKS = ("comma", "dash", "open", "colon")


def of_places(text: str, found: Sequence[Chunk], rules: Rules) -> Iterator[Holder]:
    """Those who hold one office in several places: `the mayors of Osh, A, and of Batken, B`."""
    at = next(n for n, chunk in enumerate(found) if chunk.kind in SHARED)
    title = _office(text, found, at)
    for one in rules.find("of-a-place", found[at + 1 :]):
        comma = next(n for n, chunk in enumerate(one) if chunk.kind == "comma")
        place, of = around(one[:comma]), "" if one[0].kind == "of" else "of "
        country = next((chunk.span for chunk in one[:comma] if chunk.kind == "country"), None)
        yield Holder(one[-1].span, place, f"{title} {of}{place.of(text)}", country)


def of_towns(text: str, found: Sequence[Chunk], rules: Rules, leading: Set[str]) -> Iterator[Holder]:
    """`the mayors of Osh and Batken, A and B`: A is the mayor of Osh."""
    at = next(n for n, chunk in enumerate(found) if chunk.kind == "roles")
    (towns,) = list(rules.find("towns", found[at + 1 :]))[:1]
    names = _names(found)
    places = [chunk.span for chunk in towns if chunk.kind in ("place", "capital")]
    if of_one(found[at].span.of(text)).casefold() not in leading or len(names) != len(places):
        return
    title = _office(text, found, at)
    for name, place in zip(names, places, strict=True):
        yield Holder(name, place, f"{title} of {place.of(text)}", None)


def of_houses(text: str, found: Sequence[Chunk], rules: Rules) -> Iterator[Holder]:
    """`the chairs of the committees on education and on health, A and B`: A is the chair of the first."""
    at = next(n for n, chunk in enumerate(found) if chunk.kind == "roles")
    matters = [around(one) for one in rules.find("for-what", found[at + 1 :])]
    names = _names(found)
    several = Span(found[at + 3].span.start, matters[0].start - 1).of(text)
    kind = singular(several)
    if len(names) != len(matters) or kind == several:
        return
    title = _office(text, found, at)
    role = Span(found[0].span.start, matters[-1].end)
    for name, matter in zip(names, matters, strict=True):
        body = f"{kind} {matter.of(text)}"
        yield Holder(name, role, f"{title} of the {body}", None, body=body)


def of_houses_where(text: str, found: Sequence[Chunk], rules: Rules) -> Iterator[Holder]:
    """`the rectors of the universities of Osh and Batken, A and B`: A is the rector of the first."""
    at = next(n for n, chunk in enumerate(found) if chunk.kind == "roles")
    last = _last(found)
    ends = found[last - 1] if found[last - 1].kind == "word" else None
    joint = next(n for n in range(at + 3, last) if found[n].kind in ("of", "in"))
    listed = found[joint + 1 : last - 1 if ends else last]
    places = [around([chunk for chunk in one if chunk.kind != "article"]) for one in rules.find("where", listed)]
    names = _names(found)
    several = Span(found[at + 3].span.start, found[joint - 1].span.end).of(text)
    kind, region = singular(several), singular(ends.span.of(text)) if ends else ""
    if len(names) != len(places) or kind == several or (ends and region == ends.span.of(text)):
        return
    title = _office(text, found, at)
    whole = around(found[:last])
    for name, place in zip(names, places, strict=True):
        body = " ".join(filter(None, (kind, found[joint].span.of(text), "the" * bool(region), place.of(text), region)))
        yield Holder(name, place, f"{title} of the {body}", None, body=body, within=whole)


def of_bodies(text: str, found: Sequence[Chunk], rules: Rules) -> Iterator[Holder]:
    """`the directors of the Police Academy and the Institute, A and B`: A is the director of the first."""
    at = next(n for n, chunk in enumerate(found) if chunk.kind == "roles")
    last = _last(found)
    bodies = [around(one[1:]) for one in rules.find("one-of-bodies", found[at + 1 : last])]
    names = _names(found)
    if len(names) != len(bodies):
        return
    title = _office(text, found, at)
    for name, body in zip(names, bodies, strict=True):
        yield Holder(name, body, f"{title} of the {body.of(text)}", None, within=around(found[:last]))


def of_two_posts(text: str, found: Sequence[Chunk]) -> Iterator[Holder]:
    """`the Minister of Justice and the Mayor of Osh, A and B`: A is the minister."""
    last = _last(found)
    joint = next(n for n, chunk in enumerate(found) if chunk.kind == "and" and found[n + 1].kind == "article")
    names = _names(found)
    offices = around(found[1:joint]), around(found[joint + 2 : last])
    for name, office in zip(names, offices, strict=True):
        yield Holder(name, office, office.of(text), None, within=around(found[:last]))


def respectively(text: str, found: Sequence[Chunk], rules: Rules) -> Iterator[Holder]:
    """`A and B, the Ministers of Finance and Justice respectively`: A is the Minister of Finance."""
    at = next(n for n, chunk in enumerate(found) if chunk.kind == "roles")
    comma = max(n for n in range(at) if found[n].kind == "comma")
    parts = [around(one) for one in rules.find("office-part", found[at + 2 : -1])]
    names = _names(found[:comma])
    if found[-1].span.of(text) != _RESPECTIVELY or len(names) != len(parts):
        return
    first = comma + (2 if found[comma + 1].kind == "article" else 1)
    title = f"{_office(text, found[first:], at - first)} {found[at + 1].span.of(text)}"
    whole = around(found[first:-1])
    for name, part in zip(names, parts, strict=True):
        yield Holder(name, part, f"{title} {part.of(text)}", None, within=whole)


def of_two(text: str, found: Sequence[Chunk], rules: Rules) -> Iterator[Holder]:
    """`the Chair and Vice-Chair of the Committee, A and B`: A is the Chair.

    That both are not offices of one of them is told by articles, by `respectively`, or where one is the other's deputy.
    """
    (offices,) = list(rules.find("two-offices", found))[:1]
    kinds = [chunk.kind for chunk in offices]
    joint, of = kinds.index("and"), kinds.index("of")
    articles = kinds[0] == kinds[joint + 1] == "article"
    first, second = (
        around(part[1:] if part[0].kind == "article" else part) for part in (offices[:joint], offices[joint + 1 : of])
    )
    names = _names(found)
    said = any(chunk.kind == "word" and chunk.span.of(text) == _RESPECTIVELY for chunk in found)
    deputy = second.of(text).casefold().endswith(first.of(text).casefold().split()[-1])
    if len(names) != 2 or not (articles or said or deputy):
        return
    whose = around(offices[of:])
    for name, office in zip(names, (first, second), strict=True):
        yield Holder(name, Span(first.start, whose.end), f"{office.of(text)} {whose.of(text)}", None)


def _names(found: Sequence[Chunk]) -> list[Span]:
    return [chunk.span for chunk in found if chunk.kind == "name"]


def _office(text: str, found: Sequence[Chunk], at: int) -> str:
    """What one of them is, of whom several are told at a place: with the words before."""
    return text[found[0].span.start : found[at].span.start] + of_one(found[at].span.of(text))


def _last(found: Sequence[Chunk]) -> int:
    """Where the offices end: at the last sign before the first of the names that parts them from who holds them."""
    first = next(n for n, chunk in enumerate(found) if chunk.kind == "name")
    return max(n for n in range(first) if found[n].kind in _BREAKS)
