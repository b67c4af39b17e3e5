"""Event streams (LDES over TREE): views, members, and the promises of relations."""

from collections.abc import Callable
from typing import Final

from pyoxigraph import NamedNode

from graph.walk.description import ASKED
from graph.walk.rdf import FORMS, Triple, instances, node_of, read, values
from graph.walk.site import Site

_TREE: Final = "https://w3id.org/tree#"
_LDES: Final = "https://w3id.org/ldes#"
_MOST: Final = 10
_KEPT_PROMISES: Final[dict[str, Callable[[str, str], bool]]] = {
    "EqualToRelation": lambda value, bound: value == bound,
    "GreaterThanRelation": lambda value, bound: value > bound,
    "GreaterThanOrEqualToRelation": lambda value, bound: value >= bound,
    "LessThanRelation": lambda value, bound: value < bound,
    "LessThanOrEqualToRelation": lambda value, bound: value <= bound,
}
"""What a relation says of the values behind it; times are compared as they are written, in one zone."""


def streams(site: Site) -> None:
    """Checks the streams that the description of the dataset names."""
    said = site.description
    found = [one for one in instances(said, _LDES + "EventStream") if isinstance(one, NamedNode)]
    if not found:
        site.absent.append("LDES")
    for stream in found:
        views = [one for one in values(said, stream, _TREE + "view") if site.address(one)]
        site.expect(views, "stream", stream.value, "it has no view")
        for view in views:
            _view(site, stream, view)


def _view(site: Site, stream: NamedNode, view: str) -> None:
    waiting: list[tuple[str, list[tuple[str, str, str]]]] = [(view, [])]
    seen, members = set[str](), dict[str, str]()
    while waiting and len(seen) < _MOST:
        url, promises = waiting.pop(0)
        if url in seen:
            continue
        seen.add(url)
        said = _read(site, url)
        if said is None:
            continue
        node = NamedNode(url)
        if url == view:
            site.expect(instances(said, _LDES + "EventStream"), "stream", url, "it names no stream")
            site.expect(view in values(said, stream, _TREE + "view"), "stream", url, "the stream has not this view")
        here = values(said, stream, _TREE + "member")
        for one in here:
            site.expect(members.setdefault(one, url) == url, "stream", url, f"{one} is in {members[one]} too")
            _member(site, url, stream, one, said, promises)
        for relation in values(said, node, _TREE + "relation"):
            behind = node_of(relation)
            nodes = values(said, behind, _TREE + "node")
            site.expect(len(nodes) == 1, "stream-relation", url, f"{relation} leads to {len(nodes)} nodes")
            kinds = [name for name in _KEPT_PROMISES if behind in instances(said, _TREE + name)]
            more = [
                (name, path, value)
                for name in kinds
                for path in values(said, behind, _TREE + "path")
                for value in values(said, behind, _TREE + "value")
            ]
            waiting += [(one, promises + more) for one in nodes if site.inside(one)]
    site.expect(members, "stream", view, "no member is found")


def _member(
    site: Site, url: str, stream: NamedNode, member: str, said: set[Triple], promises: list[tuple[str, str, str]]
) -> None:
    node = node_of(member)
    for path in ("timestampPath", "versionOfPath"):
        for predicate in values(said, stream, _LDES + path):
            got = values(said, node, predicate)
            site.expect(len(got) == 1, "stream", url, f"{member} has {len(got)} values of {predicate}")
    for name, path, bound in promises:
        got = values(said, node, path)
        well = got and all(_KEPT_PROMISES[name](value, bound) for value in got)
        site.expect(well, "stream-relation", url, f"{member} has {', '.join(got) or 'nothing'}, not {name} {bound}")


def _read(site: Site, url: str) -> set[Triple] | None:
    answer = site.visitor.follow(site.address(url) or url, ASKED)
    form = FORMS.get(answer.media_type)
    if not site.expect(answer.status == 200 and form, "stream", url, f"it answers {answer.status} {answer.media_type}"):
        return None
    assert form is not None
    try:
        return read(answer.body, form, url)
    except ValueError as fault:
        site.expect(False, "reads", url, str(fault))
        return None
