"""Institutions that bear the name of a post: `the OSCE Representative on Freedom of the Media, X,` is somebody."""

import re
from collections.abc import Iterator, Sequence

from pyoxigraph import NamedNode

from graph.extract.lexicon import any_of
from graph.records import Found, Person
from graph.reference import Reference


class HeldPosts:
    """Takes them out of the organisations of a text that names who holds the post."""

    def __init__(self, reference: Reference) -> None:
        self._names = reference.names
        # `OSCE High Commissioner on National Minorities`, but not the office of that one.
        post = any_of(reference.words("role-noun")).pattern
        self._post = re.compile(rf"(?:[CO]SCE\s)?(?:[a-z]+\s){{0,2}}?{post}\s(?:on|for)\s", re.IGNORECASE)

    def without(
        self, text: str, named: Sequence[Found[NamedNode | str]], people: Sequence[Person]
    ) -> Iterator[Found[NamedNode | str]]:
        """The organisations but for the names of posts that one of the people holds."""
        held = {name for person in people for name in self._of(text, person)}
        yield from (one for one in named if one.value not in held)

    def _of(self, text: str, person: Person) -> Iterator[str]:
        for role in person.roles:
            body, title = role.organisation, role.title.evidence.span
            if body is None or not isinstance(body.value, NamedNode) or not title.holds(body.evidence.span):
                continue
            # `OSCE Representative on Freedom of the Media`, but not `Adviser to the Representative`.
            first = text[title.start : body.evidence.span.start] in ("", "OSCE ", "new ", "new OSCE ")
            if first and self._post.match(text, body.evidence.span.start, title.end):
                yield from (name for name in self._names(body.value) if self._post.match(name))
