"""The records of a web archive, one after the other: where each begins, and whether the archive ends where one does.

Gzip as a whole or record by record, or plain. What fastwarc reads wrongly for the case of a name is mended on the way.

Decision 2026-11-28: fastwarc finds the records; their lengths and digests are checked in `captures.py`. Alternative:
warcio, which does the same at a fifth of the speed. Cost: fastwarc stops at the first broken record, so the way on is
ours to find.
"""

import mmap
import os
import re
from collections.abc import Iterator
from io import BytesIO

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from graph import packed

# Conversions and continuations are no page by themselves, and are counted.
_RECORDS = (
    WarcRecordType.response
    | WarcRecordType.revisit
    | WarcRecordType.resource
    | WarcRecordType.conversion
    | WarcRecordType.continuation
)
_CHUNK = 1 << 16
# Where a record may begin: a member of gzip, or the first line of a plain one, behind the blank lines of the last or,
# where what stands between them is rubbish, with a field below it.
_BEGINNING = re.compile(rb"\x1f\x8b\x08|(?<=\r\n\r\n)WARC/1\.|WARC/1\.\d\r\n(?=(?i:WARC|Content)-[A-Za-z-]{1,40}:)")
_LENGTH = re.compile(rb"\r\nContent-Length:[ \t]*(\d+)", re.IGNORECASE)
# The names that fastwarc knows in this spelling alone, and the header in which they stand.
_NAMES = {name.lower(): name for name in (b"WARC-Type", b"WARC-Date", b"Content-Length", b"Content-Type")}
_NAME = re.compile(rb"^[A-Za-z-]+(?=[ \t]*:)", re.MULTILINE)
_HEADER = re.compile(rb"(?:\A|(?<=\r\n\r\n))WARC/1\.\d\r\n(?:[^\r\n]++\r\n)+")
# What is held in memory of records whose names have to be mended; an archive packed as a whole may be larger.
_LARGEST = 100_000_000


def records(path: str, start: int) -> Iterator[tuple[int, WarcRecord]]:
    """What may be captures, from a place in the file on, each with its own place. Raises what fastwarc raises."""
    at: int | None = start
    while at is not None:
        with open(path, "rb") as file:
            file.seek(at)
            # A path is read faster than a file of Python's. Places count from the beginning of the file in both. Of
            # all types, since to fastwarc a misnamed record is of none.
            found = ArchiveIterator(file if at else path, parse_http=True)
            at = None
            for record in found:
                place = record.stream_pos
                of_use = record.record_type & _RECORDS
                seems_whole = of_use and record.content_length and record.http_headers is not None
                if not seems_whole and _is_misnamed(record):
                    content, at = _renamed(path, place)
                    renamed = ArchiveIterator(BytesIO(content), record_types=_RECORDS, parse_http=True)
                    yield from ((place, one) for one in renamed)
                    break
                if of_use:
                    yield place, record


def next_beginning(path: str, behind: int) -> int | None:
    """The first place behind a broken record where another may begin."""
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        found = _BEGINNING.search(content, behind + 1)
        return found.start() if found else None


def ends_whole(path: str, last: int) -> bool:
    """Whether the archive ends where a record does, seen from the last record that was read.

    fastwarc ends without a word where an archive ends within the header of a record, or before its compression does.
    """
    if not os.path.getsize(path):
        return True
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if content[:2] != packed.MAGIC:
            return _plain_ends_whole(content, last)
        # In an archive that is compressed as a whole no record has a place of its own.
        return _gzip_ends_whole(content, last if content[last : last + 2] == packed.MAGIC else 0)


def _is_misnamed(record: WarcRecord) -> bool:
    """Whether fastwarc, which tells upper from lower case, has not seen a field that it reads the record by."""
    return any(_NAMES.get(name.lower(), name) != name for name in record.headers.keys_bytes())


def _renamed(path: str, at: int) -> tuple[bytes, int]:
    """The record at a place, or all in the member of gzip there, named as fastwarc knows them; where it ends.

    The names of fields are the same in upper and lower case (ISO 28500, section 4). Raises ValueError where the record
    cannot be told from what is around it.
    """
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if content[:2] != packed.MAGIC:
            end = _plain_end(content, at) or len(content)
            found = content[at : min(end, at + _LARGEST)]
        elif content[at : at + 2] == packed.MAGIC:
            found, end, _ = packed.member(content, at, _LARGEST)
            if len(found) > _LARGEST:
                raise ValueError(f"the names in the headers of a gzip of more than {_LARGEST} bytes are in lower case")
        else:
            raise ValueError("the names in the header of a record are in lower case, in the midst of a gzip")
    return _HEADER.sub(
        lambda header: _NAME.sub(lambda name: _NAMES.get(name[0].lower(), name[0]), header[0]), found
    ), end


def _plain_ends_whole(content: mmap.mmap, at: int) -> bool:
    while at < len(content):
        end = _plain_end(content, at)
        if end is None:
            return not content[at:].strip()
        if end > len(content):
            return False
        at = end
    return True


def _plain_end(content: mmap.mmap, at: int) -> int | None:
    """Where the plain record at a place ends with the blank lines behind it, if its header says how long it is."""
    end = content.find(b"\r\n\r\n", at)
    length = _LENGTH.search(content, at, end + 2) if end >= 0 else None
    if not length:
        return None
    at = end + 4 + int(length[1])
    while content[at : at + 2] == b"\r\n":
        at += 2
    return at


def _is_padding(content: mmap.mmap, at: int) -> bool:
    """Whether nothing but zeros follows; most often the first byte tells, and archives have many members."""
    if at < len(content) and content[at]:
        return False
    while chunk := content[at : at + _CHUNK]:
        if chunk.strip(b"\0"):
            return False
        at += len(chunk)
    return True


def _gzip_ends_whole(content: mmap.mmap, at: int) -> bool:
    try:
        return any(_is_padding(content, end) for end in packed.ends(content, at))
    except packed.PackedError:
        return False
