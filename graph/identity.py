"""Who and what is the same: keys of people and of organisations that only texts name."""

from pyoxigraph import NamedNode

from graph.iri import slug, thing


def person(name: str) -> NamedNode:
    """The IRI of the person of that name: letters folded to ASCII, so that `Kostić` and `Kostic` are one.

    Decision 2026-11-24: one name, one person. Alternative: a person a release, merged by a steward. Chosen because
    the releases of one operation name the same few people; cost: namesakes are one until a decisions file parts them.
    """
    return thing("person", slug(name))


def organisation(name: str) -> NamedNode:
    """The IRI of a body that no vocabulary has, by its printed name."""
    return thing("organisation", slug(name))
