"""Ten thousand damaged pages for every reader: each is read or rejected, and nothing is made up.

The damage is drawn from a fixed seed, so a page that fails once fails again.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from graph import pages
from graph.extract import Reader
from graph.records import Finding, Page, Release, Sighting
from tests.archives import answer, archive, record
from tests.archives import release as html_of

HERE = Path(__file__).parent
MUTANTS = 10_000
PARTS = 4
KINDS = {"text": (".txt",), "html": (".html",), "feed": (".rss", ".atom")}
SOURCES = {
    path.name: path.read_bytes()
    for folder in ("pages", "readers")
    for path in sorted((HERE / folder).iterdir())
    if path.suffix in (".txt", ".html", ".rss", ".atom")
}
ARCHIVE = archive([record(answer(html_of(n))) for n in range(1, 5)], "each")
HOSTILE = (
    *(b"\x00", b"\xff\xfe", b"\xe2\x80", b"\r", b"\r\n", b"\x0c", b"\xc2\xa0", b"\xe2\x80\x8f", b"\xe2\x80\x8b"),
    *(b"<", b">", b"&", b"&#0;", b"&#xD800;", b"<![CDATA[", b"]]>", b"<!--", b"</div>", b"<div>", b"<script>"),
    *(b"Publishing date: 31 February 2005\n", b"Date:\n", b"- Place:\n", b"VIENNA, 99 May 2005 - ", b"\xe2\x80\x9c"),
)


def cut(raw: bytes, draw: random.Random) -> bytes:
    return raw[: draw.randrange(len(raw) + 1)]


def flip(raw: bytes, draw: random.Random) -> bytes:
    changed = bytearray(raw)
    for _ in range(draw.randrange(1, 20)):
        changed[draw.randrange(len(changed))] = draw.randrange(256)
    return bytes(changed)


def insert(raw: bytes, draw: random.Random) -> bytes:
    for _ in range(draw.randrange(1, 10)):
        at = draw.randrange(len(raw) + 1)
        raw = raw[:at] + draw.choice(HOSTILE) * draw.choice((1, 1, 1, 50)) + raw[at:]
    return raw


def swap_lines(raw: bytes, draw: random.Random) -> bytes:
    lines = raw.split(b"\n")
    draw.shuffle(lines)
    return b"\n".join(lines)


def repeat(raw: bytes, draw: random.Random) -> bytes:
    start = draw.randrange(len(raw))
    part = raw[start : start + draw.randrange(1, 400)]
    return raw[:start] + part * draw.randrange(2, 6) + raw[start:]


def splice(raw: bytes, draw: random.Random) -> bytes:
    other = SOURCES[draw.choice(sorted(SOURCES))]
    return raw[: draw.randrange(len(raw) + 1)] + other[draw.randrange(len(other)) :]


MUTATIONS: tuple[Callable[[bytes, random.Random], bytes], ...] = (cut, flip, insert, swap_lines, repeat, splice)


def releases(found: Page | Finding, reader: Reader) -> int:
    """How many releases are read from what a reader gave; each is checked."""
    if isinstance(found, Finding):
        assert found.message
        assert found.remedy
        return 0
    reading = reader.read(found)
    for release in reading.releases:
        check(release, found.text)
    return len(reading.releases)


def check(release: Release, text: str) -> None:
    """Every value stands where its evidence says, and no day is made up."""
    if release.title:
        assert release.title.value == " ".join(release.title.evidence.span.of(text).split())
    if release.issued:
        words = release.issued.evidence.span.of(text)
        assert str(release.issued.value.year) in words
        assert str(release.issued.value.day) in words
    for person in release.people:
        assert person.name.evidence.span.of(text).strip()
    for quote in release.quotes:
        span = quote.text.evidence.span
        assert 0 <= span.start < span.end <= len(text)


def mutants(kind: str, part: int) -> Iterator[tuple[str, bytes]]:
    """The pages of one part of the ten thousand of a kind."""
    names = [name for name in SOURCES if name.endswith(KINDS[kind])]
    for number in range(part * MUTANTS // PARTS, (part + 1) * MUTANTS // PARTS):
        draw = random.Random(f"{kind} {number}")
        name = names[number % len(names)]
        raw = SOURCES[name]
        for _ in range(draw.randrange(1, 4)):
            raw = draw.choice(MUTATIONS)(raw, draw) if raw else raw
        yield name, raw


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("kind", KINDS)
def test_damaged_pages_are_read_or_rejected(kind: str, part: int, reader: Reader) -> None:
    damaged = list(mutants(kind, part))
    assert len(damaged) == MUTANTS // PARTS
    read = sum(releases(found, reader) for name, raw in damaged for found in pages.pages_of(name, raw))
    # A reader that rejected all would pass everything else; most damage to a feed leaves it ill-formed.
    assert read > len(damaged) // 20


def test_damaged_archives_are_read_or_rejected(tmp_path: Path, reader: Reader) -> None:
    read = 0
    file = tmp_path / "a.warc.gz"
    # Damage to one record leaves the others as they are: the same page is read once, however many archives hold it.
    known: dict[Page, int] = {}
    for number in range(MUTANTS):
        draw = random.Random(number)
        file.write_bytes(draw.choice((cut, flip, insert, repeat))(ARCHIVE, draw))
        for found in pages.read(pages.Input(file.name, str(file))):
            if isinstance(found, Finding):
                read += releases(found, reader)
                continue
            if isinstance(found, Sighting):
                continue
            page = replace(found, name="")
            if page not in known:
                known[page] = releases(page, reader)
            read += known[page]
    assert read > MUTANTS
