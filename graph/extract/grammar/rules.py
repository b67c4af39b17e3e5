"""The engine of the grammar: named rules over chunks, as a linguist would write them down.

A rule (`ontology/vocabularies/grammar.ttl`) is a line of names: kinds of chunk, or other rules, with `( ) | * + ?` as
in regular expressions and `!` for "not followed by". Each kind becomes one character, so a rule runs as a regular
expression over a string that has one character a chunk. Nothing repeats more than `_MOST` times, so the work grows
with the number of chunks and no faster, whatever the text.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from graph.extract.grammar import packrat
from graph.extract.grammar.needs import Needs
from graph.text import Span

_PART = re.compile(r"\s*(?:(?P<name>[a-z][a-z-]*)|(?P<sign>[()|*+?!]))")
_FIRST = 0xE000
_MOST = 24
# Rules that are longer than so many characters, written out, are not written out where others name them.
_LARGE = 4_000
_REPEATED = {"*": f"{{0,{_MOST}}}", "+": f"{{1,{_MOST}}}", "(": "(?:"}


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of a sentence and the one kind it counts as."""

    kind: str
    span: Span


def around(chunks: Sequence[Chunk]) -> Span:
    """From the first chunk to the last."""
    return Span(chunks[0].span.start, chunks[-1].span.end)


@dataclass(frozen=True, slots=True)
class _Rule:
    """A rule ready to run over a line that has the lengths of the `named` ones."""

    pattern: re.Pattern[str]
    named: tuple[str, ...]
    # One at least of the characters of each set is where it fits.
    needed: tuple[frozenset[str], ...]


class _Line:
    """The chunks as one character each, and what is known of them so far."""

    def __init__(self, signs: str) -> None:
        self.signs = signs
        self.there = frozenset(signs)
        self.lengths: dict[str, list[int] | None] = {}
        self.wide: dict[tuple[str, ...], str | None] = {}


class _Expressions:
    """Rules as regular expressions: what they name has a sign, or is written out in its place."""

    def __init__(self, patterns: Mapping[str, str], signs: Mapping[str, str]) -> None:
        self._patterns, self._signs = patterns, signs
        self._written: dict[str, str] = {}

    def of(self, name: str, within: tuple[str, ...] = ()) -> str:
        """The rule of this name, written out, though it has a sign where others name it."""
        if name in within:
            raise ValueError(f"the rule {name!r} names itself")
        if name not in self._written:
            self._written[name] = self._write(name, within)
        return self._written[name]

    def _write(self, name: str, within: tuple[str, ...]) -> str:
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
            return self.of(name, (*within, rule))
        raise ValueError(f"the rule {rule!r} names {name!r}, which is neither a rule nor a kind of chunk")


class Rules:
    """The rules of a grammar, ready to be matched.

    Raises ValueError where a rule names neither a kind nor a rule, or names itself; and where its brackets are not well
    formed, when it is first asked for.
    """

    def __init__(self, patterns: Mapping[str, str], kinds: Sequence[str]) -> None:
        self._signs = {kind: chr(_FIRST + n) for n, kind in enumerate(kinds)}
        self._last: tuple[Sequence[Chunk], _Line] = ((), _Line(""))
        # Parts of rules are written out within them, and need not run by themselves.
        expressions = _Expressions(patterns, self._signs)
        self._written = {name: expressions.of(name) for name in patterns}
        self._needs = Needs(patterns, self._signs)
        large = [name for name, written in self._written.items() if len(written) > _LARGE and self._needs.of(name)]
        self._large = {name: chr(packrat.FIRST_RULE + n) for n, name in enumerate(large)}
        self._brief = _Expressions(patterns, {**self._large, **self._signs})
        self._ready: dict[str, _Rule] = {}
        self._whole: dict[str, re.Pattern[str]] = {}
        self._ahead: dict[str, re.Pattern[str]] = {}

    def find(self, rule: str, chunks: Sequence[Chunk]) -> Iterator[Sequence[Chunk]]:
        """The stretches of chunks that the rule fits, from left to right, none overlapping another."""
        line = self._line(chunks)
        if any(line.there.isdisjoint(clause) for clause in self._rule(rule).needed):
            return
        pattern, signs, width = self._run(rule, line)
        for match in pattern.finditer(signs):
            if match.end() > match.start():
                yield chunks[match.start() // width : match.end() // width]

    def begins(self, rule: str, chunks: Sequence[Chunk], at: int) -> Sequence[Chunk]:
        """The chunks from `at` on that the rule fits, or none."""
        rest = chunks[at:]
        pattern, signs, width = self._run(rule, self._line_of(rest))
        match = pattern.match(signs)
        return rest[: match.end() // width] if match else ()

    def expression(self, rule: str) -> str:
        """The rule as one regular expression over a character a chunk, with all that it names written out.

        Raises ValueError where its brackets are not well formed.
        """
        self._rule(rule)
        return self._written[rule]

    def _line(self, chunks: Sequence[Chunk]) -> _Line:
        """Rule after rule is asked about the same chunks: the last line is kept."""
        if chunks is not self._last[0]:
            self._last = (chunks, self._line_of(chunks))
        return self._last[1]

    def _line_of(self, chunks: Sequence[Chunk]) -> _Line:
        return _Line("".join([self._signs[chunk.kind] for chunk in chunks]))

    def _run(self, name: str, line: _Line) -> tuple[re.Pattern[str], str, int]:
        """What runs over which characters, and how many of them a chunk has."""
        rule = self._rule(name)
        if not rule.named:
            return rule.pattern, line.signs, 1
        if rule.named not in line.wide:
            lengths = [self._lengths(one, line) for one in rule.named]
            told = [one for one in lengths if one is not None]
            line.wide[rule.named] = packrat.beside(line.signs, told) if len(told) == len(lengths) else None
        wide = line.wide[rule.named]
        return (self._alone(name), line.signs, 1) if wide is None else (rule.pattern, wide, 1 + len(rule.named))

    def _lengths(self, name: str, line: _Line) -> list[int] | None:
        """How many chunks a large rule takes from each chunk of a line on; None where they are too many to be told."""
        if name not in line.lengths:
            pattern, signs, width = self._run(name, line)
            if pattern.pattern not in self._ahead:
                self._ahead[pattern.pattern] = re.compile(f"(?=({pattern.pattern}))")
            line.lengths[name] = packrat.lengths(self._ahead[pattern.pattern], signs, width)
        return line.lengths[name]

    def _rule(self, name: str) -> _Rule:
        """The rule, ready to run.

        Raises ValueError where its brackets are not well formed.
        """
        if name not in self._ready:
            written = self._brief.of(name)
            named = tuple(one for one, sign in self._large.items() if sign in written)
            pattern = self._made(name, packrat.widened(written, "".join(map(self._large.__getitem__, named))))
            needed = tuple(frozenset(map(self._signs.__getitem__, one)) for one in self._needs.of(name))
            self._ready[name] = _Rule(pattern, named, needed)
        return self._ready[name]

    def _alone(self, name: str) -> re.Pattern[str]:
        if name not in self._whole:
            self._whole[name] = self._made(name, self._written[name])
        return self._whole[name]

    def _made(self, name: str, written: str) -> re.Pattern[str]:
        try:
            return re.compile(written)
        except re.error as error:
            raise ValueError(f"the rule {name!r} is not well formed: {error}") from error
