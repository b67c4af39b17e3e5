"""What crawlers read: robots.txt and the sitemaps."""

import re
from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree

from protego import Protego

from graph.walk.site import Site

_SITEMAP: Final = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_DAY: Final = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?)?")
_MOST_ADDRESSES, _MOST_FILES = 50_000, 20


def crawlers(site: Site) -> None:
    """Reads both; what the sitemaps list is kept in `site.listed`."""
    robots = site.visitor.ask(site.absolute("/robots.txt"))
    if robots.status == 200:
        site.expect(
            robots.media_type == "text/plain", "robots", robots.url, f"it is {robots.media_type or 'of no type'}"
        )
        site.visitor.robots = Protego.parse(robots.text)
    begun = list(site.visitor.robots.sitemaps) or [site.absolute("sitemap.xml")]
    stated = bool(list(site.visitor.robots.sitemaps))
    for url in begun:
        site.listed += _read(site, url, stated)
    if not site.listed:
        site.absent.append("sitemap")
    for url in site.some(site.listed):
        allowed = site.visitor.robots.can_fetch(url, site.visitor.agent)
        if site.expect(allowed, "sitemap-allowed", url, "robots.txt keeps programs away from it"):
            answer = site.visitor.ask(url, "text/html, */*;q=0.1")
            site.expect(answer.status == 200, "sitemap-answers", url, f"it answers {answer.status}")
            if answer.media_type == "text/html":
                site.pages[url] = answer


def _read(site: Site, url: str, stated: bool) -> Iterator[str]:
    """The addresses in a sitemap and in those that it leads to."""
    waiting, seen = [url], set[str]()
    while waiting and len(seen) < _MOST_FILES:
        here = waiting.pop(0)
        if here in seen:
            continue
        seen.add(here)
        answer = site.visitor.follow(here)
        if answer.status != 200 and not stated and here == url:
            return
        if not site.expect(answer.status == 200, "sitemap", here, f"it answers {answer.status}"):
            continue
        try:
            root = ElementTree.fromstring(answer.body)
        except ElementTree.ParseError as fault:
            site.expect(False, "sitemap", here, f"it is no XML: {fault}")
            continue
        index = root.tag == f"{_SITEMAP}sitemapindex"
        if not site.expect(index or root.tag == f"{_SITEMAP}urlset", "sitemap", here, f"it is a {root.tag}"):
            continue
        site.expect(len(root) <= _MOST_ADDRESSES, "sitemap", here, f"it lists {len(root):,} addresses")
        for item in root:
            place = (item.findtext(f"{_SITEMAP}loc") or "").strip()
            day = item.findtext(f"{_SITEMAP}lastmod")
            site.expect(day is None or _DAY.fullmatch(day.strip()), "sitemap", here, f"{day} is no day")
            if site.expect(
                site.inside(place), "sitemap", here, f"{place or 'an item without loc'} is not of this host"
            ):
                if index:
                    waiting.append(place)
                else:
                    yield place
