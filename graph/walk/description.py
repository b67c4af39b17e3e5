"""The dataset as it describes itself: VoID and DCAT."""

from typing import Final

from pyoxigraph import NamedNode

from graph.walk.dumps import dumps
from graph.walk.headers import links
from graph.walk.rdf import FORMS, Triple, instances, read, values
from graph.walk.site import Site
from graph.walk.visit import Answer

VOID: Final = "http://rdfs.org/ns/void#"
DCAT: Final = "http://www.w3.org/ns/dcat#"
_DCTERMS: Final = "http://purl.org/dc/terms/"
_WAYS_IN: Final = (
    *(VOID + name for name in ("dataDump", "sparqlEndpoint", "rootResource", "exampleResource", "uriLookupEndpoint")),
    *(DCAT + name for name in ("distribution", "landingPage")),
)
_PLACES: Final = (".well-known/void", "void.ttl", "void")
ASKED: Final = "text/turtle, application/ld+json;q=0.8, application/rdf+xml;q=0.8, application/n-triples;q=0.8"


def description(site: Site) -> None:
    """Finds and reads the description; `site.space` and `site.examples` are what it says."""
    found = _found(site)
    if not site.expect(found, "void", site.absolute("/.well-known/void"), "no description in RDF is found"):
        return
    assert found is not None
    answer, said = found
    site.description = said
    datasets = [one for one in _datasets(said) if isinstance(one, NamedNode)]
    if not site.expect(datasets, "void-dataset", answer.url, "it describes no dataset"):
        return
    spaces = [space for one in datasets for space in values(said, one, VOID + "uriSpace")]
    site.space = min(spaces, key=len) if spaces else site.space
    for dataset in datasets:
        if not values(said, dataset, VOID + "class") and not values(said, dataset, VOID + "property"):
            _whole(site, answer.url, dataset, said)
    site.examples = [
        one
        for dataset in datasets
        for name in ("exampleResource", "rootResource")
        for one in values(said, dataset, VOID + name)
        if site.address(one)
    ]
    dumps(site, answer.url, datasets)


def _found(site: Site) -> tuple[Answer, set[Triple]] | None:
    home = site.visitor.follow(site.root, "text/html, */*;q=0.1")
    places = [site.absolute("/" + _PLACES[0]), *(site.absolute(one) for one in _PLACES)]
    try:
        related = links(home.headers.get("link", ""), home.url)
        places += [one.target for one in related if "describedby" in one.relations and site.inside(one.target)]
    except ValueError:
        pass
    for place in dict.fromkeys(places):
        answer = site.visitor.follow(place, ASKED)
        form = FORMS.get(answer.media_type)
        if answer.status == 200 and form:
            try:
                said = read(answer.body, form, answer.url)
            except ValueError as fault:
                site.expect(False, "reads", answer.url, str(fault))
                continue
            if list(_datasets(said)):
                return answer, said
    return None


def _datasets(said: set[Triple]) -> list[object]:
    return list(dict.fromkeys([*instances(said, VOID + "Dataset"), *instances(said, DCAT + "Dataset")]))


def _whole(site: Site, url: str, dataset: NamedNode, said: set[Triple]) -> None:
    """A dataset that is no part of another."""
    for name, words in (("title", "title"), ("license", "licence")):
        site.expect(values(said, dataset, _DCTERMS + name), "void-dataset", url, f"{dataset.value} has no {words}")
    ways = [one for name in _WAYS_IN for one in values(said, dataset, name)]
    site.expect(ways, "void-dataset", url, f"nothing leads into {dataset.value}")
