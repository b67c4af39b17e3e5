"""What is packed is read to its limit and no further, whole or told as broken, whoever sent it."""

import gzip
import mmap
import tracemalloc
import zlib
from itertools import accumulate, islice
from pathlib import Path

import pytest

from graph import packed

PARTS = (b"the first member, ", b"", b"and a long second one " * 9_000, b"and the last")
WHOLE = b"".join(PARTS)
EACH = [gzip.compress(one, mtime=0) for one in PARTS]
MANY = b"".join(EACH)
BOMB = gzip.compress(bytes(200_000_000), 9)


@pytest.mark.parametrize("behind", [b"", b"\0" * 9, b"something else"])
def test_all_members_are_one_and_what_stands_behind_is_none_of_them(behind: bytes) -> None:
    assert packed.members(MANY + behind, 1_000_000) == (WHOLE, len(MANY), True)


@pytest.mark.parametrize("limit", [0, 1, 17, 18, 70_000, len(WHOLE) - 1])
def test_one_byte_more_than_the_limit_tells_that_there_is_more(limit: int) -> None:
    found = packed.members(MANY, limit)
    assert (found.content, found.whole) == (WHOLE[: limit + 1], False)


def test_what_is_exactly_as_large_as_allowed_is_whole() -> None:
    assert packed.members(MANY, len(WHOLE)) == (WHOLE, len(MANY), True)


@pytest.mark.parametrize("cut", [1, 8, 9, 20, len(MANY) - 5, len(MANY)])
def test_what_breaks_off_is_told(cut: int) -> None:
    with pytest.raises(packed.PackedError, match="breaks off"):
        packed.members(MANY[:-cut], 1_000_000)


@pytest.mark.parametrize("raw", [b"no gzip at all", MANY[:10] + b"\xff" * 40, MANY[:-6] + b"\0" * 6], ids=len)
def test_what_is_damaged_is_told(raw: bytes) -> None:
    with pytest.raises(packed.PackedError, match="cannot be unpacked"):
        packed.members(raw, 1_000_000)


def test_a_bomb_takes_no_more_memory_than_it_may() -> None:
    tracemalloc.start()
    found = packed.members(BOMB, 100_000)
    assert (len(found.content), found.whole) == (100_001, False)
    assert next(packed.ends(BOMB, 0)) == len(BOMB)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2_000_000


def test_members_are_found_by_their_places_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "some.gz"
    file.write_bytes(MANY)
    places = list(accumulate(map(len, EACH)))
    with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        for at, part, end in zip([0, *places[:-1]], PARTS, places, strict=True):
            assert packed.member(mapped, at, 1_000_000) == (part, end, True)
        assert list(islice(packed.ends(mapped, 0), len(places))) == places
    assert packed.member(MANY[: places[2] - 9], places[1], 1_000_000).whole is False


@pytest.mark.parametrize(("window", "bits"), [(packed.ZLIB, zlib.MAX_WBITS), (packed.RAW_DEFLATE, -zlib.MAX_WBITS)])
def test_deflate_has_no_members(window: int, bits: int) -> None:
    machine = zlib.compressobj(wbits=bits)
    raw = machine.compress(WHOLE) + machine.flush()
    assert packed.members(raw + MANY, 1_000_000, window) == (WHOLE, len(raw), True)
