"""The clauses around a quotation that may tell who spoke: before it, behind it, at the end of the paragraph above."""

import re
from collections.abc import Iterator, Sequence

from graph.extract.speech.syntax import PASSIVE
from graph.extract.words.lexicon import any_of
from graph.extract.words.marks import Marked
from graph.extract.words.patterns import compiled
from graph.text import FULL_STOP, Span
from graph.vocabularies.reference import Reference

# The verb of speech stands close: `," said ...` or `," Colonel X, the Head of Y, said`.
_REACH = 160
_WHO = re.compile(r"[\s,]*(?:[^\W\d_a-z][\w.’'-]*+\s?){1,6},\swho\s[^.;:“”\"]{1,300}?,(?=\s[a-z]+\s)")
# `"Come to us," she encouraged them`: after such a comma somebody speaks, whatever the verb.
_GOES_ON = re.compile(r",[”\"]\s(?:he|she|they)\s[a-z]")
# `X calls it "late", but Y said`: the sentence goes on with somebody else.
_GOES_ON_OTHERWISE = re.compile(r"[\s,;]*(?:and|but|while|whereas|although|though|yet|because|since)\s")
# `described his visit, which`, `turned to trade. He`
_CLAUSE_ENDS = re.compile(r",?\s(?:which|and|but|while|as|when|before|after)\s|[;:“”\"]|(?<=[a-z]{3})\.(?=\s|$)")
_IN_WORDS = compiled(r"\b[Ii]n\s(?:his|her)\s(?:own\s)?words,?\s*$")
# `the authors of the report write`, `say the authors`: how several who have no name are said to speak.
_OF_SEVERAL = r"(?:they|(?:[a-z]+\sof\s)?(?:(?:the|many|some|most|its)\s)?(?:[a-z]+\s)?(?:[a-z]+s|people|children))"
_DONE_TO = compiled(r"\b(?:was|were|has\sbeen|had\sbeen)\s(?:\w+ly\s)?\w+(?:ed|en)\b")


