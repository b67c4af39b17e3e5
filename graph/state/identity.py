"""Who and what is the same: keys of people and of organisations that only texts name."""

from collections.abc import Mapping

from pyoxigraph import NamedNode

from graph.iri import slug, thing
from graph.records import Person, Release
from graph.vocabularies.decisions import Someone
from graph.vocabularies.reference import Reference


def person(name: str) -> NamedNode:
    """The IRI of the person of that name: letters folded to ASCII, so that `Kostić` and `Kostic` are one.

    Decision 2026-11-24: one name, one person. Alternative: a person a release, merged by a steward. Chosen because
    the releases of one operation name the same few people; cost: namesakes are one until the decisions file parts them.
    """
    return thing("person", slug(name))


def organisation(name: str) -> NamedNode:
    """The IRI of a body that no vocabulary has, by its printed name."""
    return thing("organisation", slug(name))


def who_is_who(release: Release, reference: Reference) -> Mapping[str, Someone | None]:
    """Whom each name of the release's people means; None where a steward found that it means nobody.

    What stewards decided comes first, then the office-holders of the vocabularies in any spelling, then the name alone.
    """
    return {one.name.value: _who(one, release, reference) for one in release.people}


def is_decided(name: str, reference: Reference) -> bool:
    """Whether a steward said that the name is somebody's."""
    return slug(name) in reference.decisions.one or slug(name) in reference.decisions.namesakes


def _who(someone: Person, release: Release, reference: Reference) -> Someone | None:
    name, decisions = someone.name.value, reference.decisions
    key = slug(name)
    if key in decisions.nobody:
        return None
    if fitting := _namesakes(key, someone, release, reference):
        return Someone(fitting, name)
    known = reference.people.get(key)
    decided = decisions.one.get(key)
    if decided:
        return Someone(decided.iri, decided.name if known is None or known.iri != decided.iri else known.label)
    return Someone(known.iri, known.label) if known else Someone(person(name), name)


def _namesakes(key: str, someone: Person, release: Release, reference: Reference) -> NamedNode | None:
    """The one namesake whom this naming fits; where two fit, none is believed."""
    bodies = {
        found.value if isinstance(found.value, NamedNode) else organisation(found.value)
        for found in (*(role.organisation for role in someone.roles), someone.affiliation)
        if found
    }
    roles = [role.title.value for role in someone.roles]
    day = release.issued.value.isoformat() if release.issued else ""
    iri = thing("release", release.key)
    fitting = {one.person for one in reference.decisions.namesakes.get(key, ()) if one.fits(iri, day, bodies, roles)}
    return next(iter(fitting)) if len(fitting) == 1 else None
