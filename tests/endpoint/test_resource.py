"""Every IRI of the data answers: the redirect, the documents in each format, and what is in them."""

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, RdfFormat, parse
from rdflib import Graph, Namespace, URIRef
from rdflib.namespace import DCTERMS, OWL, PROV, RDF, RDFS, SKOS
from werkzeug.test import TestResponse

from endpoint.app import create_app
from endpoint.documents import documents
from endpoint.negotiate import Format, offered
from endpoint.settings import Settings
from graph.iri import BASE
from tests.endpoint.conftest import DATA, OpenApp, fixture_quads, publish

OSCE = Namespace("https://w3id.org/osce-graph/ontology#")
SCHEMA = Namespace("https://schema.org/")
ORG = Namespace("http://www.w3.org/ns/org#")
HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
OA = Namespace("http://www.w3.org/ns/oa#")
RDF_FORMATS = [one for one in offered("resource") if one.name != "html"]


def document(client: FlaskClient, path: str) -> Graph:
    response = client.get(path)
    assert response.status_code == 200, response.text
    return Graph().parse(data=response.data, format=response.mimetype)


def followed(client: FlaskClient, path: str, accept: str) -> TestResponse:
    return client.get(path, headers={"Accept": accept}, follow_redirects=True)


@pytest.mark.parametrize("form", offered("resource"), ids=lambda form: form.name)
def test_a_thing_redirects_to_its_document_in_the_format_asked_for(client: FlaskClient, form: Format) -> None:
    response = client.get("/release/50001", headers={"Accept": form.media_type})
    assert response.status_code == 303
    assert response.headers["Location"] == f"/release/50001.{form.extension}"
    assert response.headers["Vary"] == "Accept"
    assert "is described at /release/50001." in response.text
    there = client.get(response.headers["Location"])
    assert (there.status_code, there.mimetype) == (200, form.media_type)


@pytest.mark.parametrize("form", RDF_FORMATS, ids=lambda form: form.name)
def test_the_formats_of_a_document_say_the_same(client: FlaskClient, form: Format) -> None:
    turtle = document(client, "/release/50001.ttl")
    other = document(client, f"/release/50001.{form.extension}")
    assert set(other) == set(turtle)


def test_every_iri_of_the_data_answers_and_its_document_speaks_of_it(client: FlaskClient) -> None:
    subjects = {
        quad.subject.value.partition("#")[0]
        for quad in parse(path=DATA / "snapshot.trig", format=RdfFormat.TRIG)
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(BASE)
    }
    assert len(subjects) > 50
    for iri in subjects:
        response = followed(client, "/" + iri.removeprefix(BASE), "application/n-triples")
        assert response.status_code == (410 if iri.endswith("release/49000") else 200), iri
        if iri.endswith("-name"):  # a former name
            iri = f"{BASE}release/50001"
        assert f"<{iri}" in response.text


def test_a_document_about_a_release_tells_what_belongs_to_it(client: FlaskClient) -> None:
    graph = document(client, "/release/50001.ttl")
    release = URIRef(BASE + "release/50001")
    for kind, name in (("role", "50001-amir-tolvanen-1"), ("quote", "50001-1"), ("event", "50001-1")):
        assert (URIRef(f"{BASE}{kind}/{name}"), RDF.type, None) in graph
    assert (URIRef(BASE + "page/00000000000000a1"), SCHEMA.sha256, None) in graph
    assert str(graph.value(URIRef(BASE + "place/tashkent"), RDFS.label)) == "Tashkent"
    assert (URIRef(BASE + "place/tashkent"), SCHEMA.containedInPlace, None) not in graph
    assert str(graph.value(release, RDFS.label)).startswith("OSCE helps train")


@pytest.mark.parametrize("path", ["release/50001", "event/50001-1", "quote/50001-1", "role/50001-amir-tolvanen-1"])
def test_what_was_read_from_a_page_says_from_which(client: FlaskClient, path: str) -> None:
    """And how many notes bear it out there: the document of the graph has them all."""
    graph, thing = document(client, f"/{path}.ttl"), URIRef(BASE + path)
    origin, page = (URIRef(f"{BASE}{one}/00000000000000a1") for one in ("graph/page", "page"))
    assert set(graph.objects(thing, RDFS.seeAlso)) == {origin}
    assert (origin, PROV.wasDerivedFrom, page) in graph
    (collection,) = graph.objects(thing, HYDRA.collection)
    assert set(graph.objects(collection, RDFS.seeAlso)) == {origin}
    notes = set(document(client, "/graph/page/00000000000000a1.nt").subjects(RDF.subject, thing))
    assert str(graph.value(collection, HYDRA.totalItems)) == str(len(notes))
    assert notes or path.startswith(("event", "quote"))
    assert followed(client, str(collection).removeprefix(BASE.removesuffix("/")), "text/turtle").status_code == 200


