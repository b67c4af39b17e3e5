"""People whom a spaCy model finds and the grammar does not: `spacy:model=FOLDER`.

The model is a folder on this machine, loaded by its path and never fetched; the package comes with `osce-graph[spacy]`.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from graph.extensions import number
from graph.extract.proposals import Method, Proposal
from graph.records import Release
from graph.text import Span, trimmed

_PERSON = frozenset(["PERSON", "PER"])
# Longer stretches are no paragraph of a release, and models take memory by length.
_LONGEST = 20_000


class SpacyModel:
    """Proposes the names that the model labels as people's, and nothing else."""

    def __init__(self, model: str, confidence: str = "0.6") -> None:
        """`model` is the folder; `confidence` the share of its proposals that are right, as measured on gold.

        Raises ValueError where the folder holds no model or the confidence is no share.
        """
        import spacy

        if not Path(model).is_dir():
            raise ValueError(f"{model!r} is no folder; a model is named by the folder that holds its config.cfg")
        self._confidence = number("confidence", confidence)
        if not 0 <= self._confidence <= 1:
            raise ValueError("confidence lies between 0 and 1")
        # Only what finds names: the rest would take most of the time.
        self._nlp: Any = spacy.load(model, exclude=["parser", "tagger", "lemmatizer", "attribute_ruler"])
        meta = self._nlp.meta
        self._name, self._version = f"spacy-{meta['lang']}-{meta['name']}".replace("_", "-"), str(meta["version"])

    @property
    def method(self) -> Method:
        label = f"{self._name}, version {self._version}"
        return Method(self._name, self._version, label, "takes the names that a statistical model labels as people's")

    def propose(self, text: str, release: Release) -> Iterable[Proposal]:
        if release.language != "en":
            return
        for span in release.body:
            if span.end - span.start > _LONGEST:
                continue
            for entity in self._nlp(span.of(text)).ents:
                if entity.label_ in _PERSON:
                    name = trimmed(text, Span(span.start + entity.start_char, span.start + entity.end_char))
                    words = name.of(text)
                    for ending in ("’s", "'s"):
                        words = words.removesuffix(ending)
                    yield Proposal("person", name.start, name.start + len(words), words, None, self._confidence)
