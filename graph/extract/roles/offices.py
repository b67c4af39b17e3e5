"""Offices of the OSCE that a text names without naming who holds them: `the Chairperson-in-Office said`."""

import re
from collections.abc import Iterator, Sequence

from pyoxigraph import NamedNode

from graph import methods
from graph.extract.words.gazetteer import Gazetteer, resolve
from graph.extract.words.lexicon import any_of
from graph.extract.words.patterns import compiled
from graph.iri import BASE
from graph.records import Evidence, Found, Person
from graph.text import Span, sentence_around
from graph.vocabularies.reference import Reference

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
# `OSCE Representative on Freedom of the Media` goes on as `the Representative`.
_TAIL = re.compile(r"\s(?:on|for|of|in|to)\s.*", re.DOTALL)
# `the Secretary General of the Council` is another's.
_OF_ANOTHER = re.compile(r"\s(?:of|for|on|in|to|at)\s(?:the\s)?[A-Z]")
# `the Chairperson-in-Office's Personal Representative`.
_OWNER = re.compile(r"[’']s?\s(?:\w+\s){0,2}[A-Z]")
_POSSESSIVE, _WITH_OTHERS = re.compile(r"[’']"), re.compile(r",?\s(?:and|or|as well as|together with)\s")
_NAMED = re.compile(r",?\s(?:[A-Z][\w.’'-]*\s){1,3}[A-Z][\w’'-]+")
_ASIDE = r"(?:In|At|On|After|Before|During|Speaking|Addressing|Following|With|Today)\b[^.;:“”\"]{0,100},\s"
_BEHIND = 40


