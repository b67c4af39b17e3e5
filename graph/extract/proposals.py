"""What an extractor from outside may add to what the grammar finds: proposals, held to the text and taken one by one.

An extractor is asked about one release at a time and gives exact words at exact places. What does not stand where it
says, or in a place where nobody may look, is dropped and counted; what the grammar knows already stays as it is.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol, get_args

from pyoxigraph import NamedNode

from graph.folding import words
from graph.privacy import blanked
from graph.records import Evidence, Found, Person, Proposed, Quote, Release, Role
from graph.text import Span
from graph.vocabularies.reference import Reference

Kind = Literal["person", "role", "organisation", "quote", "funder"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Method:
    """How an extractor is described in the graph, as `ontology/vocabularies/methods.ttl` describes what comes with it.

    Whatever changes what is found belongs into `name` or `version`, the version of a model as well; a version begins
    with a digit. `definition` is a phrase that says what the extractor takes: `takes the names that ...`.
    """

    name: str
    version: str
    label: str
    definition: str

    @property
    def key(self) -> str:
        """The key of the method's IRI, which evidence cites."""
        return f"{self.name}-{self.version}"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A value of a kind, by its words and their place: `text[start:end] == words`, in the text that was handed over.

    `of` ties values together by the printed name of a person: whose role it is, who speaks a quote. The words of a
    quote stand within quotation marks and without them; those of a person have no title. `confidence` (0 to 1) is the
    share of such proposals that are right.
    """

    kind: Kind
    start: int
    end: int
    words: str
    of: str | None = None
    confidence: float = 0.5


class Extractor(Protocol):
    """What an entry point of the group `osce_graph.extractors` makes when it is called with its options.

    An entry point names a callable that takes the options as keyword arguments (all of them texts) and gives an
    Extractor; it raises ValueError for options that it does not know or cannot use. It is called once in each process.
    """

    @property
    def method(self) -> Method:
        """How evidence names the extractor."""

    def propose(self, text: str, release: Release) -> Iterable[Proposal]:
        """What the extractor finds in a release.

        `text` is as long as the page, and blank but for the release's title and body, so that places count on the
        page; telephone numbers and addresses of mail are blanked out. `release` is what the grammar has found. An
        exception says that nothing was found because something failed: the release goes on without, and is asked
        about again by the next build.
        """


# So much of what an extractor failed with is looked at, and so much is told.
_READ_OF_FAILURE, _LONGEST_FAILURE = 2000, 300
_NAME = re.compile(r"[^\W\d_][^\d@<>:;/\n\t\r]{0,78}[^\W\d_.]")
_OPEN, _CLOSE = "“„«\"‘'", "”»\"’'“"


def shown(text: str, release: Release) -> str:
    """The text that an extractor sees: as long as the page's, blank outside the release and where it is private."""
    spans = [release.title.evidence.span] if release.title else []
    text, found, at = blanked(text), [], 0
    for span in sorted((*spans, *release.body)):
        if span.start >= at:
            found.append(re.sub(r"[^\n]", " ", text[at : span.start]) + span.of(text))
            at = span.end
    found.append(re.sub(r"[^\n]", " ", text[at:]))
    return "".join(found)


def extended(release: Release, text: str, extractor: Extractor, reference: Reference) -> tuple[Release, Proposed]:
    """The release with what the extractor adds, and the count of what became of its proposals."""
    visible, fates, failure = shown(text, release), Counter[str](), ""
    try:
        given = list(extractor.propose(visible, release))
    # Whatever goes wrong in code or a service that is not ours costs this release the extractor, and nothing else; it
    # is told in the report, where what it says of the page is as private as on the page.
    except Exception as error:
        given, failure = [], blanked(f"{type(error).__name__}: {error}"[:_READ_OF_FAILURE])[:_LONGEST_FAILURE]
    proposals = [one for one in given if _is_well_formed(one)]
    if len(given) > len(proposals):
        fates["malformed"] = len(given) - len(proposals)
    # People first: roles and quotes are theirs.
    for proposal in sorted(proposals, key=lambda one: (one.kind != "person", one.start, one.end)):
        fate = _misplaced(proposal, visible, text)
        if not fate:
            release, fate = _Adding(release, text, extractor.method.key, reference).take(proposal)
        fates[fate] += 1
    return release, Proposed(extractor.method.key, tuple(sorted(fates.items())), failure)


def _is_well_formed(given: object) -> bool:
    """Whether it is a proposal, and each of its fields what it should be: the code that made it is not ours."""
    if not isinstance(given, Proposal) or given.kind not in KINDS:
        return False
    places, words = (given.start, given.end), (given.words, given.of or "")
    if not all(type(one) is int for one in places) or not all(isinstance(one, str) for one in words):
        return False
    if not isinstance(given.confidence, int | float) or not 0 <= given.confidence <= 1:
        return False
    return given.words == given.words.strip()