def test_what_many_pages_speak_of_names_none(client: FlaskClient) -> None:
    assert (URIRef(f"{BASE}state/norway"), RDFS.seeAlso, None) not in document(client, "/state/norway.ttl")


def test_parts_are_told_with_their_whole(client: FlaskClient) -> None:
    state = document(client, "/state/uzbekistan.ttl")
    part = URIRef(BASE + "state/uzbekistan#participation")
    assert (part, ORG.member, URIRef(BASE + "state/uzbekistan")) in state
    evidence = document(client, "/evidence/00000000000000a1-1.ttl")
    target = URIRef(BASE + "evidence/00000000000000a1-1#target")
    selector = evidence.value(target, OA.hasSelector)
    assert str(evidence.value(selector, OA.exact)) == "OSCE Project Co-ordinator in Uzbekistan"


def test_the_ontology_is_one_document(client: FlaskClient) -> None:
    graph = document(client, "/ontology.ttl")
    assert (URIRef(BASE + "ontology"), RDF.type, OWL.Ontology) in graph
    assert (OSCE.Release, SKOS.definition, None) in graph
    assert client.get("/ontology", headers={"Accept": "text/turtle"}).status_code == 303


def test_a_graph_is_all_that_it_holds(client: FlaskClient) -> None:
    held = [q for q in fixture_quads() if q.graph_name == NamedNode(BASE + "graph/page/00000000000000a1")]
    graph = document(client, "/graph/page/00000000000000a1.nt")
    assert len(graph) >= len(held) > 50
    assert (URIRef(BASE + "evidence/00000000000000a1-1#selector"), OA.exact, None) in graph
    quality = document(client, "/graph/quality.ttl")
    assert (URIRef(BASE + "rejection/1"), RDF.type, OSCE.Rejection) in quality


def test_iris_in_data_never_change_with_the_host(client: FlaskClient) -> None:
    for base in ("http://localhost/", "https://data.example.org/sub/"):
        response = client.get("/release/50001.ttl", base_url=base)
        assert "example.org" not in response.text
        assert f"<{BASE}place/tashkent>" in response.text


def test_documents_are_written_the_same_every_time(client: FlaskClient) -> None:
    first, second = client.get("/release/50001.ttl"), client.get("/release/50001.ttl")
    assert first.data == second.data
    assert first.text.index("release/50001> a osce:Release") < first.text.index("event/50001-1> a schema:Event")


class TestKeysThatLookLikeDocuments:
    """`release/2019-03-01-notes.ttl` is a release, not a document about `release/2019-03-01-notes`."""

    def test_the_thing_redirects(self, client: FlaskClient) -> None:
        response = client.get("/release/2019-03-01-notes.ttl", headers={"Accept": "text/turtle"})
        assert (response.status_code, response.headers["Location"]) == (303, "/release/2019-03-01-notes.ttl.ttl")
        assert "notes.ttl" in client.get("/release/2019-03-01-notes.ttl.ttl").text

    def test_a_document_hidden_by_a_thing_is_reached_by_format(self, open_app: OpenApp, tmp_path: Path) -> None:
        lines = "".join(
            f'<{BASE}place/{key}> <http://www.w3.org/2000/01/rdf-schema#label> "{key}" <{BASE}graph/vocabulary> .\n'
            for key in ("x", "x.ttl")
        )
        publish(tmp_path, list(parse(lines, format=RdfFormat.N_QUADS)))
        app = open_app(tmp_path)
        client = app.test_client()
        for key in ("x", "x.ttl"):
            response = followed(client, f"/place/{key}", "text/turtle")
            assert response.mimetype == "text/turtle"
            assert f'label "{key}"' in response.text


