"""A client that asks politely: one request at a time, with pauses, under its own name, and not where it is unwelcome.

Rules: RFC 9309 (robots.txt), RFC 9110 (Retry-After, conditional requests). 429 and 503 are asked again after as long as
they say, or longer each time; after some such answers in a row, or where they or robots.txt ask for more than an hour,
and after the first 401 or 403, everything ends.
"""

import datetime
import email.utils
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urldefrag

import urllib3
from protego import Protego

from graph import hosts
from graph.errors import InputError
from graph.fetch.wire import Answer, Elsewhere, Failed, ask, content, pool
from graph.iri import address

# Who asks to wait longer than this is asked another day.
_LONGEST_WAIT = 3600.0
# No longer than this is believed, and a wait so short is not told.
_LONGEST_REST, _SILENT_WAIT = 366 * 24 * 3600.0, 5.0
_ROBOTS_SECONDS = 24 * 3600.0
# A line that begins a group of robots.txt, the name at the beginning of what it says, and a name that nobody has.
_AGENT_LINE = re.compile(r"(?i)^(\s*user[-\s]?agents?\s*[:\s]\s*)([^#]*)")
_PRODUCT, _NOBODY = re.compile(r"[A-Za-z_-]+"), "!"
# An e-mail address, or a web address, of printed ASCII that does not end the comment in which it stands.
_CONTACT = re.compile(r"(?:(?![()\\@])[!-~])+@(?:(?![()\\@])[!-~])+|https?://[a-zA-Z0-9](?:(?![()\\])[!-~])*")
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS, _MOST_BUSY = 5, 4


class Refused(Exception):
    """Somebody said no, or that it is too much; nothing more is asked."""


class Forbidden(Failed):
    """robots.txt keeps programs away from the address `url`."""

    def __init__(self, url: str) -> None:
        super().__init__(f"{url} is not for programs, says robots.txt")
        self.url = url


@dataclass(slots=True)
class Client:
    """Asks one host after the other. `pause` are the seconds between two requests of a host, at the least."""

    agent: str
    pause: float
    obey_robots: bool = True
    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    told: Callable[[str], None] = lambda text: None
    clock: Callable[[], float] = time.time
    requests: int = 0
    _note: Callable[[str, float], None] = lambda host, until: None
    _rests: dict[str, float] = field(default_factory=dict)
    _last: dict[str, float] = field(default_factory=dict)
    _robots: dict[str, tuple[Protego, float]] = field(default_factory=dict)
    _pool: urllib3.PoolManager = field(default_factory=pool)

    def remember(self, rests: Mapping[str, float], note: Callable[[str, float], None]) -> None:
        """Heeds until when earlier runs said that hosts are left alone, in seconds of the clock; tells `note` the same.

        Decided on 2026-11-30: what a server asked for, and the pause, hold over restarts. Alternative: each run begins
        anew. Chosen because a run that was killed while it waited would else ask at once what it was told not to.
        Cost: the ledger is written with each request.
        """
        self._rests, self._note = dict(rests), note

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        """The answer for an address, redirects within its host followed.

        Raises Failed for this address alone, Refused where nothing more may be asked.
        """

        def check(asked: str) -> None:
            if not hosts.same_site(url, asked):
                raise Elsewhere(f"{url} leads to another host: {asked}")
            if not self.may_ask(asked):
                raise Forbidden(asked)

        return self._follow(url, headers or {}, check)

    def may_ask(self, url: str) -> bool:
        """Whether an address may be asked for, by robots.txt where that is obeyed."""
        return not self.obey_robots or self.allows(url)

    def allows(self, url: str) -> bool:
        """Whether robots.txt of the host allows an address; the file is asked for once a day (RFC 9309, 2.4)."""
        return bool(self._rules(url).can_fetch(url, self._product))

    def sitemaps(self, url: str) -> list[str]:
        """The sitemaps that robots.txt of the host names."""
        return list(self._rules(url).sitemaps)

    @property
    def _product(self) -> str:
        """What robots.txt calls us: the name alone, since a contact may hold the names of others."""
        return self.agent.partition("/")[0]

    def _rules(self, url: str) -> Protego:
        host = hosts.host(url)
        if host not in self._robots or self.now() - self._robots[host][1] > _ROBOTS_SECONDS:
            # Wherever it leads to, also to another host, the file speaks for this one (RFC 9309, 2.3.1.2).
            answer = self._follow(f"{host}/robots.txt", {}, lambda asked: None)
            if answer.status // 100 not in (2, 4):
                # RFC 9309, 2.3.1.4: a file that cannot be had forbids everything.
                raise Refused(f"{host}/robots.txt cannot be had: status {answer.status}")
            text = content(answer).decode("utf-8-sig", "replace") if answer.status < 300 else ""
            self._robots[host] = Protego.parse(_by_whole_names(text, self._product)), self.now()
        return self._robots[host][0]

    def _follow(self, url: str, headers: Mapping[str, str], check: Callable[[str], None]) -> Answer:
        """The answer at the end of the redirects; `check` raises where an address may not be asked."""
        asked: list[str] = []
        via: list[Answer] = []
        following = url
        while following not in asked and len(asked) <= _MOST_REDIRECTS:
            check(following)
            asked.append(following)
            answer = self._patiently(following, headers)
            if answer.status not in _REDIRECTS:
                return replace(answer, via=tuple(via))
            via.append(answer)
            following = target(answer)
        raise Failed(f"{url} leads from one address to the next without an end")

    def _patiently(self, url: str, headers: Mapping[str, str]) -> Answer:
        wait = self.pause
        for left in reversed(range(_MOST_BUSY)):
            answer = self._ask(url, headers)
            if answer.status in (401, 403):
                raise Refused(f"{url} answers {answer.status}: whoever runs {hosts.host(url)} does not want this")
            if answer.status not in (429, 503):
                return answer
            wait = min(max(2 * wait, _retry_after(answer) or 0.0), _LONGEST_REST)
            self._rest(url, wait)
            if wait > _LONGEST_WAIT:
                raise Refused(f"{hosts.host(url)} asks to be left alone for {wait:.0f} s")
            if left:
                self.told(f"{hosts.host(url)} is busy (status {answer.status}); waiting {wait:.0f} s")
                self.sleep(wait)
        raise Refused(f"{hosts.host(url)} is still busy after {_MOST_BUSY} tries")

    def _ask(self, url: str, headers: Mapping[str, str]) -> Answer:
        self._wait(url)
        self.requests += 1
        self._rest(url, self.pause_at(url))
        said = {"User-Agent": self.agent, "Accept": "*/*", "Accept-Encoding": "gzip", "Connection": "close"}
        try:
            return ask(self._pool, url, {**said, **headers})
        finally:
            self._last[hosts.name(url)] = self.now()
            self._rest(url, self.pause_at(url))

    def _rest(self, url: str, seconds: float) -> None:
        """Notes that the host is left alone for so long, whatever becomes of this run."""
        host = hosts.name(url)
        self._rests[host] = max(self._rests.get(host, 0.0), self.clock() + seconds)
        self._note(host, self._rests[host])

    def pause_at(self, url: str) -> float:
        """The seconds between two requests of the host of an address, as far as its robots.txt is known."""
        known = self._robots.get(hosts.host(url))
        return max(self.pause, float(known[0].crawl_delay(self._product) or 0.0) if known else 0.0)

    def _wait(self, url: str) -> None:
        """Waits until its host may be asked again, by whatever scheme and port it was asked before."""
        pause, host = self.pause_at(url), hosts.name(url)
        if pause > _LONGEST_WAIT:
            raise Refused(f"{host} asks for pauses of {pause:.0f} s")
        if host in self._last:
            left = self._last[host] + pause - self.now()
        else:
            left = self._rests.get(host, 0.0) - self.clock()
            if left > _LONGEST_WAIT:
                raise Refused(f"{hosts.host(url)} asked to be left alone until {_written(self._rests[host])}")
            if left > max(self.pause, _SILENT_WAIT):
                self.told(f"{hosts.host(url)} is left alone since the run before; waiting {left:.0f} s")
        if left > 0:
            self.sleep(left)


