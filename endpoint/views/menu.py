"""The menu of the OSCE's website, as the vocabulary knows it: headings with what stands under them, nested."""

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode

from endpoint.links import Link
from endpoint.views.show import Show
from graph import vocabulary as v


@dataclass(frozen=True, slots=True)
class Section:
    """A heading: its plain entries, then the headings below it, each by label."""

    link: Link
    entries: list[Link]
    sections: list["Section"]

    @property
    def total(self) -> int:
        """The entries here and below."""
        return len(self.entries) + sum(one.total for one in self.sections)


def menu(show: Show) -> list[Section]:
    """The headings that stand under no other. A heading that would stand under itself is left out there."""
    reader = show.reader
    sections = reader.subjects(v.RDF_TYPE, v.MENU_SECTION)
    below = {node for one in sections for node in reader.nodes(one, v.LISTS) if node != one}
    return _by_label(_section(show, one, (one,)) for one in sections if one not in below)


def _section(show: Show, node: NamedNode, above: tuple[NamedNode, ...]) -> Section:
    reader = show.reader
    listed = [one for one in reader.nodes(node, v.LISTS) if one not in above]
    headings = [one for one in listed if v.MENU_SECTION in reader.types(one)]
    entries = show.links(one for one in listed if one not in headings)
    return Section(show.link(node), entries, _by_label(_section(show, one, (*above, one)) for one in headings))


def _by_label(sections: Iterable[Section]) -> list[Section]:
    return sorted(sections, key=lambda one: one.link.text.casefold())