@pytest.mark.parametrize("path", ["/release/2019%2D03%2D01-notes.ttl", "/release/2019-03-01%2Dnotes%2Ettl"])
def test_percent_encoded_letters_are_the_same_address(client: FlaskClient, path: str) -> None:
    response = client.get(path, headers={"Accept": "text/turtle"})
    assert response.headers["Location"] == "/release/2019-03-01-notes.ttl.ttl"


@pytest.mark.parametrize(
    "path", ["/release/%00", "/release/%FF", "/release/..%2F..%2Fetc", "/release/a%20b", "/release/%C3%BC"]
)
def test_strange_addresses_are_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_list_of_a_kind_is_one_redirect_from_its_name(client: FlaskClient) -> None:
    assert client.get("/release").headers["Location"] == "http://localhost/release/"


def test_format_in_the_address_answers_at_once(client: FlaskClient) -> None:
    response = client.get("/state/norway?format=jsonld", headers={"Accept": "text/html"})
    assert (response.status_code, response.mimetype) == (200, "application/ld+json")


class TestNamesThatWereReplaced:
    """`dcterms:isReplacedBy` in the history graph: 301 to the last name, whatever form was asked for."""

    @pytest.mark.parametrize("name", ["2008-05-14-an-older-name", "2008-05-14-a-newer-name"])
    @pytest.mark.parametrize(
        ("form", "target"), [("", ""), (".ttl", ".ttl"), (".html?page=2", ".html?page=2"), ("?format=nt", "?format=nt")]
    )
    def test_it_leads_to_the_last_name(self, client: FlaskClient, name: str, form: str, target: str) -> None:
        response = client.get(f"/release/{name}{form}")
        assert (response.status_code, response.headers["Location"]) == (301, f"/release/50001{target}")
        assert response.headers["Link"] == f'<{BASE}release/50001>; rel="successor-version"'

    def test_names_in_a_circle_are_described_and_go_nowhere(self, client: FlaskClient) -> None:
        assert followed(client, "/release/in-a-circle", "text/turtle").status_code == 200


class TestWithdrawn:
    """A tombstone answers 410 with what is known, as a page or as data."""

    @pytest.mark.parametrize("form", RDF_FORMATS, ids=lambda form: form.name)
    def test_as_data(self, client: FlaskClient, form: Format) -> None:
        for path in ("/release/49000", f"/release/49000.{form.extension}"):
            response = client.get(path, headers={"Accept": form.media_type})
            assert (response.status_code, response.mimetype) == (410, form.media_type)
            graph = Graph().parse(data=response.data, format=form.media_type)
            assert str(graph.value(URIRef(BASE + "release/49000"), SCHEMA.creativeWorkStatus)) == "withdrawn"

    def test_as_a_page(self, client: FlaskClient) -> None:
        response = followed(client, "/release/49000", "text/html")
        assert (response.status_code, response.mimetype) == (410, "text/html")
        assert "Course that no page shows &lt;b&gt;any more&lt;/b&gt;" in response.text
        assert 'rel="alternate"' in response.headers["Link"]

    def test_only_what_there_is_can_be_had(self, client: FlaskClient) -> None:
        assert client.get("/release/49000", headers={"Accept": "image/png"}).status_code == 406


LONG = "2008-05-14-an-old-name"
LEFT_OUT = f"""
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix osce: <https://w3id.org/osce-graph/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@base <{BASE}> .

<graph/history> {{
  <release/7001> schema:creativeWorkStatus "withdrawn" ; rdfs:label "A title of old"@en .
  <page/00000000000000b1> schema:creativeWorkStatus "withdrawn" ; rdfs:label "https://www.osce.org/x/7001" .
  <release/7002> schema:creativeWorkStatus "withdrawn" ; rdfs:label "Once well"@en .
  <release/{LONG}> dcterms:isReplacedBy <release/50001> .
}}
<graph/quality> {{
  <rejection/7> a osce:Rejection ; osce:concerns <release/99001> ; rdfs:comment "a.txt is withheld: no <i>title</i>" .
  <rejection/8> a osce:Rejection ; osce:concerns <release/7002> ; rdfs:comment "b.txt is withheld"@en .
  <report/f1> a sh:ValidationResult ; sh:focusNode <person/mona> ; sh:resultMessage "Two words"@en .
}}
"""


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    place = tmp_path_factory.mktemp("left")
    publish(place, [*fixture_quads(), *parse(LEFT_OUT, format=RdfFormat.TRIG)])
    app = create_app(Settings(data=place, children=1))
    yield app.test_client()
    app.extensions["follower"].close()


