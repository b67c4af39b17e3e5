"""What several layouts share: the lines of a page, repeated bodies, captions, contacts.

Contacts (names, telephone numbers, e-mail addresses of press officers) are cut from the body here; `asides` keeps where
they stood, and only `extract/contacts.py` looks there, for names and jobs.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import islice, pairwise, takewhile

from graph.dateline import DATE, HOUR, begins_text, date_of, parse_date_line, parse_dateline
from graph.iri import node_number
from graph.layouts.labelling import is_numbered, label_of, parted
from graph.layouts.wording import Wording
from graph.records import Page
from graph.text import Line, Span, lines

# How far a copy on another site is believed, and a page whose form alone could be read.
SECOND_HAND, GUESSED = 0.8, 0.6
_MOST_BEGINNINGS = 20

_FEWEST_LABELS = 2
# A label has its values below it, and blank lines.
_MOST_BETWEEN = 8
_CONTACT = re.compile(
    r"(?:For (?:more|further|additional) information\b.*(?:contact|call|e-?mail)|"
    r"(?:Press )?Contacts?(?: person)?:\s|Contacts?:?$|--+$|Media contacts?\b)",
    re.IGNORECASE,
)
# The same sentence at the end of a paragraph.
_CONTACT_WITHIN = re.compile(
    r"For (?<=[.!?”\"] For )(?:more|further|additional) (?:information|details),?"
    r"[^.]{0,80}?\b(?:contact|call|e-?mail)\b"
)
_DATED_KIND = re.compile(rf"(?P<kind>\S[^\d\n]{{2,40}}?) {{0,2}}[|·•,–-]? {{0,2}}(?P<when>{DATE})")
_HOUR = re.compile(rf"{HOUR}$")
_MOST_CONTACT_LINES, _PROSE_LONG = 30, 60
# A credit alone: the photographer is nobody of the release.
_CREDIT = re.compile(
    r"(?i:(?:photo|image|picture)s?(?: credits?| by)?: ?)(?:[^\W\da-z_][^\s.]{0,40} ){0,4}[^\W\da-z_][^\s.]{0,40}"
)
_IMAGE = re.compile(r"!\[|\(OSCE(?:/[^)]*)?\)|.*\(OSCE/[^)]*\)(?: Photo details)?$|Photo details$")


@dataclass(frozen=True, eq=False)
class Sheet:
    """A page with its lines, and the words that tell which of them are no title."""

    page: Page
    lines: Sequence[Line]
    wording: Wording

    @classmethod
    def of(cls, page: Page, wording: Wording) -> "Sheet":
        """The sheet of a page."""
        return cls(page, list(parted(lines(page.text))), wording)

    @property
    def text(self) -> str:
        return self.page.text

    @property
    def of_the_osce(self) -> bool:
        """Whether the page's address is one of a single page on the OSCE's site or a mirror of it."""
        return self.page.url is not None and node_number(self.page.url) is not None

    @property
    def seems_of_the_osce(self) -> bool:
        """The same where the address is known; where it is not, nothing speaks against it."""
        return self.of_the_osce or self.page.url is None

    @cached_property
    def shown(self) -> list[Line]:
        """The lines that are not blank."""
        return [line for line in self.lines if line.text]

    @cached_property
    def heading(self) -> Line | None:
        """The line that the mark-up of the page calls its heading."""
        heading = self.page.heading
        return next((line for line in self.shown if line.span == heading), None) if heading else None

    @cached_property
    def top(self) -> int:
        """Which line shown is the title, if that stands at the top: the heading, else the first that is no head."""
        if self.heading:
            return self.shown.index(self.heading)
        last = max(0, len(self.shown) - 1)
        return next((n for n in range(last) if not self.is_head(n)), last)

    def is_head(self, at: int) -> bool:
        """Whether a line shown, not the last, stands above titles: a menu's, a label with its value, a kind or section.

        A kind right above a dateline is all the title there is.
        """
        line, below = self.shown[at : at + 2]
        kind = self.wording.is_kind(line.text) and parse_dateline(self.text, below.span) is None
        return (
            kind
            or self._is_section(at)
            or self._is_owner(at)
            or is_day(line)
            or self._is_date_line(at)
            or self.dated_kind(line) is not None
            or self.wording.is_menu(line.text)
            or self.wording.is_advisory(line.text)
            or is_numbered(line)
        )

    def _is_section(self, at: int) -> bool:
        """Whether a line shown is the section in which a release stands: below it are the kind and the title."""
        line, *below = self.shown[at : at + 3]
        named = self.seems_of_the_osce and len(below) > 1 and self.wording.is_section(line.item.text)
        return named and self.wording.is_kind(below[0].text) and parse_dateline(self.text, below[1].span) is None

    def _is_owner(self, at: int) -> bool:
        """Whether a line shown is the name of the structure whose page this is, right above a title."""
        line, below = self.shown[at : at + 2]
        named = self.seems_of_the_osce and self.wording.is_section(line.text)
        return named and parse_dateline(self.text, below.span) is None and not is_day(below)

    def _is_date_line(self, at: int) -> bool:
        """Whether a line shown is town and day above a title: neither the dateline nor the text stands below."""
        line, below = self.shown[at : at + 2]
        if below.text.endswith((".", "...")) or is_image(below) or begins_text(self.text, below.span):
            return False
        return is_town_and_day(self.text, line)

    def kind_over(self, title: int) -> Span | None:
        """The kind of page that stands right above the line shown that is the title, be its day between them."""
        over = reversed(self.shown[max(0, title - 2) : title])
        above = next((line for line in over if not (is_day(line) or is_town_and_day(self.text, line))), None)
        if above and (dated := self.dated_kind(above)):
            return dated[0]
        named = above is not None and self.wording.is_kind(above.text) and not self.wording.is_menu(above.text)
        return above.span if above and named else None

    def dated_kind(self, line: Line) -> tuple[Span, Span] | None:
        """The kind and the day on a line that has nothing else: `Press release | 5 May 2009`."""
        match = _DATED_KIND.fullmatch(line.text) if line.text[-1:].isdigit() else None
        if match is None or not self.wording.is_kind(match["kind"]):
            return None
        kind, day = (Span(*(line.span.start + at for at in match.span(name))) for name in ("kind", "when"))
        return kind, day

    def section_over(self, title: int) -> dict[str, tuple[Span, ...]]:
        """The structure in whose section the release stands, as its source: `Secretary General`, `News`, the title."""
        over = self.shown[title - 2].item if title > 1 and self.seems_of_the_osce and self.kind_over(title) else None
        named = over is not None and self.wording.is_section(over.text) and not self.wording.is_site(over.text)
        return {"Source": (over.span,)} if over and named else {}

    @cached_property
    def _labels(self) -> list[tuple[int, str]]:
        """Which lines are labels, and which."""
        return [(n, label) for n, line in enumerate(self.lines) if (label := label_of(line))]

    def _labelled(self, bullet: bool) -> list[tuple[int, str]]:
        """Those that stand there as list items, or bare."""
        return [(n, label) for n, label in self._labels if self.lines[n].bullet is bullet]

    def first_label(self, *, bullet: bool) -> int | None:
        """Where the labels begin, as list items or bare: at the first day, without one at the first of a block."""
        found = self._labelled(bullet)
        day = next((at for at, (_, label) in enumerate(found) if label == "Date"), None)
        if day is not None:
            return self._first_beside(found, day)
        if not self.is_block(bullet=bullet):
            return None
        # Apart from each other they are two lines that look like labels.
        pairs = ((n, n2 - n) for (n, label), (n2, label2) in pairwise(found) if label != label2)
        return next((n for n, between in pairs if between <= _MOST_BETWEEN), None)

    def _first_beside(self, found: Sequence[tuple[int, str]], day: int) -> int:
        """The line of the first of the labels that stand together with that of the day, most often itself."""
        seen = {"Date"}
        first = found[day][0]
        for n, label in reversed(found[:day]):
            if label in seen or first - n > _MOST_BETWEEN:
                break
            seen.add(label)
            first = n
        return first

    def is_block(self, *, bullet: bool) -> bool:
        """Whether such labels stand there, as list items or bare, that they need no kind above them."""
        found = {label for _, label in self._labelled(bullet)}
        # Other sites print `Date:` and `Source:` too, and invitations `Date:` and `Place:`.
        own = self.of_the_osce or "Fields of work" in found or {"Place", "Source"} <= found
        return own and len(found) >= _FEWEST_LABELS


def address(page: Page, item: int, items: int) -> str | None:
    """The address of an item of a listing, where the page knows the addresses of all `items`."""
    # The title of an item that is cut is one more than the items.
    return page.items[item - 1] or None if item <= len(page.items) == items else None


def unread(date: Span | None) -> dict[str, tuple[Span, ...]]:
    """A date that cannot be told, as the label that it stands for, so that the reader tells of it."""
    return {"Date": (date,)} if date else {}


def tail(line: Line, length: int) -> Line:
    """The last `length` characters of a line."""
    return Line(Span(line.span.end - length, line.span.end), line.text[-length:])


def is_day(line: Line) -> bool:
    """Whether the line is a day, perhaps with its hour, and nothing else: no title."""
    return date_of(_HOUR.sub("", line.text)) is not None


def body(paragraphs: Sequence[Line]) -> tuple[Span, ...]:
    """The paragraphs of the release itself: without images, captions, a repeated body and contacts."""
    kept: list[Span] = []
    for line in without_repeat([line for line in paragraphs if line.text]):
        if is_contact(line):
            break
        if contact := _CONTACT_WITHIN.search(line.text):
            kept.append(Span(line.span.start, line.span.start + contact.start() - 1))
            break
        if not is_image(line):
            kept.append(line.span)
    return tuple(kept)


def is_contact(line: Line) -> bool:
    """Whether a line says whom to ask; what follows it is no text of the release."""
    return _CONTACT.match(line.text) is not None


def is_town_and_day(text: str, line: Line) -> bool:
    """Whether the line is `TOWN, 3 May 2011` and nothing else; in small letters it may be a title as well."""
    found = parse_date_line(text, line.span)
    return found is not None and bool(found.places) and found.places[0].of(text).isupper()


def is_image(line: Line) -> bool:
    """Whether a line is an image or its caption, by the credit that stands there."""
    return _IMAGE.match(line.text) is not None or is_credit(line)


def is_credit(line: Line) -> bool:
    """Whether a line says who took a photograph, and nothing else."""
    return _CREDIT.fullmatch(line.text) is not None


@dataclass(frozen=True, slots=True)
class Asides:
    """What a page prints beside the body of its release: lines about whom to contact, and captions of images."""

    contacts: tuple[Span, ...]
    captions: tuple[Span, ...]


def asides(text: str) -> Asides:
    """The asides of a page with one release, each line once."""
    shown = [line for line in lines(text) if line.text]
    captions = tuple(line.span for line in shown if _IMAGE.match(line.text) and not line.text.startswith("!["))
    for n, line in enumerate(shown):
        contact = _CONTACT.match(line.text) or _CONTACT_WITHIN.search(line.text)
        if contact and not line.text.startswith("--"):
            first = Span(line.span.start + contact.start(), line.span.end)
            # Old pages print the body again below: nobody in it is a contact.
            below = takewhile(partial(_is_new, text=text, above=shown[:n]), shown[n + 1 :])
            return Asides((first, *(line.span for line in islice(below, _MOST_CONTACT_LINES - 1))), captions)
    return Asides((), captions)


def without_repeat(paragraphs: list[Line]) -> list[Line]:
    """Old pages print the body again from paragraph two, and cut it anywhere: that copy is left out."""
    # A copy is no longer than what stands above it, and few lines begin like paragraph two: the work stays linear.
    halves = range(max(2, (len(paragraphs) + 1) // 2), len(paragraphs))
    for at in islice((at for at in halves if _begins(paragraphs[1], paragraphs[at])), _MOST_BEGINNINGS):
        rest = paragraphs[at:]
        pairs = list(zip(paragraphs[1:at], rest, strict=False))
        whole = all(first.text == again.text for first, again in pairs[: len(rest) - 1])
        if whole and _begins(pairs[-1][0], pairs[-1][1]):
            return paragraphs[:at]
    return paragraphs


def _begins(line: Line, cut: Line) -> bool:
    return line.text == cut.text or (len(cut.text) >= 20 and line.text.startswith(cut.text))


def _is_new(line: Line, text: str, above: Sequence[Line]) -> bool:
    """Whether a line is no prose that stands above already, and no dateline, below which the text begins.

    A structure's name may stand below the contacts again.
    """
    if len(line.text) < _PROSE_LONG:
        return True
    return not begins_text(text, line.span) and not any(_begins(first, line) for first in above)
