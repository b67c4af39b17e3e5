"""Names of the site that its documents use: whether each leads somewhere, and to a document that knows it."""

from typing import Any

from graph.walk.description import ASKED
from graph.walk.rdf import FORMS, read
from graph.walk.site import Site


def names(site: Site) -> None:
    """Asks for the names that the documents looked at were found to use, the kinds in turns."""
    urls = {site.address(one) or one: place for one, place in site.named.items()}
    for url in site.some(urls, each=max(5 * site.each, 10)):
        answer = site.visitor.ask(url, ASKED + ", */*;q=0.1")
        well = 200 <= answer.status < 400 or answer.status in (406, 410)
        site.expect(well, "names", url, f"it answers {answer.status}; {urls[url]} names it")
    parts = [one for one in site.named if one.partition("#")[2]]  # `…#` is a namespace, and no name in it
    described: dict[str, set[Any] | None] = {}
    for iri in site.some(parts, each=max(5 * site.each, 10)):
        url = site.address(iri) or iri
        if url not in described:
            described[url] = _subjects(site, url)
        subjects = described[url]
        if subjects is not None:
            there = iri in subjects
            site.expect(there, "part-described", url, f"its document says nothing of {iri}; {site.named[iri]} names it")


def _subjects(site: Site, url: str) -> set[Any] | None:
    """What the document at the address speaks of; None where there is none to be read."""
    answer = site.visitor.follow(url, ASKED)
    form = FORMS.get(answer.media_type)
    if answer.status != 200 or form is None:
        return None
    try:
        return {getattr(one[0], "value", "") for one in read(answer.body, form, answer.url)}
    except ValueError:
        return None  # said where documents are read