class TestWhatIsLeftOut:
    """What is withdrawn, renamed or withheld takes its parts along; nothing leads to what is not there."""

    @pytest.mark.parametrize(
        ("path", "known"),
        [
            ("release/7001", "A title of old"),
            ("quote/7001-1", "A title of old"),
            ("event/7001-1", "A title of old"),
            ("role/7001-jane-1", "A title of old"),
            ("role/7001-j-d-roe-12", "A title of old"),
            ("page/00000000000000b1", "https://www.osce.org/x/7001"),
            ("reading/00000000000000b1", "https://www.osce.org/x/7001"),
            ("graph/page/00000000000000b1", "https://www.osce.org/x/7001"),
            ("evidence/00000000000000b1-2-13", "https://www.osce.org/x/7001"),
            ("release/7002", "b.txt is withheld"),
            ("quote/7002-3", "b.txt is withheld"),
            ("release/99001", "a.txt is withheld: no <i>title</i>"),
            ("event/99001-1", "a.txt is withheld: no <i>title</i>"),
            ("person/mona", "Two words"),
            (f"quote/{LONG}-9", f"{BASE}release/50001"),
        ],
    )
    def test_it_is_gone_with_what_is_known(self, left: FlaskClient, path: str, known: str) -> None:
        for form in offered("resource"):
            for address, accept in (
                (f"/{path}", form.media_type),
                (f"/{path}.{form.extension}", f"{form.media_type}, */*"),
            ):
                response = left.get(address, headers={"Accept": accept})
                assert response.status_code == 410, address
                if form.name == "html":
                    assert html.escape(known) in response.text
                else:
                    assert response.mimetype == form.media_type
                    graph = Graph().parse(data=response.data, format=form.media_type)
                    assert known in {str(value) for value in graph.objects()}

    @pytest.mark.parametrize("form", ["", ".ttl", "?format=nt"])
    @pytest.mark.parametrize(
        ("old", "new"),
        [
            (f"quote/{LONG}-1", "quote/50001-1"),
            (f"event/{LONG}-1", "event/50001-1"),
            (f"role/{LONG}-amir-tolvanen-1", "role/50001-amir-tolvanen-1"),
        ],
    )
    def test_a_part_is_found_under_the_new_name(self, left: FlaskClient, old: str, new: str, form: str) -> None:
        response = left.get(f"/{old}{form}")
        assert (response.status_code, response.headers["Location"]) == (301, f"/{new}{form}")

    @pytest.mark.parametrize(
        "path",
        [
            *("quote/50001-99", "event/60000-1", "quote/7001", "quote/7001-a", "quote/7001-x-1", "quote/-1"),
            *("role/50001-jane-doe-1", "role/7001-1", "role/--1", "role/" + "60000-" * 1300 + "1", "person/mona-1"),
            *("person/7001-1", "page/00000000000000a1-1", "reading/b1", "evidence/00000000000000a1-999"),
            "graph/page/",
        ],
    )
    def test_what_never_was_is_not_found(self, left: FlaskClient, path: str) -> None:
        assert left.get(f"/{path}", headers={"Accept": "text/turtle"}).status_code == 404


@pytest.mark.parametrize(
    ("path", "accept"), [("/release/50001.ttl", "application/ld+json"), ("/release/50001.html", "text/turtle")]
)
def test_an_address_and_an_accept_header_that_contradict_each_other(
    client: FlaskClient, path: str, accept: str
) -> None:
    response = client.get(path, headers={"Accept": accept})
    assert (response.status_code, response.content_type) == (406, "application/problem+json")
    assert "/release/50001 " in str(response.json)
    assert "/release/50001.jsonld" in response.headers["Link"]


@pytest.mark.parametrize(
    "path",
    [
        "/release/../state/norway",
        "/../../etc/passwd",
        "/release/%2e%2e",
        "/" + "x" * 10_000,
        "/release/%ED%A0%80",
        "/%",
    ],
)
def test_odd_paths_are_told_in_the_one_shape(client: FlaskClient, path: str) -> None:
    response = client.get(path, headers={"Accept": "application/json"})
    assert 400 <= response.status_code < 500
    assert response.content_type == "application/problem+json"


