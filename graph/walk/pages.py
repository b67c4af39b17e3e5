"""Pages for people: dead links, dead fragments, and what every page has."""

from urllib.parse import unquote

from graph.walk import html
from graph.walk.http import conditions, head
from graph.walk.site import Site

_HTML = "text/html, */*;q=0.1"


def pages(site: Site) -> None:
    """Looks at the pages found so far and at those that the home page leads to; follows each of their links once."""
    home = site.visitor.follow(site.root, _HTML)
    site.pages = {home.url: home, **site.pages}
    read = {url: html.read(answer.text, url) for url, answer in site.pages.items() if answer.media_type == "text/html"}
    for url in site.some(_walkable(site, read.get(home.url, html.Page()).links)):
        answer = site.visitor.follow(url, _HTML)
        if answer.status == 200 and answer.media_type == "text/html":
            read.setdefault(answer.url, html.read(answer.text, answer.url))
            site.pages.setdefault(answer.url, answer)
    wanted: dict[str, str] = {}
    for url, page in read.items():
        head(site, site.pages[url], _HTML)
        conditions(site, site.pages[url], _HTML)
        _page(site, url, page)
        for target in page.links:
            wanted.setdefault(target, url)
        for target, type_ in page.alternates:
            if site.inside(target) and site.visitor.allows(target):
                there = site.visitor.follow(target, type_)
                well = there.status == 200 and there.media_type == type_
                site.expect(well, "dead-link", url, f"{target} answers {there.status} {there.media_type}")
    for target, url in wanted.items():
        _link(site, target, url, read)


def _walkable(site: Site, links: list[str]) -> list[str]:
    return [one for one in dict.fromkeys(links) if site.inside(one) and site.visitor.allows(one)]


def _page(site: Site, url: str, page: html.Page) -> None:
    site.expect(page.language, "page", url, "it says no language")
    site.expect(page.title.strip(), "page", url, "it has no title")
    site.expect(page.headings == 1, "page", url, f"it has {page.headings} main headings")
    twice = [name for name, count in page.ids.items() if count > 1]
    site.expect(not twice, "page", url, f"the id {', '.join(twice[:3])} is there twice")
    if page.blocks:
        site.expect(not page.bad_blocks, "data-block", url, "; ".join(page.bad_blocks))


def _link(site: Site, target: str, url: str, read: dict[str, html.Page]) -> None:
    bare, _, fragment = target.partition("#")
    address = site.address(bare) if site.space and bare.startswith(site.space) else bare
    if not address or not site.inside(address):
        return
    if not site.visitor.allows(address):
        site.unasked["links that robots.txt keeps programs from"] += 1
        return
    page = read.get(address)
    if page is None:
        answer = site.visitor.follow(address, _HTML)
        if not site.expect(
            0 < answer.status < 400, "dead-link", url, f"{target} answers {answer.fault or answer.status}"
        ):
            return
        if not fragment or answer.media_type != "text/html":
            return
        page = html.read(answer.text, answer.url)
    if fragment and fragment != "top":
        there = fragment in page.ids or unquote(fragment) in page.ids
        site.expect(there, "dead-fragment", url, f"{target}: the page has no such part")
