"""What a payer paid for: the event of a release, or something else that it tells of."""

import re

from graph.extract.lexicon import any_of
from graph.reference import Reference
from graph.text import Span, sentence_around

_IT = re.compile(r"[“\"]?(?:It|This|These|Both|All)\s")
_MONEY = re.compile(
    r"(?:(?:Financial|The|Additional|Further)\s)?(?:[Ff]unding|[Ff]unds|[Ff]inancing|[Ss]upport|[Aa]ssistance|[Cc]osts?|"
    r"[Ee]xpenses)\s(?:was|were|is|are|came|has been|have been)\s"
)
_THE = re.compile(r"(?:\bthe|\bthis|\bthese|\bits|\btheir|\bboth|\btwo|\bthree)\s(?:[\w-]+\s){0,3}$", re.IGNORECASE)


class Payments:
    """Tells payments for an event from others by the sentence on the money and the one before it."""

    def __init__(self, reference: Reference) -> None:
        self._event = any_of((*reference.words("event-noun"), *reference.words("event-by-any-name")))
        self._any_event = any_of(reference.words("event-by-any-name"), r"s?\b")
        things = any_of(reference.words("paid-thing")).pattern
        paid = any_of(reference.words("paid-verb")).pattern
        pays = any_of(reference.words("pays-verb")).pattern
        article = r"(?:the|an?|its|their|his|her|two|three|four|several|some|all)"
        # `a project funded by Sweden`, `the project is funded by Sweden`.
        self._passive = re.compile(rf"{things}s?\b[^.;:“”\"]{{0,80}}?\s{paid}")
        # `agreed to fund the repair of two canals`, but not `to fund the course`.
        self._active = re.compile(rf"{pays}\s{article}\s(?P<what>[^.;:“”\"]{{3,60}})", re.IGNORECASE)

    def is_for_event(self, text: str, payer: Span, kind: str) -> bool:
        """Whether the sentence that names the payer speaks of the event, of which `kind` is the noun, or may do so."""
        sentence = sentence_around(text, payer)
        words = sentence.of(text)
        if self._passive.search(words):
            return False
        active = self._active.search(words)
        if active and not self._event.search(active["what"]):
            return False
        if self._speaks_of(words, kind):
            return True
        # Another event.
        if self._event.search(words):
            return False
        # `Funding was provided by Norway.`
        if _MONEY.match(words):
            return True
        earlier = text[text.rfind("\n", 0, sentence.start) + 1 : sentence.start]
        if _IT.match(words):
            last = sentence_around(text, Span(sentence.start - 2, sentence.start - 1)) if earlier.strip() else None
            return last is not None and self._speaks_of(last.of(text), kind)
        return self._speaks_of(earlier, kind)

    def _speaks_of(self, words: str, kind: str) -> bool:
        """Whether the words have the noun of the event, or stand for it by a noun that any event may have."""
        last = kind.rpartition(" ")[2]
        if last and re.search(rf"\b{re.escape(last)}(?:s|es)?\b", words, re.IGNORECASE):
            return True
        return any(_THE.search(words[: noun.start()]) for noun in self._any_event.finditer(words))
