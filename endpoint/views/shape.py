"""One rule and all that breaks it: what it expects and what to do, in plain words; and the findings about a release."""

from dataclasses import dataclass
from itertools import islice
from typing import Final

from pyoxigraph import NamedNode

from endpoint.documents import shapes
from endpoint.links import Link, short
from endpoint.serving.reader import Node
from endpoint.views.paging import Paged, page
from endpoint.views.show import Show, Value, Why, capital
from graph import vocabulary as v

_WORST: Final = ("violation", "warning", "info", "")
_MOST: Final = 200
_SHOWN: Final = 10


@dataclass(frozen=True, slots=True)
class Broken:
    """One thing that breaks the rule: by which property and value, in which release, and the words they rest on.

    Of what is withheld, `input` is the file that it came in. `more` releases are concerned beside the one named.
    """

    focus: Link
    release: Link | None
    property: str
    value: Value | None
    why: tuple[Why, ...]
    input: str = ""
    page: Link | None = None
    more: int = 0


@dataclass(frozen=True, slots=True)
class Shape:
    """A rule, and what breaks it."""

    name: str
    iri: str
    severity: str
    expected: str
    remedy: str
    broken: Paged[Broken]


@dataclass(frozen=True, slots=True)
class Remark:
    """What a steward is told about a release: by a rule (`shape`, its name) or by the reader (`notice`).

    `property` and `value` are what breaks the rule, where that is more than a thing's being there at all.
    """

    severity: str
    expected: str
    remedy: str
    about: Link | None
    shape: str = ""
    notice: Link | None = None
    property: str = ""
    value: Value | None = None


def shape(show: Show, name: str, number: int) -> Shape:
    """The rule with that name. Raises Problem (404) where neither the snapshot nor the shapes of today have it."""
    reader, iri = show.reader, v.OSHAPES + name
    results = reader.subjects(v.SH_SOURCE_SHAPE, NamedNode(iri))
    if results:
        severity, message = _severity(show, results[0]), reader.text(results[0], v.SH_RESULT_MESSAGE)
    else:
        _, severity, message = shapes.rule(name)
    return Shape(name, iri, severity, *_halves(message), page(results, number).of(lambda one: _broken(show, one)))


def remarks(show: Show, release: NamedNode) -> list[Remark]:
    """What is found about a release: itself, its parts, the people it names and its pages; and the reader's notices."""
    told = [(one, show.reader.types(one)) for one in show.reader.subjects(v.CONCERNS, release)]
    found = [_remark(show, one, release) for one, types in told if v.SH_VALIDATION_RESULT in types]
    notices = [one for one, types in told if v.NOTICE in types]
    return sorted(found, key=lambda one: (_WORST.index(one.severity), one.shape)) + [
        Remark(
            "notice",
            show.reader.text(one, v.RDFS_COMMENT),
            show.reader.text(one, v.REMEDY),
            None,
            notice=show.link(one),
        )
        for one in notices
    ]


def remarks_on(show: Show, node: NamedNode) -> list[Remark]:
    """What rules find about a thing itself, the worst first: of many results each rule once, and the first of them."""
    results = sorted({one for one, _, _ in islice(show.reader.look(None, v.SH_FOCUS_NODE, node), _MOST)}, key=str)
    found = (_remark(show, one, node) for one in results)
    by_rule = {(one.shape, one.expected): one for one in found}
    return sorted(by_rule.values(), key=lambda one: (_WORST.index(one.severity), one.shape))[:_SHOWN]


def _remark(show: Show, result: NamedNode, thing: NamedNode) -> Remark:
    reader = show.reader
    focus = next(iter(reader.nodes(result, v.SH_FOCUS_NODE)), None)
    expected, remedy = _halves(reader.text(result, v.SH_RESULT_MESSAGE))
    path, value = next(iter(reader.nodes(result, v.SH_RESULT_PATH)), None), reader.value(result, v.SH_VALUE)
    told = value is not None and value not in (thing, focus)
    return Remark(
        _severity(show, result),
        expected,
        remedy,
        show.link(focus) if focus is not None and focus != thing else None,
        shape=reader.text(result, v.SH_SOURCE_SHAPE).removeprefix(v.OSHAPES),
        property=show.name(path) if told and path else "",
        value=show.value(focus or thing, path or v.RDF_VALUE, value) if told and value is not None else None,
    )


