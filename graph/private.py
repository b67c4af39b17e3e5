"""Where a text says how to reach somebody: addresses of mail and numbers of telephones, which are never published.

A number is one by its form: with `+` or two noughts before it, an area code in brackets or after a nought, groups such
as `22-520-0600`, or a word for a telephone before it. Days, years, sums and numbers of documents are none.
"""

import re

from graph.text import Span

_MAIL = (
    # Each begins where a word does, so that a text is gone through once.
    r"(?<![^\s@＠])[^\s@＠]{1,400}\s?[@＠]\s?[^\s@＠]{1,200}"
    r"|(?<![\w.-])[\w.-]{1,80}\s?[\[(]\s?at\s?[\])]\s?[\w.-]{1,200}"
    r"|(?<![\w.-])[\w.-]{1,80}\sat\s[\w-]{1,80}(?:\sdot\s\w{2,20}){1,3}"
)
_HYPHEN = r"\u2010-\u2015-"
_REST = rf"[\d ()./{_HYPHEN}]{{4,30}}\d"
_DAY = rf"\d{{1,2}}[ ./{_HYPHEN}]\d{{1,2}}[ ./{_HYPHEN}]\d{{4}}(?!\d)"
_ALONE = r"(?<![\w/.,-])"
_TELEPHONE = (
    rf"(?:\+|(?<!\w)00)\s?[\d(]{_REST}"
    rf"|\(\d{{2,5}}\)\s?\d{_REST}"
    rf"|{_ALONE}(?!{_DAY})0\d{{1,4}}[ /{_HYPHEN}]\d{{2,4}}(?:[ {_HYPHEN}]?\d{{2,4}}){{1,3}}(?![\d,])"
    rf"|{_ALONE}\d{{2,3}}[{_HYPHEN}]\d{{3}}[{_HYPHEN}]\d{{3,4}}(?!\d)"
    r"|\b(?:tele)?(?:tel|phone|fax|mobile|hotline|cell)s?\b[.:]{0,2}\s?(?:n(?:o|umber)\b\.?)?:?"
    rf"\s?[\d(+]{_REST}"
)
# Nearly half of all sentences have none of these.
_SIGN = re.compile(r"[\d@＠]|[\[(]\s?at\b| dot ", re.IGNORECASE)
_PRIVATE = re.compile(rf"{_MAIL}|{_TELEPHONE}", re.IGNORECASE)


def private(text: str, span: Span) -> list[Span]:
    """The stretches within the span, in order."""
    if not _SIGN.search(text, span.start, span.end):
        return []
    return [Span(*found.span()) for found in _PRIVATE.finditer(text, span.start, span.end)]


def blanked(text: str) -> str:
    """The text, of the same length, with spaces in their place."""
    return _PRIVATE.sub(lambda found: " " * len(found[0]), text)
