"""Shapes that say nothing a node could break: what passes them has not earned it."""

from typing import Any, Final, cast

import rdflib
from rdflib.collection import Collection
from rdflib.namespace import SH

from graph.validation.findings import Idle

_PLAIN: Final = (SH.node, SH.property, SH.sparql)
# What a shape may say without constraining anything of itself.
_SILENT: Final = frozenset(
    {*_PLAIN, SH["and"], SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf, SH.path}
    | {SH.name, SH.description, SH.order, SH.group, SH.severity, SH.message, SH.defaultValue, SH.flags}
    | {SH.ignoredProperties, SH.deactivated, SH.declare, SH.prefixes}
)
_SWITCHED_OFF: Final = frozenset((term, "false") for term in (SH.closed, SH.uniqueLang))


def idle(graph: rdflib.Graph, shape: Any) -> Idle | None:
    """Why neither a shape nor those inside it say anything that a node may break; None where one does."""
    declared = {path for each in graph.objects(None, SH.parameter) for path in graph.objects(each, SH.path)}
    stated = {(cast(rdflib.URIRef, term), value) for term, value in graph.predicate_objects(shape)}
    terms = {term for term, value in stated if (term, str(value)) not in _SWITCHED_OFF}
    if terms & declared or any(term.startswith(str(SH)) and term not in _SILENT for term in terms):
        return None
    inner = [each for term in _PLAIN for each in graph.objects(shape, term)]
    inner += [each for head in graph.objects(shape, SH["and"]) for each in Collection(graph, head)]
    reasons = {"deactivated" if _is_off(graph, each) else idle(graph, each) for each in inner}
    if None in reasons:
        return None
    return "deactivated" if "deactivated" in reasons else "unsaid"


def _is_off(graph: rdflib.Graph, shape: Any) -> bool:
    return (shape, SH.deactivated, rdflib.Literal(True)) in graph
