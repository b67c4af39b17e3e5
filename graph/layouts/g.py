"""Layout G: a mailing of the OSCE: the kind in capitals, the title glued to the first sentence, the text."""

import re
from collections.abc import Sequence

from graph.dateline import DATE, date_of
from graph.iri import node_number
from graph.layouts import parts
from graph.records import Document
from graph.text import Line, Span

NAME = "g"
# `Daily Report 1/2020 issued on 1 March 2020Based on information ...`
_TITLE = re.compile(rf"(?P<title>\S.{{0,200}}? issued on (?P<date>{DATE}))\s*(?P<rest>.*)")
_FRAME = "|"
_FOOT = "For PDF attachments or links"
_LINK = re.compile(r"https?://\S+?(?=[.,;)]*(?:\s|$))")


def score(sheet: parts.Sheet) -> float:
    """A kind in capitals, and right below it a title that says when it was issued."""
    return 0.95 if _title(_shown(sheet), sheet) else 0.0


def read(sheet: parts.Sheet) -> tuple[Document, ...]:
    """The title up to its day; the text from what is glued to it to the address of the attachments."""
    kind, line, *below = _shown(sheet)
    match = _title([kind, line], sheet)
    assert match is not None
    start = line.span.start
    at = Span(start + match.start("date"), start + match.end("date"))
    date = date_of(match["date"])
    end = next((n for n, one in enumerate(below) if one.text.startswith(_FOOT)), len(below))
    text = [*([parts.tail(line, len(match["rest"]))] if match["rest"] else []), *below[:end]]
    return (
        Document(
            sheet.page,
            NAME,
            Span(start, at.end),
            parts.body(text),
            content_type=kind.span,
            labels=parts.unread(None if date else at),
            day=(date, at) if date else None,
            url=None if sheet.of_the_osce else _own(below[end : end + 2]),
        ),
    )


def _own(foot: Sequence[Line]) -> str | None:
    """The address of the release itself, to which the foot leads on its own line or the next."""
    links = (url for line in foot for url in _LINK.findall(line.text))
    return next((url for url in links if node_number(url) is not None), None)


def _shown(sheet: parts.Sheet) -> list[Line]:
    return [line for line in sheet.shown if line.text != _FRAME]


def _title(shown: list[Line], sheet: parts.Sheet) -> re.Match[str] | None:
    if len(shown) < 2 or not shown[0].text.isupper() or not sheet.wording.is_kind(shown[0].text):
        return None
    return _TITLE.fullmatch(shown[1].text)
