"""A page's reading to the quads of its graph, release by release, so that one release can be left out."""

from collections.abc import Set
from dataclasses import dataclass

from pyoxigraph import Quad, Triple

from graph.merge.merging import Merged
from graph.records import Reading, Standing
from graph.report import Resource
from graph.state.quads import release_quads, saved_page_quads
from graph.vocabularies.reference import Reference


@dataclass(frozen=True, slots=True)
class Stated:
    """One page that says something: its reading, and the quads of each release by its key."""

    reading: Reading
    releases: dict[str, list[Quad]]

    @property
    def quads(self) -> list[Quad]:
        """All quads of the page's graph; none when no release is left."""
        page, layout = self.reading.page, self.reading.layout
        if not self.releases or layout is None:
            return []
        copy = all(release.standing >= Standing.COPY for release in self.reading.releases)
        stated = [quad for quads in self.releases.values() for quad in quads]
        return [*stated, *saved_page_quads(page, layout, self.releases, copy=copy)]

    def without(self, focuses: Set[Resource]) -> tuple["Stated", dict[str, Resource]]:
        """The page without the releases that say anything of these nodes; and those, each with a node."""
        if not focuses:
            return self, {}
        page = saved_page_quads(self.reading.page, self.reading.layout or "", (), copy=False)
        about_page = _spoken_of(page, focuses)
        found = {key: about_page or _spoken_of(quads, focuses) for key, quads in self.releases.items()}
        out = {key: node for key, node in found.items() if node}
        return Stated(self.reading, {key: quads for key, quads in self.releases.items() if key not in out}), out


def state(reading: Reading, merged: Merged, reference: Reference) -> Stated:
    """What a page states of the releases that it was found to be a page of."""
    releases: dict[str, list[Quad]] = {}
    for number, release in enumerate(reading.releases):
        if place := merged.places.get((reading.page.id, number)):
            releases.setdefault(place.key, []).extend(release_quads(reading.page, release, place, reference))
    return Stated(reading, releases)


def _spoken_of(quads: list[Quad], nodes: Set[Resource]) -> Resource | None:
    """The first of these nodes that the quads say something of."""
    subjects = (quad.subject for quad in quads)
    return next((node for node in subjects if not isinstance(node, Triple) and node in nodes), None)
