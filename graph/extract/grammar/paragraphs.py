"""A paragraph with what is known of it before anybody in it is known for a person."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from graph.extract.grammar.chunks import Chunker
from graph.extract.grammar.local_names import LocalNames
from graph.extract.grammar.named_tasks import NamedTasks
from graph.extract.grammar.rules import Chunk
from graph.extract.grammar.tokens import Tokens
from graph.extract.names.names import Name, Names
from graph.extract.words.gazetteer import Gazetteer, Match, resolve
from graph.extract.words.lexicon import any_of
from graph.extract.words.marks import marks
from graph.extract.words.patterns import compiled
from graph.records import Person
from graph.text import Places, Span
from graph.vocabularies.reference import Reference

_NEXT = re.compile(r",\s[^\W\d_a-z]")
# `school No. 5 “Siv Arbo”`.
_NUMBERED = re.compile(r"\d\s[“\"]")
# So many mentions of a name are looked at for the word that says what it is the name of.
_MENTIONS = 20


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Structures and countries named, possible names, quoted stretches, and the chunks that rules are written over.

    `candidates` are the possible names in order; `names` are the same, to be asked what stands near; `cuts` says that
    names or quotes cut it into other chunks than without them; `employer` is the structure that the release is about.
    """

    text: str
    span: Span
    matches: tuple[Match, ...]
    quoted: Places[Span]
    bodies: Places[tuple[Span, NamedNode]]
    countries: Places[tuple[Span, NamedNode]]
    names: Places[Name]
    candidates: tuple[Name, ...]
    resources: dict[Span, NamedNode]
    tokens: Tokens
    chunks: tuple[Chunk, ...]
    local: tuple[Span, ...]
    cuts: bool
    employer: NamedNode | None


class Paragraphs:
    """Makes paragraphs with the help of the vocabularies."""

    def __init__(self, reference: Reference, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._names = Names(reference)
        self._structures = reference.bodies
        self._countries = reference.countries
        self._chunker = Chunker(reference, gazetteer)
        self._local = LocalNames(reference)
        self._tasks = NamedTasks(reference)
        # `Adviser on Torture Prevention`, `the weekly Rijeka List`, `the Forum of Women Deputies`: no name.
        roles, kinds = any_of(reference.words("role-noun")), any_of(reference.words("kind-of-body"))
        # With their capitals: `in the presence of X` names nobody's office.
        houses = "|".join(re.escape(noun) for noun in reference.words("organisation-noun"))
        # `the primary school “Siv Arbo”` is called after somebody.
        small = any_of((*reference.words("named-house"), *reference.words("kind-of-body")), r"\s[“\"]$").pattern
        of_body = rf"(?-i:\b(?:{houses})\s(?:on|for|of|against)\s(?:the\s)?)$"
        self._task = compiled(rf"{roles.pattern}\s(?:on|for)\s$|{small}|{of_body}", re.IGNORECASE)
        self._kind = compiled(rf"{kinds.pattern}\s$", re.IGNORECASE)
        # `who heads Bela Krasna`.
        self._headed = any_of(reference.words("verb-of-body"), r"\s$")
        # `the publisher Ana Belková` may be either.
        self._both = {word.casefold() for word in reference.words("role-noun")}
        self._given = frozenset(reference.words("given-name"))
        # `the film Ana Belková`; `the Ana Belková sailed`: a thing that is called after somebody.
        # But `in her film Ana Belková shows`.
        thing = rf"(?<!\bin his\s)(?<!\bin her\s)(?-i:(?![A-Z])){any_of(reference.words('named-thing')).pattern}"
        self._thing = compiled(rf"{thing}\s$|\bthe\s$", re.IGNORECASE)
        # `Bela Rada member Ana Belková`: what right before a small noun is called so is a body.
        self._of_member = re.compile(rf"\s(?-i:(?=[a-z])){roles.pattern}\s(?-i:(?=[A-Z]))", re.IGNORECASE)
        endings = "|".join(map(re.escape, reference.words("firm-ending")))
        # `Belková & Sons`, `Ana Belková & Co.`
        self._firm = re.compile(rf"\s(?:&|and)\s(?:{endings})(?!\w)")

    def paragraph(self, text: str, span: Span, date: str | None, employer: NamedNode | None) -> Paragraph:
        """The paragraph at `span`; `date` (ISO) settles which stage of a structure a name means."""
        matches = tuple(self._gazetteer.matches(text, span, date))
        resolved = ((match.span, resolve(match.entries, date)) for match in matches)
        known = [(at, iri) for at, iri in resolved if iri is not None]
        bodies = tuple((at, iri) for at, iri in known if iri in self._structures)
        countries = tuple((at, iri) for at, iri in known if iri in self._countries)
        quoted = tuple(quote.span for quote in marks(text, span))
        local = sorted((*self._local.find(text, span), *self._tasks.find(text, span)))
        names = self._names.find(text, span, [*(match.span for match in matches), *local])
        outside = tuple(name for name in names if not self._is_thing(text, span, name))
        marked = Places(quoted, lambda at: at)
        said = [name for name in outside if not marked.near(name.span)]
        tokens = self._chunker.tokens(text, span)
        chunks = self._chunker.cut(tokens, matches, said, quoted, local)
        return Paragraph(
            text,
            span,
            matches,
            marked,
            Places(bodies, lambda body: body[0]),
            Places(countries, lambda country: country[0]),
            Places(outside, lambda name: name.span),
            outside,
            dict((*bodies, *countries)),
            tokens,
            tuple(chunks),
            tuple(local),
            bool(said or quoted),
            employer,
        )

    def _is_thing(self, text: str, paragraph: Span, name: Name) -> bool:
        """Whether the words around a name say that it is that of a body, a task or a thing."""
        start = max(paragraph.start, name.start - 60)
        if name.honorific is None and self._of_member.match(text, name.span.end, paragraph.end):
            return True
        if self._task.search(text, start, name.start) or _NUMBERED.match(text, max(start, name.start - 3), name.start):
            return True
        if self._firm.match(text, name.span.end, paragraph.end):
            return True
        # `Director of the Valley Foundation Ana Belková spoke` tells of her, and of a body where the next is somebody.
        kind = self._kind.search(text, start, name.start)
        if kind and (not kind[0].istitle() or _NEXT.match(text, name.span.end, paragraph.end)):
            return True
        thing = self._headed.search(text, start, name.start) or self._thing.search(text, start, name.start)
        return name.honorific is None and thing is not None

    def is_body(self, text: str, name: Name) -> bool:
        """Whether the text has said before what kind of body is called so: `the NGO Bela Krasna`."""
        words = name.span.of(text)
        if words.split()[0] in self._given:
            return False
        at, left = text.find(words, 0, name.start), _MENTIONS
        while at >= 0 and left:
            left -= 1
            kind = self._kind.search(text, max(0, at - 60), at)
            if kind and kind[0].strip().casefold() not in self._both:
                return True
            at = text.find(words, at + len(words), name.start)
        return False

    def chunks_beside(self, paragraph: Paragraph, people: Sequence[Person]) -> list[Chunk]:
        """The chunks of the paragraph once its people are known: what is no name may be part of a body's."""
        names = [Name(person.name.evidence.span, None) for person in people]
        if not names and not paragraph.cuts:
            return list(paragraph.chunks)
        return self._chunker.cut(paragraph.tokens, paragraph.matches, names, (), paragraph.local)
