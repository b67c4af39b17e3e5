"""Slots of query processes: whoever waits longest is next, with a thread or without, and no slot is ever lost."""

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, ThreadPoolExecutor
from typing import Any, cast

import pytest

from endpoint.pool.client import Client
from endpoint.pool.process import QueryProcess
from endpoint.pool.slots import Slots

ONE, OTHER = cast(QueryProcess, "one"), cast(QueryProcess, "other")


def waiting(slots: Slots, many: int) -> None:
    until = time.monotonic() + 10
    while len(slots._turns) != many:
        assert time.monotonic() < until
        time.sleep(0.005)


def test_the_last_used_comes_first_and_an_empty_slot_last() -> None:
    slots = Slots()
    for slot in (None, ONE, OTHER):
        slots.put(slot)
    assert [slots.get(Client(), 1) for _ in range(3)] == [OTHER, ONE, None]
    assert slots.free() == []


def test_whoever_waits_longest_is_next_with_a_thread_or_without() -> None:
    slots, served = Slots(), list[str]()

    async def without() -> None:
        await slots.get_soon(Client(), 10)
        served.append("without")

    def with_a_thread() -> None:
        slots.get(Client(), 10)
        served.append("with")

    with ThreadPoolExecutor() as threads:
        ways: list[Callable[[], Any]] = [with_a_thread, lambda: asyncio.run(without()), with_a_thread]
        waits = []
        for number, way in enumerate(ways):
            waits.append(threads.submit(way))
            waiting(slots, number + 1)
        for wait in waits:
            slots.put(ONE)
            wait.result(10)
    assert served == ["with", "without", "with"]


def get_soon(slots: Slots, client: Client, seconds: float) -> object:
    return asyncio.run(slots.get_soon(client, seconds))


@pytest.mark.parametrize("get", [Slots.get, get_soon])
def test_who_waits_too_long_takes_nothing_along(get: Callable[[Slots, Client, float], object]) -> None:
    slots = Slots()
    with pytest.raises(TimeoutError):
        get(slots, Client(), 0.02)
    slots.put(ONE)
    assert slots.free() == [ONE]


@pytest.mark.parametrize("get", [Slots.get, get_soon])
def test_who_leaves_is_told_at_once_and_the_next_is_served(get: Callable[[Slots, Client, float], object]) -> None:
    slots, client = Slots(), Client()
    with ThreadPoolExecutor() as threads:
        leaving, staying = threads.submit(get, slots, client, 60), None
        waiting(slots, 1)
        staying = threads.submit(get, slots, Client(), 60)
        waiting(slots, 2)
        client.leave()
        with pytest.raises(CancelledError):
            leaving.result(10)
        slots.put(ONE)
        assert staying.result(10) is ONE


def test_no_slot_is_lost_where_those_who_wait_give_up_at_any_moment() -> None:
    slots, over = Slots(), threading.Event()
    for slot in (ONE, OTHER):
        slots.put(slot)

    def thread() -> None:
        while not over.is_set():
            try:
                slots.put(slots.get(Client(), 0.0005))
            except TimeoutError:
                continue

    async def loop() -> None:
        while not over.is_set():
            try:
                slots.put(await slots.get_soon(Client(), 0.0005))
            except TimeoutError:
                continue

    with ThreadPoolExecutor() as threads:
        many = [threads.submit(thread) for _ in range(4)] + [threads.submit(lambda: asyncio.run(loop()))]
        time.sleep(1)
        over.set()
        for one in many:
            one.result(10)
    assert sorted(map(str, slots.free())) == ["one", "other"]
