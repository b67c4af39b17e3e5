"""Whether what could be the name of an OSCE structure is part of another body's: `the IOM Mission to Moldova`."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from pyoxigraph import NamedNode

from graph.extract.words.patterns import compiled
from graph.text import Span
from graph.vocabularies.reference import Entry, Reference

# How far before and behind a name the words can be that say whose it is.
_BEFORE, _BEHIND = 90, 60
_OSCE = r"(?:[OC]SCE|(?:Organi[sz]ation|Conference)(?:\s(?:for|on)\sSecurity\sand\sCo-?operation\sin\sEurope)?)"
# `the OSCE's small Mission to Moldova`, `the Organization's Office in Baku`.
_OWN = re.compile(rf"(?:\b{_OSCE}|\([OC]SCE\))(?:[’']s)?(?:\s[a-z][\w-]*){{0,2}}\s$")
# `IOM's new Mission to Moldova`, `the United Nations' Office in Baku`.
_OWNED = re.compile(r"(?<![\w-])[^\W\d_a-z][\w.-]*[’']s?(?:\s[a-z][\w-]*){0,2}\s$")
_POSSESSIVE = ("'s ", "’s ", "s' ", "s’ ")
# `the UNDP Office in Yerevan`, `the International Organization for Migration (IOM) Office in Baku`.
_CALLED = re.compile(r"(?<![\w./-])(?P<word>[^\W\d_a-z][\w./]*(?:-[^\W\d_a-z]\w*)*)\)?\s$")
# `the Office in Yerevan of the Kosel Foundation`.
_OF = re.compile(rf"\sof\s(?:the\s|its\s)?(?!{_OSCE}\b)(?P<word>[^\W\d_a-z][\w.’'-]*)")


class Another:
    """Tells by the words around the name of an OSCE structure that it is not the OSCE's there."""

    def __init__(self, reference: Reference) -> None:
        bodies, states = reference.words("international-body"), reference.words("state-word")
        # `the National Security Committee`, `the EU Special Representative for the South Caucasus`.
        self._before = compiled(rf"(?<![\w-])(?:{_either(states)}|(?:{_either(bodies)})(?:[’']s?)?)\s$")
        self._behind = re.compile(rf"\sof\s(?:the\s)?(?:{_either((*bodies, *reference.words('national-body')))})\b")
        self._no_owners = frozenset((*reference.words("sentence-opener"), *reference.words("honorific")))

    def has_structure(self, text: str, place: Span, entries: Sequence[Entry]) -> bool:
        """Whether what could be the OSCE's structures is another's: `the National Security Committee`."""
        return (
            _are_all(entries, "structure")
            and not _is_own(text, place)
            and (
                self._before.search(text, max(0, place.start - _BEFORE), place.start) is not None
                or self._behind.match(text, place.end) is not None
            )
        )

    def operation(self, text: str, place: Span, entries: Sequence[Entry]) -> str:
        """Empty where it is an operation of the OSCE's, else the kind of chunk that the words are.

        `the IOM Mission to Moldova` is one body; in `Norway's new Office in Baku` nothing tells its name.
        """
        if not _are_all(entries, "field-operation") or _is_own(text, place):
            return ""
        start = max(0, place.start - _BEFORE)
        called, whose = _CALLED.search(text, start, place.start), _OF.match(text, place.end, place.end + _BEHIND)
        if any(found and found["word"] not in self._no_owners for found in (called, whose)):
            return "house"
        owned = _OWNED.search(text, start, place.start)
        return "" if owned is None else "house" if owned[0].endswith(_POSSESSIVE) else "word"


def _either(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, words))


def _are_all(entries: Sequence[Entry], kind: str) -> bool:
    return bool(entries) and all(_kind(entry.iri) == kind for entry in entries)


@lru_cache(maxsize=10_000)
def _kind(iri: NamedNode) -> str:
    return iri.value.rsplit("/", 2)[1]


def _is_own(text: str, place: Span) -> bool:
    """Whether the name or what stands before it says that it is the OSCE's; an acronym is what it is."""
    return (
        " " not in place.of(text)
        or re.match(_OSCE, place.of(text)) is not None
        or _OWN.search(text, max(0, place.start - _BEFORE), place.start) is not None
    )
