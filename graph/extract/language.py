"""Which language a text is in: what its address says, else what the page declares, else what its letters say.

Decision 2026-11-27: the detector (py3langid) is asked only where English function words are rare. Alternative: always.
Chosen because nearly all releases are English and detection costs more than reading labels. Cost: a text that mixes
English with another language counts as English.

Decision 2026-11-29: a text is English unless the detector is sure that it is not, by its words without a capital, among
the languages of the States. Alternative: what the detector finds most probable in all the text. Chosen because a short
release in English is half names, and names are of every language. Cost: a few words in another language count as
English, where neither the address nor the page says which they are in.
"""

import re
from functools import cached_property
from typing import Any

from graph.iri import language_prefix
from graph.vocabularies.reference import Reference

ENGLISH = "en"
_WORD = re.compile(r"[^\W\d_]+")
# English prose has a function word in every four or five; other languages have next to none.
_ENOUGH = 0.08
_READ = 2000
# Shorter texts are names and numbers; the detector guesses there.
_SHORTEST = 40
# How improbable English must be (tests/languages: 0.02 at least in short English, 0.00001 at most in other languages);
# ten times as much where the page declares it, as templates do on pages in other languages too.
_IMPROBABLE, _DECLARED_IMPROBABLE = 1e-4, 1e-5
_LAST_LATIN = "\u024f"
_TAG = re.compile(r"[a-z]{2,3}(?![a-z])", re.IGNORECASE)


class Languages:
    """Tells languages. Made once; the detector's model is loaded when it is first needed."""

    def __init__(self, reference: Reference) -> None:
        self._english = frozenset(reference.words("english-function-word"))
        self._known = frozenset(reference.words("language-of-a-state"))

    def of(self, text: str, url: str | None, declared: str | None) -> str:
        """A BCP 47 tag; English where nothing says otherwise."""
        if url and (prefix := language_prefix(url)):
            return prefix
        if self.reads_as_english(text):
            return ENGLISH
        head = text[:_READ]
        words = _WORD.findall(head)
        tag = _TAG.match(declared or "")
        said = tag[0].lower() if tag and tag[0].lower() in self._known else None
        if said and said != ENGLISH:
            return said
        if self._may_be_english(head, words, _DECLARED_IMPROBABLE if said else _IMPROBABLE):
            return ENGLISH
        # The detector knows few words in capitals.
        return str(self._detector.classify(head.lower() if head.isupper() else head)[0])

    def reads_as_english(self, text: str) -> bool:
        """Whether so many function words of English stand in it that it is English; short texts may have none."""
        words = _WORD.findall(text[:_READ])
        return sum(map(self._english.__contains__, map(str.lower, words))) >= _ENOUGH * len(words)

    def _may_be_english(self, head: str, words: list[str], least: float) -> bool:
        letters = "".join(words)
        if 2 * sum(letter > _LAST_LATIN for letter in letters) > len(letters):
            return False
        common = " ".join(word for word in words if not word[0].isupper())
        return len(head) < _SHORTEST or dict(self._detector.rank(common))[ENGLISH] > least

    @cached_property
    def _detector(self) -> Any:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier

        detector = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
        detector.set_languages(sorted(self._known.intersection(detector.nb_classes)))
        return detector
