"""What is special about a quote: who said it in which role, where and when, and how it is cited."""

from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode

from endpoint.links import Link
from endpoint.views.dates import day
from endpoint.views.office import called_of
from endpoint.views.show import Show
from graph import vocabulary as v


@dataclass(frozen=True, slots=True)
class Source:
    """Where a quote stands: the release, its day, who issued it, and the pages on the web that were read."""

    release: Link
    day: str
    issued_by: list[Link]
    pages: list[Link]


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks: a person with the roles that the release shows, or an office; `holder` is who held it that day."""

    link: Link
    roles: list[str]
    holder: Link | None = None


def special(show: Show, node: NamedNode) -> dict[str, Any]:
    """The voice, the source, and the citation in one line."""
    release = next(iter(show.reader.nodes(node, v.SCHEMA_IS_PART_OF)), None)
    voice, source = _voice(show, node, release), _source(show, release) if release else None
    return {"voice": voice, "source": source, "cited": _cited(show, node, voice, source)}


def _voice(show: Show, quote: NamedNode, release: NamedNode | None) -> Voice | None:
    reader = show.reader
    person, office, holder = (
        next(iter(reader.nodes(quote, one)), None)
        for one in (v.SCHEMA_SPOKEN_BY_CHARACTER, v.SPEAKING_OFFICE, v.INFERRED_SPEAKER)
    )
    if person:
        attested = reader.subjects(v.ATTESTED_IN, release) if release else []
        roles = [called_of(show, one) for one in attested if person in reader.nodes(one, v.ORG_MEMBER)]
        return Voice(show.link(person), sorted({one for one in roles if one}))
    return Voice(show.link(office), [], show.link(holder) if holder else None) if office else None


def _source(show: Show, release: NamedNode) -> Source:
    reader = show.reader
    pages = [show.page(one) for one in reader.nodes(release, v.PROV_WAS_DERIVED_FROM)]
    return Source(
        show.link(release),
        day(reader.text(release, v.DCTERMS_ISSUED) or reader.text(release, v.DATELINED)),
        show.links(reader.nodes(release, v.DCTERMS_PUBLISHER)),
        [one for one in pages if one.leaves],
    )


def as_said(words: str) -> str:
    """The words of a quote as they stand alone: a comma before the speaker belongs to the sentence."""
    return words.rstrip(", ")


def _cited(show: Show, quote: NamedNode, voice: Voice | None, source: Source | None) -> str:
    """As a footnote has it: the words, who said them, where they stand, and the name of the quote here."""
    words = as_said(show.reader.text(quote, v.SCHEMA_TEXT))
    parts = [f"“{words}”", *((voice.link.text, *voice.roles) if voice else ())]
    if source:
        parts.append(f"in: “{source.release.text}”")
        parts += [*(one.text for one in source.issued_by), source.day, *(one.iri for one in source.pages[:1])]
    return f"{', '.join(one for one in parts if one)}. Read in OSCE Graph, {quote.value}"
