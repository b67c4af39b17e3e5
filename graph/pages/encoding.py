"""Bytes to text: which charset they are in, and what is no text at all."""

import codecs
import functools
import re
import unicodedata
from collections import Counter
from typing import Literal

from resiliparse.parse.encoding import map_encoding_to_html5

from graph.pages.mojibake import put_right
from graph.records import Finding, Page

# The largest real pages (listings, mailing-list digests) stay below 1 MB; ten times that leaves room.
MAX_BYTES = 10_000_000
# Real pages stay below 100; what nests deeper than this is broken, or made to exhaust parsers.
MAX_DEPTH = 1000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_CONTROL_BYTES = bytes(byte for byte in range(128) if _CONTROL.match(chr(byte)))
# Charsets in which a byte below 128 is that character and nothing else.
_ASCII_BELOW = ("utf-8", "ascii", "cp125", "iso8859", "koi8")
# The codecs of Python's that are charsets of texts, by the names that it gives them; others (idna, undefined,
# unicode_escape, utf-7 ...) fail in ways of their own, or read as text what is none.
_CHARSET = re.compile(
    r"utf-(?:8|16|32)|ascii|iso8859|iso2022_|cp|koi8|kz|ptcp|mac-|big5|gb|hz|euc_|shift_jis|johab|tis-"
)
_WIDE = ("utf-16", "utf-32")
# resiliparse takes the standard's windows-874 for the charset that it extends by the signs of print.
_EXTENDED = {"iso8859-11": "cp874"}
_LETTERS = "<abcdefghijklmnopqrstuvwxyz0123456789>"
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_META = re.compile(
    rb"<meta\b[^>]*?\bcharset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]+)|<\?xml[^>]*?encoding=[\"']([A-Za-z0-9_.-]+)", re.I
)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
# Elements that hold nothing, and those that the next of their kind closes, do not nest.
_FLAT = frozenset(
    (
        *(
            "area",
            "base",
            "br",
            "col",
            "embed",
            "hr",
            "img",
            "input",
            "link",
            "meta",
            "param",
            "source",
            "track",
            "wbr",
        ),
        *("p", "li", "dt", "dd", "option", "tr", "td", "th"),
    )
)
# A parser of HTML takes time that grows with tags times depth; below so many tags no nesting is worth counting.
_HARMLESS_TAGS = 5000
_HEAD = 4096
_BEGINNING = 2000
_FALLBACK = "windows-1252"
# No-break, figure and narrow no-break space.
_BLANKS = re.compile(r"[\u00a0\u2007\u202f]")
# Signs that print nothing and may stand within any word: soft hyphen, zero-width space, word joiner, byte-order mark,
# and those that turn the line. Joiners shape letters from U+0590 on (Persian), and nothing among those before.
_INVISIBLE = re.compile(
    r"[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
    r"|(?<![\u0590-\u1fff\u2c00-\U0010ffff])[\u200c\u200d]|[\u200c\u200d](?![\u0590-\u1fff\u2c00-\U0010ffff])"
)
# One of them, or an accent: few pages have any, and one look tells.
_ODD = re.compile(r"[\u00ad\u0300-\u036f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
# A letter whose accents are signs of their own. Bounded: to put many marks in their order takes quadratic time.
_IN_PARTS = re.compile(r"[^\W\d_][\u0300-\u036f]{1,4}(?![\u0300-\u036f])")


def decoded(page: Page, raw: bytes, charset: str | None, declared_by: str) -> tuple[str, tuple[Finding, ...]] | Finding:
    """The text of a page, and a notice where the charset that was said is not the one that it is in.

    In order: a byte-order mark, what was said outside, what the page says of itself, UTF-8, windows-1252, in which
    every byte reads. Line ends become `\\n`; other control characters become blanks.
    """
    said = _said(raw, charset, declared_by)
    for name, by in [*said, ("utf-8", ""), (_FALLBACK, "")]:
        try:
            text = strictly(raw, name)
        except (LookupError, UnicodeError):
            continue
        notices = () if not said or by == said[0][1] else (_wrong(page, said[0], name),)
        utf_8 = raw if codec_of(name) == "utf-8" else None
        return _clean(page, text, notices, utf_8, has_controls=_may_hold_controls(raw, name))
    return _clean(page, raw.decode(_FALLBACK, "replace"), (_wrong(page, said[0], _FALLBACK),) if said else ())


def one_byte_head(raw: bytes) -> bytes:
    """The first bytes of a document as they would be in UTF-8, be they in UTF-16 by their mark."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw[: 2 * _BEGINNING].decode("utf-16", "ignore").encode("utf-8", "ignore")
    return raw[:_BEGINNING]


def strictly(raw: bytes, charset: str) -> str:
    """The text of bytes that are in a charset. It can be written as UTF-8: no half of a surrogate pair stands in it.

    Raises LookupError where the name is of no charset, and UnicodeError where the bytes are not in it.
    """
    name = codec_of(charset)
    if name is None:
        raise LookupError(charset)
    text = raw.decode(name)
    if not name.startswith("utf-8"):
        text.encode("utf-8")
    return text


@functools.lru_cache(256)
def codec_of(charset: str) -> str | None:
    """Python's name of the charset that a label means; none of EBCDIC, in which no page of the web is.

    Who says `iso-8859-1` means windows-1252 (Encoding Standard, section 4.2); labels that it lacks are Python's. What
    is not in ASCII though it says so may be UTF-8 too, and UTF-16 is told by its first bytes.
    """
    try:
        name = codecs.lookup(charset).name
        if name != "ascii" and not name.startswith(_WIDE):
            meant = map_encoding_to_html5(charset, fallback_utf8=False)
            name = codecs.lookup(_EXTENDED.get(meant, meant)).name if meant else name
    except (LookupError, ValueError):
        return None
    if not _CHARSET.match(name):
        return None
    return name if name.startswith(_WIDE) or _keeps_letters(name) else None


def _keeps_letters(codec: str) -> bool:
    return _LETTERS.encode("ascii").decode(codec, "replace") == _LETTERS


def _said(raw: bytes, charset: str | None, declared_by: str) -> list[tuple[str, str]]:
    found = [(name, "its first bytes") for mark, name in _BOMS if raw.startswith(mark)]
    if charset:
        found.append((charset, declared_by))
    if meta := _META.search(raw[:_HEAD]):
        name = (meta[1] or meta[2]).decode("ascii")
        # What says it in letters of one byte is not in UTF-16 (HTML, section 13.2.3.2).
        found.append(("utf-8" if (codec_of(name) or "").startswith(_WIDE) else name, "the page itself"))
    return found


def _clean(
    page: Page, text: str, notices: tuple[Finding, ...], utf_8: bytes | None = None, *, has_controls: bool = True
) -> tuple[str, tuple[Finding, ...]] | Finding:
    if has_controls and is_binary(text):
        return binary(page.name)
    text, twice = put_right(page, text, utf_8)
    text = plain_ends(text)
    return (_CONTROL.sub(" ", text) if has_controls else text), (*notices, *twice)


def _may_hold_controls(raw: bytes, charset: str) -> bool:
    """Whether control characters may stand in the text. Bytes are looked through in a tenth of the time of text."""
    if not codecs.lookup(charset).name.startswith(_ASCII_BELOW):
        return True
    return len(raw.translate(None, _CONTROL_BYTES)) != len(raw)


def _wrong(page: Page, said: tuple[str, str], is_in: str) -> Finding:
    return Finding(
        "notice",
        page.name,
        "charset-lie",
        f"is not in the charset {said[0]!r} that {said[1]} says; it is read as {is_in}",
        "nothing to do, unless letters with accents look wrong",
        page.id,
    )


def plain_ends(text: str) -> str:
    """The text without a byte-order mark, its lines ended by `\\n`."""
    text = text.removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def plain_signs(text: str) -> str:
    """The text by its canonical signs: one for each way of printing the same.

    Blanks that keep words on one line are plain ones, signs that print nothing are gone, and a letter with its accents
    is one sign where Unicode has it.
    """
    if text.isascii():
        return text
    text = _BLANKS.sub(" ", text)
    return _IN_PARTS.sub(_composed, _INVISIBLE.sub("", text)) if _ODD.search(text) else text


def _composed(letter: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", letter[0])


def nests_too_deep(source: str) -> bool:
    """Whether elements may nest deeper than MAX_DEPTH: the deepest nesting of each name, summed over the names."""
    if source.count("<") <= _HARMLESS_TAGS:
        return False
    levels: Counter[str] = Counter()
    deepest: Counter[str] = Counter()
    for closing, name in _TAG.findall(source):
        if closing:
            levels[name] = max(levels[name] - 1, 0)
        elif name.lower() not in _FLAT:
            levels[name] += 1
            deepest[name] = max(deepest[name], levels[name])
    return deepest.total() > MAX_DEPTH


def is_binary(text: str) -> bool:
    """Whether so many control characters stand in it that it is no text; a stray one or a form feed is no reason."""
    return len(_CONTROL.findall(text)) > len(text) // 100


def binary(name: str) -> Finding:
    """The rejection of what is no text."""
    return rejection(
        name, "page-binary", "is not text", "save the page as text or HTML, not as an image, a PDF or an archive"
    )


def too_large(name: str, remedy: str) -> Finding:
    """The rejection of what is larger than a page may be."""
    message = f"is larger than {MAX_BYTES // 1_000_000} MB, the most that one page may have"
    return rejection(name, "page-too-large", message, remedy)


def rejection(name: str, rule: str, message: str, remedy: str, page: str | None = None) -> Finding:
    """A rejection of an input."""
    kind: Literal["rejection"] = "rejection"
    return Finding(kind, name, rule, message, remedy, page)
