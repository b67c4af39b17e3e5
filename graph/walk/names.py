"""Names of the site that its documents use: whether each leads somewhere."""

from graph.walk.site import Site


def names(site: Site) -> None:
    """Asks for the names that the documents looked at were found to use, the kinds in turns."""
    urls = {site.address(one) or one: place for one, place in site.named.items()}
    for url in site.some(urls, each=max(5 * site.each, 10)):
        answer = site.visitor.ask(url, "text/turtle, */*;q=0.1")
        well = 200 <= answer.status < 400 or answer.status in (406, 410)
        site.expect(well, "names", url, f"it answers {answer.status}; {urls[url]} names it")
