"""Bytes that no charset reads: a sign stands for them, and nothing rests on the words in which it stands."""

import re
from dataclasses import replace
from typing import Final

from graph.privacy import without
from graph.records import Release
from graph.text import Span

UNREAD: Final = "\ufffd"
"""What Unicode has for what could not be read."""

# The word, and one beside it: of `Ana �elková` the grammar would see `Ana`.
_WORDS: Final = re.compile(rf"(?:[^\s{UNREAD}]{{1,40}} )?[^\s{UNREAD}]{{0,40}}{UNREAD}\S{{0,40}}(?: \S{{1,40}})?")


def without_unread(release: Release, text: str) -> Release:
    """The release without the values that rest on words of which a part could not be read; its title stays."""
    if UNREAD not in text:
        return release
    spans = tuple(Span(*match.span()) for match in _WORDS.finditer(text))
    return replace(without(release, spans), title=release.title)