def test_a_document_says_where_it_stands_and_what_it_belongs_to(client: FlaskClient) -> None:
    response = client.get("/release/50001?format=ttl", headers={"Accept": "text/html"})
    assert response.headers["Content-Location"] == "/release/50001.ttl"
    assert response.headers["Vary"] == "Accept"
    links = response.headers["Link"].split(", ")
    for link in (
        '<http://localhost/release/50001.ttl>; rel="canonical"',
        '<https://creativecommons.org/licenses/by/4.0/>; rel="license"',
        '</dataset>; rel="describedby"',
        '</release/>; rel="collection"',
    ):
        assert link in links
    assert '</quote/>; rel="collection"' in client.get("/quote/50001-1.ttl").headers["Link"]
    assert "collection" not in client.get("/role/50001-amir-tolvanen-1.ttl").headers["Link"]


@pytest.mark.parametrize(
    ("path", "where", "thing", "collection"),
    [
        ("/release/50001.html", None, f"{BASE}release/50001", "/release/"),
        ("/dataset.ttl", None, f"{BASE}dataset", "/catalogue"),
        ("/dataset.html", None, f"{BASE}dataset", "/catalogue"),
        ("/shapes.ttl", None, f"{BASE}shapes", None),
        ("/shapes/release.jsonld", None, f"{BASE}shapes/release", "/shapes"),
        ("/ldes", "/ldes?format=ttl", f"{BASE}ldes#stream", None),
        ("/ldes/DIGEST?format=nt", "/ldes/DIGEST?format=nt", f"{BASE}ldes#stream", "/ldes"),
    ],
)
def test_every_description_says_where_it_stands_and_what_it_belongs_to(
    client: FlaskClient, path: str, where: str | None, thing: str, collection: str | None
) -> None:
    digest = json.loads(client.get("/health").data)["digest"]
    path, where = path.replace("DIGEST", digest), (where or path).replace("DIGEST", digest)
    for prefix in ("", "/graph"):
        response = client.get(path, base_url=f"http://localhost{prefix}/")
        assert response.headers["Content-Location"] == prefix + where
        links = re.findall(r'<([^>]*)>; rel="([\w-]+)"', response.headers["Link"])
        said = {rel: target for target, rel in links}
        assert said["describes"] == thing
        bare = where.partition("?")[0]
        assert said["canonical"] == f"http://localhost{prefix}{bare}"
        assert said["license"] == "https://creativecommons.org/licenses/by/4.0/"
        assert said["describedby"] == f"{prefix}/dataset"
        assert said.get("collection") == (collection and prefix + collection)
        others = [target.removeprefix(prefix) for target, rel in links if rel == "alternate"]
        assert len(others) >= 3
        for other in (where, *others):
            assert client.get(other).status_code == 200, other


@pytest.mark.parametrize("path", ["/release/50001.ttl", "/release/50001.html", "/release/50001", "/release/49000.ttl"])
def test_head_says_what_get_says(client: FlaskClient, path: str) -> None:
    headers = {"Accept": "*/*"}
    got, head = client.get(path, headers=headers), client.head(path, headers=headers)
    assert (head.status_code, head.data) == (got.status_code, b"")
    assert dict(head.headers) == dict(got.headers)


def test_the_time_of_a_document_is_that_of_the_snapshot_or_the_software(client: FlaskClient) -> None:
    first = client.get("/release/50001.ttl")
    assert first.last_modified is not None
    modified = first.headers["Last-Modified"]
    since = {"If-Modified-Since": modified}
    assert client.get("/release/50001.ttl", headers=since).status_code == 304
    assert client.get("/release/50001.ttl", headers={**since, "If-None-Match": '"other"'}).status_code == 200
    long_ago = {"If-Modified-Since": "Mon, 01 Jan 2001 00:00:00 GMT"}
    assert client.get("/release/50001.ttl", headers=long_ago).status_code == 200


@pytest.mark.parametrize(
    "path", ["/release/50001.ttl", "/release/50001.html", "/state/norway?format=nt", "/", "/state/"]
)
def test_a_document_that_the_client_has_is_not_sent_again(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.data) == (200, 304, b"")
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


