"""The engine of the grammar: named rules over chunks, as a linguist would write them down.

A rule (`ontology/vocabularies/grammar.ttl`) is a line of names: kinds of chunk, or other rules, with `( ) | * + ?` as
in regular expressions and `!` for "not followed by". Each kind becomes one character, so a rule runs as a regular
expression over a string that has one character a chunk. Nothing repeats more than `_MOST` times, so the work grows
with the number of chunks and no faster, whatever the text.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from graph.extract.needs import Needs
from graph.text import Span

_PART = re.compile(r"\s*(?:(?P<name>[a-z][a-z-]*)|(?P<sign>[()|*+?!]))")
_FIRST = 0xE000
_MOST = 24
_REPEATED = {"*": f"{{0,{_MOST}}}", "+": f"{{1,{_MOST}}}", "(": "(?:"}


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of a sentence and the one kind it counts as."""

    kind: str
    span: Span


def around(chunks: Sequence[Chunk]) -> Span:
    """From the first chunk to the last."""
    return Span(chunks[0].span.start, chunks[-1].span.end)


class Rules:
    """The rules of a grammar, ready to be matched.

    Raises ValueError where a rule names neither a kind nor a rule, or names itself; and where its brackets are not well
    formed, when it is first asked for.
    """

    def __init__(self, patterns: Mapping[str, str], kinds: Sequence[str]) -> None:
        self._patterns = patterns
        self._signs = {kind: chr(_FIRST + n) for n, kind in enumerate(kinds)}
        self._last: tuple[Sequence[Chunk], str, frozenset[str]] = ((), "", frozenset())
        # Parts of rules are written out within them, and need not run by themselves.
        self._written = {name: self._expand(name, ()) for name in patterns}
        self._needs = Needs(patterns, self._signs)
        self._compiled: dict[str, tuple[re.Pattern[str], tuple[frozenset[str], ...]]] = {}

    def find(self, rule: str, chunks: Sequence[Chunk]) -> Iterator[Sequence[Chunk]]:
        """The stretches of chunks that the rule fits, from left to right, none overlapping another."""
        pattern, needed = self._rule(rule)
        line, there = self._line(chunks)
        for clause in needed:
            if there.isdisjoint(clause):
                return
        for match in pattern.finditer(line):
            if match.end() > match.start():
                yield chunks[match.start() : match.end()]

    def _line(self, chunks: Sequence[Chunk]) -> tuple[str, frozenset[str]]:
        """One character a chunk, and which there are.

        Rule after rule is asked about the same chunks: the last line is kept.
        """
        if chunks is not self._last[0]:
            line = "".join([self._signs[chunk.kind] for chunk in chunks])
            self._last = (chunks, line, frozenset(line))
        return self._last[1:]

    def begins(self, rule: str, chunks: Sequence[Chunk], at: int) -> Sequence[Chunk]:
        """The chunks from `at` on that the rule fits, or none."""
        line = "".join(self._signs[chunk.kind] for chunk in chunks[at:])
        match = self._rule(rule)[0].match(line)
        return chunks[at : at + match.end()] if match else ()

    def expression(self, rule: str) -> str:
        """The rule as the regular expression that it runs as."""
        return self._rule(rule)[0].pattern

    def _rule(self, name: str) -> tuple[re.Pattern[str], tuple[frozenset[str], ...]]:
        """The rule, ready to run, and the characters that it needs, one of each set at least.

        Raises ValueError where its brackets are not well formed.
        """
        if name not in self._compiled:
            try:
                pattern = re.compile(self._written[name])
            except re.error as error:
                raise ValueError(f"the rule {name!r} is not well formed: {error}") from error
            needed = tuple(frozenset(map(self._signs.__getitem__, one)) for one in self._needs.of(name))
            self._compiled[name] = pattern, needed
        return self._compiled[name]

    def _expand(self, name: str, within: tuple[str, ...]) -> str:
        """The rule as a regular expression; rules that it names are written out in their place."""
        if name in within:
            raise ValueError(f"the rule {name!r} names itself")
        pattern, found, at = self._patterns[name], [], 0
        while pattern[at:].strip():
            part = _PART.match(pattern, at)
            if part is None:
                raise ValueError(f"the rule {name!r} has a sign that no rule may have: {pattern[at:].strip()[0]!r}")
            at = part.end()
            if part["sign"] == "!":
                inner = _PART.match(pattern, at)
                if inner is None or not inner["name"]:
                    raise ValueError(f"the rule {name!r} has no name after '!'")
                found.append(f"(?!{self._one(name, inner['name'], within)})")
                at = inner.end()
            else:
                sign = part["sign"]
                found.append(_REPEATED.get(sign, sign) if sign else self._one(name, part["name"], within))
        # Atomic: what a rule has taken it does not give back, so that rules within rules cannot try each other out.
        return f"(?>{''.join(found)})"

    def _one(self, rule: str, name: str, within: tuple[str, ...]) -> str:
        if name in self._signs:
            return self._signs[name]
        if name in self._patterns:
            return self._expand(name, (*within, rule))
        raise ValueError(f"the rule {rule!r} names {name!r}, which is neither a rule nor a kind of chunk")
