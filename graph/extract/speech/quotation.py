"""Speech in quotation marks, and who spoke it.

Marks around the title of a workshop or a book are no speech. Speech is told by its surroundings, the surest first:
a verb of speech after it or before it; a clause that it is part of (`hoped that "..."`); a speech that it goes on with;
a sentence of its own between sentences of the text.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pyoxigraph import NamedNode

from graph import methods
from graph.extract.roles.offices import Offices
from graph.extract.speech.clauses import Clauses
from graph.extract.speech.forms import Forms
from graph.extract.speech.speakers import Speakers
from graph.extract.speech.spoken import Before
from graph.extract.speech.statements import MOST_PARAGRAPHS, Statements, enclosed
from graph.extract.speech.subjects import Subjects
from graph.extract.speech.voices import NOBODY, Heard, Voices, after
from graph.extract.speech.wording import Wording
from graph.extract.words.marks import Marked, marks
from graph.records import Evidence, Found, Person, Quote
from graph.text import Span
from graph.vocabularies.reference import Reference

_SHORTEST = 4
# `called it "late, but right".`
_SHORTEST_CALLED = 3
# `"A," said X. "It is so."`
_SHORTEST_AGAIN = 2


class Quotations:
    """Finds quotes by the verbs of speech around them."""

    def __init__(self, reference: Reference, offices: Offices) -> None:
        self._subjects = Subjects(reference, offices)
        self._speakers = Speakers(reference, offices, self._subjects)
        self._voices = Voices(reference, offices, self._subjects, self._speakers)
        self._clauses = Clauses(reference)
        self._wording = Wording(reference, self._clauses)
        self._statements = Statements(reference)
        self._forms = Forms(reference, self._subjects.mentioned)

    def find(
        self,
        text: str,
        paragraphs: Sequence[Span],
        people: Sequence[Person],
        alone: Sequence[Found[NamedNode]] = (),
    ) -> list[Quote]:
        """The quotes in order. A speaker is one of `people`, or None where the text does not settle it.

        `alone` are the offices that are named without their holders; one of them may speak in place of a speaker.
        """
        found: list[Quote] = []
        spoken = Before()
        follows = unclosed = False
        taken: set[int] = set()
        every = [marks(text, paragraph) for paragraph in paragraphs]
        looking_back = self._clauses.looking_back(text, paragraphs, every)
        for at, (paragraph, marked, told) in enumerate(zip(paragraphs, every, looking_back, strict=True)):
            if paragraph.start in taken:
                continue
            announced = self._announced(text, paragraphs[at - 1]) if at else None
            quotes: list[Quote] = []
            for n, quote in enumerate(marked):
                so_far = Span(paragraph.start, quote.span.start)
                named = self._subjects.before(text, so_far, people, spoken, alone)
                if quotes and quotes[-1].office and not self._names(text, quotes[-1], quote, people):
                    named = after(text, quotes[-1], named)
                before = quotes[-1] if quotes else found[-1] if found and follows and not told else None
                who = Heard(people, named, alone)
                one = self._quote(text, paragraph, marked, n, who, before, told or announced)
                if one is not None and quotes and n and self._clauses.splits(text, marked[n - 1], quote):
                    quotes[-1] = _joined(text, quotes[-1], one)
                elif one is not None:
                    quotes.append(one)
                spoken = after(text, one, spoken)
            # The first paragraph of a speech over several may leave its speaker to a later one.
            if unclosed and found and quotes and found[-1].speaker is None:
                found[-1] = replace(found[-1], speaker=quotes[0].speaker, office=quotes[0].office)
            found += quotes
            if marked or paragraph.end > paragraph.start:
                follows = bool(quotes)
                unclosed = bool(quotes) and marked[-1].open
                spoken = self._subjects.before(text, paragraph, people, spoken, alone)
                spoken = after(text, quotes[-1] if quotes else None, spoken)
            rest = paragraphs[at + 1 : at + 1 + MOST_PARAGRAPHS]
            if quotes and (inside := enclosed(text, marked[-1], rest)):
                more = list(_bare(text, inside, quotes[-1], 0.7))
            elif not marked and (clause := self._statements.announcement(text, paragraph)):
                voice = self._voices.of_clause(text, clause, Heard(people, spoken, alone))
                more = list(_bare(text, self._statements.after(text, clause, rest), replace(voice, marked=False), 0.6))
            else:
                continue
            found += more
            unclosed = False
            taken.update(one.start for one in rest if any(one.overlaps(quote.text.evidence.span) for quote in more))
        return found

    def _quote(
        self,
        text: str,
        paragraph: Span,
        marked: Sequence[Marked],
        n: int,
        who: Heard,
        before: Quote | None,
        announced: Span | None,
    ) -> Quote | None:
        """The quote between these marks with its speaker, or None where the marks hold no speech.

        `announced` is the clause of the paragraph above that announces speech, or of one below that looks back at it.
        """
        quote = marked[n]
        words = quote.words.of(text)
        if self._forms.is_title(text, quote):
            return None
        if speaker := self._forms.describer(text, paragraph, quote, who.people):
            span = Evidence(quote.words, methods.QUOTATION_GRAMMAR, 0.85)
            return replace(NOBODY, text=Found(words, span), speaker=speaker)
        # A word or two in marks are doubt or a term, unless they are punctuated as speech: `"We start," said X`.
        spoken = self._wording.is_said(text, quote)
        called = len(words.split()) == _SHORTEST_CALLED and self._wording.calls(text, paragraph, marked, n)
        thanked = self._wording.thanks(text, paragraph, marked, n)
        enough = len(words.split()) >= _SHORTEST or spoken or called or thanked
        if not enough or self._wording.is_name(text, paragraph, quote):
            return None
        said = Found(words, Evidence(quote.words, methods.QUOTATION_GRAMMAR, 0.9))
        less = replace(said, evidence=replace(said.evidence, confidence=0.7))
        clauses = list(self._clauses.around(text, paragraph, marked, n))
        # `In reply to Y, who had called it "late", X said`: words within a sentence are led to by what stands before.
        if len(clauses) > 1 and words[0].islower() and self._voices.leads(text, clauses[-1]):
            clauses = clauses[-1:]
        # `In the Document States undertook "to ensure it", X recalled`: X only repeats it.
        led = self._clauses.so_far(text, paragraph, marked, n)
        if clauses and words[0].islower() and self._voices.is_nobodys(text, led):
            return replace(NOBODY, text=said)
        if clauses:
            voices = (self._voices.of_clause(text, one, who, one.end <= quote.span.start) for one in clauses)
            return replace(next((one for one in voices if one.speaker or one.office), NOBODY), text=said)
        if self._forms.is_question(text, quote):
            return replace(NOBODY, text=less)
        sentence = self._clauses.so_far(text, paragraph, marked, n)
        # `Her advice was brief: "Be faster."`.
        if self._forms.is_own(text, quote, sentence):
            speaker = self._speakers.of_possessive(text, sentence, who.people, who.before)
            return replace(NOBODY, text=less, speaker=speaker) if speaker else None
        goes_on = before is not None and n and before.text.evidence.span.end >= marked[n - 1].words.end
        if not (thanked or called) and len(words.split()) < (_SHORTEST_AGAIN if goes_on else _SHORTEST):
            return None
        if words[0].islower():
            # `spoke of "..."`, `hoped that "..."`: part of the text's own sentence.
            if not sentence.of(text).strip():
                return None
            return replace(self._voices.of_clause(text, sentence, who), text=less)
        # `X was less forgiving: "..."`: somebody stands before the colon.
        if self._wording.is_sentence(text, quote) and sentence.of(text).rstrip().endswith(":"):
            speaker = self._speakers.of_possessive(text, sentence, who.people, who.before)
            voice = replace(NOBODY, speaker=speaker)
            voice = voice if speaker else self._voices.of_clause(text, sentence, who._replace(before=Before()))
            # `X and Y put it so: "..."` is speech of several.
            somebody = voice.speaker or voice.office or self._subjects.mentioned.find(text, sentence, who.people)
            told = somebody or self._wording.is_declared(text, sentence)
            return replace(voice, text=less) if told else None
        short = goes_on and words[0].isupper() and words[-1] in ".!?"
        if not (short or self._wording.is_sentence(text, quote)) or sentence.of(text).strip(" .:-–—"):
            return None
        whole = paragraph.start == quote.span.start
        # `"A," said X. "B."`, and a paragraph that is all quote after one with speech.
        if before is not None and (whole or goes_on):
            return replace(before, text=said, marked=True)
        # `X wrote in a message:`, and the quote begins the next paragraph.
        if whole and announced:
            return replace(self._voices.of_clause(text, announced, who), text=said)
        if whole and not quote.open:
            return None if before is None else replace(before, text=said, marked=True)
        context = Span(marked[n - 1].span.end if n else paragraph.start, quote.span.start)
        return Quote(less, self._speakers.of_context(text, context, who.people, who.before))

    def _names(self, text: str, last: Quote, quote: Marked, people: Sequence[Person]) -> bool:
        """Whether somebody is named between two quotes."""
        between = Span(last.text.evidence.span.end, quote.span.start)
        return bool(self._subjects.mentioned.find(text, between, people))

    def _announced(self, text: str, paragraph: Span) -> Span | None:
        """The clause of a paragraph that announces speech: `X said:`, `X issued the following statement:`."""
        return self._clauses.announces(text, paragraph) or self._statements.announcement(text, paragraph)


def _bare(text: str, spans: Sequence[Span], like: Quote, confidence: float) -> Iterator[Quote]:
    """Paragraphs that are speech without marks of their own, spoken as a quote `like` them."""
    evidence = (Evidence(span, methods.QUOTATION_GRAMMAR, confidence) for span in spans)
    return (replace(like, text=Found(one.span.of(text), one)) for one in evidence)


def _joined(text: str, first: Quote, second: Quote) -> Quote:
    """One quote of two pieces; its evidence holds what stands between them as well."""
    span = Span(first.text.evidence.span.start, second.text.evidence.span.end)
    words = f"{first.text.value} {second.text.value}"
    voice = first if first.speaker or first.office else second
    return replace(voice, text=Found(words, replace(first.text.evidence, span=span)))
