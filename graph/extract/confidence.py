"""How sure a value is: the share of values with the same features that were right on gold.

The rules give each value an order of their own (`Evidence.confidence`: a role named beside a name before a verb of
speech alone). Here that order and what else is known of a value become features, and the features a probability, by the
weights in `calibration.json`, which `make calibration` fits to gold.

Decision 2026-11-28: logistic regression over named features, with few weights drawn towards none. Alternatives: the
rules' own numbers, which say nothing of how often they are right; a share for each combination of features, of which
most are too rare to count. Cost: whoever changes a rule should fit again, or the reliability table shows it.
"""

import json
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, TypeVar, cast

from pyoxigraph import NamedNode

from graph import methods
from graph.records import Event, Evidence, Found, Person, Quote, Release, Role, paid_by

T = TypeVar("T")
Weights = Mapping[str, Mapping[str, float]]
"""By kind, the weight of each feature; `always` is the weight that every value has."""

KINDS = ("people", "roles", "employers", "organisations", "quotes", "speakers", "funders")
_WEIGHTS = Path(__file__).parent / "calibration.json"
# Nothing is certain, and nothing that a rule finds is impossible.
_LEAST, _MOST = 0.02, 0.99
_FAR = 400
_SMALL, _WORD = re.compile(r"\b[a-z]"), re.compile(r"\w+")


def weights() -> Weights:
    """The weights that come with the project."""
    found: Weights = json.loads(_WEIGHTS.read_text())
    return found


def probability(features: frozenset[str], of: Mapping[str, float]) -> float:
    """The probability of a value with these features, between 0.02 and 0.99."""
    score = of.get("always", 0.0) + sum(of.get(feature, 0.0) for feature in features)
    return min(_MOST, max(_LEAST, 1 / (1 + math.exp(-score))))


class Features:
    """The features of the values of one release, whose page has this text."""

    def __init__(self, text: str, release: Release) -> None:
        self.text = text
        self.release = release
        # Counted once, so that a page of ten thousand names is read in time that grows with it alone.
        self._counts: Counter[str] = Counter()
        for span in release.body:
            self._counts.update(_WORD.findall(text, span.start, span.end))
        self._speakers = {quote.speaker.value for quote in release.quotes if quote.speaker}

    def person(self, one: Person) -> frozenset[str]:
        """By what beside the name somebody was taken for a person, and what the name is like."""
        words = one.name.value.split()
        said = {
            "role": bool(one.roles),
            "honorific": one.honorific is not None,
            "speech alone": one.name.evidence.confidence <= 0.6,
            "one word": len(words) == 1,
            "many words": len(words) > 3,
            "named again": self._again(words[-1]),
            "quoted": one.name.value in self._speakers,
        }
        return _true(said)

    def role(self, one: Role, of: Person) -> frozenset[str]:
        """Where a role stands, and what it names."""
        span, name = one.title.evidence.span, of.name.evidence.span
        said = {
            "before the name": span.end <= name.start,
            "an organisation": one.organisation is not None,
            "many words": len(one.title.value.split()) > 6,
            "small letter": bool(_SMALL.match(one.title.value)),
            "shared": one.title.value != span.of(self.text),
        }
        return _true(said)

    def employer(self, one: Found[NamedNode | str]) -> frozenset[str]:
        """By which rule an organisation was taken for that of a role."""
        return _true({**_order(one), "known": isinstance(one.value, NamedNode)})

    def organisation(self, one: Found[NamedNode | str]) -> frozenset[str]:
        """What a body's name is like, and whether it is one that is known."""
        words = str(one.value)
        said = {
            "known": one.evidence.method == methods.GAZETTEER,
            "acronym": " " not in words and words.isupper(),
            "one word": " " not in words,
            "many words": len(words.split()) > 5,
            "named again": self._again(words),
        }
        return _true(said)

    def quote(self, one: Quote) -> frozenset[str]:
        """By which rule words in marks were taken for speech, and how many they are."""
        said = {**_order(one.text), "speaker": one.speaker is not None, "short": len(one.text.value.split()) < 6}
        return _true(said)

    def speaker(self, one: Found[str], quote: Quote) -> frozenset[str]:
        """How the speaker is named, how far from the quote, and whether there was anybody else."""
        span, said = one.evidence.span, quote.text.evidence.span
        apart = max(span.start - said.end, said.start - span.end)
        return _true({**_order(one), "far": apart > _FAR, "the only one": len(self.release.people) == 1})

    def funder(self, one: Found[NamedNode | str]) -> frozenset[str]:
        """Whether the payer is one that the vocabularies know."""
        return _true({"known": isinstance(one.value, NamedNode), "event": bool(self.release.events)})

    def all(self) -> Iterator[tuple[str, Any, frozenset[str]]]:
        """Every value with its kind and its features: persons, pairs of a role and its person, and so on."""
        for someone in self.release.people:
            yield "people", someone, self.person(someone)
            for role in someone.roles:
                yield "roles", (role, someone), self.role(role, someone)
                if role.organisation:
                    yield "employers", (role.organisation, someone), self.employer(role.organisation)
            if someone.affiliation:
                yield "employers", (someone.affiliation, someone), self.employer(someone.affiliation)
        for body in self.release.organisations:
            yield "organisations", body, self.organisation(body)
        for quote in self.release.quotes:
            yield "quotes", quote, self.quote(quote)
            if quote.speaker:
                yield "speakers", (quote.speaker, quote), self.speaker(quote.speaker, quote)
        for payer in self.release.funders:
            yield "funders", payer, self.funder(payer)

    def _again(self, words: str) -> bool:
        """Whether all these words stand in the body once more."""
        return all(self._counts[word] > 1 for word in _WORD.findall(words))


