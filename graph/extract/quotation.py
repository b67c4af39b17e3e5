"""Speech in quotation marks, and who spoke it.

Marks around the title of a workshop or a book are no speech. Speech is told by its surroundings, the surest first:
a verb of speech after it or before it; a clause that it is part of (`hoped that "..."`); a speech that it goes on with;
a sentence of its own between sentences of the text.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from pyoxigraph import NamedNode

from graph.extract import methods
from graph.extract.lexicon import any_of
from graph.extract.marks import Marked, marks
from graph.extract.offices import Offices
from graph.extract.speakers import Before, Speakers
from graph.extract.statements import Statements, enclosed
from graph.records import Evidence, Found, Person, Quote
from graph.reference import Reference
from graph.text import FULL_STOP, Span

# The verb of speech stands close: `," said ...` or `," Colonel X, the Head of Y, said`.
_REACH = 160
# `"Come to us," she encouraged them`: after such a comma somebody speaks, whatever the verb.
_GOES_ON = re.compile(r",[”\"]\s(?:he|she|they)\s[a-z]")
_SHORTEST, _SHORTEST_SENTENCE = 4, 4
# `called it "late, but right".`
_SHORTEST_CALLED = 3
# `thanked the Service for its "exemplary work" since spring`.
_SHORTEST_THANKED, _FOR = 2, r"\s[^.;:]{1,80}?\sfor\s(?:its|their|his|her)\s$"
# `"A," said X. "It is so."`
_SHORTEST_AGAIN = 3


class Heard(NamedTuple):
    """Who may speak: the people of the text, those spoken of before, and the offices that are named alone."""

    people: Sequence[Person]
    before: Before
    alone: Sequence[Found[NamedNode]]


# What a quote says of its speaker where nothing is known.
_NOBODY = Quote(Found("", Evidence(Span(0, 0), methods.QUOTATION_GRAMMAR)))


class Quotations:
    """Finds quotes by the verbs of speech around them."""

    def __init__(self, reference: Reference, offices: Offices) -> None:
        self._offices = offices
        self._speech = any_of(reference.words("speech-verb"))
        self._naming = any_of(reference.words("naming-word"), r"(?=[\s:,‘'(]*$)")
        self._thanked = any_of(reference.words("thanking-verb"), _FOR)
        self._speakers = Speakers(reference, offices)
        self._statements = Statements(reference)

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
        for at, paragraph in enumerate(paragraphs):
            if paragraph.start in taken:
                continue
            marked = marks(text, paragraph)
            announced = self._announced(text, paragraphs[at - 1]) if at else None
            quotes: list[Quote] = []
            for n, quote in enumerate(marked):
                so_far = Span(paragraph.start, quote.span.start)
                named = self._speakers.before(text, so_far, people, spoken, alone)
                if quotes and quotes[-1].office and not self._names(text, quotes[-1], quote, people):
                    named = _after(text, quotes[-1], named)
                before = quotes[-1] if quotes else found[-1] if found and follows else None
                who = Heard(people, named, alone)
                one = self._quote(text, paragraph, marked, n, who, before, announced)
                if one is not None and quotes and n and self._one_sentence(text, marked[n - 1], quote):
                    quotes[-1] = _joined(text, quotes[-1], one)
                elif one is not None:
                    quotes.append(one)
                spoken = _after(text, one, spoken)
            # The first paragraph of a speech over several may leave its speaker to a later one.
            if unclosed and found and quotes and found[-1].speaker is None:
                found[-1] = replace(found[-1], speaker=quotes[0].speaker, office=quotes[0].office)
            found += quotes
            if marked or paragraph.end > paragraph.start:
                follows = bool(quotes)
                unclosed = bool(quotes) and marked[-1].open
                spoken = self._speakers.before(text, paragraph, people, spoken, alone)
                spoken = _after(text, quotes[-1] if quotes else None, spoken)
            rest = paragraphs[at + 1 :]
            if quotes and (inside := enclosed(text, marked[-1], rest)):
                more = list(_bare(text, inside, quotes[-1], 0.7))
            elif not marked and (clause := self._statements.announcement(text, paragraph)):
                voice = self._voice(text, clause, Heard(people, spoken, alone))
                more = list(_bare(text, self._statements.after(text, rest), replace(voice, marked=False), 0.6))
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

        `announced` is the clause of the paragraph above that announces speech.
        """
        quote = marked[n]
        words = quote.words.of(text)
        # A word or two in marks are doubt or a term, unless they are punctuated as speech: `"We start," said X`.
        spoken = words[-1] in ",.!?" and len(words.split()) > 1
        called = len(words.split()) == _SHORTEST_CALLED and self._calls(text, paragraph, marked, n)
        thanked = self._thanks(text, paragraph, marked, n)
        enough = len(words.split()) >= _SHORTEST or spoken or called or thanked
        if not enough or self._is_name(text, paragraph, quote):
            return None
        said = Found(words, Evidence(quote.words, methods.QUOTATION_GRAMMAR, 0.9))
        less = replace(said, evidence=replace(said.evidence, confidence=0.7))
        clauses = list(self._clauses(text, paragraph, marked, n))
        if clauses:
            voices = (self._voice(text, clause, who) for clause in clauses)
            return replace(next((one for one in voices if one.speaker or one.office), _NOBODY), text=said)
        sentence = self._so_far(text, paragraph, marked, n)
        goes_on = before is not None and n and before.text.evidence.span.end >= marked[n - 1].words.end
        if not thanked and len(words.split()) < (_SHORTEST_AGAIN if goes_on else _SHORTEST):
            return None
        if words[0].islower():
            # `spoke of "..."`, `hoped that "..."`: part of the text's own sentence.
            if not sentence.of(text).strip():
                return None
            return replace(self._voice(text, sentence, who), text=less)
        # `X was less forgiving: "..."`: somebody stands before the colon.
        if self._is_sentence(text, quote) and sentence.of(text).rstrip().endswith(":"):
            speaker = self._speakers.of_possessive(text, sentence, who.people, who.before)
            voice = replace(_NOBODY, speaker=speaker)
            voice = voice if speaker else self._voice(text, sentence, who._replace(before=Before()))
            return replace(voice, text=less) if voice.speaker or voice.office else None
        short = goes_on and words[0].isupper() and words[-1] in ".!?"
        if not (short or self._is_sentence(text, quote)) or sentence.of(text).strip(" .:-–—"):
            return None
        whole = paragraph.start == quote.span.start
        # `"A," said X. "B."`, and a paragraph that is all quote after one with speech.
        if before is not None and (whole or goes_on):
            return replace(before, text=said, marked=True)
        # `X wrote in a message:`, and the quote begins the next paragraph.
        if whole and announced:
            return replace(self._voice(text, announced, who), text=said)
        if whole and not quote.open:
            return None if before is None else replace(before, text=said, marked=True)
        context = Span(marked[n - 1].span.end if n else paragraph.start, quote.span.start)
        return Quote(less, self._speakers.of_context(text, context, who.people, who.before))

    def _names(self, text: str, last: Quote, quote: Marked, people: Sequence[Person]) -> bool:
        """Whether somebody is named between two quotes."""
        between = Span(last.text.evidence.span.end, quote.span.start)
        return bool(self._speakers.before(text, between, people, Before()).beside)

    def _voice(self, text: str, clause: Span, who: Heard) -> Quote:
        """Who speaks in a clause, as a quote without words: a person, or an office whose holder is not named."""
        if office := self._offices.surely(text, clause, who.alone):
            return replace(_NOBODY, office=office)
        speaker = self._speakers.of_clause(text, clause, who.people, who.before)
        if speaker is None:
            return replace(_NOBODY, office=self._offices.speaking(text, clause, who.alone))
        # `he` may mean an office that spoke before.
        meant = next((one.value for one in who.alone if one.value.value == speaker.value), None)
        return replace(_NOBODY, office=Found(meant, speaker.evidence)) if meant else replace(_NOBODY, speaker=speaker)

    def _announced(self, text: str, paragraph: Span) -> Span | None:
        """The clause of a paragraph that announces speech: `X said:`, `X issued the following statement:`."""
        return self._announces(text, paragraph) or self._statements.announcement(text, paragraph)

    def _announces(self, text: str, paragraph: Span) -> Span | None:
        """The last sentence of a paragraph, where it has a verb of speech and ends with a colon."""
        end = paragraph.start + len(paragraph.of(text).rstrip())
        if end == paragraph.start or text[end - 1] != ":":
            return None
        stops = [stop.end() for stop in FULL_STOP.finditer(text, max(paragraph.start, end - 2 * _REACH), end)]
        clause = Span(stops[-1] if stops else paragraph.start, end)
        return clause if self._says(text, clause) else None

    def _clauses(self, text: str, paragraph: Span, marked: Sequence[Marked], n: int) -> Iterator[Span]:
        """The words around a quote that say who spoke: after it, else before it."""
        quote = marked[n]
        after_end = marked[n + 1].span.start if n + 1 < len(marked) else paragraph.end
        after = Span(quote.span.end, min(after_end, _sentence_end(text, quote.span.end, after_end)))
        # `"A." Added X: "B."`: who is named there speaks next.
        leads_on = (
            after.end == after_end and after.of(text).rstrip().endswith(":") and text[quote.words.end - 1] in ".!?"
        )
        if (
            not leads_on
            and _ends_open(text, quote)
            and (self._says(text, after) or _GOES_ON.match(text, quote.words.end - 1))
        ):
            yield after
        before = self._so_far(text, paragraph, marked, n)
        # `X said: "..."`, or the second half of a quote that the said-clause splits.
        if self._says(text, Span(max(before.start, before.end - _REACH), before.end)):
            yield before

    def _so_far(self, text: str, paragraph: Span, marked: Sequence[Marked], n: int) -> Span:
        """The sentence before a quote, from its beginning or the quote before."""
        start = marked[n - 1].span.end if n else paragraph.start
        begun = Span(max(start, marked[n].span.start - 2 * _REACH), marked[n].span.start)
        stops = [stop.end() for stop in FULL_STOP.finditer(text, begun.start, begun.end)]
        return Span(stops[-1] if stops else begun.start, begun.end)

    def _calls(self, text: str, paragraph: Span, marked: Sequence[Marked], n: int) -> bool:
        """`called the decision "late, but right"`: the end of a sentence that a verb of speech begins."""
        quote = marked[n]
        ends = text[quote.words.end - 1] in ".!?" or text[quote.span.end : quote.span.end + 1] in tuple(".!?")
        before = self._so_far(text, paragraph, marked, n)
        return ends and text[quote.words.start].islower() and self._says(text, before)

    def _thanks(self, text: str, paragraph: Span, marked: Sequence[Marked], n: int) -> bool:
        """`thanked them for their "exemplary work"`: what somebody is thanked or praised for is said in these words."""
        quote, before = marked[n], self._so_far(text, paragraph, marked, n)
        many = len(quote.words.of(text).split()) >= _SHORTEST_THANKED and text[quote.words.start].islower()
        return many and self._thanked.search(text, before.start, before.end) is not None

    def _says(self, text: str, span: Span) -> bool:
        return self._speech.search(text, span.start, min(span.end, span.start + _REACH)) is not None

    def _is_name(self, text: str, paragraph: Span, quote: Marked) -> bool:
        """Whether the word before the marks says that they hold a title: `the project "..."`."""
        start = max(paragraph.start, quote.span.start - 40)
        return self._naming.search(text[start : quote.span.start]) is not None

    def _is_sentence(self, text: str, quote: Marked) -> bool:
        words = quote.words.of(text)
        # Some put the stop behind the marks: `"I now think so".`
        ends = words[-1] in ".!?…]" or quote.open or text[quote.span.end : quote.span.end + 1] == "."
        return words[0].isupper() and ends and len(words.split()) >= _SHORTEST_SENTENCE

    def _one_sentence(self, text: str, first: Marked, second: Marked) -> bool:
        """Whether a said-clause splits one sentence: `"We will," said X, "go on."`."""
        between = text[first.span.end : second.span.start].rstrip()
        ended = text[first.words.end - 1] in ".!?"
        return bool(
            text[second.words.start].islower()
            and between.endswith(",")
            and not ended
            and (self._says(text, Span(first.span.end, second.span.start)) or _GOES_ON.match(text, first.words.end - 1))
        )


def _after(text: str, quote: Quote | None, before: Before) -> Before:
    """Who has been spoken of when a quote is over: the one who spoke.

    An office goes by its IRI; `he` after its words is nobody who stood beside it before.
    """
    if quote is not None and quote.speaker:
        return before.said(text, quote.speaker)
    if quote is not None and quote.office:
        return before._replace(beside=()).then([quote.office.value.value], ())
    return before


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


def _ends_open(text: str, quote: Marked) -> bool:
    """Whether the sentence goes on after the closing mark, as it does before a said-clause."""
    inside, outside = text[quote.words.end - 1], text[quote.span.end : quote.span.end + 4].lstrip()[:1]
    return inside in ",.!?;" or outside == "," or (outside.isalpha() and outside.islower()) or outside in "–-—"


def _sentence_end(text: str, start: int, end: int) -> int:
    stop = FULL_STOP.search(text, start, end)
    return stop.end() if stop else end
