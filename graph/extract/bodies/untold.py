"""Bodies that no noun and no list tells for one, only their place behind a role: `director of Kosel Brana`."""

import re
from collections.abc import Collection, Iterator

from pyoxigraph import NamedNode

from graph import methods
from graph.extract.bodies.organisations import OSCE_BODY, Body
from graph.extract.grammar.paragraphs import Paragraph
from graph.extract.words.lexicon import any_of
from graph.extract.words.runs import WORD
from graph.records import Evidence, Found, Person
from graph.text import Places, Span
from graph.vocabularies.reference import Reference

_SURE = 0.6
_OF_NAME = re.compile(rf"\sof\s(?P<name>{WORD}(?:\s{WORD}){{1,3}})(?=[,.;]|\s[a-z])")
_PROPER = re.compile(r"[^\W\d_a-z][\w’'&.-]*(?:\s(?:[^\W\d_a-z][\w’'&.-]*|\d+))+")


class Untold:
    """Knows the roles that people have at bodies and not in places; `no_names` are words that begin no name."""

    def __init__(self, reference: Reference, no_names: Collection[str]) -> None:
        self._no_names = no_names
        self._at_named = any_of(
            set(reference.words("named-of-role")) - {*reference.words("works-for")} | {"lawyer"}, "$"
        )
        self._regions = frozenset(reference.words("small-region"))

    def after(self, paragraph: Paragraph, person: Person) -> Found[NamedNode | str] | None:
        """`the lawyer X of Kosel Brana`: a lawyer is of no town."""
        text, at = paragraph.text, person.name.evidence.span
        of = _OF_NAME.match(text, at.end, paragraph.span.end)
        titles = (role.title.value for role in person.roles if role.title.evidence.span.end == at.start - 1)
        if of is None or not any(self._at_named.search(title) for title in titles):
            return None
        words = Span(*of.span("name"))
        if words.of(text).split()[0] in self._no_names or any(one.span.overlaps(words) for one in paragraph.matches):
            return None
        return Found(words.of(text), Evidence(words, methods.ROLE_GRAMMAR, _SURE))

    def named(self, text: str, person: Person, bodies: Places[Body]) -> Iterator[Found[NamedNode | str]]:
        """The bodies that are known by somebody's role alone, which are named there like any other."""
        for found in (person.affiliation, *(role.organisation for role in person.roles)):
            if found is None or found.evidence.confidence != _SURE or bodies.near(found.evidence.span):
                continue
            words = found.evidence.span.of(text)
            # `chairman of Osh District`: what somebody is the chairman of there is a place.
            place = words.rpartition(" ")[2].casefold() in self._regions
            # `the OSCE Mission` is the release's own.
            own = OSCE_BODY.fullmatch(words) is not None
            if words == found.value and not (place or own) and _PROPER.fullmatch(words):
                yield Found(words, Evidence(found.evidence.span, methods.ORGANISATION_GRAMMAR, _SURE))