SPARED = [
    *("/robots.txt", "/sitemap.xml", "/quality.csv", "/context/0.1.0.jsonld", "/opensearch.xml", "/suggest?q=uz"),
    *("/search?q=course", "/reconcile", "/reconcile/properties?type=osce:State"),
    *(
        "/reconcile/suggest/entity?prefix=uz",
        "/reconcile/suggest/type?prefix=s",
        "/reconcile/suggest/property?prefix=i",
    ),
    *(
        "/reconcile/flyout/entity?id=state/norway",
        "/reconcile/preview/state/norway",
        "/feed.atom",
        "/ldes",
        "/shapes.ttl",
    ),
    *("/sparql?query=ASK{}", "/static/site.css", "/dump/releases.csv", "/version/", "/timemap/dataset", "/state/"),
]


UNDATED = ("/quality.csv", "/feed.atom", "/ldes", "/version/", "/timemap/")
SEALED = "Tue, 24 Nov 2026 08:00:00 GMT"


@pytest.mark.parametrize("path", SPARED)
def test_every_answer_with_a_validator_is_spared_where_the_client_has_it(client: FlaskClient, path: str) -> None:
    for method in ("GET", "HEAD"):
        with client.open(path, method=method) as first:
            # Lists of what is kept change without a new snapshot, and have no time.
            tag, modified = first.headers["ETag"], first.headers.get("Last-Modified")
            assert (modified is None) == path.startswith(UNDATED)
            assert first.status_code == 200
        for headers, status in (
            ({"If-None-Match": tag}, 304),
            ({"If-None-Match": f'"other", W/{tag.removeprefix("W/")}'}, 304),
            ({"If-None-Match": "*"}, 304),
            *([({"If-Modified-Since": modified}, 304)] if modified else []),
            ({"If-None-Match": '"other"', "If-Modified-Since": modified or SEALED}, 200),
            ({"If-Modified-Since": "Mon, 01 Jan 2001 00:00:00 GMT"}, 200),
        ):
            with client.open(path, method=method, headers=headers) as again:
                assert again.status_code == status, (method, headers)
                if status == 304:
                    assert (again.data, again.headers["ETag"]) == (b"", tag)
                    assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
                    assert "Content-Length" not in again.headers


ALIKE = ["/release/50001.ttl", "/release/50001.html", "/", "/dataset.ttl", "/sparql?query=ASK{}", "/dump/releases.csv"]


@pytest.mark.parametrize("path", [*ALIKE, "/shapes.ttl", "/ontology.jsonld", "/timemap/release/50001"])
def test_validators_are_compared_weakly_where_the_client_has_a_copy(client: FlaskClient, path: str) -> None:
    """A proxy that packs an answer makes its validator a weak one (RFC 9110 8.8.1, 13.1.2)."""
    with client.get(path) as first:
        tag = first.headers["ETag"]
    for said, status in ((f"W/{tag}", 304), (f'"other", W/{tag}', 304), ('W/"other"', 200)):
        with client.get(path, headers={"If-None-Match": said}) as again:
            assert again.status_code == status


@pytest.mark.parametrize("path", ALIKE)
def test_an_answer_is_refused_where_the_request_wants_another(client: FlaskClient, path: str) -> None:
    with client.get(path) as first:
        tag, modified = first.headers["ETag"], first.headers["Last-Modified"]
    long_ago = "Mon, 01 Jan 2001 00:00:00 GMT"
    for headers, status in (
        ({"If-Match": tag}, 200),
        ({"If-Match": f'"other", {tag}'}, 200),
        ({"If-Match": "*"}, 200),
        ({"If-Match": '"other"'}, 412),
        ({"If-Match": f"W/{tag}"}, 412),
        ({"If-Match": '"other"', "If-None-Match": tag}, 412),
        ({"If-Match": '"other"', "Range": "bytes=0-2"}, 412),
        ({"If-Match": tag, "If-None-Match": tag}, 304),
        ({"If-Match": tag, "If-Unmodified-Since": long_ago}, 200),
        ({"If-Unmodified-Since": modified}, 200),
        ({"If-Unmodified-Since": long_ago}, 412),
        ({"If-Unmodified-Since": "soon"}, 200),
    ):
        for method in ("GET", "HEAD"):
            with client.open(path, method=method, headers=headers) as response:
                assert response.status_code == status, (method, headers)
                if status == 412:
                    assert response.mimetype == "application/problem+json"


