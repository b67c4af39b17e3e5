"""How IRIs are shown and where they lead. Pure.

IRIs of the data never change with the host; links on pages lead to the host that was asked, under its prefix.
"""

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from pyoxigraph import NamedNode

from graph.iri import BASE
from graph.vocabulary import PREFIXES

_SAFE: Final = "/:#?&=%~+,;@!$'()*"


@dataclass(frozen=True, slots=True)
class Link:
    """A thing as text that may be clicked on; `stated` is its label where people read another text than programs."""

    text: str
    href: str | None
    iri: str
    labelled: bool = True
    language: str | None = None
    stated: str | None = None

    @property
    def label(self) -> str:
        """The label as the data has it, for programs."""
        return self.stated or self.text

    @property
    def leaves(self) -> bool:
        """Whether it leads to another site."""
        return bool(self.href) and self.href == self.iri


def short(iri: str) -> str:
    """The IRI as people write it: our own things by kind and key, known namespaces by prefix."""
    for prefix, stem in PREFIXES.items():
        if iri.startswith(stem) and iri != stem:
            return f"{prefix}:{iri.removeprefix(stem)}"
    return iri.removeprefix(BASE) or iri


def href(iri: str, root: str) -> str | None:
    """Where a click on the IRI leads, None for anything but our own and http(s) addresses.

    `root` is the path under which the site is mounted, without a slash at the end.
    """
    if iri.startswith(BASE):
        path, hash_, fragment = iri.removeprefix(BASE).partition("#")
        # A `?` in a path would begin a query; one in a fragment does no harm.
        return f"{root}/{quote(path, safe='/~')}{hash_}{quote(fragment, safe=_SAFE)}"
    return iri if iri.startswith(("https://", "http://")) else None


def anchor(node: NamedNode) -> str:
    """The id of the place on the page about its thing where a part of the thing is shown."""
    return node.value.partition("#")[2]


# Sites that the data links to, by the beginning of their IRIs.
ELSEWHERE: Final = {
    "http://www.wikidata.org/entity/": "Wikidata",
    "https://sws.geonames.org/": "GeoNames",
    "http://eurovoc.europa.eu/": "EuroVoc",
    "http://publications.europa.eu/resource/authority/": "EU authority list",
}


def site_name(iri: str) -> str | None:
    """The name of the well-known site that the IRI belongs to, with its key there."""
    for stem, name in ELSEWHERE.items():
        if iri.startswith(stem):
            return f"{name} {iri.removeprefix(stem).strip('/')}"
    return None
