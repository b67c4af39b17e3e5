"""Pages saved as text files, one page a file.

A file may begin with a header of `# key: value` lines that say what the text alone cannot: `url`, `retrieved`
(ISO 8601) and `charset` (default UTF-8). The header is not part of the page. HTML may stand behind such a header too.
"""

import codecs
import datetime
import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace

from graph.iri import address
from graph.pages.encoding import binary, codec_of, decoded, is_binary, plain_ends, plain_signs, rejection, strictly
from graph.pages.mojibake import put_right
from graph.pages.wrapping import unwrapped
from graph.records import Finding, Page
from graph.unread import UNREAD

SUFFIXES = (".txt",)
_LOST, _SEVERAL = re.compile(f"{UNREAD}+"), re.compile(rb"[\xc2-\xf4][\x80-\xbf]")
_FEW = 3
_HEADER_LINE = re.compile(rb"# (url|retrieved|charset):[ \t]*([^\r\n]*?)[ \t]*\r?\n")


def narrow(raw: bytes) -> bytes:
    """The bytes of a text in UTF-16, told by its mark, in UTF-8; any others as they are."""
    if not raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw
    try:
        return raw.decode("utf-16").encode()
    except UnicodeError:
        return raw


def header_of(raw: bytes) -> tuple[dict[str, str], int]:
    """What the header says, and where the page begins."""
    header: dict[str, str] = {}
    position = 0
    while line := _HEADER_LINE.match(raw, position):
        header[line[1].decode()] = line[2].decode("utf-8", "replace")
        position = line.end()
    return header, position


def bare_page(name: str, content: bytes, header: Mapping[str, str]) -> Page | Finding:
    """The page without its text yet: name, digest, and what the header says."""
    if not content.strip():
        return rejection(name, "page-empty", "holds no text", "save the page again")
    retrieved = header.get("retrieved")
    if retrieved is not None and not _is_time(retrieved):
        return rejection(
            name, "header-wrong", f"says it was retrieved at {retrieved!r}", "write it as 2024-05-06T08:00:00Z"
        )
    url = address(header["url"]) if "url" in header else None
    if "url" in header and url is None:
        return rejection(
            name, "header-wrong", f"says it is from {header['url']!r}, which is no address", "write it as https://..."
        )
    return Page(name, "", hashlib.sha256(content).hexdigest(), url, retrieved)


def page_of_file(page: Page, content: bytes, charset: str, position: int) -> tuple[Page | Finding, ...]:
    """The page with its canonical text, then what is to be told of it, or a rejection; it begins at `position`."""
    name = page.name
    damage: list[Finding] = []
    if b"\x00" in content:
        return (binary(name),)
    try:
        text = strictly(content, charset)
    except LookupError:
        message = f"names the charset {charset!r}, which is none"
        return (rejection(name, "charset-unknown", message, "mend the # charset: line"),)
    except UnicodeError as error:
        # Only a decoder says where it had to stop.
        at = f"byte {position + error.start} cannot be read" if isinstance(error, UnicodeDecodeError) else str(error)
        read = _damaged(page, content, charset, at)
        if isinstance(read, Finding):
            return (read,)
        text, *damage = read
    if is_binary(text):
        return (binary(name),)
    text, notices = put_right(page, text)
    return replace(page, text=unwrapped(plain_signs(plain_ends(text)))), *damage, *notices


def _damaged(page: Page, content: bytes, charset: str, at: str) -> tuple[str, Finding] | Finding:
    """The text of a page in UTF-8 of which a few bytes are lost, and a notice of it; the rejection of any other.

    Few are three, or less than a tenth of the letters that are written in several bytes: who wrote in another charset
    wrote none of those.
    """
    text = content.decode("utf-8", "replace")
    lost, whole = len(_LOST.findall(text)), len(_SEVERAL.findall(content))
    if codec_of(charset) != "utf-8" or lost > max(_FEW, whole // 10):
        remedy = "say which charset it is in a first line such as `# charset: windows-1252`"
        return rejection(page.name, "charset-wrong", f"is not {charset}: {at}", remedy)
    message = (
        f"has bytes in {lost:,} place(s) that are not {charset}: {at}; it is read without them, and nothing is taken "
        "from the words in which they stand"
    )
    remedy = "save the page again, or say which charset it is in a first line such as `# charset: windows-1252`"
    return text, Finding("notice", page.name, "bytes-unread", message, remedy, page.id)


def page_of_text(page: Page, raw: bytes, charset: str | None, declared_by: str) -> tuple[Page | Finding, ...]:
    """The page with the text of an answer, which has no header, then what is to be told of it; or a rejection."""
    text = decoded(page, raw, charset, declared_by)
    if isinstance(text, Finding):
        return (text,)
    return replace(page, text=unwrapped(plain_signs(text[0]))), *text[1]


def _is_time(text: str) -> bool:
    try:
        return datetime.datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False
