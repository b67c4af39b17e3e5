"""Which regular expressions of the project take for ever: each is tried on runs of the same signs, behind beginnings.

    python -m tests.expressions        prints as JSON how many expressions there are, and what some do not end on

A program, since it has to listen before the first expression is compiled. Modules compile theirs when they are loaded,
the reader's rules and others when they are first used: so all modules are loaded, and some pages read. An expression
that goes back over its text in every way that there is takes years for what others take microseconds for; two
seconds of the processor tell them apart on any machine.
"""

import importlib
import json
import pkgutil
import re
import re._compiler as compiler  # type: ignore[import-not-found]
import signal
import sys
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

_SECONDS = 2.0  # for all texts; an expression that ends on each takes a hundredth of that
_TIMES = 32
# Programs: they begin to work when they are loaded.
_PROGRAMS = ("__main__", "child")
# Runs of the text that people write, of names and what stands between them.
_RUNS = (
    *(
        "A",
        "a",
        "1",
        "é",
        "ÿ’",
        " ",
        "\n",
        "\t",
        ",",
        "-",
        ".",
        "“",
        "\x00",
        "A.",
        "A-",
        "a-",
        "1.",
        "1A",
        "12:",
        "AB ",
    ),
    *(
        "A ",
        "a ",
        "1 ",
        "A, ",
        "a, ",
        "Ab. ",
        "A’",
        "’s ",
        "Ab’s ",
        "(A) ",
        "A (B), ",
        "“A” ",
        "A: ",
        "Ab, who ",
        "and ",
    ),
    *("Ab and ", "A of ", "of the ", "the A of ", "the A and the B of ", "1 January ", "2005-", "A and B, C and D, "),
)
# Runs of what programs write: queries, addresses, headers, markup.
_CODES = (
    *("<", "<a ", "(", "{", "[", "\\", "\\u", "?a ", "?", "a:", "a:b ", "#", "#\n", '"', '"""', "'", "&", "&a;", "<a>"),
    *("</", "<!--", "a=", 'a="b" ', "%", "%2", "/", "//", "..", "--", ";", "; ", "q=0.", "=", "==", "\r\n", "_:", "@a"),
    *("^", "|", "||", "!", "*", "+", "$", "1,", "::"),
)
_BEGINNINGS = ("", "Source ", "Minister ", "“Yes,” said ", "the ", "in ", "by ")
_OPENINGS = ("", "<a href=", "SELECT ", "text/html;q=", "<http://a/", '"', "2005-01-01T", "http://", "--2026-")
_TEXTS = [
    f"{opening}{run * _TIMES}\x00"
    for runs, openings in ((_RUNS, _BEGINNINGS), (_CODES, _OPENINGS))
    for run in runs
    for opening in openings
]


class _EndlessError(Exception):
    """The time is over."""


def _heard() -> dict[tuple[str, int], re.Pattern[str]]:
    """All expressions over text that are compiled from now on."""
    heard: dict[tuple[str, int], re.Pattern[str]] = {}
    made = compiler.compile

    def listening(expression: Any, flags: int = 0) -> re.Pattern[Any]:
        compiled: re.Pattern[Any] = made(expression, flags)
        if isinstance(compiled.pattern, str):
            heard[compiled.pattern, compiled.flags] = compiled
        return compiled

    compiler.compile = listening
    return heard


def _load(*rooms: ModuleType) -> None:
    for room in rooms:
        for found in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            if found.name.rpartition(".")[2] not in _PROGRAMS:
                importlib.import_module(found.name)


def _read(files: Iterable[Path]) -> None:
    """Reads pages, with every rule that the reader has: also with those that none of the pages needs."""
    from graph import pages, rooms
    from graph.extract import Reader
    from graph.extract.words.patterns import Pattern
    from graph.records import Page
    from graph.vocabularies.reference import Reference

    made: list[Pattern] = []
    init = Pattern.__init__

    def noted(self: Pattern, expression: str, flags: int) -> None:
        init(self, expression, flags)
        made.append(self)

    Pattern.__init__ = noted  # type: ignore[method-assign]
    reader = Reader(Reference.load(rooms.ontology()))
    for file in files:
        for page in pages.pages_of(file.name, file.read_bytes()):
            if isinstance(page, Page):
                reader.read(page)
    for one in made:
        one._compiled()


def endless(expression: re.Pattern[str]) -> str | None:
    """The text on which its time is over, if it is."""

    def over(*_: object) -> None:
        raise _EndlessError

    text, before = "", signal.signal(signal.SIGVTALRM, over)
    signal.setitimer(signal.ITIMER_VIRTUAL, _SECONDS)
    try:
        for text in _TEXTS:
            expression.search(text)
    except _EndlessError:
        return text
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return None


def main() -> int:
    """Prints what there is."""
    heard = _heard()
    import endpoint
    import graph

    _load(graph, endpoint)
    _read(sorted(Path("tests/pages").glob("*.txt"))[:20])
    every = list(heard.values())
    slow = {one.pattern: text for one in every if (text := endless(one)) is not None}
    print(json.dumps({"expressions": len(every), "endless": slow}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