def calibrated(release: Release, text: str, by: Weights) -> Release:
    """The release with the confidence of each value as its features make it probable."""
    features = Features(text, release)

    def sure(found: Found[T], kind: str, of: frozenset[str]) -> Found[T]:
        evidence = found.evidence
        return Found(found.value, Evidence(evidence.span, evidence.method, probability(of, by[kind])))

    def role(one: Role, of: Person) -> Role:
        employer = one.organisation and sure(one.organisation, "employers", features.employer(one.organisation))
        return replace(one, title=sure(one.title, "roles", features.role(one, of)), organisation=employer)

    def person(one: Person) -> Person:
        name = sure(one.name, "people", features.person(one))
        body = one.affiliation and sure(one.affiliation, "employers", features.employer(one.affiliation))
        return replace(one, name=name, roles=tuple(role(each, one) for each in one.roles), affiliation=body)

    def quote(one: Quote) -> Quote:
        speaker = one.speaker and sure(one.speaker, "speakers", features.speaker(one.speaker, one))
        return replace(one, text=sure(one.text, "quotes", features.quote(one)), speaker=speaker)

    funders = tuple(sure(one, "funders", features.funder(one)) for one in release.funders)
    return replace(
        release,
        people=tuple(person(one) for one in release.people),
        organisations=tuple(sure(one, "organisations", features.organisation(one)) for one in release.organisations),
        quotes=tuple(quote(one) for one in release.quotes),
        funders=funders,
        events=paid_by(release.events, funders),
    )


def weighed(record: T, trust: float) -> T:
    """The record with every confidence in it multiplied by `trust`."""
    weighty: Any = record
    if trust == 1.0:
        return record
    if isinstance(record, Evidence):
        weighty = replace(record, confidence=record.confidence * trust)
    elif isinstance(record, tuple):
        weighty = tuple(weighed(part, trust) for part in record)
    elif isinstance(record, Found | Release | Person | Role | Quote | Event):
        parts = {field.name: weighed(getattr(record, field.name), trust) for field in fields(record)}
        weighty = replace(record, **parts)
    return cast(T, weighty)


def _order(found: Found[Any]) -> dict[str, bool]:
    """The order that a rule has given, as a feature: which of the rules it was."""
    evidence: Evidence = found.evidence
    return {f"rule of order {evidence.confidence:.2f}": True}


def _true(said: Mapping[str, bool]) -> frozenset[str]:
    return frozenset(feature for feature, holds in said.items() if holds)
