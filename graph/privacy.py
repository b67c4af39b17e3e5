"""What of a text is private: telephone and fax numbers and addresses of mail. The one rule for all that leaves a page.

Numbers are told by how they are written, in any script: with `+`, a leading nought, an area code in brackets, in groups
as no sum, day, year, time or numbered decision is, or behind a word like `tel`.

Decision 2026-11-29: in doubt a number is private. Alternative: the forms of known countries only. Cost: a rare number
that is no telephone is blank in an excerpt. Seven figures in one or two groups, with nothing before them, are spared.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from typing import Any

from graph.records import Event, Found, Person, Quote, Release, Role
from graph.text import Span

_AT, _SLASH, _DASH = "@＠﹫", "/()／（）", "‐‑‒–−－-"
_BEFORE, _BEHIND = r"[\[({<]\s{0,2}", r"\s{0,2}[\])}>]"
# `press@x.example`, and the notations that hide it: `press [at] x (dot) example`, `press at x dot example`.
_MAIL = re.compile(
    rf"(?:[\w.+%'-]{{1,80}}|\S)[{_AT}](?:[\w-]{{1,80}}(?:\.[\w-]{{1,80}}){{0,8}}|\S)"
    rf"|[\w.+%-]{{1,80}} [{_AT}] [\w-]{{1,80}}(?:\.[\w-]{{1,80}}){{1,8}}"
    rf"|[\w.+%-]{{1,80}}\s?{_BEFORE}(?:at|[{_AT}]){_BEHIND}\s?[\w-]{{1,80}}"
    rf"(?:(?:\s?{_BEFORE}(?:dot|\.){_BEHIND}\s?|\.| dot )[\w-]{{1,80}}){{0,8}}"
    r"|[\w.+%-]{1,80} at [\w-]{1,80}(?:\.[\w-]{1,80}){0,8}(?: dot [\w-]{1,80}){1,8}",
    re.IGNORECASE,
)
# Most pages have none, and are looked through for the signs alone.
_MAIL_HINT = re.compile(rf"[{_AT}]|{_BEFORE}at{_BEHIND}| dot ", re.IGNORECASE)
_PLUS = re.compile(rf"[+＋][ \t]?[\d(（][\d \t.{_SLASH}{_DASH}]{{5,}}[\d.{_SLASH}{_DASH}]")
# A figure, or a bracket before one: written so that nothing else is looked at.
_RUN = rf"[(（\d](?:(?<=\d)|(?=\d))\d*(?:(?:[ \t]*[{_SLASH}{_DASH}][ \t{_SLASH}{_DASH}]*|[ \t]+|\.)\d+)*"
_LABELLED = re.compile(
    rf"\b(?:(?:tele)?(?:phones?|fax)|tel|mob(?:ile)?|gsm|cell)\b(?P<mark>[\s.:/]*(?:(?:numbers?|no|nr)\b[\s.:]*)?)"
    rf"(?P<number>{_RUN})",
    re.IGNORECASE,
)
# What it begins with, of which most pages have nothing.
_LABELS = ("phone", "fax", "tel", "mob", "gsm", "cell")
_NUMBER = re.compile(_RUN)
# Behind these, figures are part of something else: of `1,250`, `10:30`, `MC.DEC/7`, an address of the web.
_PART_OF = re.compile(r"(?:\d[,:]|\w/|\w)$")
_DAY, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:19|20)\d\d"
_CLOCK = r"(?:[01]?\d|2[0-4])\.[0-5]\d", r"(?:[01]\d|2[0-4])[0-5]\d"
# Within a run: days, such as no calendar has too, `1244/1999`, and from one time of day to another.
_NO_NUMBER = re.compile(
    rf"(?<!\d){_DAY}([./{_DASH}]){_DAY}\1{_YEAR}(?!\d|\1\d)|(?<!\d){_YEAR}([./-])\d\d?\2\d\d?(?!\d)"
    rf"|(?<!\d)\d{{1,4}}/{_YEAR}(?!\d|[ /{_DASH}]\d)"
    + "".join(rf"|(?<![\d./-]){time} ?[{_DASH}] ?{time}(?![\d.]|[ /{_DASH}]\d)" for time in _CLOCK)
)
_THOUSANDS = r"[1-9]\d{0,2}(?:[ .]\d{3})+"
_SUMS = re.compile(rf"{_THOUSANDS}(?:[ /-](?:{_THOUSANDS}))*|\d{{1,3}}-{_THOUSANDS}")
_AREA = re.compile(r"\((\d{1,5})\)(.*)")


# What a record is nothing without: one of these.
_NEEDED: dict[type, tuple[str, ...]] = {
    Person: ("name",),
    Role: ("title",),
    Quote: ("text",),
    Event: ("type", "name", "attendees"),
}


@lru_cache(maxsize=16)
def private(text: str) -> tuple[Span, ...]:
    """Where a text has what is private, in order; the spans may overlap."""
    return tuple(sorted(_private(text)))


@lru_cache(maxsize=16)
def blanked(text: str) -> str:
    """The text, as long as it was, with blanks where it is private."""
    parts, at = [], 0
    for span in private(text):
        parts += [text[at : span.start], " " * (span.end - max(at, span.start))]
        at = max(at, span.end)
    return "".join((*parts, text[at:]))


def without_private(release: Release, text: str) -> Release:
    """The release without the values that rest on words with something private in them."""
    return without(release, private(text))


def without(release: Release, spans: tuple[Span, ...]) -> Release:
    """The release without the values that rest on words at these spans."""
    return replace(release, **_kept_fields(release, spans)) if spans else release


def _private(text: str) -> Iterator[Span]:
    hints = ((_MAIL, _MAIL_HINT.search(text) is not None), (_PLUS, "+" in text or "＋" in text))
    for pattern in (pattern for pattern, hinted in hints if hinted):
        for match in pattern.finditer(text):
            yield Span(*match.span())
    folded = text.casefold()
    for match in _LABELLED.finditer(text) if any(word in folded for word in _LABELS) else ():
        words = _figures(match["number"])
        # `phone 150 000 households` tells how many, `tel.: 150 000` does not.
        if sum(c.isdigit() for c in words) >= 5 and (match["mark"].strip() or not _SUMS.fullmatch(words)):
            yield Span(*match.span("number"))
    for match in _NUMBER.finditer(text):
        if _PART_OF.search(text[max(0, match.start() - 2) : match.start()]):
            continue
        start = match.start()
        for end, after in [*(other.span() for other in _NO_NUMBER.finditer(match[0])), (len(match[0]), 0)]:
            piece = Span(start, match.start() + end)
            if _is_telephone(_figures(piece.of(text))):
                yield piece
            start = match.start() + after


def _figures(words: str) -> str:
    """The words with European figures and brackets, one kind of dash and no blanks around it or at the ends."""
    words = re.sub(r"\d", lambda figure: str(int(figure[0])), unicodedata.normalize("NFKC", words))
    return re.sub(rf" *[{_DASH}] *", "-", words).strip(" \t/-")


def _is_telephone(words: str) -> bool:
    """Whether a run of figures, which holds no day, is written as telephone numbers are."""
    groups = re.findall(r"\d+", words)
    count, marks = sum(map(len, groups)), set(re.sub(r"\d", "", words))
    years = [bool(re.fullmatch(_YEAR, group)) for group in groups]
    if not 7 <= count <= 20 or all(years) or _SUMS.fullmatch(words):
        return False
    if re.match(r"\(?0\d", words):
        return True
    if marks <= {"-"}:
        return _is_dashed(groups, count)
    if any(years):
        return False
    if area := _AREA.search(words):
        rest = re.sub(r"\D", "", area[2])
        return len(rest) >= 5 and (len(rest) >= 7 or "-" in area[2]) and not _SUMS.fullmatch(area[2].strip())
    if marks == {" "}:
        return len(groups) >= 4 and count >= 10
    return marks != {"/"} and len(groups) >= 3


def _is_dashed(groups: list[str], count: int) -> bool:
    """Whether figures with nothing but dashes between them are a telephone number: no ISBN and no range."""
    if len(groups) == 1:
        return count >= 11
    if len(groups) == 2:
        return groups[1].startswith("0") and not re.fullmatch(_YEAR, groups[0])
    return not (count == 13 and groups[0] in ("978", "979"))


def _kept_fields(record: Any, spans: tuple[Span, ...]) -> dict[str, Any]:
    return {one.name: _kept(getattr(record, one.name), spans) for one in fields(record)}


def _kept(value: Any, spans: tuple[Span, ...]) -> Any:
    """A field of a record without what is private; None for a record that cannot do without."""
    if isinstance(value, tuple):
        return tuple(kept for one in value if (kept := _kept(one, spans)) is not None)
    if isinstance(value, Span):
        return value
    if isinstance(value, Found):
        return None if any(value.evidence.span.overlaps(span) for span in spans) else value
    if not is_dataclass(value) or isinstance(value, type):
        return value
    kept = _kept_fields(value, spans)
    needed = _NEEDED.get(type(value), ())
    return replace(value, **kept) if not needed or any(kept[name] for name in needed) else None