def _misplaced(proposal: Proposal, visible: str, text: str) -> str:
    """Why the words cannot be taken, or nothing: they stand where they are said to stand, and nothing is hidden."""
    place = slice(proposal.start, proposal.end)
    if not 0 <= proposal.start < proposal.end <= len(visible):
        return "not-in-the-text"
    return "" if visible[place] == proposal.words == text[place] else "not-in-the-text"


class _Adding:
    """Takes one proposal into a release: `added`, `known`, or why it is dropped."""

    def __init__(self, release: Release, text: str, method: str, reference: Reference) -> None:
        self._release = release
        self._text = text
        self._method = method
        self._reference = reference

    def take(self, proposal: Proposal) -> tuple[Release, str]:
        found = Found(proposal.words, Evidence(Span(proposal.start, proposal.end), self._method, proposal.confidence))
        match proposal.kind:
            case "person":
                return self._person(found)
            case "role":
                return self._role(found, proposal.of)
            case "organisation":
                return self._organisation(found)
            case "quote":
                return self._quote(found, proposal.of)
            case "funder":
                return self._funder(found)

    def _person(self, found: Found[str]) -> tuple[Release, str]:
        release, span = self._release, found.evidence.span
        if not _NAME.fullmatch(found.value) or " " not in found.value:
            return release, "no-name"
        if any(_same(found.value, one.name.value) for one in release.contacts):
            return release, "contact"
        if any(_same(found.value, one.name.value) for one in release.people):
            return release, "known"
        titles = (role.title.evidence.span for one in release.people for role in one.roles)
        taken = (*titles, *(one.name.evidence.span for one in release.people))
        if any(span.overlaps(other) for other in taken) or self._reference.location(found.value):
            return release, "taken"
        return replace(release, people=(*release.people, Person(found))), "added"

    def _role(self, found: Found[str], of: str | None) -> tuple[Release, str]:
        release = self._release
        at = next((n for n, one in enumerate(release.people) if of and _same(of, one.name.value)), None)
        if at is None:
            return release, "of-nobody"
        one = release.people[at]
        if any(found.evidence.span.overlaps(role.title.evidence.span) for role in one.roles):
            return release, "known"
        more = replace(one, roles=(*one.roles, Role(found)))
        return replace(release, people=(*release.people[:at], more, *release.people[at + 1 :])), "added"

    def _organisation(self, found: Found[str]) -> tuple[Release, str]:
        release = self._release
        if _lies(found, release.organisations) or any(found.value == one.value for one in release.organisations):
            return release, "known"
        printed: Found[NamedNode | str] = Found(found.value, found.evidence)
        return replace(release, organisations=(*release.organisations, printed)), "added"

    def _quote(self, found: Found[str], of: str | None) -> tuple[Release, str]:
        release, span, text = self._release, found.evidence.span, self._text
        speaker = next((one for one in release.people if of and _same(of, one.name.value)), None)
        said = None
        if speaker:
            said = replace(speaker.name, evidence=replace(found.evidence, span=speaker.name.evidence.span))
        for n, quote in enumerate(release.quotes):
            if span.overlaps(quote.text.evidence.span):
                if quote.speaker or not said:
                    return release, "known"
                quotes = (*release.quotes[:n], replace(quote, speaker=said), *release.quotes[n + 1 :])
                return replace(release, quotes=quotes), "added"
        before, after = text[: span.start].rstrip()[-1:], text[span.end :].lstrip()[:1]
        if before not in tuple(_OPEN) or after not in tuple(_CLOSE):
            return release, "no-quotation"
        quotes = tuple(sorted((*release.quotes, Quote(found, said)), key=lambda quote: quote.text.evidence.span))
        return replace(release, quotes=quotes), "added"

    def _funder(self, found: Found[str]) -> tuple[Release, str]:
        release = self._release
        value = self._reference.location(found.value) or self._reference.named(found.value) or found.value
        payer: Found[NamedNode | str] = Found(value, found.evidence)
        if _lies(found, release.funders) or any(one.value == value for one in release.funders):
            return release, "known"
        funders = (*release.funders, payer)
        return replace(release, funders=funders), "added"


def _lies(found: Found[str], others: Iterable[Found[Any]]) -> bool:
    """Whether the words overlap with those of another value."""
    return any(found.evidence.span.overlaps(one.evidence.span) for one in others)


def _same(one: str, other: str) -> bool:
    """Whether two printed names may be one person's on one page: the same words, or the surname alone."""
    a, b = words(one), words(other)
    return bool(a and b) and (a == b or (a[-1] == b[-1] and (set(a) <= set(b) or set(b) <= set(a))))