def agent(version: str, contact: str) -> str:
    """The name under which is asked, with how to reach who asks. Raises InputError where that is missing."""
    if not _CONTACT.fullmatch(contact):
        raise InputError(
            f"{contact!r} reaches nobody",
            source="--contact",
            rule="whoever runs a site must be able to reach who asks it for pages; the contact is sent with every "
            "request, in letters that a header may have (ASCII), without blanks and brackets",
            remedy="give an e-mail address or the address of a page about you",
        )
    return f"osce-graph/{version} (+{contact})"


def _by_whole_names(text: str, product: str) -> str:
    """The text of a robots.txt with all groups but those of `product` and of everybody given to nobody.

    RFC 9309, 2.2.1: a group is meant for us where the name in its line is ours, whole and in whatever case; what stands
    behind it, such as a version, is no part of the name. Protego is content with a part of it.
    """

    def whose(line: re.Match[str]) -> str:
        name = line[2].strip()
        found = _PRODUCT.match(name)
        ours = found is not None and found[0].lower() == product
        return line[1] + (product if ours else name if name == "*" else _NOBODY)

    return "\n".join(_AGENT_LINE.sub(whose, line) for line in text.splitlines())


def _written(moment: float) -> str:
    return f"{datetime.datetime.fromtimestamp(moment, datetime.UTC):%Y-%m-%d %H:%M} UTC"


def _retry_after(answer: Answer) -> float | None:
    """Seconds that the answer asks to wait (RFC 9110, 10.2.3); a day is one of the server's clock if it tells it."""
    said = answer.header("Retry-After") or ""
    if said.isdecimal():
        return float(said)
    until, now = _day(said), _day(answer.header("Date") or "") or answer.date
    return max(0.0, (until - now).total_seconds()) if until else None


def _day(said: str) -> datetime.datetime | None:
    """The time that a header writes, in any of the three ways (RFC 9110, 5.6.7); none of them names another zone."""
    try:
        found = email.utils.parsedate_to_datetime(said)
    except (ValueError, TypeError, OverflowError):
        return None
    return found.replace(tzinfo=found.tzinfo or datetime.UTC)


def target(answer: Answer) -> str:
    """Where a redirect leads to. Raises Failed where that is nowhere."""
    said = answer.header("Location")
    found = address(said, answer.url) if said else None
    if not found:
        raise Failed(f"{answer.url} answers {answer.status} and leads to no address: {said or 'there is no Location'}")
    return urldefrag(found).url