def _broken(show: Show, result: NamedNode) -> Broken:
    reader = show.reader
    focus = next(iter(reader.nodes(result, v.SH_FOCUS_NODE)), None)
    value, path = reader.value(result, v.SH_VALUE), next(iter(reader.nodes(result, v.SH_RESULT_PATH)), None)
    if focus is None:
        text = reader.text(result, v.SH_FOCUS_NODE)
        return Broken(Link(text, None, "", labelled=False), None, "", None, ())
    if reader.value(result, v.INPUT):
        return _withheld(show, result, focus, path, value)
    show.explain([focus])
    why = show.reasons.get((focus, path, value), ()) if path and value is not None else ()
    why = why or (show.because(focus, path)[:1] if path else ()) or _words(show, value) or _words(show, focus)
    releases = [one for one in reader.nodes(result, v.CONCERNS) if one != focus]
    return Broken(
        show.link(focus),
        show.link(releases[0]) if releases else None,
        show.name(path) if path else "",
        show.value(focus, path or v.RDF_VALUE, value) if value is not None else None,
        why,
        more=len(releases) - 1,
    )


def _withheld(show: Show, result: NamedNode, focus: NamedNode, path: NamedNode | None, value: Node | None) -> Broken:
    """What is in no snapshot: the graph of the quality report has kept where it stood."""
    reader = show.reader
    about = {predicate: values[0] for predicate, values in reader.facts(result).items()}
    url, release, selector = (about.get(one) for one in (v.SCHEMA_URL, v.CONCERNS, v.OA_HAS_SELECTOR))
    page = show.link(url) if isinstance(url, NamedNode) else None
    before, exact, after = (
        reader.text(selector, one) if isinstance(selector, NamedNode) else ""
        for one in (v.OA_PREFIX, v.OA_EXACT, v.OA_SUFFIX)
    )
    why = Why(before, exact, after, "", "", page, show.link(result))
    return Broken(
        _unpublished(show, focus),
        _unpublished(show, release) if isinstance(release, NamedNode) and release != focus else None,
        show.name(path) if path else "",
        show.value(focus, path or v.RDF_VALUE, value) if value is not None else None,
        (why,) if exact.strip() else (),
        reader.text(result, v.INPUT),
        page,
    )


def _unpublished(show: Show, node: NamedNode) -> Link:
    """What is withheld has a page only where an earlier snapshot published it."""
    return (
        show.link(node) if show.reader.is_subject(node) else Link(short(node.value), None, node.value, labelled=False)
    )


def _words(show: Show, place: Node | None) -> tuple[Why, ...]:
    """The words of a page where a place on it, or any other part of evidence, is itself what breaks the rule."""
    reader = show.reader
    if not isinstance(place, NamedNode):
        return ()
    parts = [place, *reader.subjects(v.OA_HAS_SELECTOR, place)]
    notes = [note for part in parts for way in (v.OA_HAS_TARGET, v.OA_HAS_BODY) for note in reader.subjects(way, part)]
    bodies = {body: note for note in notes or parts for body in reader.nodes(note, v.OA_HAS_BODY)}
    return tuple(show.why(one, one.note) for one in reader.notes(list(bodies)) if one.note == bodies[one.body])


def _severity(show: Show, result: NamedNode) -> str:
    return show.reader.text(result, v.SH_RESULT_SEVERITY).rpartition("#")[2].lower()


def _halves(message: str) -> tuple[str, str]:
    """What is expected and what to do about it: a message has both, with a semicolon between."""
    expected, _, remedy = message.partition("; ")
    return f"{expected.rstrip('.')}.", capital(remedy)
