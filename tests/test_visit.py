"""What a walk asks of a site is bounded: in memory, in all, and in the time that one answer may take."""

import re
import tracemalloc
from collections.abc import Iterator
from contextlib import closing

import pytest

from graph.walk.visit import Spent, Visitor
from tests.web import Reply, Web, web

SIZE = 1_000_000


@pytest.fixture
def site() -> Iterator[Web]:
    with web() as found:
        found.pages |= {f"/{n}": Reply(bytes([65 + n]) * SIZE) for n in range(20)}
        yield found


@pytest.fixture
def visitor() -> Iterator[Visitor]:
    with closing(Visitor("us/1", limit=100, pause=0)) as found:
        yield found


def test_bodies_are_not_all_held_in_memory_and_none_is_asked_for_twice(
    site: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.walk.visit._IN_MEMORY", 2 * SIZE)
    with closing(Visitor("us/1", limit=100, pause=0)) as visitor:
        tracemalloc.start()
        answers = [visitor.ask(f"{site.base}/{n}") for n in range(20)]
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 8 * SIZE
        for n, answer in reversed(list(enumerate(answers))):
            assert answer.body == bytes([65 + n]) * SIZE
            assert visitor.ask(answer.url).body == answer.body
    assert len(site.log) == 20


def test_all_answers_together_are_bounded(site: Web, visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.walk.visit._ALL_BYTES", 3 * SIZE - 1)
    for n in range(3):
        visitor.ask(f"{site.base}/{n}")
    with pytest.raises(Spent, match="MB have been sent"):
        visitor.ask(f"{site.base}/3")
    assert len(site.log) == 3


def test_a_large_answer_is_a_fault_and_what_comes_after_is_whole(
    site: Web, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.walk.visit._MOST_BYTES", SIZE - 1)
    site.pages["/small"] = Reply(b"small")
    large = visitor.ask(f"{site.base}/1")
    assert (large.status, large.body) == (0, b"")
    assert "larger than" in large.fault
    assert visitor.ask(f"{site.base}/small").body == b"small"


@pytest.mark.parametrize(
    "slow",
    [
        Reply(b"x" * 64 * 40, drips=0.05),
        Reply(raw=b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 320 + b"\r\n\r\n", drips=0.05),
    ],
    ids=["body", "head"],
)
def test_an_answer_in_drips_is_given_up(
    slow: Reply, site: Web, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each drip comes in time, all of them do not."""
    monkeypatch.setattr("graph.walk.visit.WHOLE_TIME", 0.3)
    monkeypatch.setattr("graph.fetch.wire.WHOLE_TIME", 0.3)
    site.pages["/slow"] = slow
    answer = visitor.ask(f"{site.base}/slow")
    assert answer.status == 0
    assert re.search("longer than|timed out", answer.fault)


def test_what_breaks_off_is_a_fault(site: Web, visitor: Visitor) -> None:
    site.pages["/cut"] = Reply(b"x" * 1000, cut=500)
    answer = visitor.ask(f"{site.base}/cut")
    assert answer.status == 0
    assert answer.fault