class Offices:
    """Finds offices whose holders the vocabularies know for some time."""

    def __init__(self, reference: Reference, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        # An office is a post, or an institution that goes by the title of the one who is it; no field operation is.
        self._posts = {
            office
            for office in reference.tenures.offices
            if office.value.startswith(f"{BASE}structure/")
            and (office in reference.posts or reference.tenures.titles(office) & set(reference.names(office)))
        }
        owners = any_of(reference.words("role-noun"), r"\s(?:of|to|for)\s(?:the\s)?(?:OSCE\s)?$")
        self._owned = compiled(rf"{owners.pattern}|\b(?:Office|Bureau|Cabinet)\sof\s(?:the\s)?$", re.IGNORECASE)
        self._other = any_of(reference.words("not-in-office"), r"\s(?:OSCE\s)?$")
        verbs = any_of(reference.words("speech-verb")).pattern
        states = any_of(sorted(reference.demonyms()), r"\s").pattern
        whose = rf"(?:the\s)?(?:{states})?(?:OSCE(?:[’']s)?\s)?"
        opening = rf"[\s,]*(?:{_ASIDE}|\w+,\s)?{whose}"
        # The office is the subject: it opens the clause, or follows the verb that the quote leaves over.
        self._leads = re.compile(opening, re.IGNORECASE)
        self._follows = re.compile(rf"[\s,]*{verbs}\s(?:\w+ly\s|also\s)?{whose}", re.IGNORECASE)
        # `The Secretary General, in a message read out by X, said`: nobody named behind it speaks.
        self._speaks = re.compile(
            rf"(?:,\s[^,.;:“”\"]{{1,80}},)?\s(?:\w+ly\s|also\s|today\s|later\s|then\s|has\s|had\s)*(?!quot){verbs}(?!\sby\b)",
            re.IGNORECASE,
        )
        self._denied = compiled(rf"{any_of(reference.words('denial')).pattern}\s(?:that\b|(?:\w+\s){{0,3}}{verbs})")

    def find(
        self, text: str, paragraphs: Sequence[Span], day: str | None, people: Sequence[Person]
    ) -> tuple[Found[NamedNode], ...]:
        """Each time an office is named alone, in order.

        Left out are offices that one of the `people` holds as the text has it, owners of something (`the Office of the
        Secretary General`), former and future holders, and sentences about another year than that of the ISO `day`.
        """
        named = [
            (match.span, iri)
            for paragraph in paragraphs
            for match in self._gazetteer.matches(text, paragraph)
            if (iri := resolve(match.entries, day)) in self._posts and not match.span.of(text).startswith("Office ")
        ]
        if not named:
            return ()
        named += self._again(text, paragraphs, named)
        held = {iri for _, iri in named if self._held(text, iri, [span for span, one in named if one == iri], people)}
        return tuple(
            Found(iri, Evidence(span, methods.OFFICE_HOLDER, 0.9))
            for span, iri in sorted(named, key=lambda one: one[0].start)
            if iri not in held and self._alone(text, span, day)
        )

    def speaking(self, text: str, clause: Span, alone: Sequence[Found[NamedNode]]) -> Found[NamedNode] | None:
        """The office among those named `alone` that is the subject of a clause which says who spoke, if one is."""
        for found in alone:
            span = found.evidence.span
            if not clause.start <= span.start < span.end <= clause.end:
                continue
            subject = any(rule.fullmatch(text, clause.start, span.start) for rule in (self._leads, self._follows))
            shared = _POSSESSIVE.match(text, span.end) or _WITH_OTHERS.match(text, span.end)
            if subject and not shared and not self.denied(text, clause):
                return found
        return None

    def denied(self, text: str, clause: Span) -> bool:
        """Whether a clause says that the words were not spoken: `denied saying`."""
        return self._denied.search(text, clause.start, clause.end) is not None

    def stands_at_verb(self, text: str, clause: Span, office: Found[NamedNode]) -> bool:
        """Whether an office that is the subject of a clause has the verb of speech beside it."""
        span = office.evidence.span
        follows = self._follows.fullmatch(text, clause.start, span.start)
        return bool(follows or self._speaks.match(text, span.end, clause.end))

    def _again(
        self, text: str, paragraphs: Sequence[Span], named: Sequence[tuple[Span, NamedNode]]
    ) -> Iterator[tuple[Span, NamedNode]]:
        """Where the text goes on with the short name of an office: `the High Commissioner`, nobody else's."""
        for iri in dict.fromkeys(iri for _, iri in named):
            spans = [span for span, one in named if one == iri]
            words = _TAIL.sub("", spans[0].of(text).removeprefix("OSCE "))
            if not words[:1].isalpha() or words.isupper():
                continue
            short = re.compile(rf"(?<![\w-])(?P<the>the\s)?(?P<name>{re.escape(words)})(?![\w-])", re.IGNORECASE)
            found = [
                match
                for paragraph in paragraphs
                for match in short.finditer(text, paragraph.start, paragraph.end)
                if match["name"][0].isupper() and not any(span.overlaps(Span(*match.span("name"))) for span in spans)
            ]
            # One that is somebody else's leaves open whose the others are.
            if all(match["the"] and not _OF_ANOTHER.match(text, match.end()) for match in found):
                yield from ((Span(*match.span("name")), iri) for match in found if match.start() > spans[0].start)

    def _alone(self, text: str, span: Span, day: str | None) -> bool:
        before = max(0, span.start - _BEHIND)
        sentence = sentence_around(text, span)
        years = _YEAR.findall(text, sentence.start, sentence.end)
        return not (
            self._owned.search(text, before, span.start)
            or self._other.search(text, before, span.start)
            or _OWNER.match(text, span.end)
            or _NAMED.match(text, span.end)
            or (day and any(year != day[:4] for year in years))
        )

    def _held(self, text: str, office: NamedNode, spans: Sequence[Span], people: Sequence[Person]) -> bool:
        """Whether the text gives the office to one of its people, be it a former holder."""
        for person in people:
            for role in person.roles:
                if role.organisation and role.organisation.value == office:
                    return True
                title = role.title.evidence.span
                within = (span for span in spans if title.overlaps(span))
                if any(not self._owned.search(text, title.start, span.start) for span in within):
                    return True
        return False
