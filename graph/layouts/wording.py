"""The words by which layouts tell a title from what else stands above a text: kinds, menus, labels, a portal's own."""

import re
from collections.abc import Set
from dataclasses import dataclass

from graph.vocabularies.reference import Reference

_STEP = re.compile(r"\s+[/>|]\s+|\s*[»›]\s*")
_ASKING = ("we use", "website uses", "site uses", "use of", "consent", "accept", "agree")
_BYLINE = re.compile(r"(?:written|posted|published|submitted) by\b", re.IGNORECASE)
# What is offered to take away: `Download Report (PDF | 130.4 KB)`, `Download PDF (200 KB)`, `Preview of report.pdf`.
_FILE = re.compile(r".*(?:\.(?:pdf|docx?)|\((?:pdf|docx?)\b[^)]*\))|Download\b.*\([\d.,]+ [KM]B\)", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class Wording:
    """What the vocabularies say of lines that are no titles; all sets are case-folded.

    `kinds` are the content types as they stand above titles, `sections` the structures that stand above these, `site`
    the names of the OSCE itself among them, `fields` the fields of work, `menu` lines of a menu, `asides` what is
    printed between title and text, `attributes` what stands there above its value, `advisory` the labels of media
    advisories, `amid` the words with which no title and no value ends.
    """

    kinds: Set[str]
    sections: Set[str]
    site: Set[str]
    fields: Set[str]
    menu: Set[str]
    asides: Set[str]
    attributes: Set[str]
    advisory: Set[str]
    amid: Set[str]

    @classmethod
    def of(cls, reference: Reference) -> "Wording":
        """The wording of the vocabularies."""
        lists = ("menu-line", "aside-line", "attribute-label", "advisory-label", "word-amid-a-title")
        osce = reference.source("OSCE", None)
        site = (name for name, entries in reference.source_labels.items() if entries[0].iri == osce)
        labels = reference.content_types, reference.source_labels, site, reference.fields_of_work
        return cls(*(frozenset(known) for known in labels), *(_folded(reference.words(name)) for name in lists))

    def is_kind(self, text: str) -> bool:
        """Whether a line is the name of a kind of page."""
        return text.casefold() in self.kinds

    def is_section(self, text: str) -> bool:
        """Whether a line is the name of a structure, as sections of the site are called."""
        return text.casefold().removesuffix(" (closed)") in self.sections

    def is_site(self, text: str) -> bool:
        """Whether a line is the name of the whole site: no section of it."""
        return text.casefold() in self.site

    def is_field(self, text: str) -> bool:
        """Whether a line is the name of a field of work."""
        return text.casefold() in self.fields

    def is_menu(self, text: str) -> bool:
        """Whether a line is one of a menu, the path to the page (`Home > Newsroom > ...`), or about cookies."""
        return _STEP.split(text, 1)[0].casefold() in self.menu or is_cookie(text)

    def is_advisory(self, text: str) -> bool:
        """Whether a line is a label of a media advisory with its value: `Where: National Library`."""
        return ":" in text and text.partition(":")[0].strip().casefold() in self.advisory

    def breaks_off(self, text: str) -> bool:
        """Whether a line is no whole title or value by its last word: `Head of the`."""
        return text.rpartition(" ")[2].casefold() in self.amid

    def is_attribute(self, text: str) -> bool:
        """Whether a line is a label alone, with its value on the next."""
        return text.removesuffix(":").casefold() in self.attributes

    def is_aside(self, text: str) -> bool:
        """Whether a line is printed beside title and text: a menu's, a portal's, a label of an advisory, a file."""
        words = text.partition(":")[0].casefold()
        known = words in self.asides or words in self.attributes or _BYLINE.match(text) is not None
        return known or self.is_menu(text) or self.is_advisory(text) or _FILE.fullmatch(text) is not None


def is_cookie(text: str) -> bool:
    """Whether a line asks its reader for cookies."""
    words = text.lower()
    return "cookies" in words and any(asking in words for asking in _ASKING)


def _folded(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word.casefold() for word in words)
