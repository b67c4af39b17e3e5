"""The sentences of a page that facts were read from, with the words marked and the facts beside them.

Evidence keeps its words with some context before and after. Contexts that overlap are laid together, where they agree
letter by letter, so that a sentence stands once however many facts it bears out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import NamedNode

from endpoint.links import Link
from endpoint.serving.reader import Statement
from endpoint.views.show import Show, Value, Why
from graph import vocabulary as v
from graph.hosts import name
from graph.state.provenance import LONGEST_CONTEXT

_OSCE: Final = "osce.org"
# What a statement about something that belongs to the release tells, in few words.
_TELLS: Final = {
    v.ORG_MEMBER: "has a role",
    v.ROLE_TITLE: "role",
    v.ORG_HAS_ORGANIZATION: "organisation of a role",
    v.SCHEMA_SPOKEN_BY_CHARACTER: "speaks",
    v.SPEAKING_OFFICE: "speaks",
    v.INFERRED_SPEAKER: "inferred to speak",
    v.INFERRED_MENTION: "inferred to be meant",
    v.SCHEMA_MENTIONS: "mentioned",
    v.SCHEMA_ABOUT: "event",
    v.DCTERMS_SUBJECT: "field of work",
    v.SCHEMA_ATTENDEE: "took part",
    v.SCHEMA_FUNDER: "paid for it",
    v.TELLS_OF_FUNDER: "paid",
    v.SCHEMA_ORGANIZER: "organised it",
}


@dataclass(frozen=True, slots=True)
class Told:
    """A value that the sentence bears out, and as what."""

    value: Value
    tells: tuple[str, ...]


@dataclass(slots=True)
class Sentence:
    """Words of a page: pieces, each marked or not, what they bear out, and the IRIs of the evidence. `start` counts the
    page's letters; `id` is the name of the place where the sentence is shown.
    """

    start: int
    text: str
    marks: list[tuple[int, int]] = field(default_factory=list)
    facts: list[Statement] = field(default_factory=list)
    evidence: list[str] = field(default_factory=list)
    id: str = ""
    cut_before: bool = False
    cut_after: bool = False
    told: list[Told] = field(default_factory=list)

    @property
    def pieces(self) -> list[tuple[str, bool]]:
        """The text in pieces, those marked from which something was read."""
        made: list[tuple[str, bool]] = []
        done = 0
        for since, until in _joined(self.marks):
            made += [(self.text[done:since], False), (self.text[since:until], True)]
            done = until
        made.append((self.text[done:], False))
        if not made[0][1]:  # a dash that begins an entry of a list is no part of its words
            made[0] = made[0][0].removeprefix("- "), False
        return [one for one in made if one[0]]


def sentences(show: Show, reasons: Mapping[Statement, Iterable[Why]]) -> list[tuple[Link | None, list[Sentence]]]:
    """The sentences behind `reasons` in their order, for each page that was read: the OSCE's own pages first, then by
    address.

    What bears out nothing but the title repeats what stands above, and is left out.
    """
    by_page: dict[str, tuple[Link | None, list[tuple[Why, Statement]]]] = {}
    for statement, whys in reasons.items():
        for why in whys:
            if why.start is not None and why.exact:
                key = why.page.iri if why.page else ""
                by_page.setdefault(key, (why.page, []))[1].append((why, statement))
    made = [(page, _laid(show, found)) for _, (page, found) in sorted(by_page.items(), key=_own_first)]
    for number, one in enumerate((one for _, laid in made for one in laid), 1):
        one.id = f"sentence-{number}"
    return made


def _own_first(of: tuple[str, object]) -> tuple[bool, str]:
    host = name(of[0])
    return host != _OSCE and not host.endswith(f".{_OSCE}"), of[0]


def _laid(show: Show, found: list[tuple[Why, Statement]]) -> list[Sentence]:
    made: list[Sentence] = []
    for why, statement in sorted(found, key=lambda one: (_start(one[0]), -len(_whole(one[0])))):
        _lay(made, why, statement)
    for one in made:
        one.told = _told(show, one)
    return [one for one in made if one.told]


def _whole(why: Why) -> str:
    return why.before + why.exact + why.after


def _start(why: Why) -> int:
    return (why.start or 0) - len(why.before)


def _lay(made: list[Sentence], why: Why, statement: Statement) -> None:
    """Lays the words over the last sentence where they overlap and agree, else begins a new one."""
    start, text = _start(why), _whole(why)
    last = made[-1] if made else None
    place = start - last.start if last else 0
    if last is None or place >= len(last.text) or not _agree(last.text[place:], text):
        last, place = Sentence(start, "", cut_before=len(why.before) >= LONGEST_CONTEXT), 0
        made.append(last)
    if place + len(text) > len(last.text):
        last.text = last.text[:place] + text
        last.cut_after = len(why.after) >= LONGEST_CONTEXT
    since = place + len(why.before)
    last.marks.append((since, since + len(why.exact)))
    last.facts.append(statement)
    last.evidence.append(why.evidence.iri)


def _agree(left: str, right: str) -> bool:
    return left.startswith(right) or right.startswith(left)


def _joined(marks: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Marks that touch or overlap as one."""
    made: list[tuple[int, int]] = []
    for since, until in sorted(marks):
        if made and since <= made[-1][1]:
            made[-1] = made[-1][0], max(until, made[-1][1])
        else:
            made.append((since, until))
    return made


def _told(show: Show, sentence: Sentence) -> list[Told]:
    """What the sentence bears out, each value once, in the order of its words."""
    found: dict[str, tuple[Value, dict[str, None]]] = {}
    order = sorted(zip(sentence.marks, sentence.facts, strict=True), key=lambda pair: pair[0])
    for _, (subject, predicate, node) in order:
        if predicate in {v.DCTERMS_TITLE, v.DATELINED}:
            continue
        if predicate == v.SCHEMA_TEXT:
            value = Value("", show.link(subject))
            words = "quote"
        else:
            link = show.link(node) if isinstance(node, NamedNode) else None
            value = Value(link.text if link else show.value(subject, predicate, node).text, link)
            words = _TELLS.get(predicate) or show.name(predicate).lower()
        key = value.link.iri if value.link else value.text
        found.setdefault(key, (value, {}))[1][words] = None
    return [Told(value, _telling(words)) for value, words in found.values()]


def _telling(words: Iterable[str]) -> tuple[str, ...]:
    """That something is mentioned needs no saying where more is said of it."""
    more = tuple(one for one in words if one != "mentioned")
    return more or ("mentioned",)
