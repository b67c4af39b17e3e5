"""Letters that were encoded twice: UTF-8 that somebody read as windows-1252 or Latin-1, and saved again.

`KovaÄ\\x8devićâ\\x80\\x99s` was `Kovačević’s`. What such letters stand for is certain: as bytes they are UTF-8, and no
language of these pages writes them. What cannot be put right so, because bytes were lost, stays as it is.
"""

import re
from typing import Final

from graph.records import Finding, Page

_FEWEST: Final = 2
"""One alone may be what somebody wrote."""
# windows-1252 leaves five bytes out; read as Latin-1 all of them are control characters.
_BYTES: Final = {chr(byte): byte for byte in range(0x80, 0x100)} | {
    bytes([byte]).decode("cp1252"): byte for byte in range(0x80, 0x100) if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
_LEAD = "".join(letter for letter, byte in _BYTES.items() if 0xC2 <= byte <= 0xEF)
_REST = "".join(letter for letter, byte in _BYTES.items() if byte < 0xC0)
_TWICE: Final = re.compile(rf"[{re.escape(_LEAD)}][{re.escape(_REST)}]{{1,2}}")
# How a pair of them begins in UTF-8: bytes are looked through in a tenth of the time of text.
_PAIR: Final = re.compile(rb"\xc3[\x82-\xaf][\xc2\xc5\xc6\xcb\xe2]")
# Latin, Greek, Cyrillic, Armenian and Georgian letters, and the signs of print.
_MEANT: Final = re.compile(
    "[\\u00a0-\\u024f\\u0370-\\u0587\\u10a0-\\u10ff\\u1e00-\\u1eff\\u2010-\\u2044\\u20ac\\u2116\\u2122\\ufeff]"
)


def put_right(page: Page, text: str, raw: bytes | None = None) -> tuple[str, tuple[Finding, ...]]:
    """The text of a page with such letters as they were meant, and a notice of how many; as it is where it is one.

    `raw` is the text in UTF-8, where that is at hand.
    """
    if text.isascii() or not _PAIR.search(text.encode() if raw is None else raw):
        return text, ()
    found: list[str] = []
    right = _TWICE.sub(lambda twice: _once(twice[0], found), text)
    if len(found) < _FEWEST:
        return text, ()
    notice = Finding(
        "notice",
        page.name,
        "letters-encoded-twice",
        f"has {len(found):,} letters that are UTF-8 read as windows-1252 (`{found[0]}`); they are read as meant",
        "nothing to do; save the page again as UTF-8 where letters still look wrong",
        page.id,
    )
    return right, (notice,)


def _once(twice: str, found: list[str]) -> str:
    """What begins with a letter that was encoded twice, with that put right and added to `found`; else as it is."""
    for length in (len(twice), 2):
        try:
            once = bytes(_BYTES[letter] for letter in twice[:length]).decode()
        except UnicodeDecodeError:
            continue
        if len(once) == 1 and _MEANT.match(once):
            found.append(twice[:length])
            return once + twice[length:]
    return twice
