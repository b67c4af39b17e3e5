"""Which kinds of chunk a rule of the grammar cannot do without, told by the rule itself.

`payers (paid | covered) (word | article)* costs` fits nothing in a paragraph without `costs`, nor in one without either
of `paid` and `covered`. Most rules are asked of paragraphs that lack such a kind, and need not be tried there at all.
"""

import re
from collections.abc import Container, Iterable, Mapping

Clause = frozenset[str]
"""Kinds of chunk of which one at least must be there."""

_PART = re.compile(r"[a-z][a-z-]*|[()|*+?!]")
# So many clauses are kept of a rule, those of the fewest kinds: they are lacking most often.
_MOST = 8


class Needs:
    """What the rules of a grammar need. They are well formed, and none names itself."""

    def __init__(self, rules: Mapping[str, str], kinds: Container[str]) -> None:
        """What is among the `kinds` of chunk is one wherever a rule names it, though a rule is called so too."""
        self._rules, self._kinds = rules, kinds
        self._known: dict[str, tuple[Clause, ...]] = {}

    def of(self, rule: str) -> tuple[Clause, ...]:
        """The clauses of which each holds wherever the rule of this name fits."""
        if rule not in self._known:
            parts = _PART.findall(self._rules[rule])
            self._known[rule] = self._alternatives(parts[::-1])
        return self._known[rule]

    def _alternatives(self, left: list[str]) -> tuple[Clause, ...]:
        """What a bracket needs, or a whole rule; `left` are the parts not yet read, the next one last."""
        found = self._sequence(left)
        while left[-1:] == ["|"]:
            left.pop()
            other = self._sequence(left)
            # Whichever of them fits, one clause of each holds.
            found = _strictest(one | another for one in found for another in other)
        return found

    def _sequence(self, left: list[str]) -> tuple[Clause, ...]:
        found: list[Clause] = []
        while left and left[-1] not in ("|", ")"):
            part = left.pop()
            if part == "!":
                left.pop()
                continue
            if part == "(":
                needed = self._alternatives(left)
                left.pop()
            else:
                needed = (frozenset([part]),) if part in self._kinds else self.of(part)
            sign = left.pop() if left and left[-1] in ("*", "+", "?") else ""
            if sign in ("", "+"):
                found += needed
        return _strictest(found)


def _strictest(clauses: Iterable[Clause]) -> tuple[Clause, ...]:
    """Without those that another one implies, and no more than `_MOST`."""
    found: list[Clause] = []
    for clause in sorted(set(clauses), key=lambda one: (len(one), sorted(one))):
        if len(found) < _MOST and not any(one <= clause for one in found):
            found.append(clause)
    return tuple(found)
