"""The SPARQL endpoint: its description of itself, and whether it keeps what that says."""

import json
from typing import Final
from urllib.parse import urlencode
from xml.etree import ElementTree

from pyoxigraph import NamedNode

from graph.walk.description import ASKED
from graph.walk.rdf import FILES, FORMS, Triple, instances, read, values
from graph.walk.site import Site
from graph.walk.visit import Answer

_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_VOID: Final = "http://rdfs.org/ns/void#"
_FORMATS: Final = "http://www.w3.org/ns/formats/"
_ROWS: Final = {
    "SPARQL_Results_JSON": "application/sparql-results+json",
    "SPARQL_Results_XML": "application/sparql-results+xml",
    "SPARQL_Results_CSV": "text/csv",
    "SPARQL_Results_TSV": "text/tab-separated-values",
}
_GRAPHS: Final = {
    "Turtle": "text/turtle",
    "JSON-LD": "application/ld+json",
    "RDF_XML": "application/rdf+xml",
    "N-Triples": "application/n-triples",
    "N-Quads": "application/n-quads",
    "TriG": "application/trig",
}
_JSON: Final = _ROWS["SPARQL_Results_JSON"]


def service(site: Site) -> None:
    """Checks the endpoints of this host that the dataset names."""
    found = sorted(
        {
            one[2].value
            for one in site.description
            if one[1].value == _VOID + "sparqlEndpoint" and isinstance(one[2], NamedNode)
        }
    )
    if not found:
        site.absent.append("SPARQL endpoint")
    for endpoint in filter(site.inside, found):
        answer = site.visitor.follow(endpoint, ASKED)
        form = FORMS.get(answer.media_type)
        if not site.expect(
            answer.status == 200 and form, "service", endpoint, f"it answers {answer.status}, {answer.media_type}"
        ):
            continue
        assert form is not None
        try:
            said = read(answer.body, form, answer.url)
        except ValueError as fault:
            site.expect(False, "reads", endpoint, str(fault))
            continue
        _described(site, endpoint, said)
        bad = _asked(site, endpoint, "SELEKT nothing", _JSON)
        site.expect(bad.status == 400, "service-errors", endpoint, f"it answers {bad.status}")


def _described(site: Site, endpoint: str, said: set[Triple]) -> None:
    services = instances(said, _SD + "Service")
    if not site.expect(services, "service", endpoint, "no service is described"):
        return
    for one in services:
        own = values(said, one, _SD + "endpoint")
        site.expect(endpoint in own, "service", endpoint, f"the address stated is {', '.join(own) or 'none'}")
        for iri in values(said, one, _SD + "resultFormat"):
            _format(site, endpoint, iri.removeprefix(_FORMATS))
    for graph in instances(said, _SD + "NamedGraph")[: max(5 * site.each, 10)]:
        for name in values(said, graph, _SD + "name"):
            there = _truth(_asked(site, endpoint, f"ASK {{ GRAPH <{name}> {{ ?s ?p ?o }} }}", _JSON))
            site.expect(there, "service-graphs", endpoint, f"<{name}> holds nothing")
    _counted(site, endpoint, said)


def _counted(site: Site, endpoint: str, said: set[Triple]) -> None:
    here = _number(_asked(site, endpoint, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", _JSON))
    if here is None:
        return
    own = {one for one in said if one[1].value == _VOID + "triples"}
    graphs = {one[2] for one in said if one[1].value == _SD + "defaultGraph"}
    datasets = {one[0] for one in said if one[1].value == _SD + "defaultGraph"}
    for one in own:
        if one[0] in graphs | datasets:
            stated = str(getattr(one[2], "value", ""))
            well = stated == str(here)
            site.expect(well, "service-counts", endpoint, f"{here:,} triples; its description states {stated}")
    wholes = [one[0] for one in site.description if one[1].value == _VOID + "sparqlEndpoint"]
    for whole in wholes:
        for stated in values(site.description, whole, _VOID + "triples"):
            site.expect(
                stated == str(here), "service-counts", endpoint, f"{here:,} triples; the dataset states {stated}"
            )


def _format(site: Site, endpoint: str, name: str) -> None:
    if name in _ROWS:
        query, wanted = "SELECT ?s { ?s ?p ?o } LIMIT 1", _ROWS[name]
    elif name in _GRAPHS:
        query, wanted = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 1", _GRAPHS[name]
    else:
        return
    answer = _asked(site, endpoint, query, wanted)
    got = f"it answers {answer.status}, {answer.media_type}"
    if not site.expect(
        answer.status == 200 and answer.media_type == wanted, "service-formats", endpoint, f"{name}: {got}"
    ):
        return
    try:
        if wanted in FILES:
            read(answer.body, FILES[wanted], endpoint)
        elif wanted.endswith("json"):
            json.loads(answer.body)
        elif wanted.endswith("xml"):
            ElementTree.fromstring(answer.body)
    except (ValueError, ElementTree.ParseError) as fault:
        site.expect(False, "service-formats", endpoint, f"{name}: {fault}")


def _asked(site: Site, endpoint: str, query: str, accept: str) -> Answer:
    return site.visitor.ask(f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode({'query': query})}", accept)


def _truth(answer: Answer) -> bool:
    try:
        return bool(json.loads(answer.body)["boolean"])
    except (ValueError, KeyError, TypeError):
        return False


def _number(answer: Answer) -> int | None:
    try:
        return int(json.loads(answer.body)["results"]["bindings"][0]["n"]["value"])
    except (ValueError, KeyError, TypeError, IndexError):
        return None
