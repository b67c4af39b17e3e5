"""Regular expressions of XPath, which `sh:pattern` means by way of SPARQL's REGEX, as Python's.

Differences that matter: classes less others (`[a-z-[aeiou]]`), categories of Unicode (`\\p{Lu}`), names of XML (`\\i`
and `\\c`), `$`, which in XPath lets no line break follow, and the flags. `\\w`, `\\d` and `\\s` are left as Python has
them, which is nearer to what the other engines of SHACL do.
"""

import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from graph.shacl.datatypes import NAME, NAME_START

_FLAGS = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL}
_SPACE = "\t\n\r "


@lru_cache(1 << 10)
def compiled(pattern: str, flags: str) -> re.Pattern[str]:
    """The regular expression; raises ValueError or re.error where it is none, or a flag is none of XPath's."""
    if unknown := set(flags) - set("smixq"):
        raise ValueError(f"the flag {min(unknown)} is none of s, m, i, x and q")
    combined = re.NOFLAG
    for letter in set(flags) & set(_FLAGS):
        combined |= _FLAGS[letter]
    if "q" in flags:
        return re.compile(re.escape(pattern), combined)
    return re.compile("".join(_translated(pattern, "x" in flags, "m" in flags)), combined)


def _translated(pattern: str, spaced: bool, many_lines: bool) -> Iterator[str]:
    at = 0
    while at < len(pattern):
        sign = pattern[at]
        if sign == "\\":
            inside, text, at = _escape(pattern, at)
            yield f"[{text}]" if inside else text
        elif sign == "[":
            text, at = _class(pattern, at)
            yield text
        else:
            if sign == "$" and not many_lines:
                yield r"\Z"
            elif not (spaced and sign in _SPACE):
                yield sign
            at += 1


def _escape(pattern: str, at: int) -> tuple[bool, str, int]:
    """What an escape stands for, whether that is the inside of a class of characters, and where it ends."""
    kind = pattern[at + 1 : at + 2]
    if kind in ("p", "P") and (found := re.compile(r"\{(\^?)(\w+)\}").match(pattern, at + 2)):
        return True, _category(found[2], (kind == "P") != bool(found[1])), found.end()
    if kind in ("i", "c"):
        return True, NAME_START if kind == "i" else NAME, at + 2
    if kind in ("I", "C"):
        return True, _others(re.compile(f"[{NAME_START if kind == 'I' else NAME}]")), at + 2
    return False, pattern[at : at + 2], at + 2


def _class(pattern: str, start: int) -> tuple[str, int]:
    """A class of characters in brackets, and where it ends; what is to be taken from it comes as a look ahead."""
    at = start + 1
    parts, without = [], ""
    if pattern[at : at + 1] == "^":
        parts, at = ["^"], at + 1
    first = at
    while at < len(pattern) and (pattern[at] != "]" or at == first):
        if pattern[at] == "\\":
            _, text, at = _escape(pattern, at)
            parts.append(text)
        elif pattern.startswith("-[", at) and at > first and (taken := _less(pattern, at + 1)):
            without, at = taken
        else:
            parts.append("\\[" if pattern[at] == "[" else pattern[at])
            at += 1
    if at == len(pattern):
        raise ValueError(f"the class that begins at {start} has no end")
    kept = f"[{''.join(parts)}]"
    return (f"(?:(?!{without}){kept})" if without else kept), at + 1


def _less(pattern: str, at: int) -> tuple[str, int] | None:
    """The class that is taken from another, which ends with it; None where this is a bracket among the characters."""
    try:
        text, end = _class(pattern, at)
    except ValueError:
        return None
    return (text, end) if pattern[end : end + 1] == "]" else None


@cache
def _category(name: str, others: bool) -> str:
    """The characters of a category of Unicode, or all others, as the inside of a class."""
    belongs = [category.startswith(name) for category in map(unicodedata.category, map(chr, range(sys.maxunicode + 1)))]
    if not any(belongs):
        raise ValueError(f"{name} is no category of Unicode")
    return _spelt(does != others for does in belongs)


@cache
def _others(grammar: re.Pattern[str]) -> str:
    return _spelt(not grammar.match(chr(code)) for code in range(sys.maxunicode + 1))


def _spelt(belongs: Iterable[bool]) -> str:
    """The code points that belong, as ranges; those of one range follow each other."""
    ranges: list[tuple[int, int]] = []
    for code, does in enumerate(belongs):
        if does and ranges and ranges[-1][1] == code - 1:
            ranges[-1] = ranges[-1][0], code
        elif does:
            ranges.append((code, code))
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)
