"""Which offices stand beside a name: before it or behind it, two joined by `and`, or that of a State's envoy."""

import re
from collections.abc import Iterator

from graph.extract.grammar.paragraphs import Paragraph
from graph.extract.names.names import Name
from graph.extract.roles.role_words import RoleWords
from graph.extract.roles.roles_after import RolesAfter
from graph.extract.roles.roles_before import RolesBefore
from graph.extract.words.lexicon import any_of
from graph.text import Span
from graph.vocabularies.reference import Reference

_AND_OFFICE = re.compile(r"\sand\s(?:the\s)?")
_OF_WHAT = re.compile(r"\s(?:of|for|to|at|in)\s")


class Roles:
    """Finds the roles of a name by the words of the lexicon; what it yields are spans of the paragraph's text."""

    def __init__(self, reference: Reference, words: RoleWords) -> None:
        self._roles = words.nouns
        self._before = RolesBefore(reference, words)
        self._prizes = any_of(reference.words("plural-prize"))
        self._after = RolesAfter(reference, words, self._before)

    def before(self, paragraph: Paragraph, name: Name) -> Iterator[Span]:
        """`OSCE spokesperson X`, `the Head of the Mission, Ambassador X`, `US Ambassador X`."""
        yield from self._before.find(paragraph, name)
        if sent := self._before.posted.find(paragraph, name):
            yield sent

    def after(self, paragraph: Paragraph, name: Name) -> Iterator[Span]:
        """`X, Head of the OSCE Mission to Serbia,`."""
        yield from self._after.find(paragraph, name)

    def describes_body(self, paragraph: Paragraph, name: Name) -> bool:
        """Whether what stands behind a name says that it is a body's: `Rijeka List, a foundation which pays`."""
        return self._after.describes_body(paragraph, name)

    def each(self, paragraph: Paragraph, role: Span) -> list[Span]:
        """The two offices that `and` joins: `Ambassador of Norway and Chairperson of the Council`.

        `Representative and Co-ordinator for Roads` is one, and so is what stands within a body's name.
        """
        text = paragraph.text
        for joint in _AND_OFFICE.finditer(text, role.start, role.end):
            at = Span(*joint.span())
            left, right = Span(role.start, at.start), Span(at.end, role.end)
            if any(body.holds(at) for body, _ in paragraph.bodies.near(at)):
                continue
            noun = self._roles.search(text, right.start, right.end)
            # `laureate of the White Ribbon and Gender Champion Awards`: one role, and no champion.
            if self._prizes.search(text, right.start, right.end):
                continue
            if noun is None or not self._roles.search(text, left.start, left.end):
                continue
            words = text[right.start : noun.start()].split()
            own = all(word[0].isupper() for word in words) or not words
            whole = _OF_WHAT.search(text, left.start, left.end) or (
                len(left.of(text).split()) > 1 and not _OF_WHAT.search(text, right.start, right.end)
            )
            if own and (whole or left.of(text).endswith("in-Office")):
                return [left, right]
        return [role]