def test_conditions_are_nothing_to_an_answer_that_is_no_good_one(client: FlaskClient) -> None:
    for path, status in (("/release/0", 404), ("/release/50001", 303), ("/sparql?query=SELECT", 400)):
        assert client.get(path, headers={"If-Match": '"other"'}).status_code == status
    assert client.post("/sparql", data={"query": "ASK {}"}, headers={"If-Match": '"other"'}).status_code == 200


def test_formats_and_mounts_have_their_own_validators(client: FlaskClient) -> None:
    tags = [client.get(f"/release/50001.{one.extension}").headers["ETag"] for one in offered("resource")]
    tags.append(client.get("/release/50001.html", base_url="http://localhost/sub/").headers["ETag"])
    assert len(set(tags)) == len(tags)


def test_a_document_names_its_thing_and_its_other_forms(client: FlaskClient) -> None:
    link = client.get("/release/50001.ttl").headers["Link"]
    assert f'<{BASE}release/50001>; rel="describes"' in link
    assert '</release/50001.jsonld>; rel="alternate"; type="application/ld+json"' in link


class TestBehindAProxy:
    """Prefix, host and scheme of the proxy are believed when it is trusted, and not otherwise."""

    HEADERS = {  # noqa: RUF012
        "X-Forwarded-Prefix": "/graph",
        "X-Forwarded-Host": "data.example.org",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-For": "192.0.2.1",
    }

    def test_a_trusted_one(self, open_app: OpenApp, folder: Path) -> None:
        app = open_app(folder, trusted_proxies=1)
        client = app.test_client()
        redirect = client.get("/release/50001", headers={**self.HEADERS, "Accept": "text/html"})
        assert redirect.headers["Location"] == "/graph/release/50001.html"
        page = client.get("/release/50001.html", headers=self.HEADERS).text
        assert 'href="/graph/place/tashkent"' in page
        assert 'href="/graph/static/site.css' in page
        assert 'href="/place/' not in page
        description = client.get("/sparql", headers={**self.HEADERS, "Accept": "text/turtle"}).text
        assert "<https://data.example.org/graph/sparql>" in description
        assert (
            client.get("/release", headers=self.HEADERS).headers["Location"]
            == "https://data.example.org/graph/release/"
        )

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            *(
                ("Prefix", one)
                for one in ("//evil.example", "/\\evil.example", "https://evil.example", "evil", "/a//b")
            ),
            *(("Prefix", one) for one in ("/a\tb", "/../up", '/"><b>', "/a b", "/a?b", "/a#b", "\\", "/./", "/é")),
            *(("Host", one) for one in ("evil.example/path", "user@evil.example", "a b", 'a"b', "a<b", "a:b", "a\\b")),
            *(("Proto", one) for one in ("javascript", "https://evil.example/", "data")),
        ],
    )
    def test_what_cannot_be_true_is_not_believed(self, open_app: OpenApp, folder: Path, field: str, value: str) -> None:
        client = open_app(folder, trusted_proxies=1).test_client()
        headers = {f"X-Forwarded-{field}": value}
        paths = ("/release/50001", "/release", "/release/50001.html", "/sitemap.xml", "/dataset.ttl")
        for path in paths:
            plain, told = (client.get(path, headers=one) for one in ({}, headers))
            assert (told.status_code, told.data, dict(told.headers)) == (
                plain.status_code,
                plain.data,
                dict(plain.headers),
            )

    def test_what_a_visitor_said_before_the_proxy_changes_nothing(self, open_app: OpenApp, folder: Path) -> None:
        client = open_app(folder, trusted_proxies=1).test_client()
        said = {name: f"//evil.example, {value}" for name, value in self.HEADERS.items()}
        location = client.get("/release", headers=said).headers["Location"]
        assert location == "https://data.example.org/graph/release/"

    def test_one_that_is_not(self, client: FlaskClient) -> None:
        response = client.get("/release/50001", headers={**self.HEADERS, "Accept": "text/html"})
        assert response.headers["Location"] == "/release/50001.html"