class Clauses:
    """Finds them by the verbs of speech."""

    def __init__(self, reference: Reference) -> None:
        self._speech = any_of(reference.words("speech-verb"))
        verbs = any_of(reference.words("plural-speech-verb")).pattern
        self._several_say = re.compile(
            rf"[\s,]*(?:{_OF_SEVERAL}(?:\s(?:of|in|from|at)\s[^,.;:“”\"]{{1,60}}?)?\s(?:also\s)?{verbs}|{verbs}\s{_OF_SEVERAL}\b)"
        )
        self._looks_back = re.compile(rf"\s*{any_of(reference.words('looking-back')).pattern}", re.IGNORECASE)

    def around(self, text: str, paragraph: Span, marked: Sequence[Marked], n: int) -> Iterator[Span]:
        """The words around a quote that say who spoke: after it, else before it."""
        quote = marked[n]
        after_end = marked[n + 1].span.start if n + 1 < len(marked) else paragraph.end
        after = Span(quote.span.end, min(after_end, _sentence_end(text, quote.span.end, after_end)))
        # `"A." Added X: "B."`, and `"A." Her friend, X, admitted to have "lost all".`: who is named there speaks next.
        on = after.end == after_end and text[quote.words.end - 1] in ".!?"
        lower = n + 1 < len(marked) and text[marked[n + 1].words.start].islower()
        goes_on = n > 0 and text[quote.words.end - 1] == "." and lower and after.of(text).lstrip()[:1].isupper()
        leads_on = on and (after.of(text).rstrip().endswith(":") or goes_on)
        if (
            not leads_on
            and not (text[quote.words.end - 1] in ".!?" and self._led_to(text, self.so_far(text, paragraph, marked, n)))
            and not _GOES_ON_OTHERWISE.match(text, quote.span.end)
            and _ends_open(text, quote)
            and (
                self.says(text, after)
                or _GOES_ON.match(text, quote.words.end - 1)
                or self._several_say.match(text, after.start, after.end)
            )
        ):
            yield after
        before = self.so_far(text, paragraph, marked, n)
        # `X said: "..."`, or the second half of a quote that the said-clause splits.
        if self.says(text, Span(max(before.start, before.end - _REACH), before.end)):
            yield before

    def so_far(self, text: str, paragraph: Span, marked: Sequence[Marked], n: int) -> Span:
        """The sentence before a quote, from its beginning or the quote before."""
        start = marked[n - 1].span.end if n else paragraph.start
        begun = Span(max(start, marked[n].span.start - 2 * _REACH), marked[n].span.start)
        stops = [stop.end() for stop in FULL_STOP.finditer(text, begun.start, begun.end)]
        return Span(stops[-1] if stops else begun.start, begun.end)

    def announces(self, text: str, paragraph: Span) -> Span | None:
        """The last sentence of a paragraph, where it has a verb of speech and ends with a colon."""
        end = paragraph.start + len(paragraph.of(text).rstrip())
        if end == paragraph.start or text[end - 1] != ":":
            return None
        stops = [stop.end() for stop in FULL_STOP.finditer(text, max(paragraph.start, end - 2 * _REACH), end)]
        clause = Span(stops[-1] if stops else paragraph.start, end)
        return clause if self.says(text, clause) else None

    def _led_to(self, text: str, before: Span) -> bool:
        """Whether the words before a quote lead to it: `X put it so: "..."`, `X called it "..."`."""
        return before.of(text).rstrip().endswith(":") or self.says(
            text, Span(max(before.start, before.end - _REACH), before.end)
        )

    def looking_back(
        self, text: str, paragraphs: Sequence[Span], marked: Sequence[Sequence[Marked]]
    ) -> list[Span | None]:
        """For each paragraph that begins as speech the clause that tells who spoke: `With these words X turned to Y`.

        It opens what follows the speech in the same paragraph, or a later one behind others that are in marks from end
        to end; `marked` are the quotations of each.
        """
        found: list[Span | None] = []
        behind: Span | None = None
        # From the last to the first, so that each paragraph is looked at once, however many of them are speech.
        for paragraph, within in zip(reversed(paragraphs), reversed(marked), strict=True):
            whole = len(within) == 1 and within[0].span.start == paragraph.start
            rest = Span(within[0].span.end, paragraph.end) if whole else paragraph
            if whole and not rest.of(text).strip():
                found.append(behind)
                continue
            looks = self._looks_back.match(text, rest.start, rest.end)
            behind = _clause_of(text, Span(looks.end(), rest.end)) if looks else None
            found.append(behind if whole else None)
        return found[::-1]

    def says(self, text: str, span: Span) -> bool:
        """Whether a verb of speech stands in a clause, near its beginning, or `in his words` at its end."""
        # `Dr. X, who teaches at the Y and leads the Z, stated`.
        who = _WHO.match(text, span.start, span.end)
        near = min(span.end, (who.end() if who else span.start) + _REACH)
        return (self._speech.search(text, span.start, near) or _IN_WORDS.search(text, span.start, span.end)) is not None

    def splits(self, text: str, first: Marked, second: Marked) -> bool:
        """Whether a said-clause splits one sentence: `"We will," said X, "go on."`."""
        between = text[first.span.end : second.span.start].rstrip()
        # `"A," said X. Y said that it was over, "and so it is".`: another sentence is another's.
        stop = FULL_STOP.search(text, first.span.end, second.span.start)
        ended = text[first.words.end - 1] in ".!?" or stop is not None
        return bool(
            text[second.words.start].islower()
            and between.endswith(",")
            and not ended
            and (self.says(text, Span(first.span.end, second.span.start)) or _GOES_ON.match(text, first.words.end - 1))
        )


def _clause_of(text: str, rest: Span) -> Span | None:
    """The first clause of some words, from whoever does what it tells; None where nobody says who does it."""
    end = _CLAUSE_ENDS.search(text, rest.start, rest.end)
    clause = Span(rest.start, end.start() if end else rest.end)
    # `With these words X was welcomed by Y`: Y's words.
    if by := PASSIVE.search(text, clause.start, clause.end):
        return Span(by.end(), clause.end)
    return None if _DONE_TO.search(text, clause.start, clause.end) else clause


def _ends_open(text: str, quote: Marked) -> bool:
    """Whether the sentence goes on after the closing mark, as it does before a said-clause."""
    # `“..., ‘Let us,’” X said`: the inner mark stands behind the comma.
    inside, outside = quote.words.of(text).rstrip("’'")[-1:], text[quote.span.end : quote.span.end + 4].lstrip()[:1]
    return inside in ",.!?;" or outside == "," or (outside.isalpha() and outside.islower()) or outside in "–-—"


def _sentence_end(text: str, start: int, end: int) -> int:
    stop = FULL_STOP.search(text, start, end)
    return stop.end() if stop else end
