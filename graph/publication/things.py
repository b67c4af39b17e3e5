"""What a published store holds of a class."""

from pyoxigraph import DefaultGraph, NamedNode, Store

from graph import vocabulary as v


def instances(store: Store, cls: NamedNode) -> list[NamedNode]:
    """The instances of a class, by IRI."""
    found = {quad.subject for quad in store.quads_for_pattern(None, v.RDF_TYPE, cls, DefaultGraph())}
    return sorted((one for one in found if isinstance(one, NamedNode)), key=lambda one: one.value)
