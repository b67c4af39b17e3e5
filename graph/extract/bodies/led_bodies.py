"""Bodies that only the office before them tells from a meeting or a State: `president of the Forum of Women`."""

from collections.abc import Iterator, Sequence

from graph.extract.grammar.rules import Chunk, Rules, around
from graph.extract.words.lexicon import any_of
from graph.extract.words.patterns import Pattern
from graph.text import Span
from graph.vocabularies.reference import Reference


class LedBodies:
    """Finds them by the lists of the lexicon for those who lead a body or write for a paper."""

    def __init__(self, reference: Reference, rules: Rules) -> None:
        self._rules = rules
        self._leading = any_of(reference.words("named-of-role"), "$")
        self._writing = any_of(reference.words("writes-for-paper"), "$")
        self._meetings = frozenset(reference.words("lasting-meeting"))
        self._regions = frozenset(reference.words("region-word"))

    def find(self, text: str, chunks: Sequence[Chunk]) -> Iterator[Span]:
        """Where such names stand."""
        for own in self._behind("led-meeting", self._leading, text, chunks):
            if own[0].span.of(text) in self._meetings:
                yield around(own)
        for own in self._behind("led-forum", self._leading, text, chunks):
            if own[-1].span.of(text) in self._meetings:
                yield around(own)
        for own in self._behind("led-title", self._writing, text, chunks):
            # `a reporter in Eastern Slovakia` writes for no paper of that name.
            if own[0].span.of(text) not in self._regions:
                yield around(own)

    def _behind(self, rule: str, offices: Pattern, text: str, chunks: Sequence[Chunk]) -> Iterator[Sequence[Chunk]]:
        """What stands behind one of the offices, without its article."""
        for role, *named in self._rules.find(rule, chunks):
            if offices.search(text, role.span.start, role.span.end):
                # `of the Osh branch of the Slovak Democratic Forum`: the forum's.
                last = max(n for n, one in enumerate(named) if n == 0 or one.kind == "of")
                own = named[last + 1 if rule == "led-forum" else 1 :]
                yield own[1:] if own[0].kind == "article" else own
