"""Which language a text is in: what its address says, else what the page declares, else what its letters say.

Decision 2026-11-27: the detector (py3langid) is asked only where English function words are rare. Alternative: always.
Chosen because nearly all releases are English and detection costs more than reading labels. Cost: a text that mixes
English with another language counts as English.
"""

import re
from functools import cached_property
from typing import Any

from graph.iri import language_prefix
from graph.reference import Reference

ENGLISH = "en"
_WORD = re.compile(r"[^\W\d_]+")
# English prose has a function word in every four or five; other languages have next to none.
_ENOUGH = 0.08
_READ = 2000
# Shorter texts are names and numbers; the detector guesses there.
_SHORTEST = 40
_TAG = re.compile(r"[a-z]{2,3}", re.IGNORECASE)


class Languages:
    """Tells languages. Made once; the detector's model is loaded when it is first needed."""

    def __init__(self, reference: Reference) -> None:
        self._english = frozenset(reference.words("english-function-word"))

    def of(self, text: str, url: str | None, declared: str | None) -> str:
        """A BCP 47 tag; English where nothing says otherwise."""
        if url and (prefix := language_prefix(url)):
            return prefix
        head = text[:_READ]
        words = _WORD.findall(head.lower())
        english = sum(word in self._english for word in words)
        if english >= _ENOUGH * len(words):
            return ENGLISH
        if declared and (tag := _TAG.match(declared)) and tag[0].lower() != ENGLISH:
            return tag[0].lower()
        if len(head) < _SHORTEST:
            return ENGLISH
        return str(self._detector.classify(head)[0])

    @cached_property
    def _detector(self) -> Any:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier

        return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