class TestWhatPointsAtAThing:
    """Documents in RDF tell what points at their thing, counted and in pages."""

    def test_it_is_told_with_its_label(self, client: FlaskClient) -> None:
        graph = document(client, "/person/amir-tolvanen.ttl")
        assert (
            URIRef(BASE + "quote/50001-1"),
            SCHEMA.spokenByCharacter,
            URIRef(BASE + "person/amir-tolvanen"),
        ) in graph
        assert graph.value(URIRef(BASE + "release/50001"), RDFS.label)
        assert (None, RDF.object, URIRef(BASE + "person/amir-tolvanen")) not in graph

    def test_much_of_it_comes_in_pages(self, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(documents, "LINKS", 50)
        norway, seen = URIRef(BASE + "state/norway"), set()
        path, pages = "/state/norway.ttl", 0
        while path:
            # At a host of its own: documents are kept as they were made.
            response = client.get(path, base_url="http://pages.example.org/")
            graph = Graph().parse(data=response.data, format="turtle")
            seen |= set(graph.subjects(SCHEMA.mentions, norway))
            assert ((norway, RDF.type, None) in graph) == (pages == 0)
            (total,) = graph.objects(None, HYDRA.totalItems)
            links = {rel: where for where, rel in re.findall(r'<([^>]*)>; rel="(\w+)"', response.headers["Link"])}
            path, pages = links.get("next", ""), pages + 1
        assert len(seen) == 132
        assert int(str(total)) >= 132
        assert pages == -(-int(str(total)) // 50)
        further = client.get(f"/state/norway.ttl?links={pages + 1}", base_url="http://pages.example.org/")
        assert further.status_code == 404
        view = client.get("/state/norway?links=2", headers={"Accept": "text/turtle"})
        assert view.headers["Location"] == "/state/norway.ttl?links=2"

    @pytest.mark.parametrize("links", ["0", "x", "-1", "1e3", ""])
    def test_odd_pages(self, client: FlaskClient, links: str) -> None:
        assert client.get(f"/state/norway.ttl?links={links}").status_code == 400


@pytest.mark.parametrize("extension", ["ttl", "jsonld", "rdf", "nt", "html"])
def test_the_version_of_the_ontology_answers(client: FlaskClient, extension: str) -> None:
    """owl:versionIRI (OWL 2, 3.2): what it names is what is found there, and the document says so."""
    path = "/ontology/0.1.0"
    media_type = {one.extension: one.media_type for one in offered("resource")}[extension]
    response = client.get(path, headers={"Accept": media_type})
    assert (response.status_code, response.headers["Location"]) == (303, f"{path}.{extension}")
    told, whole = client.get(f"{path}.{extension}"), client.get(f"/ontology.{extension}")
    assert (told.status_code, told.mimetype) == (200, media_type)
    assert told.headers["ETag"] != whole.headers["ETag"]
    links = told.headers["Link"]
    assert f'<{BASE}ontology/0.1.0>; rel="describes"' in links
    assert '</timegate/ontology>; rel="timegate"' in links
    if extension == "html":
        assert "OSCE Graph ontology" in told.text
        return
    found = Graph().parse(data=told.data, format=media_type)
    version, ontology = URIRef(f"{BASE}ontology/0.1.0"), URIRef(f"{BASE}ontology")
    assert set(found) - set(Graph().parse(data=whole.data, format=media_type)) == {
        (version, DCTERMS.isVersionOf, ontology)
    }
    assert client.get("/ontology/9.9.9").status_code == client.get("/ontology/9.9.9.ttl").status_code == 404


def test_the_version_of_the_shapes_answers(client: FlaskClient) -> None:
    """owl:versionIRI (OWL 2, 3.2): what it names is what is found there."""
    document = Graph().parse(data=client.get("/shapes.nt").text, format="nt")
    (version,) = set(document.objects(URIRef(f"{BASE}shapes"), OWL.versionIRI))
    response = client.get(str(version).removeprefix(BASE.removesuffix("/")), headers={"Accept": "text/turtle"})
    assert (response.status_code, response.headers["Location"]) == (303, "/shapes.ttl")
    assert client.get("/shapes/9.9.9").status_code == 404
    at_its_version = Graph().parse(data=client.get("/shapes/0.1.0.nt").text, format="nt")
    assert len(at_its_version) == len(document)
