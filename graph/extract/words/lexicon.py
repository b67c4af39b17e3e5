"""Patterns made of the lexicon's word lists, and the one thing about English that they leave to rule: the plural."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from graph.extract.words.patterns import Pattern, compiled

# The noun is the first word of these: `Secretaries General`, `Editors-in-Chief`, `Runners-up`.
_HEAD_FIRST = compiled(r"[- ](?:General|in-(?:Office|Chief)|at-Large)$|(?<=[Rr]unner)-up$|(?<=[Rr]unners)-up$")


def any_of(words: Iterable[str], ending: str = r"(?!\w)") -> Pattern:
    """Any of these words or phrases as a whole word, the longest first, whatever its capitals."""
    return compiled(rf"(?<![\w-])(?:{_tree(tuple(words))}){ending}", re.IGNORECASE)


def longest_first(words: Iterable[str]) -> str:
    """The words as alternatives of an expression, with the capitals that they have."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


@lru_cache(maxsize=64)
def _tree(words: tuple[str, ...]) -> str:
    """The words as one expression that shares their beginnings.

    Hundreds of alternatives side by side would all be tried at every word of a text.
    """
    root: dict[str, Any] = {}
    for word in words:
        node = root
        for sign in word.lower():
            node = node.setdefault(sign, {})
        node[""] = {}
    return _expression(root)


def _expression(node: dict[str, Any]) -> str:
    parts = [_sign(sign) + _expression(rest) for sign, rest in node.items() if sign]
    if not parts:
        return ""
    inner = parts[0] if len(parts) == 1 and "" not in node else f"(?:{'|'.join(parts)})"
    return f"{inner}?" if "" in node else inner


def _sign(sign: str) -> str:
    # Pages print either apostrophe: `Chargé d’Affaires`.
    return "['’]" if sign in "'’" else re.escape(sign)


def plural(noun: str) -> str:
    """The plural of a noun or a phrase that a noun heads."""
    head = _HEAD_FIRST.search(noun)
    if head and not noun.startswith(("Major ", "Lieutenant ", "Brigadier ")):
        return plural(noun[: head.start()]) + head[0]
    if noun.endswith(("man", "men")):
        return noun[:-2] + "en"
    if noun.endswith("y") and noun[-2:-1] not in tuple("aeiou"):
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s")


def singular(noun: str) -> str:
    """The singular of a noun that `plural` made; what it cannot have made stays."""
    head = _HEAD_FIRST.search(noun)
    if head:
        return singular(noun[: head.start()]) + head[0]
    if noun.endswith("men"):
        return noun[:-2] + "an"
    if noun.endswith("ies"):
        return noun[:-3] + "y"
    if noun.endswith(("ches", "shes", "sses", "xes")):
        return noun[:-2]
    return noun.removesuffix("s")
