"""Layout E, mailing lists: a mail's header lines, the title as subject and perhaps again, the text."""

import re

from graph.layouts import parts, story
from graph.layouts.titles import without_site
from graph.records import Document
from graph.text import Span

NAME = "e-mail"
HIGHEST = 0.9
_HEADER = re.compile(r"(?:From|To|Cc|Date|Sent|Subject|Reply-To|Sender|List-Id):\s", re.IGNORECASE)
# `Subject: [osce-news] Fwd: The title | OSCE`.
_SUBJECT = re.compile(r"Subject:\s+(?:\[[^\]]{1,40}\]\s*|(?:Fwd?|Re|Fw):\s*)*(?P<title>\S.*)", re.IGNORECASE)


def _header(sheet: parts.Sheet) -> int:
    """How many lines with words are the mail's header."""
    shown = sheet.shown
    return next((n for n, line in enumerate(shown) if not _HEADER.match(line.text)), len(shown))


def score(sheet: parts.Sheet) -> float:
    """Header lines with a subject at the top, and prose below."""
    head = sheet.shown[: _header(sheet)]
    subject = any(_SUBJECT.fullmatch(line.text) for line in head)
    return HIGHEST if subject and story.find(sheet) is not None else 0.0


def read(sheet: parts.Sheet) -> tuple[Document, ...]:
    """The subject is the title; where the text begins with it again, that line is no text."""
    count = _header(sheet)
    line, found = next((one, m) for one in sheet.shown[:count] if (m := _SUBJECT.fullmatch(one.text)))
    subject = Span(line.span.start + found.start("title"), line.span.end)
    title = without_site(sheet.text, subject)
    below = sheet.shown[count:]
    if below and without_site(sheet.text, below[0].span).of(sheet.text).split() == title.of(sheet.text).split():
        below = below[1:]
    return (Document(sheet.page, NAME, title, parts.body(story.without_foot(below)), trust=parts.SECOND_HAND),)
