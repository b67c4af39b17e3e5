"""How many attributes the tags of a page have, told before a parser sees them: it takes time quadratic in those.

Tags are told as the standard does (HTML, section 13.2.5), so that none hides in a comment, a script or a value.
"""

import re
from typing import Final

from graph.pages.encoding import rejection
from graph.records import Finding

MAX_ATTRIBUTES: Final = 500
"""The most that one tag may have; those of real pages have some ten."""

_BLANK = r"[ \t\n\f\r]"
_ATTRIBUTE: Final = (
    rf"(?:[ \t\n\f\r/]*+[^ \t\n\f\r/>][^ \t\n\f\r/>=]*+"
    rf"(?:{_BLANK}*+={_BLANK}*+(?:\"[^\"]*\"|'[^']*'|[^ \t\n\f\r>]*+))?+)"
)
_ONE: Final = re.compile(_ATTRIBUTE)
_MARKUP: Final = re.compile(
    rf"<(?:/?(?P<name>[a-zA-Z][^ \t\n\f\r/>]*+)(?P<attributes>{_ATTRIBUTE}*+)|(?P<comment>!--)|[!?/][^>]*+)"
)
_RAW_NAMES: Final = ("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes")
# Text and tags of few attributes, many at once: all that most pages have.
_PLAIN: Final = re.compile(
    rf"(?:[^<]++|<(?!/?(?:{'|'.join(_RAW_NAMES)}))/?[a-zA-Z][^ \t\n\f\r/>]*+{_ATTRIBUTE}{{0,20}}+[ \t\n\f\r/]*+>)*+",
    re.IGNORECASE,
)
_COMMENT_END: Final = re.compile(r"--!?>")
_RAW: Final = {name: re.compile(rf"</{name}", re.IGNORECASE) for name in _RAW_NAMES}
# Below so many characters no number of attributes takes long.
_HARMLESS: Final = 20_000
# A letter and a blank each at least.
_SHORTEST: Final = 2 * MAX_ATTRIBUTES
_BLOCK: Final = _SHORTEST // 2
# A value in which a tag may go on behind `>`.
_QUOTED: Final = re.compile(rf"={_BLANK}*+(?:\"[^\">]*+>|'[^'>]*+>)")


def has_too_many_attributes(source: str) -> bool:
    """Whether one tag of a page has more than MAX_ATTRIBUTES."""
    if len(source) <= _HARMLESS or not _is_suspect(source):
        return False
    at = 0
    while found := _MARKUP.search(source, _behind_plain(source, at)):
        at = found.end()
        attributes = found["attributes"] or ""
        if len(attributes) > _SHORTEST and len(_ONE.findall(attributes)) > MAX_ATTRIBUTES:
            return True
        end = _COMMENT_END if found["comment"] else _RAW.get((found["name"] or "").lower())
        if end and source[found.start() + 1] != "/":
            # `<!-->` is a comment that holds nothing.
            closed = end.search(source, found.start("comment") + 1 if found["comment"] else at)
            if closed is None:
                return False
            at = closed.end() if found["comment"] else closed.start()
    return False


def _is_suspect(source: str) -> bool:
    """Whether the page may have such a tag; told in a tenth of the time that it takes to look at every tag.

    The tag is long, and either no `>` stands in it, or one within a value in quotation marks.
    """
    value = _QUOTED.search(source)
    if value and len(source) - source.rfind(">", 0, value.start()) > _SHORTEST:
        return True
    at = 0
    # What is so long without a `>` holds a whole block without one.
    while at + _BLOCK <= len(source):
        end = source.find(">", at)
        end = len(source) if end < 0 else end
        if end - at >= _BLOCK:
            begin = source.find("<", source.rfind(">", 0, at) + 1, end)
            if 0 <= begin < end - _SHORTEST:
                return True
            at = end
        at += _BLOCK - at % _BLOCK
    return False


def overloaded(name: str) -> Finding:
    """The rejection of a page with such a tag."""
    message = f"has a tag of more than {MAX_ATTRIBUTES} attributes"
    return rejection(
        name, "page-overloaded", message, "save the page from a browser again; no page of the OSCE is built like that"
    )


def _behind_plain(source: str, at: int) -> int:
    plain = _PLAIN.match(source, at)
    return plain.end() if plain else at
