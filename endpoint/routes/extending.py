"""What a table of matched names is extended by: which properties things have, and their values as cells."""

from itertools import islice
from typing import Any, Final

from pyoxigraph import Literal, NamedNode

from endpoint.documents.jsonld import compact
from endpoint.finding.matching import Type
from endpoint.serving.reader import Node
from endpoint.serving.store import Serving
from endpoint.views.show import Show
from graph import vocabulary as v
from graph.iri import BASE

_SAMPLE: Final = 25


def cell(show: Show, value: Node) -> dict[str, Any]:
    """A value as a cell of a table: an entity, a day, a number, else a text."""
    if isinstance(value, NamedNode):
        if value.value.startswith(BASE):
            return {"id": value.value.removeprefix(BASE), "name": show.link(value).label}
        return {"str": value.value}
    if value.datatype == v.XSD_DATE and len(value.value) == 10:
        return {"date": f"{value.value}T00:00:00+00:00"}
    return _numeric(value) or {"str": value.value}


def _numeric(value: Literal) -> dict[str, Any] | None:
    try:
        if value.datatype == v.XSD_INTEGER:
            return {"int": int(value.value)}
        if value.datatype == v.XSD_DECIMAL:
            return {"float": float(value.value)}
    except ValueError:
        pass
    return None


def properties(serving: Serving, show: Show, types: tuple[Type, ...]) -> list[dict[str, str]]:
    """The properties that things of these types have, by name; told from a sample of each."""
    return serving.once("reconcile-properties-" + " ".join(one.id for one in types), lambda: _sampled(show, types))


def _sampled(show: Show, types: tuple[Type, ...]) -> list[dict[str, str]]:
    found: dict[NamedNode, str] = {}
    for one in types:
        for thing in islice(show.reader.subjects(v.RDF_TYPE, one.cls), _SAMPLE):
            for _, predicate, _ in show.reader.look(thing, None, None):
                if predicate not in found and predicate not in (v.RDF_TYPE, v.RDFS_LABEL):
                    found[predicate] = show.name(predicate)
    return [{"id": compact(node.value), "name": name} for node, name in sorted(found.items(), key=lambda pair: pair[1])]
