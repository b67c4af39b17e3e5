"""The dataset describes itself: VoID, DCAT-AP, schema.org, its files, and what crawlers read."""

import hashlib
import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pyshacl
import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from rdflib import DCTERMS, FOAF, RDF, SH, Graph, Literal, Namespace, URIRef

from endpoint.cli import main
from endpoint.negotiate import offered
from graph.iri import BASE
from tests.endpoint.conftest import OpenApp, fixture_quads, publish

DCAT = Namespace("http://www.w3.org/ns/dcat#")
VOID = Namespace("http://rdfs.org/ns/void#")
DCATAP = Namespace("http://data.europa.eu/r5r/")
IANA = "https://www.iana.org/assignments/media-types/"
SPDX = Namespace("http://spdx.org/rdf/terms#")
DATASET = URIRef(BASE + "dataset")
SHAPES = Path(__file__).resolve().parent / "data" / "dcat-ap.ttl"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(scope="module")
def described(app: Any) -> Graph:
    response = app.test_client().get("/dataset.ttl")
    assert response.status_code == 200
    return Graph().parse(data=response.data, format="turtle")


def test_files_are_sent_where_the_folder_is_given_relative(
    open_app: OpenApp, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the README and `make serve` give it."""
    monkeypatch.chdir(folder.parent)
    client, digest = open_app(Path(folder.name)).test_client(), (folder / "current").read_text().strip()
    listed = json.loads((folder / "snapshots" / digest / "manifest.json").read_text())["dumps"]
    for one in listed:
        for path in (f"/dump/{one['name']}", f"/version/{digest}/dump/{one['name']}"):
            with client.get(path) as response:
                assert response.status_code == 200, path
                assert hashlib.sha256(response.data).hexdigest() == one["sha256"]


@pytest.mark.parametrize("path", ["/dataset", "/.well-known/void", "/catalogue"])
def test_the_dataset_leads_to_its_description(client: FlaskClient, path: str) -> None:
    for form in offered("resource"):
        response = client.get(path, headers={"Accept": form.media_type})
        assert (response.status_code, response.headers["Location"]) == (303, f"/dataset.{form.extension}")
        assert client.get(response.headers["Location"]).mimetype == form.media_type
    assert client.get(path, headers={"Accept": "image/png"}).status_code == 406
    assert client.get("/dataset?format=nt").mimetype == "application/n-triples"
    assert client.get("/dataset.exe").status_code == 404


@pytest.mark.parametrize("form", [one for one in offered("resource") if one.name != "html"], ids=lambda one: one.name)
def test_all_formats_say_the_same(client: FlaskClient, described: Graph, form: Any) -> None:
    response = client.get(f"/dataset.{form.extension}")
    assert set(Graph().parse(data=response.data, format=form.media_type)) == set(described)


def findings(said: Graph) -> set[str]:
    """What the shapes find, recommendations too, as severity and property."""
    _, report, _ = pyshacl.validate(said, shacl_graph=Graph().parse(SHAPES))
    assert isinstance(report, Graph)
    return {
        f"{str(report.value(one, SH.resultSeverity)).partition('#')[2]} {report.value(one, SH.resultPath)}"
        for one in report.subjects(RDF.type, SH.ValidationResult)
    }


@pytest.mark.parametrize("contact", ["mailto:graph@example.org", "https://example.org/questions?about=graph"])
def test_it_keeps_to_all_that_dcat_ap_demands_and_recommends(open_app: OpenApp, tmp_path: Path, contact: str) -> None:
    quads = fixture_quads()
    publish(tmp_path, quads[:-3], created="2026-11-23T08:00:00+00:00")
    publish(tmp_path, quads)
    client = open_app(tmp_path, contact=contact).test_client()
    said = Graph().parse(data=client.get("/dataset.ttl").data, format="turtle")
    assert (None, DCAT.mediaType, URIRef(f"{IANA}application/rdf-patch")) in said  # the file of changes is there too
    assert findings(said) == set()
    assert contact.removeprefix("mailto:").replace("&", "&amp;") in client.get("/dataset.html").text


def test_the_sample_site_keeps_to_it_but_for_a_contact(real: FlaskClient) -> None:
    said = Graph().parse(data=real.get("/dataset.ttl").data, format="turtle")
    assert findings(said) == {f"Warning {DCAT.contactPoint}"}


NEEDED = [
    *(DCAT.accessURL, DCAT.byteSize, DCAT.dataset, DCAT.distribution, DCAT.downloadURL, DCAT.endpointURL, DCAT.keyword),
    *(DCAT.mediaType, DCAT.service, DCAT.servesDataset, DCAT.theme, DCAT.themeTaxonomy, DCAT.version, DCAT.startDate),
    *(DCTERMS.description, DCTERMS["format"], DCTERMS.license, DCTERMS.publisher, DCTERMS.spatial, DCTERMS.temporal),
    *(DCTERMS["title"], DCTERMS.type, DCATAP.availability, FOAF.homepage, FOAF.name, SPDX.checksum, SPDX.checksumValue),
    *(VOID.triples, VOID.dataDump, VOID.exampleResource, RDF.type),
]


@pytest.mark.parametrize("predicate", NEEDED)
def test_the_shapes_see_what_is_missing(described: Graph, predicate: URIRef) -> None:
    less = Graph()
    for triple in described:
        if triple[1] != predicate:
            less.add(triple)
    assert findings(less) - findings(described)


def test_it_says_all_that_the_graph_says_of_it(client: FlaskClient, described: Graph) -> None:
    query = f"CONSTRUCT WHERE {{ <{DATASET}> ?p ?o }}"
    data = client.get("/sparql", query_string={"query": query, "format": "turtle"}).data
    told = set(Graph().parse(data=data, format="turtle"))
    assert len(told) > 1
    assert told <= set(described)


def test_counts_are_those_of_the_endpoint(client: FlaskClient, described: Graph) -> None:
    def asked(query: str) -> int:
        rows = client.get("/sparql", query_string={"query": query}, headers={"Accept": "application/json"}).json
        return int(rows["results"]["bindings"][0]["n"]["value"])  # type: ignore[index]

    assert described.value(DATASET, VOID.triples) == Literal(asked("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"))
    for kind, of, number, query in (
        (VOID.classPartition, VOID["class"], VOID.entities, "SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s a <{0}> }}"),
        (VOID.propertyPartition, VOID.property, VOID.triples, "SELECT (COUNT(*) AS ?n) {{ ?s <{0}> ?o }}"),
    ):
        parts = list(described.objects(DATASET, kind))
        assert len(parts) > 20
        for part in parts[:12]:
            assert described.value(part, number) == Literal(asked(query.format(described.value(part, of))))


def test_examples_answer(client: FlaskClient, described: Graph) -> None:
    examples = list(described.objects(DATASET, VOID.exampleResource))
    assert len(examples) >= 4
    for one in examples:
        assert client.get("/" + str(one).removeprefix(BASE), follow_redirects=True).status_code == 200


def test_every_file_is_there_as_described(client: FlaskClient, described: Graph) -> None:
    files = list(described.objects(DATASET, DCAT.distribution))
    assert len(files) > 20
    for one in files:
        url = str(described.value(one, DCAT.downloadURL))
        assert url.startswith("http://localhost/dump/")
        response = client.get(url.removeprefix("http://localhost"))
        checksum = described.value(one, SPDX.checksum)
        assert hashlib.sha256(response.data).hexdigest() == str(described.value(checksum, SPDX.checksumValue)).lower()
        assert len(response.data) == int(str(described.value(one, DCAT.byteSize)))
        response.close()


def test_files_are_served_by_a_fixed_list(client: FlaskClient) -> None:
    for path in (
        "/dump/manifest.json",
        "/dump/..%2Fmanifest.json",
        "/dump/../data.nq",
        "/dump/",
        "/dump/%00",
        "/dump/x",
    ):
        assert client.get(path).status_code == 404, path


def test_a_file_can_be_asked_for_in_parts_and_once(client: FlaskClient) -> None:
    with client.get("/dump/releases.csv") as whole:
        assert whole.content_type == "text/csv; charset=utf-8"
        assert "csv-metadata.json" in whole.headers["Link"]
        same = {"If-None-Match": whole.headers["ETag"]}
    with client.get("/dump/releases.csv", headers={"Range": "bytes=0-6"}) as part:
        assert (part.status_code, part.data) == (206, b"release")
    with client.get("/dump/releases.csv", headers=same) as again:
        assert again.status_code == 304
    with client.get("/dump/osce-graph.nq.gz") as packed:
        assert (packed.mimetype, "Content-Encoding" in packed.headers) == ("application/gzip", False)


@pytest.mark.parametrize("name", ["osce-graph.nq.gz", "releases.parquet"])
def test_a_file_that_was_fetched_is_verified_by_the_description(client: FlaskClient, tmp_path: Path, name: str) -> None:
    (tmp_path / "dataset.ttl").write_bytes(client.get("/dataset.ttl").data)
    with client.get(f"/dump/{name}") as response:
        (tmp_path / name).write_bytes(response.data)
    arguments = ["verify", str(tmp_path / name), "--against", str(tmp_path / "dataset.ttl")]
    result = CliRunner().invoke(main, arguments)
    assert (result.exit_code, result.output.splitlines()[-1]) == (0, "as published")


def test_the_page_tells_search_engines_of_the_files(client: FlaskClient) -> None:
    text = client.get("/dataset.html").text
    block = text.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    said = json.loads(block)
    assert (said["@type"], said["license"]) == ("Dataset", "https://creativecommons.org/licenses/by/4.0/")
    assert {"http://localhost/dump/releases.csv"} < {one["contentUrl"] for one in said["distribution"]}
    assert said["temporalCoverage"].startswith("1996-")


def test_addresses_follow_the_host_and_iris_do_not(client: FlaskClient) -> None:
    text = client.get("/dataset.ttl", base_url="https://data.example.org/graph/").text
    assert "<https://data.example.org/graph/sparql>" in text
    assert f"<{BASE}dataset> a " in text


def test_a_snapshot_without_files_says_so_and_answers(open_app: OpenApp, tmp_path: Path) -> None:
    publish(tmp_path, fixture_quads()[:40], merged=False)
    client = open_app(tmp_path).test_client()
    assert client.get("/dataset.ttl").status_code == 200
    assert client.get("/dataset.html").status_code == 200
    assert client.get("/dump/osce-graph.nq.gz").status_code == 404


def test_robots_are_led_to_the_sitemap(client: FlaskClient) -> None:
    text = client.get("/robots.txt", base_url="https://data.example.org/graph/").text
    assert "Disallow: /graph/sparql?" in text
    assert "Sitemap: https://data.example.org/graph/sitemap.xml" in text


def test_the_sitemap_names_pages_that_are_there(client: FlaskClient) -> None:
    index = ElementTree.fromstring(client.get("/sitemap.xml").data)
    files = [str(one.text) for one in index.iter(f"{SITEMAP}loc")]
    assert files == ["http://localhost/sitemap/1.xml"]
    root = ElementTree.fromstring(client.get("/sitemap/1.xml").data)
    pages = [str(one.text) for one in root.iter(f"{SITEMAP}loc")]
    assert len(pages) == len(set(pages)) > 150
    for page in ("ontology.html", "quote/50001-1.html", "organisation/no-label.html", "shapes.html", "meeting-series/"):
        assert f"http://localhost/{page}" in pages
    told = {one.findtext(f"{SITEMAP}loc"): one.findtext(f"{SITEMAP}lastmod") for one in root.iter(f"{SITEMAP}url")}
    assert {*told.values()} == {"2026-11-24", None}
    assert told["http://localhost/release/50001.html"] == "2026-11-24"  # the first snapshot of all brought it
    assert told["http://localhost/state/norway.html"] is None  # no snapshot tells when States change
    for page in pages:
        assert client.get(page.removeprefix("http://localhost")).status_code == 200, page
    for path in ("/sitemap/0.xml", "/sitemap/2.xml", "/sitemap/x.xml"):
        assert client.get(path).status_code == 404
