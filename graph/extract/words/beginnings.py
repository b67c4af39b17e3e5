"""With which words a regular expression can begin, told by the expression itself.

`(?<![\\w-])(?:seminar|round table)s?(?!\\w)` begins with `seminar`, `seminars` or `round`, and nowhere else in a text
need it be tried. Words are folded: whatever their capitals, they count as one.

The parser of the standard library's own `re` takes the expression apart. It is no public part of it: where it is not
there, nothing is told of any expression, all are tried at every place, and find the same.
"""

from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any, NamedTuple

# By their names: no stub tells of these two.
signs: Any
parser: Any
try:
    signs, parser = import_module("re._constants"), import_module("re._parser")
except ImportError:  # pragma: no cover
    parser = None

# An expression that can begin in more ways is tried everywhere, and a class of more signs ends what is known of a word.
_MOST, _MOST_SIGNS = 4_000, 8


class Beginnings(NamedTuple):
    """The `whole` words, the beginnings of longer ones (`parts`), and whether a figure may stand first (`figures`)."""

    whole: frozenset[str]
    parts: tuple[str, ...]
    figures: bool


class _Unknown(Exception):
    """Nothing tells how the expression begins."""


class _Begun(NamedTuple):
    """What has been read of a first word; `bound` says that no word can go on where it begins."""

    word: str
    bound: bool


def beginnings(expression: str, flags: int) -> Beginnings | None:
    """With which words a match can begin, at the beginning of a word; None where that is not known."""
    if parser is None:
        return None
    found = _Found()
    try:
        left = found.read(parser.parse(expression, flags), [_Begun("", False)])
    except _Unknown:
        return None
    for one in left:
        found.end(one, whole=False)
    return Beginnings(frozenset(found.whole), tuple(sorted(found.parts)), found.figures)


class _Found:
    """Collects first words while it reads."""

    def __init__(self) -> None:
        self.whole: set[str] = set()
        self.parts: set[str] = set()
        self.figures = False

    def end(self, begun: _Begun, *, whole: bool) -> None:
        """Nothing more is known of a first word than so much; `whole` says that it ends here."""
        if not begun.word or len(self.whole) + len(self.parts) > _MOST:
            raise _Unknown
        (self.whole if whole else self.parts).add(begun.word)

    def read(self, parts: Any, begun: list[_Begun]) -> list[_Begun]:
        """What has been read behind some parts of an expression of words that are not at their end there."""
        for sign, of in parts:
            if not begun:
                break
            begun = list(dict.fromkeys(self._one(sign, of, begun)))
            if len(begun) > _MOST:
                raise _Unknown
        return begun

    def _one(self, sign: Any, of: Any, begun: list[_Begun]) -> Iterator[_Begun]:
        if sign is signs.LITERAL:
            yield from self._signs([chr(of)], begun)
        elif sign is signs.IN:
            yield from self._class(of, begun)
        elif sign is signs.BRANCH:
            for way in of[1]:
                yield from self.read(way, begun)
        elif sign is signs.SUBPATTERN:
            yield from self.read(of[3], begun)
        elif sign is signs.ATOMIC_GROUP:
            yield from self.read(of, begun)
        elif sign in (signs.MAX_REPEAT, signs.MIN_REPEAT, signs.POSSESSIVE_REPEAT):
            least, most, inner = of
            if not least:
                yield from begun
            behind = self.read(inner, begun)
            if most == 1:
                yield from behind
            else:
                self._ends(behind, whole=False)
        elif sign is signs.AT or sign in (signs.ASSERT, signs.ASSERT_NOT):
            yield from self._between(sign, of, begun)
        else:
            self._ends(begun, whole=False)

    def _between(self, sign: Any, of: Any, begun: list[_Begun]) -> Iterator[_Begun]:
        """What takes no sign: a boundary, what must stand before or behind."""
        if sign is signs.AT:
            bounds = of is signs.AT_BOUNDARY
            ends = bounds or of is signs.AT_END
        else:
            parts = _is_no_word(of[1]) if sign is signs.ASSERT_NOT else _is_apart(of[1], first=of[0] > 0)
            ends, bounds = of[0] > 0 and parts, of[0] < 0 and parts
        for one in begun:
            if not one.word:
                yield _Begun("", one.bound or bounds)
            elif ends:
                self.end(one, whole=True)
            else:
                yield one

    def _class(self, members: Sequence[Any], begun: list[_Begun]) -> Iterator[_Begun]:
        kinds = {sign for sign, _ in members}
        if kinds == {signs.LITERAL} and len(members) <= _MOST_SIGNS:
            yield from self._signs([chr(of) for _, of in members], begun)
        elif members == [(signs.CATEGORY, signs.CATEGORY_DIGIT)] and not any(one.word for one in begun):
            if not all(one.bound for one in begun):
                raise _Unknown
            self.figures = True
        else:
            self._ends(begun, whole=_parts_words(signs.IN, members))

    def _signs(self, either: Sequence[str], begun: list[_Begun]) -> Iterator[_Begun]:
        """One of some signs: it goes on with a word, or ends it."""
        for sign in either:
            for one in begun:
                if not _is_of_word(sign):
                    self.end(one, whole=True)
                elif not one.bound:
                    raise _Unknown
                elif sign.isascii():
                    yield _Begun(one.word + sign.lower(), True)
                else:
                    # Words with other letters are tried wherever they stand.
                    self.end(_Begun(one.word or sign, True), whole=False)

    def _ends(self, begun: list[_Begun], *, whole: bool) -> None:
        for one in begun:
            self.end(one, whole=whole)


def _is_of_word(sign: str) -> bool:
    return sign.isalnum() or sign == "_"


def _is_no_word(parts: Any) -> bool:
    """Whether a sign of a word is among what must not be there."""
    if len(parts) != 1:
        return False
    sign, of = parts[0]
    if sign is signs.BRANCH:
        return any(_is_no_word(way) for way in of[1])
    return sign is signs.IN and (signs.CATEGORY, signs.CATEGORY_WORD) in of and of[0] != (signs.NEGATE, None)


def _is_apart(parts: Any, *, first: bool) -> bool:
    """Whether what must be there begins with a sign that is none of a word, or ends with one without `first`."""
    if not len(parts):
        return False
    sign, of = parts[0 if first else -1]
    if sign is signs.BRANCH:
        return all(_is_apart(way, first=first) for way in of[1])
    return _parts_words(sign, of)


def _parts_words(sign: Any, of: Any) -> bool:
    """Whether a part of an expression is one sign, and none of a word."""
    if sign is signs.LITERAL:
        return not _is_of_word(chr(of))
    if sign is not signs.IN:
        return False
    if of[0] == (signs.NEGATE, None):
        return (signs.CATEGORY, signs.CATEGORY_WORD) in of
    apart = ((signs.CATEGORY, signs.CATEGORY_SPACE), (signs.CATEGORY, signs.CATEGORY_NOT_WORD))
    return all(one in apart or (one[0] is signs.LITERAL and not _is_of_word(chr(one[1]))) for one in of)
