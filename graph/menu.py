"""What the site listed at a crawl, against what the vocabulary knows of its menu.

Each entry is looked up under its own heading, then under those above it (text keeps no nesting, so what follows a
nested list stands under that list's heading), then anywhere in the menu, then among all things that have the name.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from graph.layouts.menu import Section
from graph.records import Finding
from graph.vocabularies.reference import Reference

# The Chair of the year is printed after the State: `Finland – OSCE Chairpersonship 2025`.
_SUFFIX = " – "
_PREFIX = "OSCE "


@dataclass(frozen=True, slots=True)
class Entry:
    """A heading or an item of a page's menu; `iri` is None where the vocabulary has nothing of that name.

    `note` is what the page prints behind the name. `renamed` is the name that the site uses today, where it is
    another.
    """

    label: str
    note: str | None
    heading: str | None
    iri: NamedNode | None
    renamed: str | None = None


class Menu:
    """Looks entries up in the menu that the vocabulary knows."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self._listed = reference.menu
        self._parents = {child: parent for parent, children in self._listed.items() for child in children}
        self._headings = {reference.label(section).casefold(): section for section in self._listed}

    def entries(self, sections: Sequence[Section]) -> list[Entry]:
        """All headings and items in the order of the page."""
        found: list[Entry] = []
        for section in sections:
            heading = section.heading.text
            iri = self._headings.get(heading.casefold())
            found.append(Entry(heading, None, None, iri))
            found += [self._entry(item.text, heading, iri) for item in section.items]
        return found

    def differences(self, entries: Sequence[Entry], page: str) -> Iterator[Finding]:
        """What the page's menu lists that the vocabulary does not know, by another name, or not at all."""
        for entry in entries:
            place = f"under {entry.heading!r}" if entry.heading else "as a heading"
            if entry.iri is None:
                yield _notice(page, "menu-new", f"lists {entry.label!r} {place}, which the vocabulary does not know")
            if entry.renamed:
                yield _notice(page, "menu-renamed", f"lists {entry.label!r} {place}, today {entry.renamed!r}")
            if entry.note:
                yield _notice(page, "menu-note", f"lists {entry.label!r} {place} with the words {entry.note!r}")
        seen = {entry.iri for entry in entries}
        for section in self._listed:
            for child in self._listed[section] if section in seen else ():
                if child not in seen:
                    name, under = self._reference.label(child), self._reference.label(section)
                    yield _notice(page, "menu-gone", f"does not list {name!r} under {under!r}")

    def _entry(self, text: str, heading: str, section: NamedNode | None) -> Entry:
        label, _, note = text.partition(_SUFFIX)
        for candidates in self._near(section):
            for iri in candidates:
                if label.casefold() in self._names(iri):
                    return Entry(label, note or None, heading, iri, self._today(iri, label))
        return Entry(label, note or None, heading, self._reference.named(label))

    def _near(self, section: NamedNode | None) -> Iterator[Sequence[NamedNode]]:
        """What is listed under the heading, under each heading above it, and then anywhere."""
        above = section
        while above is not None:
            yield self._listed.get(above, ())
            above = self._parents.get(above)
        yield [child for children in self._listed.values() for child in children]

    def _names(self, iri: NamedNode) -> set[str]:
        """The names it may be listed by: the site leaves `OSCE` out of most."""
        names = self._reference.names(iri)
        return {form.casefold() for name in names for form in (name, self._short(name))}

    def _today(self, iri: NamedNode, label: str) -> str | None:
        name = self._reference.label(iri)
        return None if label.casefold() in (name.casefold(), self._short(name).casefold()) else name

    def _short(self, name: str) -> str:
        return name.removeprefix(_PREFIX)


def _notice(page: str, rule: str, message: str) -> Finding:
    remedy = "compare with ontology/vocabularies/navigation.ttl and amend it where the site has changed for good"
    return Finding("notice", page, rule, message, remedy)
